/**
 * What a figure offers to take away: one line each. Another entry is another line here and its text, share.entries.<key>, in both tables.
 *
 * @typedef {object} Context
 * @property {import("../element.js").ValleyFigure} element
 * @property {import("../host.js").Host} host its parameters, language and theme; host.live is the figure itself
 * @property {import("../host.js").Figure} figure
 * @property {import("../text/index.js").Translate} t
 * @property {string} title of the figure in the reader's language
 * @property {number} width pixels, of the entry's kind
 * @property {number} steps
 * @property {AbortSignal} signal the reader may not want to wait
 * @property {(share: number) => void} onProgress 0 … 1
 *
 * @typedef {{text: string} | {file: Blob, ending: string, about?: string}} Taken text: to be copied; a file: saved as <figure>[-about].<ending>
 *
 * @typedef {object} Entry
 * @property {string} key
 * @property {"link" | "embed" | "picture" | "animation" | "data"} kind link and embed are text, which is shown before it is copied
 * @property {(context: Context) => boolean | Promise<boolean>} [offered] whether this figure, in this browser, can give it; always, without it
 * @property {(context: Context) => Taken | Promise<Taken>} run what it throws is told to the reader
 */
import { embedCode, iframeCode, linkTo } from "./code.js";
import { gif, webm } from "./animation.js";
import { headerFile, historyCSV, networkFile } from "./data.js";
import { png, svg } from "./picture.js";
import { canFilm } from "./video.js";

/** @type {Entry[]} */
export const entries = [
    { key: "link", kind: "link", run: (context) => ({ text: linkTo(stateOf(context), addressFor(context)) }) },
    { key: "element", kind: "embed", run: (context) => ({ text: embedCode(stateOf(context)) }) },
    { key: "iframe", kind: "embed", run: (context) => ({ text: iframeCode(stateOf(context), roomOf(context)) }) },
    { key: "png", kind: "picture", run: async (context) => fileOf(await png(sitterOf(context), context.width), "png", context) },
    { key: "svg", kind: "picture", run: (context) => fileOf(svgFile(context), "svg", context) },
    {
        key: "gif",
        kind: "animation",
        offered: (context) => moves(context),
        run: async (context) => fileOf(await gif(actorOf(context), context), "gif", context),
    },
    {
        key: "webm",
        kind: "animation",
        offered: async (context) => moves(context) && (await canFilm()),
        run: async (context) => fileOf(await webm(actorOf(context), context), "webm", context),
    },
    {
        key: "csv",
        kind: "data",
        offered: ({ host }) => Boolean(host.live?.history),
        run: (context) => textFile(historyCSV(context), "csv", "text/csv", context),
    },
    {
        key: "json",
        kind: "data",
        offered: hasNetwork,
        run: async (context) => textFile(await networkFile(context), "json", "application/json", context),
    },
    {
        key: "header",
        kind: "data",
        offered: hasNetwork,
        run: async (context) => textFile(await headerFile(context), "h", "text/x-c", context),
    },
];

/** @param {Context} context */
function hasNetwork({ host }) {
    return Boolean(host.live?.network);
}

/** @param {string | null} text @param {string} ending @param {string} type @param {Context} context @returns {Taken} */
function textFile(text, ending, type, { t }) {
    if (text === null) throw new Error(t("share.nothingYet"));
    return { file: new Blob([text], { type: `${type};charset=utf-8` }), ending };
}

/** A reader's own table is not part of the link, so that its run cannot be repeated. @param {Context} context */
const moves = ({ host }) => Boolean(host.live?.step) && host.parameters.data !== "csv";

/** @param {Context} context @returns {import("./code.js").State} */
const stateOf = ({ figure, host }) => ({ figure, parameters: host.parameters, language: host.language });

/** Where the link leads: <valley-figure share="https://…"> or, without it, this very page, whose figure then follows the link. @param {Context} context */
const addressFor = ({ element }) => new URL(element.getAttribute("share") ?? "", location.href).href;

/** @param {Context} context */
const roomOf = ({ element, title }) => ({ title, height: Math.ceil(element.offsetHeight) + 24 });

/** @param {Context} context @returns {import("./picture.js").Sitter} */
const sitterOf = ({ host, title, element }) => ({
    host,
    title,
    frame: /** @type {HTMLElement} */ (element.shadowRoot?.querySelector(".frame")),
});

/** @param {Context} context */
const svgFile = (context) => new Blob([svg(sitterOf(context), context.width)], { type: "image/svg+xml" });

/** @param {Context} context */
const actorOf = ({ host, figure, element, title }) => ({ host, figure, title, place: /** @type {ShadowRoot} */ (element.shadowRoot) });

/** @param {Blob} file @param {string} ending @param {Context} context */
const fileOf = (file, ending, { width }) => ({ file, ending, about: String(width) });
