/** What batch normalisation does to these batches, in words, from measured numbers. */
import { formatNumber } from "../../paint/scale.js";

/** @typedef {import("../../core/messages.js").BatchNormReply} Reply */
/** @typedef {import("./panels.js").Losses} Losses */
/** @typedef {Pick<import("../../host.js").Host, "t" | "parameters">} Speaker */

/** Shares of all units' values by which stored and actual may differ and still count as settled. */
const SETTLED = 0.1;

/**
 * How much of one unit the batches leave: the sizes that its normalised numbers have, and how far batches differ about the same input.
 * @param {Speaker} host
 * @param {Reply} reply
 */
export function batchInWords(host, { inTraining, inEvaluation, batches }) {
    const size = batches[0];
    const sizes = Array.from(inTraining, Math.abs);
    if (size === 2) {
        const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
        return host.t("batchNorm.ofTwo", { count: inTraining.length, least: formatNumber(least, 4), most: formatNumber(most, 4) });
    }
    const apart = inTraining.map((value, i) => Math.abs(value - inEvaluation[i]));
    const mean = apart.reduce((sum, difference) => sum + difference, 0) / apart.length;
    return host.t(`batchNorm.${mean === 0 ? "ofSame" : "ofMany"}`, { size, apart: formatNumber(mean, 2) });
}

/**
 * The share of a layer's units whose stored variance is within a tenth of that of the data.
 * @param {Reply} reply
 */
export function settledShare({ variance, runningVariance }) {
    const settled = variance.reduce((count, actual, i) => count + Number(Math.abs(runningVariance[i] - actual) <= SETTLED * actual), 0);
    return settled / variance.length;
}

/**
 * @param {Speaker} host
 * @param {Losses} losses
 * @param {Reply} reply
 */
export function describeRun(host, { steps, training, evaluation, plain }, reply) {
    const { parameters } = host;
    const last = steps.length - 1;
    return host.t("batchNorm.describe", {
        step: steps[last],
        size: parameters.batchSize,
        training: formatNumber(training[last]),
        evaluation: formatNumber(evaluation[last]),
        plain: formatNumber(plain[last]),
        share: formatNumber(100 * settledShare(reply), 2),
        layer: parameters.layer,
    });
}
