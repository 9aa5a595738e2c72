/** The planes that a loss is drawn over because of what they mean: a path's principal plane, and the two most curved ways. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { handle } from "../../web/core/requests.js";
import { buffersOf } from "../../web/core/serve.js";
import { newCore } from "./core.mjs";

const core = await newCore();
const ask = (request) => handle(core, request);
const reference = JSON.parse(readFileSync(new URL("../reference/pca.json", import.meta.url), "utf8")).cases;
const CENTRES = { none: "uncentred", "with-final": "centred_with_final", "without-final": "centred_without_final" };

const data = { name: "moons", n: 200, noise: 0.1, seed: 2, testShare: 0.25, inputs: ["x", "y"] };
const problem = { kind: "network", data, net: { hidden: [6, 4], activation: "tanh", loss: "mse", init: "xavier-normal", seed: 7 } };

const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
const farthest = (a, b) => Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i])));
const largest = (a) => Math.max(...Array.from(a, Math.abs));

/** tests/reference/README.md: 1e-4 of the largest entry, shares 1e-5. */
for (const [centre, way] of Object.entries(CENTRES))
    test(`the reference's planes come out, centred ${centre}`, () => {
        for (const { n, trajectory, [way]: expected } of reference) {
            const { u, v, origin, explained, coordinates, converged } = core.pathPlane(trajectory, n, { centre });

            assert.ok(converged);
            assert.ok(farthest(u, expected.direction_1) <= 1e-4 * largest(u));
            assert.ok(farthest(v, expected.direction_2) <= 1e-4 * largest(v));
            assert.ok(farthest(coordinates, expected.coordinates) <= 1e-4 * largest(coordinates));
            assert.ok(farthest(explained, [...expected.explained_ratio, expected.explained_ratio_third]) <= 1e-5 * explained[0]);
            assert.deepEqual([...origin], trajectory.slice(-n));
        }
    });

test("the share of a random walk stands beside that of the path: 76 % for two components of many points", () => {
    const path = Float32Array.from({ length: 2 * 500 }, (_, i) => Math.sin(i * i));

    const { random } = core.pathPlane(path, 2);

    assert.ok(Math.abs(random[0] - 6 / Math.PI ** 2) < 1e-5); // the limit's error is 1/500², of the share
    assert.ok(Math.abs(random[0] + random[1] - 0.76) < 1e-3);
});

test("a path without a plane is refused by naming what it should be", () => {
    const refused = [
        [() => core.pathPlane([0, 0, 1, 1], 2), /^path must hold k × 2 numbers, k at least 3, got 4$/],
        [() => core.pathPlane([0, 0, 1, 1, 2, 2, 3], 2), /^path must hold k × 2 numbers, k at least 3, got 7$/],
        [() => core.pathPlane([3, 4, 3, 4, 3, 4], 2), /^path must hold points that differ, got 3 times the same$/],
        [() => core.pathPlane([3, 4, 3, 4, 5, 6], 2, { centre: "without-final" }), /^path must hold points that differ/],
        [() => core.pathPlane([0, 1, 2], 1), /^n must be a whole number ≥ 2, got 1$/],
        [() => core.pathPlane([0, 0, 1, NaN, 2, 2], 2), /^path\[3\] must be a finite number, got NaN$/],
        [() => core.pathPlane([0, 0, 1, 1, 2, 0], 2, { centre: "median" }), /^centre must be one of none, with-final, without-final/],
    ];

    for (const [attempt, message] of refused) assert.throws(attempt, { message });
    assert.equal(core.pathPlane([3, 4, 3, 4, 5, 6], 2, { centre: "none" }).explained[0], 1);
});

test("eigenvectors are perpendicular and what the Hessian only stretches, the largest as curvature has it", () => {
    const objective = core.network({ layers: [2, 6, 4, 1] }).objective(...someExamples());
    const theta = core.randomDirection(objective.n, 3);

    const { values, vectors, converged, diverged } = objective.eigenvectors(theta, { count: 4, tolerance: 1e-5 });

    assert.ok(converged && !diverged);
    assert.ok(values.every((value, k) => k === 0 || value <= values[k - 1]));
    assert.ok(Math.abs(values[0] - objective.curvature(theta, { tolerance: 1e-5 }).max) < 1e-5 * values[0]);
    vectors.forEach((vector, k) => {
        const product = objective.hessianVector(theta, vector);
        assert.ok(Math.hypot(...product.map((value, i) => value - values[k] * vector[i])) < 2e-5 * values[0]); // the tolerance and float32
        vectors.forEach((other, j) => assert.ok(Math.abs(dot(vector, other) - (j === k ? 1 : 0)) < 1e-5));
        assert.equal(Math.max(...vector), largest(vector));
    });
});

function someExamples() {
    const { x, y } = core.dataset("circle", { n: 60, noise: 0.1, seed: 5 });
    return [x, y];
}

test("a surface has as many eigenvectors as parameters, and no more", () => {
    const saddle = core.objective("saddle");

    const { values } = saddle.eigenvectors([0.5, 0.25]);

    const { max, min } = saddle.curvature([0.5, 0.25]);
    assert.ok(Math.abs(values[0] - max) < 1e-6 && Math.abs(values[1] - min) < 1e-6);
    assert.throws(() => saddle.eigenvectors([0, 0], { count: 3 }), /^RangeError: count must be a whole number ≥ 1 and ≤ 2, got 3$/);
});

test("a preconditioner divides the curvature, and ones leave it", () => {
    const objective = core.network({ layers: [2, 6, 4, 1] }).objective(...someExamples());
    const theta = core.randomDirection(objective.n, 3);
    const of = (preconditioner) => objective.curvature(theta, { preconditioner, optimizer: { learningRate: 0.1 } });
    const plain = objective.curvature(theta, { ends: "max" });

    const ones = of(new Float32Array(objective.n).fill(1));
    const fours = of(new Float32Array(objective.n).fill(4));
    const mixed = Float32Array.from({ length: objective.n }, (_, i) => 1 + (i % 5));
    const { max, maxVector, stableLearningRate } = of(mixed);

    assert.deepEqual([ones.max, ones.maxVector], [plain.max, plain.maxVector]);
    assert.equal(fours.max, plain.max / 4); // a power of two: not a bit is rounded otherwise
    assert.ok(Math.abs(stableLearningRate * max - 2) < 1e-6);
    const scaled = maxVector.map((value, i) => value / Math.sqrt(mixed[i])); // H P^-½ y = λ P^½ y
    const product = objective.hessianVector(theta, scaled);
    const residual = product.map((value, i) => value / Math.sqrt(mixed[i]) - max * maxVector[i]);
    assert.ok(Math.hypot(...residual) < 1e-3 * max); // ten times its tolerance
    assert.throws(() => of(mixed.map((value, i) => (i === 7 ? 0 : value))), /preconditioner\[7\] must be a finite number > 0, got 0/);
});

test("Adam's limit is 38 over the preconditioned curvature, less what its decay adds, and none without a preconditioner", () => {
    const objective = core.network({ layers: [2, 6, 4, 1] }).objective(...someExamples());
    const theta = core.randomDirection(objective.n, 3);
    const preconditioner = new Float32Array(objective.n).fill(4);
    const limit = (optimizer, options = { preconditioner }) =>
        objective.curvature(theta, { ...options, optimizer: { learningRate: 0.1, ...optimizer } }).stableLearningRate;
    const { max } = objective.curvature(theta);

    assert.ok(Math.abs((limit({ name: "adam" }) * max) / 4 - 38) < 1e-4); // (2 + 2β₁) / (1 − β₁), 1 − β₁ in float32
    assert.ok(Math.abs((limit({ name: "adam", weightDecay: 2 }) * (max + 2)) / 4 - 38) < 1e-4); // P^-½ (H + 2) P^-½
    assert.ok(Number.isNaN(limit({ name: "adam" }, {})));
});

test("directions along a path are its principal plane, with its shares and those of a random walk", () => {
    const { n, trajectory } = reference[0];
    const path = Float32Array.from(trajectory);
    const plane = core.pathPlane(path, n, { centre: "none" });

    const reply = directionsOf({ kind: "path", path, centre: "none" }, n);

    const { u, v, explained, random, converged } = plane;
    assert.deepEqual(reply, { u, v, explained, random, converged });
    assert.notDeepEqual(directionsOf({ kind: "path", path }, n).u, u);
});

/** Of a network with so many parameters: 17 of 2-4-1. */
function directionsOf(request, n) {
    const small = { ...problem, net: { ...problem.net, hidden: [4] } };
    const { theta, nParameters } = ask({ type: "start", problem: small });
    assert.equal(nParameters, n);
    return ask({ type: "directions", problem: small, theta, ...request });
}

test("directions of the two most curved ways come with their curvature, and may be handed over", () => {
    const { theta } = ask({ type: "start", problem });
    const request = { type: "directions", problem, theta, kind: "eigen" };
    const first = ask(request);
    const given = structuredClone(first, { transfer: buffersOf(first) });

    const { u, v, eigenvalues, converged } = ask(request);

    assert.deepEqual({ u, v, eigenvalues, converged }, given);
    assert.ok(converged && eigenvalues[0] > eigenvalues[1] && eigenvalues[1] > 0);
    const { max } = ask({ type: "curvature", problem, theta, optimizer: { learningRate: 0.1 } });
    assert.ok(Math.abs(eigenvalues[0] - max) < 1e-3 * max);
    assert.throws(() => ask({ ...request, kind: "steepest" }), /^RangeError: kind must be one of weights, random, valley, path, eigen/);
});
