/**
 * A function from data units to pixels (or to 0…1 for colours), with its way back.
 * @typedef {object} ScaleParts
 * @property {[number, number]} domain in data units
 * @property {[number, number]} range in CSS pixels; may run downwards
 * @property {(pixel: number) => number} invert
 * @property {(count?: number) => number[]} ticks about `count` round values within the domain, ascending
 *
 * @typedef {((value: number) => number) & ScaleParts} Scale
 */

/**
 * @param {[number, number]} domain
 * @param {[number, number]} range
 * @param {(value: number) => number} forward strictly increasing over the domain
 * @param {(image: number) => number} backward its inverse
 * @param {(low: number, high: number, count: number) => number[]} ticks
 * @returns {Scale}
 */
function scaleThrough(domain, range, forward, backward, ticks) {
    const from = forward(domain[0]);
    const span = forward(domain[1]) - from;
    const [start, end] = range;
    const low = Math.min(...domain);
    const high = Math.max(...domain);
    /** @param {number} value */
    const scale = (value) => (span === 0 ? (start + end) / 2 : start + ((forward(value) - from) / span) * (end - start));
    return Object.assign(scale, {
        domain,
        range,
        /** @param {number} pixel */
        invert: (pixel) => (span === 0 || end === start ? domain[0] : backward(from + ((pixel - start) / (end - start)) * span)),
        ticks: (count = 5) => ticks(low, high, count),
    });
}

/** @param {number} value */
const identity = (value) => value;

/**
 * @param {[number, number]} domain
 * @param {[number, number]} range
 */
export function linearScale(domain, range) {
    return scaleThrough(domain, range, identity, identity, linearTicks);
}

/**
 * Equal ratios are equal distances. A value of 0 or below lies infinitely far away: painters leave it out.
 * @param {[number, number]} domain both ends positive
 * @param {[number, number]} range
 */
export function logScale(domain, range) {
    return scaleThrough(domain, range, (value) => (value > 0 ? Math.log(value) : value <= 0 ? -Infinity : NaN), Math.exp, logTicks);
}

/**
 * Linear within ±constant, logarithmic beyond it, through zero: sign(v)·log(1 + |v|/constant).
 * @param {[number, number]} domain
 * @param {[number, number]} range
 */
export function symlogScale(domain, range, constant = 1) {
    return scaleThrough(
        domain,
        range,
        (value) => Math.sign(value) * Math.log1p(Math.abs(value) / constant),
        (image) => Math.sign(image) * constant * Math.expm1(Math.abs(image)),
        (low, high, count) => symlogTicks(low, high, count, constant),
    );
}

/**
 * Logarithmic in the height above the lowest value: log(value − low + offset). Valley floor and far wall both keep their detail,
 * and a lowest loss of exactly zero does no harm.
 * @param {[number, number]} domain
 * @param {[number, number]} range
 * @param {number} offset positive, in data units
 */
export function offsetLogScale(domain, range, offset) {
    const shift = offset - domain[0];
    return scaleThrough(
        domain,
        range,
        (value) => Math.log(Math.max(value + shift, offset * 1e-3)),
        (image) => Math.exp(image) - shift,
        (low, high, count) => [low, ...logTicks(Math.max(low, offset), high, count).filter((tick) => tick > low)],
    );
}

/**
 * The finite ends of some values, [0, 1] when there are none.
 * @param {ArrayLike<number>} values
 * @returns {[number, number]}
 */
export function extent(values) {
    let low = Infinity;
    let high = -Infinity;
    for (let i = 0; i < values.length; i++) {
        const value = values[i];
        if (value < low && value > -Infinity) low = value;
        if (value > high && value < Infinity) high = value;
    }
    return low <= high ? [low, high] : low < Infinity ? [low, low] : [0, 1];
}

/**
 * The domain widened to round numbers.
 * @param {[number, number]} domain ascending
 * @returns {[number, number]}
 */
export function niceDomain([low, high], count = 5) {
    if (!(high > low)) return [low - 0.5, high + 0.5];
    const step = niceStep(high - low, count);
    return [Math.floor(low / step) * step, Math.ceil(high / step) * step];
}

/** The 1, 2 or 5 times a power of ten that cuts `span` into about `count` parts.
 * @param {number} span
 * @param {number} count */
export function niceStep(span, count) {
    const raw = span / Math.max(1, count);
    const power = 10 ** Math.floor(Math.log10(raw));
    const ratio = raw / power;
    return power * (ratio >= 7.07 ? 10 : ratio >= 3.16 ? 5 : ratio >= 1.41 ? 2 : 1);
}

/** @param {number} low
 * @param {number} high
 * @param {number} count */
function linearTicks(low, high, count) {
    if (!(high > low)) return Number.isFinite(low) ? [low] : [];
    const step = niceStep(high - low, count);
    const perUnit = Math.round(1 / step); // dividing by a whole number keeps 0.3 from becoming 0.30000000000000004
    const ticks = [];
    for (let i = Math.ceil(low / step - 1e-9); i <= Math.floor(high / step + 1e-9); i++)
        ticks.push((step < 1 ? i / perUnit : i * step) + 0); // + 0: no −0
    return ticks;
}

/** Powers of ten; with their doubles and fives where few powers fit; linear below one decade.
 * @param {number} low
 * @param {number} high
 * @param {number} count */
function logTicks(low, high, count) {
    if (!(low > 0) || !(high > low)) return low > 0 ? [low] : [];
    const decades = Math.log10(high / low);
    if (decades < 1) return linearTicks(low, high, count);
    const every = Math.max(1, Math.round(decades / count));
    const mantissas = decades * 3 <= count + 1 ? [1, 2, 5] : decades * 2 <= count + 1 ? [1, 3] : [1];
    const ticks = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
        if (power % every !== 0) continue;
        for (const mantissa of mantissas) {
            const tick = power < 0 ? mantissa / 10 ** -power : mantissa * 10 ** power;
            if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push(tick);
        }
    }
    return ticks;
}

/** @param {number} low
 * @param {number} high
 * @param {number} count
 * @param {number} constant */
function symlogTicks(low, high, count, constant) {
    const half = Math.max(1, Math.floor(count / 2));
    const above = high > constant ? logTicks(Math.max(constant, low), high, half) : [];
    const below = low < -constant ? logTicks(Math.max(constant, -high), -low, half) : [];
    const zero = low <= 0 && high >= 0 ? [0] : [];
    return [...below.reverse().map((tick) => -tick), ...zero, ...above];
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** @param {number} power */
function superscript(power) {
    const digits = [...String(Math.abs(power))].map((digit) => SUPERSCRIPTS[Number(digit)]).join("");
    return (power < 0 ? "⁻" : "") + digits;
}

/** 59,049: a count with its thousands apart. The browser's own way with numbers takes 20 ms to begin. @param {number} count */
export function formatCount(count) {
    return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/**
 * A number as a reader would write it: a true minus sign, no exponent within 0.001 … 99999, 10ⁿ beyond.
 * @param {number} value
 * @param {number} [digits] significant ones
 * @param {number} [plain] the size below which it has no exponent
 * @param {number} [least] the size from which on it has none
 */
export function formatNumber(value, digits = 3, plain = 1e5, least = 1e-3) {
    if (Number.isNaN(value)) return "NaN";
    const sign = value < 0 ? "−" : "";
    const size = Math.abs(value);
    if (size === Infinity) return sign + "∞";
    if (size === 0) return "0";
    if (size >= least && size < plain) return sign + String(Number(size.toPrecision(Math.max(digits, Math.ceil(Math.log10(size))))));
    const [mantissa, power] = size.toExponential(digits - 1).split("e");
    const shown = String(Number(mantissa));
    return `${sign}${shown === "1" ? "" : shown + "×"}10${superscript(Number(power))}`;
}

/** @param {number} t */
export function clamp01(t) {
    return t > 0 ? (t < 1 ? t : 1) : 0;
}

/**
 * As few digits as tell neighbours apart: 1.66, 1.68 but 0.1, 0.5. Beside 10⁵ stands 10⁴, and not 10000; beside 10⁻⁴ stands 10⁻³, and not 0.001.
 * @param {number[]} values
 * @param {number} [least] digits
 * @returns {string[]}
 */
export function formatDistinct(values, least = 2) {
    const plain = values.some((value) => Math.abs(value) >= 1e5) ? 1e3 : 1e5;
    const small = values.some((value) => value && Math.abs(value) < 1e-3) ? 0.1 : 1e-3;
    const texts = values.map((value) => formatNumber(value, least, plain, small));
    const isDistinct = new Set(texts).size === new Set(values).size;
    return isDistinct || least >= 6 ? texts : formatDistinct(values, least + 1);
}
