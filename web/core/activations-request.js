/** The request "activations": curves of activations and their slopes over one axis. */
import { activationAt } from "./activation.js";
import { choice, floats, integer } from "./check.js";
import { andFree } from "./optimizer.js";
import { trace } from "./trace.js";

/** @typedef {import("./messages.js").ActivationsRequest} Request */
/** @typedef {import("./messages.js").ActivationCurve} Curve */

/**
 * @param {import("./inside.js").CoreInside} core
 * @param {Request} request
 * @returns {import("./messages.js").ActivationsReply}
 */
export function activationCurves(core, { z, shown, alphas = {}, lower, upper, pieces = 2 }) {
    const at = floats("z", z);
    if (!Array.isArray(shown)) throw new TypeError(`shown must be an array of activations, got ${String(shown)}`);
    shown.forEach((name, i) => choice(`shown[${i}]`, name, core.names("activation")));
    return {
        curves: shown.map((name) => {
            const curve =
                name === "maxout" ? maxout(core, at, pieces) : activationAt(core, name, at, optionsOf(name, alphas, lower, upper));
            return { name, value: curve.value, slope: curve.slope };
        }),
    };
}

/**
 * @param {string} name
 * @param {Record<string, number>} alphas
 * @param {number} [lower]
 * @param {number} [upper]
 */
function optionsOf(name, alphas, lower, upper) {
    if (name === "rrelu") return { lower, upper };
    return name in alphas ? { alpha: alphas[name] } : {};
}

/**
 * One maxout unit on one input: its pieces are the tangents of z²/8 at places spread evenly over ±6, so that more pieces make a smoother valley.
 * The slope is the winning piece's weight.
 * @param {import("./inside.js").CoreInside} core
 * @param {Float32Array} z
 * @param {number} pieces
 * @returns {{value: Float32Array, slope: Float32Array}}
 */
function maxout(core, z, pieces) {
    integer("pieces", pieces, { least: 2, most: 16 });
    const touching = Array.from({ length: pieces }, (_, j) => -6 + (12 * (j + 0.5)) / pieces);
    const weights = Float32Array.from(touching, (t) => t / 4);
    const biases = Float32Array.from(touching, (t) => (-t * t) / 8);
    const net = core.network({ layers: [1, 1, 1], activation: "maxout", pieces });
    const theta = Float32Array.of(...weights, ...biases, 1, 0);
    try {
        const { z: rows, a } = andFree(net.objective(z, new Float32Array(z.length)), (objective) => trace(objective, theta, false));
        const winner = (/** @type {number} */ e) => touching.findIndex((_, j) => rows[j * z.length + e] === a[e]);
        return { value: a.slice(0, z.length), slope: Float32Array.from(z, (_, e) => weights[winner(e)]) };
    } finally {
        net.free();
    }
}
