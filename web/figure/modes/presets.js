/** Formulas to begin with: name → formula. */

/** Ten stages of three parallel edges: 3¹⁰ paths over 30 edges. */
const tenStages = Array.from({ length: 10 }, (_, k) => `x${k + 1} = x${k} + x${k} + x${k}`).join("; ");

export const PRESETS = {
    textbook: "a = 2; b = 1; c = a + b; d = b + 1; e = c × d",
    stages: "a = 1; b = a + a + a; c = b + b + b; d = c + c + c",
    tenStages,
    neuron: "w0 = 2; x0 = -1; w1 = -3; x1 = -2; b = -3; z = w0 × x0 + w1 × x1 + b; f = 1 ÷ (1 + exp(-z))",
    network:
        "x1 = 1; x2 = -2; w11 = 0.5; w12 = -0.3; w21 = -0.8; w22 = 0.2; b1 = 0.1; b2 = -0.1; v1 = 0.9; v2 = -0.7; c = 0.2; t = 1; " +
        "h1 = tanh(w11 × x1 + w12 × x2 + b1); h2 = tanh(w21 × x1 + w22 × x2 + b2); y = v1 × h1 + v2 × h2 + c; L = (y - t)^2",
    chain: "x = 0.5; u = sin(x × x); v = exp(u); w = log(v + u); y = tanh(w) × v",
};

/** @typedef {keyof typeof PRESETS} Preset */

/** The preset of that formula. @param {string} formula @returns {Preset | null} */
export function presetOf(formula) {
    const found = Object.entries(PRESETS).find(([, text]) => text === formula);
    return found ? /** @type {Preset} */ (found[0]) : null;
}
