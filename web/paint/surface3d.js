import { haloText, hairline, preserving } from "./canvas.js";
import { mapIndex } from "./colormap.js";
import { paintMarker, paintPixelPath } from "./path.js";
import { heightAt, TALL } from "./project3d.js";
import { clamp01, formatDistinct } from "./scale.js";

/**
 * @typedef {import("./canvas.js").Ctx} Ctx
 * @typedef {import("./canvas.js").Theme} Theme
 * @typedef {import("./project3d.js").View} View
 */

/**
 * The surface as a mesh, farthest quads first: over a height field that order needs no sorting.
 * @param {Ctx} ctx
 * @param {View} view
 * @param {import("./colormap.js").ColorMap} map lowest first
 */
export function paintMesh(ctx, view, map) {
    const { columns, rows, heights } = view.relief;
    const [xs, ys] = projectVertices(view);
    const [firstI, stepI] = view.toEye.x < 0 ? [columns - 2, -1] : [0, 1];
    const [firstJ, stepJ] = view.toEye.y < 0 ? [rows - 2, -1] : [0, 1];
    preserving(ctx, () => {
        for (let j = firstJ; j >= 0 && j < rows - 1; j += stepJ) {
            for (let i = firstI; i >= 0 && i < columns - 1; i += stepI) {
                const a = j * columns + i;
                const [b, c, d] = [a + 1, a + columns + 1, a + columns];
                const slopeX = ((heights[b] - heights[a] + heights[c] - heights[d]) / 4) * TALL * (columns - 1);
                const slopeY = ((heights[d] - heights[a] + heights[c] - heights[b]) / 4) * TALL * (rows - 1);
                ctx.fillStyle = shaded(map, (heights[a] + heights[b] + heights[c] + heights[d]) / 4, slopeX, slopeY);
                fillQuad(ctx, xs, ys, a, b, c, d);
            }
        }
    });
}

/** Swollen by a little, which closes the seams between neighbours at half the cost of stroking them.
 * @param {Ctx} ctx
 * @param {Float32Array} xs
 * @param {Float32Array} ys
 * @param {number} a
 * @param {number} b
 * @param {number} c
 * @param {number} d */
function fillQuad(ctx, xs, ys, a, b, c, d) {
    const x = (xs[a] + xs[b] + xs[c] + xs[d]) / 4;
    const y = (ys[a] + ys[b] + ys[c] + ys[d]) / 4;
    const swell = 1 + 0.8 / (1 + Math.abs(xs[a] - xs[c]) + Math.abs(xs[b] - xs[d]));
    ctx.beginPath();
    ctx.moveTo(x + (xs[a] - x) * swell, y + (ys[a] - y) * swell);
    ctx.lineTo(x + (xs[b] - x) * swell, y + (ys[b] - y) * swell);
    ctx.lineTo(x + (xs[c] - x) * swell, y + (ys[c] - y) * swell);
    ctx.lineTo(x + (xs[d] - x) * swell, y + (ys[d] - y) * swell);
    ctx.fill();
}

/** @param {View} view */
function projectVertices({ relief: { heights, columns, rows }, project }) {
    const xs = new Float32Array(heights.length);
    const ys = new Float32Array(heights.length);
    for (let k = 0; k < heights.length; k++) {
        const pixel = project(((k % columns) / (columns - 1)) * 2 - 1, (Math.floor(k / columns) / (rows - 1)) * 2 - 1, heights[k]);
        xs[k] = pixel.x;
        ys[k] = pixel.y;
    }
    return [xs, ys];
}

/** Light from the upper left, fixed to the surface: turning it does not make it flicker.
 * @param {import("./colormap.js").ColorMap} map
 * @param {number} height
 * @param {number} slopeX
 * @param {number} slopeY */
function shaded(map, height, slopeX, slopeY) {
    const facing = (0.85 + 0.42 * slopeX - 0.32 * slopeY) / Math.sqrt(1 + slopeX * slopeX + slopeY * slopeY);
    const light = Math.max(0.66, Math.min(1.08, 0.68 + 0.38 * facing));
    const pixel = map.pixels[mapIndex(height)];
    const [r, g, b] = [pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255]; // RGBA in memory, little-endian
    return `rgb(${(r * light) | 0},${(g * light) | 0},${(b * light) | 0})`;
}

/**
 * The floor the surface stands over, its names, and the scale of heights at the corner farthest left.
 * @param {Ctx} ctx
 * @param {View} view
 * @param {Theme} theme
 * @param {{xLabel?: string, yLabel?: string, zLabel?: string, zScale?: import("./scale.js").Scale}} [style] zScale: loss → 0…1
 */
export function paintFloor(ctx, { project }, theme, { xLabel, yLabel, zLabel, zScale } = {}) {
    const corners = [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(([x, y]) => ({ x, y, pixel: project(x, y, 0) })); // prettier-ignore
    const left = corners.reduce((best, corner) => (corner.pixel.x < best.pixel.x ? corner : best));
    const middle = project(0, 0, 0);
    preserving(ctx, () => {
        ctx.strokeStyle = theme.colors.line;
        ctx.lineWidth = hairline(ctx);
        ctx.beginPath();
        corners.forEach(({ pixel }, k) => ctx[k ? "lineTo" : "moveTo"](pixel.x, pixel.y));
        ctx.closePath();
        const top = project(left.x, left.y, 1);
        ctx.moveTo(left.pixel.x, left.pixel.y);
        ctx.lineTo(top.x, top.y);
        ctx.stroke();
        const style = { color: theme.colors.text, halo: theme.colors.surface, font: theme.fonts.label };
        const front = (/** @type {import("./project3d.js").Pixel[]} */ sides) => (sides[0].y > sides[1].y ? sides[0] : sides[1]);
        for (const [text, side] of /** @type {const} */ ([
            [xLabel, front([project(0, -1, 0), project(0, 1, 0)])],
            [yLabel, front([project(-1, 0, 0), project(1, 0, 0)])],
        ])) {
            // prettier-ignore
            const align = side.x < middle.x - 20 ? "right" : side.x > middle.x + 20 ? "left" : "center";
            if (text) haloText(ctx, text, side.x + Math.sign(side.x - middle.x) * 8, side.y + 18, { ...style, align });
        }
        if (zLabel) haloText(ctx, zLabel, Math.max(4, top.x - 30), top.y - 12, style);
        const ticks = zScale?.ticks(3) ?? [];
        const texts = formatDistinct(ticks);
        let free = Infinity;
        for (const [k, tick] of ticks.entries()) {
            const at = project(left.x, left.y, clamp01(zScale?.(tick) ?? 0));
            if (at.y > free) continue;
            free = at.y - 13;
            haloText(ctx, texts[k], at.x - 6, at.y, {
                ...style,
                color: theme.colors.muted,
                font: theme.fonts.small,
                align: "right",
                baseline: "middle",
            });
        }
    });
}

/**
 * Contours laid on the surface and its rim, left out where the surface hides them.
 * @param {Ctx} ctx
 * @param {View} view
 * @param {import("./contours.js").Contour[]} contours
 * @param {(value: number) => number} normal loss → 0…1
 * @param {Theme} theme
 */
export function paintContoursOn(ctx, view, contours, normal, theme) {
    const { modelX, modelY } = view.relief;
    preserving(ctx, () => {
        ctx.strokeStyle = theme.colors.contour;
        ctx.lineJoin = "round";
        ctx.globalAlpha = 0.3;
        ctx.beginPath();
        for (const { level, lines } of contours) {
            const height = clamp01(normal(level));
            for (const line of lines) addVisible(ctx, view, line.length / 2, (k) => [modelX(line[2 * k]), modelY(line[2 * k + 1]), height]);
        }
        addVisible(ctx, view, 4 * RIM + 1, (k) => rimPoint(view, k));
        ctx.stroke();
    });
}

const RIM = 64; // points a side

/** @param {View} view
 * @param {number} k 0 … 4·RIM, round the square
 * @returns {[number, number, number]} */
function rimPoint({ relief }, k) {
    const along = (2 * (k % RIM)) / RIM - 1;
    const [x, y] = [[along, -1], [1, along], [-along, 1], [-1, -along]][Math.floor(k / RIM) % 4]; // prettier-ignore
    return [x, y, heightAt(relief, x, y)];
}

/** @param {Ctx} ctx
 * @param {View} view
 * @param {number} count
 * @param {(k: number) => [number, number, number]} pointAt model coordinates */
function addVisible(ctx, view, count, pointAt) {
    let isDown = false;
    for (let k = 0; k < count; k++) {
        const [x, y, height] = pointAt(k);
        const isSeen = !view.isHidden(x, y, height);
        const pixel = view.project(x, y, height);
        if (isSeen) ctx[isDown ? "lineTo" : "moveTo"](pixel.x, pixel.y);
        isDown = isSeen;
    }
}

/**
 * The path over the surface: each point at the height of its own loss, or on the surface where none are given; between points it
 * follows the surface. Dotted where the surface hides it.
 * @param {Ctx} ctx
 * @param {View} view
 * @param {Float32Array} path x0, y0, x1, y1 … in data units
 * @param {(value: number) => number} normal loss → 0…1
 * @param {Theme} theme
 * @param {import("./path.js").PathStyle} [style] values: the losses
 */
export function paintPathOn(ctx, view, path, normal, theme, style = {}) {
    const color = style.color ?? theme.colors.path;
    const points = drape(view, path, style.values, normal);
    if (points.length === 0) return;
    for (let from = 0; from < points.length; ) {
        let to = from;
        while (to < points.length && points[to].isHidden === points[from].isHidden) to++;
        const run = points.slice(from, Math.min(to + 1, points.length));
        if (points[from].isHidden) strokeHidden(ctx, run, color);
        else strokeSeen(ctx, run, theme, style);
        from = to;
    }
    for (const point of points)
        if (point.isStep && !point.isHidden) paintMarker(ctx, point.pixel.x, point.pixel.y, color, theme.colors.casing, 2, 1);
    for (const [point, isStart] of /** @type {const} */ ([
        [points[0], true],
        [points[points.length - 1], false],
    ])) {
        // prettier-ignore
        preserving(ctx, () => {
            ctx.globalAlpha = point.isHidden ? 0.5 : 1;
            paintMarker(ctx, point.pixel.x, point.pixel.y, isStart ? theme.colors.casing : color, isStart ? color : theme.colors.casing, 4.5);
        });
    }
}

/**
 * @typedef {{pixel: import("./project3d.js").Pixel, isHidden: boolean, isStep: boolean, value: number}} Placed
 *     isStep: a point of the path, far enough from the last to carry a dot; value: loss, between steps that of the step to come
 */

/** @param {View} view
 * @param {Float32Array} path
 * @param {ArrayLike<number> | undefined} losses
 * @param {(value: number) => number} normal
 * @returns {Placed[]} */
function drape(view, path, losses, normal) {
    /** @type {Placed[]} */
    const points = [];
    /** @type {{x: number, y: number, lift: number, pixel: import("./project3d.js").Pixel} | null} */
    let last = null;
    for (let k = 0; 2 * k + 1 < path.length; k++) {
        const [x, y] = [view.relief.modelX(path[2 * k]), view.relief.modelY(path[2 * k + 1])];
        if (!(Math.abs(x) < 4 && Math.abs(y) < 4)) break; // NaN or far outside the picture
        const ground = heightAt(view.relief, x, y);
        const lift = losses ? clamp01(normal(losses[k])) - ground : 0;
        const pixel = view.project(x, y, ground + lift);
        const from = last ?? { x, y, lift, pixel };
        const apart = Math.hypot(pixel.x - from.pixel.x, pixel.y - from.pixel.y);
        if (last && apart < 0.5 && 2 * k + 3 < path.length) continue;
        const parts = last ? Math.ceil(Math.min(200, apart / 5)) || 1 : 1;
        for (let part = 1; part <= parts; part++) {
            const t = part / parts;
            const [u, v] = [from.x + (x - from.x) * t, from.y + (y - from.y) * t];
            const height = heightAt(view.relief, u, v) + from.lift + (lift - from.lift) * t;
            const isStep = part === parts && apart > 5;
            points.push({
                pixel: view.project(u, v, height),
                isHidden: view.isHidden(u, v, height),
                isStep,
                value: losses ? losses[k] : 0,
            });
        }
        last = { x, y, lift, pixel };
    }
    return points;
}

/** @param {Ctx} ctx
 * @param {Placed[]} run
 * @param {string} color */
function strokeHidden(ctx, run, color) {
    preserving(ctx, () => {
        ctx.globalAlpha = 0.55;
        ctx.lineWidth = 1.5;
        ctx.setLineDash([1.5, 3.5]);
        ctx.strokeStyle = color;
        ctx.beginPath();
        run.forEach(({ pixel }, k) => ctx[k ? "lineTo" : "moveTo"](pixel.x, pixel.y));
        ctx.stroke();
    });
}

/** @param {Ctx} ctx
 * @param {Placed[]} run
 * @param {Theme} theme
 * @param {import("./path.js").PathStyle} style */
function strokeSeen(ctx, run, theme, style) {
    const pixels = Float32Array.from(run.flatMap(({ pixel }) => [pixel.x, pixel.y]));
    const values = style.values && run.map(({ value }) => value);
    paintPixelPath(ctx, pixels, theme, { ...style, values, arrow: false, dots: false, ends: false });
}
