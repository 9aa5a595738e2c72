import assert from "node:assert/strict";
import { inEveryBrowser } from "./browsers.mjs";

const figure = 'valley-figure[name="activations"]';
const inFigure = (page, selector, read) =>
    page.evaluate((figure, selector, read) => new Function("node", `return ${read}`)(document.querySelector(figure).shadowRoot.querySelector(selector)), figure, selector, read); // prettier-ignore
const sentence = (page) => inFigure(page, ".caption", "node?.textContent ?? ''");
const says = (page, words) =>
    page.waitForFunction((figure, words) => document.querySelector(figure)?.shadowRoot?.querySelector(".caption")?.textContent.includes(words), {}, figure, words); // prettier-ignore
const picture = (page) => inFigure(page, "canvas", "node.toDataURL()");

inEveryBrowser(
    "activations are added, moved along and bent, and the sentence has the numbers of the core",
    { file: "gallery.html", fragment: "#figure=activations&lang=en&shown=sigmoid&z=0" },
    async (page) => {
        await says(page, "At z = 0: Sigmoid 0.5 with slope 0.25.");
        const alone = await picture(page);

        await page.evaluate((figure) => {
            const chips = document
                .querySelector(figure)
                .shadowRoot.querySelectorAll('[data-parameter="shown"] button, [data-parameter="shown"] input');
            [...chips].at(5).click(); // ELU
        }, figure);
        await says(page, "ELU 0 with slope 1");
        assert.notEqual(await picture(page), alone);

        await page.evaluate((figure) => (document.querySelector(figure).parameters = { z: -1, eluAlpha: 2 }), figure);
        await says(page, "ELU −1.264 with slope 0.736"); // 2(e⁻¹ − 1) and 2e⁻¹
        assert.match(await sentence(page), /^At z = −1: Sigmoid 0.2689 with slope 0.197/);
    },
);
