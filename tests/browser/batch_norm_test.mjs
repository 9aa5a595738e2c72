import assert from "node:assert/strict";
import { inEveryBrowser } from "./browsers.mjs";
import { divergesAndGoesBack } from "./figure_page.mjs";

const figure = 'valley-figure[name="batch-norm"]';
const says = (page, words) =>
    page.waitForFunction((figure, words) => document.querySelector(figure)?.shadowRoot?.querySelector(".caption")?.textContent.includes(words), {}, figure, words); // prettier-ignore
const set = (page, parameters) => page.evaluate((figure, parameters) => (document.querySelector(figure).parameters = parameters), figure, parameters); // prettier-ignore
const pictures = (page) => page.evaluate((figure) => [...document.querySelector(figure).shadowRoot.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL()), figure); // prettier-ignore
const changed = (page, index, before) =>
    page.waitForFunction((figure, index, before) => document.querySelector(figure).shadowRoot.querySelectorAll("canvas")[index].toDataURL() !== before, {}, figure, index, before); // prettier-ignore

inEveryBrowser(
    "a link trains to its step, a batch of two is told, and each look changes its picture",
    { file: "gallery.html", fragment: "#figure=batch-norm&lang=en&layer-count=2&init=xavier-normal&trained=3" },
    async (page) => {
        await says(page, "After 3 steps in batches of 32: loss 0.");
        const [, through, without] = await pictures(page);

        await set(page, { unit: 2 });
        await changed(page, 1, through);
        await set(page, { quantity: "delta" });
        await changed(page, 2, without);

        await set(page, { batchSize: 2 });
        await says(page, "After 0 steps in batches of 2:");
        await page.waitForFunction((figure) => [...document.querySelector(figure).shadowRoot.querySelectorAll("section p")].some((p) => p.textContent.startsWith("Batches of 2: each number becomes + or −")), {}, figure); // prettier-ignore
        assert.equal(await page.evaluate((figure) => document.querySelector(figure).parameters.trained, figure), 0);
    },
);

inEveryBrowser(
    "playing goes on from step to step, and pausing notes the step",
    { schemes: ["http"], file: "gallery.html", fragment: "#figure=batch-norm&lang=en&layer-count=2" },
    async (page) => {
        await says(page, "After 0 steps");
        await page.evaluate((figure) => void document.querySelector(figure).play(), figure);
        await page.waitForFunction((figure) => /After ([3-9]|\d\d+) steps/.test(document.querySelector(figure).shadowRoot.querySelector(".caption").textContent), {}, figure); // prettier-ignore
        await page.evaluate((figure) => void document.querySelector(figure).pause(), figure);
        await page.waitForFunction((figure) => document.querySelector(figure).parameters.trained >= 3, {}, figure);
    },
);

inEveryBrowser(
    "a rate too large is told by the curvature of the start, with a way back that holds",
    { schemes: ["http"], file: "gallery.html", fragment: "#figure=batch-norm&lang=en&activation=relu&init=he-normal&learning-rate=10" },
    async (page) => {
        await says(page, "After 0 steps");

        await divergesAndGoesBack(page, figure, "η·λmax = 10 × 40.8 = 408 > 2");
        await page.waitForFunction((figure) => document.querySelector(figure).parameters.learningRate === 0.025, {}, figure);
        await says(page, "After 0 steps");

        await page.evaluate((figure) => void document.querySelector(figure).play(), figure);
        await page.waitForFunction((figure) => /^After [1-9]\d steps in batches of 32: loss 0\./.test(document.querySelector(figure).shadowRoot.querySelector(".caption").textContent), {}, figure); // prettier-ignore
    },
);
