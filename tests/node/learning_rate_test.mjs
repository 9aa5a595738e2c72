import assert from "node:assert/strict";
import { test } from "node:test";
import { groundOf } from "../../web/figure/ground.js";
import { because, productDigits, verdictOf } from "../../web/figure/learning-rate/panel.js";
import { Runs } from "../../web/figure/learning-rate/runs.js";
import { judge, measureAt } from "../../web/figure/learning-rate/verdict.js";
import { newCore } from "./core.mjs";
import { askingHost } from "./figure_host.mjs";

const core = await newCore();

/** The four panels of a surface. */
async function panelsOf(surface, { learningRate = 0, momentum = 0, nesterov = false, steps = 60, mine = 3 } = {}) {
    const host = askingHost(core);
    const ground = await groundOf(host, surface);
    const runs = new Runs(host, ground, { surface, momentum, nesterov, steps, mine, learningRate });
    const { limit } = await runs.limits();
    const rates = runs.rates(limit.limit, { mine, learningRate });
    const measured = await runs.measure(rates, limit);
    const verdicts = measured.map((run) => verdictOf(ground, run, momentum));
    return { host, ground, runs, limit, rates, measured, verdicts, words: verdicts.map((verdict) => because(host, verdict)) };
}

const kinds = ({ verdicts }) => verdicts.map(({ kind }) => kind);

for (const surface of ["bowl", "ravine", "network"])
    test(`on the ${surface} one panel crawls, one goes well, one swings and one is thrown out`, async () => {
        const panels = await panelsOf(surface);

        assert.deepEqual(kinds(panels), ["crawling", "good", "swinging", "thrownOut"]);
    });

test("the limit on a quadratic is 2/λmax of its closed form", async () => {
    const { limit } = await panelsOf("ravine");

    assert.equal(limit.max, 25);
    assert.equal(limit.limit, Math.fround(2 / 25));
});

test("exactly on the limit the ravine is bounced across for ever", async () => {
    const { verdicts, measured } = await panelsOf("ravine", { learningRate: Math.fround(0.08) });
    const across = measured[3].points.filter((_, i) => i % 2 === 1);

    assert.equal(verdicts[3].kind, "bouncing");
    across.forEach((y, step) => assert.ok(Math.abs(Math.abs(y) - 1) <= 1e-6 * (step + 1), `step ${step}: ${y}`)); // η, 25η and y are each rounded once a step
});

test("above the limit the words say why", async () => {
    const { words } = await panelsOf("ravine", { learningRate: 0.092 });

    assert.equal(words[3], "thrown out because ηλmax = 2.3 > 2");
    assert.equal(words[2], "swinging because ηλmax = 1.9 is close to 2");
});

test("a network above its limit may swing without being thrown out, and the words say that it is above", async () => {
    const { words, measured } = await panelsOf("network");

    assert.match(words[2], /^swinging because ηλmax = 2\.\d+ > 2$/);
    assert.equal(measured[2].diverged, null);
    assert.ok(measured[2].losses.at(-1) < measured[2].losses[0]);
});

test("a network's curvature is measured along the way", async () => {
    const { measured } = await panelsOf("network");
    const { measures } = measured[1];

    assert.equal(measures.length, 31);
    assert.deepEqual(
        measures.slice(0, 3).map(({ step }) => step),
        [0, 2, 4],
    );
    assert.notEqual(measures[0].max, measures[30].max);
    assert.equal(measureAt(measures, 5), measures[2]);
});

test("momentum moves the limit to (2 + 2β)/λ, Nesterov's to (2 + 2β)/((1 + 2β)λ)", async () => {
    const heavy = await panelsOf("ravine", { momentum: 0.5 });
    const nesterov = await panelsOf("ravine", { momentum: 0.5, nesterov: true });

    assert.ok(Math.abs(heavy.limit.limit - 3 / 25) < 1e-8); // one float32 rounding of 0.12
    assert.ok(Math.abs(nesterov.limit.limit - 1.5 / 25) < 1e-8);
    assert.match(heavy.words[3], /> 3$/);
    assert.match(nesterov.words[3], /> 1\.5$/);
});

test("above and below the limit of momentum the ravine's runs grow and shrink", async () => {
    for (const nesterov of [false, true]) {
        const { measured } = await panelsOf("ravine", { momentum: 0.9, nesterov, steps: 300 });
        const [swinging, thrownOut] = [measured[2], measured[3]];

        assert.ok(swinging.losses.at(-1) < swinging.losses[0]);
        assert.ok(thrownOut.diverged || thrownOut.losses.at(-1) > 1e3 * thrownOut.losses[0]);
    }
});

test("below the limit of momentum nothing is thrown out of a quadratic, however high it swings meanwhile", async () => {
    for (const surface of ["bowl", "ravine"])
        for (const momentum of [0.9, 0.99])
            for (const steps of [5, 60, 300]) {
                const { measured, verdicts, words } = await panelsOf(surface, { momentum, steps });

                assert.ok(!verdicts.slice(0, 3).some(({ kind }) => kind === "thrownOut"), `${surface} ${momentum} ${steps}: ${words}`);
                assert.match(words[2], /^swinging because ηλmax = .* is close to/);
                if (surface === "ravine" && momentum === 0.99 && steps === 60) assert.ok(measured[2].losses.at(-1) > measured[2].losses[0]); // it is what looked thrown out
            }
});

test("a run without a floor of its own is thrown out where it ends higher, though no curvature says so", () => {
    const run = { rate: 1, losses: Float32Array.of(1, 2), diverged: null, measures: [{ step: 0, max: 1, limit: 2 }] };

    assert.equal(judge(run, { momentum: 0, isQuadratic: false }).kind, "thrownOut");
});

test("a new rate costs one descent, one already seen none", async () => {
    const { host, runs, limit } = await panelsOf("network");
    host.asked.length = 0;

    await runs.measure(runs.rates(limit.limit, { mine: 1, learningRate: 0.2 }), limit);
    const first = host.asked.filter((type) => type === "descend").length;
    await runs.measure(runs.rates(limit.limit, { mine: 1, learningRate: 0.2 }), limit);
    const second = host.asked.filter((type) => type === "descend").length;

    assert.equal(first, 1);
    assert.equal(second, 1);
});

test("the same parameters give the same bits", async () => {
    const [first, second] = [await panelsOf("network"), await panelsOf("network")];

    assert.deepEqual(second.measured, first.measured);
    assert.deepEqual(second.ground.grid.values, first.ground.grid.values);
});

test("a run that diverges keeps its last finite loss", async () => {
    const { measured } = await panelsOf("network");
    const { diverged, losses, steps } = measured[3];

    assert.equal(diverged.step, steps);
    assert.equal(losses.length, steps + 1);
    assert.ok(losses.every(Number.isFinite));
});

test("a learning rate of 0 stands still", () => {
    const run = { rate: 0, losses: Float32Array.of(1, 1), diverged: null, measures: [{ step: 0, max: 1, limit: 2 }] };

    assert.equal(judge(run, { momentum: 0, isQuadratic: true }).kind, "still");
});

test("a product close to its bound is not written as the bound", () => {
    assert.equal((1.996).toPrecision(productDigits(1.996, 2)), "1.996");
    assert.equal((1.9).toPrecision(productDigits(1.9, 2)), "1.9");
});
