/** The race over many seeds: asked for in small parts, counted as they come, drawn as one row a racer. */
import { paintAxes } from "../../paint/axes.js";
import { crisp, haloText, preserving, rectOf } from "../../paint/canvas.js";
import { formatNumber, linearScale, logScale } from "../../paint/scale.js";
import { colorOf } from "../looks.js";
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
const NAMES = 92;
const UNSOLVED = 84;

/** @typedef {import("../../host.js").Host} Host */

/**
 * A dot a seed at the epoch of its first perfect score, the median marked, and how many never got there.
 * @param {Host} host
 * @param {import("../../plot.js").Plot} plot
 * @param {Spread} spread
 */
export function paintEpochs(host, plot, spread) {
    const rows = spread.racers.map((racer, k) => ({ racer, values: [...spread.first[k]], note: unsolved(host, spread.first[k]) }));
    const x = (/** @type {[number, number]} */ range) => linearScale([0, LIMIT], range);
    paintRows(host, plot, rows, x, { xLabel: host.t("race.epochsAxis"), format: (value) => formatNumber(value, 3), marks: [] });
}

/** @param {Host} host @param {Float32Array} first */
function unsolved(host, first) {
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
    const x = (/** @type {[number, number]} */ range) => logScale([1 / 10, 10], range);
    const xLabel = host.t("race.ratioAxis", { first: nameOf(host, spread.racers[0]) });
    paintRows(host, plot, rows, x, { xLabel, format: (value) => `${formatNumber(value, 2)}×`, marks });
}

/**
 * @param {Host} host
 * @param {import("../../plot.js").Plot} plot
 * @param {{racer: string, values: number[], note: string}[]} rows
 * @param {(range: [number, number]) => import("../../paint/scale.js").Scale} scaleOver
 * @param {{xLabel: string, format: (value: number) => string, marks: {value: number, text: string}[]}} style
 */
function paintRows(host, plot, rows, scaleOver, { xLabel, format, marks }) {
    const { theme } = host;
    const { ctx, width } = plot;
    const top = marks.some(({ text }) => text) ? 26 : 8;
    const height = top + ROW * rows.length + 46;
    if (plot.canvas.style.height !== `${height}px`) plot.canvas.style.height = `${height}px`;
    if (width < 240) return;
    const rect = { x: NAMES, y: top, width: width - NAMES - UNSOLVED, height: ROW * rows.length };
    const scales = { x: scaleOver([rect.x, rect.x + rect.width]), y: linearScale([0, 1], [rect.y + rect.height, rect.y]) };
    paintAxes(ctx, scales, theme, { xLabel, formatY: () => "", formatX: (value) => formatNumber(value, 2) });
    preserving(ctx, () => {
        for (const { value, text } of marks) paintMark(ctx, scales, value, text, theme);
        rows.forEach((row, k) => paintRow(host, ctx, row, scales.x, rect.y + (k + 0.5) * ROW, width, format));
    });
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
 * @param {import("../../paint/scale.js").Scale} x
 * @param {number} middle
 * @param {number} width
 * @param {(value: number) => string} format
 */
function paintRow(host, ctx, { racer, values, note }, x, middle, width, format) {
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
    haloText(ctx, nameOf(host, racer), NAMES - 10, middle, { color, halo, font: fonts.strong, align: "right", baseline: "middle" });
    haloText(ctx, note, width - UNSOLVED + 10, middle, { color: colors.muted, halo, font: fonts.small, baseline: "middle" });
    const half = median(values);
    if (!Number.isFinite(half)) return;
    ctx.strokeStyle = colors.text;
    ctx.lineWidth = 2;
    ctx.beginPath();
    ctx.moveTo(x(half), middle - 17);
    ctx.lineTo(x(half), middle + 17);
    ctx.stroke();
    haloText(ctx, format(half), x(half) + 5, middle - 12, { color: colors.text, halo, font: fonts.strong, baseline: "middle" });
}
