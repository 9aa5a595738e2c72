/**
 * What a run's sharpness did against its limit, from numbers that the core measured. All of it is counted from where the limit was set last.
 *
 * @typedef {"unknown" | "below" | "at" | "above"} Kind
 *
 * @typedef {object} Edge
 * @property {Kind} kind
 * @property {number} limit
 * @property {number} since   step at which that limit came into force
 * @property {number} step    of the last measurement
 * @property {number} now     λmax there
 * @property {number} first   λmax where the run began
 * @property {number | null} crossed  the first step at which λmax was not below the limit
 * @property {number} mean    over up to FOLLOWING steps from there on
 * @property {number} max     over the same
 * @property {number} until   the last step of these
 */

/** Steps over which the mean and the maximum are taken, as in the published run. */
export const FOLLOWING = 500;
/** Who has crossed the limit and stays within these shares of it is at the edge. */
const AT_EDGE = [0.8, 1.25];

/**
 * @param {{measured: ArrayLike<number>, sharpness: ArrayLike<number>, limits: {step: number, limit: number}[]}} series
 * @returns {Edge | null} null where nothing was measured yet
 */
export function edgeOf({ measured, sharpness, limits }) {
    const last = measured.length - 1;
    if (last < 0 || limits.length === 0) return null;
    const { step: since, limit } = limits[limits.length - 1];
    let crossed = null;
    let [sum, count, max, until] = [0, 0, -Infinity, 0];
    for (let k = 0; k <= last; k++) {
        if (measured[k] < since || !Number.isFinite(sharpness[k])) continue;
        if (crossed === null && sharpness[k] >= limit) crossed = measured[k];
        if (crossed === null || measured[k] - crossed > FOLLOWING) continue;
        sum += sharpness[k];
        count++;
        max = Math.max(max, sharpness[k]);
        until = measured[k];
    }
    const now = sharpness[last];
    return {
        kind: kindOf(now, limit, crossed),
        limit,
        since,
        step: measured[last],
        now,
        first: sharpness[0],
        crossed,
        mean: sum / count,
        max,
        until,
    };
}

/**
 * Why a run was thrown out. Far out, where it ended, the curvature says nothing; of the places where λmax was above its limit, the one with the lowest
 * loss says why the run left, and which learning rate would have held there.
 * @param {{measured: number[], sharpness: number[], losses: number[], limits: {step: number, limit: number}[]}} series losses before each step
 * @param {import("../../core/messages.js").Divergence} diverged
 * @returns {import("../../core/messages.js").Divergence} as it was if λmax was never measured above its limit
 */
export function judge({ measured, sharpness, losses, limits }, diverged) {
    const limit = limits[limits.length - 1]?.limit;
    const above = measured.map((at, k) => ({ at, loss: losses[at], max: sharpness[k] })).filter(({ max }) => max > limit);
    const best = above.reduce((a, b) => (b.loss < a.loss ? b : a), { at: NaN, loss: Infinity, max: NaN });
    if (!Number.isFinite(best.loss)) return diverged;
    const { learningRate } = diverged;
    return { ...diverged, cause: "curvature", curvature: best.max, limit: (learningRate * limit) / best.max, at: best.at };
}

/** @param {number} now @param {number} limit @param {number | null} crossed @returns {Kind} */
function kindOf(now, limit, crossed) {
    if (!Number.isFinite(now)) return "unknown";
    const share = now / limit;
    if (crossed !== null && share >= AT_EDGE[0] && share <= AT_EDGE[1]) return "at";
    return share >= 1 ? "above" : "below";
}
