import assert from "node:assert/strict";
import { test } from "node:test";
import { handle } from "../../web/core/requests.js";
import { buffersOf } from "../../web/core/serve.js";
import { newCore } from "./core.mjs";

const core = await newCore();
const ask = (request) => handle(core, request);

const moons = { name: "moons", n: 200, noise: 0.1, seed: 2, testShare: 0.25, inputs: ["x", "y"] };
const tanh = { hidden: [6, 4], activation: "tanh", loss: "mse", l1: 0, l2: 0, init: "xavier-normal", seed: 7 };
const problem = { kind: "network", data: moons, net: tanh };
const sgd = { name: "sgd", learningRate: 0.05, momentum: 0.9, nesterov: false };

const begin = (of = problem) => ({ type: "train", problem: of, theta: ask({ type: "start", problem: of }).theta, state: null, step: 0 });
const run = { steps: 100, optimizer: sgd, batchSize: 20, seed: 1 };

/** Every array a reply shares with a later reply to the same request would be lost when the first is handed over. */
const handedOver = (reply) => structuredClone(reply, { transfer: buffersOf(reply) });

test("a data set comes with its split, its names and its domain", () => {
    const { x, y, nClasses, trainCount, columnNames, domain } = ask({ type: "dataset", data: moons });

    assert.equal(x.length, 400);
    assert.equal(y.length, 200);
    assert.equal(nClasses, 2);
    assert.equal(trainCount, 150);
    assert.deepEqual(columnNames, ["x", "y", "class"]);
    assert.deepEqual([...domain], [-6, 6, -6, 6]);
});

test("measured columns are chosen and scaled to twice their deviation", () => {
    const data = { ...moons, name: "iris", n: 500, columns: [2, 0] };

    const { x, y, columnNames, inputNames, classNames, mean, deviation, scale } = ask({ type: "dataset", data });

    const measured = core.dataset("iris", { n: 150, seed: 2 });
    assert.equal(y.length, 150);
    assert.deepEqual(columnNames, ["petal length (cm)", "sepal length (cm)", "species"]);
    assert.equal(inputNames.length, 4);
    assert.deepEqual(classNames, ["setosa", "versicolor", "virginica"]);
    const back = (x[2] * deviation[0]) / scale + mean[0];
    assert.ok(Math.abs(back - measured.x[1 * 4 + 2]) < 1e-5, `${back}`);
});

test("a set with one input lies on a line, and its domain's height is its targets'", () => {
    const { x, domain, y } = ask({ type: "dataset", data: { ...moons, name: "sine", inputs: ["x"] } });

    assert.ok(x.every((value, i) => i % 2 === 0 || value === 0));
    assert.ok(domain[3] > Math.max(...y) && domain[3] < 2);
});

test("the start is what the network's own init draws", () => {
    const { theta, layers, nParameters } = ask({ type: "start", problem });

    const net = core.network({ layers: [2, 6, 4, 1] });
    net.init({ seed: 7 });
    assert.deepEqual(theta, net.parameters);
    assert.equal(nParameters, 51);
    const absent = { gammaAt: -1, betaAt: -1, slopeAt: -1, runningAt: -1 };
    assert.deepEqual(layers[1], { in: 6, out: 4, rows: 4, weightsAt: 18, biasesAt: 42, unitsAt: 6, rowsAt: 6, ...absent });
});

test("training gives the bits of the API", () => {
    const { x, y } = core.dataset("moons", { n: 200, noise: 0.1, seed: 2 });
    const net = core.network({ layers: [2, 6, 4, 1] });
    net.init({ seed: 7 });
    net.optimizer = sgd;
    const [trainX, trainY] = [x.slice(0, 300), y.slice(0, 150).map((c) => 2 * c - 1)];
    const { losses } = net.train(trainX, trainY, { steps: 100, batchSize: 20, seed: 1 });

    const reply = ask({ ...begin(), ...run });

    assert.deepEqual(reply.losses, losses);
    assert.deepEqual(reply.theta, net.parameters);
    assert.equal(reply.step, 100);
    assert.equal(reply.train.loss, net.loss(trainX, trainY));
    assert.equal(reply.train.accuracy, net.accuracy(trainX, trainY));
    assert.ok(reply.test.accuracy > 0.5);
    assert.equal(reply.diverged, null);
});

test("training cut by requests and budgets gives the bits of one request", () => {
    const whole = ask({ ...begin(), ...run });

    let reply = { ...begin(), theta: begin().theta };
    const losses = [];
    for (let cuts = 0; reply.step < 100; cuts++) {
        const { theta, state, step } = reply;
        reply = ask({ ...begin(), ...run, theta, state, step, steps: Math.min(17, 100 - step), budget: cuts % 2 ? 1e-6 : undefined });
        losses.push(...reply.losses);
    }

    assert.deepEqual(reply.theta, whole.theta);
    assert.deepEqual(reply.state, whole.state);
    assert.deepEqual(Float32Array.from(losses), whole.losses);
});

test("a budget ends a request before its steps are done", () => {
    const reply = ask({ ...begin(), ...run, steps: 1e6, budget: 5 });

    assert.ok(reply.step >= 1 && reply.step < 1e6, `${reply.step} steps`);
    assert.equal(reply.losses.length, reply.step);
});

test("a change of momentum starts with a new velocity, a change of rate keeps the old", () => {
    const first = ask({ ...begin(), ...run, steps: 10 });
    const again = (state, optimizer) => ask({ ...begin(), ...run, steps: 1, theta: first.theta, state, step: 10, optimizer });

    const slower = { ...sgd, learningRate: 0.01 };
    assert.notDeepEqual(again(first.state, slower).theta, again(null, slower).theta);
    const plain = { ...sgd, momentum: 0 };
    assert.deepEqual(again(first.state, plain).theta, again(null, plain).theta);
});

test("the penalty that throws training out is named, and the last finite state stands", () => {
    const decayed = { ...problem, net: { ...tanh, l2: 0.3 } };

    const reply = ask({ ...begin(decayed), steps: 1000, optimizer: { learningRate: 10 }, batchSize: 150 });

    assert.equal(reply.diverged.cause, "l2");
    assert.equal(reply.diverged.step, reply.step);
    assert.ok(Math.abs(reply.diverged.limit - 2 / 0.3) < 1e-5);
    assert.ok(reply.theta.every(Number.isFinite) && Number.isFinite(reply.train.loss));
});

test("what a diverged run leaves standing has finite losses over all examples, however it was cut", () => {
    const decayed = { ...problem, net: { ...tanh, l2: 0.3 } };
    const wild = { ...begin(decayed), steps: 400, optimizer: { learningRate: 10 }, batchSize: 10 };

    const whole = ask(wild);
    let last = ask({ ...wild, budget: 1e-6 });
    while (!last.diverged) last = ask({ ...wild, theta: last.theta, state: last.state, step: last.step, budget: 1e-6 });

    assert.ok(whole.diverged && Number.isFinite(whole.train.loss) && Number.isFinite(whole.test.loss));
    assert.equal(last.step, whole.step);
    assert.deepEqual(last.theta, whole.theta);
    assert.equal(whole.losses.length, whole.step);
});

test("squared inputs with a rate too large diverge by curvature", () => {
    const squared = { ...problem, data: { ...moons, inputs: ["x2", "y2"] }, net: { ...tanh, hidden: [], activation: "identity" } };

    const reply = ask({ ...begin(squared), steps: 1000, optimizer: { learningRate: 0.3 }, batchSize: 150 });

    assert.equal(reply.diverged.cause, "curvature");
    assert.ok(reply.diverged.limit < 0.3 && reply.diverged.learningRate === Math.fround(0.3));
});

test("views are sampled in the middles of cells, the topmost row first", () => {
    const size = 3;
    const reply = ask({ ...begin(), ...run, steps: 0, views: { decision: size, units: size, domain: [-6, 6, -3, 3] } });

    const net = core.network({ layers: [2, 6, 4, 1] });
    net.parameters = reply.theta;
    const points = [2, 0, -2].flatMap((y) => [-4, 0, 4].flatMap((x) => [x, y]));
    assert.deepEqual(reply.decision, net.predict(points));
    assert.deepEqual(reply.units, net.units(points));
});

test("targets are as the loss and the classes ask", () => {
    const outputs = (name, loss, testShare = 0) => {
        const { layers } = ask({ type: "start", problem: { ...problem, data: { ...moons, name, testShare }, net: { ...tanh, loss } } });
        return layers[layers.length - 1].out;
    };

    assert.equal(outputs("moons", "mse"), 1);
    assert.equal(outputs("moons", "bce"), 1);
    assert.equal(outputs("moons", "softmax"), 2);
    assert.equal(outputs("penguins", "softmax"), 3);
    assert.equal(outputs("penguins", "mse"), 3);
    assert.equal(outputs("plane", "mse"), 1);
    assert.throws(() => outputs("penguins", "bce"), /^RangeError: loss must be mse or softmax for 3 classes, got "bce"$/);
    assert.throws(() => outputs("plane", "softmax"), /^RangeError: loss must be mse or half-mse for a regression, got "softmax"$/);
});

test("random directions differ by seed and keep each unit's length", () => {
    const { theta } = ask({ type: "start", problem });

    const one = ask({ type: "directions", problem, theta, kind: "random", seed: 1 });
    const two = ask({ type: "directions", problem, theta, kind: "random", seed: 2 });

    const length = (v) => Math.hypot(...v.slice(0, 2)); // the first unit's weights
    assert.equal(new Set([one.u, one.v, two.u, two.v].map((v) => v[0])).size, 4);
    for (const v of [one.u, one.v, two.u, two.v]) assert.ok(Math.abs(length(v) - length(theta)) < 1e-6 * length(theta));
});

test("a surface cut into bands is the whole surface, and its middle the loss", () => {
    const { theta: origin } = ask({ type: "start", problem });
    const plane = { problem, origin, ...ask({ type: "directions", problem, theta: origin, kind: "weights", a: 0, b: 5 }) };
    const offsets = Float32Array.of(-1, 0, 1);

    const whole = ask({ type: "surface", ...plane, alphas: offsets, betas: offsets }).losses;
    const bands = [0, 1, 2].flatMap((k) => [...ask({ type: "surface", ...plane, alphas: offsets, betas: offsets.slice(k, k + 1) }).losses]);

    assert.deepEqual(Float32Array.from(bands), whole);
    assert.equal(whole[4], ask({ ...begin(), ...run, steps: 0 }).train.loss);
});

test("curvature started from its last vector finds the same", () => {
    const { theta } = ask({ type: "start", problem });
    const first = ask({ type: "curvature", problem, theta, optimizer: sgd });

    const again = ask({ type: "curvature", problem, theta, start: first.maxVector, optimizer: sgd });

    assert.ok(first.converged && again.converged);
    assert.ok(Math.abs(first.max - again.max) < 1e-3 * first.max);
    assert.ok(Math.abs(first.stableLearningRate * first.max - 3.8) < 1e-5); // 2 + 2 · 0.9
});

test("descent on a surface is recorded, and its points found again in the plane", () => {
    const himmelblau = { kind: "surface", surface: "himmelblau" };
    const { window, start, minima } = ask({ type: "surfaceInfo", surface: "himmelblau" });
    const { theta } = ask({ type: "start", problem: himmelblau });

    const { path, losses, steps, diverged } = ask({
        type: "descend",
        problem: himmelblau,
        start,
        optimizer: { learningRate: 0.01 },
        steps: 50,
    });
    const [u, v] = [Float32Array.of(1, 1), Float32Array.of(1, -1)];
    const { points } = ask({ type: "project", path, origin: start, u, v });

    assert.deepEqual([...window], [-5, 5, -5, 5]);
    assert.equal(minima.length, 4);
    assert.deepEqual(theta, start);
    assert.equal(steps, 50);
    assert.equal(diverged, null);
    assert.ok(losses[50] < losses[0]);
    for (let k = 0; k <= 50; k++) {
        const x = start[0] + points[2 * k] + points[2 * k + 1];
        assert.ok(Math.abs(x - path[2 * k]) < 1e-5);
    }
});

test("projecting drops what leaves the plane, and stands parallel directions", () => {
    const [u, v] = [Float32Array.of(1, 0, 0), Float32Array.of(1, 2, 0)];
    const path = Float32Array.of(3, 4, 5);
    const origin = new Float32Array(3);

    assert.deepEqual([...ask({ type: "project", path, origin, u, v }).points], [1, 2]);
    assert.deepEqual([...ask({ type: "project", path, origin, u, v: u }).points], [3, 0]);
});

test("the lines of equal height in a bowl lie at their level, each closed, and a number of levels below one is refused", () => {
    const side = 41;
    const place = (i) => (i - 20) / 10;
    const values = Float32Array.from({ length: side * side }, (_, k) => place(k % side) ** 2 + place(Math.floor(k / side)) ** 2);
    const grid = { values, columns: side, rows: side, edges: { left: -2.05, right: 2.05, first: -2.05, last: 2.05 } };

    const { contours } = ask({ type: "contours", grid, levels: 5 });

    assert.equal(contours.length, 5);
    for (const { level, lines } of contours.filter(({ level }) => level < 4)) {
        assert.equal(lines.length, 1);
        const [line] = lines;
        assert.deepEqual(line.slice(0, 2), line.slice(-2));
        for (let k = 0; k < line.length; k += 2) {
            const height = line[k] ** 2 + line[k + 1] ** 2;
            assert.ok(Math.abs(height - level) < 0.0025 + 1e-5, `${height} at ${level}`); // a chord of 0.1: (0.1 / 2)² above the bowl
        }
    }
    assert.throws(() => ask({ type: "contours", grid, levels: 0 }), /levels/);
});

test("basins cut into bands are labelled as one map", () => {
    const well = { kind: "surface", surface: "double-well" };
    const plane = { problem: well, origin: new Float32Array(2), u: Float32Array.of(1, 0), v: Float32Array.of(0, 1) };
    const alphas = Float32Array.of(-2, -1, 1, 2);
    const bands = [-1, 1].map((beta) =>
        ask({ type: "basins", ...plane, alphas, betas: Float32Array.of(beta), optimizer: { learningRate: 0.1 }, steps: 300 }),
    );
    const ends = Float32Array.from(bands.flatMap((band) => [...band.ends]));
    const losses = Float32Array.from(bands.flatMap((band) => [...band.losses]));

    const { labels, minima } = ask({ type: "label", problem: well, ends, losses, n: 2, distance: 0.1, lossDistance: 0.01, maxGroups: 8 });

    assert.deepEqual([...labels], [0, 0, 1, 1, 0, 0, 1, 1]);
    assert.deepEqual(
        minima.map(({ count, end }) => [count, end]),
        [
            [4, "minimum"],
            [4, "minimum"],
        ],
    );
    assert.ok(minima.every(({ lambdaMin, gradientNorm }) => lambdaMin > 0.9 && gradientNorm < 1e-3));
});

test("a CSV's points train a network, and later need only their key", async () => {
    const lines = Array.from({ length: 60 }, (_, i) => `${i % 7},${(i * i) % 11},${i < 30 ? "low" : "high"}`);
    const { points } = ask({ type: "csv", text: lines.join("\n") });
    const data = { ...moons, name: "csv", points };
    const { x: _x, y: _y, ...keyOnly } = points;

    const set = ask({ type: "dataset", data });
    const reply = ask({ ...begin({ ...problem, data }), ...run });
    const again = ask({ type: "dataset", data: { ...data, seed: 3, points: keyOnly } });

    assert.equal(set.trainCount, 45);
    assert.deepEqual(set.classNames, ["low", "high"]);
    assert.ok(set.y.slice(45).includes(0) && set.y.slice(45).includes(1), "the test rows hold both classes of a sorted file");
    assert.equal(reply.step, 100);
    assert.notDeepEqual(again.x, set.x);
    const stranger = { type: "dataset", data: { ...data, points: { ...keyOnly, key: "other" } } };
    assert.throws(() => ask(stranger), /points "other" came without their numbers/);
});

test("a CSV that is none gives its place", () => {
    const { error, points } = ask({ type: "csv", text: "1,2\n3,4,5\n" });

    assert.equal(points, undefined);
    assert.equal(error.line, 2);
    assert.ok(error.expected.length > 0);
});

test("replies may be handed over: the same request again has the same reply", () => {
    const surface = { kind: "surface", surface: "ravine" };
    const { theta } = ask({ type: "start", problem });
    const views = { decision: 4, units: 4, domain: [-6, 6, -6, 6] };
    const requests = [
        { type: "dataset", data: moons },
        { type: "start", problem },
        { type: "start", problem: surface },
        { ...begin(), ...run, steps: 0, views },
        { ...begin(), ...run, views },
        { type: "directions", problem, theta, kind: "random", seed: 4 },
        { type: "curvature", problem, theta, optimizer: sgd },
        { type: "surfaceInfo", surface: "ravine" },
    ];

    for (const request of requests) {
        const first = handedOver(ask(request));
        assert.deepEqual(ask(request), first, request.type);
    }
    assert.equal(theta.length, 51);
});

test("a request changes nothing that it was given", () => {
    const request = { ...begin(), ...run, state: new Float32Array(51).fill(0.1) };
    const copy = structuredClone(request);

    ask(request);

    assert.deepEqual(request, copy);
});

test("more problems than are kept still give the same", () => {
    const of = (seed) => ({ ...problem, data: { ...moons, seed } });
    const first = ask({ ...begin(of(0)), ...run });

    for (let seed = 1; seed < 20; seed++) ask({ ...begin(of(seed)), ...run, steps: 1 });

    assert.deepEqual(ask({ ...begin(of(0)), ...run }), first);
});

test("what cannot be answered is refused by naming it", () => {
    const refused = [
        [{ type: "paint" }, /^request.type must be one of dataset, .*"paint"$/],
        [{ type: "start", problem: { kind: "sculpture" } }, /^problem.kind must be network or surface here; got "sculpture"$/],
        [{ type: "start", problem: { ...problem, data: { ...moons, inputs: [] } } }, /^inputs must be an array of at least one/],
        [
            { type: "start", problem: { ...problem, data: { ...moons, name: "sine" } } },
            /^inputs\[1\] must be one of x, x2, sin-x; got "y"$/,
        ],
        [{ type: "dataset", data: { ...moons, testShare: 1 } }, /^testShare must be a finite number ≥ 0 and ≤ 0.9, got 1$/],
        [{ type: "dataset", data: { ...moons, columns: [0, 2] } }, /^columns\[1\] must be a whole number ≥ 0 and ≤ 1, got 2$/],
        [{ type: "dataset", data: { ...moons, name: "csv" } }, /^data.points must hold the points of a csv/],
        [{ ...begin(), ...run, theta: new Float32Array(3) }, /^theta .* 51 numbers, got 3$/],
        [{ ...begin(), ...run, optimizer: { learningRate: -1 } }, /^learningRate must be a finite number ≥ 0, got -1$/],
    ];

    for (const [request, message] of refused) assert.throws(() => ask(request), { message });
});
