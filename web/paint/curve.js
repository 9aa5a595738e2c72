import { clipTo, crisp, haloText, hairline, preserving, rectOf } from "./canvas.js";
import { paintMarker } from "./path.js";
import { extent, formatNumber } from "./scale.js";

/**
 * @typedef {import("./canvas.js").Ctx} Ctx
 *
 * @typedef {object} Series
 * @property {ArrayLike<number>} x ascending, e.g. steps
 * @property {ArrayLike<number>} y
 * @property {string} color
 * @property {string} [name] written at its end
 * @property {number[]} [dash]
 * @property {number} [width]
 */

/**
 * Curves with their names at their ends, so that no legend is needed. A gap stands where a value cannot be drawn (not finite, or ≤ 0 on a log axis).
 * @param {Ctx} ctx
 * @param {Series[]} series
 * @param {import("./canvas.js").Scales} scales
 * @param {import("./canvas.js").Theme} theme
 * @param {{crosshair?: number, above?: boolean}} [style] crosshair: x in data units, read out on every curve; above: over the plot, where it hides nothing
 */
export function paintCurves(ctx, series, scales, theme, { crosshair, above } = {}) {
    preserving(ctx, () => {
        preserving(ctx, () => {
            const { x, y, width, height } = rectOf(scales);
            clipTo(ctx, { x: x - 3, y: y - 3, width: width + 6, height: height + 6 }); // a curve on the border keeps its full width, a dot stays round
            ctx.lineJoin = "round";
            for (const one of series) strokeSeries(ctx, one, scales);
        });
        if (crosshair !== undefined) paintCrosshair(ctx, series, scales, theme, crosshair, above);
        else paintNames(ctx, series, scales, theme);
    });
}

/**
 * Long series are thinned to the lowest and highest value a pixel column: the picture is the same, the cost is the width.
 * @param {Ctx} ctx
 * @param {Series} series
 * @param {import("./canvas.js").Scales} scales
 */
function strokeSeries(ctx, { x, y, color, dash = [], width = 1.75 }, scales) {
    ctx.strokeStyle = color;
    ctx.lineWidth = width;
    ctx.setLineDash(dash);
    ctx.beginPath();
    let isDown = false;
    const perColumn = y.length / Math.max(1, rectOf(scales).width);
    const stride = perColumn > 4 ? Math.floor(perColumn) : 1;
    for (let i = 0; i < y.length; i += stride) {
        for (const k of stride > 1 ? lowAndHigh(y, i, Math.min(i + stride, y.length)) : [i]) {
            const py = scales.y(y[k]);
            if (!Number.isFinite(py)) {
                isDown = false;
                continue;
            }
            ctx[isDown ? "lineTo" : "moveTo"](scales.x(x[k]), py);
            isDown = true;
        }
    }
    ctx.stroke();
    if (y.length === 1) paintMarker(ctx, scales.x(x[0]), scales.y(y[0]), color, color, 2.5);
}

/** Where the lowest and the highest stand, in order.
 * @param {ArrayLike<number>} y
 * @param {number} from
 * @param {number} to */
function lowAndHigh(y, from, to) {
    let low = from;
    let high = from;
    for (let i = from + 1; i < to; i++) {
        if (y[i] < y[low]) low = i;
        if (y[i] > y[high]) high = i;
    }
    return low < high ? [low, high] : [high, low];
}

/** @param {Ctx} ctx
 * @param {Series[]} series
 * @param {import("./canvas.js").Scales} scales
 * @param {import("./canvas.js").Theme} theme */
function paintNames(ctx, series, scales, theme) {
    const { x, width } = rectOf(scales);
    ctx.font = theme.fonts.strong;
    const named = series
        .filter((one) => one.name && one.y.length > 0)
        .map((one) => ({ one, y: scales.y(one.y[one.y.length - 1]), end: Math.min(scales.x(one.x[one.x.length - 1]), x + width) }))
        .filter(({ y }) => Number.isFinite(y))
        .sort((a, b) => a.y - b.y);
    const longest = Math.max(...named.map(({ one }) => ctx.measureText(one.name ?? "").width));
    const isOpen = named.every(({ end }) => end + 6 + longest <= x + width); // right of the ends
    const heights = isOpen ? spread(named.map(({ y }) => y), 14, rectOf(scales)) : beside(named, longest, scales); // prettier-ignore
    named.forEach(({ one, end }, i) => {
        const style = { color: one.color, halo: theme.colors.surface, baseline: /** @type {const} */ ("middle") };
        haloText(ctx, one.name ?? "", isOpen ? end + 6 : end - 2, heights[i], { ...style, align: isOpen ? "left" : "right" });
    });
}

/**
 * Heights of the names, so that they stand on no curve: the uppermost above all that runs within their width, the others below it; all on one side
 * where the other has no room.
 * @param {{one: Series, y: number, end: number}[]} named uppermost first
 * @param {number} width of the longest name
 * @param {import("./canvas.js").Scales} scales
 */
function beside(named, width, scales) {
    const rect = rectOf(scales);
    const near = named.flatMap(({ one, y, end }) => [y, ...heightsFrom(one, end - width - 8, scales)]);
    const [top, bottom] = extent(near);
    const others = named.length - 1;
    const above = top - rect.y < 17 ? 0 : rect.y + rect.height - bottom < 14 * others + 3 ? named.length : 1;
    const wanted = named.map((_, i) => (i < above ? top - 11 - 14 * (above - 1 - i) : bottom + 11 + 14 * (i - above)));
    return spread(wanted, 14, rect);
}

/** Where a curve runs right of a pixel column, in pixels; where it enters included. @param {Series} series @param {number} left @param {import("./canvas.js").Scales} scales */
function heightsFrom({ x, y }, left, scales) {
    const first = Array.from(x).findIndex((value) => scales.x(value) > left);
    if (first < 0) return [];
    const heights = Array.from(y).slice(first).map(scales.y);
    if (first === 0) return heights;
    const [from, to] = [scales.x(x[first - 1]), scales.x(x[first])];
    const before = scales.y(y[first - 1]);
    return [before + ((heights[0] - before) * (left - from)) / (to - from), ...heights];
}

/**
 * Moves labels apart, keeping their order, within the rectangle.
 * @param {number[]} wanted
 * @param {number} gap
 * @param {import("./canvas.js").Rect} rect
 */
export function spread(wanted, gap, { y, height }) {
    const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b]);
    const placed = [...wanted];
    let free = y + 6;
    for (const i of order) free = (placed[i] = Math.max(placed[i], free)) + gap;
    let limit = y + height - 6;
    for (const i of order.reverse()) limit = (placed[i] = Math.min(placed[i], limit)) - gap;
    return placed;
}

/** @param {Ctx} ctx
 * @param {Series[]} series
 * @param {import("./canvas.js").Scales} scales
 * @param {import("./canvas.js").Theme} theme
 * @param {number} at
 * @param {boolean} [above] */
function paintCrosshair(ctx, series, scales, theme, at, above) {
    const rect = rectOf(scales);
    const px = crisp(ctx, scales.x(at));
    ctx.strokeStyle = theme.colors.control;
    ctx.lineWidth = hairline(ctx);
    ctx.beginPath();
    ctx.moveTo(px, rect.y);
    ctx.lineTo(px, rect.y + rect.height);
    ctx.stroke();
    const onLeft = px > rect.x + Math.max(rect.width / 2, rect.width - ROOM);
    const style = {
        halo: theme.colors.surface,
        font: theme.fonts.strong,
        align: /** @type {CanvasTextAlign} */ (onLeft ? "right" : "left"),
    };
    const marked = series
        .map((one) => ({ one, k: nearest(one.x, at) }))
        .filter(({ one, k }) => k >= 0 && Number.isFinite(scales.y(one.y[k])));
    const heights = spread(marked.map(({ one, k }) => scales.y(one.y[k]) - 10), 15, rect); // prettier-ignore
    marked.forEach(({ one, k }, i) => {
        paintMarker(ctx, scales.x(one.x[k]), scales.y(one.y[k]), one.color, theme.colors.casing, 4);
        if (marked.length > LEGIBLE) return;
        const text = [one.name, formatNumber(one.y[k])].filter(Boolean).join(" ");
        haloText(ctx, text, px + (onLeft ? -9 : 9), above ? rect.y - 8 : heights[i], { ...style, color: one.color, baseline: "middle" });
    });
}

/** Pixels for a label right of a crosshair: on the left it would stand on a curve that falls. */
const ROOM = 120;
/** Of more curves the labels at a crosshair would hide them. */
const LEGIBLE = 6;

/**
 * The index whose x is nearest, −1 in an empty series.
 * @param {ArrayLike<number>} xs ascending
 * @param {number} at
 */
export function nearest(xs, at) {
    let low = 0;
    let high = xs.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (xs[middle] < at) low = middle + 1;
        else high = middle;
    }
    return low === xs.length || (low > 0 && at - xs[low - 1] < xs[low] - at) ? low - 1 : low;
}
