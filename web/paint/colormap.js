import { extent, linearScale, offsetLogScale } from "./scale.js";

/**
 * A colour for every t in 0…1, ready in both forms that painting needs.
 * @typedef {object} ColorMap
 * @property {Uint32Array} pixels [256] opaque colours in ImageData's byte order
 * @property {string[]} css       [256] the same as CSS
 */

const SIZE = 256;

/** @param {string} hex "#rrggbb"
 * @returns {[number, number, number]} 0…255 each */
export function parseHex(hex) {
    const bits = parseInt(hex.slice(1), 16);
    return [bits >> 16, (bits >> 8) & 255, bits & 255];
}

/** @param {number} byte */
const linearOf = (byte) => (byte <= 10.31475 ? byte / 3294.6 : ((byte / 255 + 0.055) / 1.055) ** 2.4);
/** @param {number} light */
const byteOf = (light) => 255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);

/** sRGB → Oklab (Ottosson 2020), in which equal steps look equal.
 * @param {[number, number, number]} rgb */
function labOf(rgb) {
    const [r, g, b] = rgb.map(linearOf);
    const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
    const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
    const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
    return [
        0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
        1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
        0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
    ];
}

/** Oklab → sRGB bytes.
 * @param {number[]} lab */
function rgbOf([L, a, b]) {
    const l = (L + 0.3963377774 * a + 0.2158037573 * b) ** 3;
    const m = (L - 0.1055613458 * a - 0.0638541728 * b) ** 3;
    const s = (L - 0.0894841775 * a - 1.291485548 * b) ** 3;
    return [
        byteOf(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
        byteOf(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
        byteOf(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
    ];
}

/**
 * The colour `share` of the way from one to the other, in Oklab.
 * @param {string} from "#rrggbb"
 * @param {string} to
 * @param {number} share 0…1
 */
export function mixColors(from, to, share) {
    const [a, b] = [labOf(parseHex(from)), labOf(parseHex(to))];
    const rgb = Uint8ClampedArray.from(rgbOf(a.map((value, axis) => value + (b[axis] - value) * share)));
    return "#" + [...rgb].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const KNOTS = 32; // blended in Oklab; straight between them, which no eye can tell and costs an eighth

/**
 * Through evenly spaced stops, blended in Oklab; made when first looked at, since most pictures need one map of thirty.
 * @param {string[]} stops at least two, "#rrggbb"
 * @returns {ColorMap}
 */
export function colorMap(stops) {
    /** @type {Uint32Array | undefined} */
    let pixels;
    /** @type {string[] | undefined} */
    let css;
    return {
        get pixels() {
            return (pixels ??= new Uint32Array(blend(stops).buffer));
        },
        get css() {
            return (css ??= inCSS(new Uint8ClampedArray(this.pixels.buffer)));
        },
    };
}

/** @param {string[]} stops */
function blend(stops) {
    const labs = stops.map((stop) => labOf(parseHex(stop)));
    const knots = Array.from({ length: KNOTS + 1 }, (_, k) => {
        const [left, share] = between(k / KNOTS, stops.length - 1);
        return rgbOf(labs[left].map((value, axis) => value + (labs[left + 1][axis] - value) * share));
    });
    const bytes = new Uint8ClampedArray(4 * SIZE).fill(255);
    for (let i = 0; i < SIZE; i++) {
        const [left, share] = between(i / (SIZE - 1), KNOTS);
        for (let c = 0; c < 3; c++) bytes[4 * i + c] = knots[left][c] + (knots[left + 1][c] - knots[left][c]) * share;
    }
    return bytes;
}

/** @param {Uint8ClampedArray} bytes */
function inCSS(bytes) {
    return Array.from({ length: SIZE }, (_, i) => `rgb(${bytes.subarray(4 * i, 4 * i + 3).join()})`);
}

/** The part of `parts` that t lies in, and how far into it.
 * @param {number} t 0…1
 * @param {number} parts */
function between(t, parts) {
    const part = Math.min(Math.floor(t * parts), parts - 1);
    return [part, t * parts - part];
}

/**
 * Which of the map's entries t falls on; below 0 takes the first, above 1 and NaN the last: a loss that is no number is beyond every wall.
 * @param {number} t
 */
export function mapIndex(t) {
    return t < 1 ? (t > 0 ? (t * (SIZE - 1) + 0.5) | 0 : 0) : SIZE - 1;
}

/**
 * @param {ColorMap} map
 * @param {number} t 0…1
 */
export function colorAt(map, t) {
    return map.css[mapIndex(t)];
}

/**
 * Values → 0…1 for the colours and heights of a loss surface: logarithmic above the lowest value, so that a valley a
 * thousandth as high as the walls still has an inside. Use one such scale for map, path and legend alike.
 * @param {ArrayLike<number>} values
 * @param {{log?: boolean, clip?: number}} [options] clip: the share of values that lie below the top of the scale
 */
export function lossScale(values, { log = true, clip = 1 } = {}) {
    const sorted = Float32Array.from(values).filter(Number.isFinite).sort();
    const [low, high] = extent(clip < 1 ? [sorted[0], sorted[Math.floor(clip * (sorted.length - 1))]] : sorted);
    const offset = (sorted[sorted.length >> 1] - low) / 12;
    return log && offset > 0 ? offsetLogScale([low, high], [0, 1], offset) : linearScale([low, high], [0, 1]);
}

/**
 * Signed values → 0…1 with zero at the middle of a diverging map.
 * @param {number} [size] the value that takes the full colour
 */
export function signedScale(size = 1) {
    return linearScale([-size, size], [0, 1]);
}
