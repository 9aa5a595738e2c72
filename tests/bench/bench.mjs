/**
 * The speed of the core, native (build/bench) and as WebAssembly in Node (build/bench.wasm), which are the same C: one line of JSON a
 * task. Medians of rounds in which the two take turns, so that a machine that slows down slows both.
 */
import { execFileSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const build = process.env.BUILD ?? "build";
const dist = process.env.DIST ?? "dist";
const rounds = 7;

/** In the order of nn.h. */
const activations = "identity sigmoid tanh relu leaky-relu elu prelu rrelu maxout softplus gelu silu".split(" ");

/** In the order of c/bench.h. A task's unit of work is so many repeats; against: the task whose time its own is compared with. */
const tasks = [
    { task: "full-batch step, 2-8-8-1 tanh, 500 points", unit: "µs", perSecond: 1e6, repeats: 1 },
    { task: "64 × 64 loss surface of it", unit: "ms", perSecond: 1e3, repeats: 64 },
    { task: "4,096 descents of 100 steps, 1-2-1 tanh, 32 points", unit: "ms", perSecond: 1e3, repeats: 64 },
    { task: "step, 10-100-100-100-100-100-1 tanh, batch 256", unit: "ms", perSecond: 1e3, repeats: 1 },
    { task: "peak of multiply-add", unit: "GFLOP/s" },
    { task: "the first task with batch normalisation", unit: "µs", perSecond: 1e6, repeats: 1, against: 0 },
    { task: "gradient of the first task's net", unit: "µs", perSecond: 1e6, repeats: 1 },
    { task: "Hessian-vector product of it", unit: "µs", perSecond: 1e6, repeats: 1, against: 6 },
    ...activations.map((name) => ({ task: `the first task with ${name}`, unit: "µs", perSecond: 1e6, repeats: 1, against: 0 })),
];

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
const rounded = (x) => Number(x.toPrecision(4));

const { instance } = await WebAssembly.instantiate(await readFile(join(build, "bench.wasm")), {
    env: { emscripten_notify_memory_growth() {} },
});
const { bench_new, bench_run, bench_operations, bench_free, _initialize } = instance.exports;
_initialize?.();

function run(bench, repeats) {
    const start = performance.now();
    if (bench_run(bench, repeats) !== 0) throw new Error("the task diverged");
    return (performance.now() - start) / 1e3;
}

/**
 * Seconds a repeat, in calls of a millisecond or more: one long call would stay in V8's slow first tier. Of at least 16 repeats, for a call that trains
 * evaluates one loss beyond its last step, which a page's many steps a call share as well.
 */
function secondsInWasm(index) {
    const bench = bench_new(index);
    if (bench === 0) throw new Error("out of memory");
    let repeats = 1;
    while (run(bench, repeats) < 1e-3 || repeats < 16) repeats *= 2;
    let best = Infinity;
    for (let batch = 0; batch < 3; batch++) {
        let taken = 0,
            done = 0;
        for (; taken < 0.1; done += repeats) taken += run(bench, repeats);
        best = Math.min(best, taken / done);
    }
    bench_free(bench);
    return best;
}

function secondsNative(index) {
    return JSON.parse(execFileSync(join(build, "bench"), [String(index)], { encoding: "utf8" })).seconds;
}

/** Seconds a repeat by task and round, native and wasm in turn. */
const measured = tasks.map(() => ({ native: [], wasm: [] }));
for (let round = 0; round < rounds; round++) {
    for (const [index, { native, wasm }] of measured.entries()) {
        native.push(secondsNative(index));
        wasm.push(secondsInWasm(index));
    }
}

/** Floating-point operations a second in each round. */
const rates = (index, side) => measured[index][side].map((seconds) => bench_operations(index) / seconds);
/** The median of what one round says against another measurement of the same round. */
const medianRatio = (a, b) => rounded(median(a.map((value, round) => value / b[round])));

const peakIndex = 4;

for (const [index, { task, unit, perSecond, repeats, against }] of tasks.entries()) {
    const line = { task, unit };
    for (const side of ["native", "wasm"]) {
        const inUnit =
            index === peakIndex ? rates(index, side).map((rate) => rate / 1e9) : measured[index][side].map((s) => s * repeats * perSecond);
        line[side] = rounded(median(inUnit));
    }
    line.wasmToNative = medianRatio(measured[index].wasm, measured[index].native); // of times: below 1, wasm is faster
    if (against !== undefined)
        for (const side of ["native", "wasm"]) line[`${side}Against`] = medianRatio(measured[index][side], measured[against][side]);
    if (bench_operations(index) > 0 && index !== peakIndex) {
        line.nativeOfPeak = medianRatio(rates(index, "native"), rates(peakIndex, "native"));
        line.wasmOfPeak = medianRatio(rates(index, "wasm"), rates(peakIndex, "wasm"));
    }
    console.log(JSON.stringify(line));
}

/** Bytes that a budget allows, as they stand and with gzip. */
const budgets = { "valley.js": [130_000, 60_000], "valley-core.mjs": [40_000, 20_000], "index.html": [250_000, 120_000] };

for (const file of [
    "valley.js",
    "valley.mjs",
    "valley-core.mjs",
    "embed.html",
    "index.html",
    "gallery.html",
    "story.en.html",
    "story.zh.html",
]) {
    const bytes = await readFile(join(dist, file));
    console.log(JSON.stringify({ file, bytes: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, budget: budgets[file] }));
}
