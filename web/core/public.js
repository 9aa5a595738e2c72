/** All that valley-core.mjs exports; its types are types.d.ts. */
export { loadCore } from "./core.js";
