import assert from "node:assert/strict";
import { test } from "node:test";
import { contourLevels, traceContours } from "../../web/core/level-lines.js";
import { paintAxes, plotArea } from "../../web/paint/axes.js";
import { paintBasins, paintEnds } from "../../web/paint/basins.js";
import { colorAt, signedScale } from "../../web/paint/colormap.js";
import { paintContours } from "../../web/paint/contours.js";
import { gridOfSamples, leadOf, makeBuffer, paintClassMap, paintColorBar, paintHeatmap } from "../../web/paint/heatmap.js";
import { linearScale } from "../../web/paint/scale.js";
import { lightTheme as theme } from "../../web/theme.js";
import { makeCanvas, recordingContext } from "./recording.mjs";

const scales = { x: linearScale([-1, 1], [10, 110]), y: linearScale([-1, 1], [90, 10]) };
const samples = (n) => Float32Array.from({ length: n }, (_, i) => -1 + (2 * i) / (n - 1));

/** Samples of f at n × n places, row 0 at y = −1. */
function gridOf(f, n) {
    const at = samples(n);
    const values = new Float32Array(n * n);
    at.forEach((y, j) => at.forEach((x, i) => (values[j * n + i] = f(x, y))));
    return gridOfSamples(values, at, at);
}

test("the edges of a grid of samples lie half a step outside them", () => {
    const grid = gridOf(() => 0, 5);

    assert.deepEqual(grid.edges, { left: -1.25, right: 1.25, first: -1.25, last: 1.25 });
});

test("a heat map gives every cell the colour of its value and is drawn over its edges, rows upwards", () => {
    const { ctx, named, isRestored } = recordingContext();
    const grid = gridOf((x) => x, 3);
    const buffer = makeBuffer(makeCanvas, 3, 3);

    paintHeatmap(ctx, grid, scales, { map: theme.maps.signed, normal: signedScale(1), buffer });

    const { pixels } = theme.maps.signed;
    assert.deepEqual([...buffer.pixels.slice(0, 3)], [pixels[0], pixels[128], pixels[255]]);
    assert.deepEqual(named("translate")[0].args, [scales.x(-1.5), scales.y(-1.5)]);
    assert.deepEqual(named("scale")[0].args, [1, -1]);
    assert.deepEqual(named("drawImage")[0].args.slice(1), [0, 0, 150, 120]);
    assert.ok(isRestored());
});

test("a class map takes the winner's colour, full where its lead is sure and neutral at a tie", () => {
    const { ctx, isRestored } = recordingContext();
    const at = samples(2);
    const values = new Float32Array([1, 0, 0, /**/ 0.5, 0.5, 0, /**/ 0, 0, 1, /**/ 0.1, 0.2, 0.7]);
    const grid = gridOfSamples(values, at, at);
    const buffer = makeBuffer(makeCanvas, 2, 2);

    paintClassMap(ctx, grid, scales, { maps: theme.maps.classes, sure: 1, buffer });

    const [orange, , third] = theme.maps.classes;
    assert.deepEqual([...buffer.pixels], [orange.pixels[255], orange.pixels[0], third.pixels[255], third.pixels[128]]);
    assert.ok(isRestored());
});

test("the lead of a class is positive where it wins and zero on its boundary", () => {
    const at = samples(2);
    const values = new Float32Array([1, 0, 0, /**/ 0.5, 0.5, 0, /**/ 0, 0, 1, /**/ 0, 1, 0]);

    const lead = leadOf(gridOfSamples(values, at, at), 0);

    assert.deepEqual([...lead.values], [1, 0, -1, -1]);
});

test("contours of a cone are circles of their level's radius and no line follows the border", () => {
    const cone = gridOf((x, y) => Math.hypot(x, y), 65);

    const [circle, cut] = traceContours(cone, [0.5, 1.2]);

    // linear interpolation between samples h = 1/32 apart on a curve of radius r errs by less than h²/8r
    for (const line of circle.lines)
        for (let i = 0; i < line.length; i += 2) assert.ok(Math.abs(Math.hypot(line[i], line[i + 1]) - 0.5) < 1 / 32 ** 2);
    assert.equal(circle.lines.length, 1);
    assert.equal(cut.lines.length, 4);
    for (const line of cut.lines) for (const value of line) assert.ok(Math.abs(value) <= 1 + 1e-6, `${value}`);
});

test("contours pass over walls that are not finite", () => {
    const wall = gridOf((x, y) => (x > 0.5 ? Infinity : y > 0.9 ? NaN : x + y), 33);

    const lines = traceContours(wall, contourLevels(wall.values, 6));

    for (const { lines: runs } of lines) for (const run of runs) for (const value of run) assert.ok(Number.isFinite(value));
});

test("contour levels ascend, lie strictly inside, and are closer on the valley floor", () => {
    const bowl = gridOf((x, y) => 100 * (x * x + y * y) ** 2, 40);

    const levels = contourLevels(bowl.values, 12);

    assert.equal(levels.length, 12);
    for (let i = 1; i < 12; i++) assert.ok(levels[i] > levels[i - 1]);
    assert.ok(levels[0] > 0 && levels[11] < 400);
    assert.ok(levels[1] - levels[0] < (levels[11] - levels[10]) / 10);
    assert.deepEqual(contourLevels(new Float32Array(9).fill(3), 5), []);
});

test("contours are painted where the scales put them and leave the context as it was", () => {
    const { ctx, named, isRestored } = recordingContext();
    const contour = { level: 1.5, lines: [new Float32Array([-1, -1, 0, 0, 1, 1])] };

    paintContours(ctx, [contour], scales, theme, { labels: true });

    assert.deepEqual(named("moveTo")[0].args, [10, 90]);
    assert.deepEqual(named("lineTo").map((call) => call.args), [[60, 50], [110, 10]]); // prettier-ignore
    assert.deepEqual(named("fillText")[0].args, ["1.5", 60, 50]);
    assert.ok(isRestored());
});

test("basins take their own colours, paler for higher starts, and grey where a descent ended nowhere", () => {
    const { ctx, named, isRestored } = recordingContext();
    const at = samples(2);
    const labels = gridOfSamples(new Float32Array([0, 0, 1, -1]), at, at);
    const buffer = makeBuffer(makeCanvas, 2, 2);

    paintBasins(ctx, labels, scales, theme, { buffer, losses: [0, 1, 0, 0] });

    const [first, second] = theme.maps.basins;
    assert.deepEqual([...buffer.pixels], [first.pixels[0], first.pixels[255], second.pixels[0], theme.maps.nowhere.pixels[0]]);
    assert.equal(named("drawImage")[0].settings.imageSmoothingEnabled, false);
    assert.ok(isRestored());
});

test("minima, saddles and plateaus have different marks", () => {
    const shapes = ["minimum", "saddle", "stuck"].map((end) => {
        const { ctx, calls, isRestored } = recordingContext();
        paintEnds(ctx, [{ x: 0, y: 0, label: 0, end }], scales, theme);
        assert.ok(isRestored());
        return calls.map((call) => call.name).join(" ");
    });

    assert.equal(new Set(shapes).size, 3);
});

for (const density of [1, 2, 3]) {
    test(`at density ${density} every hairline of the axes covers whole device pixels`, () => {
        const { ctx, calls, isRestored } = recordingContext(density);

        paintAxes(ctx, scales, theme, { xLabel: "step", yLabel: "loss" });

        const lines = calls
            .filter((call) => call.name === "moveTo")
            .map((call, i) => [call, calls.filter((other) => other.name === "lineTo")[i]]);
        assert.ok(lines.length > 4);
        for (const [from, to] of lines) {
            const at = from.args[0] === to.args[0] ? from.args[0] : from.args[1];
            assert.ok(Math.abs(((at * density) % 1) - 0.5) < 1e-9, `${at}`);
            assert.equal(from.settings.lineWidth, 1 / density);
        }
        assert.ok(isRestored());
    });
}

test("axes name both quantities, and compact ones keep only the outermost ticks", () => {
    const [full, compact] = [false, true].map((isCompact) => {
        const { ctx, named } = recordingContext();
        paintAxes(ctx, scales, theme, { xLabel: "step", yLabel: "loss", compact: isCompact });
        return named("fillText").map((call) => call.args[0]);
    });

    assert.ok(full.includes("step") && full.includes("loss"));
    assert.deepEqual(compact, ["−1", "1", "−1", "1", "loss"]);
});

test("the plot area stays inside the canvas however small that is", () => {
    for (const [width, height] of [
        [40, 20],
        [390, 200],
        [1, 1],
    ]) {
        // prettier-ignore
        const area = plotArea(width, height, { xLabel: "x", yLabel: "y" });
        assert.ok(area.width >= 1 && area.height >= 1);
    }
});

test("a colour bar shows the map from end to end with its values below", () => {
    const { ctx, named, isRestored } = recordingContext();
    const stops = [];
    const gradient = { addColorStop: (at, color) => stops.push([at, color]) };
    const bar = new Proxy(ctx, { get: (target, name) => (name === "createLinearGradient" ? () => gradient : target[name]) });

    paintColorBar(bar, { x: 0, y: 0, width: 200, height: 8 }, { map: theme.maps.loss, scale: linearScale([0, 4], [0, 1]) }, theme);

    assert.deepEqual(stops[0], [0, colorAt(theme.maps.loss, 0)]);
    assert.deepEqual(stops.at(-1), [1, colorAt(theme.maps.loss, 1)]);
    assert.deepEqual(named("fillText").map((call) => call.args[0]), ["0", "1", "2", "3", "4"]); // prettier-ignore
    assert.ok(isRestored());
});
