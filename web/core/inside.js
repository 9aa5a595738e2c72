/** One instance of the core, as the requests of figures need it; api.js has the rest of types.d.ts. */
import { choice, integer, number, options, seed, show, table } from "./check.js";
import { analytic } from "./landscape.js";
import { Network } from "./network.js";
import { OptimizerHandle } from "./optimizer.js";
import { inOut, openHeap, outFloats, outWords } from "./wasm.js";

/** @typedef {import("./types.js").Rows} Rows */

/** The order is that of nn_kind in nn.h. @type {import("./types.js").Kind[]} */
const KINDS = ["activation", "loss", "scheme", "optimizer", "dataset", "surface", "cause", "schedule", "op", "fault"];
/** The order is that of the bits NN_FEATURE_… in nn.h. @type {import("./types.js").FeatureName[]} */
export const FEATURES = ["x", "y", "x2", "y2", "xy", "sin-x", "sin-y"];

const MAX_EXAMPLES = 1_000_000;

export class CoreInside {
    /** @type {Map<string, string[]>} */
    #names = new Map();

    /** @param {import("./wasm.js").Heap} heap */
    constructor(heap) {
        this.heap = heap;
    }

    /** @param {import("./types.js").Kind} kind */
    names(kind) {
        const known = this.#names.get(kind) ?? this.#list(choice("kind", kind, KINDS));
        this.#names.set(kind, known);
        return [...known];
    }

    /** @param {number} kind */
    #list(kind) {
        /** @type {string[]} */
        const names = [];
        for (let name; (name = this.heap.text("name", kind, names.length)) !== null; ) names.push(name);
        return names;
    }

    /** @param {import("./types.js").NetworkOptions} given */
    network(given) {
        return new Network(this, given);
    }

    /** Of a layer with that activation: pieces, alpha, lower, upper. @param {number} activation @returns {Float32Array} */
    activationDefaults(activation) {
        return this.heap.call("layer_defaults", outFloats(4), activation).out[0];
    }

    /**
     * Where a curvature writes the vector of the smallest eigenvalue, for which it then waits; null: it waits for the largest alone, as figures do.
     * @param {number} _n
     * @param {import("./types.js").CurvatureOptions["ends"]} [_ends]
     * @returns {ReturnType<typeof outFloats> | null}
     */
    minVector(_n, _ends) {
        return null;
    }

    /** @param {import("./types.js").Optimizer} given */
    optimizer(given) {
        return new OptimizerHandle(this, given);
    }

    /** @param {import("./types.js").SurfaceName} name */
    objective(name) {
        return analytic(this, name);
    }

    /**
     * @param {import("./types.js").DatasetName} name
     * @param {import("./types.js").DatasetOptions} [wishes]
     * @returns {import("./types.js").Points}
     */
    dataset(name, wishes = {}) {
        const { n = 500, noise = 0, seed: from = 0 } = options("dataset options", wishes, ["n", "noise", "seed"]);
        const { which, nExamples, ...info } = this.describe(name);
        const wanted = integer("n", n, { least: 1, most: MAX_EXAMPLES });
        const count = nExamples > 0 ? Math.min(wanted, nExamples) : wanted;
        const level = number("noise", noise, { least: 0, most: 0.5 });
        const results = [outFloats(count * info.nInputs), outFloats(count)];
        const [x, y] = this.heap.call("dataset_make", ...results, which, count, level, seed("seed", from)).out;
        return { x, y, ...info };
    }

    /**
     * What a data set is; nExamples is 0 where any number can be drawn.
     * @param {import("./types.js").DatasetName} name
     */
    describe(name) {
        const which = choice("dataset", name, this.names("dataset"));
        const [[nInputs, nClasses, nExamples]] = this.heap.call("dataset_describe", outWords(3), which).out;
        const columnNames = this.#texts("dataset_column", which);
        const classNames = this.#texts("dataset_class", which);
        return { which, nExamples, nInputs, nClasses, columnNames, classNames };
    }

    /**
     * @param {string} name of an export that gives the index-th text, NULL past the last
     * @param {number} which
     */
    #texts(name, which) {
        /** @type {string[]} */
        const texts = [];
        for (let text; (text = this.heap.text(name, which, texts.length)) !== null; ) texts.push(text);
        return texts;
    }

    /** @param {string} text */
    csv(text) {
        if (typeof text !== "string") throw new TypeError(`text must be a string, got ${show(text)}`);
        const read = this.heap.csv(new TextEncoder().encode(text));
        return "error" in read ? { error: read.error } : { points: read.table };
    }

    /**
     * @param {Rows} points
     * @param {import("./types.js").FeatureName[]} features
     * @returns {Float32Array}
     */
    features(points, features) {
        if (!Array.isArray(features) || features.length === 0)
            throw new TypeError(`features must be an array of at least one of ${FEATURES.join(", ")}; got ${show(features)}`);
        const mask = features.reduce((bits, feature, i) => bits | (1 << choice(`features[${i}]`, feature, FEATURES)), 0);
        const columns = FEATURES.filter((_, i) => mask & (1 << i)).length;
        const flat = table("points", points, 2);
        return this.heap.call("features", outFloats((flat.length / 2) * columns), flat, flat.length / 2, mask).out[0];
    }

    /**
     * @param {Rows} x
     * @param {number} columns
     * @param {number} [scale]
     * @returns {{x: Float32Array, mean: Float32Array, deviation: Float32Array}}
     */
    standardise(x, columns, scale = 1) {
        const flat = table("x", x, integer("columns", columns, { least: 1 }));
        number("scale", scale);
        const n = flat.length / columns;
        const { out } = this.heap.call("standardise", inOut(flat), outFloats(columns), outFloats(columns), n, columns, scale);
        return { x: out[0], mean: out[1], deviation: out[2] };
    }

    /**
     * @param {number} n
     * @param {number} from seed
     * @returns {Uint32Array}
     */
    permutation(n, from) {
        integer("n", n, { least: 1, most: MAX_EXAMPLES });
        return this.heap.call("permutation", outWords(n), n, seed("seed", from), 0n).out[0];
    }

    /**
     * @param {number} n
     * @param {number} from seed
     * @returns {Float32Array}
     */
    randomDirection(n, from) {
        return this.heap.call("direction_random", outFloats(integer("n", n, { least: 1 })), n, seed("seed", from)).out[0];
    }
}

/**
 * @param {BufferSource | WebAssembly.Module} wasm
 * @returns {Promise<CoreInside>}
 */
export async function createCore(wasm) {
    return new CoreInside(await openHeap(wasm));
}
