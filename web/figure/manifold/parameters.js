import { parameters as ofTraining } from "../training/parameters.js";

/** Two classes in the plane, which every layer moves. */
const DATASETS = ["two-curves", "spiral", "rings", "tangled", "circle", "moons", "xor", "gauss"];
export const MOST_LAYERS = 6;

/**
 * What differs from the playground's parameters of the same names.
 * @type {Record<string, Partial<import("../../parameters.js").Spec>>}
 */
const changed = {
    data: { choices: DATASETS, default: "two-curves" },
    columns: {},
    n: {},
    noise: { default: 0 },
    testShare: {},
    inputs: { choices: ["x", "y"], minLength: 2 },
    hidden: { max: 16, minLength: 1, maxLength: MOST_LAYERS, default: [2, 2] },
    activation: {},
    loss: { choices: ["bce", "mse"], default: "bce", control: "select" },
    learningRate: { default: 0.3 },
    momentum: {},
    nesterov: {},
    batchSize: {},
    l1: {},
    l2: {},
    init: {},
    std: {},
    seed: {},
    speed: {},
    logLoss: {},
    steps: {},
    changes: {},
};

/** @type {import("../../parameters.js").Spec[]} */
export const parameters = [
    ...ofTraining.filter(({ name }) => name in changed).map((spec) => ({ ...spec, ...changed[spec.name] })),
    // Layers passed through: k + ½ is layer k + 1 before its activation.
    { name: "depth", type: "number", min: 0, max: MOST_LAYERS, step: 0.01, default: 2 },
];

/** Networks that can bend these data apart, or show that they cannot. @type {Record<string, Record<string, unknown>>} */
export const fitting = {
    "two-curves": { hidden: [2, 2], learningRate: 0.3, momentum: 0 },
    spiral: { hidden: [12, 12, 2], learningRate: 0.03, momentum: 0.9 },
    rings: { hidden: [2, 2], learningRate: 0.1, momentum: 0.5 },
    tangled: { hidden: [4, 2], learningRate: 0.1, momentum: 0 },
    circle: { hidden: [4], learningRate: 0.1, momentum: 0.5 },
    moons: { hidden: [2, 2], learningRate: 0.1, momentum: 0.5 },
    xor: { hidden: [4, 2], learningRate: 0.1, momentum: 0.5 },
    gauss: { hidden: [2], learningRate: 0.1, momentum: 0 },
};
