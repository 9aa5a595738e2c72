/** The core that ./build.sh test has just built, for the tests of this directory. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createCore } from "../../web/core/api.js";

/** @param {string} [name] of the file in the build directory */
export function compiledCore(name = "nn.wasm") {
    return new WebAssembly.Module(readFileSync(join(resolve(process.env.BUILD ?? "build"), name)));
}

/** @param {string} [name] */
export const newCore = (name) => createCore(compiledCore(name));
