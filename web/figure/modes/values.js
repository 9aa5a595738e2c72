/** Values of inputs as one text of a URL: a:2,b:-0.5. */
import { shortest } from "../../parameters.js";

const PAIR = /^([^\s:,]+):([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)$/iu;

/** What a text must be, or null when it is that. @param {string} text */
export function checkValues(text) {
    const isPair = (/** @type {string} */ pair) => Number.isFinite(Math.fround(Number(PAIR.exec(pair)?.[2])));
    return text === "" || text.split(",").every(isPair) ? null : "a:2,b:-0.5";
}

/** @param {string} text @returns {Record<string, number>} */
export function readValues(text) {
    const pairs = text === "" ? [] : text.split(",").map((pair) => pair.split(":"));
    return Object.fromEntries(pairs.map(([name, value]) => [name, Number(value)]));
}

/** @param {Record<string, number>} values */
export function writeValues(values) {
    return Object.entries(values)
        .map(([name, value]) => `${name}:${shortest(value)}`)
        .join(",");
}
