import { clipTo, preserving, rectOf } from "./canvas.js";
import { colorAt } from "./colormap.js";

/**
 * @typedef {import("./canvas.js").Ctx} Ctx
 *
 * @typedef {object} PathStyle
 * @property {ArrayLike<number>} [values] one a point; with `map` and `normal` they colour the segments
 * @property {import("./colormap.js").ColorMap} [map]
 * @property {(value: number) => number} [normal] value → 0…1
 * @property {string} [color] where there are no values
 * @property {number} [width]
 * @property {boolean} [arrow] on the last step
 * @property {boolean} [dots] one a step; they fade as they crowd
 * @property {boolean} [ends] markers at start and end
 */

/**
 * The points visited, oldest first, on a casing that parts them from any ground. Stops at the first point that is not finite.
 * @param {Ctx} ctx
 * @param {Float32Array} path x0, y0, x1, y1 … in data units; shorter when descent diverged
 * @param {import("./canvas.js").Scales} scales
 * @param {import("./canvas.js").Theme} theme
 * @param {PathStyle} [style]
 */
export function paintPath(ctx, path, scales, theme, style = {}) {
    const points = pixelsOf(path, scales);
    if (points.length === 0) return;
    preserving(ctx, () => {
        clipTo(ctx, rectOf(scales));
        paintPixelPath(ctx, points, theme, style);
    });
}

/**
 * The same from points in CSS pixels, for views with a projection of their own.
 * @param {Ctx} ctx
 * @param {Float32Array} points
 * @param {import("./canvas.js").Theme} theme
 * @param {PathStyle} style
 */
export function paintPixelPath(ctx, points, theme, style) {
    const { width = 2, color = theme.colors.path, arrow = true, dots = true, ends = true } = style;
    preserving(ctx, () => {
        ctx.lineJoin = ctx.lineCap = "round";
        const { values, map, normal } = style;
        const isByValue = values !== undefined && map !== undefined && normal !== undefined;
        const outer = isByValue ? width + 2.5 : width; // colours of the map need an edge of their own against the map
        ctx.strokeStyle = theme.colors.casing;
        ctx.lineWidth = outer + 2.5;
        ctx.globalAlpha = 0.85;
        strokeRun(ctx, points, 0, points.length);
        ctx.globalAlpha = 1;
        ctx.lineWidth = outer;
        ctx.strokeStyle = color;
        strokeRun(ctx, points, 0, points.length);
        ctx.lineWidth = width + 0.5;
        if (isByValue) strokeByValue(ctx, points, values, map, normal);
        if (dots) paintDots(ctx, points, color, theme, width);
        if (arrow) paintArrow(ctx, points, color, theme, width);
        if (ends) paintEnds(ctx, points, color, theme, width);
    });
}

/**
 * @param {Float32Array} path
 * @param {import("./canvas.js").Scales} scales
 */
function pixelsOf(path, { x, y }) {
    const points = new Float32Array(path.length);
    for (let i = 0; i + 1 < path.length; i += 2) {
        points[i] = clampPixel(x(path[i]));
        points[i + 1] = clampPixel(y(path[i + 1]));
        if (!Number.isFinite(points[i] + points[i + 1])) return points.subarray(0, i);
    }
    return points;
}

/** Canvases lose lines whose ends lie beyond some millions of pixels; a diverging path has such ends.
 * @param {number} pixel */
function clampPixel(pixel) {
    return pixel > 1e5 ? Math.min(pixel, pixel === Infinity ? NaN : 1e5) : pixel < -1e5 ? (pixel === -Infinity ? NaN : -1e5) : pixel;
}

/** @param {Ctx} ctx
 * @param {Float32Array} points
 * @param {number} from
 * @param {number} to */
function strokeRun(ctx, points, from, to) {
    ctx.beginPath();
    ctx.moveTo(points[from], points[from + 1]);
    for (let i = from + 2; i < to; i += 2) ctx.lineTo(points[i], points[i + 1]);
    ctx.stroke();
}

/**
 * Segment k takes the colour of the point it leads to; equal neighbours are stroked at once.
 * @param {Ctx} ctx
 * @param {Float32Array} points
 * @param {ArrayLike<number>} values
 * @param {import("./colormap.js").ColorMap} map
 * @param {(value: number) => number} normal
 */
function strokeByValue(ctx, points, values, map, normal) {
    let from = 0;
    for (let i = 2; i < points.length; i += 2) {
        const color = colorAt(map, normal(values[i / 2]));
        if (i + 2 < points.length && colorAt(map, normal(values[i / 2 + 1])) === color) continue;
        ctx.strokeStyle = color;
        strokeRun(ctx, points, from, i + 2);
        from = i;
    }
}

/** A dot a step while steps are apart; none where they would melt into the line.
 * @param {Ctx} ctx
 * @param {Float32Array} points
 * @param {string} color
 * @param {import("./canvas.js").Theme} theme
 * @param {number} width */
function paintDots(ctx, points, color, theme, width) {
    const steps = points.length / 2;
    const opacity = Math.min(1, 100 / steps);
    ctx.fillStyle = color;
    ctx.strokeStyle = theme.colors.casing;
    ctx.lineWidth = 1;
    let [lastX, lastY] = [points[0], points[1]];
    for (let i = 2; i < points.length - 2; i += 2) {
        const apart = Math.hypot(points[i] - lastX, points[i + 1] - lastY);
        if (apart < 5) continue;
        [lastX, lastY] = [points[i], points[i + 1]];
        ctx.globalAlpha = opacity * Math.min(1, (apart - 4) / 6);
        ctx.beginPath();
        ctx.arc(lastX, lastY, width + 0.75, 0, 7);
        ctx.fill();
        ctx.stroke();
    }
    ctx.globalAlpha = 1;
}

/** The head of the last step, when that step is long enough to carry one.
 * @param {Ctx} ctx
 * @param {Float32Array} points
 * @param {string} color
 * @param {import("./canvas.js").Theme} theme
 * @param {number} width */
function paintArrow(ctx, points, color, theme, width) {
    const last = points.length - 2;
    if (last < 2) return;
    const angle = Math.atan2(points[last + 1] - points[last - 1], points[last] - points[last - 2]);
    if (Math.hypot(points[last] - points[last - 2], points[last + 1] - points[last - 1]) < 24) return;
    const gap = width + 5; // the tip stops short of the end marker
    const head = 9;
    preserving(ctx, () => {
        ctx.translate(points[last] - Math.cos(angle) * gap, points[last + 1] - Math.sin(angle) * gap);
        ctx.rotate(angle);
        ctx.beginPath();
        ctx.moveTo(0, 0);
        ctx.lineTo(-head, -head * 0.45);
        ctx.lineTo(-head * 0.75, 0);
        ctx.lineTo(-head, head * 0.45);
        ctx.closePath();
        ctx.lineWidth = 2;
        ctx.strokeStyle = theme.colors.casing;
        ctx.stroke();
        ctx.fillStyle = color;
        ctx.fill();
    });
}

/** Start: a ring. End: a full disc.
 * @param {Ctx} ctx
 * @param {Float32Array} points
 * @param {string} color
 * @param {import("./canvas.js").Theme} theme
 * @param {number} width */
function paintEnds(ctx, points, color, theme, width) {
    const last = points.length - 2;
    paintMarker(ctx, points[0], points[1], theme.colors.casing, color, width + 2.5);
    if (last > 0) paintMarker(ctx, points[last], points[last + 1], color, theme.colors.casing, width + 2.5);
}

/**
 * @param {Ctx} ctx
 * @param {number} x CSS pixels
 * @param {number} y
 * @param {string} fill
 * @param {string} stroke
 * @param {number} radius
 * @param {number} [edge]
 */
export function paintMarker(ctx, x, y, fill, stroke, radius, edge = 2) {
    preserving(ctx, () => {
        ctx.beginPath();
        ctx.arc(x, y, radius, 0, 7);
        ctx.fillStyle = fill;
        ctx.fill();
        ctx.strokeStyle = stroke;
        ctx.lineWidth = edge;
        ctx.stroke();
    });
}
