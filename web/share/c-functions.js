/**
 * c/simd.h and c/activation.c in plain C, one number at a time: the same operations in the same order, so the same bits. NAME and UPPER stand for what
 * names begin with.
 */

/** What each function calls. @type {Record<string, string[]>} */
const NEEDS = {
    sigmoid: ["exp"],
    elu: ["expm1_below"],
    softplus: ["log1p_exp_below"],
    gelu: ["normal_share", "times_vanishing"],
    silu: ["exp_below", "magnitude", "times_vanishing"],
    exp: ["exp_minus_one", "power_of_two"],
    expm1_below: ["exp_minus_one", "power_of_two"],
    exp_below: ["exp_minus_one", "power_of_two"],
    log1p_exp_below: ["exp_below", "magnitude"],
    power_of_two: ["bits"],
};

/** The definitions that these activations need, each behind those that it calls. @param {string[]} activations @returns {string} */
export function functionsFor(activations) {
    /** @type {Set<string>} */
    const needed = new Set();
    const add = (/** @type {string} */ name) => {
        NEEDS[name]?.forEach(add);
        if (name in C) needed.add(name);
    };
    activations.forEach(add);
    return Object.entries(C)
        .map(([name, text]) => (needed.has(name) ? text : ""))
        .join("");
}

/** In the order in which they may be defined. */
const C = {
    bits: `
static inline uint32_t NAME_bits(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}
static inline float NAME_from_bits(uint32_t bits) {
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}
`,
    power_of_two: `
/** 2ⁿ for whole n in −126 … 127, given modulo 2³². */
static inline float NAME_power_of_two(uint32_t n) {
    return NAME_from_bits((n + 127u) << 23);
}
/* Adding and subtracting 1.5·2²³ rounds to the nearest whole number; the low bits of the sum are that number. */
#define UPPER_ROUNDING 12582912.0f
#define UPPER_ROUNDING_BITS 0x4B400000u
`,
    exp_minus_one: `
/** eʳ − 1 for |r| ≤ ln 2 / 2, by a polynomial. */
static inline float NAME_exp_minus_one(float r) {
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    return p * (r * r) + r;
}
`,
    exp: `
/** eˣ = 2ⁿ eʳ with x = n·ln 2 + r; 2ⁿ in two factors, since n reaches 128 and −150. */
static inline float NAME_exp(float x) {
    if (x != x)
        return x;
    const float clamped = x > 89.0f ? 89.0f : x > -104.0f ? x : -104.0f;
    const float shifted = clamped * 1.44269504088896341f + UPPER_ROUNDING;
    const uint32_t n = NAME_bits(shifted) - UPPER_ROUNDING_BITS;
    const float whole = shifted - UPPER_ROUNDING;
    const float r = (clamped - whole * 0.693359375f) - whole * -2.12194440e-4f;
    const float p = NAME_exp_minus_one(r) + 1.0f;
    const uint32_t half = (n + 256u) / 2u - 128u;
    return (p * NAME_power_of_two(half)) * NAME_power_of_two(n - half);
}
`,
    expm1_below: `
/** eˣ − 1 for x ≤ 0 as 2ⁿ(eʳ − 1) + (2ⁿ − 1), where nothing cancels near 0. */
static inline float NAME_expm1_below(float x) {
    const float clamped = x > -30.0f ? x : -30.0f;
    const float shifted = clamped * 1.44269504088896341f + UPPER_ROUNDING;
    const float whole = shifted - UPPER_ROUNDING;
    const float r = (clamped - whole * 0.693359375f) - whole * -2.12194440e-4f;
    const float power = NAME_power_of_two(NAME_bits(shifted) - UPPER_ROUNDING_BITS);
    return NAME_exp_minus_one(r) * power + (power - 1.0f);
}
`,
    exp_below: `
/** eˣ for x ≤ 0, but 0 below −87, where it is less than 2e-38. */
static inline float NAME_exp_below(float x) {
    if (x < -87.0f)
        return 0.0f;
    const float shifted = x * 1.44269504088896341f + UPPER_ROUNDING;
    const float whole = shifted - UPPER_ROUNDING;
    const float r = (x - whole * 0.693359375f) - whole * -2.12194440e-4f;
    return (NAME_exp_minus_one(r) + 1.0f) * NAME_power_of_two(NAME_bits(shifted) - UPPER_ROUNDING_BITS);
}
`,
    magnitude: `
static inline float NAME_magnitude(float x) {
    return NAME_from_bits(NAME_bits(x) & 0x7fffffffu);
}
`,
    log1p_exp_below: `
/** ln(1 + e^−|x|): t = e^−|x| is at most 1, where ln(1 + t) = t·P(t)/Q(t) to 1.9e-8. */
static inline float NAME_log1p_exp_below(float x) {
    const float t = NAME_exp_below(-NAME_magnitude(x));
    const float p = (0.12375656515f * t + 0.86717295665f) * t + 1.0f;
    const float q = ((0.03109226562f * t + 0.47404089570f) * t + 1.36717092991f) * t + 1.0f;
    return (t * p) / q;
}
`,
    normal_share: `
/** Φ(x), the standard normal distribution's share below x, as ½ + x·P(x²)/Q(x²); beyond 5.6 it is 0 or 1. */
static inline float NAME_normal_share(float x) {
    const float z = x * x;
    if (z > 5.6f * 5.6f)
        return x > 0.0f ? 1.0f : 0.0f;
    float p = z * 2.21727152e-8f + 6.33832860e-6f;
    p = p * z + 1.72638334e-4f;
    p = p * z + 4.69998317e-3f;
    p = p * z + 3.42675373e-2f;
    p = p * z + 0.398942262f;
    float q = z * 1.17963657e-6f + 7.46577644e-5f;
    q = q * z + 1.90627982e-3f;
    q = q * z + 2.88762320e-2f;
    q = q * z + 0.252561927f;
    q = q * z + 1.0f;
    return (x * p) / q + 0.5f;
}
`,
    times_vanishing: `
/** z·y where y is 0 for all large |z|: 0 there, also at infinity. */
static inline float NAME_times_vanishing(float z, float y) {
    return y == 0.0f ? y : z * y;
}
`,
    sigmoid: `
/** 1 / (1 + e⁻ᶻ) */
static inline float NAME_sigmoid(float z) {
    return 1.0f / (1.0f + NAME_exp(-z));
}
`,
    tanh: `
/** tanh z = 2t / (1 + t²) with t = tanh ½z as n/q; beyond 9.018 it is ±1. */
static inline float NAME_tanh(float z) {
    const float near = z < -9.017988f ? -9.017988f : z > 9.017988f ? 9.017988f : z;
    const float s = near * near;
    const float n = near * ((s * 46.508247f + 12127.271f) * s + 407374.8125f);
    const float q = ((s + 982.66288f) * s + 92150.305f) * s + 814749.625f;
    const float product = n * q;
    return (product + product) / (n * n + q * q);
}
`,
    relu: `
/** max(z, 0) */
static inline float NAME_relu(float z) {
    return z <= 0.0f ? 0.0f : z;
}
`,
    elu: `
/** z above 0, alpha·(eᶻ − 1) below */
static inline float NAME_elu(float z, float alpha) {
    return z <= 0.0f ? alpha * NAME_expm1_below(z) : z;
}
`,
    softplus: `
/** ln(1 + eᶻ) = max(z, 0) + ln(1 + e^−|z|) */
static inline float NAME_softplus(float z) {
    return (z <= 0.0f ? 0.0f : z) + NAME_log1p_exp_below(z);
}
`,
    gelu: `
/** z·Φ(z) */
static inline float NAME_gelu(float z) {
    return NAME_times_vanishing(z, NAME_normal_share(z));
}
`,
    silu: `
/** z / (1 + e⁻ᶻ) */
static inline float NAME_silu(float z) {
    const float power = NAME_exp_below(-NAME_magnitude(z)), above = 1.0f / (1.0f + power);
    return NAME_times_vanishing(z, z < 0.0f ? power * above : above);
}
`,
};
