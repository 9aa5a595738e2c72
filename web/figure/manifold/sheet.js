/** The bent plane: its ground in the colours of the answer, its grid, the boundary, the examples. */
import { clipTo, density, preserving, rectOf } from "../../paint/canvas.js";
import { mapIndex } from "../../paint/colormap.js";
import { fillLattice } from "../../paint/lattice.js";
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
 *
 * @typedef {object} Style
 * @property {number} [stride] squares of the lattice in one of the ground, either way
 * @property {number} [radius] of the examples
 * @property {boolean} [lines]
 * @property {boolean} [showWrong]
 * @property {(output: number) => number} certainty 0…1
 * @property {(columns: number, rows: number) => import("../../paint/heatmap.js").Buffer} buffer for the ground
 */

/** Squares of the lattice between two lines of the grid. */
const LINE_EVERY = 4;
/** Pixels of the ground in one of CSS, at most: it is smooth. */
const SHARPEST = 2;
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
 * @param {Style} style
 */
export function paintSheet(ctx, sheet, scales, theme, style) {
    const { radius, lines = true, showWrong = true } = style;
    const pixels = pixelsOf(sheet.at, scales);
    preserving(ctx, () => {
        clipTo(ctx, rectOf(scales));
        paintGround(ctx, sheet.reply, pixels, rectOf(scales), theme, style);
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
 * In the frame's own pixels, one by one, each in the colour of the answer; clear where the sheet does not lie.
 * @param {Ctx} ctx
 * @param {Reply} reply
 * @param {Float32Array} pixels
 * @param {Rect} rect
 * @param {Theme} theme
 * @param {Style} style
 */
function paintGround(ctx, reply, pixels, rect, theme, { stride = 1, certainty, buffer }) {
    const sharp = Math.min(SHARPEST, density(ctx));
    const [left, top] = [Math.floor(rect.x * sharp), Math.floor(rect.y * sharp)];
    const size = { width: Math.ceil((rect.x + rect.width) * sharp) - left, height: Math.ceil((rect.y + rect.height) * sharp) - top };
    const places = pixels.map((pixel, i) => pixel * sharp - (i % 2 ? top : left));
    const shown = buffer(size.width, size.height);
    const values = new Float32Array(size.width * size.height);
    fillLattice(values, size, places, reply.outputs.subarray(0, reply.latticeCount).map(certainty), { side: sideOf(reply), stride });
    const { pixels: colors } = theme.maps.signed;
    for (let i = 0; i < values.length; i++) shown.pixels[i] = values[i] === -Infinity ? 0 : colors[mapIndex(values[i])];
    shown.ctx.putImageData(shown.image, 0, 0);
    ctx.drawImage(shown.canvas, left / sharp, top / sharp, size.width / sharp, size.height / sharp);
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
