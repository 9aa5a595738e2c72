import { parameters as networkParameters } from "../training/parameters.js";

/**
 * The network and its training are the playground's, by the same names, so that they carry over between the two figures; its own points of the
 * reader do not, as they stand in no link.
 */
const KEPT = new Set([
    "data", "columns", "n", "noise", "testShare", "inputs", "hidden", "activation", "loss", "learningRate", "optimizer", "momentum",
    "nesterov", "alpha", "beta1", "beta2", "epsilon", "batchSize", "l1", "l2", "init", "std", "seed", "speed", "logLoss", "steps", "changes",
]); // prettier-ignore

/** @typedef {import("../../parameters.js").Spec} Spec */

/** @param {Spec} spec @returns {Spec} */
const withoutCsv = (spec) => (spec.name === "data" ? { ...spec, choices: spec.choices?.filter((name) => name !== "csv") } : spec);

/** @type {Spec[]} */
const own = [
    { name: "view", type: "choice", choices: ["contour", "3d", "both"], default: "both" },
    { name: "plane", type: "choice", choices: ["weights", "random", "path", "eigen"], default: "weights" },
    // Entries of theta.
    { name: "weightA", type: "integer", min: 0, max: 1e6, default: 6 },
    { name: "weightB", type: "integer", min: 0, max: 1e6, default: 22 },
    { name: "planeSeed", type: "integer", min: 0, max: 2 ** 31 - 1, default: 1 },
    // Which network the slice goes through: the one that is training, the one it began as, the one at which it last stood still.
    { name: "origin", type: "choice", choices: ["follow", "fixed-start", "fixed-end"], default: "follow", control: "select" },
    // Half the width of the slice, or less where the path's own plane must hold the path: in weights, or in lengths of the units' weights.
    { name: "span", type: "number", min: 0.1, max: 30, scale: "log", digits: 2, default: 2 },
    { name: "size", type: "integer", min: 24, max: 96, default: 96, control: "slider" },
    { name: "logHeight", type: "boolean", default: true },
    // Degrees of yaw and pitch, and zoom of the 3-D view.
    { name: "turn", type: "numbers", min: -360, max: 360, minLength: 3, maxLength: 3, default: [30, 50, 1] },
    // Coordinates of the start in the plane through the weights as drawn; none: there.
    { name: "start", type: "numbers", min: -1e4, max: 1e4, maxLength: 2, default: [] },
    // The plane those belong to, when it is another than the one shown: two entries of theta, or a seed.
    { name: "startPlane", type: "list", min: 0, max: 2 ** 31 - 1, maxLength: 2, default: [] },
];

/** @type {Spec[]} */
export const parameters = [.../** @type {Spec[]} */ (networkParameters).filter(({ name }) => KEPT.has(name)).map(withoutCsv), ...own];
