import assert from "node:assert/strict";
import { test } from "node:test";
import { defaults } from "../../web/parameters.js";
import { handle } from "../../web/core/requests.js";
import {
    checkChanges,
    formatChanges,
    fromNumber,
    HOT,
    MAX_CHANGES,
    OPTIMIZERS,
    parseChanges,
    toNumber,
    withChange,
} from "../../web/figure/training/changes.js";
import { OWN_SETTINGS } from "../../web/core/optimizer.js";
import { askCurvature } from "../../web/figure/training/curvature.js";
import { Curve } from "../../web/figure/training/curve.js";
import { calmerRate, causeInWords, judge } from "../../web/figure/training/divergence.js";
import { parameters, problemOf } from "../../web/figure/training/parameters.js";
import { Run } from "../../web/figure/training/run.js";
import { textIn } from "../../web/text/index.js";
import { newCore } from "./core.mjs";

const core = await newCore();
const ask = async (request) => handle(core, request);

/** A run of the playground's defaults with some changed. */
async function runOf(given = {}, changes = []) {
    const p = { ...defaults(parameters), ...given };
    const data = await ask({ type: "dataset", data: problemOf(p, null, 2).data });
    const settings = {
        problem: problemOf(p, null, data.nClasses),
        rates: p,
        batchSize: p.batchSize,
        seed: p.seed,
        trainCount: data.trainCount,
        changes,
    };
    const run = new Run(ask, settings);
    await run.start();
    await run.advance(0);
    return run;
}

async function trainTo(run, step, chunk = Infinity) {
    while (run.step < step && !run.last.diverged) await run.advance(Math.min(step, run.step + chunk));
    return run;
}

test("changes survive their text form", () => {
    const changes = [
        { step: 0, name: "learning-rate", value: 0.03 },
        { step: 120, name: "w12", value: -0.1 },
        { step: 120, name: "nesterov", value: 1 },
    ];

    assert.deepEqual(parseChanges(formatChanges(changes)), changes);
    assert.deepEqual(parseChanges(""), []);
});

test("a change that is not one is refused by what it must be", () => {
    assert.match(checkChanges("12:learning-rate"), /step:name:value.*"12:learning-rate"/);
    assert.match(checkChanges("12:colour:1"), /learning-rate.*"colour"/);
    assert.match(checkChanges("12:momentum:2"), /momentum 0 … 0\.999, not 2/);
    assert.match(checkChanges("12:optimizer:5"), /optimizer 0 … 4, not 5/);
    assert.match(checkChanges("12:optimizer:1.5"), /optimizer 0 … 4, not 1\.5/);
    assert.match(checkChanges("9:l1:1,3:l1:2"), /order of their steps; entry 2/);
    assert.equal(checkChanges("3:l1:1,9:l1:2"), null);
});

test("a second change at one step replaces the first, and a full list takes no more", () => {
    const full = Array.from({ length: MAX_CHANGES }, (_, step) => ({ step, name: "l1", value: 0 }));
    const last = { step: MAX_CHANGES - 1, name: "l1", value: 1 };

    assert.deepEqual(withChange(full, last).at(-1), last);
    assert.equal(withChange(full, { step: MAX_CHANGES, name: "l1", value: 1 }), null);
});

test("a curve keeps every stride-th step and doubles its stride when it is full", () => {
    const curve = new Curve(5, 4);

    for (let step = 0; step <= 40; step++) curve.add({ step, train: step, test: null, trainAccuracy: null, testAccuracy: null });

    assert.deepEqual(
        curve.points.map(({ step }) => step),
        [0, 20, 40],
    );
    assert.equal(curve.stride, 20);
});

test("what a run holds after 700 steps does not depend on how the steps were cut", async () => {
    const whole = await trainTo(await runOf(), 700);
    const cut = await trainTo(await runOf(), 700, 3);

    assert.ok(whole.last.train.loss < 0.7 * whole.curve.points[0].train, "it learned");
    assert.deepEqual(cut.theta, whole.theta);
    assert.deepEqual(cut.curve.points, whole.curve.points);
});

test("a run with changed rates and an edited weight is replayed bit for bit from its changes", async () => {
    const run = await trainTo(await runOf({ momentum: 0.5 }), 100);
    run.change("learning-rate", 0.1);
    await trainTo(run, 150);
    run.change("w3", 1.2345678);
    run.change("l2", 0.01);
    await trainTo(run, 400);

    const changes = parseChanges(formatChanges(run.changes));
    const replayed = await trainTo(await runOf({ momentum: 0.5, learningRate: 0.1, l2: 0.01 }, changes), 400);

    assert.deepEqual(replayed.theta, run.theta);
    assert.deepEqual(replayed.last.test, run.last.test);
    assert.equal(run.changes.length, 5); // the two rates also as they were at first
});

test("every optimiser of the core can be chosen, and every setting that one has may change on the way", () => {
    assert.deepEqual(OPTIMIZERS, Object.keys(OWN_SETTINGS));
    for (const setting of Object.values(OWN_SETTINGS).flat()) assert.equal(HOT[setting]?.parameter, setting);
    for (const name of OPTIMIZERS) assert.equal(fromNumber("optimizer", toNumber(name)), name);
});

test("the network learns by every optimiser, with its own settings alone", async () => {
    for (const optimizer of OPTIMIZERS) {
        const run = await trainTo(await runOf({ optimizer, momentum: 0.5, beta1: 0.8, alpha: 0.95, learningRate: 0.02 }), 300);

        assert.deepEqual(Object.keys(run.optimizer).sort(), ["learningRate", "name", ...OWN_SETTINGS[optimizer]].sort());
        assert.ok(run.last.train.loss < 0.9 * run.curve.points[0].train, `${optimizer}: ${run.last.train.loss}`);
    }
});

test("the network trains with every activation that can be chosen, normalised or not", async () => {
    const { choices } = parameters.find(({ name }) => name === "activation");

    assert.deepEqual([...choices, "maxout"].sort(), core.names("activation").sort());
    for (const activation of choices)
        for (const batchNorm of [false, true]) {
            const run = await trainTo(await runOf({ activation, batchNorm }), 40);
            assert.equal(run.step, 40);
            assert.ok(Number.isFinite(run.last.train.loss), `${activation}, normalised: ${batchNorm}`);
            assert.equal(run.running.length > 0, batchNorm);
        }
});

test("another optimiser on the way goes on from the same weights, and keeps the state only of its own kind", async () => {
    const run = await trainTo(await runOf({ momentum: 0.9 }), 50);
    const [theta, running] = [run.theta, run.running];
    const train = { type: "train", problem: run.problem, batchSize: run.batchSize, seed: run.settings.seed };
    run.change("optimizer", toNumber("adam"));
    await trainTo(run, 60);
    const [adams, state] = [run.theta, run.velocity];
    const optimizer = run.optimizer;
    run.change("optimizer", toNumber("adamw"));
    await trainTo(run, 70);

    const anew = await ask({ ...train, theta, running, state: null, step: 50, steps: 10, optimizer });
    const kept = await ask({ ...train, theta: adams, running, state, step: 60, steps: 10, optimizer: run.optimizer });
    assert.deepEqual(adams, anew.theta);
    assert.equal(optimizer.name, "adam");
    assert.deepEqual(run.theta, kept.theta);
    assert.equal(run.step, 70);
});

test("changes of optimiser and of its settings are replayed bit for bit", async () => {
    const run = await trainTo(await runOf({ momentum: 0.9 }), 40);
    run.change("optimizer", toNumber("rmsprop"));
    await trainTo(run, 90);
    run.change("alpha", 0.9);
    run.change("momentum", 0);
    await trainTo(run, 150);

    const changes = parseChanges(formatChanges(run.changes));
    const replayed = await trainTo(await runOf({ momentum: 0, optimizer: "rmsprop", alpha: 0.9 }, changes), 150);

    assert.equal(run.changes.filter(({ step }) => step === 0).length, 3); // what each of the three was at first
    assert.deepEqual(replayed.theta, run.theta);
    assert.deepEqual(replayed.velocity, run.velocity);
});

test("an optimiser that is tried while it stands still, and taken back, costs no velocity", async () => {
    const whole = await trainTo(await runOf({ momentum: 0.9 }), 120);
    const run = await trainTo(await runOf({ momentum: 0.9 }), 50);
    run.change("optimizer", toNumber("adagrad"));
    await run.advance(50);
    run.change("optimizer", toNumber("sgd"));
    await run.advance(50);
    await trainTo(run, 120);

    assert.deepEqual(run.theta, whole.theta);
});

test("an adaptive optimiser has a limit once it has stepped, by what it divided the gradient by", async () => {
    const host = { ask: async (_slot, request) => ask(request) };
    const run = await runOf({ optimizer: "adam", learningRate: 0.01 });

    const before = await askCurvature(host, run, null);
    await trainTo(run, 20);
    const after = await askCurvature(host, run, before);

    assert.equal(before.preconditioned, false);
    assert.ok(Number.isNaN(before.stableLearningRate));
    assert.equal(after.preconditioned, true);
    assert.ok(Math.abs(after.stableLearningRate * after.max - 38) < 1e-3); // 2(1 + β₁)/(1 − β₁) at β₁ = 0.9
});

test("a change asked for while steps are under way stands behind them", async () => {
    const run = await runOf();

    const pending = run.advance(5);
    run.change("learning-rate", 0.5);
    await pending;

    assert.equal(run.changes.at(-1).step, 5);
    assert.equal(run.rates.learningRate, 0.5);
});

test("the best state is the same however the steps were cut", async () => {
    const [whole, cut] = [await runOf({ learningRate: 2 }), await runOf({ learningRate: 2 })];

    await trainTo(whole, 120);
    await trainTo(cut, 120, 1);

    assert.ok(whole.best.step < 120);
    assert.deepEqual(cut.best, whole.best);
});

test("an L2 penalty of 0.3 at η = 10 is named as the cause, and from its best state a calmer η trains on", async () => {
    const run = await trainTo(await runOf({ l2: 0.3, learningRate: 10 }), 5000);
    const verdict = await judge(ask, run, run.last.diverged);

    assert.match(causeInWords(verdict, textIn("en")), /η·L2 = 10 × 0\.3 = 3 > 2.*η must stay below 6\.7/);
    assert.ok(run.theta.every(Number.isFinite), "the last finite state stands");

    run.backToBest();
    run.change("learning-rate", calmerRate(verdict));
    await trainTo(run, run.step + 500);
    assert.equal(run.last.diverged, null);
});

test("where the limit lies below every rate that a figure has, the calmer η is still half of it, not above it", () => {
    const limit = 3e-5;

    const rate = calmerRate({ cause: "curvature", curvature: 2 / limit, learningRate: 0.03, limit, step: 7 });

    assert.equal(rate, 1.5e-5);
});

test("a linear net with the input x² at η = 0.3 swings out, which is said with its curvature and limit", async () => {
    const run = await trainTo(await runOf({ inputs: ["x", "y", "x2"], hidden: [], learningRate: 0.3 }), 20000);
    const verdict = await judge(ask, run, run.last.diverged);

    assert.equal(verdict.cause, "curvature");
    assert.ok(0.3 * verdict.curvature > 2 && verdict.limit < 0.3);
    assert.match(causeInWords(verdict, textIn("en")), /Thrown out: η·λmax = 0\.3 × \d+.* > 2.*stable below η = 0\.0/);
});
