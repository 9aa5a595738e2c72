/**
 * brain.js: one example at a time in double precision. All of its layers have the same activation, so the output's tanh is undone. What it knows of training
 * is a step after each example.
 */
import { createRequire } from "node:module";
import { layersOf, lossBy, predictionsBy, rowsOf, surfaceBy } from "./shared.mjs";

/** Not the package's index, which would load a driver for graphics cards. */
const { default: NeuralNetwork } = createRequire(import.meta.url)("brain.js/dist/neural-network.js");

function netOf(start) {
    const net = new NeuralNetwork({ activation: "tanh" });
    net.sizes = start.layers;
    net.initialize();
    layersOf(start).forEach(({ nIn, weights, biases }, l) => {
        net.biases[l + 1] = Array.from(biases);
        net.weights[l + 1] = rowsOf(weights, nIn);
    });
    return net;
}

const outputOf = (net, input) => Math.atanh(net.runInput(input)[0]);

function predictions(start) {
    const net = netOf(start);
    return predictionsBy((input) => outputOf(net, input));
}

function lossSurface(start) {
    const net = netOf(start);
    const inputs = rowsOf(start.x, start.layers[0]);
    return surfaceBy(
        start,
        ({ layer, unit, input }) => [net.weights[layer + 1][unit], input],
        () => lossBy((input) => outputOf(net, input), inputs, start.y),
    );
}

const online = "trains after each example, with a tanh on the output: no step on the mean of a batch";
const noGradient = "gives no gradient of a linear output's loss";

export const makers = [online, online, online, predictions, lossSurface, online, noGradient, noGradient];
