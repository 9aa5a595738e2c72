/**
 * Optimisers: one table entry each. A rule works number by number and no number knows of its neighbours, so the very same
 * call steps one point of n parameters or several points in lanes, n·NN_LANES numbers, and each lane gets the bits it
 * would get alone.
 */
#include "internal.h"

#include <string.h>

typedef struct optimizer_entry {
    const char *name;
    /** The numbers that only this optimiser reads. */
    bool (*is_valid)(const nn_optimizer *optimizer);
    /** Floats of state a parameter; state stands [kind of state][parameter]. */
    size_t (*state_per_parameter)(const nn_optimizer *optimizer);
    void (*step)(const nn_optimizer *optimizer, float *theta, float *state, const float *gradient, size_t n, size_t step);
    /** The product η·λ at which descent along an eigenvector of curvature λ neither dies out nor grows. */
    float (*limit)(const nn_optimizer *optimizer);
} optimizer_entry;

static bool is_at_least_zero(float x) {
    return nn_is_finite(x) && x >= 0.0f;
}

/** p [count] in the first lanes, zeros in the rest; four lanes when there are as many. */
V4_INLINE v4 load_first(const float *p, size_t count) {
    v4 x = v4_splat(0.0f);
    if (count >= 4)
        return v4_load(p);
    memcpy(&x, p, count * sizeof *p);
    return x;
}
V4_INLINE void store_first(float *p, v4 x, size_t count) {
    if (count >= 4)
        v4_store(p, x);
    else
        memcpy(p, &x, count * sizeof *p);
}

/* ---- sgd: Polyak's heavy ball (1964) and Nesterov's momentum (1983) as torch.optim.SGD writes them (Sutskever et al. 2013) */

static bool sgd_is_valid(const nn_optimizer *optimizer) {
    return is_at_least_zero(optimizer->momentum) && optimizer->momentum < 1.0f;
}

static size_t sgd_state_per_parameter(const nn_optimizer *optimizer) {
    return optimizer->momentum > 0.0f ? 1 : 0;
}

/**
 *     g ← g + weight_decay·theta      v ← momentum·v + g      theta ← theta − learning_rate·(nesterov ? g + momentum·v : v)
 *
 * v stands in state, which there is none of without momentum: then v = g.
 */
static void sgd_step(const nn_optimizer *optimizer, float *theta, float *state, const float *gradient, size_t n, size_t step) {
    (void)step;
    const float momentum = optimizer->momentum;
    for (size_t i = 0; i < n; i += 4) {
        const v4 here = load_first(theta + i, n - i);
        const v4 g = load_first(gradient + i, n - i) + optimizer->weight_decay * here;
        v4 direction = g;
        if (momentum > 0.0f) {
            const v4 velocity = momentum * load_first(state + i, n - i) + g;
            store_first(state + i, velocity, n - i);
            direction = optimizer->nesterov ? g + momentum * velocity : velocity;
        }
        store_first(theta + i, here - optimizer->learning_rate * direction, n - i);
    }
}

/**
 * Along an eigenvector descent is z² − (1 + β − ηλ)z + β = 0, with Nesterov's z² − (1 + β)(1 − ηλ)z + β(1 − ηλ) = 0; its
 * roots leave the unit circle at z = −1.
 */
static float sgd_limit(const nn_optimizer *optimizer) {
    const float beta = optimizer->momentum;
    return (2.0f + 2.0f * beta) / (optimizer->nesterov ? 1.0f + 2.0f * beta : 1.0f);
}

/* ---- the table, in the order of nn_optimizer_kind */

static const optimizer_entry table[NN_N_OPTIMIZERS] = {
    [NN_SGD] = {"sgd", sgd_is_valid, sgd_state_per_parameter, sgd_step, sgd_limit},
};

const char *nn_optimizer_name(size_t index) {
    return index < NN_N_OPTIMIZERS ? table[index].name : NULL;
}

nn_status nn_optimizer_check(const nn_optimizer *optimizer) {
    if ((size_t)optimizer->kind >= NN_N_OPTIMIZERS)
        return NN_BAD_NAME;
    const bool valid = is_at_least_zero(optimizer->learning_rate) && is_at_least_zero(optimizer->weight_decay) &&
                       table[optimizer->kind].is_valid(optimizer);
    return valid ? NN_OK : NN_BAD_VALUE;
}

size_t nn_optimizer_state_size(const nn_optimizer *optimizer, size_t n) {
    return n * table[optimizer->kind].state_per_parameter(optimizer);
}

nn_status nn_optimizer_step(const nn_optimizer *optimizer, float *theta, float *state, const float *gradient, size_t n, size_t step) {
    table[optimizer->kind].step(optimizer, theta, state, gradient, n, step);
    return nn_all_finite(theta, n) ? NN_OK : NN_DIVERGED;
}

float nn_stable_learning_rate(const nn_optimizer *optimizer, float curvature) {
    return curvature > 0.0f ? table[optimizer->kind].limit(optimizer) / curvature : __builtin_inff();
}
