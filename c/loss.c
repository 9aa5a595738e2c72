/**
 * The losses: each example's value with its derivative by the outputs beside it, then the second derivative times a direction.
 * The mean over examples (and outputs, for mse) is the caller's `scale`.
 */
#include "internal.h"

/* The long functions once: written out at each use they would take 2 kB of what a page loads. */
#define ONE_COPY static __attribute__((noinline))

ONE_COPY v4 exp_of(v4 x) {
    return v4_exp(x);
}
ONE_COPY v4 log_of(v4 x) {
    return v4_log(x);
}
/** 1 / (1 + e⁻ᶻ) */
static v4 sigmoid_of(v4 z) {
    return 1.0f / (1.0f + exp_of(-z));
}

/* Mean squared error: (a − y)², 2(a − y), 2. */

static void mse_gradient(float *delta, float *losses, const float *output, const float *target, size_t stride, size_t n_out, size_t width,
                         float scale) {
    for (size_t o = 0; o < n_out; o++)
        for (size_t e = 0; e < width; e += 4) {
            const v4 error = v4_load(output + o * stride + e) - v4_load(target + o * stride + e), square = error * error;
            v4_store(losses + e, o > 0 ? v4_load(losses + e) + square : square);
            v4_store(delta + o * stride + e, error * (2.0f * scale));
        }
}
static void mse_second(float *r_delta, const float *r_output, const float *output, const float *target, size_t stride, size_t n_out,
                       size_t width, float scale) {
    (void)output, (void)target;
    for (size_t o = 0; o < n_out; o++)
        for (size_t e = 0; e < width; e += 4)
            v4_store(r_delta + o * stride + e, v4_load(r_output + o * stride + e) * (2.0f * scale));
}

/* Half of it: ½(a − y)², a − y, 1. The mean's scale is a power of two times that of mse, so the bits are those of mse halved. */

static void half_mse_gradient(float *delta, float *losses, const float *output, const float *target, size_t stride, size_t n_out,
                              size_t width, float scale) {
    mse_gradient(delta, losses, output, target, stride, n_out, width, 0.5f * scale);
    for (size_t e = 0; e < width; e += 4)
        v4_store(losses + e, 0.5f * v4_load(losses + e));
}
static void half_mse_second(float *r_delta, const float *r_output, const float *output, const float *target, size_t stride, size_t n_out,
                            size_t width, float scale) {
    mse_second(r_delta, r_output, output, target, stride, n_out, width, 0.5f * scale);
}

/* Binary cross-entropy of a logit z: ln(1 + e⁻ᶻ) + (1 − y)z, written max(z, 0) − yz + ln(1 + e^−|z|) so that no z overflows;
   derivative σ(z) − y, second σ(z)(1 − σ(z)). */

static void bce_gradient(float *delta, float *losses, const float *output, const float *target, size_t stride, size_t n_out, size_t width,
                         float scale) {
    for (size_t e = 0; e < width; e += 4) {
        v4 sum = v4_splat(0.0f);
        for (size_t o = 0; o < n_out; o++) {
            const v4 z = v4_load(output + o * stride + e), y = v4_load(target + o * stride + e);
            const v4 positive = v4_select(z <= v4_splat(0.0f), v4_splat(0.0f), z);
            sum += (positive - y * z) + v4_log1p(exp_of(-v4_abs(z)));
            v4_store(delta + o * stride + e, (sigmoid_of(z) - y) * scale);
        }
        v4_store(losses + e, sum);
    }
}
static void bce_second(float *r_delta, const float *r_output, const float *output, const float *target, size_t stride, size_t n_out,
                       size_t width, float scale) {
    (void)target;
    for (size_t o = 0; o < n_out; o++)
        for (size_t e = 0; e < width; e += 4) {
            const v4 p = sigmoid_of(v4_load(output + o * stride + e));
            v4_store(r_delta + o * stride + e, v4_load(r_output + o * stride + e) * (p * (1.0f - p)) * scale);
        }
}

/* Cross-entropy of the softmax p of the logits z: ln Σ eᶻ − Σ yz, shifted by the largest logit; derivative p − y for targets
   that sum to 1; second derivative (diag p − ppᵀ). */

V4_INLINE v4 largest_logit(const float *z, size_t stride, size_t n_out) {
    v4 largest = v4_load(z);
    for (size_t o = 1; o < n_out; o++) {
        const v4 logit = v4_load(z + o * stride);
        largest = v4_select(largest >= logit, largest, logit);
    }
    return largest;
}
static void softmax_gradient(float *delta, float *losses, const float *output, const float *target, size_t stride, size_t n_out,
                             size_t width, float scale) {
    for (size_t e = 0; e < width; e += 4) {
        const v4 largest = largest_logit(output + e, stride, n_out);
        v4 total = v4_splat(0.0f), expected = v4_splat(0.0f);
        for (size_t o = 0; o < n_out; o++) {
            const v4 shifted = v4_load(output + o * stride + e) - largest, power = exp_of(shifted);
            total += power;
            expected += v4_load(target + o * stride + e) * shifted;
            v4_store(delta + o * stride + e, power);
        }
        for (size_t o = 0; o < n_out; o++) {
            const v4 p = v4_load(delta + o * stride + e) / total;
            v4_store(delta + o * stride + e, (p - v4_load(target + o * stride + e)) * scale);
        }
        v4_store(losses + e, log_of(total) - expected);
    }
}
static void softmax_second(float *r_delta, const float *r_output, const float *output, const float *target, size_t stride, size_t n_out,
                           size_t width, float scale) {
    (void)target;
    for (size_t e = 0; e < width; e += 4) {
        const v4 largest = largest_logit(output + e, stride, n_out);
        v4 total = v4_splat(0.0f), mean = v4_splat(0.0f);
        for (size_t o = 0; o < n_out; o++) {
            const v4 power = exp_of(v4_load(output + o * stride + e) - largest);
            total += power;
            mean += power * v4_load(r_output + o * stride + e);
            v4_store(r_delta + o * stride + e, power);
        }
        mean = mean / total;
        for (size_t o = 0; o < n_out; o++) {
            const v4 p = v4_load(r_delta + o * stride + e) / total;
            v4_store(r_delta + o * stride + e, p * (v4_load(r_output + o * stride + e) - mean) * scale);
        }
    }
}

static const nn_loss_entry table[NN_N_LOSSES] = {
    [NN_MSE] = {.name = "mse", .per_output = true, .gradient = mse_gradient, .second = mse_second},
    [NN_BCE] = {.name = "bce", .on_logits = true, .is_binary = true, .gradient = bce_gradient, .second = bce_second},
    [NN_SOFTMAX] = {.name = "softmax", .on_logits = true, .gradient = softmax_gradient, .second = softmax_second},
    [NN_HALF_MSE] = {.name = "half-mse", .per_output = true, .gradient = half_mse_gradient, .second = half_mse_second},
};

const nn_loss_entry *nn_loss_table(size_t index) {
    return index < NN_N_LOSSES ? &table[index] : NULL;
}
