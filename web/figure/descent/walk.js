/** Asks for one descent and for what the ground is like at any of its steps. */
import { pointAt } from "../ground.js";

/**
 * @typedef {import("../ground.js").Ground} Ground
 *
 * @typedef {object} Walk
 * @property {Ground} ground
 * @property {any} optimizer
 * @property {Float32Array} path    [(steps + 1) × n]
 * @property {Float32Array} points  [(steps + 1) × 2] in the ground's plane
 * @property {Float32Array} losses  [steps + 1], true ones
 * @property {number} steps         done
 * @property {any} diverged         null, or where and why
 *
 * @typedef {object} Place the ground around one step
 * @property {number} step
 * @property {number} gradientNorm
 * @property {number} length        of the step that follows
 * @property {number} slope         of the loss along it
 * @property {number} curvature     along it
 * @property {number} max           λmax
 * @property {number} limit         of the learning rate here
 * @property {[number, number]} downhill −gradient, in the plane
 * @property {Float32Array} distances along the step, where the loss was taken
 * @property {Float32Array} losses  there
 */

/** Learning rates that show what each surface is like. */
const FITTING = { bowl: 0.3, ravine: 0.06, saddle: 0.2, "double-well": 0.15, himmelblau: 0.008, rosenbrock: 0.0015, network: 0.15 };

/** @typedef {keyof typeof FITTING} SurfaceChoice */

export const SURFACES = /** @type {SurfaceChoice[]} */ (Object.keys(FITTING));

/** @param {SurfaceChoice} surface */
export const fittingRate = (surface) => FITTING[surface];

/**
 * @param {import("../../host.js").Host} host
 * @param {Ground} ground
 * @param {{from: readonly number[], optimizer: any, steps: number}} wish from: a point of the plane; none for the ground's own start
 * @returns {Promise<Walk | null>} null: superseded
 */
export async function walk(host, ground, { from, optimizer, steps }) {
    const { problem, plane } = ground;
    const start = from.length === 2 ? await pointAt(host, ground, from) : ground.start;
    if (!start) return null;
    const descent = await host.ask("walk", { type: "descend", problem, start, optimizer, steps });
    if (!descent) return null;
    const { origin, u, v } = plane;
    const placed = await host.ask("walk", { type: "project", path: descent.path, origin, u, v });
    return placed && { ...descent, ground, optimizer, points: placed.points };
}

const SAMPLES = 121;
/** How far the profile reaches, in steps: back and ahead; less where the step climbs, beyond which all else would look flat. */
const BACK = 0.8;
const AHEAD = 2.4;
const CLIMBING = 1.2;

/**
 * @param {import("../../host.js").Host} host
 * @param {Walk} run
 * @param {number} step
 * @param {number} least half the shortest profile, in units of the parameters
 * @returns {Promise<Place | null>} null: superseded
 */
export async function lookAround(host, { ground, path, losses, steps, optimizer }, step, least) {
    const { problem, plane } = ground;
    const n = plane.origin.length;
    const theta = path.slice(step * n, (step + 1) * n);
    const next = step < steps ? path.slice((step + 1) * n, (step + 2) * n) : undefined;
    const local = await host.ask("here", { type: "slope", problem, theta, next });
    if (!local) return null;
    const unit = Math.max(local.length || optimizer.learningRate * local.gradientNorm, least);
    const ahead = losses[step + 1] > losses[step] ? CLIMBING : AHEAD;
    const distances = Float32Array.from({ length: SAMPLES }, (_, i) => unit * (-BACK + ((BACK + ahead) * i) / (SAMPLES - 1)));
    const line = { origin: theta, u: local.direction, v: local.direction, alphas: distances, betas: Float32Array.of(0) };
    const [profile, curvature, projected] = await Promise.all([
        host.ask("here-profile", { type: "surface", problem, ...line }),
        host.ask("here-curvature", { type: "curvature", problem, theta, optimizer }),
        host.ask("here-arrow", { type: "project", path: local.gradient, origin: new Float32Array(n), u: plane.u, v: plane.v }),
    ]);
    if (!profile || !curvature || !projected) return null;
    const [x, y] = projected.points;
    const { gradientNorm, length, slope, curvature: along } = local;
    const { max, stableLearningRate: limit } = curvature;
    return { step, gradientNorm, length, slope, curvature: along, max, limit, downhill: [-x, -y], distances, losses: profile.losses };
}

/**
 * Where a run that diverged first had a learning rate above its limit.
 * @param {import("../../host.js").Host} host
 * @param {Walk} run
 * @returns {Promise<{step: number, max: number, limit: number} | null>}
 */
export async function firstAboveLimit(host, { ground, path, steps, optimizer }) {
    const n = ground.plane.origin.length;
    const some = Array.from({ length: Math.min(steps + 1, 64) }, (_, step) => step);
    const requests = some.map((step) => {
        return { type: "curvature", problem: ground.problem, theta: path.slice(step * n, (step + 1) * n), optimizer };
    });
    const replies = await host.askAll("limits", requests);
    const step = replies ? replies.findIndex(({ stableLearningRate }) => optimizer.learningRate > stableLearningRate) : -1;
    return replies && step >= 0 ? { step, max: replies[step].max, limit: replies[step].stableLearningRate } : null;
}
