import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { loadCore } from "../../web/core/core.js";
import { Heap, outFloats } from "../../web/core/wasm.js";
import { compiledCore, newCore } from "./core.mjs";
import { golden } from "./golden.mjs";

const core = await newCore();
const expected = JSON.parse(readFileSync(new URL("../golden.json", import.meta.url), "utf8"));

/** Two classes that a 2-4-1 net learns. */
function smallProblem(options = {}) {
    const { x, y: classes } = core.dataset("circle", { n: 60, noise: 0.1, seed: 5 });
    const net = core.network({ layers: [2, 4, 1], ...options });
    net.init({ seed: 3 });
    return { net, x, y: options.loss === "bce" ? classes : classes.map((c) => 2 * c - 1) };
}

for (const file of ["nn.wasm", "nn-nosimd.wasm"])
    test(`${file} gives the golden hashes through the API`, async () => {
        const hashes = golden(await newCore(file));

        assert.deepEqual(hashes, expected);
    });

test("training cut into calls gives the bits of one call", () => {
    const { net, x, y } = smallProblem();
    const options = { batchSize: 7, seed: 9 };
    net.optimizer = { learningRate: 0.05, momentum: 0.9, nesterov: true };
    const start = net.parameters;

    const whole = net.train(x, y, { ...options, steps: 50 });
    const after = net.parameters;
    net.parameters = start;
    const pieces = [1, 20, 0, 29].flatMap((steps) => [...net.train(x, y, { ...options, steps }).losses]);

    assert.equal(whole.steps, 50);
    assert.deepEqual(Float32Array.from(pieces), whole.losses);
    assert.deepEqual(net.parameters, after);
});

test("trainStep returns the loss before the step, and the loss falls", () => {
    const { net, x, y } = smallProblem();
    net.optimizer = { learningRate: 0.1 };
    const before = net.loss(x, y);

    const first = net.trainStep(x, y);

    assert.equal(first, before);
    assert.ok(net.loss(x, y) < before);
});

test("init and new parameters forget the velocity; a new learning rate keeps it", () => {
    const { net, x, y } = smallProblem();
    const momentum = { learningRate: 0, momentum: 0.9 };
    const moved = (prepare) => {
        net.optimizer = { learningRate: 0.05, momentum: 0.9 };
        net.init({ seed: 3 });
        net.train(x, y, { steps: 5 });
        prepare();
        const before = net.parameters;
        net.optimizer = { ...momentum, learningRate: 0.01 };
        net.trainStep(x, y);
        return net.parameters.map((value, i) => value - before[i]);
    };

    const kept = moved(() => {});
    const forgotten = moved(() => (net.parameters = net.parameters));

    const size = (v) => Math.hypot(...v);
    assert.ok(size(kept) > 2 * size(forgotten), `${size(kept)} after ${size(forgotten)}`); // five gradients in velocity against one
});

test("parameters are read and written as copies", () => {
    const { net } = smallProblem();
    const theta = net.parameters;

    theta.fill(7);

    assert.notDeepEqual(net.parameters, theta);
    net.parameters = theta;
    theta.fill(8);
    assert.ok(net.parameters.every((value) => value === 7));
});

test("the gradient is the slope of the loss", () => {
    const { net, x, y } = smallProblem({ loss: "bce", l2: 0.01 });
    const theta = net.parameters;
    const { gradient } = net.gradient(x, y);
    const h = 2 ** -6; // error h²|f‴|/6 + ε|f|/h: 4e-5 · |f‴| + 1e-5

    theta.forEach((value, i) => {
        const at = (shift) => {
            net.parameters = theta.map((other, j) => (i === j ? value + shift : other));
            return net.loss(x, y);
        };
        const slope = (at(h) - at(-h)) / (2 * h);
        assert.ok(Math.abs(slope - gradient[i]) < 2e-3, `parameter ${i}: ${slope} and ${gradient[i]}`);
    });
    assert.ok(Math.hypot(...gradient) > 0.01);
});

test("the curvature's vector is an eigenvector of the Hessian", () => {
    const { net, x, y } = smallProblem();

    const { max, maxVector, stableLearningRate, converged } = net.curvature(x, y);
    const product = net.hessianVector(x, y, maxVector);

    const residual = Math.hypot(...product.map((value, i) => value - max * maxVector[i]));
    assert.ok(converged);
    assert.ok(residual < 1e-3 * max, `residual ${residual} of ${max}`); // ten times its tolerance: float32 products
    assert.ok(Math.abs(stableLearningRate * max - 2) < 1e-6);
});

/** Whether H − shift·I is positive definite: whether Cholesky's pivots stay above 0. @param {Float64Array[]} hessian */
function liesAbove(hessian, shift) {
    const rows = hessian.map((row, i) => row.map((value, j) => (i === j ? value - shift : value)));
    return rows.every((row, k) => {
        for (const below of rows.slice(k + 1)) {
            const factor = below[k] / row[k];
            for (let j = k; j < row.length; j++) below[j] -= factor * row[j];
        }
        return row[k] > 0;
    });
}

test("a curvature that has converged has both ends of the dense Hessian's spectrum", () => {
    const { x, y } = core.dataset("two-curves", { n: 100, noise: 0.1, seed: 1 });
    const net = core.network({ layers: [2, 8, 1], loss: "bce" });
    net.init({ seed: 9 });
    net.optimizer = { learningRate: 0.5 };
    net.train(x, y, { steps: 180 });
    const n = net.nParameters;
    const columns = Array.from({ length: n }, (_, i) =>
        net.hessianVector(
            x,
            y,
            Float32Array.from({ length: n }, (_, j) => +(i === j)),
        ),
    );
    const hessian = columns.map((column, i) => Float64Array.from(column, (value, j) => (value + columns[j][i]) / 2));

    const { max, min, converged } = net.curvature(x, y);
    const largest = net.curvature(x, y, { ends: "max" });

    assert.ok(converged && min < 0);
    const tolerance = 1e-4 * max; // the curvature's own
    assert.ok(liesAbove(hessian, min - tolerance) && !liesAbove(hessian, min + tolerance));
    const negated = hessian.map((row) => row.map((value) => -value));
    assert.ok(liesAbove(negated, -max - tolerance) && !liesAbove(negated, -max + tolerance));
    assert.ok(largest.converged && Math.abs(largest.max - max) <= tolerance);
    assert.ok(largest.min > min + tolerance); // an upper bound, which is all that ends: "max" says of it
    assert.throws(() => net.curvature(x, y, { ends: "min" }), /^RangeError: ends must be one of max, both; got "min"$/);
});

test("softmax takes class numbers or one-hot rows", () => {
    const { x, y } = core.dataset("iris", { n: 90, seed: 1 });
    const net = core.network({ layers: [4, 5, 3], loss: "softmax" });
    const rows = Array.from(y, (c) => [0, 1, 2].map((k) => (k === c ? 1 : 0)));

    assert.equal(net.loss(x, y), net.loss(x, rows));
    assert.throws(
        () =>
            net.loss(
                x,
                y.map((c) => c + 1),
            ),
        /y\[\d+\] must be a whole number ≥ 0 and ≤ 2, got 3/,
    );
});

test("examples may be flat or rows", () => {
    const { net } = smallProblem();

    const flat = net.predict([1, 2, 3, 4]);
    const rows = net.predict([
        [1, 2],
        [3, 4],
    ]);

    assert.deepEqual(flat, rows);
});

test("units are one row each, the outputs last", () => {
    const { net, x } = smallProblem();

    const units = net.units(x);

    assert.equal(units.length, net.nUnits * 60);
    assert.deepEqual(units.slice(-60), net.predict(x));
});

test("memory that grows in a call loses nothing", async () => {
    const fresh = await newCore();
    const net = fresh.network({ layers: [2, 3, 1] });
    const x = Float32Array.from({ length: 2 * 2_000_000 }, (_, i) => Math.sin(i));

    const outputs = net.predict(x); // 24 MB in and out

    assert.deepEqual(outputs.slice(-3), net.predict(x.slice(-6)));
});

test("a call gives back its memory, also when it fails", async () => {
    const instance = await WebAssembly.instantiate(compiledCore(), { env: { emscripten_notify_memory_growth() {} } });
    const live = new Set();
    const counting = {
        ...instance.exports,
        allocate(bytes) {
            const pointer = instance.exports.allocate(bytes);
            live.add(pointer);
            return pointer;
        },
        release(pointer) {
            live.delete(pointer);
            instance.exports.release(pointer);
        },
    };
    const heap = new Heap({ exports: counting });

    heap.call("direction_random", outFloats(10), 10, 1n);
    assert.throws(() => heap.call("features", outFloats(2), Float32Array.of(1, 2), 1, 1000), RangeError);
    assert.throws(() => heap.call("features", outFloats(2 ** 30), Float32Array.of(1, 2), 1, 1), /not enough memory/);

    assert.equal(live.size, 0);
});

test("every surface is flat at its minima", () => {
    for (const name of core.names("surface")) {
        const objective = core.objective(name);
        for (const minimum of objective.surface.minima) {
            const { gradient } = objective.gradient(minimum);
            const { max } = objective.curvature(minimum);
            assert.ok(Math.hypot(...gradient) < 1e-5 * max, `${name} at ${minimum}`); // a minimum rounded to float32: ε|x|λ
        }
        objective.free();
    }
});

test("descent on the bowl is there in one step of rate 1", () => {
    const bowl = core.objective("bowl");

    const { path, losses, diverged } = core.descend(bowl, { start: [-2, 1.5], optimizer: { learningRate: 1 }, steps: 2 });

    assert.deepEqual([...path], [-2, 1.5, 0, 0, 0, 0]);
    assert.deepEqual([...losses], [3.125, 0, 0]);
    assert.equal(diverged, false);
});

test("descent above 2/λ diverges, keeps its finite path and names the cause and the limit", () => {
    const ravine = core.objective("ravine");

    const run = core.descend(ravine, { start: [1, 1], optimizer: { learningRate: 0.1 }, steps: 1000 });

    assert.equal(run.diverged, true);
    assert.equal(run.cause, "curvature");
    assert.ok(Math.abs(run.curvature - 25) < 1e-3 && Math.abs(run.limit - 0.08) < 1e-5);
    assert.equal(run.path.length, 2 * (run.steps + 1));
    assert.equal(run.losses.length, run.steps + 1);
    assert.ok([...run.path, ...run.losses].every(Number.isFinite));
});

test("training that a penalty throws out names it", () => {
    const { net, x, y } = smallProblem({ l2: 0.3 });
    net.optimizer = { learningRate: 10 };

    const run = net.train(x, y, { steps: 1000 });

    assert.equal(run.cause, "l2");
    assert.ok(Math.abs(run.limit - 2 / 0.3) < 1e-5);
    assert.ok(run.losses.length === run.steps && run.losses.every(Number.isFinite));
    assert.ok(Number.isFinite(net.loss(x, y)));
});

test("a step that would diverge returns Infinity and changes nothing", () => {
    const { net, x, y } = smallProblem();
    net.optimizer = { learningRate: 1e38 };
    const before = net.parameters;

    assert.equal(net.trainStep(x, y), Infinity);
    assert.deepEqual(net.parameters, before);
});

test("a surface is sampled row by row, ends included, in the surface's window unless told otherwise", () => {
    const bowl = core.objective("bowl");

    const inWindow = core.surface(bowl, { size: 3 });
    const asked = core.surface(bowl, { origin: [1, 0], span: [0, 2, 0, 1], size: 2 });

    assert.deepEqual([...inWindow], [9, 4.5, 9, 4.5, 0, 4.5, 9, 4.5, 9]);
    assert.deepEqual([...asked], [0.5, 4.5, 1, 5]);
});

test("a network's surface passes through its loss", () => {
    const { net, x, y } = smallProblem();
    const objective = net.objective(x, y);

    const losses = core.surface(objective, { u: net.direction(1), v: net.direction(2), span: 1, size: 3 });

    assert.equal(losses[4], net.loss(x, y));
});

test("a direction normalised by filters has each unit's weights as long as in the parameters, and no biases", () => {
    const net = core.network({ layers: [2, 2, 1] });
    net.parameters = [3, 4, 0, 2, 7, 7, 6, 8, 7];

    const direction = net.filterNormalise([0, 1, 5, 0, 1, 1, 3, 4, 1]);

    assert.deepEqual([...direction], [0, 5, 2, 0, 0, 0, 6, 8, 0]);
    assert.throws(() => net.filterNormalise([1, 2]), { message: /^direction must be a Float32Array or an array of 9 numbers, got 2$/ });
});

test("the double well's basins are its two minima, one each side of the ridge", () => {
    const well = core.objective("double-well");

    const { label, minima, losses, ends } = core.basins(well, { size: 8, optimizer: { learningRate: 0.1 }, steps: 200 });

    assert.deepEqual(
        minima.map(({ end }) => end),
        ["minimum", "minimum"],
    );
    assert.deepEqual(
        minima.map(({ count }) => count),
        [32, 32],
    );
    assert.ok(label.every((group, k) => group === (k % 8 < 4 ? label[0] : label[7])));
    assert.ok(Math.abs(minima[label[0]].loss + 1 / 3) < 1e-5 && Math.abs(minima[label[7]].loss + 63 / 64) < 1e-5);
    assert.equal(losses.length, 64);
    assert.equal(ends.length, 128);
});

test("a descent that diverges belongs to no basin", () => {
    const ravine = core.objective("ravine");

    const { label, minima } = core.basins(ravine, { size: 2, span: 1, optimizer: { learningRate: 1 }, steps: 500 });

    assert.deepEqual([...label], [-1, -1, -1, -1]);
    assert.deepEqual(minima, []);
});

test("every data set can be drawn, the same again from its seed", () => {
    for (const name of core.names("dataset")) {
        const drawn = core.dataset(name, { n: 40, noise: 0.2, seed: 4 });

        assert.deepEqual(core.dataset(name, { n: 40, noise: 0.2, seed: 4 }), drawn);
        assert.notDeepEqual(core.dataset(name, { n: 40, noise: 0.2, seed: 5 }).x, drawn.x);
        assert.equal(drawn.x.length, 40 * drawn.nInputs);
        assert.equal(drawn.columnNames.length, drawn.nInputs + 1);
        assert.ok(drawn.nClasses === 0 || drawn.y.every((c) => Number.isInteger(c) && c < drawn.nClasses));
    }
});

test("features come in the core's order", () => {
    const features = core.features([[2, 3]], ["xy", "x", "y2"]);

    assert.deepEqual([...features], [2, 9, 6]);
});

test("a standardised column has mean 0 and the deviation asked for", () => {
    const { x, mean, deviation } = core.standardise([1, 10, 3, 10, 5, 10], 2, 2);

    assert.deepEqual([...mean], [3, 10]);
    assert.ok(Math.abs(deviation[0] - Math.sqrt(8 / 3)) < 1e-6); // over n, not n − 1
    assert.ok(Math.abs(x[0] + 2 * Math.sqrt(1.5)) < 1e-6 && x[1] === 0);
});

test("a CSV becomes points, or an error with its place", () => {
    const read = core.csv("length,width,species\n1,2,ape\n3,4,bee\n");
    const bad = core.csv("a,b\n1,2\n3,x7\n5,6\n1,2,3\n");

    assert.deepEqual(read.points.columnNames, ["length", "width", "species"]);
    assert.deepEqual(read.points.classNames, ["ape", "bee"]);
    assert.deepEqual([...read.points.x, ...read.points.y], [1, 2, 3, 4, 0, 1]);
    assert.equal(bad.error.line, 5);
    assert.ok(bad.error.column >= 1 && bad.error.expected.length > 0);
});

test("an objective of a freed network says so in all it does, and freeing twice does nothing", () => {
    const { net, x, y } = smallProblem();
    const objective = net.objective(x, y);
    const theta = net.parameters;
    const plane = { origin: theta, u: theta, v: theta, size: 2 };
    const optimizer = { learningRate: 0.1 };

    net.free();
    net.free();

    const uses = {
        value: () => objective.value(theta),
        gradient: () => objective.gradient(theta),
        hessianVector: () => objective.hessianVector(theta, theta),
        curvature: () => objective.curvature(theta),
        eigenvectors: () => objective.eigenvectors(theta),
        surface: () => core.surface(objective, plane),
        descend: () => core.descend(objective, { start: theta, optimizer }),
        basins: () => core.basins(objective, { ...plane, optimizer }),
    };
    for (const [name, use] of Object.entries(uses))
        assert.throws(use, { name: "TypeError", message: "the network of this objective was freed" }, name);
    assert.throws(() => net.predict(x), /this network was freed/);
    objective.free();
    objective.free();
});

test("under batch normalisation one example can still be evaluated", () => {
    const net = core.network({ layers: [2, 3, 1], batchNorm: true });

    assert.ok(Number.isFinite(net.evaluate([0, 0], [1]).loss));
    assert.equal(net.predict([0, 0]).length, 1);
});

test("loadCore wants a core, and says so where none is embedded", async () => {
    await assert.rejects(loadCore(), /no core is embedded here/);
    await assert.rejects(loadCore({ wasm: 5 }), {
        name: "TypeError",
        message: "wasm must be the core's bytes or a WebAssembly.Module, got 5",
    });
    await assert.rejects(loadCore({ wasm: Uint8Array.of(1, 2, 3) }), WebAssembly.CompileError);
    assert.ok((await loadCore({ wasm: compiledCore() })).names("loss").includes("mse"));
});

const normalising = core.network({ layers: [2, 3, 1], batchNorm: true });

/** @type {[string, (net: any, x: any, y: any) => unknown, Function, RegExp][]} */
const mistakes = [
    [
        "a negative learning rate",
        (net) => (net.optimizer = { learningRate: -1 }),
        RangeError,
        /^learningRate must be a finite number ≥ 0, got -1$/,
    ],
    ["no learning rate", (net) => (net.optimizer = {}), TypeError, /^learningRate must be a finite number ≥ 0, got undefined$/],
    ["momentum 1", (net) => (net.optimizer = { learningRate: 1, momentum: 1 }), RangeError, /^momentum .* < 1, got 1$/],
    [
        "a truthy nesterov",
        (net) => (net.optimizer = { learningRate: 1, nesterov: 1 }),
        TypeError,
        /^nesterov must be true or false, got 1$/,
    ],
    [
        "an unknown optimiser",
        (net) => (net.optimizer = { name: "adamax", learningRate: 1 }),
        RangeError,
        /^optimizer.name must be one of sgd.*"adamax"$/,
    ],
    [
        "a misspelt setting",
        (net) => (net.optimizer = { learningrate: 1 }),
        TypeError,
        /^optimizer has no "learningrate"; it may have name, learningRate/,
    ],
    [
        "an unknown activation",
        () => core.network({ layers: [2, 1, 1], activation: "tan" }),
        RangeError,
        /^activation must be one of identity, .*"tan"$/,
    ],
    [
        "too few activations",
        () => core.network({ layers: [2, 1, 1], activation: [] }),
        RangeError,
        /^activation .* 1 hidden layers, got 0$/,
    ],
    [
        "layers of size 0",
        () => core.network({ layers: [2, 0, 1] }),
        RangeError,
        /^layers\[1\] must be a whole number ≥ 1 and ≤ 4096, got 0$/,
    ],
    [
        "more parameters than there is room for",
        () => core.network({ layers: [4096, 4096, 1] }),
        RangeError,
        /^layers must make at most 4194304 parameters, \[4096, 4096, 1\] makes 16785409$/,
    ],
    ["a net without layers", () => core.network({ layers: [2] }), RangeError, /^layers must be an array of 2 to 65 sizes.*got \[2\]$/],
    ["nothing at all", () => core.network(), TypeError, /^network options must be an object with layers/],
    [
        "sigmoid under bce",
        () => core.network({ layers: [2, 1], loss: "bce", outputActivation: "sigmoid" }),
        RangeError,
        /^outputActivation must be identity/,
    ],
    ["three outputs under bce", () => core.network({ layers: [2, 3], loss: "bce" }), RangeError, /^layers must end in 1 under bce, got 3/],
    [
        "batch normalisation that is no boolean",
        () => core.network({ layers: [2, 3, 1], batchNorm: 1 }),
        TypeError,
        /^batchNorm must be .*got 1$/,
    ],
    ["dropping everything", () => core.network({ layers: [2, 3, 1], dropout: 1 }), RangeError, /^dropout must be a .*≥ 0 and < 1, got 1$/],
    [
        "too many pieces",
        () => core.network({ layers: [2, 3, 1], pieces: 17 }),
        RangeError,
        /^pieces must be a whole number ≥ 1 and ≤ 16, got 17$/,
    ],
    [
        "options of three layers for one",
        () => core.network({ layers: [2, 3, 1], alpha: [1, 2, 3] }),
        RangeError,
        /^alpha must be one .*1 hidden.*3$/,
    ],
    [
        "a lower bound above the upper",
        () => core.network({ layers: [2, 3, 1], activation: "rrelu", lower: 1 }),
        RangeError,
        /^lower must be at most/,
    ],
    ["the curve of maxout", () => core.activation("maxout", [0]), RangeError, /^activation must be one of identity, .*"maxout"$/],
    ["a wrong scheme", (net) => net.init({ scheme: "xavier" }), RangeError, /^scheme must be one of zeros, .*"xavier"$/],
    ["a seed with a fraction", (net) => net.init({ seed: 0.5 }), RangeError, /^seed must be a whole number ≥ 0, got 0.5$/],
    ["too few parameters", (net) => (net.parameters = [1, 2]), RangeError, /^parameters .* 17 numbers, got 2$/],
    ["inputs that do not fill rows", (net) => net.predict([1, 2, 3]), RangeError, /^x must hold n × 2 numbers, n at least 1, got 3$/],
    [
        "a row too long",
        (net) =>
            net.predict([
                [1, 2],
                [1, 2, 3],
            ]),
        RangeError,
        /^x\[1\] .* 2 numbers, got 3$/,
    ],
    ["x that is text", (net) => net.predict("1,2"), TypeError, /^x must be a Float32Array or an array of numbers, got "1,2"$/],
    ["a number that is NaN", (net) => net.predict([1, NaN]), RangeError, /^x\[1\] must be a finite number, got NaN$/],
    ["inputs of text", (net) => net.predict([["0", "0"]]), TypeError, /^x\[0\]\[0\] must be a finite number, got "0"$/],
    ["inputs of BigInt", (net) => net.predict([0, 1n]), TypeError, /^x\[1\] must be a finite number, got 1n$/],
    [
        "targets that are true or false",
        (net, x) => net.loss(x, Array(60).fill(true)),
        TypeError,
        /^y\[0\] must be a .* array of 1 numbers, got true$/,
    ],
    [
        "a running variance below 0",
        () => (core.network({ layers: [2, 2, 1], batchNorm: true }).running = [-1, 0, -1, 1]),
        RangeError,
        /^running\[2\] must be a finite number ≥ 0, got -1$/,
    ],
    [
        "batches of one under batch normalisation",
        () => normalising.train([0, 0, 1, 1], [0, 1], { batchSize: 1 }),
        RangeError,
        /^batchSize must be ≥ 2 examples under batchNorm, got 1$/,
    ],
    ...["train", "trainStep", "loss", "gradient", "layerStats", "curvature", "trace", "objective"].map((call) => [
        `${call} of one example under batch normalisation`,
        () => normalising[call]([0, 0], [0]),
        RangeError,
        /^x must be ≥ 2 examples under batchNorm, got 1$/,
    ]),
    ...[{ batchNorm: true }, { activation: "maxout" }].map((options) => [
        `a trace as drawn with ${Object.keys(options)}`,
        () => core.network({ layers: [2, 3, 1], ...options }).trace([0, 0, 1, 1], [0, 1], { asDrawn: true }),
        RangeError,
        /^asDrawn must be false with batchNorm or maxout, got true$/,
    ]),
    [
        "a surface of no points",
        () => core.surface(core.objective("bowl"), { alphas: [] }),
        RangeError,
        /^alphas must hold numbers, got \[\]$/,
    ],
    [
        "basins of no starts",
        () => core.basins(core.objective("bowl"), { optimizer: { learningRate: 0.1 }, alphas: [1], betas: [] }),
        RangeError,
        /^betas must hold numbers, got \[\]$/,
    ],
    ["a number beyond float32", (net) => net.predict([1, 1e39]), RangeError, /^x\[1\] must be a finite number, got 1e\+39$/],
    [
        "parameters of null",
        (net) => (net.parameters = Array(17).fill(null)),
        TypeError,
        /^parameters\[0\] must be a finite number, got null$/,
    ],
    ["parameters that are not there", (net) => (net.parameters = Array(17)), TypeError, /^parameters\[0\] must be a .*, got undefined$/],
    ["an activation of nothing", () => core.activation("tanh", [0, null, [2]]), TypeError, /^z\[1\] must be a finite number, got null$/],
    ["too few targets", (net, x) => net.loss(x, [1]), RangeError, /^y must hold 60 × 1 numbers, got 1$/],
    [
        "a batch larger than the data",
        (net, x, y) => net.train(x, y, { batchSize: 61 }),
        RangeError,
        /^batchSize must be a whole number ≥ 1 and ≤ 60, got 61$/,
    ],
    ["steps below 0", (net, x, y) => net.train(x, y, { steps: -1 }), RangeError, /^steps must be a whole number ≥ 0/],
    ["an unknown surface", () => core.objective("hill"), RangeError, /^surface must be one of bowl, .*"hill"$/],
    ["a surface of nothing", () => core.surface({}), TypeError, /^objective must come from core.objective or net.objective/],
    [
        "a network's surface without directions",
        (net, x, y) => core.surface(net.objective(x, y)),
        TypeError,
        /^u must be .* 17 numbers, got undefined$/,
    ],
    [
        "a start of the wrong length",
        () => core.descend(core.objective("bowl"), { start: [1], optimizer: { learningRate: 1 } }),
        RangeError,
        /^start .* 2 numbers, got 1$/,
    ],
    [
        "noise above a half",
        () => core.dataset("moons", { noise: 0.6 }),
        RangeError,
        /^noise must be a finite number ≥ 0 and ≤ 0.5, got 0.6$/,
    ],
    ["no features", () => core.features([1, 2], []), TypeError, /^features must be an array of at least one of x, y/],
    ["an unknown kind of names", () => core.names("colour"), RangeError, /^kind must be one of activation/],
];

for (const [what, call, kind, message] of mistakes)
    test(`${what} is refused by naming it`, () => {
        const { net, x, y } = smallProblem();

        assert.throws(() => call(net, x, y), { name: kind.name, message });
    });

test("every activation has its curve, slope and bend", () => {
    const z = Float32Array.from([-2, -0.5, 0, 0.5, 2]);
    for (const name of core.names("activation").filter((each) => each !== "maxout")) {
        const { value, slope, bend } = core.activation(name, z);
        assert.ok(
            [value, slope, bend].every((curve) => curve.length === 5 && curve.every(Number.isFinite)),
            name,
        );
    }
    assert.deepEqual(Array.from(core.activation("leaky-relu", [-2, 2], { alpha: 0.25 }).value), [-0.5, 2]);
    assert.deepEqual(Array.from(core.activation("rrelu", [-1], { lower: 0.25, upper: 0.75 }).slope), [0.5]);
});

test("a layer tells where all that it has stands", () => {
    const net = core.network({ layers: [2, 3, 4, 1], activation: ["prelu", "maxout"], batchNorm: [true, false], pieces: 3 });

    const [first, second] = net.layers;
    assert.deepEqual(
        { ...first },
        { in: 2, out: 3, rows: 3, weightsAt: 0, biasesAt: 6, gammaAt: 9, betaAt: 12, slopeAt: 15, unitsAt: 0, rowsAt: 0, runningAt: 0 },
    );
    assert.equal(second.rows, 12);
    assert.deepEqual([second.gammaAt, second.slopeAt, second.runningAt], [-1, -1, -1]);
    assert.equal(net.nRunning, 6);
    net.init({ scheme: "zeros" });
    assert.deepEqual(Array.from(net.parameters.subarray(9, 16)), [1, 1, 1, 0, 0, 0, 0.25]);
    net.free();
});

test("training moves the running values, and evaluation uses them", () => {
    const { x, y } = core.dataset("moons", { n: 100, noise: 0.1, seed: 2 });
    const net = core.network({ layers: [2, 6, 1], batchNorm: true, loss: "bce" });
    net.init({ seed: 3 });
    assert.deepEqual(Array.from(net.running), [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
    const before = net.predict(x);

    net.optimizer = { learningRate: 0 };
    net.train(x, y, { steps: 200 });

    assert.notDeepEqual(net.running.slice(0, 6), new Float32Array(6));
    assert.notDeepEqual(net.predict(x), before);
    // Of 200 means of the same batch the running one misses 0.9²⁰⁰ ≈ 7e-10; its variance is the unbiased one, 1 % larger: evaluation then comes within that.
    const { loss } = net.evaluate(x, y);
    assert.ok(Math.abs(loss - net.loss(x, y)) < 0.01 * loss);
    net.free();
});

test("a run with batch normalisation, drawn slopes and dropout gives the same bits however it is cut", () => {
    const { x, y } = core.dataset("moons", { n: 101, noise: 0.1, seed: 2 });
    const shape = { layers: [2, 6, 5, 1], activation: ["rrelu", "tanh"], batchNorm: [true, false], dropout: [0, 0.2] };
    const run = (pieces) => {
        const net = core.network({ ...shape, loss: "bce" });
        net.init({ seed: 3 });
        net.optimizer = { learningRate: 0.1, momentum: 0.5 };
        const losses = pieces.flatMap((steps) => Array.from(net.train(x, y, { steps, batchSize: 20, seed: 4 }).losses));
        const result = { losses, parameters: net.parameters, running: net.running };
        net.free();
        return result;
    };

    assert.deepEqual(run([1, 2, 20, 7]), run([30]));
});

test("a trace holds the pass: outputs, and δ, which summed over examples is the biases' gradient", () => {
    const { x, y } = core.dataset("moons", { n: 7, noise: 0.1, seed: 2 });
    const net = core.network({ layers: [2, 3, 1], loss: "bce" });
    net.init({ seed: 3 });

    const { z, a, delta, gradient, loss } = net.trace(x, y);

    assert.deepEqual(a.slice(3 * 7), net.predict(x));
    assert.deepEqual(z.slice(3 * 7), net.predict(x)); // of an identity
    assert.equal(loss, net.loss(x, y));
    assert.deepEqual(gradient, net.gradient(x, y).gradient);
    const sum = delta.subarray(0, 7).reduce((total, d) => total + d, 0);
    assert.ok(Math.abs(sum - gradient[net.layers[0].biasesAt]) < 1e-6);
    net.free();
});

test("as drawn, an error passes a unit without its slope", () => {
    const net = core.network({ layers: [1, 1, 1], activation: "tanh", loss: "mse" });
    net.parameters = [1, 0, 2, 0]; // a = tanh x, output 2a

    const drawn = net.trace([0.5], [0], { asDrawn: true });
    const real = net.trace([0.5], [0]);

    const output = 2 * Math.tanh(0.5);
    const error = 2 * output; // of the mean squared error
    const slope = 1 - Math.tanh(0.5) ** 2;
    assert.ok(Math.abs(drawn.delta[0] - 2 * error) < 1e-6);
    assert.ok(Math.abs(real.delta[0] - 2 * error * slope) < 1e-6);
    assert.ok(Math.abs(drawn.gradient[0] - real.gradient[0]) < 1e-6); // one hidden layer: f′ enters once either way
    net.free();
});
