import { colorMap, mixColors } from "./paint/colormap.js";

/**
 * One colour means one thing, on every canvas and in every control:
 * orange = class 0, negative; blue = class 1, positive; pink = the path of descent; violet = curvature; ink = training, green = test.
 * All pairs that meet stay apart for the common forms of colour blindness, or differ in shape or dash besides.
 *
 * @typedef {typeof LIGHT} Colors
 * @typedef {import("./paint/colormap.js").ColorMap} ColorMap
 *
 * @typedef {object} Theme
 * @property {"light" | "dark"} mode
 * @property {Colors} colors
 * @property {string[]} classColors class c has classColors[c]; 16
 * @property {string[]} basinColors basin k; neither orange nor blue, which mean classes
 * @property {{loss: ColorMap, signed: ColorMap, classes: ColorMap[], basins: ColorMap[], nowhere: ColorMap}} maps
 *     loss: lowest first; signed: −1 … +1; classes: undecided … certain, one a class; basins: lowest start … highest, one a basin
 * @property {typeof FONTS} fonts
 */

const LIGHT = {
    page: "#faf9f7",
    surface: "#ffffff",
    raised: "#f3f2ef",
    text: "#1c1e22",
    muted: "#5a5f69",
    line: "#c9ccd1",
    grid: "#e6e7ea",
    control: "#7a808b", // borders of inputs: 3:1 on surface
    focus: "#1668b8",
    negative: "#d4610a",
    positive: "#1668b8",
    negativeText: "#a84600",
    positiveText: "#125a9f",
    path: "#d81159",
    curvature: "#7138d6",
    train: "#2b303a",
    test: "#1b8346",
    forward: "#0b7a94",
    backward: "#a8328f",
    danger: "#c0231c",
    good: "#1b8346",
    warning: "#9e6200",
    casing: "#ffffff",
    contour: "#0f1a33",
};

/** @type {Colors} */
const DARK = {
    page: "#121418",
    surface: "#191c21",
    raised: "#23272e",
    text: "#eceef1",
    muted: "#a6acb7",
    line: "#434954",
    grid: "#2b3038",
    control: "#7d8591",
    focus: "#6db3ff",
    negative: "#ff9d47",
    positive: "#62aeff",
    negativeText: "#ffad66",
    positiveText: "#82beff",
    path: "#ff5c8d",
    curvature: "#b997ff",
    train: "#e3e6eb",
    test: "#5fd08a",
    forward: "#4cc9e0",
    backward: "#ea86d2",
    danger: "#ff7b72",
    good: "#5fd08a",
    warning: "#e8b04a",
    casing: "#0e1013",
    contour: "#ffffff",
};

/** The first four tell apart by hue alone; later ones take another marker shape besides (paint/points.js). */
const CLASSES_LIGHT = [
    LIGHT.negative, LIGHT.positive, "#149a84", "#7a1f8a", "#c08f00", "#3a3fb0", "#4f7a10", "#c2386b",
    "#6e431c", "#1f95b8", "#2a6b3f", "#7a5bd0", "#b5651d", "#2f5d7a", "#8f9a2a", "#c97a9f",
]; // prettier-ignore
const CLASSES_DARK = [
    DARK.negative, DARK.positive, "#7ff0d8", "#c46fd8", "#f2cf4a", "#9aa0ff", "#86b53a", "#ff86b0",
    "#c28f5c", "#8fe0f5", "#58b87a", "#bda6ff", "#e09a5a", "#7fb3d6", "#dbe470", "#b87a9a",
]; // prettier-ignore

const FAMILY = '"Inter", system-ui, -apple-system, "Segoe UI", "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", sans-serif';

/** Canvas font strings. Nothing on a canvas is smaller than 11 px. */
const FONTS = {
    family: FAMILY,
    small: `11px ${FAMILY}`,
    label: `12px ${FAMILY}`,
    strong: `600 12px ${FAMILY}`,
    title: `600 14px ${FAMILY}`,
};

/** Multiples of 4 px: between label and control, between controls, between groups. */
export const SPACE = [0, 4, 8, 12, 16, 24, 32, 48];

/**
 * @param {"light" | "dark"} mode
 * @param {Colors} base
 * @param {string[]} classes
 * @param {string[]} loss lowest first
 * @param {[string, string]} pair the full colours of −1 and +1 on a map
 * @param {number} strength the same for the other classes, as a share of their colour: points of the same class must still show on it
 * @returns {Theme}
 */
function makeTheme(mode, base, classes, loss, pair, strength) {
    const neutral = mode === "light" ? "#fbfaf8" : "#1c2026";
    const certain = [...pair, ...classes.slice(2).map((color) => mixColors(neutral, color, strength))];
    const basinColors = classes.slice(2, 14);
    const makeMaps = () => ({
        loss: colorMap(loss),
        signed: colorMap([certain[0], mixColors(neutral, certain[0], 0.55), neutral, mixColors(neutral, certain[1], 0.55), certain[1]]),
        classes: certain.map((color) => colorMap([neutral, mixColors(neutral, color, 0.55), color])),
        basins: basinColors.map((color) => colorMap([mixColors(neutral, color, 0.85), mixColors(neutral, color, 0.25)])),
        nowhere: colorMap([mixColors(neutral, base.control, 0.35), mixColors(neutral, base.control, 0.15)]),
    });
    /** @type {ReturnType<typeof makeMaps>} made when first looked at: a page in one theme needs no other's */
    let maps;
    return {
        mode,
        colors: base,
        classColors: classes,
        basinColors,
        get maps() {
            return (maps ??= makeMaps());
        },
        fonts: FONTS,
    };
}

const LOSS_LIGHT = ["#1f2a63", "#27548f", "#3a86a8", "#79b9b5", "#bcdcc6", "#e9eedb", "#fbf7ec"];
const LOSS_DARK = ["#f6f3b8", "#a3d99a", "#4fb3a0", "#2c7f98", "#28527f", "#212f57", "#181c33"];

export const lightTheme = makeTheme("light", LIGHT, CLASSES_LIGHT, LOSS_LIGHT, ["#f0a35e", "#6fa8e0"], 0.6);
export const darkTheme = makeTheme("dark", DARK, CLASSES_DARK, LOSS_DARK, ["#8f501a", "#245f9f"], 0.5);

/** @param {"light" | "dark"} mode */
export function themeOf(mode) {
    return mode === "dark" ? darkTheme : lightTheme;
}

/** @param {string} name camelCase */
const kebab = (name) => name.replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase());

/**
 * The same language for the DOM: declarations for a `:host { … }` rule. --negative-text, --class-0, --space-2, --font …
 * @param {Theme} theme
 */
export function customProperties({ mode, colors, classColors }) {
    return [
        `color-scheme: ${mode};`,
        ...Object.entries(colors).map(([name, color]) => `--${kebab(name)}: ${color};`),
        ...classColors.map((color, index) => `--class-${index}: ${color};`),
        ...SPACE.map((pixels, index) => `--space-${index}: ${pixels}px;`),
        `--font: ${FAMILY};`,
        "--radius: 6px;",
    ].join("\n");
}
