/** The reference runner must be able to fail: on a number changed by a thousandth, a file that is not one, a folder without any. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const runner = fileURLToPath(new URL("reference.mjs", import.meta.url));
const program = join(resolve(process.env.BUILD ?? "build"), "reference");
const scratch = mkdtempSync(join(tmpdir(), "valley-reference-"));
after(() => rmSync(scratch, { recursive: true }));

let folders = 0;
/** A folder with these files, by name. @param {Record<string, string>} files */
function folderOf(files) {
    const folder = join(scratch, String(folders++));
    mkdirSync(folder);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return folder;
}

/** @param {string} folder */
function run(folder) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [runner, program, folder], { encoding: "utf8" });
    return { status, stdout, stderr };
}

/** @param {string} file without ".json" */
const read = (file) => JSON.parse(readFileSync(new URL(`reference/${file}.json`, import.meta.url), "utf8"));

/** The index of the number of an array that is farthest from 0. @param {number[]} array */
const largest = (array) => array.reduce((best, x, i) => (Math.abs(x) > Math.abs(array[best]) ? i : best), 0);

/** For every file: what is left of it, for speed, and the array and the index of one of its results with the name of its case. */
const CHANGES = {
    activations: ({ activations: [, second], ...rest }) => [
        { ...rest, activations: [second] },
        second.f,
        largest(second.f),
        "sigmoid: f deviates",
    ],
    gradients: ({ cases, ...rest }) => {
        const few = cases.filter(({ bn }) => bn).slice(0, 2);
        return [{ ...rest, cases: few }, few[1].gradient, largest(few[1].gradient), `${few[1].name}: gradient deviates`];
    },
    trajectories: ({ cases, ...rest }) => [{ ...rest, cases: cases.slice(0, 2) }, cases[0].losses, 30, `${cases[0].name}: losses deviates`],
    diverging: ({ quadratics, ...rest }) => {
        const { name, runs } = quadratics[1];
        return [{ ...rest, quadratics: [quadratics[1]] }, runs[3].iterates, largest(runs[3].iterates), `${name}, run 4: iterates deviates`];
    },
    curvature: ({ cases, ...rest }) => [
        { ...rest, cases: [cases[1]] },
        cases[1].hessian,
        largest(cases[1].hessian),
        `${cases[1].name}: hessian deviates`,
    ],
    surfaces: ({ cases, ...rest }) => [{ ...rest, cases: [cases[0]] }, cases[0].loss, 7, `${cases[0].name}: loss deviates`],
    pca: ({ cases, ...rest }) => {
        const { explained_ratio: ratio } = cases[0].centred_with_final;
        return [{ ...rest, cases: [cases[0]] }, ratio, 0, `${cases[0].name}: explained_ratio deviates`];
    },
    graph: ({ graphs, ...rest }) => {
        const node = graphs[0].nodes.at(-1);
        return [{ ...rest, graphs: [graphs[0]] }, node.by_input, 0, `${graphs[0].name}: by_input deviates`];
    },
};

for (const [file, choose] of Object.entries(CHANGES))
    test(`a number of ${file}.json changed by a thousandth is found on both cores, and its case is named`, () => {
        const [json, array, index, message] = choose(read(file));
        const sound = run(folderOf({ [`${file}.json`]: JSON.stringify(json) }));
        array[index] *= 1.001;

        const changed = run(folderOf({ [`${file}.json`]: JSON.stringify(json) }));

        assert.equal(sound.status, 0, sound.stderr);
        assert.equal(changed.status, 1);
        const lines = changed.stderr.split("\n").filter((line) => line.startsWith(`FAILED ${file}: ${message}`));
        assert.ok(
            lines.some((line) => line.includes("on the native core")) && lines.some((line) => line.includes("on the wasm core")),
            changed.stderr,
        );
    });

test("what is drawn is held to standard errors: a deviation of init.json changed by a twentieth is found and its scheme named", () => {
    const json = read("init");
    const scheme = json.schemes.find((/** @type {any} */ s) => s.scheme === "xavier_uniform" && s.fan_in === 100);
    json.deep.cases = [];
    json.schemes = [scheme];
    scheme.std *= 1.05; // 100,000 weights know their deviation to √(0.2/100,000) = 0.14 %

    const { status, stderr } = run(folderOf({ "init.json": JSON.stringify(json) }));

    assert.equal(status, 1);
    assert.match(stderr, /FAILED init: xavier_uniform 100-100: std deviates by 3\d \(std\. errors\) on the wasm core; allowed are 5/);
});

test("files that are not there are told, and are no failure", () => {
    const { status, stdout } = run(folderOf({ "graph.json": JSON.stringify(read("graph")) }));

    assert.equal(status, 0);
    assert.match(stdout, /^pca\.json is not there: left out$/m);
});

test("a folder without vector files fails, and so does one that is not there", () => {
    assert.match(run(folderOf({})).stderr, /holds none of activations\.json/);
    assert.equal(run(folderOf({})).status, 1);
    assert.match(run(join(scratch, "nowhere")).stderr, /nowhere is not a folder/);
    assert.equal(run(join(scratch, "nowhere")).status, 2);
});

test("a file that is not JSON, not the one its name says, or empty is named", () => {
    const { status, stderr } = run(
        folderOf({
            "pca.json": '{"file": "pca", "schema": 1, "cases": [NaN]}',
            "graph.json": '{"file": "pca", "schema": 1, "graphs": [{}]}',
            "surfaces.json": '{"file": "surfaces", "schema": 1, "cases": []}',
        }),
    );

    assert.equal(status, 1);
    assert.match(stderr, /pca\.json cannot be read: .*JSON/);
    assert.match(stderr, /graph\.json cannot be read: it must have "file": "graph" and "schema": 1/);
    assert.match(stderr, /surfaces\.json cannot be read: it holds no case/);
});

test("a case that cannot be run is named with the reason, and the others are run all the same", () => {
    const json = read("gradients");
    const [first, second, third] = json.cases;
    first.net.layers[0].activation = "quadratic";
    second.inputs.pop();

    const { status, stdout, stderr } = run(folderOf({ "gradients.json": JSON.stringify({ ...json, cases: [first, second, third] }) }));

    assert.equal(status, 1);
    for (const core of ["native", "wasm"]) {
        assert.match(stderr, new RegExp(`${first.name}: could not be run on the ${core} core: .*quadratic`));
        assert.match(stderr, new RegExp(`${second.name}: could not be run on the ${core} core: "inputs" holds 6 numbers, not 7`));
    }
    assert.doesNotMatch(stderr, new RegExp(third.name));
    assert.match(stdout, /^gradients +3 {2}outputs/m);
});
