/** The request "backprop": one example through a network and back, the truth beside the way it is often drawn, each derivative checked by a difference. */
import { activationAt } from "./activation.js";
import { boolean, floats, integer, number, table } from "./check.js";
import { andFree } from "./optimizer.js";
import { trace } from "./trace.js";

/** @typedef {import("./network.js").Network} Network */
/** @typedef {import("./messages.js").BackpropRequest} Request */
/** @typedef {{x: Float32Array, y: Float32Array}} Example */

/** Of the central difference; a power of two, so that θ ± STEP is rounded as little as can be. */
const STEP = 2 ** -7;
/** Half the distance of 1 from the next float32. */
const ROUNDING = 2 ** -24;

/**
 * @param {import("./inside.js").CoreInside} core
 * @param {Request} request
 * @returns {import("./messages.js").BackpropReply}
 */
export function onePass(core, request) {
    const { net, seed = 0, iterations, learningRate, asDrawn } = request;
    integer("iterations", iterations, { most: 1000 });
    number("learningRate", learningRate, { least: 0 });
    boolean("asDrawn", asDrawn);
    return andFree(core.network(net), (network) => {
        const start = request.theta ? floats("theta", request.theta, network.nParameters) : network.draw({ seed });
        const examples = split(network, request);
        const run = iterate(network, start, examples, { iterations, learningRate, asDrawn });
        return { ...run, ...passOf(core, network, run.theta, examples[run.example], request) };
    });
}

/** @param {Network} network @param {Request} request @returns {Example[]} */
function split({ inputs, outputs }, { x, y }) {
    const rows = table("x", x, inputs);
    const n = rows.length / inputs;
    const targets = table("y", y, outputs, n);
    const part = (/** @type {Float32Array} */ all, /** @type {number} */ size, /** @type {number} */ i) =>
        all.slice(i * size, (i + 1) * size);
    return Array.from({ length: n }, (_, i) => ({ x: part(rows, inputs, i), y: part(targets, outputs, i) }));
}

/**
 * One update an iteration, each by the next example, as far as the numbers carry.
 * @param {Network} network
 * @param {Float32Array} start
 * @param {Example[]} examples
 * @param {{iterations: number, learningRate: number, asDrawn: boolean}} how
 */
function iterate(network, start, examples, { iterations, learningRate, asDrawn }) {
    let [theta, before] = [start, start];
    let iteration = 0;
    const ended = (/** @type {Float32Array} */ at, /** @type {number} */ done) => ({
        theta: at.slice(),
        iteration: done,
        example: done % examples.length,
        diverged: done < iterations || !isFinitePass(traceAt(network, at, examples[done % examples.length], asDrawn)),
    });
    for (;;) {
        const pass = traceAt(network, theta, examples[iteration % examples.length], asDrawn);
        if (!isFinitePass(pass)) return ended(before, Math.max(0, iteration - 1));
        const next = updated(theta, pass.gradient, learningRate);
        if (iteration === iterations || !next.every(Number.isFinite)) return ended(theta, iteration);
        [before, theta] = [theta, next];
        iteration++;
    }
}

/** @param {import("./types.js").Trace} pass */
function isFinitePass({ loss, z, gradient }) {
    return Number.isFinite(loss) && z.every(Number.isFinite) && gradient.every(Number.isFinite);
}

/** @param {Network} network @param {Float32Array} theta @param {Example} example @param {boolean} asDrawn */
function traceAt(network, theta, { x, y }, asDrawn) {
    return andFree(network.objective(x, y), (objective) => trace(objective, theta, asDrawn));
}

/** θ − η·g in float32, as the core's own descent has it. @param {Float32Array} theta @param {Float32Array} gradient @param {number} rate */
function updated(theta, gradient, rate) {
    return theta.map((value, i) => value - Math.fround(Math.fround(rate) * gradient[i]));
}

/**
 * @param {import("./inside.js").CoreInside} core
 * @param {Network} network
 * @param {Float32Array} theta
 * @param {Example} example
 * @param {Request} request
 */
function passOf(core, network, theta, { x, y }, { net, learningRate, asDrawn }) {
    const { z, a, delta, gradient, loss } = traceAt(network, theta, { x, y }, false);
    const drawn = traceAt(network, theta, { x, y }, true);
    const next = updated(theta, asDrawn ? drawn.gradient : gradient, learningRate);
    const output = a.length - 1;
    const noise = ROUNDING * 16 * (loss + Math.abs(drawn.delta[output]) * (1 + Math.abs(a[output])));
    return {
        layers: network.layers.map((layer) => ({ ...layer })),
        x: x.slice(),
        y: y.slice(),
        z,
        a,
        slopes: slopesOf(core, network, z, net),
        probability: net.loss === "bce" && Number.isFinite(a[output]) ? activationAt(core, "sigmoid", z.slice(-1)).value[0] : null,
        loss,
        delta,
        drawnDelta: drawn.delta,
        gradient,
        drawnGradient: drawn.gradient,
        ...apart(gradient, drawn.gradient),
        ...andFree(network.objective(x, y), (objective) => ({
            ...differences(objective, theta, noise),
            curvature: objective.curvature(theta),
        })),
        next,
        nextLoss: next.every(Number.isFinite) ? andFree(network.objective(x, y), (objective) => objective.value(next)) : NaN,
    };
}

/** f′(z) of every unit. @param {import("./inside.js").CoreInside} core @param {Network} network @param {Float32Array} z @param {Request["net"]} net */
function slopesOf(core, { layers }, z, { activation = "tanh", outputActivation = "identity" }) {
    return Float32Array.from(
        layers.flatMap(({ unitsAt, out }, l) => {
            const name = l === layers.length - 1 ? outputActivation : activation;
            const at = z.subarray(unitsAt, unitsAt + out);
            if (!at.every(Number.isFinite)) return Array.from(at, () => NaN);
            return [...activationAt(core, name, at).slope];
        }),
    );
}

/**
 * How many derivatives as drawn are not the true ones but for rounding, and the one that is farthest off.
 * @param {Float32Array} gradient
 * @param {Float32Array} drawn
 */
function apart(gradient, drawn) {
    const off = gradient.map((g, i) => drawn[i] - g);
    const count = off.filter((d, i) => Math.abs(d) > 16 * ROUNDING * Math.max(Math.abs(gradient[i]), Math.abs(drawn[i]))).length;
    const farthest = off.reduce((most, d, i) => (Math.abs(d) > Math.abs(off[most]) ? i : most), 0);
    return { apart: count, farthest };
}

/**
 * Central differences of the loss, and by how much each may be off: by the curve within the step, seen from a step twice as wide
 * (the error goes with its square, so a third of what the two differ by), and by the rounding of the losses.
 * @param {{value(theta: Float32Array): number}} objective
 * @param {Float32Array} theta
 * @param {number} noise of one loss
 */
function differences(objective, theta, noise) {
    const at = (/** @type {number} */ i, /** @type {number} */ by) => {
        const moved = theta.slice();
        moved[i] += by;
        return { place: moved[i], loss: objective.value(moved) };
    };
    const central = (/** @type {number} */ i, /** @type {number} */ step) => {
        const [left, right] = [at(i, -step), at(i, step)];
        return (right.loss - left.loss) / (right.place - left.place);
    };
    const pairs = Array.from(theta, (_, i) => [central(i, STEP), central(i, 2 * STEP)]);
    return {
        differences: Float32Array.from(pairs, ([near]) => near),
        errors: Float32Array.from(pairs, ([near, far]) => Math.abs(far - near) / 3 + noise / STEP),
    };
}
