/** The figure of backpropagation: its numbers are those of the core, checked by differences; its words put the same numbers in. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { handle } from "../../web/core/requests.js";
import { planNet } from "../../web/figure/backprop/picture.js";
import { parametersOf, stepsOf, weightsInto, weightsOutOf } from "../../web/figure/backprop/steps.js";
import { linesOf } from "../../web/figure/backprop/words.js";
import { newCore } from "./core.mjs";

const core = await newCore();
const net = { layers: [2, 3, 1], activation: "sigmoid", outputActivation: "sigmoid", loss: "half-mse" };
const one = { type: "backprop", net, seed: 1, x: [1, 0.5], y: [1], iterations: 0, learningRate: 0.5, asDrawn: false };
const ask = (request = {}) => handle(core, { ...one, ...request });
const all = ["identity", "sigmoid", "tanh", "softplus", "silu"];

for (const activation of all)
    test(`with ${activation} every derivative is its central difference, within the error that is told`, () => {
        for (const loss of ["half-mse", "mse", "bce"]) {
            const outputActivation = loss === "bce" ? "identity" : activation;
            const { gradient, differences, errors } = ask({ net: { ...net, layers: [2, 3, 2, 1], activation, outputActivation, loss } });

            gradient.forEach((g, i) =>
                assert.ok(Math.abs(g - differences[i]) <= errors[i], `${loss} ${i}: ${g}, ${differences[i]} ± ${errors[i]}`),
            );
            assert.ok(Math.max(...gradient.map(Math.abs)) > 20 * Math.max(...errors), "a gradient worth checking");
        }
    });

test("as drawn is the true gradient where all is linear, and only of the last layer where it is not", () => {
    const linear = ask({ net: { ...net, outputActivation: "identity", activation: "identity" } });
    const bent = ask();

    assert.equal(linear.apart, 0);
    assert.equal(bent.apart, 9); // the six weights and three biases below the sigmoid output
    const [, output] = bent.layers;
    for (let i = output.weightsAt; i < bent.theta.length; i++)
        assert.ok(Math.abs(bent.drawnGradient[i] - bent.gradient[i]) <= 4 * 2 ** -24 * Math.abs(bent.gradient[i]));
    assert.ok(bent.farthest < output.weightsAt);
});

test("one hidden layer below an output of slope f′ has a true gradient f′ times what is drawn", () => {
    const { gradient, drawnGradient, slopes, layers } = ask();

    for (let i = 0; i < layers[1].weightsAt; i++)
        assert.ok(Math.abs(drawnGradient[i] * slopes[3] - gradient[i]) <= 8 * 2 ** -24 * Math.abs(gradient[i]));
});

test("an update has the bits of the core's own descent, example after example", () => {
    const x = [0, 0, 0, 1, 1, 0, 1, 1];
    const y = [0, 1, 1, 0];
    const { theta, iteration, example } = ask({ x, y, iterations: 6 });
    const network = core.network(net);
    const objectives = y.map((target, i) => network.objective(x.slice(2 * i, 2 * i + 2), [target]));
    let expected = network.draw({ seed: 1 });
    for (let k = 0; k < 6; k++) {
        const { gradient } = objectives[k % 4].gradient(expected);
        expected = expected.map((value, i) => value - Math.fround(0.5 * gradient[i]));
    }

    assert.deepEqual(theta, expected);
    assert.deepEqual([iteration, example], [6, 2]);
    assert.deepEqual(ask({ x, y, iterations: 6 }), ask({ x, y, iterations: 6 }));
});

test("an update too large for 32 bits stops at the last pass that is finite", () => {
    const linear = { ...net, activation: "identity", outputActivation: "identity" };
    const { diverged, iteration, theta } = ask({ net: linear, learningRate: 100, iterations: 200 });

    assert.ok(diverged && iteration < 200);
    assert.ok(theta.every(Number.isFinite));
});

test("a request that cannot be is refused by naming what is wrong", () => {
    assert.throws(() => ask({ theta: [1, 2] }), { name: "RangeError", message: /^theta must be/ });
    assert.throws(() => ask({ iterations: 1001 }), { name: "RangeError", message: /^iterations must be/ });
    assert.throws(() => ask({ net: { ...net, loss: "bce", outputActivation: "identity" }, y: [0.5] }), RangeError);
});

test("a pass goes through every unit forwards, backwards and to its weights", () => {
    const steps = stepsOf(ask().layers);

    assert.equal(steps.length, 13);
    assert.deepEqual(steps.map(({ unit }) => unit), [0, 1, 2, 3, 3, 3, 2, 1, 0, 0, 1, 2, 3]); // prettier-ignore
});

test("every parameter has one name, and each weight its two ends", () => {
    const { layers, theta } = ask({ net: { ...net, layers: [2, 4, 3, 1] } });
    const parameters = parametersOf(layers);

    assert.deepEqual(parameters.map(({ index }) => index).sort((a, b) => a - b), Array.from(theta, (_, i) => i)); // prettier-ignore
    assert.equal(new Set(parameters.map(({ name }) => name)).size, theta.length);
    assert.equal(parameters[0].name, "w₍ₓ₁₎₁");
    assert.deepEqual(weightsOutOf(layers, 0).map(({ unit }) => unit), [4, 5, 6]); // prettier-ignore
    assert.deepEqual(weightsInto(layers, 7).map(({ from }) => from), [4, 5, 6]); // prettier-ignore
});

test("a step is told in symbols and in the numbers put in", () => {
    const theta = [0.5, -0.25, 0.125, 2, -1];
    const pass = ask({
        net: { layers: [2, 1, 1], activation: "identity", outputActivation: "identity", loss: "half-mse" },
        theta,
        x: [1, 2],
        y: [1],
    });
    const lines = (k, asDrawn = false) => linesOf(pass, stepsOf(pass.layers)[k], { loss: "half-mse", learningRate: 0.5, asDrawn });

    // z₁ = 0.5 − 0.5 + 0.125; a₂ = 2·0.125 − 1 = −0.75; δ₂ = −1.75; δ₁ = −3.5; all exact in binary.
    assert.deepEqual(lines(0), [
        ["z₁", "w₍ₓ₁₎₁ x₁ + w₍ₓ₂₎₁ x₂ + b₁"],
        ["", "0.5 × 1 + (−0.25) × 2 + 0.125"],
        ["", "0.125"],
        ["a₁", "f(z₁) = f(0.125) = 0.125"],
    ]);
    assert.deepEqual(lines(2), [["L", "½ (a₂ − t)²"], ["", "½ (−0.75 − 1)²"], ["", "1.531"]]); // prettier-ignore
    assert.deepEqual(lines(3), [["δ₂", "(a₂ − t) × f′(z₂)"], ["", "(−0.75 − 1) × 1"], ["", "−1.75"]]); // prettier-ignore
    assert.deepEqual(lines(4), [["δ₁", "w₁₂ δ₂ × f′(z₁)"], ["", "2 × (−1.75) × 1"], ["", "−3.5"]]); // prettier-ignore
    assert.deepEqual(lines(4, true)[0], ["e₁", "w₁₂ e₂"]);
    assert.deepEqual(lines(5)[1], ["w₍ₓ₁₎₁", "0.5 − 0.5 × (−3.5) × 1 = 2.25"]);
});

for (const width of [318, 640])
    test(`the boxes of every net stand inside ${width} px, and apart`, () => {
        for (const hidden of [[1], [3], [4, 4]]) {
            const { layers } = ask({ net: { ...net, layers: [2, ...hidden, 1] } });
            const { inputs, units, box, height } = planNet(layers, width);
            const boxes = [...inputs, ...units];

            boxes.forEach((a, i) => {
                assert.ok(
                    a.x - box.width / 2 >= 0 && a.x + box.width / 2 <= width && a.y - box.height / 2 >= 0 && a.y + box.height / 2 <= height,
                );
                for (const b of boxes.slice(0, i)) assert.ok(Math.abs(a.x - b.x) >= box.width || Math.abs(a.y - b.y) >= box.height);
            });
        }
    });
