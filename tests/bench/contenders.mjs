/**
 * Who is compared: programs that stay, and a page that does, each with `ask(question)` as c/bench.c's main and measure.mjs answer it.
 *
 * @typedef {object} Contender
 * @property {string} name
 * @property {(question: string) => Promise<Record<string, any>>} ask
 * @property {() => Promise<void> | void} close
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { launchChromium } from "./chromium.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const build = process.env.BUILD ?? "build";
const python = "/usr/bin/python3"; // Debian's, for which its package python3-torch is

/** @returns {Contender} */
function programOf(name, command, ...words) {
    const child = spawn(command, words, { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.on("error", () => {}); // its answers end, which `ask` tells
    child.stdin.on("error", () => {});
    return {
        name,
        async ask(question) {
            child.stdin.write(`${question}\n`);
            const { value } = await lines.next();
            if (value === undefined) throw new Error(`${name} ended at "${question}"`);
            return JSON.parse(value);
        },
        close: () => child.stdin.end(),
    };
}

const library = (module) => (name, data) => programOf(name, process.execPath, join(here, "peers/contender.mjs"), module, data);
const always = () => undefined;

/** Of each peer how it is started, and what is missing for it, if anything is. */
export const peers = {
    convnetjs: { start: library("convnetjs"), missing: always },
    synaptic: { start: library("synaptic"), missing: always },
    "brain.js": { start: library("brain"), missing: always },
    "tfjs-cpu": { start: library("tfjs-cpu"), missing: always },
    "tfjs-wasm": { start: library("tfjs-wasm"), missing: always },
    fann: {
        start: (name, data) => programOf(name, join(build, "fann"), data),
        missing: () => (existsSync(join(build, "fann")) ? undefined : "libfann-dev"),
    },
    torch: {
        start: (name, data) => programOf(name, python, join(here, "peers/torch_peer.py"), data),
        missing: () => (spawnSync(python, ["-c", "import torch"]).status === 0 ? undefined : "python3-torch"),
    },
};

/** Of Valley: what every other result is held against, and what the goals are of. */
export const native = "native";
export const node = "node";
export const chromium = "chromium";

const wasm = join(build, "bench.wasm");

export const startNative = () => programOf(native, join(build, "bench"));
export const startNode = () => programOf(node, process.execPath, join(here, "peers/valley.mjs"), wasm);

/** @returns {Promise<Contender>} */
export async function startChromium() {
    const profile = await mkdtemp(join(tmpdir(), "valley-bench-"));
    const browser = await launchChromium(profile);
    const page = await browser.newPage();
    await page.evaluate(
        async (source, bytes) => {
            const { wasmAnswerer } = await import(`data:text/javascript;base64,${source}`);
            window.answer = wasmAnswerer(await WebAssembly.compileStreaming(fetch(`data:application/wasm;base64,${bytes}`)));
        },
        await readFile(join(here, "measure.mjs"), "base64"),
        await readFile(wasm, "base64"),
    );
    return {
        name: chromium,
        ask: (question) => page.evaluate((text) => window.answer(text), question),
        async close() {
            await browser.close();
            await rm(profile, { recursive: true, force: true, maxRetries: 5 });
        },
    };
}
