/**
 * A network as JSON that gives it back bit for bit. Numbers of the network are float32, each written as the shortest decimal that is nearest to it; a decimal
 * names a float32 that no plain number of JSON can (−0, of which JSON.stringify makes 0, and ±∞) by being rounded to it.
 */
import { options, show } from "./check.js";
import { shortest } from "./shortest.js";

/** @typedef {import("./types.js").NetworkJSON} NetworkJSON */
/** @typedef {import("./types.js").NetworkOptions} NetworkOptions */

export const FORMAT = "valley-network";
export const VERSION = 1;

/** Rounds to −0, and to ∞. */
const TINY = 1e-46;
const HUGE = 1e39;

/** nn.h's defaults of a layer; alpha by activation, 0 for the others. */
const ALPHA = new Map(Object.entries({ "leaky-relu": 0.01, elu: 1, prelu: 0.25 }));
const SHAPE = /** @type {const} */ ([
    "layers", "activation", "outputActivation", "loss", "l1", "l2", "batchNorm", "dropout", "pieces", "alpha", "lower", "upper",
]); // prettier-ignore
const KNOWN = ["format", "version", ...SHAPE, "parameters", "running", "optimizer", "optimizerState", "step", "about"];

/** @param {ArrayLike<number>} values @returns {number[]} */
export function decimals(values) {
    return Array.from(values, (value) => {
        if (Object.is(value, -0)) return -TINY;
        return Math.abs(value) === Infinity ? Math.sign(value) * HUGE : shortest(value);
    });
}

/** What a layer of that activation has where nothing else is said. @param {string} activation */
export function layerDefaults(activation) {
    return { batchNorm: false, dropout: 0, pieces: 2, alpha: ALPHA.get(activation) ?? 0, lower: 1 / 8, upper: 1 / 3 };
}

/**
 * @param {NetworkOptions} given options that made a network
 * @param {{parameters: Float32Array, running?: Float32Array | null, optimizer: import("./types.js").Optimizer,
 *     optimizerState?: Float32Array | null, step: number, about?: object}} state
 * @returns {NetworkJSON}
 */
export function networkJSON(given, { parameters, running, optimizer, optimizerState, step, about }) {
    const { layers, activation = "tanh", outputActivation = "identity", loss = "mse", l1 = 0, l2 = 0 } = given;
    const hidden = layers.slice(1, -1);
    const of = (/** @type {unknown} */ value, /** @type {number} */ l) => (Array.isArray(value) ? value[l] : value);
    const activations = hidden.map((_, l) => of(activation, l));
    const each = (/** @type {"batchNorm" | "dropout" | "pieces" | "alpha" | "lower" | "upper"} */ name) =>
        activations.map((kind, l) => of(given[name], l) ?? layerDefaults(kind)[name]);
    return {
        format: FORMAT,
        version: VERSION,
        layers: [...layers],
        activation: activations,
        outputActivation,
        loss,
        l1,
        l2,
        batchNorm: each("batchNorm"),
        dropout: decimals(each("dropout")),
        pieces: each("pieces"),
        alpha: decimals(each("alpha")),
        lower: decimals(each("lower")),
        upper: decimals(each("upper")),
        parameters: decimals(parameters),
        ...(running ? { running: decimals(running) } : {}),
        optimizer,
        ...(optimizerState ? { optimizerState: decimals(optimizerState) } : {}),
        step,
        ...(about ? { about } : {}),
    };
}

/**
 * The network that it describes; what it leaves out but layers and parameters is as of a new network.
 * @template {import("./network.js").Network} N
 * @param {unknown} json text, or what JSON.parse makes of it
 * @param {(options: NetworkOptions) => N} make
 * @param {(network: N, json: NetworkJSON) => void} restore
 * @returns {N}
 */
export function fromNetworkJSON(json, make, restore) {
    const read = /** @type {NetworkJSON} */ (options("json", /** @type {object} */ (typeof json === "string" ? parse(json) : json), KNOWN));
    if (read.format !== FORMAT) throw new RangeError(`format must be ${show(FORMAT)}, got ${show(read.format)}`);
    if (read.version !== VERSION) throw new RangeError(`version must be ${VERSION}, got ${show(read.version)}`);
    const network = make(/** @type {any} */ (Object.fromEntries(SHAPE.map((name) => [name, read[name]]))));
    try {
        restore(network, read);
        return network;
    } catch (error) {
        network.free();
        throw error;
    }
}

/** @param {string} text */
function parse(text) {
    try {
        return JSON.parse(text);
    } catch (error) {
        throw new RangeError(`json must be JSON: ${/** @type {Error} */ (error).message}`);
    }
}

/**
 * @param {string} name
 * @param {unknown} value numbers; null, which JSON.stringify makes of NaN, is none
 * @param {number} length
 * @param {boolean} [finite] as float32
 * @returns {Float32Array}
 */
export function readFloats(name, value, length, finite = true) {
    if (!Array.isArray(value) || value.length !== length) {
        const message = `${name} must be an array of ${length} numbers, got ${Array.isArray(value) ? value.length : show(value)}`;
        throw Array.isArray(value) ? new RangeError(message) : new TypeError(message);
    }
    value.forEach((entry, i) => {
        if (typeof entry !== "number") throw new TypeError(`${name}[${i}] must be a number, got ${show(entry)}`);
        if (finite && !Number.isFinite(Math.fround(entry)))
            throw new RangeError(`${name}[${i}] must be a finite float32, got ${show(entry)}`);
    });
    return Float32Array.from(value);
}
