/** Figures whose controls, buttons and replies come in an unlucky order: each ends where its link says. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { batchNorm } from "../../web/figure/batch-norm.js";
import { descent } from "../../web/figure/descent.js";
import { init } from "../../web/figure/init.js";
import { learningRate } from "../../web/figure/learning-rate.js";
import { lossSurface } from "../../web/figure/loss-surface.js";
import { manifold } from "../../web/figure/manifold.js";
import { optimizers } from "../../web/figure/optimizers.js";
import { playground } from "../../web/figure/playground.js";
import { stability } from "../../web/figure/stability.js";
import { frame, opened, playedOn, rested, settle, shownBy, shownByLink } from "./orders_host.mjs";

/** As small as they may be, and quick. */
const SMALL = { n: 60, hidden: [3], seed: 1 };
const DEEP = [
    { figure: init, given: { init: "xavier-normal" }, trained: 250 },
    { figure: batchNorm, given: { init: "xavier-normal", layerCount: 2 }, trained: 10 },
];

/** A figure that replays a link of so many steps, some of which are made. */
async function replaying(t, figure, given, answers) {
    const page = await opened(t, figure, given);
    for (let i = 0; i < answers; i++) await page.pool.answerOne();
    assert.deepEqual(page.pool.waiting, ["train 1"]);
    return page;
}

// ---- a figure that is removed

test("a replay ends once its figure is gone, though other figures keep the pool", async (t) => {
    const { host, pool } = await replaying(t, playground, { ...SMALL, steps: 1_000_000 }, 8);
    const before = pool.asked;

    host.destroy();
    await settle();
    for (let i = 0; i < 5; i++) await pool.answerOne();

    assert.equal(pool.asked - before, 0);
});

test("a replay ends once its figure is gone and the pool with it", async (t) => {
    const { host, pool } = await replaying(t, playground, { ...SMALL, steps: 1_000_000 }, 8);

    queueMicrotask(() => pool.close()); // as the element of a page's only figure does
    host.destroy();
    await settle();

    assert.equal(pool.asked, 0);
});

// ---- networks that are trained while a control is moved

for (const { figure, given, trained } of DEEP) {
    test(`${figure.name}: a control that is moved in the middle of a tick has it play on, with another network`, async (t) => {
        const page = await rested(t, figure, given);
        const { host, pool } = page;
        host.play();
        await playedOn(page, 2);
        await frame();
        await pool.answer("train");

        host.set({ learningRate: 0.5 });
        await settle();
        await pool.answerAll();
        const still = { playing: host.playing, trained: host.parameters.trained, says: host.describe() };
        await playedOn(page);
        host.pause();
        await settle();

        assert.equal(still.playing, true);
        assert.equal(still.trained, 0);
        assert.match(still.says, /^(Before the first step|After 0 steps)/);
        assert.ok(host.parameters.trained > 0);
        assert.deepEqual(await shownBy(page), await shownByLink(t, page));
    });

    test(`${figure.name}: a control that is moved between two ticks is not lost`, async (t) => {
        const page = await rested(t, figure, given);
        const { host, pool } = page;
        host.play();
        await playedOn(page);

        host.set({ activation: "relu", learningRate: 0.5 });
        await settle();
        await frame();
        await pool.answerAll({ newest: true }); // what a tick asks now comes before the network that was wished for
        await playedOn(page);
        host.pause();
        await settle();

        const shown = await shownBy(page);
        assert.equal(shown.network.activation[0], "relu");
        assert.equal(shown.network.optimizer.learningRate, 0.5);
        assert.deepEqual(shown, await shownByLink(t, page));
    });

    test(`${figure.name}: who takes the way back from a divergence and plays at once sees it play`, async (t) => {
        const page = await rested(t, figure, { ...given, layerCount: 5, activation: "relu", init: "he-normal", learningRate: 10 });
        const { host } = page;
        host.play();
        await playedOn(page, 10);
        assert.equal(page.notice?.kind, "diverged");

        page.notice.action.run();
        await settle();
        host.play();
        await playedOn(page, 2);

        assert.equal(host.playing, true);
        host.pause();
        await settle();
        assert.ok(host.parameters.trained > 0);
        assert.deepEqual(await shownBy(page), await shownByLink(t, page));
    });

    test(`${figure.name}: paused in the middle of a tick, the link says what the figure shows`, async (t) => {
        const page = await rested(t, figure, given);
        const { host, pool } = page;
        host.play();
        await frame();

        host.pause();
        await pool.answerAll();

        assert.ok(host.parameters.trained > 0);
        assert.deepEqual(await shownBy(page), await shownByLink(t, page));
    });

    test(`${figure.name}: paused before another network is there, the link does not say the steps of the one before`, async (t) => {
        const page = await rested(t, figure, given);
        const { host, pool } = page;
        host.play();
        await playedOn(page, 2);

        host.set({ seed: 5 });
        await settle();
        host.pause();
        await settle();
        await pool.answerAll();

        assert.equal(host.parameters.trained, 0);
        assert.deepEqual(await shownBy(page), await shownByLink(t, page));
    });

    test(`${figure.name}: a step's button that is pressed before another network is there does not keep that away`, async (t) => {
        const page = await rested(t, figure, given);
        const { host, pool } = page;

        host.set({ learningRate: 0.5 });
        await settle();
        void host.step();
        await settle();
        await pool.answerAll({ newest: true }); // what the step asks comes before the network that was wished for

        const shown = await shownBy(page);
        assert.equal(shown.network.optimizer.learningRate, 0.5);
        assert.deepEqual(shown, await shownByLink(t, page));
    });

    test(`${figure.name}: a reset in the middle of the first tick leads to the start`, async (t) => {
        const page = await rested(t, figure, given);
        const { host, pool } = page;
        const start = await shownBy(page);
        host.play();
        await frame();

        void host.reset();
        await settle();
        await pool.answerAll();

        assert.deepEqual(await shownBy(page), start);
        assert.equal(host.parameters.trained, 0);
    });

    test(`${figure.name}: a reset after a pause in the middle of the first tick leads to the start`, async (t) => {
        const page = await rested(t, figure, given);
        const { host, pool } = page;
        const start = await shownBy(page);
        host.play();
        await frame();
        host.pause();
        await pool.answerAll();

        void host.reset();
        await settle();
        await pool.answerAll();

        assert.deepEqual(await shownBy(page), start);
        assert.equal(host.parameters.trained, 0);
    });

    test(`${figure.name}: a new language while a link is trained does not change where the link ends`, async (t) => {
        const { host, pool } = await opened(t, figure, { ...given, trained });
        for (let i = 0; i < 2; i++) {
            await pool.answerUntil("train");
            await pool.answer("train");
        }
        await pool.answerUntil("train");

        host.around.language = "zh";
        host.refresh();
        await settle();
        await pool.answerAll();

        assert.equal(host.parameters.trained, trained);
    });
}

// ---- batch normalisation: the networks, and where they are looked at

test("batch-norm: fewer layers than the one that is looked at make a smaller network", async (t) => {
    const page = await rested(t, batchNorm, { layer: 4, layerCount: 4, init: "xavier-normal" });
    const { host, pool } = page;

    host.set({ layerCount: 3 });
    await settle();
    await pool.answerAll();

    assert.equal(host.parameters.layer, 3);
    assert.deepEqual((await shownBy(page)).network.layers, [10, 100, 100, 100, 1]);
});

test("batch-norm: another unit before the reply does not undo the learning rate", async (t) => {
    const page = await rested(t, batchNorm, { layerCount: 2, init: "xavier-normal" });
    const { host, pool } = page;

    host.set({ learningRate: 1 });
    await settle();
    host.set({ unit: 7 });
    await settle();
    await pool.answerAll();

    assert.equal((await shownBy(page)).network.optimizer.learningRate, 1);
});

test("batch-norm: another quantity while a link is trained does not end it", async (t) => {
    const page = await opened(t, batchNorm, { layerCount: 2, init: "xavier-normal", trained: 10 });
    const { host, pool } = page;
    for (let i = 0; i < 12; i++) await pool.answerOne();
    await pool.answerUntil("measure");

    host.set({ quantity: "delta" });
    await settle();
    await pool.answerAll();

    assert.equal((await shownBy(page)).network.step, 10);
    assert.equal(host.parameters.trained, 10);
});

test("batch-norm: a link whose layer is beyond its layers is trained as far as it says", async (t) => {
    const page = await rested(t, batchNorm, { layer: 7, layerCount: 2, init: "xavier-normal", trained: 10 });

    assert.equal((await shownBy(page)).network.step, 10);
    assert.equal(page.host.parameters.trained, 10);
});

test("batch-norm: played before the first reply, it plays once that has come", async (t) => {
    const page = await opened(t, batchNorm, { layerCount: 2, init: "xavier-normal" });
    const { host, pool } = page;

    host.play();
    await frame();
    await pool.answerAll();
    const runs = await page.started;
    await playedOn(page, 2);

    assert.equal(runs, true);
    assert.equal(page.notice, null);
    assert.equal(host.playing, true);
    host.pause();
    await settle();
    assert.ok(host.parameters.trained > 0);
});

// ---- grounds that are still on their way

test("optimizers: another surface after a start was chosen is raced on from its own start", async (t) => {
    const page = await rested(t, optimizers, { surface: "ravine", steps: 20 });
    const { host, pool } = page;
    host.set({ start: [1, 1] });
    await settle();
    await pool.answerAll();

    host.set({ surface: "himmelblau" });
    await settle();
    await pool.answerAll();

    assert.deepEqual(host.parameters.start, []);
    assert.deepEqual(await shownBy(page), await shownByLink(t, page));
});

for (const [figure, surface] of [
    [descent, "himmelblau"],
    [learningRate, "ravine"],
])
    test(`${figure.name}: a rate that is set before the new ground is there does not keep the old one`, async (t) => {
        const page = await rested(t, figure, { surface });
        const { host, pool } = page;

        host.set({ surface: "bowl" });
        await settle();
        host.set({ learningRate: 0.01 });
        await settle();
        await pool.answerAll();

        assert.equal(host.parameters.surface, "bowl");
        assert.deepEqual(await shownBy(page), await shownByLink(t, page));
    });

test("learning-rate: a rate that is set before the limits are there does not keep those without momentum", async (t) => {
    const page = await rested(t, learningRate);
    const { host, pool } = page;

    host.set({ momentum: 0.9 });
    await settle();
    host.set({ learningRate: 0.01 });
    await settle();
    await pool.answerAll();

    assert.deepEqual(await shownBy(page), await shownByLink(t, page));
});

for (const [figure, change] of [
    [descent, { learningRate: 0.01 }],
    [learningRate, { learningRate: 0.01 }],
    [optimizers, { rate: 2 }],
])
    test(`${figure.name}: a control that is moved before the first ground is there does not keep it away`, async (t) => {
        const page = await opened(t, figure);
        const { host, pool } = page;

        host.set(change);
        await settle();
        await pool.answerAll();

        assert.notEqual(host.describe(), "");
        assert.deepEqual(await shownBy(page), await shownByLink(t, page));
    });

// ---- buttons

for (const figure of [descent, learningRate, optimizers])
    test(`${figure.name}: played before the first run, it plays from the link's step`, async (t) => {
        const page = await opened(t, figure, { step: 40 });
        const { host, pool } = page;

        host.play();
        await frame();
        await pool.answerAll();
        await playedOn(page);

        assert.equal(host.playing, true);
        host.pause();
        assert.ok(host.parameters.step >= 40, `at step ${host.parameters.step}`);
    });

for (const [figure, given, name] of [
    [playground, SMALL, "steps"],
    [init, { init: "xavier-normal" }, "trained"],
])
    test(`${figure.name}: a step's button that is pressed three times makes three steps`, async (t) => {
        const page = await rested(t, figure, given);
        const { host, pool } = page;

        for (let i = 0; i < 3; i++) {
            void host.step();
            await settle();
        }
        await pool.answerAll();

        assert.equal((await shownBy(page)).network.step, 3);
        assert.equal(host.parameters[name], 3);
    });

test("descent: a run that becomes shorter than where it plays is shown at its end", async (t) => {
    const page = await rested(t, descent, { surface: "bowl", steps: 200, step: 60 });
    const { host, pool } = page;
    host.play();
    await playedOn(page);

    host.set({ steps: 20 });
    await settle();
    await pool.answerAll();
    await playedOn(page);

    assert.deepEqual(page.errors, []);
    assert.equal(page.notice, null);
    assert.equal(host.parameters.step, 20);
    assert.match(host.describe(), /^Step 20 of 20,/);
});

// ---- runs that are begun or replayed while a control is moved

for (const [figure, given, answers] of [
    [playground, { ...SMALL, steps: 10_000 }, 8],
    [stability, { steps: 4000, every: 100 }, 5],
])
    test(`${figure.name}: a rate that is moved while a link is replayed stands behind it in the new link`, async (t) => {
        const page = await replaying(t, figure, given, answers);
        const { host, pool } = page;

        host.set({ learningRate: 0.05 });
        await settle();
        await pool.answerAll();

        const shown = await shownBy(page);
        assert.equal(host.parameters.steps, given.steps);
        assert.match(host.parameters.changes, new RegExp(`^0:learning-rate:0\\.\\d+,${given.steps}:learning-rate:0\\.05$`));
        assert.equal(shown.network.optimizer.learningRate, 0.05);
        assert.deepEqual(shown, await shownByLink(t, page));
    });

for (const figure of [playground, manifold, lossSurface])
    test(`${figure.name}: a beginning that was overtaken asks no more, and takes nothing from the one that overtook it`, async (t) => {
        const page = await rested(t, figure, SMALL);
        const { host, pool } = page;
        host.set({ hidden: [8, 8] });
        await settle();
        await pool.answer("data");
        const [overtaken] = pool.waiting;
        host.set({ hidden: [2] });
        await settle();
        await pool.answer("data");
        await pool.answer(pool.waiting.find((name) => name !== overtaken)); // by another worker

        const others = pool.waiting.filter((name) => name !== overtaken);
        await pool.answer(overtaken);

        assert.deepEqual(pool.waiting, others);
        await pool.answerAll();
        const { network } = await shownBy(page);
        assert.deepEqual(network.layers, [2, 2, 1]);
        assert.deepEqual(host.parameters.hidden, [2]);
    });
test("optimizers: a control that is moved before the first ground is there keeps the link's start", async (t) => {
    const page = await opened(t, optimizers, { surface: "ravine", start: [1, 1], steps: 20 });
    const { host, pool } = page;

    host.set({ rate: 2 });
    await settle();
    await pool.answerAll();

    assert.deepEqual(host.parameters.start, [1, 1]);
});

for (const [figure, change] of [
    [descent, { learningRate: 0.01 }],
    [learningRate, { learningRate: 0.01 }],
    [optimizers, { rate: 2 }],
])
    test(`${figure.name}: played after a control was moved, both before the first run, it plays from the link's step`, async (t) => {
        const { host, pool } = await opened(t, figure, { step: 40 });

        host.set(change);
        await settle();
        host.play();
        await frame();
        await pool.answerAll();

        assert.equal(host.playing, true);
        assert.equal(host.parameters.step, 40);
    });

const deepAndFast = { layerCount: 5, activation: "relu", init: "he-normal", learningRate: 10 };
for (const [figure, given] of [
    [playground, { ...SMALL, data: "circle", activation: "relu", learningRate: 10, l2: 0.3 }],
    [manifold, { ...SMALL, data: "circle", activation: "relu", learningRate: 10, l2: 0.3 }],
    [stability, { learningRate: 5 }],
    [init, deepAndFast],
    [batchNorm, deepAndFast],
])
    test(`${figure.name}: the link of a run that was thrown out says so too`, async (t) => {
        const page = await rested(t, figure, given);
        page.host.play();
        for (let frames = 0; page.host.playing && frames < 20; frames++) await playedOn(page);
        const told = page.notice?.text();

        const linked = await rested(t, figure, page.host.parameters);
        await playedOn(linked);

        assert.match(told, / > 2[,;]/);
        assert.equal(linked.notice?.text(), told);
        assert.deepEqual(await shownBy(linked), await shownBy(page));
    });
