import assert from "node:assert/strict";
import { test } from "node:test";
import { handle } from "../../web/core/requests.js";
import { groundOf } from "../../web/figure/ground.js";
import { lossAxis } from "../../web/figure/descent.js";
import { SURFACES, firstAboveLimit, fittingRate, lookAround, walk } from "../../web/figure/descent/walk.js";
import { lastInside } from "../../web/figure/paths.js";
import { Playback } from "../../web/figure/playback.js";
import { newCore } from "./core.mjs";
import { askingHost } from "./figure_host.mjs";

const core = await newCore();
const host = askingHost(core);
const plain = (learningRate) => ({ name: "sgd", learningRate, momentum: 0, nesterov: false });
const close = (got, wanted, tolerance) => assert.ok(Math.abs(got - wanted) <= tolerance, `${got} is not ${wanted} ± ${tolerance}`);

/** Bound of a few float32 roundings. */
const EPSILON = 2 ** -23;

for (const surface of SURFACES)
    test(`the fitting rate descends the ${surface}`, async () => {
        const run = await walk(host, await groundOf(host, surface), { from: [], optimizer: plain(fittingRate(surface)), steps: 100 });

        assert.equal(run.diverged, null);
        assert.ok(run.losses.at(-1) < run.losses[0]);
    });

test("slope and curvature along a step of the ravine are those of its closed form", () => {
    const [x, y] = [-2.5, 1];
    const problem = { kind: "surface", surface: "ravine" };

    const reply = handle(core, { type: "slope", problem, theta: Float32Array.of(x, y) });

    const norm = Math.hypot(x, 25 * y);
    close(reply.gradientNorm, norm, 4 * EPSILON * norm);
    close(reply.slope, -norm, 8 * EPSILON * norm);
    close(reply.curvature, (x ** 2 + 25 ** 3 * y ** 2) / norm ** 2, 16 * EPSILON * 25); // gᵀHg/gᵀg with H = diag(1, 25)
    assert.equal(reply.length, 0);
});

test("start and floor of a network's valley lie in its plane", async () => {
    const { plane, start } = await groundOf(host, "network");
    const { origin, u, v } = plane;
    const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);

    const { points } = handle(core, { type: "project", path: start, origin, u, v });

    const rounding = 4 * EPSILON * start.length;
    close(dot(u, u), 1, rounding);
    close(dot(v, v), 1, rounding);
    close(dot(u, v), 0, rounding);
    const away = Math.hypot(...start.map((value, i) => value - origin[i] - points[0] * u[i] - points[1] * v[i]));
    close(away, 0, 8 * EPSILON * Math.hypot(...start));
});

test("a start in a network's plane is found where it was put", async () => {
    const ground = await groundOf(host, "network");
    const { window } = ground.plane;
    const wanted = [window[0] * 0.5 + window[1] * 0.5, window[2] * 0.25 + window[3] * 0.75];

    const { points } = await walk(host, ground, { from: wanted, optimizer: plain(0.1), steps: 3 });

    wanted.forEach((value, axis) => close(points[axis], value, 64 * EPSILON * Math.max(...window.map(Math.abs))));
});

for (const surface of ["himmelblau", "network"])
    test(`the profile of the ${surface} goes through where the walk stands and falls as steeply as the slope`, async () => {
        const run = await walk(host, await groundOf(host, surface), { from: [], optimizer: plain(fittingRate(surface)), steps: 20 });

        const { distances, losses, slope, length, curvature } = await lookAround(host, run, 3, 0.01);

        const zero = distances.findIndex((distance) => distance > -1e-6);
        close(losses[zero], run.losses[3], 16 * EPSILON * Math.abs(run.losses[3]) + Math.abs(slope) * 1e-6);
        const middle = (distances[1] - distances[0]) / 2;
        const difference = (losses[zero + 1] - losses[zero - 1]) / (4 * middle);
        const rounding = (32 * EPSILON * Math.abs(losses[zero])) / middle;
        close(difference, slope, rounding + 0.05 * Math.abs(curvature) * length); // h²f‴/6 with f‴ ≤ f″ / step
        assert.ok(length > 0);
    });

test("the place of the last step looks straight downhill", async () => {
    const run = await walk(host, await groundOf(host, "bowl"), { from: [1, 0], optimizer: plain(0.5), steps: 1 });

    const place = await lookAround(host, run, 1, 0.01);

    assert.equal(place.length, 0);
    assert.deepEqual(place.downhill, [-0.5, -0]);
    assert.equal(place.limit, 2);
});

test("where a run first stood above its limit is found", async () => {
    const run = await walk(host, await groundOf(host, "ravine"), { from: [], optimizer: plain(0.2), steps: 1000 });

    const above = await firstAboveLimit(host, run);

    assert.equal(run.diverged.cause, "curvature");
    assert.deepEqual(above, { step: 0, max: 25, limit: Math.fround(0.08) });
});

test("the cut along a step that climbs ends soon after it lands, that of one which falls shows what lies ahead", async () => {
    const ground = await groundOf(host, "ravine");

    const [climbing, falling] = await Promise.all(
        [0.2, 0.01].map(async (rate) => lookAround(host, await walk(host, ground, { from: [], optimizer: plain(rate), steps: 1 }), 0, 0)),
    );

    const reach = ({ distances, length }) => distances[distances.length - 1] / length;
    assert.ok(reach(climbing) > 1 && reach(climbing) < 1.5, `${reach(climbing)} steps`);
    assert.ok(reach(falling) > 2, `${reach(falling)} steps`);
});

test("of a path that leaves for good, the last step inside is found", () => {
    const points = Float32Array.of(0, 0, 0.9, 0, 3, 0, -0.5, 0, -4, 0, 8, 0);

    assert.equal(lastInside(points, [-1, 1, -1, 1]), 3);
});

test("the axis of the losses holds all that a run has: the lowest that is not 0, and the last before it overflows", async () => {
    const ran = async (surface, rate, steps) =>
        (await walk(host, await groundOf(host, surface), { from: [], optimizer: plain(rate), steps })).losses;
    const runs = [
        await ran("himmelblau", 0.008, 100),
        await ran("bowl", 0.3, 400),
        await ran("ravine", 0.2, 100),
        await ran("rosenbrock", 1, 5),
    ];

    for (const losses of runs) {
        const axis = lossAxis(losses, [156, 10]);

        const heights = [...losses].filter((loss) => loss > 0).map(axis);
        assert.ok(
            heights.every((y) => y > 10 && y < 156),
            `${Math.min(...heights)} … ${Math.max(...heights)}`,
        );
    }
    assert.ok(runs[0].at(-1) < 1e-9 * runs[0][0]);
    assert.equal(runs[1].at(-1), 0);
});

test("the axis of losses below 0 is a linear one", () => {
    const axis = lossAxis(Float32Array.of(1, 0, -1), [156, 10]);

    close(axis(0), (156 + 10) / 2, 1e-9);
});

/** A Host that only keeps what playing needs. */
function playingHost(step) {
    const listeners = [];
    const host = {
        playing: false,
        parameters: { step },
        emitted: [],
        listen: (listener) => listeners.push(listener),
        set: (changes) => Object.assign(host.parameters, changes),
        pause: () => {
            host.playing = false;
            listeners.forEach((listener) => listener(null));
        },
        invalidate: () => {},
        emit: (type, detail) => host.emitted.push([type, detail.step]),
    };
    return host;
}

/** The steps shown at these milliseconds of playing. */
function stepsWhilePlaying(t, host, { steps, seconds }, times) {
    let now = 0;
    t.mock.method(performance, "now", () => now);
    const playback = new Playback(host, { last: () => steps, seconds });
    playback.follow();
    host.playing = true;
    return times.map((time) => {
        now = time;
        playback.tick();
        return playback.step;
    });
}

test("playing begins anew at the end, stops there again, and the link then holds the place", (t) => {
    const host = playingHost(10);

    const seen = stepsWhilePlaying(t, host, { steps: 10, seconds: 1 }, [0, 450, 2000]);

    assert.deepEqual(seen, [0, 4, 10]);
    assert.equal(host.playing, false);
    assert.equal(host.parameters.step, 10);
});

test("of few steps each takes a second, and not its share of the whole", (t) => {
    const host = playingHost(1);

    const seen = stepsWhilePlaying(t, host, { steps: 1, seconds: 12 }, [0, 999, 1000]);

    assert.deepEqual(seen, [0, 0, 1]);
    assert.equal(host.playing, false);
});

test("one step goes one further, and from the end to the start", () => {
    const host = playingHost(1);
    const playback = new Playback(host, { last: () => 2, seconds: 1 });
    playback.follow();

    const seen = [1, 2, 3].map(() => {
        playback.forward();
        return host.parameters.step;
    });

    assert.deepEqual(seen, [2, 0, 1]);
});
