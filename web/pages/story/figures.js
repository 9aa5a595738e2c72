/**
 * How each figure stands in the story, the same in every language. attributes: parameters that are not at their default; still: those in which its picture
 * differs, for a figure that begins with nothing to see; plot: text key of the label of what the picture shows, the first plot's without it.
 * folded: selectors, within the figure, of what a narrow screen leaves away until the reader asks for the whole: what the chapter is not about.
 *
 * @type {Record<string, {attributes?: Record<string, string>, still?: Record<string, string>, plot?: string, folded?: string[]}>}
 */
export const shown = {
    playground: {
        attributes: { data: "xor", noise: "0" }, // as in the chapter's fact
        still: { steps: "600" },
        plot: "playground.mapLabel",
        folded: [".pg-data", ".pg-network > :nth-child(2)", ".pg-rates"],
    },
    manifold: {
        still: { steps: "1000" }, // the classes have come apart
        plot: "manifold.stageLabel",
        folded: [".root > .column", ".root > .panel:last-child"],
    },
    "loss-surface": {
        attributes: { plane: "path", steps: "300" },
        plot: "lossSurface.mapLabel",
        folded: [".side > :nth-child(2)", ".root > .span-5", ".root > .span-7", ".relief", ".land > .head > .chrome"],
    },
    descent: { attributes: { step: "4" }, plot: "descent.map", folded: [".column > :nth-child(3)"] },
    "local-minima": { plot: "localMinima.mapLabel", folded: [".results > :nth-child(2)"] },
    "learning-rate": { plot: "learningRate.map", folded: [".root > .fact"] },
    optimizers: { still: { racers: "sgd,momentum,adam" }, plot: "optimizers.map", folded: [".column > :nth-child(2)"] },
    modes: { plot: "modes.graphLabel", folded: [".root > .panel:last-child"] },
    backprop: { folded: [".root > .controls", ".span-7 > :last-child"] },
    activations: { plot: "activations.slopesLabel" },
    race: {
        folded: [
            ".race-top > .controls",
            ".root > .controls > :not([data-parameter=seed])",
            ".root > .span-7",
            ".standings > :is(h3, .gauges)",
        ],
    },
    init: {
        folded: [".root > .span-5", ".root > .span-7", ".root > .controls > :is([data-parameter=layerCount], [data-parameter=axis])"],
    },
    "batch-norm": {
        attributes: { trained: "10" },
        folded: [".root > .controls > :not([data-parameter=batchSize])", ".root > :nth-child(6)", ".root > .hint"],
    },
    stability: {
        still: { steps: "800" },
        plot: "stability.sharpnessChart",
        folded: [".column > :nth-child(1)", ".root > .controls:last-child"],
    },
};
