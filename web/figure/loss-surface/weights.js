import { madeAxes } from "./made.js";

/**
 * The entries of theta by what they are: which unit they lead to, and from what.
 *
 * @typedef {import("../../core/messages.js").StartReply["layers"][number]} Layer
 * @typedef {(key: string, values?: Record<string, unknown>) => string} Translate
 * @typedef {{layer: number, unit: number, from: number}} Place layer 0 is the first hidden one; from: the unit or input before it, −1 for the bias
 */

/**
 * @param {Layer[]} layers
 * @param {number} index into theta
 * @returns {Place}
 */
export function placeOf(layers, index) {
    const layer = Math.max(0, layers.filter(({ weightsAt }) => index >= weightsAt).length - 1);
    const { in: inputs, weightsAt, biasesAt } = layers[layer];
    if (index >= biasesAt) return { layer, unit: index - biasesAt, from: -1 };
    return { layer, unit: Math.floor((index - weightsAt) / inputs), from: (index - weightsAt) % inputs };
}

/**
 * @param {Layer[]} layers
 * @param {Place} place
 * @returns {number} into theta; where the unit has no such input, that of its bias
 */
export function indexOf(layers, { layer, unit, from }) {
    const { in: inputs, weightsAt, biasesAt } = layers[layer];
    return from >= 0 && from < inputs ? weightsAt + unit * inputs + from : biasesAt + unit;
}

/**
 * Two different entries of theta, as near to those wanted as there are.
 * @param {number} a
 * @param {number} b
 * @param {number} n
 */
export function twoEntries(a, b, n) {
    const first = Math.min(a, n - 1);
    const second = Math.min(b, n - 1);
    return second !== first ? [first, second] : [first, first + 1 < n ? first + 1 : first - 1];
}

/**
 * What the two axes of a slice are called, and which values stand at their zero.
 * @param {Translate} t
 * @param {import("./terrain.js").Terrain} terrain
 * @param {Layer[] | undefined} layers
 * @param {string[]} inputs names of what the network is fed
 */
export function axesOf(t, { shownPlane: plane }, layers, inputs) {
    if (plane?.made) return { names: madeAxes(t, plane.made), offsets: [0, 0] };
    const { key = [] } = plane ?? {};
    if (key.length !== 2 || !layers || !plane)
        return { names: ["A", "B"].map((axis) => t("lossSurface.direction", { axis })), offsets: [0, 0] };
    const names = key.map((index, k) => t("lossSurface.axis", { axis: "AB"[k], name: weightName(t, layers, index, inputs) }));
    return { names, offsets: key.map((index) => plane.origin[index]) };
}

/** @param {Translate} t @param {Layer[]} layers @param {Place} place */
export function unitName(t, layers, { layer, unit }) {
    const last = layers.length - 1;
    if (layer < last) return t("lossSurface.weight.unit", { layer: layer + 1, unit: unit + 1 });
    return layers[last].out > 1 ? t("lossSurface.weight.outputOf", { unit: unit + 1 }) : t("lossSurface.weight.output");
}

/**
 * @param {Translate} t
 * @param {Place} place
 * @param {string[]} inputs names of what the network is fed
 */
export function sourceName(t, { layer, from }, inputs) {
    if (from < 0) return t("lossSurface.weight.bias");
    return layer === 0 ? inputs[from] : t("lossSurface.weight.from", { unit: from + 1 });
}

/**
 * "w layer 1, unit 2 ← x"
 * @param {Translate} t
 * @param {Layer[]} layers
 * @param {number} index
 * @param {string[]} inputs
 */
export function weightName(t, layers, index, inputs) {
    const place = placeOf(layers, index);
    const values = { unit: unitName(t, layers, place), from: sourceName(t, place, inputs) };
    return t(place.from < 0 ? "lossSurface.weight.biasOf" : "lossSurface.weight.name", values);
}
