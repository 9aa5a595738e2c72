/**
 * What became of a run, from numbers that the core measured. η·λmax stands against its limit: 2 for plain descent, 2 + 2β with momentum,
 * (2 + 2β)/(1 + 2β) with Nesterov's.
 *
 * @typedef {object} Measure
 * @property {number} step     where along the path
 * @property {number} max      λmax there
 * @property {number} limit    the learning rate above which descent leaves a floor of that curvature
 *
 * @typedef {"still" | "crawling" | "good" | "rolling" | "swinging" | "bouncing" | "thrownOut"} Kind
 *
 * @typedef {object} Verdict
 * @property {Kind} kind
 * @property {"above" | "close" | "at" | "below"} side where the product is said to stand from its limit
 * @property {number} product  η·λmax where it tells most
 * @property {number} bound    what the product must stay below
 * @property {number} limit    what the learning rate must stay below
 * @property {number} step     where the product was measured
 *
 * @typedef {object} Run
 * @property {number} rate
 * @property {Float32Array} losses
 * @property {object | null} diverged
 * @property {Measure[]} measures at least one, the first at the start
 */

/** Shares of the limit at which words change. */
const CRAWLING = 0.1;
const CLOSE = 0.75;
/** Above this share of the first loss a run has not arrived. */
const FAR = 0.01;
/** Two float32 roundings, and what Lanczos leaves of λ. */
const AT_LIMIT = 2e-6;

/**
 * @param {Run} run
 * @param {{momentum: number, isQuadratic: boolean}} setting
 * @returns {Verdict}
 */
export function judge(run, { momentum, isQuadratic }) {
    const { rate, losses, measures, diverged } = run;
    const shares = measures.map(({ limit }) => rate / limit);
    const tell = (/** @type {Kind} */ kind, /** @type {Verdict["side"]} */ side, at = 0) => ({
        kind,
        side,
        ...productAt(measures[at], rate),
    });
    const first = shares.findIndex((share) => share > 1);
    const worst = shares.indexOf(Math.max(...shares));
    if (rate === 0) return tell("still", "below");
    if (isQuadratic && Math.abs(shares[0] - 1) <= AT_LIMIT) return tell("bouncing", "at");
    const isHigher = diverged || losses[losses.length - 1] > losses[0]; // below a quadratic's limit only for a while: momentum overshoots
    if (isHigher && !(isQuadratic && first < 0)) return tell("thrownOut", first < 0 ? "below" : "above", Math.max(first, 0));
    if (shares[worst] > 1) return tell("swinging", "above", worst);
    if (shares[worst] > CLOSE) return tell("swinging", "close", worst);
    if (shares[worst] < CRAWLING && losses[losses.length - 1] > FAR * losses[0]) return tell("crawling", "below", worst);
    return tell(momentum > 0 && rises(losses) > 0.1 ? "rolling" : "good", "below", worst);
}

/**
 * @param {Measure} measure
 * @param {number} rate
 */
export function productAt({ max, limit, step }, rate) {
    return { product: rate * max, bound: limit * max, limit, step };
}

/** The share of steps that end higher than they began.
 * @param {Float32Array} losses */
function rises(losses) {
    let count = 0;
    for (let k = 1; k < losses.length; k++) if (losses[k] > losses[k - 1]) count++;
    return count / Math.max(1, losses.length - 1);
}

/**
 * The last measure taken at or before a step: what was known then.
 * @param {Measure[]} measures
 * @param {number} step
 */
export function measureAt(measures, step) {
    let found = measures[0];
    for (const measure of measures) if (measure.step <= step) found = measure;
    return found;
}
