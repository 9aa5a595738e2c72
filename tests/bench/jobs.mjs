/**
 * The eight jobs on which the bench compares Valley with its peers. A job's number is that of its task in c/bench.h, which makes what it starts from.
 *
 * @typedef {object} Job
 * @property {string} name
 * @property {string} what
 * @property {number[]} layers units a layer, inputs first; tanh but for the last, which is linear
 * @property {number} batch examples a step
 * @property {number} learningRate of plain descent on the mean of (y − t)², whose gradient is 2 (y − t) / n
 * @property {number} repeats after which the results of all contenders are compared
 * @property {Goal} goal what Valley's WebAssembly in Node is to reach
 *
 * @typedef {{timesAsFast: number} | {ofPeak: number} | {gradients: number} | {}} Goal as fast as ConvNetJS; of the machine's multiply-add peak; of a
 *     gradient's time at most. On every job it is also to be ahead of every peer, and to take at most `mostToNative` of native's time.
 */

const small = [2, 8, 8, 1];
const deep = [100, 100, 100, 100, 100];

/** @type {Job[]} */
export const jobs = [
    {
        name: "W1",
        what: "step, 2-8-8-1, batch 10 of 10,000",
        layers: small,
        batch: 10,
        learningRate: 0.03,
        repeats: 1000,
        goal: { timesAsFast: 40 },
    },
    { name: "W2", what: "step, 2-8-8-1, all 500", layers: small, batch: 500, learningRate: 0.03, repeats: 100, goal: { timesAsFast: 50 } },
    {
        name: "W3",
        what: "step, 10-5×100-1, batch 256",
        layers: [10, ...deep, 1],
        batch: 256,
        learningRate: 1e-3,
        repeats: 20,
        goal: { ofPeak: 0.75 },
    },
    {
        name: "W4",
        what: "predictions, 100 × 100 grid",
        layers: small,
        batch: 500,
        learningRate: 0.03,
        repeats: 1,
        goal: { timesAsFast: 45 },
    },
    {
        name: "W5",
        what: "loss, 64 × 64 values of two weights",
        layers: small,
        batch: 500,
        learningRate: 0.03,
        repeats: 1,
        goal: { timesAsFast: 75 },
    },
    {
        name: "W6",
        what: "4,096 descents of 100 steps, 1-2-1",
        layers: [1, 2, 1],
        batch: 32,
        learningRate: 0.1,
        repeats: 1,
        goal: { timesAsFast: 250 },
    },
    { name: "W7", what: "λmax of 2-8-8-1 to 0.1 %", layers: small, batch: 500, learningRate: 0.03, repeats: 1, goal: { gradients: 12 } },
    {
        name: "W8",
        what: "distributions in 2-5×100-1, 1,000",
        layers: [2, ...deep, 1],
        batch: 1000,
        learningRate: 0.03,
        repeats: 1,
        goal: {},
    },
];

/** WebAssembly's time is to be at most so many times native's. */
export const mostToNative = 1.15;

/** How far a result may be from native Valley's, as a share of it. FANN takes tanh's derivative where |a| > 0.98 from 0.98. */
export const tolerance = { usual: 1e-3, fann: 2e-3 };

/** Of W4: points along each edge of the grid over ±1. */
export const gridSide = 100;

/** Of W5: values from −1 to 1, each added to two entries of theta. */
export const surface = { side: 64, across: 24, up: 25 };

/** Of W6. */
export const descentSteps = 100;

/** Of W7: the share of λmax by which it may be wrong. */
export const curvatureTolerance = 1e-3;

/** n numbers from −1 to 1, both among them. */
export const evenly = (n) => Float32Array.from({ length: n }, (_, i) => -1 + (2 * i) / (n - 1));
