/** Undoes repack.mjs: a range coder, which stores each decision of copies.js in as little as its chance asks. */
import { learning } from "./chances.js";
import { follow } from "./copies.js";

/**
 * @param {Uint8Array} packed
 * @param {number} length of what is in it
 */
export async function unpack(packed, length) {
    const coder = new Uint32Array(2); // range and code: as variables of their own they would be made anew with each bit
    coder[0] = -1;
    coder[1] = new DataView(packed.buffer, packed.byteOffset).getUint32(0);
    let next = 4;
    const split = (/** @type {number} */ bound) => {
        let one = 0;
        if (coder[1] < bound) coder[0] = bound;
        else {
            coder[0] -= bound;
            coder[1] -= bound;
            one = 1;
        }
        if (coder[0] < 0x1000000) {
            coder[0] <<= 8;
            coder[1] = (coder[1] << 8) | packed[next++];
        }
        return one;
    };
    return follow(
        learning((share) => split((coder[0] >>> 12) * share)),
        () => split(coder[0] >>> 1),
        length,
    );
}
