/** Everything that is read, in the reader's language. Tables: en.js and zh.js, the same keys; {name} stands for a value. */
import { formatCount } from "../paint/scale.js";
import { en } from "./en.js";
import { zh } from "./zh.js";

/** @typedef {"en" | "zh"} Language */
/** @typedef {(key: string, values?: Record<string, unknown>) => string} Translate */

const tables = { en: flat(en), zh: flat(zh) };

/** @type {readonly Language[]} */
export const languages = ["en", "zh"];

/**
 * Sections to dotted keys: {descent: {title: "…"}} → "descent.title". No line ends before a " %".
 * @param {object} section
 * @param {string} path
 * @param {Map<string, string>} table
 * @returns {Map<string, string>}
 */
export function flat(section, path = "", table = new Map()) {
    for (const [key, value] of Object.entries(section)) {
        if (typeof value === "string") table.set(path + key, value.replaceAll(" %", "\u00a0%"));
        else flat(value, `${path}${key}.`, table);
    }
    return table;
}

/** Whether there is such a text. @param {string} key */
export function hasText(key) {
    return tables.en.has(key);
}

/**
 * The texts of a language: t("loss.at", {step: 3}). A text says {step:step|steps} where a word follows from the number. A whole number is a count.
 * @param {Language} language
 * @returns {Translate}
 */
export function textIn(language) {
    const table = tables[language] ?? tables.en;
    return (key, values = {}) => {
        const text = table.get(key);
        if (text === undefined) throw new RangeError(`no text ${key} in ${language}`);
        return text.replace(/\{(\w+)(?::([\w ]+)\|([\w ]+))?\}/g, (_, name, one, many) => {
            if (!(name in values)) throw new RangeError(`text ${key} needs {${name}}`);
            const given = values[name];
            const value = Number.isInteger(given) ? formatCount(/** @type {number} */ (given)) : String(given);
            return one ? (value === "1" ? one : many) : value;
        });
    };
}

/** zh for any Chinese, else en. @param {string | null | undefined} tag "zh-Hans-CN" @returns {Language} */
export function languageOf(tag) {
    return /^zh\b/i.test(tag ?? "") ? "zh" : "en";
}

/** Made once: it takes milliseconds. @type {Intl.ListFormat | undefined} */
let listsInEnglish;

/** Sentences' parts in a row: Chinese sets a semicolon between those that are clauses, and no 和 against a Latin name. @param {Language} language @param {string[]} parts */
export function inARow(language, parts) {
    return language === "zh" ? parts.join("；") : (listsInEnglish ??= new Intl.ListFormat("en")).format(parts);
}

/** No space stands between two Chinese characters, as it does beside a Latin name. @param {string} text */
export const closed = (text) => text.replace(/(\p{Script=Han}) (?=\p{Script=Han})/gu, "$1");

/** learning-rate → learningRate: a figure's section in the text tables. @param {string} name */
export function sectionOf(name) {
    return name.replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
}
