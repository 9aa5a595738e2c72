/**
 * How the bench takes time in JavaScript, and Valley's WebAssembly as a contender. Imports nothing, so that it runs in a page as it does in Node.
 */

/** Of work before a time is taken: V8 compiles quickly at first and well later. */
const warmUpSeconds = 0.7;
const leastSeconds = 0.2;

function secondsFor(run, repeats) {
    const start = performance.now();
    run(repeats);
    return (performance.now() - start) / 1e3;
}

/** In calls of a millisecond or more: one long call would stay in a slow tier. */
export function warmUp(run) {
    let repeats = 1;
    for (let taken = 0; taken < warmUpSeconds; ) {
        const seconds = secondsFor(run, repeats);
        taken += seconds;
        if (seconds < 1e-3) repeats *= 2;
    }
}

/** Seconds a repeat: the fewest repeats, doubled, that take a fifth of a second. */
export function secondsOf(run) {
    for (let repeats = 1; ; repeats *= 2) {
        const seconds = secondsFor(run, repeats);
        if (seconds > leastSeconds) return seconds / repeats;
    }
}

function instance(module) {
    const { exports } = new WebAssembly.Instance(module, { env: { emscripten_notify_memory_growth() {} } });
    exports._initialize?.();
    return exports;
}

/** A task of c/bench.h, made, used and freed. */
function withTask(core, task, sizes, use) {
    const [points = 0, width = 0, depth = 0, side = 0, starts = 0] = sizes;
    const bench = core.bench_new(task, points, width, depth, side, starts);
    if (bench === 0) throw new Error(`no memory for task ${task}`);
    const run = (repeats) => {
        if (core.bench_run(bench, repeats) !== 0) throw new Error(`task ${task} went wrong`);
    };
    try {
        return use(run, bench);
    } finally {
        core.bench_free(bench);
    }
}

/** From the heap's first byte, which a new instance gives to its first task, to the last that is not 0 after one repeat. */
function memoryOf(module, task, sizes) {
    const core = instance(module);
    return withTask(core, task, sizes, (run, bench) => {
        run(1);
        const words = new Uint32Array(core.memory.buffer);
        return 4 * (words.findLastIndex((word) => word !== 0) + 1) - bench;
    });
}

/**
 * Answers what c/bench.c's main does, and "memory TASK [sizes]" in bytes, "operations TASK" a repeat.
 * @param {WebAssembly.Module} module build/bench.wasm
 * @returns {(question: string) => object}
 */
export function wasmAnswerer(module) {
    const core = instance(module);
    const warm = new Set();
    const time = (task, sizes) => {
        if (!warm.has(task)) withTask(core, task, sizes, warmUp);
        warm.add(task);
        return withTask(core, task, sizes, secondsOf);
    };
    const result = (task, repeats) =>
        withTask(core, task, [], (run, bench) => {
            run(repeats);
            return core.bench_result(bench);
        });
    return (question) => {
        const [verb, ...numbers] = question.split(" ");
        const [task, ...rest] = numbers.map(Number);
        switch (verb) {
            case "time":
                return { seconds: time(task, rest) };
            case "result":
                return { result: result(task, rest[0]) };
            case "memory":
                return { bytes: memoryOf(module, task, rest) };
            case "operations":
                return { operations: core.bench_operations(task) };
            default:
                throw new Error(`not understood: ${question}`);
        }
    };
}
