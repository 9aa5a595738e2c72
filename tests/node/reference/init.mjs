/** init.json against the core's public interface: how far the weights of each scheme spread, and the signals of deep nets. By fixed seeds. */
import { member, numberOf, numbers, ourName, present } from "./cases.mjs";
import { largestOf, shareOf, worse } from "./measures.mjs";

/** @typedef {(quantity: string, deviation: number) => void} Report */

/** What there is of a case: "he_normal 2-8", "tanh normal 0.1". @param {any} json */
export function nameOf({ activation, scheme, sigma, fan_in, fan_out }) {
    const fans = typeof fan_in === "number" && typeof fan_out === "number" ? `${fan_in}-${fan_out}` : null;
    const size = typeof sigma === "number" ? String(Number(sigma.toPrecision(3))) : null;
    return [activation, scheme ?? "without a scheme", size, fans].filter((part) => typeof part === "string").join(" ");
}

/* ---- schemes: a layer drawn again and again, until there are enough weights */

const WEIGHTS = 100_000;

const initOf = (json, seed) => present({ scheme: ourName(member(json, "scheme")), std: json.sigma, seed });

/** Over N weights the deviation scatters by std·√(0.5/N) if they are normal, std·√(0.2/N) if uniform; the mean by std/√N. */
function checkSpread(report, { n, sum, squares, largest }, scatter, { std, bound }) {
    report("std", shareOf(std * Math.sqrt(scatter / n), Math.sqrt(squares / n), std));
    report("mean", shareOf(std / Math.sqrt(n), sum / n, 0));
    if (typeof bound !== "number") return;
    report("bound", Math.max(0, largest / bound - 1));
    report("bound, reached", (1 - largest / bound) * n);
}

/** max |MMᵀ − 1| over the rows if there are no more of them than inputs, otherwise over the columns. */
function fromOrthonormal(w, n, outputs) {
    const [count, length, next, along] = outputs <= n ? [outputs, n, n, 1] : [n, outputs, 1, n];
    let worst = 0;
    for (let i = 0; i < count; i++)
        for (let j = 0; j <= i; j++) {
            let dot = 0;
            for (let k = 0; k < length; k++) dot += w[i * next + k * along] * w[j * next + k * along];
            worst = worse(worst, Math.abs(dot - Number(i === j)));
        }
    return worst;
}

/** Sums over all weights of a net that is drawn until there are `wanted`, and its last parameters. */
function draw(net, json, wanted) {
    const nWeights = net.layers[0].biasesAt;
    const drawn = { n: 0, sum: 0, squares: 0, largest: 0, bias: 0, theta: new Float32Array() };
    for (let seed = 1; drawn.n < wanted; seed++) {
        net.init(initOf(json, seed));
        const theta = net.parameters;
        for (let i = 0; i < nWeights; i++) {
            drawn.sum += theta[i];
            drawn.squares += theta[i] ** 2;
            drawn.largest = Math.max(drawn.largest, Math.abs(theta[i]));
        }
        Object.assign(drawn, { n: drawn.n + nWeights, theta, bias: largestOf([...theta.subarray(nWeights)]) });
    }
    return drawn;
}

/** @param {any} core @param {Report} report @param {any} json */
export function checkScheme(core, report, json) {
    const [n, outputs, std] = [numberOf(json, "fan_in"), numberOf(json, "fan_out"), numberOf(json, "std")];
    const checks = {
        zeros: ({ largest }) => report("zeros", worse(largest, std)),
        orthogonal: ({ theta, n: count, squares }) => {
            report("orthonormal", fromOrthonormal(theta, n, outputs));
            report("orthonormal", shareOf(std, Math.sqrt(squares / count), std));
        },
        normal: (drawn) => checkSpread(report, drawn, 0.5, json),
        uniform: (drawn) => checkSpread(report, drawn, 0.2, json),
    };
    const check = checks[json.distribution];
    if (!check) throw new Error(`there is no distribution "${json.distribution}"`);
    const net = core.network({ layers: [n, outputs], loss: "mse" });
    try {
        const drawn = draw(net, json, ["zeros", "orthogonal"].includes(json.distribution) ? 1 : WEIGHTS);
        report("zeros", drawn.bias);
        check(drawn);
    } finally {
        net.free();
    }
}

/* ---- deep nets */

const NETS = 6;
const QUANTITIES = ["z", "a", "delta", "delta_mse", "weight_gradient_mse"];

function momentsOf(x, scale) {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += x[i];
    const mean = sum / x.length;
    let squares = 0;
    for (let i = 0; i < x.length; i++) squares += (x[i] - mean) ** 2;
    return { mean: mean / scale, logStd: Math.log10(Math.sqrt(squares / x.length) / scale) };
}

/**
 * C = Σ g·a of the last layer, g standard normal, is seen by the mse of targets y = a − c·g, whose derivative by a is (2c/n)·g over n outputs:
 * what c is does not matter, as long as y keeps the digits of c·g.
 * @returns {Record<string, {mean: number, logStd: number}[]>} layer by layer
 */
function sumOfOutputs(core, net, json, batch, seed) {
    const x = core.randomDirection(batch * net.layers[0].in, 4 * seed);
    net.init(initOf(json, seed));
    const outputs = net.predict(x);
    const c = outputs.reduce((largest, a) => Math.max(largest, Math.abs(a)), 1);
    const y = core.randomDirection(outputs.length, 4 * seed + 1).map((g, i) => outputs[i] - c * g);
    const { z, a, delta } = net.trace(x, y);
    const rowsOf = (numbers, at, rows) => numbers.subarray(at * batch, (at + rows) * batch);
    return {
        z: net.layers.map(({ rowsAt, rows }) => momentsOf(rowsOf(z, rowsAt, rows), 1)),
        a: net.layers.map(({ unitsAt, out }) => momentsOf(rowsOf(a, unitsAt, out), 1)),
        delta: net.layers.map(({ rowsAt, rows }) => momentsOf(rowsOf(delta, rowsAt, rows), (2 * c) / outputs.length)),
    };
}

function meanSquaredError(core, net, json, batch, seed) {
    const x = core.randomDirection(batch * net.layers[0].in, 4 * seed + 2);
    const y = core.randomDirection(batch, 4 * seed + 3);
    net.init(initOf(json, seed));
    const { delta, gradient } = net.trace(x, y);
    const hidden = net.layers.slice(0, -1);
    return {
        delta_mse: hidden.map(({ rowsAt, rows }) => momentsOf(delta.subarray(rowsAt * batch, (rowsAt + rows) * batch), 1)),
        weight_gradient_mse: hidden.map(({ weightsAt, biasesAt }) => momentsOf(gradient.subarray(weightsAt, biasesAt), 1)),
    };
}

/** In standard errors of the difference of our mean and theirs; the spread from net to net is theirs, which more nets know better. */
function checkQuantity(report, quantity, nets, theirs, depth, netsDrawn) {
    const scatter = Math.sqrt(1 / netsDrawn + 1 / nets.length);
    const compare = (/** @type {"logStd" | "mean"} */ ours, /** @type {string} */ key) => {
        const [expected, spread] = [numbers(theirs, key, depth), numbers(theirs, `${key}_spread`, depth)];
        const means = expected.map((_, l) => nets.reduce((sum, net) => sum + net[l][ours], 0) / nets.length);
        return means.reduce((worst, mean, l) => worse(worst, shareOf(spread[l] * scatter, mean, expected[l])), 0);
    };
    report(`${quantity}: log10_std`, compare("logStd", "log10_std"));
    if (!quantity.endsWith("_mse")) report("z, a, delta: mean", compare("mean", "mean"));
}

/** @param {any} core @param {Report} report @param {any} json @param {any} all */
export function checkDeep(core, report, json, all) {
    const [depth, width, batch] = [numberOf(all, "depth"), numberOf(all, "width"), numberOf(all, "batch")];
    const [activation, widths] = [ourName(json.activation), new Array(depth + 1).fill(width)];
    const plain = core.network({ layers: widths, activation, outputActivation: activation, loss: "mse" });
    const mse = core.network({ layers: [...widths, 1], activation, loss: "mse" });
    try {
        const nets = Array.from({ length: NETS }, (_, i) => ({
            ...sumOfOutputs(core, plain, json, batch, i + 1),
            ...meanSquaredError(core, mse, json, batch, i + 1),
        }));
        for (const quantity of QUANTITIES) {
            const ours = nets.map((net) => net[quantity]);
            checkQuantity(report, quantity, ours, member(json, quantity), depth, numberOf(all, "nets_drawn"));
        }
    } finally {
        plain.free();
        mse.free();
    }
}
