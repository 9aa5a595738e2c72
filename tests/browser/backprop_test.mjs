import assert from "node:assert/strict";
import { inEveryBrowser } from "./browsers.mjs";
import { captionChanges, captionHolds, captionOf, changing, figureOf } from "./figure_page.mjs";

const name = "backprop";
const figure = figureOf(name);
const at = (fragment = "") => ({ file: "gallery.html", fragment: `#figure=${name}&lang=en${fragment}`, schemes: ["file"] });
const press = (page, selector) => page.$eval(`${figure} >>> ${selector}`, (node) => node.click());

/** Types into a field, by keyboard alone. */
async function type(page, selector, text) {
    await page.focus(`${figure} >>> ${selector}`);
    await page.$eval(`${figure} >>> ${selector}`, (field) => field.select());
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
}

inEveryBrowser("a pass is stepped through, back, and on into the next update", at("&step=12"), async (page) => {
    await captionHolds(page, name, "Step 12 of 13");
    assert.match(await captionOf(page, name), /As drawn is not the true gradient for 9 of 13 numbers/);

    await changing(page, name, () => press(page, ".transport button:nth-of-type(3)"));
    await captionHolds(page, name, "Step 13 of 13");
    await changing(page, name, () => press(page, ".transport button:nth-of-type(3)"));
    await captionHolds(page, name, "After 1 update");
    await captionHolds(page, name, "Before the pass");
    await changing(page, name, () => press(page, ".transport button:nth-of-type(2)"));
    await captionHolds(page, name, "After 0 updates");
    await page.waitForFunction(() => location.hash.includes("step=13"));
});

inEveryBrowser("every number can be typed over, and the link holds it", at(), async (page) => {
    await captionHolds(page, name, "inputs 1, 0.5");

    await changing(page, name, () => type(page, ".values label:nth-of-type(2) input", "-2"));
    await captionHolds(page, name, "inputs 1, −2");
    await changing(page, name, () => type(page, ".values label:nth-of-type(3) input", "0"));
    await captionHolds(page, name, "target 0");
    const before = await captionOf(page, name);
    await changing(page, name, () => type(page, "tbody tr:nth-of-type(1) input", "1.5"));
    await page.waitForFunction(() => location.hash.includes("theta=1.5,"));
    await captionChanges(page, name, before);
});

inEveryBrowser("where all is linear the picture is the truth", at(), async (page) => {
    await page.$eval(figure, (element) => (element.parameters = { activation: "identity", outputActivation: "identity" }));
    await captionHolds(page, name, "As drawn is the true gradient here, for all 13 numbers");
});

inEveryBrowser(
    "a target that cross-entropy cannot have is answered, and the last pass stands",
    { ...at("&target=0.5"), width: 390 },
    async (page) => {
        await captionHolds(page, name, "target 0.5");

        await page.select(`${figure} >>> [data-parameter="loss"] select`, "bce");
        await captionHolds(page, name, "Cross-entropy takes a target of 0 or 1, not 0.5. After 0 updates");
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
    },
);
