/** What a reader takes away to have the figure elsewhere, exactly as it stands. */
import { attributeName, formatAll } from "../parameters.js";

/**
 * @typedef {object} State
 * @property {import("../host.js").Figure} figure
 * @property {import("../host.js").Values} parameters
 * @property {import("../text/index.js").Language} language
 */

/** As encodeURIComponent, but leaves what may stand there and a reader likes to see. @param {string} text */
const encode = (text) => encodeURIComponent(text).replace(/%2C/g, ",").replace(/%3A/g, ":").replace(/%3B/g, ";").replace(/%2F/g, "/");

/** @param {[string, string][]} pairs */
const query = (pairs) => pairs.map(([key, text]) => `${key}=${encode(text)}`).join("&");

const escape = (/** @type {string} */ text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");

/**
 * The page with this figure in this state: address#figure=NAME&…; what the fragment said of the page itself (its language, its colours) stays. A page
 * that is asked for a figure, embed.html?name=NAME&…, is asked for it in this state.
 * @param {State} state
 * @param {string} address of a page that holds the figure
 */
export function linkTo({ figure, parameters }, address) {
    const url = new URL(address);
    const state = formatAll(figure.parameters, parameters);
    const kept = (/** @type {URLSearchParams} */ from, /** @type {string[]} */ keys) =>
        keys.flatMap((key) => (from.has(key) ? [/** @type {[string, string]} */ ([key, from.get(key) ?? ""])] : []));
    const isAsked = url.searchParams.get("name") === figure.name;
    const ofPage = kept(new URLSearchParams(url.hash.slice(1)), ["lang", "theme"]);
    const asked = kept(url.searchParams, ["name", "lang", "theme", "controls"]);
    url.hash = "";
    if (isAsked) url.search = "";
    return isAsked ? `${url.href}?${query([...asked, ...state])}` : `${url.href}#${query([["figure", figure.name], ...ofPage, ...state])}`;
}

/** What such a link says of figures. @param {string} hash @returns {{name: string, entries: [string, string][]} | null} */
export function readLink(hash) {
    const entries = [...new URLSearchParams(hash.replace(/^#/, "").replace(/\+/g, "%2B"))];
    const name = entries.find(([key]) => key === "figure")?.[1];
    return name ? { name, entries: entries.filter(([key]) => !["figure", "lang", "theme"].includes(key)) } : null;
}

/** @param {State} state @returns {[string, string][]} attributes of those parameters that are not at their default */
function attributesOf({ figure, parameters }) {
    const changed = figure.parameters.filter((spec) => formatAll([spec], parameters).length > 0);
    return formatAll(changed, parameters).map(([, text], i) => [attributeName(changed[i].name), text]);
}

/** @param {State} state */
export function embedCode(state) {
    const wishes = [["name", state.figure.name], ["lang", state.language], ...attributesOf(state)]; // prettier-ignore
    const attributes = wishes.map(([name, text]) => `${name}="${escape(text)}"`).join(" ");
    return `<script src="valley.js" defer></script>\n<valley-figure ${attributes}></valley-figure>`;
}

/** @param {State} state @param {{title: string, height: number}} frame height: CSS pixels */
export function iframeCode(state, { title, height }) {
    const wishes = /** @type {[string, string][]} */ ([["name", state.figure.name], ["lang", state.language]]); // prettier-ignore
    const address = `embed.html?${query([...wishes, ...formatAll(state.figure.parameters, state.parameters)])}`;
    return `<iframe src="${escape(address)}" title="${escape(title)}" width="100%" height="${height}" loading="lazy" style="border:0"></iframe>`;
}
