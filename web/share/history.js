/**
 * What figures showed over their steps, as tables: a figure's history() is one of these. Names are English in every language, since programs read them.
 *
 * @typedef {import("./csv.js").Table} Table
 * @typedef {import("../figure/training/changes.js").Change} Change
 */
import { fromNumber, HOT } from "../figure/training/changes.js";

/** A cross-entropy is in nats; a squared error has the square of the targets' unit, which nobody knows here. @param {any} problem */
function lossUnit(problem) {
    return ["bce", "softmax"].includes(problem.net?.loss) ? " (nats)" : "";
}

/**
 * Of a Session: losses along the run, and what was in force. Accuracies are shares from 0 to 1.
 * @param {{run: import("../figure/training/run.js").Run | null, data: {nClasses: number} | null}} session
 * @returns {Table | null}
 */
export function trainingHistory({ run, data }) {
    if (!run || !data || run.curve.points.length === 0) return null;
    const points = withNow(run);
    const hasTest = points[0].test !== null;
    const kinds = ["train", ...(hasTest ? ["test"] : [])];
    const measures = [
        ...kinds.map((kind) => ({ name: `${kind} loss${lossUnit(run.problem)}`, key: kind })),
        ...(data.nClasses > 0 ? kinds.map((kind) => ({ name: `${kind} accuracy`, key: `${kind}Accuracy` })) : []),
    ];
    const changed = Object.keys(HOT).filter((name) => name === "learning-rate" || run.changes.some((change) => change.name === name));
    return {
        columns: ["step", ...measures.map(({ name }) => name), ...changed],
        rows: points.map((point) => [
            point.step,
            ...measures.map(({ key }) => /** @type {any} */ (point)[key]),
            ...changed.map((name) => inForce(run.settings.rates, run.changes, name, point.step)),
        ]),
    };
}

/** The training loss of a Session where it is and at step 0. @param {{run: import("../figure/training/run.js").Run | null}} session */
export function trainingHeard({ run }) {
    const [first] = run?.curve.points ?? [];
    return run?.last && first ? { loss: run.last.train.loss, start: first.train } : null;
}

/**
 * Of runs side by side the lowest loss at a step, and at step 0. A run that is over stays at its last one.
 * @param {readonly {losses: ArrayLike<number>}[]} runs
 * @param {number} step
 */
export function lowestHeard(runs, step) {
    const lowest = (/** @type {number} */ at) =>
        Math.min(...runs.map(({ losses }) => losses[Math.min(at, losses.length - 1)]).filter(Number.isFinite));
    return { loss: lowest(step), start: lowest(0) };
}

/** The points that stand, and the moment itself. @param {import("../figure/training/run.js").Run} run */
function withNow({ curve, last, step }) {
    const { points } = curve;
    if (points[points.length - 1].step >= step || !last || !Number.isFinite(last.train.loss)) return points;
    const { train, test } = last;
    const now = { step, train: train.loss, test: test?.loss ?? null, trainAccuracy: train.accuracy, testAccuracy: test?.accuracy ?? null };
    return [...points, now];
}

/**
 * What the step that follows is made with.
 * @param {Record<string, any>} rates at the start, by parameter
 * @param {readonly Change[]} changes
 * @param {string} name in a link
 * @param {number} step
 */
function inForce(rates, changes, name, step) {
    const { parameter } = HOT[/** @type {keyof typeof HOT} */ (name)];
    const last = changes.filter((change) => change.name === name && change.step <= step).at(-1);
    const value = last ? fromNumber(parameter, last.value) : rates[parameter];
    return typeof value === "boolean" ? Number(value) : (value ?? null);
}

/**
 * Losses measured at some steps.
 * @param {any} problem
 * @param {ArrayLike<number>} steps
 * @param {Record<string, ArrayLike<number>>} losses by name, as long as steps
 * @returns {Table | null}
 */
export function lossHistory(problem, steps, losses) {
    if (steps.length === 0) return null;
    return {
        columns: ["step", ...Object.keys(losses).map((name) => name + lossUnit(problem))],
        rows: Array.from(steps, (step, k) => [step, ...Object.values(losses).map((values) => values[k])]),
    };
}

/**
 * Paths over one ground, one below the other. Of a surface the coordinates are its parameters; of a network they are in the plane that is shown.
 * @param {boolean} isNetwork
 * @param {{names?: Record<string, string | number>, points: Float32Array, losses: Float32Array}[]} paths names: what tells one path from another, by column
 * @returns {Table | null}
 */
export function pathHistory(isNetwork, paths) {
    if (paths.length === 0) return null;
    return {
        columns: [...Object.keys(paths[0].names ?? {}), "step", ...(isNetwork ? ["along u", "along v"] : ["x", "y"]), "loss"],
        rows: paths.flatMap(({ names = {}, points, losses }) =>
            Array.from(losses, (loss, k) => [...Object.values(names), k, points[2 * k], points[2 * k + 1], loss]),
        ),
    };
}

/**
 * Of race: every racer's epochs.
 * @param {readonly {racer: string, losses: ArrayLike<number>, accuracies: ArrayLike<number>}[]} runs
 * @returns {Table | null}
 */
export function raceHistory(runs) {
    if (runs.length === 0) return null;
    return {
        columns: ["racer", "epoch", "loss (nats)", "accuracy"],
        rows: runs.flatMap(({ racer, losses, accuracies }) => Array.from(losses, (loss, k) => [racer, k, loss, accuracies[k]])),
    };
}

/**
 * Of stability: the loss before every step, λmax where it was measured, and its limit.
 * @param {import("../figure/stability/run.js").EdgeRun} run
 * @returns {Table | null}
 */
export function edgeHistory({ losses, loss, step, measured, sharpness, limits, schedule }) {
    if (!Number.isFinite(loss) && losses.length === 0) return null;
    const found = new Map(measured.map((at, k) => [at, sharpness[k]]));
    const all = Number.isFinite(loss) && losses.length === step ? [...losses, loss] : losses;
    let k = -1;
    const rows = all.map((value, at) => {
        while (k + 1 < limits.length && limits[k + 1].step <= at) k++;
        return [at, value, found.get(at) ?? null, limits[k]?.limit ?? null, schedule.at(at).learningRate];
    });
    return { columns: ["step", "loss", "lambda_max", "limit of lambda_max", "learning-rate"], rows };
}
