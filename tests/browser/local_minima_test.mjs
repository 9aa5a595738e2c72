import assert from "node:assert/strict";
import { handle } from "../../web/core/requests.js";
import { localMinima } from "../../web/figure/local-minima.js";
import { missing } from "../../web/figure/local-minima/problems.js";
import { surveyAll } from "../../web/figure/local-minima/survey.js";
import { surveyInWords } from "../../web/figure/local-minima/words.js";
import { defaults } from "../../web/parameters.js";
import { textIn } from "../../web/text/index.js";
import { newCore } from "../node/core.mjs";
import { inEveryBrowser } from "./browsers.mjs";

const figure = '.stage > :not([hidden]) valley-figure[name="local-minima"]';
const parameters = (page) => page.$eval(figure, (node) => ({ ...node.parameters }));
const textOf = (page, selector) => page.$eval(`${figure} >>> ${selector}`, (node) => node.textContent);

/** The fine map stands. */
const ready = (page) =>
    page.waitForFunction(
        (selector) => {
            const root = document.querySelector(selector)?.shadowRoot;
            return root?.querySelector(".progress.over") && root.querySelector(".end");
        },
        {},
        figure,
    );

/** The sentence below the figure, computed here. */
async function sentenceOf(given) {
    const core = await newCore();
    const asked = { ...defaults(localMinima.parameters), ...given };
    const host = {
        t: textIn("en"),
        ask: async (_, request) => handle(core, request),
        askAll: async (_, requests) => requests.map((request) => handle(core, request)),
    };
    let last;
    const listeners = { isWanted: () => true, onProgress: () => {}, onSurvey: (survey) => (last = survey) };
    await surveyAll(host, { ...asked, ...missing(asked) }, listeners);
    return surveyInWords(host, last);
}

const expected = sentenceOf({ problem: "xor" });

inEveryBrowser(
    "4,096 networks end in the browser where they end in Node",
    { fragment: "#figure=local-minima&problem=xor&lang=en" },
    async (page) => {
        await ready(page);

        await page.waitForFunction(
            (selector, sentence) => document.querySelector(selector).shadowRoot.querySelector(".caption").textContent === sentence,
            {},
            figure,
            await expected,
        );
        assert.match(await expected, /^Of 4,096 starts, \d/);
    },
);

inEveryBrowser(
    "the start follows the pointer and the arrow keys, and a link replays it",
    { fragment: "#figure=local-minima&lang=en" },
    async (page) => {
        await ready(page);
        const canvas = await page.$(`${figure} >>> canvas[role="application"]`);
        await canvas.evaluate((node) => node.scrollIntoView({ block: "center", behavior: "instant" }));
        const box = await canvas.boundingBox();

        await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.3);
        await page.mouse.down();
        await page.mouse.move(box.x + box.width * 0.75, box.y + box.height * 0.65, { steps: 4 });
        await page.mouse.up();
        await page.waitForFunction((selector) => document.querySelector(selector).parameters.start[0] > 1, {}, figure);
        const dragged = (await parameters(page)).start;
        await page.keyboard.press("ArrowLeft");
        await page.waitForFunction((selector, x) => document.querySelector(selector).parameters.start[0] < x, {}, figure, dragged[0]);
        const { start } = await parameters(page);
        const place = `From (${start.map((at) => Number(at.toPrecision(3))).join(", ")})`.replaceAll("-", "−");
        await page.waitForFunction(
            (selector, words) => document.querySelector(selector).shadowRoot.querySelector(".path-words").textContent.startsWith(words),
            {},
            figure,
            place,
        );
        const words = await textOf(page, ".path-words");
        await page.waitForFunction((x) => location.hash.includes(`start=${x}`), {}, start[0]);
        await page.reload();
        await ready(page);
        await page.waitForFunction(
            (selector, words) => document.querySelector(selector).shadowRoot.querySelector(".path-words").textContent === words,
            {},
            figure,
            words,
        );

        assert.ok(Math.abs(dragged[0] - start[0] - 10 / 64) < 1e-6, "one cell to the left");
        assert.match(words, /to end 1 in 100 steps/);
        assert.deepEqual((await parameters(page)).start, start);
    },
);

inEveryBrowser("a click on an end shows its basin alone, a second one all", { fragment: "#figure=local-minima&lang=en" }, async (page) => {
    await ready(page);
    const second = `${figure} >>> li:nth-child(2) > button.end`;

    await page.locator(second).click();
    await page.waitForFunction(() => location.hash.includes("highlight=2"));
    await page.waitForSelector(`${second}[aria-pressed="true"]`, { visible: true }); // every frame: shadow trees tell of no change
    await page.locator(second).click();

    await page.waitForFunction(() => !location.hash.includes("highlight"));
});

inEveryBrowser(
    "a problem chosen by hand comes with what suits it",
    { fragment: "#figure=local-minima&learning-rate=0.005&lang=en" },
    async (page) => {
        await ready(page);
        const before = await parameters(page);

        await page.locator(`${figure} >>> [data-parameter="problem"] label:nth-child(2)`).click();
        await page.waitForFunction((selector) => document.querySelector(selector).parameters.learningRate === 0.05, {}, figure);

        const { problem, span, steps } = await parameters(page);
        assert.equal(before.learningRate, 0.005);
        assert.deepEqual({ problem, span, steps }, { problem: "double-well", span: 2.5, steps: 300 });
    },
);
