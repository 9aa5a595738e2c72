/**
 * embed.html: one figure alone, for a frame in another page.
 *
 *     embed.html?name=learning-rate&lang=zh&learning-rate=0.4
 *
 * The keys are the attributes of <valley-figure>, so what stands in a page's markup stands in an address as well. To the page around it the frame
 * posts {source: "valley", name, height}, in CSS pixels, whenever its height changes: the height that the frame needs.
 */
import { make } from "../dom.js";
import "../element.js";
import { figures } from "../figure/index.js";
import { attributeName, parseAll, urlKey } from "../parameters.js";
import { modeFor, watchSystem } from "../surroundings.js";
import { languageOf, sectionOf, textIn } from "../text/index.js";
import { customProperties, themeOf } from "../theme.js";
import { figureOf } from "./fragment.js";

const own = ["name", "lang", "theme", "controls", "autoplay", "share", "sound"];

const asked = [...new URLSearchParams(location.search.replace(/\+/g, "%2B"))];
const wish = new Map(asked.filter(([key]) => own.includes(key)));
const language = languageOf(wish.get("lang") ?? navigator.language);
const t = textIn(language);
const { parameters } = figureOf(figures, wish.get("name") ?? "");
const keyOf = (/** @type {string} */ name) => (asked.some(([key]) => key === attributeName(name)) ? attributeName(name) : urlKey(name));
const entries = asked.filter(([key]) => !own.includes(key));
const { values, errors } = parseAll(parameters, entries, keyOf);

const figure = /** @type {import("../element.js").ValleyFigure} */ (
    make(/** @type {any} */ ("valley-figure"), {
        name: figures[0].name,
        lang: language,
        ...Object.fromEntries(wish),
        on: { "valley-ready": tell },
    })
);
if (figures.some(({ name }) => name === figure.getAttribute("name"))) figure.parameters = values;
const refused = errors.map((error) => make("p", { class: "refused", role: "status", text: error.inWords(t) }));

const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [sheet];
function showTheme() {
    const mode = modeFor(wish.get("theme") ?? null);
    figure.setAttribute("theme", mode);
    sheet.replaceSync(`:root { ${customProperties(themeOf(mode))} }`);
}
showTheme();
watchSystem(showTheme);

document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
document.title = t(`${sectionOf(figureOf(figures, wish.get("name") ?? "").name)}.title`);
document.body.append(make("main", {}, [...refused, figure]));

let height = 0;
function tell() {
    const next = Math.ceil(document.documentElement.getBoundingClientRect().height);
    if (next === height) return;
    height = next;
    parent.postMessage({ source: "valley", name: figure.getAttribute("name"), height }, "*");
}
new ResizeObserver(tell).observe(document.documentElement);
