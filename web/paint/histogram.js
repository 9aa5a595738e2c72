import { clipTo, crisp, haloText, hairline, preserving, rectOf } from "./canvas.js";
import { formatNumber } from "./scale.js";

/**
 * @typedef {{edges: Float64Array, counts: Uint32Array}} Histogram edges: [bins + 1], ascending; bin i is edges[i] ≤ v < edges[i + 1], the last one closed
 */

/**
 * Counts values into bins that are equally wide on the scale given; what is not finite or lies outside is left out.
 * @param {ArrayLike<number>} values
 * @param {import("./scale.js").Scale} scale x, data units → pixels
 * @param {number} bins
 * @returns {Histogram}
 */
export function countInto(values, scale, bins) {
    const [start, end] = scale.range;
    const counts = new Uint32Array(bins);
    const edges = Float64Array.from({ length: bins + 1 }, (_, i) => scale.invert(start + ((end - start) * i) / bins));
    for (let i = 0; i < values.length; i++) {
        const at = ((scale(values[i]) - start) / (end - start)) * bins;
        if (at >= 0 && at <= bins) counts[Math.min(bins - 1, Math.floor(at))]++;
    }
    return { edges, counts };
}

/**
 * @param {import("./canvas.js").Ctx} ctx
 * @param {Histogram} histogram
 * @param {import("./canvas.js").Scales} scales y: count → pixels, from 0
 * @param {import("./canvas.js").Theme} theme
 * @param {{color?: (bin: number) => string, marks?: {value: number, text: string, color?: string}[]}} [style] marks: named lines across
 */
export function paintHistogram(ctx, { edges, counts }, scales, theme, { color = () => theme.colors.train, marks = [] } = {}) {
    const rect = rectOf(scales);
    const floor = scales.y(0);
    preserving(ctx, () => {
        clipTo(ctx, rect);
        for (let i = 0; i < counts.length; i++) {
            if (counts[i] === 0) continue;
            const [left, right] = [scales.x(edges[i]), scales.x(edges[i + 1])];
            const gap = right - left > 4 ? 1 : 0;
            const height = Math.max(1.5, floor - scales.y(counts[i])); // a single one still shows
            ctx.fillStyle = color(i);
            ctx.fillRect(left + gap / 2, floor - height, right - left - gap, height);
        }
    });
    preserving(ctx, () => marks.forEach((mark) => paintMark(ctx, mark, scales, rect, theme)));
}

/** @param {import("./canvas.js").Ctx} ctx
 * @param {{value: number, text: string, color?: string}} mark
 * @param {import("./canvas.js").Scales} scales
 * @param {import("./canvas.js").Rect} rect
 * @param {import("./canvas.js").Theme} theme */
function paintMark(ctx, mark, scales, rect, theme) {
    const { value, text, color = theme.colors.text } = mark;
    const at = crisp(ctx, scales.x(value));
    if (!(at >= rect.x && at <= rect.x + rect.width)) return;
    ctx.strokeStyle = color;
    ctx.lineWidth = Math.max(1, hairline(ctx));
    ctx.beginPath();
    ctx.moveTo(at, rect.y);
    ctx.lineTo(at, rect.y + rect.height);
    ctx.stroke();
    const onLeft = at > rect.x + rect.width / 2;
    const words = text || formatNumber(value);
    haloText(ctx, words, at + (onLeft ? -6 : 6), rect.y + 12, {
        color,
        halo: theme.colors.surface,
        font: theme.fonts.strong,
        align: onLeft ? "right" : "left",
    });
}
