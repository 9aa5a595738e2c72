/**
 * The exact product of a net's Hessian with a vector v, by Pearlmutter (1994): differentiate the whole forward and backward pass along v.
 * With R{x} = d x(θ + rv) / dr at r = 0, and V, c the parts of v that stand where W, b stand in θ,
 *
 *     R{z} = W R{a₋} + V a₋ + c           R{a} = f′ R{z}                          forward; R{inputs} = 0
 *     R{δ} = R{∂L/∂a} f′ + ∂L/∂a R{f′}     R{f′} = f″ R{z}
 *     R{∂L/∂W} += R{δ} a₋ᵀ + δ R{a₋}ᵀ     R{∂L/∂b} += Σ R{δ}                      backward
 *     R{∂L/∂a₋} = Wᵀ R{δ} + Vᵀ δ
 *
 * batch_norm.c has what goes between u and z under batch normalisation. PReLU's slope s bends f itself: with C its part of v, R{a} gains
 * C·min(z, 0), R{f′} gains C below 0, and R{∂L/∂s} += Σ R{∂L/∂a} min(z, 0) + ∂L/∂a R{z} below 0. Maxout passes along its winning pieces.
 *
 * The cost is about twice that of a gradient, whatever the number of parameters, and hardly more than one for further products at the same θ.
 */
#include "internal.h"

#include <string.h>

/** A pass, the vector along which it is differentiated, and what of the data is held. */
typedef struct r_pass {
    nn_pass pass;
    const float *v;
    const nn_data *data;
    size_t first, n_blocks;
    nn_batch batch;
} r_pass;

static size_t width_of(const r_pass *p, size_t k) {
    return nn_width(nn_data_count(p->data, p->first + k));
}

static float *block_of(const r_pass *p, size_t k) {
    return nn_net_block(p->pass.net, p->pass.work, k);
}

/** The part of v that belongs to PReLU's slope. */
static float slope_direction(const r_pass *p, const nn_layer *layer) {
    return layer->activation == NN_PRELU ? p->v[layer->slope_at] : 0.0f;
}

/*
 * ---- what does not depend on v, held from one product to the next: a, what batch normalisation found, slope = f′, curve = ∂L/∂a f″, and δ in held.
 * PReLU, whose f″ is 0, has for its curve ∂L/∂a below 0; maxout has neither.
 */

/** Of a row of a layer that does not take the largest; delta: ∂L/∂a, which becomes δ. */
static void hold_row(const r_pass *p, const nn_layer *layer, float *slope, float *curve, float *delta, const float *z, const float *a,
                     size_t width) {
    const nn_bent bent = {.alpha = nn_layer_alpha(layer, p->pass.theta)};
    nn_activation_table(layer->activation)->derivatives(slope, curve, z, a, width, bent);
    for (size_t e = 0; e < width; e += 4) {
        const v4 d = v4_load(delta + e), below = v4_select(v4_load(z + e) > v4_splat(0.0f), v4_splat(0.0f), d);
        v4_store(curve + e, layer->activation == NN_PRELU ? below : d * v4_load(curve + e));
        v4_store(delta + e, d * v4_load(slope + e));
    }
}

/** Of a block of layer l, whose delta holds ∂L/∂a and then δ. */
static void hold_layer(const r_pass *p, size_t l, size_t k) {
    const nn_layer *layer = &p->pass.net->layers[l];
    const nn_rows *rows = &p->pass.net->rows;
    float *block = block_of(p, k);
    const size_t at = layer->rows_at * NN_ROW, size = layer->n_rows * NN_ROW;
    const float *z = block + at, *a = block + rows->a + layer->units_at * NN_ROW;
    float *delta = block + rows->delta[l % 2];
    if (layer->activation == NN_MAXOUT)
        nn_maxout_backward(delta, z, layer->n_out, layer->options.pieces, width_of(p, k));
    else
        for (size_t row = 0; row < size; row += NN_ROW)
            hold_row(p, layer, block + rows->slope + at + row, block + rows->curve + at + row, delta + row, z + row, a + row,
                     width_of(p, k));
    memcpy(block + rows->held + at, delta, size * sizeof *delta);
}

/** Adds to gradient what the normalisation has of one, which nobody asked for. */
static void hold(const r_pass *p, float *gradient, float scale) {
    nn_pass_forward(&p->pass, p->data, p->first, p->n_blocks);
    nn_pass_loss(&p->pass, p->data, p->first, p->n_blocks, scale);
    for (size_t l = p->pass.net->n_layers; l-- > 0;) {
        for (size_t k = 0; k < p->n_blocks; k++)
            hold_layer(p, l, k);
        nn_pass_through_norm(&p->pass, gradient, l, p->data, p->first, p->n_blocks);
        if (l > 0)
            nn_pass_to_inputs(&p->pass, l, p->data, p->first, p->n_blocks);
    }
}

/* ---- forward along v; R{inputs} = 0 */

/** R{u} of a block: where R{z} stands, or R{normalised} under batch normalisation. */
static void r_dense(const r_pass *p, size_t l, size_t k) {
    const nn_net *net = p->pass.net;
    const nn_layer *layer = &net->layers[l];
    const nn_rows *rows = &p->pass.net->rows;
    float *block = block_of(p, k), *along = block + rows->along;
    const size_t below = (layer->units_at - layer->n_in) * NN_ROW;
    float *r_u = layer->options.batch_norm ? along + rows->normalised + layer->running_at / 2 * NN_ROW : along + layer->rows_at * NN_ROW;
    nn_kernel_product(r_u, p->v + layer->weights_at, l > 0 ? block + rows->a + below : nn_data_block(p->data, p->first + k),
                      p->v + layer->biases_at, layer->n_rows, layer->n_in, layer->n_in, 1, width_of(p, k), false);
    if (l > 0)
        nn_kernel_product(r_u, p->pass.theta + layer->weights_at, along + rows->a + below, NULL, layer->n_rows, layer->n_in, layer->n_in, 1,
                          width_of(p, k), true);
}

static void r_normalise(const r_pass *p, const nn_layer *layer) {
    const nn_moments moments = nn_net_moments(p->pass.net, p->pass.work);
    const nn_rows *rows = &p->pass.net->rows;
    float *block = block_of(p, 0), *along = block + rows->along;
    const size_t at = layer->running_at / 2;
    for (size_t o = 0; o < layer->n_rows; o++)
        moments.along[at + o] =
            nn_batch_norm_forward_along(along + (layer->rows_at + o) * NN_ROW, along + rows->normalised + (at + o) * NN_ROW,
                                        block + rows->normalised + (at + o) * NN_ROW, p->batch, moments.inverse[at + o],
                                        p->pass.theta[layer->gamma_at + o], p->v[layer->gamma_at + o], p->v[layer->beta_at + o]);
}

static void r_activate(const r_pass *p, const nn_layer *layer, size_t k) {
    const nn_rows *rows = &p->pass.net->rows;
    float *block = block_of(p, k), *along = block + rows->along;
    const float *z = block + layer->rows_at * NN_ROW, *r_z = along + layer->rows_at * NN_ROW;
    float *r_a = along + rows->a + layer->units_at * NN_ROW;
    if (layer->activation == NN_MAXOUT) {
        nn_maxout_along(r_a, r_z, z, layer->n_out, layer->options.pieces, width_of(p, k));
        return;
    }
    const float *slope = block + rows->slope + layer->rows_at * NN_ROW;
    const float slope_along = slope_direction(p, layer);
    for (size_t o = 0; o < layer->n_out; o++) {
        const size_t row = o * NN_ROW;
        for (size_t e = 0; e < width_of(p, k); e += 4) {
            v4 r = v4_load(slope + row + e) * v4_load(r_z + row + e);
            if (layer->activation == NN_PRELU)
                r += slope_along * v4_min(v4_load(z + row + e), v4_splat(0.0f));
            v4_store(r_a + row + e, r);
        }
    }
}

static void r_forward(const r_pass *p) {
    for (size_t l = 0; l < p->pass.net->n_layers; l++) {
        const nn_layer *layer = &p->pass.net->layers[l];
        for (size_t k = 0; k < p->n_blocks; k++)
            r_dense(p, l, k);
        if (layer->options.batch_norm)
            r_normalise(p, layer);
        for (size_t k = 0; k < p->n_blocks; k++)
            r_activate(p, layer, k);
    }
}

/* ---- loss */

static void r_loss(const r_pass *p, float scale) {
    const nn_net *net = p->pass.net;
    const size_t last = net->n_layers - 1, at = net->layers[last].units_at * NN_ROW;
    for (size_t k = 0; k < p->n_blocks; k++) {
        const nn_rows *rows = &p->pass.net->rows;
        float *block = block_of(p, k), *along = block + rows->along;
        const float *targets = nn_data_block(p->data, p->first + k) + net->n_in * NN_ROW;
        nn_loss_table(net->loss)->second(along + rows->delta[last % 2], along + rows->a + at, block + rows->a + at, targets, NN_ROW,
                                         net->n_out, width_of(p, k), scale);
        nn_clear_padding(along + rows->delta[last % 2], net->n_out, nn_data_count(p->data, p->first + k));
    }
}

/* ---- backward */

/** R{∂L/∂s} of PReLU += Σ R{∂L/∂a} min(z, 0) + ∂L/∂a R{z} below 0. */
static void r_slope(float *product, const float *curve, const float *r, const float *z, const float *r_z, size_t width) {
    v4 sum = v4_splat(0.0f);
    for (size_t e = 0; e < width; e += 4)
        sum += v4_load(r + e) * v4_min(v4_load(z + e), v4_splat(0.0f)) + v4_load(curve + e) * v4_load(r_z + e);
    *product += v4_sum(sum);
}

/** r_delta ← r_delta·f′ + ∂L/∂a·R{f′} for a block's rows. */
static void r_through_activation(const r_pass *p, float *product, size_t l, size_t k) {
    const nn_layer *layer = &p->pass.net->layers[l];
    const nn_rows *rows = &p->pass.net->rows;
    float *block = block_of(p, k), *along = block + rows->along;
    const size_t width = width_of(p, k), at = layer->rows_at * NN_ROW;
    const float *z = block + at, *r_z = along + at, *slope = block + rows->slope + at, *curve = block + rows->curve + at;
    float *r_delta = along + rows->delta[l % 2];
    if (layer->activation == NN_MAXOUT) {
        nn_maxout_backward(r_delta, z, layer->n_out, layer->options.pieces, width);
        return;
    }
    const v4 slope_along = v4_splat(slope_direction(p, layer));
    for (size_t row = 0; row < layer->n_out * NN_ROW; row += NN_ROW) {
        const bool bends = layer->activation != NN_PRELU;
        if (!bends)
            r_slope(product + layer->slope_at, curve + row, r_delta + row, z + row, r_z + row, width);
        for (size_t e = row; e < row + width; e += 4)
            v4_store(r_delta + e,
                     v4_load(r_delta + e) * v4_load(slope + e) + v4_load(curve + e) * (bends ? v4_load(r_z + e) : slope_along));
    }
}

static void r_through_norm(const r_pass *p, float *product, size_t l) {
    const nn_layer *layer = &p->pass.net->layers[l];
    const nn_moments moments = nn_net_moments(p->pass.net, p->pass.work);
    const nn_rows *rows = &p->pass.net->rows;
    float *block = block_of(p, 0), *along = block + rows->along;
    for (size_t k = 0; k < p->n_blocks; k++)
        memcpy(block_of(p, k) + rows->delta[l % 2], block_of(p, k) + rows->held + layer->rows_at * NN_ROW,
               layer->n_rows * NN_ROW * sizeof *product);
    for (size_t o = 0; o < layer->n_rows; o++) {
        const size_t at = layer->running_at / 2 + o;
        nn_batch_norm_backward_along(block + rows->delta[l % 2] + o * NN_ROW, along + rows->delta[l % 2] + o * NN_ROW,
                                     &product[layer->gamma_at + o], &product[layer->beta_at + o], block + rows->normalised + at * NN_ROW,
                                     along + rows->normalised + at * NN_ROW, p->batch, moments.inverse[at], moments.along[at],
                                     p->pass.theta[layer->gamma_at + o], p->v[layer->gamma_at + o]);
    }
}

/** Here r_delta holds R{∂L/∂u}, and delta ∂L/∂u where that is not δ, which is held. */
static void r_to_weights_and_inputs(const r_pass *p, float *product, size_t l, size_t k) {
    const nn_layer *layer = &p->pass.net->layers[l];
    const nn_rows *rows = &p->pass.net->rows;
    float *block = block_of(p, k), *along = block + rows->along;
    const size_t width = width_of(p, k), below = (layer->units_at - layer->n_in) * NN_ROW;
    const float *delta = layer->options.batch_norm ? block + rows->delta[l % 2] : block + rows->held + layer->rows_at * NN_ROW;
    const float *r_delta = along + rows->delta[l % 2];
    nn_kernel_outer(product + layer->weights_at, r_delta, l > 0 ? block + rows->a + below : nn_data_block(p->data, p->first + k),
                    layer->n_rows, layer->n_in, width);
    nn_kernel_row_sums(product + layer->biases_at, r_delta, layer->n_rows, width);
    if (l == 0)
        return;
    nn_kernel_outer(product + layer->weights_at, delta, along + rows->a + below, layer->n_rows, layer->n_in, width);
    const float *w = p->pass.theta + layer->weights_at, *w_direction = p->v + layer->weights_at;
    float *r_next = along + rows->delta[(l + 1) % 2];
    nn_kernel_product(r_next, w, r_delta, NULL, layer->n_in, layer->n_rows, 1, layer->n_in, width, false);
    nn_kernel_product(r_next, w_direction, delta, NULL, layer->n_in, layer->n_rows, 1, layer->n_in, width, true);
}

static void r_backward(const r_pass *p, float *product) {
    for (size_t l = p->pass.net->n_layers; l-- > 0;) {
        for (size_t k = 0; k < p->n_blocks; k++)
            r_through_activation(p, product, l, k);
        if (p->pass.net->layers[l].options.batch_norm)
            r_through_norm(p, product, l);
        for (size_t k = 0; k < p->n_blocks; k++)
            r_to_weights_and_inputs(p, product, l, k);
    }
}

nn_status nn_net_hessian_vector_holding(const nn_net *net, float *product, const float *theta, const float *v, const nn_data *data,
                                        float *work, size_t n_blocks, bool again) {
    const nn_status status = nn_net_check_fit(net, data, true);
    if (status != NN_OK)
        return status;
    r_pass p = {.pass = {.net = net, .theta = theta, .work = work}, .v = v, .data = data};
    const float scale = nn_net_scale(net, data->n);
    p.n_blocks = n_blocks;
    p.batch = (nn_batch){data->n, p.n_blocks, net->row_stride};
    for (; p.first < data->n_blocks; p.first += p.n_blocks) {
        if (!again)
            hold(&p, product, scale);
        if (p.first == 0)
            memset(product, 0, net->n_parameters * sizeof *product);
        r_forward(&p);
        r_loss(&p, scale);
        r_backward(&p, product);
    }
    if (net->l2 != 0.0f) /* of the penalty, l2 alone has a curvature */
        for (size_t l = 0; l < net->n_layers; l++)
            for (size_t i = net->layers[l].weights_at; i < net->layers[l].biases_at; i++)
                product[i] += net->l2 * v[i];
    return nn_all_finite(product, net->n_parameters) ? NN_OK : NN_DIVERGED;
}

nn_status nn_net_hessian_vector(const nn_net *net, float *product, const float *theta, const float *v, const nn_data *data, float *work) {
    const nn_pass pass = {.net = net};
    return nn_net_hessian_vector_holding(net, product, theta, v, data, work, nn_pass_blocks(&pass, data), false);
}
