import assert from "node:assert/strict";
import { test } from "node:test";
import { OWN_SETTINGS } from "../../web/core/optimizer.js";
import { handle } from "../../web/core/requests.js";
import { newCore } from "./core.mjs";

const core = await newCore();
const NAMES = core.names("optimizer");

/** Two classes that a 2-4-1 net learns. */
function smallProblem() {
    const { x, y } = core.dataset("circle", { n: 60, noise: 0.1, seed: 5 });
    const net = core.network({ layers: [2, 4, 1] });
    net.init({ seed: 3 });
    return { net, x, y: y.map((c) => 2 * c - 1) };
}

/** The parameters after some steps with these settings. */
function trained(optimizer, steps = 3) {
    const { net, x, y } = smallProblem();
    net.optimizer = { learningRate: 0.05, ...optimizer };
    net.train(x, y, { steps });
    const theta = net.parameters;
    net.free();
    return theta;
}

test("every optimiser of the core trains, each in its own way", () => {
    const ends = NAMES.map((name) => trained({ name, learningRate: 0.02 }, 60));
    const { net, x, y } = smallProblem();
    const before = net.loss(x, y);
    for (const theta of ends) {
        net.parameters = theta;
        assert.ok(net.loss(x, y) < before);
    }
    assert.equal(new Set(ends.map(String)).size, NAMES.length);
});

test("settings left out are torch's, as decimals", () => {
    const { net } = smallProblem();
    const shared = { momentum: 0, nesterov: false, decayOn: "all", alpha: 0.99, beta1: 0.9, beta2: 0.999 };
    const differing = {
        sgd: [0, 1e-8],
        adagrad: [0, 1e-10],
        rmsprop: [0, 1e-8],
        adam: [0, 1e-8],
        adamw: [0.01, 1e-8],
    };
    for (const name of NAMES) {
        const [weightDecay, epsilon] = differing[name];
        net.optimizer = { name, learningRate: 0.1 };
        const schedule = { name: "constant", period: 1, factor: 1, warmUp: 0 };
        assert.deepEqual(net.optimizer, { name, learningRate: 0.1, ...shared, weightDecay, epsilon, schedule });
        net.optimizer = { ...net.optimizer, learningRate: 0.2 }; // what is read may be written
        assert.equal(net.optimizer.learningRate, 0.2);
    }
});

/** A value of each setting that is not its default. */
const other = { momentum: 0.5, nesterov: true, alpha: 0.5, beta1: 0.5, beta2: 0.5, epsilon: 0.5 };

test("a setting changes the steps of the optimisers that have it, and is refused by name elsewhere", () => {
    assert.deepEqual(Object.keys(OWN_SETTINGS), NAMES);
    for (const name of NAMES)
        for (const [key, value] of Object.entries(other)) {
            const optimizer = { name, ...(key === "nesterov" ? { momentum: 0.5 } : {}), [key]: value };
            if (OWN_SETTINGS[name].includes(key)) {
                assert.notDeepEqual(trained(optimizer), trained({ ...optimizer, [key]: undefined }), `${key} of ${name}`);
                continue;
            }
            const message = new RegExp(
                `^RangeError: (momentum|${key}) is not a setting of ${name}, which has learningRate.*; leave it out or at `,
            );
            assert.throws(() => trained(optimizer), message);
        }
});

test("a setting of another optimiser is let pass at its default, so that a page may carry all", () => {
    const all = { momentum: 0, nesterov: false, alpha: 0.99, beta1: 0.9, beta2: 0.999 };
    for (const name of NAMES) assert.deepEqual(trained({ name, ...all }), trained({ name }));
});

test("decay on weights alone moves the biases as without decay in a first step", () => {
    for (const name of NAMES) {
        const none = trained({ name, weightDecay: 0 }, 1);
        const all = trained({ name, weightDecay: 0.5 }, 1);
        const weights = trained({ name, weightDecay: 0.5, decayOn: "weights" }, 1);
        const { net } = smallProblem();
        const isWeight = (i) => net.layers.some(({ weightsAt, biasesAt }) => i >= weightsAt && i < biasesAt);
        assert.deepEqual(
            weights,
            all.map((value, i) => (isWeight(i) ? value : none[i])),
        );
    }
});

test("the learning rate goes as the schedule says", () => {
    const rates = (schedule, steps) => steps.map((step) => core.learningRateAt({ learningRate: 0.5, schedule }, step));
    assert.deepEqual(rates(undefined, [0, 1000]), [0.5, 0.5]);
    assert.deepEqual(rates({ name: "step", period: 10, factor: 0.5 }, [9, 10, 25]), [0.5, 0.25, 0.125]);
    assert.deepEqual(rates({ name: "cosine", period: 10 }, [0, 10, 11]), [0.5, 0, 0]);
    assert.deepEqual(rates({ name: "step", period: 10, factor: 0.5, warmUp: 3 }, [0, 1, 3, 12, 13]), [0.125, 0.25, 0.5, 0.5, 0.25]);
    const halfway = core.learningRateAt({ learningRate: 0.5, schedule: { name: "cosine", period: 10, factor: 0.2 } }, 5);
    assert.ok(Math.abs(halfway - 0.3) < 1e-6);
});

test("a schedule counts the steps of the whole run, however it is cut", () => {
    const { net, x, y } = smallProblem();
    const optimizer = { name: "adam", learningRate: 0.05, schedule: { name: "cosine", period: 20, warmUp: 5 } };
    const whole = trained(optimizer, 30);

    net.optimizer = optimizer;
    for (const steps of [1, 9, 0, 20]) net.train(x, y, { steps });

    assert.deepEqual(net.parameters, whole);
    const before = net.parameters;
    net.trainStep(x, y); // behind the period the rate is 0
    assert.deepEqual(net.parameters, before);
});

test("a change of optimiser forgets the state of another, and adam hands its own to adamw", () => {
    const after = (first, second) => {
        const { net, x, y } = smallProblem();
        net.optimizer = { learningRate: 0.05, ...first };
        net.train(x, y, { steps: 5 });
        net.optimizer = { learningRate: 0.05, ...second };
        return net.preconditioner;
    };
    assert.equal(after({ name: "rmsprop" }, { name: "adagrad" }), null); // as many numbers, another meaning
    assert.equal(after({ name: "sgd", momentum: 0.9 }, { name: "rmsprop" }), null);
    assert.deepEqual(after({ name: "adam" }, { name: "adamw" }), after({ name: "adam" }, { name: "adam" }));
    assert.ok(after({ name: "adam" }, { name: "adamw" }).every((value) => value > 0));
});

test("the preconditioner is what a step divided the gradient by", () => {
    const { net, x, y } = smallProblem();
    net.optimizer = { name: "adagrad", learningRate: 0.05, epsilon: 0.5 };
    assert.equal(net.preconditioner, null);
    const { gradient } = net.gradient(x, y);

    net.trainStep(x, y);

    // √g² + ε: two roundings, the gradient's bits are the step's own
    net.preconditioner.forEach((value, i) => assert.ok(Math.abs(value - (Math.abs(gradient[i]) + 0.5)) < 2e-7 * value));
    net.optimizer = { learningRate: 0.05 };
    assert.ok(net.preconditioner.every((value) => value === 1));
});

test("Adam's limit is read off the state that training left", () => {
    const { net, x, y } = smallProblem();
    net.optimizer = { name: "adam", learningRate: 0.01 };
    assert.ok(Number.isNaN(net.curvature(x, y).stableLearningRate));
    net.train(x, y, { steps: 50 });

    const { max, stableLearningRate } = net.curvature(x, y, { preconditioner: net.preconditioner });

    assert.ok(Math.abs(stableLearningRate * max - 38) < 1e-4); // (2 + 2β₁)/(1 − β₁) with β₁ in float32
});

/* ---- requests */

const moons = { name: "moons", n: 80, noise: 0.1, seed: 2, testShare: 0.25, inputs: ["x", "y"] };
const problem = { kind: "network", data: moons, net: { hidden: [4], activation: "tanh", loss: "mse", init: "xavier-normal", seed: 7 } };
const start = () => handle(core, { type: "start", problem });
const run = (request) =>
    handle(core, { type: "train", problem, theta: start().theta, state: null, step: 0, steps: 5, batchSize: 60, ...request });

test("training replies with the rate of its next step", () => {
    const optimizer = { name: "adam", learningRate: 0.5, schedule: { name: "step", period: 5, factor: 0.5 } };
    assert.equal(run({ optimizer, steps: 4 }).learningRate, 0.5);
    assert.equal(run({ optimizer, steps: 5 }).learningRate, 0.25);
});

test("a request takes over no state that another optimiser left", () => {
    const optimizer = { name: "adagrad", learningRate: 0.1 };
    const { theta, state } = run({ optimizer: { name: "rmsprop", learningRate: 0.1 } });
    const next = (rest) => run({ optimizer, theta, step: 5, steps: 1, ...rest }).theta;

    assert.deepEqual(next({ state, stateOf: "rmsprop" }), next({ state: null }));
    assert.notDeepEqual(next({ state }), next({ state: null }));
});

test("an optimiser that begins in the middle of a run begins with its first step", () => {
    const optimizer = { name: "adam", learningRate: 0.125, epsilon: 0 };
    const { theta } = run({ optimizer: { learningRate: 0.1 }, steps: 400 });
    const next = run({ optimizer, theta, step: 400, steps: 1 }).theta;

    // a first step is the rate long in every coordinate; without its own count the corrections would make it 1.8 times that
    next.forEach((value, i) => assert.ok(Math.abs(Math.abs(value - theta[i]) - 0.125) < 1e-6));
});

test("a curvature asked for with the state of training is the preconditioned one, with its limit", () => {
    const optimizer = { name: "adam", learningRate: 0.05 };
    const { theta, state } = run({ optimizer, steps: 50 });
    const at = (rest) => handle(core, { type: "curvature", problem, theta, optimizer, ...rest });

    const without = at({});
    const withState = at({ state });
    const plain = at({ optimizer: { learningRate: 0.05 }, state: new Float32Array(0) });

    assert.ok(Number.isNaN(without.stableLearningRate) && !without.preconditioned);
    assert.ok(withState.preconditioned && withState.max !== without.max);
    assert.ok(Math.abs(withState.stableLearningRate * withState.max - 38) < 1e-4);
    assert.ok(!plain.preconditioned && Math.abs(plain.stableLearningRate * plain.max - 2) < 1e-6);
    assert.ok(Number.isNaN(at({ state: state.map(() => 0) }).stableLearningRate)); // not a step yet
    assert.throws(() => at({ state: state.slice(1) }), /^RangeError: state must be .* 35 numbers, got 34$/);
});

test("what divides the gradient is thrown out by no curvature, and adamw's decay is named", () => {
    const bowl = core.objective("bowl");
    const of = (optimizer) => core.descend(bowl, { start: [1, 1], steps: 300, optimizer });

    assert.equal(of({ name: "adam", learningRate: 50 }).diverged, false); // 25 times plain descent's limit
    assert.equal(of({ learningRate: 50 }).cause, "curvature");
    const { cause, curvature, limit } = of({ name: "adamw", learningRate: 0.5, weightDecay: 6 });
    assert.deepEqual([cause, curvature], ["l2", 6]);
    assert.ok(Math.abs(limit - 1 / 3) < 1e-6);
    assert.equal(of({ name: "rmsprop", learningRate: 3e38 }).cause, "overflow");
});

test("the rate that is blamed is that of the step at which a run went wrong", () => {
    const bowl = core.objective("bowl");
    const optimizer = { learningRate: 7, schedule: { name: "constant", warmUp: 15 } }; // 7/16, 14/16 … 7, where 2 is the limit

    const { cause, learningRate, limit } = core.descend(bowl, { start: [1, 1], steps: 300, optimizer });

    assert.equal(cause, "curvature");
    assert.equal(learningRate, 35 / 16); // the first above it: until then the loss fell
    assert.ok(Math.abs(limit - 2) < 1e-6);
});

/** @type {[string, any, RegExp][]} */
const mistakes = [
    [
        "momentum of adam",
        { name: "adam", momentum: 0.9 },
        /^RangeError: momentum is not a setting of adam, .* leave it out or at 0, got 0.9$/,
    ],
    ["alpha of adagrad", { name: "adagrad", alpha: 0.5 }, /^RangeError: alpha is not a setting of adagrad/],
    ["beta1 of 1", { name: "adam", beta1: 1 }, /^RangeError: beta1 must be a finite number ≥ 0 and < 1, got 1$/],
    ["beta2 that is text", { name: "adam", beta2: "0.9" }, /^TypeError: beta2 must be a finite number .*, got "0.9"$/],
    ["a negative epsilon", { name: "rmsprop", epsilon: -1 }, /^RangeError: epsilon must be a finite number ≥ 0, got -1$/],
    ["a negative decay", { name: "adamw", weightDecay: -1 }, /^RangeError: weightDecay must be a finite number ≥ 0, got -1$/],
    ["decay on biases", { decayOn: "biases" }, /^RangeError: decayOn must be one of all, weights; got "biases"$/],
    [
        "a schedule without a name",
        { schedule: { warmUp: 3 } },
        /^TypeError: schedule.name must be one of constant, step, cosine; got undefined$/,
    ],
    ["a schedule that is a name", { schedule: "cosine" }, /^TypeError: schedule must be an object with name, period.*got "cosine"$/],
    ["an unknown schedule", { schedule: { name: "linear" } }, /^RangeError: schedule.name must be one of .*"linear"$/],
    ["no period", { schedule: { name: "step" } }, /^TypeError: schedule.period must be a whole number ≥ 1 .*undefined$/],
    ["a period of 0", { schedule: { name: "cosine", period: 0 } }, /^RangeError: schedule.period must be a whole number ≥ 1 .*got 0$/],
    ["a negative factor", { schedule: { name: "step", period: 1, factor: -1 } }, /^RangeError: schedule.factor must be .* ≥ 0, got -1$/],
    ["half a step of warm-up", { schedule: { name: "constant", warmUp: 0.5 } }, /^RangeError: schedule.warmUp must be a whole number/],
    [
        "a misspelt setting of a schedule",
        { schedule: { name: "constant", warmup: 1 } },
        /^TypeError: schedule has no "warmup"; it may have name/,
    ],
];

for (const [what, optimizer, message] of mistakes)
    test(`${what} is refused by naming it, and the optimiser stays as it was`, () => {
        const { net } = smallProblem();
        const before = net.optimizer;
        assert.throws(() => (net.optimizer = { learningRate: 0.1, ...optimizer }), message);
        assert.equal(net.optimizer, before);
    });
