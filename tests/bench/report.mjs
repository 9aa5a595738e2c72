/** What bench.mjs prints: a line of JSON a job, the sizes of what a page loads, and two tables. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { jobs as allJobs } from "./jobs.mjs";
import { spelledTime, tableOf } from "./numbers.mjs";

const dist = process.env.DIST ?? "dist";

/** Bytes that a budget allows, as they stand and with gzip. */
const budgets = { "valley.js": [130_000, 60_000], "valley-core.mjs": [40_000, 20_000], "index.html": [250_000, 120_000] };
const files = "valley.js valley.mjs valley-core.mjs embed.html index.html gallery.html story.en.html story.zh.html".split(" ");

async function printSizes() {
    for (const file of files) {
        const bytes = await readFile(join(dist, file));
        console.log(JSON.stringify({ file, bytes: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length, budget: budgets[file] }));
    }
}

function timeIn(line, contender) {
    if (line.seconds[contender] === undefined) return "–";
    const times = contender === "convnetjs" ? undefined : line.timesAsFastAsConvNetJS?.[contender];
    return spelledTime(line.seconds[contender]) + (times === undefined ? "" : ` ×${Number(times.toPrecision(3))}`);
}

function printTimes(title, lines) {
    const names = [...new Set(lines.flatMap(({ seconds }) => Object.keys(seconds)))];
    const rows = lines.map((line) => [`${line.job}  ${line.what}`, ...names.map((name) => timeIn(line, name))]);
    console.log(`\n${title}`);
    console.log(tableOf([["", ...names], ...rows]));
}

function printGoals(goals) {
    const rows = goals.map(({ job, goal, reached, met }) => [`${job}  ${goal}`, reached, met ? "yes" : "no"]);
    console.log("\nGoals of Valley's WebAssembly in Node");
    console.log(tableOf([["", "reached", "met"], ...rows]));
}

export async function printReport({ jobs, derived, goals, torch }) {
    const lines = Object.values(jobs);
    for (const line of lines) console.log(JSON.stringify(line));
    console.log(JSON.stringify({ derived }));
    if (torch) console.log(JSON.stringify({ torch }));
    await printSizes();
    const isJob = ({ job }) => allJobs.some(({ name }) => name === job);
    printTimes("Time of one repeat; ×: times as fast as ConvNetJS; –: it cannot", lines.filter(isJob));
    printTimes(
        "Valley alone",
        lines.filter((line) => !isJob(line)),
    );
    printGoals(goals);
}
