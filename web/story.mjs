/** A story page but for its script: the text of pages/story/<language>.html with its contents list, formulas, and the figures that there are. */
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { figures } from "./figure/index.js";
import { formulas } from "./pages/story/formulas.js";
import { shown } from "./pages/story/figures.js";
import { still } from "./still/still.mjs";
import { customProperties, darkTheme, lightTheme } from "./theme.js";

const directory = join(dirname(fileURLToPath(import.meta.url)), "pages/story");

/** @typedef {"en" | "zh"} Language */

/**
 * @param {Language} language
 * @param {import("./core/inside.js").CoreInside} core
 * @returns {Promise<string>} a document with the marks <!-- style --> and <!-- script -->
 */
export async function storyText(language, core) {
    let page = await readFile(join(directory, `${language}.html`), "utf8");
    page = numbered(unbroken(page));
    page = page.replace(/<math data-formula="([\w-]+)"><\/math>/g, (_, name) => formulaNamed(name));
    for (const [whole, name] of page.matchAll(/<valley-figure name="([\w-]+)"><\/valley-figure>/g)) {
        const text = await figureText(core, name, language);
        page = page.replace(whole, () => text);
    }
    const icon = (await readFile(join(directory, "../index.html"), "utf8")).match(/<link\s+rel="icon"[^>]*>/)?.[0] ?? "";
    return page
        .replace("</head>", () => `${icon}<!-- style --></head>`)
        .replace("</body>", () => "<!-- script --></body>")
        .replace(/>\s*\n\s*</g, "> <")
        .replace(/\s*\n\s*/g, language === "zh" ? joinedChinese : " ");
}

/** A line break between two Chinese characters is no space. @param {string} _ @param {number} at @param {string} whole */
function joinedChinese(gap, at, whole) {
    const [before, after] = [whole[at - 1], whole[at + gap.length]];
    const isWide = (character) => /[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f]/.test(character ?? "");
    return isWide(before) && isWide(after) ? "" : " ";
}

/** No line ends within η = 0.02, 3 × 3, 46 % or 2-2-1. @param {string} page as it stands in pages/story */
function unbroken(page) {
    return page
        .replace(/\s+([=×])\s+/g, "\u00a0$1\u00a0")
        .replace(/(\d)\s+%/g, "$1\u00a0%")
        .replace(/(?<=\d)-(?=\d)/g, "\u2011");
}

/** Chapter numbers, and the list of chapters with links to them. @param {string} page */
function numbered(page) {
    const chapters = [...page.matchAll(/<section id="([\w-]+)">\s*<h2>([^<]*)<\/h2>/g)].map(([, id, title]) => ({ id, title }));
    let count = 0;
    const text = page.replace(/<h2>/g, () => `<h2><span>${++count}</span>`);
    const items = chapters.map(({ id, title }, index) => `<li><a href="#${id}"><span>${index + 1}</span>${title}</a></li>`);
    return text.replace(/(<nav [^>]*>)/, (tag) => `${tag}<ol>${items.join("")}</ol>`);
}

/** @param {string} name */
function formulaNamed(name) {
    if (!(name in formulas)) throw new RangeError(`pages/story/formulas.js has no ${name}`);
    const parts = formulas[name].map((part) => `<math display="block">${part}</math>`);
    return `<div class="formula">${parts.join("")}</div>`; // Firefox lets no formula scroll by itself
}

/** An element with its picture inside, or nothing where there is no such figure. */
async function figureText(core, name, language) {
    if (!(name in shown)) throw new RangeError(`pages/story/figures.js has no ${name}`);
    if (!figures.some((figure) => figure.name === name)) return "";
    const { attributes = {}, still: other = {}, plot } = shown[name];
    const given = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`).join(""); // prettier-ignore
    const picture = await pictureText(core, { name, attributes: { ...attributes, ...other }, plot, language });
    return `<valley-figure name="${name}"${given}>${picture}</valley-figure>`;
}

/** A figure that cannot be painted here goes without a picture, which a test then finds missing. */
async function pictureText(core, what) {
    try {
        const { svg, sentence } = await still(core, what);
        return `<div class="picture">${svg}<p>${sentence.replace(/&/g, "&amp;").replace(/</g, "&lt;")}</p></div>`;
    } catch (error) {
        console.error(
            `the story goes without a picture of ${what.name} (${what.language}): ${error instanceof Error ? error.message : error}`,
        );
        return "";
    }
}

/** The themes' colours for text and pictures; print is always light. */
export function storyColors() {
    const [light, dark] = [lightTheme, darkTheme].map((theme) => `:root{${customProperties(theme).replace(/\s+/g, " ")}}`);
    return `${light}@media (prefers-color-scheme:dark){${dark}}@media print{${light}}`;
}
