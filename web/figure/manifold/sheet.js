/** The bent plane: its ground in the colours of the answer, its grid, the boundary, the examples. */
import { clipTo, preserving, rectOf } from "../../paint/canvas.js";
import { mapIndex } from "../../paint/colormap.js";
import { paintPoints } from "../../paint/points.js";
import { extent, linearScale } from "../../paint/scale.js";

/**
 * @typedef {import("../../paint/canvas.js").Ctx} Ctx
 * @typedef {import("../../paint/canvas.js").Scales} Scales
 * @typedef {import("../../paint/canvas.js").Rect} Rect
 * @typedef {import("../../theme.js").Theme} Theme
 * @typedef {import("../../core/messages.js").ManifoldReply} Reply
 *
 * @typedef {object} Sheet
 * @property {Float32Array} at      [points × 2] where the reply's points are now
 * @property {Reply} reply
 * @property {import("../../core/messages.js").DatasetReply} data
 */

/** Squares of the lattice between two lines of the grid. */
const LINE_EVERY = 4;
/** Shades of the ground. */
const SHADES = 32;
/** Radius of what marks a wrong example. */
const RIM = 6;
/** Beyond this a canvas loses its lines. */
const FARTHEST = 1e5;

/**
 * Equal both ways, around everything.
 * @param {Float32Array} at
 * @param {Rect} rect
 * @returns {Scales}
 */
export function scalesAround(at, { x, y, width, height }) {
    const [[left, right], [low, high]] = [0, 1].map((c) => extent(at.filter((_, i) => i % 2 === c)));
    const perPixel = Math.max((right - left) / width, (high - low) / height, 1e-30) * 1.06;
    const [middleX, middleY] = [(left + right) / 2, (low + high) / 2];
    const [halfX, halfY] = [(perPixel * width) / 2, (perPixel * height) / 2];
    return {
        x: linearScale([middleX - halfX, middleX + halfX], [x, x + width]),
        y: linearScale([middleY - halfY, middleY + halfY], [y + height, y]),
    };
}

/**
 * @param {Ctx} ctx
 * @param {Sheet} sheet
 * @param {Scales} scales
 * @param {Theme} theme
 * @param {{stride?: number, radius?: number, lines?: boolean, showWrong?: boolean, certainty: (output: number) => number}} style stride: squares
 *     of the lattice in one of the ground
 */
export function paintSheet(ctx, sheet, scales, theme, { stride = 1, radius, lines = true, showWrong = true, certainty }) {
    const pixels = pixelsOf(sheet.at, scales);
    preserving(ctx, () => {
        clipTo(ctx, rectOf(scales));
        paintGround(ctx, sheet.reply, pixels, stride, theme, certainty);
        if (lines) paintGrid(ctx, sheet.reply, pixels, theme);
        paintBoundary(ctx, sheet.reply, pixels, theme, lines ? 1 : 0.75);
    });
    const { latticeCount, boundaryCount } = sheet.reply;
    const examples = { ...sheet.data, x: sheet.at.subarray(2 * (latticeCount + boundaryCount)) };
    if (showWrong) preserving(ctx, () => paintWrong(ctx, sheet, pixels, theme, rectOf(scales)));
    paintPoints(ctx, examples, scales, theme, { radius });
}

/** @param {Float32Array} at @param {Scales} scales */
function pixelsOf(at, scales) {
    const clamp = (/** @type {number} */ pixel) => Math.max(-FARTHEST, Math.min(FARTHEST, pixel));
    return at.map((value, i) => clamp(i % 2 ? scales.y(value) : scales.x(value)));
}

/** Corners in a row of the lattice. @param {Reply} reply */
const sideOf = ({ latticeCount }) => Math.round(Math.sqrt(latticeCount));

/**
 * @param {Ctx} ctx
 * @param {Reply} reply
 * @param {Float32Array} pixels
 * @param {number} stride
 * @param {Theme} theme
 * @param {(output: number) => number} certainty
 */
function paintGround(ctx, reply, pixels, stride, theme, certainty) {
    const side = sideOf(reply);
    const shade = reply.outputs.subarray(0, reply.latticeCount).map((output) => SHADES * certainty(output));
    /** @type {number[][][]} polygons by shade: x0, y0, x1, y1 … */
    const shades = Array.from({ length: SHADES }, () => []);
    for (let row = 0; row + stride < side; row += stride)
        for (let column = 0; column + stride < side; column += stride) {
            const corner = row * side + column;
            addSquare(shades, [corner, corner + stride, corner + stride * (side + 1), corner + stride * side], pixels, shade);
        }
    ctx.lineWidth = 0.75;
    ctx.lineJoin = "round";
    shades.forEach((polygons, k) => {
        if (polygons.length === 0) return;
        ctx.fillStyle = ctx.strokeStyle = theme.maps.signed.css[mapIndex((k + 0.5) / SHADES)];
        ctx.beginPath();
        for (const polygon of polygons) addPolygon(ctx, polygon);
        ctx.fill();
        ctx.stroke(); // closes the seams between neighbours
    });
}

/** @param {number} shade */
const bandOf = (shade) => Math.max(0, Math.min(SHADES - 1, Math.floor(shade)));

/**
 * Whole where it is of one shade; else as two triangles, over which the answer is taken to be linear, cut along the borders of shades.
 * @param {number[][][]} shades
 * @param {number[]} square corners, around
 * @param {Float32Array} pixels
 * @param {Float32Array} shade of every corner
 */
function addSquare(shades, square, pixels, shade) {
    const place = (/** @type {number} */ k) => ({ x: pixels[2 * k], y: pixels[2 * k + 1], shade: shade[k] });
    const corners = square.map(place);
    if (corners.some(({ x, y, shade }) => !Number.isFinite(x + y + shade))) return;
    const bands = corners.map(({ shade }) => bandOf(shade));
    if (bands.every((band) => band === bands[0])) return void shades[bands[0]].push(corners.flatMap(({ x, y }) => [x, y]));
    const [a, b, c, d] = corners;
    for (const triangle of [
        [a, b, c],
        [a, c, d],
    ]) {
        const own = triangle.map(({ shade }) => bandOf(shade));
        const last = Math.max(...own);
        for (let band = Math.min(...own); band <= last; band++) {
            const above = band === 0 ? triangle : cut(triangle, (at) => at - band);
            const between = band === SHADES - 1 ? above : cut(above, (at) => band + 1 - at);
            if (between.length > 2) shades[band].push(between.flatMap(({ x, y }) => [x, y]));
        }
    }
}

/**
 * What of a convex polygon has a shade at which isInside is not negative.
 * @param {{x: number, y: number, shade: number}[]} polygon
 * @param {(shade: number) => number} isInside linear
 */
function cut(polygon, isInside) {
    return polygon.flatMap((corner, i) => {
        const next = polygon[(i + 1) % polygon.length];
        const [here, there] = [isInside(corner.shade), isInside(next.shade)];
        const kept = here >= 0 ? [corner] : [];
        if (here >= 0 === there >= 0) return kept;
        const share = here / (here - there);
        const at = (/** @type {"x" | "y" | "shade"} */ c) => corner[c] + share * (next[c] - corner[c]);
        return [...kept, { x: at("x"), y: at("y"), shade: at("shade") }];
    });
}

/** All turn the same way, so that one that lies on another does not cut it out. @param {Ctx} ctx @param {number[]} polygon */
function addPolygon(ctx, polygon) {
    const n = polygon.length / 2;
    let area = 0;
    for (let i = 0; i < n; i++) {
        const j = (i + 1) % n;
        area += polygon[2 * i] * polygon[2 * j + 1] - polygon[2 * j] * polygon[2 * i + 1];
    }
    ctx.moveTo(polygon[0], polygon[1]);
    for (let i = 1; i < n; i++) {
        const k = area < 0 ? n - i : i;
        ctx.lineTo(polygon[2 * k], polygon[2 * k + 1]);
    }
    ctx.closePath();
}

/** @param {Ctx} ctx @param {Reply} reply @param {Float32Array} pixels @param {Theme} theme */
function paintGrid(ctx, reply, pixels, theme) {
    const side = sideOf(reply);
    ctx.strokeStyle = theme.colors.contour;
    ctx.lineWidth = 1;
    ctx.lineJoin = "round";
    for (const isMiddle of [false, true]) {
        ctx.globalAlpha = isMiddle ? 0.6 : 0.28;
        ctx.beginPath();
        for (let line = 0; line < side; line += LINE_EVERY) {
            if ((line === (side - 1) / 2) !== isMiddle) continue;
            for (let k = 0; k < side; k++) addCorner(ctx, pixels, line * side + k, k === 0);
            for (let k = 0; k < side; k++) addCorner(ctx, pixels, k * side + line, k === 0);
        }
        ctx.stroke();
    }
    ctx.globalAlpha = 1;
}

/** @param {Ctx} ctx @param {Float32Array} pixels @param {number} corner @param {boolean} begins */
function addCorner(ctx, pixels, corner, begins) {
    ctx[begins ? "moveTo" : "lineTo"](pixels[2 * corner], pixels[2 * corner + 1]);
}

/** @param {Ctx} ctx @param {Reply} reply @param {Float32Array} pixels @param {Theme} theme @param {number} scale of its width */
function paintBoundary(ctx, { latticeCount, boundaryCount }, pixels, theme, scale) {
    ctx.lineCap = "round";
    ctx.beginPath();
    for (let k = latticeCount; k < latticeCount + boundaryCount; k += 2) {
        addCorner(ctx, pixels, k, true);
        addCorner(ctx, pixels, k + 1, false);
    }
    ctx.strokeStyle = theme.colors.casing;
    ctx.lineWidth = 5 * scale;
    ctx.stroke();
    ctx.strokeStyle = theme.colors.text;
    ctx.lineWidth = 2.25 * scale;
    ctx.stroke();
}

/** A rim around each example that is on the wrong side. @param {Ctx} ctx @param {Sheet} sheet @param {Float32Array} pixels @param {Theme} theme @param {Rect} rect */
function paintWrong(ctx, { reply, data }, pixels, theme, rect) {
    const first = reply.latticeCount + reply.boundaryCount;
    clipTo(ctx, rect);
    ctx.fillStyle = theme.colors.danger;
    ctx.beginPath();
    data.y.forEach((label, i) => {
        if (reply.outputs[first + i] > 0 === label > 0.5) return;
        const [x, y] = [pixels[2 * (first + i)], pixels[2 * (first + i) + 1]];
        ctx.moveTo(x + RIM, y);
        ctx.arc(x, y, RIM, 0, 7);
    });
    ctx.fill();
}

/**
 * The straight line that the output draws through the last space, across the whole picture.
 * @param {Ctx} ctx
 * @param {Reply["separator"]} separator
 * @param {Scales} scales
 * @param {Theme} theme
 * @param {number} opacity
 */
export function paintSeparator(ctx, { normal: [a, b], offset }, scales, theme, opacity) {
    const length = a * a + b * b;
    if (!(length > 0) || !(opacity > 0)) return;
    const [middleX, middleY] = [scales.x, scales.y].map(({ domain }) => (domain[0] + domain[1]) / 2);
    const away = (a * middleX + b * middleY + offset) / length;
    const [footX, footY] = [middleX - away * a, middleY - away * b];
    const reach =
        2 * (scales.x.domain[1] - scales.x.domain[0] + scales.y.domain[1] - scales.y.domain[0]) + Math.abs(away) * Math.sqrt(length);
    const [dx, dy] = [(-b * reach) / Math.sqrt(length), (a * reach) / Math.sqrt(length)];
    preserving(ctx, () => {
        clipTo(ctx, rectOf(scales));
        ctx.globalAlpha = opacity;
        ctx.strokeStyle = theme.colors.text;
        ctx.lineWidth = 1.5;
        ctx.setLineDash([6, 5]);
        ctx.beginPath();
        ctx.moveTo(scales.x(footX - dx), scales.y(footY - dy));
        ctx.lineTo(scales.x(footX + dx), scales.y(footY + dy));
        ctx.stroke();
    });
}
