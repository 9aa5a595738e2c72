import assert from "node:assert/strict";
import { test } from "node:test";
import { figures } from "../../web/figure/index.js";
import { inEveryBrowser, withPage } from "./browsers.mjs";

const file = "story.en.html";
const names = figures.map(({ name }) => name);

/** Scrolls to a figure and waits for it to run and to have painted. */
async function reach(page, name) {
    await page.$eval(`valley-figure[name="${name}"]`, (figure) => figure.scrollIntoView({ block: "start", behavior: "instant" }));
    await page.waitForFunction(
        (name) => {
            const { shadowRoot } = document.querySelector(`valley-figure[name="${name}"]`);
            const canvas = shadowRoot.querySelector(".figure:not(.waiting) canvas.plot");
            if (!canvas?.width) return false;
            const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            return data.some((value) => value !== 0);
        },
        { timeout: 60_000 },
        name,
    );
}

inEveryBrowser("whoever scrolls through the story meets every figure running", { file, schemes: ["file"] }, async (page) => {
    const told = await page.$$eval("valley-figure", (all) => all.map((figure) => figure.getAttribute("name")));

    for (const name of told) await reach(page, name);

    assert.deepEqual([...told].sort(), [...names].sort());
});

inEveryBrowser("nothing of a figure begins before one comes near it", { file, schemes: ["file"] }, async (page) => {
    await reach(page, "playground");

    const begun = await page.$$eval("valley-figure", (all) =>
        all.filter((figure) => figure.shadowRoot.querySelector("canvas")).map((figure) => figure.getAttribute("name")),
    );

    assert.ok(!begun.includes("activations") && !begun.includes("optimizers"), begun.join());
});

inEveryBrowser(
    "a figure that plays asks for no frame and no worker once it has left the screen",
    { file, schemes: ["file"] },
    async (page) => {
        await reach(page, "playground");
        await page.$eval('valley-figure[name="playground"]', (figure) => figure.play());
        await page.evaluate(() => document.querySelector("footer").scrollIntoView({ behavior: "instant" }));
        const last = await page.$$eval("valley-figure", (all) => all[all.length - 1].getAttribute("name"));
        await reach(page, last);
        await page.evaluate(() => document.querySelector("nav").scrollIntoView({ behavior: "instant" })); // no figure is as near as 200 px
        await page.setViewport({ width: 1280, height: 300 });

        const asked = await page.evaluate(async () => {
            scrollTo({ top: 0, behavior: "instant" });
            const frame = window.requestAnimationFrame.bind(window);
            const frames = (count) => new Promise((done) => (count > 0 ? frame(() => done(frames(count - 1))) : done()));
            await frames(20); // those that had begun are over
            const counts = { frames: 0, messages: 0 };
            const post = Worker.prototype.postMessage;
            window.requestAnimationFrame = (run) => (counts.frames++, frame(run));
            Worker.prototype.postMessage = function (...given) {
                counts.messages++;
                return post.apply(this, given);
            };
            await frames(40);
            return { ...counts, playing: document.querySelector('valley-figure[name="playground"]').playing };
        });

        assert.deepEqual(asked, { frames: 0, messages: 0, playing: true });
    },
);

for (const language of ["en", "zh"])
    inEveryBrowser(
        `on a phone nothing of the story is wider than the screen, ${language}`,
        { file: `story.${language}.html`, schemes: ["file"], width: 390, height: 844 },
        async (page) => {
            const wide = () =>
                page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth));

            const before = await wide();
            await reach(page, "playground");
            await reach(page, "learning-rate");

            assert.deepEqual([before, await wide()], [0, 0]);
        },
    );

inEveryBrowser("the language link leads to the chapter that is being read", { file, schemes: ["file", "http"] }, async (page) => {
    await page.evaluate(() => document.querySelector("#rate").scrollIntoView({ behavior: "instant" }));

    await Promise.all([page.waitForNavigation(), page.$eval(".language", (link) => link.click())]);

    assert.match(page.url(), /story\.zh\.html#rate$/);
});

inEveryBrowser("figures print in light colours, and get their own back", { file, schemes: ["file"] }, async (page) => {
    await reach(page, "playground");
    const themes = () => page.$$eval("valley-figure", (all) => [...new Set(all.map((figure) => figure.getAttribute("theme")))]);

    await page.evaluate(() => void window.dispatchEvent(new Event("beforeprint")));
    const printing = await themes();
    await page.evaluate(() => void window.dispatchEvent(new Event("afterprint")));

    assert.deepEqual(printing, ["light"]);
    assert.deepEqual(await themes(), [null]);
});

/** In Chromium alone: Firefox cannot be told over WebDriver BiDi to do without scripts, or to take itself for a printer. */
const inChromium = (sentence, body) =>
    test(sentence, { timeout: 120_000 }, () => withPage({ browserName: "chromium", scheme: "file", file }, body));

inChromium("without JavaScript text and pictures are there", async (page) => {
    await page.setJavaScriptEnabled(false);
    await page.reload();

    const shown = await page.evaluate(() => ({
        chapters: document.querySelectorAll("main > section > h2").length,
        pictures: [...document.querySelectorAll("valley-figure svg.still")].filter((svg) => svg.getBoundingClientRect().height > 100)
            .length,
        note: document.querySelector(".still-note")?.getBoundingClientRect().height > 10,
    }));

    assert.deepEqual(shown, { chapters: 12, pictures: names.length, note: true });
});

inChromium("on paper stand chapters and figures, without what only a screen has", async (page) => {
    await page.emulateMediaType("print");

    const shown = await page.evaluate(() => {
        const style = (selector) => getComputedStyle(document.querySelector(selector));
        return {
            contents: style("nav").display,
            language: style(".language").display,
            uncut: style("valley-figure").breakInside,
            text: style("html").color,
        };
    });
    const pdf = await page.pdf({ format: "a4" });

    assert.deepEqual(shown, { contents: "none", language: "none", uncut: "avoid", text: "rgb(28, 30, 34)" });
    assert.ok(pdf.length > 100_000, `${pdf.length} bytes of PDF`);
});
