/** The figure of the bent plane: its request gives the core's numbers, and what lies between two layers joins them without a jump. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { handle } from "../../web/core/requests.js";
import { Bend } from "../../web/figure/manifold/bend.js";
import { positionsAt } from "../../web/figure/manifold/between.js";
import { fitting, parameters } from "../../web/figure/manifold/parameters.js";
import { paintSeparator, paintSheet, scalesAround } from "../../web/figure/manifold/sheet.js";
import { factInWords, projectionInWords, resultInWords, stageInWords } from "../../web/figure/manifold/words.js";
import { makeBuffer } from "../../web/paint/heatmap.js";
import { check, defaults, specOf } from "../../web/parameters.js";
import { textIn } from "../../web/text/index.js";
import { lightTheme } from "../../web/theme.js";
import { newCore } from "./core.mjs";
import { recordingContext } from "./recording.mjs";

const core = await newCore();
const CELLS = 24;
const domain = [-6, 6, -6, 6];

function problemWith({ name = "two-curves", hidden = [2, 2], activation = "tanh", loss = "bce", ...data } = {}) {
    return {
        kind: "network",
        data: { name, n: 200, noise: 0, seed: 1, testShare: 0.5, inputs: ["x", "y"], ...data },
        net: { hidden, activation, loss, init: "xavier-normal", seed: 1 },
    };
}

/** The network of a problem after so many steps. */
function trained(problem, steps, rate = 0.1) {
    const { theta } = handle(core, { type: "start", problem });
    const optimizer = { name: "sgd", learningRate: rate };
    return handle(core, { type: "train", problem, theta, state: null, step: 0, steps, optimizer, batchSize: 10, seed: 1 });
}
const bend = (problem, theta, reference = null) => handle(core, { type: "manifold", problem, theta, cells: CELLS, domain, reference });
const layersOf = (problem) => handle(core, { type: "start", problem }).layers;
const rowOf = (points, i) => [points[2 * i], points[2 * i + 1]];

for (const hidden of [[2, 2], [1], [5, 3], [4]])
    test(`in the last space of a network with layers of ${hidden} the output is a distance from one straight line`, () => {
        const problem = problemWith({ hidden });
        const { theta } = trained(problem, 300);

        const { spaces, outputs, separator } = bend(problem, theta);

        const { weightsAt, biasesAt, in: width } = layersOf(problem).at(-1);
        const size = theta.subarray(weightsAt, biasesAt + 1).reduce((sum, w) => sum + Math.abs(w), 0);
        const tolerance = 8 * (width + 2) * 2 ** -24 * size; // rounding of the network's sum, and of the coordinates', whose units are within ±1
        const { after } = spaces.at(-1);
        outputs.forEach((output, i) => {
            const [x, y] = rowOf(after, i);
            const height = separator.normal[0] * x + separator.normal[1] * y + separator.offset;
            assert.ok(Math.abs(height - output) <= tolerance, `${height} for ${output}`);
        });
    });

test("the boundary is where the network answers 0", () => {
    const problem = problemWith();
    const { theta } = trained(problem, 300);

    const { outputs, latticeCount, boundaryCount } = bend(problem, theta);

    const side = CELLS + 1;
    let steepest = 0; // between neighbours, a lattice square apart
    for (let i = 0; i < latticeCount; i++) {
        if ((i + 1) % side) steepest = Math.max(steepest, Math.abs(outputs[i + 1] - outputs[i]));
        if (i + side < latticeCount) steepest = Math.max(steepest, Math.abs(outputs[i + side] - outputs[i]));
    }
    const boundary = outputs.subarray(latticeCount, latticeCount + boundaryCount);
    assert.ok(boundaryCount > CELLS);
    // Halved 12 times; within a square the slope may be some times what it is across it.
    for (const output of boundary) assert.ok(Math.abs(output) <= (4 * steepest) / 4096, `${output}, where a square makes ${steepest}`);
});

test("points of the lattice and the examples are where net.units puts them", () => {
    const problem = problemWith({ hidden: [2, 3], name: "rings" });
    const { theta } = trained(problem, 50);

    const { points, spaces } = bend(problem, theta);

    const net = core.network({ layers: [2, 2, 3, 1], activation: "tanh", loss: "bce" });
    net.parameters = theta;
    const n = points.length / 2;
    const units = net.units(points);
    assert.deepEqual(rowOf(spaces[1].after, 7), [units[7], units[n + 7]]);
    const { u, v, centre, after } = spaces[2];
    for (const i of [0, 100, n - 1]) {
        const h = [2, 3, 4].map((unit, k) => units[unit * n + i] - centre[k]);
        [u, v].forEach((axis, c) => {
            const coordinate = axis.reduce((sum, value, k) => sum + value * h[k], 0);
            assert.ok(Math.abs(after[2 * i + c] - coordinate) <= 4 * 2 ** -24 * 4);
        });
    }
    net.free();
});

test("a layer of two units is reached by its own W and b", () => {
    const problem = problemWith({ hidden: [2, 2] });
    const { theta } = trained(problem, 100);

    const { spaces } = bend(problem, theta);

    const { weightsAt } = layersOf(problem)[0];
    spaces[1].affine.matrix.forEach((value, k) => assert.ok(Math.abs(value - theta[weightsAt + k]) <= 1e-5 * (1 + Math.abs(value))));
    spaces[1].after.forEach((value, i) => assert.ok(Math.abs(value - Math.tanh(spaces[1].before[i])) <= 8 * 2 ** -24));
});

for (const hidden of [
    [2, 2],
    [3, 1, 2],
])
    test(`through layers of ${hidden} the picture passes each space, and nowhere jumps`, () => {
        const problem = problemWith({ hidden });
        const { spaces } = bend(problem, trained(problem, 200).theta);

        spaces.forEach(({ before, after }, k) => {
            assert.deepEqual(positionsAt(spaces, k), after);
            if (before) assert.deepEqual(positionsAt(spaces, k - 0.5), before);
        });
        const largest = Math.max(...spaces.flatMap(({ before, after }) => [...(before ?? []), ...after].map(Math.abs)));
        for (let depth = 0; depth < hidden.length; depth += 0.125) {
            const [here, there] = [depth, depth + 1e-4].map((at) => positionsAt(spaces, at));
            // In half a layer a point turns by at most π and goes by at most the sum of two places: 2e-4 of that here, with room for the turn's arc.
            here.forEach((value, i) => assert.ok(Math.abs(value - there[i]) <= 2e-4 * (Math.PI + 4) * largest * 2));
        }
    });

test("the axes of wide layers go along while the network trains, and flip nowhere", () => {
    const problem = problemWith({ hidden: [6, 3], name: "circle" });
    const start = handle(core, { type: "start", problem });
    const optimizer = { name: "sgd", learningRate: 0.1 };
    const reference = bend(problem, start.theta).spaces;

    let { theta, state, step } = { theta: start.theta, state: null, step: 0 };
    let axes = reference;
    while (step < 300) {
        ({ theta, state, step } = handle(core, {
            type: "train",
            problem,
            theta,
            state,
            step,
            steps: 2,
            optimizer,
            batchSize: 10,
            seed: 1,
        }));
        const next = bend(problem, theta, reference).spaces;
        for (const l of [1, 2])
            for (const axis of ["u", "v"]) {
                const along = next[l][axis].reduce((sum, value, i) => sum + value * axes[l][axis][i], 0);
                assert.ok(along > 0.8, `step ${step}, layer ${l}, ${axis}: ${along}`);
            }
        axes = next;
    }
});

test("a picture is of the network alone: the same weights give the same bits, in whatever order they were asked for", () => {
    const problem = problemWith({ hidden: [5, 4] });
    const { theta } = trained(problem, 40);
    const reference = bend(problem, handle(core, { type: "start", problem }).theta).spaces;

    const first = bend(problem, theta, reference);
    bend(problem, trained(problem, 80).theta, reference);

    assert.deepEqual(bend(problem, theta, reference), first);
});

test("the share that is seen is that of the core's principal components", () => {
    const problem = problemWith({ hidden: [6, 2], testShare: 0 });
    const { theta } = trained(problem, 100);

    const { spaces, points } = bend(problem, theta);

    const net = core.network({ layers: [2, 6, 2, 1], activation: "tanh", loss: "bce" });
    net.parameters = theta;
    const x = points.slice(-400);
    const units = net.units(x);
    const rows = Float32Array.from({ length: 1200 }, (_, i) => units[(i % 6) * 200 + Math.floor(i / 6)]);
    const { explained } = core.pathPlane(rows, 6);
    assert.ok(Math.abs(spaces[1].explained - explained[0] - explained[1]) < 1e-4); // the core's tolerance for eigenvalues
    assert.ok(spaces[1].explained < 1 && spaces[1].kind === "principal" && spaces[2].explained === null);
    net.free();
});

test("the wrong examples are those that the accuracy misses", () => {
    const problem = problemWith({ name: "tangled", noise: 0.2 });
    const { theta, train, test: held } = trained(problem, 400);

    const { wrong } = bend(problem, theta);

    assert.deepEqual(wrong, { train: Math.round(100 * (1 - train.accuracy)), test: Math.round(100 * (1 - held.accuracy)) });
    assert.ok(wrong.train > 0);
});

test("weights that are all 0 are shown, with all points in one place", () => {
    const problem = problemWith({ hidden: [4, 3] });
    const theta = new Float32Array(handle(core, { type: "start", problem }).nParameters);

    const { spaces, separator, boundaryCount } = bend(problem, theta);

    assert.ok(spaces[2].after.every((value) => value === 0));
    assert.deepEqual([spaces[2].explained, boundaryCount], [null, 0]);
    assert.deepEqual(separator, { normal: [0, 0], offset: 0 });
});

test("what cannot be shown is refused by name", () => {
    const theta = new Float32Array(1);
    const refusal = (wish) => () => bend(problemWith(wish), theta);

    assert.throws(refusal({ inputs: ["x", "xy"] }), /problem\.data\.inputs must be x and y here, got x, xy/);
    assert.throws(refusal({ name: "iris", loss: "softmax" }), /two classes and one output here, got 3 classes and 3 outputs/);
    assert.throws(refusal({ hidden: [] }), /problem\.net\.hidden must have at least one layer here/);
    assert.throws(refusal({ activation: "maxout" }), /problem\.net\.activation must not be maxout here/);
    const wide = problemWith({ hidden: [3, 2] });
    const axes = { u: [1, 0], v: [0, 1] };
    assert.throws(() => bend(wide, handle(core, { type: "start", problem: wide }).theta, [axes, axes, axes]), /reference\.u must .*3/);
});

test("every set of data brings settings that the parameters allow", () => {
    assert.deepEqual(Object.keys(fitting).sort(), [...specOf(parameters, "data").choices].sort());
    for (const settings of Object.values(fitting))
        for (const [name, value] of Object.entries(settings)) assert.doesNotThrow(() => check(specOf(parameters, name), value));
});

test("what is counted in a picture is told with the step of that picture, also when the run has gone on", async () => {
    let answer;
    const bend = new Bend({ ask: () => new Promise((done) => (answer = done)), invalidate() {} });
    const run = { problem: problemWith(), theta: new Float32Array(1), running: null, step: 16 };
    const session = { run, data: { domain } };

    const shown = bend.follow(session);
    run.step = 30;
    answer({ wrong: { train: 5 } });
    await shown;

    assert.equal(bend.step, 16);
    assert.equal(bend.reply.wrong.train, 5);
});

test("the settings that spirals bring bend them apart, all but a point where the arms meet, whatever the seed", () => {
    const { hidden, activation, init, learningRate, momentum, batchSize } = fitting.spiral;
    for (let seed = 1; seed <= 5; seed++) {
        const problem = {
            kind: "network",
            data: { name: "spiral", n: 500, noise: 0, seed, testShare: 0.5, inputs: ["x", "y"] },
            net: { hidden, activation, loss: "bce", init, seed },
        };
        const { theta } = handle(core, { type: "start", problem });
        const optimizer = { name: "sgd", learningRate, momentum };

        const { train } = handle(core, { type: "train", problem, theta, state: null, step: 0, steps: 3000, optimizer, batchSize, seed });

        assert.ok(250 * (1 - train.accuracy) < 1.5, `seed ${seed}: ${train.accuracy} of 250 are right`);
    }
});

test("the words say how far it is, what is seen, and what is left", () => {
    const host = { t: textIn("en"), parameters: { ...defaults(parameters), data: "rings" } };
    const problem = problemWith({ name: "rings", hidden: [2, 3] });
    const reply = bend(problem, trained(problem, 20).theta);

    assert.equal(stageInWords(host, reply.spaces, 0), "The input plane, not moved yet.");
    assert.equal(stageInWords(host, reply.spaces, 0.25), "Into layer 1: turning, stretching, shifting by W·h + b, 50\u00a0% done.");
    assert.equal(stageInWords(host, reply.spaces, 1.5), "Layer 2 before its activation: z = W·h + b.");
    assert.equal(stageInWords(host, reply.spaces, 1.75), "Into layer 2: tanh bends each unit by itself, 50\u00a0% done.");
    assert.equal(projectionInWords(host, reply.spaces, 1), "");
    assert.match(projectionInWords(host, reply.spaces, 2), /^This layer has 3 units\. Seen edge-on/);
    assert.match(factInWords(host, 2), /keep what is inside inside/);
    assert.match(factInWords(host, 3), /can be lifted out/);
    const words = resultInWords(host, reply, 20, 100, 100);
    const { train, test } = reply.wrong;
    assert.ok(words.includes(`leaves ${train} of 100 training points (${train}\u00a0%) on the wrong side`), words);
    assert.ok(words.endsWith(`; of 100 test points ${test} (${test}\u00a0%) are wrong.`), words);
});

for (const activation of ["tanh", "relu"])
    test(`a sheet bent by ${activation} is painted within its frame, and all settings are put back`, () => {
        const problem = problemWith({ activation });
        const reply = bend(problem, trained(problem, 100).theta);
        const data = handle(core, { type: "dataset", data: problem.data });
        const { ctx, named, isRestored } = recordingContext();

        const at = positionsAt(reply.spaces, 1.5);
        const scales = scalesAround(at, { x: 10, y: 10, width: 300, height: 200 });
        const ground = makeBuffer(() => ({ getContext: () => recordingContext().ctx }), 300, 200);
        const buffer = (...size) => (assert.deepEqual(size, [300, 200]), ground);
        paintSheet(ctx, { at, reply, data }, scales, lightTheme, { certainty: (output) => 0.5 + output / 4, buffer });
        paintSeparator(ctx, reply.separator, scales, lightTheme, 1);

        for (const { args } of named("lineTo").slice(0, -1))
            assert.ok(args[0] > 9 && args[0] < 311 && args[1] > 9 && args[1] < 211, String(args));
        assert.deepEqual(named("drawImage")[0].args.slice(1), [10, 10, 300, 200]);
        const seen = ground.pixels.filter((color) => color !== 0).length / (300 * 200);
        assert.ok(seen > 0.05 && seen < 0.95, `the sheet lies on ${seen} of the frame`); // it keeps its shape: something is left free, but not all
        assert.ok(isRestored());
    });
