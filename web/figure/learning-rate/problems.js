/** What is descended here: two quadratics whose limit is known, and a network whose limit has to be measured. */

/** The four panels, slowest first. */
export const PANELS = /** @type {const} */ (["crawling", "good", "swinging", "thrown-out"]);

/**
 * Learning rates of the panels as shares of the limit at the start. A network is not a bowl: above its limit it may swing and land in a
 * flatter place, so its last two lie higher.
 */
const SHARES = { bowl: [0.01, 0.3, 0.95, 1.05], ravine: [0.02, 0.5, 0.95, 1.05], network: [0.05, 0.5, 1.2, 3] };

/** @typedef {keyof typeof SHARES} SurfaceChoice */

/** @param {SurfaceChoice} surface */
export const sharesOf = (surface) => SHARES[surface];

/** @param {{momentum: number, nesterov: boolean}} parameters
 * @param {number} learningRate */
export function optimizerOf({ momentum, nesterov }, learningRate) {
    return { name: "sgd", learningRate, momentum, nesterov };
}
