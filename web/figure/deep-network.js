/** The deep network of the published set-up (Godoy 2018): ten-dimensional ball data, layers of 100 units, one sigmoid output under cross-entropy. */
import { calmerRate, causeInWords, judge } from "./training/divergence.js";
import { formatNumber } from "../paint/scale.js";

/** Units of a hidden layer, and examples. */
export const UNITS = 100;
export const EXAMPLES = 1000;
export const BATCH = 32;

/** Every scheme of the core, and those of them that read a spread. */
export const SCHEMES = [
    "zeros",
    "constant",
    "normal",
    "uniform",
    "xavier-normal",
    "xavier-uniform",
    "he-normal",
    "he-uniform",
    "lecun-normal",
    "orthogonal",
];
export const SPREAD_SCHEMES = ["constant", "normal", "uniform"];

export const ACTIVATIONS = [
    "identity",
    "sigmoid",
    "tanh",
    "relu",
    "leaky-relu",
    "elu",
    "prelu",
    "rrelu",
    "maxout",
    "softplus",
    "gelu",
    "silu",
];

/** The four quantities of a layer, in the order in which they arise. */
export const QUANTITIES = /** @type {const} */ (["z", "activation", "delta", "weightGradient"]);

/**
 * @param {Record<string, any>} parameters activation, init, std, layerCount, seed
 * @param {boolean} [batchNorm]
 * @returns {any} NetworkProblem of core/messages.d.ts
 */
export function deepProblem({ activation, init, std, layerCount, seed }, batchNorm = false) {
    return {
        kind: "network",
        data: { name: "ball", n: EXAMPLES, noise: 0, seed, testShare: 0, inputs: "all" },
        net: { hidden: Array.from({ length: layerCount }, () => UNITS), activation, loss: "bce", batchNorm, init, std, seed },
    };
}

/** A run of plain descent in mini-batches: where it is, and what it needs to go on. */
export class DeepRun {
    /** @type {Float32Array | null} */
    running = null;
    /** @type {Float32Array | null} */
    state = null;
    step = 0;
    /** @type {import("../core/messages.js").Divergence | null} */
    diverged = null;

    /**
     * @param {any} problem
     * @param {Float32Array} theta where it starts
     * @param {Record<string, any>} how learningRate, batchSize, seed
     */
    constructor(problem, theta, { learningRate, batchSize, seed }) {
        this.problem = problem;
        this.theta = theta;
        /** Where a divergence is judged: the start, which is the same however steps are cut. */
        this.best = { theta, velocity: null, stateOf: "sgd" };
        this.optimizer = { name: /** @type {const} */ ("sgd"), learningRate };
        this.batchSize = batchSize;
        this.seed = seed;
    }

    /** The request that makes so many more steps. @param {number} steps @param {number} [budget] ms */
    request(steps, budget) {
        const { problem, theta, running, state, step, optimizer, batchSize, seed } = this;
        return { type: "train", problem, theta, running, state, step, steps, budget, optimizer, batchSize, seed };
    }

    /** What a link says of it: with the step that threw it out. */
    get reached() {
        return this.step + (this.diverged ? 1 : 0);
    }

    // What a gauge reads (training/live-gauge.js).
    stateOf = "sgd";
    get velocity() {
        return this.state;
    }
    get rates() {
        return this.optimizer;
    }
    get last() {
        return { diverged: this.diverged };
    }

    /** @param {import("../core/messages.js").TrainReply} reply to that request */
    absorb({ theta, running, state, step, diverged }) {
        Object.assign(this, { theta, running, state, step, diverged });
    }
}

/** The smallest learning rate that the figures offer. */
export const LEAST_RATE = 1e-3;

/**
 * Stops a run that can go no further, says why, and offers a rate at which it could have, if the figure has one.
 * @param {import("../host.js").Host} host with a learningRate and the steps trained
 * @param {DeepRun} run
 * @param {() => boolean} isWanted whether the run is still the one in view
 * @param {(cause: string) => string} [say] the whole notice, where the cause alone does not tell
 */
export async function tellDivergence(host, run, isWanted, say = (cause) => cause) {
    if (!run.diverged) return;
    host.pause();
    const diverged = await judge((request) => host.ask("judge", request), run, run.diverged);
    if (!isWanted()) return;
    const rate = calmerRate(diverged);
    const action = rate >= LEAST_RATE && {
        text: () => host.t("init.calmer", { rate: formatNumber(rate) }),
        run: () => host.set({ learningRate: rate, trained: 0 }),
    };
    host.notice({
        kind: "diverged",
        text: () => say(causeInWords(diverged, (key, values) => host.t(key, values))),
        action: action || undefined,
    });
    host.emit("valley-diverged", diverged);
}
