/** One race: every racer's run from the seed, and what its network answers over the plane at the epoch shown. */
import { traceContours } from "../../core/level-lines.js";
import { paintAxes } from "../../paint/axes.js";
import { haloText, preserving } from "../../paint/canvas.js";
import { paintContours } from "../../paint/contours.js";
import { paintCurves } from "../../paint/curve.js";
import { paintHeatmap } from "../../paint/heatmap.js";
import { paintPoints } from "../../paint/points.js";
import { formatNumber, linearScale, logScale } from "../../paint/scale.js";
import { bufferOf } from "../training/buffer.js";
import { colorOf, lineOf } from "../looks.js";
import { apart, widest } from "./labels.js";
import { entriesOf, nameOf } from "./lanes.js";

/**
 * @typedef {import("../../core/messages.js").RaceReply & {racer: string, lane: import("../../core/messages.js").RaceLane}} Run
 * @typedef {import("../../core/messages.js").RaceMapReply & {epoch: number, runs: Run[]}} Picture
 * @typedef {import("../../host.js").Host} Host
 */

const SIZE = 56;
const DOMAIN = [-1.1, 1.1, -0.7, 1.2];
const PARAMETERS = 9;
/** Of every so many points one is drawn. */
const DRAWN = 10;
const LEAST = 150;
const GAP = 14;
/** Above a map: its name and how far it is, in one line or in two. */
const HEAD = 24;
const LINE = 17;

/** @param {Host} host @param {Record<string, any>} p parameters @returns {Promise<Run[] | null>} */
export async function runRace(host, p) {
    const entries = entriesOf(p).map(({ racer, ...lane }) => ({ racer, lane }));
    const { seed, epochs } = p;
    const replies = await host.askAll(
        "race",
        entries.map(({ lane }) => ({ type: "race", lane, seed, epochs })),
    );
    return replies && replies.map((reply, i) => ({ ...reply, ...entries[i] }));
}

/** The last epoch that a run has, at most the one wanted. @param {Run} run @param {number} epoch */
export const epochOf = ({ losses }, epoch) => Math.min(epoch, losses.length - 1);

/** @param {Host} host @param {Run[]} runs @param {number} epoch @returns {Promise<Picture | null>} */
export async function mapsAt(host, runs, epoch) {
    const thetas = runs.map((run) => {
        const at = epochOf(run, epoch) * PARAMETERS;
        return run.thetas.slice(at, at + PARAMETERS);
    });
    const lanes = runs.map(({ lane }) => lane);
    const reply = await host.ask("maps", { type: "raceMap", lanes, thetas, size: SIZE, domain: DOMAIN });
    return reply && { ...reply, epoch, runs };
}

export class Maps {
    /** @type {(import("../../paint/heatmap.js").Buffer | null)[]} */
    #buffers = [];

    /** @param {Host} host @param {Element} parent */
    constructor(host, parent) {
        this.host = host;
        this.plot = host.plot(parent, { label: "race.mapsLabel", height: 230 });
    }

    /** @param {Picture} picture */
    paint({ maps, x, y, epoch, runs }) {
        const { plot } = this;
        const columns = Math.max(1, Math.min(runs.length, Math.floor((plot.width + GAP) / (LEAST + GAP))));
        const width = Math.min(400, (plot.width - GAP * (columns - 1)) / columns);
        const tall = Math.round(width * 0.8);
        const isApart = plot.width >= 100 && this.#widestHead(runs) > width - 4;
        const head = isApart ? HEAD + LINE : HEAD;
        const height = Math.ceil(runs.length / columns) * (tall + head + GAP) - GAP + 2;
        if (plot.canvas.style.height !== `${height}px`) plot.canvas.style.height = `${height}px`;
        if (plot.width < 100) return;
        const points = thinned(x, y);
        runs.forEach((run, k) => {
            const place = {
                x: (k % columns) * (width + GAP),
                y: Math.floor(k / columns) * (tall + head + GAP) + head,
                width,
                height: tall,
            };
            this.#paintOne(k, maps[k], points, place);
            this.#paintHead(run, epoch, place, isApart);
        });
    }

    /** Of a name and its words in one line, at any epoch: while it plays no map moves. @param {Run[]} runs */
    #widestHead(runs) {
        const { host, plot } = this;
        const { fonts } = host.theme;
        const heads = runs.map((run) => {
            const ever = [
                host.t("race.share", { share: "88.8" }),
                ...(run.first === null ? [] : [host.t("race.solvedAt", { epoch: run.first })]),
            ];
            return widest(plot.ctx, fonts.title, [nameOf(host, run.racer)]) + 8 + widest(plot.ctx, fonts.label, ever);
        });
        return Math.max(...heads);
    }

    /**
     * @param {number} k
     * @param {Float32Array} values
     * @param {import("../../paint/points.js").Points} points
     * @param {import("../../paint/canvas.js").Rect} place
     */
    #paintOne(k, values, points, { x, y, width, height }) {
        const { theme } = this.host;
        const { ctx } = this.plot;
        const [left, right, low, high] = DOMAIN;
        const scales = { x: linearScale([left, right], [x + 1, x + width - 1]), y: linearScale([low, high], [y + height, y]) };
        const grid = { values, columns: SIZE, rows: SIZE, edges: { left, right, first: high, last: low } };
        const buffer = (this.#buffers[k] = bufferOf(this.#buffers[k], SIZE, SIZE));
        paintHeatmap(ctx, grid, scales, { map: theme.maps.signed, normal: (value) => 0.5 + value / 4, buffer });
        const lines = traceContours(grid, [0]);
        paintPoints(ctx, points, scales, theme, { radius: 2 });
        paintContours(ctx, lines, scales, theme, { color: theme.colors.casing, width: 4, opacity: 0.8 });
        paintContours(ctx, lines, scales, theme, { color: theme.colors.text, width: 1.75, opacity: 1 });
        paintAxes(ctx, scales, theme, { grid: false, frame: true, formatX: () => "", formatY: () => "" });
    }

    /** @param {Run} run @param {number} epoch @param {import("../../paint/canvas.js").Rect} place @param {boolean} isApart in two lines */
    #paintHead(run, epoch, { x, y, width }, isApart) {
        const { host } = this;
        const { ctx } = this.plot;
        const { theme } = host;
        const right = run.accuracies[epochOf(run, epoch)];
        preserving(ctx, () => {
            const halo = theme.colors.surface;
            const name = { color: colorOf(theme, run.racer), halo, font: theme.fonts.title };
            haloText(ctx, nameOf(host, run.racer), x + 2, y - (isApart ? 8 + LINE : 8), name);
            const done = run.first !== null && run.first <= epoch;
            const words = done
                ? host.t("race.solvedAt", { epoch: run.first })
                : host.t("race.share", { share: formatNumber(100 * right, 3) });
            const style = { color: done ? theme.colors.good : theme.colors.muted, halo, font: theme.fonts.label };
            haloText(ctx, words, isApart ? x + 2 : x + width - 2, y - 8, { ...style, align: isApart ? "left" : "right" });
        });
    }
}

/** @param {Float32Array} x @param {Float32Array} y @returns {import("../../paint/points.js").Points} */
function thinned(x, y) {
    const kept = Array.from({ length: Math.ceil(y.length / DRAWN) }, (_, i) => i * DRAWN);
    return {
        x: Float32Array.from(kept.flatMap((i) => [x[2 * i], x[2 * i + 1]])),
        y: Float32Array.from(kept, (i) => y[i]),
        nClasses: 2,
        trainCount: kept.length,
    };
}

/** From the end of a curve to its name, in pixels: beside it, or at the end of a leader. */
const BESIDE = 8;
const LEADER = 20;
/** From name to name. */
const NAME = 15;

/**
 * The losses of all, with a mark at the first epoch that was all right and the names at their ends.
 * @param {Host} host
 * @param {import("../../plot.js").Plot} plot
 * @param {Run[]} runs
 * @param {number} epoch
 * @param {number} epochs
 */
export function paintLosses(host, plot, runs, epoch, epochs) {
    const { ctx, width, height } = plot;
    if (width < 120) return;
    const { theme } = host;
    const names = widest(ctx, theme.fonts.strong, runs.map(({ racer }) => nameOf(host, racer))); // prettier-ignore
    const rect = { x: 52, y: 28, width: Math.max(width / 4, width - 52 - LEADER - names - 4), height: height - 72 };
    const finite = runs.flatMap(({ losses }) => [...losses].filter((loss) => loss > 0 && Number.isFinite(loss)));
    const [low, high] = [finite.reduce((a, b) => Math.min(a, b), 1), finite.reduce((a, b) => Math.max(a, b), 0.7)];
    const scales = {
        x: linearScale([0, epochs], [rect.x, rect.x + rect.width]),
        y: logScale([low / 1.3, high * 1.3], [rect.y + rect.height, rect.y]),
    };
    paintAxes(ctx, scales, theme, { xLabel: host.t("race.epoch"), yLabel: host.t("race.loss") });
    const series = runs.map((run) => {
        const y = run.losses.subarray(0, epochOf(run, epoch) + 1);
        return { x: Float32Array.from(y, (_, i) => i), y, ...lineOf(theme, run.racer) };
    });
    paintCurves(ctx, series, scales, theme);
    const ends = runs.map(({ racer }, i) => ({ racer, ...endOf(series[i], scales) })).filter(({ y }) => Number.isFinite(y));
    preserving(ctx, () => {
        for (const { racer, first, losses } of runs) {
            if (first === null || first > epoch) continue;
            ctx.beginPath();
            ctx.arc(scales.x(first), scales.y(losses[first]), 5, 0, 7);
            ctx.fillStyle = theme.colors.casing;
            ctx.strokeStyle = colorOf(theme, racer);
            ctx.lineWidth = 2.5;
            ctx.fill();
            ctx.stroke();
        }
        const isPast = ends.every(({ x }) => x > rect.x + rect.width - BESIDE); // beside the plot, where names may stand lower than its axis
        paintNames(host, ctx, ends, [rect.y, rect.y + rect.height + (isPast ? 28 : 0)]);
    });
}

/** The last point that has a place: a loss of exactly 0 has none. @param {import("../../paint/curve.js").Series} series @param {import("../../paint/canvas.js").Scales} scales */
function endOf({ x, y }, scales) {
    let last = y.length - 1;
    while (last > 0 && !Number.isFinite(scales.y(y[last]))) last--;
    return { x: scales.x(x[last]), y: scales.y(y[last]) };
}

/**
 * The names beside the ends of their curves; a leader shows which is whose where they had to make room.
 * @param {Host} host
 * @param {CanvasRenderingContext2D} ctx
 * @param {{racer: string, x: number, y: number}[]} ends in pixels
 * @param {[number, number]} bounds
 */
function paintNames(host, ctx, ends, bounds) {
    const { theme } = host;
    const heights = apart(ends.map(({ y }) => y), NAME, bounds); // prettier-ignore
    const isMoved = ends.some(({ y }, i) => Math.abs(heights[i] - y) > 4);
    ends.forEach(({ racer, x, y }, i) => {
        const color = colorOf(theme, racer);
        const at = x + (isMoved ? LEADER : BESIDE);
        if (isMoved) {
            ctx.strokeStyle = color;
            ctx.lineWidth = 1;
            ctx.beginPath();
            ctx.moveTo(x + 3, y);
            ctx.lineTo(at - 3, heights[i]);
            ctx.stroke();
        }
        const style = { color, halo: theme.colors.surface, font: theme.fonts.strong, baseline: /** @type {const} */ ("middle") };
        haloText(ctx, nameOf(host, racer), at, heights[i], style);
    });
}
