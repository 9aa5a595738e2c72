/**
 * The activations: each a function, its first and its second derivative, and one line in the table at the end.
 * At a kink the derivative is the one PyTorch takes.
 */
#include "internal.h"

#include <string.h>

/* f(z) = z */

static void identity_forward(float *a, const float *z, size_t n) {
    memcpy(a, z, n * sizeof *a);
}
/* NOLINTNEXTLINE(readability-non-const-parameter): the table's type */
static void identity_backward(float *delta, const float *z, const float *a, size_t n) {
    (void)delta, (void)z, (void)a, (void)n;
}
static void identity_derivatives(float *slope, float *bend, const float *z, const float *a, size_t n) {
    (void)z, (void)a;
    for (size_t i = 0; i < n; i += 4) {
        v4_store(slope + i, v4_splat(1.0f));
        v4_store(bend + i, v4_splat(0.0f));
    }
}

/* f(z) = 1 / (1 + e⁻ᶻ), f′ = a(1 − a), f″ = f′(1 − 2a) */

static void sigmoid_forward(float *a, const float *z, size_t n) {
    for (size_t i = 0; i < n; i += 4)
        v4_store(a + i, v4_sigmoid(v4_load(z + i)));
}
static void sigmoid_backward(float *delta, const float *z, const float *a, size_t n) {
    (void)z;
    for (size_t i = 0; i < n; i += 4) {
        const v4 f = v4_load(a + i);
        v4_store(delta + i, v4_load(delta + i) * (f * (1.0f - f)));
    }
}
static void sigmoid_derivatives(float *slope, float *bend, const float *z, const float *a, size_t n) {
    (void)z;
    for (size_t i = 0; i < n; i += 4) {
        const v4 f = v4_load(a + i);
        const v4 first = f * (1.0f - f);
        v4_store(slope + i, first);
        v4_store(bend + i, first * (1.0f - (f + f)));
    }
}

/* f(z) = tanh z, f′ = 1 − a², f″ = −2a·f′ */

static void tanh_forward(float *a, const float *z, size_t n) {
    for (size_t i = 0; i < n; i += 4)
        v4_store(a + i, v4_tanh(v4_load(z + i)));
}
static void tanh_backward(float *delta, const float *z, const float *a, size_t n) {
    (void)z;
    for (size_t i = 0; i < n; i += 4) {
        const v4 f = v4_load(a + i);
        v4_store(delta + i, v4_load(delta + i) * (1.0f - f * f));
    }
}
static void tanh_derivatives(float *slope, float *bend, const float *z, const float *a, size_t n) {
    (void)z;
    for (size_t i = 0; i < n; i += 4) {
        const v4 f = v4_load(a + i);
        const v4 first = 1.0f - f * f;
        v4_store(slope + i, first);
        v4_store(bend + i, (f * first) * -2.0f);
    }
}

/* f(z) = max(z, 0), f′ = 1 where z > 0, otherwise 0, also at 0; f″ = 0. NaN stays NaN: it is divergence, to be shown. */

static void relu_forward(float *a, const float *z, size_t n) {
    for (size_t i = 0; i < n; i += 4) {
        const v4 x = v4_load(z + i);
        v4_store(a + i, v4_select(x <= v4_splat(0.0f), v4_splat(0.0f), x));
    }
}
static void relu_backward(float *delta, const float *z, const float *a, size_t n) {
    (void)a;
    for (size_t i = 0; i < n; i += 4)
        v4_store(delta + i, v4_select(v4_load(z + i) > v4_splat(0.0f), v4_load(delta + i), v4_splat(0.0f)));
}
static void relu_derivatives(float *slope, float *bend, const float *z, const float *a, size_t n) {
    (void)a;
    for (size_t i = 0; i < n; i += 4) {
        v4_store(slope + i, v4_select(v4_load(z + i) > v4_splat(0.0f), v4_splat(1.0f), v4_splat(0.0f)));
        v4_store(bend + i, v4_splat(0.0f));
    }
}

static const nn_activation_entry table[NN_N_ACTIVATIONS] = {
    [NN_IDENTITY] = {"identity", identity_forward, identity_backward, identity_derivatives},
    [NN_SIGMOID] = {"sigmoid", sigmoid_forward, sigmoid_backward, sigmoid_derivatives},
    [NN_TANH] = {"tanh", tanh_forward, tanh_backward, tanh_derivatives},
    [NN_RELU] = {"relu", relu_forward, relu_backward, relu_derivatives},
};

const nn_activation_entry *nn_activation_table(size_t index) {
    return index < NN_N_ACTIVATIONS ? &table[index] : NULL;
}
