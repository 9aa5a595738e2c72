/** A network: its shape in the core, its parameters, its optimiser, and how far it has been trained. */
import { choice, floats, integer, number, options, seed, show, table } from "./check.js";
import { NetworkObjective } from "./objective.js";
import { PLAIN, andFree } from "./optimizer.js";
import { inOut, outFloats, scratch } from "./wasm.js";

/** @typedef {import("./types.js").Network} Interface */
/** @typedef {import("./types.js").Numbers} Numbers */
/** @typedef {import("./types.js").Rows} Rows */
/** @typedef {import("./types.js").Outcome} Outcome */
/** @typedef {import("./inside.js").CoreInside} CoreInside */

const KNOWN = ["layers", "activation", "outputActivation", "loss", "l1", "l2", "batchNorm", "pieces"];
/** nn.h: NN_MAX_LAYERS, NN_MAX_UNITS, NN_MAX_PARAMETERS. */
const MAX_LAYERS = 64;
const MAX_UNITS = 4096;
const MAX_PARAMETERS = 2 ** 22;

/** @implements {Interface} */
export class Network {
    /** @type {Float32Array} */
    #theta;
    /** @type {Float32Array} of the optimiser */
    #state;
    #step = 0;
    /** @type {import("./optimizer.js").OptimizerHandle} */
    #optimizer;

    /**
     * @param {CoreInside} core
     * @param {import("./types.js").NetworkOptions} given
     */
    constructor(core, given) {
        const shape = readShape(core, given);
        const { sizes, activations } = shape;
        this.core = core;
        this.heap = core.heap;
        this.lossName = shape.lossName;
        this.inputs = sizes[0];
        this.outputs = sizes[sizes.length - 1];
        const { loss, l1, l2 } = shape;
        this.handle = this.heap.create("network", "net", "net_new", sizes, activations, activations.length, loss, l1, l2);
        this.nParameters = this.heap.value("net_n_parameters", this.handle);
        this.nUnits = this.heap.value("net_n_units", this.handle);
        this.workSize = this.heap.value("net_work_size", this.handle);
        this.layers = Object.freeze(this.#describeLayers(sizes));
        this.#theta = new Float32Array(this.nParameters);
        this.#optimizer = core.optimizer(PLAIN);
        this.#state = new Float32Array(this.#optimizer.stateSize(this.nParameters));
        this.init();
    }

    /** @param {Uint32Array} sizes */
    #describeLayers(sizes) {
        let unitsAt = 0;
        return Array.from(sizes.subarray(1), (out, l) => {
            const weightsAt = this.heap.value("net_weights_at", this.handle, l);
            const layer = { in: sizes[l], out, weightsAt, biasesAt: weightsAt + out * sizes[l], unitsAt };
            unitsAt += out;
            return Object.freeze(layer);
        });
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

    #startAnew() {
        this.#step = 0;
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

    /** @param {import("./types.js").InitOptions} [given] */
    init(given = {}) {
        this.#theta = this.draw(given);
        this.#startAnew();
    }

    /**
     * Initial parameters, without making them the network's.
     * @param {import("./types.js").InitOptions} given
     * @returns {Float32Array}
     */
    draw(given) {
        const { scheme = "xavier-normal", std = 0.1, seed: from = 0 } = options("init options", given, ["scheme", "std", "seed"]);
        const index = choice("scheme", scheme, this.core.names("scheme"));
        const scale = number("std", std, { least: 0 });
        return this.heap.call("net_init", this.handle, outFloats(this.nParameters), index, scale, seed("seed", from)).out[0];
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
        return this.#on(x, y, (objective) =>
            andFree(objective.trainer(batchSize ?? objective.examples), (trainer) => {
                const calm = { theta: this.#theta, step: this.#step };
                const run = trainer.run(this.#theta, this.#state, this.#optimizer, { seed: from, from: this.#step, steps });
                this.#theta = run.theta;
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
        return this.predictAt(this.#theta, table("x", x, this.inputs));
    }

    /**
     * @param {Float32Array} theta
     * @param {Float32Array} x [n × in]
     * @returns {Float32Array} [n × out]
     */
    predictAt(theta, x) {
        const n = x.length / this.inputs;
        return this.heap.call("net_predict", this.handle, outFloats(n * this.outputs), theta, x, n, scratch(this.workSize)).out[0];
    }

    /** @param {Rows} x */
    units(x) {
        return this.unitsAt(this.#theta, table("x", x, this.inputs));
    }

    /**
     * @param {Float32Array} theta
     * @param {Float32Array} x [n × in]
     * @returns {Float32Array} [units × n]
     */
    unitsAt(theta, x) {
        const n = x.length / this.inputs;
        return this.heap.call("net_units", this.handle, outFloats(n * this.nUnits), theta, x, n, scratch(this.workSize)).out[0];
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
    accuracy(x, y) {
        return this.#on(x, y, (objective) => objective.accuracy(this.#theta));
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

    /**
     * @param {Rows} x
     * @param {Rows} y
     */
    objective(x, y) {
        const inputs = table("x", x, this.inputs);
        return new NetworkObjective(this.core, this, inputs, this.#targets(y, inputs.length / this.inputs));
    }

    /** @param {number} from */
    direction(from) {
        return this.directionAt(this.#theta, from);
    }

    /**
     * @param {Float32Array} theta whose norms it takes
     * @param {number} from seed
     * @returns {Float32Array}
     */
    directionAt(theta, from) {
        const drawn = this.core.randomDirection(this.nParameters, from);
        return this.heap.call("net_filter_normalise", this.handle, inOut(drawn), theta).out[0];
    }

    free() {
        this.#optimizer.free();
        this.handle.free();
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

    /**
     * @param {Rows} y
     * @param {number} n examples
     * @returns {Float32Array} [n × out]
     */
    #targets(y, n) {
        if (this.lossName === "softmax" && y.length === n && typeof y[0] === "number")
            return oneHot("y", floats("y", y, n), this.outputs, 0);
        const targets = table("y", y, this.outputs, n);
        if (this.lossName === "mse") return targets;
        for (let i = 0; i < targets.length; i++)
            if (targets[i] !== 0 && targets[i] !== 1)
                throw new RangeError(`y[${i}] must be 0 or 1 under ${this.lossName}, got ${targets[i]}`);
        return targets;
    }
}

/**
 * One column a class: 1 for the class of the example, `rest` elsewhere.
 * @param {string} name
 * @param {Float32Array} classes [n]
 * @param {number} nClasses
 * @param {number} rest
 */
export function oneHot(name, classes, nClasses, rest) {
    const targets = new Float32Array(classes.length * nClasses).fill(rest);
    classes.forEach((c, i) => {
        integer(`${name}[${i}]`, c, { least: 0, most: nClasses - 1 });
        targets[i * nClasses + c] = 1;
    });
    return targets;
}

/**
 * @param {import("./types.js").Diagnosis | null} diagnosis
 * @returns {Outcome}
 */
export function outcome(diagnosis) {
    return diagnosis ? { diverged: true, ...diagnosis } : { diverged: false, cause: null };
}

/**
 * @param {CoreInside} core
 * @param {import("./types.js").NetworkOptions} given
 */
function readShape(core, given) {
    const {
        layers,
        activation = "tanh",
        outputActivation = "identity",
        loss = "mse",
        l1 = 0,
        l2 = 0,
        batchNorm = false,
        pieces = 2,
    } = options("network options", given, KNOWN);
    if (batchNorm !== false) throw new RangeError(`batchNorm must be false: this core has no batch normalisation; got ${show(batchNorm)}`);
    integer("pieces", pieces, { least: 1 });
    const names = core.names("activation");
    const lossIndex = choice("loss", loss, core.names("loss"));
    const sizes = readSizes(layers);
    const hidden = readHidden(activation, sizes.length - 2, names);
    const output = choice("outputActivation", outputActivation, names);
    if (loss !== "mse" && outputActivation !== "identity")
        throw new RangeError(`outputActivation must be identity under ${loss}, which works on logits; got ${show(outputActivation)}`);
    if (loss === "bce" && sizes[sizes.length - 1] !== 1)
        throw new RangeError(`layers must end in 1 under bce, got ${sizes[sizes.length - 1]}; softmax takes several classes`);
    return {
        sizes,
        activations: Uint32Array.of(...hidden, output),
        loss: lossIndex,
        lossName: loss,
        l1: number("l1", l1, { least: 0 }),
        l2: number("l2", l2, { least: 0 }),
    };
}

/** @param {unknown} layers */
function readSizes(layers) {
    if (!Array.isArray(layers) || layers.length < 2 || layers.length > MAX_LAYERS + 1)
        throw new RangeError(`layers must be an array of 2 to ${MAX_LAYERS + 1} sizes, such as [2, 8, 1]; got ${show(layers)}`);
    const sizes = Uint32Array.from(layers, (size, l) => integer(`layers[${l}]`, size, { least: 1, most: MAX_UNITS }));
    const parameters = sizes.slice(1).reduce((sum, size, l) => sum + size * (sizes[l] + 1), 0);
    if (parameters > MAX_PARAMETERS)
        throw new RangeError(`layers must make at most ${MAX_PARAMETERS} parameters, ${show(layers)} makes ${parameters}`);
    return sizes;
}

/**
 * @param {unknown} activation
 * @param {number} n hidden layers
 * @param {string[]} names
 */
function readHidden(activation, n, names) {
    if (!Array.isArray(activation)) return new Array(n).fill(choice("activation", activation, names));
    if (activation.length !== n)
        throw new RangeError(`activation must be one name or one for each of the ${n} hidden layers, got ${activation.length}`);
    return activation.map((name, l) => choice(`activation[${l}]`, name, names));
}
