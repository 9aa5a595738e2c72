/** What a net makes of examples in evaluation: a block at a time, whatever their number. */
#include "internal.h"

#include <string.h>

static size_t at_most_a_block(size_t n) {
    return n < NN_BLOCK ? n : NN_BLOCK;
}

/** row ← count numbers that stand `step` apart, and zeros up to its width. */
static void pack(float *row, const float *x, size_t step, size_t count) {
    size_t e = 0;
    for (; e + 4 <= count; e += 4, x += 4 * step)
        v4_store(row + e, (v4){x[0], x[step], x[2 * step], x[3 * step]});
    for (; e < nn_width(count); e++, x += step)
        row[e] = e < count ? *x : 0.0f;
}

/** x [count][n_rows] ← rows. */
static void unpack(float *x, const float *rows, size_t n_rows, size_t count) {
    for (size_t e = 0; e < count; e++)
        for (size_t r = 0; r < n_rows; r++)
            x[e * n_rows + r] = rows[r * NN_ROW + e];
}

/** Runs count examples, row by row, through the net; they are packed where δ would stand. Returns the rows of a. */
static const float *forward_rows(const nn_pass *pass, const float *x, size_t count) {
    const nn_net *net = pass->net;
    float *block = nn_net_block(net, pass->work, 0), *inputs = block + net->rows.delta[0];
    for (size_t i = 0; i < net->n_in; i++)
        pack(inputs + i * NN_ROW, x + i, net->n_in, count);
    nn_pass_forward(pass, &(nn_data){.n = count, .n_in = net->n_in, .n_blocks = 1, .blocks = inputs}, 0, 1);
    return block + net->rows.a;
}

/** NN_BAD_VALUE where batch normalisation has nothing to normalise by. */
static nn_status check_running(const nn_net *net, const float *running) {
    return running || !nn_net_has_batch_norm(net) ? NN_OK : NN_BAD_VALUE;
}

nn_status nn_net_predict(const nn_net *net, float *outputs, const float *theta, const float *running, const float *x, size_t n,
                         float *work) {
    const nn_pass pass = {.net = net, .theta = theta, .running = running, .work = work};
    if (check_running(net, running) != NN_OK)
        return NN_BAD_VALUE;
    for (size_t first = 0; first < n; first += NN_BLOCK) {
        const size_t count = at_most_a_block(n - first);
        const float *last = forward_rows(&pass, x + first * net->n_in, count) + net->layers[net->n_layers - 1].units_at * NN_ROW;
        if (net->n_out == 1)
            memcpy(outputs + first, last, count * sizeof *outputs);
        else
            unpack(outputs + first * net->n_out, last, net->n_out, count);
    }
    return nn_all_finite(outputs, n * net->n_out) ? NN_OK : NN_DIVERGED;
}

nn_status nn_net_units(const nn_net *net, float *units, const float *theta, const float *running, const float *x, size_t n, float *work) {
    const nn_pass pass = {.net = net, .theta = theta, .running = running, .work = work};
    if (check_running(net, running) != NN_OK)
        return NN_BAD_VALUE;
    for (size_t first = 0; first < n; first += NN_BLOCK) {
        const size_t count = at_most_a_block(n - first);
        const float *a = forward_rows(&pass, x + first * net->n_in, count);
        for (size_t u = 0; u < net->n_units; u++)
            memcpy(units + u * n + first, a + u * NN_ROW, count * sizeof *units);
    }
    return nn_all_finite(units, n * net->n_units) ? NN_OK : NN_DIVERGED;
}

/* ---- loss and accuracy */

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

nn_status nn_net_evaluate(const nn_net *net, float *loss, float *accuracy, const float *theta, const float *running, const nn_data *data,
                          float *work) {
    const nn_pass pass = {.net = net, .theta = theta, .running = running, .work = work};
    if (check_running(net, running) != NN_OK)
        return NN_BAD_VALUE;
    if (nn_net_check_fit(net, data, false) != NN_OK)
        return NN_BAD_SHAPE;
    const float *outputs = nn_net_block(net, work, 0) + net->rows.a + net->layers[net->n_layers - 1].units_at * NN_ROW;
    const float scale = nn_net_scale(net, data->n);
    size_t right = 0;
    double sum = 0;
    for (size_t b = 0; b < data->n_blocks; b++) {
        const float *targets = nn_data_block(data, b) + net->n_in * NN_ROW;
        nn_pass_forward(&pass, data, b, 1);
        sum += nn_pass_loss(&pass, data, b, 1, scale);
        for (size_t e = 0; e < nn_data_count(data, b); e++)
            right += is_right(net, outputs, targets, e);
    }
    const float value = (float)(sum * (double)scale + nn_net_penalty(net, theta));
    if (loss)
        *loss = value;
    if (accuracy)
        *accuracy = (float)right / (float)data->n;
    return nn_is_finite(value) ? NN_OK : NN_DIVERGED;
}
