import assert from "node:assert/strict";
import { test } from "node:test";
import { colorAt } from "../../web/paint/colormap.js";
import { nearest, paintCurves } from "../../web/paint/curve.js";
import { paintGauge } from "../../web/paint/gauge.js";
import { countInto, paintHistogram } from "../../web/paint/histogram.js";
import { paintPath } from "../../web/paint/path.js";
import { paintPoints, pointAt } from "../../web/paint/points.js";
import { linearScale, logScale } from "../../web/paint/scale.js";
import { lightTheme as theme } from "../../web/theme.js";
import { recordingContext } from "./recording.mjs";

const scales = { x: linearScale([0, 10], [0, 100]), y: linearScale([0, 10], [100, 0]) };

/** The polylines stroked, each with the settings of its stroke. */
function strokes(calls) {
    const lines = [];
    let line = [];
    for (const { name, args, settings } of calls) {
        if (name === "beginPath") line = [];
        if (name === "moveTo" || name === "lineTo") line.push(args);
        if (name === "stroke" && line.length > 1) lines.push({ line, settings });
    }
    return lines;
}

test("a path passes through every point in its order, on a casing wider than itself", () => {
    const { ctx, calls, isRestored } = recordingContext();

    paintPath(ctx, new Float32Array([1, 1, 2, 5, 9, 8]), scales, theme, { arrow: false, dots: false });

    const [casing, path] = strokes(calls);
    assert.deepEqual(path.line, [[10, 90], [20, 50], [90, 20]]); // prettier-ignore
    assert.deepEqual(casing.line, path.line);
    assert.equal(casing.settings.strokeStyle, theme.colors.casing);
    assert.equal(path.settings.strokeStyle, theme.colors.path);
    assert.ok(casing.settings.lineWidth > path.settings.lineWidth);
    assert.ok(isRestored());
});

test("a segment has the colour of the value it leads to", () => {
    const { ctx, calls } = recordingContext();
    const style = { values: [1, 0.5, 0], map: theme.maps.loss, normal: (value) => value };

    paintPath(ctx, new Float32Array([1, 1, 2, 5, 9, 8]), scales, theme, { ...style, arrow: false, dots: false });

    const colored = strokes(calls).slice(2);
    assert.deepEqual(colored.map((stroke) => stroke.settings.strokeStyle), [colorAt(theme.maps.loss, 0.5), colorAt(theme.maps.loss, 0)]); // prettier-ignore
    assert.deepEqual(colored[1].line, [[20, 50], [90, 20]]); // prettier-ignore
});

test("a path ends at the first point that is not finite, and an empty one paints nothing", () => {
    const { ctx, calls } = recordingContext();

    paintPath(ctx, new Float32Array([1, 1, 2, 2, NaN, 3, 4, 4]), scales, theme, { arrow: false, dots: false });

    assert.equal(strokes(calls)[1].line.length, 2);
    const empty = recordingContext();
    paintPath(empty.ctx, new Float32Array([Infinity, 0]), scales, theme);
    assert.equal(empty.calls.length, 0);
});

test("a path thrown far out stays within what a canvas can draw", () => {
    const { ctx, named } = recordingContext();

    paintPath(ctx, new Float32Array([1, 1, 1e30, -1e30]), scales, theme);

    for (const { args } of named("moveTo", "lineTo")) for (const value of args) assert.ok(Math.abs(value) <= 1e5 + 10, `${value}`);
});

test("each step that can be told apart has a dot; crowded steps have fewer and fainter ones", () => {
    const [few, many] = [5, 5000].map((n) => {
        const { ctx, named } = recordingContext();
        const path = Float32Array.from({ length: 2 * n }, (_, i) => (10 * (i >> 1)) / n);
        paintPath(ctx, path, scales, theme, { arrow: false, ends: false });
        return named("fill");
    });

    assert.equal(few.length, 3);
    assert.ok(many.length < 40);
    assert.ok(many[0].settings.globalAlpha < few[0].settings.globalAlpha / 5);
});

const points = { x: new Float32Array([1, 1, 5, 5, 9, 9]), y: new Float32Array([0, 1, 1]), nClasses: 2, trainCount: 2 };

test("training points are full, test points open, each in the colour of its class", () => {
    const { ctx, named, isRestored } = recordingContext();

    paintPoints(ctx, points, scales, theme);

    const looks = named("fill").map(({ settings }) => [settings.fillStyle, settings.strokeStyle]);
    const { casing, negative, positive } = theme.colors;
    assert.deepEqual(looks, [[casing, positive], [negative, casing], [positive, casing]]); // prettier-ignore
    assert.ok(isRestored());
});

test("the fifth class has another shape than the first", () => {
    const { ctx, named } = recordingContext();

    paintPoints(ctx, { ...points, y: new Float32Array([0, 4, 8]), nClasses: 9 }, scales, theme);

    assert.ok(named("arc").length === 1 && named("rect").length === 2); // one rect is the clip
});

test("the point under the pointer is the nearest within reach", () => {
    assert.equal(pointAt(points, scales, 52, 48), 1);
    assert.equal(pointAt(points, scales, 52, 20), -1);
});

test("a curve breaks where its value cannot be drawn and goes on after it", () => {
    const { ctx, calls, named, isRestored } = recordingContext();
    const log = { x: scales.x, y: logScale([0.01, 1], [100, 0]) };

    paintCurves(ctx, [{ x: [0, 1, 2, 3, 4, 5], y: [1, 0.1, 0, NaN, 0.1, 0.01], color: "red" }], log, theme);

    assert.equal(named("moveTo").length, 2);
    assert.deepEqual(strokes(calls)[0].line.map(([x]) => x), [0, 10, 40, 50]); // prettier-ignore
    assert.ok(isRestored());
});

test("a long curve keeps its highest and lowest value at the cost of the plot's width", () => {
    const { ctx, named } = recordingContext();
    const n = 100000;
    const y = new Float32Array(n).fill(5);
    [y[40007], y[70001]] = [9, 1];

    paintCurves(ctx, [{ x: Float32Array.from(y, (_, i) => (10 * i) / n), y, color: "red" }], scales, theme);

    const drawn = named("moveTo", "lineTo").map((call) => call.args[1]);
    assert.ok(drawn.length < 500);
    assert.ok(drawn.includes(scales.y(9)) && drawn.includes(scales.y(1)));
});

test("the crosshair reads out every curve at the nearest step, and labels do not overlap", () => {
    const { ctx, named, isRestored } = recordingContext();
    const series = ["train", "test"].map((name, i) => ({ x: [0, 5, 10], y: [9, 5 + 0.1 * i, 1], color: "red", name }));

    paintCurves(ctx, series, scales, theme, { crosshair: 4 });

    const texts = named("fillText").map((call) => call.args);
    assert.deepEqual(texts.map(([text]) => text), ["train 5", "test 5.1"]); // prettier-ignore
    assert.ok(Math.abs(texts[0][2] - texts[1][2]) >= 14);
    assert.ok(isRestored());
});

test("a crosshair's number that is asked for above the plot stands there, over no curve, and its dot on the curve", () => {
    for (const at of [0, 5, 10]) {
        const { ctx, named } = recordingContext();

        paintCurves(ctx, [{ x: [0, 5, 10], y: [9, 5, 1], color: "red" }], scales, theme, { crosshair: at, above: true });

        const [{ args }] = named("fillText");
        assert.ok(args[2] <= Math.min(...scales.y.range) - 6, `${args[2]}`); // half of its height
        assert.equal(named("arc").at(-1).args[1], scales.y(9 - 0.8 * at));
    }
});

test("curves that end far from the right border have their names right of their ends, at their heights", () => {
    const { ctx, named } = recordingContext();
    const series = [9, 1].map((last) => ({ x: [0, 5], y: [5, last], color: "red", name: `to ${last}` }));

    paintCurves(ctx, series, scales, theme);

    const texts = named("fillText").map(({ args, settings }) => ({ args, align: settings.textAlign }));
    assert.deepEqual(texts.map(({ args }) => args[0]), ["to 9", "to 1"]); // prettier-ignore
    texts.forEach(({ args: [, x, y], align }, i) => {
        assert.ok(x > scales.x(5) && align === "left");
        assert.ok(Math.abs(y - scales.y([9, 1][i])) <= 6, `${y}`);
    });
});

test("the nearest step is found between, before and beyond all steps", () => {
    const steps = [0, 1, 2, 10];

    assert.deepEqual([-5, 0.4, 0.6, 5.9, 6.1, 99].map((at) => nearest(steps, at)), [0, 0, 1, 2, 3, 3]); // prettier-ignore
    assert.equal(nearest([], 1), -1);
});

test("a histogram counts every finite value in its range once and gives each count its height", () => {
    const histogram = countInto([0, 0.5, 1, 9.99, 10, 11, NaN], scales.x, 10);
    const { ctx, named, isRestored } = recordingContext();

    paintHistogram(ctx, histogram, scales, theme, { marks: [{ value: 5, text: "1/16" }] });

    assert.deepEqual([...histogram.counts], [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]);
    assert.deepEqual(named("fillRect").map((call) => call.args[3]), [20, 10, 20]); // prettier-ignore
    assert.equal(named("fillText")[0].args[0], "1/16");
    assert.ok(isRestored());
});

test("the gauge's zones meet at the limits, the mark stands on 2/λmax and the zone of the value is full", () => {
    const { ctx, named, isRestored } = recordingContext();
    const rate = logScale([0.001, 10], [0, 400]);
    const rect = { x: 0, y: 20, width: 400, height: 6 };

    paintGauge(ctx, rect, { crawling: 0.01, swinging: 0.1, stable: 1 }, rate, theme, {
        value: 0.5,
        limit: "2/λmax = 1",
        names: ["a", "b", "c", "d"],
    });

    const zones = named("fillRect");
    [0, 100, 200, 300].forEach((left, k) => assert.ok(Math.abs(zones[k].args[0] - left) < 1e-9));
    assert.deepEqual(zones.map((zone) => zone.settings.globalAlpha === 1), [false, false, true, false]); // prettier-ignore
    assert.ok(named("fillText").some((call) => call.args[0] === "2/λmax = 1" && Math.abs(call.args[1] - 300) < 1e-9));
    assert.ok(isRestored());
});

test("a limit beyond the slider has no mark", () => {
    const { ctx, named } = recordingContext();

    paintGauge(ctx, { x: 0, y: 0, width: 100, height: 6 }, { crawling: 1, swinging: 20, stable: 40 }, scales.x, theme, {
        limit: "2/λmax = 40",
    });

    assert.equal(named("fillText").length, 0);
});
