import assert from "node:assert/strict";
import { formatNumber } from "../../web/paint/scale.js";
import { newCore } from "../node/core.mjs";
import { inEveryBrowser } from "./browsers.mjs";

const core = await newCore();

const figure = '.stage > :not([hidden]) valley-figure[name="descent"]';
const ready = (page) =>
    page.waitForFunction((selector) => document.querySelector(selector)?.shadowRoot?.querySelector(".readout b")?.textContent, {}, figure);
const parameters = (page) => page.$eval(figure, (node) => ({ ...node.parameters }));

inEveryBrowser("the start follows the pointer, and a link replays it", { fragment: "#figure=descent&step=0&lang=en" }, async (page) => {
    await ready(page);
    const lossBecomes = (loss) =>
        page.waitForFunction(
            (selector, loss) => document.querySelector(selector)?.shadowRoot?.querySelectorAll(".readout b")[1]?.textContent === loss,
            {},
            figure,
            loss,
        );
    const { start: untouched } = await parameters(page);
    const map = await page.$(`${figure} >>> .map canvas`);
    await map.evaluate((canvas) => canvas.scrollIntoView({ block: "center", behavior: "instant" }));
    const box = await map.boundingBox();

    await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.3);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.7, box.y + box.height * 0.6, { steps: 4 });
    await page.mouse.up();
    const { start } = await parameters(page);
    const loss = formatNumber(core.objective("himmelblau").value(start));
    await lossBecomes(loss);
    await page.waitForFunction((wanted) => new URLSearchParams(location.hash.slice(1)).get("start") === wanted, {}, start.join(","));
    await page.reload();
    await lossBecomes(loss);

    assert.equal(start.length, 2);
    assert.notDeepEqual(start, untouched);
    assert.deepEqual((await parameters(page)).start, start);
});

inEveryBrowser("arrow keys move the start", { fragment: "#figure=descent&lang=en" }, async (page) => {
    await ready(page);

    await page.focus(`${figure} >>> .map canvas`);
    await page.keyboard.press("ArrowRight");

    await page.waitForFunction((selector) => document.querySelector(selector).parameters.start[0] === 0.1, {}, figure);
});

inEveryBrowser("one step goes one step", { fragment: "#figure=descent&lang=en" }, async (page) => {
    await ready(page);

    await page.evaluate((selector) => document.querySelector(selector).step(), figure);

    await page.waitForFunction(
        (selector) => document.querySelector(selector).shadowRoot.querySelector(".readout b").textContent === "3 / 100",
        {},
        figure,
    );
});

inEveryBrowser(
    "a divergence is named with its limit, and one click goes back",
    { fragment: "#figure=descent&surface=ravine&learning-rate=0.2&lang=en" },
    async (page) => {
        await ready(page);
        await page.waitForSelector(`${figure} >>> .notice`, { visible: true }); // looks every frame; else a shadow tree's changes go unheard
        const words = await page.$eval(`${figure} >>> .notice p`, (node) => node.textContent);

        await page.locator(`${figure} >>> .notice .button`).click();
        await page.waitForFunction((selector) => !document.querySelector(selector).shadowRoot.querySelector(".notice"), {}, figure);

        assert.match(words, /at step 0, ηλmax = 5 > 2, and after step 30 .* below 0\.08/);
        assert.equal((await parameters(page)).learningRate, 0.04);
    },
);

inEveryBrowser(
    "at the end of a run that was thrown out the slider has the limit that it left, and the last step is cut open",
    { fragment: "#figure=descent&learning-rate=0.2&step=100&lang=en" },
    async (page) => {
        await ready(page);
        await page.waitForSelector(`${figure} >>> .notice`, { visible: true });
        await page.waitForSelector(`${figure} >>> .snap`, { visible: true });
        await page.waitForFunction(
            (selector) => {
                const { shadowRoot } = document.querySelector(selector);
                const [words, mark] = [".notice p", ".snap"].map((part) => shadowRoot.querySelector(part).textContent);
                return words.includes(`had to stay below ${mark.match(/[\d.]+$/)[0]} (`);
            },
            {},
            figure,
        ); // the mark is moved by the next painting

        const words = await page.$eval(`${figure} >>> .notice p`, (node) => node.textContent);
        const limit = await page.$eval(`${figure} >>> .snap`, (node) => node.textContent.match(/[\d.]+$/)[0]);
        const inked = await page.$eval(`${figure} >>> .column .panel:nth-child(2) canvas`, (canvas) => {
            const { width, height } = canvas;
            const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
            const columns = new Set();
            for (let i = 3; i < data.length; i += 4) if (data[i] > 0) columns.add(((i - 3) / 4) % width);
            return columns.size / width;
        });

        assert.ok(words.includes(`There η had to stay below ${limit} (it is 0.2)`), `${words} ${limit}`);
        assert.ok(inked > 0.75, `ink in ${inked} of all columns`); // axes and curve, from the numbers at the left to the right end
    },
);

for (const [language, width] of [["en", 1265], ["en", 390], ["zh", 1265], ["zh", 390]]) // prettier-ignore
    inEveryBrowser(
        `nothing below a walk's words moves, whatever its step has them say (${language}, ${width} px)`,
        { fragment: `#figure=descent&step=0&lang=${language}`, width },
        async (page) => {
            await ready(page);
            const heights = new Map();

            for (const step of [0, 2, 4, 6, 12, 30, 56, 60, 100]) {
                await page.evaluate((selector, step) => void (document.querySelector(selector).parameters = { step }), figure, step);
                await page.waitForFunction(
                    (selector, text) => document.querySelector(selector).shadowRoot.querySelector(".readout b").textContent === text,
                    {},
                    figure,
                    `${step} / 100`,
                );
                heights.set(step, await page.$eval(figure, (node) => node.getBoundingClientRect().height));
            }

            assert.equal(new Set(heights.values()).size, 1, JSON.stringify([...heights]));
        },
    );
