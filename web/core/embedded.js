/**
 * What a built file carries inside. Run from source both are empty; web/build.mjs puts the real texts in place of this module.
 */

/** nn.wasm, packed for unpack() of packed.js. */
export const packedWasm = "";

/** The whole worker as one classic script. */
export const workerText = "";
