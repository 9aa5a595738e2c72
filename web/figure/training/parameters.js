import { checkChanges, OPTIMIZERS } from "./changes.js";

export const DATASETS = [
    "circle", "xor", "gauss", "spiral", "two-curves", "moons", "rings", "tangled", "plane", "sine", "iris", "penguins", "csv",
]; // prettier-ignore
export const INPUTS = ["x", "y", "x2", "y2", "xy", "sin-x", "sin-y"];
/** Maxout, whose units have several rows of weights, has no place in the picture of a network. */
const ACTIVATIONS = ["tanh", "relu", "sigmoid", "identity", "leaky-relu", "elu", "prelu", "rrelu", "softplus", "gelu", "silu"];
const share = { type: /** @type {const} */ ("number"), min: 0, max: 0.9999, step: 0.001 };
export const LEAST_RATE = 1e-4;
export const LIMITS = { layers: 8, units: 64 };

/** Columns of the measured sets. @type {Record<string, number>} */
export const MEASURED = { iris: 4, penguins: 3 };

/**
 * Whatever can be set, in the order in which a gallery shows it. The defaults learn visibly within seconds.
 * @type {import("../../parameters.js").Spec[]}
 */
export const parameters = [
    { name: "data", type: "choice", choices: DATASETS, default: "circle" },
    { name: "columns", type: "list", min: 0, max: 63, minLength: 1, maxLength: 2, default: [0, 1] },
    { name: "n", type: "integer", min: 20, max: 5000, default: 500 },
    { name: "noise", type: "number", min: 0, max: 0.5, step: 0.01, default: 0.1 },
    { name: "testShare", type: "number", min: 0, max: 0.9, step: 0.05, default: 0.5 },
    { name: "inputs", type: "list", choices: INPUTS, minLength: 1, default: ["x", "y"] },
    { name: "hidden", type: "list", min: 1, max: LIMITS.units, maxLength: LIMITS.layers, default: [4, 4] },
    { name: "activation", type: "choice", choices: ACTIVATIONS, default: "tanh" },
    { name: "batchNorm", type: "boolean", default: false },
    { name: "loss", type: "choice", choices: ["mse", "bce", "softmax"], control: "select", default: "mse" },
    { name: "learningRate", type: "number", min: LEAST_RATE, max: 100, scale: "log", digits: 3, default: 0.03 },
    { name: "optimizer", type: "choice", choices: OPTIMIZERS, default: "sgd" },
    { name: "momentum", type: "number", min: 0, max: 0.99, step: 0.01, default: 0 },
    { name: "nesterov", type: "boolean", default: false },
    { name: "alpha", ...share, default: 0.99 },
    { name: "beta1", ...share, default: 0.9 },
    { name: "beta2", ...share, default: 0.999 },
    { name: "epsilon", type: "number", min: 0, max: 1, scale: "log", smallest: 1e-10, digits: 2, default: 1e-8 },
    { name: "batchSize", type: "integer", min: 1, max: 5000, default: 10 },
    { name: "l1", type: "number", min: 0, max: 10, scale: "log", smallest: 1e-4, digits: 2, default: 0 },
    { name: "l2", type: "number", min: 0, max: 10, scale: "log", smallest: 1e-4, digits: 2, default: 0 },
    {
        name: "init",
        type: "choice",
        choices: [
            "xavier-normal", "xavier-uniform", "he-normal", "he-uniform", "lecun-normal", "orthogonal", "normal", "uniform", "zeros",
        ], // prettier-ignore
        default: "xavier-normal",
    },
    { name: "std", type: "number", min: 0.001, max: 5, scale: "log", digits: 2, default: 0.5 },
    { name: "seed", type: "integer", min: 0, max: 2 ** 31 - 1, default: 1 },
    { name: "speed", type: "choice", choices: ["1", "4", "16", "64", "max"], default: "4" },
    { name: "showTest", type: "boolean", default: true },
    { name: "discretise", type: "boolean", default: false },
    { name: "logLoss", type: "boolean", default: false },
    { name: "steps", type: "integer", min: 0, max: 1e9, default: 0 },
    { name: "changes", type: "text", maxLength: 12000, check: checkChanges, default: "" },
];

/** Names whose change begins a new run. */
export const STRUCTURAL = new Set([
    "data", "columns", "n", "noise", "testShare", "inputs", "hidden", "activation", "batchNorm", "loss", "batchSize", "init", "std", "seed",
]); // prettier-ignore

/**
 * @param {any} p parameters
 * @param {{nInputs: number} | null} points a table of the reader's own
 */
export function dataSpec(p, points) {
    return {
        name: p.data,
        n: p.n,
        noise: p.noise,
        seed: p.seed,
        testShare: p.testShare,
        inputs: inputsOf(p),
        columns: columnsWithin(p.columns, p.data === "csv" ? points?.nInputs : MEASURED[p.data]),
        ...(p.data === "csv" ? { points } : {}),
    };
}

/** A line has no y. @param {any} p parameters @returns {string[]} */
export function inputsOf({ data, inputs }) {
    if (data !== "sine") return inputs;
    const along = inputs.filter((/** @type {string} */ name) => !name.includes("y"));
    return along.length > 0 ? along : ["x"];
}

/** The columns chosen for another set may not be there. @param {number[]} columns @param {number} [count] */
function columnsWithin(columns, count = 2) {
    return columns.length === 2 && columns.every((column) => column < count) ? columns : [0, 1];
}

/** The loss that fits: more than two classes have no binary cross-entropy, numbers have only mse. @param {any} p @param {number} nClasses */
export function fittingLoss(p, nClasses) {
    if (nClasses === 0) return "mse";
    return p.loss === "bce" && nClasses > 2 ? "softmax" : p.loss;
}

/**
 * @param {any} p parameters
 * @param {{nInputs: number} | null} points
 * @param {number} nClasses
 */
export function problemOf(p, points, nClasses) {
    const { hidden, activation, batchNorm, l1, l2, init, std, seed } = p;
    const net = { hidden, activation, batchNorm, outputActivation: "identity", loss: fittingLoss(p, nClasses), l1, l2, init, std, seed };
    return { kind: "network", data: dataSpec(p, points), net };
}
