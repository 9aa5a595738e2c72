/**
 * What a layer's numbers look like: how z, a, δ and ∂L/∂W are distributed, and how much of the layer is flat.
 *
 * A gradient gets no further than ∂a/∂z lets it. Two shares say so:
 *   saturated  of all outputs, a unit's for one example each, those where f is flat: f′ = 0, or a is within 0.01 of a level that f
 *              approaches as z → ±∞. That is a < 0.01 or a > 0.99 for sigmoid, where f′ is at most 1/25 of its largest; |a| > 0.99 for
 *              tanh, 1/50; and all of ReLU's left half. One rule for all, so that layers compare whatever their activation.
 *   dead       of all rows, those with ∂a/∂z = 0, in float32, for every example: nothing of the loss reaches their weights, so plain
 *              descent leaves them as they are, and they stay dead unless the layers below change. A maxout unit always has a piece that
 *              counts; but a piece that is the largest for no example is dead.
 * A z that is NaN is neither.
 */
#include "internal.h"

#include <string.h>

static const float INFINITE = __builtin_inff(), NOT_A_NUMBER = __builtin_nanf("");

/* ---- distributions */

/** Counts and range; returns the mean. */
static double measure_range(nn_distribution *d, const float *x, size_t n) {
    float min = INFINITE, max = -INFINITE;
    size_t n_zeros = 0, n_not_finite = 0;
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        if (!nn_is_finite(x[i])) {
            n_not_finite++;
            continue;
        }
        n_zeros += x[i] == 0.0f;
        min = x[i] < min ? x[i] : min;
        max = x[i] > max ? x[i] : max;
        sum += (double)x[i];
    }
    *d = (nn_distribution){.n = n, .n_zeros = n_zeros, .n_not_finite = n_not_finite, .min = min, .max = max};
    return sum / (double)(n - n_not_finite);
}

/** Bins of one width; returns the variance. The mean must be known: Σx² less its share would cancel. */
static double fill_bins(nn_distribution *d, const float *x, double mean) {
    const double low = (double)d->min, range = (double)d->max - low, bins_a_unit = range > 0 ? NN_BINS / range : 0;
    double squares = 0;
    for (size_t i = 0; i < d->n; i++) {
        if (!nn_is_finite(x[i]))
            continue;
        const double apart = (double)x[i] - mean;
        const size_t bin = (size_t)(((double)x[i] - low) * bins_a_unit);
        d->bins[bin < NN_BINS ? bin : NN_BINS - 1]++;
        squares += apart * apart;
    }
    return squares / (double)(d->n - d->n_not_finite);
}

/** Where each bin of magnitude begins. Whole powers of ten are exact up to 10²², and no float is near those that are not. */
static void fill_edges(double *edges) {
    static const double quarters[NN_LOG_BINS_A_DECADE] = {1, 1.7782794100389228, 3.1622776601683795, 5.6234132519034910}; /* 10^(j/4) */
    double power = 1;
    for (int decade = 0; decade <= -NN_LOG_LOWEST; decade++, power *= 10)
        for (int j = 0; j < NN_LOG_BINS_A_DECADE; j++) {
            if (decade < NN_LOG_HIGHEST)
                edges[(decade - NN_LOG_LOWEST) * NN_LOG_BINS_A_DECADE + j] = power * quarters[j];
            edges[(-decade - NN_LOG_LOWEST) * NN_LOG_BINS_A_DECADE + j] = quarters[j] / power;
        }
}

/** Of |x| with these bits, neither 0 nor infinite. An octave is 1.2 bins wide: it begins in one and reaches at most the second after. */
static size_t log_bin(uint32_t bits, const double *edges) {
    float magnitude;
    memcpy(&magnitude, &bits, sizeof magnitude);
    const int exponent = (int)(bits >> 23) - 127;
    if (exponent == -127) { /* below 2⁻¹²⁶ floats are evenly spaced */
        size_t bin = 0;
        while ((double)magnitude >= edges[bin + 1])
            bin++;
        return bin;
    }
    const size_t bin = (size_t)((exponent * 0.30102999566398120 - NN_LOG_LOWEST) * NN_LOG_BINS_A_DECADE); /* log₁₀ 2 */
    return bin + ((double)magnitude >= edges[bin + 1]) + ((double)magnitude >= edges[bin + 2]);
}

static void fill_log_bins(nn_distribution *d, const float *x) {
    double edges[NN_LOG_BINS];
    fill_edges(edges);
    for (size_t i = 0; i < d->n; i++) {
        uint32_t bits;
        memcpy(&bits, &x[i], sizeof bits);
        bits &= 0x7fffffff;
        if (bits != 0 && bits < 0x7f800000)
            d->log_bins[log_bin(bits, edges)]++;
    }
}

void nn_describe(nn_distribution *d, const float *x, size_t n) {
    const double mean = measure_range(d, x, n);
    if (d->n_not_finite == n) {
        d->mean = d->std = d->min = d->max = NOT_A_NUMBER;
        return;
    }
    d->mean = (float)mean;
    d->std = (float)__builtin_sqrt(fill_bins(d, x, mean));
    fill_log_bins(d, x);
}

/* ---- flat units */

/** z below and above which a is within 0.01 of the level that f approaches. The others have none, or reach it, where f′ is 0. */
typedef struct flat_ends {
    float below, above;
} flat_ends;

/** α(eᶻ − 1) is within 0.01 of −α where eᶻ < 0.01 / |α|. */
static float flat_end_of_elu(float alpha) {
    const float z = nn_log(0.01f / (alpha < 0.0f ? -alpha : alpha));
    return z < 0.0f ? z : 0.0f;
}

static flat_ends flat_ends_of(const nn_layer *layer) {
    switch (layer->activation) {
    case NN_SIGMOID:
        return (flat_ends){-4.59511985f, 4.59511985f}; /* ln 99 */
    case NN_TANH:
        return (flat_ends){-2.64665241f, 2.64665241f}; /* artanh 0.99 */
    case NN_ELU:
        return (flat_ends){flat_end_of_elu(layer->options.alpha), INFINITE};
    case NN_SOFTPLUS:
        return (flat_ends){-4.60016602f, INFINITE}; /* ln(e^0.01 − 1) */
    case NN_GELU:
        return (flat_ends){-2.67480973f, INFINITE}; /* zΦ(z) = −0.01, the lower of the two */
    case NN_SILU:
        return (flat_ends){-6.47094592f, INFINITE}; /* zσ(z) = −0.01, the lower of the two */
    default:
        return (flat_ends){-INFINITE, INFINITE};
    }
}

enum { AT_ONCE = 64 };

/** Saturated outputs of one unit, z and a [n]; *dead becomes whether f′ is 0 for every example. */
static size_t count_saturated(bool *dead, const nn_layer *layer, const float *theta, const float *z, const float *a, size_t n) {
    const nn_activation_entry *f = nn_activation_table(layer->activation);
    const nn_bent bent = {.alpha = nn_layer_alpha(layer, theta)};
    const flat_ends ends = flat_ends_of(layer);
    float some_z[AT_ONCE] = {0}, some_a[AT_ONCE] = {0}, slope[AT_ONCE], bend[AT_ONCE];
    size_t saturated = 0;
    *dead = true;
    for (size_t i = 0; i < n; i += AT_ONCE) {
        const size_t count = n - i < AT_ONCE ? n - i : (size_t)AT_ONCE;
        memcpy(some_z, z + i, count * sizeof *z);
        memcpy(some_a, a + i, count * sizeof *a);
        f->derivatives(slope, bend, some_z, some_a, AT_ONCE, bent);
        for (size_t e = 0; e < count; e++) {
            const bool is_flat = slope[e] == 0.0f && some_z[e] == some_z[e];
            saturated += is_flat || some_z[e] < ends.below || some_z[e] > ends.above;
            *dead = *dead && is_flat;
        }
    }
    return saturated;
}

/** Pieces of one maxout unit, z [pieces × n], that win for no example; of equal pieces the lowest wins. */
static size_t count_dead_pieces(const float *z, size_t pieces, size_t n) {
    bool wins[NN_MAX_PIECES] = {false};
    size_t dead = pieces;
    for (size_t e = 0; e < n; e++) {
        size_t best = 0;
        for (size_t j = 1; j < pieces; j++)
            best = z[j * n + e] > z[best * n + e] ? j : best;
        dead -= !wins[best];
        wins[best] = true;
    }
    return dead;
}

static void measure_flatness(nn_layer_stats *stats, const nn_layer *layer, const float *theta, const float *z, const float *a, size_t n) {
    const size_t pieces = layer->n_rows / layer->n_out;
    size_t n_saturated = 0, n_dead = 0;
    for (size_t o = 0; o < layer->n_out; o++) {
        if (layer->activation == NN_MAXOUT) {
            n_dead += count_dead_pieces(z + o * pieces * n, pieces, n);
            continue;
        }
        bool dead;
        n_saturated += count_saturated(&dead, layer, theta, z + o * n, a + o * n, n);
        n_dead += dead;
    }
    stats->saturated = (float)((double)n_saturated / ((double)layer->n_out * (double)n));
    stats->dead = (float)n_dead / (float)layer->n_rows;
}

/* ---- a net's layers */

/** Floats of z, a, δ and the gradient; 0 where they are too many. */
static size_t trace_size(const nn_net *net, size_t n) {
    size_t rows;
    if (!nn_multiply_sizes(&rows, 2 * net->n_rows + net->n_units, n) || rows > SIZE_MAX / sizeof(double) - net->n_parameters)
        return 0;
    return rows + net->n_parameters;
}

size_t nn_net_layer_stats_size(const nn_net *net, size_t n) {
    const size_t most = SIZE_MAX / sizeof(double), trace = trace_size(net, n), work = nn_net_work_size(net, n);
    return trace == 0 || work > most - trace ? most : trace + work;
}

nn_status nn_net_layer_stats(const nn_net *net, nn_layer_stats *stats, const float *theta, const nn_data *data, float *work) {
    const size_t n = data->n;
    float *z = work, *delta = z + net->n_rows * n, *a = delta + net->n_rows * n, *gradient = a + net->n_units * n;
    float loss;
    const nn_status status = nn_net_trace(net, z, a, delta, gradient, &loss, theta, data, false, gradient + net->n_parameters);
    if (status != NN_OK && status != NN_DIVERGED)
        return status;
    for (size_t l = 0; l < net->n_layers; l++) {
        const nn_layer *layer = &net->layers[l];
        const float *layer_z = z + layer->rows_at * n, *layer_a = a + layer->units_at * n;
        nn_describe(&stats[l].z, layer_z, layer->n_rows * n);
        nn_describe(&stats[l].activation, layer_a, layer->n_out * n);
        nn_describe(&stats[l].delta, delta + layer->rows_at * n, layer->n_rows * n);
        nn_describe(&stats[l].weight_gradient, gradient + layer->weights_at, layer->n_rows * layer->n_in);
        measure_flatness(&stats[l], layer, theta, layer_z, layer_a, n);
    }
    return status;
}
