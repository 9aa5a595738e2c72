/**
 * The landscape of a run: the plane it is cut along, the trail in it, the surface through the network that the reader chose, and how sharply it
 * curves where training stands. All in coordinates that count from the weights as drawn.
 *
 * @typedef {import("./plane.js").Plane} Plane
 * @typedef {import("./plane.js").Slice} Slice
 * @typedef {import("./trail.js").Stop} Stop
 * @typedef {import("../training/run.js").Run} Run
 * @typedef {import("../../core/messages.js").CurvatureReply} Curvature
 */
import { same } from "../../parameters.js";
import { askCurvature, placeOf } from "../training/curvature.js";
import { LiveSurface } from "./live-surface.js";
import { directionsRequest, havePlane, isMade, lossRequest, madeRequest, planeKey, pointRequest, roomFor, windowAround } from "./plane.js";
import { Trail } from "./trail.js";

/** Curvature is measured at most this often, and never takes more than this share of the time. */
const CURVATURE_INTERVAL = 120;
const CURVATURE_SHARE = 1 / 4;
/** While it trains, a plane that the run makes is made anew when it has come so much farther: what turns all the time cannot be read. */
const FARTHER = 1.5;

export class Terrain {
    trail = new Trail();
    /** @type {Plane | null} */
    plane = null;
    /** @type {(Curvature & {step: number}) | null} */
    curvature = null;
    /** Weights as drawn, before the reader's start moved them. @type {Float32Array | null} */
    #drawn = null;
    /** @type {Stop | null} */
    #end = null;
    /** @type {any} */
    #problem = null;
    #nextCurvature = 0;
    #projecting = false;
    /** @type {Run | null} */
    #run = null;

    /** @param {import("../../host.js").Host} host */
    constructor(host) {
        this.host = host;
        this.surface = new LiveSurface(host, () => ({ log: host.parameters.logHeight }));
    }

    /**
     * A new run has drawn its weights: cuts the plane through them and moves to the reader's start.
     * @param {Run} run
     * @returns {Promise<boolean>} false: superseded
     */
    async begin(run) {
        const { host } = this;
        const drawn = /** @type {Float32Array} */ (run.theta);
        const { start, startPlane } = host.parameters;
        const plane = await this.#planeOf(run, drawn, planeKey(host.parameters, drawn.length));
        if (!plane) return false;
        if (start.length === 2) {
            const fits =
                startPlane.length > 0 && (startPlane.length === 1 || startPlane.every((/** @type {number} */ i) => i < drawn.length));
            const from = fits && !same(startPlane, plane.key) ? await this.#planeOf(run, drawn, startPlane) : plane;
            const point = from && (await host.ask("start", pointRequest(run.problem, from, start)));
            if (!point) return false;
            run.theta = point.ends;
        }
        Object.assign(this, { plane, curvature: null });
        this.#run = run;
        this.trail.clear();
        this.#drawn = drawn;
        this.#end = null;
        return true;
    }

    /**
     * @param {Run} run
     * @param {Float32Array} drawn
     * @param {readonly number[]} key
     * @returns {Promise<Plane | null>}
     */
    async #planeOf(run, drawn, key) {
        const directions = await this.host.ask("directions", directionsRequest(run.problem, drawn, key));
        return directions && { origin: drawn, ...directions, key, made: null };
    }

    /** The same run, cut another way. @param {Run} run */
    async cutAgain(run) {
        if (!this.#drawn) return;
        const key = planeKey(this.host.parameters, this.#drawn.length);
        const { made, key: now } = this.plane ?? { made: null, key: [] };
        if (made ? made.kind === this.host.parameters.plane : same(key, now)) return;
        const plane = await this.#planeOf(run, this.#drawn, key);
        if (plane) this.plane = plane;
    }

    /**
     * A plane that the run makes, when it has none yet or has come far enough; until its path has a plane, the one that stands stands in.
     * @param {Run} run
     * @param {boolean} live
     */
    async #make(run, live) {
        const { plane, host } = this;
        const kind = host.parameters.plane;
        if (!plane || !isMade(kind)) return;
        const stops = kind === "path" ? this.#seen(run) : [this.#stopOf(run)].filter((stop) => stop !== undefined);
        if (stops.length === 0 || (kind === "path" && !havePlane(stops))) return;
        const { theta, step } = stops[stops.length - 1];
        const { made } = plane;
        const isFar = !made || made.kind !== kind || step < made.step || step >= FARTHER * made.step;
        if (made?.kind === kind && made.theta === theta && made.points === stops.length) return;
        if (live && !isFar) return;
        const found = await host.ask("directions", madeRequest(run.problem, kind, stops));
        if (!found || this.#run !== run || host.parameters.plane !== kind) return;
        const { u, v, ...rest } = found;
        this.plane = { origin: plane.origin, u, v, key: plane.key, made: { kind, theta, step, points: stops.length, ...rest } };
    }

    /** @param {Run} run measured a moment ago */
    note(run) {
        const { theta, step, last, curve } = run;
        if (theta && run === this.#run) this.trail.add({ step, theta, loss: last.train.loss }, curve.stride);
    }

    /**
     * Draws what there is now.
     * @param {Run} run
     * @param {{live: boolean}} how live: it will have moved on before long
     */
    async refresh(run, { live }) {
        const { trail, host } = this;
        if (!this.plane || !run.theta || (live && this.#projecting)) return;
        if (!live) this.#end = trail.last ?? null;
        this.#projecting = true;
        await this.#make(run, live);
        const { plane } = this;
        await trail.project((request) => host.ask("project", request), plane, this.#end ? [this.#end] : []);
        this.#projecting = false;
        const slice = this.slice(run);
        if (!slice || plane !== this.plane) return;
        host.invalidate();
        void this.#measure(run, live);
        if (live) this.surface.follow(slice);
        else await this.surface.settle(slice);
    }

    /** @param {Run} run @returns {Slice | null} */
    slice(run) {
        const { plane, trail } = this;
        const { span, size } = this.host.parameters;
        const stop = this.#stopOf(run);
        const at = stop && trail.coordinates(stop.theta, plane);
        if (!plane || !stop || !at) return null;
        const points = trail.in(plane).points.subarray(0, 2 * this.#seen(run).length);
        const half = plane.made?.kind === "path" ? roomFor(points, span) : span;
        const window = windowAround(points, half);
        return { problem: this.#sameProblem(run.problem), plane, base: stop.theta, at: [at[0], at[1]], window, size };
    }

    /** The plane of the picture, which stands until that of another is ready. */
    get shownPlane() {
        return this.surface.picture?.slice.plane ?? this.plane;
    }

    /** The path in it. */
    get path() {
        return this.trail.in(this.shownPlane);
    }

    /** All stops; of a run that was thrown out, those up to the best there was. @param {Run} run */
    #seen({ last }) {
        const { stops, lowest } = this.trail;
        return last.diverged && lowest ? stops.slice(0, stops.indexOf(lowest) + 1) : stops;
    }

    /** The network that the slice goes through; of a run that was thrown out, the best there was. @param {Run} run @returns {Stop | undefined} */
    #stopOf({ last }) {
        const { trail } = this;
        const { origin } = this.host.parameters;
        if (origin === "fixed-start") return trail.stops[0];
        if (last.diverged) return trail.lowest;
        return (origin === "fixed-end" && this.#end) || trail.last;
    }

    /** One object as long as it says the same. @param {any} problem */
    #sameProblem(problem) {
        if (JSON.stringify(problem) !== JSON.stringify(this.#problem)) this.#problem = problem;
        return this.#problem;
    }

    /** @param {Run} run @param {boolean} live */
    async #measure(run, live) {
        const began = performance.now();
        if (live && began < this.#nextCurvature) return;
        this.#nextCurvature = Infinity;
        const { step } = placeOf(run);
        const found = await askCurvature(this.host, run, this.curvature);
        const took = performance.now() - began;
        this.#nextCurvature = performance.now() + Math.max(CURVATURE_INTERVAL, took / CURVATURE_SHARE);
        if (!found || this.#run !== run) return;
        this.curvature = { ...found, step };
        this.host.invalidate();
    }

    /**
     * The loss that the picture shows at a place, from the core.
     * @param {readonly number[]} where
     * @returns {Promise<number | null>}
     */
    async lossAt(where) {
        const slice = this.surface.picture?.slice;
        const reply = slice && (await this.host.ask("pointer", lossRequest(slice, where)));
        return reply ? reply.losses[0] : null;
    }
}
