/** Who can race, and with what each runs. */

export const KINDS = /** @type {const} */ (["activations", "inits", "optimizers"]);
export const ACTIVATIONS = ["tanh", "relu", "sigmoid", "elu", "leaky-relu", "silu"];
export const INITS = ["demo", "normal", "xavier-normal", "he-normal", "lecun-normal", "orthogonal"];
export const OPTIMIZERS = ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"];
export const MOST_EPOCHS = 1000;

/** @typedef {import("../../core/messages.js").RaceLane} RaceLane */
/** @typedef {RaceLane & {racer: string}} Entry */

/** @type {import("../../parameters.js").Spec[]} */
export const parameters = [
    { name: "race", type: "choice", choices: KINDS, default: "activations" },
    { name: "activations", type: "list", choices: ACTIVATIONS, minLength: 1, default: ["tanh", "relu", "sigmoid"] },
    { name: "inits", type: "list", choices: INITS, minLength: 1, default: ["demo", "xavier-normal", "he-normal"] },
    { name: "optimizers", type: "list", choices: OPTIMIZERS, minLength: 1, default: ["sgd", "momentum", "adam"] },
    { name: "activation", type: "choice", choices: ACTIVATIONS, default: "tanh" },
    { name: "init", type: "choice", choices: ["recorded", ...INITS], default: "recorded" },
    { name: "learningRate", type: "number", min: 1e-3, max: 100, scale: "log", digits: 2, default: 0.05 },
    { name: "batchSize", type: "integer", min: 1, max: 2000, default: 16 },
    { name: "epochs", type: "integer", min: 10, max: MOST_EPOCHS, default: 150 },
    { name: "seed", type: "integer", min: 0, max: 2 ** 31 - 1, default: 1 },
    // Shown; beyond the last, the end.
    { name: "step", type: "integer", min: 0, max: MOST_EPOCHS, default: MOST_EPOCHS },
    // Over which the race was repeated.
    { name: "seeds", type: "integer", min: 0, max: 400, default: 0 },
];

/** Those that race. @param {Record<string, any>} p parameters @returns {string[]} */
export function racersOf(p) {
    return p[p.race];
}

/** @param {Record<string, any>} p parameters @param {boolean} isDrawn of many seeds: the one recorded start gives way to those drawn like it @returns {Entry[]} */
export function entriesOf(p, isDrawn = false) {
    const { race, activation, init, learningRate, batchSize } = p;
    const begin = isDrawn && init === "recorded" ? "demo" : init;
    return racersOf(p).map((racer) => ({
        racer,
        activation: /** @type {any} */ (race === "activations" ? racer : activation),
        init: race === "inits" ? racer : begin,
        optimizer: race === "optimizers" ? optimizerOf(racer, learningRate) : { name: "sgd", learningRate },
        batchSize,
    }));
}

/** @param {string} racer @param {number} learningRate @returns {any} */
function optimizerOf(racer, learningRate) {
    if (racer === "momentum" || racer === "nesterov") return { name: "sgd", learningRate, momentum: 0.9, nesterov: racer === "nesterov" };
    return { name: racer, learningRate };
}

/** @param {{t: (key: string) => string}} host @param {string} racer */
export const nameOf = (host, racer) => host.t(`choice.${racer}`);
