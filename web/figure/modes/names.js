/** How nodes and edges of a graph are called. */
import { formatNumber } from "../../paint/scale.js";

/** @typedef {import("../../core/types.js").GraphNode} Node */

/** @type {Record<string, string>} */
const SIGNS = { input: "", const: "", add: "+", sub: "−", mul: "×", div: "÷", pow: "^", neg: "−" };

/** What a node does: +, ×, tanh … @param {Node} node */
export function signOf({ op }) {
    return SIGNS[op] ?? op;
}

/** @param {number} number */
function subscript(number) {
    return [...String(number)].map((digit) => String.fromCodePoint(0x2080 + Number(digit))).join("");
}

/**
 * A name for every node: its own, a constant's number, or v₁, v₂ … for those that the formula leaves without.
 * @param {readonly Node[]} nodes
 * @returns {string[]}
 */
export function namesOf(nodes) {
    let count = 0;
    return nodes.map(({ name, op, value }) => name || (op === "const" ? formatNumber(value) : `v${subscript(++count)}`));
}
