/** What the step that is shown did, in symbols and then in numbers, aligned at the equals signs. */
import { formatNumber } from "../../paint/scale.js";
import { sweepOf } from "./sweep.js";

/** @typedef {import("./sweep.js").GraphOf} GraphOf */
/** @typedef {import("./sweep.js").Mode} Mode */
/** @typedef {{title: string, lines: [string, string][]}} Words lines: left and right of = */

/**
 * @param {import("../../text/index.js").Translate} t
 * @param {GraphOf} graph
 * @param {string[]} names
 * @param {{mode: Mode, input: number, step: number}} at
 * @returns {Words}
 */
export function stepWords(t, graph, names, at) {
    if (at.step === 0) return startWords(t, graph, names, at);
    return at.mode === "paths" ? pathWords(t, graph, names, at.step) : edgeWords(t, graph, names, at);
}

/** @type {typeof stepWords} */
function startWords(t, graph, names, { mode, input }) {
    const output = names[graph.output];
    if (mode === "paths") return { title: t(graph.paths.walk ? "modes.start.paths" : "modes.start.tooMany", { output }), lines: [] };
    const name = mode === "forward" ? names[graph.inputs[input]] : output;
    return { title: t(`modes.start.${mode}`, { name: name ?? "", output }), lines: name === undefined ? [] : [[partial(name, name), "1"]] };
}

/** @type {typeof stepWords} */
function edgeWords(t, graph, names, { mode, input, step }) {
    const sweep = sweepOf(graph, mode, input);
    const edge = sweep.edges[step - 1];
    const { from, to, local } = graph.edges[edge];
    const isForward = mode === "forward";
    const [source, target] = isForward ? [from, to] : [to, from];
    const along = `${names[from]} → ${names[to]}`;
    const by = (/** @type {number} */ node) =>
        isForward ? partial(names[node], names[graph.inputs[input]]) : partial(names[graph.output], names[node]);
    const before = earlierSum(graph, sweep, target, isForward, step - 1);
    const handed = derivativeAt(graph, sweep, source, isForward, step - 1, isForward ? graph.inputs[input] : graph.output);
    const product = `${formatNumber(handed)} × ${inner(local)}`;
    const sum = formatNumber(sweep.sums[step - 1]);
    const title = t("modes.at.edge", { step, steps: sweep.edges.length, along });
    const symbols = `${by(source)} × ${t("modes.at.local", { along })}`;
    if (before === null)
        return {
            title,
            lines: [
                [by(target), symbols],
                ["", product],
                ["", sum],
            ],
        };
    return {
        title,
        lines: [
            [by(target), `${t("modes.at.soFar")} + ${symbols}`],
            ["", `${formatNumber(before)} + ${product}`],
            ["", sum],
        ],
    };
}

/** @param {GraphOf} graph @param {string[]} names @param {number} step @param {import("../../text/index.js").Translate} t @returns {Words} */
function pathWords(t, graph, names, step) {
    const { walk } = graph.paths;
    if (!walk) return { title: "", lines: [] };
    const path = walk.paths[step - 1];
    const start = path.length > 0 ? graph.edges[path[0]].from : graph.output;
    const along = [start, ...[...path].map((edge) => graph.edges[edge].to)].map((node) => names[node]).join(" → ");
    const locals = [...path].map((edge) => inner(graph.edges[edge].local)).join(" × ");
    const product = formatNumber(walk.products[step - 1]);
    return {
        title: t("modes.at.path", { step, steps: walk.paths.length, along }),
        lines: [
            [t("modes.at.product"), `${locals} = ${product}`],
            [partial(names[graph.output], names[start]), t("modes.at.sumSoFar", { sum: formatNumber(walk.sums[step - 1]) })],
        ],
    };
}

/** What the target had before, null where nothing. @param {GraphOf} graph @param {import("../../core/types.js").Sweep} sweep @param {number} node @param {boolean} isForward @param {number} step */
function earlierSum(graph, sweep, node, isForward, step) {
    for (let k = step; k-- > 0; ) {
        const { from, to } = graph.edges[sweep.edges[k]];
        if ((isForward ? to : from) === node) return sweep.sums[k];
    }
    return null;
}

/** @param {GraphOf} graph @param {import("../../core/types.js").Sweep} sweep @param {number} node @param {boolean} isForward @param {number} step @param {number} seed */
function derivativeAt(graph, sweep, node, isForward, step, seed) {
    return node === seed ? 1 : (earlierSum(graph, sweep, node, isForward, step) ?? 0);
}

/** ∂e/∂a @param {string} of @param {string} by */
export function partial(of, by) {
    return `∂${of}/∂${by}`;
}

/** A factor: below zero in parentheses. @param {number} value */
function inner(value) {
    return value < 0 ? `(${formatNumber(value)})` : formatNumber(value);
}
