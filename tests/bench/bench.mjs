/**
 * Valley beside its peers on the jobs of jobs.mjs: README.md says how. JSON lines, then tables; all of it also in a file.
 */
import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { native, node, peers, startChromium, startNative, startNode } from "./contenders.mjs";
import { goalsOf } from "./goals.mjs";
import { jobs, tolerance } from "./jobs.mjs";
import { mapped, median, rounded } from "./numbers.mjs";
import { readOptions } from "./options.mjs";
import { printReport } from "./report.mjs";
import { printRatios, readResults, writeResults } from "./results.mjs";

const build = process.env.BUILD ?? "build";
const data = join(build, "bench.data");
const rounds = 5;

/** In the order of nn.h. */
const activations = "identity sigmoid tanh relu leaky-relu elu prelu rrelu maxout softplus gelu silu".split(" ");

/** What Valley alone is measured on, by its number in c/bench.h; against: the task whose time its own is compared with. */
const ownTasks = [
    { task: 8, name: "peak", what: "multiply-add alone" },
    { task: 9, name: "directions", what: "W5 over two random directions", against: "W5" },
    { task: 10, name: "batch-norm", what: "W2 with batch normalisation", against: "W2" },
    { task: 11, name: "gradient", what: "of W2's loss" },
    { task: 12, name: "product", what: "of its Hessian with a vector", against: "gradient" },
    ...activations.map((name, i) => ({ task: 13 + i, name, what: `W2 with ${name}`, against: "W2" })),
];

const options = readOptions();

const chosen = jobs.map((job, task) => ({ ...job, task })).filter(({ name }) => !options.jobs || options.jobs.includes(name));
/** W3's goal is a share of the peak, W7's a number of gradients; the rest belongs to the whole. */
const own = ownTasks.filter(({ name }) => !options.jobs || name === "peak" || name === "gradient");

async function writeData() {
    await mkdir(data, { recursive: true });
    execFileSync(join(build, "bench"), ["data", data]);
    await writeFile(join(data, "jobs.json"), JSON.stringify(jobs));
}

/** @returns {Promise<import("./contenders.mjs").Contender[]>} */
async function startAll() {
    const all = [startNative(), startNode(), await startChromium()];
    for (const [name, { start, missing }] of Object.entries(peers)) {
        if (options.peers && !options.peers.includes(name)) continue;
        const lacks = missing();
        if (lacks) console.error(`${name} is left out: ${lacks} is not installed`);
        else all.push(start(name, data));
    }
    return all;
}

/** Why a contender is not timed on a job; undefined if its result is native Valley's. */
async function objection(contender, { name, task, repeats }, expected) {
    const answer = await contender.ask(`result ${task} ${repeats}`);
    if (answer.cannot) return answer.cannot;
    const apart = Math.abs(answer.result / expected - 1);
    if (apart <= (tolerance[contender.name] ?? tolerance.usual)) return undefined;
    console.error(`${contender.name} is left out of ${name}: its result is ${answer.result ?? answer.error}, not ${expected}`);
    return `another result: ${answer.result ?? answer.error}`;
}

/** Of each job: why contenders are left out, by name. */
async function check(contenders) {
    const objections = {};
    for (const job of chosen) {
        const { result } = await contenders[0].ask(`result ${job.task} ${job.repeats}`);
        objections[job.name] = {};
        for (const contender of contenders.slice(1)) {
            const reason = await objection(contender, job, result);
            if (reason) objections[job.name][contender.name] = reason;
        }
    }
    return objections;
}

/** Seconds of every round, by task and contender, who take turns at each task. */
async function measure(contenders, objections) {
    const measured = Object.fromEntries([...chosen, ...own].map(({ name }) => [name, {}]));
    const parts = {};
    for (let round = 0; round < rounds; round++) {
        console.error(`round ${round + 1} of ${rounds}`);
        for (const { name, task } of [...chosen, ...own])
            for (const contender of contenders) {
                if (objections[name]?.[contender.name] || (!objections[name] && contender.name in peers)) continue;
                const { seconds, part } = await contender.ask(`time ${task}`);
                (measured[name][contender.name] ??= []).push(seconds);
                if (part) (parts[name] ??= {})[contender.name] = part;
            }
    }
    return { measured, parts };
}

/** The median of what one round says against another measurement of the same round. */
const ratio = (a, b) => rounded(median(a.map((seconds, round) => seconds / b[round])));

function lineOf({ name, what, against }, measured, { parts, objections }) {
    const times = measured[name];
    const line = {
        job: name,
        what,
        seconds: mapped(times, (each) => rounded(median(each))),
        wasmToNative: ratio(times[node], times[native]),
    };
    if (times.convnetjs) line.timesAsFastAsConvNetJS = mapped(times, (each) => ratio(times.convnetjs, each));
    if (measured[against]) line[`timesOf ${against}`] = mapped(times, (each, contender) => ratio(each, measured[against][contender]));
    if (parts[name]) line.timedOnOneOf = parts[name];
    if (Object.keys(objections[name] ?? {}).length > 0) line.leftOut = objections[name];
    return line;
}

/** Of each of Valley's: the multiply-add peak, W3's rate as a share of it, W7 in gradients; each from the same rounds. */
async function derivedOf(measured, contenders) {
    const asked = async (task) => (await contenders.find(({ name }) => name === node).ask(`operations ${task}`)).operations;
    const [inW3, inPeak] = [await asked(2), await asked(8)];
    return mapped(measured.peak, (seconds, name) => ({
        peakGigaflops: rounded(inPeak / median(seconds) / 1e9),
        ...(measured.W3 && { ofPeak: rounded((inW3 / inPeak) * ratio(seconds, measured.W3[name])) }),
        ...(measured.W7 && { gradients: ratio(measured.W7[name], measured.gradient[name]) }),
    }));
}

async function compare(contenders) {
    const objections = await check(contenders);
    const { measured, parts } = await measure(contenders, objections);
    const lines = [...chosen, ...own].map((task) => lineOf(task, measured, { parts, objections }));
    const results = {
        made: new Date().toISOString(),
        processor: cpus()[0].model,
        node: process.version,
        rounds,
        torch: await contenders.find(({ name }) => name === "torch")?.ask("about"),
        jobs: Object.fromEntries(lines.map((line) => [line.job, line])),
        derived: await derivedOf(measured, contenders),
    };
    results.goals = goalsOf(chosen, results);
    return results;
}

const secondsIn = ({ jobs: lines }) => mapped(lines, ({ seconds }) => seconds);

await writeData();
const contenders = await startAll();
try {
    const results = await compare(contenders);
    await writeResults(options.out, results);
    await printReport(results);
    if (options.against) printRatios(secondsIn(results), secondsIn(await readResults(options.against)));
} finally {
    for (const contender of contenders) await contender.close();
}
