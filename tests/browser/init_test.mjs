import assert from "node:assert/strict";
import { inEveryBrowser } from "./browsers.mjs";
import { divergesAndGoesBack } from "./figure_page.mjs";

const figure = 'valley-figure[name="init"]';
const inFigure = (page, selector, read) =>
    page.evaluate((figure, selector, read) => new Function("node", `return ${read}`)(document.querySelector(figure).shadowRoot.querySelector(selector)), figure, selector, read); // prettier-ignore
const says = (page, words) =>
    page.waitForFunction((figure, words) => document.querySelector(figure)?.shadowRoot?.querySelector(".caption")?.textContent.includes(words), {}, figure, words); // prettier-ignore
const set = (page, parameters) => page.evaluate((figure, parameters) => (document.querySelector(figure).parameters = parameters), figure, parameters); // prettier-ignore
const picture = (page) => inFigure(page, "canvas", "node.toDataURL()");
const isShown = (page, name) => inFigure(page, `[data-parameter="${name}"]`, "!node.hidden");

inEveryBrowser(
    "another start, axis and number of layers change the picture, zeros are told as they are, and the spread's slider is there where it is read",
    { file: "gallery.html", fragment: "#figure=init&lang=en" },
    async (page) => {
        await says(page, "Before the first step: tanh, Normal, σ = 0.01, 5 layers of 100; the activations’ std vanishes, from 0.03");
        assert.ok(await isShown(page, "std"));
        const log = await picture(page);

        await set(page, { axis: "linear" });
        await page.waitForFunction((figure, log) => document.querySelector(figure).shadowRoot.querySelector("canvas").toDataURL() !== log, {}, figure, log); // prettier-ignore

        await set(page, { init: "zeros", layerCount: 7 });
        await says(page, "Zeros, 7 layers of 100");
        assert.ok(!(await isShown(page, "std")));
        await page.waitForFunction((figure) => /^Of 61,801 weights and biases the next step moves 1: the output’s bias/.test(document.querySelector(figure).shadowRoot.querySelector("section p").textContent), {}, figure); // prettier-ignore
    },
);

inEveryBrowser(
    "at 280 px nothing leaves the page, and no published number covers another",
    { schemes: ["http"], width: 280, file: "gallery.html", fragment: "#figure=init&lang=en" },
    async (page) => {
        await says(page, "Before the first step: tanh");
        await page.waitForFunction((figure) => !document.querySelector(figure).shadowRoot.querySelector(".facts").textContent.includes("…"), {}, figure); // prettier-ignore

        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth));
        assert.ok(await inFigure(page, ".facts", "[...node.querySelectorAll('td')].every((cell) => cell.scrollWidth <= cell.clientWidth)"));
    },
);

inEveryBrowser(
    "a link trains to its step, and a rate too large is told with a way back",
    { schemes: ["http"], file: "gallery.html", fragment: "#figure=init&lang=en&init=xavier-normal&trained=20" },
    async (page) => {
        await says(page, "After 20 steps, loss 0.");
        await page.waitForFunction((figure) => /^step 20, loss 0\.\d+$/.test(document.querySelector(figure).shadowRoot.querySelector("output.hint").textContent), {}, figure); // prettier-ignore

        await set(page, { activation: "relu", init: "he-normal", learningRate: 10, trained: 0 });
        await says(page, "Before the first step: ReLU, He, normal");
        await divergesAndGoesBack(page, figure);
        await page.waitForFunction((figure) => document.querySelector(figure).parameters.learningRate === 0.025, {}, figure);
        await says(page, "Before the first step: ReLU");

        await page.evaluate((figure) => void document.querySelector(figure).play(), figure);
        await page.waitForFunction((figure) => /^After [1-9]\d+ steps, loss 0\./.test(document.querySelector(figure).shadowRoot.querySelector(".caption").textContent), {}, figure); // prettier-ignore
    },
);

inEveryBrowser(
    "where no rate that is offered would hold, none is offered, and the limit is told",
    { schemes: ["http"], file: "gallery.html", fragment: "#figure=init&lang=en&activation=relu&init=normal&std=5&learning-rate=10" },
    async (page) => {
        await says(page, "Before the first step: ReLU");

        await page.evaluate((figure) => void document.querySelector(figure).play(), figure);
        const notice = await page.waitForFunction((figure) => document.querySelector(figure).shadowRoot.querySelector('.notice[data-kind="diverged"]'), {}, figure); // prettier-ignore

        const { words, buttons } = await notice.evaluate((node) => ({
            words: node.textContent,
            buttons: node.querySelectorAll("button").length,
        }));
        assert.match(words, /stable below η = 7\.1×10⁻⁷/);
        assert.equal(buttons, 1); // to close it
    },
);
