/**
 * A net's loss and gradient at NN_LANES points at once, for thousands of descents of a small net: weights differ from lane to lane. Not for
 * batch normalisation, maxout and PReLU, where more than weights does.
 *
 * A column is one (example, lane) pair; four examples × NN_LANES lanes are a group of columns, and a row has up to GROUPS of them, so that a weight
 * that is loaded serves many examples and its sum stays in registers. Where net.c sums the examples 0, 4, 8 … of a block in one
 * lane, 1, 5, 9 … in the next, and adds the four at the end, here the four stand in columns of their own, and a group is added after the one
 * before it: the same sums in the same order, so the same bits as nn_net_gradient.
 */
#include "internal.h"

#include <string.h>

enum {
    EXAMPLES = 4,
    COLUMNS = EXAMPLES * NN_LANES,
    VECTORS = COLUMNS / 4,
    LANE_VECTORS = NN_LANES / 4,
    GROUPS = 8,
    ROW = GROUPS * COLUMNS
};

/* Kept apart: an engine gives the loops of a small function their registers, and those of one that holds them all it does not. */
#define APART static __attribute__((noinline))

/** Rows of n_columns floats, ROW at most; the sums' are of COLUMNS. */
typedef struct rows {
    size_t n_columns;
    float *z, *a;              /* of every unit */
    float *inputs, *targets;   /* spread over the lanes */
    bool is_spread;            /* by an earlier call: the rows hold all examples there are */
    float *delta, *delta_next; /* of the widest layer */
    float *losses;             /* one row */
    float *sums;               /* of every parameter, over the examples of a block */
    float *loss_sums;
    float *theta, *gradient; /* [n] of one lane, for the penalties */
} rows;

bool nn_net_has_lanes(const nn_net *net) {
    for (size_t l = 0; l < net->n_layers; l++)
        if (net->layers[l].options.batch_norm || net->layers[l].activation == NN_MAXOUT || net->layers[l].activation == NN_PRELU)
            return false;
    return true;
}

size_t nn_net_lanes_work_size(const nn_net *net) {
    return (2 * net->n_units + net->n_in + net->n_out + 2 * net->widest + 1) * ROW + (net->n_parameters + 1) * COLUMNS +
           2 * net->n_parameters;
}

static rows split_work(const nn_net *net, float *work) {
    rows r = {.n_columns = ROW};
    r.z = work;
    r.a = r.z + net->n_units * ROW;
    r.inputs = r.a + net->n_units * ROW;
    r.targets = r.inputs + net->n_in * ROW;
    r.delta = r.targets + net->n_out * ROW;
    r.delta_next = r.delta + net->widest * ROW;
    r.losses = r.delta_next + net->widest * ROW;
    r.sums = r.losses + ROW;
    r.loss_sums = r.sums + net->n_parameters * COLUMNS;
    r.theta = r.loss_sums + COLUMNS;
    r.gradient = r.theta + net->n_parameters;
    return r;
}

/** The examples from e on of a block's rows, each in all lanes. */
static void spread(float *to, const float *from, size_t n_rows, size_t e, size_t n_columns) {
    for (size_t r = 0; r < n_rows; r++)
        for (size_t c = 0; c < n_columns; c += 4)
            v4_store(to + r * n_columns + c, v4_splat(from[r * NN_ROW + e + c / NN_LANES]));
}

/** A row of a product, a group of columns at a time: out ← start + Σᵢ w[i·step] · in[i], every weight NN_LANES floats. */
APART void product_row(float *out, const float *w, const float *in, const float *start, size_t n_in, size_t step, size_t n_columns) {
    for (size_t g = 0; g < n_columns; g += COLUMNS) {
        v4 sum[VECTORS];
        for (size_t c = 0; c < VECTORS; c++)
            sum[c] = v4_load(start + 4 * (c % LANE_VECTORS));
        for (size_t i = 0; i < n_in; i++)
            for (size_t c = 0; c < VECTORS; c++)
                sum[c] += v4_load(w + i * step * NN_LANES + 4 * (c % LANE_VECTORS)) * v4_load(in + i * n_columns + g + 4 * c);
        for (size_t c = 0; c < VECTORS; c++)
            v4_store(out + g + 4 * c, sum[c]);
    }
}

/** out[o] ← bias[o] + Σᵢ w[o·row_step + i·column_step] · in[i], without bias where it is NULL. */
static void product(float *out, const float *w, const float *in, const float *bias, size_t n_out, size_t n_in, size_t row_step,
                    size_t column_step, size_t n_columns) {
    static const float zeros[NN_LANES];
    for (size_t o = 0; o < n_out; o++)
        product_row(out + o * n_columns, w + o * row_step * NN_LANES, in, bias ? bias + o * NN_LANES : zeros, n_in, column_step, n_columns);
}

static nn_bent bent_of(const nn_layer *layer) {
    return (nn_bent){.alpha = nn_layer_alpha(layer, NULL)};
}

static void forward(const nn_net *net, const rows *r, const float *thetas) {
    for (size_t l = 0; l < net->n_layers; l++) {
        const nn_layer *layer = &net->layers[l];
        float *z = r->z + layer->units_at * r->n_columns, *a = r->a + layer->units_at * r->n_columns;
        product(z, thetas + layer->weights_at * NN_LANES, l > 0 ? a - layer->n_in * r->n_columns : r->inputs,
                thetas + layer->biases_at * NN_LANES, layer->n_out, layer->n_in, layer->n_in, 1, r->n_columns);
        nn_activation_table(layer->activation)->forward(a, z, 1, layer->n_out * r->n_columns, bent_of(layer));
    }
}

/** sum [COLUMNS] ← sum + Σ x·y over the groups of columns, or Σ x where y is NULL. One function: of two an engine's tools would dissolve one. */
APART void add(float *sum, const float *x, const float *y, size_t n_columns) {
    v4 sums[VECTORS];
    for (size_t c = 0; c < VECTORS; c++)
        sums[c] = v4_load(sum + 4 * c);
    if (y)
        for (size_t g = 0; g < n_columns; g += COLUMNS)
            for (size_t c = 0; c < VECTORS; c++)
                sums[c] += v4_load(x + g + 4 * c) * v4_load(y + g + 4 * c);
    else
        for (size_t g = 0; g < n_columns; g += COLUMNS)
            for (size_t c = 0; c < VECTORS; c++)
                sums[c] += v4_load(x + g + 4 * c);
    for (size_t c = 0; c < VECTORS; c++)
        v4_store(sum + 4 * c, sums[c]);
}

static void backward(const nn_net *net, const rows *r, const float *thetas) {
    const size_t n_columns = r->n_columns;
    float *delta = r->delta, *next = r->delta_next;
    for (size_t l = net->n_layers; l-- > 0;) {
        const nn_layer *layer = &net->layers[l];
        const float *z = r->z + layer->units_at * n_columns, *a = r->a + layer->units_at * n_columns;
        const float *below = l > 0 ? a - layer->n_in * n_columns : r->inputs;
        nn_activation_table(layer->activation)->backward(delta, z, a, 1, layer->n_out * n_columns, bent_of(layer));
        for (size_t o = 0; o < layer->n_out; o++) {
            for (size_t i = 0; i < layer->n_in; i++)
                add(r->sums + (layer->weights_at + o * layer->n_in + i) * COLUMNS, delta + o * n_columns, below + i * n_columns, n_columns);
            add(r->sums + (layer->biases_at + o) * COLUMNS, delta + o * n_columns, NULL, n_columns);
        }
        if (l > 0)
            product(next, thetas + layer->weights_at * NN_LANES, delta, NULL, layer->n_in, layer->n_out, 1, layer->n_in, n_columns);
        float *swap = delta;
        delta = next;
        next = swap;
    }
}

/** Four lanes' sums of a row: v4_sum's order over its four examples. */
static v4 sum_of_lanes(const float *row, size_t lane) {
    const float *first = row + lane;
    return (v4_load(first) + v4_load(first + NN_LANES)) + (v4_load(first + 2 * NN_LANES) + v4_load(first + 3 * NN_LANES));
}

/** The examples behind count are padding: their columns count for nothing. */
static void clear_padding(float *row, size_t count, size_t n_columns) {
    for (size_t c = count * NN_LANES; c < n_columns; c++)
        row[c] = 0.0f;
}

/** Adds count examples of a block, from e on, to the sums; they fill the row up to its last group. */
static void add_examples(const nn_net *net, const rows *r, const float *thetas, const float *block, size_t e, size_t count, float scale) {
    const size_t n_columns = r->n_columns;
    if (!r->is_spread) {
        spread(r->inputs, block, net->n_in, e, n_columns);
        spread(r->targets, block + net->n_in * NN_ROW, net->n_out, e, n_columns);
    }
    forward(net, r, thetas);
    const float *outputs = r->a + net->layers[net->n_layers - 1].units_at * n_columns;
    nn_loss_table(net->loss)->gradient(r->delta, r->losses, outputs, r->targets, n_columns, net->n_out, n_columns, scale);
    clear_padding(r->losses, count, n_columns);
    for (size_t o = 0; o < net->n_out; o++)
        clear_padding(r->delta + o * n_columns, count, n_columns);
    add(r->loss_sums, r->losses, NULL, n_columns);
    backward(net, r, thetas);
}

static void add_block(const nn_net *net, rows *r, float *gradients, double *sums, const float *thetas, const float *block, size_t count,
                      float scale) {
    memset(r->sums, 0, net->n_parameters * COLUMNS * sizeof *r->sums);
    memset(r->loss_sums, 0, COLUMNS * sizeof *r->loss_sums);
    for (size_t e = 0; e < count; e += GROUPS * EXAMPLES) {
        const size_t rest = count - e, n = rest < GROUPS * EXAMPLES ? rest : GROUPS * EXAMPLES;
        r->n_columns = nn_width(n) * NN_LANES;
        add_examples(net, r, thetas, block, e, n, scale);
    }
    float losses[NN_LANES];
    for (size_t lane = 0; lane < NN_LANES; lane += 4) {
        for (size_t i = 0; i < net->n_parameters; i++) {
            float *gradient = gradients + i * NN_LANES + lane;
            v4_store(gradient, v4_load(gradient) + sum_of_lanes(r->sums + i * COLUMNS, lane));
        }
        v4_store(losses + lane, sum_of_lanes(r->loss_sums, lane));
    }
    for (size_t lane = 0; lane < NN_LANES; lane++)
        sums[lane] += (double)losses[lane];
}

/** Adds the penalties of one lane, by the code that serves one point; returns their value. */
static double add_penalty(const nn_net *net, const rows *r, float *gradients, const float *thetas, size_t lane) {
    for (size_t i = 0; i < net->n_parameters; i++) {
        r->theta[i] = thetas[i * NN_LANES + lane];
        r->gradient[i] = gradients[i * NN_LANES + lane];
    }
    nn_net_penalty_gradient(net, r->gradient, r->theta);
    for (size_t i = 0; i < net->n_parameters; i++)
        gradients[i * NN_LANES + lane] = r->gradient[i];
    return nn_net_penalty(net, r->theta);
}

nn_status nn_net_gradient_lanes(void *self, float *gradients, float *values, const float *thetas) {
    nn_net_objective *f = self;
    const nn_net *net = f->net;
    const nn_data *data = f->data;
    rows r = split_work(net, f->lanes_work);
    r.is_spread = f->is_spread;
    const float scale = nn_net_scale(net, data->n);
    const bool penalised = net->l1 != 0.0f || net->l2 != 0.0f;
    double sums[NN_LANES] = {0};
    memset(gradients, 0, net->n_parameters * NN_LANES * sizeof *gradients);
    for (size_t b = 0; b < data->n_blocks; b++)
        add_block(net, &r, gradients, sums, thetas, nn_data_block(data, b), nn_data_count(data, b), scale);
    for (size_t lane = 0; lane < NN_LANES; lane++) {
        const double penalty = penalised ? add_penalty(net, &r, gradients, thetas, lane) : 0;
        values[lane] = (float)(sums[lane] * (double)scale + penalty);
    }
    f->is_spread = data->n <= GROUPS * EXAMPLES;
    return NN_OK;
}
