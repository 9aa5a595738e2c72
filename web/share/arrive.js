/**
 * A link to a figure in some state, followed to a page that holds that figure among other things: a post, the story. The first figure of that name takes
 * the state and is scrolled to.
 */
import { parseAll } from "../parameters.js";
import { readLink } from "./code.js";

/** @param {readonly import("../host.js").Figure[]} figures */
export function arrive(figures) {
    const link = readLink(location.hash);
    const figure = figures.find(({ name }) => name === link?.name);
    if (!link || !figure) return;
    const element = /** @type {import("../element.js").ValleyFigure | null} */ (
        document.querySelector(`valley-figure[name="${figure.name}"]`)
    );
    if (!element) return;
    const { values, errors } = parseAll(figure.parameters, link.entries);
    for (const error of errors) console.warn(`<valley-figure> ${error.message}`);
    element.parameters = values;
    const { top, bottom } = element.getBoundingClientRect();
    if (bottom < 0 || top > innerHeight) element.scrollIntoView();
}

/** Now, or when all that the page holds is there; and whenever a link is followed within it. @param {readonly import("../host.js").Figure[]} figures */
export function watchLinks(figures) {
    void customElements.whenDefined("valley-figure").then(() => {
        if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => arrive(figures), { once: true });
        else arrive(figures);
        window.addEventListener("hashchange", () => arrive(figures));
    });
}
