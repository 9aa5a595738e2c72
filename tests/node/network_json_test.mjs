/** A network written as JSON and read back is the same to the bit, and goes on the same. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { decimals, layerDefaults } from "../../web/core/network-json.js";
import { shortest } from "../../web/core/shortest.js";
import { newCore } from "./core.mjs";

const core = await newCore();

/** @param {ArrayLike<number>} values */
const bitsOf = (values) => [...new Uint32Array(Float32Array.from(values).buffer)];
/** @param {number} bits */
const fromBits = (bits) => new Float32Array(Uint32Array.of(bits).buffer)[0];

/** All that a training step leaves behind. */
const stateOf = (net) => {
    const { parameters, running, optimizerState, step } = net.toJSON();
    return { parameters: bitsOf(parameters), running: bitsOf(running), optimizerState: bitsOf(optimizerState), step };
};

const { x, y } = core.dataset("two-curves", { n: 120, noise: 0.1, seed: 3 });
const grid = Float32Array.from({ length: 800 }, (_, i) => ((i * 7919) % 1201) / 100 - 6);
const twice = (/** @type {Float32Array} */ values) => values.map((value) => 2 * value - 1);

/** Networks that between them have every activation, option, loss and optimiser. */
const CASES = [
    ["tanh under bce, trained by momentum", { loss: "bce" }, { name: "sgd", learningRate: 0.1, momentum: 0.9, nesterov: true }],
    ["maxout with batch normalisation, by adam", { activation: ["maxout", "relu"], pieces: [3, 2], batchNorm: [true, false], l1: 1e-4 }, { name: "adam", learningRate: 0.01 }],
    ["prelu and rrelu with dropout, by rmsprop", { activation: ["prelu", "rrelu"], dropout: [0.2, 0], lower: 0.1, upper: [0.3, 0.4] }, { name: "rmsprop", learningRate: 0.003, momentum: 0.5 }],
    ["elu and leaky-relu, by adagrad", { activation: ["elu", "leaky-relu"], alpha: [0.7, 0.013], l2: 0.003 }, { name: "adagrad", learningRate: 0.05 }],
    ["gelu and silu, by adamw on weights under a schedule", { activation: ["gelu", "silu"], batchNorm: true }, { name: "adamw", learningRate: 0.01, decayOn: "weights", schedule: { name: "cosine", period: 90, warmUp: 10 } }],
    ["softplus and sigmoid into tanh, half-mse", { activation: ["softplus", "sigmoid"], outputActivation: "tanh", loss: "half-mse" }, { name: "sgd", learningRate: 0.2 }],
]; // prettier-ignore

for (const [name, options, optimizer] of CASES)
    test(`read back it predicts, loses and goes on training with the same bits: ${name}`, () => {
        const net = core.network({ layers: [2, 6, 5, 1], ...options });
        const targets = options.loss === "bce" ? y : twice(y);
        net.init({ scheme: "he-normal", seed: 5 });
        net.optimizer = optimizer;
        net.train(x, targets, { steps: 40, batchSize: 16, seed: 9 });

        const back = core.networkFromJSON(JSON.stringify(net));

        assert.deepEqual(back.toJSON(), net.toJSON());
        assert.deepEqual(bitsOf(back.predict(grid)), bitsOf(net.predict(grid)));
        assert.equal(back.loss(x, targets), net.loss(x, targets));
        assert.deepEqual(bitsOf(back.gradient(x, targets).gradient), bitsOf(net.gradient(x, targets).gradient));
        const runs = [back, net].map((each) => each.train(x, targets, { steps: 100, batchSize: 16, seed: 9 }));
        assert.equal(runs[0].steps, 100);
        assert.deepEqual(bitsOf(runs[0].losses), bitsOf(runs[1].losses));
        assert.deepEqual(stateOf(back), stateOf(net));
        assert.ok(runs[0].losses.some((loss, i) => loss !== runs[0].losses[0] && i > 0), "it trained"); // prettier-ignore
        net.free();
        back.free();
    });

test("a decimal of every class of float32 gives its bits back through JSON", () => {
    const special = [0, 0x80000000, 1, 0x80000001, 0x007fffff, 0x00800000, 0x807fffff, 0x7f7fffff, 0xff7fffff, 0x3f800000, 0x4b7fffff];
    const spread = Array.from({ length: 4000 }, (_, i) => (i * 1073741) >>> 0).filter((bits) => ((bits >>> 23) & 255) !== 255);
    const floats = [...special, ...spread].map(fromBits);

    const back = JSON.parse(JSON.stringify(decimals(floats)));

    assert.deepEqual(bitsOf(back), [...special, ...spread]);
});

test("infinite numbers of an optimiser's state are written as decimals that round to them", () => {
    assert.deepEqual(Float32Array.from(decimals([Infinity, -Infinity])), Float32Array.of(Infinity, -Infinity));
});

test("no decimal with fewer digits names the same float32", () => {
    for (const value of [0.1, 1 / 3, 16777217, 1e-45, 3.4028234e38, 0.30000001192092896]) {
        const text = String(Math.abs(shortest(value)).toExponential());
        const digits = text.split("e")[0].replace(".", "").length;
        if (digits > 1) assert.notEqual(Math.fround(Number(Math.fround(value).toPrecision(digits - 1))), Math.fround(value));
        assert.equal(Math.fround(shortest(value)), Math.fround(value));
    }
});

test("parameters with a negative zero, a subnormal and the largest float come back", () => {
    const net = core.network({ layers: [1, 1, 1] });
    net.parameters = [-0, 1e-45, 3.4028234663852886e38, -1e-40];

    const back = core.networkFromJSON(JSON.parse(JSON.stringify(net, null, 2)));

    assert.deepEqual(bitsOf(back.parameters), bitsOf(net.parameters));
    assert.ok(Object.is(back.parameters[0], -0));
});

test("what a layer has by default is what the core has by default", () => {
    for (const [i, name] of core.names("activation").entries()) {
        const { pieces, alpha, lower, upper } = layerDefaults(name);
        assert.deepEqual([...core.activationDefaults(i)], [pieces, alpha, lower, upper].map(Math.fround), name);
    }
});

test("a network described by its layers and parameters alone is a new one with these parameters", () => {
    const parameters = Array.from({ length: 9 }, (_, i) => i / 8);

    const net = core.networkFromJSON({ format: "valley-network", version: 1, layers: [2, 2, 1], parameters });

    assert.deepEqual([...net.parameters], parameters);
    assert.equal(net.toJSON().step, 0);
    assert.equal(net.optimizer.name, "sgd");
});

test("the state of the network that is written does not change with it", () => {
    const net = core.network({ layers: [2, 3, 1] });
    const before = JSON.stringify(net);
    const json = net.toJSON();

    net.train(x, y, { steps: 3 });

    assert.equal(JSON.stringify(json), before);
    assert.notEqual(JSON.stringify(net), before);
});

const good = () => {
    const net = core.network({ layers: [2, 2, 1], batchNorm: true });
    net.optimizer = { name: "adam", learningRate: 0.1 };
    return JSON.parse(JSON.stringify(net));
};
/** What is put in place of a field, and what the error must be and say. */
const WRONG = [
    ["nothing", () => undefined, TypeError, /json must be an object .*got undefined/],
    ["a table", () => [1], TypeError, /json must be an object .*got \[1\]/],
    ["text that is no JSON", () => "{", RangeError, /json must be JSON: /],
    ["a field that is unknown", () => ({ ...good(), weights: [] }), TypeError, /json has no "weights"; it may have format, version/],
    ["another format", () => ({ ...good(), format: "onnx" }), RangeError, /format must be "valley-network", got "onnx"/],
    ["a version to come", () => ({ ...good(), version: 2 }), RangeError, /version must be 1, got 2/],
    ["no layers", () => ({ ...good(), layers: undefined }), RangeError, /layers must be an array of 2 to 65 sizes.*got undefined/],
    ["an unknown activation", () => ({ ...good(), activation: ["swish"] }), RangeError, /activation\[0\] must be one of identity.*got "swish"/],
    ["too many pieces", () => ({ ...good(), pieces: [99] }), RangeError, /pieces\[0\] must be a whole number ≥ 1 and ≤ 16, got 99/],
    ["no parameters", () => ({ ...good(), parameters: undefined }), TypeError, /parameters must be an array of 13 numbers, got undefined/],
    ["too few parameters", () => ({ ...good(), parameters: [1, 2] }), RangeError, /parameters must be an array of 13 numbers, got 2/],
    ["a parameter that is NaN", () => ({ ...good(), parameters: [null, ...Array(12).fill(0)] }), TypeError, /parameters\[0\] must be a number, got null/],
    ["a parameter as text", () => ({ ...good(), parameters: ["1", ...Array(12).fill(0)] }), TypeError, /parameters\[0\] must be a number, got "1"/],
    ["a parameter beyond float32", () => ({ ...good(), parameters: [1e39, ...Array(12).fill(0)] }), RangeError, /parameters\[0\] must be a finite float32, got 1e\+39/],
    ["a running variance below 0", () => ({ ...good(), running: [0, 0, -1, 1] }), RangeError, /^running\[2\] must be a .* ≥ 0, got -1/],
    ["too many running values", () => ({ ...good(), running: [1, 2, 3, 4, 5] }), RangeError, /running must be an array of 4 numbers, got 5/],
    ["an unknown optimiser", () => ({ ...good(), optimizer: { name: "lion", learningRate: 1 } }), RangeError, /optimizer\.name must be one of sgd.*got "lion"/],
    ["a state that does not fit", () => ({ ...good(), optimizerState: [1] }), RangeError, /optimizerState must be an array of 27 numbers, got 1/],
    ["half a step", () => ({ ...good(), step: 0.5 }), RangeError, /step must be a whole number ≥ 0 and ≤ 4294967295, got 0.5/],
]; // prettier-ignore
for (const [what, make, type, message] of WRONG)
    test(`${what} is refused with the name of the field, what it may be and what it got`, () => {
        assert.throws(
            () => core.networkFromJSON(make()),
            (error) => error.constructor === type && message.test(error.message),
        );
    });
