/** Names and titles beside a plot: the room that they need, and where they stand. */

import { preserving } from "../../paint/canvas.js";

/** @typedef {import("../../paint/canvas.js").Ctx} Ctx */

/** The width of the widest, in pixels. @param {Ctx} ctx @param {string} font @param {string[]} texts */
export function widest(ctx, font, texts) {
    return preserving(ctx, () => {
        ctx.font = font;
        return Math.max(0, ...texts.map((text) => ctx.measureText(text).width));
    });
}

/**
 * A text in as many lines as a width asks for, broken at spaces; a word that is wider stands alone.
 * @param {Ctx} ctx
 * @param {string} font
 * @param {string} text
 * @param {number} width
 */
export function linesOf(ctx, font, text, width) {
    /** @type {string[]} */
    const lines = [];
    for (const word of text.split(" ")) {
        const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
        if (lines.length && widest(ctx, font, [longer]) <= width) lines[lines.length - 1] = longer;
        else lines.push(word);
    }
    return lines;
}

/**
 * Places in the order of those wanted, at least a gap apart and between two bounds, with the least sum of squares of what they are moved by: less
 * k·gap the places need only not descend, and neighbours that would share their mean.
 * @param {number[]} wanted
 * @param {number} gap
 * @param {[number, number]} bounds with room for all
 */
export function apart(wanted, gap, [low, high]) {
    const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b]);
    /** @type {{mean: number, count: number}[]} */
    const pools = [];
    order.forEach((i, k) => {
        let pool = { mean: wanted[i] - k * gap, count: 1 };
        for (let last = pools.at(-1); last && last.mean > pool.mean; last = pools.at(-1)) {
            const count = last.count + pool.count;
            pool = { mean: (last.mean * last.count + pool.mean * pool.count) / count, count };
            pools.pop();
        }
        pools.push(pool);
    });
    const means = pools.flatMap(({ mean, count }) => Array(count).fill(mean));
    const last = high - (wanted.length - 1) * gap;
    const placed = [...wanted];
    order.forEach((i, k) => (placed[i] = Math.max(low, Math.min(last, means[k])) + k * gap));
    return placed;
}
