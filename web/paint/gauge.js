import { haloText, preserving, roundedRect } from "./canvas.js";
import { clamp01 } from "./scale.js";

/**
 * Learning rates that part what descent does along the steepest curvature: each step multiplies the distance from the floor by 1 − ηλmax.
 * @typedef {object} Limits
 * @property {number} crawling below it the distance barely shrinks
 * @property {number} swinging above it (1/λmax for plain descent) every step lands on the other side
 * @property {number} stable   above it (2/λmax for plain descent) every step lands farther away
 */

/**
 * The track of a learning-rate slider: crawling, good, swinging, thrown out, and the limit itself.
 * @param {import("./canvas.js").Ctx} ctx
 * @param {import("./canvas.js").Rect} rect of the strip; the limit's mark stands above it, the names of the zones below
 * @param {Limits} limits
 * @param {import("./scale.js").Scale} scale learning rate → pixels
 * @param {import("./canvas.js").Theme} theme
 * @param {{names?: string[], limit?: string, value?: number}} [style] names: the four zones; limit: text of the mark; value: the learning rate now
 */
export function paintGauge(ctx, rect, { crawling, swinging, stable }, scale, theme, { names = [], limit, value } = {}) {
    const { control, good, warning, danger, text, surface } = theme.colors;
    const place = (/** @type {number} */ rate) => rect.x + clamp01((scale(rate) - rect.x) / rect.width) * rect.width;
    const cuts = [rect.x, place(crawling), place(swinging), place(stable), rect.x + rect.width];
    const zone = value === undefined ? -1 : [crawling, swinging, stable].filter((cut) => value >= cut).length;
    preserving(ctx, () => {
        preserving(ctx, () => {
            roundedRect(ctx, rect, rect.height / 2);
            ctx.clip();
            [control, good, warning, danger].forEach((color, k) => {
                ctx.globalAlpha = zone === -1 || zone === k ? 1 : 0.45;
                ctx.fillStyle = color;
                ctx.fillRect(cuts[k], rect.y, cuts[k + 1] - cuts[k] - (k < 3 ? 1.5 : 0), rect.height);
            });
        });
        ctx.font = theme.fonts.small;
        names.forEach((name, k) => {
            if (ctx.measureText(name).width > cuts[k + 1] - cuts[k] - 4) return;
            const style = {
                color: zone === k ? text : theme.colors.muted,
                halo: surface,
                font: zone === k ? theme.fonts.strong : theme.fonts.small,
            };
            haloText(ctx, name, (cuts[k] + cuts[k + 1]) / 2, rect.y + rect.height + 11, { ...style, align: "center", baseline: "top" });
        });
        if (scale(stable) >= rect.x && scale(stable) <= rect.x + rect.width) paintLimit(ctx, rect, place(stable), limit, theme);
    });
}

/** @param {import("./canvas.js").Ctx} ctx
 * @param {import("./canvas.js").Rect} rect
 * @param {number} at
 * @param {string | undefined} words
 * @param {import("./canvas.js").Theme} theme */
function paintLimit(ctx, rect, at, words, theme) {
    const { curvature, surface } = theme.colors;
    ctx.beginPath();
    ctx.moveTo(at - 0.75, rect.y + rect.height + 2);
    ctx.lineTo(at - 5.75, rect.y - 9);
    ctx.lineTo(at + 4.25, rect.y - 9);
    ctx.closePath();
    ctx.strokeStyle = surface;
    ctx.lineWidth = 2;
    ctx.stroke();
    ctx.fillStyle = curvature;
    ctx.fill();
    if (!words) return;
    ctx.font = theme.fonts.strong;
    const half = ctx.measureText(words).width / 2;
    const x = Math.max(rect.x + half, Math.min(rect.x + rect.width - half, at));
    haloText(ctx, words, x, rect.y - 14, { color: curvature, halo: surface, align: "center" });
}
