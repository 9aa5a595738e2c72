import assert from "node:assert/strict";
import { inEveryBrowser } from "./browsers.mjs";
import { captionChanges, captionHolds, captionOf, changing, figureOf } from "./figure_page.mjs";

const name = "backprop";
const figure = figureOf(name);
const at = (fragment = "") => ({ file: "gallery.html", fragment: `#figure=${name}&lang=en${fragment}`, schemes: ["file"] });
const verdictOf = (page) => page.$eval(`${figure} >>> .truth`, (node) => node.textContent);
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
    assert.match(await verdictOf(page), /^As drawn is not the true gradient for 9 of 13 numbers/);
    assert.doesNotMatch(await captionOf(page, name), /as drawn/);

    await changing(page, name, () => press(page, ".transport button:nth-of-type(3)"));
    await captionHolds(page, name, "Step 13 of 13");
    await changing(page, name, () => press(page, ".transport button:nth-of-type(3)"));
    await captionHolds(page, name, "after 1 update inputs");
    await captionHolds(page, name, "Before the pass");
    await changing(page, name, () => press(page, ".transport button:nth-of-type(2)"));
    await captionHolds(page, name, "after 0 updates");
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
    await page.waitForFunction((selector) => document.querySelector(selector).shadowRoot.querySelector(".truth").textContent.startsWith("As drawn is the true gradient here, for all 13 numbers"), {}, figure); // prettier-ignore
    await page.$eval(figure, (element) => (element.parameters = { passing: "as-drawn" }));
    await captionHolds(page, name, "; as drawn is the true gradient here, for all 13 numbers.");
});

inEveryBrowser("what is drawn is said to be untrue where it is, with the truth", at("&passing=as-drawn"), async (page) => {
    await captionHolds(page, name, "; as drawn, 9 of 13 numbers are not the true gradient, ");

    const [, farthest, drawn, truth] = /, (\S+) farthest off with (\S+) for (\S+)\.$/.exec(await captionOf(page, name));
    assert.ok((await verdictOf(page)).includes(` Farthest off: ${farthest}, ${drawn} as drawn, ${truth} in truth;`));
});

inEveryBrowser(
    "a target that cross-entropy cannot have is answered, and the last pass stands",
    { ...at("&target=0.5"), width: 390 },
    async (page) => {
        await captionHolds(page, name, "target 0.5");

        await page.select(`${figure} >>> [data-parameter="loss"] select`, "bce");
        await captionHolds(
            page,
            name,
            "Cross-entropy takes a target of 0 or 1, not 0.5, so another pass is shown: after 0 updates inputs 1, 0.5 give output",
        );
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
        await page.$eval(figure, (node) => node.setAttribute("lang", "zh"));
        await captionHolds(page, name, "0.5，");
        assert.doesNotMatch(await captionOf(page, name), /[a-z]{6}/); // no English word is left
    },
);
