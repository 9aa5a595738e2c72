/** graph.json against the core's public interface, which reads formulas: each node becomes a definition. */
import { member, numberOf, numbers } from "./cases.mjs";
import { maxRelative, mixed } from "./measures.mjs";

const OPERATORS = { add: "+", sub: "-", mul: "*", div: "/", pow: "^" };
const FUNCTIONS = ["exp", "log", "sin", "cos", "tanh"];
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Of a node by its number: two characters, which no function has. @param {number} i */
const nameOf = (i) => LETTERS[Math.floor(i / 36)] + (i % 36).toString(36);

/** Constants are inputs here, since the file has derivatives by them too. */
const isInput = ({ op }) => op === "input" || op === "const";

function formulaOf({ op, args }) {
    const names = args.map(nameOf);
    if (op in OPERATORS) return names.join(OPERATORS[op]);
    if (FUNCTIONS.includes(op)) return `${op}(${names})`;
    if (op === "neg") return `-${names}`;
    throw new Error(`there is no op "${op}"`);
}

/** The core's node for each of the file's. */
function numbersOf(graph, n) {
    const byName = new Map(graph.nodes.map(({ name }, i) => [name, i]));
    return Array.from({ length: n }, (_, i) => byName.get(nameOf(i)));
}

/** @param {any} core @param {(quantity: string, deviation: number) => void} report @param {any} json */
export function checkGraph(core, report, json) {
    const nodes = member(json, "nodes");
    const text = nodes.map((node, i) => `${nameOf(i)}=${isInput(node) ? 1 : formulaOf(node)}`).join(";");
    const graph = core.graph(text);
    try {
        graph.inputs = Object.fromEntries(nodes.flatMap((node, i) => (isInput(node) ? [[nameOf(i), node.value]] : [])));
        const at = numbersOf(graph, nodes.length);
        const ofNodes = (all) => at.map((i) => all[i]);
        const { nodes: ours, edges } = graph;
        const locals = nodes.flatMap(({ args }, i) => args.map((_, k) => edges[ours[at[i]].firstEdge + k].local));
        report("value", mixed(ofNodes(ours.map(({ value }) => value)), nodes.map(({ value }) => value))); // prettier-ignore
        report("value", mixed([ours[graph.output].value], [numberOf(json, "value")]));
        report("local", maxRelative(locals, nodes.flatMap((node) => numbers(node, "local", node.args.length)))); // prettier-ignore
        report("gradient", maxRelative(ofNodes(graph.reverse().derivatives), nodes.map((node) => numberOf(node, "gradient")))); // prettier-ignore
        json.inputs.forEach((name, column) => {
            const input = nameOf(nodes.findIndex((node) => node.name === name));
            const expected = nodes.map((node) => numbers(node, "by_input", json.inputs.length)[column]);
            report("by_input", maxRelative(ofNodes(graph.forward(input).derivatives), expected));
        });
    } finally {
        graph.free();
    }
}
