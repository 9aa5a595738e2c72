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
const HEAD = 24;

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
        const height = Math.ceil(runs.length / columns) * (tall + HEAD + GAP) - GAP + 2;
        if (plot.canvas.style.height !== `${height}px`) plot.canvas.style.height = `${height}px`;
        if (plot.width < 100) return;
        const points = thinned(x, y);
        runs.forEach((run, k) => {
            const place = {
                x: (k % columns) * (width + GAP),
                y: Math.floor(k / columns) * (tall + HEAD + GAP) + HEAD,
                width,
                height: tall,
            };
            this.#paintOne(run, k, maps[k], points, epoch, place);
        });
    }

    /**
     * @param {Run} run
     * @param {number} k
     * @param {Float32Array} values
     * @param {import("../../paint/points.js").Points} points
     * @param {number} epoch
     * @param {import("../../paint/canvas.js").Rect} place
     */
    #paintOne(run, k, values, points, epoch, { x, y, width, height }) {
        const { host } = this;
        const { ctx } = this.plot;
        const { theme } = host;
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
        const right_ = run.accuracies[epochOf(run, epoch)];
        preserving(ctx, () => {
            const halo = theme.colors.surface;
            haloText(ctx, nameOf(host, run.racer), x + 2, y - 8, { color: colorOf(theme, run.racer), halo, font: theme.fonts.title });
            const done = run.first !== null && run.first <= epoch;
            const words = done
                ? host.t("race.solvedAt", { epoch: run.first })
                : host.t("race.share", { share: formatNumber(100 * right_, 3) });
            const style = { color: done ? theme.colors.good : theme.colors.muted, halo, font: theme.fonts.label };
            haloText(ctx, words, x + width - 2, y - 8, { ...style, align: "right" });
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

/** Room for the names at the ends of the curves, in pixels. */
const NAMES = 92;

/**
 * The losses of all, with a mark at the first epoch that was all right.
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
    const rect = { x: 52, y: 28, width: width - 68, height: height - 72 };
    const finite = runs.flatMap(({ losses }) => [...losses].filter((loss) => loss > 0 && Number.isFinite(loss)));
    const [low, high] = [finite.reduce((a, b) => Math.min(a, b), 1), finite.reduce((a, b) => Math.max(a, b), 0.7)];
    const scales = {
        x: linearScale([0, (epochs * rect.width) / Math.max(rect.width - NAMES, rect.width / 2)], [rect.x, rect.x + rect.width]),
        y: logScale([Math.max(low, 1e-6) / 1.3, high * 1.3], [rect.y + rect.height, rect.y]),
    };
    paintAxes(ctx, scales, theme, {
        xLabel: host.t("race.epoch"),
        yLabel: host.t("race.loss"),
        formatY: (value) => formatNumber(value, 2),
    });
    const series = runs.map((run) => {
        const y = run.losses.subarray(0, epochOf(run, epoch) + 1);
        return { x: Float32Array.from(y, (_, i) => i), y, ...lineOf(theme, run.racer), name: nameOf(host, run.racer) };
    });
    paintCurves(ctx, series, scales, theme);
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
    });
}
