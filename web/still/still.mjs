/** A figure as it stands, without a browser: its own code, the real core and the usual painters, into SVG. */
import { serialize } from "node:v8";
import { handle } from "../core/requests.js";
import { figures } from "../figure/index.js";
import { Host } from "../host.js";
import { attributeName, parseAll } from "../parameters.js";
import { sectionOf, textIn } from "../text/index.js";
import { lightTheme } from "../theme.js";
import { pretendDocument } from "./dom.mjs";
import { pngAddress } from "./png.mjs";
import { takeShared } from "./svg.js";

/** CSS pixels: legible when it is as wide as a phone. */
const WIDTH = 420;
const GAP = 12;

/** A theme's colour by its name, so that the picture follows a dark page. */
const names = new Map(Object.entries(lightTheme.colors).reverse().map(([name, color]) => [color, `var(--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)})`])); // prettier-ignore

/** In as few characters as it takes: a story holds many. @type {import("./svg.js").Writer} */
const writer = {
    color: (color) => names.get(color) ?? color,
    image: pngAddress,
    mostCells: 60,
    tolerance: { fine: 0.8, other: 0.4 },
    heaps: true,
};

/**
 * @param {import("../core/inside.js").CoreInside} core
 * @param {object} what
 * @param {string} what.name of a figure
 * @param {Record<string, string>} [what.attributes] its parameters
 * @param {string} [what.plot] text key of the label of the plots to show, the first one's without it
 * @param {"en" | "zh"} what.language
 * @returns {Promise<{svg: string, sentence: string}>} sentence: what the figure says of itself
 */
export async function still(core, { name, attributes = {}, plot, language }) {
    const figure = figures.find((each) => each.name === name);
    if (!figure) throw new RangeError(`no figure ${name}`);
    const t = textIn(language);
    const { values, errors } = parseAll(figure.parameters, Object.entries(attributes), attributeName);
    if (errors.length > 0) throw errors[0];
    const canvases = [];
    const labelOf = (canvas) => canvas.getAttribute("aria-label");
    const plots = () => canvases.filter((canvas) => canvas.getAttribute("class") === "plot");
    const wanted = () => (plot ? t(plot) : labelOf(plots()[0]));
    let columns = 1;
    const page = pretendDocument(() => Math.floor((WIDTH - GAP * (columns - 1)) / columns), writer);
    try {
        const create = document.createElement;
        document.createElement = (tag) => {
            const node = create(tag);
            if (tag === "canvas") canvases.push(node);
            return node;
        };
        const problems = [];
        const host = new Host(document.createElement("div"), figure, values, {
            pool: poolOf(core),
            language,
            theme: lightTheme,
            reducedMotion: true,
            emit: (type, detail) => type === "valley-error" && problems.push(detail.error),
            showNotice() {},
            style() {},
        });
        host.setActive(true);
        await host.start(figure);
        const shown = plots().filter((canvas) => labelOf(canvas) === wanted());
        columns = shown.length > 1 ? 2 : 1;
        await page.settle();
        host.refresh();
        if (problems.length > 0) throw problems[0];
        if (shown.length === 0) throw new RangeError(`${name} has no plot ${plot}`);
        const sentence = host.describe();
        const svg = arrange(shown, columns, `${t(`${sectionOf(name)}.title`)}: ${wanted()}`);
        host.destroy();
        return { svg, sentence };
    } finally {
        page.remove();
    }
}

/** Replies by core and request: each language asks for the same. @type {WeakMap<import("../core/inside.js").CoreInside, Map<string, unknown>>} */
const known = new WeakMap();

/** The workers' place: each request is answered at once. */
function poolOf(core) {
    if (!known.has(core)) known.set(core, new Map());
    const replies = known.get(core);
    const answer = (request) => {
        const key = serialize(request).toString("latin1");
        if (!replies.has(key)) replies.set(key, handle(core, request));
        return structuredClone(replies.get(key));
    };
    return {
        ask: async (_, request) => answer(request),
        askAll: async (_, requests, onPart = () => {}) =>
            requests.map((request, index) => {
                const reply = answer(request);
                onPart(reply, index);
                return reply;
            }),
    };
}

/** Plots in rows of so many. */
function arrange(canvases, columns, label) {
    const [width, height] = [canvases[0].clientWidth, canvases[0].clientHeight];
    const rows = Math.ceil(canvases.length / columns);
    const whole = [width * columns + GAP * (columns - 1), height * rows + GAP * (rows - 1)];
    const plots = canvases.map((canvas, i) => {
        const content = canvas.getContext().content();
        const [x, y] = [(i % columns) * (width + GAP), Math.floor(i / columns) * (height + GAP)];
        return canvases.length > 1 ? `<svg x="${x}" y="${y}" width="${width}" height="${height}">${content}</svg>` : content;
    });
    const text = label.replace(/&/g, "&amp;").replace(/"/g, "&quot;");
    return `<svg class="still" viewBox="0 0 ${whole.join(" ")}" role="img" aria-label="${text}" font-size="12" stroke-linejoin="round">${takeShared(plots.join(""))}${plots.join("")}</svg>`;
}
