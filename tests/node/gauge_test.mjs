/** The gauge of the curvature, in words and on its strip. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CurvatureGauge } from "../../web/figure/training/gauge.js";
import { textIn } from "../../web/text/index.js";
import { lightTheme } from "../../web/theme.js";
import { recordingContext } from "./recording.mjs";

/** What a gauge says of λmax = 6 at η = 0.01 and a limit of 127. */
function told(language, parameters) {
    const { ctx, named } = recordingContext();
    const element = () => ({ append() {}, classList: { toggle() {} } });
    const plot = () => ({ ctx, stale: true, width: 300, height: 64 });
    const host = { element, plot, t: textIn(language), theme: lightTheme, parameters: { learningRate: 0.01, ...parameters } };
    const gauge = new CurvatureGauge(host, element(), () => ({ max: 6, stableLearningRate: (0.01 * 127) / 6 }));

    gauge.paint();

    return { verdict: gauge.verdict.textContent, strip: named("fillText").map(({ args }) => args[0]) };
}

test("plain descent's limit is told by its formula", () => {
    const { verdict, strip } = told("en", {});

    assert.equal(verdict, "λmax = 6 is below its limit 2/η = 127: along the sharpest direction, steps shrink.");
    assert.ok(strip.includes("2/η = 127"));
});

test("any other limit is told as a number, in words without a stray space or sign", () => {
    for (const parameters of [{ momentum: 0.9 }, { optimizer: "adam" }]) {
        const [english, chinese] = ["en", "zh"].map((language) => told(language, parameters));

        assert.match(english.verdict, /^λmax = 6 is below its limit 127: /);
        assert.match(chinese.verdict, /^λmax = 6，低于极限 127：/);
        assert.ok(english.strip.includes("limit 127") && chinese.strip.includes("极限 127"));
    }
});
