/**
 * node contender.mjs PEER DIRECTORY: a library of JavaScript as a contender, on what `build/bench data DIRECTORY` wrote. Answers as c/bench.c's main does,
 * and {"cannot": why} where it has not what a job asks for.
 *
 * PEER.mjs exports `makers`, one a job: a function of what it starts from, or why there is none.
 *
 * @typedef {object} Work
 * @property {(repeats: number) => void} run trains on from where it is, or does the same again
 * @property {() => number} result as c/bench.h's bench_result
 * @property {{of: number, run: (repeats: number) => void}} [part] where once is long: an of-th of the work, whose time is taken in its place
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { jobs } from "../jobs.mjs";
import { secondsOf, warmUp } from "../measure.mjs";
import { answerLines } from "./answer.mjs";

const [peer, directory] = process.argv.slice(2);
const { makers } = await import(`./${peer}.mjs`);

function numbers(task, what, Type = Float32Array) {
    const path = join(directory, `${task}.${what}`);
    return existsSync(path) ? new Type(new Uint8Array(readFileSync(path)).buffer) : undefined;
}

/** @returns {import("../jobs.mjs").Job & {n: number, x: Float32Array, y: Float32Array, theta: Float32Array, order?: Uint32Array, starts?: Float32Array}} */
function startOf(task) {
    const y = numbers(task, "y");
    return {
        ...jobs[task],
        n: y.length,
        x: numbers(task, "x"),
        y,
        theta: numbers(task, "theta"),
        order: numbers(task, "order", Uint32Array),
        starts: numbers(task, "starts"),
    };
}

/** @type {Map<number, Work>} work that is warm */
const warm = new Map();

function time(task) {
    let work = warm.get(task);
    if (!work) {
        work = makers[task](startOf(task));
        warm.set(task, work);
        warmUp(work.part?.run ?? work.run);
    }
    const { of, run } = work.part ?? { of: 1, run: work.run };
    return { seconds: of * secondsOf(run), ...(of > 1 && { part: of }) };
}

function result(task, repeats) {
    const work = makers[task](startOf(task));
    work.run(repeats);
    return { result: work.result() };
}

await answerLines((question) => {
    const [verb, ...rest] = question.split(" ");
    const [task, repeats] = rest.map(Number);
    if (typeof makers[task] === "string") return { cannot: makers[task] };
    return verb === "time" ? time(task) : result(task, repeats);
});
