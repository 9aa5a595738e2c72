/** The request "layerStats": a network's layers in moments and histograms, what its next step would move, and what was to be expected of its start. */
import { floats } from "./check.js";
import { layerStats } from "./layer-stats.js";
import { predictSpreads } from "./mean-field.js";

/** @typedef {import("./messages.js").LayerStatsRequest} Request */
/** @typedef {import("./messages.js").LayerStatsReply} Reply */
/** @typedef {import("./types.js").Layer} Layer */
/** @typedef {import("./problem.js").Prepared} Prepared */

/** Drawn weights that are no sample: nothing can be expected of them. */
const NOT_RANDOM = ["constant"];

/**
 * @param {import("./problem.js").Problems} problems
 * @param {Request} request
 * @returns {Reply}
 */
export function describeLayers(problems, { problem, theta }) {
    const prepared = problems.network(problem);
    const { network, train: objective } = prepared;
    const { init: scheme = "xavier-normal", std = 0.1, seed = 0 } = problem.net;
    const at = theta ? floats("theta", theta, network.nParameters) : network.draw({ scheme, std, seed });
    const stats = layerStats(objective, at);
    const { loss, gradient } = objective.gradient(at);
    const layers = stats.map((described, l) => ({ ...described, moving: movingOf(network.layers[l], gradient) }));
    const predicted =
        theta || NOT_RANDOM.includes(scheme) || network.nRunning > 0 ? null : predict(problems.core, prepared, problem, at, stats);
    return { theta: at.slice(), loss, layers, predicted };
}

/**
 * @param {Layer} layer
 * @param {Float32Array} gradient
 * @returns {import("./messages.js").Moving}
 */
function movingOf({ weightsAt, biasesAt, rows, in: inputs }, gradient) {
    const weights = gradient.subarray(weightsAt, biasesAt);
    const biases = gradient.subarray(biasesAt, biasesAt + rows);
    const moving = (/** @type {Float32Array} */ numbers) => numbers.reduce((count, g) => count + Number(g !== 0), 0);
    return {
        weights: weights.length,
        movingWeights: moving(weights),
        biases: rows,
        movingBiases: moving(biases),
        isEqual: weights.every((g) => g === weights[0]),
        isAlike: rows > 1 && weights.every((g, i) => g === weights[i % inputs]) && biases.every((g) => g === biases[0]),
    };
}

/**
 * Of ∂L/∂W the theory gives the proportion, δ times what the layer is fed, and the last hidden layer gives the size: how far the examples' parts of the sum
 * cancel depends on the data. The first layer, which is fed the data themselves, is left out for the same reason.
 * @param {import("./inside.js").CoreInside} core
 * @param {Prepared} prepared
 * @param {import("./messages.js").NetworkProblem} problem
 * @param {Float32Array} theta
 * @param {import("./types.js").LayerStats[]} stats
 * @returns {import("./messages.js").Spread[] | null}
 */
function predict(core, { network, x, y }, { net }, theta, stats) {
    if (net.loss !== "bce") return null;
    const hidden = network.layers.length - 1;
    const activations = Array.from({ length: hidden }, (_, l) => (Array.isArray(net.activation) ? net.activation[l] : net.activation));
    const spreads = predictSpreads(core, network.layers, activations, theta, x, y);
    const last = hidden - 1;
    const size = last < 0 ? NaN : stats[last].weightGradient.std / (spreads[last].delta * spreads[last].fed);
    return spreads.map(({ fed, ...spread }, l) => ({
        ...spread,
        ...(l > last ? { z: NaN, activation: NaN } : {}), // one unit is no sample of many
        weightGradient: l > 0 && l <= last ? size * spread.delta * fed : NaN,
    }));
}
