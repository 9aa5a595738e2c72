import assert from "node:assert/strict";
import { inEveryBrowser } from "./browsers.mjs";

const figure = '.stage > :not([hidden]) valley-figure[name="learning-rate"]';
const panels = (page) =>
    page.$eval(figure, (node) =>
        [...node.shadowRoot.querySelectorAll(".rate-panel")].map((panel) => ({
            kind: panel.dataset.kind,
            words: panel.querySelector(".because").textContent,
        })),
    );
const ready = (page) =>
    page.waitForFunction((selector) => document.querySelector(selector)?.shadowRoot?.querySelector("[data-kind]"), {}, figure);
const wordsBecome = (page, words) =>
    page.waitForFunction(
        (selector, wanted) => document.querySelector(selector).shadowRoot.querySelector(".rate-panel.mine .because").textContent === wanted,
        {},
        figure,
        words,
    );

inEveryBrowser(
    "four learning rates crawl, go well, swing and are thrown out",
    { fragment: "#figure=learning-rate&lang=en" },
    async (page) => {
        await ready(page);

        const seen = await panels(page);

        assert.deepEqual(
            seen.map(({ kind }) => kind),
            ["crawling", "good", "swinging", "thrownOut"],
        );
        assert.equal(seen[3].words, "thrown out because ηλmax = 2.1 > 2");
    },
);

inEveryBrowser(
    "a link with a learning rate says why it swings",
    { fragment: "#figure=learning-rate&learning-rate=0.092&lang=en" },
    async (page) => {
        await ready(page);

        await wordsBecome(page, "thrown out because ηλmax = 2.3 > 2");
    },
);

inEveryBrowser(
    "the slider of the learning rate moves by arrow keys and lands on the limit",
    { fragment: "#figure=learning-rate&lang=en" },
    async (page) => {
        await ready(page);

        await page.locator(`${figure} >>> .snap`).click();
        await wordsBecome(page, "bouncing for ever: ηλmax = 2 exactly, so each step lands as high as it left");
        await page.focus(`${figure} >>> .rate-slider input`);
        for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowLeft");

        await page.waitForFunction((selector) => document.querySelector(selector).parameters.learningRate < 0.08, {}, figure);
        await page.waitForFunction(() => location.hash.includes("learning-rate=0.07"));
    },
);

inEveryBrowser("another panel can be the reader's own", { fragment: "#figure=learning-rate&lang=en" }, async (page) => {
    await ready(page);

    await page.locator(`${figure} >>> .rate-panel[data-panel="good"] .head`).click();

    await wordsBecome(page, "good: ηλmax = 1, safely below 2");
    await page.waitForFunction(() => location.hash.includes("panel=good"));
});

inEveryBrowser(
    "the four rates descend a network, whose limit moves while it plays",
    { fragment: "#figure=learning-rate&surface=network&panel=swinging&step=0&lang=en" },
    async (page) => {
        await ready(page);
        const fact = () => page.$eval(`${figure} >>> .fact`, (node) => node.textContent);
        const before = await fact();

        await page.locator(`${figure} >>> .transport .primary`).click();
        await page.waitForFunction((selector) => document.querySelector(selector).parameters.step >= 60, {}, figure);

        await page.waitForFunction(
            (selector, before) => document.querySelector(selector).shadowRoot.querySelector(".fact").textContent !== before,
            {},
            figure,
            before,
        );
        assert.match((await panels(page))[2].words, /^swinging because ηλmax = 2\.\d+ > 2$/);
    },
);

inEveryBrowser(
    "of a network that was thrown out the notice and the mark on the slider name one limit, that of the place where it left it",
    { fragment: "#figure=learning-rate&surface=network&learning-rate=5&lang=en" },
    async (page) => {
        await ready(page);
        await page.waitForSelector(`${figure} >>> .notice`, { visible: true });

        const words = await page.$eval(`${figure} >>> .notice p`, (node) => node.textContent);
        const fact = await page.$eval(`${figure} >>> .fact`, (node) => node.textContent);

        const [, limit] = words.match(/must stay below ([\d.]+)\.$/);
        assert.ok(fact.includes(`is ${limit} at step 0`), `${words} ${fact}`);
    },
);

inEveryBrowser(
    "where a network was thrown out of the picture, the limit is told of the last run that is still in it",
    { fragment: "#figure=learning-rate&surface=network&step=4&lang=en" },
    async (page) => {
        await ready(page);
        const factSays = (words) =>
            page.waitForFunction(
                (selector, words) => document.querySelector(selector).shadowRoot.querySelector(".fact").textContent.includes(words),
                {},
                figure,
                words,
            );

        await factSays("at step 4 with η = 0.864");
        await page.evaluate((selector) => void (document.querySelector(selector).parameters = { step: 60 }), figure);

        await factSays("at step 60 with η = 0.345");
    },
);
