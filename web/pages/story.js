/** The story's page: its text stands without this; here its figures come to life, the language link keeps the chapter, and print is black on white. */
import "../element.js";

const figures = () => /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("valley-figure"));

/** The chapter that is being read: the last one that has begun above the middle of the screen. */
function chapterInView() {
    const sections = [...document.querySelectorAll("main > section")];
    return sections.filter((section) => section.getBoundingClientRect().top < innerHeight / 2).pop()?.id;
}

const link = /** @type {HTMLAnchorElement} */ (document.querySelector(".language"));
const keepChapter = () => void (link.hash = chapterInView() ?? "");
for (const event of ["pointerenter", "focus", "click"]) link.addEventListener(event, keepChapter);

window.addEventListener("beforeprint", () => figures().forEach((figure) => figure.setAttribute("theme", "light")));
window.addEventListener("afterprint", () => figures().forEach((figure) => figure.removeAttribute("theme")));
