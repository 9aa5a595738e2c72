/**
 * Forward beside backward: a net over blocks of examples, layer by layer. A layer computes
 *
 *     u = W a₋ + b      z = BN(u), or u itself      a = f(z)                          forward
 *     δ = ∂L/∂a · f′(z)                               ∂L/∂u = δ BN′, or δ itself        backward, from the last layer to the first
 *     ∂L/∂W += ∂L/∂u a₋ᵀ      ∂L/∂b += Σ ∂L/∂u       ∂L/∂a₋ = Wᵀ ∂L/∂u
 *
 * where a₋ is the layer below's a, or the inputs (Rumelhart, Hinton and Williams 1986). Batch normalisation (batch_norm.c) must see every
 * example of the batch in one layer before the next can begin, so all its blocks are held at once; without it a block goes all the
 * way forth and back before the next, and never leaves the cache.
 */
#include "internal.h"

#include <string.h>

/* ---- one block's rows of a layer */

static size_t count_of(const nn_data *data, size_t first, size_t k) {
    return nn_data_count(data, first + k);
}

/** What comes into a layer: the units below, or the examples. */
static const float *below(const nn_pass *pass, const float *block, const nn_layer *layer, const nn_data *data, size_t k) {
    if (layer == pass->net->layers)
        return nn_data_block(data, k);
    return block + pass->net->rows.a + (layer->units_at - layer->n_in) * NN_ROW;
}

/** From that row of a layer on. */
static nn_bent bent_at(const nn_pass *pass, const float *block, const nn_layer *layer, size_t row) {
    const nn_rows *rows = &pass->net->rows;
    const bool drawn = pass->chances && layer->activation == NN_RRELU;
    return (nn_bent){nn_layer_alpha(layer, pass->theta), drawn ? block + rows->slopes + (layer->rows_at + row) * NN_ROW : NULL};
}

/* ---- forward */

/** The units from first on, n of them. */
static void activate(const nn_pass *pass, float *block, const nn_layer *layer, size_t width, size_t first, size_t n) {
    const nn_rows *rows = &pass->net->rows;
    const float *z = block + layer->rows_at * NN_ROW;
    float *a = block + rows->a + layer->units_at * NN_ROW;
    if (layer->activation == NN_MAXOUT) {
        const size_t pieces = layer->options.pieces;
        nn_maxout_forward(a + first * NN_ROW, z + first * pieces * NN_ROW, n, pieces, width);
        return;
    }
    nn_activation_table(layer->activation)->forward(a + first * NN_ROW, z + first * NN_ROW, n, width, bent_at(pass, block, layer, first));
}

void nn_pass_forward_units(const nn_pass *pass, const nn_data *data, size_t k, size_t l, size_t first, size_t n) {
    const nn_layer *layer = &pass->net->layers[l];
    float *block = nn_net_block(pass->net, pass->work, 0);
    const size_t width = nn_width(nn_data_count(data, k)), pieces = layer->n_rows / layer->n_out, row = first * pieces;
    nn_kernel_product(block + (layer->rows_at + row) * NN_ROW, pass->theta + layer->weights_at + row * layer->n_in,
                      below(pass, block, layer, data, k), pass->theta + layer->biases_at + row, n * pieces, layer->n_in, layer->n_in, 1,
                      width, false);
    activate(pass, block, layer, width, first, n);
}

static bool drops(const nn_pass *pass, const nn_layer *layer) {
    return pass->chances && layer->options.dropout > 0.0f;
}

/** Slopes and drops of one block. Inverted dropout (Srivastava et al. 2014): what is kept is divided by the share kept. */
static void take_chances(const nn_pass *pass, float *block, const nn_layer *layer, size_t width) {
    const nn_rows *rows = &pass->net->rows;
    const nn_layer_options *options = &layer->options;
    if (layer->activation == NN_RRELU)
        for (size_t o = 0; o < layer->n_out; o++)
            nn_rng_lanes_uniform(pass->chances, block + rows->slopes + (layer->rows_at + o) * NN_ROW, width, options->lower,
                                 options->upper);
    if (!drops(pass, layer))
        return;
    const v4 kept = v4_splat(1.0f / (1.0f - options->dropout));
    for (size_t o = 0; o < layer->n_out; o++) {
        float *keep = block + rows->keep + (layer->units_at + o) * NN_ROW;
        nn_rng_lanes_uniform(pass->chances, keep, width, 0.0f, 1.0f);
        for (size_t e = 0; e < width; e += 4)
            v4_store(keep + e, v4_select(v4_load(keep + e) >= v4_splat(options->dropout), kept, v4_splat(0.0f)));
    }
}

static void multiply_rows(float *to, const float *by, size_t n_rows, size_t width) {
    for (size_t o = 0; o < n_rows; o++)
        for (size_t e = 0; e < width; e += 4)
            v4_store(to + o * NN_ROW + e, v4_load(to + o * NN_ROW + e) * v4_load(by + o * NN_ROW + e));
}

static nn_batch batch_of(const nn_pass *pass, const nn_data *data, size_t first, size_t n_blocks) {
    const size_t n = (n_blocks - 1) * NN_BLOCK + count_of(data, first, n_blocks - 1);
    return (nn_batch){n, n_blocks, pass->net->row_stride};
}

/** ε as in PyTorch. A variance beyond float32 is NaN's business: 1 / ∞ would make every z beta, and the loss look well. */
static float inverse_deviation(float variance) {
    return nn_is_finite(variance) ? 1.0f / f_sqrt(variance + 1e-5f) : __builtin_nanf("");
}

/** u, which stands where the normalised rows go, becomes normalised; z ← gamma·that + beta. */
static void normalise(const nn_pass *pass, const nn_layer *layer, nn_batch batch) {
    const nn_moments moments = nn_net_moments(pass->net, pass->work);
    const nn_rows *rows = &pass->net->rows;
    float *block = nn_net_block(pass->net, pass->work, 0);
    const size_t at = layer->running_at / 2;
    for (size_t o = 0; o < layer->n_rows; o++) {
        float *u = block + rows->normalised + (at + o) * NN_ROW;
        float *mean = &moments.mean[at + o], *variance = &moments.variance[at + o];
        if (pass->running) {
            *mean = pass->running[layer->running_at + o];
            *variance = pass->running[layer->running_at + layer->n_rows + o];
        } else {
            nn_batch_norm_moments(mean, variance, u, batch);
        }
        moments.inverse[at + o] = inverse_deviation(*variance);
        nn_batch_norm_forward(block + (layer->rows_at + o) * NN_ROW, u, batch, *mean, moments.inverse[at + o],
                              pass->theta[layer->gamma_at + o], pass->theta[layer->beta_at + o]);
    }
}

void nn_pass_forward(const nn_pass *pass, const nn_data *data, size_t first, size_t n_blocks) {
    const nn_net *net = pass->net;
    const nn_rows *rows = &net->rows;
    for (size_t l = 0; l < net->n_layers; l++) {
        const nn_layer *layer = &net->layers[l];
        const bool batch_norm = layer->options.batch_norm;
        for (size_t k = 0; k < n_blocks; k++) {
            float *block = nn_net_block(net, pass->work, k);
            float *u = batch_norm ? block + rows->normalised + layer->running_at / 2 * NN_ROW : block + layer->rows_at * NN_ROW;
            nn_kernel_product(u, pass->theta + layer->weights_at, below(pass, block, layer, data, first + k),
                              pass->theta + layer->biases_at, layer->n_rows, layer->n_in, layer->n_in, 1,
                              nn_width(count_of(data, first, k)), false);
        }
        if (batch_norm)
            normalise(pass, layer, batch_of(pass, data, first, n_blocks));
        for (size_t k = 0; k < n_blocks; k++) {
            float *block = nn_net_block(net, pass->work, k);
            const size_t width = nn_width(count_of(data, first, k));
            if (pass->chances)
                take_chances(pass, block, layer, width);
            activate(pass, block, layer, width, 0, layer->n_out);
            if (drops(pass, layer))
                multiply_rows(block + rows->a + layer->units_at * NN_ROW, block + rows->keep + layer->units_at * NN_ROW, layer->n_out,
                              width);
        }
    }
}

/* ---- loss */

/** Sum of the losses of the first count columns. */
static float sum_losses(const float *losses, size_t count) {
    v4 sum = v4_splat(0.0f);
    for (size_t e = 0; e < count; e += 4)
        sum += v4_select(v4_first(count - e), v4_load(losses + e), v4_splat(0.0f));
    return v4_sum(sum);
}

void nn_clear_padding(float *rows, size_t n_rows, size_t count) {
    for (size_t r = 0; r < n_rows; r++)
        for (size_t e = count; e < nn_width(count); e++)
            rows[r * NN_ROW + e] = 0.0f;
}

double nn_pass_loss(const nn_pass *pass, const nn_data *data, size_t first, size_t n_blocks, float scale) {
    const nn_net *net = pass->net;
    const nn_rows *rows = &net->rows;
    const size_t last = net->n_layers - 1;
    float *losses = nn_net_spare_row(pass->work);
    double sum = 0;
    for (size_t k = 0; k < n_blocks; k++) {
        float *block = nn_net_block(net, pass->work, k);
        const float *targets = nn_data_block(data, first + k) + net->n_in * NN_ROW;
        const size_t count = count_of(data, first, k);
        nn_loss_table(net->loss)->gradient(block + rows->delta[last % 2], losses, block + rows->a + net->layers[last].units_at * NN_ROW,
                                           targets, NN_ROW, net->n_out, nn_width(count), scale);
        nn_clear_padding(block + rows->delta[last % 2], net->n_out, count);
        sum += (double)sum_losses(losses, count);
    }
    return sum;
}

/* ---- backward, in four parts; delta[l % 2] holds ∂L/∂a of layer l at first */

/** ∂L/∂slope += Σ ∂L/∂a · min(z, 0) for PReLU. */
static void add_slope_gradient(float *slope_gradient, const float *delta, const float *z, size_t n_rows, size_t width) {
    for (size_t o = 0; o < n_rows; o++) {
        v4 sum = v4_splat(0.0f);
        for (size_t e = 0; e < width; e += 4)
            sum += v4_load(delta + o * NN_ROW + e) * v4_min(v4_load(z + o * NN_ROW + e), v4_splat(0.0f));
        *slope_gradient += v4_sum(sum);
    }
}

void nn_pass_through_activation(const nn_pass *pass, float *gradient, size_t l, const nn_data *data, size_t first, size_t n_blocks) {
    const nn_rows *rows = &pass->net->rows;
    const nn_layer *layer = &pass->net->layers[l];
    for (size_t k = 0; k < n_blocks; k++) {
        float *block = nn_net_block(pass->net, pass->work, k);
        const size_t width = nn_width(count_of(data, first, k));
        const float *z = block + layer->rows_at * NN_ROW, *a = block + rows->a + layer->units_at * NN_ROW;
        float *delta = block + rows->delta[l % 2];
        if (drops(pass, layer)) { /* f′ may be found from a: it must be that of the unit before anything was dropped */
            multiply_rows(delta, block + rows->keep + layer->units_at * NN_ROW, layer->n_out, width);
            activate(pass, block, layer, width, 0, layer->n_out);
        }
        if (layer->activation == NN_MAXOUT) {
            nn_maxout_backward(delta, z, layer->n_out, layer->options.pieces, width);
            continue;
        }
        if (layer->activation == NN_PRELU)
            add_slope_gradient(gradient + layer->slope_at, delta, z, layer->n_rows, width);
        nn_activation_table(layer->activation)->backward(delta, z, a, layer->n_out, width, bent_at(pass, block, layer, 0));
    }
}

void nn_pass_through_norm(const nn_pass *pass, float *gradient, size_t l, const nn_data *data, size_t first, size_t n_blocks) {
    const nn_rows *rows = &pass->net->rows;
    const nn_layer *layer = &pass->net->layers[l];
    if (!layer->options.batch_norm)
        return;
    float *block = nn_net_block(pass->net, pass->work, 0);
    const nn_batch batch = batch_of(pass, data, first, n_blocks);
    const size_t at = layer->running_at / 2;
    for (size_t o = 0; o < layer->n_rows; o++)
        nn_batch_norm_backward(block + rows->delta[l % 2] + o * NN_ROW, &gradient[layer->gamma_at + o], &gradient[layer->beta_at + o],
                               block + rows->normalised + (at + o) * NN_ROW, batch, nn_net_moments(pass->net, pass->work).inverse[at + o],
                               pass->theta[layer->gamma_at + o]);
}

void nn_pass_to_weights(const nn_pass *pass, float *gradient, size_t l, const nn_data *data, size_t first, size_t n_blocks) {
    const nn_rows *rows = &pass->net->rows;
    const nn_layer *layer = &pass->net->layers[l];
    for (size_t k = 0; k < n_blocks; k++) {
        float *block = nn_net_block(pass->net, pass->work, k);
        const size_t width = nn_width(count_of(data, first, k));
        nn_kernel_outer(gradient + layer->weights_at, block + rows->delta[l % 2], below(pass, block, layer, data, first + k), layer->n_rows,
                        layer->n_in, width);
        nn_kernel_row_sums(gradient + layer->biases_at, block + rows->delta[l % 2], layer->n_rows, width);
    }
}

void nn_pass_to_inputs(const nn_pass *pass, size_t l, const nn_data *data, size_t first, size_t n_blocks) {
    const nn_rows *rows = &pass->net->rows;
    const nn_layer *layer = &pass->net->layers[l];
    for (size_t k = 0; k < n_blocks; k++) {
        float *block = nn_net_block(pass->net, pass->work, k);
        nn_kernel_product(block + rows->delta[(l + 1) % 2], pass->theta + layer->weights_at, block + rows->delta[l % 2], NULL, layer->n_in,
                          layer->n_rows, 1, layer->n_in, nn_width(count_of(data, first, k)), false);
    }
}

static void backward(const nn_pass *pass, float *gradient, const nn_data *data, size_t first, size_t n_blocks) {
    for (size_t l = pass->net->n_layers; l-- > 0;) {
        nn_pass_through_activation(pass, gradient, l, data, first, n_blocks);
        nn_pass_through_norm(pass, gradient, l, data, first, n_blocks);
        nn_pass_to_weights(pass, gradient, l, data, first, n_blocks);
        if (l > 0)
            nn_pass_to_inputs(pass, l, data, first, n_blocks);
    }
}

/* ---- over all examples */

size_t nn_pass_blocks(const nn_pass *pass, const nn_data *data) {
    return nn_net_has_batch_norm(pass->net) && !pass->running ? data->n_blocks : 1;
}

nn_status nn_pass_evaluate(const nn_pass *pass, float *gradient, float *loss, const nn_data *data) {
    const nn_net *net = pass->net;
    const float scale = nn_net_scale(net, data->n);
    const size_t n_blocks = nn_pass_blocks(pass, data);
    double sum = 0;
    if (gradient)
        memset(gradient, 0, net->n_parameters * sizeof *gradient);
    for (size_t first = 0; first < data->n_blocks; first += n_blocks) {
        nn_pass_forward(pass, data, first, n_blocks);
        sum += nn_pass_loss(pass, data, first, n_blocks, scale);
        if (gradient)
            backward(pass, gradient, data, first, n_blocks);
    }
    if (gradient)
        nn_net_penalty_gradient(net, gradient, pass->theta);
    *loss = (float)(sum * (double)scale + nn_net_penalty(net, pass->theta));
    return nn_is_finite(*loss) ? NN_OK : NN_DIVERGED;
}

nn_status nn_net_update_running(const nn_net *net, float *running, float *work, size_t n) {
    const nn_moments moments = nn_net_moments(net, work);
    const float unbiased = (float)((double)n / (double)(n - 1));
    for (size_t l = 0; l < net->n_layers; l++) {
        const nn_layer *layer = &net->layers[l];
        if (!layer->options.batch_norm)
            continue;
        float *mean = running + layer->running_at, *variance = mean + layer->n_rows;
        for (size_t o = 0; o < layer->n_rows; o++) {
            const size_t at = layer->running_at / 2 + o;
            mean[o] = 0.9f * mean[o] + 0.1f * moments.mean[at];
            variance[o] = 0.9f * variance[o] + 0.1f * (moments.variance[at] * unbiased);
        }
    }
    return nn_all_finite(running, net->n_running) ? NN_OK : NN_DIVERGED;
}

nn_status nn_net_loss(const nn_net *net, float *loss, const float *theta, const nn_data *data, float *work) {
    const nn_pass pass = {.net = net, .theta = theta, .work = work};
    const nn_status status = nn_net_check_fit(net, data, true);
    return status == NN_OK ? nn_pass_evaluate(&pass, NULL, loss, data) : status;
}

nn_status nn_net_gradient(const nn_net *net, float *gradient, float *loss, const float *theta, const nn_data *data, float *work) {
    const nn_pass pass = {.net = net, .theta = theta, .work = work};
    const nn_status status = nn_net_check_fit(net, data, true);
    return status == NN_OK ? nn_pass_evaluate(&pass, gradient, loss, data) : status;
}
