/** Every number of one pass forward and back. */
import { outFloats, scratch } from "./wasm.js";

/**
 * @param {import("./objective.js").NetworkObjective} objective
 * @param {Float32Array} theta
 * @param {boolean} asDrawn
 * @returns {import("./types.js").Trace}
 */
export function trace({ net, heap, data, examples: n }, theta, asDrawn) {
    const results = [net.nRows * n, net.nUnits * n, net.nRows * n, net.nParameters, 1].map(outFloats);
    const work = scratch(net.workSize(n));
    const [z, a, delta, gradient, [loss]] = heap.call("net_trace", net.handle, ...results, theta, data, asDrawn, work).out;
    return { z, a, delta, gradient, loss };
}
