/** What ridges are drawn from: a distribution's bins over a linear axis or one of sizes, and the axis that all layers share. */
import { linearScale, logScale } from "../../paint/scale.js";

/** @typedef {import("../../core/types.js").Distribution} Distribution */
/** @typedef {"linear" | "log"} Axis */

/** nn.h: NN_LOG_LOWEST, NN_LOG_BINS_A_DECADE. */
const LOWEST = -45;
const A_DECADE = 4;

/** Where bin k of sizes begins. @param {number} k */
const edge = (k) => 10 ** (LOWEST + k / A_DECADE);

/**
 * @param {Distribution} distribution
 * @param {Axis} axis
 * @returns {{x: number[], heights: number[]}} edges, one more than heights; none where there is nothing to draw
 */
export function binsOf({ histogram, logHistogram, min, max }, axis) {
    if (axis === "log") {
        const first = logHistogram.findIndex((count) => count > 0);
        if (first < 0) return { x: [], heights: [] };
        const last = logHistogram.length - 1 - [...logHistogram].reverse().findIndex((count) => count > 0);
        const heights = Array.from(logHistogram.subarray(first, last + 1));
        return { x: Array.from({ length: heights.length + 1 }, (_, k) => edge(first + k)), heights };
    }
    if (!(min <= max)) return { x: [], heights: [] };
    if (min === max) return { x: [min, min], heights: [1] };
    const width = (max - min) / histogram.length;
    return { x: Array.from({ length: histogram.length + 1 }, (_, k) => min + k * width), heights: Array.from(histogram) };
}

/**
 * An axis that holds all of them; nothing but zeros has no size, and takes the one around 1.
 * @param {Distribution[]} distributions
 * @param {Axis} axis
 * @param {[number, number]} range pixels
 */
export function axisFor(distributions, axis, range) {
    const edges = distributions.flatMap((distribution) => binsOf(distribution, axis).x);
    if (axis === "log") {
        const [low, high] = edges.length > 0 ? [Math.min(...edges), Math.max(...edges)] : [0.01, 1];
        return logScale([low, Math.max(high, low * 10)], range);
    }
    const [low, high] = [Math.min(0, ...edges), Math.max(0, ...edges)];
    return linearScale(low < high ? [low, high] : [-1, 1], range);
}
