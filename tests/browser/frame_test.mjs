import assert from "node:assert/strict";
import { bothSchemes, inEveryBrowser as inBrowsers } from "./browsers.mjs";

const inEveryBrowser = (sentence, options, body) => inBrowsers(sentence, { schemes: bothSchemes, ...options }, body);

/** Waits for the figure in view to run. */
async function ready(page) {
    await page.waitForFunction(
        () => document.querySelector(".stage > :not([hidden]) valley-figure")?.shadowRoot?.querySelector(".caption")?.textContent,
    );
}
const control = (name) => `.stage > :not([hidden]) valley-figure >>> [data-parameter="${name}"]`;
const fragment = (page) => page.evaluate(() => location.hash);
const fragmentBecomes = (page, expected) => page.waitForFunction((hash) => location.hash === hash, {}, expected);
const textOf = (page, selector) => page.$eval(selector, (node) => node.textContent);

inEveryBrowser("an arrow key moves a slider, and the link follows", {}, async (page) => {
    await ready(page);

    await page.focus(`${control("noise")} input[type="range"]`);
    await page.keyboard.press("ArrowRight");

    await fragmentBecomes(page, "#figure=playground&noise=0.11");
});

inEveryBrowser("a typed number is taken, one that cannot be is explained and put back", { schemes: ["http"] }, async (page) => {
    await ready(page);
    const field = `${control("learningRate")} .field`;

    await page.focus(field);
    await page.keyboard.type("0.5");
    await page.keyboard.press("Enter");
    await fragmentBecomes(page, "#figure=playground&learning-rate=0.5");
    await page.keyboard.type("-3");
    await page.keyboard.press("Enter");
    const message = await page.$eval(field, (input) => input.validationMessage);
    await page.keyboard.press("Escape");

    assert.match(message, /must be a number from/);
    assert.equal(await page.$eval(field, (input) => input.value), "0.5");
    assert.equal(await fragment(page), "#figure=playground&learning-rate=0.5");
});

inEveryBrowser(
    "what a link holds is shown; what it cannot hold is named, and its default used",
    { fragment: "#noise=0.3&hidden=9,900&foo=1&lang=en" },
    async (page) => {
        await ready(page);

        const parameters = await page.$eval("valley-figure", (figure) => ({ ...figure.parameters }));
        const notice = await textOf(page, ".notice-place");

        assert.equal(parameters.noise, 0.3);
        assert.deepEqual(parameters.hidden, [4, 4]);
        assert.match(notice, /hidden=9,900: must be 0 to 8 whole numbers, each from 1 to 64; using the default/);
        assert.match(notice, /foo: nothing here goes by that name/);
        await page.click(".notice-place button");
        assert.equal(await textOf(page, ".notice-place"), "");
    },
);

inEveryBrowser("a link followed within the page is heard", { schemes: ["file"] }, async (page) => {
    await ready(page);

    await page.evaluate(() => void (location.hash = "#figure=playground&seed=7"));

    await page.waitForFunction(() => document.querySelector("valley-figure").parameters.seed === 7);
});

inEveryBrowser(
    "the network goes along to its loss surface, and the way back is the browser's",
    { fragment: "#hidden=3&data=xor" },
    async (page) => {
        await ready(page);

        await page.click('nav [data-figure="loss-surface"]');
        await ready(page);
        await fragmentBecomes(page, "#figure=loss-surface&data=xor&hidden=3");
        await page.goBack();

        await page.waitForFunction(() => document.querySelector('nav [aria-current="page"]').dataset.figure === "playground");
    },
);

inEveryBrowser("at 1280 px every figure is in sight", { schemes: ["http"] }, async (page) => {
    for (const lang of ["en", "zh"]) {
        await page.evaluate((lang) => void (location.hash = `#lang=${lang}`), lang);
        await page.waitForFunction((lang) => document.documentElement.lang.startsWith(lang), {}, lang);

        const hidden = await page.$$eval("nav a", (links) =>
            links.filter((link) => link.getBoundingClientRect().width === 0).map((link) => link.textContent),
        );

        assert.deepEqual(hidden, []);
    }
});

inEveryBrowser(
    "on a phone a list of figures unfolds by key, folds by Escape, and leads to the one that is chosen",
    { width: 390, height: 844, fragment: "#lang=en", schemes: ["http"] },
    async (page) => {
        await ready(page);
        const unfolded = () => page.$eval(".opener", (opener) => opener.getAttribute("aria-expanded"));
        const shown = () => page.$eval(".opener .current", (node) => node.textContent);
        const focused = (name) => page.evaluate((name) => document.activeElement.classList.contains(name), name);

        await page.focus(".opener");
        await page.keyboard.press("Enter");
        assert.equal(await unfolded(), "true");
        await page.keyboard.press("Tab");
        await page.keyboard.press("Escape");
        assert.equal(await unfolded(), "false");
        assert.ok(await focused("opener"));

        await page.click(".opener");
        await page.click('nav [data-figure="descent"]');
        assert.equal(await shown(), "Descent");
        assert.equal(await unfolded(), "false");
        assert.ok(await focused("opener"));
        await page.click("nav .previous");
        assert.equal(await shown(), "Loss surface");
        assert.ok(await focused("previous"));
    },
);

inEveryBrowser("language and colours change while the figure runs on", {}, async (page) => {
    await ready(page);
    const before = await textOf(page, `${control("noise")} .label`);

    await page.click(".language-button");
    await page.click(".theme-button");
    const lang = await page.evaluate(() => document.documentElement.lang);

    assert.equal(before, lang === "en" ? "噪声" : "Noise");
    assert.equal(await textOf(page, `${control("noise")} .label`), lang === "en" ? "Noise" : "噪声");
    const edited = await page.$eval(".stage > :not([hidden]) valley-figure >>> .weight-editor input", (field) => field.ariaLabel);
    assert.match(edited, lang === "en" ? /^New value/ : /新值$/);
    await fragmentBecomes(page, `#figure=playground&lang=${lang.slice(0, 2)}&theme=light`);
});

inEveryBrowser("the skip link leads to the figure and costs no state", { fragment: "#figure=descent&lang=en" }, async (page) => {
    await ready(page);

    await page.evaluate(() => {
        globalThis.passed = []; // on its way, which may be short
        addEventListener("hashchange", ({ newURL }) => globalThis.passed.push(new URL(newURL).hash));
        document.querySelector(".skip").click();
    });

    await page.waitForFunction(() => globalThis.passed.includes("#main"));
    await fragmentBecomes(page, "#figure=descent&lang=en");
});

inEveryBrowser(
    "a link to the main part alone shows the page, without a complaint",
    { schemes: ["http"], fragment: "#main" },
    async (page) => {
        await ready(page);

        assert.equal(await textOf(page, ".notice-place"), "");
    },
);

inEveryBrowser(
    "a link in another language is heard while a run is replayed",
    { schemes: ["http"], fragment: "#figure=playground&lang=en&steps=2000000" },
    async (page) => {
        await ready(page);

        await page.evaluate(() => (location.hash = "#figure=playground&lang=zh&noise=0.3&steps=0"));
        await page.waitForFunction(() => document.documentElement.lang.startsWith("zh"));

        const { noise, steps } = await page.$eval(".stage > :not([hidden]) valley-figure", (figure) => ({ ...figure.parameters }));
        assert.deepEqual({ noise, steps }, { noise: 0.3, steps: 0 });
    },
);

/** In the page: window.nameless gets what of a figure can be pressed in any frame and has no name, not even before its first picture. */
function watchNames() {
    const named = (node) => node.labels?.length || node.getAttribute("aria-label") || node.textContent.trim();
    const seen = (node) => node.checkVisibility({ visibilityProperty: true }) && node.tabIndex >= 0;
    window.nameless = new Set();
    const look = () => {
        for (const figure of document.querySelectorAll(".stage > :not([hidden]) valley-figure"))
            for (const node of figure.shadowRoot?.querySelectorAll("button, input, select") ?? [])
                if (seen(node) && !named(node)) window.nameless.add(node.outerHTML);
        requestAnimationFrame(look);
    };
    look();
}

inEveryBrowser(
    "every control has a name, and nothing is wider than a phone",
    { width: 390, height: 844, schemes: ["http"] },
    async (page) => {
        const names = await page.$$eval("nav a", (links) => links.map((link) => link.dataset.figure));
        await page.evaluateOnNewDocument(watchNames); // not all figures are on one page
        await page.reload();
        for (const name of names) {
            await page.evaluate((figure) => void (location.hash = `#figure=${figure}`), name);
            await page.waitForFunction(
                (figure) => document.querySelector('nav [aria-current="page"]')?.dataset.figure === figure,
                {},
                name,
            );
            await ready(page);

            const found = await page.evaluate(() => ({
                nameless: [...window.nameless],
                overflow: Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth),
            }));

            assert.deepEqual({ figure: name, ...found }, { figure: name, nameless: [], overflow: 0 });
        }
    },
);

inEveryBrowser("a figure that is removed leaves nothing behind", { schemes: ["http"] }, async (page) => {
    await ready(page);

    const left = await page.evaluate(() => {
        const figure = document.querySelector("valley-figure");
        figure.play();
        figure.remove();
        return { playing: figure.playing, inside: figure.shadowRoot.querySelector(".frame").innerHTML };
    });

    assert.deepEqual(left, { playing: false, inside: "<slot></slot>" });
});

inEveryBrowser(
    "the gallery tells an author every attribute of the figure in view, what it may be and its default",
    { file: "gallery.html", fragment: "#figure=descent&lang=en", schemes: ["file"] },
    async (page) => {
        await ready(page);
        const rows = () =>
            page.$$eval(".reference tbody tr", (rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));

        await page.$eval(".reference summary", (summary) => summary.click());
        const ofDescent = await rows();
        await page.evaluate(() => void (location.hash = "#figure=playground&lang=en"));
        await page.waitForFunction(() => document.querySelector(".reference pre").textContent.includes('name="playground"'));
        const ofPlayground = await rows();

        assert.deepEqual(ofDescent[3], ["momentum", "Momentum β", "must be a number from 0 to 0.99", "0"]);
        assert.ok(ofPlayground.some(([attribute]) => attribute === "hidden-layers"));
        assert.ok(await page.$eval(".reference details", ({ open }) => open));
    },
);

inEveryBrowser("a window that changes its width brings no error", { schemes: ["http"] }, async (page) => {
    await ready(page);
    await page.evaluate(() => {
        window.errors = [];
        addEventListener("error", ({ message }) => errors.push(message)); // a loop of ResizeObservers is told here alone
    });

    for (const width of [900, 460, 640, 1280]) {
        await page.setViewport({ width, height: 800 });
        await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    }

    assert.deepEqual(await page.evaluate(() => errors), []);
});
