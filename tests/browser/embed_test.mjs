/** valley.js and embed.html in pages of others: strict ones, hostile ones, crowded ones. */
import assert from "node:assert/strict";
import { addressOf, bothSchemes, engineNames, testIn, withPage } from "./browsers.mjs";
import { article, post, runs, trains } from "./posts.mjs";

const script = '<script src="valley.js" defer></script>';
const figure = '<valley-figure name="loss-surface" lang="en"></valley-figure>';

/** One test for each browser: a page with that content and those headers. engines: browserNames where webkit.mjs cannot do what it takes. */
function inAPost(
    sentence,
    { content = script + figure, head, headers, allowed, page = article(content, head), engines = engineNames, ...options },
    body,
) {
    for (const browserName of engines) {
        testIn(browserName, `${sentence} (${browserName})`, async () =>
            withPage({ browserName, address: await post(page, headers), allowed, ...options }, body),
        );
    }
}

const captionOf = (page, selector = "valley-figure") => page.$eval(`${selector} >>> .caption`, (node) => node.textContent);
const policy = (text) => ({ "content-security-policy": text });

// ---- strict pages

inAPost(
    "under a strict policy that allows workers the figure trains beside the page",
    { headers: policy("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:") },
    (page) => trains(page),
);

inAPost(
    "where workers are forbidden it trains in the page",
    {
        headers: policy("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"),
        allowed: /worker|blob:/i, // the browser tells that it refused them
    },
    (page) => trains(page),
);

inAPost(
    "under a strict policy it looks as it does elsewhere",
    { headers: policy("default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src blob:; style-src 'none'") },
    async (page) => {
        await runs(page);

        const { display, radius } = await page.$eval("valley-figure >>> .panel", (panel) => {
            const { borderTopLeftRadius: radius } = getComputedStyle(panel);
            return { radius, display: getComputedStyle(panel.closest(".root")).display };
        });

        assert.deepEqual({ display, radius }, { display: "grid", radius: "10px" });
    },
);

inAPost(
    "where WebAssembly is forbidden the figure says what the page must allow, and shows what stands inside it",
    {
        content: `${script}<valley-figure name="descent" lang="en"><b id="still">a still picture</b></valley-figure>`,
        headers: policy("default-src 'self'; script-src 'self'; worker-src blob:"),
        allowed: /wasm|WebAssembly|blob:|worker/i,
    },
    async (page) => {
        await page.waitForFunction(() => document.querySelector("valley-figure")?.shadowRoot?.querySelector(".notice"));

        const notice = await page.$eval("valley-figure >>> .notice", (node) => node.textContent);
        const isSeen = await page.$eval("#still", (node) => node.checkVisibility() && node.getBoundingClientRect().height > 0);

        assert.match(notice, /'wasm-unsafe-eval'/);
        assert.ok(isSeen);
    },
);

inAPost(
    "in a sandboxed frame that may only run scripts the figure trains",
    { content: '<iframe id="f" sandbox="allow-scripts" src="embed.html?name=learning-rate&lang=en" width="800" height="900"></iframe>' },
    async (page) => {
        const frame = await (await page.waitForSelector("#f")).contentFrame();

        await trains(frame);
    },
);

for (const [lang, words] of Object.entries({
    en: /^Handed to the browser as descent-400\.png, \d+ kB\. If it was not saved/,
    zh: /^已交给浏览器下载：descent-400\.png，/,
}))
    inAPost(
        `in a frame, which may be one that saves nothing, no file is said to be saved (${lang})`,
        {
            content: `<iframe id="f" sandbox="allow-scripts" src="embed.html?name=descent&lang=${lang}" width="800" height="900"></iframe>`,
            allowed: /download/i, // the browser tells that it refused it
        },
        async (page) => {
            const frame = await (await page.waitForSelector("#f")).contentFrame();
            await runs(frame);
            const menu = "valley-figure >>> .share-menu[open]";

            await frame.$eval("valley-figure >>> .share-button", (button) => button.click());
            await frame.waitForSelector(menu, { visible: true });
            await frame.$eval(`${menu} [name="width"]`, (field) => void (field.value = 400));
            await frame.$eval(`${menu} [data-entry="png"]`, (button) => button.click());
            await frame.waitForSelector(`${menu} .told a`, { visible: true }); // looks every frame; else a shadow tree's changes go unheard

            assert.match(await frame.$eval(`${menu} .told:has(a)`, (told) => told.textContent), words);
        },
    );

inAPost(
    "a page in another encoding shows the texts as they are",
    {
        page: Buffer.concat([
            Buffer.from('<!doctype html><meta charset="gbk"><title>'),
            Buffer.from([0xc9, 0xbd, 0xb9, 0xc8]), // 山谷
            Buffer.from(`</title>${script}<valley-figure name="descent" lang="zh"></valley-figure>`),
        ]),
        headers: { "content-type": "text/html" },
    },
    async (page) => {
        await runs(page);

        assert.equal(await page.title(), "山谷");
        assert.match(await captionOf(page), /[\u4e00-\u9fff]{4}.*。$/);
    },
);

// ---- hostile pages

const hostile = `<style>
    * { box-sizing: content-box; font-size: 40px !important; line-height: 3 !important; letter-spacing: 5px; text-transform: uppercase; }
    div, p, section, button, input { all: unset; }
    svg, canvas { display: none !important; }
    body { direction: ltr; text-align: right; word-spacing: 20px; color: red; }
</style>`;

inAPost("rules of the page do not reach into the figure", { head: hostile }, async (page) => {
    await runs(page);

    const seen = await page.$eval("valley-figure", ({ shadowRoot }) => {
        const of = (selector) => getComputedStyle(shadowRoot.querySelector(selector));
        const { fontSize, letterSpacing, textTransform, wordSpacing, textAlign, lineHeight } = of(".caption");
        const canvas = shadowRoot.querySelector("canvas").getBoundingClientRect();
        return {
            fontSize,
            letterSpacing,
            textTransform,
            wordSpacing,
            textAlign,
            lineHeight,
            box: of(".panel").boxSizing,
            seen: canvas.width > 100,
        };
    });

    assert.deepEqual(seen, {
        fontSize: "14px",
        letterSpacing: "normal",
        textTransform: "none",
        wordSpacing: "0px",
        textAlign: "start",
        lineHeight: "21px",
        box: "border-box",
        seen: true,
    });
});

inAPost(
    "the figure changes nothing of the page around it",
    { content: `<div id="before"><p>One</p><canvas></canvas></div>`, head: "<style>html { overflow-y: scroll }</style>" },
    async (page) => {
        const look = () =>
            page.evaluate(() => ({
                names: Object.getOwnPropertyNames(window)
                    .filter((name) => !/^(__|webdriver|puppeteer|\d)/.test(name))
                    .sort(),
                style: JSON.stringify(getComputedStyle(document.querySelector("p")), (_, value) => value),
                sheets: document.styleSheets.length + document.adoptedStyleSheets.length,
                box: JSON.stringify(document.querySelector("#before").getBoundingClientRect()),
            }));
        const before = await look();

        await page.evaluate(() => {
            const script = Object.assign(document.createElement("script"), { src: "valley.js" });
            const figure = document.createElement("valley-figure");
            figure.setAttribute("name", "descent");
            document.body.append(script, figure);
        });
        await trains(page);

        assert.deepEqual(await look(), before);
    },
);

inAPost("a figure that is moved into another document and back is styled in each, and trains", {}, async (page) => {
    await runs(page);

    const radii = await page.evaluate(async () => {
        const once = (target, type) => new Promise((done) => target.addEventListener(type, done, { once: true }));
        const figure = document.querySelector("valley-figure");
        const frame = Object.assign(document.createElement("iframe"), { width: 900, height: 900, srcdoc: "<!doctype html><p>Another" });
        const loaded = once(frame, "load");
        document.body.prepend(frame);
        await loaded;
        const radii = [];
        for (const { body, defaultView } of [frame.contentDocument, document]) {
            const stands = once(figure, "valley-ready");
            body.prepend(figure);
            await stands;
            radii.push(defaultView.getComputedStyle(figure.shadowRoot.querySelector(".panel")).borderTopLeftRadius);
        }
        return radii;
    });

    assert.deepEqual(radii, ["10px", "10px"]);
    await trains(page);
});

const pollution = `<script>
    Object.prototype.polluted = "p"; Array.prototype.polluted = () => {}; Function.prototype.polluted = 1; String.prototype.polluted = "s";
    Object.prototype.className = "x"; Object.prototype.value = "v"; Object.prototype.toJSON = undefined;
    Array.prototype.last = function () { return this[this.length - 1]; };
    Element.prototype.show = function () { this.hidden = false; };
    addEventListener("valley-ready", ({ target }) => target.play());
    for (const type of ["valley-step", "valley-error"])
        addEventListener(type, ({ detail }) => parent.postMessage(String(detail && detail.message || type), "*"), { once: true });
</script>`;

for (const browserName of engineNames) {
    testIn(browserName, `with what a page adds to the prototypes the figure trains (${browserName})`, async () => {
        const inside = new URL(await post(article(script + figure, pollution))).pathname;
        const around = `<script>window.heard = new Promise((done) => addEventListener("message", ({ data }) => done(data)));</script>`;
        const address = await post(article(`${around}<iframe src="${inside}" width="900" height="700"></iframe>`)); // the browser's driver does not bear it
        await withPage({ browserName, address }, async (page) => assert.equal(await page.evaluate(() => window.heard), "valley-step"));
    });
}

inAPost(
    "a second copy of valley.js leaves the first in place",
    { content: `${script}${script.replace("valley.js", "valley.js?again")}${figure}` },
    (page) => trains(page),
);

inAPost(
    "where another version has defined the element, valley.js leaves it as it is",
    {
        content: `<script>customElements.define("valley-figure", class extends HTMLElement { connectedCallback() { this.textContent = "older"; } })</script>${script}${figure}`,
    },
    async (page) => {
        await page.evaluate(() => new Promise((done) => (document.readyState === "complete" ? done() : addEventListener("load", done))));

        assert.equal(await page.$eval("valley-figure", (node) => node.textContent), "older");
    },
);

// ---- attributes, property, methods, events

inAPost(
    "an attribute that changes changes the figure, and one that is refused leaves it and is named",
    { content: `${script}<valley-figure name="descent" lang="en" learning-rate="0.002"></valley-figure>` },
    async (page) => {
        await runs(page);
        const set = (name, value) => page.$eval("valley-figure", (figure, name, value) => figure.setAttribute(name, value), name, value);
        const rate = () => page.$eval("valley-figure", (figure) => figure.parameters.learningRate);
        const at = [await rate()];

        await set("learning-rate", "0.003");
        at.push(await rate());
        await page.evaluate(() => {
            const told = new Promise((done) => addEventListener("valley-error", ({ detail }) => done(detail.message), { once: true }));
            Object.assign(globalThis, { told }); // WebDriver answers one question after the other: none may wait for a later one
        });
        await set("learning-rate", "fast");
        const message = await page.evaluate(() => globalThis.told);
        at.push(await rate());
        const notice = await page.$eval("valley-figure >>> .notice", (node) => node.textContent);
        await set("lang", "zh");
        await page.waitForFunction(() =>
            /[\u4e00-\u9fff]/.test(document.querySelector("valley-figure").shadowRoot.querySelector(".caption").textContent),
        );

        assert.deepEqual(at, [0.002, 0.003, 0.003]);
        assert.match(message, /^learning-rate=fast: must be a number/);
        assert.match(notice, /learning-rate=fast/);
    },
);

inAPost(
    "what was refused stays in words until it is put right or dismissed, whatever the figure does",
    { content: `${script}<valley-figure name="descent" lang="en" learning-rate="fast" momentum="much"></valley-figure>` },
    async (page) => {
        await runs(page);
        const words = () => page.$eval("valley-figure", ({ shadowRoot }) => shadowRoot.querySelector(".notice p")?.textContent ?? "");
        const set = (name, value) => page.$eval("valley-figure", (figure, name, value) => figure.setAttribute(name, value), name, value);
        await page.waitForFunction(() => document.querySelector("valley-figure").shadowRoot.querySelector(".notice"));
        const first = await words();
        await page.$eval("valley-figure", (figure) => figure.reset()); // which takes away what a figure says itself
        const after = await words();
        await set("lang", "zh");
        const inChinese = await words();
        await set("lang", "en");

        await set("learning-rate", "0.003");
        const half = await words();
        await set("learning-rate", "faster");
        await page.$eval("valley-figure >>> .notice button", (button) => button.click());
        const dismissed = await words();
        await set("learning-rate", "0.004");

        assert.match(first, /learning-rate=fast: must be .* · momentum=much: must be /);
        assert.equal(after, first);
        assert.match(inChinese, /^learning-rate=fast：.*[\u4e00-\u9fff]/);
        assert.doesNotMatch(half, /learning-rate/);
        assert.match(half, /^momentum=much: /);
        assert.deepEqual([dismissed, await words()], ["", ""]);
    },
);

inAPost(
    "what a script sets before valley.js is there is taken",
    {
        content: `<valley-figure name="descent" lang="en"></valley-figure><script>document.querySelector("valley-figure").parameters = { learningRate: 0.25 }</script>${script}`,
    },
    async (page) => {
        await runs(page);

        assert.equal(await page.$eval("valley-figure", (figure) => figure.parameters.learningRate), 0.25);
    },
);

inAPost(
    "what are no parameters is refused by name, and the figure stays as it is",
    { content: `<valley-figure name="descent" lang="en" learning-rate="0.25"></valley-figure>${script}` },
    async (page) => {
        await runs(page);

        const refused = await page.$eval("valley-figure", (figure) =>
            [null, 5, { learningRate: -1 }, { speed: 1 }].map((changes) => {
                try {
                    figure.parameters = changes;
                } catch (error) {
                    return `${error.name}: ${error.message}`;
                }
            }),
        );

        assert.match(refused[0], /^TypeError: parameters: null is no object/);
        assert.match(refused[1], /^TypeError: parameters: 5 is no object/);
        assert.match(refused[2], /^RangeError: learning-rate=-1: must be a number/);
        assert.match(refused[3], /^RangeError: no parameter "?speed/);
        assert.equal(await page.$eval("valley-figure", (figure) => figure.parameters.learningRate), 0.25);
    },
);

inAPost(
    "a figure in a dark page is dark, and follows the page's own switch",
    { head: "<style>body { background: #fff } .night { background: #101216 }</style>" },
    async (page) => {
        await runs(page);
        const becomes = (mode) =>
            page.waitForFunction((mode) => getComputedStyle(document.querySelector("valley-figure")).colorScheme === mode, {}, mode);

        await becomes("light");
        await page.evaluate(() => document.body.classList.add("night"));
        await becomes("dark");
        await page.evaluate(() => document.body.classList.remove("night"));
        await becomes("light");
    },
);

for (const browserName of engineNames) {
    for (const scheme of bothSchemes) {
        testIn(
            browserName,
            `embed.html shows what its address says, and names what it cannot take (${browserName}, ${scheme})`,
            async () => {
                const address = `${await addressOf("embed.html", scheme)}?name=learning-rate&lang=zh&learning-rate=0.4&foo=1&steps=many`;
                await withPage({ browserName, address }, async (page) => {
                    await trains(page);

                    const rate = await page.$eval("valley-figure", (figure) => figure.parameters.learningRate);
                    const refused = await page.$$eval(".refused", (nodes) => nodes.map((node) => node.textContent));

                    assert.equal(rate, 0.4);
                    assert.equal(refused.length, 2);
                    assert.match(refused.join(" "), /foo.*steps=many/);
                    assert.equal(await page.evaluate(() => document.documentElement.lang), "zh-Hans");
                });
            },
        );
    }
}

inAPost(
    "a frame tells the page around it how high it must be",
    {
        content: `<script>addEventListener("message", ({ data }) => { if (data.source === "valley") document.querySelector("iframe").height = data.height; });</script>
            <iframe id="f" src="embed.html?name=descent&lang=en" width="360" height="100"></iframe>`,
    },
    async (page) => {
        const frame = await (await page.waitForSelector("#f")).contentFrame();
        await runs(frame);

        await page.waitForFunction(() => Number(document.querySelector("#f").height) > 400);
        await frame.waitForFunction(() => document.documentElement.scrollHeight <= innerHeight);
    },
);

/** What the Share menu of the page's figure offers under that name. */
const codeOf = async (page, entry) => {
    await page.$eval("valley-figure >>> .share-button", (button) => button.click());
    await page.waitForSelector("valley-figure >>> .share-menu[open]", { visible: true }); // looks every frame; else a shadow tree's changes go unheard
    return page.$eval(`valley-figure >>> .share-menu [data-entry="${entry}"] textarea`, (field) => field.value);
};

for (const entry of ["element", "iframe"]) {
    inAPost(
        `the code to embed that is copied (${entry}) makes the same figure of a page`,
        { content: `${script}<valley-figure name="descent" lang="zh" learning-rate="0.03" start="0.5,-1.25" step="7"></valley-figure>` },
        async (page) => {
            await runs(page);
            const parameters = (place) => place.$eval("valley-figure", (figure) => figure.parameters);
            const before = await parameters(page);

            await page.goto(await post(article(await codeOf(page, entry))));
            const place = entry === "element" ? page : await (await page.waitForSelector("iframe")).contentFrame();
            await runs(place);

            assert.deepEqual(await parameters(place), before);
            assert.match(await captionOf(place), /[\u4e00-\u9fff]{4}.*。$/);
        },
    );
}
