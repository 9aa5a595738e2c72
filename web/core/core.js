/** loadCore(): the whole of valley-core.mjs. What it gives is described in types.d.ts. */
import { options, show } from "./check.js";
import { createCore } from "./api.js";
import { embeddedModule } from "./module.js";

/**
 * @param {import("./types.js").LoadOptions} [given]
 * @returns {Promise<import("./types.js").Core>}
 */
export async function loadCore(given = {}) {
    const { wasm = await embeddedModule() } = options("loadCore options", given, ["wasm"]);
    const isBytes = wasm instanceof ArrayBuffer || ArrayBuffer.isView(wasm);
    if (!isBytes && !(wasm instanceof WebAssembly.Module))
        throw new TypeError(`wasm must be the core's bytes or a WebAssembly.Module, got ${show(wasm)}`);
    return createCore(wasm);
}
