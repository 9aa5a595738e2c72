/**
 * @typedef {object} Place of a run: where it stands, or where it was best
 * @property {Float32Array | null} theta
 * @property {Float32Array | null} velocity the optimiser's state
 * @property {string | undefined} stateOf whose state that is
 */

/** @typedef {Place & {problem: any, optimizer: import("../../core/types.js").Optimizer, best?: Place | null, last?: any}} Measured */

/**
 * Asks for λmax at a place of a run.
 * @param {Measured} run
 * @param {Place} place
 * @param {Float32Array} [start]
 */
export function curvatureRequest({ problem, optimizer }, { theta, velocity, stateOf }, start) {
    return { type: "curvature", problem, theta, optimizer, start, state: stateOf === optimizer.name ? velocity : null };
}

/**
 * λmax where a run stands, or where it was best if it was thrown out since, and the learning rate that it allows. Of an optimiser that divides the
 * gradient, that is known from its state, after its first step.
 * @param {import("../../host.js").Host} host
 * @param {Measured} run
 * @param {import("../../core/messages.js").CurvatureReply | null} before what was found last, near which it is found faster
 * @returns {Promise<import("../../core/messages.js").CurvatureReply | null>} null: superseded
 */
export function askCurvature(host, run, before) {
    const place = placeOf(run);
    const start = before?.maxVector.length === place.theta?.length ? before?.maxVector : undefined;
    return host.ask("curvature", curvatureRequest(run, place, start));
}

/** Far out, where a run ended that was thrown out, the curvature says nothing. @template {Measured} R @param {R} run */
export const placeOf = (run) => (run.last?.diverged && run.best) || run;
