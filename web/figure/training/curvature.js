/**
 * @typedef {object} Place where a run stands
 * @property {any} problem
 * @property {Float32Array | null} theta
 * @property {import("../../core/types.js").Optimizer} optimizer
 * @property {Float32Array | null} velocity the optimiser's state
 * @property {string | undefined} stateOf whose state that is
 */

/**
 * λmax where a run stands, and the learning rate that it allows. Of an optimiser that divides the gradient, that is known from its state, after its first step.
 * @param {import("../../host.js").Host} host
 * @param {Place} run
 * @param {import("../../core/messages.js").CurvatureReply | null} before what was found last, near which it is found faster
 * @param {Float32Array | null} [theta] another place
 * @returns {Promise<import("../../core/messages.js").CurvatureReply | null>} null: superseded
 */
export function askCurvature(host, { problem, theta: now, optimizer, velocity, stateOf }, before, theta = now) {
    const start = before && before.maxVector.length === theta?.length ? before.maxVector : undefined;
    const state = stateOf === optimizer.name ? velocity : null;
    return host.ask("curvature", { type: "curvature", problem, theta, optimizer, start, state });
}
