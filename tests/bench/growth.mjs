/**
 * How time and memory grow with the work, native and in WebAssembly: a table with the measured exponents, a plot in build/growth.svg, and all of it in the
 * file of results.
 */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { native, node, startNative, startNode } from "./contenders.mjs";
import { growthPlot } from "./growth_plot.mjs";
import { mapped, median, rounded, spelledBytes, spelledTime, tableOf } from "./numbers.mjs";
import { readOptions } from "./options.mjs";
import { printRatios, readResults, writeResults } from "./results.mjs";

const build = process.env.BUILD ?? "build";
const rounds = 3;
/** What takes longer is measured once. */
const longSeconds = 0.5;

const decades = [100, 316, 1000, 3162, 10000, 31623, 100000];
const doubled = [4, 8, 16, 32, 64, 128, 256];
const edges = [16, 32, 64, 128, 256, 512];

/**
 * By task of c/bench.h, and the place of what grows among bench_new's sizes. expected: the exponent of time. Of a width of n there are n² weights, of an edge
 * of n there are n² points.
 */
export const growths = [
    { name: "points", what: "step of 2-8-8-1, all points", task: 1, place: 0, sizes: decades, expected: 1 },
    { name: "width", what: "step of 2-n-n-1, 500 points", task: 1, place: 1, sizes: doubled, expected: 2 },
    { name: "depth", what: "step of 2-8…8-1, 500 points", task: 1, place: 2, sizes: [1, 2, 3, 4, 6, 8, 10], expected: 1 },
    { name: "edge, 2 weights", what: "loss surface, 500 points", task: 4, place: 3, sizes: edges, expected: 2 },
    { name: "edge, directions", what: "loss surface, 500 points", task: 9, place: 3, sizes: edges, expected: 2 },
    { name: "starts", what: "100 steps of 1-2-1 from each", task: 5, place: 4, sizes: decades, expected: 1 },
];

/** [points, width, depth, edge, starts], 0 where it is as usual. */
const sizesWith = ({ place }, size) => Array.from({ length: 5 }, (_, i) => (i === place ? size : 0)).join(" ");

/** Medians in which both take turns. */
async function timesAt(contenders, growth, size) {
    const taken = Object.fromEntries(contenders.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round++)
        for (const { name, ask } of contenders) {
            if (taken[name][0] > longSeconds) continue;
            taken[name].push((await ask(`time ${growth.task} ${sizesWith(growth, size)}`)).seconds);
        }
    return mapped(taken, (seconds) => rounded(median(seconds)));
}

/** The slope of a value over the upper half of sizes, both logarithmic, by least squares: what does not grow hides it below. */
function exponentOf(points, valueOf) {
    const upper = points.slice(points.length >> 1);
    const x = upper.map(({ size }) => Math.log(size));
    const y = upper.map((point) => Math.log(valueOf(point)));
    const mean = (numbers) => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
    const [meanX, meanY] = [mean(x), mean(y)];
    const along = x.reduce((sum, each, i) => sum + (each - meanX) * (y[i] - meanY), 0);
    const square = x.reduce((sum, each) => sum + (each - meanX) ** 2, 0);
    return rounded(along / square);
}

async function measure(contenders, growth) {
    const points = [];
    for (const size of growth.sizes) {
        const seconds = await timesAt(contenders, growth, size);
        const wasm = contenders.find(({ name }) => name === node);
        const { bytes } = await wasm.ask(`memory ${growth.task} ${sizesWith(growth, size)}`);
        points.push({ size, [native]: seconds[native], [node]: seconds[node], bytes });
    }
    const { name, what, expected } = growth;
    const exponents = {
        [native]: exponentOf(points, (point) => point[native]),
        [node]: exponentOf(points, (point) => point[node]),
        bytes: exponentOf(points, (point) => point.bytes - points[0].bytes), // without what does not grow
    };
    return { name, what, expected, points, exponents };
}

function rowsOf({ name, what, expected, points, exponents }) {
    return [
        [`${name}: ${what}`, "native", "wasm", "memory"],
        ...points.map((point) => [`    ${point.size}`, spelledTime(point[native]), spelledTime(point[node]), spelledBytes(point.bytes)]),
        [`    exponent, of time ${expected} expected`, ...[native, node, "bytes"].map((what) => exponents[what].toFixed(2))],
    ];
}

async function resultsSoFar(file) {
    try {
        return await readResults(file);
    } catch {
        return {};
    }
}

/** Without what is the same in every run. */
const measuredIn = (growth) =>
    Object.fromEntries(
        growth.map(({ name, points }) => [name, Object.fromEntries(points.map(({ size, ...measured }) => [size, measured]))]),
    );

const options = readOptions();
const contenders = [startNative(), startNode()];
const growth = [];
for (const each of growths) {
    growth.push(await measure(contenders, each));
    console.log(JSON.stringify({ growth: each.name, expected: each.expected, exponents: growth.at(-1).exponents }));
}
for (const contender of contenders) contender.close();

console.log(`\nHow it grows\n${tableOf(growth.flatMap(rowsOf))}`);
await writeFile(join(build, "growth.svg"), growthPlot(growth));
await writeResults(options.out, { ...(await resultsSoFar(options.out)), growth });
if (options.against) printRatios(measuredIn(growth), measuredIn((await readResults(options.against)).growth ?? []));
