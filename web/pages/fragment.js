/**
 * The page's state as a URL fragment: #figure=playground&lang=zh&hidden=8,8. Only what is not at its default is written.
 *
 * @typedef {object} PageState
 * @property {string} figure name
 * @property {import("../text/index.js").Language | null} lang null: the reader's own
 * @property {"light" | "dark" | null} theme null: the system's
 * @property {import("../parameters.js").Values} parameters of that figure
 */
import { formatAll, parseAll, shared } from "../parameters.js";

/** @typedef {import("../host.js").Figure} Figure */

/** @param {readonly Figure[]} figures @returns {import("../parameters.js").Spec[]} */
function pageTable(figures) {
    return [
        { name: "figure", type: "choice", choices: figures.map(({ name }) => name), default: figures[0].name },
        { name: "lang", type: "choice", choices: ["auto", "en", "zh"], default: "auto" },
        { name: "theme", type: "choice", choices: ["auto", "light", "dark"], default: "auto" },
    ];
}

/** @param {readonly Figure[]} figures @param {string} name */
export function figureOf(figures, name) {
    return figures.find((figure) => figure.name === name) ?? figures[0];
}

/**
 * @param {readonly Figure[]} figures
 * @param {string} fragment with or without #
 * @returns {{state: PageState, errors: ReturnType<typeof parseAll>["errors"]}}
 */
export function readFragment(figures, fragment) {
    const entries = [...new URLSearchParams(fragment.replace(/^#/, "").replace(/\+/g, "%2B"))];
    const table = pageTable(figures);
    const ofPage = (/** @type {[string, string]} */ [key]) => table.some(({ name }) => name === key);
    const page = parseAll(table, entries.filter(ofPage));
    const { figure, lang, theme } = page.values;
    const { values, errors } = parseAll(figureOf(figures, figure).parameters, entries.filter((entry) => !ofPage(entry))); // prettier-ignore
    const own = (/** @type {any} */ wish) => (wish === "auto" ? null : wish);
    return { state: { figure, lang: own(lang), theme: own(theme), parameters: values }, errors: [...page.errors, ...errors] };
}

/** @param {readonly Figure[]} figures @param {PageState} state @returns {string} with its #, or "" where all is at its default */
export function writeFragment(figures, { figure, lang, theme, parameters }) {
    const page = formatAll(pageTable(figures), { figure, lang: lang ?? "auto", theme: theme ?? "auto" }).filter(
        ([key]) => key !== "figure",
    );
    const pairs = [...page, ...formatAll(figureOf(figures, figure).parameters, parameters)];
    if (pairs.length === 0 && figure === figures[0].name) return "";
    return "#" + [["figure", figure], ...pairs].map(([key, text]) => `${key}=${encode(text)}`).join("&");
}

/** As encodeURIComponent, but leaves what a fragment may hold and a reader likes to see. @param {string} text */
function encode(text) {
    return encodeURIComponent(text).replace(/%2C/g, ",").replace(/%3A/g, ":").replace(/%3B/g, ";").replace(/%2F/g, "/");
}

/**
 * What goes along to another figure: where both have a network on data of their own it stays the same network.
 * @param {Figure} from
 * @param {import("../parameters.js").Values} values
 * @param {Figure} to
 */
export function carried(from, values, to) {
    const hasNetwork = (/** @type {Figure} */ { parameters }) =>
        ["data", "hidden"].every((name) => parameters.some((spec) => spec.name === name));
    return hasNetwork(from) && hasNetwork(to) ? shared(to.parameters, values) : {};
}
