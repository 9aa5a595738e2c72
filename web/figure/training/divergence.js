import { formatNumber } from "../../paint/scale.js";
import { curvatureRequest } from "./curvature.js";

/**
 * @typedef {object} Divergence as in core/messages.d.ts
 * @property {"curvature" | "l2" | "overflow"} cause
 * @property {number} curvature λmax where the run last stood; the strength of the penalty for "l2"
 * @property {number} learningRate
 * @property {number} limit
 * @property {number} step
 * @property {number} [safe] the limit that the whole loss sets where it was lowest, which may lie below that of the penalty alone
 */

/**
 * The cause in words with its numbers.
 * @param {Divergence} diverged
 * @param {(key: string, values?: Record<string, unknown>) => string} t
 */
export function causeInWords({ cause, curvature, learningRate, limit, step }, t) {
    const values = {
        step,
        product: formatNumber(learningRate * curvature, 3, 1e3),
        threshold: formatNumber(limit * curvature, 2),
        rate: formatNumber(learningRate, 3),
        limit: formatNumber(limit, 2),
        curvature: formatNumber(curvature, 3, 1e3), // as many digits as the product
    };
    const key = cause === "overflow" && !(learningRate > 0) ? "overflow" : cause;
    return t(`playground.diverged.${key}`, values);
}

/** The η to go on with after a divergence: half of the limit, or a tenth of what it was where there is no limit to halve. @param {Divergence} diverged */
export function calmerRate({ learningRate, limit: named, safe = Infinity }) {
    const limit = Math.min(named, safe);
    const calm = Number.isFinite(limit) && limit > 0 && limit < learningRate ? limit / 2 : learningRate / 10;
    return Number(calm.toPrecision(2));
}

/**
 * Far out, where a run ended, the curvature says nothing; where its loss was lowest it says why the run left.
 * @param {(request: any) => Promise<any>} ask
 * @param {import("./curvature.js").Measured} run
 * @param {Divergence} diverged
 * @returns {Promise<Divergence>}
 */
export async function judge(ask, run, diverged) {
    const { best, optimizer } = run;
    if (!best) return diverged;
    const found = await ask(curvatureRequest(run, best));
    const limit = found?.stableLearningRate;
    if (!found || !Number.isFinite(found.max) || !(limit < optimizer.learningRate)) return diverged;
    if (diverged.cause === "l2") return { ...diverged, safe: limit };
    return { ...diverged, cause: "curvature", curvature: found.max, limit, safe: limit };
}
