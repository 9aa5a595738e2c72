import assert from "node:assert/strict";
import { test } from "node:test";
import { handle } from "../../web/core/requests.js";
import { LiveSurface } from "../../web/figure/loss-surface/live-surface.js";
import { parameters } from "../../web/figure/loss-surface/parameters.js";
import { bandRequests, lossRequest, planeKey, sizesUpTo, windowAround } from "../../web/figure/loss-surface/plane.js";
import { Terrain } from "../../web/figure/loss-surface/terrain.js";
import { Trail } from "../../web/figure/loss-surface/trail.js";
import { indexOf, placeOf, twoEntries, weightName } from "../../web/figure/loss-surface/weights.js";
import { parameters as playgroundParameters, problemOf } from "../../web/figure/training/parameters.js";
import { Run } from "../../web/figure/training/run.js";
import { defaults, shared, specOf } from "../../web/parameters.js";
import { textIn } from "../../web/text/index.js";
import { newCore } from "./core.mjs";

const core = await newCore();
const ask = async (request) => handle(core, request);

/** A Host as far as a terrain needs one. */
function hostOf(given = {}) {
    const p = { ...defaults(parameters), size: 24, ...given };
    return { parameters: p, invalidate() {}, ask: (_, request) => ask(request), askAll: (_, requests) => Promise.all(requests.map(ask)) };
}

/** A run of the figure, begun as the figure begins it, with its terrain. */
async function begun(given = {}) {
    const host = hostOf(given);
    const p = host.parameters;
    const terrain = new Terrain(host);
    const run = new Run(ask, {
        problem: problemOf(p, null, 2),
        rates: p,
        batchSize: p.batchSize,
        seed: p.seed,
        trainCount: 250,
        changes: [],
    });
    run.onPoint = () => terrain.note(run);
    await run.start();
    await terrain.begin(run);
    await run.advance(0);
    return { host, terrain, run };
}

async function trainTo(run, step, chunk = Infinity) {
    while (run.step < step) await run.advance(Math.min(step, run.step + chunk));
}

test("what a network is made of has the same parameters as in the playground", () => {
    const network = ["data", "n", "noise", "seed", "hidden", "activation", "loss", "learningRate", "momentum", "batchSize", "l2", "init"];

    const carried = shared(parameters, { ...defaults(playgroundParameters), data: "spiral", hidden: [8, 8], learningRate: 0.1 });

    for (const name of network) assert.ok(name in carried, name);
    assert.deepEqual([carried.data, carried.hidden, carried.learningRate], ["spiral", [8, 8], 0.1]);
    assert.equal(specOf(parameters, "data").choices.includes("csv"), false);
});

test("every entry of theta has one place in the network, and every place one entry", async () => {
    const { layers, nParameters } = await ask({ type: "start", problem: problemOf({ ...defaults(parameters), hidden: [3, 5] }, null, 2) });

    const places = Array.from({ length: nParameters }, (_, index) => placeOf(layers, index));

    assert.deepEqual(places.map((place) => indexOf(layers, place)), Array.from({ length: nParameters }, (_, index) => index)); // prettier-ignore
    assert.deepEqual(placeOf(layers, 3), { layer: 0, unit: 1, from: 1 });
    assert.deepEqual(placeOf(layers, 8), { layer: 0, unit: 2, from: -1 });
    assert.equal(weightName(textIn("en"), layers, 3, ["x", "y"]), "w layer 1, unit 2 ← y");
    assert.equal(weightName(textIn("zh"), layers, nParameters - 1, ["x", "y"]), "偏置：输出");
});

test("two axes are always two different entries of theta", () => {
    assert.deepEqual(twoEntries(6, 22, 37), [6, 22]);
    assert.deepEqual(twoEntries(6, 6, 37), [6, 7]);
    assert.deepEqual(twoEntries(90, 95, 37), [36, 35]);
    assert.deepEqual(planeKey({ plane: "random", planeSeed: 5 }, 37), [5]);
});

test("the window stands still while the path is short, and never loses the path's end", () => {
    const still = windowAround([0, 0, 0.1, -0.1], 2);
    const far = windowAround([0, 0, 50, -30], 2);

    assert.deepEqual(still, [-2, 2, -2, 2]);
    assert.ok(far[0] < 50 && 50 < far[1] && far[2] < -30 && -30 < far[3]);
    assert.equal(far[1] - far[0], 4);
    assert.deepEqual(windowAround([], 2), [-2, 2, -2, 2]);
});

test("bands put together are the surface in one piece", async () => {
    const { terrain, run } = await begun();
    await terrain.refresh(run, { live: false });
    const slice = terrain.slice(run);

    const bands = await Promise.all(bandRequests(slice, 24).map(ask));
    const [first] = bandRequests(slice, 24);
    const betas = Float32Array.from(bandRequests(slice, 24).flatMap((request) => [...request.betas]));
    const whole = await ask({ ...first, betas });

    assert.deepEqual(Float32Array.from(bands.flatMap(({ losses }) => [...losses])), whole.losses);
});

test("where the network stands, the slice through it shows its true loss, bit for bit", async () => {
    for (const plane of ["weights", "random"]) {
        const { terrain, run } = await begun({ plane });
        await trainTo(run, 60);
        await terrain.refresh(run, { live: false });
        const slice = terrain.slice(run);

        const { losses } = await ask(lossRequest(slice, slice.at));

        assert.equal(losses[0], run.last.train.loss);
    }
});

test("away from the slice's network the plane's loss is not the true loss, and the path keeps the true one", async () => {
    const { terrain, run } = await begun();
    await trainTo(run, 200);
    await terrain.refresh(run, { live: false });
    const { stops, points } = terrain.trail.path;

    const shown = (await ask(lossRequest(terrain.slice(run), [points[0], points[1]]))).losses[0];

    assert.equal(stops[0].step, 0);
    const start = await ask({ type: "start", problem: run.problem });
    const { losses } = await ask({
        type: "surface",
        problem: run.problem,
        origin: start.theta,
        ...unit(start.theta.length),
        alphas: [0],
        betas: [0],
    });
    assert.equal(stops[0].loss, losses[0]);
    assert.ok(Math.abs(shown - stops[0].loss) > 0.1, `${shown} against ${stops[0].loss}`);
});

/** Two directions that are not used. @param {number} n */
function unit(n) {
    const u = new Float32Array(n).fill(1);
    return { u, v: u };
}

test("a start is the weights as drawn, moved along the plane, and nothing else", async () => {
    const { run: drawn } = await begun();
    const { run: moved } = await begun({ start: [0.75, -1.25] });

    const differences = moved.theta.map((weight, i) => weight - drawn.theta[i]);

    const expected = new Float32Array(drawn.theta.length);
    expected[6] = Math.fround(Math.fround(drawn.theta[6] + 0.75) - drawn.theta[6]);
    expected[22] = Math.fround(Math.fround(drawn.theta[22] - 1.25) - drawn.theta[22]);
    assert.deepEqual(differences, expected);
});

test("a start is kept in the plane in which it was chosen, whatever plane is shown", async () => {
    const { run: one } = await begun({ start: [0.5, 0.5] });
    const { run: other } = await begun({ start: [0.5, 0.5], startPlane: [6, 22], plane: "random", planeSeed: 9 });

    assert.deepEqual(other.theta, one.theta);
});

test("the path depends on the steps alone, not on how they were cut", async () => {
    const { terrain: whole, run: a } = await begun({ start: [1, 1] });
    const { terrain: cut, run: b } = await begun({ start: [1, 1] });

    await trainTo(a, 83);
    await trainTo(b, 83, 4);
    await whole.refresh(a, { live: false });
    await cut.refresh(b, { live: true });

    assert.deepEqual(cut.trail.stops, whole.trail.stops);
    assert.deepEqual(cut.trail.path.points, whole.trail.path.points);
    assert.equal(whole.trail.last.step, 83);
});

test("a trail forgets what came after a step that training went back to, and thins what a big net cannot keep", () => {
    const trail = new Trail();
    const theta = () => new Float32Array(1);
    for (const step of [0, 5, 10, 15]) trail.add({ step, theta: theta(), loss: step }, 5);

    trail.add({ step: 5, theta: theta(), loss: 1 }, 5);
    const big = new Trail();
    for (let step = 0; step <= 400; step++) big.add({ step, theta: new Float32Array(50_000), loss: 1 }, 1);

    assert.deepEqual(trail.stops.map(({ step }) => step), [0, 5]); // prettier-ignore
    assert.ok(big.stops.length <= 41, `${big.stops.length} stops`);
    assert.equal(big.stops[0].step, 0);
    assert.equal(big.last.step, 400);
});

test("a run that was thrown out is seen from where its loss was lowest", async () => {
    const { terrain, run } = await begun({ learningRate: 10, l2: 0.3 });
    while (!run.last.diverged) await run.advance(run.step + 5);

    await terrain.refresh(run, { live: false });

    const { window, base } = terrain.slice(run);
    assert.equal(base, terrain.trail.lowest.theta);
    assert.ok(window.every((edge) => Math.abs(edge) < 10), String(window)); // prettier-ignore
    assert.ok(terrain.curvature.max > 2 / 10);
});

test("standing still, the surface goes from coarse to fine, and stops when it is superseded", async () => {
    const { terrain, run } = await begun();
    await terrain.refresh(run, { live: false });
    const slice = { ...terrain.slice(run), size: 96 };
    const sizes = [];
    const host = { ...hostOf(), askAll: async (_, requests) => (sizes.push(requests[0].alphas.length), Promise.all(requests.map(ask))) };
    const surface = new LiveSurface(host, () => ({ log: true }));

    const first = surface.settle({ ...slice, window: [-1, 1, -1, 1] });
    await Promise.all([first, surface.settle(slice)]);

    assert.deepEqual(sizesUpTo(60), [24, 48, 60]);
    assert.deepEqual(sizes.slice(-3), [24, 48, 96]);
    assert.ok(sizes.length <= 4, `drew ${sizes}`);
    assert.equal(surface.picture.size, 96);
    assert.equal(surface.picture.slice, slice);
});
