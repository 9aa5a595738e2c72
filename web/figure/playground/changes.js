/**
 * What a hand changed while the net was training, so that a link replays it: "step:name:value,step:name:value,…" in the order of the
 * steps. A change stands before the step it names. Names: the rates and penalties below, and w<index> for one entry of theta.
 *
 * @typedef {{step: number, name: string, value: number}} Change
 */

/** Parameters that may change without starting anew, by their names in a link. nesterov is 0 or 1. */
export const HOT = {
    "learning-rate": { parameter: "learningRate", least: 0, most: 1e6 },
    momentum: { parameter: "momentum", least: 0, most: 0.999 },
    nesterov: { parameter: "nesterov", least: 0, most: 1 },
    l1: { parameter: "l1", least: 0, most: 1e6 },
    l2: { parameter: "l2", least: 0, most: 1e6 },
};

/** More would make links that mail programs and chats break. */
export const MAX_CHANGES = 300;

/**
 * @param {string} text
 * @returns {Change[]}
 * @throws {RangeError} that names the entry and what it may be
 */
export function parseChanges(text) {
    if (text === "") return [];
    const changes = text.split(",").map(parseOne);
    if (changes.length > MAX_CHANGES) throw new RangeError(`changes may hold ${MAX_CHANGES} entries, got ${changes.length}`);
    const early = changes.findIndex((change, i) => i > 0 && change.step < changes[i - 1].step);
    if (early > 0) throw new RangeError(`changes must be in the order of their steps; entry ${early + 1} is not`);
    return changes;
}

/** @param {string} entry @returns {Change} */
function parseOne(entry) {
    const [step, name, value, ...more] = entry.split(":");
    const change = { step: Number(step), name, value: Number(value) };
    const shaped = /^\d{1,9}$/.test(step) && value !== undefined && value.trim() !== "" && Number.isFinite(change.value) && more.length === 0;
    if (!shaped) throw new RangeError(`changes: "${entry}" must be step:name:value, such as 120:learning-rate:0.1`);
    if (/^w\d{1,7}$/.test(name)) return change;
    const hot = HOT[/** @type {keyof typeof HOT} */ (name)];
    if (!hot) throw new RangeError(`changes: "${name}" must be one of ${Object.keys(HOT).join(", ")} or w with an index`);
    if (change.value < hot.least || change.value > hot.most)
        throw new RangeError(`changes: ${name} must be ${hot.least} … ${hot.most}, got ${value}`);
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

/** The shortest decimal that is this float32, so that a link gives back its bits. @param {number} value */
export function shortest(value) {
    const single = Math.fround(value);
    for (let digits = 1; digits < 9; digits++) {
        const short = Number(single.toPrecision(digits));
        if (Math.fround(short) === single) return short;
    }
    return Number(single.toPrecision(9));
}
