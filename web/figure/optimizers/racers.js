/** Who races on what, and how fast. */

/** The optimisers as the core knows them, with the settings that are not its defaults. In the order of their numbers. */
const KINDS = {
    sgd: { name: "sgd" },
    momentum: { name: "sgd", momentum: 0.9 },
    nesterov: { name: "sgd", momentum: 0.9, nesterov: true },
    adagrad: { name: "adagrad" },
    rmsprop: { name: "rmsprop" },
    adam: { name: "adam" },
    adamw: { name: "adamw" },
};

/** @typedef {keyof typeof KINDS} RacerName */

export const RACERS = /** @type {RacerName[]} */ (Object.keys(KINDS));

/**
 * Learning rates at which each does on that ground what it is known for: plain descent somewhat below its limit at the start or the floor, heavy
 * and Nesterov's momentum at about a third of it (each step goes on for ten), the others steps of about a hundredth of the window.
 */
const RATES = {
    bowl: { sgd: 0.3, momentum: 0.05, nesterov: 0.05, adagrad: 0.8, rmsprop: 0.03, adam: 0.12, adamw: 0.12 },
    ravine: { sgd: 0.06, momentum: 0.02, nesterov: 0.02, adagrad: 0.8, rmsprop: 0.03, adam: 0.12, adamw: 0.12 },
    saddle: { sgd: 0.2, momentum: 0.04, nesterov: 0.04, adagrad: 0.5, rmsprop: 0.03, adam: 0.1, adamw: 0.1 },
    "double-well": { sgd: 0.15, momentum: 0.04, nesterov: 0.04, adagrad: 0.5, rmsprop: 0.03, adam: 0.1, adamw: 0.1 },
    himmelblau: { sgd: 0.01, momentum: 0.003, nesterov: 0.003, adagrad: 1, rmsprop: 0.06, adam: 0.3, adamw: 0.3 },
    rosenbrock: { sgd: 0.0015, momentum: 0.0005, nesterov: 0.0005, adagrad: 0.5, rmsprop: 0.02, adam: 0.1, adamw: 0.1 },
    beale: { sgd: 0.02, momentum: 0.005, nesterov: 0.005, adagrad: 0.5, rmsprop: 0.02, adam: 0.1, adamw: 0.1 },
    rastrigin: { sgd: 0.002, momentum: 0.001, nesterov: 0.001, adagrad: 1, rmsprop: 0.05, adam: 0.4, adamw: 0.4 },
    network: { sgd: 0.15, momentum: 0.05, nesterov: 0.05, adagrad: 0.3, rmsprop: 0.01, adam: 0.05, adamw: 0.05 },
};

/** @typedef {keyof typeof RATES} SurfaceChoice */

export const SURFACES = /** @type {SurfaceChoice[]} */ (Object.keys(RATES));

/**
 * @param {RacerName} racer
 * @param {SurfaceChoice} surface
 * @param {number} rate times the usual one
 */
export function optimizerOf(racer, surface, rate) {
    return { ...KINDS[racer], learningRate: Math.fround(rate * RATES[surface][racer]) };
}

/** @param {RacerName} racer */
export const numberOf = (racer) => RACERS.indexOf(racer) + 1;
