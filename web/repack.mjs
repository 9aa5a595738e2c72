/** Bytes that xz packed, packed again by better chances: what pages/unpack.js undoes. */
import { learning } from "./pages/chances.js";
import { follow, KINDS } from "./pages/copies.js";

/** @param {Uint8Array} lzma as xz --format=lzma --lzma1=lc=3,lp=0,pb=0 writes it @param {number} length of what is in it */
export async function repack(lzma, length) {
    const read = reader(lzma);
    const { write, end } = writer();
    const bit = learning((share, kind) => write(read.bit(kind), (range) => (range >>> 12) * share));
    const even = () => write(read.even(), (range) => range >>> 1);
    await follow(bit, even, length);
    return end();
}

/** LZMA's own decoder of decisions: the specification's section "The decoding procedure of Range Coder". */
function reader(lzma) {
    const chance = new Uint16Array(KINDS).fill(1024);
    let range = 2 ** 32 - 1;
    let code = new DataView(lzma.buffer, lzma.byteOffset).getUint32(14); // behind a header of 13 bytes, and one that is 0
    let next = 18;
    const split = (bound) => {
        const one = +(code >= bound);
        if (one) code -= bound;
        range = one ? range - bound : bound;
        if (range < 2 ** 24) {
            range *= 256;
            code = code * 256 + (lzma[next++] ?? 0);
        }
        return one;
    };
    return {
        bit(kind) {
            const one = split(Math.floor(range / 2048) * chance[kind]);
            chance[kind] += one ? -(chance[kind] >> 5) : (2048 - chance[kind]) >> 5;
            return one;
        },
        /** Halves the range, and an odd one's last value is nobody's. */
        even() {
            range -= range % 2;
            return split(range / 2);
        },
    };
}

/** The encoder of a range coder (Martin 1979), which holds back the bytes that a carry may still change. */
function writer() {
    const bytes = [];
    let low = 0;
    let range = 2 ** 32 - 1;
    const carry = () => {
        for (let i = bytes.length - 1; ++bytes[i] === 256; i--) bytes[i] = 0;
    };
    const shift = () => {
        bytes.push(Math.floor(low / 2 ** 24));
        low = (low % 2 ** 24) * 256;
    };
    return {
        /** @param {number} one the decision @param {(range: number) => number} boundOf what 0 has of the range */
        write(one, boundOf) {
            const bound = boundOf(range);
            if (one) low += bound;
            if (low >= 2 ** 32) carry();
            low %= 2 ** 32;
            range = one ? range - bound : bound;
            if (range < 2 ** 24) {
                range *= 256;
                shift();
            }
            return one;
        },
        end() {
            for (let i = 0; i < 4; i++) shift();
            return Uint8Array.from(bytes);
        },
    };
}
