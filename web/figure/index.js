/** Every figure, in the order in which the page shows them. */
import { descent } from "./descent.js";
import { learningRate } from "./learning-rate.js";
import { localMinima } from "./local-minima.js";
import { lossSurface } from "./loss-surface.js";
import { playground } from "./playground.js";

/** @type {readonly import("../host.js").Figure[]} */
export const figures = [playground, lossSurface, descent, learningRate, localMinima];
