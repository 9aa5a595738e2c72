/** ConvNetJS: one example at a time in double precision; its trainer adds gradients up over a batch. Its loss is half of (y − t)². */
import convnetjs from "convnetjs";
import { curvatureTolerance, descentSteps } from "../jobs.mjs";
import { differenceProduct, largestOf } from "./lanczos.mjs";
import { describe } from "./picture.mjs";
import { layersOf, lossBy, mean, predictionsBy, repeated, rowsOf, surfaceBy } from "./shared.mjs";

function netOf({ layers }) {
    const net = new convnetjs.Net();
    net.makeLayers([
        { type: "input", out_sx: 1, out_sy: 1, out_depth: layers[0] },
        ...layers.slice(1, -1).map((n) => ({ type: "fc", num_neurons: n, activation: "tanh" })),
        { type: "regression", num_neurons: layers.at(-1) },
    ]);
    return net;
}

const connected = (net) => net.layers.filter((layer) => layer.layer_type === "fc");

function setTheta(net, theta) {
    let at = 0;
    for (const layer of connected(net)) {
        for (const { w } of [...layer.filters, layer.biases]) {
            w.set(theta.subarray(at, at + w.length));
            at += w.length;
        }
    }
}

function madeNet(start) {
    const net = netOf(start);
    setTheta(net, start.theta);
    return net;
}

const trainerOf = (net, { batch, learningRate }) =>
    new convnetjs.Trainer(net, { method: "sgd", momentum: 0, batch_size: batch, learning_rate: 2 * learningRate });

const examplesOf = ({ x, y, layers }) => ({ inputs: rowsOf(x, layers[0]), targets: rowsOf(y, 1), y });

/** A function that gives an input's volume: always the same one, which costs far less than thousands that stay alive. */
function volumeOf({ layers }) {
    const volume = new convnetjs.Vol(1, 1, layers[0], 0);
    return (row) => {
        for (let i = 0; i < row.length; i++) volume.w[i] = row[i];
        return volume;
    };
}

const lossOf = (net, volume, { inputs, y }) => lossBy((input) => net.forward(volume(input)).w[0], inputs, y);

function training(start) {
    const net = madeNet(start);
    const volume = volumeOf(start);
    const trainer = trainerOf(net, start);
    const examples = examplesOf(start);
    const order = start.order ?? Uint32Array.from(start.y, (_, i) => i);
    let next = 0;
    const step = () => {
        for (let k = 0; k < start.batch; k++) {
            const example = order[next];
            trainer.train(volume(examples.inputs[example]), examples.targets[example]);
            next = (next + 1) % start.n;
        }
    };
    return {
        run: repeated(step),
        result: () => lossOf(net, volume, examples),
    };
}

function predictions(start) {
    const net = madeNet(start);
    const volume = volumeOf(start);
    return predictionsBy((input) => net.forward(volume(input)).w[0]);
}

function lossSurface(start) {
    const net = madeNet(start);
    const volume = volumeOf(start);
    const examples = examplesOf(start);
    return surfaceBy(
        start,
        ({ layer, unit, input }) => [connected(net)[layer].filters[unit].w, input],
        () => lossOf(net, volume, examples),
    );
}

function descents(start) {
    const net = netOf(start);
    const volume = volumeOf(start);
    const trainer = trainerOf(net, start);
    const examples = examplesOf(start);
    const size = start.theta.length;
    const nStarts = start.starts.length / size;
    const losses = new Float32Array(nStarts);
    const descend = (s) => {
        setTheta(net, start.starts.subarray(s * size, (s + 1) * size));
        for (let step = 0; step < descentSteps; step++)
            for (let i = 0; i < start.n; i++) trainer.train(volume(examples.inputs[i]), examples.targets[i]);
        losses[s] = lossOf(net, volume, examples);
    };
    const runFirst = (count) =>
        repeated(() => {
            for (let s = 0; s < count; s++) descend(s);
        });
    return { run: runFirst(nStarts), result: () => mean(losses), part: { of: 64, run: runFirst(nStarts / 64) } };
}

/** A function of theta; writes over what it returned last. */
function gradientOf(start) {
    const net = netOf(start);
    const volume = volumeOf(start);
    const { inputs, targets } = examplesOf(start);
    const gradient = new Float64Array(start.theta.length);
    return (theta) => {
        setTheta(net, theta);
        for (const { grads } of net.getParamsAndGrads()) grads.fill(0);
        for (let i = 0; i < inputs.length; i++) {
            net.forward(volume(inputs[i]));
            net.backward(targets[i]);
        }
        let at = 0;
        for (const { grads } of net.getParamsAndGrads()) {
            for (let k = 0; k < grads.length; k++) gradient[at + k] = (2 / inputs.length) * grads[k];
            at += grads.length;
        }
        return gradient;
    };
}

function curvature(start) {
    const product = differenceProduct(gradientOf(start), start.theta, 1e-4);
    let value;
    const once = () => (value = largestOf(product, start.theta.length, curvatureTolerance));
    return { run: repeated(once), result: () => value };
}

function picture(start) {
    const net = madeNet(start);
    const volume = volumeOf(start);
    const { inputs, targets } = examplesOf(start);
    const rows = connected(net);
    const outputs = rows.map((row) => {
        const next = net.layers[net.layers.indexOf(row) + 1];
        return next.layer_type === "tanh" ? next : row;
    });
    const room = () => layersOf(start).map(({ n }) => new Float32Array(n * start.n));
    const [z, a, delta] = [room(), room(), room()];
    const weightGradient = layersOf(start).map(({ weights }) => new Float32Array(weights.length));
    let sum;

    const trace = (i) => {
        net.forward(volume(inputs[i]));
        net.backward(targets[i]);
        for (let l = 0; l < rows.length; l++) {
            const { w, dw } = rows[l].out_act;
            z[l].set(w, i * w.length);
            a[l].set(outputs[l].out_act.w, i * w.length);
            for (let unit = 0; unit < dw.length; unit++) delta[l][i * dw.length + unit] = (2 / start.n) * dw[unit];
        }
    };
    const once = () => {
        for (const { grads } of net.getParamsAndGrads()) grads.fill(0);
        for (let i = 0; i < start.n; i++) trace(i);
        for (let l = 0; l < rows.length; l++)
            rows[l].filters.forEach(({ dw }, unit) => {
                for (let k = 0; k < dw.length; k++) weightGradient[l][unit * dw.length + k] = (2 / start.n) * dw[k];
            });
        sum = describe(
            rows.map((_, l) => ({ z: z[l], a: a[l], delta: delta[l], weightGradient: weightGradient[l] })),
            start.n,
        );
    };
    return {
        run: repeated(once),
        result: () => sum,
    };
}

export const makers = [training, training, training, predictions, lossSurface, descents, curvature, picture];
