/** The published experiment (Cohen et al. 2021), and what may be changed of it. */

/** As the core knows them; a momentum is the figure's own. */
const KINDS = {
    sgd: { name: "sgd" },
    momentum: { name: "sgd", nesterov: false },
    nesterov: { name: "sgd", nesterov: true },
    adam: { name: "adam" },
};

/** @typedef {keyof typeof KINDS} OptimizerChoice */

export const OPTIMIZERS = /** @type {OptimizerChoice[]} */ (Object.keys(KINDS));

/** Rates at which each meets its limit within a thousand steps. @type {Record<OptimizerChoice, number>} */
export const RATES = { sgd: 0.2, momentum: 0.2, nesterov: 0.1, adam: 0.003 };

export const ACTIVATIONS = ["tanh", "sigmoid", "relu", "leaky-relu", "elu", "prelu", "maxout", "softplus", "gelu", "silu", "identity"];

/** @param {OptimizerChoice} kind */
export const hasMomentum = (kind) => kind === "momentum" || kind === "nesterov";

/** @param {OptimizerChoice} kind @param {{learningRate: number, momentum: number}} rates */
export function optimizerOf(kind, { learningRate, momentum }) {
    return { ...KINDS[kind], learningRate, ...(hasMomentum(kind) ? { momentum } : {}) };
}

/** The polynomial T₆ at 20 even points, and a net 1-30-20-1. @param {{activation: string, seed: number}} p */
export function problemOf({ activation, seed }) {
    const data = { name: "chebyshev", n: 20, noise: 0, seed: 1, testShare: 0, inputs: ["x"] };
    const net = { hidden: [30, 20], activation, outputActivation: "identity", loss: "half-mse", init: "lecun-normal", seed };
    return { kind: "network", data, net };
}

/**
 * What was published for plain descent, from one start of theirs.
 * @typedef {{start: number, crossed: number, mean: number, max: number | null}} Published
 */
/** @type {Record<number, Published>} */
const PUBLISHED = {
    0.2: { start: 7, crossed: 390, mean: 10.1, max: 12 },
    0.1: { start: 7, crossed: 3720, mean: 20.1, max: null },
};

/**
 * @param {{optimizer: string, activation: string}} p
 * @param {number} learningRate in force all along
 * @returns {Published | null}
 */
export function publishedOf({ optimizer, activation }, learningRate) {
    return (optimizer === "sgd" && activation === "tanh" && PUBLISHED[learningRate]) || null;
}
