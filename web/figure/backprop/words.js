/** What a step computes: in symbols, and then with the numbers put in, aligned at the equals signs. Numbers are the core's. */
import { formatNumber } from "../../paint/scale.js";
import { biasOf, layerOf, sourceName, sourceValue, unitName, weightName, weightsInto, weightsOutOf } from "./steps.js";

/** @typedef {import("./steps.js").Pass} Pass */
/** @typedef {{loss: string, learningRate: number, asDrawn: boolean}} How */
/** @typedef {[string, string]} Line left and right of = */

/** @param {number} value */
const show = (value) => formatNumber(value, 4);
/** A factor or a later term: below zero in parentheses. @param {number} value */
const inner = (value) => (value < 0 ? `(${show(value)})` : show(value));

/**
 * @param {Pass} pass
 * @param {import("./steps.js").Step} step
 * @param {How} how
 * @returns {Line[]}
 */
export function linesOf(pass, step, how) {
    switch (step.kind) {
        case "forward":
            return forwardLines(pass, step.unit);
        case "loss":
            return lossLines(pass, step.unit, how);
        case "back":
            return weightsOutOf(pass.layers, step.unit).length === 0
                ? outputErrorLines(pass, step.unit, how)
                : errorLines(pass, step.unit, how);
        default:
            return updateLines(pass, step.unit, how);
    }
}

/** @param {Pass} pass @param {number} unit @returns {Line[]} */
function forwardLines(pass, unit) {
    const { layers, theta, z, a } = pass;
    const weights = weightsInto(layers, unit);
    const [zName, aName] = [unitName("z", unit), unitName("a", unit)];
    const numbers = weights.map(({ index, from }, k) => `${(k === 0 ? show : inner)(theta[index])} × ${inner(sourceValue(pass, from))}`);
    return [
        [zName, [...weights.map((weight) => `${weightName(weight)} ${sourceName(weight.from)}`), unitName("b", unit)].join(" + ")],
        ["", [...numbers, inner(theta[biasOf(layers, unit)])].join(" + ")],
        ["", show(z[unit])],
        [aName, `f(${zName}) = f(${show(z[unit])}) = ${show(a[unit])}`],
    ];
}

/** @param {Pass} pass @param {number} unit @param {How} how @returns {Line[]} */
function lossLines({ a, y, z, probability, loss }, unit, how) {
    if (probability !== null)
        return [
            ["p", `σ(${unitName("z", unit)}) = σ(${show(z[unit])}) = ${show(probability)}`],
            ["L", y[0] === 1 ? `−ln p = −ln ${show(probability)}` : `−ln(1 − p) = −ln(1 − ${show(probability)})`],
            ["", show(loss)],
        ];
    const half = how.loss === "half-mse" ? "½ " : "";
    return [
        ["L", `${half}(${unitName("a", unit)} − t)²`],
        ["", `${half}(${show(a[unit])} − ${inner(y[0])})²`],
        ["", show(loss)],
    ];
}

/** ∂L/∂a of the output, in symbols and in numbers. @param {Pass} pass @param {number} unit @param {How} how */
function outputSlope({ a, y, probability }, unit, { loss }) {
    if (probability !== null) return ["p − t", `${show(probability)} − ${inner(y[0])}`];
    const twice = loss === "mse" ? "2 " : "";
    return [`${twice}(${unitName("a", unit)} − t)`, `${twice}(${show(a[unit])} − ${inner(y[0])})`];
}

/** @param {Pass} pass @param {number} unit @param {How} how @returns {Line[]} */
function outputErrorLines(pass, unit, how) {
    const [symbols, numbers] = outputSlope(pass, unit, how);
    const { delta, drawnDelta, slopes } = pass;
    if (how.asDrawn || pass.probability !== null)
        return [
            [unitName(how.asDrawn ? "e" : "δ", unit), symbols],
            ["", numbers],
            ["", show((how.asDrawn ? drawnDelta : delta)[unit])],
        ];
    return [
        [unitName("δ", unit), `${symbols} × f′(${unitName("z", unit)})`],
        ["", `${numbers} × ${inner(slopes[unit])}`],
        ["", show(delta[unit])],
    ];
}

/** @param {Pass} pass @param {number} unit @param {How} how @returns {Line[]} */
function errorLines(pass, unit, { asDrawn }) {
    const { layers, theta, delta, drawnDelta, slopes } = pass;
    const errors = asDrawn ? drawnDelta : delta;
    const letter = asDrawn ? "e" : "δ";
    const weights = weightsOutOf(layers, unit);
    const symbols = weights.map((weight) => `${weightName(weight)} ${unitName(letter, weight.unit)}`).join(" + ");
    const numbers = weights.map(({ index, unit: to }, k) => `${(k === 0 ? show : inner)(theta[index])} × ${inner(errors[to])}`).join(" + ");
    if (asDrawn) return [[unitName("e", unit), symbols], ["", numbers], ["", show(errors[unit])]]; // prettier-ignore
    const group = (/** @type {string} */ text) => (weights.length > 1 ? `(${text})` : text);
    return [
        [unitName("δ", unit), `${group(symbols)} × f′(${unitName("z", unit)})`],
        ["", `${group(numbers)} × ${inner(slopes[unit])}`],
        ["", show(delta[unit])],
    ];
}

/** @param {Pass} pass @param {number} unit @param {How} how @returns {Line[]} */
function updateLines(pass, unit, { asDrawn, learningRate }) {
    const { layers, theta, next, delta, drawnDelta, slopes } = pass;
    const error = asDrawn ? `${inner(drawnDelta[unit])} × ${inner(slopes[unit])}` : inner(delta[unit]);
    const symbol = asDrawn ? `${unitName("e", unit)} f′(${unitName("z", unit)})` : unitName("δ", unit);
    const line = (/** @type {string} */ name, /** @type {number} */ index, /** @type {number | null} */ input) =>
        /** @type {Line} */ ([
            name,
            `${show(theta[index])} − ${show(learningRate)} × ${error}${input === null ? "" : ` × ${inner(input)}`} = ${show(next[index])}`,
        ]);
    const input = layerOf(layers, unit) === 0 ? "x" : "a";
    return [
        ["w", `w − η ${symbol} ${input}`],
        ...weightsInto(layers, unit).map((weight) => line(weightName(weight), weight.index, sourceValue(pass, weight.from))),
        line(unitName("b", unit), biasOf(layers, unit), null),
    ];
}
