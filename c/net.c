/**
 * The network: its shape, and forward beside backward over blocks of examples.
 *
 * Per block every layer computes
 *
 *     z = W a₋ + b            a = f(z)                            forward
 *     δ = ∂L/∂a · f′(z)       ∂L/∂W += δ a₋ᵀ    ∂L/∂b += Σ δ      backward, from the last layer to the first
 *     ∂L/∂a₋ = Wᵀ δ
 *
 * where a₋ is the layer below's a, or the inputs (Rumelhart, Hinton and Williams 1986).
 */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- shape */

/** Each step adds at most NN_MAX_UNITS·(NN_MAX_UNITS + 1) < 2²⁵ to less than 2²³: no overflow. */
static bool is_too_large(const nn_net_spec *spec) {
    size_t n_parameters = 0;
    for (size_t l = 0; l < spec->n_layers && n_parameters <= NN_MAX_PARAMETERS; l++)
        n_parameters += (spec->sizes[l] + 1) * spec->sizes[l + 1];
    return n_parameters > NN_MAX_PARAMETERS;
}

static nn_status check_spec(const nn_net_spec *spec) {
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
    if (is_too_large(spec))
        return NN_TOO_LARGE;
    for (size_t l = 0; l < spec->n_layers; l++)
        if (!nn_activation_table(spec->activations[l]))
            return NN_BAD_NAME;
    const nn_loss_entry *loss = nn_loss_table(spec->loss);
    if (!loss)
        return NN_BAD_NAME;
    if (loss->on_logits && spec->activations[spec->n_layers - 1] != NN_IDENTITY)
        return NN_BAD_VALUE;
    if (loss->is_binary && spec->sizes[spec->n_layers] != 1)
        return NN_BAD_SHAPE;
    return NN_OK;
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
    made->widest = made->n_in;
    made->loss = spec->loss;
    for (size_t l = 0; l < spec->n_layers; l++) {
        nn_layer *layer = &made->layers[l];
        layer->n_in = spec->sizes[l];
        layer->n_out = spec->sizes[l + 1];
        layer->activation = spec->activations[l];
        layer->units_at = made->n_units;
        layer->weights_at = made->n_parameters;
        layer->biases_at = layer->weights_at + layer->n_in * layer->n_out;
        made->n_parameters = layer->biases_at + layer->n_out;
        made->n_units += layer->n_out;
        made->widest = layer->n_out > made->widest ? layer->n_out : made->widest;
    }
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
size_t nn_net_weights_at(const nn_net *net, size_t layer) {
    return net->layers[layer].weights_at;
}

/* ---- scratch: rows of NN_ROW floats, in this order */

/** z and a of every unit; rows of the widest layer for δ and what is passed down; inputs of nn_net_predict; losses. */
static float *rows_z(const nn_net *net, float *work) {
    (void)net;
    return work;
}
static float *rows_a(const nn_net *net, float *work) {
    return work + net->n_units * NN_ROW;
}
static float *rows_delta(const nn_net *net, float *work, size_t which) {
    return work + (2 * net->n_units + which * net->widest) * NN_ROW;
}
static float *rows_input(const nn_net *net, float *work) {
    return rows_delta(net, work, 0);
}
static float *row_losses(const nn_net *net, float *work) {
    return rows_delta(net, work, 2);
}

size_t nn_net_work_size(const nn_net *net) {
    return nn_net_hessian_work_at(net) + nn_net_hessian_work_size(net);
}
size_t nn_net_hessian_work_at(const nn_net *net) {
    return (2 * net->n_units + 2 * net->widest + 1) * NN_ROW;
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

/** Sum of the losses of the first count columns. */
static float sum_losses(const float *losses, size_t count) {
    v4 sum = v4_splat(0.0f);
    for (size_t e = 0; e < count; e += 4)
        sum += v4_select(v4_first(count - e), v4_load(losses + e), v4_splat(0.0f));
    return v4_sum(sum);
}

void nn_net_clear_padding(float *rows, size_t n_rows, size_t count) {
    for (size_t r = 0; r < n_rows; r++)
        for (size_t e = count; e < nn_width(count); e++)
            rows[r * NN_ROW + e] = 0.0f;
}

/* ---- forward and backward over one block */

void nn_net_forward_block(const nn_net *net, float *work, const float *theta, const float *inputs, size_t width) {
    const float *below = inputs;
    for (size_t l = 0; l < net->n_layers; l++) {
        const nn_layer *layer = &net->layers[l];
        const nn_activation_entry *activation = nn_activation_table(layer->activation);
        float *z = rows_z(net, work) + layer->units_at * NN_ROW;
        float *a = rows_a(net, work) + layer->units_at * NN_ROW;
        nn_kernel_product(z, theta + layer->weights_at, below, theta + layer->biases_at, layer->n_out, layer->n_in, layer->n_in, 1, width,
                          false);
        for (size_t o = 0; o < layer->n_out; o++)
            activation->forward(a + o * NN_ROW, z + o * NN_ROW, width);
        below = a;
    }
}

float nn_net_loss_block(const nn_net *net, float *delta, float *work, const float *targets, size_t count, float scale) {
    const float *outputs = rows_a(net, work) + net->layers[net->n_layers - 1].units_at * NN_ROW;
    nn_loss_table(net->loss)->gradient(delta, row_losses(net, work), outputs, targets, NN_ROW, net->n_out, nn_width(count), scale);
    nn_net_clear_padding(delta, net->n_out, count);
    return sum_losses(row_losses(net, work), count);
}

/** delta: ∂L/∂(outputs), rows of work; passed down layer by layer. */
static void backward_block(const nn_net *net, float *gradient, float *work, const float *theta, const float *inputs, size_t width) {
    float *delta = rows_delta(net, work, 0), *next = rows_delta(net, work, 1);
    for (size_t l = net->n_layers; l-- > 0;) {
        const nn_layer *layer = &net->layers[l];
        const float *z = rows_z(net, work) + layer->units_at * NN_ROW;
        const float *a = rows_a(net, work) + layer->units_at * NN_ROW;
        const float *below = l > 0 ? a - layer->n_in * NN_ROW : inputs;
        for (size_t o = 0; o < layer->n_out; o++)
            nn_activation_table(layer->activation)->backward(delta + o * NN_ROW, z + o * NN_ROW, a + o * NN_ROW, width);
        nn_kernel_outer(gradient + layer->weights_at, delta, below, layer->n_out, layer->n_in, width);
        nn_kernel_row_sums(gradient + layer->biases_at, delta, layer->n_out, width);
        if (l > 0)
            nn_kernel_product(next, theta + layer->weights_at, delta, NULL, layer->n_in, layer->n_out, 1, layer->n_in, width, false);
        float *swap = delta;
        delta = next;
        next = swap;
    }
}

/* ---- over all examples */

static nn_status check_fit(const nn_net *net, const nn_data *data) {
    return data->n_in == net->n_in && data->n_out == net->n_out ? NN_OK : NN_BAD_SHAPE;
}

/** gradient may be NULL: then the loss alone. */
static nn_status evaluate(const nn_net *net, float *gradient, float *loss, const float *theta, const nn_data *data, float *work) {
    if (check_fit(net, data) != NN_OK)
        return NN_BAD_SHAPE;
    const float scale = nn_net_scale(net, data->n);
    double sum = 0;
    if (gradient)
        memset(gradient, 0, net->n_parameters * sizeof *gradient);
    for (size_t b = 0; b < data->n_blocks; b++) {
        const float *inputs = nn_data_block(data, b), *targets = inputs + net->n_in * NN_ROW;
        const size_t count = nn_data_count(data, b), width = nn_width(count);
        nn_net_forward_block(net, work, theta, inputs, width);
        sum += (double)nn_net_loss_block(net, rows_delta(net, work, 0), work, targets, count, scale);
        if (gradient)
            backward_block(net, gradient, work, theta, inputs, width);
    }
    if (gradient)
        nn_net_penalty_gradient(net, gradient, theta);
    *loss = (float)(sum * (double)scale + nn_net_penalty(net, theta));
    return nn_is_finite(*loss) ? NN_OK : NN_DIVERGED;
}

nn_status nn_net_loss(const nn_net *net, float *loss, const float *theta, const nn_data *data, float *work) {
    return evaluate(net, NULL, loss, theta, data, work);
}

nn_status nn_net_gradient(const nn_net *net, float *gradient, float *loss, const float *theta, const nn_data *data, float *work) {
    return evaluate(net, gradient, loss, theta, data, work);
}

/* ---- prediction */

/** Runs x row by row through the net, a block at a time; rows of inputs are packed in scratch. */
static void forward_rows(const nn_net *net, float *work, const float *theta, const float *x, size_t count) {
    float *inputs = rows_input(net, work);
    for (size_t i = 0; i < net->n_in; i++)
        for (size_t e = 0; e < nn_width(count); e++)
            inputs[i * NN_ROW + e] = e < count ? x[e * net->n_in + i] : 0.0f;
    nn_net_forward_block(net, work, theta, inputs, nn_width(count));
}

static size_t at_most_a_block(size_t n) {
    return n < NN_BLOCK ? n : NN_BLOCK;
}

nn_status nn_net_predict(const nn_net *net, float *outputs, const float *theta, const float *x, size_t n, float *work) {
    const float *last = rows_a(net, work) + net->layers[net->n_layers - 1].units_at * NN_ROW;
    for (size_t first = 0; first < n; first += NN_BLOCK) {
        const size_t count = at_most_a_block(n - first);
        forward_rows(net, work, theta, x + first * net->n_in, count);
        for (size_t e = 0; e < count; e++)
            for (size_t o = 0; o < net->n_out; o++)
                outputs[(first + e) * net->n_out + o] = last[o * NN_ROW + e];
    }
    return nn_all_finite(outputs, n * net->n_out) ? NN_OK : NN_DIVERGED;
}

nn_status nn_net_units(const nn_net *net, float *units, const float *theta, const float *x, size_t n, float *work) {
    const float *a = rows_a(net, work);
    for (size_t first = 0; first < n; first += NN_BLOCK) {
        const size_t count = at_most_a_block(n - first);
        forward_rows(net, work, theta, x + first * net->n_in, count);
        for (size_t u = 0; u < net->n_units; u++)
            memcpy(units + u * n + first, a + u * NN_ROW, count * sizeof *units);
    }
    return nn_all_finite(units, n * net->n_units) ? NN_OK : NN_DIVERGED;
}

/* ---- accuracy */

static size_t largest_row(const float *rows, size_t n_rows, size_t e) {
    size_t largest = 0;
    for (size_t r = 1; r < n_rows; r++)
        if (rows[r * NN_ROW + e] > rows[largest * NN_ROW + e])
            largest = r;
    return largest;
}

/** One output: the target's side of the threshold, which is 0 for a logit or targets ±1. Several: the largest. */
static bool is_right(const nn_net *net, const float *outputs, const float *targets, size_t e) {
    if (net->n_out > 1)
        return largest_row(outputs, net->n_out, e) == largest_row(targets, net->n_out, e);
    const float target_threshold = nn_loss_table(net->loss)->is_binary ? 0.5f : 0.0f;
    return (outputs[e] > 0.0f) == (targets[e] > target_threshold);
}

nn_status nn_net_accuracy(const nn_net *net, float *accuracy, const float *theta, const nn_data *data, float *work) {
    if (check_fit(net, data) != NN_OK)
        return NN_BAD_SHAPE;
    const float *outputs = rows_a(net, work) + net->layers[net->n_layers - 1].units_at * NN_ROW;
    size_t right = 0;
    for (size_t b = 0; b < data->n_blocks; b++) {
        const float *inputs = nn_data_block(data, b), *targets = inputs + net->n_in * NN_ROW;
        const size_t count = nn_data_count(data, b);
        nn_net_forward_block(net, work, theta, inputs, nn_width(count));
        for (size_t e = 0; e < count; e++)
            right += is_right(net, outputs, targets, e);
    }
    *accuracy = (float)right / (float)data->n;
    return NN_OK;
}
