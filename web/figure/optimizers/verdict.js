/**
 * What became of a racer, from what the core measured. On a surface the goal is any of its known minima, to within a hundredth of the window; a
 * network's minima nobody knows, and its goal is a share of the loss it started with.
 *
 * @typedef {object} Goal
 * @property {[number, number][]} minima
 * @property {number} radius around each of them; 0 where there are none
 * @property {number} loss   for want of minima
 *
 * @typedef {"arrived" | "passed" | "other" | "saddle" | "swinging" | "climbed" | "underway" | "thrownOut"} Kind
 *
 * @typedef {object} Verdict
 * @property {Kind} kind
 * @property {number} step    arrived: from which on it stayed; passed: at which it was first there; else the last
 */

/** A network has arrived below this share of its first loss. */
const SHARE = 0.1;
const RADIUS = 0.01;

/**
 * @param {import("../ground.js").Ground} ground
 * @param {number} first loss at the start
 * @returns {Goal}
 */
export function goalOf({ minima, plane }, first) {
    const [left, right] = plane.window;
    return { minima, radius: minima.length ? RADIUS * (right - left) : 0, loss: SHARE * first };
}

/**
 * @param {Omit<import("./race.js").Lane, "verdict">} lane
 * @param {Goal} goal
 * @returns {Verdict}
 */
export function judge(lane, goal) {
    const { losses, steps, diverged, end, rate, limit } = lane;
    if (diverged) return { kind: "thrownOut", step: steps };
    const at = Array.from({ length: steps + 1 }, (_, step) => placeAt(lane, step, goal));
    if (at[steps] >= 0) return { kind: "arrived", step: stayedSince(at) };
    if (limit && rate > limit.rate) return { kind: "swinging", step: steps };
    if (losses[steps] > losses[0]) return { kind: "climbed", step: steps };
    const first = at.findIndex((place) => place >= 0);
    if (first >= 0) return { kind: "passed", step: first };
    if (end?.end === "saddle" || (end?.end === "minimum" && goal.radius > 0))
        return { kind: end.end === "saddle" ? "saddle" : "other", step: steps };
    return { kind: "underway", step: steps };
}

/** The first step from which on the place is the last one. @param {number[]} at */
function stayedSince(at) {
    let step = at.length - 1;
    while (step > 0 && at[step - 1] === at[at.length - 1]) step--;
    return step;
}

/**
 * Which goal a step stands at, or −1.
 * @param {{points: Float32Array, losses: Float32Array}} lane
 * @param {number} step
 * @param {Goal} goal
 */
function placeAt({ points, losses }, step, { minima, radius, loss }) {
    if (minima.length === 0) return losses[step] <= loss ? 0 : -1;
    return minima.findIndex(([x, y]) => Math.hypot(points[2 * step] - x, points[2 * step + 1] - y) <= radius);
}
