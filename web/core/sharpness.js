/**
 * Full-batch training with the sharpness, the largest curvature λmax, measured on the way: what the edge of stability is seen in (Cohen et al. 2021).
 * An optimiser that divides the gradient by P is stable by the sharpness of P^-½ H P^-½ (Cohen et al. 2022).
 */
import { floats, integer } from "./check.js";
import { andFree } from "./optimizer.js";
import { runToLastFinite } from "./run.js";

/** @typedef {import("./messages.js").SharpnessRequest} SharpnessRequest */
/** @typedef {import("./objective.js").NetworkObjective} NetworkObjective */
/** @typedef {import("./optimizer.js").OptimizerHandle} OptimizerHandle */
/** @typedef {import("./objective.js").State & {step: number, vector: Float32Array | null}} Place */

/**
 * Where time cuts the run changes no number: measurements stand at multiples of `every`, each started from the vector of the one before.
 * @param {import("./problem.js").Problems} problems
 * @param {SharpnessRequest} request
 * @returns {import("./messages.js").SharpnessReply}
 */
export function sharpness(problems, request) {
    const { network, train: objective, features } = problems.network(request.problem);
    integer("every", request.every, { least: 1 });
    integer("steps", request.steps, { most: 1e7 });
    return andFree(problems.core.optimizer(request.optimizer), (optimizer) => {
        const walked = andFree(objective.trainer(objective.examples), (trainer) =>
            walk(objective, trainer, optimizer, request, placeOf(network, optimizer, request)),
        );
        const { theta, running, state, vector, step } = walked.place;
        const points =
            request.at && Float32Array.from({ length: 2 * request.at.length }, (_, i) => (i % 2 ? 0 : (request.at?.[i / 2] ?? 0)));
        return {
            theta: theta.slice(),
            state: state.slice(),
            vector: vector && vector.slice(),
            step,
            losses: Float32Array.from(walked.losses),
            loss: objective.value(theta),
            measured: Float32Array.from(walked.measured),
            sharpness: Float32Array.from(walked.sharpness),
            limit: optimizer.limit(1) / optimizer.rateAt(step),
            diverged: walked.diagnosis && { ...walked.diagnosis, step },
            ...(points ? { answers: network.predictAt(theta, running, problems.core.features(points, features)) } : {}),
        };
    });
}

/**
 * @param {import("./network.js").Network} network
 * @param {OptimizerHandle} optimizer
 * @param {SharpnessRequest} request
 * @returns {Place}
 */
function placeOf(network, optimizer, { theta, state, stateOf, vector, step }) {
    const n = network.nParameters;
    const size = optimizer.stateSize(n);
    const goesOn = state?.length === size && optimizer.sharesStateWith(stateOf ?? optimizer.settings.name);
    return {
        theta: floats("theta", theta, n),
        running: network.newRunning(),
        state: goesOn ? floats("state", state) : new Float32Array(size),
        vector: vector?.length === n ? vector : null,
        step: integer("step", step, {}),
    };
}

/**
 * @param {NetworkObjective} objective
 * @param {import("./objective.js").Trainer} trainer
 * @param {OptimizerHandle} optimizer
 * @param {SharpnessRequest} request
 * @param {Place} start
 */
function walk(objective, trainer, optimizer, { steps, every, budget = Infinity }, start) {
    const begin = performance.now();
    const end = start.step + steps;
    const isFinite = (/** @type {import("./run.js").Moment} */ at) => Number.isFinite(objective.value(at.theta));
    /** @type {{losses: number[], measured: number[], sharpness: number[]}} */
    const seen = { losses: [], measured: [], sharpness: [] };
    let place = start;
    let diagnosis = null;
    while (place.step < end && !diagnosis && performance.now() - begin < budget) {
        if (place.step % every === 0) {
            const found = measure(objective, optimizer, place);
            place = { ...place, vector: found.vector };
            seen.measured.push(place.step);
            seen.sharpness.push(found.max);
        }
        const stretch = Math.min(every - (place.step % every), end - place.step);
        const run = runToLastFinite(trainer, place, optimizer, /** @type {any} */ ({ step: place.step, steps: stretch }), isFinite);
        seen.losses.push(...run.losses);
        if (run.diverged) diagnosis = objective.diagnoseRun(run, place, optimizer);
        place = { ...run, vector: place.vector };
    }
    return { ...seen, place, diagnosis };
}

/**
 * @param {NetworkObjective} objective
 * @param {OptimizerHandle} optimizer
 * @param {Place} place
 * @returns {{max: number, vector: Float32Array | null}}
 */
function measure(objective, optimizer, { theta, state, vector }) {
    const preconditioner = optimizer.isAdaptive ? optimizer.preconditioner(state, objective.n) : null;
    if (optimizer.isAdaptive && !preconditioner) return { max: NaN, vector: null };
    const { max, maxVector, diverged } = objective.curvature(theta, {
        ...(vector ? { start: vector } : {}),
        ...(preconditioner ? { preconditioner } : {}),
        optimizer: optimizer.settings,
    });
    return diverged ? { max: NaN, vector: null } : { max, vector: maxVector };
}
