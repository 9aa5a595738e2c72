import assert from "node:assert/strict";
import { test } from "node:test";
import { colorAt, colorMap, lossScale, mapIndex, mixColors, parseHex } from "../../web/paint/colormap.js";
import { customProperties, darkTheme, lightTheme, themeOf } from "../../web/theme.js";

/** WCAG 2 relative luminance.
 * @param {string} color "#rrggbb" or "rgb(r,g,b)" */
function luminance(color) {
    const bytes = color.startsWith("#") ? parseHex(color) : (color.match(/\d+/g) ?? []).map(Number);
    const [r, g, b] = bytes.map((byte) => (byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** @param {string} a
 * @param {string} b */
function contrast(a, b) {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
}

/** Colours as those with the form of colour blindness see them, in linear light (Machado et al. 2009, severity 1). */
const SIGHTS = {
    normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}; // prettier-ignore

/** Oklab distance of two colours as seen; 0.02 is about what can just be told apart side by side. */
function distance(a, b, sight) {
    const [p, q] = [a, b].map((color) => {
        const light = parseHex(color).map((byte) => (byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4));
        const [r, g, b] = SIGHTS[sight].map((row) => Math.max(0, row[0] * light[0] + row[1] * light[1] + row[2] * light[2]));
        const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
        const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
        const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
        return [
            0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
        ];
    });
    return Math.hypot(...p.map((value, axis) => value - q[axis]));
}

for (const theme of [lightTheme, darkTheme]) {
    const { colors, mode } = theme;

    for (const sight of Object.keys(SIGHTS)) {
        test(`in the ${mode} theme classes of one marker shape, train and test, and the first basins can be told apart with ${sight} sight`, () => {
            const groups = [0, 4, 8, 12].map((from) => theme.classColors.slice(from, from + 4));
            for (const group of [...groups, theme.basinColors.slice(0, 4), [colors.train, colors.test], [colors.path, colors.curvature]]) {
                for (const [i, a] of group.entries()) {
                    for (const b of group.slice(0, i)) assert.ok(distance(a, b, sight) > 0.035, `${a} ${b}: ${distance(a, b, sight)}`);
                }
            }
            const [orange, blue, third] = theme.classColors;
            for (const [a, b] of [[orange, blue], [blue, third], [orange, third]]) assert.ok(distance(a, b, sight) > 0.08, `${a} ${b}`); // prettier-ignore
        });
    }

    test(`in the ${mode} theme every colour that text takes reaches 4.5 : 1 on every ground`, () => {
        const inks = ["text", "muted", "negativeText", "positiveText", "path", "curvature", "train", "danger", "focus"];
        for (const ground of ["page", "surface"]) {
            for (const ink of inks)
                assert.ok(contrast(colors[ink], colors[ground]) >= 4.5, `${ink} on ${ground}: ${contrast(colors[ink], colors[ground])}`);
        }
        for (const ink of ["text", "muted"]) assert.ok(contrast(colors[ink], colors.raised) >= 4.5, `${ink} on raised`);
    });

    test(`in the ${mode} theme marks and borders of controls reach 3 : 1`, () => {
        const marks = ["negative", "positive", "test", "control", "good", "warning", "forward", "backward"];
        for (const mark of marks)
            assert.ok(contrast(colors[mark], colors.surface) >= 3, `${mark}: ${contrast(colors[mark], colors.surface)}`);
    });

    test(`in the ${mode} theme the loss map runs one way in lightness`, () => {
        const lights = theme.maps.loss.css.map(luminance);
        const direction = Math.sign(lights[255] - lights[0]);

        for (let i = 8; i < 256; i += 8) assert.ok(direction * (lights[i] - lights[i - 8]) > 0, `at ${i}`);
    });

    test(`in the ${mode} theme the path or its casing stands out at every height of the loss map`, () => {
        for (const ground of theme.maps.loss.css) {
            assert.ok(Math.max(contrast(colors.path, ground), contrast(colors.casing, ground)) >= 2.2, ground);
        }
    });

    test(`in the ${mode} theme zero is neutral and −1 and +1 are as strong as each other`, () => {
        const neutral = luminance(theme.maps.signed.css[128]);
        const steps = [0, 255].map((i) => Math.abs(luminance(theme.maps.signed.css[i]) - neutral));

        assert.ok(Math.abs(steps[0] - steps[1]) <= 0.5 * Math.max(...steps), `${steps}`);
    });

    test(`the ${mode} theme has sixteen classes, all different, and class 0 and 1 are negative and positive`, () => {
        assert.equal(new Set(theme.classColors).size, 16);
        assert.deepEqual(theme.classColors.slice(0, 2), [colors.negative, colors.positive]);
    });

    test(`the ${mode} theme gives every colour as a custom property`, () => {
        const css = customProperties(theme);

        assert.ok(css.includes(`color-scheme: ${mode};`));
        assert.ok(css.includes(`--negative-text: ${colors.negativeText};`));
        assert.ok(css.includes(`--class-15: ${theme.classColors[15]};`));
    });
}

test("the two themes name the same colours", () => {
    assert.deepEqual(Object.keys(darkTheme.colors), Object.keys(lightTheme.colors));
    assert.equal(themeOf("dark"), darkTheme);
});

test("a colour map starts and ends on its stops, in CSS and in pixels alike", () => {
    const map = colorMap(["#102030", "#a0b0c0"]);
    const bytes = new Uint8Array(map.pixels.buffer);

    assert.equal(map.css[0], "rgb(16,32,48)");
    assert.equal(map.css[255], "rgb(160,176,192)");
    assert.deepEqual([...bytes.slice(0, 4)], [16, 32, 48, 255]);
    assert.deepEqual([...bytes.slice(-4)], [160, 176, 192, 255]);
});

test("mixing nothing or all of a colour gives back the ends", () => {
    assert.equal(mixColors("#d4610a", "#1668b8", 0), "#d4610a");
    assert.equal(mixColors("#d4610a", "#1668b8", 1), "#1668b8");
});

test("beyond the ends a colour map keeps its end colours, and what is not a number lies above every wall", () => {
    assert.equal(mapIndex(-5), 0);
    assert.equal(mapIndex(Infinity), 255);
    assert.equal(mapIndex(NaN), 255);
    assert.equal(colorAt(lightTheme.maps.loss, -Infinity), lightTheme.maps.loss.css[0]);
});

test("the loss scale keeps order, ends at 0 and 1 and opens up the floor of a valley", () => {
    const values = Float32Array.from({ length: 1001 }, (_, i) => (i / 10) ** 4);

    const scale = lossScale(values);

    assert.equal(scale(values[0]), 0);
    assert.ok(Math.abs(scale(values[1000]) - 1) < 1e-12);
    assert.ok(scale(values[300]) > 0.1, "values of a hundredth of the wall would all be the same colour on a linear scale");
    for (let i = 1; i <= 1000; i++) assert.ok(scale(values[i]) >= scale(values[i - 1]));
});

test("the loss scale of a flat or empty surface is still a scale", () => {
    assert.ok(Number.isFinite(lossScale([2, 2, 2])(2)));
    assert.ok(Number.isFinite(lossScale([NaN, Infinity])(0.5)));
});
