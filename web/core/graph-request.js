/** The request "graph": a formula, both modes swept edge by edge, and its paths. */
import { FormulaError, Graph } from "./graph.js";
import { andFree } from "./optimizer.js";

/** @typedef {import("./messages.js").GraphReply} GraphReply */

/**
 * @param {import("./inside.js").CoreInside} core
 * @param {import("./messages.js").GraphRequest} request
 * @returns {GraphReply}
 */
export function sweepGraph(core, { text, inputs = {}, maxPaths }) {
    try {
        return andFree(new Graph(core, text), (graph) => {
            const names = graph.inputNames;
            const starts = Object.values(graph.inputs);
            graph.inputs = Object.fromEntries(Object.entries(inputs).filter(([name]) => names.includes(name)));
            return { graph: { ...all(graph, maxPaths), starts } };
        });
    } catch (error) {
        if (!(error instanceof FormulaError)) throw error;
        const { fault, column, expected } = error;
        return { error: { fault, column, expected } };
    }
}

/**
 * @param {import("./graph.js").Graph} graph
 * @param {number} [most]
 */
function all(graph, most) {
    const forward = graph.inputNames.map((name) => graph.forward(name));
    return {
        nodes: graph.nodes,
        edges: graph.edges,
        inputs: [...graph.inputNodes],
        output: graph.output,
        diverged: graph.diverged,
        forward,
        forwardVisits: {
            nodes: forward.reduce((sum, { nodeVisits }) => sum + nodeVisits, 0),
            edges: forward.reduce((sum, { edgeVisits }) => sum + edgeVisits, 0),
        },
        reverse: graph.reverse(),
        paths: graph.paths({ most }),
    };
}
