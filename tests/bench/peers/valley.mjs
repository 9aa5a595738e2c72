/** node valley.mjs FILE: Valley's WebAssembly in Node, as a contender. */
import { readFile } from "node:fs/promises";
import { wasmAnswerer } from "../measure.mjs";
import { answerLines } from "./answer.mjs";

await answerLines(wasmAnswerer(await WebAssembly.compile(await readFile(process.argv[2]))));
