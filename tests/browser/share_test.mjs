import assert from "node:assert/strict";
import { browserNames, inEveryBrowser } from "./browsers.mjs";
import { captionHolds, captionOf, figureOf } from "./figure_page.mjs";

const own = "learning-rate";
const figure = figureOf(own);
const page = { file: "gallery.html", fragment: "#figure=learning-rate&lang=en&step=20&steps=40", schemes: ["file"] };

/** Opens the menu; files that are saved are kept as window.saved instead. */
async function openMenu(page, { name = own, words = "After 20 of 40 steps" } = {}) {
    await captionHolds(page, name, words);
    await page.evaluate(() => {
        window.saved = [];
        HTMLAnchorElement.prototype.click = function () {
            if (this.download) window.saved.push({ name: this.download, href: this.href });
        };
    });
    await page.$eval(`${figureOf(name)} >>> .share-button`, (button) => button.click());
    await page.waitForSelector(`${figureOf(name)} >>> .share-menu[open]`, { visible: true }); // looks every frame; else a shadow tree's changes go unheard
}

/** Presses a button of the menu and returns the file that comes of it. */
async function take(page, entry, values = {}, name = own) {
    await page.evaluate(
        (figure, entry, values) => {
            const button = document.querySelector(figure).shadowRoot.querySelector(`.share-menu button[data-entry="${entry}"]`);
            const section = button.closest("section");
            for (const [name, value] of Object.entries(values)) section.querySelector(`[name="${name}"]`).value = value;
            button.click();
        },
        figureOf(name),
        entry,
        values,
    );
    await page.waitForFunction(() => window.saved.length > 0, {});
    const { file, bytes } = await page.evaluate(async () => {
        const { name: file, href } = window.saved.pop();
        const reader = new FileReader();
        reader.readAsDataURL(await (await fetch(href)).blob());
        await new Promise((done) => (reader.onload = done));
        return { file, bytes: reader.result.split(",")[1] };
    });
    return { file, bytes: Buffer.from(bytes, "base64") };
}

/** What a picture holds, as the browser reads it: its size and the number of its colours. */
const seen = (page, bytes, type) =>
    page.evaluate(
        async (bytes, type) => {
            const image = new Image();
            image.src = URL.createObjectURL(new Blob([Uint8Array.from(atob(bytes), (byte) => byte.charCodeAt(0))], { type }));
            await image.decode();
            const canvas = Object.assign(document.createElement("canvas"), { width: image.naturalWidth, height: image.naturalHeight });
            const ctx = canvas.getContext("2d");
            ctx.drawImage(image, 0, 0);
            const colors = new Set(new Uint32Array(ctx.getImageData(0, 0, canvas.width, canvas.height).data.buffer));
            return { width: canvas.width, height: canvas.height, colors: colors.size };
        },
        bytes.toString("base64"),
        type,
    );

inEveryBrowser("a PNG is as wide as was asked, holds a picture, and leaves the figure as it was", page, async (page) => {
    await openMenu(page);
    const canvases = () =>
        page.$$eval(`${figure} >>> canvas.plot`, (all) => all.map((canvas) => [canvas.clientWidth, canvas.clientHeight, canvas.width]));
    await page.waitForFunction(
        (figure) => {
            const all = [...document.querySelector(figure).shadowRoot.querySelectorAll("canvas.plot")];
            return all.length > 0 && all.every((canvas) => canvas.width === Math.round(canvas.clientWidth * devicePixelRatio));
        },
        {},
        figure,
    ); // the menu may have made the page longer, and so narrower by a scroll bar
    const before = await canvases();

    const { file, bytes } = await take(page, "png", { width: 1000 });

    const { width, height, colors } = await seen(page, bytes, "image/png");
    assert.equal(file, "learning-rate-1000.png");
    assert.equal(width, 1000);
    assert.ok(height > 300 && height < 3000, `${height} pixels high`);
    assert.ok(colors > 500, `${colors} colours`);
    assert.deepEqual(await canvases(), before);
});

inEveryBrowser("an SVG is XML with a title, lines and text, and asks for nothing outside itself", page, async (page) => {
    await openMenu(page);

    const { bytes } = await take(page, "svg", { width: 800 });

    const text = bytes.toString("utf8");
    const read = await page.evaluate((text) => {
        const root = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
        const links = [...root.querySelectorAll("*")].flatMap((node) => [...node.attributes]).filter(({ name }) => /href|src$/.test(name));
        return {
            root: root.nodeName,
            width: root.getAttribute("width"),
            title: root.querySelector("title").textContent,
            description: root.querySelector("desc").textContent,
            words: [...root.querySelectorAll("text")].map((node) => node.textContent),
            paths: root.querySelectorAll("path").length,
            outside: links.map(({ value }) => value).filter((value) => !/^(#|data:image\/png)/.test(value)),
        };
    }, text);
    assert.equal(read.root, "svg");
    assert.equal(read.width, "800");
    assert.equal(read.title, "Too small, just right, too large");
    assert.equal(read.description, await captionOf(page, own));
    for (const word of ["Crawling", "Thrown out", "η = 0.04"]) assert.ok(read.words.includes(word), `${word} in ${read.words}`);
    assert.ok(read.paths > 20, `${read.paths} paths`);
    assert.deepEqual(read.outside, []);
    assert.ok(!/url\((?!#)|@import/.test(text));
    assert.ok((await seen(page, bytes, "image/svg+xml")).colors > 500);
});

/** The frames of a GIF: [size, delay in milliseconds, …packed pixels]; comments and extensions are passed over. */
function framesOf(bytes) {
    const frames = [];
    let at = 13 + (bytes[10] & 0x80 ? 3 * 2 ** ((bytes[10] & 7) + 1) : 0);
    let delay = 0;
    const skipBlocks = () => {
        while (bytes[at] !== 0) at += bytes[at] + 1;
        at++;
    };
    while (bytes[at] !== 0x3b) {
        if (bytes[at] === 0x21) {
            if (bytes[at + 1] === 0xf9) delay = 10 * bytes.readUInt16LE(at + 4);
            at += 2;
            skipBlocks();
            continue;
        }
        assert.equal(bytes[at], 0x2c);
        const packed = bytes[at + 9];
        const start = at;
        at += 10 + (packed & 0x80 ? 3 * 2 ** ((packed & 7) + 1) : 0) + 1;
        skipBlocks();
        frames.push({ delay, data: bytes.subarray(start, at).toString("latin1") });
    }
    return frames;
}

inEveryBrowser("a GIF has a frame for where the figure stands and one for each step, until the run is over", page, async (page) => {
    await openMenu(page);
    const before = await page.$eval(figure, (element) => element.parameters);

    const { file, bytes } = await take(page, "gif", { steps: 100, width: 400 });

    const frames = framesOf(bytes);
    assert.equal(file, "learning-rate-400.gif");
    assert.equal(bytes.subarray(0, 6).toString("latin1"), "GIF89a");
    assert.equal(bytes.readUInt16LE(6), 400);
    assert.equal(frames.length, 21); // steps 20 … 40
    assert.notEqual(frames[0].data, frames[20].data);
    assert.equal(frames[20].delay, 1500);
    const { colors } = await seen(page, bytes, "image/gif");
    assert.ok(colors > 100, `${colors} colours in the first frame, of at most 256: title and sentence alone have fewer`);
    assert.deepEqual(await page.$eval(figure, (element) => element.parameters), before);
    assert.equal(await page.$eval(figure, (element) => element.shadowRoot.querySelector(".rehearsal")), null);
});

/** From now on every turn that the page waits for takes longer. */
const slowDown = (page) =>
    page.evaluate(() => {
        const quick = window.MessageChannel;
        window.MessageChannel = class extends quick {
            constructor() {
                super();
                for (const end = performance.now() + 7; performance.now() < end; );
            }
        };
    });

// Of the playground also what it measures now and then as it trains: its landscape and λmax.
for (const name of [own, "playground"]) {
    const words = name === own ? undefined : "Step 0";
    const fragment = name === own ? page.fragment : `#figure=${name}&lang=en`;
    inEveryBrowser(`the same steps of ${name} make the same GIF, however long they take`, { ...page, fragment }, async (page) => {
        await openMenu(page, { name, words });

        const first = await take(page, "gif", { steps: 4, width: 300 }, name);
        await slowDown(page);
        const second = await take(page, "gif", { steps: 4, width: 300 }, name);

        assert.equal(framesOf(first.bytes).length, 5);
        assert.ok(first.bytes.equals(second.bytes));
    });
}

// WebKitGTK's encoder is not asked: it ended the page's process.
inEveryBrowser("a WebM plays, for as long as its frames take", { ...page, engines: browserNames }, async (page) => {
    await openMenu(page);

    const { bytes } = await take(page, "webm", { steps: 10, width: 400 });

    assert.equal(bytes.subarray(0, 4).toString("hex"), "1a45dfa3");
    const video = await page.evaluate(async (bytes) => {
        const video = document.createElement("video");
        video.muted = true;
        video.src = URL.createObjectURL(new Blob([Uint8Array.from(atob(bytes), (byte) => byte.charCodeAt(0))], { type: "video/webm" }));
        video.playbackRate = 4;
        const ended = new Promise((done, failed) => {
            video.onended = done;
            video.onerror = () => failed(new Error(video.error.message));
        });
        await video.play();
        await ended;
        return { width: video.videoWidth, duration: video.duration };
    }, bytes.toString("base64")); // prettier-ignore
    assert.equal(video.width, 400);
    assert.ok(Math.abs(video.duration - 5.6) < 0.5, `${video.duration} s`); // eleven frames of 0.4 s, the last for 1.5 s
});

inEveryBrowser("an animation that is cancelled leaves nothing, and the menu says so", page, async (page) => {
    await openMenu(page);
    const section = `${figure} >>> .share-menu section[data-kind="animation"]`;

    await page.$eval(section, async (section) => {
        const underWay = section.querySelector(".under-way");
        section.querySelector('button[data-entry="gif"]').click();
        while (underWay.hidden) await new Promise(requestAnimationFrame);
        underWay.querySelector("button").click(); // here, for all of it may be done before the driver could press
    });

    await page.waitForFunction((section) => section.querySelector(".under-way").hidden, {}, await page.$(section));
    await page.waitForFunction(
        (figure) =>
            /Nothing was saved/.test(
                document.querySelector(figure).shadowRoot.querySelector('section[data-kind="animation"] .told').textContent,
            ),
        {},
        figure,
    );
    assert.deepEqual(await page.evaluate(() => window.saved), []);
    assert.equal(await page.$eval(figure, (element) => element.shadowRoot.querySelector(".rehearsal")), null);
    assert.equal(await page.$eval(`${section} button[data-entry="gif"]`, (button) => button.disabled), false);
});

inEveryBrowser("texts to copy follow what the figure still does after the menu was opened", page, async (page) => {
    await openMenu(page);
    const link = () => page.$eval(`${figure} >>> .share-menu [data-entry="link"] textarea`, (field) => field.value);
    const before = await link();

    await page.$eval(figure, (node) => void (node.parameters = { step: 21 }));
    await page.waitForFunction(
        (figure, before) =>
            document.querySelector(figure).shadowRoot.querySelector('.share-menu [data-entry="link"] textarea').value !== before,
        {},
        figure,
        before,
    );

    assert.match(before, /step=20/);
    assert.match(await link(), /step=21/);
});

inEveryBrowser("a clipboard that refuses is told of, with the text selected", page, async (page) => {
    await openMenu(page);
    await page.evaluate(() =>
        Object.defineProperty(navigator, "clipboard", { value: { writeText: () => Promise.reject(new Error("no")) } }),
    );
    const entry = `${figure} >>> .share-menu [data-entry="element"]`;

    await page.$eval(`${entry} button`, (button) => button.click());

    await page.waitForFunction(
        (figure) =>
            /copy it with the keyboard/.test(
                document.querySelector(figure).shadowRoot.querySelector('section[data-kind="embed"] .told').textContent,
            ),
        {},
        figure,
    );
    const { selected, value } = await page.$eval(`${entry} textarea`, (field) => ({
        selected: field.value.slice(field.selectionStart, field.selectionEnd),
        value: field.value,
    }));
    assert.equal(selected, value);
    assert.match(value, /<valley-figure name="learning-rate" lang="en" steps="40" step="20">/);
});

inEveryBrowser("the menu takes the focus, closes by Escape and gives the focus back", page, async (page) => {
    await captionHolds(page, own, "After 20 of 40 steps");
    const focused = () =>
        page.$eval(figure, (element) => element.shadowRoot.activeElement?.closest(".share-menu, .share-button")?.className);

    await page.$eval(`${figure} >>> .share-button`, (button) => button.focus());
    await page.keyboard.press("Enter");
    await page.waitForSelector(`${figure} >>> .share-menu[open]`, { visible: true });
    assert.equal(await focused(), "share-menu");
    await page.keyboard.press("Escape");

    await page.waitForFunction((figure) => !document.querySelector(figure).shadowRoot.querySelector(".share-menu"), {}, figure);
    assert.match(await focused(), /share-button/);
});

inEveryBrowser(
    "a link into a page among other things gives its figure the state, and scrolls to it",
    { file: "story.en.html", fragment: "#figure=learning-rate&step=7&steps=40", schemes: ["file"] },
    async (page) => {
        await page.waitForFunction(
            () =>
                document
                    .querySelector('valley-figure[name="learning-rate"]')
                    .shadowRoot?.querySelector(".caption")
                    ?.textContent.includes("After 7 of 40"),
            {},
        );

        await page.waitForFunction(() => {
            const { top } = document.querySelector('valley-figure[name="learning-rate"]').getBoundingClientRect();
            return top > -innerHeight && top < innerHeight;
        });
    },
);
