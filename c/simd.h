/**
 * Four floats at a time, and the elementary functions for them: the only file that knows an instruction set.
 *
 * The vector extensions of GCC and Clang become SSE, NEON and wasm SIMD128, or four scalar operations where there is
 * none of them; every operation is IEEE 754 and its order is written here, so the bits are the same on all. That is also
 * why exp, log, tanh, sin and cos are ours: libm's differ from system to system. Reductions and polynomials follow
 * Cephes (Moshier 1984–2000, single precision); each states its error, which tests/c/simd_test.c measures against libm in double.
 */
#ifndef NN_SIMD_H
#define NN_SIMD_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef float v4 __attribute__((vector_size(16)));
typedef int32_t v4i __attribute__((vector_size(16)));
typedef float v4_unaligned __attribute__((vector_size(16), aligned(4), may_alias));

#define V4_INLINE static inline __attribute__((always_inline, unused))

V4_INLINE v4 v4_splat(float x) {
    return (v4){x, x, x, x};
}
V4_INLINE v4i v4i_splat(int32_t x) {
    return (v4i){x, x, x, x};
}
V4_INLINE v4 v4_load(const float *p) {
    return *(const v4_unaligned *)(const void *)p;
}
V4_INLINE void v4_store(float *p, v4 x) {
    *(v4_unaligned *)(void *)p = x;
}
V4_INLINE v4i v4_bits(v4 x) {
    return (v4i)x;
}
V4_INLINE v4 v4_from_bits(v4i x) {
    return (v4)x;
}
/** mask lane all ones: a, all zeros: b. */
V4_INLINE v4 v4_select(v4i mask, v4 a, v4 b) {
    return (v4)((mask & (v4i)a) | (~mask & (v4i)b));
}
V4_INLINE v4 v4_abs(v4 x) {
    return (v4)((v4i)x & v4i_splat(0x7fffffff));
}
V4_INLINE v4i v4_is_nan(v4 x) {
    return ((v4i)x & v4i_splat(0x7fffffff)) > v4i_splat(0x7f800000);
}
/* One instruction each where there is one. */
#if defined(__wasm_simd128__)
#define V4_LESSER(a, b) __builtin_wasm_pmin_f32x4(a, b)
#define V4_GREATER(a, b) __builtin_wasm_pmax_f32x4(b, a)
#elif defined(__SSE__)
#define V4_LESSER(a, b) __builtin_ia32_minps(b, a)
#define V4_GREATER(a, b) __builtin_ia32_maxps(a, b)
#else
#define V4_LESSER(a, b) v4_select(b < a, b, a)
#define V4_GREATER(a, b) v4_select(a > b, a, b)
#endif
/** Of equals, and where one is NaN, a. */
V4_INLINE v4 v4_min(v4 a, v4 b) {
    return V4_LESSER(a, b);
}
/** Of equals, and where one is NaN, b. */
V4_INLINE v4 v4_max(v4 a, v4 b) {
    return V4_GREATER(a, b);
}
V4_INLINE v4 v4_sqrt(v4 x) {
    return (v4){__builtin_sqrtf(x[0]), __builtin_sqrtf(x[1]), __builtin_sqrtf(x[2]), __builtin_sqrtf(x[3])};
}
/** Sum of the lanes, in the one order used everywhere: (0 + 1) + (2 + 3). */
V4_INLINE float v4_sum(v4 x) {
    return (x[0] + x[1]) + (x[2] + x[3]);
}
/** Lane masks for the first count of four: all ones, then zeros. */
V4_INLINE v4i v4_first(size_t count) {
    return (v4i){count > 0 ? -1 : 0, count > 1 ? -1 : 0, count > 2 ? -1 : 0, count > 3 ? -1 : 0};
}

/** Adding and subtracting 1.5·2²³ rounds to the nearest whole number; the low bits of the sum are that number. */
#define V4_ROUNDING 12582912.0f
#define V4_ROUNDING_BITS 0x4B400000

/** 2^n for whole n in −126 … 127. */
V4_INLINE v4 v4_power_of_two(v4i n) {
    return (v4)((n + v4i_splat(127)) << 23);
}

/** eʳ − 1 for |r| ≤ ln 2 / 2. */
V4_INLINE v4 v4_exp_minus_one(v4 r) {
    v4 p = v4_splat(1.9875691500e-4f);
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    return p * (r * r) + r;
}

/**
 * eˣ, relative error below 1.5e-7 (2 ulp) where the result is normal; 0 below −104, +∞ above 88.73. x = n·ln 2 + r with ln 2 split in
 * two so that r is exact; eʳ by a polynomial on |r| ≤ ln 2 / 2; 2ⁿ in two factors, since n reaches 128 and −150.
 */
V4_INLINE v4 v4_exp(v4 x) {
    const v4 clamped = v4_min(v4_max(x, v4_splat(-104.0f)), v4_splat(89.0f));
    const v4 shifted = clamped * 1.44269504088896341f + V4_ROUNDING;
    const v4i n = v4_bits(shifted) - V4_ROUNDING_BITS;
    const v4 whole = shifted - V4_ROUNDING;
    const v4 r = (clamped - whole * 0.693359375f) - whole * -2.12194440e-4f;
    const v4 p = v4_exp_minus_one(r) + 1.0f;
    const v4i half = n >> 1;
    const v4 result = (p * v4_power_of_two(half)) * v4_power_of_two(n - half);
    return v4_select(v4_is_nan(x), x, result);
}

/** ln x, relative error below 2e-7; −∞ at 0, NaN below. x = m·2ᵉ with m in [√½, √2), subnormals scaled up first. */
V4_INLINE v4 v4_log(v4 x) {
    const v4i subnormal = x < v4_splat(1.17549435e-38f);
    const v4 scaled = v4_select(subnormal, x * 8388608.0f, x);
    const v4i bits = v4_bits(scaled);
    v4i e = ((bits >> 23) & v4i_splat(0xff)) - 126;
    v4 m = v4_from_bits((bits & v4i_splat(0x007fffff)) | v4i_splat(0x3f000000)); /* in [½, 1) */
    const v4i small = m < v4_splat(0.707106781186547524f);
    e = e + small; /* a true lane is −1 */
    e = e - (subnormal & v4i_splat(23));
    m = v4_select(small, m + m, m) - 1.0f;
    const v4 exponent = __builtin_convertvector(e, v4);
    const v4 square = m * m;
    v4 p = v4_splat(7.0376836292e-2f);
    p = p * m - 1.1514610310e-1f;
    p = p * m + 1.1676998740e-1f;
    p = p * m - 1.2420140846e-1f;
    p = p * m + 1.4249322787e-1f;
    p = p * m - 1.6668057665e-1f;
    p = p * m + 2.0000714765e-1f;
    p = p * m - 2.4999993993e-1f;
    p = p * m + 3.3333331174e-1f;
    p = (p * m) * square + exponent * -2.12194440e-4f;
    p = p - square * 0.5f;
    v4 result = (m + p) + exponent * 0.693359375f;
    const v4 infinity = v4_splat(__builtin_inff());
    result = v4_select(x == infinity, infinity, result);
    result = v4_select(x == v4_splat(0.0f), -infinity, result);
    return v4_select(x >= v4_splat(0.0f), result, v4_splat(__builtin_nanf("")));
}

/** ln(1 + x) for x ≥ 0, relative error below 4e-7: the rounding of w = 1 + x is undone by x / (w − 1) (Kahan). */
V4_INLINE v4 v4_log1p(v4 x) {
    const v4 w = x + 1.0f;
    const v4 d = w - 1.0f;
    const v4i tiny = d == v4_splat(0.0f);
    const v4i huge = w == x; /* also +∞, where d / x would be NaN */
    const v4 ratio = x / v4_select(tiny | huge, v4_splat(1.0f), d);
    const v4 result = v4_log(w) * v4_select(huge, v4_splat(1.0f), ratio);
    return v4_select(tiny, x, result);
}

/** 1 / (1 + e⁻ˣ), absolute error below 1.2e-7. */
V4_INLINE v4 v4_sigmoid(v4 x) {
    return 1.0f / (1.0f + v4_exp(-x));
}

/**
 * tanh x, relative error below 3e-7, by half of x: tanh x = 2t / (1 + t²) with t = tanh ½x forgives an error of t by 1 / cosh x, so that
 * t = n/q = x·P(x²)/Q(x²) of degrees 2 and 3 will do. Fitted to minimise the largest relative error of 2nq / (n² + q²) on |x| ≤ 9.02 (it
 * is 7e-9; the rest is rounding), all coefficients positive, so that nothing cancels. Beyond 9.018, where tanh is within half a rounding
 * of 1, it is ±1, which is what the quotient is there.
 */
V4_INLINE v4 v4_tanh(v4 x) {
    const v4 near = v4_min(v4_max(v4_splat(-9.017988f), x), v4_splat(9.017988f));
    const v4 z = near * near;
    const v4 n = near * ((z * 46.508247f + 12127.271f) * z + 407374.8125f);
    const v4 q = ((z + 982.66288f) * z + 92150.305f) * z + 814749.625f;
    const v4 product = n * q;
    return (product + product) / (n * n + q * q);
}

/** eˣ − 1 for x ≤ 0, relative error below 3e-7: as eˣ, but 2ⁿ(eʳ − 1) + (2ⁿ − 1), where nothing cancels near 0. */
V4_INLINE v4 v4_expm1_below(v4 x) {
    const v4 clamped = v4_max(x, v4_splat(-30.0f));
    const v4 shifted = clamped * 1.44269504088896341f + V4_ROUNDING;
    const v4i n = v4_bits(shifted) - V4_ROUNDING_BITS;
    const v4 whole = shifted - V4_ROUNDING;
    const v4 r = (clamped - whole * 0.693359375f) - whole * -2.12194440e-4f;
    const v4 power = v4_power_of_two(n);
    return v4_exp_minus_one(r) * power + (power - 1.0f);
}

/** eˣ for x ≤ 0, relative error below 1.5e-7, but 0 below −87, where it is less than 2e-38: half the work of v4_exp. NaN stays NaN. */
V4_INLINE v4 v4_exp_below(v4 x) {
    const v4i low = x < v4_splat(-87.0f);
    const v4 clamped = v4_select(low, v4_splat(-87.0f), x);
    const v4 shifted = clamped * 1.44269504088896341f + V4_ROUNDING;
    const v4 whole = shifted - V4_ROUNDING;
    const v4 r = (clamped - whole * 0.693359375f) - whole * -2.12194440e-4f;
    const v4 result = (v4_exp_minus_one(r) + 1.0f) * v4_power_of_two(v4_bits(shifted) - V4_ROUNDING_BITS);
    return v4_from_bits(~low & v4_bits(result));
}

/** ln(1 + e^−|x|), relative error below 4e-7: t = e^−|x| is at most 1, where ln(1 + t) = t·P(t)/Q(t) to 1.9e-8. */
V4_INLINE v4 v4_log1p_exp_below(v4 x) {
    const v4 t = v4_exp_below(-v4_abs(x));
    const v4 p = (v4_splat(0.12375656515f) * t + 0.86717295665f) * t + 1.0f;
    const v4 q = ((v4_splat(0.03109226562f) * t + 0.47404089570f) * t + 1.36717092991f) * t + 1.0f;
    return (t * p) / q;
}

/**
 * Φ(x), the standard normal distribution's share below x, absolute error below 2.5e-7: ½ + x·P(x²)/Q(x²) with both of degree 5, fitted
 * to minimise the largest error of x·Φ(x) on |x| ≤ 5.6 (it is 1e-8; the rest is rounding). Beyond, where Φ is within 1.1e-8 of it, 0 or 1.
 */
V4_INLINE v4 v4_normal_share(v4 x) {
    const v4 z = x * x;
    v4 p = z * 2.21727152e-8f + 6.33832860e-6f;
    p = p * z + 1.72638334e-4f;
    p = p * z + 4.69998317e-3f;
    p = p * z + 3.42675373e-2f;
    p = p * z + 0.398942262f;
    v4 q = z * 1.17963657e-6f + 7.46577644e-5f;
    q = q * z + 1.90627982e-3f;
    q = q * z + 2.88762320e-2f;
    q = q * z + 0.252561927f;
    q = q * z + 1.0f;
    const v4 step = v4_from_bits((x > v4_splat(0.0f)) & v4_bits(v4_splat(1.0f)));
    return v4_select(z > v4_splat(5.6f * 5.6f), step, (x * p) / q + 0.5f);
}

/** sin x and cos x for |x| ≤ 8192, absolute error below 1.2e-7 for |x| ≤ 100; NaN beyond 8192, as for a value that is not finite. */
V4_INLINE void v4_sin_cos(v4 x, v4 *sine, v4 *cosine) {
    const v4i inside = v4_abs(x) <= v4_splat(8192.0f);
    const v4 safe = v4_select(inside, x, v4_splat(0.0f));
    const v4 shifted = safe * 0.636619772367581343f + V4_ROUNDING; /* quarter turns */
    const v4i quadrant = v4_bits(shifted) - V4_ROUNDING_BITS;
    const v4 whole = shifted - V4_ROUNDING;
    const v4 r = ((safe - whole * 1.5703125f) - whole * 4.837512969970703125e-4f) - whole * 7.54978995489188216e-8f;
    const v4 z = r * r;
    const v4 s = ((v4_splat(-1.9515295891e-4f) * z + 8.3321608736e-3f) * z - 1.6666654611e-1f) * z * r + r;
    const v4 c = ((v4_splat(2.443315711809948e-5f) * z - 1.388731625493765e-3f) * z + 4.166664568298827e-2f) * (z * z) - z * 0.5f + 1.0f;
    const v4i odd = (quadrant & v4i_splat(1)) != v4i_splat(0);
    const v4i sine_sign = (quadrant & v4i_splat(2)) << 30;
    const v4i cosine_sign = ((quadrant + v4i_splat(1)) & v4i_splat(2)) << 30;
    const v4 nan = v4_splat(__builtin_nanf(""));
    *sine = v4_select(inside, v4_from_bits(v4_bits(v4_select(odd, c, s)) ^ sine_sign), nan);
    *cosine = v4_select(inside, v4_from_bits(v4_bits(v4_select(odd, s, c)) ^ cosine_sign), nan);
}
V4_INLINE v4 v4_sin(v4 x) {
    v4 sine, cosine;
    v4_sin_cos(x, &sine, &cosine);
    return sine;
}
V4_INLINE v4 v4_cos(v4 x) {
    v4 sine, cosine;
    v4_sin_cos(x, &sine, &cosine);
    return cosine;
}

/* One number at a time: the same arithmetic, so the same bits. Functions of scalar.c, since written out at each use they would take kilobytes. */
float nn_exp(float x);
float nn_log(float x);
float nn_tanh(float x);
float nn_sin(float x);
float nn_cos(float x);
/** Returns the sine; *cosine ← the cosine. */
float nn_sin_cos(float *cosine, float x);
V4_INLINE float f_sqrt(float x) {
    return __builtin_sqrtf(x);
}

#endif
