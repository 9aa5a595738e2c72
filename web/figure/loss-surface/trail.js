import { pathOf } from "./plane.js";

/**
 * @typedef {import("./plane.js").Plane} Plane
 * @typedef {{step: number, theta: Float32Array, loss: number}} Stop
 */

/** Floats kept for the parameters of all stops, which of a big net are then fewer. */
const MOST_FLOATS = 2e6;
const LEAST_STOPS = 20;

/**
 * Where training has been: parameters and true loss at steps that depend on nothing but the step count (those of the loss curve), so that a
 * replayed path is the path that was seen. Projected into the planes that are shown.
 */
export class Trail {
    /** @type {Stop[]} */
    stops = [];
    /** Every how many points of the loss curve are kept. */
    #every = 1;
    /** Coordinates of stops in each plane that they were projected into. @type {WeakMap<Plane, WeakMap<Float32Array, readonly [number, number]>>} */
    #coordinates = new WeakMap();

    clear() {
        this.stops = [];
        this.#every = 1;
    }

    /**
     * The last stop is always where training stands. A step before it means that training went back.
     * @param {Stop} stop
     * @param {number} stride of the steps worth keeping
     */
    add(stop, stride) {
        const most = Math.max(LEAST_STOPS, MOST_FLOATS / stop.theta.length);
        const worthKeeping = () => this.stops.filter(({ step }) => step < stop.step && step % (stride * this.#every) === 0);
        while (worthKeeping().length >= most) this.#every *= 2;
        this.stops = worthKeeping();
        if (Number.isFinite(stop.loss)) this.stops.push(stop);
    }

    /** @returns {Stop | undefined} */
    get last() {
        return this.stops[this.stops.length - 1];
    }

    /** Where the loss was lowest. @returns {Stop | undefined} */
    get lowest() {
        return this.stops.reduce((/** @type {Stop | undefined} */ best, stop) => (best && best.loss <= stop.loss ? best : stop), undefined);
    }

    /**
     * Projects what is not yet: its own stops, and others.
     * @param {(request: any) => Promise<any>} ask
     * @param {Plane} plane
     * @param {Stop[]} [others]
     */
    async project(ask, plane, others = []) {
        const known = this.#coordinates.get(plane) ?? new WeakMap();
        this.#coordinates.set(plane, known);
        const fresh = [...this.stops, ...others].filter(({ theta }) => !known.has(theta));
        if (fresh.length === 0) return;
        const { origin, u, v } = plane;
        const reply = await ask({ type: "project", path: pathOf(fresh), origin, u, v });
        if (reply) fresh.forEach(({ theta }, k) => known.set(theta, [reply.points[2 * k], reply.points[2 * k + 1]]));
    }

    /** Those stops that are projected into a plane, with a0, b0, a1, b1 … @param {Plane | null} plane */
    in(plane) {
        const stops = this.stops.filter(({ theta }) => this.coordinates(theta, plane));
        const points = Float32Array.from(stops.flatMap(({ theta }) => this.coordinates(theta, plane) ?? []));
        return { stops, points };
    }

    /** @param {Float32Array} theta @param {Plane | null} plane */
    coordinates(theta, plane) {
        return (plane && this.#coordinates.get(plane)?.get(theta)) ?? null;
    }
}
