/**
 * Distributions below each other, one a row, over one axis; each as high as its row, whatever its counts.
 *
 * @typedef {object} Ridge
 * @property {string} name
 * @property {number[]} x edges of its bins, ascending: one more than heights; none where nothing can be drawn
 * @property {number[]} heights
 * @property {number | null} [dot] in data units, on its base line
 * @property {number | null} [expected] in data units: a dashed line joins those of neighbouring rows
 * @property {string} [note] words at its left end
 */
import { clipTo, crisp, haloText, hairline, preserving } from "./canvas.js";
import { paintMarker } from "./path.js";

/** Share of a row that its ridge may fill. */
const FULL = 0.86;

/**
 * @param {import("./canvas.js").Ctx} ctx
 * @param {Ridge[]} ridges top row first
 * @param {import("./canvas.js").Scales} scales y: rows, 0 … their number, downwards
 * @param {import("./canvas.js").Theme} theme
 * @param {{color: string, names?: boolean}} style
 */
export function paintRidges(ctx, ridges, { x, y }, theme, { color, names = true }) {
    const [left, right] = x.range;
    preserving(ctx, () => {
        ridges.forEach((ridge, row) => {
            const base = y(row + 1) - 3;
            const room = (y(row + 1) - y(row)) * FULL;
            ctx.strokeStyle = theme.colors.line;
            ctx.lineWidth = hairline(ctx);
            ctx.beginPath();
            ctx.moveTo(left, crisp(ctx, base));
            ctx.lineTo(right, crisp(ctx, base));
            ctx.stroke();
            preserving(ctx, () => {
                clipTo(ctx, { x: left - 1, y: y(row) - 2, width: right - left + 2, height: y(row + 1) - y(row) + 4 });
                paintOne(ctx, ridge, x, base, room, color);
            });
            if (!names) return;
            ctx.font = theme.fonts.small;
            ctx.fillStyle = theme.colors.muted;
            ctx.textAlign = "right";
            ctx.textBaseline = "alphabetic";
            ctx.fillText(ridge.name, left - 8, base);
        });
        paintExpected(ctx, ridges, { x, y }, theme.colors.text);
        ridges.forEach(({ dot, note }, row) => {
            const base = y(row + 1) - 3;
            if (isSeen(dot, x)) paintMarker(ctx, x(dot), base, color, theme.colors.surface, 4.5);
            const words = { color: theme.colors.muted, halo: theme.colors.surface, font: theme.fonts.small };
            if (note) haloText(ctx, note, left + 2, y(row) + 14, words);
        });
    });
}

/** @param {number | null | undefined} value @param {import("./scale.js").Scale} x @returns {value is number} */
const isSeen = (value, x) => value !== null && value !== undefined && Number.isFinite(x(value));

/**
 * @param {import("./canvas.js").Ctx} ctx
 * @param {Ridge} ridge
 * @param {import("./scale.js").Scale} scale
 * @param {number} base pixels
 * @param {number} room pixels
 * @param {string} color
 */
function paintOne(ctx, { x, heights }, scale, base, room, color) {
    const highest = Math.max(...heights, 0);
    if (!(highest > 0)) return;
    ctx.beginPath();
    ctx.moveTo(scale(x[0]), base);
    heights.forEach((height, k) => {
        const top = base - (height / highest) * room;
        ctx.lineTo(scale(x[k]), top);
        ctx.lineTo(Math.max(scale(x[k + 1]), scale(x[k]) + 0.5), top); // a bin too narrow to be seen is a line
    });
    ctx.lineTo(Math.max(scale(x[x.length - 1]), scale(x[0]) + 0.5), base);
    ctx.fillStyle = color;
    ctx.globalAlpha *= 0.28;
    ctx.fill();
    ctx.globalAlpha /= 0.28;
    ctx.strokeStyle = color;
    ctx.lineWidth = 1.25;
    ctx.lineJoin = "round";
    ctx.stroke();
}

/** @param {import("./canvas.js").Ctx} ctx @param {Ridge[]} ridges @param {import("./canvas.js").Scales} scales @param {string} color */
function paintExpected(ctx, ridges, { x, y }, color) {
    const [left, right] = x.range;
    preserving(ctx, () => {
        clipTo(ctx, { x: left - 1, y: y.range[0], width: right - left + 2, height: y.range[1] - y.range[0] });
        ctx.strokeStyle = color;
        ctx.lineWidth = 1.5;
        ctx.setLineDash([5, 4]);
        ctx.beginPath();
        let isDown = false;
        ridges.forEach(({ expected }, row) => {
            const isThere = isSeen(expected, x);
            if (isThere) ctx[isDown ? "lineTo" : "moveTo"](x(expected), y(row + 1) - 3);
            isDown = isThere;
        });
        ctx.stroke();
    });
}
