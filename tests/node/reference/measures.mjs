/** How far numbers are from those of a vector file. Each is NaN if a number is, and 0 where all agree. */

/** The larger; NaN if one is. @param {number} a @param {number} b */
export const worse = (a, b) => (Number.isNaN(a) || a > b ? a : b);

/** @param {number} scale @param {number} actual @param {number} expected */
export const shareOf = (scale, actual, expected) => (actual === expected ? 0 : Math.abs(actual - expected) / scale);

/** @param {(expected: number) => number} scaleOf */
const perNumber = (scaleOf) => (/** @type {ArrayLike<number>} */ actual, /** @type {number[]} */ expected) =>
    expected.reduce((worst, e, i) => worse(worst, shareOf(scaleOf(e), actual[i], e)), 0);

/** max |a − e| / max(1, |e|) */
export const mixed = perNumber((e) => Math.max(1, Math.abs(e)));
/** max |a − e| / |e| */
export const each = perNumber(Math.abs);
/** max |a − e| */
export const absolute = perNumber(() => 1);

/** @param {number[]} numbers */
export const largestOf = (numbers) => numbers.reduce((largest, x) => Math.max(largest, Math.abs(x)), 0);

/** max |a − e| / max |e| @param {ArrayLike<number>} actual @param {number[]} expected */
export function maxRelative(actual, expected) {
    const scale = largestOf(expected);
    return perNumber(() => scale)(actual, expected);
}

/**
 * Each row of n over the largest number so far, up to the last step done.
 * @param {ArrayLike<number>} actual
 * @param {number[]} expected
 * @param {number} n
 * @param {number} done
 */
export function soFar(actual, expected, n, done) {
    let largest = 0;
    let worst = 0;
    for (let i = 0; i < (done + 1) * n; i++) {
        if (i % n === 0) largest = Math.max(largest, largestOf(expected.slice(i, i + n)));
        worst = worse(worst, shareOf(largest, actual[i], expected[i]));
    }
    return worst;
}

/** Of a loss |a − e| / max(e, √e): near a minimum its digits are those of outputs √e from their targets. @param {number} actual @param {number} expected */
export const asOutputs = (actual, expected) => shareOf(Math.max(Math.abs(expected), Math.sqrt(Math.abs(expected))), actual, expected);
