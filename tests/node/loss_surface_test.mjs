import assert from "node:assert/strict";
import { test } from "node:test";
import { handle } from "../../web/core/requests.js";
import { LiveSurface } from "../../web/figure/loss-surface/live-surface.js";
import { madeAxes, madeWords } from "../../web/figure/loss-surface/made.js";
import { parameters } from "../../web/figure/loss-surface/parameters.js";
import { bandRequests, lossRequest, planeKey, roomFor, sizesUpTo, windowAround } from "../../web/figure/loss-surface/plane.js";
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
    for (const plane of ["weights", "random", "path", "eigen"]) {
        const { terrain, run } = await begun({ plane });
        await trainTo(run, 60);
        await terrain.refresh(run, { live: false });
        const slice = terrain.slice(run);
        assert.equal(slice.plane.made?.kind, ["path", "eigen"].includes(plane) ? plane : undefined);

        const { losses } = await ask(lossRequest(slice, slice.at));

        assert.equal(losses[0], run.last.train.loss);
    }
});

test("away from the slice's network the plane's loss is not the true loss, and the path keeps the true one", async () => {
    const { terrain, run } = await begun();
    await trainTo(run, 200);
    await terrain.refresh(run, { live: false });
    const { stops, points } = terrain.path;

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
    const { run: third } = await begun({ start: [0.5, 0.5], startPlane: [6, 22], plane: "path" });

    assert.deepEqual(other.theta, one.theta);
    assert.deepEqual(third.theta, one.theta);
});

/** The figure's run with a plane that it makes, looked at in chunks of so many steps on its way. */
async function made(given, steps, chunk) {
    const begin = await begun(given);
    const { terrain, run } = begin;
    for (let next = 0; next < steps; next += chunk) {
        await trainTo(run, Math.min(steps, next + chunk));
        await terrain.refresh(run, { live: true });
    }
    await terrain.refresh(run, { live: false });
    return begin;
}

test("the path's own plane is that of its stops, with its share of them and a random walk's, and holds them all", async () => {
    const { terrain, run, host } = await made({ plane: "path", span: 0.1 }, 120, 120);
    const { stops, points } = terrain.path;
    const n = run.theta.length;

    const expected = core.pathPlane(Float32Array.from(stops.flatMap(({ theta }) => [...theta])), n);
    const { u, v, made: of } = terrain.plane;
    const [left, right, bottom, top] = terrain.slice(run).window;

    assert.deepEqual([u, v, of.explained, of.random], [expected.u, expected.v, expected.explained, expected.random]);
    assert.deepEqual([of.points, of.step], [stops.length, 120]);
    assert.equal(points.length, 2 * stops.length);
    assert.ok(points.every((at, i) => (i % 2 ? bottom < at && at < top : left < at && at < right)));
    for (const language of ["en", "zh"]) {
        const words = madeWords(textIn(language), terrain.plane, "path");
        const per = (share) => (100 * share).toFixed(1);
        for (const share of [of.explained[0] + of.explained[1], of.random[0] + of.random[1], ...of.random.slice(0, 2)])
            assert.ok(words.includes(per(share)), `${per(share)} in ${words}`);
        assert.ok(madeAxes(textIn(language), of)[1].includes(per(of.explained[1])));
    }
    assert.equal(host.parameters.span, 0.1);
});

test("a path has no plane before its third point, nor where it never moves; two weights stand in", async () => {
    const { terrain } = await made({ plane: "path" }, 0, 1);
    const { terrain: still } = await made({ plane: "path", learningRate: 0 }, 60, 20);

    for (const { plane, trail } of [terrain, still]) {
        assert.equal(plane.made, null);
        assert.deepEqual(plane.key, [6, 22]);
        assert.equal(madeWords(textIn("en"), plane, "path"), textIn("en")("lossSurface.noPathYet"));
        assert.ok(trail.stops.length > 0);
    }
    assert.ok(still.trail.stops.length > 3);
});

for (const plane of ["path", "eigen"])
    test(`standing still, the ${plane} plane depends on the steps alone, not on how they were looked at`, async () => {
        const { terrain: whole } = await made({ plane }, 83, 83);

        const { terrain: cut } = await made({ plane }, 83, 7);

        assert.deepEqual(cut.plane, whole.plane);
        assert.deepEqual(cut.trail.in(cut.plane), whole.trail.in(whole.plane));
    });

test("while it trains, a plane that the run makes stands still until the run has come half as far again", async () => {
    const { terrain, run } = await begun({ plane: "path" });
    const planeAt = async (step) => {
        await trainTo(run, step);
        await terrain.refresh(run, { live: true });
        return terrain.plane;
    };

    const planes = [await planeAt(100), await planeAt(120), await planeAt(149), await planeAt(150)];

    assert.deepEqual(planes.map(({ made: { step } }) => step), [100, 100, 100, 150]); // prettier-ignore
    assert.equal(planes[2], planes[0]);
});

test("the most curved directions are those of the network that the slice goes through, with their curvature", async () => {
    const { terrain, run } = await made({ plane: "eigen" }, 60, 60);
    const { terrain: first } = await made({ plane: "eigen", origin: "fixed-start" }, 60, 60);

    const { u, made: here } = terrain.plane;
    const { max, maxVector } = await ask({ type: "curvature", problem: run.problem, theta: run.theta, optimizer: { learningRate: 0.1 } });

    assert.ok(Math.abs(here.eigenvalues[0] - max) < 1e-3 * max);
    assert.ok(Math.abs(u.reduce((sum, x, i) => sum + x * maxVector[i], 0)) > 0.999);
    assert.deepEqual([here.step, first.plane.made.step], [60, 0]);
    assert.notEqual(first.plane.made.eigenvalues[0], here.eigenvalues[0]);
});

test("another choice of plane replaces one that the run makes, either way", async () => {
    const { terrain, run, host } = await made({ plane: "path" }, 60, 60);
    const seen = [];
    for (const plane of ["eigen", "weights", "path", "random"]) {
        host.parameters = { ...host.parameters, plane };
        await terrain.cutAgain(run);
        await terrain.refresh(run, { live: false });
        seen.push(terrain.plane.made?.kind ?? terrain.plane.key);
    }

    assert.deepEqual(seen, ["eigen", [6, 22], "path", [1]]);
});

test("a window makes room for a path in steps, and never less than was asked for", () => {
    assert.equal(roomFor([0, 0, 1, 1], 2), 2);
    assert.equal(roomFor([0, 0, 4, 0], 2), 3); // 0.6 · 4 = 2.4, and the next of 2, 3, 4.5 … is 3
    assert.equal(roomFor([0, 0, 0, -4.9], 2), 3);
    assert.equal(roomFor([], 2), 2);
});

test("the path depends on the steps alone, not on how they were cut", async () => {
    const { terrain: whole, run: a } = await begun({ start: [1, 1] });
    const { terrain: cut, run: b } = await begun({ start: [1, 1] });

    await trainTo(a, 83);
    await trainTo(b, 83, 4);
    await whole.refresh(a, { live: false });
    await cut.refresh(b, { live: true });

    assert.deepEqual(cut.trail.stops, whole.trail.stops);
    assert.deepEqual(cut.path.points, whole.path.points);
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

test("of an adaptive optimiser that was thrown out, λmax and limit are those of its best place, with its state there", async () => {
    const { terrain, run } = await begun({ optimizer: "adam", learningRate: 1 });
    await trainTo(run, 60);
    const { best } = run;
    assert.ok(best.step > 0 && best.step < 60, `best at step ${best.step}`);
    run.last = { ...run.last, diverged: { cause: "overflow" } };

    await terrain.refresh(run, { live: false });

    const { problem, optimizer } = run;
    const expected = await ask({ type: "curvature", problem, theta: best.theta, optimizer, state: best.velocity });
    assert.ok(expected.stableLearningRate > 0);
    assert.equal(terrain.curvature.step, best.step);
    assert.equal(terrain.curvature.stableLearningRate, expected.stableLearningRate);
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
