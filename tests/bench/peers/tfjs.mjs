/** TensorFlow.js, whichever backend was chosen: whole batches as tensors, gradients by its own differentiation, in float32. */
import * as tf from "@tensorflow/tfjs";
import { curvatureTolerance, descentSteps, evenly, surface } from "../jobs.mjs";
import { differenceProduct, largestOf } from "./lanczos.mjs";
import { describe } from "./picture.mjs";
import { gridInputs, layersOf, mean, meanSquare, placeOf, repeated } from "./shared.mjs";

/** [out × in] and [out] a layer. */
function parametersOf(start) {
    return layersOf(start).flatMap(({ n, nIn, weights, biases }) => [tf.tensor2d(weights, [n, nIn]), tf.tensor1d(biases)]);
}

const transposed = (x, weights) => tf.matMul(x, weights, false, true);

/** z and a of every layer for inputs x [n × in]. */
function forward(parameters, x) {
    const layers = [];
    for (let l = 0; l < parameters.length / 2; l++) {
        const z = tf.add(transposed(l === 0 ? x : layers[l - 1].a, parameters[2 * l]), parameters[2 * l + 1]);
        layers.push({ z, a: l + 1 < parameters.length / 2 ? tf.tanh(z) : z });
    }
    return layers;
}

const predict = (parameters, x) => forward(parameters, x).at(-1).z;
const lossOf = (parameters, x, y) => tf.mean(tf.squaredDifference(predict(parameters, x), y));

const examplesOf = ({ x, y, n, layers }) => ({ x: tf.tensor2d(x, [n, layers[0]]), y: tf.tensor2d(y, [n, 1]) });

const number = (make) => tf.tidy(() => make().dataSync()[0]);

/** [{x, y}] of one batch each, in the order in which they are taken. */
function batchesOf(start) {
    const { x, y } = examplesOf(start);
    const order = tf.tensor1d(Int32Array.from(start.order ?? start.y.keys()), "int32");
    const split = (tensor) => tf.split(tf.gather(tensor, order), start.n / start.batch);
    const targets = split(y);
    return split(x).map((inputs, b) => ({ x: inputs, y: targets[b] }));
}

function training(start) {
    const parameters = parametersOf(start).map((tensor) => tf.variable(tensor));
    const optimizer = tf.train.sgd(start.learningRate);
    const batches = batchesOf(start);
    const all = examplesOf(start);
    let next = 0;
    const step = () => {
        const { x, y } = batches[next];
        optimizer.minimize(() => lossOf(parameters, x, y), false, parameters);
        next = (next + 1) % batches.length;
    };
    const last = parameters.at(-1);
    return {
        run(repeats) {
            for (let r = 0; r < repeats; r++) step();
            last.dataSync(); // the steps have been taken when it is there
        },
        result: () => number(() => lossOf(parameters, all.x, all.y)),
    };
}

function predictions(start) {
    const parameters = parametersOf(start);
    const grid = gridInputs();
    const inputs = tf.tensor2d(grid, [grid.length / 2, 2]);
    let outputs;
    const once = () => (outputs = tf.tidy(() => predict(parameters, inputs).dataSync()));
    return { run: repeated(once), result: () => meanSquare(outputs) };
}

/** A row of the surface at once: the layer of the two weights as many times over, side by side. What lies below is computed once. */
function lossSurface(start) {
    const parameters = parametersOf(start);
    const { x, y } = examplesOf(start);
    const { side } = surface;
    const offsets = evenly(side);
    const [across, up] = [surface.across, surface.up].map((index) => placeOf(start, index));
    const { weights, n, nIn } = layersOf(start)[across.layer];
    const many = new Float32Array(side * weights.length);
    for (let column = 0; column < side; column++) {
        many.set(weights, column * weights.length);
        many[column * weights.length + across.unit * nIn + across.input] += offsets[column];
    }
    const [manyBiases, targets] = [tf.tile(parameters[2 * across.layer + 1], [side]), tf.reshape(y, [start.n, 1])];
    const above = parameters.slice(2 * across.layer + 2);
    const losses = new Float32Array(side * side);

    const rowOf = (below, row) => {
        const changed = up.unit * nIn + up.input;
        for (let column = 0; column < side; column++) many[column * weights.length + changed] = weights[changed] + offsets[row];
        const a = tf.tanh(tf.add(transposed(below, tf.tensor2d(many, [side * n, nIn])), manyBiases));
        const outputs = tf.reshape(predict(above, tf.reshape(a, [start.n * side, n])), [start.n, side]);
        return tf.mean(tf.squaredDifference(outputs, targets), 0).dataSync();
    };
    const once = () =>
        tf.tidy(() => {
            const below = forward(parameters.slice(0, 2 * across.layer), x).at(-1).z;
            const activations = tf.tanh(below);
            for (let row = 0; row < side; row++)
                losses.set(
                    tf.tidy(() => rowOf(activations, row)),
                    row * side,
                );
        });
    return { run: repeated(once), result: () => mean(losses) };
}

/** All descents at once: units [starts × 2 × examples]. */
function descents(start) {
    const size = start.theta.length;
    const all = start.starts.length / size;
    const [x, y] = [tf.tensor3d(start.x, [1, 1, start.n]), tf.tensor2d(start.y, [1, start.n])];
    const optimizer = tf.train.sgd(start.learningRate);
    let losses;

    const descend = (nStarts) => {
        const theta = tf.tensor2d(start.starts.subarray(0, nStarts * size), [nStarts, size]);
        const variable = (from, n, shape) => tf.variable(tf.reshape(tf.slice(theta, [0, from], [nStarts, n]), [nStarts, ...shape]));
        const parameters = [variable(0, 2, [2, 1]), variable(2, 2, [2, 1]), variable(4, 2, [2, 1]), variable(6, 1, [1])];
        const [inner, innerBiases, outer, outerBiases] = parameters;
        const each = () => {
            const a = tf.tanh(tf.add(tf.mul(inner, x), innerBiases));
            const outputs = tf.add(tf.sum(tf.mul(a, outer), 1), outerBiases);
            return tf.mean(tf.squaredDifference(outputs, y), 1);
        };
        for (let step = 0; step < descentSteps; step++) optimizer.minimize(() => tf.sum(each()), false, parameters);
        losses = each().dataSync();
        tf.dispose(parameters);
    };
    const runFirst = (count) => repeated(() => tf.tidy(() => descend(count)));
    const part = tf.getBackend() === "cpu" ? { of: 16, run: runFirst(all / 16) } : undefined; // there all of them take half a minute
    return { run: runFirst(all), result: () => mean(losses), part };
}

/** The loss as a function of theta as one tensor. */
function flatLoss(start) {
    const { x, y } = examplesOf(start);
    const layers = layersOf(start);
    return (theta) =>
        lossOf(
            layers.flatMap(({ n, nIn, weightsAt }) => [
                tf.reshape(tf.slice(theta, weightsAt, n * nIn), [n, nIn]),
                tf.slice(theta, weightsAt + n * nIn, n),
            ]),
            x,
            y,
        );
}

/** Not by the gradient of a gradient: that of tanh keeps its output, through which nothing is derived, so that tanh″ would be lost. */
function curvature(start) {
    const gradient = tf.grad(flatLoss(start));
    const product = differenceProduct(
        (theta) => tf.tidy(() => gradient(tf.tensor1d(Float32Array.from(theta))).dataSync()),
        start.theta,
        1e-2,
    );
    let value;
    const once = () => (value = largestOf(product, start.theta.length, curvatureTolerance));
    return { run: repeated(once), result: () => value };
}

/** δ is the gradient with respect to zeros that are added to z. */
function picture(start) {
    const parameters = parametersOf(start);
    const { x, y } = examplesOf(start);
    const nLayers = parameters.length / 2;
    const zeros = parameters.filter((_, i) => i % 2 === 1).map((biases) => tf.zeros([start.n, biases.shape[0]]));
    const weights = parameters.filter((_, i) => i % 2 === 0);
    let sum;

    const trace = (layers, given) => {
        let a = x;
        for (let l = 0; l < nLayers; l++) {
            const z = tf.add(tf.add(transposed(a, given[l]), parameters[2 * l + 1]), given[nLayers + l]);
            a = l + 1 < nLayers ? tf.tanh(z) : z;
            layers[l] = { z: tf.keep(z), a: tf.keep(a) };
        }
        return tf.mean(tf.squaredDifference(a, y));
    };
    const once = () =>
        tf.tidy(() => {
            const layers = [];
            const gradients = tf.grads((...given) => trace(layers, given))([...weights, ...zeros]);
            const numbers = layers.map(({ z, a }, l) => ({
                z: z.dataSync(),
                a: a.dataSync(),
                delta: gradients[nLayers + l].dataSync(),
                weightGradient: gradients[l].dataSync(),
            }));
            sum = describe(numbers, start.n);
            for (const { z, a } of layers) tf.dispose([z, a]);
        });
    return { run: repeated(once), result: () => sum };
}

export const makers = [training, training, training, predictions, lossSurface, descents, curvature, picture];

export async function useBackend(name) {
    tf.enableProdMode();
    await tf.setBackend(name);
}
