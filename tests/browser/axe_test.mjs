/** axe-core finds nothing on any page: names, roles, order of headings, contrast; in English by day and in Chinese by night. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chapters } from "../../web/figure/index.js";
import { testIn, withPage } from "./browsers.mjs";
import { figureOf } from "./figure_page.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const names = chapters.flatMap(({ figures }) => figures.map(({ name }) => name));
const first = ["playground", "loss-surface", "descent", "learning-rate", "local-minima"]; // those that index.html holds

/** What axe objects to, one line each. */
async function violations(page) {
    const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) => violations));
    return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.flat()} ${failureSummary}`));
}

/** Waits until the figure has said what it shows. */
const toSpeak = (page, name) =>
    page.waitForFunction(
        (selector) => document.querySelector(selector)?.shadowRoot?.querySelector(".caption")?.textContent,
        {},
        figureOf(name),
    );

const looks = [
    { lang: "en", theme: "light" },
    { lang: "zh", theme: "dark" },
];

for (const { lang, theme } of looks) {
    for (const [file, figures] of [
        ["index.html", first],
        ["gallery.html", names],
    ]) {
        testIn("chromium", `axe finds nothing in ${file}, ${lang}, ${theme}`, async () => {
            const start = (name) => `#figure=${name}&lang=${lang}&theme=${theme}`;
            await withPage({ browserName: "chromium", scheme: "http", file, fragment: start(figures[0]) }, async (page) => {
                await page.evaluate(axe);
                for (const name of figures) {
                    await page.evaluate((hash) => void (location.hash = hash), start(name));
                    await toSpeak(page, name);

                    const found = await violations(page);

                    assert.deepEqual(found, [], name);
                }
            });
        });
    }
    testIn("chromium", `axe finds nothing in story.${lang}.html, ${theme}`, async () => {
        await withPage({ browserName: "chromium", scheme: "http", file: `story.${lang}.html` }, async (page) => {
            await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: theme }]);
            await page.waitForSelector(".unfold"); // the script has run
            await page.evaluate(axe);

            const found = await violations(page);

            assert.deepEqual(found, []);
        });
    });
}
