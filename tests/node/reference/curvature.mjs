/** curvature and diverging.json against the core's public interface. */
import { member, numberOf, numbers, withNet } from "./cases.mjs";
import { absolute, asOutputs, largestOf, maxRelative, shareOf, soFar, worse } from "./measures.mjs";

/** @typedef {(quantity: string, deviation: number) => void} Report */

/** A tolerance that nothing meets: as many products as there can be, so that the lower end is found as well as the upper. */
const THOROUGHLY = { maxProducts: 128, tolerance: 1e-30 };
/** A Krylov space in float32 ends before it tells near eigenvalues apart, as those near 0 at a minimum: the lowest of a few starts is taken. */
const STARTS = 4;

/** Both ends of the spectrum, and what else core's curvature() gives. */
function endsAt(core, objective, theta) {
    const [first, ...others] = Array.from({ length: STARTS }, (_, seed) =>
        objective.curvature(theta, seed > 0 ? { ...THOROUGHLY, start: core.randomDirection(objective.n, seed) } : THOROUGHLY),
    );
    return { ...first, min: Math.min(first.min, ...others.map(({ min }) => min)) };
}

/** [n × n], by products with unit vectors. */
function hessianOf(objective, theta) {
    const { n } = objective;
    const hessian = new Float32Array(n * n);
    for (let i = 0; i < n; i++)
        hessian.set(
            objective.hessianVector(
                theta,
                Float32Array.from({ length: n }, (_, j) => Number(i === j)),
            ),
            i * n,
        );
    return hessian;
}

/** ‖H v − λ v‖ / scale, which is 0 for an eigenvector and its eigenvalue. */
function residual(objective, theta, v, lambda, scale) {
    const product = objective.hessianVector(theta, v);
    return Math.sqrt(product.reduce((sum, entry, i) => sum + (entry - lambda * Math.fround(v[i])) ** 2, 0)) / scale;
}

/* ---- curvature */

function checkDerivatives(report, json, { objective, theta, n }) {
    const { loss, gradient } = objective.gradient(theta);
    report("loss", asOutputs(loss, numberOf(json, "loss")));
    const expected = numbers(json, "gradient", n);
    report("gradient", absolute(gradient, expected) / Math.max(largestOf(expected), numberOf(json, "lambda_max")));
    report("hessian_vector", maxRelative(objective.hessianVector(theta, numbers(json, "vector", n)), numbers(json, "hessian_vector", n)));
}

function checkHessian(report, json, { objective, theta, n }, scale) {
    const hessian = hessianOf(objective, theta);
    const trace = Array.from({ length: n }, (_, i) => hessian[i * n + i]).reduce((sum, x) => sum + x, 0);
    report("trace", shareOf(scale, trace, numberOf(json, "trace")));
    if (json.hessian) report("hessian", maxRelative(hessian, numbers(json, "hessian", n * n)));
}

/** An eigenvector turns by (error of the matrix) / (gap to the next eigenvalue), so the gap, a share of the scale, multiplies what it deviates by. */
function checkEnds(core, report, json, { objective, theta, n }, scale) {
    const { lambda_max: max, lambda_min: min, second_largest: second } = json;
    const ends = endsAt(core, objective, theta);
    const top = numbers(json, "top_eigenvector", n);
    report("lambda_max", shareOf(scale, ends.max, max));
    report("lambda_min", shareOf(scale, ends.min, min));
    report("eigenvectors, ours", residual(objective, theta, ends.maxVector, max, scale));
    report("eigenvectors, theirs", residual(objective, theta, top, max, scale));
    report("eigenvectors, theirs", residual(objective, theta, numbers(json, "bottom_eigenvector", n), min, scale));
    if (typeof second === "number") report("eigenvectors by gap", (maxRelative(ends.maxVector, top) * (max - second)) / scale);
}

/** As many of the largest as the core finds at once. */
function checkLargest(report, json, { objective, theta, n }, scale) {
    const { values } = objective.eigenvectors(theta, { count: Math.min(n, 8), maxProducts: 128, tolerance: 1e-6 });
    if (n > 1 && typeof json.second_largest === "number") report("second_largest", shareOf(scale, values[1], json.second_largest));
    if (!json.eigenvalues) return;
    const all = numbers(json, "eigenvalues", n);
    values.forEach((value, k) => report("eigenvalues", shareOf(scale, value, all[n - 1 - k])));
}

/** @param {any} core @param {Report} report @param {any} json */
export function checkCurvature(core, report, json) {
    withNet(core, json, (c) => {
        const scale = Math.max(Math.abs(numberOf(json, "lambda_max")), Math.abs(numberOf(json, "lambda_min")));
        checkDerivatives(report, json, c);
        checkHessian(report, json, c, scale);
        checkEnds(core, report, json, c, scale);
        checkLargest(report, json, c, scale);
    });
}

/* ---- diverging */

/** Nearer than that to the rate where a verdict changes, the last bits of the curvature decide. */
const DECIDED = 1e-5;

const optimizerOf = (run) => ({ name: "sgd", learningRate: numberOf(run, "eta"), momentum: numberOf(run, "beta") });

function descend(core, report, objective, start, run) {
    const steps = numberOf(run, "steps");
    const descent = core.descend(objective, { start, optimizer: optimizerOf(run), steps });
    if (typeof run.float32_loss_overflows_at === "number")
        report("overflow step", shareOf(1, descent.steps + 1, run.float32_loss_overflows_at));
    else if (descent.diverged) throw new Error(`descent diverged after ${descent.steps} steps`);
    return { ...descent, wanted: steps };
}

/**
 * By the roots of z² − (1 + β − ηλ)z + β: one is outside the unit circle where ηλ > 2 + 2β or λ < 0; they are complex or negative from
 * ηλ = (1 − √β)² on, so that λmax decides, and λmin where it is negative.
 */
function isVerdict(verdict, { eta, beta }, { max, min }) {
    const [step, limit, swings] = [eta * max, 2 + 2 * beta, (1 - Math.sqrt(beta)) ** 2];
    if (step > limit * (1 + DECIDED) || min < -DECIDED * max) return verdict === "diverges";
    if (step > limit * (1 - DECIDED)) return true;
    if (Math.abs(step - swings) <= DECIDED * swings) return ["oscillates", "converges"].includes(verdict);
    return verdict === (step > swings ? "oscillates" : "converges");
}

/** Both ends of a spectrum that the file gives whole. */
function checkSpectrum(report, { max, min }, all) {
    const scale = largestOf(all);
    report("eigenvalues", shareOf(scale, max, all.at(-1)));
    report("eigenvalues", shareOf(scale, min, all[0]));
}

const checkLimit = (report, { stableLearningRate }, { limit }) => report("limit", shareOf(limit, stableLearningRate, limit));

/** A run over a quadratic: of a matrix, or of a linear net. */
function checkQuadraticRun(report, descent, ends, run, n) {
    report("iterates", soFar(descent.path, numbers(run, "iterates", (descent.wanted + 1) * n), n, descent.steps));
    report("losses", soFar(descent.losses, numbers(run, "losses", descent.wanted + 1), 1, descent.steps));
    checkLimit(report, ends, run);
    report("verdict", isVerdict(run.verdict, run, ends) ? 0 : 1);
}

/* A matrix has no place in the core's interface: it is made the mean squared error of a linear net. */

/** Columns x with A ≈ Σ x xᵀ; what is negative in A is left out. @param {ArrayLike<number>} a @param {number} n */
function cholesky(a, n) {
    const rest = Float64Array.from(a);
    const tiny = 1e-12 * largestOf([...rest]);
    return Array.from({ length: n }, (_, k) => {
        const pivot = rest[k * n + k];
        const column = Array.from({ length: n }, (_, i) => (i < k || pivot <= tiny ? 0 : rest[i * n + k] / Math.sqrt(pivot)));
        for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) rest[i * n + j] -= column[i] * column[j];
        return column;
    });
}

/** Columns of float32 numbers with A ≈ Σ x xᵀ: half of them for nearly all of A, the others for what is left when those are rounded. */
function float32Columns(a, n) {
    const nearlyAll = 1 - 2 ** -8;
    const first = cholesky(a.map((entry) => nearlyAll * entry), n).map((column) => column.map(Math.fround)); // prettier-ignore
    const rest = a.map((entry, k) => entry - first.reduce((sum, x) => sum + x[Math.floor(k / n)] * x[k % n], 0));
    const second = cholesky(rest, n).map((column) => column.map(Math.fround));
    const missing = rest.map((entry, k) => entry - second.reduce((sum, x) => sum + x[Math.floor(k / n)] * x[k % n], 0));
    if (largestOf(missing) > 1e-6 * largestOf(a)) throw new Error("A is negative somewhere, which no mean squared error is");
    return [...first, ...second];
}

/**
 * w ↦ scale·wᵀAw/2 as the mean of (w·x + b)² over examples x, each of which has its opposite, so that b stays at 0, where it starts. Four of one
 * sign, then four of the other: whatever the order of a sum over lanes, what b's gradient adds up cancels exactly. An example comes several times
 * where there are fewer than four, so that no example's loss is larger than need be.
 * @template T
 * @param {any} core
 * @param {number[]} a
 * @param {number} n
 * @param {number} scale
 * @param {(objective: any) => T} use
 */
function withQuadratic(core, a, n, scale, use) {
    const copies = Math.max(1, Math.floor(2 / n));
    const length = 4 * Math.ceil((2 * n * copies) / 4);
    const factor = (scale * length) / (2 * copies); // 2·length examples, each column 2·copies times; A/2 is their mean
    const columns = float32Columns(a.map((entry) => factor * entry), n).flatMap((column) => Array.from({ length: copies }, () => column)); // prettier-ignore
    while (columns.length < length) columns.push(new Array(n).fill(0));
    const rows = [];
    for (let k = 0; k < length; k += 4)
        for (const sign of [1, -1]) rows.push(...columns.slice(k, k + 4).map((column) => column.map((x) => sign * x)));
    const net = core.network({ layers: [n, 1], loss: "mse" });
    const objective = net.objective(rows.flat(), new Array(rows.length).fill(0));
    try {
        return use(objective);
    } finally {
        objective.free();
        net.free();
    }
}

/** The iterates without b, which must have stayed where it was. */
function withoutBias(descent, n) {
    const rows = Array.from({ length: descent.steps + 1 }, (_, k) => descent.path.slice(k * (n + 1), (k + 1) * (n + 1)));
    if (rows.some((row) => row[n] !== 0)) throw new Error("the linear net in place of the matrix has moved its bias");
    return { ...descent, path: rows.flatMap((row) => [...row.slice(0, n)]) };
}

/**
 * Both ends of A's spectrum and the limit of a rate. b has the curvature 2, which is to be neither end: A is looked at once so large, in
 * powers of two, that its λmax is above, and once so small that its λmin, which is no more than the mean, is not above.
 */
function endsOf(core, a, n, optimizer) {
    const trace = Array.from({ length: n }, (_, i) => a[i * n + i]).reduce((sum, x) => sum + x, 0);
    const [large, small] = [2 ** Math.ceil(Math.log2(8 / largestOf(a))), 2 ** Math.floor(Math.log2((2 * n) / trace))];
    const look = (scale) => withQuadratic(core, a, n, scale, (f) => f.curvature(new Float32Array(n + 1), { ...THOROUGHLY, optimizer }));
    const { max, stableLearningRate } = look(large);
    return { max: max / large, min: look(small).min / small, stableLearningRate: stableLearningRate * large };
}

/** @param {any} core @param {Report} report @param {any} json */
export function checkQuadratic(core, report, json) {
    const n = numberOf(json, "dim");
    const ends = endsOf(core, numbers(json, "A", n * n), n, { learningRate: 1 });
    checkSpectrum(report, ends, numbers(json, "eigenvalues", n));
}

/** @param {any} core @param {Report} report @param {any} run @param {any} json */
export function checkRunOfQuadratic(core, report, run, json) {
    const n = numberOf(json, "dim");
    const a = numbers(json, "A", n * n);
    const start = [...numbers(json, "start", n), 0];
    const descent = withQuadratic(core, a, n, 1, (objective) => withoutBias(descend(core, report, objective, start, run), n));
    checkQuadraticRun(report, descent, endsOf(core, a, n, optimizerOf(run)), run, n);
}

/** @param {any} core @param {Report} report @param {any} json */
export function checkLinearNet(core, report, json) {
    withNet(core, json, ({ objective, theta, n }) => {
        checkSpectrum(report, endsAt(core, objective, theta), numbers(json, "eigenvalues", n));
        report("hessian", maxRelative(hessianOf(objective, theta), numbers(json, "hessian", n * n)));
    });
}

/** @param {any} core @param {Report} report @param {any} run @param {any} json */
export function checkRunOfLinearNet(core, report, run, json) {
    withNet(core, json, ({ objective, theta, n }) => {
        const descent = descend(core, report, objective, theta, run);
        checkQuadraticRun(report, descent, objective.curvature(theta, { ...THOROUGHLY, optimizer: optimizerOf(run) }), run, n);
    });
}

/** At the numbers of float32 nearest to the minimum. @param {any} core @param {Report} report @param {any} json */
export function checkNet(core, report, json) {
    withNet(core, json, ({ objective, theta, n }) => {
        const [all, top, max] = [numbers(json, "eigenvalues", n), numbers(json, "top_eigenvector", n), numberOf(json, "lambda_max")];
        const ends = endsAt(core, objective, theta);
        checkSpectrum(report, ends, all);
        report("eigenvectors, ours", residual(objective, theta, ends.maxVector, max, largestOf(all)));
        report("eigenvectors, theirs", residual(objective, theta, top, max, largestOf(all)));
        report("loss_at_params", asOutputs(objective.value(theta), numberOf(json, "loss_at_params")));
    });
}

/** From the FIRST step on; a direction that is not the top one has died away by then, and the net is not yet far from its quadratic. */
const [FIRST, LAST, ENDS] = [3, 9, 5];

/** @param {number[]} along */
const meanRatio = (along) => along.slice(FIRST, LAST).reduce((sum, x, i) => sum + along[FIRST + i + 1] / x, 0) / (LAST - FIRST);

/** By how far a point must be off to have these losses: its slope is at most λmax times its distance from the minimum, the largest so far. */
function asShift(losses, expected, distances, max) {
    let farthest = 0;
    const shifts = expected.map((loss, k) => {
        farthest = Math.max(farthest, distances[k]);
        return shareOf(max * farthest, losses[k], loss);
    });
    return shifts.reduce(worse, 0);
}

/** @param {any} core @param {Report} report @param {any} run @param {any} json */
export function checkRunOfNet(core, report, run, json) {
    withNet(core, json, ({ objective, theta, n }) => {
        const { path, losses, wanted } = descend(core, report, objective, numbers(run, "start", n), run);
        const [minimum, top] = [numbers(json, "minimum", n), numbers(json, "top_eigenvector", n)];
        const differences = Array.from({ length: wanted + 1 }, (_, k) => minimum.map((at, i) => path[k * n + i] - at));
        const along = differences.map((row) => row.reduce((sum, x, i) => sum + x * top[i], 0));
        const growth = largestOf(along.slice(-ENDS)) / largestOf(along.slice(0, ENDS));
        const [distance, theirs] = [differences.map((row) => Math.hypot(...row)), numbers(run, "distance", wanted + 1)];
        report("along_top, distance", absolute(along, numbers(run, "along_top", wanted + 1)));
        report("along_top, distance", absolute(distance, theirs));
        report("final_params", absolute(path.slice(wanted * n), numbers(run, "final_params", n)));
        report("losses of nets", asShift(losses, numbers(run, "losses", wanted + 1), theirs, numberOf(json, "lambda_max")));
        checkLimit(report, objective.curvature(theta, { ...THOROUGHLY, optimizer: optimizerOf(run) }), run);
        if (typeof run.mean_ratio_along_top === "number" && wanted >= LAST)
            report("mean ratio", shareOf(1, meanRatio(along), run.mean_ratio_along_top));
        const isSo = { grows: growth > 2, shrinks: growth < 0.5 };
        report("verdict", isSo[member(run, "verdict")] ? 0 : 1);
    });
}
