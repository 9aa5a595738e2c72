import assert from "node:assert/strict";
import { inEveryBrowser } from "./browsers.mjs";
import { captionHolds, captionOf, changing, figureOf } from "./figure_page.mjs";

const name = "activations";
const figure = figureOf(name);

inEveryBrowser(
    "activations are added, moved along and bent, and the sentence has the numbers of the core",
    { file: "gallery.html", fragment: "#figure=activations&lang=en&shown=sigmoid&z=0" },
    async (page) => {
        await captionHolds(page, name, "At z = 0: Sigmoid 0.5 with slope 0.25.");

        await changing(page, name, () => page.$eval(`${figure} >>> [data-parameter="shown"] input[value="elu"]`, (chip) => chip.click()));
        await captionHolds(page, name, "ELU 0 with slope 1");

        await page.evaluate((figure) => void (document.querySelector(figure).parameters = { z: -1, eluAlpha: 2 }), figure);
        await captionHolds(page, name, "ELU −1.264 with slope 0.736"); // 2(e⁻¹ − 1) and 2e⁻¹
        assert.match(await captionOf(page, name), /^At z = −1: Sigmoid 0.2689 with slope 0.197/);
    },
);
