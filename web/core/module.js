/** The core's module as a built file carries it. */
import { packedWasm } from "./embedded.js";
import { unpack } from "./packed.js";

/** @returns {Promise<WebAssembly.Module>} */
export async function embeddedModule() {
    if (packedWasm === "") throw new Error("no core is embedded here; pass its bytes or its module: loadCore({ wasm })");
    if (typeof DecompressionStream !== "function")
        throw new Error(
            "DecompressionStream is missing here, which unpacks the embedded core; pass its bytes or its module: loadCore({ wasm })",
        );
    return WebAssembly.compile(await unpack(packedWasm));
}
