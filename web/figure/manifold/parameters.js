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

/** Seen in its last space. @param {number[]} hidden @param {Record<string, unknown>} more */
const fits = (hidden, more) => ({
    activation: "tanh",
    init: "xavier-normal",
    batchSize: 10,
    momentum: 0,
    hidden,
    depth: hidden.length,
    ...more,
});

/** Networks that can bend these data apart, or show that they cannot. @type {Record<string, Record<string, unknown>>} */
export const fitting = {
    "two-curves": fits([2, 2], { learningRate: 0.3 }),
    // Two units keep an arm between the arms; sixteen have room to unroll them, all but where they meet. In some 1,000 steps.
    spiral: fits([16, 16, 16], { activation: "silu", init: "he-normal", learningRate: 0.05, momentum: 0.9, batchSize: 50 }),
    rings: fits([2, 2], { learningRate: 0.1, momentum: 0.5 }),
    tangled: fits([4, 2], { learningRate: 0.1 }),
    circle: fits([4], { learningRate: 0.1, momentum: 0.5 }),
    moons: fits([2, 2], { learningRate: 0.1, momentum: 0.5 }),
    xor: fits([4, 2], { learningRate: 0.1, momentum: 0.5 }),
    gauss: fits([2], { learningRate: 0.1 }),
};
