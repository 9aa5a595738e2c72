/** valley.mjs: the same as a module, and the core for a page's own scripts. Its types are valley.d.mts. */
import { figures as all } from "../figure/index.js";

export { loadCore } from "../core/core.js";
export { ValleyFigure } from "../element.js";
export { cHeader } from "../share/c-header.js";

/** Of every figure its name and the table of its parameters. */
export const figures = Object.freeze(all.map(({ name, parameters }) => Object.freeze({ name, parameters })));
