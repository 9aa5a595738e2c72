/** The sound of the loss, with an AudioContext that notes what it is told in place of the browser's. */
import assert from "node:assert/strict";
import { figureOf } from "./figure_page.mjs";
import { inEveryBrowser } from "./browsers.mjs";

/** Runs in the page before any script of its own. */
function noteSounds() {
    window.sounds = { contexts: 0, closed: 0, pitches: [], gains: [], losses: [], loudest: 0 };
    const param = (told) => ({ setValueAtTime: told, setTargetAtTime: told, cancelScheduledValues() {}, value: 0 });
    window.AudioContext = class {
        state = "running";
        currentTime = 0;
        destination = {};
        constructor() {
            window.sounds.contexts++;
        }
        createOscillator() {
            return { frequency: param((pitch) => window.sounds.pitches.push(pitch)), connect: (node) => node, start() {} };
        }
        createGain() {
            return { gain: param((gain) => window.sounds.gains.push(gain)), connect: (node) => node };
        }
        async close() {
            window.sounds.closed++;
        }
    };
    addEventListener("valley-step", ({ detail }) => window.sounds.losses.push(detail.train?.loss));
}

/** Plays until that many steps were told, then pauses. What was noted meanwhile. */
const played = (page, selector, count) =>
    page.evaluate(
        async (selector, count) => {
            const figure = document.querySelector(selector);
            window.sounds.losses.length = window.sounds.pitches.length = window.sounds.gains.length = 0;
            figure.play();
            while (window.sounds.losses.length < count)
                await new Promise((done) => figure.addEventListener("valley-step", done, { once: true }));
            figure.pause();
            const atPause = window.sounds.gains.at(-1) ?? null;
            return { ...structuredClone(window.sounds), atPause };
        },
        selector,
        count,
    );

const playground = { file: "gallery.html", fragment: "#figure=playground&lang=en&seed=1", schemes: ["http"] };

inEveryBrowser(
    "the loss is heard only when asked for, an octave lower for each tenth, silent at a pause and ended where it is removed",
    playground,
    async (page) => {
        await page.evaluateOnNewDocument(noteSounds);
        await page.reload();
        const figure = figureOf("playground");
        await page.waitForFunction((figure) => document.querySelector(figure)?.shadowRoot.querySelector(".sound"), {}, figure);
        const pressed = () => page.$eval(`${figure} >>> .sound`, (button) => button.getAttribute("aria-pressed"));

        const pressedBefore = await pressed();
        const before = await played(page, figure, 3);
        await page.evaluate((figure) => document.querySelector(figure).reset(), figure);
        await page.locator(`${figure} >>> .sound`).click();
        const pressedAfter = await pressed();
        const heard = await played(page, figure, 8);
        const closed = await page.evaluate(async (figure) => {
            const node = document.querySelector(figure);
            node.remove();
            while (window.sounds.closed === 0) await new Promise(requestAnimationFrame);
            return window.sounds.closed;
        }, figure);

        assert.deepEqual([pressedBefore, before.contexts, before.pitches.length], ["false", 0, 0]);
        assert.deepEqual([pressedAfter, heard.contexts, heard.closed, closed], ["true", 1, 0, 1]);
        assert.equal(heard.pitches.length, heard.losses.length);
        const [first] = heard.losses;
        for (const [k, pitch] of heard.pitches.entries()) {
            const octaves = Math.log10(heard.losses[k] / first);
            assert.ok(Math.abs(Math.log2(pitch / heard.pitches[0]) - octaves) < 1e-9, `step ${k}: ${pitch} Hz`);
        }
        assert.ok(heard.pitches.at(-1) < heard.pitches[0] && heard.pitches[0] <= 660, "the tone falls with the loss");
        assert.ok(Math.max(...heard.gains) <= 0.05 && heard.atPause === 0, "soft, and silent at a pause");
    },
);

const others = [
    { name: "optimizers", state: "&step=0" },
    { name: "race", state: "&step=0&epochs=200" },
    { name: "descent", state: "&surface=saddle&step=60", lowest: true }, // its loss falls below 0
];

for (const { name, state, lowest } of others) {
    const options = { ...playground, fragment: `#figure=${name}&lang=en${state}` };
    inEveryBrowser(`the tone of ${name} is ${lowest ? "the lowest there is" : "falling"}`, options, async (page) => {
        await page.evaluateOnNewDocument(noteSounds);
        await page.reload();
        const figure = figureOf(name);
        await page.waitForFunction((figure) => document.querySelector(figure)?.shadowRoot.querySelector(".sound"), {}, figure);

        await page.locator(`${figure} >>> .sound`).click();
        const { pitches } = await played(page, figure, 8);

        assert.ok(pitches.length > 2 && pitches.every((pitch) => pitch >= 80 && pitch <= 660), pitches.join());
        assert.ok(lowest ? pitches.every((pitch) => pitch === 80) : pitches.at(-1) < pitches[0], pitches.join());
    });
}
