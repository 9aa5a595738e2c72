import assert from "node:assert/strict";
import { chapters } from "../../web/figure/index.js";
import { isOneSentence } from "../sentences.mjs";
import { bothSchemes, inEveryBrowser } from "./browsers.mjs";
import { captionHolds, captionOf, changing, figureOf } from "./figure_page.mjs";

inEveryBrowser("the page opens and draws without a complaint", { schemes: bothSchemes }, async (page) => {
    await page.waitForFunction(() => document.querySelector("valley-figure")?.shadowRoot?.querySelector("canvas"));

    const title = await page.title();

    assert.match(title, /Valley/);
});

const names = chapters.flatMap(({ figures }) => figures.map(({ name }) => name));

inEveryBrowser(
    "every figure opens, draws and says what it shows in one sentence",
    { file: "gallery.html", schemes: bothSchemes },
    async (page) => {
        for (const name of names) {
            await page.evaluate((name) => void (location.hash = `#figure=${name}&lang=en`), name);

            await page.waitForFunction(
                (selector) => {
                    const root = document.querySelector(selector)?.shadowRoot;
                    const isDrawn = (canvas) => {
                        const blank = Object.assign(document.createElement("canvas"), { width: canvas.width, height: canvas.height });
                        return canvas.width > 0 && canvas.toDataURL() !== blank.toDataURL();
                    };
                    return root?.querySelector(".caption")?.textContent && [...root.querySelectorAll("canvas.plot")].some(isDrawn);
                },
                {},
                figureOf(name),
            );
            const english = await captionOf(page, name);
            await page.$eval(figureOf(name), (figure) => figure.setAttribute("lang", "zh"));
            await captionHolds(page, name, "。");

            for (const words of [english, await captionOf(page, name)]) assert.ok(isOneSentence(words), `${name}: ${words}`);
        }
    },
);

inEveryBrowser("the playground trains", { fragment: "#lang=en", schemes: bothSchemes }, async (page) => {
    await page.waitForFunction(
        (selector) => document.querySelector(selector)?.shadowRoot?.querySelector(".caption")?.textContent,
        {},
        figureOf("playground"),
    );
    const before = await captionOf(page, "playground");

    await changing(page, "playground", () =>
        page.evaluate((selector) => void document.querySelector(selector).play(), figureOf("playground")),
    );

    await page.waitForFunction(
        (selector, before) => document.querySelector(selector).shadowRoot.querySelector(".caption").textContent !== before,
        {},
        figureOf("playground"),
        before,
    );
    assert.ok(await page.$eval(figureOf("playground"), (figure) => figure.playing));
});
