/** The numbers that a figure's menu saves, as files that other programs read. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { dist, inEveryBrowser } from "./browsers.mjs";
import { captionHolds, figureOf } from "./figure_page.mjs";

const { loadCore } = await import(pathToFileURL(join(dist, "valley-core.mjs")).href);

/** Opens the menu, presses the entry, and reads the file that it saves. */
async function saved(page, name, key) {
    return page.evaluate(
        async (selector, key) => {
            const { shadowRoot } = document.querySelector(selector);
            if (!shadowRoot.querySelector(".share-menu")) shadowRoot.querySelector(".share-button").click();
            const found = (what) =>
                new Promise((done) => {
                    const look = () =>
                        shadowRoot.querySelector(what) ? done(shadowRoot.querySelector(what)) : requestAnimationFrame(look);
                    look();
                });
            const button = await found(`[data-entry="${key}"]`);
            const told = button.closest("section").querySelector(".told");
            told.replaceChildren();
            button.click();
            const link = await found('section[data-kind="data"] .told a');
            return { file: link.download, text: await (await fetch(link.href)).text() };
        },
        figureOf(name),
        key,
    );
}

/** What the menu offers as data. */
const offered = (page, name) =>
    page.evaluate(async (selector) => {
        const { shadowRoot } = document.querySelector(selector);
        shadowRoot.querySelector(".share-button").click();
        while (!shadowRoot.querySelector(".share-menu section")) await new Promise(requestAnimationFrame);
        return [...shadowRoot.querySelectorAll('[data-kind="data"] [data-entry]')].map(({ dataset }) => dataset.entry);
    }, figureOf(name));

const playground = { file: "gallery.html", fragment: "#figure=playground&steps=40&lang=en" };

inEveryBrowser(
    "the playground saves its history, its network and the network in C, and Node reads the network",
    playground,
    async (page) => {
        await captionHolds(page, "playground", "Step 40:");

        const csv = await saved(page, "playground", "csv");
        const json = await saved(page, "playground", "json");
        const header = await saved(page, "playground", "header");

        assert.deepEqual([csv.file, json.file, header.file], ["playground.csv", "playground.json", "playground.h"]);
        assert.match(csv.text, /^step,train loss,test loss,train accuracy,test accuracy,learning-rate\r\n0,/);
        assert.match(csv.text, /\r\n40,[^\r]*\r\n$/);
        assert.match(header.text, /static inline void network_predict\(const float \*x, float \*y\)/);
        const core = await loadCore();
        const net = core.networkFromJSON(json.text);
        assert.equal(net.toJSON().step, 40);
        const { data, inputs } = JSON.parse(json.text).about;
        assert.deepEqual(inputs, { features: ["x", "y"] });
        const { x, y } = core.dataset(data.name, { n: data.n, noise: data.noise, seed: data.seed });
        const { loss } = net.evaluate(
            x.slice(0, 500),
            Float32Array.from(y.slice(0, 250), (c) => 2 * c - 1),
        );
        const [, train] = csv.text.trimEnd().split("\r\n").at(-1).split(",");
        assert.equal(loss, Math.fround(Number(train))); // the loss that the page showed, to the bit
    },
);

/** By name: how its link asks for some steps, and the entries it then has. */
const others = {
    descent: ["", ["csv"]],
    "learning-rate": ["", ["csv"]],
    optimizers: ["", ["csv"]],
    "local-minima": ["", ["csv"]],
    race: ["", ["csv"]],
    "loss-surface": ["steps=5", ["csv", "json", "header"]],
    manifold: ["steps=5", ["csv", "json", "header"]],
    init: ["trained=5", ["csv", "json", "header"]],
    "batch-norm": ["trained=5", ["csv", "json", "header"]],
    stability: ["steps=5", ["csv", "json", "header"]],
    backprop: ["iteration=3", ["json", "header"]],
    activations: ["", []],
    modes: ["", []],
};

inEveryBrowser("every figure offers the numbers that it has, and saves them", { file: "gallery.html", schemes: ["file"] }, async (page) => {
    const core = await loadCore();
    for (const [name, [asked, entries]] of Object.entries(others)) {
        await page.evaluate((hash) => void (location.hash = hash), `figure=${name}&${asked}&lang=en`);
        await page.waitForFunction((selector) => document.querySelector(selector)?.shadowRoot?.querySelector(".caption")?.textContent, {}, figureOf(name)); // prettier-ignore

        const keys = await offered(page, name);

        assert.deepEqual(keys, entries, name);
        for (const key of keys) {
            const { file, text } = await saved(page, name, key);
            assert.equal(file, `${name}.${key === "header" ? "h" : key}`);
            if (key === "csv") assert.ok(text.split("\r\n").length > 2, `${name}: ${text}`);
            if (key === "csv") assert.doesNotMatch(text, /undefined|null|NaN/);
            if (key === "json") assert.ok(core.networkFromJSON(text).nParameters > 0);
            if (key === "header") assert.match(text, /static inline void network_predict/);
        }
        await page.$eval(`${figureOf(name)} >>> .share-menu`, (dialog) => dialog.close());
    }
});
