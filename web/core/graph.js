/** A formula as a graph: what core.graph gives. Its inputs are set here; all else is asked of the core. */
import { choice, integer, number, options, show } from "./check.js";
import { inOut, outDoubles, outFloats, outWords, scratch } from "./wasm.js";

/** @typedef {import("./types.js").Graph} Interface */
/** @typedef {import("./types.js").GraphNode} GraphNode */
/** @typedef {import("./types.js").Sweep} Sweep */
/** @typedef {import("./types.js").FormulaError} ErrorInterface */
/** @typedef {import("./inside.js").CoreInside} CoreInside */

/** More than anyone will look at, and listed in a quarter of a second. */
const MAX_PATHS = 10_000;
/** SIZE_MAX of the core: there is none. */
const NONE = 0xffffffff;

/** @implements {ErrorInterface} */
export class FormulaError extends RangeError {
    /**
     * @param {import("./types.js").FormulaFault} fault
     * @param {number} column
     * @param {string} expected
     */
    constructor(fault, column, expected) {
        super(`text must be a formula; expected at column ${column}: ${expected}`);
        this.fault = fault;
        this.column = column;
        this.expected = expected;
    }
}

/** @implements {Interface} */
export class Graph {
    /** @type {Omit<GraphNode, "value">[]} */
    #nodes;
    /** @type {Float32Array} [inputs] */
    #inputs;
    /** @type {Float32Array} [nodes] */
    #values = new Float32Array();
    /** @type {Float32Array} [edges] */
    #locals = new Float32Array();
    /** @type {number | null} */
    #diverged = null;

    /**
     * @param {CoreInside} core
     * @param {string} text
     */
    constructor(core, text) {
        if (typeof text !== "string") throw new TypeError(`text must be a string, got ${show(text)}`);
        this.heap = core.heap;
        this.handle = readFormula(core, text);
        this.output = this.heap.value("graph_output", this.handle);
        const { nodes, values, inputs } = describe(core, this.handle);
        this.#nodes = nodes;
        this.inputNodes = Object.freeze([...inputs]);
        this.#inputs = Float32Array.from(inputs, (node) => values[node]);
        this.#evaluate();
    }

    get nodes() {
        return this.#nodes.map((node, i) => ({ ...node, args: [...node.args], value: this.#values[i] }));
    }

    get edges() {
        return this.#nodes.flatMap(({ args, firstEdge }, to) => args.map((from, k) => ({ from, to, local: this.#locals[firstEdge + k] })));
    }

    get diverged() {
        return this.#diverged;
    }

    /** @returns {string[]} */
    get inputNames() {
        return this.inputNodes.map((node) => this.#nodes[node].name);
    }

    get inputs() {
        return Object.fromEntries(this.inputNames.map((name, i) => [name, this.#inputs[i]]));
    }

    /** @param {Record<string, number>} values */
    set inputs(values) {
        const names = this.inputNames;
        options("inputs", values, names);
        const changed = this.#inputs.slice();
        for (const [name, value] of Object.entries(values)) changed[names.indexOf(name)] = number(`inputs.${name}`, value);
        this.#inputs = changed;
        this.#evaluate();
    }

    #evaluate() {
        const rooms = [outFloats(this.#nodes.length), outFloats(this.#edgeCount), outWords(3)];
        const [values, locals, [, , diverged]] = this.heap.call("graph_evaluate", this.handle, ...rooms, this.#inputs).out;
        this.#values = values;
        this.#locals = locals;
        this.#diverged = diverged === NONE ? null : diverged;
    }

    get #edgeCount() {
        const last = this.#nodes[this.#nodes.length - 1];
        return last.firstEdge + last.args.length;
    }

    /** @param {string} input @returns {Sweep} */
    forward(input) {
        return this.#sweep("graph_forward", choice("input", input, this.inputNames));
    }

    /** @returns {Sweep} */
    reverse() {
        return this.#sweep("graph_reverse");
    }

    /**
     * @param {string} mode
     * @param {...number} start
     * @returns {Sweep}
     */
    #sweep(mode, ...start) {
        const rooms = [outFloats(this.#nodes.length), outWords(3 * this.#edgeCount), outWords(3)];
        const { out } = this.heap.call(mode, this.handle, ...rooms, this.#locals, scratch(this.#nodes.length), ...start);
        const [derivatives, visits, [nodeVisits, edgeVisits, diverged]] = out;
        const asFloats = new Float32Array(visits.buffer);
        return {
            derivatives,
            edges: Uint32Array.from({ length: edgeVisits }, (_, k) => visits[3 * k]),
            products: Float32Array.from({ length: edgeVisits }, (_, k) => asFloats[3 * k + 1]),
            sums: Float32Array.from({ length: edgeVisits }, (_, k) => asFloats[3 * k + 2]),
            nodeVisits,
            edgeVisits,
            diverged: diverged === NONE ? null : diverged,
        };
    }

    /**
     * @param {{most?: number}} [given]
     * @returns {import("./types.js").Paths}
     */
    paths(given = {}) {
        const { most = 1000 } = options("paths options", given, ["most"]);
        integer("most", most, { least: 0, most: MAX_PATHS });
        const rooms = [outDoubles(this.#nodes.length), outDoubles(1), outWords(1)];
        const [from, [total], [exact]] = this.heap.call("graph_count_paths", this.handle, ...rooms).out;
        return { total, from, exact: exact === 1, walk: total <= most ? this.#walk(total) : null };
    }

    /** @param {number} total @returns {import("./types.js").PathWalk} */
    #walk(total) {
        const rooms = [outFloats(this.#inputs.length), outFloats(2 * total), outWords(1), outWords(3)];
        const { out } = this.heap.call("graph_walk_paths", this.handle, ...rooms, this.#locals, scratch(this.#nodes.length), total);
        const [derivatives, terms, , [nodeVisits, edgeVisits]] = out;
        const every = (/** @type {number} */ first) => Float32Array.from({ length: total }, (_, k) => terms[2 * k + first]);
        return { paths: this.#listPaths(), products: every(0), sums: every(1), derivatives, nodeVisits, edgeVisits };
    }

    #listPaths() {
        /** @type {Uint32Array[]} */
        const paths = [];
        const step = (/** @type {string} */ name, /** @type {Uint32Array} */ edges, /** @type {Uint32Array} */ length) =>
            this.heap.call(name, this.handle, inOut(edges), inOut(length), outWords(1)).out;
        let [edges, length, [found]] = step("graph_first_path", new Uint32Array(this.#nodes.length), new Uint32Array(1));
        while (found === 1) {
            paths.push(edges.slice(0, length[0]).reverse());
            [edges, length, [found]] = step("graph_next_path", edges, length);
        }
        return paths;
    }

    free() {
        this.handle.free();
    }
}

/**
 * @param {CoreInside} core
 * @param {string} text
 */
function readFormula(core, text) {
    const read = core.heap.read("graph", "graph", "graph_new", new TextEncoder().encode(text));
    if ("made" in read) return read.made;
    const [fault, column, expected] = read.refused;
    const name = /** @type {import("./types.js").FormulaFault} */ (core.names("fault")[fault]);
    throw new FormulaError(name, column, expected);
}

/**
 * What does not change with the inputs, and the values of constants and those that inputs start with.
 * @param {CoreInside} core
 * @param {import("./wasm.js").Handle} handle
 */
function describe(core, handle) {
    const { heap } = core;
    const [nNodes, nEdges, nInputs] = ["graph_n_nodes", "graph_n_edges", "graph_n_inputs"].map((name) => heap.value(name, handle));
    const rooms = [outWords(3 * nNodes), outFloats(nNodes), outWords(nEdges), outWords(nInputs)];
    const [numbers, values, args, inputs] = heap.call("graph_describe", handle, ...rooms).out;
    const ops = /** @type {import("./types.js").OpName[]} */ (core.names("op"));
    let firstEdge = 0;
    const nodes = Array.from({ length: nNodes }, (_, i) => {
        const [op, nArgs, varies] = numbers.subarray(3 * i, 3 * i + 3);
        const own = { args: [...args.subarray(firstEdge, firstEdge + nArgs)], firstEdge };
        firstEdge += nArgs;
        return { op: ops[op], name: heap.text("graph_name", handle, i) ?? "", ...own, varies: varies === 1 };
    });
    return { nodes, values, inputs };
}
