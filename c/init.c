/** Initial weights: each scheme a way to draw them, and its standard deviation, bound or value. */
#include "internal.h"

#include <string.h>

/** w ← a layer's weights [n_rows][n_in]. */
typedef void draw_weights(float *w, const nn_layer *layer, float spread, nn_rng *rng);

typedef struct scheme_entry {
    const char *name;
    draw_weights *draw;
    /** Standard deviation, bound or value that draw takes; scale is the caller's. */
    float (*spread)(const nn_layer *layer, float scale);
} scheme_entry;

/* ---- how wide: `in` are the numbers that a row sums over, `out` the rows, each piece of maxout one of its own */

static float in(const nn_layer *layer) {
    return (float)layer->n_in;
}
static float in_and_out(const nn_layer *layer) {
    return (float)layer->n_in + (float)layer->n_rows;
}

static float spread_zero(const nn_layer *layer, float scale) {
    (void)layer, (void)scale;
    return 0.0f;
}
static float spread_given(const nn_layer *layer, float scale) {
    (void)layer;
    return scale;
}
/* Glorot and Bengio (2010): variance 2 / (in + out); a uniform distribution of deviation s has the bound √3·s. */
static float spread_xavier_normal(const nn_layer *layer, float scale) {
    (void)scale;
    return f_sqrt(2.0f / in_and_out(layer));
}
static float spread_xavier_uniform(const nn_layer *layer, float scale) {
    (void)scale;
    return f_sqrt(6.0f / in_and_out(layer));
}
/**
 * (1 + a²)·in, where a is the slope below 0 of the layer's own activation as it starts: that of leaky-relu and prelu, rrelu's mean; else 0.
 * He, Zhang, Ren and Sun (2015), equation 15. Forward it is the activation below that halves the variance, backward the layer's own; in
 * a net of one activation they are the same, and "the rectifier used after this layer" is also what PyTorch's kaiming_ asks for.
 */
static float rectified_in(const nn_layer *layer) {
    const nn_layer_options *options = &layer->options;
    const nn_activation f = layer->activation;
    const float a = f == NN_LEAKY_RELU || f == NN_PRELU ? options->alpha : f == NN_RRELU ? 0.5f * (options->lower + options->upper) : 0.0f;
    return (1.0f + a * a) * in(layer);
}
static float spread_he_normal(const nn_layer *layer, float scale) {
    (void)scale;
    return f_sqrt(2.0f / rectified_in(layer));
}
static float spread_he_uniform(const nn_layer *layer, float scale) {
    (void)scale;
    return f_sqrt(6.0f / rectified_in(layer));
}
/* LeCun, Bottou, Orr and Müller (1998): variance 1 / in keeps that of z at 1 for inputs of unit variance. */
static float spread_lecun_normal(const nn_layer *layer, float scale) {
    (void)scale;
    return f_sqrt(1.0f / in(layer));
}

/* ---- how drawn */

static void draw_constant(float *w, const nn_layer *layer, float value, nn_rng *rng) {
    (void)rng;
    for (size_t i = 0; i < layer->n_rows * layer->n_in; i++)
        w[i] = value;
}
static void draw_normal(float *w, const nn_layer *layer, float std, nn_rng *rng) {
    for (size_t i = 0; i < layer->n_rows * layer->n_in; i++)
        w[i] = std * nn_rng_normal(rng);
}
static void draw_uniform(float *w, const nn_layer *layer, float bound, nn_rng *rng) {
    for (size_t i = 0; i < layer->n_rows * layer->n_in; i++)
        w[i] = nn_rng_uniform(rng, -bound, bound);
}

/** Vectors inside a matrix: its rows or its columns. */
typedef struct vectors {
    float *first;
    size_t length, step, between; /* numbers in one; from a number to the next; from a vector to the next */
} vectors;

static double dot(const vectors *v, size_t j, size_t k) {
    const float *x = v->first + j * v->between, *y = v->first + k * v->between;
    double sum = 0;
    for (size_t i = 0; i < v->length; i++)
        sum += (double)x[i * v->step] * (double)y[i * v->step];
    return sum;
}

/**
 * Takes from the k-th vector what it has along those before it; twice, since the first time rounding leaves some of it, the second time
 * no more than rounding (Kahan in Parlett, The Symmetric Eigenvalue Problem, 1980).
 */
static void make_orthogonal(const vectors *v, size_t k) {
    float *x = v->first + k * v->between;
    for (int pass = 0; pass < 2; pass++)
        for (size_t j = 0; j < k; j++) {
            const double along = dot(v, j, k);
            const float *q = v->first + j * v->between;
            for (size_t i = 0; i < v->length; i++)
                x[i * v->step] = (float)((double)x[i * v->step] - along * (double)q[i * v->step]);
        }
}

/** The k-th vector ← uniform on the unit sphere orthogonal to those before it. */
static void draw_direction(const vectors *v, size_t k, nn_rng *rng) {
    float *x = v->first + k * v->between;
    double square;
    do { /* what is almost spent by the projection would be mostly rounding; its length says nothing of its direction */
        for (size_t i = 0; i < v->length; i++)
            x[i * v->step] = nn_rng_normal(rng);
        make_orthogonal(v, k);
        square = dot(v, k, k);
    } while (square < 1e-6 * (double)v->length);
    const double inverse = 1 / __builtin_sqrt(square);
    for (size_t i = 0; i < v->length; i++)
        x[i * v->step] = (float)((double)x[i * v->step] * inverse);
}

/**
 * Orthonormal rows where there are no more rows than inputs, otherwise orthonormal columns (Saxe, McClelland and Ganguli 2014). Gram and
 * Schmidt's process on normal vectors: no direction is preferred (Haar's measure), since the normal distribution prefers none and the
 * process, unlike Householder's, leaves no sign to choose. rows·in·min(rows, in)·4 multiplications.
 */
static void draw_orthogonal(float *w, const nn_layer *layer, float spread, nn_rng *rng) {
    (void)spread;
    const size_t rows = layer->n_rows, columns = layer->n_in;
    const bool by_rows = rows <= columns;
    const vectors v = by_rows ? (vectors){w, columns, 1, columns} : (vectors){w, rows, columns, 1};
    for (size_t k = 0; k < (by_rows ? rows : columns); k++)
        draw_direction(&v, k, rng);
}

/* ---- the table, in the order of nn_scheme */

static const scheme_entry table[NN_N_SCHEMES] = {
    [NN_ZEROS] = {"zeros", draw_constant, spread_zero},
    [NN_CONSTANT] = {"constant", draw_constant, spread_given},
    [NN_NORMAL] = {"normal", draw_normal, spread_given},
    [NN_UNIFORM] = {"uniform", draw_uniform, spread_given},
    [NN_XAVIER_NORMAL] = {"xavier-normal", draw_normal, spread_xavier_normal},
    [NN_XAVIER_UNIFORM] = {"xavier-uniform", draw_uniform, spread_xavier_uniform},
    [NN_HE_NORMAL] = {"he-normal", draw_normal, spread_he_normal},
    [NN_HE_UNIFORM] = {"he-uniform", draw_uniform, spread_he_uniform},
    [NN_LECUN_NORMAL] = {"lecun-normal", draw_normal, spread_lecun_normal},
    [NN_ORTHOGONAL] = {"orthogonal", draw_orthogonal, spread_zero},
};

const char *nn_scheme_name(size_t index) {
    return index < NN_N_SCHEMES ? table[index].name : NULL;
}

nn_status nn_net_init(const nn_net *net, float *theta, nn_scheme scheme, float scale, uint64_t seed) {
    if ((unsigned)scheme >= NN_N_SCHEMES)
        return NN_BAD_NAME;
    if (!nn_is_finite(scale) || (scale < 0.0f && scheme != NN_CONSTANT))
        return NN_BAD_VALUE;
    const scheme_entry *entry = &table[scheme];
    nn_rng rng = nn_rng_new(seed, 0);
    for (size_t l = 0; l < net->n_layers; l++) {
        const nn_layer *layer = &net->layers[l];
        entry->draw(theta + layer->weights_at, layer, entry->spread(layer, scale), &rng);
        memset(theta + layer->biases_at, 0, layer->n_rows * sizeof *theta);
        for (size_t o = 0; layer->options.batch_norm && o < layer->n_rows; o++)
            theta[layer->gamma_at + o] = 1.0f, theta[layer->beta_at + o] = 0.0f;
        if (layer->activation == NN_PRELU)
            theta[layer->slope_at] = layer->options.alpha;
    }
    return NN_OK;
}

void nn_direction_random(float *direction, size_t n, uint64_t seed) {
    nn_rng rng = nn_rng_new(seed, 1);
    for (size_t i = 0; i < n; i++)
        direction[i] = nn_rng_normal(&rng);
}

static float norm(const float *x, size_t n) {
    float sum = 0.0f;
    for (size_t i = 0; i < n; i++)
        sum += x[i] * x[i];
    return f_sqrt(sum);
}

/* Li, Xu, Taylor, Studer and Goldstein (2018): d ← d·‖w‖ / ‖d‖ for each unit's incoming weights; a zero d stays zero. */
void nn_net_filter_normalise(const nn_net *net, float *direction, const float *theta) {
    for (size_t l = 0; l < net->n_layers; l++) {
        const nn_layer *layer = &net->layers[l];
        for (size_t o = 0; o < layer->n_rows; o++) {
            float *d = direction + layer->weights_at + o * layer->n_in;
            const float length = norm(d, layer->n_in);
            const float factor = length > 0.0f ? norm(theta + (d - direction), layer->n_in) / length : 0.0f;
            for (size_t i = 0; i < layer->n_in; i++)
                d[i] *= factor;
        }
        const size_t end = l + 1 < net->n_layers ? net->layers[l + 1].weights_at : net->n_parameters;
        memset(direction + layer->biases_at, 0, (end - layer->biases_at) * sizeof *direction);
    }
}
