import assert from "node:assert/strict";
import { defaults } from "../../web/parameters.js";
import { handle } from "../../web/core/requests.js";
import { calmerRate, judge } from "../../web/figure/training/divergence.js";
import { parameters, problemOf } from "../../web/figure/training/parameters.js";
import { Run } from "../../web/figure/training/run.js";
import { newCore } from "../node/core.mjs";
import { bothSchemes, inEveryBrowser } from "./browsers.mjs";

const core = await newCore();
const ask = async (request) => handle(core, request);

/** The same run in Node. */
async function runInNode(given, steps) {
    const p = { ...defaults(parameters), ...given };
    const { nClasses, trainCount } = await ask({ type: "dataset", data: problemOf(p, null, 2).data });
    const problem = problemOf(p, null, nClasses);
    const run = new Run(ask, { problem, rates: p, batchSize: p.batchSize, seed: p.seed, trainCount, changes: [] });
    await run.start();
    await run.advance(0);
    while (run.step < steps && !run.last.diverged) await run.advance(steps);
    return run;
}

/** Opens a link in the page as if it were followed, and waits for a step. @returns the detail of the last valley-step */
async function follow(page, fragment, step) {
    return page.evaluate(
        (hash, wanted) =>
            new Promise((resolve) => {
                const figure = document.querySelector("valley-figure");
                figure.addEventListener("valley-step", ({ detail }) => detail.step === wanted && resolve(detail));
                location.hash = hash;
            }),
        fragment,
        step,
    );
}

const opened = (page) =>
    page.waitForFunction(() => document.querySelector("valley-figure")?.shadowRoot?.querySelector(".graph canvas")?.clientWidth > 0);
const inFigure = (page, body, ...given) => page.evaluate(`(${body})(document.querySelector("valley-figure"), ...${JSON.stringify(given)})`);

inEveryBrowser("a link with steps is replayed to the bits that Node computes", { schemes: bothSchemes }, async (page) => {
    await opened(page);

    const seen = await follow(page, "#figure=playground&data=spiral&hidden=8,8&learning-rate=0.1&steps=300", 300);

    const run = await runInNode({ data: "spiral", hidden: [8, 8], learningRate: 0.1 }, 300);
    assert.equal(seen.train.loss, run.last.train.loss);
    assert.equal(seen.test.loss, run.last.test.loss);
});

inEveryBrowser("steps taken by hand and a change of η on the way are in the link, which replays them", {}, async (page) => {
    await opened(page);
    await follow(page, "#figure=playground&steps=40", 40);

    const { steps, changes, loss } = await inFigure(page, async (figure) => {
        let loss;
        figure.addEventListener("valley-step", ({ detail }) => (loss = detail.train.loss));
        figure.parameters = { learningRate: 0.2 };
        while (!figure.parameters.changes.includes("40:learning-rate:0.2")) await new Promise(requestAnimationFrame);
        for (let i = 0; i < 5; i++) await figure.step();
        return { ...figure.parameters, loss };
    });

    assert.equal(steps, 45);
    assert.equal(changes, "0:learning-rate:0.03,40:learning-rate:0.2");
    await follow(page, "#figure=playground&data=xor&steps=10", 10);
    const seen = await follow(page, `#figure=playground&learning-rate=0.2&steps=45&changes=${changes}`, 45);
    assert.equal(seen.train.loss, loss);
});

inEveryBrowser(
    "another optimiser is taken on the way without a start, with its own settings, and the link replays it",
    {},
    async (page) => {
        await opened(page);
        await follow(page, "#figure=playground&lang=en&steps=40", 40);
        const isSeen = (name) =>
            inFigure(page, (figure, name) => !figure.shadowRoot.querySelector(`[data-parameter="${name}"]`).hidden, name);
        assert.deepEqual([await isSeen("momentum"), await isSeen("beta1")], [true, false]);

        await page.select('valley-figure >>> [data-parameter="optimizer"] select', "adam");
        await page.waitForFunction(() => /optimizer:3/.test(document.querySelector("valley-figure").parameters.changes));
        const { steps, changes, loss } = await inFigure(page, async (figure) => {
            let loss;
            figure.addEventListener("valley-step", ({ detail }) => (loss = detail.train.loss));
            for (let i = 0; i < 5; i++) await figure.step();
            return { ...figure.parameters, loss };
        });

        assert.equal(steps, 45);
        assert.equal(changes, "0:optimizer:0,40:optimizer:3");
        assert.deepEqual([await isSeen("momentum"), await isSeen("beta1")], [false, true]);
        await page.waitForFunction(() => / its limit \d/.test(document.querySelector("valley-figure").shadowRoot.querySelector(".verdict").textContent)); // prettier-ignore
        await follow(page, "#figure=playground&data=xor&steps=10", 10);
        const seen = await follow(page, `#figure=playground&optimizer=adam&steps=45&changes=${changes}`, 45);
        assert.equal(seen.train.loss, loss);
    },
);

inEveryBrowser(
    "activations and batch normalisation begin anew, with the bits that Node computes",
    { schemes: bothSchemes },
    async (page) => {
        await opened(page);

        const seen = await follow(
            page,
            "#figure=playground&activation=gelu&batch-norm=true&optimizer=adamw&learning-rate=0.01&steps=60",
            60,
        );

        const run = await runInNode({ activation: "gelu", batchNorm: true, optimizer: "adamw", learningRate: 0.01 }, 60);
        assert.equal(seen.train.loss, run.last.train.loss);
        await page.select('valley-figure >>> [data-parameter="activation"] select', "silu");
        await page.waitForFunction(() => document.querySelector("valley-figure").parameters.steps === 0);
    },
);

inEveryBrowser("a weight is edited by a click on it and starting over takes the edit back", { schemes: ["http"] }, async (page) => {
    await opened(page);
    const score = () => inFigure(page, (figure) => figure.shadowRoot.querySelector(".scores b").textContent);
    await page.waitForFunction(() => document.querySelector("valley-figure").shadowRoot.querySelector(".scores b").textContent !== "");
    const before = await score();

    const place = await inFigure(page, (figure) => {
        const canvas = figure.shadowRoot.querySelector(".graph canvas");
        canvas.scrollIntoView({ block: "center", behavior: "instant" });
        const { left, top, width, height } = canvas.getBoundingClientRect();
        return { left, top, width, height };
    });
    const edited = async (x, y) => {
        await page.mouse.click(place.left + x, place.top + y);
        return inFigure(page, (figure) => !figure.shadowRoot.querySelector(".weight-editor").hidden);
    };
    let found = false;
    for (let y = place.height * 0.3; y < place.height * 0.7 && !found; y += 6) found = await edited(place.width * 0.29, y);
    assert.ok(found, "no weight under the pointer");
    await page.keyboard.type("5");
    await page.keyboard.press("Enter");
    await page.waitForFunction(
        (old) => document.querySelector("valley-figure").shadowRoot.querySelector(".scores b").textContent !== old,
        {},
        before,
    );

    assert.match(await inFigure(page, (figure) => figure.parameters.changes), /^0:w\d+:5$/);
    await inFigure(page, (figure) => figure.reset());
    await page.waitForFunction(
        (old) => document.querySelector("valley-figure").shadowRoot.querySelector(".scores b").textContent === old,
        {},
        before,
    );
});

inEveryBrowser("L2 0.3 at η = 10 stops with its cause, and one click goes back and trains on", {}, async (page) => {
    await opened(page);
    const seen = await page.evaluate(
        () =>
            new Promise((resolve) => {
                const figure = document.querySelector("valley-figure");
                figure.addEventListener("valley-diverged", ({ detail }) => resolve(detail), { once: true });
                location.hash = "#figure=playground&l2=0.3&learning-rate=10&steps=2000";
            }),
    );

    const run = await runInNode({ l2: 0.3, learningRate: 10 }, 2000);
    assert.equal(seen.step, run.last.diverged.step);
    await page.waitForFunction(() => /10 × 0\.3 = 3 > 2/.test(document.querySelector("valley-figure").shadowRoot.querySelector(".notice-place").textContent)); // prettier-ignore

    await inFigure(page, (figure) => figure.shadowRoot.querySelector(".notice-place button").click());
    await page.waitForFunction(() => document.querySelector("valley-figure").parameters.learningRate < 1);
    const verdict = await judge(ask, run, run.last.diverged);
    assert.equal(await inFigure(page, (figure) => figure.parameters.learningRate), calmerRate(verdict));
    await inFigure(page, (figure) => figure.step());
    assert.equal(await inFigure(page, (figure) => figure.shadowRoot.querySelector(".notice")), null);
});

inEveryBrowser("a table that is none is refused with its line and column, and one that is trains", { schemes: ["file"] }, async (page) => {
    await opened(page);
    const paste = (text) =>
        inFigure(
            page,
            (figure, text) => {
                figure.parameters = { data: "csv", hidden: [3] };
                const field = figure.shadowRoot.querySelector("textarea");
                field.value = text;
                field.dispatchEvent(new Event("change"));
            },
            text,
        );
    const says = (words) =>
        page.waitForFunction(
            (words) => document.querySelector("valley-figure").shadowRoot.querySelector(".table-panel .hint").textContent.includes(words),
            {},
            words,
        );

    await paste("x,y,label\n1,2,red\n3,oops,blue\n");
    await says("Line 3, column 3");
    await paste("x,y,label\n1,2,red\n3,4,blue\n2,1,red\n4,3,blue\n0,1,red\n5,4,blue\n");
    await says("6 rows");

    await page.waitForFunction(async () => {
        const figure = document.querySelector("valley-figure");
        await figure.step(); // does nothing until the run stands
        return figure.parameters.steps > 0;
    });
});

inEveryBrowser(
    "with an optimiser of many settings the graph and the losses grow, and no column ends in a blank",
    { fragment: "#figure=playground&optimizer=adam&lang=en" },
    async (page) => {
        await page.setViewport({ width: 1280, height: 900 });
        await page.waitForFunction(() => document.querySelector("valley-figure")?.shadowRoot?.querySelectorAll(".pg-column").length === 3);

        await page.waitForFunction(() => document.querySelector("valley-figure").shadowRoot.querySelector(".caption")?.textContent);
        await page.waitForFunction(() => {
            const panels = [...document.querySelector("valley-figure").shadowRoot.querySelectorAll(".pg-column > .panel")];
            const blanks = panels.map((panel) => {
                const bottoms = [...panel.children].map((child) => child.getBoundingClientRect().bottom);
                return panel.getBoundingClientRect().bottom - Math.max(...bottoms) - parseFloat(getComputedStyle(panel).paddingBottom);
            });
            return blanks.length === 6 && blanks.every((blank) => blank < 20); // the hint's reserved line may stand empty
        });
    },
);
