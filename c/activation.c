/**
 * The activations: each a function, its first and its second derivative, and one line in the table at the end.
 * At a kink the derivative is the one PyTorch takes. NaN stays NaN: it is divergence, to be shown.
 */
#include "internal.h"

#include <string.h>

/** i: over the vectors of `width` columns of n_rows rows. One call for many rows: an engine sets up a formula's dozen constants once a call. */
#define FOR_EACH_VECTOR()                                                                                                                  \
    for (size_t row = 0; row < n_rows * NN_ROW; row += NN_ROW)                                                                             \
        for (size_t i = row; i < row + width; i += 4)

/* f(z) = z */

static void identity_forward(float *a, const float *z, size_t n_rows, size_t width, nn_bent p) {
    (void)p;
    FOR_EACH_VECTOR ()
        v4_store(a + i, v4_load(z + i));
}
/* NOLINTNEXTLINE(readability-non-const-parameter): the table's type */
static void identity_backward(float *delta, const float *z, const float *a, size_t n_rows, size_t width, nn_bent p) {
    (void)delta, (void)z, (void)a, (void)n_rows, (void)width, (void)p;
}
static void identity_derivatives(float *slope, float *bend, const float *z, const float *a, size_t n, nn_bent p) {
    (void)z, (void)a, (void)p;
    for (size_t i = 0; i < n; i += 4) {
        v4_store(slope + i, v4_splat(1.0f));
        v4_store(bend + i, v4_splat(0.0f));
    }
}

/* f(z) = 1 / (1 + e⁻ᶻ), f′ = a(1 − a), f″ = f′(1 − 2a) */

static void sigmoid_forward(float *a, const float *z, size_t n_rows, size_t width, nn_bent p) {
    (void)p;
    FOR_EACH_VECTOR ()
        v4_store(a + i, v4_sigmoid(v4_load(z + i)));
}
static void sigmoid_backward(float *delta, const float *z, const float *a, size_t n_rows, size_t width, nn_bent p) {
    (void)z, (void)p;
    FOR_EACH_VECTOR () {
        const v4 f = v4_load(a + i);
        v4_store(delta + i, v4_load(delta + i) * (f * (1.0f - f)));
    }
}
static void sigmoid_derivatives(float *slope, float *bend, const float *z, const float *a, size_t n, nn_bent p) {
    (void)z, (void)p;
    for (size_t i = 0; i < n; i += 4) {
        const v4 f = v4_load(a + i);
        const v4 first = f * (1.0f - f);
        v4_store(slope + i, first);
        v4_store(bend + i, first * (1.0f - (f + f)));
    }
}

/* f(z) = tanh z, f′ = 1 − a², f″ = −2a·f′ */

static void tanh_forward(float *a, const float *z, size_t n_rows, size_t width, nn_bent p) {
    (void)p;
    FOR_EACH_VECTOR ()
        v4_store(a + i, v4_tanh(v4_load(z + i)));
}
static void tanh_backward(float *delta, const float *z, const float *a, size_t n_rows, size_t width, nn_bent p) {
    (void)z, (void)p;
    FOR_EACH_VECTOR () {
        const v4 f = v4_load(a + i);
        v4_store(delta + i, v4_load(delta + i) * (1.0f - f * f));
    }
}
static void tanh_derivatives(float *slope, float *bend, const float *z, const float *a, size_t n, nn_bent p) {
    (void)z, (void)p;
    for (size_t i = 0; i < n; i += 4) {
        const v4 f = v4_load(a + i);
        const v4 first = 1.0f - f * f;
        v4_store(slope + i, first);
        v4_store(bend + i, (f * first) * -2.0f);
    }
}

/* f(z) = max(z, 0), f′ = 1 where z > 0, otherwise 0, also at 0; f″ = 0 */

static void relu_forward(float *a, const float *z, size_t n_rows, size_t width, nn_bent p) {
    (void)p;
    FOR_EACH_VECTOR () {
        const v4 x = v4_load(z + i);
        v4_store(a + i, v4_select(x <= v4_splat(0.0f), v4_splat(0.0f), x));
    }
}
static void relu_backward(float *delta, const float *z, const float *a, size_t n_rows, size_t width, nn_bent p) {
    (void)a, (void)p;
    FOR_EACH_VECTOR ()
        v4_store(delta + i, v4_select(v4_load(z + i) > v4_splat(0.0f), v4_load(delta + i), v4_splat(0.0f)));
}
static void relu_derivatives(float *slope, float *bend, const float *z, const float *a, size_t n, nn_bent p) {
    (void)a, (void)p;
    for (size_t i = 0; i < n; i += 4) {
        v4_store(slope + i, v4_select(v4_load(z + i) > v4_splat(0.0f), v4_splat(1.0f), v4_splat(0.0f)));
        v4_store(bend + i, v4_splat(0.0f));
    }
}

/*
 * f(z) = z where z > 0, otherwise s·z; f′ = 1 or s, s at 0 too; f″ = 0. s is fixed: leaky ReLU (Maas, Hannun and Ng 2013); learned: PReLU
 * (He et al. 2015); or drawn: RReLU (Xu et al. 2015, who divide by a draw from [3, 8] where PyTorch multiplies by one from [1/8, 1/3]).
 */

V4_INLINE v4 slope_below(nn_bent p, size_t i) {
    return p.slopes ? v4_load(p.slopes + i) : v4_splat(p.alpha);
}
static void leaky_forward(float *a, const float *z, size_t n_rows, size_t width, nn_bent p) {
    FOR_EACH_VECTOR () {
        const v4 x = v4_load(z + i);
        v4_store(a + i, v4_select(x > v4_splat(0.0f), x, slope_below(p, i) * x));
    }
}
static void leaky_backward(float *delta, const float *z, const float *a, size_t n_rows, size_t width, nn_bent p) {
    (void)a;
    FOR_EACH_VECTOR () {
        const v4 d = v4_load(delta + i);
        v4_store(delta + i, v4_select(v4_load(z + i) > v4_splat(0.0f), d, slope_below(p, i) * d));
    }
}
static void leaky_derivatives(float *slope, float *bend, const float *z, const float *a, size_t n, nn_bent p) {
    (void)a;
    for (size_t i = 0; i < n; i += 4) {
        v4_store(slope + i, v4_select(v4_load(z + i) > v4_splat(0.0f), v4_splat(1.0f), slope_below(p, i)));
        v4_store(bend + i, v4_splat(0.0f));
    }
}

/* f(z) = z where z > 0, otherwise α(eᶻ − 1); f′ = 1 or a + α; f″ = 0 or a + α (ELU, Clevert, Unterthiner and Hochreiter 2016) */

static void elu_forward(float *a, const float *z, size_t n_rows, size_t width, nn_bent p) {
    FOR_EACH_VECTOR () {
        const v4 x = v4_load(z + i), below = v4_expm1_below(v4_min(x, v4_splat(0.0f)));
        v4_store(a + i, v4_select(x <= v4_splat(0.0f), p.alpha * below, x));
    }
}
static void elu_backward(float *delta, const float *z, const float *a, size_t n_rows, size_t width, nn_bent p) {
    FOR_EACH_VECTOR () {
        const v4 d = v4_load(delta + i);
        v4_store(delta + i, v4_select(v4_load(z + i) > v4_splat(0.0f), d, d * (v4_load(a + i) + p.alpha)));
    }
}
static void elu_derivatives(float *slope, float *bend, const float *z, const float *a, size_t n, nn_bent p) {
    for (size_t i = 0; i < n; i += 4) {
        const v4i above = v4_load(z + i) > v4_splat(0.0f);
        const v4 below = v4_load(a + i) + p.alpha;
        v4_store(slope + i, v4_select(above, v4_splat(1.0f), below));
        v4_store(bend + i, v4_select(above, v4_splat(0.0f), below));
    }
}

/* f(z) = ln(1 + eᶻ) = max(z, 0) + ln(1 + e^−|z|), f′ = σ(z) = 1 − e⁻ᵃ, f″ = σ(1 − σ) (softplus, Dugas et al. 2001) */

static void softplus_forward(float *a, const float *z, size_t n_rows, size_t width, nn_bent p) {
    (void)p;
    FOR_EACH_VECTOR () {
        const v4 x = v4_load(z + i);
        v4_store(a + i, v4_select(x <= v4_splat(0.0f), v4_splat(0.0f), x) + v4_log1p_exp_below(x));
    }
}
static void softplus_backward(float *delta, const float *z, const float *a, size_t n_rows, size_t width, nn_bent p) {
    (void)z, (void)p;
    FOR_EACH_VECTOR ()
        v4_store(delta + i, v4_load(delta + i) * (1.0f - v4_exp_below(-v4_load(a + i))));
}
static void softplus_derivatives(float *slope, float *bend, const float *z, const float *a, size_t n, nn_bent p) {
    (void)a, (void)p;
    for (size_t i = 0; i < n; i += 4) {
        const v4 share = v4_sigmoid(v4_load(z + i));
        v4_store(slope + i, share);
        v4_store(bend + i, share * (1.0f - share));
    }
}

/* f(z) = zΦ(z), f′ = Φ + zφ, f″ = φ(2 − z²) with Φ and φ of the standard normal distribution (GELU, Hendrycks and Gimpel 2016) */

/** φ(z) = e^(−z²/2) / √(2π) */
V4_INLINE v4 normal_density(v4 z) {
    return v4_exp_below((z * z) * -0.5f) * 0.398942280401432678f;
}
/** z·y where y is 0 for all large |z|: 0 there, also at ∞. */
V4_INLINE v4 times_vanishing(v4 z, v4 y) {
    return v4_select(y == v4_splat(0.0f), y, z * y);
}
/** a / z for a = z·share, whose share is ½ at 0: cheaper than to compute it once more. */
V4_INLINE v4 share_of(v4 a, v4 z) {
    return v4_select(z == v4_splat(0.0f), v4_splat(0.5f), a / z);
}
static void gelu_forward(float *a, const float *z, size_t n_rows, size_t width, nn_bent p) {
    (void)p;
    FOR_EACH_VECTOR () {
        const v4 x = v4_load(z + i);
        v4_store(a + i, times_vanishing(x, v4_normal_share(x)));
    }
}
static void gelu_backward(float *delta, const float *z, const float *a, size_t n_rows, size_t width, nn_bent p) {
    (void)p;
    FOR_EACH_VECTOR () {
        const v4 x = v4_load(z + i);
        v4_store(delta + i, v4_load(delta + i) * (share_of(v4_load(a + i), x) + x * normal_density(x)));
    }
}
static void gelu_derivatives(float *slope, float *bend, const float *z, const float *a, size_t n, nn_bent p) {
    (void)a, (void)p;
    for (size_t i = 0; i < n; i += 4) {
        const v4 x = v4_load(z + i), density = normal_density(x);
        v4_store(slope + i, v4_normal_share(x) + times_vanishing(x, density));
        v4_store(bend + i, times_vanishing(2.0f - x * x, density));
    }
}

/* f(z) = zσ(z), f′ = σ + a(1 − σ), f″ = σ(1 − σ)(2 + z(1 − 2σ)) (SiLU, Elfwing, Uchibe and Doya 2018) */

static void silu_forward(float *a, const float *z, size_t n_rows, size_t width, nn_bent p) {
    (void)p;
    FOR_EACH_VECTOR () {
        const v4 x = v4_load(z + i);
        const v4 power = v4_exp_below(-v4_abs(x)), above = 1.0f / (1.0f + power);
        v4_store(a + i, times_vanishing(x, v4_select(x < v4_splat(0.0f), power * above, above)));
    }
}
static void silu_backward(float *delta, const float *z, const float *a, size_t n_rows, size_t width, nn_bent p) {
    (void)p;
    FOR_EACH_VECTOR () {
        const v4 out = v4_load(a + i), share = share_of(out, v4_load(z + i));
        v4_store(delta + i, v4_load(delta + i) * (share + out * (1.0f - share)));
    }
}
static void silu_derivatives(float *slope, float *bend, const float *z, const float *a, size_t n, nn_bent p) {
    (void)p;
    for (size_t i = 0; i < n; i += 4) {
        const v4 x = v4_load(z + i), share = v4_sigmoid(x), first = share * (1.0f - share);
        v4_store(slope + i, share + times_vanishing(v4_load(a + i), 1.0f - share));
        v4_store(bend + i, first + first + times_vanishing(x, first * (1.0f - (share + share))));
    }
}

/* ---- the table, in the order of nn_activation */

static const nn_activation_entry table[NN_N_ACTIVATIONS] = {
    [NN_IDENTITY] = {"identity", 0.0f, identity_forward, identity_backward, identity_derivatives},
    [NN_SIGMOID] = {"sigmoid", 0.0f, sigmoid_forward, sigmoid_backward, sigmoid_derivatives},
    [NN_TANH] = {"tanh", 0.0f, tanh_forward, tanh_backward, tanh_derivatives},
    [NN_RELU] = {"relu", 0.0f, relu_forward, relu_backward, relu_derivatives},
    [NN_LEAKY_RELU] = {"leaky-relu", 0.01f, leaky_forward, leaky_backward, leaky_derivatives},
    [NN_ELU] = {"elu", 1.0f, elu_forward, elu_backward, elu_derivatives},
    [NN_PRELU] = {"prelu", 0.25f, leaky_forward, leaky_backward, leaky_derivatives},
    [NN_RRELU] = {"rrelu", 0.0f, leaky_forward, leaky_backward, leaky_derivatives},
    [NN_MAXOUT] = {"maxout", 0.0f, NULL, NULL, NULL}, /* see maxout.c */
    [NN_SOFTPLUS] = {"softplus", 0.0f, softplus_forward, softplus_backward, softplus_derivatives},
    [NN_GELU] = {"gelu", 0.0f, gelu_forward, gelu_backward, gelu_derivatives},
    [NN_SILU] = {"silu", 0.0f, silu_forward, silu_backward, silu_derivatives},
};

const nn_activation_entry *nn_activation_table(size_t index) {
    return index < NN_N_ACTIVATIONS ? &table[index] : NULL;
}

/* ---- their numbers */

nn_layer_options nn_layer_defaults(nn_activation activation) {
    const nn_activation_entry *entry = nn_activation_table(activation);
    return (nn_layer_options){.pieces = 2, .alpha = entry ? entry->alpha : 0.0f, .lower = 1.0f / 8.0f, .upper = 1.0f / 3.0f};
}

bool nn_layer_options_valid(const nn_layer_options *options) {
    const bool finite = nn_is_finite(options->alpha) && nn_is_finite(options->lower) && nn_is_finite(options->upper);
    const bool has_pieces = options->pieces >= 1 && options->pieces <= NN_MAX_PIECES;
    return finite && has_pieces && options->lower <= options->upper && options->dropout >= 0.0f && options->dropout < 1.0f;
}

float nn_layer_alpha(const nn_layer *layer, const float *theta) {
    if (layer->activation == NN_PRELU)
        return theta[layer->slope_at];
    return layer->activation == NN_RRELU ? 0.5f * (layer->options.lower + layer->options.upper) : layer->options.alpha;
}

/** Four at a time; what is left over in a vector of its own. */
static void evaluate(float *value, float *slope, float *bend, const nn_activation_entry *entry, nn_bent p, const float *z, size_t count) {
    float in[4] = {0}, a[4], first[4], second[4];
    memcpy(in, z, count * sizeof *z);
    entry->forward(a, in, 1, 4, p);
    entry->derivatives(first, second, in, a, 4, p);
    if (value)
        memcpy(value, a, count * sizeof *value);
    if (slope)
        memcpy(slope, first, count * sizeof *slope);
    if (bend)
        memcpy(bend, second, count * sizeof *bend);
}

nn_status nn_activation_at(float *value, float *slope, float *bend, nn_activation activation, const nn_layer_options *options,
                           const float *z, size_t n) {
    const nn_activation_entry *entry = nn_activation_table(activation);
    if (!entry || !entry->forward)
        return NN_BAD_NAME;
    const nn_layer_options given = options ? *options : nn_layer_defaults(activation);
    if (!nn_layer_options_valid(&given))
        return NN_BAD_VALUE;
    const nn_layer layer = {.activation = activation, .options = given, .slope_at = 0};
    const nn_bent p = {.alpha = nn_layer_alpha(&layer, &given.alpha)};
    for (size_t i = 0; i < n; i += 4)
        evaluate(value ? value + i : NULL, slope ? slope + i : NULL, bend ? bend + i : NULL, entry, p, z + i, n - i < 4 ? n - i : 4);
    return NN_OK;
}
