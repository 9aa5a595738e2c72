/** What the measured spreads say, in words. */
import { formatNumber } from "../../paint/scale.js";
import { SPREAD_SCHEMES } from "../deep-network.js";

/** @typedef {Pick<import("../../host.js").Host, "t" | "parameters">} Speaker */
/** @typedef {import("../../core/messages.js").LayerStatsReply} Reply */

/** A spread that changes more than so many times from one end to the other vanishes or explodes. */
const MUCH = 10;

/**
 * @param {number} from
 * @param {number} to
 * @returns {"zero" | "lost" | "vanishes" | "explodes" | "holds"}
 */
export function courseOf(from, to) {
    if (to === 0) return "zero";
    if (!Number.isFinite(from) || !Number.isFinite(to)) return "lost";
    if (to < from / MUCH) return "vanishes";
    return to > from * MUCH ? "explodes" : "holds";
}

/** @param {Speaker} host */
export function schemeInWords(host) {
    const { init, std } = host.parameters;
    const name = host.t(`choice.${init}`);
    if (!SPREAD_SCHEMES.includes(init)) return name;
    return host.t(init === "normal" ? "init.schemeSigma" : init === "uniform" ? "init.schemeBound" : "init.schemeValue", {
        name,
        std: formatNumber(std),
    });
}

/**
 * @param {Speaker} host
 * @param {{layers: Reply["layers"], loss: number}} stats
 * @param {Reply["predicted"]} predicted null where nothing is, or no more
 * @param {number} step
 */
export function describeSpreads(host, { layers, loss }, predicted, step) {
    const { parameters } = host;
    const t = (/** @type {string} */ key, /** @type {Record<string, unknown>} */ values = {}) => host.t(key, values);
    const last = layers.length - 2;
    const std = (/** @type {"activation" | "delta"} */ quantity, /** @type {number} */ l) => layers[l][quantity].std;
    const course = (/** @type {"activation" | "delta"} */ quantity, /** @type {number} */ from, /** @type {number} */ to) =>
        t(`init.course.${quantity}`, {
            from: formatNumber(std(quantity, from)),
            to: formatNumber(std(quantity, to)),
            fromLayer: from + 1,
            toLayer: to + 1,
            predicted: predicted ? t("init.predictedTo", { value: formatNumber(predicted[to][quantity]) }) : "",
            verdict: t(`init.verdict.${courseOf(std(quantity, from), std(quantity, to))}`),
        });
    return t("init.describe", {
        start: t(step === 0 ? "init.atStart" : "init.afterSteps", { step, loss: formatNumber(loss) }),
        activation: t(`choice.${parameters.activation}`),
        scheme: schemeInWords(host),
        depth: parameters.layerCount,
        forward: course("activation", 0, last),
        backward: course("delta", last, 0),
    });
}

/**
 * How far the gradients spread from the last hidden layer to the first, and how saturated the last is.
 * @param {Speaker} host
 * @param {Reply["layers"]} layers
 */
export function hiddenLayersInWords(host, layers) {
    const last = layers.length - 2;
    return host.t("init.hiddenLayers", {
        gradientFrom: formatNumber(layers[last].weightGradient.std),
        gradientTo: formatNumber(layers[0].weightGradient.std),
        saturated: formatNumber(100 * layers[last].saturated, 2),
        last: last + 1,
    });
}

/**
 * What a step of plain descent would move, from gradients that are 0 or equal to the last bit.
 * @param {Speaker} host
 * @param {Reply["layers"]} layers
 */
export function movesInWords(host, layers) {
    const sum = (/** @type {(moving: Reply["layers"][0]["moving"]) => number} */ of) =>
        layers.reduce((total, { moving }) => total + of(moving), 0);
    const all = sum(({ weights, biases }) => weights + biases);
    const moved = sum(({ movingWeights, movingBiases }) => movingWeights + movingBiases);
    const output = layers[layers.length - 1].moving;
    const values = { all, moving: moved };
    const isOutputOnly = moved === output.movingWeights + output.movingBiases;
    if (isOutputOnly && output.movingWeights === 0 && moved === 1) return host.t("init.moves.outputBias", values);
    if (isOutputOnly && output.isEqual && output.movingWeights > 0)
        return host.t("init.moves.outputEqual", { ...values, weights: output.weights });
    const alike = layers.filter(({ moving }) => moving.isAlike && moving.movingWeights > 0).length;
    if (alike > 0) return host.t("init.moves.alike", { ...values, count: alike, units: layers[0].moving.biases });
    return host.t(moved === all ? "init.moves.all" : "init.moves.some", values);
}
