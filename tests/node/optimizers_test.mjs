import assert from "node:assert/strict";
import { test } from "node:test";
import { handle } from "../../web/core/requests.js";
import { groundOf } from "../../web/figure/ground.js";
import { optimizers } from "../../web/figure/optimizers.js";
import { paintLosses } from "../../web/figure/optimizers/curves.js";
import { besideHeads, placeDiscs } from "../../web/figure/optimizers/discs.js";
import { race } from "../../web/figure/optimizers/race.js";
import { colorOf } from "../../web/figure/looks.js";
import { optimizerOf, RACERS, SURFACES } from "../../web/figure/optimizers/racers.js";
import { inWords, kindAt, sharpnessOf } from "../../web/figure/optimizers/table.js";
import { judge } from "../../web/figure/optimizers/verdict.js";
import { check } from "../../web/parameters.js";
import { darkTheme, lightTheme } from "../../web/theme.js";
import { newCore } from "./core.mjs";
import { askingHost } from "./figure_host.mjs";
import { recordingContext } from "./recording.mjs";

const core = await newCore();
const host = askingHost(core);

async function raceOn(surface, { racers = RACERS, from = [], rate = 1, steps = 200 } = {}) {
    const ground = await groundOf(host, surface);
    return race(host, ground, { surface, racers, from, rate, steps });
}
const laneOf = ({ lanes }, racer) => lanes.find((lane) => lane.racer === racer);

test("every surface that the core has can be raced on, and a network", () => {
    assert.deepEqual([...SURFACES].sort(), [...core.names("surface"), "network"].sort());
});

test("all leave one start, and each goes as the core's descent goes", async () => {
    const run = await raceOn("himmelblau", { from: [-1, 0.5], steps: 40 });

    for (const { racer, points, losses } of run.lanes) {
        const alone = handle(core, {
            type: "descend",
            problem: { kind: "surface", surface: "himmelblau" },
            start: Float32Array.of(-1, 0.5),
            optimizer: optimizerOf(racer, "himmelblau", 1),
            steps: 40,
        });
        assert.deepEqual(losses, alone.losses);
        assert.deepEqual(points, alone.path);
    }
    assert.deepEqual(run.lanes.map(({ racer }) => racer), RACERS); // prettier-ignore
});

for (const surface of ["bowl", "ravine", "saddle", "double-well", "himmelblau"])
    test(`at the usual rates all seven arrive on the ${surface}`, async () => {
        const { lanes } = await raceOn(surface);

        assert.deepEqual(lanes.map(({ verdict }) => verdict.kind), RACERS.map(() => "arrived")); // prettier-ignore
    });

test("who has arrived stays from that step on, and was not there one step before", async () => {
    const run = await raceOn("ravine");
    const { radius, minima } = run.goal;

    for (const { points, verdict, steps } of run.lanes) {
        const distances = Array.from({ length: steps + 1 }, (_, k) =>
            Math.hypot(points[2 * k] - minima[0][0], points[2 * k + 1] - minima[0][1]),
        );
        assert.ok(distances.slice(verdict.step).every((distance) => distance <= radius));
        assert.ok(distances[verdict.step - 1] > radius);
    }
});

test("above its limit plain descent is thrown out, and the words hold the core's numbers", async () => {
    const lane = laneOf(await raceOn("ravine", { rate: 2 }), "sgd");

    assert.equal(lane.verdict.kind, "thrownOut");
    assert.equal(lane.diverged.curvature, 25);
    assert.equal(lane.diverged.limit, Math.fround(0.08));
    assert.equal(inWords(host, lane, lane.steps), `thrown out after step ${lane.steps}: η = 0.12 is above its limit 0.08, as λmax = 25`);
    assert.equal(kindAt(lane, lane.steps - 1), "underway");
});

test("in a bent valley plain descent above its limit swings without being thrown out", async () => {
    const lane = laneOf(await raceOn("himmelblau", { rate: 3 }), "sgd");

    assert.equal(lane.verdict.kind, "swinging");
    assert.ok(lane.rate > lane.limit.rate);
    assert.match(inWords(host, lane, 200), /^swinging: η = 0\.03 is above the limit 0\.0\d+ there, where λmax = [\d.]+$/);
});

test("on Rastrigin's surface all are caught before they reach the lowest minimum", async () => {
    const { lanes } = await raceOn("rastrigin", { racers: ["sgd", "momentum", "nesterov"] });

    for (const { verdict, end } of lanes) {
        assert.equal(verdict.kind, "other");
        assert.equal(end.end, "minimum");
    }
});

test("on a network the goal is a tenth of the first loss", async () => {
    const run = await raceOn("network");
    const arrived = run.lanes.filter(({ verdict }) => verdict.kind === "arrived");

    assert.ok(arrived.length > 0);
    for (const { losses, verdict } of arrived) {
        assert.ok(losses.subarray(verdict.step).every((loss) => loss <= losses[0] / 10));
        assert.ok(losses[verdict.step - 1] > losses[0] / 10);
    }
});

test("who was at a minimum and left it has passed", () => {
    const goal = { minima: [[0, 0]], radius: 0.1, loss: 0 };
    const lane = {
        points: Float32Array.of(1, 0, 0.05, 0, 0.5, 0),
        losses: Float32Array.of(1, 0, 0.25),
        steps: 2,
        diverged: null,
        end: { end: "stuck" },
    };

    assert.deepEqual(judge(lane, goal), { kind: "passed", step: 1 });
});

test("the usual rates are written as they are, and can be twenty times more or less", () => {
    const rate = optimizers.parameters.find(({ name }) => name === "rate");

    for (const surface of SURFACES)
        for (const racer of RACERS)
            for (const times of [0.05, 1, 20]) assert.ok(optimizerOf(racer, surface, check(rate, times)).learningRate > 0);
});

test("the same parameters give the same bits", async () => {
    const [first, second] = [await raceOn("network"), await raceOn("network")];

    assert.deepEqual(second.lanes, first.lanes);
});

test("discs that would lie on each other stand apart, within the picture", () => {
    const rect = { x: 0, y: 0, width: 200, height: 200 };
    const heads = RACERS.map((racer) => ({ racer, x: 4, y: 100 }));

    for (const discs of [placeDiscs(heads, rect), besideHeads(heads, rect)]) {
        discs.forEach((disc, i) => discs.slice(0, i).forEach((other) => assert.ok(Math.hypot(disc.x - other.x, disc.y - other.y) >= 16)));
        assert.ok(discs.every(({ x, y }) => x >= 8 && y >= 2 && y <= 206));
    }
});

test("a column of discs keeps the order of its curves", () => {
    const heads = [30, 10, 20, 11].map((y, i) => ({ racer: RACERS[i], x: 50, y }));

    const discs = besideHeads(heads, { x: 0, y: 0, width: 100, height: 200 });

    const byHeight = (list) => list.map((_, i) => i).sort((a, b) => list[a].y - list[b].y);
    assert.deepEqual(byHeight(discs), byHeight(heads));
});

test("every racer has a colour of its own in both themes", () => {
    for (const theme of [lightTheme, darkTheme]) assert.equal(new Set(RACERS.map((racer) => colorOf(theme, racer))).size, RACERS.length);
});

for (const surface of ["saddle", "rosenbrock"])
    test(`the losses on the ${surface} are painted with every racer's number, and all settings put back`, async () => {
        const run = await raceOn(surface, { steps: 60 });
        const { ctx, named, isRestored } = recordingContext();
        const plot = { ctx, width: 400, height: 240 };

        paintLosses({ ...host, theme: lightTheme }, plot, run, 60);

        const written = named("fillText").map(({ args }) => args[0]);
        for (const number of ["1", "2", "3", "4", "5", "6", "7"]) assert.ok(written.includes(number));
        for (const { args } of named("fillText")) assert.ok(args[1] >= 0 && args[1] <= 400 && args[2] >= 0 && args[2] <= 240);
        assert.ok(isRestored());
    });

test("the gauge of a racer has the λmax where it ended, and the limit 2/η; what threw it out; nothing for who rescales the ground", async () => {
    const [calm, wild] = [await raceOn("ravine"), await raceOn("ravine", { rate: 2 })];
    const [ended, thrown] = [calm, wild].map((run) => sharpnessOf(laneOf(run, "sgd")));

    assert.ok(Math.abs(ended.max - 25) < 1e-3 && Math.abs(ended.limit - 2 / 0.06) < 1e-3, JSON.stringify(ended));
    assert.ok(Math.abs(thrown.max - 25) < 1e-3 && Math.abs(thrown.limit - 2 / 0.12) < 1e-3, JSON.stringify(thrown));
    assert.equal(sharpnessOf(laneOf(calm, "adam")), null);
});
