/** The figure of the activations: its request gives the core's numbers, its zones are where the slopes say. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { handle } from "../../web/core/requests.js";
import { stretches, zoneAt } from "../../web/figure/activations/zones.js";
import { activations } from "../../web/figure/activations.js";
import { newCore } from "./core.mjs";

const core = await newCore();

const z = Float32Array.from({ length: 241 }, (_, i) => -6 + i / 20);
const ask = (request) => handle(core, { type: "activations", z, ...request }).curves;

test("every activation of the core can be shown, and all that can be shown are the core's", () => {
    const { choices } = activations.parameters.find(({ name }) => name === "shown");

    assert.deepEqual(choices, core.names("activation"));
    const curves = ask({ shown: choices });
    assert.deepEqual(curves.map(({ name }) => name), choices); // prettier-ignore
    assert.ok(curves.every(({ value, slope }) => [...value, ...slope].every(Number.isFinite)));
});

test("curves are those of core.activation, with their numbers", () => {
    const [elu, rrelu] = ask({ shown: ["elu", "rrelu"], alphas: { elu: 2 }, lower: 0.25, upper: 0.75 });

    assert.deepEqual(elu.value, core.activation("elu", z, { alpha: 2 }).value);
    assert.deepEqual(rrelu.slope, core.activation("rrelu", z, { lower: 0.25, upper: 0.75 }).slope);
});

test("maxout is the largest of its pieces, its slope that of the winner", () => {
    const [{ value, slope }] = ask({ shown: ["maxout"], pieces: 3 });

    // Tangents of z²/8 at −4, 0 and 4: −z − 2, 0 and z − 2.
    z.forEach((at, i) => assert.ok(Math.abs(value[i] - Math.max(-at - 2, 0, at - 2)) < 1e-6));
    assert.deepEqual([slope[0], slope[120], slope[240]], [-1, 0, 1]);
});

test("an activation that is none is refused by naming it", () => {
    assert.throws(() => ask({ shown: ["step"] }), { name: "RangeError", message: /^shown\[0\] must be one of identity, .*"step"$/ });
});

test("a ReLU is dead below 0, a sigmoid saturated far out, an identity nowhere", () => {
    const [identity, sigmoid, relu] = ask({ shown: ["identity", "sigmoid", "relu"] });

    assert.deepEqual(stretches(relu.slope), [
        { zone: "dead", first: 0, last: 120 },
        { zone: "alive", first: 121, last: 240 },
    ]);
    assert.deepEqual(stretches(identity.slope), [{ zone: "alive", first: 0, last: 240 }]);
    const [left, middle, right] = stretches(sigmoid.slope);
    assert.deepEqual([left.zone, middle.zone, right.zone], ["saturated", "alive", "saturated"]);
    // σ(1 − σ) = 1/80 at |z| = ln((1 + √.95)/(1 − √.95)) = 4.357: the zone begins beyond it.
    assert.ok(z[middle.last] < 4.357 && z[right.first] > 4.357);
    assert.equal(zoneAt(sigmoid.slope[240], sigmoid.slope), "saturated");
});
