/**
 * Where a number stands on a slider: position 0 … lastPosition ↔ value, evenly or evenly in the logarithm.
 * @typedef {{min: number, max: number, scale?: "log" | "linear", step?: number, smallest?: number, digits?: number,
 *     whole?: boolean}} Range
 */

/** Positions of a slider, at most: an arrow key then moves by a few per cent. */
const STEPS = 200;

/**
 * Positions of a log slider: so few that each is another number with the range's digits. Two neighbours are then at least 1.2 units of the last digit
 * apart, where rounding moves each by half a unit.
 * @param {Range} range
 */
function logSteps(range) {
    const { from, to } = logBounds(range);
    return Math.min(STEPS, Math.floor((to - from) / Math.log1p(1.2 * 10 ** (1 - (range.digits ?? 3)))));
}

/** @param {Range} range */
function logBounds({ min, max, smallest }) {
    const first = min > 0 ? min : (smallest ?? max / 1e6);
    return { from: Math.log(first), to: Math.log(max), zero: min <= 0 ? 1 : 0 }; // position 0 is the zero, where there is one
}

/** @param {Range} range */
export function lastPosition(range) {
    if (range.scale === "log") return logSteps(range);
    return Math.round((range.max - range.min) / (range.step ?? (range.max - range.min) / STEPS));
}

/** @param {Range} range @param {number} value @returns {number} not rounded: where a mark is drawn */
export function positionOf(range, value) {
    if (range.scale !== "log") return (lastPosition(range) * (value - range.min)) / (range.max - range.min);
    const { from, to, zero } = logBounds(range);
    if (value <= 0) return 0;
    return zero + ((logSteps(range) - zero) * (Math.log(value) - from)) / (to - from);
}

/** @param {Range} range @param {number} position @returns {number} with the range's digits, within it */
export function valueAt(range, position) {
    const { min, max, digits = 3 } = range;
    const last = lastPosition(range);
    if (position <= 0) return min;
    if (position >= last) return max;
    const { from, to, zero } = range.scale === "log" ? logBounds(range) : { from: 0, to: 0, zero: 0 };
    const value =
        range.scale === "log" ? Math.exp(from + ((to - from) * (position - zero)) / (last - zero)) : min + ((max - min) * position) / last;
    const rounded = range.whole ? Math.round(value) : Number(value.toPrecision(range.scale === "log" ? digits : 12));
    return Math.min(max, Math.max(min, rounded));
}

/** A number as a reader is shown it: "0.03", "1.2e−5", with the digits asked for. @param {number} value */
export function showNumber(value, digits = 3) {
    const rounded = Number(value.toPrecision(digits));
    const size = Math.abs(rounded);
    const text = size !== 0 && (size < 1e-3 || size >= 1e6) ? rounded.toExponential() : String(rounded);
    return text.replace("e+", "e").replace(/-/g, "−");
}

/** What a reader typed, with their minus sign. @param {string} text */
export function typed(text) {
    return text.replace(/−/g, "-").trim();
}
