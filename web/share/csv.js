import { shortest } from "../core/shortest.js";

/**
 * @typedef {object} Table what a figure showed over its steps
 * @property {string[]} columns names, each with its unit where it has one
 * @property {(number | string | null)[][]} rows null: there is none
 */

/**
 * The table as CSV (RFC 4180). A number is the shortest decimal that names the same float32; a whole number, such as a step, is written out.
 * @param {Table} table
 */
export function csvOf({ columns, rows }) {
    return [columns, ...rows].map((row) => `${row.map(field).join(",")}\r\n`).join("");
}

/** @param {number | string | null} value */
function field(value) {
    if (value === null) return "";
    if (typeof value === "string") return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
    if (Object.is(value, -0)) return "-0";
    return String(Number.isSafeInteger(value) ? value : shortest(value));
}
