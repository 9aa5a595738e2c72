/** Asks for every racer's descent from one start, and for what is where it ended. */
import { pointAt } from "../ground.js";
import { optimizerOf } from "./racers.js";
import { goalOf, judge } from "./verdict.js";

/**
 * @typedef {import("../ground.js").Ground} Ground
 * @typedef {import("./racers.js").RacerName} RacerName
 *
 * @typedef {object} Lane one racer's run
 * @property {RacerName} racer
 * @property {number} rate
 * @property {number} momentum
 * @property {Float32Array} points  [(steps + 1) × 2] in the ground's plane
 * @property {Float32Array} losses  [steps + 1], true ones
 * @property {number} steps         done
 * @property {import("../../core/messages.js").Divergence | null} diverged
 * @property {import("../../core/types.js").Minimum | null} end what the core measured where it ended; null where it diverged
 * @property {{max: number, rate: number} | null} limit the largest λmax on its last steps and the learning rate it allows; null where the optimiser rescales the ground
 * @property {import("./verdict.js").Verdict} verdict
 *
 * @typedef {object} Race
 * @property {Ground} ground
 * @property {number} steps         asked for
 * @property {import("./verdict.js").Goal} goal
 * @property {Lane[]} lanes
 */

/** ‖gradient‖ up to which an end counts as stationary. */
const LEVEL = 0.01;
/** Steps before the end at which λmax is measured: who swings stands by turns where it is sharp and where it is not. */
const LAST = [0, 1, 2, 3];

/**
 * @param {import("../../host.js").Host} host
 * @param {Ground} ground
 * @param {{surface: import("./racers.js").SurfaceChoice, racers: readonly RacerName[], from: readonly number[], rate: number, steps: number}} wish
 *     from: a point of the plane; none for the ground's own start
 * @returns {Promise<Race | null>} null: superseded
 */
export async function race(host, ground, { surface, racers, from, rate, steps }) {
    const { problem, plane } = ground;
    const { origin, u, v } = plane;
    const start = from.length === 2 ? await pointAt(host, ground, from) : ground.start;
    if (!start) return null;
    const optimizers = racers.map((racer) => optimizerOf(racer, surface, rate));
    const descents = await host.askAll(
        "race",
        optimizers.map((optimizer) => ({ type: "descend", problem, start, optimizer, steps })),
    );
    if (!descents) return null;
    const n = start.length;
    const at = (/** @type {any} */ { path, steps: done }, back = 0) =>
        path.slice(Math.max(0, done - back) * n, (Math.max(0, done - back) + 1) * n);
    const [placed, ends, limits] = await Promise.all([
        host.askAll(
            "race-points",
            descents.map(({ path }) => ({ type: "project", path, origin, u, v })),
        ),
        host.askAll(
            "race-ends",
            descents.map((descent) => {
                return { type: "label", problem, ends: at(descent), losses: descent.losses.slice(descent.steps), tolerance: LEVEL };
            }),
        ),
        host.askAll(
            "race-limits",
            descents.flatMap((descent, i) => {
                return LAST.map((back) => ({ type: "curvature", problem, theta: at(descent, back), optimizer: optimizers[i] }));
            }),
        ),
    ]);
    if (!placed || !ends || !limits) return null;
    const goal = goalOf(ground, descents[0].losses[0]);
    const lanes = descents.map(({ losses, steps: done, diverged }, i) => {
        const end = diverged ? null : ends[i].minima[0];
        const { learningRate: rateNow, momentum = 0 } = /** @type {import("../../core/types.js").Optimizer} */ (optimizers[i]);
        const measured = limits.slice(i * LAST.length, (i + 1) * LAST.length);
        const limit = diverged ? null : sharpest(measured);
        const { points } = placed[i];
        const lane = { racer: racers[i], rate: rateNow, momentum, points, losses, steps: done, diverged, end, limit };
        return { ...lane, verdict: judge(lane, goal) };
    });
    return { ground, steps, goal, lanes };
}

/**
 * @param {{max: number, stableLearningRate: number}[]} measured
 * @returns {{max: number, rate: number} | null}
 */
function sharpest(measured) {
    const { max, stableLearningRate } = measured.reduce((most, one) => (one.max > most.max ? one : most));
    return Number.isNaN(stableLearningRate) ? null : { max, rate: stableLearningRate };
}
