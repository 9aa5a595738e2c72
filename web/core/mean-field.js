/**
 * How widely the numbers of a freshly drawn network spread, layer by layer, predicted from the spread of its weights alone: mean-field theory (Poole et
 * al. 2016, Schoenholz et al. 2017). Where a layer sums over many independent weights of mean square w², its z is normal around 0 with
 *
 *     E[z²] = in · w² · E[a₋²]       a = f(z)       E[δ²] = E[f′(z)²] · out₊ · w₊² · E[δ₊²]
 *
 * a₋ being of the layer below, or the inputs, and ₊ of the layer above. Near 0, f is a line of slope f′(0), and a layer multiplies the spread by √n·σ·f′(0): a
 * quarter of √n·σ for sigmoid, √n·σ for tanh (Glorot and Bengio 2010); for ReLU it is √(n/2)·σ at any size (He et al. 2015).
 */

import { activationAt } from "./activation.js";

/** @typedef {import("./inside.js").CoreInside} CoreInside */
/** @typedef {{mean: number, square: number, slopeSquare: number}} Expected E[f], E[f²] and E[f′²] over a normal z */

/** Where a standard normal number is seen: beyond it, 1e-15 of all. */
const FARTHEST = 8;
const POINTS = 641;

const NODES = Float64Array.from({ length: POINTS }, (_, i) => -FARTHEST + (2 * FARTHEST * i) / (POINTS - 1));
const SHARES = NODES.map((t) => ((NODES[1] - NODES[0]) * Math.exp((-t * t) / 2)) / Math.sqrt(2 * Math.PI));

/**
 * @param {CoreInside} core
 * @param {import("./types.js").ActivationName} activation
 * @param {number} std of z
 * @param {{alpha?: number}} [options]
 * @returns {Expected}
 */
function expect(core, activation, std, options) {
    if (!Number.isFinite(std)) return { mean: NaN, square: NaN, slopeSquare: NaN };
    const { value, slope } = activationAt(
        core,
        activation,
        Float32Array.from(NODES, (t) => std * t),
        options,
    );
    const sum = (/** @type {(i: number) => number} */ of) => SHARES.reduce((total, share, i) => total + share * of(i), 0);
    return { mean: sum((i) => value[i]), square: sum((i) => value[i] ** 2), slopeSquare: sum((i) => slope[i] ** 2) };
}

/**
 * The larger of two independent normal numbers has mean std/√π and mean square std², and is either with probability ½.
 * @param {number} std
 * @returns {Expected}
 */
function expectOfTwoPieces(std) {
    return { mean: std / Math.sqrt(Math.PI), square: std * std, slopeSquare: 0.5 };
}

/** @param {ArrayLike<number>} numbers */
function meanSquare(numbers) {
    let sum = 0;
    for (let i = 0; i < numbers.length; i++) sum += numbers[i] * numbers[i];
    return sum / numbers.length;
}

/**
 * @typedef {object} Predicted standard deviations of a layer
 * @property {number} z
 * @property {number} activation
 * @property {number} delta
 * @property {number} fed        root mean square of what the layer is fed
 * @property {number} forward    E[z₊²] / E[z²], rooted: what this layer's f and the next one's weights make of a small change; NaN in the last
 * @property {number} backward   δ / δ₊
 */

/**
 * For one output under cross-entropy, whose error for one of n examples is δ = (sigmoid(z) − y)/n, with z independent of y.
 * @param {CoreInside} core
 * @param {readonly import("./types.js").Layer[]} layers
 * @param {import("./types.js").ActivationName[]} activations of the hidden layers; maxout's have two pieces
 * @param {Float32Array} theta freshly drawn, biases 0
 * @param {Float32Array} x
 * @param {Float32Array} y 0 or 1
 * @returns {Predicted[]}
 */
export function predictSpreads(core, layers, activations, theta, x, y) {
    const weights = layers.map(({ weightsAt, biasesAt }) => meanSquare(theta.subarray(weightsAt, biasesAt)));
    let fed = meanSquare(x);
    const forward = layers.map((layer, l) => {
        const z = Math.sqrt(layer.in * weights[l] * fed);
        const expected = l < activations.length ? expectOf(core, activations[l], z) : { mean: 0, square: z * z, slopeSquare: 1 };
        const made = { z, fed: Math.sqrt(fed), ...expected };
        fed = expected.square;
        return made;
    });
    const deltas = backwards(layers, weights, forward, outputError(core, forward[layers.length - 1].z, y));
    return forward.map(({ z, mean, square, fed: rms }, l) => {
        const isLast = l === layers.length - 1;
        return {
            z,
            activation: Math.sqrt(Math.max(0, square - mean * mean)),
            delta: deltas[l],
            fed: rms,
            forward: isLast ? NaN : forward[l + 1].z / z,
            backward: isLast ? NaN : deltas[l] / deltas[l + 1],
        };
    });
}

/** @param {CoreInside} core @param {import("./types.js").ActivationName} activation @param {number} std */
function expectOf(core, activation, std) {
    return activation === "maxout" ? expectOfTwoPieces(std) : expect(core, activation, std, activation === "prelu" ? { alpha: 0.25 } : {});
}

/**
 * Root mean square of δ at the output.
 * @param {CoreInside} core
 * @param {number} std of its z
 * @param {Float32Array} y
 */
function outputError(core, std, y) {
    const { mean, square } = expect(core, "sigmoid", std);
    const ones = y.reduce((sum, target) => sum + target, 0) / y.length;
    return Math.sqrt(square - 2 * ones * mean + ones) / y.length;
}

/**
 * @param {readonly import("./types.js").Layer[]} layers
 * @param {number[]} weights mean squares
 * @param {Expected[]} forward
 * @param {number} last
 * @returns {number[]} root mean squares of δ
 */
function backwards(layers, weights, forward, last) {
    const deltas = layers.map(() => last);
    for (let l = layers.length - 2; l >= 0; l--)
        deltas[l] = Math.sqrt(forward[l].slopeSquare * layers[l + 1].rows * weights[l + 1]) * deltas[l + 1];
    return deltas;
}
