/** Many figures on one page, at once and one after another. */
import assert from "node:assert/strict";
import { chapters } from "../../web/figure/index.js";
import { PATIENCE, engineNames, testIn, withPage } from "./browsers.mjs";
import { article, post, runs } from "./posts.mjs";

const names = chapters.flatMap(({ figures }) => figures.map(({ name }) => name));
const script = '<script src="valley.js" defer></script>';
/** With these a page may measure its own memory. */
const isolated = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

/** Counts what the page compiles and which workers it has. Before valley.js. */
const counting = `<script>
    window.compiled = 0; window.workers = 0; window.mostWorkers = 0;
    const { compile } = WebAssembly;
    WebAssembly.compile = (bytes) => (compiled++, compile.call(WebAssembly, bytes));
    window.Worker = class extends Worker {
        constructor(...given) { super(...given); mostWorkers = Math.max(mostWorkers, ++workers); }
        terminate() { workers--; super.terminate(); }
    };
</script>`;

const thirty = Array.from(
    { length: 30 },
    (_, i) => `<p>${i}</p><valley-figure name="${names[i % names.length]}" lang="en"></valley-figure>`,
);

/** Chromium's; no other lets a test collect what nothing holds. */
async function collectGarbage(page) {
    const session = await page.createCDPSession();
    await session.send("HeapProfiler.collectGarbage");
    await session.detach();
}

for (const browserName of engineNames) {
    testIn(
        browserName,
        `thirty figures share one module and a few workers, sleep off-screen and mind only themselves (${browserName})`,
        async () => {
            const address = await post(article(script + thirty.join(""), counting), isolated);
            await withPage({ browserName, address }, async (page) => {
                await page.evaluate(
                    () => new Promise((done) => (document.readyState === "complete" ? done() : addEventListener("load", done))),
                );
                const asleep = await page.$$eval(
                    "valley-figure",
                    (figures) => figures.filter(({ shadowRoot }) => !shadowRoot.querySelector("canvas")).length,
                );
                for (let i = 0; i < thirty.length; i++) {
                    await page.evaluate((i) => document.querySelectorAll("valley-figure")[i].scrollIntoView(), i);
                    await page.waitForFunction(
                        (i) => document.querySelectorAll("valley-figure")[i].shadowRoot.querySelector(".caption")?.textContent,
                        {},
                        i,
                    );
                }
                const [seed, other] = await page.$$eval('valley-figure[name="playground"]', (twins) => {
                    twins[0].setAttribute("seed", "7");
                    return twins.slice(0, 2).map((figure) => figure.parameters.seed);
                });
                // The first plays where nobody sees it: no step of it comes before the last one has made some of its own.
                const steps = await page.evaluate(async () => {
                    const figures = [...document.querySelectorAll('valley-figure[name="loss-surface"]')];
                    const steps = figures.map(() => 0);
                    figures.forEach((figure, i) => figure.addEventListener("valley-step", () => steps[i]++));
                    const comes = (figure, inSight) =>
                        new Promise((done) => {
                            const watch = new IntersectionObserver(
                                ([{ isIntersecting }]) => isIntersecting === inSight && (watch.disconnect(), done()),
                                { rootMargin: "200px" }, // as the figure's own, which is told before it
                            );
                            watch.observe(figure);
                        });
                    figures[0].scrollIntoView();
                    await comes(figures[0], true);
                    figures.at(-1).scrollIntoView();
                    await Promise.all([comes(figures[0], false), comes(figures.at(-1), true)]);
                    figures.forEach((figure) => figure.play());
                    while (steps.at(-1) < 5) await new Promise(requestAnimationFrame);
                    figures.forEach((figure) => figure.pause());
                    return steps;
                });
                const measured = page.evaluate(async () => ({
                    compiled,
                    mostWorkers,
                    bytes: (await performance.measureUserAgentSpecificMemory?.())?.bytes ?? 0, // Chromium alone can tell
                }));
                if (browserName === "chromium") await collectGarbage(page); // which it would wait for
                const { compiled, mostWorkers, bytes } = await measured;

                assert.ok(asleep > 25, `${asleep} of 30 had nothing to show yet and had not begun`);
                assert.deepEqual([seed, other], [7, 1]);
                assert.equal(steps[0], 0);
                assert.equal(compiled, 1);
                assert.ok(mostWorkers <= 4, `${mostWorkers} workers`);
                assert.ok(bytes < 120e6, `${bytes} bytes`);
                if (browserName === "chromium") assert.ok(bytes > 0);
            });
        },
    );

    if (browserName === "webkit") continue; // it tells of what is held no more than Firefox, in twice the time
    testIn(browserName, `what is mounted and removed two hundred times leaves nothing behind (${browserName})`, async () => {
        const address = await post(
            article(script + '<valley-figure name="descent" lang="en"></valley-figure><div id="here"></div>', counting),
        );
        await withPage({ browserName, address }, async (page) => {
            await runs(page);
            await page.evaluate(() => document.querySelector("valley-figure").remove());
            await page.evaluate(async (names) => {
                const [start, stop] = [window.setInterval, window.clearInterval];
                window.timers = new Set();
                window.setInterval = (...given) => {
                    const id = start(...given);
                    timers.add(id);
                    return id;
                };
                window.clearInterval = (id) => (timers.delete(id), stop(id));
                window.gone = [];
                for (let i = 0; i < 200; i++) {
                    const figure = document.createElement("valley-figure");
                    figure.setAttribute("name", names[i % names.length]);
                    const shown = new Promise((done) => figure.addEventListener("valley-ready", done, { once: true }));
                    document.querySelector("#here").append(figure);
                    if (i % 3 > 0) await shown; // a third is removed before it could begin
                    if (i % 3 > 1) figure.play();
                    figure.remove();
                    gone.push(new WeakRef(figure));
                }
            }, names);
            const look = async () => {
                if (browserName === "chromium") await collectGarbage(page);
                return page.evaluate(() => ({
                    workers,
                    timers: timers.size,
                    figures: gone.filter((figure) => figure.deref()).length,
                }));
            };
            const end = performance.now() + PATIENCE;
            const isOver = ({ figures }) => browserName !== "chromium" || figures === 0 || performance.now() > end;
            let left = await look();
            while (!isOver(left)) left = await look(); // what was still under way may hold some for a moment

            assert.equal(left.workers, 0);
            assert.equal(left.timers, 0);
            if (browserName === "chromium") assert.equal(left.figures, 0);
        });
    });
}
