/** The core's module as a built file carries it. */
import { coreBytes } from "./embedded.js";

/** @returns {Promise<WebAssembly.Module>} */
export async function embeddedModule() {
    if (!coreBytes) throw new Error("no core is embedded here; pass its bytes or its module: loadCore({ wasm })");
    return WebAssembly.compile(await coreBytes());
}
