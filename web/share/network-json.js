/** The network that a figure trained, as JSON and as text: a figure's network() is made here. */
import { decimals, networkJSON } from "../core/network-json.js";

/**
 * @typedef {import("../core/types.js").NetworkJSON} NetworkJSON
 *
 * @typedef {object} Trained a run: what figures train is one of these
 * @property {any} problem NetworkProblem of core/messages.d.ts
 * @property {Float32Array | null} theta
 * @property {Float32Array | null} [running]
 * @property {Float32Array | null} [velocity] what stateOf left; null before the first step
 * @property {string} [stateOf]
 * @property {import("../core/types.js").Optimizer} optimizer
 * @property {number} step
 * @property {number} [batchSize] all examples when left out
 * @property {import("../core/types.js").Layer[]} [layers]
 */

/** Optimisers whose state means the same. @param {string | undefined} name */
const family = (name) => (name === "adamw" ? "adam" : name);

/**
 * @param {Pick<import("../host.js").Host, "ask">} host
 * @param {Trained | null} run
 * @param {import("../core/messages.js").DatasetReply | null} [data] where its inputs are scaled
 * @returns {Promise<NetworkJSON | null>} null: there is none
 */
export async function trainedNetwork(host, run, data) {
    if (!run?.theta) return null;
    const { problem, theta: parameters, running, velocity, stateOf, optimizer, step, batchSize } = run; // all of one moment
    const { layers } = run.layers ? run : ((await host.ask("network", { type: "start", problem })) ?? {});
    if (!layers) return null;
    const { hidden: _, init, std, seed, ...options } = problem.net;
    const { points: _points, ...drawn } = problem.data;
    const goesOn = family(stateOf) === family(optimizer.name);
    return networkJSON(
        { ...options, layers: [layers[0].in, ...layers.map((/** @type {{out: number}} */ layer) => layer.out)] },
        {
            parameters,
            running,
            optimizer,
            optimizerState: goesOn ? velocity : null,
            step,
            about: {
                data: drawn,
                inputs: inputsOf(drawn.inputs, data),
                classes: data?.classNames ?? [],
                init: { scheme: init, std, seed },
                batchSize,
            },
        },
    );
}

/**
 * What the inputs are of what was measured.
 * @param {string[] | "all"} features
 * @param {import("../core/messages.js").DatasetReply | null} [data]
 */
function inputsOf(features, data) {
    const scaled = data && data.scale !== 1;
    if (!scaled) return { features };
    const { columnNames, mean, deviation, scale } = data;
    return { features, columns: columnNames.slice(0, mean.length), mean: decimals(mean), deviation: decimals(deviation), scale };
}

/** One line a field. @param {NetworkJSON} json */
export function networkText(json) {
    const lines = Object.entries(json).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`);
    return `{\n${lines.join(",\n")}\n}\n`;
}

/** What a reader of the C header must know of x and y. @param {NetworkJSON} json */
export function aboutInputs({ about }) {
    const { inputs, classes } = /** @type {{inputs?: any, classes?: string[]}} */ (about ?? {});
    if (!inputs || !Array.isArray(inputs.features)) return "";
    const each = inputs.features.map(
        (/** @type {string} */ feature, /** @type {number} */ i) => `x[${i}] is ${FEATURES[feature] ?? feature}`,
    );
    const { columns = [], mean, deviation, scale } = inputs;
    const scaled = columns.map(
        (/** @type {string} */ column, /** @type {number} */ c) => `${"xy"[c]} = ${scale} * (${column} - ${mean[c]}) / ${deviation[c]}`,
    );
    const named = classes?.length ? [`classes: ${classes.map((name, k) => `${k} ${name}`).join(", ")}`] : [];
    return [`Of a point (x, y): ${each.join(", ")}.`, ...scaled, ...named].join("\n");
}

/** @type {Record<string, string>} */
const FEATURES = { x2: "x^2", y2: "y^2", xy: "x*y", "sin-x": "sin(x)", "sin-y": "sin(y)" };
