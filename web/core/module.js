/** The core's module as a built file carries it. */
import { coreModule } from "./embedded.js";

/** @returns {Promise<WebAssembly.Module>} */
export async function embeddedModule() {
    if (!coreModule) throw new Error("no core is embedded here; pass its bytes or its module: loadCore({ wasm })");
    return coreModule();
}
