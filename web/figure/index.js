/** Every figure, by chapter, in the order in which the page shows them. A chapter without figures is not shown. */
import { activations } from "./activations.js";
import { backprop } from "./backprop.js";
import { batchNorm } from "./batch-norm.js";
import { descent } from "./descent.js";
import { init } from "./init.js";
import { learningRate } from "./learning-rate.js";
import { localMinima } from "./local-minima.js";
import { lossSurface } from "./loss-surface.js";
import { manifold } from "./manifold.js";
import { modes } from "./modes.js";
import { optimizers } from "./optimizers.js";
import { playground } from "./playground.js";
import { race } from "./race.js";
import { stability } from "./stability.js";

/**
 * name: its text is page.chapters.<name>; elsewhere: names of figures that the page at hand leaves to gallery.html.
 * @type {readonly {name: string, figures: readonly import("../host.js").Figure[], elsewhere?: readonly string[]}[]}
 */
export const chapters = [
    { name: "network", figures: [playground, manifold] },
    { name: "landscape", figures: [lossSurface, descent, localMinima] },
    { name: "step", figures: [learningRate, stability, optimizers] },
    { name: "gradient", figures: [modes, backprop] },
    { name: "parts", figures: [activations, race, init, batchNorm] },
];

export const figures = chapters.flatMap((chapter) => chapter.figures);
