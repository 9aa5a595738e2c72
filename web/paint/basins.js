import { clipTo, haloText, preserving, rectOf } from "./canvas.js";
import { mapIndex } from "./colormap.js";
import { drawBuffer } from "./heatmap.js";

/**
 * @typedef {import("./canvas.js").Ctx} Ctx
 * @typedef {import("./canvas.js").Theme} Theme
 * @typedef {{x: number, y: number, label: number, end: "minimum" | "saddle" | "stuck", text?: string}} End where descents ended, in data units
 */

/** The colour of the basin with this label, lowest minimum first; −1: ended nowhere.
 * @param {Theme} theme
 * @param {number} label */
export function basinColor(theme, label) {
    return label < 0 ? theme.colors.control : theme.basinColors[label % theme.basinColors.length];
}

/**
 * Every start in the colour of the valley it fell into, paler the higher it began. One start is one cell: nothing is smoothed.
 * @param {Ctx} ctx
 * @param {import("./heatmap.js").Grid} labels −1 where a descent ended nowhere
 * @param {import("./canvas.js").Scales} scales
 * @param {Theme} theme
 * @param {{buffer: import("./heatmap.js").Buffer, losses?: ArrayLike<number>, normal?: (value: number) => number}} how
 *     losses: one a cell; normal: loss → 0…1
 */
export function paintBasins(ctx, labels, scales, theme, { buffer, losses, normal = (value) => value }) {
    const { values } = labels;
    const maps = theme.maps.basins;
    for (let i = 0; i < values.length; i++) {
        const map = values[i] < 0 ? theme.maps.nowhere : maps[values[i] % maps.length];
        buffer.pixels[i] = map.pixels[mapIndex(losses ? normal(losses[i]) : 0)];
    }
    drawBuffer(ctx, labels, scales, buffer, false);
}

/**
 * Minima are discs, saddles rings, plateaus where descent got stuck crosses.
 * @param {Ctx} ctx
 * @param {End[]} ends
 * @param {import("./canvas.js").Scales} scales
 * @param {Theme} theme
 */
export function paintEnds(ctx, ends, scales, theme) {
    const { text, surface } = theme.colors;
    preserving(ctx, () => {
        clipTo(ctx, rectOf(scales));
        for (const end of ends) {
            const [x, y] = [scales.x(end.x), scales.y(end.y)];
            for (const [color, extra] of /** @type {const} */ ([
                [surface, 3],
                [end.end === "minimum" ? basinColor(theme, end.label) : text, 0],
            ])) {
                // prettier-ignore
                ctx.strokeStyle = ctx.fillStyle = color;
                ctx.lineWidth = 2 + extra;
                ctx.beginPath();
                if (end.end === "stuck") addCross(ctx, x, y, 4);
                else ctx.arc(x, y, end.end === "minimum" ? 3.5 : 4.5, 0, 7);
                if (end.end === "minimum") ctx.fill();
                ctx.stroke();
            }
            if (end.text) haloText(ctx, end.text, x, y - 9, { color: text, halo: surface, font: theme.fonts.strong, align: "center" });
        }
    });
}

/** @param {Ctx} ctx
 * @param {number} x
 * @param {number} y
 * @param {number} r */
function addCross(ctx, x, y, r) {
    ctx.moveTo(x - r, y - r);
    ctx.lineTo(x + r, y + r);
    ctx.moveTo(x + r, y - r);
    ctx.lineTo(x - r, y + r);
}
