/**
 * A folder of vector files against the native core and the wasm core: node tests/reference.mjs <native program> <folder>. Each quantity of each
 * case is measured twice, by tests/c/reference and by tests/node/reference, and judged here, by tests/tolerances.json. Exits with 1 when a
 * tolerance is exceeded, a case could not be run or a file is not one; a file that is not there is told, and is a failure only if none is.
 */
import { spawn } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { fileNames, readCases, runCases } from "./node/reference/wasm.mjs";

/** @typedef {import("./node/reference/wasm.mjs").Deviation} Deviation */
/** @typedef {"native" | "wasm"} Core */
/** @typedef {{measure: string, allowed: number, from: string}} Tolerance */

/** @type {Core[]} */
const CORES = ["native", "wasm"];
const MOST_FAILURES = 60;

const { "": notes, ...table } = JSON.parse(readFileSync(new URL("tolerances.json", import.meta.url), "utf8"));

/** @param {Deviation} d @returns {Tolerance} */
function toleranceOf({ file, quantity }) {
    const [measure, allowed, from] = table[file][quantity];
    return { measure, allowed, from };
}

/**
 * What the native program prints; report.h describes it.
 * @param {string} program
 * @param {string} directory
 * @returns {Promise<Deviation[]>}
 */
async function runNative(program, directory) {
    const child = spawn(program, [directory], { stdio: ["ignore", "pipe", "inherit"] });
    const ended = new Promise((done, failed) => {
        child.on("error", failed);
        child.on("close", (code, signal) => (code === 0 ? done(null) : failed(new Error(`${program} ended with ${signal ?? code}`))));
    });
    /** @type {Deviation[]} */
    const found = [];
    const read = (async () => {
        for await (const line of createInterface({ input: child.stdout })) {
            const [file, name, quantity, rest] = line.split("\t");
            found.push({ file, name, quantity, deviation: quantity === "!" ? NaN : Number(rest.replace("inf", "Infinity")), reason: rest });
        }
    })();
    await Promise.all([ended, read]);
    return found;
}

/** The files with their cases, and what is wrong with those that have none. @param {string} directory */
function readFiles(directory) {
    const files = [];
    const missing = [];
    const failures = [];
    for (const file of fileNames)
        try {
            const cases = readCases(directory, file);
            if (cases) files.push({ file, cases });
            else missing.push(file);
        } catch (error) {
            failures.push(`${join(directory, `${file}.json`)} cannot be read: ${error.message}`);
        }
    return { files, missing, failures };
}

/** @param {number} x */
const short = (x) => (x === 0 ? "0" : Number.isNaN(x) ? "NaN" : x >= 0.1 && x < 1000 ? x.toPrecision(2) : x.toExponential(1));
/** @param {number} x */
const asWritten = (x) => (x > 0 && x < 0.1 ? x.toExponential() : String(x));

/** @param {Core} core @param {Deviation} d */
function failureOf(core, d) {
    if (d.quantity === "!") return `${d.file}: ${d.name}: could not be run on the ${core} core: ${d.reason}`;
    const { measure, allowed } = toleranceOf(d);
    if (d.deviation <= allowed) return null;
    return `${d.file}: ${d.name}: ${d.quantity} deviates by ${short(d.deviation)} (${measure}) on the ${core} core; allowed are ${asWritten(allowed)}`;
}

/** Cases of which one core says something and the other nothing. @param {Record<Core, Deviation[]>} found */
function oneSided(found) {
    const keys = CORES.map((core) => new Set(found[core].map(({ file, name, quantity }) => `${file}: ${name}: ${quantity}`)));
    const failed = new Set(
        CORES.flatMap((core) => found[core].filter(({ quantity }) => quantity === "!").map(({ file, name }) => `${file}: ${name}: `)),
    );
    const isExplained = (/** @type {string} */ key) => [...failed].some((prefix) => key.startsWith(prefix));
    return CORES.flatMap((core, i) =>
        [...keys[1 - i]]
            .filter((key) => !keys[i].has(key) && !isExplained(key))
            .map((key) => `${key} was not measured on the ${core} core`),
    );
}

/** The largest deviation; NaN if one is. @param {Deviation[]} found */
const worstOf = (found) => found.reduce((worst, { deviation: d }) => (Number.isNaN(d) || d > worst ? d : worst), 0);

/** @param {(string | number)[]} cells */
function row([file, cases, quantity, measure, native, wasm, allowed, from]) {
    const left = `${String(file).padEnd(13)}${String(cases).padStart(5)}  ${String(quantity).padEnd(31)}${String(measure).padEnd(14)}`;
    return `${left}${String(native).padStart(8)}${String(wasm).padStart(10)}${String(allowed).padStart(8)}  ${from}`.trimEnd();
}

/** @param {{file: string, cases: any[]}} file @param {Record<Core, Deviation[]>} found */
function rowsOf({ file, cases }, found) {
    const rows = Object.entries(table[file]).flatMap(([quantity, [measure, allowed, from]]) => {
        const measured = CORES.map((core) => found[core].filter((d) => d.file === file && d.quantity === quantity));
        if (measured.every((some) => some.length === 0)) return [];
        const [native, wasm] = measured.map((some) => (some.length > 0 ? short(worstOf(some)) : "–"));
        return [[quantity, measure, native, wasm, asWritten(allowed), from.split(",")[0]]];
    });
    return rows.map((cells, i) => row([i === 0 ? file : "", i === 0 ? cases.length : "", ...cells]));
}

/** @param {{file: string, cases: any[]}[]} files @param {Record<Core, Deviation[]>} found */
function printTable(files, found) {
    console.log(row(["", "", "", "", "worst", "deviation", "", ""]));
    console.log(row(["file", "cases", "quantity", "measure", "native", "wasm", "allowed", "from"]));
    for (const file of files) for (const line of rowsOf(file, found)) console.log(line);
    for (const [key, note] of Object.entries(notes)) console.log(`${key === "guide" ? "\n" : ""}${key.padEnd(6)} ${note}`);
}

/** @param {string} directory */
function isDirectory(directory) {
    return statSync(directory, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** @param {string} program @param {string} directory @returns {Promise<string[]>} failures */
async function run(program, directory) {
    const { files, missing, failures } = readFiles(directory);
    const native = runNative(program, directory);
    const { loadCore } = await import(pathToFileURL(join(resolve(process.env.DIST ?? "dist"), "valley-core.mjs")).href);
    const core = await loadCore();
    const wasm = files.flatMap(({ file, cases }) => runCases(core, file, cases));
    const isRead = new Set(files.map(({ file }) => file));
    const found = { native: (await native).filter(({ file }) => isRead.has(file)), wasm };
    if (files.length > 0) printTable(files, found);
    for (const file of missing) console.log(`${file}.json is not there: left out`);
    if (missing.length === fileNames.length)
        failures.push(`${directory} holds none of ${fileNames.map((file) => `${file}.json`).join(", ")}`);
    const exceeded = CORES.flatMap((each) =>
        found[each].map((deviation) => failureOf(each, deviation)).filter((failure) => failure !== null),
    );
    return [...failures, ...exceeded, ...oneSided(found)];
}

const [program, directory] = process.argv.slice(2);
if (directory === undefined || !isDirectory(directory)) {
    console.error(
        directory === undefined ? "usage: reference.mjs <native program> <folder of vector files>" : `${directory} is not a folder`,
    );
    process.exit(2);
}
const failures = await run(program, directory);
for (const failure of failures.slice(0, MOST_FAILURES)) console.error(`FAILED ${failure}`);
if (failures.length > MOST_FAILURES) console.error(`FAILED and ${failures.length - MOST_FAILURES} more`);
console.log(failures.length === 0 ? "every number within its tolerance on both cores" : `${failures.length} failures`);
process.exitCode = failures.length === 0 ? 0 : 1;
