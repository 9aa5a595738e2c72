/**
 * The network's shape: where every layer's parameters stand in theta and its rows in the scratch, and what is asked of a shape.
 * pass.c runs it.
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- shape */

static nn_layer_options options_of(const nn_net_spec *spec, size_t l) {
    return spec->options ? spec->options[l] : nn_layer_defaults(spec->activations[l]);
}

/** Pre-activations of a layer, whose options are valid. */
static size_t rows_of(const nn_net_spec *spec, size_t l) {
    const size_t pieces = spec->activations[l] == NN_MAXOUT ? options_of(spec, l).pieces : 1;
    return spec->sizes[l + 1] * pieces;
}

/** W, b, gamma and beta, slope of a layer. */
static size_t parameters_of(const nn_net_spec *spec, size_t l) {
    const size_t rows = rows_of(spec, l);
    return (spec->sizes[l] + 1) * rows + (options_of(spec, l).batch_norm ? 2 * rows : 0) + (spec->activations[l] == NN_PRELU ? 1 : 0);
}

/** Each step adds less than NN_MAX_UNITS·NN_MAX_PIECES·(NN_MAX_UNITS + 4) < 2²⁹ to at most 2²²: no overflow. */
static bool is_too_large(const nn_net_spec *spec) {
    size_t n_parameters = 0;
    for (size_t l = 0; l < spec->n_layers && n_parameters <= NN_MAX_PARAMETERS; l++)
        n_parameters += parameters_of(spec, l);
    return n_parameters > NN_MAX_PARAMETERS;
}

static nn_status check_sizes(const nn_net_spec *spec) {
    if (spec->n_layers == 0)
        return NN_BAD_SHAPE;
    if (spec->n_layers > NN_MAX_LAYERS)
        return NN_TOO_LARGE;
    for (size_t l = 0; l <= spec->n_layers; l++) {
        if (spec->sizes[l] == 0)
            return NN_BAD_SHAPE;
        if (spec->sizes[l] > NN_MAX_UNITS)
            return NN_TOO_LARGE;
    }
    return NN_OK;
}

static nn_status check_layer(const nn_net_spec *spec, size_t l) {
    if (!nn_activation_table(spec->activations[l]))
        return NN_BAD_NAME;
    const nn_layer_options options = options_of(spec, l);
    if (!nn_layer_options_valid(&options) || (options.dropout > 0.0f && l + 1 == spec->n_layers))
        return NN_BAD_VALUE;
    return NN_OK;
}

static nn_status check_spec(const nn_net_spec *spec) {
    nn_status status = check_sizes(spec);
    for (size_t l = 0; l < spec->n_layers && status == NN_OK; l++)
        status = check_layer(spec, l);
    if (status != NN_OK)
        return status;
    if (is_too_large(spec))
        return NN_TOO_LARGE;
    const nn_loss_entry *loss = nn_loss_table(spec->loss);
    if (!loss)
        return NN_BAD_NAME;
    if (loss->on_logits && spec->activations[spec->n_layers - 1] != NN_IDENTITY)
        return NN_BAD_VALUE;
    if (loss->is_binary && spec->sizes[spec->n_layers] != 1)
        return NN_BAD_SHAPE;
    return NN_OK;
}

static size_t larger(size_t a, size_t b) {
    return a > b ? a : b;
}

/** The next n of what is counted in *end. */
static size_t take(size_t *end, size_t n) {
    const size_t at = *end;
    *end += n;
    return at;
}

static void add_layer(nn_net *net, const nn_net_spec *spec, size_t l) {
    nn_layer *layer = &net->layers[l];
    const size_t rows = rows_of(spec, l);
    *layer = (nn_layer){.n_in = spec->sizes[l], .n_out = spec->sizes[l + 1], .n_rows = rows};
    layer->activation = spec->activations[l];
    layer->options = options_of(spec, l);
    const bool batch_norm = layer->options.batch_norm;
    layer->weights_at = take(&net->n_parameters, rows * layer->n_in);
    layer->biases_at = take(&net->n_parameters, rows);
    layer->gamma_at = batch_norm ? take(&net->n_parameters, rows) : SIZE_MAX;
    layer->beta_at = batch_norm ? take(&net->n_parameters, rows) : SIZE_MAX;
    layer->slope_at = layer->activation == NN_PRELU ? take(&net->n_parameters, 1) : SIZE_MAX;
    layer->units_at = take(&net->n_units, layer->n_out);
    layer->rows_at = take(&net->n_rows, rows);
    layer->running_at = batch_norm ? take(&net->n_running, 2 * rows) : SIZE_MAX;
    net->widest = larger(net->widest, larger(rows, layer->n_in));
    net->has_slopes = net->has_slopes || layer->activation == NN_RRELU;
    net->has_dropout = net->has_dropout || layer->options.dropout > 0.0f;
}

enum { N_MOMENTS = 4 };

/**
 * A spare row and the moments of batch normalisation; then blocks, each the rows of a pass, three that a Hessian product holds, and as many as of a pass again
 * along its vector, for which nothing is drawn.
 */
static void lay_out_scratch(nn_net *net) {
    const size_t moments = N_MOMENTS * net->n_running / 2, rows = net->n_rows * NN_ROW, units = net->n_units * NN_ROW;
    const size_t normalised = net->n_running / 2 * NN_ROW, widest = net->widest * NN_ROW;
    net->head_size = NN_ROW + (moments + NN_ROW - 1) / NN_ROW * NN_ROW;
    size_t at = rows; /* of z */
    net->rows.a = take(&at, units);
    net->rows.normalised = take(&at, normalised);
    net->rows.delta[0] = take(&at, widest);
    net->rows.delta[1] = take(&at, widest);
    net->rows.slopes = take(&at, net->has_slopes ? rows : 0);
    net->rows.keep = take(&at, net->has_dropout ? units : 0);
    net->rows.slope = take(&at, rows);
    net->rows.curve = take(&at, rows);
    net->rows.held = take(&at, rows);
    net->rows.along = at;
    net->row_stride = at + net->rows.slopes;
}

nn_status nn_net_new(nn_net **net, const nn_net_spec *spec) {
    *net = NULL;
    nn_status status = check_spec(spec);
    if (status != NN_OK)
        return status;
    nn_net *made = calloc(1, sizeof *made + spec->n_layers * sizeof made->layers[0]);
    if (!made)
        return NN_OUT_OF_MEMORY;
    made->n_layers = spec->n_layers;
    made->n_in = spec->sizes[0];
    made->n_out = spec->sizes[spec->n_layers];
    made->loss = spec->loss;
    for (size_t l = 0; l < spec->n_layers; l++)
        add_layer(made, spec, l);
    lay_out_scratch(made);
    status = nn_net_set_penalties(made, spec->l1, spec->l2);
    if (status != NN_OK) {
        free(made);
        return status;
    }
    *net = made;
    return NN_OK;
}

void nn_net_free(nn_net *net) {
    free(net);
}

nn_status nn_net_set_penalties(nn_net *net, float l1, float l2) {
    if (!nn_is_finite(l1) || !nn_is_finite(l2) || l1 < 0.0f || l2 < 0.0f)
        return NN_BAD_VALUE;
    net->l1 = l1;
    net->l2 = l2;
    return NN_OK;
}

size_t nn_net_n_parameters(const nn_net *net) {
    return net->n_parameters;
}
size_t nn_net_n_units(const nn_net *net) {
    return net->n_units;
}
size_t nn_net_n_rows(const nn_net *net) {
    return net->n_rows;
}
const nn_layer *nn_net_layer(const nn_net *net, size_t layer) {
    return layer < net->n_layers ? &net->layers[layer] : NULL;
}
size_t nn_net_n_running(const nn_net *net) {
    return net->n_running;
}

void nn_net_reset_running(const nn_net *net, float *running) {
    for (size_t l = 0; l < net->n_layers; l++) {
        const nn_layer *layer = &net->layers[l];
        if (layer->options.batch_norm)
            for (size_t o = 0; o < layer->n_rows; o++) {
                running[layer->running_at + o] = 0.0f;
                running[layer->running_at + layer->n_rows + o] = 1.0f;
            }
    }
}

nn_status nn_net_check_fit(const nn_net *net, const nn_data *data, bool batch_statistics) {
    if (data->n_in != net->n_in || data->n_out != net->n_out)
        return NN_BAD_SHAPE;
    return batch_statistics && nn_net_has_batch_norm(net) && data->n < 2 ? NN_BAD_SHAPE : NN_OK;
}

/* ---- scratch */

float *nn_net_spare_row(float *work) {
    return work;
}

nn_moments nn_net_moments(const nn_net *net, float *work) {
    const size_t n = net->n_running / 2;
    float *at = work + NN_ROW;
    return (nn_moments){.mean = at, .variance = at + n, .inverse = at + 2 * n, .along = at + 3 * n};
}

size_t nn_net_work_size_holding(const nn_net *net, size_t n_blocks) {
    size_t blocks;
    if (!nn_multiply_sizes(&blocks, net->row_stride, n_blocks) || blocks > SIZE_MAX / sizeof(double) - net->head_size)
        return SIZE_MAX / sizeof(double);
    return net->head_size + blocks;
}

size_t nn_net_work_size(const nn_net *net, size_t n) {
    return nn_net_work_size_holding(net, nn_net_has_batch_norm(net) && n > 0 ? (n - 1) / NN_BLOCK + 1 : 1);
}

/* ---- parts of the loss */

float nn_net_scale(const nn_net *net, size_t n) {
    const size_t outputs = nn_loss_table(net->loss)->per_output ? net->n_out : 1;
    return 1.0f / (float)(n * outputs);
}

double nn_net_penalty(const nn_net *net, const float *theta) {
    if (net->l1 == 0.0f && net->l2 == 0.0f)
        return 0;
    double sizes = 0, squares = 0;
    for (size_t l = 0; l < net->n_layers; l++) {
        const nn_layer *layer = &net->layers[l];
        for (size_t i = layer->weights_at; i < layer->biases_at; i++) {
            const double w = (double)theta[i];
            sizes += w < 0 ? -w : w;
            squares += w * w;
        }
    }
    return (double)net->l1 * sizes + 0.5 * (double)net->l2 * squares;
}

void nn_net_penalty_gradient(const nn_net *net, float *gradient, const float *theta) {
    if (net->l1 == 0.0f && net->l2 == 0.0f)
        return;
    for (size_t l = 0; l < net->n_layers; l++) {
        const nn_layer *layer = &net->layers[l];
        for (size_t i = layer->weights_at; i < layer->biases_at; i++) {
            const float w = theta[i];
            const float sign = w > 0.0f ? 1.0f : w < 0.0f ? -1.0f : 0.0f;
            gradient[i] += net->l1 * sign + net->l2 * w;
        }
    }
}
