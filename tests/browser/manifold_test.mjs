import assert from "node:assert/strict";
import { inEveryBrowser } from "./browsers.mjs";
import { captionHolds, captionOf, changing, figureOf } from "./figure_page.mjs";

const name = "manifold";
const figure = figureOf(name);
const at = (fragment, more = {}) => ({ file: "gallery.html", fragment: `#figure=${name}&lang=en${fragment}`, ...more });
const press = (page, selector) => page.$eval(`${figure} >>> ${selector}`, (node) => node.click());
const text = (page, selector) => page.$eval(`${figure} >>> ${selector}`, (node) => node.textContent);
const saysStage = (page, words) =>
    page.waitForFunction(
        (selector, wanted) => document.querySelector(selector)?.shadowRoot?.querySelector(".stage-words")?.textContent.includes(wanted),
        {},
        figure,
        words,
    );

inEveryBrowser("a link is replayed, and the sentence says how many are on the wrong side", at("&steps=30&n=100"), async (page) => {
    await captionHolds(page, name, "Step 30: in the space of layer 2");

    const [, left] = /leaves (\d+) of 50 training points/.exec(await captionOf(page, name));
    const readout = (selector, words) => document.querySelector(selector).shadowRoot.querySelector('[data-readout="wrong"]').textContent === words; // prettier-ignore
    await page.waitForFunction(readout, {}, figure, `${left} of 50`); // painted with the next frame
});

inEveryBrowser("the slider, a drag and the row of spaces lead through the layers", at("", { schemes: ["file"] }), async (page) => {
    await saysStage(page, "The space of layer 2");

    await changing(page, name, async () => {
        await page.focus(`${figure} >>> .depth input`);
        await page.keyboard.press("Home");
    });
    await saysStage(page, "The input plane");
    await page.$eval(`${figure} >>> canvas.draggable`, (canvas) => canvas.scrollIntoView({ block: "center" }));
    const box = await (await page.$(`${figure} >>> canvas.draggable`)).boundingBox();
    await changing(page, name, async () => {
        await page.mouse.move(box.x + 100, box.y + 100);
        await page.mouse.down();
        await page.mouse.move(box.x + 220, box.y + 100);
        await page.mouse.up();
    });
    await saysStage(page, "Layer 1 before its activation");
    await page.waitForFunction(() => location.hash.includes("depth=0.5"));
    const row = await page.$(`${figure} >>> canvas.plot:not(.draggable)`);
    await row.click({ offset: { x: 20, y: 40 } });
    await saysStage(page, "The input plane");
});

inEveryBrowser("it passes through the layers, and rests where it is stopped", at("&depth=0", { schemes: ["file"] }), async (page) => {
    await saysStage(page, "The input plane");

    await press(page, ".depth button");
    await saysStage(page, "Into layer 1");
    await press(page, ".depth button");

    await page.waitForFunction((selector) => document.querySelector(selector).parameters.depth > 0, {}, figure);
});

inEveryBrowser("it trains, steps and starts over", at("&n=100", { schemes: ["file"] }), async (page) => {
    await captionHolds(page, name, "Step 0:");

    await press(page, ".transport button:nth-of-type(2)");
    await captionHolds(page, name, "Step 1:");
    await changing(page, name, () => press(page, ".transport .primary"));
    await page.waitForFunction((selector) => document.querySelector(selector).parameters.steps > 20, {}, figure);
    await press(page, ".transport .primary");
    await press(page, ".transport button:nth-of-type(3)");
    await captionHolds(page, name, "Step 0:");
});

inEveryBrowser("every control changes the picture", at("&n=100&steps=20", { schemes: ["http"] }), async (page) => {
    await captionHolds(page, name, "Step 20:");

    await changing(page, name, () => page.select(`${figure} >>> [data-parameter="activation"] select`, "sigmoid"));
    for (const control of ["noise", "n", "seed", "batchSize"])
        await changing(page, name, async () => {
            await page.evaluate((selector) => (document.querySelector(selector).shadowRoot.querySelector("details").open = true), figure);
            await page.evaluate(
                (selector, control) => {
                    const node = document.querySelector(selector);
                    const value = { noise: 0.3, n: 60, seed: 9, batchSize: 3 }[control];
                    node.parameters = { [control]: value, steps: 5 };
                },
                figure,
                control,
            );
        });
    await changing(page, name, () => press(page, '[data-parameter="hidden"] .stepper button:last-of-type'));
    await changing(page, name, () => page.select(`${figure} >>> [data-parameter="data"] select`, "rings"));
    await page.waitForFunction(
        (selector) => /keep what is inside inside/.test(document.querySelector(selector).shadowRoot.textContent),
        {},
        figure,
    );
    await page.evaluate((selector) => (document.querySelector(selector).parameters = { hidden: [5, 3] }), figure);
    await page.waitForFunction((selector) => /Seen edge-on/.test(document.querySelector(selector).shadowRoot.textContent), {}, figure);
});

inEveryBrowser(
    "thrown out, it says why, and goes back",
    at("&l2=0.3&learning-rate=10&n=100&steps=2000", { schemes: ["file"] }),
    async (page) => {
        await page.waitForFunction((selector) => document.querySelector(selector)?.shadowRoot?.querySelector('[data-kind="diverged"]'), {}, figure); // prettier-ignore

        assert.match(await text(page, ".notice p"), /10 × 0\.3 = 3 > 2/);
        await press(page, ".notice .button");

        await page.waitForFunction((selector) => document.querySelector(selector).parameters.learningRate < 10, {}, figure);
    },
);
