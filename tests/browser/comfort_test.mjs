/** For readers who want reduced motion, and for those who read at twice the size. */
import assert from "node:assert/strict";
import { chapters } from "../../web/figure/index.js";
import { engineNames, testIn, withPage } from "./browsers.mjs";
import { figureOf } from "./figure_page.mjs";

const names = chapters.flatMap(({ figures }) => figures.map(({ name }) => name));

const openFigure = async (page, name) => {
    await page.evaluate((hash) => void (location.hash = hash), `#figure=${name}&lang=en`);
    await page.waitForFunction(
        (selector) => document.querySelector(selector)?.shadowRoot?.querySelector(".caption")?.textContent,
        {},
        figureOf(name),
    );
};

for (const reduce of [true, false]) {
    const sentence = reduce ? "with reduced motion nothing plays by itself and nothing glides" : "without it autoplay plays";
    testIn("chromium", `${sentence} (chromium)`, async () => {
        await withPage({ browserName: "chromium", scheme: "http", file: "gallery.html" }, async (page) => {
            await page.emulateMediaFeatures([{ name: "prefers-reduced-motion", value: reduce ? "reduce" : "no-preference" }]);
            for (const name of names) {
                const found = await page.evaluate(async (name) => {
                    const figure = document.createElement("valley-figure");
                    figure.setAttribute("name", name);
                    figure.setAttribute("autoplay", "");
                    document.body.prepend(figure);
                    await new Promise((done) => figure.addEventListener("valley-ready", done));
                    await 0; // it plays, or not, in the same moment
                    const all = [...document.querySelectorAll("*"), ...figure.shadowRoot.querySelectorAll("*")];
                    const glides = all.filter((node) => {
                        const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(node);
                        return parseFloat(transitionDuration) > 0.01 || animationName !== "none" || scrollBehavior === "smooth";
                    });
                    const canPlay = Boolean(figure.shadowRoot.querySelector(".transport > .primary:not([hidden])"));
                    const found = { plays: figure.playing, canPlay, glides: glides.map((node) => `${node.localName}.${node.className}`) };
                    figure.remove();
                    return found;
                }, name);

                if (reduce) assert.deepEqual({ name, ...found }, { name, plays: false, canPlay: found.canPlay, glides: [] });
                else assert.deepEqual({ name, plays: found.plays }, { name, plays: found.canPlay });
            }
        });
    });
}

const twice = { sentence: "at twice the size", size: { width: 640, height: 400 }, fontSize: "200%" };
/** That is 1280 px at four times the size (WCAG 2.1, 1.4.10). */
const narrow = { sentence: "at 320 px", size: { width: 320, height: 800 }, fontSize: "100%" };

for (const [browserName, { sentence, size, fontSize }] of [...engineNames.map((name) => [name, twice]), ["chromium", narrow]]) {
    testIn(browserName, `${sentence} no page scrolls sideways and no word of a control is cut off (${browserName})`, async () => {
        await withPage({ browserName, scheme: "http", file: "gallery.html", ...size }, async (page) => {
            await page.evaluate((fontSize) => void (document.documentElement.style.fontSize = fontSize), fontSize);
            for (const name of names) {
                await openFigure(page, name);

                const found = await page.$eval(figureOf(name), (figure) => {
                    const { scrollWidth, clientWidth } = document.documentElement;
                    const all = [...figure.shadowRoot.querySelectorAll("button, label, h2, p, .label, output, .readout, legend")];
                    const seen = all.filter((node) => node.checkVisibility() && !node.matches(".unseen, .unseen *"));
                    const cut = seen.filter(
                        (node) => node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).overflowX !== "visible",
                    );
                    const { right } = figure.getBoundingClientRect();
                    const isIn = (node) => node.closest(".window, .scroller");
                    const out = seen.filter((node) => !isIn(node) && node.getBoundingClientRect().right > right + 1);
                    return {
                        sideways: Math.max(0, scrollWidth - clientWidth),
                        cut: cut.map((node) => node.textContent),
                        out: out.map((node) => node.textContent),
                    };
                });

                assert.deepEqual({ name, ...found }, { name, sideways: 0, cut: [], out: [] });
            }
        });
    });
}

for (const browserName of engineNames) {
    testIn(browserName, `while a figure plays its sentence keeps the lines that it needed once (${browserName})`, async () => {
        await withPage({ browserName, scheme: "http", file: "gallery.html" }, async (page) => {
            const name = "playground";
            await openFigure(page, name);
            const short = await page.$eval(`${figureOf(name)} >>> .caption`, (caption) => caption.clientHeight);
            const heightOnceSaidAgain = async () => {
                const caption = `${figureOf(name)} >>> .caption`;
                await page.$eval(caption, (node) => (node.textContent = "a sentence that takes more than its line ".repeat(20)));
                const tall = await page.$eval(caption, (node) => node.clientHeight);
                const saidAgain = (selector) => !document.querySelector(selector).shadowRoot.querySelector(".caption").textContent.includes("more than"); // prettier-ignore
                await page.waitForFunction(saidAgain, {}, figureOf(name));
                return { tall, then: await page.$eval(caption, (node) => node.clientHeight) };
            };

            await page.$eval(figureOf(name), (figure) => figure.play());
            const playing = await heightOnceSaidAgain();
            await page.$eval(figureOf(name), (figure) => figure.pause());
            const paused = await heightOnceSaidAgain();

            assert.ok(playing.tall > 2 * short, `${playing.tall} px of ${short}`);
            assert.deepEqual([playing.then, paused.then < playing.then], [playing.tall, true]);
        });
    });
}
