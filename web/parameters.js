/**
 * The parameters of a figure: one table, from which attributes, URL keys, controls and checks all follow.
 * Text forms: learning-rate=0.1, hidden=8,8, nesterov=true. A number is kept as the shortest decimal that names its float32,
 * so what is written replays the same bits.
 *
 * @typedef {object} Spec
 * @property {string} name camelCase; kebab-case in attributes and URLs
 * @property {"number" | "integer" | "boolean" | "choice" | "list" | "numbers" | "text"} type
 * @property {any} default
 * @property {number} [min]
 * @property {number} [max]
 * @property {number} [step] of a linear slider
 * @property {"log" | "linear"} [scale]
 * @property {number} [smallest] of a log slider whose min is 0: the first value above 0
 * @property {number} [digits] significant ones that a log slider lands on; 3 by default
 * @property {readonly string[]} [choices] of a choice, or of each entry of a list (no entry twice then)
 * @property {number} [minLength] entries of a list, 0 by default
 * @property {number} [maxLength] entries of a list, characters of a text
 * @property {(text: string) => string | null} [check] of a text: what it must be (English), or null when it is that
 * @property {"slider" | "stepper" | "select" | "segmented"} [control] where the usual one of its type does not serve
 * @property {string} [unit] shown after the value
 *
 * @typedef {Record<string, any>} Values by parameter name
 */
import { shortest } from "./core/shortest.js";
import { textIn } from "./text/index.js";

export { shortest };

/** A value that a parameter may not have. mustBe: what it may be, as a key and values of the text tables. */
export class ParameterError extends RangeError {
    /** @param {Spec} spec @param {unknown} value @param {{key: string, values: Record<string, unknown>}} mustBe */
    constructor(spec, value, mustBe) {
        super(`${attributeName(spec.name)}=${show(value)}: ${textIn("en")(mustBe.key, mustBe.values)}`);
        this.spec = spec;
        this.value = value;
        this.mustBe = mustBe;
    }

    /** For a reader. @param {ReturnType<typeof textIn>} t */
    whatMayBe(t) {
        const values = { key: urlKey(this.spec.name), value: show(this.value) };
        return t("parameters.refusal", { ...values, mustBe: t(this.mustBe.key, this.mustBe.values) });
    }

    /** The same of a link, with what becomes of it. @param {ReturnType<typeof textIn>} t */
    inWords(t) {
        return t("parameters.refused", { refusal: this.whatMayBe(t) });
    }
}

/** A key that no parameter has. */
export class UnknownKeyError extends RangeError {
    /** @param {string} key */
    constructor(key) {
        super(`${show(key)}: ${textIn("en")("parameters.unknown")}`);
        this.key = key;
    }

    /** @param {ReturnType<typeof textIn>} t */
    inWords(t) {
        return `${show(this.key)}: ${t("parameters.unknown")}`;
    }
}

/** @param {unknown} value */
function show(value) {
    const text = Array.isArray(value) ? value.join(",") : String(value);
    return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** learningRate → learning-rate. @param {string} name */
export function urlKey(name) {
    return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** HTML gives `hidden` to every element, and style sheets make such an element vanish. */
const attributes = new Map([["hidden", "hidden-layers"]]);

/** @param {string} name */
export function attributeName(name) {
    return attributes.get(name) ?? urlKey(name);
}

/** What a parameter may be. @param {Spec} spec @returns {{key: string, values: Record<string, unknown>}} */
export function mustBe(spec) {
    const { minLength = 0, maxLength = spec.choices?.length ?? "∞", choices = [] } = spec;
    const values = {
        min: String(spec.min ?? (spec.type === "number" || spec.type === "numbers" ? "−∞" : 0)),
        max: String(spec.max ?? "∞"), // as it may be typed
        minLength,
        maxLength,
        choices: choices.join(", "),
    };
    if (spec.type === "list" && spec.choices) return { key: "parameters.choices", values };
    if (spec.type === "numbers" && minLength === maxLength) return { key: "parameters.exactly", values };
    return { key: `parameters.${spec.type}`, values };
}

/**
 * The value in its one form, or a ParameterError.
 * @param {Spec} spec
 * @param {unknown} value
 * @returns {any}
 */
export function check(spec, value) {
    const refuse = (reason = mustBe(spec)) => new ParameterError(spec, value, reason);
    switch (spec.type) {
        case "number":
            return checkNumber(spec, value, refuse);
        case "integer":
            return checkInteger(spec, value, refuse);
        case "boolean":
            if (typeof value === "boolean") return value;
            throw refuse();
        case "choice":
            if (spec.choices?.includes(/** @type {string} */ (value))) return value;
            throw refuse();
        case "text":
            return checkText(spec, value, refuse);
        default:
            return checkEntries(spec, value, refuse);
    }
}

/** @typedef {(reason?: {key: string, values: Record<string, unknown>}) => ParameterError} Refuse */

/** @param {Spec} spec @param {unknown} value @param {Refuse} refuse */
function checkNumber({ min = -Infinity, max = Infinity }, value, refuse) {
    if (typeof value !== "number" || !Number.isFinite(Math.fround(value))) throw refuse();
    const rounded = shortest(value) || 0; // no −0
    if (rounded < min || rounded > max) throw refuse();
    return rounded;
}

/** @param {Spec} spec @param {unknown} value @param {Refuse} refuse */
function checkInteger({ min = 0, max = Number.MAX_SAFE_INTEGER }, value, refuse) {
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < min || value > max) throw refuse();
    return value || 0;
}

/** @param {Spec} spec @param {unknown} value @param {Refuse} refuse */
function checkText({ maxLength = Infinity, check }, value, refuse) {
    if (typeof value !== "string" || value.length > maxLength) throw refuse();
    const expected = check?.(value) ?? null;
    if (expected !== null) throw refuse({ key: "parameters.as", values: { expected } });
    return value;
}

/** @param {Spec} spec @param {unknown} value @param {Refuse} refuse */
function checkEntries(spec, value, refuse) {
    const entries = Array.isArray(value) || value instanceof Float32Array ? Array.from(value) : null;
    const { minLength = 0, maxLength = spec.choices?.length ?? Infinity } = spec;
    if (!entries || entries.length < minLength || entries.length > maxLength) throw refuse();
    if (spec.type === "numbers" && entries.length % maxLength !== 0) throw refuse(); // all or none
    if (spec.type === "numbers") return Object.freeze(entries.map((entry) => checkNumber(spec, entry, refuse)));
    if (!spec.choices) return Object.freeze(entries.map((entry) => checkInteger(spec, entry, refuse)));
    if (entries.some((entry) => !spec.choices?.includes(entry)) || new Set(entries).size < entries.length) throw refuse();
    return Object.freeze(spec.choices.filter((choice) => entries.includes(choice)));
}

/** Decimal notation only: Number() alone would take "", " 1", "0x10" and "Infinity". @param {string} text */
function parseNumber(text) {
    return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : NaN;
}

/**
 * The checked value that a text stands for, or a ParameterError that shows the text.
 * @param {Spec} spec
 * @param {string} text
 * @returns {any}
 */
export function parse(spec, text) {
    try {
        return check(spec, read(spec, text));
    } catch (error) {
        if (error instanceof ParameterError) throw new ParameterError(spec, text, error.mustBe);
        throw error;
    }
}

/** @param {Spec} spec @param {string} text @returns {unknown} */
function read(spec, text) {
    if (spec.type === "number" || spec.type === "integer") return parseNumber(text);
    if (spec.type === "boolean") return text === "true" || text === "" ? true : text === "false" ? false : text;
    if (spec.type === "choice" || spec.type === "text") return text;
    const entries = text.trim() === "" ? [] : text.split(",").map((entry) => entry.trim());
    return spec.choices ? entries : entries.map(parseNumber);
}

/** The text that parse() takes back to the same value. @param {any} value checked */
export function format(value) {
    return Array.isArray(value) ? value.join(",") : String(value);
}

/** @param {readonly Spec[]} table @returns {Values} */
export function defaults(table) {
    return Object.fromEntries(table.map((spec) => [spec.name, check(spec, spec.default)]));
}

/** @param {any} a @param {any} b checked values of one parameter */
export function same(a, b) {
    return Array.isArray(a) ? a.length === b.length && a.every((entry, i) => entry === b[i]) : a === b;
}

/**
 * Reads key-value texts. What is missing or refused is at its default; errors tells what was refused.
 * @param {readonly Spec[]} table
 * @param {Iterable<[string, string]>} entries
 * @param {(name: string) => string} [keyOf] urlKey or attributeName
 * @returns {{values: Values, errors: (ParameterError | UnknownKeyError)[]}}
 */
export function parseAll(table, entries, keyOf = urlKey) {
    const values = defaults(table);
    const errors = [];
    for (const [key, text] of entries) {
        const spec = table.find(({ name }) => keyOf(name) === key);
        try {
            if (!spec) throw new UnknownKeyError(key);
            values[spec.name] = parse(spec, text);
        } catch (error) {
            if (!(error instanceof ParameterError || error instanceof UnknownKeyError)) throw error;
            errors.push(error);
        }
    }
    return { values, errors };
}

/** The texts of those values that are not at their default. @param {readonly Spec[]} table @param {Values} values */
export function formatAll(table, values) {
    const changed = table.filter((spec) => !same(values[spec.name], check(spec, spec.default)));
    return changed.map((spec) => /** @type {[string, string]} */ ([urlKey(spec.name), format(values[spec.name])]));
}

/**
 * The values of one table that another has too, under the same name, and allows: the network stays the same from figure to figure.
 * @param {readonly Spec[]} table
 * @param {Values} values of any table
 * @returns {Values}
 */
export function shared(table, values) {
    /** @type {Values} */
    const kept = {};
    for (const spec of table) {
        try {
            if (spec.name in values) kept[spec.name] = check(spec, values[spec.name]);
        } catch (error) {
            if (!(error instanceof ParameterError)) throw error;
        }
    }
    return kept;
}

/** @param {readonly Spec[]} table @param {string} name @returns {Spec} */
export function specOf(table, name) {
    const spec = table.find((candidate) => candidate.name === name);
    if (spec) return spec;
    throw new RangeError(`no parameter ${show(name)}; there are ${table.map((known) => known.name).join(", ")}`);
}
