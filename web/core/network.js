/** A network: its shape in the core. Its parameters are the caller's; learning-network.js keeps them, for those who want that. */
import { boolean, choice, floats, integer, number, options, seed, show, table } from "./check.js";
import { NetworkObjective } from "./objective.js";
import { inOut, outFloats, outWords, scratch } from "./wasm.js";

/** @typedef {import("./types.js").Rows} Rows */
/** @typedef {import("./types.js").Outcome} Outcome */
/** @typedef {import("./inside.js").CoreInside} CoreInside */

/** What a layer may have beside its units and its activation, in the order of wasm.c's options. */
const LAYER_OPTIONS = /** @type {const} */ (["batchNorm", "dropout", "pieces", "alpha", "lower", "upper"]);
const KNOWN = ["layers", "activation", "outputActivation", "loss", "l1", "l2", ...LAYER_OPTIONS];
/** nn.h: NN_MAX_LAYERS, NN_MAX_UNITS, NN_MAX_PIECES, NN_MAX_PARAMETERS. */
const MAX_LAYERS = 64;
const MAX_UNITS = 4096;
const MAX_PIECES = 16;
const MAX_PARAMETERS = 2 ** 22;

export class Network {
    /**
     * @param {CoreInside} core
     * @param {import("./types.js").NetworkOptions} given
     */
    constructor(core, given) {
        const shape = readShape(core, given);
        const { sizes, activations, layerOptions } = shape;
        this.core = core;
        this.heap = core.heap;
        this.lossName = shape.lossName;
        this.inputs = sizes[0];
        this.outputs = sizes[sizes.length - 1];
        const { loss, l1, l2 } = shape;
        this.handle = this.heap.create("network", "net", "net_new", sizes, activations, layerOptions, activations.length, loss, l1, l2);
        this.nParameters = this.heap.value("net_n_parameters", this.handle);
        this.nUnits = this.heap.value("net_n_units", this.handle);
        this.nRows = this.heap.value("net_n_rows", this.handle);
        this.nRunning = this.heap.value("net_n_running", this.handle);
        this.layers = Object.freeze(Array.from(activations, (_, l) => this.#describeLayer(l)));
    }

    /** Floats of scratch for so many examples; one is enough in evaluation. @param {number} [examples] */
    workSize(examples = 1) {
        return this.heap.value("net_work_size", this.handle, examples) >>> 0;
    }

    /** @param {number} l @returns {import("./types.js").Layer} */
    #describeLayer(l) {
        const [numbers] = this.heap.call("net_layer", outWords(11), this.handle, l).out;
        const at = Int32Array.from(numbers); // 2³² − 1, of what a layer has not, reads as −1
        const [inputs, out, rows, weightsAt, biasesAt, gammaAt, betaAt, slopeAt, unitsAt, rowsAt, runningAt] = at;
        return Object.freeze({ in: inputs, out, rows, weightsAt, biasesAt, gammaAt, betaAt, slopeAt, unitsAt, rowsAt, runningAt });
    }

    /** Where a surface of its loss is centred if nothing else is said. @returns {Float32Array} */
    get origin() {
        return new Float32Array(this.nParameters);
    }

    /** What batch normalisation knows before any training. @returns {Float32Array} */
    newRunning() {
        return this.heap.call("net_reset_running", this.handle, outFloats(this.nRunning)).out[0];
    }

    /**
     * Initial parameters, without making them the network's.
     * @param {import("./types.js").InitOptions} given
     * @returns {Float32Array}
     */
    draw(given) {
        const { scheme = "xavier-normal", std = 0.1, seed: from = 0 } = options("init options", given, ["scheme", "std", "seed"]);
        const index = choice("scheme", scheme, this.core.names("scheme"));
        const scale = number("std", std, scheme === "constant" ? {} : { least: 0 });
        return this.heap.call("net_init", this.handle, outFloats(this.nParameters), index, scale, seed("seed", from)).out[0];
    }

    /**
     * @param {Float32Array} theta
     * @param {Float32Array} running
     * @param {Float32Array} x [n × in]
     * @returns {Float32Array} [n × out]
     */
    predictAt(theta, running, x) {
        const n = x.length / this.inputs;
        const work = scratch(this.workSize());
        return this.heap.call("net_predict", this.handle, outFloats(n * this.outputs), theta, running, x, n, work).out[0];
    }

    /**
     * @param {Float32Array} theta
     * @param {Float32Array} running
     * @param {Float32Array} x [n × in]
     * @returns {Float32Array} [units × n]
     */
    unitsAt(theta, running, x) {
        const n = x.length / this.inputs;
        return this.heap.call("net_units", this.handle, outFloats(n * this.nUnits), theta, running, x, n, scratch(this.workSize())).out[0];
    }

    /**
     * @param {Rows} x
     * @param {Rows} y
     */
    objective(x, y) {
        const inputs = table("x", x, this.inputs);
        return new NetworkObjective(this.core, this, inputs, this.#targets(y, inputs.length / this.inputs));
    }

    /**
     * @param {Float32Array} theta whose norms it takes
     * @param {number} from seed
     * @returns {Float32Array}
     */
    directionAt(theta, from) {
        return this.normalise(this.core.randomDirection(this.nParameters, from), theta);
    }

    /** @param {Float32Array} direction @param {Float32Array} theta whose norms it takes @returns {Float32Array} */
    normalise(direction, theta) {
        return this.heap.call("net_filter_normalise", this.handle, inOut(direction), theta).out[0];
    }

    free() {
        this.handle.free();
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
        if (isSquared(this.lossName)) return targets;
        for (let i = 0; i < targets.length; i++)
            if (targets[i] !== 0 && targets[i] !== 1)
                throw new RangeError(`y[${i}] must be 0 or 1 under ${this.lossName}, got ${targets[i]}`);
        return targets;
    }
}

/** Takes any numbers as targets, and any output activation. @param {import("./types.js").LossName} loss */
export function isSquared(loss) {
    return loss === "mse" || loss === "half-mse";
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
    const read = options("network options", given, KNOWN);
    const { layers, activation = "tanh", outputActivation = "identity", loss = "mse", l1 = 0, l2 = 0 } = read;
    const names = core.names("activation");
    const lossIndex = choice("loss", loss, core.names("loss"));
    const sizes = readSizes(layers);
    const hidden = forEachHidden("activation", activation, sizes.length - 2, (name, value) => choice(name, value, names));
    const output = choice("outputActivation", outputActivation, names);
    if (!isSquared(loss) && outputActivation !== "identity")
        throw new RangeError(`outputActivation must be identity under ${loss}, which works on logits; got ${show(outputActivation)}`);
    if (loss === "bce" && sizes[sizes.length - 1] !== 1)
        throw new RangeError(`layers must end in 1 under bce, got ${sizes[sizes.length - 1]}; softmax takes several classes`);
    const activations = Uint32Array.of(...hidden, output);
    const layerOptions = readLayerOptions(core, read, activations);
    checkSize(layers, sizes, activations, layerOptions, names);
    return {
        sizes,
        activations,
        layerOptions,
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
    return Uint32Array.from(layers, (size, l) => integer(`layers[${l}]`, size, { least: 1, most: MAX_UNITS }));
}

/**
 * @param {unknown} layers
 * @param {Uint32Array} sizes
 * @param {Uint32Array} activations
 * @param {Float32Array} layerOptions
 * @param {string[]} names of activations
 */
function checkSize(layers, sizes, activations, layerOptions, names) {
    const parameters = Array.from(activations, (activation, l) => {
        const [batchNorm, , pieces] = layerOptions.subarray(l * LAYER_OPTIONS.length);
        const rows = sizes[l + 1] * (names[activation] === "maxout" ? pieces : 1);
        return (sizes[l] + 1 + 2 * batchNorm) * rows + (names[activation] === "prelu" ? 1 : 0);
    }).reduce((sum, size) => sum + size, 0);
    if (parameters > MAX_PARAMETERS)
        throw new RangeError(`layers must make at most ${MAX_PARAMETERS} parameters, ${show(layers)} makes ${parameters}`);
}

/**
 * One value for all hidden layers, or one each.
 * @template T
 * @param {string} name
 * @param {unknown} given
 * @param {number} n hidden layers
 * @param {(name: string, value: unknown) => T} check
 * @returns {T[]}
 */
function forEachHidden(name, given, n, check) {
    if (!Array.isArray(given)) {
        const value = check(name, given);
        return Array.from({ length: n }, () => value);
    }
    if (given.length !== n)
        throw new RangeError(`${name} must be one for all or one for each of the ${n} hidden layers, got ${given.length}`);
    return given.map((value, l) => check(`${name}[${l}]`, value));
}

/** What each option may be. @type {Record<typeof LAYER_OPTIONS[number], (name: string, value: any) => number>} */
const checkOption = {
    batchNorm: (name, value) => Number(boolean(name, value)),
    dropout: (name, value) => number(name, value, { least: 0, below: 1 }),
    pieces: (name, value) => integer(name, value, { least: 1, most: MAX_PIECES }),
    alpha: number,
    lower: number,
    upper: number,
};

/**
 * @param {CoreInside} core
 * @param {any} given
 * @param {Uint32Array} activations [layers]
 * @returns {Float32Array} [layers × LAYER_OPTIONS]; the output layer has what it has by default
 */
function readLayerOptions(core, given, activations) {
    const n = activations.length;
    const all = new Float32Array(n * LAYER_OPTIONS.length);
    activations.forEach((activation, l) => {
        const [pieces, alpha, lower, upper] = core.activationDefaults(activation);
        all.set([0, 0, pieces, alpha, lower, upper], l * LAYER_OPTIONS.length);
    });
    LAYER_OPTIONS.forEach((name, k) => {
        if (given[name] === undefined) return;
        const values = forEachHidden(name, given[name], n - 1, checkOption[name]);
        values.forEach((value, l) => (all[l * LAYER_OPTIONS.length + k] = value));
    });
    for (let l = 0; l < n; l++) {
        const [lower, upper] = all.subarray(l * LAYER_OPTIONS.length + 4);
        if (lower > upper) throw new RangeError(`lower must be at most upper, got ${lower} and ${upper}`);
    }
    return all;
}
