import assert from "node:assert/strict";
import { inEveryBrowser, testIn, withPage } from "./browsers.mjs";
import { captionHolds, captionOf, changing, figureOf } from "./figure_page.mjs";

const name = "race";
const figure = figureOf(name);
const at = (fragment, more = {}) => ({ file: "gallery.html", fragment: `#figure=${name}&lang=en${fragment}`, ...more });
const press = (page, selector) => page.$eval(`${figure} >>> ${selector}`, (node) => node.click());
const set = (page, values) =>
    page.evaluate((selector, values) => void (document.querySelector(selector).parameters = values), figure, values);
const says = (page, words) =>
    page.waitForFunction(
        (selector, wanted) => document.querySelector(selector)?.shadowRoot?.textContent.includes(wanted),
        {},
        figure,
        words,
    );

inEveryBrowser("the published race comes out in every browser alike", at(""), async (page) => {
    await captionHolds(page, name, "Epoch 150");

    assert.equal(
        await captionOf(page, name),
        "Epoch 150: tanh all right at epoch 62, ReLU all right at epoch 45, and Sigmoid all right at epoch 100.",
    );
    await says(page, "it is 45 to 62 epochs, 0.73 times");
});

inEveryBrowser("every control changes the picture", at("&epochs=40", { schemes: ["file"] }), async (page) => {
    await captionHolds(page, name, "Epoch 40");

    await changing(page, name, () => press(page, '[data-parameter="activations"] input[value="elu"]'));
    for (const values of [{ init: "he-normal" }, { seed: 4 }, { learningRate: 0.5 }, { batchSize: 64 }, { epochs: 60 }])
        await changing(page, name, () => set(page, values));
    await changing(page, name, () => press(page, '[data-parameter="race"] input[value="optimizers"]'));
    await captionHolds(page, name, "Adam");
    await changing(page, name, () => set(page, { activation: "relu" }));
    await changing(page, name, () => press(page, '[data-parameter="race"] input[value="inits"]'));
    await captionHolds(page, name, "He, normal");
    await says(page, "Each begins with weights of its own kind."); // they are what is raced
});

inEveryBrowser("it plays, steps and starts over", at("&epochs=60&step=20", { schemes: ["file"] }), async (page) => {
    await captionHolds(page, name, "Epoch 20:");

    await press(page, ".transport button:nth-of-type(2)");
    await captionHolds(page, name, "Epoch 21:");
    await press(page, ".transport button:nth-of-type(3)");
    await captionHolds(page, name, "Epoch 0:");
    await press(page, ".transport .primary");
    await captionHolds(page, name, "Epoch 60:");
});

inEveryBrowser(
    "over seeds it counts, stops on request, and the link replays what it had",
    at("&activations=tanh,relu", { schemes: ["http"] }),
    async (page) => {
        await captionHolds(page, name, "Epoch 150");

        await page.evaluate((selector) => {
            const root = document.querySelector(selector).shadowRoot;
            const button = root.querySelector(".row > .button");
            button.click();
            const stop = new MutationObserver(() => {
                if (!root.textContent.includes("It was the luck of one start")) return;
                stop.disconnect();
                button.click(); // here, for all 200 may be run before the driver could press
            });
            stop.observe(root, { subtree: true, childList: true, characterData: true });
        }, figure);
        const words = await page.waitForFunction(
            (selector) => {
                const node = document.querySelector(selector);
                const shown = node.shadowRoot.querySelector(".row + .words").textContent;
                return (
                    node.parameters.seeds > 0 &&
                    node.parameters.seeds < 200 &&
                    shown.includes(`Of ${node.parameters.seeds} starts`) &&
                    shown
                );
            },
            {},
            figure,
        );
        const before = await words.jsonValue();
        const { seeds } = await page.$eval(figure, ({ parameters }) => parameters);
        await page.waitForFunction((wanted) => new URLSearchParams(location.hash.slice(1)).get("seeds") === wanted, {}, String(seeds)); // not yet 200's

        await page.reload();

        await says(page, before);
    },
);

inEveryBrowser(
    "thrown out, and the words say above which limit",
    at("&activations=leaky-relu&init=he-normal&learning-rate=100&epochs=20", { schemes: ["file"] }),
    async (page) => {
        await captionHolds(page, name, "Leaky ReLU thrown out after epoch 1");

        await says(page, "Leaky ReLU was thrown out at step 131: η = 100 is above its limit 3.95 there, where λmax = 0.507.");
        await says(page, "λmax = 0.507, limit 0.02");
    },
);

const optimizers = "sgd,momentum,nesterov,adagrad,rmsprop,adam";

for (const language of ["en", "zh"])
    for (const width of [280, 320, 390, 760, 1000, 1280])
        testIn("chromium", `with all optimisers nothing leaves its panel at ${width} px (${language})`, async () => {
            const fragment = `#figure=race&lang=${language}&race=optimizers&optimizers=${optimizers}&epochs=150`;
            await withPage(
                { browserName: "chromium", scheme: "http", file: "gallery.html", fragment, width, height: 900 },
                async (page) => {
                    await captionHolds(page, name, "Adam");

                    const found = await page.$eval(figure, ({ shadowRoot }) => {
                        const { scrollWidth, clientWidth } = document.documentElement;
                        const panels = [...shadowRoot.querySelectorAll(".panel")];
                        const leaves = (panel) => (node) => node.getBoundingClientRect().right > panel.getBoundingClientRect().right;
                        const out = panels.flatMap((panel) => [...panel.querySelectorAll("*")].filter(leaves(panel)));
                        return { sideways: Math.max(0, scrollWidth - clientWidth), out: out.map(({ textContent }) => textContent) };
                    });

                    assert.deepEqual(found, { sideways: 0, out: [] });
                },
            );
        });
