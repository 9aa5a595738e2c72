import assert from "node:assert/strict";
import { test } from "node:test";
import { makeBuffer } from "../../web/paint/heatmap.js";
import { biasRect, layoutNetwork, leastDrawn, networkHit, weightEnds } from "../../web/paint/layout.js";
import { paintNetwork } from "../../web/paint/network.js";
import { darkTheme as theme } from "../../web/theme.js";
import { makeCanvas, recordingContext } from "./recording.mjs";

/** The layers of a net with these sizes, parameters in the core's order: W [out][in], then b [out]. */
function layersOf(sizes) {
    let at = 0;
    let unitsAt = 0;
    const layers = sizes.slice(1).map((out, l) => {
        const layer = { in: sizes[l], out, weightsAt: at, biasesAt: at + out * sizes[l], unitsAt };
        at += out * (sizes[l] + 1);
        unitsAt += out;
        return layer;
    });
    return { layers, n: at, nUnits: unitsAt };
}

const rect = { x: 40, y: 0, width: 500, height: 400 };

for (const sizes of [
    [2, 1],
    [2, 8, 8, 1],
    [7, 64, 64, 64, 64, 64, 64, 64, 64, 16],
]) {
    // prettier-ignore
    test(`the tiles of a ${sizes.join("-")} net stay inside and apart`, () => {
        const { columns } = layoutNetwork(layersOf(sizes).layers, rect);

        assert.deepEqual(columns.map((column) => column.ys.length), sizes); // prettier-ignore
        columns.forEach(({ x, size, ys }, c) => {
            assert.ok(size >= 2 && x >= rect.x - 1e-9 && x + size <= rect.x + rect.width + 1e-9);
            if (c > 0) assert.ok(x > columns[c - 1].x + columns[c - 1].size);
            ys.forEach((y, unit) => {
                assert.ok(y >= rect.y - 1e-9 && y + size <= rect.y + rect.height + 1e-9);
                if (unit > 0) assert.ok(y > ys[unit - 1] + size);
            });
        });
    });
}

test("the pointer finds every unit, input and bias of a net by its middle", () => {
    const { layers, n } = layersOf([3, 5, 2]);
    const layout = layoutNetwork(layers, rect);
    const theta = new Float32Array(n).fill(0.1);

    layout.columns.forEach((column, c) => {
        column.ys.forEach((y, unit) => {
            const hit = networkHit(layout, theta, column.x + column.size / 2, y + column.size / 2);
            assert.deepEqual(hit, c === 0 ? { kind: "input", unit } : { kind: "unit", layer: c - 1, unit });
            if (c === 0) return;
            const square = biasRect(column, unit);
            const bias = networkHit(layout, theta, square.x + square.width / 2, square.y + square.height / 2);
            assert.deepEqual(bias, { kind: "bias", layer: c - 1, unit, index: layers[c - 1].biasesAt + unit });
        });
    });
});

test("the pointer on the middle of a curve finds that weight and its place in theta", () => {
    const { layers, n } = layersOf([2, 3, 1]);
    const layout = layoutNetwork(layers, rect);
    const theta = Float32Array.from({ length: n }, (_, i) => i + 1);

    const { x0, y0, x1, y1 } = weightEnds(layout, 0, 1, 2);
    const hit = networkHit(layout, theta, (x0 + x1) / 2, (y0 + y1) / 2);

    assert.deepEqual(hit, { kind: "weight", layer: 0, from: 1, to: 2, index: 2 * 2 + 1 });
    assert.equal(networkHit(layout, theta, 0, 0), null);
});

test("off the middle the pointer finds the curve that is painted there", () => {
    const { layers, n } = layersOf([2, 2, 1]);
    const layout = layoutNetwork(layers, rect);
    const { x0, y0, x1, y1 } = weightEnds(layout, 0, 0, 1);
    const t = 0.2; // the cubic with both handles half way across
    const x = x0 + (x1 - x0) * (1.5 * t - 1.5 * t * t + t ** 3);
    const y = y0 + (y1 - y0) * (3 - 2 * t) * t * t;

    const hit = networkHit(layout, new Float32Array(n).fill(1), x, y + 1);

    assert.equal(hit?.kind === "weight" && hit.index, 2);
});

test("weights are coloured by sign and drawn wider the larger, the strongest last", () => {
    const { layers } = layersOf([2, 1]);
    const { ctx, named, isRestored } = recordingContext();

    paintNetwork(ctx, layoutNetwork(layers, rect), new Float32Array([3, -0.5, 0]), theme);

    const [weak, strong] = named("bezierCurveTo");
    assert.equal(weak.settings.strokeStyle, theme.colors.negative);
    assert.equal(strong.settings.strokeStyle, theme.colors.positive);
    assert.ok(strong.settings.lineWidth > 2 * weak.settings.lineWidth);
    assert.ok(isRestored());
});

test("hovering a unit leaves only its own weights in full", () => {
    const { layers, n } = layersOf([2, 3, 1]);
    const { ctx, named } = recordingContext();

    paintNetwork(ctx, layoutNetwork(layers, rect), new Float32Array(n).fill(1), theme, { hover: { kind: "unit", layer: 0, unit: 1 } });

    const strongest = Math.max(...named("bezierCurveTo").map((call) => call.settings.globalAlpha));
    assert.equal(named("bezierCurveTo").filter((call) => call.settings.globalAlpha === strongest).length, 3);
});

test("a hovered weight is written out", () => {
    const { layers } = layersOf([2, 1]);
    const { ctx, named, isRestored } = recordingContext();

    paintNetwork(ctx, layoutNetwork(layers, rect), new Float32Array([0.25, -1.5, 0]), theme, {
        hover: { kind: "weight", layer: 0, from: 1, to: 0, index: 1 },
    });

    assert.deepEqual(named("fillText").map((call) => call.args[0]), ["−1.5"]); // prettier-ignore
    assert.ok(isRestored());
});

test("of the largest net only the strongest weights are drawn, some in every layer", () => {
    const { layers, n } = layersOf([7, 64, 64, 64, 64, 64, 64, 64, 64, 16]);
    const theta = Float32Array.from({ length: n }, (_, i) => Math.sin(i * i));
    const { ctx, named } = recordingContext();

    paintNetwork(ctx, layoutNetwork(layers, rect), theta, theme);

    const least = leastDrawn(layers, theta);
    assert.ok(named("bezierCurveTo").length > 300 && named("bezierCurveTo").length < 800, `${named("bezierCurveTo").length}`);
    layers.forEach(({ weightsAt, in: width, out }, l) => {
        const drawn = theta.slice(weightsAt, weightsAt + width * out).filter((weight) => Math.abs(weight) >= least[l]);
        assert.ok(drawn.length >= 40);
    });
});

test("each tile shows the map of its own unit", () => {
    const { layers, n, nUnits } = layersOf([2, 3, 1]);
    const size = 4;
    const values = new Float32Array(nUnits * size * size);
    values.fill(1, 0, 16).fill(-1, 16, 32).fill(-40, 32, 48);
    const buffer = makeBuffer(makeCanvas, size, size * nUnits);
    const { ctx, named } = recordingContext();

    paintNetwork(ctx, layoutNetwork(layers, rect), new Float32Array(n), theme, { units: { values, size, buffer } });

    const { pixels } = theme.maps.signed;
    assert.deepEqual([0, 16, 32, 48].map((i) => buffer.pixels[i]), [pixels[255], pixels[0], pixels[0], pixels[128]]); // prettier-ignore
    assert.deepEqual(named("drawImage").map((call) => call.args[2]), [0, 4, 8, 12]); // prettier-ignore
});

test("a weight that is not a number is still drawn and leaves the others as they were", () => {
    const { layers } = layersOf([2, 1]);
    const { ctx, named } = recordingContext();

    paintNetwork(ctx, layoutNetwork(layers, rect), new Float32Array([NaN, 1, Infinity]), theme);

    for (const { settings } of named("bezierCurveTo")) assert.ok(settings.lineWidth > 0 && settings.globalAlpha > 0);
});
