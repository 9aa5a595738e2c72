/**
 * What a built file carries inside. Run from source there is nothing; web/build.mjs puts the real things in place of this module.
 */

/** Gives nn.wasm, compiled. @type {(() => Promise<WebAssembly.Module>) | null} */
export const coreModule = null;

/** The whole worker as one classic script. */
export const workerText = "";
