/** What is descended here: two surfaces whose minima are known, and two networks small enough to be started thousands of times. */

/** The four examples of exclusive or. */
const XOR_POINTS = {
    key: "xor-of-two-bits",
    x: Float32Array.of(0, 0, 0, 1, 1, 0, 1, 1),
    y: Float32Array.of(0, 1, 1, 0),
    nInputs: 2,
    nClasses: 2,
    columnNames: ["a", "b", "a xor b"],
    classNames: ["0", "1"],
};

/**
 * @typedef {object} Suited what shows a problem at its best; parameters at 0 take it
 * @property {number} span
 * @property {number} learningRate
 * @property {number} momentum
 * @property {number} steps
 *
 * @typedef {object} Choice
 * @property {"surface" | "network"} kind
 * @property {Suited} suited
 * @property {readonly [number, number]} start   of the path that is shown first, as shares of the span
 * @property {number} distance                   ends closer than this in place are one; −1: of a network the place does not count, for its
 *                                               minima are many copies of one
 * @property {number} lossDistance               and closer than this in loss
 * @property {any} [data]
 * @property {string} [outputActivation]
 * @property {[string, string]} axes             names of the plane's coordinates
 */

/** @type {Record<string, Choice>} */
const table = {
    himmelblau: {
        kind: "surface",
        suited: { span: 5, learningRate: 0.01, momentum: 0, steps: 100 },
        start: [-0.14, 0.86],
        distance: 0.6, // a tenth of the way between two minima; in loss, what that far up a wall may be
        lossDistance: 20,
        axes: ["x", "y"],
    },
    "double-well": {
        kind: "surface",
        suited: { span: 2.5, learningRate: 0.05, momentum: 0, steps: 300 },
        start: [-0.7, 0.6],
        distance: 0.25,
        lossDistance: 0.2,
        axes: ["x", "y"],
    },
    sine: {
        kind: "network",
        suited: { span: 3, learningRate: 0.03, momentum: 0.9, steps: 1000 },
        start: [-0.6, 0.3],
        distance: -1,
        lossDistance: 0.05,
        data: { name: "sine", n: 24, noise: 0, seed: 1, testShare: 0, inputs: ["x"] },
        outputActivation: "identity",
        axes: ["w₁", "w₂"],
    },
    xor: {
        kind: "network",
        suited: { span: 4, learningRate: 0.3, momentum: 0, steps: 2000 },
        start: [0.5, -0.3],
        distance: -1,
        lossDistance: 0.05,
        data: { name: "csv", n: 4, noise: 0, seed: 0, testShare: 0, inputs: ["x", "y"], points: XOR_POINTS },
        outputActivation: "tanh", // with squared error and targets ±1: the classical sigmoid network on 0 and 1, rescaled
        axes: ["w₁₁", "w₁₂"],
    },
};

export const PROBLEMS = Object.keys(table);

/** @param {string} problem */
export const choiceOf = (problem) => table[problem];

/** @param {string} problem */
export const isNetwork = (problem) => table[problem].kind === "network";

/**
 * The problem as the core takes it. All weights are drawn from U(−span, span); biases start at 0.
 * @param {{problem: string, units: number, span: number, seed: number}} parameters
 */
export function problemOf({ problem, units, span, seed }) {
    const { kind, data, outputActivation } = table[problem];
    if (kind === "surface") return { kind, surface: problem };
    const net = { hidden: [units], activation: "tanh", outputActivation, loss: "mse", l1: 0, l2: 0, init: "uniform", std: span, seed };
    return { kind, data, net };
}

/** @param {{learningRate: number, momentum: number, nesterov: boolean}} parameters */
export function optimizerOf({ learningRate, momentum, nesterov }) {
    return { name: "sgd", learningRate, momentum, nesterov };
}

/**
 * What must be set before anything can be shown: the suited value of each parameter that is at 0. Momentum follows the learning rate it suits.
 * @param {Record<string, any>} parameters
 * @returns {Record<string, number>}
 */
export function missing(parameters) {
    const { span, learningRate, momentum, steps } = table[parameters.problem].suited;
    return {
        ...(parameters.span === 0 ? { span } : {}),
        ...(parameters.steps === 0 ? { steps } : {}),
        ...(parameters.learningRate === 0 ? { learningRate, momentum: parameters.momentum || momentum } : {}),
    };
}
