/** Every control of every figure, pressed as a reader does: its parameter changes, what is seen changes, and nothing complains. */
import assert from "node:assert/strict";
import { chapters } from "../../web/figure/index.js";
import { engineNames, testIn, withPage } from "./browsers.mjs";
import { figureOf } from "./figure_page.mjs";

const names = chapters.flatMap(({ figures }) => figures.map(({ name }) => name));

/** Figures that stand still at their start, and what may show only once they train. Others have trained when they are seen. */
const atRest = new Set(["playground", "manifold", "loss-surface"]);
const inMotion = new Set(["origin", "batchSize", "momentum", "nesterov", "l1", "l2"]);
/** How fast a figure will play shows in no picture that stands. */
const unseen = new Set(["speed"]);
/** What is typed into a field of text. */
const typed = { formula: "p = 2; q = 3; r = p × q" };

/** A number for all that is seen of a figure but its controls: pictures, tables, sentences. FNV-1a: one that another sight would hardly have. */
const seenOf = (selector) => {
    const root = document.querySelector(selector)?.shadowRoot;
    let [hash, count] = [0x811c9dc5, 0];
    const add = (number) => (count++, (hash = Math.imul(hash ^ number, 0x01000193)));
    for (const canvas of root?.querySelectorAll("canvas") ?? []) {
        const { width, height } = canvas;
        if (width * height === 0) continue;
        const pixels = new Uint32Array(canvas.getContext("2d").getImageData(0, 0, width, height).data.buffer);
        for (let i = 0; i < pixels.length; i++) add(pixels[i]);
    }
    const drawings = [...(root?.querySelectorAll("svg.plot") ?? [])].map((drawing) => drawing.outerHTML);
    const words = [...(root?.querySelectorAll(".caption, output, table, p, li, dd, .readout") ?? [])].map((node) => node.textContent);
    const text = JSON.stringify([drawings, words]);
    for (let i = 0; i < text.length; i++) add(text.charCodeAt(i));
    return `${count} ${hash}`;
};

/** Waits until what is seen has stood still for two looks. */
const settled = (page, selector) =>
    page.evaluate(
        `(async () => {
            let [before, calm] = ["", 0];
            for (let looks = 0; calm < 2 && looks < 60; looks++) {
                const now = seenOf(${JSON.stringify(selector)});
                calm = now === before && parseInt(now) > 100 ? calm + 1 : 0;
                before = now;
                await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60)));
            }
            return before;
        })()`,
    );

/** Less to compute and to look at. */
const small = { "loss-surface": "&size=24" };
const startOf = (name) => `#figure=${name}&lang=en${small[name] ?? ""}`;

/** Follows the figure's own link and waits until it stands there, with these parameters if they are known. What is seen then. */
async function openAtStart(page, name, parameters) {
    await page.evaluate((start) => (location.hash = start), startOf(name));
    await page.waitForFunction(
        (selector, parameters) => {
            const figure = document.querySelector(selector);
            const isThere = !parameters || JSON.stringify(figure.parameters) === parameters;
            return isThere && figure?.shadowRoot?.querySelector(".caption")?.textContent;
        },
        {},
        figureOf(name),
        parameters,
    );
    return settled(page, figureOf(name));
}

/** The controls in sight, by parameter. */
const controlsOf = (selector) => {
    const root = document.querySelector(selector).shadowRoot;
    const boxes = [...root.querySelectorAll("[data-parameter]")].filter((box) => box.getClientRects().length > 0);
    const can = (box) => box.querySelector("input:not(:disabled), select:not(:disabled), button:not(:disabled), textarea:not(:disabled)");
    return [...new Set(boxes.filter(can).map((box) => box.dataset.parameter))];
};

/** Does to a control the first thing that changes it; says what it did. */
async function press(page, selector, parameter) {
    const box = `${selector} >>> [data-parameter="${parameter}"]`;
    const range = await page.$(`${box} input[type="range"]`);
    if (range) {
        const isLast = await range.evaluate((input) => Number(input.value) >= Number(input.max));
        await range.focus();
        for (let i = 0; i < 5; i++) await page.keyboard.press(isLast ? "ArrowLeft" : "ArrowRight");
        return "arrow keys";
    }
    const text = await page.$(`${box} :is(textarea, input[type="text"])`);
    if (text && parameter in typed) {
        await text.evaluate((field) => field.select());
        await text.type(typed[parameter]);
        await page.keyboard.press("Enter");
        return `typed ${typed[parameter]}`;
    }
    return page.$eval(box, (box) => {
        const select = box.querySelector("select");
        if (select) {
            select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
            select.dispatchEvent(new Event("change", { bubbles: true }));
            return `chose ${select.value}`;
        }
        const choice = box.querySelector('input[type="radio"]:not(:checked):not(:disabled), input[type="checkbox"]:not(:disabled)');
        if (choice) {
            choice.click();
            return `clicked ${choice.value}`;
        }
        const buttons = [...box.querySelectorAll("button:not(:disabled)")];
        if (buttons.length > 0) {
            buttons.at(-1).click();
            return `clicked ${buttons.at(-1).getAttribute("aria-label")}`;
        }
        return "found nothing to press";
    });
}

const parametersOf = (selector) => JSON.stringify(document.querySelector(selector).parameters);

for (const browserName of engineNames) {
    for (const name of names) {
        testIn(browserName, `every control of ${name} changes its parameter and what is seen (${browserName})`, () =>
            withPage({ browserName, scheme: "file", file: "gallery.html", fragment: startOf(name) }, async (page) => {
                const selector = figureOf(name);
                await page.evaluate(`globalThis.seenOf = ${seenOf}`); // once, so that it is compiled once
                await openAtStart(page, name);
                const controls = await page.evaluate(controlsOf, selector);
                assert.ok(controls.length > 0, "no control is in sight");

                const parameters = await page.evaluate(parametersOf, selector);
                for (const parameter of controls) {
                    const before = await openAtStart(page, name, parameters);
                    const did = await press(page, selector, parameter);
                    const what = `${parameter}: ${did}`;
                    assert.notEqual(await page.evaluate(parametersOf, selector), parameters, `${what}, and no parameter changed`);
                    await page.waitForFunction((start) => location.hash !== start, {}, startOf(name)); // or going back to it would change nothing
                    if (unseen.has(parameter) || (atRest.has(name) && inMotion.has(parameter))) continue;
                    await page
                        .waitForFunction(`seenOf(${JSON.stringify(selector)}) !== ${JSON.stringify(before)}`, { polling: 100 })
                        .catch(() => assert.fail(`${what}, and nothing that is seen changed`));
                }
            }),
        );
    }
}
