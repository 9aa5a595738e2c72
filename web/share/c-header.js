/**
 * A trained network as one C header: its numbers as hexadecimal literals, and a function that predicts. Every operation is the core's, in its order
 * (c/pass.c, c/kernels.c, c/activation.c, c/simd.h, one number at a time instead of four), so that it gives the core's bits.
 */
import { choice, floats, integer, number, show } from "../core/check.js";
import { layerDefaults } from "../core/network-json.js";
import { functionsFor } from "./c-functions.js";

/** @typedef {import("../core/types.js").NetworkJSON} NetworkJSON */
/**
 * @typedef {object} Layer
 * @property {number} number from 1
 * @property {number} inputs
 * @property {number} units
 * @property {number} pieces
 * @property {number} rows units × pieces
 * @property {string} activation
 * @property {boolean} batchNorm
 * @property {number} alpha slope below 0, or elu's α
 */

/** Those that forward() and c-functions.js write. */
const ACTIVATIONS = [
    "identity", "sigmoid", "tanh", "relu", "leaky-relu", "elu", "prelu", "rrelu", "maxout", "softplus", "gelu", "silu",
]; // prettier-ignore

const f = Math.fround;
/** Literals on a line at most. */
const PER_LINE = 8;

/**
 * @param {NetworkJSON | import("../core/types.js").Network} network
 * @param {string} [name] what its names begin with; network by default
 * @param {string} [comment] lines for the head of the file
 */
export function cHeader(network, name = "network", comment = "") {
    if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name))
        throw new RangeError(`name must be a name in C, of letters, digits and _ that begins with a letter; got ${show(name)}`);
    if (typeof network !== "object" || network === null)
        throw new TypeError(`network must be a network, or what its toJSON() gives, got ${show(network)}`);
    const json = "toJSON" in network ? network.toJSON() : network;
    const { layers, arrays } = takeApart(json);
    const functions = functionsFor(layers.map(({ activation }) => activation));
    const text = `${head(json, layers)}
#ifndef UPPER_H
#define UPPER_H

#include <float.h>
${functions.includes("uint32_t") ? "#include <stdint.h>\n#include <string.h>\n" : ""}
${conditions}
${arrays.join("\n")}
${functions}
/** y [${layers[layers.length - 1].units}] ← what the network makes of x [${layers[0].inputs}]. */
#ifdef __GNUC__
__attribute__((unused))
#endif
static inline void NAME_predict(const float *x, float *y) {
${layers.map((layer) => forward(layer, layer.number === layers.length)).join("\n")}
}

#if defined __GNUC__ && !defined __clang__
#pragma GCC pop_options
#endif
#endif
`;
    const lines = comment ? ["", ...comment.split("\n")].map((line) => ` * ${line.replaceAll("*/", "* /")}`.trimEnd() + "\n") : [];
    return text
        .replaceAll("NAME", name)
        .replaceAll("UPPER", name.toUpperCase())
        .replace(" */\n#ifndef", () => `${lines.join("")} */\n#ifndef`);
}

/** Fused multiply-add rounds once where the core rounds twice; so do x87 registers, in other places. */
const conditions = `/* The same bits need float arithmetic as it is written: no fused multiply-add, no wider numbers in between, no -ffast-math. */
#if defined __FAST_MATH__ || !defined FLT_EVAL_METHOD || FLT_EVAL_METHOD != 0
#error "compile without -ffast-math, and for 32-bit x86 with -msse2 -mfpmath=sse"
#endif
#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#elif defined __GNUC__ /* which does not know that pragma */
#pragma GCC push_options
#pragma GCC optimize("fp-contract=off")
#endif
`;

/**
 * @param {NetworkJSON} json
 * @param {readonly Layer[]} layers
 */
function head({ layers: [inputs], loss = "mse" }, layers) {
    const lines = layers.map(({ number, units, pieces, activation, batchNorm }) => {
        const norm = batchNorm ? ", batch-normalised" : "";
        return `layer ${number}: ${units} × ${activation}${activation === "maxout" ? ` of ${pieces}` : ""}${norm}`;
    });
    const { units } = layers[layers.length - 1];
    const meaning = {
        bce: "y[0] is a logit: the probability of class 1 is 1 / (1 + exp(-y[0])).",
        softmax: "y are logits: the probability of class k is exp(y[k]) / (exp(y[0]) + exp(y[1]) + ...).",
    };
    return `/**
 * A trained neural network that predicts, in C11: no library, no memory but the stack, the same bits on every machine.
 *
 *     float x[${inputs}] = {0}, y[${units}];
 *     NAME_predict(x, y);
 *
 * ${inputs} input${inputs === 1 ? "" : "s"}; ${lines.join("; ")}.
${loss in meaning ? ` * ${meaning[/** @type {"bce" | "softmax"} */ (loss)]}\n` : ""} */`;
}

/** Layers, and the text of their numbers. @param {NetworkJSON} json */
function takeApart({ layers: sizes, parameters, running, outputActivation = "identity", ...options }) {
    const { activation = "tanh", batchNorm = [], pieces = [], alpha = [], lower = [], upper = [] } = options;
    const given = { batchNorm, pieces, alpha, lower, upper };
    checkNumbers(sizes, parameters, running);
    let at = 0;
    let runningAt = 0;
    const take = (/** @type {number} */ n) => Array.from(parameters.slice(at, (at += n)), f);
    const takeRunning = (/** @type {number} */ n, /** @type {number} */ start) =>
        running ? Array.from(running.slice(runningAt, (runningAt += n)), f) : Array.from({ length: n }, () => start);
    /** @type {Layer[]} */
    const layers = [];
    /** @type {string[]} */
    const arrays = [];
    for (let l = 1; l < sizes.length; l++) {
        const isOutput = l === sizes.length - 1;
        const [key, kind] = isOutput
            ? ["outputActivation", outputActivation]
            : Array.isArray(activation)
              ? [`activation[${l - 1}]`, activation[l - 1]]
              : ["activation", activation];
        choice(key, kind, ACTIVATIONS);
        const own = layerDefaults(kind);
        const set = (/** @type {keyof given} */ key) => {
            const value = given[key];
            return isOutput ? own[key] : ((Array.isArray(value) ? value[l - 1] : value) ?? own[key]);
        };
        const count = kind === "maxout" ? Number(set("pieces")) : 1;
        const layer = {
            number: l,
            inputs: sizes[l - 1],
            units: sizes[l],
            pieces: count,
            rows: sizes[l] * count,
            activation: kind,
            batchNorm: Boolean(set("batchNorm")),
            alpha: f(Number(set("alpha"))),
        };
        arrays.push(table(`w${l}`, take(layer.rows * layer.inputs), layer.inputs), list(`b${l}`, take(layer.rows)));
        if (layer.batchNorm) {
            const [gamma, beta] = [take(layer.rows), take(layer.rows)];
            const [mean, variance] = [takeRunning(layer.rows, 0), takeRunning(layer.rows, 1)];
            variance.forEach((v, i) => number(`running[${runningAt - layer.rows + i}]`, v, { least: 0 }));
            const inverse = variance.map((v) => f(1 / f(Math.sqrt(f(v + f(1e-5))))));
            arrays.push(
                list(`mean${l}`, mean),
                `/* 1 / sqrt(variance + 1e-5) */\n${list(`inverse${l}`, inverse)}`,
                list(`gamma${l}`, gamma),
            );
            arrays.push(list(`beta${l}`, beta));
        }
        if (kind === "prelu") [layer.alpha] = take(1);
        if (kind === "rrelu") layer.alpha = f(0.5 * f(f(Number(set("lower"))) + f(Number(set("upper")))));
        layers.push(layer);
    }
    if (parameters.length !== at) throw new RangeError(`parameters must be ${at} numbers, got ${parameters.length}`);
    if (running && running.length !== runningAt) throw new RangeError(`running must be ${runningAt} numbers, got ${running.length}`);
    return { layers, arrays };
}

/**
 * Whether there are sizes, and numbers that C can write.
 * @param {unknown} sizes
 * @param {unknown} parameters
 * @param {unknown} running
 */
function checkNumbers(sizes, parameters, running) {
    if (!Array.isArray(sizes) || sizes.length < 2)
        throw new TypeError(`layers must be an array of at least 2 sizes, such as [2, 8, 1]; got ${show(sizes)}`);
    sizes.forEach((size, l) => integer(`layers[${l}]`, size, { least: 1 }));
    floats("parameters", parameters);
    if (running) floats("running", running);
}

/** @param {string} name @param {number[]} values */
const list = (name, values) => `static const float NAME_${name}[${values.length}] = {${rowOf(values)}};`;

/** @param {string} name @param {number[]} values @param {number} columns */
function table(name, values, columns) {
    const rows = Array.from({ length: values.length / columns }, (_, r) => values.slice(r * columns, (r + 1) * columns));
    return `static const float NAME_${name}[${rows.length}][${columns}] = {\n${rows.map((row) => `    {${rowOf(row)}},\n`).join("")}};`;
}

/** @param {number[]} values */
function rowOf(values) {
    if (values.length <= PER_LINE) return values.map(literal).join(", ");
    const lines = Array.from({ length: Math.ceil(values.length / PER_LINE) }, (_, l) =>
        values.slice(l * PER_LINE, (l + 1) * PER_LINE).map(literal),
    );
    return `\n${lines.map((line) => `        ${line.join(", ")},\n`).join("")}    `;
}

/** The float32 as C writes it without rounding: 0.1f is 0x1.99999ap-4f. @param {number} value */
export function literal(value) {
    const [bits] = new Uint32Array(Float32Array.of(value).buffer);
    const sign = bits >>> 31 ? "-" : "";
    const exponent = (bits >>> 23) & 255;
    const fraction = ((bits & 0x7fffff) << 1).toString(16).padStart(6, "0").replace(/0+$/, "");
    const digits = `${exponent ? 1 : 0}${fraction && `.${fraction}`}`;
    return `${sign}0x${digits}p${exponent ? exponent - 127 : fraction ? -126 : 0}f`;
}

/** @param {Layer} layer @param {boolean} isLast */
function forward({ number: l, inputs, units, pieces, activation, batchNorm, alpha }, isLast) {
    const from = l === 1 ? "x" : `a${l - 1}`;
    const to = isLast ? "y" : `a${l}`;
    const call = {
        identity: "z",
        "leaky-relu": leaky(alpha),
        prelu: leaky(alpha),
        rrelu: leaky(alpha),
        elu: `NAME_elu(z, ${literal(alpha)})`,
    };
    const value = call[/** @type {keyof call} */ (activation)] ?? `NAME_${activation}(z)`;
    const row = (/** @type {string} */ o, /** @type {string} */ indent) =>
        [
            `float z = NAME_b${l}[${o}];`,
            `for (int i = 0; i < ${inputs}; i++)`,
            `    z += NAME_w${l}[${o}][i] * ${from}[i];`,
            ...(batchNorm
                ? [`z = NAME_gamma${l}[${o}] * ((z - NAME_mean${l}[${o}]) * NAME_inverse${l}[${o}]) + NAME_beta${l}[${o}];`]
                : []),
        ]
            .map((line) => indent + line)
            .join("\n");
    const open = `${isLast ? "" : `    float a${l}[${units}];\n`}    for (int o = 0; o < ${units}; o++) {\n`;
    if (activation !== "maxout") return `${open}${row("o", "        ")}\n        ${to}[o] = ${value};\n    }`;
    const isLarger = `j == 0 || z > ${to}[o] || (z != z && ${to}[o] == ${to}[o])`;
    return `${open}        for (int j = 0; j < ${pieces}; j++) { /* the largest piece; NaN wins over all */
            const int r = o * ${pieces} + j;
${row("r", "            ")}
            if (${isLarger})
                ${to}[o] = z;
        }
    }`;
}

/** @param {number} alpha */
const leaky = (alpha) => `z > 0.0f ? z : ${literal(alpha)} * z`;
