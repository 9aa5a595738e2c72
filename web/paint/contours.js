import { clipTo, haloText, preserving, rectOf } from "./canvas.js";
import { formatDistinct } from "./scale.js";

/** @typedef {import("../core/level-lines.js").Contour} Contour */

/**
 * @param {import("./canvas.js").Ctx} ctx
 * @param {Contour[]} lines
 * @param {import("./canvas.js").Scales} scales
 * @param {import("./canvas.js").Theme} theme
 * @param {{color?: string, width?: number, opacity?: number, labels?: boolean, path?: ArrayLike<number>}} [style] labels: the level written on its
 *     longest line, away from the path: x0, y0, x1, y1 … in data units
 */
export function paintContours(
    ctx,
    lines,
    scales,
    theme,
    { color = theme.colors.contour, width = 1, opacity = 0.22, labels = false, path = [] } = {},
) {
    preserving(ctx, () => {
        clipTo(ctx, rectOf(scales));
        ctx.strokeStyle = color;
        ctx.lineWidth = width;
        ctx.lineJoin = "round";
        ctx.globalAlpha = opacity;
        ctx.beginPath();
        for (const contour of lines) for (const line of contour.lines) addLine(ctx, line, scales);
        ctx.stroke();
        if (labels) paintLabels(ctx, lines, path, scales, theme);
    });
}

/**
 * @param {import("./canvas.js").Ctx} ctx
 * @param {Float32Array} line
 * @param {import("./canvas.js").Scales} scales
 */
function addLine(ctx, line, { x, y }) {
    ctx.moveTo(x(line[0]), y(line[1]));
    for (let i = 2; i < line.length; i += 2) ctx.lineTo(x(line[i]), y(line[i + 1]));
}

/** Each label stands on the longest line of its level, where it is farthest from the others and from some points of the path; one that finds no room is left out.
 * @param {import("./canvas.js").Ctx} ctx
 * @param {Contour[]} contoursToLabel
 * @param {ArrayLike<number>} path
 * @param {import("./canvas.js").Scales} scales
 * @param {import("./canvas.js").Theme} theme */
function paintLabels(ctx, contoursToLabel, path, scales, theme) {
    const { x: left, y: top, width, height } = rectOf(scales);
    /** @type {number[][]} */
    const taken = [];
    for (let i = path.length - 2; i >= 0; i -= 2 * Math.ceil(path.length / 32)) taken.push([scales.x(path[i]), scales.y(path[i + 1])]);
    const texts = formatDistinct(contoursToLabel.map(({ level }) => level));
    ctx.globalAlpha = 1;
    for (const [k, { lines }] of contoursToLabel.entries()) {
        const line = lines.reduce((longest, other) => (other.length > longest.length ? other : longest), new Float32Array(0));
        let best = [0, 0];
        let room = 0;
        for (let i = 0; i < line.length; i += 2) {
            const [x, y] = [scales.x(line[i]), scales.y(line[i + 1])];
            const others = taken.map(([tx, ty]) => Math.hypot((tx - x) / 2, ty - y)); // a label is wider than tall
            const distance = Math.min(...others, (x - left) / 2, (left + width - x) / 2, y - top, top + height - y);
            if (distance > room) [best, room] = [[x, y], distance];
        }
        if (room < 12) continue;
        const style = { color: theme.colors.text, halo: theme.colors.casing, font: theme.fonts.small };
        haloText(ctx, texts[k], best[0], best[1], { ...style, align: "center", baseline: "middle" });
        taken.push(best);
    }
}
