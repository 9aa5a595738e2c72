import { crisp, hairline, preserving, rectOf } from "./canvas.js";
import { formatDistinct } from "./scale.js";

/**
 * @typedef {import("./canvas.js").Ctx} Ctx
 * @typedef {import("./canvas.js").Rect} Rect
 *
 * @typedef {object} AxesStyle
 * @property {string} [xLabel] with its unit
 * @property {string} [yLabel] with its unit; stands upright above the axis, where it can be read
 * @property {boolean} [grid]
 * @property {boolean} [compact] small plots: the outermost ticks only
 * @property {boolean} [frame] a hairline around the whole plot, for maps
 * @property {(value: number) => string} [formatX]
 * @property {(value: number) => string} [formatY]
 */

/**
 * Room for axes around a plot.
 * @param {number} width  of the whole canvas, CSS pixels
 * @param {number} height
 * @param {{compact?: boolean, xLabel?: string, yLabel?: string}} [style]
 * @returns {Rect} where the data goes
 */
export function plotArea(width, height, { compact = false, xLabel, yLabel } = {}) {
    const left = compact ? 30 : 44;
    const top = yLabel ? 28 : 8;
    const bottom = (compact ? 18 : 22) + (xLabel && !compact ? 20 : 0);
    return { x: left, y: top, width: Math.max(1, width - left - 10), height: Math.max(1, height - top - bottom) };
}

/**
 * Ticks, labels and grid; the data is painted after the grid, so call this first and for maps once more with `grid: false`.
 * @param {Ctx} ctx
 * @param {import("./canvas.js").Scales} scales
 * @param {import("./canvas.js").Theme} theme
 * @param {AxesStyle} [style]
 */
export function paintAxes(ctx, scales, theme, style = {}) {
    const { compact = false, grid = true, frame = false, xLabel, yLabel } = style;
    const rect = rectOf(scales);
    const many = frame ? { x: rect.width / 60, y: rect.height / 60 } : { x: rect.width / 80, y: rect.height / 44 }; // maps: alike both ways
    const xTicks = fitting(scales.x, Math.max(2, many.x), compact);
    const yTicks = fitting(scales.y, Math.max(2, many.y), compact);
    preserving(ctx, () => {
        ctx.lineWidth = hairline(ctx);
        if (grid) paintGrid(ctx, rect, xTicks.map(scales.x), yTicks.map(scales.y), theme.colors.grid);
        ctx.strokeStyle = theme.colors.line;
        if (frame) strokeFrame(ctx, rect);
        else strokeLines(ctx, [[rect.x, rect.y + rect.height, rect.x + rect.width, rect.y + rect.height]]);
        ctx.font = theme.fonts.small;
        ctx.fillStyle = theme.colors.muted;
        paintXTicks(ctx, scales.x, xTicks, rect, inWords(xTicks, style.formatX));
        paintYTicks(ctx, scales.y, yTicks, rect, inWords(yTicks, style.formatY));
        ctx.font = theme.fonts.label;
        ctx.fillStyle = theme.colors.text;
        if (xLabel && !compact) label(ctx, xLabel, rect.x + rect.width, rect.y + rect.height + 37, "right");
        if (yLabel) label(ctx, yLabel, 4, rect.y - 14, "left");
    });
}

/** @param {number[]} ticks @param {(value: number) => string} [format] */
const inWords = (ticks, format) => (format ? ticks.map(format) : formatDistinct(ticks, 3));

/** In compact plots the first and the last tick.
 * @param {import("./scale.js").Scale} scale
 * @param {number} count
 * @param {boolean} compact */
function fitting(scale, count, compact) {
    const ticks = scale.ticks(compact ? 3 : count);
    return compact && ticks.length > 2 ? [ticks[0], ticks[ticks.length - 1]] : ticks;
}

/** @param {Ctx} ctx
 * @param {Rect} rect
 * @param {number[]} xs
 * @param {number[]} ys
 * @param {string} color */
function paintGrid(ctx, rect, xs, ys, color) {
    ctx.strokeStyle = color;
    strokeLines(ctx, [...xs.map((x) => [x, rect.y, x, rect.y + rect.height]), ...ys.map((y) => [rect.x, y, rect.x + rect.width, y])]);
}

/** @param {Ctx} ctx
 * @param {number[][]} lines */
function strokeLines(ctx, lines) {
    ctx.beginPath();
    for (const [x0, y0, x1, y1] of lines) {
        const across = x0 === x1;
        ctx.moveTo(across ? crisp(ctx, x0) : x0, across ? y0 : crisp(ctx, y0));
        ctx.lineTo(across ? crisp(ctx, x1) : x1, across ? y1 : crisp(ctx, y1));
    }
    ctx.stroke();
}

/** @param {Ctx} ctx
 * @param {Rect} rect */
function strokeFrame(ctx, { x, y, width, height }) {
    const [left, top] = [crisp(ctx, x), crisp(ctx, y)];
    ctx.strokeRect(left, top, crisp(ctx, x + width - 1e-6) - left, crisp(ctx, y + height - 1e-6) - top);
}

/** @param {Ctx} ctx
 * @param {import("./scale.js").Scale} scale
 * @param {number[]} ticks
 * @param {Rect} rect
 * @param {string[]} texts */
function paintXTicks(ctx, scale, ticks, rect, texts) {
    ctx.textBaseline = "top";
    let free = -Infinity;
    for (const [i, tick] of ticks.entries()) {
        const text = texts[i];
        const half = ctx.measureText(text).width / 2;
        const at = Math.min(scale(tick), rect.x + rect.width + 8 - half);
        if (at - half < free) continue;
        label(ctx, text, at, rect.y + rect.height + 6, "center");
        free = at + half + 8;
    }
}

/** @param {Ctx} ctx
 * @param {import("./scale.js").Scale} scale
 * @param {number[]} ticks
 * @param {Rect} rect
 * @param {string[]} texts */
function paintYTicks(ctx, scale, ticks, rect, texts) {
    ctx.textBaseline = "middle";
    ticks.forEach((tick, i) => label(ctx, texts[i], rect.x - 7, scale(tick), "right"));
    ctx.textBaseline = "alphabetic";
}

/** @param {Ctx} ctx
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {CanvasTextAlign} align */
function label(ctx, text, x, y, align) {
    ctx.textAlign = align;
    ctx.fillText(text, x, y);
}
