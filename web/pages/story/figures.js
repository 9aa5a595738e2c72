/**
 * How each figure stands in the story, the same in every language. attributes: parameters that are not at their default; still: those in which its picture
 * differs, for a figure that begins with nothing to see; plot: text key of the label of what the picture shows, the first plot's without it.
 *
 * @type {Record<string, {attributes?: Record<string, string>, still?: Record<string, string>, plot?: string}>}
 */
export const shown = {
    playground: { attributes: { data: "xor" }, still: { steps: "600" }, plot: "playground.mapLabel" },
    manifold: { still: { steps: "400" }, plot: "manifold.stageLabel" },
    "loss-surface": { attributes: { plane: "path", steps: "300" }, plot: "lossSurface.mapLabel" },
    descent: { attributes: { step: "4" }, plot: "descent.map" },
    "local-minima": { plot: "localMinima.mapLabel" },
    "learning-rate": { plot: "learningRate.map" },
    optimizers: { still: { racers: "sgd,momentum,adam" }, plot: "optimizers.map" },
    modes: { plot: "modes.graphLabel" },
    backprop: {},
    activations: { plot: "activations.slopesLabel" },
    race: {},
    init: {},
    "batch-norm": {},
    stability: { still: { steps: "800" }, plot: "stability.sharpnessChart" },
};
