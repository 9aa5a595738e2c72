/** What can be seen of any objective: its loss over a plane, a descent, and the basins that descents from a whole plane fall into. */
import { choice, floats, integer, number, options, show } from "./check.js";
import { outcome } from "./network.js";
import { Objective } from "./objective.js";
import { andFree } from "./optimizer.js";
import { outFloats, outWords, scratch } from "./wasm.js";

/** @typedef {import("./types.js").Numbers} Numbers */
/** @typedef {{origin: Float32Array, u: Float32Array, v: Float32Array, alphas: Float32Array, betas: Float32Array}} Grid */

const PLANE = ["origin", "u", "v", "span", "size", "alphas", "betas"];
const MAX_STEPS = 1e6;
/** Float32 numbers a result may hold. */
const MAX_NUMBERS = 1 << 28;

/**
 * @param {unknown} objective
 * @returns {Objective}
 */
function asObjective(objective) {
    if (objective instanceof Objective) return objective;
    throw new TypeError(`objective must come from core.objective or net.objective, got ${show(objective)}`);
}

/**
 * `size` numbers from low to high, both included.
 * @param {number} low
 * @param {number} high
 * @param {number} size
 */
export function spread(low, high, size) {
    return Float32Array.from({ length: size }, (_, i) => (size > 1 ? low + ((high - low) * i) / (size - 1) : (low + high) / 2));
}

/**
 * @param {Objective} objective
 * @param {import("./types.js").Plane} plane
 * @returns {Grid}
 */
function readPlane(objective, plane) {
    const { n, surface } = objective;
    const [low, high, bottom, top] = plane.alphas && plane.betas ? [0, 0, 0, 0] : readSpan(plane.span, surface);
    const size = integer("size", plane.size ?? 64, { least: 1, most: 4096 });
    return {
        origin: floats("origin", plane.origin ?? objective.origin, n),
        u: floats("u", plane.u ?? axis(objective, 0), n),
        v: floats("v", plane.v ?? axis(objective, 1), n),
        alphas: plane.alphas ? floats("alphas", plane.alphas) : spread(low, high, size),
        betas: plane.betas ? floats("betas", plane.betas) : spread(bottom, top, size),
    };
}

/**
 * @param {number | Numbers | undefined} span
 * @param {import("./types.js").SurfaceInfo | null} surface
 * @returns {Numbers}
 */
function readSpan(span, surface) {
    if (span === undefined) return surface ? surface.window : [-1, 1, -1, 1];
    if (typeof span !== "number") return floats("span", span, 4);
    number("span", span, { least: 0 });
    return [-span, span, -span, span];
}

/**
 * @param {Objective} objective
 * @param {number} index
 */
function axis(objective, index) {
    return objective.surface ? Float32Array.of(1 - index, index) : undefined;
}

/**
 * @param {unknown} given
 * @param {import("./types.js").Plane} [plane]
 * @returns {Float32Array} [betas × alphas]
 */
export function surface(given, plane = {}) {
    const objective = asObjective(given);
    const grid = readPlane(objective, options("plane", plane, PLANE));
    const { origin, u, v, alphas, betas } = grid;
    const losses = outFloats(checkedLength("alphas × betas", alphas.length * betas.length));
    const work = scratch(objective.n);
    return objective.heap.call("surface", objective.alive, losses, origin, u, v, alphas, alphas.length, betas, betas.length, work).out[0];
}

/**
 * @param {string} name
 * @param {number} length
 */
function checkedLength(name, length) {
    if (length <= MAX_NUMBERS) return length;
    throw new RangeError(`${name} must be at most ${MAX_NUMBERS} numbers, got ${length}`);
}

/** @param {Float32Array} losses */
function indexOfLowest(losses) {
    let lowest = 0;
    for (let k = 1; k < losses.length; k++) if (losses[k] < losses[lowest]) lowest = k;
    return lowest;
}

/**
 * @param {unknown} given
 * @param {import("./types.js").DescendOptions} wishes
 * @returns {import("./types.js").Descent}
 */
export function descend(given, wishes) {
    const objective = asObjective(given);
    const { start, optimizer, steps = 100 } = options("descend options", wishes, ["start", "optimizer", "steps"]);
    const { n, heap } = objective;
    const from = floats("start", start ?? objective.start, n);
    const points = integer("steps", steps, { least: 0, most: MAX_STEPS }) + 1;
    const path = outFloats(checkedLength("(steps + 1) × parameters", points * n));
    return andFree(objective.core.optimizer(optimizer), (made) => {
        const work = scratch(2 * n + made.stateSize(n));
        const run = heap.call("descend", objective.alive, path, outFloats(points), outWords(1), from, work, made.handle, steps);
        const [visited, losses, [done]] = run.out;
        const placeAt = (/** @type {number} */ step) => ({ theta: visited.slice(step * n, (step + 1) * n), step });
        const lowest = indexOfLowest(losses.subarray(0, done + 1));
        const diagnosis = run.diverged ? objective.diagnoseRun(placeAt(done), placeAt(lowest), made) : null;
        return {
            path: visited.slice(0, (done + 1) * n),
            losses: losses.slice(0, done + 1),
            steps: done,
            ...outcome(diagnosis),
        };
    });
}

/**
 * Descents from every point of a plane.
 * @param {Objective} objective
 * @param {Grid} grid
 * @param {import("./types.js").Optimizer} optimizer
 * @param {number} steps
 * @returns {{ends: Float32Array, losses: Float32Array}} [starts × n], [starts]; Infinity where a descent diverged
 */
function descendAll(objective, grid, optimizer, steps) {
    const { n, heap } = objective;
    const starts = pointsOf(grid, n);
    const count = starts.length / n;
    integer("steps", steps, { least: 0, most: MAX_STEPS });
    return andFree(objective.core.optimizer(optimizer), (made) => {
        const work = scratch(heap.value("basins_work_size", objective.alive, made.handle));
        const results = [outFloats(count * n), outFloats(count)];
        const [ends, losses] = heap.call("basins_descend", objective.alive, ...results, starts, count, work, made.handle, steps).out;
        return { ends, losses };
    });
}

/**
 * The points of a plane, rounded as nn_surface rounds them, so that a start lies where the surface was drawn.
 * @param {Grid} grid
 * @param {number} n
 * @returns {Float32Array} [betas × alphas × n]
 */
function pointsOf({ origin, u, v, alphas, betas }, n) {
    const points = new Float32Array(checkedLength("alphas × betas × parameters", alphas.length * betas.length * n));
    let at = 0;
    for (const beta of betas)
        for (const alpha of alphas)
            for (let i = 0; i < n; i++) points[at++] = Math.fround(origin[i] + Math.fround(alpha * u[i])) + Math.fround(beta * v[i]);
    return points;
}

/**
 * @param {unknown} given
 * @param {import("./types.js").Plane & {optimizer: import("./types.js").Optimizer, steps?: number}} wishes
 */
export function basinEnds(given, wishes) {
    const objective = asObjective(given);
    const { optimizer, steps = 100, ...plane } = options("basins options", wishes, [...PLANE, "optimizer", "steps"]);
    return descendAll(objective, readPlane(objective, plane), optimizer, steps);
}

const LABEL = ["distance", "lossDistance", "maxGroups", "tolerance"];

/**
 * Which descents ended in one place, and what is there.
 * @param {unknown} given
 * @param {Float32Array} ends [count × n]
 * @param {Float32Array} losses [count]
 * @param {import("./types.js").LabelOptions} [wishes]
 * @returns {{label: Int32Array, minima: import("./types.js").Minimum[]}}
 */
export function labelEnds(given, ends, losses, wishes = {}) {
    const objective = asObjective(given);
    const { n, heap } = objective;
    const {
        distance = objective.surface ? 0.1 : -1,
        lossDistance = 0.01,
        maxGroups = 16,
        tolerance = 0.01,
    } = options("label options", wishes, LABEL);
    const count = losses.length;
    if (ends.length !== count * n) throw new RangeError(`ends must hold ${count} × ${n} numbers, got ${ends.length}`);
    const [labels, representatives, [groups]] = heap.call(
        "basins_label",
        outWords(count),
        outWords(integer("maxGroups", maxGroups, { least: 1, most: 65536 })),
        outWords(1),
        ends,
        losses,
        count,
        n,
        number("distance", distance),
        number("lossDistance", lossDistance, { least: 0 }),
        maxGroups,
    ).out;
    number("tolerance", tolerance, { least: 0 });
    const label = new Int32Array(labels.buffer); // 2³² − 1, of a descent that diverged, reads as −1
    const minima = Array.from(representatives.subarray(0, groups), (first, group) => ({
        theta: ends.slice(first * n, (first + 1) * n),
        loss: losses[first],
        ...objective.classify(ends.slice(first * n, (first + 1) * n), tolerance),
        count: label.reduce((sum, l) => sum + (l === group ? 1 : 0), 0),
    }));
    return { label, minima };
}

/**
 * @param {unknown} given
 * @param {import("./types.js").BasinsOptions} wishes
 * @returns {import("./types.js").Basins}
 */
export function basins(given, wishes) {
    const { distance, lossDistance, maxGroups, tolerance, ...run } = options("basins options", wishes, [
        ...PLANE,
        "optimizer",
        "steps",
        ...LABEL,
    ]);
    const { ends, losses } = basinEnds(given, run);
    return { ...labelEnds(given, ends, losses, { distance, lossDistance, maxGroups, tolerance }), ends, losses };
}

/**
 * Where points lie in the plane origin + alpha·u + beta·v: least squares, by the normal equations
 *     [u·u u·v; u·v v·v] [alpha; beta] = [u·d; v·d],  d = point − origin.
 * @param {Float32Array} path [k × n]
 * @param {Float32Array} origin
 * @param {Float32Array} u
 * @param {Float32Array} v
 * @returns {Float32Array} [k × 2]; where u and v are parallel, beta is 0
 */
export function project(path, origin, u, v) {
    const n = origin.length;
    const k = path.length / n;
    if (n === 0 || !Number.isInteger(k)) throw new RangeError(`path must hold k × ${n} numbers, got ${path.length}`);
    floats("u", u, n);
    floats("v", v, n);
    const uu = dot(u, u, n);
    const uv = dot(u, v, n);
    const vv = dot(v, v, n);
    const determinant = uu * vv - uv * uv;
    const independent = determinant > 1e-12 * uu * vv;
    const points = new Float32Array(k * 2);
    for (let row = 0; row < k; row++) {
        const d = Float64Array.from({ length: n }, (_, i) => path[row * n + i] - origin[i]);
        const du = dot(u, d, n);
        const dv = dot(v, d, n);
        points[2 * row] = independent ? (vv * du - uv * dv) / determinant : uu > 0 ? du / uu : 0;
        points[2 * row + 1] = independent ? (uu * dv - uv * du) / determinant : 0;
    }
    return points;
}

/**
 * @param {ArrayLike<number>} a
 * @param {ArrayLike<number>} b
 * @param {number} n
 */
function dot(a, b, n) {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += a[i] * b[i];
    return sum;
}

/**
 * The analytic surfaces as objectives.
 * @param {import("./inside.js").CoreInside} core
 * @param {unknown} name
 */
export function analytic(core, name) {
    const names = core.names("surface");
    const index = choice("surface", name, names);
    const [numbers] = core.heap.call("surface_describe", outFloats(15), index).out;
    const [xMin, xMax, yMin, yMax, startX, startY, count, ...minima] = numbers;
    /** @type {import("./types.js").SurfaceInfo} */
    const info = {
        name: /** @type {import("./types.js").SurfaceName} */ (names[index]),
        window: [xMin, xMax, yMin, yMax],
        start: [startX, startY],
        minima: Array.from({ length: count }, (_, i) => [minima[2 * i], minima[2 * i + 1]]),
    };
    return new Objective(core, core.heap.create("objective", "objective", "objective_new_surface", index), 2, info);
}
