/** A sweep as it stands after so many steps. One step is an edge, or of "paths" a whole path. */

/** @typedef {NonNullable<import("../../core/messages.js").GraphReply["graph"]>} GraphOf */
/** @typedef {"forward" | "reverse" | "paths"} Mode */
/**
 * @typedef {object} State
 * @property {(number | null)[]} derivatives [nodes] of the node by the input, or of the output by the node; null where the sweep has not come
 * @property {Set<number>} passed edges
 * @property {Set<number>} now edges of the step that was done last
 * @property {number} edgeVisits so far
 */

/**
 * @param {GraphOf} graph
 * @param {Mode} mode
 * @param {number} input of forward mode: its index
 */
export function lastStep(graph, mode, input) {
    if (mode === "paths") return graph.paths.walk?.paths.length ?? 0;
    return sweepOf(graph, mode, input)?.edges.length ?? 0;
}

/** @param {GraphOf} graph @param {Mode} mode @param {number} input */
export function sweepOf(graph, mode, input) {
    return mode === "forward" ? graph.forward[input] : graph.reverse;
}

/**
 * @param {GraphOf} graph
 * @param {Mode} mode
 * @param {number} input
 * @param {number} step
 * @returns {State}
 */
export function stateAt(graph, mode, input, step) {
    return mode === "paths" ? pathsAt(graph, step) : sweepAt(graph, mode, input, step);
}

/** @param {GraphOf} graph @param {Mode} mode @param {number} input @param {number} step @returns {State} */
function sweepAt(graph, mode, input, step) {
    const sweep = sweepOf(graph, mode, input);
    /** @type {(number | null)[]} */
    const derivatives = graph.nodes.map(() => null);
    const start = mode === "forward" ? graph.inputs[input] : graph.output;
    if (sweep && start !== undefined) derivatives[start] = 1;
    const edges = sweep ? [...sweep.edges.subarray(0, step)] : [];
    edges.forEach((edge, k) => {
        const { from, to } = graph.edges[edge];
        derivatives[mode === "forward" ? to : from] = sweep.sums[k];
    });
    return { derivatives, passed: new Set(edges), now: new Set(edges.slice(-1)), edgeVisits: edges.length };
}

/** @param {GraphOf} graph @param {number} step @returns {State} */
function pathsAt({ nodes, edges, paths, output }, step) {
    /** @type {(number | null)[]} */
    const derivatives = nodes.map(() => null);
    const walked = paths.walk?.paths.slice(0, step) ?? [];
    walked.forEach((path, k) => (derivatives[path.length > 0 ? edges[path[0]].from : output] = paths.walk?.sums[k] ?? null));
    return {
        derivatives,
        passed: new Set(walked.flatMap((path) => [...path])),
        now: new Set(walked.at(-1) ?? []),
        edgeVisits: walked.reduce((sum, path) => sum + path.length, 0),
    };
}
