/** The numbers of the story that were measured for it and stand in no other test, measured again. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { handle } from "../../web/core/requests.js";
import { race } from "../../web/figure/race.js";
import { median, ratios, runSeeds } from "../../web/figure/race/seeds.js";
import { stability } from "../../web/figure/stability.js";
import { edgeOf } from "../../web/figure/stability/edge.js";
import { EdgeRun } from "../../web/figure/stability/run.js";
import { defaults } from "../../web/parameters.js";
import { newCore } from "./core.mjs";

const core = await newCore();

/** How many of 500 points without noise a tanh network gets right, for each of 20 starts: 4,000 full-batch steps of Adam, cross-entropy. */
function rightAfterTraining(data, hidden) {
    const { x, y } = core.dataset(data, { n: 500, noise: 0, seed: 1 });
    return Array.from({ length: 20 }, (_, k) => {
        const net = core.network({ layers: [2, ...hidden, 1], activation: "tanh", outputActivation: "identity", loss: "bce" });
        net.init({ scheme: "xavier-normal", seed: k + 1 });
        net.optimizer = { name: "adam", learningRate: 0.02 };
        net.train(x, y, { steps: 4000, batchSize: 500, seed: k + 1 });
        const right = net.predict(x).reduce((count, logit, i) => count + Number(logit > 0 === y[i] > 0), 0);
        net.free();
        return right;
    });
}

test("XOR: a network without a hidden layer gets 46 % right, one of 4-4 all, from 20 starts", () => {
    const line = rightAfterTraining("xor", []);
    const bent = rightAfterTraining("xor", [4, 4]);

    assert.deepEqual([...new Set(line.map((right) => Math.round(right / 5)))], [46]);
    assert.deepEqual([...new Set(bent)], [500]);
});

test("a disc in a ring: 0 of 80 networks of one to four layers of two units get all right, 20 of 20 with one layer of three", () => {
    const flat = [1, 2, 3, 4].map((layers) => rightAfterTraining("circle", Array(layers).fill(2)));
    const lifted = rightAfterTraining("circle", [3]);

    assert.equal(flat.flat().filter((right) => right === 500).length, 0);
    assert.deepEqual(flat.map((rights) => Math.round(Math.max(...rights) / 5)), [84, 97, 98, 99]); // prettier-ignore
    assert.deepEqual([...new Set(lifted)], [500]);
});

test("Rosenbrock's valley from his own start: 9,339 steps to a loss below 0.0001, 836 with momentum", () => {
    const steps = [0, 0.9].map((momentum) => {
        const optimizer = { name: "sgd", learningRate: 0.001, momentum };
        const { losses } = core.descend(core.objective("rosenbrock"), { start: Float32Array.of(-1.2, 1), optimizer, steps: 20_000 });
        return losses.findLastIndex((loss) => !(loss < 1e-4)) + 1;
    });

    assert.deepEqual(steps, [9339, 836]);
});

test("the edge of stability: the figure's own run begins at 7.6, crosses 2/η at step 356, then has a mean of 9.99 and stays below 11.4", async () => {
    const p = defaults(stability.parameters);
    const rates = { learningRate: p.learningRate, momentum: p.momentum };
    const run = new EdgeRun(async (request) => handle(core, request), { p, rates, changes: [] });
    await run.begin();
    await run.forward(900);

    const { first, crossed, mean, max } = edgeOf(run);

    assert.deepEqual([first.toFixed(1), crossed, mean.toFixed(2)], ["7.6", 356, "9.99"]);
    assert.ok(max < 11.4, `largest ${max}`);
});

test("the race over 200 starts, as its figure runs it: tanh and ReLU both solve 164, ReLU in 1.13 times tanh's epochs", async () => {
    let spread;
    const host = { askAll: async (_, requests, onPart) => requests.map((request, i) => (onPart(handle(core, request), i), true)) };
    await runSeeds(host, { ...defaults(race.parameters), seeds: 200 }, (now) => (spread = now));

    const both = ratios(spread, spread.racers.indexOf("relu"));

    assert.equal(spread.racers[0], "tanh");
    assert.deepEqual([both.length, median(both).toFixed(2)], [164, "1.13"]);
});
