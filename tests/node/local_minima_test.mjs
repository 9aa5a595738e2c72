import assert from "node:assert/strict";
import { test } from "node:test";
import { handle } from "../../web/core/requests.js";
import { localMinima } from "../../web/figure/local-minima.js";
import { kindOf, percent } from "../../web/figure/local-minima/ends.js";
import { EndsHistogram, lossAxis, stacked } from "../../web/figure/local-minima/histogram.js";
import { isNetwork, missing, optimizerOf, PROBLEMS } from "../../web/figure/local-minima/problems.js";
import { cellMiddles, cellOf, numbered, surveyAll } from "../../web/figure/local-minima/survey.js";
import { follow, startOf } from "../../web/figure/local-minima/trail.js";
import { pathInWords, surveyInWords } from "../../web/figure/local-minima/words.js";
import { check, defaults } from "../../web/parameters.js";
import { textIn } from "../../web/text/index.js";
import { lightTheme } from "../../web/theme.js";
import { newCore } from "./core.mjs";
import { recordingContext } from "./recording.mjs";

const core = await newCore();
const host = {
    t: textIn("en"),
    ask: async (_, request) => handle(core, request),
    askAll: async (_, requests, onPart) =>
        requests.map((request, index) => {
            const reply = handle(core, request);
            onPart(reply, index);
            return reply;
        }),
};

/** The parameters of a problem as it is first shown, but with 1,024 starts and what is given. */
function parametersOf(given) {
    const asked = { ...defaults(localMinima.parameters), starts: "1024", ...given };
    return { ...asked, ...missing(asked) };
}

/** The last map that a reader would see. */
async function surveyOf(given) {
    const parameters = parametersOf(given);
    const seen = [];
    const onSurvey = (survey) => seen.push(survey);
    await surveyAll(host, parameters, { isWanted: () => true, onSurvey, onProgress: () => {} });
    return { parameters, survey: seen.at(-1), seen };
}

const shareOf = ({ groups, losses }, index) => groups[index].count / losses.length;

test("parameters at 0 take what suits the problem, others stay", () => {
    const asked = { ...defaults(localMinima.parameters), problem: "sine", steps: 70 };

    assert.deepEqual(missing(asked), { span: 3, learningRate: 0.03, momentum: 0.9 });
    assert.deepEqual(missing({ ...asked, span: 1, learningRate: 0.5 }), {});
});

test("what suits a problem is allowed by the table", () => {
    for (const problem of PROBLEMS)
        for (const [name, value] of Object.entries(parametersOf({ problem })))
            assert.deepEqual(check(localMinima.parameters.find((spec) => spec.name === name), value), value); // prettier-ignore
});

test("a cell's middle falls into that cell, and what lies outside into the nearest", () => {
    const middles = cellMiddles(2.5, 64);

    middles.forEach((middle, i) => assert.deepEqual(cellOf([middle, -middle], 2.5, 64), [i, 63 - i]));
    assert.deepEqual(cellOf([-9, 9], 2.5, 64), [0, 63]);
});

test("Himmelblau's starts fall into its four minima, each measured as one", async () => {
    const { survey } = await surveyOf({ problem: "himmelblau" });
    const known = handle(core, { type: "surfaceInfo", surface: "himmelblau" }).minima;

    assert.equal(survey.groups.length, 4);
    for (const group of survey.groups) {
        assert.ok(known.some(([x, y]) => Math.hypot(group.theta[0] - x, group.theta[1] - y) < 1e-3));
        assert.equal(kindOf(group, false), "minimum");
        assert.equal(group.count, survey.labels.filter((label) => label === group.number - 1).length);
    }
    assert.match(surveyInWords(host, survey), /^All 1,024 starts reached the lowest loss, ≈ 0, at 4 different ends\.$/);
});

test("momentum carries starts of the double well over the ridge into the deeper valley", async () => {
    const { survey: plain } = await surveyOf({ problem: "double-well" });
    const { survey: rolling } = await surveyOf({ problem: "double-well", momentum: 0.9 });

    assert.deepEqual(plain.groups.map(({ loss }) => loss.toFixed(3)), ["-0.984", "-0.333"]); // prettier-ignore
    assert.equal(shareOf(plain, 0), 0.5); // the ridge stands at x = 0
    assert.ok(shareOf(rolling, 0) > 0.55);
});

test("XOR is stuck on plateaus at 1/2 and 1, which are not called minima, and more often from wider starts", async () => {
    const { survey: narrow } = await surveyOf({ problem: "xor", span: 1 });
    const { survey: wide } = await surveyOf({ problem: "xor", span: 4 });

    assert.deepEqual(wide.groups.map(({ loss }) => loss.toFixed(2)), ["0.00", "0.50", "1.00"]); // prettier-ignore
    for (const group of wide.groups) assert.notEqual(kindOf(group, true), "minimum");
    assert.ok(shareOf(narrow, 0) > 2 * shareOf(wide, 0), `${shareOf(narrow, 0)} and ${shareOf(wide, 0)}`);
});

test("the dragged start ends where its cell did, to the last bit", async () => {
    for (const problem of PROBLEMS) {
        const { parameters, survey } = await surveyOf({ problem, steps: 150 });
        const trail = await follow(host, survey, parameters);
        const at = trail.cell[1] * survey.size + trail.cell[0];
        const [alphas, betas] = trail.cell.map((index) => survey.alphas.slice(index, index + 1));
        const grid = { ...survey.plane, alphas, betas };
        const cell = handle(core, { type: "basins", ...grid, optimizer: optimizerOf(parameters), steps: 150 });

        assert.deepEqual(trail.end, cell.ends);
        assert.equal(trail.losses[150], survey.losses[at]);
        const words = pathInWords(host, survey, trail, isNetwork(problem));
        assert.match(words, new RegExp(`to end ${survey.labels[at] + 1} in 150 steps`));
        assert.equal(/shadow/.test(words), isNetwork(problem));
    }
});

test("a coarse map comes first, and a survey that is no longer wanted ends", async () => {
    const { seen } = await surveyOf({ problem: "himmelblau", starts: "4096", steps: 20 });
    let asked = 0;
    const isWanted = () => ++asked < 2;
    const onSurvey = () => assert.fail("it was superseded");

    await surveyAll(host, parametersOf({ problem: "himmelblau" }), { isWanted, onSurvey, onProgress: () => {} });

    assert.deepEqual(seen.map(({ size, final }) => [size, final]), [[32, false], [64, true]]); // prettier-ignore
});

test("descents that are thrown out belong to no group and are counted", async () => {
    const { parameters, survey } = await surveyOf({ problem: "himmelblau", learningRate: 0.02, momentum: 0.6 });
    const corner = await follow(host, survey, { ...parameters, start: [4.9, 4.9] });

    assert.ok(survey.diverged > 20);
    assert.equal(survey.diverged, survey.labels.filter((label) => label === -1).length);
    assert.equal(survey.diverged + survey.groups.reduce((sum, { count }) => sum + count, 0), 1024);
    assert.match(pathInWords(host, survey, corner, false), /thrown out after \d+ steps/);
    assert.match(surveyInWords(host, survey), /\d\s% were thrown out/);
});

test("the gauge is that of the path's end, and of what threw it out", async () => {
    const { parameters, survey } = await surveyOf({ problem: "himmelblau" });
    const { curvature, end } = await follow(host, survey, { ...parameters, start: [3, 2] });
    const lost = await follow(host, survey, { ...parameters, learningRate: 1 });

    const [x, y] = end;
    const [xx, xy, yy] = [12 * x * x + 4 * y - 42, 4 * (x + y), 12 * y * y + 4 * x - 26]; // the Hessian of (x² + y − 11)² + (x + y² − 7)²
    const largest = (xx + yy) / 2 + Math.hypot((xx - yy) / 2, xy);
    assert.ok(Math.abs(curvature.max / largest - 1) < 1e-3, `${curvature.max} and ${largest}`);
    assert.ok(Math.abs((curvature.max * curvature.stableLearningRate) / 2 - 1) < 1e-3);
    assert.equal(lost.curvature.max, lost.diverged.curvature);
    assert.ok(lost.curvature.stableLearningRate < 1);
});

test("groups are numbered from the lowest loss up, equal ones from right to left", () => {
    const minimum = (loss, x) => ({ theta: Float32Array.of(x, 0), loss, end: "minimum", gradientNorm: 0, lambdaMin: 1, count: 1 });
    const minima = [minimum(0.5, 0), minimum(1e-7, -3), minimum(0, 3)];
    const labels = Float32Array.of(0, 1, 2, -1);

    const { labels: renumbered, groups, diverged } = numbered({ labels, minima }, Float32Array.of(0.5, 1e-7, 0, Infinity));

    assert.deepEqual([...renumbered], [2, 1, 0, -1]);
    assert.deepEqual(groups.map(({ number, loss }) => [number, loss]), [[1, 0], [2, 1e-7], [3, 0.5]]); // prettier-ignore
    assert.equal(diverged, 1);
});

test("more groups than colours leave the largest eleven and one of all others", () => {
    const minima = Array.from({ length: 20 }, (_, i) => ({
        theta: Float32Array.of(i),
        loss: i,
        end: "stuck",
        gradientNorm: 1,
        lambdaMin: 1,
        count: i + 1,
    }));
    const labels = Float32Array.from(minima.flatMap(({ count }, label) => Array(count).fill(label)));
    const losses = labels.slice();

    const { labels: renumbered, groups } = numbered({ labels, minima }, losses);

    assert.deepEqual(groups.map(({ loss, isMixed }) => [loss, isMixed]), [...[9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19].map((loss) => [loss, false]), [0, true]]); // prettier-ignore
    assert.equal(groups[11].count, 45);
    assert.equal(renumbered.filter((label) => label === 11).length, 45);
    assert.equal(kindOf(groups[11], true), "mixed");
});

test("where the learning rate is beyond the limit of one of Himmelblau's minima, its starts swing there and do not count as arrived", async () => {
    const { survey } = await surveyOf({ problem: "himmelblau", learningRate: 0.0151 });
    const kinds = survey.groups.map((group) => kindOf(group, false));

    assert.deepEqual(kinds, ["minimum", "minimum", "minimum", "stuck"]);
    assert.match(
        surveyInWords(host, survey),
        /^Of 1,024 starts, [78]\d\.\d\s% ended in a lowest valley, within 0\.1 of its loss ≈ 0; .* elsewhere\.$/,
    );
});

test("what the figure says of XOR's hidden units over 12 seeds is so", async () => {
    const solved = async (units, span) => {
        let reached = 0;
        for (let seed = 1; seed <= 12; seed++) {
            const { survey } = await surveyOf({ problem: "xor", starts: "144", units, span, seed });
            reached += survey.losses.filter((loss) => loss < 0.05).length;
        }
        return percent(host, reached, 12 * 144);
    };

    const measured = [await solved(3, 1), await solved(2, 1), await solved(3, 4), await solved(2, 4)];

    assert.deepEqual(host.t("localMinima.fact.xorWider").match(/[\d.]+\s%/g), measured);
});

test("the bars of the histogram hold every start that ended, on both axes", async () => {
    const { survey } = await surveyOf({ problem: "xor" });

    for (const kind of ["linear", "log"]) {
        const stacks = stacked(survey, lossAxis(survey, kind, [0, 400]), 40);
        const totals = stacks.map(({ counts }) => counts.reduce((sum, count) => sum + count, 0));
        assert.equal(totals.at(-1), 1024);
        assert.equal(totals[0], survey.groups[0].count);
    }
});

test("where every start was thrown out the histogram says so and has no axes", async () => {
    const { survey } = await surveyOf({ problem: "himmelblau", learningRate: 1 });
    const { ctx, calls } = recordingContext();
    const plot = { ctx, width: 400, height: 200 };

    new EndsHistogram({ ...host, theme: lightTheme, plot: () => plot }, null).paint(survey, { axis: "linear", highlight: 0, end: null });

    const words = calls.filter(({ name }) => name === "fillText").map(({ args }) => args[0]);
    assert.deepEqual(words, ["thrown out: no end"]);
    assert.equal(percent(host, survey.losses.length - survey.diverged, survey.losses.length), "0\u00a0%");
});

test("of a network an end is never called a minimum, and nowhere one with a negative curvature", () => {
    const end = { number: 2, end: "minimum", gradientNorm: 0, lambdaMin: 0.1 };

    assert.equal(kindOf(end, false), "minimum");
    assert.equal(kindOf(end, true), "flat");
    assert.equal(kindOf({ ...end, lambdaMin: -1e-6 }, false), "flat");
});

test("a few starts of thousands are not 0 %, and nearly all not 100 %", () => {
    assert.deepEqual([percent(host, 1, 4096), percent(host, 4095, 4096), percent(host, 1024, 4096), percent(host, 4096, 4096)], ["< 0.1\u00a0%", "> 99.9\u00a0%", "25.0\u00a0%", "100\u00a0%"]); // prettier-ignore
});

test("the path begins at the reader's start, or at one that shows the problem well", () => {
    const parameters = parametersOf({ problem: "double-well" });

    assert.deepEqual(startOf({ ...parameters, start: [1, -2] }), [1, -2]);
    assert.deepEqual(startOf(parameters), [-1.75, 1.5]);
});
