import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { figures } from "../../web/figure/index.js";
import { shown } from "../../web/pages/story/figures.js";
import { bothSchemes, dist, inEveryBrowser, PATIENCE, testIn, withPage } from "./browsers.mjs";

const file = "story.en.html";
const names = figures.map(({ name }) => name);

/** Scrolls to a figure and waits for it to run and to have painted. */
async function reach(page, name) {
    await page.waitForFunction(
        (name) => {
            const figure = document.querySelector(`valley-figure[name="${name}"]`);
            const { shadowRoot } = figure;
            figure.scrollIntoView({ block: "start", behavior: "instant" }); // what stands above may still change its height
            const canvases = [...shadowRoot.querySelectorAll(".figure:not(.waiting) canvas.plot")].filter(({ width }) => width > 0);
            return canvases.some((canvas) =>
                canvas
                    .getContext("2d")
                    .getImageData(0, 0, canvas.width, canvas.height)
                    .data.some((value) => value !== 0),
            );
        },
        {},
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

        const asked = await page.evaluate(async (patience) => {
            scrollTo({ top: 0, behavior: "instant" });
            const frame = window.requestAnimationFrame.bind(window);
            const frames = (count) => new Promise((done) => (count > 0 ? frame(() => done(frames(count - 1))) : done()));
            const counts = { frames: 0, messages: 0 };
            const post = Worker.prototype.postMessage;
            window.requestAnimationFrame = (run) => (counts.frames++, frame(run));
            Worker.prototype.postMessage = function (...given) {
                counts.messages++;
                return post.apply(this, given);
            };
            const end = performance.now() + patience;
            do {
                Object.assign(counts, { frames: 0, messages: 0 });
                await frames(40);
            } while (counts.frames + counts.messages > 0 && performance.now() < end); // what had begun comes to its end
            return { ...counts, playing: document.querySelector('valley-figure[name="playground"]').playing };
        }, PATIENCE);

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

inEveryBrowser("the language link leads to the chapter that is being read", { file, schemes: bothSchemes }, async (page) => {
    await page.waitForSelector(".unfold"); // the script has run
    await page.evaluate(() => document.querySelector("#rate").scrollIntoView({ behavior: "instant" }));

    await page.$eval(".language", (link) => link.click());

    await page.waitForFunction(() => /story\.zh\.html#rate$/.test(location.href));
});

inEveryBrowser("figures print in light colours, and get their own back", { file, schemes: ["file"] }, async (page) => {
    await reach(page, "playground");
    const themes = () => page.$$eval("valley-figure", (all) => [...new Set(all.map((figure) => figure.getAttribute("theme")))]);

    await page.evaluate(() => void window.dispatchEvent(new Event("beforeprint")));
    const printing = await themes();
    const [width, stands, paper] = await page.$eval("valley-figure", (figure) => [
        figure.clientWidth,
        ...["--stands", "--paper"].map((name) => parseFloat(figure.style.getPropertyValue(name))),
    ]);
    await page.evaluate(() => void window.dispatchEvent(new Event("afterprint")));

    assert.deepEqual(printing, ["light"]);
    assert.equal(stands, width); // laid out as on the screen,
    assert.ok(paper * stands <= 673 && paper <= 1, `${paper} of ${stands}`); // and as wide as the paper
    assert.deepEqual(await themes(), [null]);
});

/** A server of one page in pieces of one MathML element each, but for the first: each is sent once the page has painted all those before it. */
async function serveInPieces(pieces) {
    const painted = `<script>
        const isWhole = () => document.readyState === "complete";
        const tell = () => isWhole() || fetch("/painted?" + document.querySelectorAll("math *").length).finally(next);
        const next = () => requestAnimationFrame(() => requestAnimationFrame(tell));
        next();
    </script>`;
    let page;
    let sent = 0;
    const send = () => {
        page.write(pieces[sent++]);
        if (sent === pieces.length) page.end();
    };
    const server = createServer((request, response) => {
        if (request.url === "/") {
            page = response.setHeader("content-type", "text/html; charset=utf-8");
            page.write(painted);
            send();
        } else {
            if (sent < pieces.length && request.url === `/painted?${sent - 1}`) send();
            response.end();
        }
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    return { address: `http://127.0.0.1:${server.address().port}/`, close: () => (server.closeAllConnections(), server.close()) };
}

testIn("firefox", "a formula of which half has come is no invalid markup to Firefox", async () => {
    const whole = await readFile(join(dist, file), "utf8");
    const text = whole.slice(0, whole.indexOf("</section>", whole.indexOf("<mfrac>")));
    const pieces = text.split(/(?=<m(?:row|i|o|n|sub|under|frac)\b)/);
    const server = await serveInPieces(pieces);
    try {
        await withPage({ browserName: "firefox", address: server.address }, async (page) => {
            const formulas = await page.$$eval(".formula", (all) => all.map((formula) => formula.getBoundingClientRect().height > 20));

            assert.deepEqual(formulas, [true, true, true]);
        });
    } finally {
        server.close();
    }
});

/** In Chromium alone: Firefox cannot be told over WebDriver BiDi to do without scripts, or to take itself for a printer. */
const inChromium = (sentence, body) =>
    testIn("chromium", sentence, () => withPage({ browserName: "chromium", scheme: "file", file }, body));

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

/** The room kept for each figure that has not begun, and what it takes once it runs and has come as far as its link says. */
async function roomAndHeights(page) {
    await page.waitForFunction(() => [...document.querySelectorAll("valley-figure")].every((figure) => figure.style.minHeight)); // the page's script may run after it was loaded
    const rooms = await page.$$eval("valley-figure", (all) => all.map((figure) => [figure.getAttribute("name"), parseFloat(figure.style.minHeight)])); // prettier-ignore
    const found = [];
    for (const [name, room] of rooms) {
        await reach(page, name);
        const fits = ({ name, room }) => {
            const { height } = document.querySelector(`valley-figure[name="${name}"]`).getBoundingClientRect();
            return Math.abs(height - room) < 0.1 * height;
        };
        await page.waitForFunction(fits, {}, { name, room }).catch(() => {}); // some say more below once their steps are taken
        const height = await page.$eval(`valley-figure[name="${name}"]`, (figure) => Math.round(figure.getBoundingClientRect().height));
        found.push({ name, room, height });
    }
    return found;
}

for (const { language, width } of [{ language: "en", width: 1280 }, { language: "zh", width: 390 }]) // prettier-ignore
    testIn("chromium", `a figure finds the room kept for it, to a tenth, ${language} at ${width} px`, () =>
        withPage({ browserName: "chromium", scheme: "file", file: `story.${language}.html`, width, height: 400 }, async (page) => {
            const kept = await roomAndHeights(page);

            assert.deepEqual(kept.filter(({ room, height }) => !(Math.abs(height - room) < 0.1 * height)), []); // prettier-ignore
        }),
    );

inEveryBrowser(
    "on a phone a figure is folded to what its chapter is about, until the reader asks for all of it",
    { file, schemes: ["file"], width: 390, height: 844 },
    async (page) => {
        const folded = Object.entries(shown).filter(([, { folded = [] }]) => folded.length > 0);

        for (const [name, { folded: parts }] of folded) {
            await reach(page, name);
            const seen = () =>
                page.$eval(
                    `valley-figure[name="${name}"]`,
                    ({ shadowRoot }, selectors) => selectors.map((each) => [...shadowRoot.querySelectorAll(each)].some((node) => node.getClientRects().length > 0)), // prettier-ignore
                    parts,
                );
            const before = await seen();
            await page.$eval(`valley-figure[name="${name}"] + .unfold`, (button) => button.click());

            assert.deepEqual({ name, before, after: await seen() }, { name, before: parts.map(() => false), after: parts.map(() => true) });
        }
        const wrong = await page.$$eval("valley-figure", (all) => all.filter((figure) => figure.shadowRoot.querySelector('[data-kind="error"]')).map((figure) => figure.getAttribute("name"))); // prettier-ignore
        assert.deepEqual(wrong, []);
    },
);

inEveryBrowser("where there is room for all of a figure nothing is folded", { file, schemes: ["file"] }, async (page) => {
    await reach(page, "playground");

    const buttons = await page.$$eval(".unfold", (all) => all.filter((button) => button.getClientRects().length > 0).length);
    const data = await page.$eval(
        'valley-figure[name="playground"]',
        ({ shadowRoot }) => shadowRoot.querySelector(".pg-data").clientHeight,
    );

    assert.equal(buttons, 0);
    assert.ok(data > 100);
});

inEveryBrowser("a figure of the story can be shared and saved as one of the gallery", { file, schemes: ["file"] }, async (page) => {
    await reach(page, "playground");

    await page.$eval('valley-figure[name="playground"] >>> .share-button', (button) => button.click());
    const menu = 'valley-figure[name="playground"] >>> .share-menu[open]';
    await page.waitForSelector(menu, { visible: true });
    const offered = await page.$$eval(`${menu} [data-entry]`, (nodes) => nodes.map((node) => node.dataset.entry));

    assert.deepEqual(offered.filter((entry) => entry !== "webm"), ["link", "element", "iframe", "png", "svg", "gif", "csv", "json", "header"]); // prettier-ignore
});
