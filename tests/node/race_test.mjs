/** The race: the published run comes out, and the many seeds say what it is worth. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { handle } from "../../web/core/requests.js";
import { judged } from "../../web/figure/race/gauges.js";
import { colorOf, lineOf } from "../../web/figure/looks.js";
import { apart, linesOf, widest } from "../../web/figure/race/labels.js";
import { ACTIVATIONS, entriesOf, INITS, OPTIMIZERS, parameters } from "../../web/figure/race/lanes.js";
import { median, paintEpochs, paintRatios, ratios, runSeeds } from "../../web/figure/race/seeds.js";
import { mapsAt, paintLosses, runRace } from "../../web/figure/race/track.js";
import { defaults } from "../../web/parameters.js";
import { darkTheme, lightTheme } from "../../web/theme.js";
import { newCore } from "./core.mjs";
import { askingHost } from "./figure_host.mjs";
import { recordingContext } from "./recording.mjs";

const core = await newCore();
const asking = askingHost(core);
const host = {
    ...asking,
    theme: lightTheme,
    askAll: async (slot, requests, onPart = () => {}) => {
        const replies = await asking.askAll(slot, requests);
        replies.forEach(onPart);
        return replies;
    },
};
const usual = defaults(parameters);
const laneOf = (activation, init, more = {}) => ({
    activation,
    init,
    optimizer: { name: "sgd", learningRate: 0.05 },
    batchSize: 16,
    ...more,
});
const run = (lane, { seed = 1, epochs = 30 } = {}) => handle(core, { type: "race", lane, seed, epochs });

test("from the recorded start ReLU needs three quarters of tanh's epochs, as is published", async () => {
    const [tanh, relu, sigmoid] = await runRace(host, usual);

    // Over 20 orders of the points the means are 61.1, 45.7 and about 100; single runs are within some epochs of them.
    assert.ok(Math.abs(tanh.first - 61.1) < 5, `tanh: ${tanh.first}`);
    assert.ok(Math.abs(relu.first - 45.7) < 5, `ReLU: ${relu.first}`);
    assert.ok(Math.abs(sigmoid.first - 100) < 5, `sigmoid: ${sigmoid.first}`);
    assert.ok(Math.abs(relu.first / tanh.first - 0.75) < 0.08);
});

test("the first epoch with all points right is the first, and the numbers are those of the network trained by hand", () => {
    const { losses, accuracies, first } = run(laneOf("relu", "recorded"), { epochs: 60 });

    const net = core.network({ layers: [2, 2, 1], activation: "relu", loss: "bce" });
    net.parameters = [-0.2257073, -0.5436827, -0.1107351, 0.0197595, 0, 0, -0.0140388, -0.0068876, 0];
    net.optimizer = { name: "sgd", learningRate: 0.05 };
    const { x, y } = handle(core, { type: "raceMap", lanes: [], thetas: [], size: 1, domain: [-1, 1, -1, 1] });
    for (let epoch = 0; epoch <= first; epoch++) {
        if (epoch > 0) net.train(x, y, { steps: 125, batchSize: 16, seed: 1 });
        assert.deepEqual({ loss: losses[epoch], accuracy: accuracies[epoch] }, net.evaluate(x, y));
        assert.equal(accuracies[epoch] === 1, epoch === first);
    }
    net.free();
});

test("the points are the two parabolas, evenly from −1 to 1", () => {
    const { x, y } = handle(core, { type: "raceMap", lanes: [], thetas: [], size: 1, domain: [-1, 1, -1, 1] });

    assert.equal(y.length, 2000);
    assert.deepEqual([x[0], x[1998], x[2000], x[3998]], [-1, 1, -1, 1]);
    y.forEach((label, i) => assert.ok(Math.abs(x[2 * i + 1] - (x[2 * i] ** 2 - label / 2)) <= 3 * 2 ** -24)); // three roundings, of numbers within ±1
    assert.equal(y.reduce((sum, label) => sum + label, 0), 1000); // prettier-ignore
});

for (const race of ["activations", "optimizers"])
    test(`of ${race} all that can race leave one start, and see it alike`, () => {
        const choices = { activations: ACTIVATIONS, optimizers: OPTIMIZERS }[race];
        const entries = entriesOf({ ...usual, race, init: "demo", [race]: choices });

        const starts = entries.map(({ racer: _, ...lane }) => run(lane, { seed: 5, epochs: 1 }).thetas.slice(0, 9));

        for (const start of starts) assert.deepEqual(start, starts[0]);
    });

test("first weights race with different starts, each the seed's own", () => {
    const entries = entriesOf({ ...usual, race: "inits", inits: INITS });

    const starts = entries.map(({ racer: _, ...lane }) => [...run(lane, { seed: 5, epochs: 1 }).thetas.slice(0, 9)].join());
    const again = entries.map(({ racer: _, ...lane }) => [...run(lane, { seed: 6, epochs: 1 }).thetas.slice(0, 9)].join());

    assert.equal(new Set([...starts, ...again]).size, 2 * INITS.length);
});

test("over seeds the recorded start gives way to drawn ones, and the first epochs are those of the single races", async () => {
    let spread;
    const ended = await runSeeds(host, { ...usual, activations: ["tanh", "relu"], seeds: 3 }, (now) => (spread = now));

    assert.ok(ended);
    assert.deepEqual([spread.done, spread.wanted, spread.racers.length], [3, 3, 2]);
    spread.racers.forEach((activation, k) => {
        for (const seed of [1, 3]) {
            const { first } = run(laneOf(activation, "demo"), { seed, epochs: 600 });
            assert.equal(spread.first[k][seed - 1], first ?? NaN);
        }
    });
});

test("parts that come in any order are counted as far as none is missing", async () => {
    const seen = [];
    const parts = [[1, 2], [3, 4], [5]]; // prettier-ignore
    const late = {
        askAll: async (_slot, requests, onPart) => {
            assert.deepEqual(requests.map(({ seeds }) => seeds.length), [2, 2, 1]); // prettier-ignore
            for (const index of [1, 2, 0]) onPart({ first: Float32Array.from(parts[index]) }, index);
            return [];
        },
    };

    await runSeeds(late, { ...usual, activations: ["tanh"], seeds: 5 }, ({ done, first }) => seen.push([done, [...first[0]]]));

    assert.deepEqual(seen, [[0, []], [0, []], [0, []], [5, [1, 2, 3, 4, 5]]]); // prettier-ignore
});

test("the median is the middle one, or between two; ratios are of seeds that both have solved", () => {
    const first = [Float32Array.of(10, 20, NaN, 40), Float32Array.of(20, NaN, 5, 20)];

    assert.equal(median([3, 1, 2]), 2);
    assert.equal(median([4, 1, 2, 3]), 2.5);
    assert.ok(Number.isNaN(median([NaN])));
    assert.deepEqual(ratios({ first }, 1), [2, 0.5]);
});

test("a racer that is thrown out ends where its loss was finite, with its cause", () => {
    const { losses, thetas, diverged, first } = run(laneOf("identity", "he-normal", { optimizer: { name: "sgd", learningRate: 1e20 } }), {
        epochs: 50,
    });

    assert.ok(diverged, "nothing diverged");
    assert.ok(["curvature", "overflow"].includes(diverged.cause));
    assert.equal(thetas.length, 9 * losses.length);
    assert.ok(losses.every(Number.isFinite) && losses.length <= 50);
    assert.equal(first, null);
});

test("λmax is that of the racer's network at the epoch shown; its limit is 2/η, or (2 + 2β)/η, or unknown where gradients are divided", () => {
    const optimizers = [{ name: "sgd" }, { name: "sgd", momentum: 0.9 }, { name: "adam" }];
    const lanes = optimizers.map((how) => laneOf("tanh", "recorded", { optimizer: { learningRate: 0.05, ...how } }));
    const theta = run(lanes[0]).thetas.slice(-9);

    const { x, y, sharpness } = handle(core, { type: "raceMap", lanes, thetas: lanes.map(() => theta), size: 1, domain: [-1, 1, -1, 1] });

    const net = core.network({ layers: [2, 2, 1], activation: "tanh", loss: "bce" });
    net.parameters = theta;
    const { max } = net.curvature(x, y);
    net.free();
    assert.deepEqual(sharpness.map((each) => each.max), [max, max, max]); // prettier-ignore
    assert.ok(max > 0);
    const near = (value, expected) => assert.ok(Math.abs(value / expected - 1) < 4 * 2 ** -24, `${value} for ${expected}`); // rate and limit are float32
    near(sharpness[0].limit, 2 / 0.05);
    near(sharpness[1].limit, 3.8 / 0.05);
    assert.equal(sharpness[2].limit, NaN);
});

test("where a racer was thrown out its gauge shows what it was thrown out by, and before what was measured", () => {
    const lane = laneOf("leaky-relu", "he-normal", { optimizer: { name: "sgd", learningRate: 100 } });
    const thrown = run(lane);
    const measured = { max: 1e-3, limit: 0.02 };
    assert.equal(thrown.diverged.cause, "curvature");

    const last = thrown.losses.length - 1;

    assert.equal(judged(thrown, last - 1, measured), measured);
    const { max, limit } = judged(thrown, last + 5, measured);
    assert.equal(max, thrown.diverged.curvature);
    assert.ok(Math.abs(limit / (2 / 100) - 1) < 4 * 2 ** -24, `${limit}`); // three float32 numbers
    assert.ok(max > limit);
});

test("what no race can be run with is refused by name", () => {
    assert.throws(() => run(laneOf("step", "demo")), /activation must be one of identity/);
    assert.throws(() => run(laneOf("tanh", "mine")), /scheme must be one of/);
    assert.throws(() => run(laneOf("tanh", "demo", { batchSize: 0 })), /batchSize must be/);
    assert.throws(() => run(laneOf("tanh", "demo"), { epochs: 0 }), /epochs must be/);
    assert.throws(
        () => handle(core, { type: "raceMap", lanes: [laneOf("tanh", "demo")], thetas: [], size: 4, domain: [-1, 1, -1, 1] }),
        /lanes must be/,
    );
});

test("racers of one race have colours of their own in both themes", () => {
    for (const theme of [lightTheme, darkTheme])
        for (const racers of [ACTIVATIONS, INITS, OPTIMIZERS])
            assert.equal(new Set(racers.map((racer) => colorOf(theme, racer))).size, racers.length);
});

test("those that race together and share a stroke are told apart by colour, and the first three by stroke as well", () => {
    const strokes = ACTIVATIONS.map((racer) => String(lineOf(lightTheme, racer).dash));

    assert.equal(new Set(strokes.slice(0, 3)).size, 3);
    assert.equal(new Set(ACTIVATIONS.map((racer, i) => strokes[i] + colorOf(lightTheme, racer))).size, ACTIVATIONS.length);
});

test("losses and spreads are painted within their plots, and all settings are put back", async () => {
    const runs = await runRace(host, { ...usual, epochs: 20 });
    const picture = await mapsAt(host, runs, 1000);
    const { ctx, named, isRestored } = recordingContext();
    const plot = { ctx, width: 500, height: 260, canvas: { style: {} } };
    const spread = {
        racers: ["tanh", "relu"],
        wanted: 4,
        done: 4,
        first: [Float32Array.of(10, 20, NaN, 600), Float32Array.of(20, NaN, 5, 30)],
    };

    paintLosses(host, plot, runs, 20, 20);
    paintEpochs(host, plot, spread);
    paintRatios(host, plot, spread);

    assert.equal(picture.maps.length, 3);
    for (const { args } of named("arc")) assert.ok(args[0] >= 0 && args[0] <= 500 && args[1] >= 0 && args[1] <= 260, String(args));
    assert.ok(isRestored());
});

test("names that have room stand where they would, and others move no farther than they must, in their order", () => {
    const near = (placed, expected) => placed.forEach((y, i) => assert.ok(Math.abs(y - expected[i]) < 1e-9, `${placed}`)); // some roundings of numbers within 1000

    near(apart([10, 50, 90], 15, [0, 100]), [10, 50, 90]);
    near(apart([52, 10, 50], 15, [0, 100]), [58.5, 10, 43.5]); // 51 ± 7.5
    near(apart([5, 5, 5], 15, [0, 100]), [0, 15, 30]);
    near(apart([99, 100, 20], 15, [0, 100]), [85, 100, 20]);
    near(apart([70, 80, 85, 90], 15, [0, 200]), [58.75, 73.75, 88.75, 103.75]); // about their mean, 81.25
    near(apart([], 15, [0, 100]), []);
});

test("a text goes on in the next line where the width ends", () => {
    const { ctx, isRestored } = recordingContext(); // 6 pixels a letter

    assert.equal(widest(ctx, "12px x", ["ab", "abcd", ""]), 24);
    assert.deepEqual(linesOf(ctx, "12px x", "as a multiple of those", 200), ["as a multiple of those"]);
    assert.deepEqual(linesOf(ctx, "12px x", "as a multiple of those", 78), ["as a multiple", "of those"]);
    assert.deepEqual(linesOf(ctx, "12px x", "as multiple", 12), ["as", "multiple"]);
    assert.ok(isRestored());
});

test("every dot, line and word of optimisers that differ a hundredfold has its place in the plot, wide or narrow", async () => {
    const names = ["Gradient descent", "Momentum", "Nesterov", "Adagrad", "RMSprop", "Adam"];
    const told = { ...host, t: (key, values = {}) => names[OPTIMIZERS.indexOf(key.slice(7))] ?? `${key}${Object.values(values)}` };
    const losses = [0.5, 0.01, 0.0101, 0.4, 0.3, 1e-7].map((last) => Float32Array.of(0.7, 0.1, last));
    const runs = losses.map((losses, i) => ({ racer: OPTIMIZERS[i], losses, first: 1 }));
    const first = [600, 40, 41, 580, 4, 2].map((epochs) => Float32Array.of(epochs, 10));
    for (const width of [320, 600]) {
        const { ctx, named } = recordingContext();
        const plot = { ctx, width, height: 290, canvas: { style: {} } };

        paintLosses(told, plot, runs, 2, 2);
        const ends = named("fillText").filter(({ args }) => names.includes(args[0]));
        paintEpochs(told, plot, { racers: OPTIMIZERS, wanted: 2, done: 2, first });
        paintRatios(told, plot, { racers: OPTIMIZERS, wanted: 2, done: 2, first });

        assert.deepEqual(
            ends.toSorted((a, b) => a.args[2] - b.args[2]).map(({ args }) => args[0]),
            ["Gradient descent", "Adagrad", "RMSprop", "Nesterov", "Momentum", "Adam"],
        );
        for (const { args, settings } of named("fillText")) {
            const long = 6 * args[0].length;
            const left = args[1] - { left: 0, center: long / 2, right: long }[settings.textAlign];
            assert.ok(left >= 0 && left + long <= width, `${args} at ${left} of ${width}`);
        }
        const gutter = 6 * "Gradient descent".length;
        const dots = named("arc").filter(({ args }) => args[2] === 2.4);
        assert.equal(dots.length, 2 * 6 + 2 * 5);
        for (const { args } of dots) assert.ok(args[0] - args[2] > 6 * "Momentum".length, String(args));
        for (const { args } of dots.slice(0, 12)) assert.ok(args[0] - args[2] > gutter, String(args));
    }
});
