/** The request "batchNorm": what a layer's batch normalisation has stored against what is there, and one unit seen through it. */
import { floats, integer } from "./check.js";
import { andFree, PLAIN } from "./optimizer.js";
import { trace } from "./trace.js";

/** @typedef {import("./messages.js").BatchNormRequest} Request */
/** @typedef {import("./messages.js").BatchNormReply} Reply */
/** @typedef {import("./inside.js").CoreInside} CoreInside */
/** @typedef {import("./problem.js").Prepared} Prepared */

/** Examples that the one unit is shown for, at most. */
const SHOWN = 256;
/** nn.h: the share of a batch's values that a step takes into the running ones. */
const MOMENTUM = 0.1;

/**
 * @param {import("./problem.js").Problems} problems
 * @param {Request} request
 * @returns {Reply}
 */
export function measureNormalisation(problems, { problem, theta, running, layer, unit, batchSize, seed = 0 }) {
    const prepared = problems.network(problem);
    const { network } = prepared;
    if (network.nRunning === 0) throw new RangeError("problem.net.batchNorm must be true here, got false");
    const at = floats("theta", theta, network.nParameters);
    const stored = floats("running", running, network.nRunning);
    integer("layer", layer, { least: 0, most: network.layers.length - 2 });
    integer("unit", unit, { least: 0, most: network.layers[0].rows - 1 });
    integer("batchSize", batchSize, { least: 2 });
    const { rows, gammaAt, betaAt, runningAt } = network.layers[layer];
    const found = lookAtAll(problems.core, prepared, at);
    return {
        gamma: at.slice(gammaAt, gammaAt + rows),
        beta: at.slice(betaAt, betaAt + rows),
        runningMean: stored.slice(runningAt, runningAt + rows),
        runningVariance: stored.slice(runningAt + rows, runningAt + 2 * rows),
        mean: found.slice(runningAt, runningAt + rows),
        variance: found.slice(runningAt + rows, runningAt + 2 * rows),
        ...seeThrough(problems.core, prepared, at, stored, { unit, batchSize, seed }),
    };
}

/**
 * Running values that hold all the data as they are: a step of rate 0 takes a tenth of them into empty ones.
 * @param {CoreInside} core
 * @param {Prepared} prepared
 * @param {Float32Array} theta
 * @returns {Float32Array}
 */
function lookAtAll(core, { network, train: objective }, theta) {
    const empty = new Float32Array(network.nRunning);
    return andFree(core.optimizer({ ...PLAIN, learningRate: 0 }), (still) =>
        andFree(objective.trainer(objective.examples), (trainer) => {
            const { running } = trainer.run({ theta, running: empty, state: new Float32Array(0) }, still, { seed: 0, from: 0, steps: 1 });
            return running.map((tenth) => tenth / MOMENTUM);
        }),
    );
}

/**
 * One unit of the first layer on its own, with its weights and bias, without γ and β.
 * @param {CoreInside} core
 * @param {Prepared} prepared
 * @param {Float32Array} theta
 * @param {Float32Array} running
 * @param {{unit: number, batchSize: number, seed: number}} how
 */
function seeThrough(core, { network, x }, theta, running, { unit, batchSize, seed }) {
    const { in: inputs, rows, weightsAt, biasesAt, runningAt } = network.layers[0];
    const order = core.permutation(x.length / inputs, seed);
    const sizes = batchSizes(Math.min(SHOWN, order.length), Math.min(batchSize, order.length), order.length);
    const shown = sizes.reduce((sum, size) => sum + size, 0);
    const examples = new Float32Array(shown * inputs);
    order.subarray(0, shown).forEach((from, to) => examples.set(x.subarray(from * inputs, (from + 1) * inputs), to * inputs));
    const weights = theta.subarray(weightsAt + unit * inputs, weightsAt + (unit + 1) * inputs);
    const one = [...weights, theta[biasesAt + unit]];
    const before = andFree(core.network({ layers: [inputs, 1] }), (plain) =>
        plain.predictAt(Float32Array.from(one), new Float32Array(), examples),
    );
    return andFree(core.network({ layers: [inputs, 1, 1], activation: "identity", batchNorm: true }), (normalising) => {
        const alone = Float32Array.of(...one, 1, 0, 1, 0); // γ = 1, β = 0, and an output that hands on what it gets
        const stored = Float32Array.of(running[runningAt + unit], running[runningAt + rows + unit]);
        const inTraining = new Float32Array(shown);
        let from = 0;
        for (const size of sizes) {
            const batch = examples.subarray(from * inputs, (from + size) * inputs);
            const { a } = andFree(normalising.objective(batch, new Float32Array(size)), (objective) => trace(objective, alone, false));
            inTraining.set(a.subarray(0, size), from);
            from += size;
        }
        const inEvaluation = normalising.predictAt(alone, stored, examples);
        return { before, inTraining, inEvaluation, batches: Float32Array.from(sizes) };
    });
}

/**
 * Whole batches, as many as fit, at least one.
 * @param {number} room
 * @param {number} size
 * @param {number} all
 */
function batchSizes(room, size, all) {
    const count = Math.max(1, Math.floor(room / size));
    return Array.from({ length: count }, () => Math.min(size, all));
}
