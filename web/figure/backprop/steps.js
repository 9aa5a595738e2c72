/**
 * One pass as a row of steps: every unit forwards, the loss, every error backwards, every unit's weights. And the names of all that takes part.
 * Units count from 0 over all layers behind the inputs; their names from 1.
 *
 * @typedef {import("../../core/messages.js").BackpropReply} Pass
 * @typedef {import("../../core/types.js").Layer} Layer
 * @typedef {{kind: "forward" | "back" | "update", unit: number} | {kind: "loss", unit: number}} Step
 * @typedef {{unit: number, from: number, index: number}} Weight from: a unit, or −1, −2 … for input 0, 1 …; index into theta
 */

/** @param {readonly Layer[]} layers @returns {Step[]} */
export function stepsOf(layers) {
    const units = Array.from({ length: layers.reduce((sum, { out }) => sum + out, 0) }, (_, unit) => unit);
    return [
        ...units.map((unit) => ({ kind: /** @type {const} */ ("forward"), unit })),
        { kind: "loss", unit: units.length - 1 },
        ...[...units].reverse().map((unit) => ({ kind: /** @type {const} */ ("back"), unit })),
        ...units.map((unit) => ({ kind: /** @type {const} */ ("update"), unit })),
    ];
}

/** @param {readonly Layer[]} layers @param {number} unit */
export function layerOf(layers, unit) {
    return layers.findIndex(({ unitsAt, out }) => unit >= unitsAt && unit < unitsAt + out);
}

/** The weights into a unit. @param {readonly Layer[]} layers @param {number} unit @returns {Weight[]} */
export function weightsInto(layers, unit) {
    const l = layerOf(layers, unit);
    const { in: n, unitsAt, weightsAt } = layers[l];
    const from = (/** @type {number} */ k) => (l === 0 ? -1 - k : layers[l - 1].unitsAt + k);
    return Array.from({ length: n }, (_, k) => ({ unit, from: from(k), index: weightsAt + (unit - unitsAt) * n + k }));
}

/** The weights out of a unit: none of the output. @param {readonly Layer[]} layers @param {number} unit */
export function weightsOutOf(layers, unit) {
    const above = layers[layerOf(layers, unit) + 1];
    if (!above) return [];
    const targets = Array.from({ length: above.out }, (_, k) => above.unitsAt + k);
    return targets.flatMap((target) => weightsInto(layers, target).filter(({ from }) => from === unit));
}

/** @param {readonly Layer[]} layers @param {number} unit index into theta */
export function biasOf(layers, unit) {
    const { biasesAt, unitsAt } = layers[layerOf(layers, unit)];
    return biasesAt + unit - unitsAt;
}

/** @param {number} number */
function sub(number) {
    return [...String(number)].map((digit) => String.fromCodePoint(0x2080 + Number(digit))).join("");
}

/** What comes in along a weight: x₁, or a₁. @param {number} from */
export const sourceName = (from) => (from < 0 ? `x${sub(-from)}` : `a${sub(from + 1)}`);
/** a₄, z₄, δ₄ … @param {string} letter @param {number} unit */
export const unitName = (letter, unit) => letter + sub(unit + 1);
/** w₁₄ from unit 1 to unit 4, w₍ₓ₁₎₃ from input 1 to unit 3. @param {Weight} weight */
export const weightName = ({ from, unit }) => (from < 0 ? `w₍ₓ${sub(-from)}₎${sub(unit + 1)}` : `w${sub(from + 1)}${sub(unit + 1)}`);

/** @param {Pass} pass @param {number} from */
export const sourceValue = ({ x, a }, from) => (from < 0 ? x[-1 - from] : a[from]);

/** Every parameter with its name, unit by unit. @param {readonly Layer[]} layers @returns {{index: number, name: string}[]} */
export function parametersOf(layers) {
    const units = Array.from({ length: layers.reduce((sum, { out }) => sum + out, 0) }, (_, unit) => unit);
    return units.flatMap((unit) => [
        ...weightsInto(layers, unit).map((weight) => ({ index: weight.index, name: weightName(weight) })),
        { index: biasOf(layers, unit), name: unitName("b", unit) },
    ]);
}
