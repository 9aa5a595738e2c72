/**
 * The landscape around the parameters of a run, looked at as often as workers have time for: the loss over the plane of two random
 * directions (each unit's weights as long as they are now, Li et al. 2018), the run's recent way in that plane, and λmax there.
 */
import { lossScale } from "../../paint/colormap.js";
import { gridOfSamples } from "../../paint/heatmap.js";
import { askCurvature, placeOf } from "../training/curvature.js";

/** Points a side, for nets on data of at most so many multiplications an evaluation: a coarse look at a big net is better than none. */
const SIZES = [
    { size: 64, cost: 1e5 },
    { size: 48, cost: 1e6 },
    { size: 24, cost: 1e7 },
    { size: 12, cost: Infinity },
];
/** Multiplications of a request at most, some 25 ms: training need not wait longer for a worker. */
const BAND_COST = 5e7;
/** Milliseconds from one look at the finest, which is cheap, to the next. */
const LOOK_INTERVAL = 75;
/** Of the directions: 1 reaches as far as the weights are long. */
const REACH = 1;
/** Points of the way that are kept, evenly over the run, and floats at most for all of them. */
const TRAIL = 120;
const TRAIL_FLOATS = 400_000;

/**
 * @typedef {object} Look
 * @property {number} step
 * @property {import("../../paint/heatmap.js").Grid} grid
 * @property {import("../../paint/scale.js").Scale} normal loss → 0…1
 * @property {import("../../core/level-lines.js").Contour[]} contours
 * @property {Float32Array} path [k × 2] in the plane, oldest first
 */

export class Landscape {
    /** @type {Look | null} */
    look = null;
    /** @type {import("../../core/messages.js").CurvatureReply | null} */
    curvature = null;
    reach = REACH;
    /** @type {{run: import("../training/run.js").Run | null, points: {step: number, theta: Float32Array}[], stride: number}} */
    #trail = { run: null, points: [], stride: 1 };
    /** What was looked at last. @type {{theta: Float32Array | null, problem: string}} */
    #seen = { theta: null, problem: "" };
    #busy = false;
    #next = 0;
    /** @type {number | undefined} */
    #timer;

    /** @param {import("../../host.js").Host} host */
    constructor(host) {
        this.host = host;
    }

    /** Whether what is known is of this run. @param {import("../training/run.js").Run | null} run */
    isOf(run) {
        return this.#trail.run === run;
    }

    stop() {
        clearTimeout(this.#timer);
    }

    /** Called once a frame at most: takes note of where the run is and looks when it is time. @param {import("../training/run.js").Run} run */
    follow(run) {
        if (!run.theta) return;
        if (this.#trail.run !== run) this.#forget(run);
        this.#keepTrail(run.step, run.theta);
        this.#lookWhenDue(run);
    }

    /** Keeps a point a stride, and every other one of them when they become too many. @param {number} step @param {Float32Array} theta */
    #keepTrail(step, theta) {
        const trail = this.#trail;
        trail.points = trail.points.filter((point) => point.step <= step); // the run may have gone back
        const last = trail.points[trail.points.length - 1];
        if (last && step - last.step < trail.stride) return;
        trail.points.push({ step, theta });
        if (trail.points.length <= Math.max(4, Math.min(TRAIL, TRAIL_FLOATS / theta.length))) return;
        trail.points = trail.points.filter((_, i) => i % 2 === 0);
        trail.stride *= 2;
    }

    /** @param {import("../training/run.js").Run} run */
    #forget(run) {
        this.#trail = { run, points: [], stride: 1 };
        this.curvature = null;
        this.#next = 0;
    }

    /** @param {import("../training/run.js").Run} run */
    #lookWhenDue(run) {
        const problem = JSON.stringify([run.rates.l1, run.rates.l2]);
        const { theta } = placeOf(run);
        if (this.#busy || (this.#seen.theta === theta && this.#seen.problem === problem)) return;
        const wait = this.#next - performance.now();
        clearTimeout(this.#timer);
        if (wait > 0) return void (this.#timer = window.setTimeout(() => this.host.invalidate(), wait));
        this.#seen = { theta, problem };
        void this.#lookAt(run);
    }

    /** @param {import("../training/run.js").Run} run */
    async #lookAt(run) {
        const begun = performance.now();
        this.#busy = true;
        try {
            const look = await this.#measure(run);
            if (this.#trail.run !== run) return;
            this.look = look ?? this.look;
            this.host.invalidate();
        } finally {
            this.#busy = false;
            this.#next = Math.min(this.host.restFrom(begun), this.look && this.look.grid.columns > 48 ? begun + LOOK_INTERVAL : Infinity);
            this.host.invalidate();
        }
    }

    /** @param {import("../training/run.js").Run} run @returns {Promise<Look | null>} */
    async #measure(run) {
        const { problem, last, settings } = run;
        const { theta, step } = placeOf(run);
        if (!theta || !Number.isFinite(last?.train.loss)) return null;
        const path = joined([...this.#trail.points.filter((point) => point.step < step).map((point) => point.theta), theta]);
        const directions = await this.host.ask("directions", { type: "directions", problem, theta, kind: "random", seed: 1 });
        if (!directions) return null;
        const plane = { problem, origin: theta, ...directions };
        const { samples, bands } = samplesFor(theta.length * settings.trainCount);
        const requests = bands.map((betas) => ({ type: "surface", ...plane, alphas: samples, betas }));
        const [parts, projected, found] = await Promise.all([
            this.host.askAll("landscape", requests),
            this.host.ask("trail", { type: "project", path, origin: theta, ...directions }),
            askCurvature(this.host, run, this.curvature),
        ]);
        if (!parts || !projected) return null;
        if (found && Number.isFinite(found.max)) this.curvature = found;
        const losses = joined(parts.map((part) => part.losses));
        const grid = gridOfSamples(losses, samples, samples);
        const traced = await this.host.ask("contours", { type: "contours", grid, levels: 12 });
        return traced && { step, grid, normal: lossScale(losses), contours: traced.contours, path: projected.points };
    }
}

/** @param {Float32Array[]} rows @returns {Float32Array} one behind the other */
function joined(rows) {
    const all = new Float32Array(rows.reduce((length, row) => length + row.length, 0));
    let at = 0;
    for (const row of rows) {
        all.set(row, at);
        at += row.length;
    }
    return all;
}

/**
 * The grid of a look and the parts it is asked for in.
 * @param {number} cost multiplications of one evaluation of the loss
 */
function samplesFor(cost) {
    const { size } = /** @type {{size: number}} */ (SIZES.find((candidate) => cost <= candidate.cost));
    const samples = Float32Array.from({ length: size }, (_, i) => REACH * (-1 + (2 * i + 1) / size));
    const rows = Math.max(1, Math.min(size / 4, Math.floor(BAND_COST / (size * cost))));
    return { samples, bands: Array.from({ length: Math.ceil(size / rows) }, (_, b) => samples.slice(b * rows, (b + 1) * rows)) };
}
