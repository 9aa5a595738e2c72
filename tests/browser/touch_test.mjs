/** On a phone a finger that swipes over a figure scrolls the page; one that begins on a start point drags it. */
import assert from "node:assert/strict";
import { testIn, withPage } from "./browsers.mjs";

const phone = { width: 390, height: 780, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

/** Puts a finger down and moves it, in CSS pixels of the window. */
async function swipe(page, from, by) {
    const session = await page.createCDPSession();
    const touch = (type, touchPoints) => session.send("Input.dispatchTouchEvent", { type, touchPoints });
    await touch("touchStart", [from]);
    for (let k = 1; k <= 5; k++) await touch("touchMove", [{ x: from.x + (by.x * k) / 5, y: from.y + (by.y * k) / 5 }]);
    await touch("touchEnd", []);
    await session.detach();
}

/** Two frames: what the finger did has been done. */
const settled = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

const inTheMiddle = (node) => node.scrollIntoView({ block: "center", behavior: "instant" });

/** Whether it has a picture. Until then it is kept in the middle, for what stands above may still change its height. Runs in the page. */
function comesToLife(figure) {
    const drawn = Boolean(figure.shadowRoot.querySelector(".caption")?.textContent);
    if (!drawn) figure.scrollIntoView({ block: "center", behavior: "instant" });
    return drawn;
}

async function onPhone(file, fragment, body) {
    await withPage({ browserName: "chromium", scheme: "http", file }, async (page, url) => {
        await page.setViewport(phone);
        await page.goto(`about:blank`);
        await page.goto(url + fragment, { waitUntil: "load" });
        await body(page);
    });
}

/** Swipes up over every canvas in sight of these figures; those where the page stood still. */
async function trapsOf(page, figure) {
    await page.waitForFunction(comesToLife, {}, figure);
    const traps = [];
    for (const canvas of await figure.$$(":scope >>> canvas")) {
        if (!(await canvas.isVisible())) continue;
        await canvas.evaluate(inTheMiddle);
        await settled(page);
        const { x, y, width, height } = await canvas.boundingBox();
        const from = { x: x + width * 0.85, y: Math.min(700, y + height * 0.9) }; // off the start, which stands elsewhere
        const before = await page.evaluate(() => scrollY);

        await swipe(page, from, { x: 0, y: -120 });
        const scrolls = page.waitForFunction((before) => scrollY >= before + 60, {}, before);
        await scrolls.catch(async () => traps.push(await canvas.evaluate((node) => node.ariaLabel)));
    }
    return traps;
}

testIn("chromium", "a swipe over any figure of the story scrolls the page", () =>
    onPhone("story.en.html", "", async (page) => {
        for (const figure of await page.$$("valley-figure")) {
            const name = await figure.evaluate((node) => node.getAttribute("name"));

            const traps = await trapsOf(page, figure);

            assert.deepEqual({ name, traps }, { name, traps: [] });
        }
    }),
);

for (const name of ["descent", "optimizers", "local-minima"]) {
    testIn("chromium", `a finger drags the start of ${name}, and the page stands still`, () =>
        onPhone("gallery.html", `#figure=${name}&lang=en`, async (page) => {
            const figure = await page.waitForSelector(`.stage > :not([hidden]) valley-figure[name="${name}"]`);
            await page.waitForFunction((node) => node.shadowRoot?.querySelector(".caption")?.textContent, {}, figure);
            const canvas = await figure.$(":scope >>> canvas[tabindex]");
            await canvas.evaluate(inTheMiddle);
            await settled(page);
            const { x, y, width, height } = await canvas.boundingBox();
            const startOf = () => figure.evaluate((node) => JSON.stringify(node.parameters.start));
            const startLeaves = (start) =>
                page.waitForFunction((node, start) => JSON.stringify(node.parameters.start) !== start, {}, figure, start);
            const untouched = await startOf();
            const middle = { x: x + width / 2, y: y + height / 2 };
            await page.touchscreen.tap(middle.x, middle.y);
            await startLeaves(untouched);
            await settled(page); // the handle is painted there
            const tapped = await startOf();
            const before = await page.evaluate(() => scrollY);

            await swipe(page, middle, { x: 60, y: -90 });
            await startLeaves(tapped);
            await settled(page);

            assert.equal(await page.evaluate(() => scrollY), before);
        }),
    );
}
