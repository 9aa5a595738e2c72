/** Marks upon some cells of a map: what shade and colour cannot say. */
import { clipTo, preserving, rectOf } from "../../paint/canvas.js";

/**
 * @typedef {import("../../paint/canvas.js").Ctx} Ctx
 * @typedef {import("../../paint/canvas.js").Scales} Scales
 * @typedef {import("../../paint/heatmap.js").Grid} Grid
 */

/**
 * Adds the cells that are wanted to the current path, neighbours of a row as one rectangle.
 * @param {Ctx} ctx
 * @param {Grid} grid
 * @param {Scales} scales
 * @param {(value: number) => boolean} isWanted
 * @returns {boolean} whether there are any
 */
function addCells(ctx, { values, columns, rows, edges }, scales, isWanted) {
    const x = (/** @type {number} */ column) => scales.x(edges.left + ((edges.right - edges.left) * column) / columns);
    const y = (/** @type {number} */ row) => scales.y(edges.first + ((edges.last - edges.first) * row) / rows);
    let any = false;
    for (let row = 0; row < rows; row++) {
        for (let from = 0; from < columns; from++) {
            let to = from;
            while (to < columns && isWanted(values[row * columns + to])) to++;
            if (to === from) continue;
            ctx.rect(x(from), y(row), x(to) - x(from), y(row + 1) - y(row));
            any = true;
            from = to;
        }
    }
    return any;
}

/**
 * Fades all cells but those of one label.
 * @param {Ctx} ctx
 * @param {Grid} labels
 * @param {Scales} scales
 * @param {number} label
 * @param {import("../../theme.js").Theme} theme
 */
export function fadeOthers(ctx, labels, scales, label, { colors }) {
    preserving(ctx, () => {
        clipTo(ctx, rectOf(scales));
        ctx.beginPath();
        addCells(ctx, labels, scales, (value) => value !== label);
        ctx.globalAlpha = 0.78;
        ctx.fillStyle = colors.surface;
        ctx.fill();
    });
}

const PITCH = 6;

/**
 * Hatches the cells from which descent was thrown out.
 * @param {Ctx} ctx
 * @param {Grid} labels
 * @param {Scales} scales
 * @param {import("../../theme.js").Theme} theme
 */
export function hatchDiverged(ctx, labels, scales, { colors }) {
    const { x, y, width, height } = rectOf(scales);
    preserving(ctx, () => {
        clipTo(ctx, { x, y, width, height });
        ctx.beginPath();
        if (!addCells(ctx, labels, scales, (value) => value < 0)) return;
        ctx.clip();
        ctx.beginPath();
        for (let at = -height; at < width; at += PITCH) {
            ctx.moveTo(x + at, y + height);
            ctx.lineTo(x + at + height, y);
        }
        ctx.strokeStyle = colors.danger;
        ctx.lineWidth = 1.25;
        ctx.stroke();
    });
}
