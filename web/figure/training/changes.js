/**
 * What a hand changed while the net was training, so that a link replays it: "step:name:value,step:name:value,…" in the order of the
 * steps. A change stands before the step it names. Names: the settings below, and w<index> for one entry of theta.
 *
 * @typedef {{step: number, name: string, value: number}} Change
 */

/** In a link an optimiser is its place among these. */
export const OPTIMIZERS = ["sgd", "adagrad", "rmsprop", "adam", "adamw"];
const SHARE = { least: 0, most: 0.9999 };

/** Parameters that may change without starting anew, by their names in a link. nesterov is 0 or 1. */
export const HOT = {
    optimizer: { parameter: "optimizer", least: 0, most: OPTIMIZERS.length - 1 },
    "learning-rate": { parameter: "learningRate", least: 0, most: 1e6 },
    momentum: { parameter: "momentum", least: 0, most: 0.999 },
    nesterov: { parameter: "nesterov", least: 0, most: 1 },
    alpha: { parameter: "alpha", ...SHARE },
    beta1: { parameter: "beta1", ...SHARE },
    beta2: { parameter: "beta2", ...SHARE },
    epsilon: { parameter: "epsilon", least: 0, most: 1 },
    l1: { parameter: "l1", least: 0, most: 1e6 },
    l2: { parameter: "l2", least: 0, most: 1e6 },
};

/** More would make links that mail programs and chats break. */
export const MAX_CHANGES = 300;

/** A parameter's value as a number of a link. @param {string | number | boolean} value */
export const toNumber = (value) => (typeof value === "string" ? OPTIMIZERS.indexOf(value) : Number(value));

/** And back. @param {string} parameter @param {number} number @returns {any} */
export const fromNumber = (parameter, number) =>
    parameter === "optimizer" ? OPTIMIZERS[number] : parameter === "nesterov" ? number !== 0 : number;

/** What a text must be to be a list of changes, or null when it is one. @param {string} text */
export function checkChanges(text) {
    try {
        parseChanges(text);
        return null;
    } catch (error) {
        if (error instanceof RangeError) return error.message;
        throw error;
    }
}

/**
 * @param {string} text
 * @returns {Change[]}
 * @throws {RangeError} that says what it may be and names the entry
 */
export function parseChanges(text) {
    if (text === "") return [];
    const changes = text.split(",").map(parseOne);
    if (changes.length > MAX_CHANGES) throw new RangeError(`at most ${MAX_CHANGES} entries, not ${changes.length}`);
    const early = changes.findIndex((change, i) => i > 0 && change.step < changes[i - 1].step);
    if (early > 0) throw new RangeError(`entries in the order of their steps; entry ${early + 1} is not`);
    return changes;
}

/** @param {string} entry @returns {Change} */
function parseOne(entry) {
    const [step, name, value, ...more] = entry.split(":");
    const change = { step: Number(step), name, value: Number(value) };
    const shaped =
        /^\d{1,9}$/.test(step) && value !== undefined && value.trim() !== "" && Number.isFinite(change.value) && more.length === 0;
    if (!shaped) throw new RangeError(`entries step:name:value, such as 120:learning-rate:0.1, not "${entry}"`);
    if (/^w\d{1,7}$/.test(name)) return change;
    const hot = HOT[/** @type {keyof typeof HOT} */ (name)];
    if (!hot) throw new RangeError(`entries that name ${Object.keys(HOT).join(", ")} or w with an index, not "${name}"`);
    if (change.value < hot.least || change.value > hot.most || (name === "optimizer" && !OPTIMIZERS[change.value]))
        throw new RangeError(`entries with ${name} ${hot.least} … ${hot.most}, not ${value}`);
    return change;
}

/** @param {Change[]} changes */
export function formatChanges(changes) {
    return changes.map(({ step, name, value }) => `${step}:${name}:${value}`).join(",");
}

/**
 * The list with one more; what was set before at the same step is replaced.
 * @param {Change[]} changes
 * @param {Change} change not before the last of the list
 * @returns {Change[] | null} null when the list is full
 */
export function withChange(changes, change) {
    const kept = changes.filter((other) => other.step !== change.step || other.name !== change.name);
    return kept.length >= MAX_CHANGES ? null : [...kept, change];
}
