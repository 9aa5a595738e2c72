import { clipTo, haloText, preserving, rectOf, roundedRect } from "./canvas.js";
import { mapIndex } from "./colormap.js";
import { formatDistinct } from "./scale.js";

/**
 * Values over a rectangle of the plane, row by row. `left` is the outer edge of column 0, `right` that of the last column, `first` that
 * of row 0, `last` that of the last row, so rows may run up or down.
 * @typedef {object} Grid
 * @property {Float32Array} values [rows × columns], or [rows × columns × outputs]
 * @property {number} columns
 * @property {number} rows
 * @property {{left: number, right: number, first: number, last: number}} edges in data units
 *
 * An image of a grid's size that the caller keeps between paintings.
 * @typedef {{canvas: CanvasImageSource, ctx: CanvasRenderingContext2D, image: ImageData, pixels: Uint32Array}} Buffer
 *
 * @typedef {import("./canvas.js").Ctx} Ctx
 * @typedef {import("./canvas.js").Theme} Theme
 * @typedef {import("./canvas.js").Scales} Scales
 * @typedef {import("./colormap.js").ColorMap} ColorMap
 */

/**
 * The grid whose cells have the given samples at their middle.
 * @param {Float32Array} values
 * @param {ArrayLike<number>} xs evenly spaced, one a column
 * @param {ArrayLike<number>} ys evenly spaced, one a row, row 0 first
 * @returns {Grid}
 */
export function gridOfSamples(values, xs, ys) {
    const halfX = (xs[xs.length - 1] - xs[0]) / (2 * Math.max(1, xs.length - 1));
    const halfY = (ys[ys.length - 1] - ys[0]) / (2 * Math.max(1, ys.length - 1));
    const edges = { left: xs[0] - halfX, right: xs[xs.length - 1] + halfX, first: ys[0] - halfY, last: ys[ys.length - 1] + halfY };
    return { values, columns: xs.length, rows: ys.length, edges };
}

/**
 * @param {(width: number, height: number) => HTMLCanvasElement | OffscreenCanvas} makeCanvas
 * @param {number} columns
 * @param {number} rows
 * @returns {Buffer}
 */
export function makeBuffer(makeCanvas, columns, rows) {
    const canvas = makeCanvas(columns, rows);
    const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const image = ctx.createImageData(columns, rows);
    return { canvas, ctx, image, pixels: new Uint32Array(image.data.buffer) };
}

/**
 * One value a cell through a colour map.
 * @param {Ctx} ctx
 * @param {Grid} grid
 * @param {Scales} scales
 * @param {{map: ColorMap, normal: (value: number) => number, buffer: Buffer, smooth?: boolean}} how normal: value → 0…1
 */
export function paintHeatmap(ctx, grid, scales, { map, normal, buffer, smooth = true }) {
    const { values } = grid;
    const { pixels } = buffer;
    for (let i = 0; i < pixels.length; i++) pixels[i] = map.pixels[mapIndex(normal(values[i]))];
    drawBuffer(ctx, grid, scales, buffer, smooth);
}

/**
 * The decision of a classifier with one output a class: the colour of the winner, paler the closer the runner-up.
 * @param {Ctx} ctx
 * @param {Grid} grid values [rows × columns × outputs]
 * @param {Scales} scales
 * @param {{maps: ColorMap[], sure: number, buffer: Buffer, smooth?: boolean}} how
 *     sure: the lead over the runner-up that takes the full colour, 1 for probabilities, 2 for targets ±1
 */
export function paintClassMap(ctx, grid, scales, { maps, sure, buffer, smooth = true }) {
    const { values } = grid;
    const { pixels } = buffer;
    const outputs = values.length / (grid.columns * grid.rows);
    for (let i = 0; i < pixels.length; i++) {
        let best = 0;
        let top = -Infinity;
        let second = -Infinity;
        for (let c = 0; c < outputs; c++) {
            const value = values[i * outputs + c];
            if (value > top) {
                second = top;
                top = value;
                best = c;
            } else if (value > second) second = value;
        }
        pixels[i] = maps[best % maps.length].pixels[mapIndex((top - second) / sure)];
    }
    drawBuffer(ctx, grid, scales, buffer, smooth);
}

/**
 * The winner's lead over the runner-up, signed by whether class c wins: its zero line is the boundary of class c.
 * @param {Grid} grid values [rows × columns × outputs]
 * @param {number} c
 * @returns {Grid}
 */
export function leadOf(grid, c) {
    const outputs = grid.values.length / (grid.columns * grid.rows);
    const values = new Float32Array(grid.columns * grid.rows);
    for (let i = 0; i < values.length; i++) {
        let rival = -Infinity;
        for (let o = 0; o < outputs; o++) if (o !== c) rival = Math.max(rival, grid.values[i * outputs + o]);
        values[i] = grid.values[i * outputs + c] - rival;
    }
    return { ...grid, values };
}

/** CSS pixels. Between cells narrower than this no eye tells the finest smoothing from the next, which takes a browser without a GPU half as long. */
const WIDE_CELL = 6;

/**
 * @param {Ctx} ctx
 * @param {Grid} grid
 * @param {Scales} scales
 * @param {Buffer} buffer
 * @param {boolean} smooth
 */
export function drawBuffer(ctx, { edges }, scales, buffer, smooth) {
    buffer.ctx.putImageData(buffer.image, 0, 0);
    const [left, right] = [scales.x(edges.left), scales.x(edges.right)];
    const [first, last] = [scales.y(edges.first), scales.y(edges.last)];
    preserving(ctx, () => {
        clipTo(ctx, rectOf(scales));
        ctx.imageSmoothingEnabled = smooth;
        ctx.imageSmoothingQuality = right - left > WIDE_CELL * buffer.image.width ? "high" : "medium";
        ctx.translate(left, first);
        ctx.scale(Math.sign(right - left) || 1, Math.sign(last - first) || 1);
        ctx.drawImage(buffer.canvas, 0, 0, Math.abs(right - left), Math.abs(last - first));
    });
}

/**
 * The legend of a colour map: a bar with the values that its colours stand for.
 * @param {Ctx} ctx
 * @param {import("./canvas.js").Rect} rect of the bar; labels stand below it
 * @param {{map: ColorMap, scale: import("./scale.js").Scale, label?: string, count?: number}} legend scale: value → 0…1
 * @param {Theme} theme
 */
export function paintColorBar(ctx, rect, { map, scale, label, count = 4 }, theme) {
    const { x, y, width, height } = rect;
    const ramp = ctx.createLinearGradient(x, 0, x + width, 0);
    for (let i = 0; i <= 16; i++) ramp.addColorStop(i / 16, map.css[mapIndex(i / 16)]);
    preserving(ctx, () => {
        roundedRect(ctx, rect, height / 2);
        ctx.fillStyle = ramp;
        ctx.fill();
        ctx.font = theme.fonts.small;
        let free = -Infinity;
        const ticks = scale.ticks(count);
        const texts = formatDistinct(ticks);
        for (const [k, tick] of ticks.entries()) {
            const at = x + scale(tick) * width;
            const half = ctx.measureText(texts[k]).width / 2;
            const middle = Math.max(x + half, Math.min(x + width - half, at));
            if (middle - half < free || at < x - 1 || at > x + width + 1) continue;
            const style = { color: theme.colors.muted, halo: theme.colors.surface, font: theme.fonts.small };
            haloText(ctx, texts[k], middle, y + height + 4, { ...style, align: "center", baseline: "top" });
            free = middle + half + 8;
        }
        if (label) haloText(ctx, label, x, y - 5, { color: theme.colors.text, halo: theme.colors.surface, font: theme.fonts.label });
    });
}
