import assert from "node:assert/strict";
import { handle } from "../../web/core/requests.js";
import { parameters } from "../../web/figure/loss-surface/parameters.js";
import { problemOf } from "../../web/figure/training/parameters.js";
import { formatNumber } from "../../web/paint/scale.js";
import { defaults } from "../../web/parameters.js";
import { newCore } from "../node/core.mjs";
import { inEveryBrowser } from "./browsers.mjs";

const core = await newCore();
const figure = '.stage > :not([hidden]) valley-figure[name="loss-surface"]';

/** What Node gets for the training loss after that many steps of the figure's defaults with some changed. */
function lossInNode(steps, given = {}) {
    const p = { ...defaults(parameters), ...given };
    const problem = problemOf(p, null, 2);
    const { theta } = handle(core, { type: "start", problem });
    const optimizer = { name: "sgd", learningRate: p.learningRate, momentum: 0, nesterov: false };
    return handle(core, { type: "train", problem, theta, state: null, step: 0, steps, optimizer, batchSize: p.batchSize, seed: p.seed })
        .train.loss;
}

const readout = (page, name) =>
    page.$eval(figure, (node, wanted) => node.shadowRoot.querySelector(`[data-readout=${wanted}]`)?.textContent, name);
const words = (page) => page.$eval(figure, (node) => node.shadowRoot.querySelector(".words").textContent);
const hash = (page) => page.evaluate(() => location.hash);
const call = (page, method) => page.$eval(figure, (node, name) => node[name](), method);

/** Waits until the number of steps is what the test says. */
const stepsBecome = (page, test, ...given) =>
    page.waitForFunction(
        (selector, source, values) => {
            const text = document.querySelector(selector)?.shadowRoot?.querySelector("[data-readout=step]")?.textContent;
            return text && new Function("step", "values", `return ${source}`)(Number(text), values);
        },
        {},
        figure,
        test,
        given,
    );

/** Waits until the page's fragment matches. */
const fragmentBecomes = (page, pattern) => page.waitForFunction((source) => new RegExp(source).test(location.hash), {}, pattern.source);

/** What the figure shows, and the link once it holds as many steps: it is written some times a second. */
const shownAndLinked = async (page) => {
    const found = await page.waitForFunction(
        (selector) => {
            const { shadowRoot } = document.querySelector(selector);
            const [steps, loss] = ["step", "train"].map((name) => shadowRoot.querySelector(`[data-readout=${name}]`).textContent);
            return new URLSearchParams(location.hash.slice(1)).get("steps") === steps && { steps, loss, link: location.hash };
        },
        {},
        figure,
    );
    return found.jsonValue();
};

/** A canvas of the figure once something is painted on it. */
async function canvas(page, name) {
    await page.waitForFunction(
        (selector, part) => {
            const found = document.querySelector(selector)?.shadowRoot?.querySelector(`.${part} canvas`);
            if (!found?.width) return false;
            const { data } = found.getContext("2d").getImageData(found.width >> 1, found.height >> 1, 1, 1);
            return data[3] > 0;
        },
        {},
        figure,
        name,
    );
    const handle = await page.evaluateHandle(
        (selector, part) => document.querySelector(selector).shadowRoot.querySelector(`.${part} canvas`),
        figure,
        name,
    );
    await handle.evaluate((node) => node.scrollIntoView({ block: "center", behavior: "instant" }));
    return handle.asElement();
}

inEveryBrowser(
    "a link to a trained network shows the loss that Node computes",
    { fragment: "#figure=loss-surface&steps=60&hidden=8,8&lang=en" },
    async (page) => {
        await stepsBecome(page, "step === 60");
        await canvas(page, "map");

        assert.equal(await readout(page, "train"), formatNumber(lossInNode(60, { hidden: [8, 8] }), 4));
    },
);

inEveryBrowser(
    "a click on the map starts training there, and the link replays it",
    { fragment: "#figure=loss-surface&lang=en" },
    async (page, url) => {
        const map = await canvas(page, "map");
        const box = await map.boundingBox();

        await page.mouse.click(box.x + 0.7 * box.width, box.y + 0.3 * box.height);
        await stepsBecome(page, "step >= 12");
        await call(page, "pause");
        const { steps, loss, link } = await shownAndLinked(page);
        await page.goto("about:blank");
        await page.goto(url + link);
        await stepsBecome(page, "step === values[0]", Number(steps));

        assert.match(link, /start=-?[\d.]+,-?[\d.]+/);
        assert.match(link, /start-plane=6,22/);
        assert.equal(await readout(page, "train"), loss);
    },
);

inEveryBrowser(
    "the path's own plane names its share beside a random walk's, and a click in it says why nothing can start there",
    { fragment: "#figure=loss-surface&plane=path&steps=60&lang=en", schemes: ["file"] },
    async (page) => {
        await stepsBecome(page, "step === 60");
        await page.waitForFunction((selector) => /up to step 60 lies in this plane/.test(document.querySelector(selector).shadowRoot.querySelector(".made").textContent), {}, figure); // prettier-ignore
        const map = await canvas(page, "map");
        const box = await map.boundingBox();
        const made = await page.$eval(figure, (node) => node.shadowRoot.querySelector(".made").textContent);

        await page.mouse.click(box.x + 0.6 * box.width, box.y + 0.4 * box.height);
        await page.waitForFunction((selector) => document.querySelector(selector).shadowRoot.querySelector(".notice button"), {}, figure);
        const steps = await readout(page, "step");
        await page.$eval(figure, (node) => node.shadowRoot.querySelector(".notice button").click());
        await page.waitForFunction((selector) => document.querySelector(selector).shadowRoot.querySelector(".made").hidden, {}, figure);
        await fragmentBecomes(page, /^(?!.*(plane|start)=)/); // two weights are the default, and no start was taken

        assert.match(made, /^\d\d\.\d\s% of the variance .* a random walk of as many points, \d+, .* it would be 7\d\.\d\s%/);
        assert.equal(steps, "60");
    },
);

inEveryBrowser(
    "arrow keys move a cursor on the map and Enter starts training there",
    { fragment: "#figure=loss-surface&lang=en", schemes: ["http"] },
    async (page) => {
        const map = await canvas(page, "map");
        await map.focus();

        await page.keyboard.press("ArrowRight");
        await page.keyboard.press("ArrowUp");
        await page.waitForFunction((selector) => /A = .* B = .* loss [\d.]+ on this slice/.test(document.querySelector(selector).shadowRoot.querySelector(".words").textContent), {}, figure); // prettier-ignore
        await page.keyboard.press("Enter");
        await fragmentBecomes(page, /start=/);

        const start = (await hash(page))
            .match(/start=([^&]*)/)[1]
            .split(",")
            .map(Number);
        assert.ok(Math.abs(start[0] - 4 / 24) < 1e-3 && Math.abs(start[1] - 4 / 24) < 1e-3, String(start));
    },
);

inEveryBrowser(
    "the pointer tells the loss of the slice from the true loss of the path",
    { fragment: "#figure=loss-surface&steps=300&view=contour&lang=en", schemes: ["http"] },
    async (page) => {
        await stepsBecome(page, "step === 300");
        const map = await canvas(page, "map");
        const box = await map.boundingBox();

        await page.mouse.move(box.x + 0.2 * box.width, box.y + 0.2 * box.height);
        await page.waitForFunction((selector) => /loss [\d.]+ on this slice/.test(document.querySelector(selector).shadowRoot.querySelector(".words").textContent), {}, figure); // prettier-ignore
        await holdStop(page, box);

        await page.waitForFunction((selector) => /^Step .* shows/.test(document.querySelector(selector).shadowRoot.querySelector(".words").textContent), {}, figure); // prettier-ignore
        assert.match(await words(page), /^Step \d+: its true loss was [\d.]+\. This slice shows [\d.]+ there/);
    },
);

/** Sweeps the pointer over the middle of the map, from above, until it holds a point of the path. */
async function holdStop(page, { x, y, width, height }) {
    for (let row = 0.4; row < 0.9; row += 0.04) {
        for (let column = 0.5; column < 0.65; column += 0.02) {
            await page.mouse.move(Math.round(x + column * width), Math.round(y + row * height));
            await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
            if ((await words(page)).startsWith("Step")) return;
        }
    }
    throw new Error("no point of the path was found");
}

inEveryBrowser(
    "a drag turns the landscape and the link keeps the turn; a wheel scrolls the page",
    { fragment: "#figure=loss-surface&view=3d&lang=en", schemes: ["http"] },
    async (page) => {
        const relief = await canvas(page, "relief");
        const box = await relief.boundingBox();
        const middle = [box.x + box.width / 2, box.y + box.height / 2];
        await page.mouse.move(...middle);
        const before = await page.evaluate(() => scrollY);
        await page.mouse.wheel({ deltaY: 120 });
        await page.waitForFunction((y) => scrollY !== y, {}, before);
        const now = await relief.boundingBox();

        await page.mouse.move(now.x + now.width / 2, now.y + now.height / 2);
        await page.mouse.down();
        await page.mouse.move(now.x + now.width / 2 + 60, now.y + now.height / 2, { steps: 4 });
        await page.mouse.up();

        await fragmentBecomes(page, /turn=60,50,1(&|$)/);
    },
);

inEveryBrowser(
    "a network that is thrown out says why, and one click goes back",
    { fragment: "#figure=loss-surface&learning-rate=10&l2=0.3&lang=en", schemes: ["file"] },
    async (page) => {
        await canvas(page, "map");

        await call(page, "play");
        await page.waitForFunction((selector) => document.querySelector(selector).shadowRoot.querySelector(".notice:not([hidden]) .buttons button, .notice:not([hidden]) button"), {}, figure); // prettier-ignore
        const notice = await page.$eval(figure, (node) => node.shadowRoot.querySelector(".notice").textContent);
        await page.$eval(figure, (node) => node.shadowRoot.querySelector(".notice button").click());
        await stepsBecome(page, "step === 0");
        await fragmentBecomes(page, /learning-rate=0\.\d+/);

        assert.match(notice, /L2/);
        assert.match(await readout(page, "train"), /^\d/);
    },
);

inEveryBrowser(
    "weights that a link names and the network has not are named",
    { fragment: "#figure=loss-surface&weight-a=99999&lang=en", schemes: ["file"] },
    async (page) => {
        const says = (words) =>
            page.waitForFunction((selector, words) => document.querySelector(selector)?.shadowRoot?.querySelector(".notice")?.textContent.includes(words), {}, figure, words); // prettier-ignore

        await says("weight-a=99999. The weights of this network are numbered 0 to 36.");
        await page.evaluate(() => void (location.hash = "#figure=loss-surface&changes=0:w37:1&lang=en"));
        await says("w37. The weights");
    },
);
