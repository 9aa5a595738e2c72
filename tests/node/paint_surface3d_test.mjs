import assert from "node:assert/strict";
import { test } from "node:test";
import { gridOfSamples } from "../../web/paint/heatmap.js";
import { heightAt, reliefOf, viewOf } from "../../web/paint/project3d.js";
import { linearScale } from "../../web/paint/scale.js";
import { paintContoursOn, paintFloor, paintMesh, paintPathOn } from "../../web/paint/surface3d.js";
import { lightTheme as theme } from "../../web/theme.js";
import { recordingContext } from "./recording.mjs";

const rect = { x: 0, y: 0, width: 400, height: 300 };
const ascending = Float32Array.from({ length: 33 }, (_, i) => -1 + i / 16);
const reliefOfFunction = (f, ys = ascending) => {
    const values = new Float32Array(33 * 33);
    ys.forEach((y, j) => ascending.forEach((x, i) => (values[j * 33 + i] = f(x, y))));
    return reliefOf(gridOfSamples(values, ascending, ys), (value) => value);
};
const ridge = reliefOfFunction((x, y) => (Math.abs(y) < 0.2 ? 1 : 0));
const turn = { yaw: 0, pitch: 0.4, zoom: 1 };

test("the relief has the heights of the grid whichever way its rows run", () => {
    const f = (x, y) => 0.5 + 0.25 * x + 0.2 * y;
    const [up, down] = [reliefOfFunction(f), reliefOfFunction(f, [...ascending].reverse())];

    // float32 heights of size 1 and a few roundings of the interpolation
    for (const [x, y] of [
        [0, 0],
        [-1, 1],
        [0.3, -0.77],
    ]) {
        // prettier-ignore
        for (const relief of [up, down]) assert.ok(Math.abs(heightAt(relief, relief.modelX(x), relief.modelY(y)) - f(x, y)) < 1e-6);
    }
});

test("heights are cut at the top of the box, and so is what is no number", () => {
    const relief = reliefOfFunction((x) => (x < -0.5 ? NaN : x < 0 ? Infinity : x < 0.5 ? 7 : -3));

    assert.equal(heightAt(relief, -0.9, 0), 1);
    assert.equal(heightAt(relief, -0.2, 0), 1);
    assert.equal(heightAt(relief, 0.2, 0), 1);
    assert.equal(heightAt(relief, 0.9, 0), 0);
});

test("turning by a full circle changes nothing, higher is higher on the screen, and the box stays in view", () => {
    for (let yaw = 0; yaw < 7; yaw += 0.3) {
        for (const pitch of [0, 0.3, 0.8, 1.5]) {
            const view = viewOf(ridge, { yaw, pitch, zoom: 1 }, rect);
            const again = viewOf(ridge, { yaw: yaw + 2 * Math.PI, pitch, zoom: 1 }, rect);
            assert.ok(Math.abs(view.project(0.5, 0.2, 0.3).x - again.project(0.5, 0.2, 0.3).x) < 1e-9);
            assert.ok(view.project(0, 0, 1).y < view.project(0, 0, 0).y);
            for (const [x, y, z] of [
                [-1, -1, 0],
                [1, -1, 0],
                [1, 1, 1],
                [-1, 1, 1],
                [-1, -1, 1],
            ]) {
                // prettier-ignore
                const pixel = view.project(x, y, z);
                assert.ok(pixel.x >= 0 && pixel.x <= 400 && pixel.y >= 0 && pixel.y <= 300, `${yaw} ${pitch} ${JSON.stringify(pixel)}`);
            }
        }
    }
});

test("what lies behind a ridge is hidden, what lies before it is not, and from above everything is seen", () => {
    const view = viewOf(ridge, turn, rect);

    assert.ok(view.isHidden(0, 0.5, 0));
    assert.ok(!view.isHidden(0, -0.5, 0));
    assert.ok(!viewOf(ridge, { ...turn, pitch: Math.PI / 2 }, rect).isHidden(0, 0.5, 0));
});

test("the mesh is painted far to near from every side", () => {
    for (let yaw = 0.1; yaw < 6.3; yaw += 0.5) {
        const { ctx, named, isRestored } = recordingContext();
        const flat = reliefOfFunction(() => 0);
        const view = viewOf(flat, { yaw, pitch: 0.6, zoom: 1 }, rect);

        paintMesh(ctx, view, theme.maps.loss);

        const starts = named("moveTo").map((call) => call.args[1]);
        assert.equal(named("fill").length, 32 * 32);
        assert.ok(starts.at(-1) > starts[0], "on flat ground nearer is lower on the screen");
        for (let i = 1; i < 32; i++) assert.ok(starts[i] > starts[i - 1]);
        assert.ok(isRestored());
    }
});

test("contours behind the ridge are left out and those before it are drawn", () => {
    const counts = [0.5, -0.5].map((y) => {
        const { ctx, named, isRestored } = recordingContext();
        const line = Float32Array.from({ length: 20 }, (_, i) => (i % 2 ? y : -0.5 + i / 20));
        paintContoursOn(ctx, viewOf(ridge, turn, rect), [{ level: 0, lines: [line] }], (value) => value, theme);
        assert.ok(isRestored());
        return named("lineTo").length;
    });

    assert.equal(counts[1] - counts[0], 9);
});

test("a path over the ridge is dotted where it is hidden, full where it is seen, and starts where its first point lies", () => {
    const { ctx, named, isRestored } = recordingContext();
    const view = viewOf(ridge, turn, rect);

    paintPathOn(ctx, view, new Float32Array([0, 0.9, 0, -0.9]), (value) => value, theme);

    const dashes = named("stroke").map((call) => call.settings.dash);
    assert.ok(dashes.includes("1.5,3.5") && dashes.includes(""));
    const start = view.project(0, ridge.modelY(0.9), 0);
    const marker = named("arc").at(-2);
    assert.ok(Math.hypot(marker.args[0] - start.x, marker.args[1] - start.y) < 1e-3);
    assert.ok(isRestored());
});

test("a path that leaves the picture or is no number stops there", () => {
    const { ctx, named, isRestored } = recordingContext();

    paintPathOn(ctx, viewOf(ridge, turn, rect), new Float32Array([0, -0.9, 0.2, -0.9, NaN, 0, 1e9, 1e9]), (value) => value, theme, {
        values: [0, 0, 0, 0],
    });

    for (const { args } of named("moveTo", "lineTo")) for (const value of args) assert.ok(Number.isFinite(value) && Math.abs(value) < 1e4);
    assert.ok(isRestored());
});

test("the floor names both directions and the loss, with a scale of heights", () => {
    const { ctx, named, isRestored } = recordingContext();

    paintFloor(ctx, viewOf(ridge, turn, rect), theme, { xLabel: "u", yLabel: "v", zLabel: "loss", zScale: linearScale([0, 4], [0, 1]) });

    const texts = named("fillText").map((call) => call.args[0]);
    for (const text of ["u", "v", "loss", "0", "4"]) assert.ok(texts.includes(text), text);
    assert.ok(isRestored());
});
