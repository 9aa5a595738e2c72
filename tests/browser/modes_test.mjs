import assert from "node:assert/strict";
import { inEveryBrowser } from "./browsers.mjs";
import { captionHolds, captionOf, changing, figureOf } from "./figure_page.mjs";

const name = "modes";
const figure = figureOf(name);
const at = (fragment = "") => ({ file: "gallery.html", fragment: `#figure=${name}&lang=en${fragment}` });
const press = (page, selector) => page.$eval(`${figure} >>> ${selector}`, (node) => node.click());
const textOf = (page, selector) => page.$eval(`${figure} >>> ${selector}`, (node) => node.textContent);
const back = ".transport button:nth-of-type(2)";
const forth = ".transport button:nth-of-type(3)";

/** Types a formula in place of what stands there, by keyboard alone. */
async function type(page, formula) {
    await page.focus(`${figure} >>> textarea`);
    await page.$eval(`${figure} >>> textarea`, (field) => field.select());
    await page.keyboard.type(formula);
    await page.keyboard.press("Enter");
}

inEveryBrowser("the textbook's derivatives are found in one sweep of five edges", at(), async (page) => {
    await captionHolds(page, name, "∂e/∂a = 2, ∂e/∂b = 5");

    assert.match(
        await captionOf(page, name),
        /^e = 6: reverse mode from e has passed 5 of 5 edges, which gives ∂e\/∂a = 2, ∂e\/∂b = 5; for all derivatives reverse mode visits 5 edges, forward mode 10 in 2 sweeps, and a walk path by path 6 along 3 paths\.$/,
    );
    assert.equal(await textOf(page, '[data-way="reverse"] output'), "5 edges");
    assert.equal(await textOf(page, '[data-way="forward"] output'), "10 edges");
});

inEveryBrowser("a sweep is stepped through both ways, and the link holds the place", { ...at(), schemes: ["file"] }, async (page) => {
    await captionHolds(page, name, "5 of 5");

    await changing(page, name, () => press(page, back));
    await captionHolds(page, name, "4 of 5");
    await changing(page, name, () => press(page, back));
    await page.waitForFunction(() => location.hash.includes("step=3"));
    await changing(page, name, () => press(page, forth));
    await captionHolds(page, name, "4 of 5");
    await changing(page, name, () => press(page, '[data-parameter="mode"] input[value="forward"]'));
    await captionHolds(page, name, "forward mode from a has passed 4 of 5 edges; for");
    await changing(page, name, () => page.select(`${figure} >>> .from select`, "b"));
    await captionHolds(page, name, "forward mode from b");
    await changing(page, name, () => press(page, ".transport button:nth-of-type(4)"));
    await captionHolds(page, name, "0 of 5");
    await press(page, ".transport .primary");
    await captionHolds(page, name, "5 of 5 edges, which gives ∂e/∂b = 5;");
});

inEveryBrowser(
    "a formula is typed, its inputs are moved, and another keeps what still fits",
    { ...at(), schemes: ["file"] },
    async (page) => {
        await captionHolds(page, name, "e = 6");

        await changing(page, name, () => type(page, "y = x × x × x"));
        await captionHolds(page, name, "y = 1: ");
        await captionHolds(page, name, "∂y/∂x = 3");
        await changing(page, name, async () => {
            await page.focus(`${figure} >>> [data-input="x"] input[type="range"]`);
            await page.keyboard.press("End");
        });
        await captionHolds(page, name, "y = 125: ");
        await captionHolds(page, name, "∂y/∂x = 75");
        await changing(page, name, () => type(page, "y = x + q"));
        await captionHolds(page, name, "y = 6: ");
        await page.waitForFunction(() => decodeURIComponent(location.hash).includes("values=x:5"));
    },
);

inEveryBrowser(
    "a formula that is none is answered by its place, and the last graph stands",
    { ...at(), schemes: ["file"] },
    async (page) => {
        await captionHolds(page, name, "e = 6");

        await type(page, "c = a + # b");
        await captionHolds(page, name, "wrong at column 9; drawn is still “a = 2; b = 1; c = a + b; d = b + 1; e = c × d”: e = 6:");

        assert.match(await textOf(page, ".wrong"), /^Column 9: expected a number, a name, a function/);
        assert.equal(await textOf(page, ".wrong mark"), "#");
    },
);

inEveryBrowser("a formula in a link that is none is answered too", { ...at("&formula=tanh a"), schemes: ["file"] }, async (page) => {
    await captionHolds(page, name, "wrong at column 6");

    assert.match(await textOf(page, ".wrong"), /^Column 6: expected an opening parenthesis behind the name of a function/);
    assert.match(await captionOf(page, name), /∂e\/∂b = 5/);
});

inEveryBrowser("27 paths against 9 edges", { ...at("&mode=paths"), schemes: ["file"], width: 390 }, async (page) => {
    await captionHolds(page, name, "3 of 3 paths");

    await changing(page, name, () => page.select(`${figure} >>> [data-parameter="preset"] select`, "stages"));
    await captionHolds(page, name, "27 of 27 paths are walked, 81 edges passed, which gives ∂d/∂a = 27;");

    assert.equal(await textOf(page, '[data-way="reverse"] output'), "9 edges");
    assert.equal(await textOf(page, '[data-way="paths"] output'), "81 edges");
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
});

/** Twenty sums of a number with itself: 2²⁰ paths. */
const doubled = [..."abcdefghijklmnopqrst"].map((name, k, names) => `${names[k + 1] ?? "u"} = ${name} + ${name}`).join("; ");

inEveryBrowser(
    "paths too many to walk find nothing, and are counted all the same",
    { ...at(`&mode=paths&formula=${doubled}`), schemes: ["file"] },
    async (page) => {
        await captionHolds(page, name, "1,048,576 paths are too many to walk.");

        assert.doesNotMatch(await captionOf(page, name), /NaN|which gives/);
    },
);

inEveryBrowser(
    "where a value is not finite, the sentence says of which node",
    { ...at("&formula=l = log(x); l × 2&values=x:-1"), schemes: ["file"] },
    async (page) => {
        await captionHolds(page, name, "l has no finite value here (NaN), so there is no derivative;");
    },
);
