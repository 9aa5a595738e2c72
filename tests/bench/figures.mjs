/**
 * How soon a figure is there, in Chromium: gallery.html opened by file: with that figure alone, in a fresh page. Milliseconds from the moment at which
 * its script starts to run (it has been loaded and unpacked) until its controls can be used and until its first picture stands. One line of JSON a
 * figure, and one for index.html from the start of the navigation.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launchChromium } from "./chromium.mjs";
import { figures } from "../../web/figure/index.js";

const dist = resolve(process.env.DIST ?? "dist");
const rounds = 5;
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

/** Runs in the page before all else: notes when the script starts, when controls stand and when the first picture does. */
function watch() {
    const times = (window.times = {});
    const create = Document.prototype.createElement;
    Document.prototype.createElement = function (tag, ...rest) {
        if (tag === "script") times.script ??= performance.now(); // the loader is about to run it
        return create.call(this, tag, ...rest);
    };
    const control = ":is(input, select, button)";
    const look = () => {
        const root = document.querySelector("valley-figure")?.shadowRoot;
        if (root?.querySelector(`[data-parameter] ${control}, .transport ${control}`)) times.controls ??= performance.now();
        if (times.controls === undefined) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    addEventListener("valley-ready", () => (times.picture ??= performance.now()), true);
}

const profile = await mkdtemp(join(tmpdir(), "valley-bench-"));
const browser = await launchChromium(profile);

/** @param {string} file @param {string} fragment */
async function opened(file, fragment) {
    const page = await browser.newPage();
    try {
        await page.setViewport({ width: 1280, height: 900 });
        await page.evaluateOnNewDocument(watch);
        await page.goto(pathToFileURL(join(dist, file)).href + fragment);
        await page.waitForFunction(() => window.times.picture !== undefined && window.times.controls !== undefined);
        return await page.evaluate(() => window.times);
    } finally {
        await page.close();
    }
}

try {
    await opened("gallery.html", ""); // the first page of a browser is slow for reasons of its own
    for (const { name } of figures) {
        const times = [];
        for (let round = 0; round < rounds; round++) times.push(await opened("gallery.html", `#figure=${name}`));
        const from = (what) => Math.round(median(times.map((each) => each[what] - each.script)));
        console.log(JSON.stringify({ figure: name, unit: "ms", interactive: from("controls"), picture: from("picture") }));
    }
    const times = [];
    for (let round = 0; round < rounds; round++) times.push(await opened("index.html", ""));
    const at = (what) => Math.round(median(times.map((each) => each[what])));
    console.log(
        JSON.stringify({ page: "index.html", unit: "ms", script: at("script"), interactive: at("controls"), picture: at("picture") }),
    );
} finally {
    await browser.close();
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
}
