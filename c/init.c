/** Initial weights: each scheme a distribution and its standard deviation (normal) or bound (uniform). */
#include "internal.h"

#include <string.h>

typedef struct scheme_entry {
    const char *name;
    bool uniform;
    /** Standard deviation of a normal scheme, bound of a uniform one; scale is the caller's. */
    float (*spread)(float n_in, float n_out, float scale);
} scheme_entry;

static float spread_zero(float n_in, float n_out, float scale) {
    (void)n_in, (void)n_out, (void)scale;
    return 0.0f;
}
static float spread_given(float n_in, float n_out, float scale) {
    (void)n_in, (void)n_out;
    return scale;
}
/* Glorot and Bengio (2010): variance 2 / (in + out); a uniform distribution of deviation s has the bound √3·s. */
static float spread_xavier_normal(float n_in, float n_out, float scale) {
    (void)scale;
    return f_sqrt(2.0f / (n_in + n_out));
}
static float spread_xavier_uniform(float n_in, float n_out, float scale) {
    (void)scale;
    return f_sqrt(6.0f / (n_in + n_out));
}
/* He, Zhang, Ren and Sun (2015): variance 2 / in. */
static float spread_he_normal(float n_in, float n_out, float scale) {
    (void)n_out, (void)scale;
    return f_sqrt(2.0f / n_in);
}
static float spread_he_uniform(float n_in, float n_out, float scale) {
    (void)n_out, (void)scale;
    return f_sqrt(6.0f / n_in);
}

static const scheme_entry table[NN_N_SCHEMES] = {
    [NN_ZEROS] = {"zeros", false, spread_zero},
    [NN_NORMAL] = {"normal", false, spread_given},
    [NN_UNIFORM] = {"uniform", true, spread_given},
    [NN_XAVIER_NORMAL] = {"xavier-normal", false, spread_xavier_normal},
    [NN_XAVIER_UNIFORM] = {"xavier-uniform", true, spread_xavier_uniform},
    [NN_HE_NORMAL] = {"he-normal", false, spread_he_normal},
    [NN_HE_UNIFORM] = {"he-uniform", true, spread_he_uniform},
};

const char *nn_scheme_name(size_t index) {
    return index < NN_N_SCHEMES ? table[index].name : NULL;
}

nn_status nn_net_init(const nn_net *net, float *theta, nn_scheme scheme, float scale, uint64_t seed) {
    if ((unsigned)scheme >= NN_N_SCHEMES)
        return NN_BAD_NAME;
    if (!nn_is_finite(scale) || scale < 0.0f)
        return NN_BAD_VALUE;
    const scheme_entry *entry = &table[scheme];
    nn_rng rng = nn_rng_new(seed, 0);
    for (size_t l = 0; l < net->n_layers; l++) {
        const nn_layer *layer = &net->layers[l];
        const size_t n_weights = layer->n_in * layer->n_rows;
        const float spread = entry->spread((float)layer->n_in, (float)layer->n_out, scale);
        float *w = theta + layer->weights_at;
        for (size_t i = 0; i < n_weights; i++)
            w[i] = entry->uniform ? nn_rng_uniform(&rng, -spread, spread) : spread * nn_rng_normal(&rng);
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
