/** One descent of the many, step by step: from the middle of the cell under the reader's hand. */
import { choiceOf, optimizerOf } from "./problems.js";
import { cellOf } from "./survey.js";

/**
 * @typedef {object} Trail
 * @property {[number, number]} cell      column, row
 * @property {Float32Array} points        [(steps + 1) × 2] in the plane
 * @property {Float32Array} losses        [steps + 1] true ones
 * @property {number} steps               done
 * @property {any} diverged               null, or why it stopped
 * @property {Float32Array} end           [n]
 * @property {import("../training/gauge.js").Curvature | null} curvature at the end, or what threw it out; null where that was not curvature
 */

/** Where the path starts: as the parameters say, or where the problem is shown best. @param {Record<string, any>} parameters @returns {[number, number]} */
export function startOf({ start, problem, span }) {
    if (start.length === 2) return [start[0], start[1]];
    const [a, b] = choiceOf(problem).start;
    return [a * span, b * span];
}

/**
 * Its start is a start of the survey to the last bit, and so is its end.
 * @param {import("../../host.js").Host} host
 * @param {import("./survey.js").Survey} survey
 * @param {Record<string, any>} parameters
 * @returns {Promise<Trail | null>} null: superseded
 */
export async function follow(host, { plane, alphas, size }, parameters) {
    const cell = cellOf(startOf(parameters), parameters.span, size);
    const start = plane.origin.slice();
    start[0] = alphas[cell[0]];
    start[1] = alphas[cell[1]];
    const { steps } = parameters;
    const optimizer = optimizerOf(/** @type {any} */ (parameters));
    const run = await host.ask("trail", { type: "descend", problem: plane.problem, start, optimizer, steps });
    if (!run) return null;
    const { origin, u, v } = plane;
    const seen = await host.ask("trail", { type: "project", path: run.path, origin, u, v });
    if (!seen) return null;
    const { losses, diverged } = run;
    const end = run.path.slice(-origin.length);
    const { curvature: max, limit: stableLearningRate } = diverged ?? {};
    const measured = diverged
        ? max && { max, stableLearningRate }
        : await host.ask("trail", { type: "curvature", problem: plane.problem, theta: end, optimizer });
    if (measured === null) return null;
    return { cell, points: seen.points, losses, steps: run.steps, diverged, end, curvature: measured || null };
}
