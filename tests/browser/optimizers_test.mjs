import assert from "node:assert/strict";
import { inEveryBrowser } from "./browsers.mjs";
import { captionHolds, captionOf, changing, figureOf } from "./figure_page.mjs";

const name = "optimizers";
const figure = figureOf(name);
const at = (fragment) => ({ fragment: `#figure=${name}&lang=en${fragment}` });
const press = (page, selector) => page.$eval(`${figure} >>> ${selector}`, (node) => node.click());

inEveryBrowser("all seven arrive in the ravine, and the sentence says when", at(""), async (page) => {
    await captionHolds(page, name, "7 of 7 have arrived");

    assert.match(
        await captionOf(page, name),
        /^Ravine, step 200 of 200: 7 of 7 have arrived \(Gradient descent at step 61, Momentum at step \d+, /,
    );
});

inEveryBrowser("every control changes the picture", { ...at(""), schemes: ["file"] }, async (page) => {
    await captionHolds(page, name, "7 of 7");

    await changing(page, name, () => press(page, '[data-parameter="racers"] input[value="adagrad"]'));
    await captionHolds(page, name, "6 of 6");
    await changing(page, name, () => press(page, '[data-parameter="steps"] button'));
    await changing(page, name, async () => {
        await page.focus(`${figure} >>> [data-parameter="rate"] input`);
        await page.keyboard.press("ArrowRight");
    });
    await changing(page, name, async () => {
        await page.focus(`${figure} >>> canvas.plot[tabindex]`);
        await page.keyboard.press("ArrowUp");
    });
    await page.waitForFunction(
        () => location.hash.includes("start=-2.5,1.06") || decodeURIComponent(location.hash).includes("start=-2.5,1.06"),
    );
    await changing(page, name, () => page.select(`${figure} >>> [data-parameter="surface"] select`, "rosenbrock"));
    await captionHolds(page, name, "Rosenbrock");
    await page.waitForFunction(() => !location.hash.includes("start="));
});

inEveryBrowser("it plays, steps and starts over", { ...at("&step=100"), schemes: ["file"] }, async (page) => {
    await captionHolds(page, name, "step 100 of 200");

    await changing(page, name, () => press(page, ".transport button:nth-of-type(2)"));
    await captionHolds(page, name, "step 101 of 200");
    await changing(page, name, () => press(page, ".transport button:nth-of-type(3)"));
    await captionHolds(page, name, "step 0 of 200: 0 of 7 have arrived; 7 are still on their way.");
    await changing(page, name, () => press(page, ".transport .primary"));
    await page.waitForFunction((selector) => /of 200: [1-7] of 7/.test(document.querySelector(selector).shadowRoot.querySelector(".caption").textContent), {}, figure); // prettier-ignore
});

inEveryBrowser("thrown out, and the sentence says above which limit", { ...at("&rate=2"), schemes: ["file"] }, async (page) => {
    await captionHolds(page, name, "η = 0.12 is above its limit 0.08, as λmax = 25");
});

inEveryBrowser("a strip tells how far λmax is from each racer's limit, once it has ended", at("&step=100"), async (page) => {
    await captionHolds(page, name, "step 100 of 200");
    const told = (racer) =>
        page.$eval(`${figure} >>> [data-racer="${racer}"] .gauge`, (gauge) => [gauge.textContent, gauge.querySelectorAll(".way i").length]);

    assert.deepEqual(await told("sgd"), ["", 0]); // nothing is known of what is still to come
    await page.$eval(figure, (element) => (element.parameters = { step: 200 }));
    await captionHolds(page, name, "step 200 of 200");

    await page.waitForFunction(
        (selector) => document.querySelector(selector).shadowRoot.querySelector('[data-racer="sgd"] .gauge').textContent !== "",
        {},
        figure,
    ); // painted with the next frame
    assert.deepEqual(await told("sgd"), ["λmax = 25, limit 33.3", 1]);
    assert.deepEqual(await told("adam"), ["", 0]);
});
