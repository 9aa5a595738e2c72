/**
 * Unpacks LZMA: a dictionary coder (copies of what came before, or literal bytes) whose every decision is a bit that a range coder stores in as
 * little as its probability asks. Written for one stream of lc=3, lp=0, pb=0; the format is the one of the LZMA SDK's lzma-specification.txt.
 */

import { rest } from "./rest.js";

/** Bytes between two rests: a hundredth of a second or so. */
const SLICE = 64e3;

/** Where the probabilities of each kind of decision stand. */
const IS_MATCH = 0;
const IS_REPEAT = 12;
const IS_OLDER = 24; // the last distance, or an older one
const IS_OLDER_STILL = 36;
const IS_OLDEST = 48;
const IS_LONG_REPEAT = 60;
const SLOT = 72; // 4 trees of 64: the distance's highest bits
const SPECIAL = 328; // its lower bits, when it is short
const ALIGN = 443; // its lowest four
const LENGTH = 459;
const REPEAT_LENGTH = 733;
const LITERAL = 1007; // 8 trees of 3 × 256

/**
 * @param {Uint8Array} packed with the header of 13 bytes
 * @param {number} length of what is in it
 */
export async function unpack(packed, length) {
    const chance = new Uint16Array(LITERAL + 8 * 768).fill(1024);
    const bytes = new Uint8Array(length);
    let next = 18;
    const coder = new Uint32Array(2); // range and code: as variables of their own they would be made anew with each bit
    coder[0] = -1;
    coder[1] = new DataView(packed.buffer, packed.byteOffset).getUint32(14);

    const shift = () => {
        if (coder[0] < 0x1000000) {
            coder[0] <<= 8;
            coder[1] = (coder[1] << 8) | packed[next++];
        }
    };
    const bit = (/** @type {number} */ of) => {
        const p = chance[of];
        const bound = (coder[0] >>> 11) * p;
        const one = +(coder[1] >= bound);
        if (one) {
            coder[0] -= bound;
            coder[1] -= bound;
            chance[of] -= p >> 5;
        } else {
            coder[0] = bound;
            chance[of] += (2048 - p) >> 5;
        }
        shift();
        return one;
    };
    /** count bits, the highest first, each with a chance that depends on those before it. */
    const tree = (/** @type {number} */ of, /** @type {number} */ count) => {
        let node = 1;
        for (let i = 0; i < count; i++) node = 2 * node + bit(of + node);
        return node - (1 << count);
    };
    const backwards = (/** @type {number} */ of, /** @type {number} */ count) => {
        let value = 0;
        for (let i = 0, node = 1; i < count; i++) {
            const one = bit(of + node);
            node = 2 * node + one;
            value |= one << i;
        }
        return value;
    };
    const readLength = (/** @type {number} */ of) =>
        2 + (!bit(of) ? tree(of + 2, 3) : !bit(of + 1) ? 8 + tree(of + 10, 3) : 16 + tree(of + 18, 8));

    const readDistance = (/** @type {number} */ copied) => {
        const slot = tree(SLOT + 64 * Math.min(copied - 2, 3), 6);
        if (slot < 4) return slot;
        let count = (slot >> 1) - 1;
        const high = (2 | (slot & 1)) << count;
        if (slot < 14) return high + backwards(SPECIAL + high - slot, count);
        let middle = 0;
        for (; count > 4; count--) {
            coder[0] >>>= 1;
            const one = +(coder[1] >= coder[0]);
            if (one) coder[1] -= coder[0];
            middle = 2 * middle + one;
            shift();
        }
        return high + 16 * middle + backwards(ALIGN, 4);
    };

    const distances = [0, 0, 0, 0];
    let state = 0; // what the last steps were; below 7 the last was a literal
    for (let at = 0, due = 0; at < length; ) {
        if (rest && at >= due) {
            due = at + SLICE;
            await rest();
        }
        if (!bit(IS_MATCH + state)) {
            const of = LITERAL + 768 * (bytes[at - 1] >> 5);
            let node = 1;
            if (state > 6) {
                const other = bytes[at - distances[0] - 1]; // a copy would have gone on with it
                for (let i = 7, same = true; same && i >= 0; i--) {
                    const expected = (other >> i) & 1;
                    node = 2 * node + bit(of + 256 + 256 * expected + node);
                    same = (node & 1) === expected;
                }
            }
            while (node < 256) node = 2 * node + bit(of + node);
            bytes[at++] = node;
            state -= state < 4 ? state : state < 10 ? 3 : 6;
            continue;
        }
        let copied = 1;
        if (!bit(IS_REPEAT + state)) {
            copied = readLength(LENGTH);
            distances.unshift(readDistance(copied));
            state = state < 7 ? 7 : 10;
        } else {
            let which = 0;
            if (bit(IS_OLDER + state)) which = bit(IS_OLDER_STILL + state) ? 2 + bit(IS_OLDEST + state) : 1;
            const isOne = which === 0 && !bit(IS_LONG_REPEAT + state);
            if (which > 0) distances.unshift(...distances.splice(which, 1));
            if (!isOne) copied = readLength(REPEAT_LENGTH);
            state = (state < 7 ? 8 : 11) + +isOne - (isOne && state > 6 ? 1 : 0);
        }
        distances.length = 4;
        for (const end = at + copied; at < end; at++) bytes[at] = bytes[at - distances[0] - 1];
    }
    return bytes;
}
