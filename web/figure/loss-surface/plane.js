/**
 * The slice through parameter space on which the loss is drawn, in coordinates (a, b) that never move: they count from the weights as drawn,
 * along u and v. The slice goes through a network `base`, which lies at `at`: what it shows at `at` is that network's true loss.
 *
 * @typedef {object} Plane
 * @property {Float32Array} origin the weights as drawn
 * @property {Float32Array} u
 * @property {Float32Array} v
 * @property {readonly number[]} key of the plane that stands, or stands in: see planeKey
 * @property {Made | null} made
 *
 * @typedef {object} Made a plane that the run itself makes, and with which it changes
 * @property {MadeKind} kind
 * @property {Float32Array} theta where training stood
 * @property {number} step
 * @property {number} points of the path, where it is made of one
 * @property {number[]} [explained] shares of the path's first three components, and those of a random walk of as many points
 * @property {number[]} [random]
 * @property {Float32Array} [eigenvalues] along u and v
 * @property {boolean} converged
 *
 * @typedef {"path" | "eigen"} MadeKind
 * @typedef {[number, number, number, number]} Window left, right, bottom, top
 *
 * @typedef {object} Slice
 * @property {any} problem
 * @property {Plane} plane
 * @property {Float32Array} base
 * @property {[number, number]} at
 * @property {Window} window
 * @property {number} size samples along each side, at the finest
 */
import { twoEntries } from "./weights.js";

/** A path's own plane holds it: half its width is at least so much of the path's extent, rounded up to a power of GROWTH, so that it mostly stands still. */
const ROOM = 0.6;
const GROWTH = 1.5;
/** Resolutions, coarse to fine. */
const SIZES = [24, 48, 96];
const BANDS = 4;

/**
 * What a plane is made of: two entries of theta, or the seed of two random directions. Its form in a link.
 * @param {any} p parameters
 * @param {number} n entries of theta
 */
export function planeKey({ plane, weightA, weightB, planeSeed }, n) {
    return plane === "random" ? [planeSeed] : twoEntries(weightA, weightB, n);
}

/**
 * @param {any} problem
 * @param {Float32Array} theta whose units lend random directions their length
 * @param {readonly number[]} key
 */
export function directionsRequest(problem, theta, key) {
    const kind = key.length === 1 ? { kind: "random", seed: key[0] } : { kind: "weights", a: key[0], b: key[1] };
    return { type: "directions", problem, theta, ...kind };
}

/** @param {string} kind @returns {kind is MadeKind} */
export const isMade = (kind) => kind === "path" || kind === "eigen";

/**
 * The principal plane of the path, or the two most curved ways at its end.
 * @param {any} problem
 * @param {MadeKind} kind
 * @param {readonly import("./trail.js").Stop[]} stops
 */
export function madeRequest(problem, kind, stops) {
    const { theta } = stops[stops.length - 1];
    if (kind === "eigen") return { type: "directions", problem, theta, kind };
    return { type: "directions", problem, theta, kind, path: pathOf(stops) };
}

/** @param {readonly {theta: Float32Array}[]} stops @returns {Float32Array} [stops × n] */
export function pathOf(stops) {
    const n = stops[0].theta.length;
    const path = new Float32Array(stops.length * n);
    stops.forEach(({ theta }, k) => path.set(theta, k * n));
    return path;
}

/** Whether a plane can be laid through them: three, and not all in one place. @param {readonly {theta: Float32Array}[]} stops */
export function havePlane(stops) {
    return stops.length >= 3 && stops.some(({ theta }) => theta.some((weight, i) => weight !== stops[0].theta[i]));
}

/** Asks for the point origin + a·u + b·v itself: a descent of no steps ends where it starts.
 * @param {any} problem
 * @param {Plane} plane
 * @param {readonly number[]} at */
export function pointRequest(problem, { origin, u, v }, [a, b]) {
    const plane = { origin, u, v };
    const optimizer = { name: "sgd", learningRate: 0, momentum: 0, nesterov: false };
    return { type: "basins", problem, ...plane, alphas: Float32Array.of(a), betas: Float32Array.of(b), optimizer, steps: 0 };
}

/**
 * Where the path lies in the middle, moved in quarters of its half width so that it mostly stands still. A path wider than the window
 * leaves it at its beginning, not at its end.
 * @param {ArrayLike<number>} path a0, b0, a1, b1 …
 * @param {number} span half its width
 * @returns {Window}
 */
export function windowAround(path, span) {
    const [a, b] = [0, 1].map((axis) => {
        const { low, high } = rangeAlong(path, axis);
        if (!(low <= high)) return 0;
        const end = path[path.length - 2 + axis];
        const middle = Math.min(Math.max((low + high) / 2, end - 0.7 * span), end + 0.7 * span);
        return Math.round(middle / (span / 4)) * (span / 4);
    });
    return [a - span, a + span, b - span, b + span];
}

/** @param {ArrayLike<number>} path a0, b0, a1, b1 … @param {number} axis */
function rangeAlong(path, axis) {
    let low = Infinity;
    let high = -Infinity;
    for (let i = axis; i < path.length; i += 2) {
        low = Math.min(low, path[i]);
        high = Math.max(high, path[i]);
    }
    return { low, high };
}

/**
 * Half the width of a window that holds the path, or the half that is wanted where that is more.
 * @param {ArrayLike<number>} path a0, b0, a1, b1 …
 * @param {number} half
 */
export function roomFor(path, half) {
    const extents = [0, 1].map((axis) => {
        const { low, high } = rangeAlong(path, axis);
        return high - low;
    });
    const wanted = (ROOM * Math.max(...extents)) / half;
    return wanted > 1 ? half * GROWTH ** Math.ceil(Math.log(wanted) / Math.log(GROWTH)) : half;
}

/**
 * The middles of equal cells.
 * @param {number} low
 * @param {number} high
 * @param {number} size
 */
export function samples(low, high, size) {
    return Float32Array.from({ length: size }, (_, i) => low + ((i + 0.5) * (high - low)) / size);
}

/** @param {number} finest */
export function sizesUpTo(finest) {
    return [...SIZES.filter((size) => size < finest), finest];
}

/**
 * The surface in bands, which several workers can share.
 * @param {Slice} slice
 * @param {number} size
 */
export function bandRequests({ problem, plane, base, at, window }, size) {
    const [left, right, bottom, top] = window;
    const { u, v } = plane;
    const alphas = samples(left - at[0], right - at[0], size);
    const betas = samples(bottom - at[1], top - at[1], size);
    const rows = Math.ceil(size / BANDS);
    return Array.from({ length: BANDS }, (_, band) => {
        return { type: "surface", problem, origin: base, u, v, alphas, betas: betas.slice(band * rows, (band + 1) * rows) };
    }).filter(({ betas }) => betas.length > 0);
}

/** The loss at one point of the slice.
 * @param {Slice} slice
 * @param {readonly number[]} where */
export function lossRequest({ problem, plane: { u, v }, base, at }, [a, b]) {
    return { type: "surface", problem, origin: base, u, v, alphas: Float32Array.of(a - at[0]), betas: Float32Array.of(b - at[1]) };
}
