/**
 * The story's page: its text stands without this; here its figures come to life, in the room that is kept for them, folded on a narrow screen to what
 * their chapter is about; the language link keeps the chapter, and print is black on white.
 */
import { figures, widthsAtFirst, widthsOfFigures } from "./story/widths.js";
import "../element.js";
import { shown } from "./story/figures.js";
import { heightAt } from "./story/heights.js";

/** CSS pixels from which a figure stands in columns and has room for all of itself. */
const WIDE = 720;

const nameOf = (/** @type {Element} */ figure) => figure.getAttribute("name") ?? "";

/** The chapter that is being read: the last one that has begun above the middle of the screen. */
function chapterInView() {
    const sections = [...document.querySelectorAll("main > section")];
    return sections.filter((section) => section.getBoundingClientRect().top < innerHeight / 2).pop()?.id;
}

const link = /** @type {HTMLAnchorElement} */ (document.querySelector(".language"));
const keepChapter = () => void (link.hash = chapterInView() ?? "");
for (const event of ["pointerenter", "focus", "click"]) link.addEventListener(event, keepChapter);

/** What a narrow figure leaves away, and the button that brings it back. @param {HTMLElement} figure */
function fold(figure) {
    const { folded = [] } = shown[nameOf(figure)];
    if (folded.length === 0) return;
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`:host(.narrow:not(.whole)) :is(${folded.join()}) { display: none !important; }`); // by the screen: paper shows what stands there
    figure.shadowRoot?.adoptedStyleSheets.push(sheet);
    const words = document.documentElement.lang.startsWith("zh") ? ["展开整幅图", "收起"] : ["Show the whole figure", "Show less"];
    const button = document.createElement("button");
    button.className = "unfold";
    const show = (/** @type {boolean} */ whole) => {
        button.textContent = words[Number(whole)];
        button.setAttribute("aria-expanded", String(whole));
    };
    button.addEventListener("click", () => show(figure.classList.toggle("whole")));
    show(false);
    figure.after(button);
}

const waiting = new Set(figures);

/** The room that a figure will need once it runs, so that nothing moves then. @param {number[]} widths of all, read before anything moves */
function keepRoom(widths) {
    for (const [i, figure] of figures.entries()) {
        if (waiting.has(figure)) figure.style.minHeight = `${heightAt(nameOf(figure), widths[i])}px`;
        const button = figure.nextElementSibling;
        const isNarrow = widths[i] < WIDE;
        figure.classList.toggle("narrow", isNarrow);
        if (button instanceof HTMLButtonElement) button.hidden = !isNarrow;
    }
}

figures.forEach(fold);
keepRoom(widthsAtFirst);
window.addEventListener("resize", () => keepRoom(widthsOfFigures()));
for (const event of ["valley-ready", "valley-error"]) {
    document.addEventListener(event, ({ target }) => {
        const figure = /** @type {HTMLElement} */ (target);
        if (waiting.delete(figure)) figure.style.minHeight = "";
    });
}

/** CSS pixels between the margins of A4 paper. */
const PAPER = 672;

window.addEventListener("beforeprint", () => {
    const widths = widthsOfFigures();
    for (const [i, figure] of figures.entries()) {
        figure.setAttribute("theme", "light");
        if (waiting.has(figure)) continue; // its still picture fits any width
        figure.style.setProperty("--stands", `${widths[i]}px`);
        figure.style.setProperty("--paper", String(Math.min(1, PAPER / widths[i])));
    }
});
window.addEventListener("afterprint", () => figures.forEach((figure) => figure.removeAttribute("theme")));
