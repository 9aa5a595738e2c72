/**
 * Synaptic: one example at a time in double precision, by code that it writes for the very network. What it knows of training is a step after each example.
 */
import synaptic from "synaptic";
import { layersOf, lossBy, predictionsBy, rowsOf, surfaceBy } from "./shared.mjs";

const { Architect, Neuron } = synaptic;

function netOf(start) {
    const net = new Architect.Perceptron(...start.layers);
    const layers = [...net.layers.hidden, net.layers.output];
    layersOf(start).forEach(({ nIn, weights, biases }, l) => {
        layers[l].list.forEach((neuron, unit) => {
            neuron.squash = layers[l] === net.layers.output ? Neuron.squash.IDENTITY : Neuron.squash.TANH;
            neuron.bias = biases[unit];
            connectionsTo(net, l, unit).forEach((connection, i) => (connection.weight = weights[unit * nIn + i]));
        });
    });
    net.optimize();
    return net;
}

/** Of one unit, in the order of the layer below. */
function connectionsTo(net, layer, unit) {
    const layers = [net.layers.input, ...net.layers.hidden, net.layers.output];
    const incoming = Object.values(layers[layer + 1].list[unit].connections.inputs);
    return layers[layer].list.map((from) => incoming.find((connection) => connection.from === from));
}

function predictions(start) {
    const net = netOf(start);
    return predictionsBy((input) => net.activate(input)[0]);
}

/** Where the written code keeps a weight. */
function slotOf(net, { layer, unit, input }) {
    return [net.optimized.memory, net.optimized.data.variables[`weight_${connectionsTo(net, layer, unit)[input].ID}`].id];
}

function lossSurface(start) {
    const net = netOf(start);
    const inputs = rowsOf(start.x, start.layers[0]);
    return surfaceBy(
        start,
        (place) => slotOf(net, place),
        () => lossBy((input) => net.activate(input)[0], inputs, start.y),
    );
}

const online = "trains after each example: no step on the mean of a batch";
const noGradient = "gives no gradient";

export const makers = [online, online, online, predictions, lossSurface, online, noGradient, noGradient];
