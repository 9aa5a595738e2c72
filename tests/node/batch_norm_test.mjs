/** The figure of batch normalisation: what its request measures, in closed forms, and what the figure says of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { handle } from "../../web/core/requests.js";
import { batchNorm } from "../../web/figure/batch-norm.js";
import { lossAxis, paintLosses, paintScaleShift, paintStored, paintThrough } from "../../web/figure/batch-norm/panels.js";
import { batchInWords, describeRun, settledShare } from "../../web/figure/batch-norm/words.js";
import { deepProblem, DeepRun } from "../../web/figure/deep-network.js";
import { lightTheme } from "../../web/theme.js";
import { newCore } from "./core.mjs";
import { askingHost } from "./figure_host.mjs";
import { recordingContext } from "./recording.mjs";

const core = await newCore();
const host = askingHost(core);

const START = { activation: "tanh", init: "xavier-normal", std: 0.1, layerCount: 2, seed: 1, batchSize: 32, learningRate: 0.1 };
const problem = deepProblem(START, true);
const { theta } = handle(core, { type: "start", problem });
const running = handle(core, { type: "start", problem }).running;
const ask = (more = {}) => handle(core, { type: "batchNorm", problem, theta, running, layer: 0, unit: 3, batchSize: 32, seed: 1, ...more });

/** So many steps, and the replies after each. */
function train(steps, how = START) {
    const run = new DeepRun(problem, theta, how);
    const replies = Array.from({ length: steps }, () => {
        const reply = handle(core, run.request(1));
        run.absorb(reply);
        return reply;
    });
    return { run, replies };
}

/** In double precision; the variance unbiased. */
function momentsOf(numbers) {
    const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
    return { mean, variance: numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (numbers.length - 1) };
}

test("what the data have is the mean and the unbiased variance of each unit's sum", () => {
    const { x } = core.dataset("ball", { n: 1000, seed: 1 });
    const { mean, variance, gamma, beta, runningMean, runningVariance } = ask();

    for (const unit of [0, 50, 99]) {
        const w = theta.subarray(10 * unit, 10 * unit + 10);
        const sums = Array.from({ length: 1000 }, (_, e) => w.reduce((sum, weight, i) => sum + weight * x[10 * e + i], 0));
        const expected = momentsOf(sums);
        // Sums of 1000 float32 numbers of size 1: n ε Σ|u|/n, and as much again of the variance.
        assert.ok(Math.abs(mean[unit] - expected.mean) < 1000 * 2 ** -24);
        assert.ok(Math.abs(variance[unit] / expected.variance - 1) < 1000 * 2 ** -24);
    }
    assert.ok([...gamma, ...runningVariance].every((value) => value === 1));
    assert.ok([...beta, ...runningMean].every((value) => value === 0));
});

test("a step takes a tenth of its batch's values into the running ones", () => {
    const { run } = train(1, { ...START, batchSize: 1000, learningRate: 0 });
    const { mean, variance, runningMean, runningVariance } = ask({ running: run.running });

    mean.forEach((actual, i) => {
        assert.ok(Math.abs(runningMean[i] - 0.1 * actual) < 1e-7);
        assert.ok(Math.abs(runningVariance[i] - (0.9 + 0.1 * variance[i])) < 1e-6);
    });
});

test("in a batch of two all that is left of a number is its sign", () => {
    const { before, inTraining, batches } = ask({ batchSize: 2 });

    assert.ok(batches.every((size) => size === 2));
    for (let e = 0; e < before.length; e += 2) {
        const half = (before[e] - before[e + 1]) / 2; // x̂ = ±h/√(h² + ε)
        const expected = half / Math.sqrt(half * half + 1e-5);
        assert.ok(Math.abs(inTraining[e] - expected) < 1e-4 && Math.abs(inTraining[e] + inTraining[e + 1]) < 1e-4);
    }
    assert.match(
        batchInWords(host, ask({ batchSize: 2 })),
        /^Batches of 2: .* Of 256 numbers here none is nearer to 0 than 0\.\d+, and none further than 1\./,
    );
});

test("each batch has mean 0 and variance 1, and evaluation is one line through all of them", () => {
    const { before, inTraining, inEvaluation, batches } = ask({ batchSize: 64 });

    assert.equal(batches.length, 4);
    for (let from = 0; from < 256; from += 64) {
        const { mean, variance } = momentsOf(Array.from(inTraining.subarray(from, from + 64)));
        assert.ok(Math.abs(mean) < 1e-5 && Math.abs((variance * 63) / 64 - 1) < 1e-3);
    }
    before.forEach((u, i) => assert.ok(Math.abs(inEvaluation[i] - u / Math.sqrt(1 + 1e-5)) < 1e-5)); // mean 0, variance 1, as stored at the start
});

test("the smaller the batch, the further training is from evaluation", () => {
    const { run } = train(60);
    const apart = [2, 8, 32, 128].map((batchSize) => {
        const { inTraining, inEvaluation } = ask({ ...{ theta: run.theta, running: run.running }, batchSize });
        return inTraining.reduce((sum, value, i) => sum + Math.abs(value - inEvaluation[i]), 0) / inTraining.length;
    });

    assert.ok(apart[0] > apart[1] && apart[1] > apart[2] && apart[2] > apart[3], apart.join(" "));
});

test("training and evaluation disagree at first, and agree when the running values have settled", () => {
    const { run, replies } = train(80);
    const apart = replies.map(({ train, evaluation }) => Math.abs(evaluation - train.loss) / train.loss);

    assert.ok(Math.max(...apart.slice(0, 5)) > 5 * apart[79], `${apart.slice(0, 5)} … ${apart[79]}`);
    assert.ok(settledShare(ask()) < 0.3);
    assert.ok(settledShare(ask({ theta: run.theta, running: run.running })) > settledShare(ask()));
});

test("the evaluation's loss is that of net.evaluate", () => {
    const { run, replies } = train(3);
    const { x, y } = core.dataset("ball", { n: 1000, seed: 1 });
    const net = core.network({ layers: [10, 100, 100, 1], activation: "tanh", loss: "bce", batchNorm: true });
    net.parameters = run.theta;
    net.running = run.running;

    assert.equal(replies[2].evaluation, net.evaluate(x, y).loss);
    assert.equal(replies[2].train.loss, net.loss(x, y));
});

test("normalised, all ten layers of a start that vanishes keep their spread", () => {
    const small = { ...START, init: "normal", std: 0.01, layerCount: 10 };
    const [plain, normalised] = [false, true].map((on) => handle(core, { type: "layerStats", problem: deepProblem(small, on) }).layers);

    assert.ok(plain[9].z.std < 1e-8 * plain[0].z.std);
    // x̂ has variance v/(v + ε), and v is 10 · .01² in the first layer, 100 · .01² · .39 in the others: .990 and .997
    for (let l = 0; l < 10; l++) assert.ok(normalised[l].z.std > 0.99 && normalised[l].z.std < 1.001, `${l}: ${normalised[l].z.std}`);
});

test("losses that all begin above the picture have a logarithmic axis that holds them; otherwise it begins at 0", () => {
    const axisOf = (training, plain) => lossAxis({ steps: [0, 1], training, evaluation: training, plain }, false, [100, 0]);

    const usual = axisOf([0.7, 0.5], [0.8, 0.6]);
    const mixed = axisOf([0.7, 0.5], [2000, 900]);
    const high = axisOf([300, 0.4], [2000, 900]);

    for (const axis of [usual, mixed]) assert.equal(axis(0), 100);
    for (const loss of [0.7, 0.5]) assert.ok(mixed(loss) > 0 && mixed(loss) < 99);
    for (const loss of [2000, 300, 0.4]) assert.ok(high(loss) >= 0 && high(loss) <= 100, `${loss} at ${high(loss)}`);
});

test("the sentence has the losses, the batch size and how much has settled", () => {
    const losses = { steps: [0, 4], training: [0.7, 0.5], evaluation: [0.7, 0.65], plain: [0.7, 0.6] };

    const words = describeRun({ t: host.t, parameters: { batchSize: 32, layer: 1 } }, losses, ask());

    assert.match(
        words,
        /^After 4 steps in batches of 32: loss 0\.5 in training mode, 0\.65 in evaluation mode, 0\.6 without normalisation; in layer 1 the stored variance of \d+(\.\d+)?\s% of the units is within a tenth of the true one\.$/,
    );
    assert.match(batchInWords(host, ask()), /each example normalised with the 32 of its batch/);
});

test("pictures stay within the canvas and put all settings back, also of a run that diverged", () => {
    const wild = { steps: [0, 1, 2], training: [0.7, 30, Infinity], evaluation: [0.7, NaN, 1e30], plain: [0.7, 0.6, 0.5] };
    const painters = [
        (plot) => paintLosses({ t: host.t, theme: lightTheme }, plot, wild),
        (plot) => paintThrough({ t: host.t, theme: lightTheme }, plot, ask({ batchSize: 2 })),
        (plot) => paintStored({ t: host.t, theme: lightTheme }, plot, "mean", ask()),
        (plot) => paintStored({ t: host.t, theme: lightTheme }, plot, "variance", ask()),
        (plot) => paintScaleShift({ t: host.t, theme: lightTheme }, plot, ask()),
    ];
    for (const paint of painters) {
        const { ctx, named, isRestored } = recordingContext();

        paint({ ctx, width: 300, height: 220 });

        for (const { args } of named("fillText")) assert.ok(args[1] >= 0 && args[1] <= 300 && args[2] >= 0 && args[2] <= 220, String(args));
        for (const { args } of named("arc", "moveTo", "lineTo")) assert.ok(args.slice(0, 2).every(Number.isFinite));
        assert.ok(isRestored());
    }
});

test("a variance of exactly 0 is seen where it is", () => {
    const reply = { mean: [0, 0], runningMean: [0, 0], variance: [0, 0], runningVariance: [1, 0.9] };
    const { ctx, named } = recordingContext();

    paintStored({ t: host.t, theme: lightTheme }, { ctx, width: 150, height: 210 }, "variance", reply);

    const dots = named("arc").map(({ args }) => args);
    assert.equal(dots.length, 2);
    assert.ok(dots[0][1] < dots[1][1], "the larger stands higher");
    const left = Math.min(...named("lineTo").map(({ args }) => args[0]));
    assert.ok(
        dots.every(([x]) => Math.abs(x - left) < 1),
        "on the axis",
    );
});

test("a label of a y axis is whole, however long its number", () => {
    const reply = { mean: [-2e-10, 2e-10], runningMean: [0, 0], variance: [1, 2], runningVariance: [1, 1] };
    const { ctx, named } = recordingContext();

    paintStored({ t: host.t, theme: lightTheme }, { ctx, width: 150, height: 210 }, "mean", reply);

    const labels = named("fillText").filter(({ settings }) => settings.textAlign === "right" && settings.font === lightTheme.fonts.small);
    assert.ok(labels.some(({ args }) => args[0] === "−2×10⁻¹⁰"));
    for (const { args } of labels) assert.ok(args[1] >= ctx.measureText(args[0]).width, args[0]);
});

test("a request that cannot be is refused by naming what is wrong", () => {
    const plain = deepProblem(START);

    assert.throws(() => ask({ problem: plain }), { name: "RangeError", message: /^problem\.net\.batchNorm must be true here, got false/ });
    assert.throws(() => ask({ layer: 2 }), { name: "RangeError", message: /^layer must be a whole number ≥ 0 and ≤ 1, got 2/ });
    assert.throws(() => ask({ unit: 100 }), { name: "RangeError", message: /^unit must be .* ≤ 99, got 100/ });
    assert.throws(() => ask({ batchSize: 1 }), { name: "RangeError", message: /^batchSize must be .* ≥ 2, got 1/ });
});

test("every parameter of the figure has a name", () => {
    for (const { name } of batchNorm.parameters) assert.notEqual(host.t(`parameter.${name}`), "");
});
