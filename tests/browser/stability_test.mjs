import assert from "node:assert/strict";
import { inEveryBrowser } from "./browsers.mjs";
import { captionHolds, captionOf, changing, figureOf } from "./figure_page.mjs";

const name = "stability";
const figure = figureOf(name);
const at = (fragment, more = {}) => ({ file: "gallery.html", fragment: `#figure=${name}&lang=en${fragment}`, ...more });
const press = (page, selector) => page.$eval(`${figure} >>> ${selector}`, (node) => node.click());
const liveOf = (page, row) => page.$eval(`${figure} >>> [data-live="${row}"]`, (node) => node.textContent);

inEveryBrowser("a link to step 900 replays the published run to the edge, the same in every browser", at("&steps=900"), async (page) => {
    await captionHolds(page, name, "Step 900");

    assert.equal(
        await captionOf(page, name),
        "Step 900, loss 0.136: at step 899 λmax = 10.1 is at the edge 2/η = 10, which it met at step 356; from there to step 856 its mean is 9.99, its maximum 11.3.",
    );
    assert.equal(await liveOf(page, "crossed"), "356");
});

inEveryBrowser("it plays, steps and starts over, and η moved on the way moves the limit there", at(""), async (page) => {
    await captionHolds(page, name, "Step 0, loss 0.286: at step 0 λmax = 7.6 is below the edge 2/η = 10, at 76\u00a0% of it.");

    await changing(page, name, () => press(page, ".transport button:nth-of-type(2)"));
    await captionHolds(page, name, "Step 1,");
    await changing(page, name, () => page.$eval(figure, (node) => (node.parameters = { learningRate: 0.1 })));
    await captionHolds(page, name, "2/η = 20");
    await changing(page, name, () => press(page, ".transport .primary"));
    await page.waitForFunction(() => /steps=\d{2}/.test(location.hash), {});
    await press(page, ".transport .primary");
    assert.match(decodeURIComponent(await page.evaluate(() => location.hash)), /changes=0:learning-rate:0.2,1:learning-rate:0.1/);
    await changing(page, name, () => press(page, ".transport button:nth-of-type(3)"));
    await captionHolds(page, name, "Step 0, loss 0.286: at step 0 λmax = 7.6 is below the edge 2/η = 20");
});

inEveryBrowser(
    "each optimiser has its limit, and λmax is said to be measured now and then",
    at("", { schemes: ["file"] }),
    async (page) => {
        await captionHolds(page, name, "2/η = 10");

        await page.select(`${figure} >>> [data-parameter="optimizer"] select`, "momentum");
        await captionHolds(page, name, "(2+2β)/η = 19");
        await page.select(`${figure} >>> [data-parameter="optimizer"] select`, "nesterov");
        await captionHolds(page, name, "(2+2β)/((1+2β)η) = 13.6");
        await page.select(`${figure} >>> [data-parameter="optimizer"] select`, "adam");
        await captionHolds(page, name, "not known before its first step");
        await press(page, ".transport button:nth-of-type(2)");
        await press(page, ".transport button:nth-of-type(2)");
        await captionHolds(page, name, "38/η = 12667");
        await page.$eval(figure, (node) => (node.parameters = { every: 5 }));
        await press(page, ".transport button:nth-of-type(2)");
        await captionHolds(page, name, "λmax is measured every 5 steps.");
        await changing(page, name, () => page.$eval(figure, (node) => (node.parameters = { optimizer: "sgd", activation: "relu" })));
        await captionHolds(page, name, "2/η = 10");
    },
);

inEveryBrowser(
    "thrown out, it says why and starts over below the limit",
    at("&learning-rate=10&activation=identity&steps=2000", { schemes: ["file"] }),
    async (page) => {
        await captionHolds(page, name, "Thrown out: η·λmax = 10 ×");
        const { title, max } = await page.$eval(`${figure} >>> [data-readout="max"]`, (node) => {
            return { title: node.previousElementSibling.textContent, max: node.textContent };
        });
        assert.match(title, /^λmax at step \d+$/);
        assert.ok((await captionOf(page, name)).includes(`10 × ${max} = `), `the caption is of λmax = ${max}`);

        await press(page, '.notice[data-kind="diverged"] button');
        await captionHolds(page, name, "Step 0, loss");
        assert.match(await captionOf(page, name), /is below the edge 2\/η/);
    },
);
