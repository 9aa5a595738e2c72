/** The race over many seeds: asked for in small parts, counted as they come, drawn as one row a racer. */
import { paintAxes } from "../../paint/axes.js";
import { crisp, haloText, preserving, rectOf } from "../../paint/canvas.js";
import { extent, formatNumber, linearScale, logScale } from "../../paint/scale.js";
import { colorOf } from "../looks.js";
import { linesOf, widest } from "./labels.js";
import { entriesOf, nameOf } from "./lanes.js";

/** Seeds in a part: some tenths of a second, so that a cancelled race ends soon. */
const PART = 2;
/** Who has not solved it then, has not. */
export const LIMIT = 600;
/** Godoy 2018: ReLU's share of tanh's time. */
export const PUBLISHED = 0.75;

/**
 * @typedef {object} Spread
 * @property {string[]} racers
 * @property {number} wanted seeds
 * @property {number} done of them, the first so many
 * @property {Float32Array[]} first one a racer, [done] the epoch at which all were right; NaN: not within LIMIT
 */

/**
 * @param {import("../../host.js").Host} host
 * @param {Record<string, any>} p parameters
 * @param {(spread: Spread) => void} onSpread hears whenever more is done
 * @returns {Promise<boolean>} whether it came to its end
 */
export async function runSeeds(host, p, onSpread) {
    const racers = entriesOf(p).map(({ racer }) => racer);
    const lanes = entriesOf(p, true).map(({ racer: _, ...lane }) => lane);
    /** @type {import("../../core/messages.js").RaceSeedsRequest[]} */
    const requests = [];
    for (let seed = 1; seed <= p.seeds; seed += PART)
        requests.push({
            type: "raceSeeds",
            lanes,
            seeds: Array.from({ length: Math.min(PART, p.seeds - seed + 1) }, (_, i) => seed + i),
            epochs: LIMIT,
        });
    /** @type {Float32Array[]} */
    const parts = [];
    const tell = () => {
        const gap = requests.findIndex((_, i) => !parts[i]);
        const all = parts.slice(0, gap < 0 ? requests.length : gap).flatMap((part) => [...part]);
        const first = racers.map((_, k) => Float32Array.from(all.filter((_, i) => i % racers.length === k)));
        onSpread({ racers, wanted: p.seeds, done: first[0].length, first });
    };
    tell();
    const replies = await host.askAll("seeds", requests, ({ first }, index) => {
        parts[index] = first;
        tell();
    });
    return replies !== null;
}

/** The middle one, or half way between the middle two; NaN of none. @param {number[]} values */
export function median(values) {
    const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
    const half = sorted.length >> 1;
    return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/**
 * Epochs of racer k over those of the first, where both have solved it.
 * @param {Spread} spread
 * @param {number} k
 */
export function ratios({ first }, k) {
    return [...first[k]].map((epochs, seed) => epochs / first[0][seed]).filter((ratio) => Number.isFinite(ratio) && ratio > 0);
}

const ROW = 46;
/** Between the rows and the words on their left and right. */
const GAP = 12;
const LINE = 16;
/** With less than this for the dots the words on their right go below the names. */
const LEAST = 180;

/** @typedef {import("../../host.js").Host} Host */

/**
 * A dot a seed at the epoch of its first perfect score, the median marked, and how many never got there.
 * @param {Host} host
 * @param {import("../../plot.js").Plot} plot
 * @param {Spread} spread
 */
export function paintEpochs(host, plot, spread) {
    const rows = spread.racers.map((racer, k) => ({ racer, values: [...spread.first[k]], note: solved(host, spread.first[k]) }));
    const longest = host.t("race.solved", { solved: spread.wanted, count: spread.wanted });
    const x = (/** @type {[number, number]} */ range) => linearScale([0, LIMIT], range);
    paintRows(host, plot, rows, x, { xLabel: host.t("race.epochsAxis"), format: (value) => formatNumber(value, 3), marks: [], longest });
}

/** @param {Host} host @param {Float32Array} first */
function solved(host, first) {
    return host.t("race.solved", { solved: first.filter(Number.isFinite).length, count: first.length });
}

/**
 * A dot a seed at its ratio to the first racer's epochs.
 * @param {Host} host
 * @param {import("../../plot.js").Plot} plot
 * @param {Spread} spread
 */
export function paintRatios(host, plot, spread) {
    const rows = spread.racers.slice(1).map((racer, i) => {
        const values = ratios(spread, i + 1);
        return { racer, values, note: host.t("race.both", { count: values.length }) };
    });
    const isPublished = spread.racers[0] === "tanh" && spread.racers.includes("relu");
    const marks = [{ value: 1, text: "" }, ...(isPublished ? [{ value: PUBLISHED, text: host.t("race.publishedMark") }] : [])];
    const [low, high] = extent([1, ...rows.flatMap(({ values }) => values)]);
    const domain = /** @type {[number, number]} */ ([Math.min(1 / 10, low / 1.2), Math.max(10, high * 1.2)]);
    const x = (/** @type {[number, number]} */ range) => logScale(domain, range);
    const xLabel = host.t("race.ratioAxis", { first: nameOf(host, spread.racers[0]) });
    paintRows(host, plot, rows, x, {
        xLabel,
        format: (value) => `${formatNumber(value, 2)}×`,
        marks,
        longest: host.t("race.both", { count: spread.wanted }),
    });
}

/**
 * @param {Host} host
 * @param {import("../../plot.js").Plot} plot
 * @param {{racer: string, values: number[], note: string}[]} rows
 * @param {(range: [number, number]) => import("../../paint/scale.js").Scale} scaleOver
 * @param {{xLabel: string, format: (value: number) => string, marks: {value: number, text: string}[], longest: string}} style longest: of the notes, when all is done
 */
function paintRows(host, plot, rows, scaleOver, { xLabel, format, marks, longest }) {
    const { theme } = host;
    const { ctx, width } = plot;
    const top = marks.some(({ text }) => text) ? 26 : 8;
    const names = widest(ctx, theme.fonts.strong, rows.map(({ racer }) => nameOf(host, racer))); // prettier-ignore
    const notes = widest(ctx, theme.fonts.small, [longest]);
    const isNarrow = width - names - notes - 2 * GAP - 2 < LEAST;
    const left = (isNarrow ? Math.max(names, notes) : names) + GAP;
    const rect = { x: left, y: top, width: width - left - (isNarrow ? 10 : notes + GAP + 2), height: ROW * rows.length };
    const title = linesOf(ctx, theme.fonts.label, xLabel, width < 100 ? Infinity : width - 4); // not yet laid out: as tall as it will be
    const height = top + ROW * rows.length + 46 + LINE * (title.length - 1);
    if (plot.canvas.style.height !== `${height}px`) plot.canvas.style.height = `${height}px`;
    if (rect.width < 40) return;
    const scales = { x: scaleOver([rect.x, rect.x + rect.width]), y: linearScale([0, 1], [rect.y + rect.height, rect.y]) };
    paintAxes(ctx, scales, theme, { formatY: () => "", formatX: (value) => formatNumber(value, 2) });
    preserving(ctx, () => {
        paintTitle(ctx, title, rect, theme);
        for (const { value, text } of marks) paintMark(ctx, scales, value, text, theme);
        rows.forEach((row, k) => paintRow(host, ctx, row, rect, scales.x, rect.y + (k + 0.5) * ROW, { format, isNarrow }));
    });
}

/**
 * Ends where the axis does, or as far beyond it as the words need.
 * @param {CanvasRenderingContext2D} ctx
 * @param {string[]} lines
 * @param {import("../../paint/canvas.js").Rect} rect
 * @param {import("../../theme.js").Theme} theme
 */
function paintTitle(ctx, lines, { x, y, width, height }, { colors, fonts }) {
    const end = Math.max(x + width, widest(ctx, fonts.label, lines) + 2);
    ctx.font = fonts.label;
    ctx.fillStyle = colors.text;
    ctx.textAlign = "right";
    lines.forEach((line, k) => ctx.fillText(line, end, y + height + 37 + LINE * k));
}

/**
 * @param {CanvasRenderingContext2D} ctx
 * @param {import("../../paint/canvas.js").Scales} scales
 * @param {number} value
 * @param {string} text
 * @param {import("../../theme.js").Theme} theme
 */
function paintMark(ctx, scales, value, text, { colors, fonts }) {
    const { y, height } = rectOf(scales);
    const at = crisp(ctx, scales.x(value));
    ctx.strokeStyle = text ? colors.path : colors.control;
    ctx.lineWidth = text ? 1.5 : 1;
    ctx.setLineDash(text ? [4, 3] : []);
    ctx.beginPath();
    ctx.moveTo(at, y);
    ctx.lineTo(at, y + height);
    ctx.stroke();
    ctx.setLineDash([]);
    if (text) haloText(ctx, text, at, y - 8, { color: colors.path, halo: colors.surface, font: fonts.strong, align: "center" });
}

/**
 * @param {Host} host
 * @param {CanvasRenderingContext2D} ctx
 * @param {{racer: string, values: number[], note: string}} row
 * @param {import("../../paint/canvas.js").Rect} rect
 * @param {import("../../paint/scale.js").Scale} x
 * @param {number} middle
 * @param {{format: (value: number) => string, isNarrow: boolean}} style
 */
function paintRow(host, ctx, { racer, values, note }, rect, x, middle, { format, isNarrow }) {
    const { theme } = host;
    const { colors, fonts } = theme;
    const color = colorOf(theme, racer);
    ctx.fillStyle = color;
    ctx.globalAlpha = 0.55;
    values.forEach((value, i) => {
        if (!Number.isFinite(value)) return;
        ctx.beginPath();
        ctx.arc(x(value), middle + (((i * 7) % 13) - 6) * 1.9, 2.4, 0, 7); // in rows, so that seeds of one epoch stay apart
        ctx.fill();
    });
    ctx.globalAlpha = 1;
    const halo = colors.surface;
    const [start, end] = [rect.x - GAP + 2, rect.x + rect.width];
    const named = /** @type {const} */ ({ color, halo, font: fonts.strong, align: "right", baseline: "middle" });
    const noted = /** @type {const} */ ({ color: colors.muted, halo, font: fonts.small, baseline: "middle" });
    haloText(ctx, nameOf(host, racer), start, isNarrow ? middle - 7 : middle, named);
    if (isNarrow) haloText(ctx, note, start, middle + 8, { ...noted, align: "right" });
    else haloText(ctx, note, end + GAP, middle, noted);
    const half = median(values);
    if (!Number.isFinite(half)) return;
    ctx.strokeStyle = colors.text;
    ctx.lineWidth = 2;
    ctx.beginPath();
    ctx.moveTo(x(half), middle - 17);
    ctx.lineTo(x(half), middle + 17);
    ctx.stroke();
    const told = format(half);
    const isInside = x(half) + 5 + widest(ctx, fonts.strong, [told]) <= end + 8;
    const style = { color: colors.text, halo, font: fonts.strong, align: /** @type {CanvasTextAlign} */ (isInside ? "left" : "right") };
    haloText(ctx, told, x(half) + (isInside ? 5 : -5), middle - 12, { ...style, baseline: "middle" });
}
