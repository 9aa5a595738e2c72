/** Asks for everything the four panels show. Four descents of one ground, and the curvature along each. */
import { optimizerOf, sharesOf } from "./problems.js";

/**
 * @typedef {import("./verdict.js").Measure} Measure
 * @typedef {import("../ground.js").Ground} Ground
 *
 * @typedef {object} PanelRun
 * @property {number} rate
 * @property {Float32Array} points  [(steps + 1) × 2] in the ground's plane
 * @property {Float32Array} losses  [steps + 1], true ones
 * @property {number} steps         done
 * @property {any} diverged
 * @property {Measure[]} measures
 *
 * @typedef {object} Setting
 * @property {import("./problems.js").SurfaceChoice} surface
 * @property {number} momentum
 * @property {boolean} nesterov
 * @property {number} steps
 * @property {number} mine          index of the panel that has the reader's own rate
 * @property {number} learningRate  the reader's own; 0: as its panel has it
 */

/** Places along a path at which a network's curvature is measured. */
const MEASURES = 30;
/** Where the loss has grown this much the run is lost, and so is the meaning of its curvature. */
const LOST = 1e4;

/** Keeps what it has measured of one ground with one momentum: a dragged slider changes one panel of four. */
export class Runs {
    /** @type {Map<number, PanelRun>} */
    #known = new Map();

    /**
     * @param {import("../../host.js").Host} host
     * @param {Ground} ground
     * @param {Setting} setting
     */
    constructor(host, ground, setting) {
        this.host = host;
        this.ground = ground;
        this.setting = setting;
    }

    /**
     * Of the start, with this momentum; and with none, around which a slider spans.
     * @returns {Promise<{limit: Measure, plainLimit: number} | null>} null: superseded
     */
    async limits() {
        const { problem, start } = this.ground;
        const optimizers = [this.setting, { momentum: 0, nesterov: false }].map((like) => optimizerOf(like, 0));
        const requests = optimizers.map((optimizer) => ({ type: "curvature", problem, theta: start, optimizer }));
        const replies = await this.host.askAll("limits", requests);
        if (!replies) return null;
        const [{ max, stableLearningRate }, plain] = replies;
        return { limit: { step: 0, max, limit: stableLearningRate }, plainLimit: plain.stableLearningRate };
    }

    /**
     * The learning rates of the panels.
     * @param {number} limit
     * @param {{mine: number, learningRate: number}} reader
     */
    rates(limit, { mine, learningRate }) {
        return sharesOf(this.setting.surface).map((share, panel) => {
            return panel === mine && learningRate > 0 ? learningRate : Math.fround(share * limit);
        });
    }

    /**
     * @param {number[]} rates
     * @param {Measure} limit at the start
     * @returns {Promise<PanelRun[] | null>} null: superseded
     */
    async measure(rates, limit) {
        const missing = [...new Set(rates)].filter((rate) => !this.#known.has(rate));
        const { problem, start } = this.ground;
        const descents = missing.map((rate) => {
            return { type: "descend", problem, start, optimizer: optimizerOf(this.setting, rate), steps: this.setting.steps };
        });
        const replies = missing.length ? await this.host.askAll("descents", descents) : [];
        const found = replies && (await this.#complete(missing, replies, limit));
        if (!found) return null;
        if (this.#known.size > 64) this.#known.clear();
        missing.forEach((rate, i) => this.#known.set(rate, found[i]));
        const runs = rates.map((rate) => this.#known.get(rate));
        return runs.every((run) => run !== undefined) ? /** @type {PanelRun[]} */ (runs) : this.measure(rates, limit);
    }

    /**
     * @param {number[]} rates
     * @param {any[]} descents
     * @param {Measure} limit
     * @returns {Promise<PanelRun[] | null>}
     */
    async #complete(rates, descents, limit) {
        const { problem, plane } = this.ground;
        const isPlane = problem.kind === "surface";
        const projections = descents.map(({ path }) => ({ type: "project", path, origin: plane.origin, u: plane.u, v: plane.v }));
        const placed = isPlane ? descents.map(({ path }) => ({ points: path })) : await this.host.askAll("projections", projections);
        const along = isPlane ? descents.map(() => [limit]) : await this.#curvatures(descents);
        if (!placed || !along) return null;
        return rates.map((rate, i) => {
            const { losses, steps, diverged } = descents[i];
            const measures = along[i].length ? along[i] : [limit];
            return { rate, points: placed[i].points, losses, steps, diverged, measures };
        });
    }

    /**
     * A network's λmax changes on the way.
     * @param {any[]} descents
     * @returns {Promise<Measure[][] | null>}
     */
    async #curvatures(descents) {
        const { problem, start } = this.ground;
        const n = start.length;
        const optimizer = optimizerOf(this.setting, 0);
        const stride = Math.ceil(this.setting.steps / MEASURES);
        const places = descents.flatMap(({ path, losses, steps }, run) => {
            return multiples(stride, steps)
                .filter((step) => losses[step] < LOST * losses[0])
                .map((step) => ({ run, step, theta: path.slice(step * n, (step + 1) * n) }));
        });
        const requests = places.map(({ theta }) => ({ type: "curvature", problem, theta, optimizer }));
        const replies = places.length ? await this.host.askAll("curvatures", requests) : [];
        if (!replies) return null;
        const measures = places.map(({ run, step }, i) => ({ run, step, max: replies[i].max, limit: replies[i].stableLearningRate }));
        return descents.map((_, run) => measures.filter((measure) => measure.run === run && Number.isFinite(measure.max)));
    }
}

/** 0, stride, 2·stride … last.
 * @param {number} stride
 * @param {number} last */
function multiples(stride, last) {
    return Array.from({ length: Math.floor(last / stride) + 1 }, (_, i) => i * stride);
}
