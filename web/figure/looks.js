/**
 * How an activation, a start or an optimiser looks, in every figure that compares several: a colour, which is no class's orange or blue, and a
 * stroke, so that lines whose colours are close still differ.
 */

/** Colours of the theme's basins. @type {Record<string, number>} */
const NUMBERS = {
    ...{
        tanh: 0,
        relu: 1,
        sigmoid: 2,
        elu: 3,
        identity: 4,
        "leaky-relu": 5,
        silu: 6,
        prelu: 7,
        rrelu: 8,
        maxout: 9,
        softplus: 10,
        gelu: 11,
    },
    ...{ demo: 0, normal: 1, "xavier-normal": 2, "he-normal": 3, "lecun-normal": 5, orthogonal: 6 },
    ...{ momentum: 1, adagrad: 2, nesterov: 3, adamw: 4, rmsprop: 6 },
};

/** As a canvas has it, and as a border. */
const STROKES = [
    { dash: [], border: "solid" },
    { dash: [8, 3], border: "dashed" },
    { dash: [3, 2], border: "dotted" },
];

/** Plain descent has the colour of every path of descent. @param {import("../theme.js").Theme} theme @param {string} name */
export function colorOf({ colors, basinColors }, name) {
    return { sgd: colors.path, adam: colors.text }[name] ?? basinColors[NUMBERS[name]];
}

/** @param {string} name */
const strokeOf = (name) => STROKES[(NUMBERS[name] ?? 0) % STROKES.length];

/** What paintCurves takes. @param {import("../theme.js").Theme} theme @param {string} name */
export const lineOf = (theme, name) => ({ color: colorOf(theme, name), dash: strokeOf(name).dash, width: 2 });

/** Gives an element the key of keyStyle. @param {HTMLElement} element @param {import("../theme.js").Theme} theme @param {string} name */
export function showKey(element, theme, name) {
    element.style.setProperty("--key", colorOf(theme, name));
    element.style.setProperty("--stroke", strokeOf(name).border);
}

/** A piece of the line before the words. @param {string} selector */
export const keyStyle = (selector) =>
    `${selector}::before { content: ""; display: inline-block; width: 18px; margin-inline-end: 8px; vertical-align: middle; border-top: 3px var(--stroke) var(--key); }`;
