import assert from "node:assert/strict";
import { test } from "node:test";
import { handle } from "../../web/core/requests.js";
import { stability } from "../../web/figure/stability.js";
import { lastStepShown, sharpnessAxis } from "../../web/figure/stability/charts.js";
import { edgeOf, judge } from "../../web/figure/stability/edge.js";
import { EdgeRun } from "../../web/figure/stability/run.js";
import { ACTIVATIONS, OPTIMIZERS, publishedOf, RATES } from "../../web/figure/stability/settings.js";
import { check, defaults, specOf } from "../../web/parameters.js";
import { newCore } from "./core.mjs";

const core = await newCore();
const ask = async (request) => handle(core, request);
const standard = defaults(stability.parameters);

/** A run that has begun. */
async function began({ changes = [], ...given } = {}) {
    const p = { ...standard, ...given };
    const run = new EdgeRun(ask, { p, rates: { learningRate: p.learningRate, momentum: p.momentum }, changes });
    assert.ok(await run.begin());
    return run;
}

async function trained(steps, given) {
    const run = await began(given);
    await run.forward(steps);
    return run;
}

test("the published run: from near 7 the sharpness rises to 2/η = 10 within some 400 steps and then hovers there", async () => {
    const run = await trained(900);

    const edge = edgeOf(run);
    const published = publishedOf(run.p, 0.2);
    assert.ok(Math.abs(edge.limit - 10) < 1e-5); // float32's 0.2
    assert.ok(Math.abs(edge.first - published.start) < 1, `starts at ${edge.first}`);
    assert.ok(Math.abs(edge.crossed - published.crossed) < 100, `crosses at ${edge.crossed}`); // another start than theirs
    assert.ok(Math.abs(edge.mean - published.mean) < 0.3, `mean ${edge.mean}`);
    assert.ok(Math.abs(edge.max - published.max) < 1, `maximum ${edge.max}`);
    assert.equal(edge.kind, "at");
    assert.equal(edge.until, edge.crossed + 500);
});

test("at half the learning rate the sharpness rises twice as high, to 20", async () => {
    const run = await trained(5000, { learningRate: 0.1, every: 10 });

    const edge = edgeOf(run);
    const published = publishedOf(run.p, 0.1);
    assert.ok(Math.abs(edge.limit - 20) < 1e-5);
    assert.ok(Math.abs(edge.crossed / published.crossed - 1) < 0.3, `crosses at ${edge.crossed}`);
    assert.ok(Math.abs(edge.mean - published.mean) < 0.6, `mean ${edge.mean}`);
});

test("every optimiser has the limit of its closed form", async () => {
    const [rate, beta] = [0.05, 0.8];
    const forms = { sgd: 2 / rate, momentum: (2 + 2 * beta) / rate, nesterov: (2 + 2 * beta) / ((1 + 2 * beta) * rate), adam: 38 / rate };

    for (const optimizer of OPTIMIZERS) {
        const { limits } = await began({ optimizer, learningRate: rate, momentum: beta });

        assert.deepEqual(limits.map(({ step }) => step), [0]); // prettier-ignore
        assert.ok(Math.abs(limits[0].limit / forms[optimizer] - 1) < 1e-6, `${optimizer}: ${limits[0].limit}`); // 1 − β₁ loses a few bits
    }
});

test("each optimiser comes near its limit within 1500 steps at the rate that its choice sets", async () => {
    for (const optimizer of OPTIMIZERS) {
        const run = await trained(1500, { optimizer, learningRate: RATES[optimizer], every: 5 });

        assert.notEqual(edgeOf(run).crossed, null, optimizer);
        assert.equal(run.diverged, null, optimizer);
    }
});

test("how a run is cut changes no bit of it, nor does a link that replays what a hand did", async () => {
    const played = await began();
    for (const steps of [7, 26, 7]) await played.forward(steps);
    played.change("learning-rate", 0.1);
    await played.forward(0); // paused: only the limit is asked for
    for (const steps of [1, 36]) await played.forward(steps);

    const replayed = await trained(77, { changes: played.schedule.changes });

    assert.deepEqual(played.schedule.changes.map(({ step }) => step), [0, 40]); // prettier-ignore
    assert.deepEqual(replayed.theta, played.theta);
    assert.deepEqual(replayed.losses, played.losses);
    assert.deepEqual(replayed.sharpness, played.sharpness);
    assert.deepEqual(replayed.limits, played.limits);
    assert.deepEqual(played.limits.map(({ step, limit }) => [step, Math.round(limit)]), [[0, 10], [40, 20]]); // prettier-ignore
});

test("a rate that is changed while steps are under way stands behind them", async () => {
    const run = await began();

    const steps = run.forward(5);
    await Promise.resolve(); // by now they are asked for
    run.change("learning-rate", 0.4);
    await steps;
    await run.forward(1);

    assert.deepEqual(run.limits.map(({ step, limit }) => [step, Math.round(limit)]), [[0, 10], [5, 5]]); // prettier-ignore
});

test("steps that are asked for twice at once are done twice", async () => {
    const run = await began();

    await Promise.all([run.forward(1), run.forward(1), run.forward(0)]);

    assert.equal(run.step, 2);
    assert.equal(run.losses.length, 2);
});

test("the start is measured for the first picture, and as the first step measures it", async () => {
    const run = await began();
    const [first] = run.sharpness;

    await run.forward(2);

    assert.equal(run.sharpness[0], first);
    assert.deepEqual(run.measured, [0, 1]);
    assert.deepEqual(run.losses.length, 2);
});

test("before its first step Adam has no sharpness, and the figure does not invent one", async () => {
    const run = await began({ optimizer: "adam", learningRate: 0.003 });

    assert.deepEqual(run.sharpness, []);
    await run.forward(3);
    assert.ok(Number.isNaN(run.sharpness[0]));
    assert.ok(run.sharpness[1] > 0 && run.sharpness[2] > 0);
});

test("λmax measured every five steps stands at multiples of five", async () => {
    const run = await trained(22, { every: 5 });

    assert.deepEqual(run.measured, [0, 5, 10, 15, 20]);
    assert.equal(run.losses.length, 22);
});

test("far above the limit the run is thrown out, with its cause and its last finite state", async () => {
    const run = await trained(2000, { learningRate: 10, activation: "identity" });

    assert.equal(run.diverged.cause, "curvature");
    assert.ok(run.diverged.learningRate > run.diverged.limit);
    assert.ok(run.losses.every(Number.isFinite) && Number.isFinite(run.loss));
    assert.equal(run.losses.length, run.step);
});

test("a violent divergence is judged where the loss was lowest above the limit, and half of the rate named there holds", async () => {
    const run = await trained(300, { learningRate: 5 });

    assert.ok(Math.max(...run.sharpness.filter(Number.isFinite)) > 1e5, "far out it curves without end");
    assert.equal(run.diverged.curvature, run.sharpness[0]); // the start is the best there was
    assert.equal(run.diverged.at, 0);
    assert.ok(Math.abs(run.diverged.limit * run.sharpness[0] - 2) < 1e-5); // float32's rates
    const calm = await trained(300, { learningRate: run.diverged.limit / 2 });
    assert.equal(calm.diverged, null);
    assert.ok(calm.loss < calm.losses[0]);
});

test("a divergence without λmax above its limit keeps the core's verdict", () => {
    const diverged = { cause: "overflow", curvature: NaN, learningRate: 1, limit: NaN, step: 2 };

    const series = { measured: [0, 1], sharpness: [1, NaN], losses: [3, 5], limits: [{ step: 0, limit: 2 }] };

    assert.equal(judge(series, diverged), diverged);
});

test("neither λmax nor its limit leaves the axis of a run that was thrown out", async () => {
    const run = await trained(300, { learningRate: 5 });

    const [low, high] = sharpnessAxis(run, [100, 0]).domain;

    const finite = run.sharpness.filter(Number.isFinite);
    assert.ok(low < run.limits[0].limit && high > Math.max(...finite));
    assert.ok(low > 0, "logarithmic");
});

test("the net runs with every activation that can be chosen", async () => {
    for (const activation of ACTIVATIONS) {
        const run = await trained(3, { activation });

        assert.equal(run.step, 3, activation);
        assert.ok(run.sharpness.every(Number.isFinite), activation);
    }
});

test("crossing, mean and maximum count from where the limit was set last, over 500 steps", () => {
    const measured = Array.from({ length: 1400 }, (_, k) => k);
    const sharpness = measured.map((step) => (step < 300 ? 5 : step < 900 ? (step % 2 ? 12 : 10) : 40));

    const first = edgeOf({ measured: measured.slice(0, 700), sharpness, limits: [{ step: 0, limit: 10 }] });
    const raised = edgeOf({ measured, sharpness, limits: [{ step: 0, limit: 10 }, { step: 700, limit: 30 }] }); // prettier-ignore

    assert.equal(first.crossed, 300);
    assert.equal(first.mean, 11);
    assert.equal(first.max, 12);
    assert.equal(first.kind, "at");
    assert.equal(raised.crossed, 900);
    assert.equal(raised.mean, 40);
    assert.equal(raised.kind, "above");
});

test("a sharpness that never met its limit is below it however near, and one that is thrown beyond it above", () => {
    const limits = [{ step: 0, limit: 10 }];

    assert.equal(edgeOf({ measured: [0, 1], sharpness: [3, 9.9], limits }).kind, "below");
    assert.equal(edgeOf({ measured: [0, 1], sharpness: [3, 90], limits }).kind, "above");
    assert.equal(edgeOf({ measured: [0], sharpness: [NaN], limits }).kind, "unknown");
    assert.equal(edgeOf({ measured: [], sharpness: [], limits }), null);
});

test("the published numbers stand beside the published settings only", () => {
    assert.equal(publishedOf(standard, 0.2).crossed, 390);
    assert.equal(publishedOf(standard, 0.1).crossed, 3720);
    assert.equal(publishedOf(standard, 0.15), null);
    assert.equal(publishedOf({ ...standard, optimizer: "momentum" }, 0.2), null);
    assert.equal(publishedOf({ ...standard, activation: "relu" }, 0.2), null);
});

test("the axis of steps grows by jumps and always holds the run", () => {
    assert.equal(lastStepShown(0), 1000);
    assert.equal(lastStepShown(1000), 1000);
    for (const step of [1001, 1999, 4321, 99_999]) assert.ok(lastStepShown(step) >= step && lastStepShown(step) <= 2 * step);
    assert.equal(lastStepShown(1001), lastStepShown(1400));
});

test("a link may change only what this figure can change", () => {
    const spec = specOf(stability.parameters, "changes");

    assert.equal(check(spec, "0:learning-rate:0.2,40:learning-rate:0.1"), "0:learning-rate:0.2,40:learning-rate:0.1");
    assert.throws(() => check(spec, "40:l2:0.1"), /learning-rate or momentum, not "l2"/);
    assert.throws(() => check(spec, "40:w3:0.1"), /not "w3"/);
    assert.throws(() => check(spec, "nonsense"), /step:name:value/);
});
