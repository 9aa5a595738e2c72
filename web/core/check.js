/** Checks of arguments. Each throws an error that names the argument, says what it may be and what it got. */

/** @param {unknown} value @returns {string} */
export function show(value) {
    if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
    if (ArrayBuffer.isView(value)) return `a ${value.constructor.name} of ${value.byteLength} bytes`;
    if (Array.isArray(value)) return value.length > 8 ? `an array of ${value.length}` : `[${value.map(show).join(", ")}]`;
    if (typeof value === "function") return "a function";
    if (typeof value === "bigint") return `${value}n`;
    if (typeof value === "object" && value !== null) return "an object";
    return String(value);
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {{least?: number, above?: number, most?: number, below?: number}} [range] all of it when left out
 * @returns {number}
 */
export function number(name, value, range = {}) {
    const { least = -Infinity, above = -Infinity, most = Infinity, below = Infinity } = range;
    const isInside = (/** @type {number} */ x) => x >= least && x > above && x <= most && x < below;
    if (typeof value === "number" && Number.isFinite(Math.fround(value)) && isInside(value)) return value;
    throw wrong(value, "number", `${name} must be a ${describe("finite number", range)}, got ${show(value)}`);
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {{least?: number, most?: number}} range
 * @returns {number}
 */
export function integer(name, value, range) {
    const { least = 0, most = Number.MAX_SAFE_INTEGER } = range;
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= least && value <= most) return value;
    throw wrong(value, "number", `${name} must be a ${describe("whole number", range)}, got ${show(value)}`);
}

/** A seed of any generator: 0 … 2⁵³ − 1. @param {string} name @param {unknown} value @returns {bigint} */
export function seed(name, value) {
    return BigInt(integer(name, value, { least: 0 }));
}

/** @param {string} name @param {unknown} value @returns {boolean} */
export function boolean(name, value) {
    if (typeof value === "boolean") return value;
    throw new TypeError(`${name} must be true or false, got ${show(value)}`);
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {readonly string[]} choices
 * @returns {number} its index
 */
export function choice(name, value, choices) {
    const index = choices.indexOf(/** @type {string} */ (value));
    if (index >= 0) return index;
    throw wrong(value, "string", `${name} must be one of ${choices.join(", ")}; got ${show(value)}`);
}

/**
 * An object that holds nothing but what is known.
 * @template {object} T
 * @param {string} name
 * @param {T} value
 * @param {readonly string[]} known
 * @returns {T}
 */
export function options(name, value, known) {
    if (typeof value !== "object" || value === null || Array.isArray(value))
        throw new TypeError(`${name} must be an object with ${known.join(", ")}; got ${show(value)}`);
    const stranger = Object.keys(value).find((key) => !known.includes(key));
    if (stranger === undefined) return value;
    throw new TypeError(`${name} has no ${show(stranger)}; it may have ${known.join(", ")}`);
}

/**
 * Numbers as float32, every one of them finite.
 * @param {string} name
 * @param {unknown} value
 * @param {number} [length] any when left out
 * @returns {Float32Array} the same array if it is one
 */
export function floats(name, value, length) {
    const wanted = `${name} must be a Float32Array or an array of ${length === undefined ? "numbers" : `${length} numbers`}`;
    if (!(value instanceof Float32Array) && !Array.isArray(value)) throw new TypeError(`${wanted}, got ${show(value)}`);
    if (length !== undefined && value.length !== length) throw new RangeError(`${wanted}, got ${value.length}`);
    const check = (/** @type {number} */ i) => number(`${name}[${i}]`, value[i]);
    if (Array.isArray(value)) value.forEach((entry, i) => typeof entry === "number" || check(i)); // null and "" would count as 0
    const array = value instanceof Float32Array ? value : Float32Array.from(value);
    for (let i = 0; i < array.length; i++) if (!Number.isFinite(array[i])) check(i);
    return array;
}

/**
 * Numbers as float32, every one of them above 0.
 * @param {string} name
 * @param {unknown} value
 * @param {number} length
 */
export function positive(name, value, length) {
    const array = floats(name, value, length);
    array.forEach((entry, i) => number(`${name}[${i}]`, entry, { above: 0 }));
    return array;
}

/**
 * A table, row by row: flat, or an array of rows.
 * @param {string} name
 * @param {unknown} value
 * @param {number} columns
 * @param {number} [rows] at least 1 when left out
 * @returns {Float32Array} [rows × columns]
 */
export function table(name, value, columns, rows) {
    const flat = floats(name, flatten(name, value, columns));
    const n = flat.length / columns;
    if (rows === undefined ? n >= 1 && Number.isInteger(n) : n === rows) return flat;
    const size = rows === undefined ? `n × ${columns} numbers, n at least 1` : `${rows} × ${columns} numbers`;
    throw new RangeError(`${name} must hold ${size}, got ${flat.length}`);
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {number} columns
 */
function flatten(name, value, columns) {
    if (!Array.isArray(value) || typeof value[0] === "number" || value.length === 0) return value;
    return value.flatMap((row, i) => [...floats(`${name}[${i}]`, row, columns)]);
}

/**
 * @param {unknown} value
 * @param {string} type
 * @param {string} message
 */
function wrong(value, type, message) {
    return typeof value === type ? new RangeError(message) : new TypeError(message);
}

/**
 * @param {string} what
 * @param {{least?: number, above?: number, most?: number, below?: number}} range
 */
function describe(what, { least, above, most, below }) {
    const bounds = [
        least === undefined ? "" : `≥ ${least}`,
        above === undefined ? "" : `> ${above}`,
        most === undefined ? "" : `≤ ${most}`,
        below === undefined ? "" : `< ${below}`,
    ].filter(Boolean);
    return bounds.length > 0 ? `${what} ${bounds.join(" and ")}` : what;
}
