/** A network that keeps its parameters, its optimiser, and how far it has been trained: what core.network gives. */
import { boolean, floats, integer, number, options, table } from "./check.js";
import { layerStats } from "./layer-stats.js";
import { fromNetworkJSON, networkJSON, readFloats } from "./network-json.js";
import { Network, outcome } from "./network.js";
import { PLAIN, andFree } from "./optimizer.js";
import { trace } from "./trace.js";

/** @typedef {import("./types.js").Network} Interface */
/** @typedef {import("./types.js").Numbers} Numbers */
/** @typedef {import("./types.js").Rows} Rows */
/** @typedef {import("./inside.js").CoreInside} CoreInside */
/** @typedef {import("./objective.js").NetworkObjective} NetworkObjective */

/** nn.h's size_t in wasm. */
const MOST_STEPS = 2 ** 32 - 1;

/** @implements {Interface} */
export class LearningNetwork extends Network {
    /** @type {Float32Array} */
    #theta;
    /** @type {Float32Array} */
    #running;
    /** @type {Float32Array} of the optimiser */
    #state;
    #step = 0;
    /** @type {import("./optimizer.js").OptimizerHandle} */
    #optimizer;
    /** What it was made by. @type {import("./types.js").NetworkOptions} */
    #given;

    /**
     * @param {CoreInside} core
     * @param {import("./types.js").NetworkOptions} given
     */
    constructor(core, given) {
        super(core, given);
        this.#given = structuredClone(given);
        this.#running = this.newRunning();
        this.#theta = new Float32Array(this.nParameters);
        this.#optimizer = core.optimizer(PLAIN);
        this.#state = new Float32Array(this.#optimizer.stateSize(this.nParameters));
        this.init();
    }

    /** @override */
    get origin() {
        return this.parameters;
    }

    /** @returns {Float32Array} */
    get parameters() {
        return this.#theta.slice();
    }

    /** @param {Numbers} theta */
    set parameters(theta) {
        this.#theta = floats("parameters", theta, this.nParameters).slice();
        this.#startAnew();
    }

    /** @returns {Float32Array} */
    get running() {
        return this.#running.slice();
    }

    /** @param {Numbers} running */
    set running(running) {
        this.#running = this.#withVariances(floats("running", running, this.nRunning)).slice();
    }

    /** Running values whose variances are none below 0. @param {Float32Array} running */
    #withVariances(running) {
        for (const { rows, runningAt } of this.layers)
            for (let i = runningAt + rows; runningAt >= 0 && i < runningAt + 2 * rows; i++)
                number(`running[${i}]`, running[i], { least: 0 });
        return running;
    }

    #startAnew() {
        this.#step = 0;
        this.#running = this.newRunning();
        this.#state = new Float32Array(this.#optimizer.stateSize(this.nParameters));
    }

    /** @returns {import("./types.js").OptimizerSettings} */
    get optimizer() {
        return this.#optimizer.settings;
    }

    /** @param {import("./types.js").Optimizer} given */
    set optimizer(given) {
        const next = this.core.optimizer(given);
        const size = next.stateSize(this.nParameters);
        if (size !== this.#state.length || !next.sharesStateWith(this.optimizer.name)) this.#state = new Float32Array(size);
        this.#optimizer.free();
        this.#optimizer = next;
    }

    /** @returns {Float32Array | null} */
    get preconditioner() {
        return this.#optimizer.preconditioner(this.#state, this.nParameters);
    }

    /** @param {import("./types.js").InitOptions} [given] */
    init(given = {}) {
        this.#theta = this.draw(given);
        this.#startAnew();
    }

    /**
     * @param {Rows} x
     * @param {Rows} y
     */
    trainStep(x, y) {
        const { losses, diverged } = this.train(x, y);
        return diverged ? Infinity : losses[0];
    }

    /**
     * @param {Rows} x
     * @param {Rows} y
     * @param {import("./types.js").TrainOptions} [given]
     * @returns {import("./types.js").TrainResult}
     */
    train(x, y, given = {}) {
        const { steps = 1, batchSize, seed: from = 0 } = options("train options", given, ["steps", "batchSize", "seed"]);
        integer("steps", steps, { least: 0, most: 1e7 });
        if (this.nRunning && batchSize === 1) throw tooFew("batchSize");
        return this.#on(x, y, (objective) =>
            andFree(objective.trainer(batchSize ?? objective.examples), (trainer) => {
                const calm = { theta: this.#theta, step: this.#step };
                const start = { theta: this.#theta, running: this.#running, state: this.#state };
                const run = trainer.run(start, this.#optimizer, { seed: from, from: this.#step, steps });
                this.#theta = run.theta;
                this.#running = run.running;
                this.#state = run.state;
                this.#step += run.done;
                const diagnosis = run.diverged
                    ? objective.diagnoseRun({ theta: run.theta, step: this.#step }, calm, this.#optimizer)
                    : null;
                return { losses: run.losses.slice(), steps: run.done, ...outcome(diagnosis) };
            }),
        );
    }

    /** @param {Rows} x */
    predict(x) {
        return this.predictAt(this.#theta, this.#running, table("x", x, this.inputs));
    }

    /** @param {Rows} x */
    units(x) {
        return this.unitsAt(this.#theta, this.#running, table("x", x, this.inputs));
    }

    /**
     * @param {Rows} x
     * @param {Rows} y
     */
    loss(x, y) {
        return this.#on(x, y, (objective) => objective.value(this.#theta));
    }

    /**
     * @param {Rows} x
     * @param {Rows} y
     */
    gradient(x, y) {
        return this.#on(x, y, (objective) => objective.gradient(this.#theta));
    }

    /**
     * @param {Rows} x
     * @param {Rows} y
     */
    evaluate(x, y) {
        return andFree(super.objective(x, y), (objective) => objective.evaluate(this.#theta, this.#running));
    }

    /**
     * @param {Rows} x
     * @param {Rows} y
     */
    accuracy(x, y) {
        return this.evaluate(x, y).accuracy;
    }

    /**
     * @param {Rows} x
     * @param {Rows} y
     * @param {import("./types.js").TraceOptions} [given]
     */
    trace(x, y, given = {}) {
        const { asDrawn = false } = options("trace options", given, ["asDrawn"]);
        if (boolean("asDrawn", asDrawn) && (this.nRunning || this.nRows !== this.nUnits))
            throw new RangeError("asDrawn must be false with batchNorm or maxout, got true");
        return this.#on(x, y, (objective) => trace(objective, this.#theta, asDrawn));
    }

    /**
     * @param {Rows} x
     * @param {Rows} y
     */
    layerStats(x, y) {
        return this.#on(x, y, (objective) => layerStats(objective, this.#theta));
    }

    /**
     * @param {Rows} x
     * @param {Rows} y
     * @param {Numbers} v
     */
    hessianVector(x, y, v) {
        return this.#on(x, y, (objective) => objective.hessianVector(this.#theta, v));
    }

    /**
     * @param {Rows} x
     * @param {Rows} y
     * @param {import("./types.js").CurvatureOptions} [given]
     */
    curvature(x, y, given = {}) {
        return this.#on(x, y, (objective) => objective.curvature(this.#theta, { optimizer: this.optimizer, ...given }));
    }

    /** @param {number} from */
    direction(from) {
        return this.directionAt(this.#theta, from);
    }

    /** @param {Numbers} direction @returns {Float32Array} */
    filterNormalise(direction) {
        return this.normalise(floats("direction", direction, this.nParameters), this.#theta);
    }

    /** What JSON.stringify(network) writes. @returns {import("./types.js").NetworkJSON} */
    toJSON() {
        const { parameters, optimizer } = this;
        const state = { parameters, running: this.#running, optimizer, optimizerState: this.#state, step: this.#step };
        return networkJSON(this.#given, state);
    }

    /**
     * The network that toJSON described: it goes on as the one that was written would.
     * @param {CoreInside} core
     * @param {unknown} json
     */
    static fromJSON(core, json) {
        const make = (/** @type {import("./types.js").NetworkOptions} */ given) => new LearningNetwork(core, given);
        return fromNetworkJSON(json, make, (network, { parameters, running, optimizer, optimizerState, step }) => {
            network.#theta = readFloats("parameters", parameters, network.nParameters);
            if (running !== undefined) network.#running = network.#withVariances(readFloats("running", running, network.nRunning));
            if (optimizer !== undefined) network.optimizer = optimizer;
            const { length } = network.#state;
            if (optimizerState !== undefined) network.#state = readFloats("optimizerState", optimizerState, length, false);
            if (step !== undefined) network.#step = integer("step", step, { least: 0, most: MOST_STEPS });
        });
    }

    /**
     * @override
     * @param {Rows} x
     * @param {Rows} y
     */
    objective(x, y) {
        const objective = super.objective(x, y);
        if (objective.examples > 1 || !this.nRunning) return objective;
        objective.free();
        throw tooFew("x");
    }

    /** @override */
    free() {
        this.#optimizer.free();
        super.free();
    }

    /**
     * @template T
     * @param {Rows} x
     * @param {Rows} y
     * @param {(objective: NetworkObjective) => T} work
     */
    #on(x, y, work) {
        return andFree(this.objective(x, y), work);
    }
}

/** One example has no variance to normalise by. @param {string} name */
function tooFew(name) {
    return new RangeError(`${name} must be ≥ 2 examples under batchNorm, got 1`);
}
