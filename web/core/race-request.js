/**
 * The requests "race", "raceMap" and "raceSeeds": the network 2-2-1 of Godoy 2018 on two parabolas, 1000 points each, x evenly from −1 to 1, both ends
 * included; binary cross-entropy, and after each epoch the loss and the share of all points that are right.
 */
import { floats, integer, show } from "./check.js";
import { andFree } from "./optimizer.js";

/** @typedef {import("./inside.js").CoreInside} CoreInside */
/** @typedef {import("./messages.js").RaceLane} Lane */
/** @typedef {import("./network.js").Network} Network */
/** @typedef {import("./objective.js").NetworkObjective} NetworkObjective */

const PER_CLASS = 1000;
const MOST_EPOCHS = 5000;
/** The demonstration's own start: it kept W1 as [in][out], here stands [out][in]; W1, b1, W2, b2. */
const RECORDED = Float32Array.of(-0.2257073, -0.5436827, -0.1107351, 0.0197595, 0, 0, -0.0140388, -0.0068876, 0);
/** How it drew others: W1 after Glorot, deviation √(2/(2 + 2)), W2 with this one. */
const W1_DEVIATION = Math.fround(Math.sqrt(0.5));
const W2_DEVIATION = 0.05;

/** The points, class 0 first. @returns {{x: Float32Array, y: Float32Array}} */
function parabolas() {
    const x = new Float32Array(4 * PER_CLASS);
    const y = new Float32Array(2 * PER_CLASS);
    for (let i = 0; i < 2 * PER_CLASS; i++) {
        const t = (2 * (i % PER_CLASS)) / (PER_CLASS - 1) - 1;
        y[i] = i < PER_CLASS ? 0 : 1;
        x[2 * i] = t;
        x[2 * i + 1] = t * t - y[i] / 2;
    }
    return { x, y };
}

/**
 * @template T
 * @param {CoreInside} core
 * @param {Lane} lane
 * @param {(network: Network, objective: NetworkObjective) => T} work
 * @returns {T}
 */
function withNetwork(core, { activation }, work) {
    const { x, y } = parabolas();
    return andFree(core.network({ layers: [2, 2, 1], activation, loss: "bce" }), (network) =>
        andFree(network.objective(x, y), (objective) => work(network, objective)),
    );
}

/** @param {CoreInside} core @param {Network} network @param {Lane} lane @param {number} seed @returns {Float32Array} */
function startOf(core, network, { init }, seed) {
    if (init === "recorded") return RECORDED.slice();
    if (init !== "demo") return network.draw({ scheme: init, std: 0.5, seed });
    const normal = core.randomDirection(6, seed);
    const theta = new Float32Array(RECORDED.length);
    normal.forEach((value, i) => (theta[i < 4 ? i : i + 2] = value * (i < 4 ? W1_DEVIATION : W2_DEVIATION)));
    return theta;
}

/**
 * Epoch by epoch, until one says that it is enough or the loss leaves float32.
 * @param {CoreInside} core
 * @param {Lane} lane
 * @param {{seed: number, epochs: number}} run
 * @param {(epoch: number, theta: Float32Array, score: {loss: number, accuracy: number}) => boolean} isEnough
 * @returns {import("./messages.js").Divergence | null}
 */
function runLane(core, lane, { seed, epochs }, isEnough) {
    integer("epochs", epochs, { least: 1, most: MOST_EPOCHS });
    return withNetwork(core, lane, (network, objective) =>
        andFree(core.optimizer(lane.optimizer), (optimizer) => {
            const batch = integer("batchSize", lane.batchSize, { least: 1, most: objective.examples });
            const steps = Math.ceil(objective.examples / batch);
            const theta = startOf(core, network, lane, seed);
            /** @type {import("./objective.js").State} */
            let at = { theta, running: network.newRunning(), state: new Float32Array(optimizer.stateSize(network.nParameters)) };
            return andFree(objective.trainer(batch), (trainer) => {
                if (isEnough(0, theta, objective.evaluate(theta, at.running))) return null;
                for (let epoch = 1; epoch <= epochs; epoch++) {
                    const before = at.theta;
                    const run = trainer.run(at, optimizer, { seed, from: (epoch - 1) * steps, steps });
                    const score = objective.evaluate(run.theta, run.running);
                    if (run.diverged || !Number.isFinite(score.loss)) {
                        const step = (epoch - 1) * steps + run.done;
                        const found = objective.diagnoseRun(
                            { theta: run.theta, step },
                            { theta: before, step: step - run.done },
                            optimizer,
                        );
                        return { ...found, step };
                    }
                    at = { theta: run.theta, running: run.running, state: run.state };
                    if (isEnough(epoch, run.theta, score)) return null;
                }
                return null;
            });
        }),
    );
}

/**
 * One racer's whole run.
 * @param {CoreInside} core
 * @param {import("./messages.js").RaceRequest} request
 * @returns {import("./messages.js").RaceReply}
 */
export function race(core, { lane, seed, epochs }) {
    /** @type {number[]} */ const losses = [];
    /** @type {number[]} */ const accuracies = [];
    /** @type {number[]} */ const thetas = [];
    const diverged = runLane(core, lane, { seed, epochs }, (_, theta, { loss, accuracy }) => {
        losses.push(loss);
        accuracies.push(accuracy);
        thetas.push(...theta);
        return false;
    });
    const first = accuracies.indexOf(1);
    return {
        losses: Float32Array.from(losses),
        accuracies: Float32Array.from(accuracies),
        thetas: Float32Array.from(thetas),
        first: first < 0 ? null : first,
        diverged,
    };
}

/**
 * What networks answer over a rectangle: logits at the middles of size × size cells, rows from ymax down; and how sharply the loss curves where each
 * stands, with the λmax above which its optimiser's steps would grow.
 * @param {CoreInside} core
 * @param {import("./messages.js").RaceMapRequest} request
 * @returns {import("./messages.js").RaceMapReply}
 */
export function raceMap(core, { lanes, thetas, size, domain }) {
    integer("size", size, { least: 1, most: 256 });
    const [left, right, low, high] = floats("domain", Array.from(domain), 4);
    if (!Array.isArray(lanes) || lanes.length !== thetas?.length)
        throw new RangeError(`lanes must be one for each of thetas, got ${show(lanes)}`);
    const x = Float32Array.from({ length: 2 * size * size }, (_, i) => {
        const cell = i >> 1;
        if (i % 2) return high - ((Math.floor(cell / size) + 0.5) * (high - low)) / size;
        return left + (((cell % size) + 0.5) * (right - left)) / size;
    });
    const answers = lanes.map((lane, i) =>
        withNetwork(core, lane, (network, objective) => {
            const theta = floats(`thetas[${i}]`, thetas[i], network.nParameters);
            const { max, stableLearningRate } = objective.curvature(theta, { optimizer: lane.optimizer });
            const limit = (max * stableLearningRate) / lane.optimizer.learningRate;
            return { map: network.predictAt(theta, network.newRunning(), x), sharpness: { max, limit } };
        }),
    );
    return { maps: answers.map(({ map }) => map), sharpness: answers.map((answer) => answer.sharpness), ...parabolas() };
}

/**
 * The first epoch at which all points are right, for each seed and racer.
 * @param {CoreInside} core
 * @param {import("./messages.js").RaceSeedsRequest} request
 * @returns {import("./messages.js").RaceSeedsReply}
 */
export function raceSeeds(core, { lanes, seeds, epochs }) {
    const first = seeds.flatMap((seed) =>
        lanes.map((lane) => {
            let found = NaN;
            runLane(core, lane, { seed, epochs }, (epoch, _, { accuracy }) => {
                if (accuracy === 1) found = epoch;
                return accuracy === 1;
            });
            return found;
        }),
    );
    return { first: Float32Array.from(first) };
}
