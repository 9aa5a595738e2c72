/** What figures save: their history as CSV, and the network they trained as JSON and as a C header. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { handle } from "../../web/core/requests.js";
import { deepProblem, DeepRun } from "../../web/figure/deep-network.js";
import { parameters, problemOf } from "../../web/figure/training/parameters.js";
import { Run } from "../../web/figure/training/run.js";
import { defaults } from "../../web/parameters.js";
import { cHeader } from "../../web/share/c-header.js";
import { csvOf } from "../../web/share/csv.js";
import { headerFile, historyCSV, networkFile } from "../../web/share/data.js";
import { edgeHistory, lossHistory, pathHistory, raceHistory, trainingHistory } from "../../web/share/history.js";
import { aboutInputs, networkText, trainedNetwork } from "../../web/share/network-json.js";
import { newCore } from "./core.mjs";

const core = await newCore();
const ask = async (request) => handle(core, request);
const host = { ask: (_slot, request) => ask(request) };

/** A session of the playground's defaults with some changed, trained so far. */
async function sessionOf(given, steps, changes = []) {
    const p = { ...defaults(parameters), n: 100, ...given };
    const data = await ask({ type: "dataset", data: problemOf(p, null, 2).data });
    const { batchSize, seed } = p;
    const settings = { problem: problemOf(p, null, data.nClasses), rates: p, batchSize, seed, trainCount: data.trainCount, changes };
    const run = new Run(ask, settings);
    await run.start();
    await run.advance(0);
    while (run.step < steps) await run.advance(steps);
    return { run, data };
}

/** The fields of a CSV, read by the rules of RFC 4180. */
function parse(text) {
    const rows = [[]];
    for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
        rows.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
        if (end !== ",") rows.push([]);
    }
    assert.deepEqual(rows.pop(), []); // the last record ends in CRLF too
    return rows;
}

test("commas, quotes and line ends come back from a CSV as they went in", () => {
    const columns = ["step", 'a, "b"', "line\nend", "数据"];
    const rows = [[0, "x,y", '"', "零"]];

    const back = parse(csvOf({ columns, rows }));

    assert.deepEqual(back, [columns, ["0", "x,y", '"', "零"]]);
});

test("numbers of a CSV name the same float32, and steps are written out", () => {
    const floats = [0.1, 1 / 3, 1e-45, -1.1754942106924411e-38, 3.4028234663852886e38, -0].map(Math.fround);

    const [, row] = parse(csvOf({ columns: Array(8).fill("x"), rows: [[16_777_217, null, ...floats]] }));

    assert.deepEqual(row.slice(0, 2), ["16777217", ""]);
    row.slice(2).forEach((text, i) => assert.ok(Object.is(Math.fround(Number(text)), floats[i]), text));
    assert.equal(row[2], "0.1");
});

test("a training figure saves its curve, the moment itself, and what was in force", async () => {
    const changes = [{ step: 60, name: "learning-rate", value: 0.5 }, { step: 60, name: "momentum", value: 0.9 }]; // prettier-ignore
    const session = await sessionOf({ n: 1000, loss: "bce", learningRate: 0.1 }, 203, changes);

    const { columns, rows } = trainingHistory(session);

    assert.deepEqual(columns, [
        "step", "train loss (nats)", "test loss (nats)", "train accuracy", "test accuracy", "learning-rate", "momentum",
    ]); // prettier-ignore
    const points = session.run.curve.points;
    assert.deepEqual(rows.slice(0, -1).map(([step, train, test]) => [step, train, test]), points.map(({ step, train, test }) => [step, train, test])); // prettier-ignore
    assert.deepEqual(rows.at(-1).slice(0, 2), [203, session.run.last.train.loss]);
    for (const row of rows) assert.deepEqual(row.slice(-2), row[0] < 60 ? [0.1, 0] : [0.5, 0.9]);
    assert.equal(parse(csvOf({ columns, rows })).length, rows.length + 1);
});

test("a regression without a test set has neither accuracies nor test losses, and a squared error no unit", async () => {
    const { columns } = trainingHistory(await sessionOf({ data: "sine", testShare: 0 }, 20));

    assert.deepEqual(columns, ["step", "train loss", "learning-rate"]);
});

test("before there is anything, nothing is saved", async () => {
    assert.equal(trainingHistory({ run: null, data: null }), null);
    assert.equal(pathHistory(false, []), null);
    assert.equal(raceHistory([]), null);
    assert.equal(await trainedNetwork(host, null), null);
});

test("paths are saved one below the other, each step with its place and its loss", () => {
    const path = { points: Float32Array.of(1, 2, 3, 4), losses: Float32Array.of(0.5, 0.25) };

    const of = (isNetwork) =>
        pathHistory(isNetwork, [
            { ...path, names: { racer: "adam" } },
            { ...path, names: { racer: "sgd" } },
        ]);

    assert.deepEqual(of(false).columns, ["racer", "step", "x", "y", "loss"]);
    assert.deepEqual(of(true).columns, ["racer", "step", "along u", "along v", "loss"]);
    assert.deepEqual(of(false).rows, [["adam", 0, 1, 2, 0.5], ["adam", 1, 3, 4, 0.25], ["sgd", 0, 1, 2, 0.5], ["sgd", 1, 3, 4, 0.25]]); // prettier-ignore
});

test("the edge of stability is saved with the sharpness where it was measured and its limit in force", () => {
    const schedule = { at: (step) => ({ learningRate: step < 2 ? 0.1 : 0.2 }) };
    const limits = [{ step: 0, limit: 20 }, { step: 2, limit: 10 }]; // prettier-ignore
    const run = { losses: [3, 2, 1], loss: 0.5, step: 3, measured: [0, 2], sharpness: [7, 8], limits, schedule };

    const { columns, rows } = edgeHistory(run);

    assert.deepEqual(columns, ["step", "loss", "lambda_max", "limit of lambda_max", "learning-rate"]);
    assert.deepEqual(rows, [[0, 3, 7, 20, 0.1], [1, 2, null, 20, 0.1], [2, 1, 8, 10, 0.2], [3, 0.5, null, 10, 0.2]]); // prettier-ignore
});

test("losses of a deep network are saved in nats", () => {
    const { columns, rows } = lossHistory(deepProblem({ activation: "tanh", layerCount: 5 }), [0, 5], { loss: [0.7, 0.6] });

    assert.deepEqual(columns, ["step", "loss (nats)"]);
    assert.deepEqual(rows, [[0, 0.7], [5, 0.6]]); // prettier-ignore
});

for (const given of [
    { loss: "bce", optimizer: "adam", learningRate: 0.01, batchNorm: true },
    { data: "iris", loss: "softmax", inputs: ["x", "y", "x2"], momentum: 0.9, nesterov: true },
    { activation: "prelu", hidden: [5], l2: 0.01, batchSize: 7 },
])
    test(`the network of a figure goes on in Node as it goes on in the page: ${JSON.stringify(given)}`, async () => {
        const { run, data } = await sessionOf(given, 50);
        const json = await trainedNetwork(host, run, data);
        const { x, y } = trainingData(run, data);

        const net = core.networkFromJSON(networkText(json));
        const { seed, batchSize } = { ...run.settings, ...json.about };
        net.train(x, y, { steps: 100, batchSize, seed });
        while (run.step < 150) await run.advance(150);

        assert.deepEqual(net.parameters, run.theta);
        assert.deepEqual(net.running, run.running);
        assert.equal(net.toJSON().step, 150);
    });

/** The examples that a figure trains on, made by the public API alone. */
function trainingData(run, { x, y, trainCount, nClasses }) {
    const { data, net } = run.problem;
    const inputs = core.features(x, data.inputs).slice(0, trainCount * data.inputs.length);
    const wanted = y.slice(0, trainCount);
    if (net.loss !== "mse" || nClasses === 0) return { x: inputs, y: wanted };
    return { x: inputs, y: wanted.map((c) => 2 * c - 1) };
}

test("the state of an optimiser that another took over from is left out", async () => {
    const { run, data } = await sessionOf({}, 20);
    run.rates = { ...run.rates, optimizer: "adam" };

    const json = await trainedNetwork(host, run, data);

    assert.equal(json.optimizerState, undefined);
    assert.equal(core.networkFromJSON(json).optimizer.name, "adam");
});

test("a run that knows not its layers asks for them", async () => {
    const problem = deepProblem({ activation: "maxout", init: "he-normal", layerCount: 5, seed: 1 });
    const { theta } = await ask({ type: "start", problem });

    const json = await trainedNetwork(host, new DeepRun(problem, theta, { learningRate: 0.1, batchSize: 32, seed: 1 }));

    assert.deepEqual(json.layers, [10, 100, 100, 100, 100, 100, 1]);
    assert.deepEqual(core.networkFromJSON(json).parameters, theta);
});

test("the C header of a figure's network says what its inputs are of what was measured", async () => {
    const { run, data } = await sessionOf({ data: "iris", inputs: ["x", "xy", "sin-y"], loss: "softmax" }, 5);

    const json = await trainedNetwork(host, run, data);
    const header = cHeader(json, "iris", aboutInputs(json));

    const lines = header.split("\n");
    assert.ok(lines.includes(" * Of a point (x, y): x[0] is x, x[1] is x*y, x[2] is sin(y)."));
    assert.ok(lines.includes(` * x = 2 * (${data.columnNames[0]} - ${json.about.inputs.mean[0]}) / ${json.about.inputs.deviation[0]}`));
    assert.match(header, new RegExp(`^ \\* classes: 0 ${data.classNames[0]}, 1 `, "m"));
    assert.match(header, /float x\[3\] = \{0\}, y\[3\];/);
});

test("a figure's files: its history, its network with the parameters of its link, its network in C", async () => {
    const session = await sessionOf({ hidden: [3] }, 30);
    const live = { history: () => trainingHistory(session), network: () => trainedNetwork(host, session.run, session.data) };
    const subject = {
        host: { live, parameters: { ...defaults(parameters), hidden: [3], steps: 30 } },
        figure: { name: "playground", parameters },
    };

    const [csv, json, header] = [historyCSV(subject), JSON.parse(await networkFile(subject)), await headerFile(subject)];

    assert.equal(parse(csv).at(-1)[0], "30");
    assert.deepEqual(json.layers, [2, 3, 1]);
    assert.equal(json.about.figure, "playground");
    assert.deepEqual(json.about.parameters, { hidden: "3", steps: "30" });
    assert.match(header, /^ \* Trained for 30 steps\.$/m);
});

test("a figure that has neither history nor network has no such files", async () => {
    const subject = { host: { live: {}, parameters: {} }, figure: { name: "modes", parameters: [] } };

    assert.deepEqual([historyCSV(subject), await networkFile(subject), await headerFile(subject)], [null, null, null]);
});
