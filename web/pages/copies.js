/**
 * A text as copies of what came before in it, or literal bytes: the decisions of LZMA (lc=3, lp=0, pb=0; the LZMA SDK's lzma-specification.txt), which are
 * bits one after the other. Who reads them says what each is: unpack.js from a packed page, repack.mjs from what xz made.
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

/** Kinds of decision, each with a chance of its own; then those that depend on the whole byte before, 1024 for each. */
export const KINDS = LITERAL + 8 * 768;

/**
 * @param {(kind: number, byteKind?: number) => number} bit the next decision, of that kind, and of another that knows the byte before (0: there is none)
 * @param {() => number} even the next one that is as likely 0 as 1
 * @param {number} length of the text
 */
export async function follow(bit, even, length) {
    const bytes = new Uint8Array(length);
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
        for (; count > 4; count--) middle = 2 * middle + even();
        return high + 16 * middle + backwards(ALIGN, 4);
    };

    const distances = [0, 0, 0, 0];
    let state = 0; // what the last steps were; below 7 the last was a literal
    for (let at = 0, due = 0; at < length; ) {
        if (rest && at >= due) {
            due = at + SLICE;
            await rest();
        }
        const before = at && bytes[at - 1];
        const own = KINDS + 1024 * before;
        if (!bit(IS_MATCH + state, own + state)) {
            const of = LITERAL + 768 * (before >> 5);
            let node = 1;
            if (state > 6) {
                const other = bytes[at - distances[0] - 1]; // a copy would have gone on with it
                for (let i = 7, same = true; same && i >= 0; i--) {
                    const expected = (other >> i) & 1;
                    const next = 256 + 256 * expected + node;
                    node = 2 * node + bit(of + next, own + 12 + next);
                    same = (node & 1) === expected;
                }
            }
            while (node < 256) node = 2 * node + bit(of + node, own + 12 + node);
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
