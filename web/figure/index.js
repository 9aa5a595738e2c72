/** Every figure, in the order in which the page shows them. */
import { learningRate } from "./learning-rate.js";
import { lossSurface } from "./loss-surface.js";
import { playground } from "./playground.js";

/** @type {readonly import("../host.js").Figure[]} */
export const figures = [playground, lossSurface, learningRate];
