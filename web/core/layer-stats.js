/** What the numbers of each layer look like: the core's moments and histograms, put together again. */
import { outFloats, outWords, scratch } from "./wasm.js";

/** @typedef {import("./types.js").LayerStats} LayerStats */

/** NN_BINS and NN_LOG_BINS. */
const BINS = 64;
const LOG_BINS = 336;
/** The order is that of wasm.c. */
const QUANTITIES = /** @type {const} */ (["z", "activation", "delta", "weightGradient"]);

/**
 * @param {import("./objective.js").NetworkObjective} objective
 * @param {Float32Array} theta
 * @returns {LayerStats[]} one a layer, the output's last
 */
export function layerStats(objective, theta) {
    const { net, heap, data, examples } = objective;
    const n = net.layers.length * QUANTITIES.length;
    const results = [outWords(3 * n), outFloats(4 * n), outWords(BINS * n), outWords(LOG_BINS * n), outFloats(2 * net.layers.length)];
    const work = scratch(heap.value("net_layer_stats_size", net.handle, examples) >>> 0);
    const { out } = heap.call("net_layer_stats", net.handle, ...results, theta, data, net.layers.length, work);
    const [counts, moments, bins, logBins, flat] = out;
    const distribution = (/** @type {number} */ k) => {
        const [count, nZeros, nNotFinite] = counts.subarray(3 * k);
        const [mean, std, min, max] = moments.subarray(4 * k);
        const histogram = bins.slice(BINS * k, BINS * (k + 1));
        return {
            n: count,
            nZeros,
            nNotFinite,
            mean,
            std,
            min,
            max,
            histogram,
            logHistogram: logBins.slice(LOG_BINS * k, LOG_BINS * (k + 1)),
        };
    };
    return net.layers.map((_, l) => {
        const [z, activation, delta, weightGradient] = QUANTITIES.map((_, k) => distribution(QUANTITIES.length * l + k));
        return { z, activation, delta, weightGradient, saturated: flat[2 * l], dead: flat[2 * l + 1] };
    });
}
