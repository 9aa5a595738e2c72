/** Every figure by keyboard alone: Tab reaches what can be moved and shows where it is, Space plays, arrow keys move what a hand could drag. */
import assert from "node:assert/strict";
import { chapters } from "../../web/figure/index.js";
import { engineNames, inEveryBrowser, testIn, withPage } from "./browsers.mjs";
import { figureOf } from "./figure_page.mjs";

const names = chapters.flatMap(({ figures }) => figures.map(({ name }) => name));
/** More presses of Tab than any figure has stops. */
const MOST_STOPS = 150;

const openFigure = async (page, name, theme = "light") => {
    await page.evaluate((hash) => void (location.hash = hash), `#figure=${name}&lang=en&theme=${theme}`);
    await page.waitForFunction(
        (selector) => {
            const root = document.querySelector(selector)?.shadowRoot;
            const bars = [...(root?.querySelectorAll(".progress") ?? [])]; // what comes in makes lists anew
            return (
                root?.querySelector(".caption")?.textContent &&
                bars.every((bar) => ["", "100%"].includes(bar.style.getPropertyValue("--done")))
            );
        },
        {},
        figureOf(name),
    );
};

/** Gives the focus to the first of the figure's stops, and numbers all of them that can be seen; a group of radio buttons is one. */
const begin = (page, name) =>
    page.$eval(figureOf(name), (figure) => {
        const all = figure.shadowRoot.querySelectorAll("button, input, select, textarea, a[href], summary, [tabindex]");
        const isSeen = (node) => node.checkVisibility() && getComputedStyle(node).visibility === "visible";
        const can = (node) => isSeen(node) && !node.disabled && node.tabIndex >= 0;
        const isOne = (node) => node.type !== "radio" || node.checked;
        const stops = [...all].filter((node) => can(node) && isOne(node));
        stops.forEach((node, index) => (node.dataset.stop = index));
        stops[0].focus();
        return stops.map(
            (node) => node.dataset.parameter ?? node.closest("[data-parameter]")?.dataset.parameter ?? node.ariaLabel ?? node.className,
        );
    });

/** Presses Tab until so many stops had the focus, or it has left the figure: which had it, and whether they showed it. */
async function tabThrough(page, name, count) {
    await page.$eval(figureOf(name), (figure) => {
        const isShown = (node) =>
            [node, node.nextElementSibling].filter(Boolean).some((each) => {
                const { outlineStyle, outlineWidth } = getComputedStyle(each);
                return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
            });
        window.reached = [];
        figure.shadowRoot.addEventListener("focusin", ({ target }) => window.reached.push({ stop: Number(target.dataset.stop), isShown: isShown(target) })); // prettier-ignore
    });
    const isOver = () =>
        page.$eval(
            figureOf(name),
            ({ shadowRoot }, count) => !shadowRoot.activeElement || new Set(window.reached.map(({ stop }) => stop)).size >= count,
            count,
        );
    for (let presses = 0; presses < MOST_STOPS && (presses < count || !(await isOver())); presses++) await page.keyboard.press("Tab");
    return page.evaluate(() => window.reached);
}

for (const browserName of engineNames) {
    testIn(browserName, `Tab reaches every control of every figure and shows it (${browserName})`, async () => {
        await withPage({ browserName, scheme: "http", file: "gallery.html", fragment: "#lang=en" }, async (page) => {
            for (const [i, name] of names.entries()) {
                await openFigure(page, name, i % 2 ? "dark" : "light");
                const stops = await begin(page, name);

                const reached = await tabThrough(page, name, stops.length - 1);

                const missed = stops.filter((_, index) => index > 0 && !reached.some(({ stop }) => stop === index));
                const unseen = reached.filter(({ isShown }) => !isShown).map(({ stop }) => stops[stop]);
                assert.deepEqual({ name, missed, unseen }, { name, missed: [], unseen: [] });
            }
        });
    });

    testIn(browserName, `Space plays and pauses every figure that plays (${browserName})`, async () => {
        await withPage({ browserName, scheme: "http", file: "gallery.html", fragment: "#lang=en" }, async (page) => {
            const still = [];
            for (const name of names) {
                await openFigure(page, name);
                const canPlay = await page.$eval(figureOf(name), (figure) => {
                    figure.pause();
                    return Boolean(figure.shadowRoot.querySelector(".transport > .primary:not([hidden])"));
                });
                if (!canPlay) {
                    still.push(name);
                    continue;
                }
                await page.$eval(figureOf(name), (figure) => {
                    const places = figure.shadowRoot.querySelectorAll('input[type="range"], canvas[tabindex="0"], [tabindex="0"]');
                    [...places].find((node) => node.checkVisibility() && !node.disabled).focus();
                    window.played = [];
                    figure.addEventListener("keydown", () => window.played.push(figure.playing)); // at once: a run may soon be over
                });

                await page.keyboard.press(" ");
                await page.keyboard.press(" ");

                assert.deepEqual({ name, played: await page.evaluate(() => window.played) }, { name, played: [true, false] });
            }
            assert.deepEqual(still, ["local-minima", "activations"]);
        });
    });

    testIn(browserName, `Space types into a field and presses a button as ever (${browserName})`, async () => {
        await withPage({ browserName, scheme: "http", file: "gallery.html", fragment: "#figure=modes&lang=en" }, async (page) => {
            await openFigure(page, "modes");
            const formula = await page.$(`${figureOf("modes")} >>> textarea`);
            const before = await formula.evaluate((field) => field.value);

            await formula.evaluate((field) => (field.focus(), field.setSelectionRange(0, 0)));
            await page.keyboard.press(" ");
            const typed = await formula.evaluate((field) => field.value);
            const playing = await page.$eval(figureOf("modes"), (figure) => figure.playing);
            await page.$eval(`${figureOf("modes")} >>> .transport > .primary`, (button) => {
                button.focus();
                button.addEventListener("click", () => (window.played = document.activeElement.playing));
            });
            await page.keyboard.press(" ");

            assert.equal(typed, ` ${before}`);
            assert.equal(playing, false);
            assert.equal(await page.evaluate(() => window.played), true);
        });
    });

    testIn(browserName, `arrow keys move what every canvas with a focus shows (${browserName})`, async () => {
        await withPage({ browserName, scheme: "http", file: "gallery.html", fragment: "#lang=en" }, async (page) => {
            const moved = [];
            for (const name of names) {
                await openFigure(page, name);
                const canvases = await page.$$(`${figureOf(name)} >>> canvas[tabindex="0"]`);
                for (const canvas of canvases) {
                    if (!(await canvas.isVisible())) continue;
                    const named = await canvas.evaluate((node) => ({ role: node.getAttribute("role"), label: node.ariaLabel }));
                    const before = await canvas.evaluate((node) => node.toDataURL());
                    await canvas.focus();

                    await page.keyboard.press("ArrowRight");

                    await page.waitForFunction((node, old) => node.toDataURL() !== old, {}, canvas, before);
                    assert.equal(named.role, "application", name);
                    assert.ok(named.label, name);
                    moved.push(name);
                }
            }
            assert.deepEqual([...new Set(moved)].sort(), ["descent", "local-minima", "loss-surface", "optimizers", "playground"]);
        });
    });
}

inEveryBrowser(
    "the weight that an arrow key reaches is told politely, and not at every step while the network trains",
    { file: "gallery.html", fragment: "#figure=playground&lang=en" },
    async (page) => {
        await openFigure(page, "playground");
        const hint = `${figureOf("playground")} >>> .graph-hint`;
        const becomes = (live, words) =>
            page.waitForFunction(
                (figure, live, words) => {
                    const node = document.querySelector(figure).shadowRoot.querySelector(".graph-hint");
                    return node.getAttribute("aria-live") === live && node.textContent.includes(words);
                },
                {},
                figureOf("playground"),
                live,
                words,
            );

        await page.focus(`${figureOf("playground")} >>> canvas[tabindex="0"]`);
        await page.keyboard.press("ArrowRight");
        await becomes("polite", "Weight into layer 1");
        const first = await page.$eval(hint, (node) => node.textContent);
        await page.keyboard.press(" ");
        await becomes("off", "");
        await page.keyboard.press(" ");
        await page.keyboard.press("ArrowRight"); // a pause alone need paint nothing
        await becomes("polite", "Weight into layer 1");

        assert.match(first, /^Weight into layer 1, from unit 1 to unit 1: [−-]?\d/);
    },
);
