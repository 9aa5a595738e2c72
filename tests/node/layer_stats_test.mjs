import assert from "node:assert/strict";
import { test } from "node:test";
import { handle } from "../../web/core/requests.js";
import { newCore } from "./core.mjs";

const core = await newCore();
const QUANTITIES = ["z", "activation", "delta", "weightGradient"];

/** The published set-up of FACTS 2, smaller: ball data, so many layers of 20 units, sigmoid output under cross-entropy. */
function ballProblem({ n = 200, activation = "tanh", depth = 3, scheme = "normal", std = 0.3, ...more } = {}) {
    const { x, y } = core.dataset("ball", { n, seed: 1 });
    const net = core.network({ layers: [10, ...Array(depth).fill(20), 1], activation, loss: "bce", ...more });
    net.init({ scheme, std, seed: 3 });
    return { net, x, y, n };
}

/** The numbers that each layer's four distributions are of. */
function numbersOf({ net, x, y, n }) {
    const { z, a, delta, gradient } = net.trace(x, y);
    return net.layers.map(({ rows, out, rowsAt, unitsAt, weightsAt, in: inputs }) => ({
        z: z.subarray(rowsAt * n, (rowsAt + rows) * n),
        activation: a.subarray(unitsAt * n, (unitsAt + out) * n),
        delta: delta.subarray(rowsAt * n, (rowsAt + rows) * n),
        weightGradient: gradient.subarray(weightsAt, weightsAt + rows * inputs),
    }));
}

/** In double precision. */
function momentsOf(numbers) {
    const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
    const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length;
    return { mean, std: Math.sqrt(variance), min: Math.min(...numbers), max: Math.max(...numbers) };
}

const sum = (counts) => counts.reduce((total, count) => total + count, 0);

test("moments are those of the trace, recomputed in double precision", () => {
    const problem = ballProblem();

    const stats = problem.net.layerStats(problem.x, problem.y);

    assert.equal(stats.length, 4);
    numbersOf(problem).forEach((numbers, l) => {
        for (const quantity of QUANTITIES) {
            const { mean, std, min, max } = momentsOf(numbers[quantity]);
            const described = stats[l][quantity];
            assert.equal(described.n, numbers[quantity].length);
            assert.deepEqual([described.min, described.max], [min, max]);
            // One rounding to float32 of a sum in double; the mean's is relative to what was summed.
            assert.ok(Math.abs(described.mean - mean) <= 2 ** -23 * Math.abs(mean) + 1e-12 * Math.max(-min, max), `${l} ${quantity}`);
            assert.ok(Math.abs(described.std - std) <= 2 ** -23 * std, `${l} ${quantity}`);
            assert.ok(std > 0);
        }
    });
});

test("every number is in one bin of each histogram, and zeros in none of the logarithmic one", () => {
    const { net, x, y } = ballProblem({ activation: "relu" });

    for (const layer of net.layerStats(x, y))
        for (const quantity of QUANTITIES) {
            const { n, nZeros, nNotFinite, histogram, logHistogram } = layer[quantity];
            assert.equal(histogram.length, 64);
            assert.equal(logHistogram.length, 336);
            assert.equal(nNotFinite, 0);
            assert.equal(sum(histogram), n);
            assert.equal(sum(logHistogram), n - nZeros);
        }
    assert.ok(net.layerStats(x, y)[0].activation.nZeros > 1000); // ReLU's left half: the test has zeros to miss
});

test("a number's bin is where its size says", () => {
    const problem = ballProblem();
    const expected = new Uint32Array(336);
    for (const x of numbersOf(problem)[2].delta) expected[Math.floor(4 * (Math.log10(Math.abs(x)) + 45))]++;

    const { logHistogram } = problem.net.layerStats(problem.x, problem.y)[2].delta;

    assert.deepEqual(logHistogram, expected);
});

test("flat units are counted as f′ has them", () => {
    const problem = ballProblem({ activation: "sigmoid", std: 3 });
    const { activation } = numbersOf(problem)[1];

    const { saturated, dead } = problem.net.layerStats(problem.x, problem.y)[1];

    const flat = activation.filter((a) => a < 0.01 || a > 0.99).length;
    assert.ok(Math.abs(saturated - flat / activation.length) < 1e-3); // the rule is on z, and a near .01 may round to either side
    assert.ok(saturated > 0.1);
    assert.equal(dead, 0);
});

test("maxout has a pre-activation a piece and an activation a unit", () => {
    const { net, x, y, n } = ballProblem({ activation: "maxout", pieces: 3 });

    const [first] = net.layerStats(x, y);

    assert.deepEqual([first.z.n, first.activation.n, first.weightGradient.n], [60 * n, 20 * n, 60 * 10]);
});

test("numbers beyond float32 are counted, and the layers before them described", () => {
    const { net, x, y } = ballProblem({ activation: "relu" });
    const isHuge = (i) => i >= net.layers[1].weightsAt && i < net.layers[2].biasesAt; // two layers: 1e30 · 1e30 is beyond
    net.parameters = net.parameters.map((value, i) => (isHuge(i) ? value * 1e30 : value));

    const stats = net.layerStats(x, y);

    assert.equal(stats[0].z.nNotFinite, 0);
    assert.ok(stats[2].z.nNotFinite > 0);
    assert.ok(stats[2].z.n > 0);
});

test("arguments that do not fit are named", () => {
    const { net, x, y } = ballProblem();
    const single = core.network({ layers: [10, 4, 1], batchNorm: true, loss: "bce" });

    assert.throws(() => net.layerStats("x", y), { name: "TypeError", message: /^x must be a Float32Array/ });
    assert.throws(() => net.layerStats(x.subarray(1), y), { name: "RangeError", message: /^x must hold n × 10 numbers/ });
    assert.throws(() => net.layerStats(x, y.subarray(1)), { name: "RangeError", message: /^y must hold 200 × 1 numbers, got 199/ });
    assert.throws(() => net.layerStats(x.with(0, NaN), y), { name: "RangeError", message: /^x\[0\] must be a finite number, got NaN/ });
    assert.throws(() => single.layerStats(x.subarray(0, 10), [1]), {
        name: "RangeError",
        message: "x must be ≥ 2 examples under batchNorm, got 1",
    });
    net.free();
    assert.throws(() => net.layerStats(x, y), /this network was freed/);
});
