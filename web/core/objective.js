/** Objectives: functions of one flat vector. A surface and a network on its data look the same from here. */
import { floats, integer, number, options, positive, seed } from "./check.js";
import { OptimizerHandle, PLAIN, andFree } from "./optimizer.js";
import { inOut, outFloats, outWords, scratch } from "./wasm.js";

/** @typedef {import("./types.js").Objective} Interface */
/** @typedef {import("./types.js").Numbers} Numbers */
/** @typedef {import("./types.js").Diagnosis} Diagnosis */
/** @typedef {import("./wasm.js").Handle} Handle */
/** @typedef {import("./inside.js").CoreInside} CoreInside */

/** NN_MAX_EIGENVECTORS, and what Lanczos may spend. */
const MAX_EIGENVECTORS = 8;
const MAX_PRODUCTS = 128;
/** Hessian-vector products that nn_diagnose and nn_basins_classify may spend. */
const DIAGNOSIS_PRODUCTS = 32;

/** @implements {Interface} */
export class Objective {
    /**
     * @param {CoreInside} core
     * @param {Handle} handle
     * @param {number} n
     * @param {import("./types.js").SurfaceInfo | null} surface
     */
    constructor(core, handle, n, surface) {
        this.core = core;
        this.heap = core.heap;
        this.handle = handle;
        this.n = n;
        this.surface = surface;
    }

    /** The middle of a plane where none is named. @returns {Float32Array} */
    get origin() {
        return new Float32Array(this.n);
    }

    /** Where to descend from where no start is named. @returns {Float32Array} */
    get start() {
        return this.surface ? Float32Array.from(this.surface.start) : this.origin;
    }

    /** @param {Numbers} theta @returns {number} */
    value(theta) {
        return this.heap.call("objective_value", this.alive, outFloats(1), floats("theta", theta, this.n)).out[0][0];
    }

    /** @param {Numbers} theta @returns {{loss: number, gradient: Float32Array}} */
    gradient(theta) {
        const at = floats("theta", theta, this.n);
        const [gradient, [loss]] = this.heap.call("objective_gradient", this.alive, outFloats(this.n), outFloats(1), at).out;
        return { loss, gradient };
    }

    /**
     * @param {Numbers} theta
     * @param {Numbers} v
     * @returns {Float32Array}
     */
    hessianVector(theta, v) {
        const at = floats("theta", theta, this.n);
        return this.heap.call("objective_hessian_vector", this.alive, outFloats(this.n), at, floats("v", v, this.n)).out[0];
    }

    /**
     * @param {Numbers} theta
     * @param {import("./types.js").CurvatureOptions} [given]
     * @returns {import("./types.js").Curvature}
     */
    curvature(theta, given = {}) {
        const {
            start = null,
            maxProducts = 40,
            tolerance = 1e-4,
            optimizer = PLAIN,
            preconditioner = null,
            ends,
        } = options("curvature options", given, ["start", "maxProducts", "tolerance", "optimizer", "preconditioner", "ends"]);
        const { heap, n } = this;
        integer("maxProducts", maxProducts, { least: 1, most: MAX_PRODUCTS });
        number("tolerance", tolerance, { least: 0 });
        const results = [outFloats(4), outFloats(n)];
        const at = floats("theta", theta, n);
        const from = start && floats("start", start, n);
        const [name, ...between] = preconditioner
            ? ["curvature_preconditioned", at, positive("preconditioner", preconditioner, n)]
            : ["curvature_at", this.core.minVector(n, ends), at];
        const sizeName = preconditioner ? "curvature_preconditioned_work_size" : "curvature_work_size";
        const work = scratch(heap.value(sizeName, n, maxProducts));
        return andFree(this.core.optimizer(optimizer), (made) => {
            const { out, diverged } = heap.call(name, this.alive, ...results, ...between, from, work, maxProducts, tolerance);
            const [[max, min, , converged], maxVector] = out;
            return {
                max,
                min,
                maxVector,
                stableLearningRate: this.#limit(max, maxVector, made, preconditioner),
                converged: converged === 1,
                diverged,
            };
        });
    }

    /**
     * @param {Numbers} theta
     * @param {import("./types.js").EigenvectorOptions} [given]
     * @returns {import("./types.js").Eigenvectors}
     */
    eigenvectors(theta, given = {}) {
        const known = ["count", "maxProducts", "tolerance"];
        const { count = 2, maxProducts = MAX_PRODUCTS, tolerance = 1e-4 } = options("eigenvectors options", given, known);
        const { heap, n } = this;
        integer("count", count, { least: 1, most: Math.min(MAX_EIGENVECTORS, n) });
        integer("maxProducts", maxProducts, { least: 1, most: MAX_PRODUCTS });
        number("tolerance", tolerance, { least: 0 });
        const results = [outFloats(count), outFloats(count * n), outWords(1)];
        const at = floats("theta", theta, n);
        const work = scratch(heap.value("curvature_work_size", n, maxProducts));
        const run = heap.call("curvature_top", this.alive, ...results, at, work, count, maxProducts, tolerance);
        const [values, all, [converged]] = run.out;
        const vectors = Array.from({ length: count }, (_, k) => all.slice(k * n, (k + 1) * n));
        return { values, vectors, converged: converged === 1, diverged: run.diverged };
    }

    /**
     * Weight decay is a curvature that the objective does not see: all of it along every direction, or as much as lies on what decays. AdamW's is
     * none: it is outside the gradient, and the core's limit knows it.
     * @param {number} max
     * @param {Float32Array} maxVector unit length
     * @param {OptimizerHandle} optimizer
     * @param {Numbers | null} preconditioner
     */
    #limit(max, maxVector, optimizer, preconditioner) {
        const { name, weightDecay, decayOn } = optimizer.settings;
        if (optimizer.isAdaptive && !preconditioner) return NaN;
        if (name === "adamw") return optimizer.limit(max);
        if (decayOn === "all" && !preconditioner) return optimizer.limit(max + weightDecay);
        const swing = preconditioner ? maxVector.map((value, i) => value / Math.sqrt(preconditioner[i])) : maxVector;
        return optimizer.limit(max + weightDecay * (decayOn === "all" ? squareOf(swing) : this.squareOnWeights(swing)));
    }

    /** Of a vector's square, what lies on dense weights: of a surface, all. @param {Float32Array} vector @returns {number} */
    squareOnWeights(vector) {
        return squareOf(vector);
    }

    /**
     * Why a run with this optimiser diverged from a place.
     * @param {{theta: Float32Array, step: number}} place
     * @param {OptimizerHandle} optimizer
     * @returns {Diagnosis}
     */
    diagnose({ theta, step }, optimizer) {
        const work = scratch(this.heap.value("curvature_work_size", this.n, DIAGNOSIS_PRODUCTS));
        const [[cause, curvature, learningRate, limit]] = this.heap.call(
            "diagnose",
            this.alive,
            outFloats(4),
            theta,
            optimizer.handle,
            step,
            work,
        ).out;
        return { cause: /** @type {Diagnosis["cause"]} */ (this.core.names("cause")[cause]), curvature, learningRate, limit };
    }

    /**
     * The same where the run was still calm: on the brink of infinity a curvature is beyond all measure and helps nobody. Where the calm place
     * knows no reason ("overflow"), the last one is asked.
     * @param {{theta: Float32Array, step: number}} last
     * @param {{theta: Float32Array, step: number}} calm
     * @param {OptimizerHandle} optimizer
     */
    diagnoseRun(last, calm, optimizer) {
        const early = this.diagnose(calm, optimizer);
        return early.cause === "overflow" ? this.diagnose(last, optimizer) : early;
    }

    /**
     * What kind of place a point is.
     * @param {Float32Array} theta
     * @param {number} tolerance
     * @returns {{end: "minimum" | "saddle" | "stuck" | "diverged", gradientNorm: number, lambdaMin: number}}
     */
    classify(theta, tolerance) {
        const work = scratch(this.heap.value("curvature_work_size", this.n, DIAGNOSIS_PRODUCTS) + this.n);
        const { out } = this.heap.call("basins_classify", this.alive, outWords(1), outFloats(2), theta, work, tolerance);
        const [[end], [gradientNorm, lambdaMin]] = out;
        return { end: ENDS[end], gradientNorm, lambdaMin };
    }

    /** The handle of what can still be called. @returns {Handle} */
    get alive() {
        return this.handle;
    }

    free() {
        this.handle.free();
    }
}

/** @param {Float32Array} vector */
function squareOf(vector) {
    return vector.reduce((sum, x) => sum + x * x, 0);
}

/** The order is that of nn_end in nn.h. */
const ENDS = /** @type {const} */ (["minimum", "saddle", "stuck", "diverged"]);

/** A network's loss on examples of its own. */
export class NetworkObjective extends Objective {
    /**
     * @param {CoreInside} core
     * @param {import("./network.js").Network} net
     * @param {Float32Array} x [n × in]
     * @param {Float32Array} y [n × out]
     */
    constructor(core, net, x, y) {
        const { inputs, outputs } = net;
        const examples = x.length / inputs;
        const data = core.heap.create("objective", "data", "data_new", x, y, examples, inputs, outputs);
        try {
            super(core, core.heap.create("objective", "objective", "objective_new_net", net.handle, data), net.nParameters, null);
        } catch (error) {
            data.free();
            throw error;
        }
        this.net = net;
        this.data = data;
        this.examples = examples;
    }

    get origin() {
        return this.net.origin;
    }

    get alive() {
        if (this.net.handle.freed) throw new TypeError("the network of this objective was freed");
        return this.handle;
    }

    /** @param {Float32Array} vector */
    squareOnWeights(vector) {
        const squares = this.net.layers.map(({ weightsAt, biasesAt }) => squareOf(vector.subarray(weightsAt, biasesAt)));
        return squares.reduce((sum, square) => sum + square, 0);
    }

    /**
     * As the network would be used: batch normalisation by the running values, nothing dropped.
     * @param {Float32Array} theta
     * @param {Float32Array} running
     * @returns {{loss: number, accuracy: number}}
     */
    evaluate(theta, running) {
        const { net, heap } = this;
        const results = [outFloats(1), outFloats(1)];
        const work = scratch(net.workSize());
        const [[loss], [accuracy]] = heap.call("net_evaluate", net.handle, ...results, theta, running, this.data, work).out;
        return { loss, accuracy };
    }

    /** @param {number} batchSize */
    trainer(batchSize) {
        return new Trainer(this, integer("batchSize", batchSize, { least: 1, most: this.examples }));
    }

    free() {
        super.free();
        this.data.free();
    }
}

/** @typedef {{theta: Float32Array, running: Float32Array, state: Float32Array}} State parameters, batch normalisation's running values, the optimiser's */

/** Training on an objective's examples: knows how to step, and keeps nothing that a step leaves behind. */
export class Trainer {
    /**
     * @param {NetworkObjective} objective
     * @param {number} batchSize
     */
    constructor(objective, batchSize) {
        this.heap = objective.heap;
        this.objective = objective;
        this.handle = this.heap.create("trainer", "trainer", "trainer_new", objective.net.handle, objective.data, batchSize);
    }

    /**
     * Steps from … from + steps − 1, or as far as losses stay finite.
     * @param {State} start
     * @param {OptimizerHandle} optimizer
     * @param {{seed: number, from: number, steps: number}} run
     * @returns {State & {losses: Float32Array, done: number, diverged: boolean}} losses: one more than done where a first loss was not finite
     */
    run({ theta, running, state }, optimizer, run) {
        const { out, diverged } = this.heap.call(
            "train",
            this.handle,
            inOut(theta),
            inOut(running),
            inOut(state),
            outFloats(run.steps),
            outWords(1),
            optimizer.handle,
            seed("seed", run.seed),
            run.from,
            run.steps,
        );
        const [newTheta, newRunning, newState, losses, [done]] = out;
        return { theta: newTheta, running: newRunning, state: newState, losses: losses.subarray(0, done), done, diverged };
    }

    free() {
        this.handle.free();
    }
}
