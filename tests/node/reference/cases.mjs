/** Vector files as the core's public interface takes them. What is not as it must be throws, and ends the case. */

/** The reference's names have underscores where ours have hyphens. @param {string} name */
export const ourName = (name) => name.replaceAll("_", "-");

/** @param {any} object @param {string} key */
export function member(object, key) {
    const value = object?.[key];
    if (value === undefined) throw new Error(`no member "${key}"`);
    return value;
}

/** A member that must hold numbers, n of them if n is given. @param {any} object @param {string} key @param {number} [n] @returns {number[]} */
export function numbers(object, key, n) {
    const array = member(object, key);
    if (!Array.isArray(array) || !array.every((x) => typeof x === "number")) throw new Error(`"${key}" is not an array of numbers`);
    if (n !== undefined && array.length !== n) throw new Error(`"${key}" holds ${array.length} numbers, not ${n}`);
    return array;
}

/** A member that must be a number. @param {any} object @param {string} key @returns {number} */
export function numberOf(object, key) {
    const value = member(object, key);
    if (typeof value !== "number") throw new Error(`"${key}" is not a number`);
    return value;
}

/** Those of an object's members that are there. @param {object} object */
export const present = (object) => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined && value !== null));

/** @param {any} core @param {any} json */
function networkOf(core, json) {
    const layers = member(member(json, "net"), "layers");
    const [hidden, last] = [layers.slice(0, -1), layers.at(-1)];
    if (last.batch_norm || last.pieces !== 1) throw new Error("the output layer has batch normalisation or pieces");
    return core.network({
        layers: [layers[0].in, ...layers.map((layer) => layer.out)],
        activation: hidden.map((layer) => ourName(layer.activation)),
        outputActivation: ourName(last.activation),
        batchNorm: hidden.map((layer) => layer.batch_norm),
        pieces: hidden.map((layer) => layer.pieces),
        loss: member(json, "loss_kind"),
        l1: json.l1 ?? 0,
        l2: json.l2 ?? 0,
    });
}

/** The running values before a case: 0 and 1, unless it says otherwise. @param {any} net @param {any[]} bn */
function runningOf(net, bn) {
    const running = net.running;
    for (const entry of bn) {
        const { rows, runningAt } = net.layers[entry.layer];
        running.set(numbers(entry, "running_mean_before", rows), runningAt);
        running.set(numbers(entry, "running_var_before", rows), runningAt + rows);
    }
    return running;
}

/**
 * A net with the parameters of a case, and its data; freed when `use` is done.
 * @template T
 * @param {any} core
 * @param {any} json
 * @param {(c: {net: any, objective: any, n: number, batch: number, outputs: number, theta: number[], x: number[], y: number[]}) => T} use
 */
export function withNet(core, json, use) {
    const net = networkOf(core, json);
    try {
        const { layers, nParameters: n } = net;
        const batch = numberOf(json, "batch");
        const outputs = layers.at(-1).out;
        const theta = numbers(json, "params", n);
        const x = numbers(json, "inputs", batch * layers[0].in);
        const y = numbers(json, "targets", json.loss_kind === "softmax" ? batch : batch * outputs);
        net.parameters = theta;
        net.running = runningOf(net, json.bn ?? []);
        const objective = net.objective(x, y);
        try {
            return use({ net, objective, n, batch, outputs, theta, x, y });
        } finally {
            objective.free();
        }
    } finally {
        net.free();
    }
}
