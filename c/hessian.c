/**
 * The exact product of a net's Hessian with a vector v, by Pearlmutter (1994): differentiate the whole forward and backward pass along v.
 * With R{x} = d x(θ + rv) / dr at r = 0, and V, c the parts of v that stand where W, b stand in θ,
 *
 *     R{z} = W R{a₋} + V a₋ + c           R{a} = f′ R{z}                          forward; R{inputs} = 0
 *     R{δ} = R{∂L/∂a} f′ + ∂L/∂a f″ R{z}
 *     R{∂L/∂W} += R{δ} a₋ᵀ + δ R{a₋}ᵀ     R{∂L/∂b} += Σ R{δ}                      backward
 *     R{∂L/∂a₋} = Wᵀ R{δ} + Vᵀ δ
 *
 * The cost is about twice that of a gradient, whatever the number of parameters.
 */
#include "internal.h"

#include <string.h>

/** Scratch behind that of net.c: R{z} and R{a} of every unit, R{δ} twice, slope and bend of one row. */
typedef struct scratch {
    float *z, *a;              /* as net.c's forward pass leaves them */
    float *delta, *delta_next; /* ∂L/∂a, then δ */
    float *r_z, *r_a;
    float *r_delta, *r_delta_next;
    float *slope, *bend;
} scratch;

size_t nn_net_hessian_work_size(const nn_net *net) {
    return (2 * net->n_units + 2 * net->widest + 2) * NN_ROW;
}

static scratch split_work(const nn_net *net, float *work) {
    const size_t units = net->n_units * NN_ROW, widest = net->widest * NN_ROW;
    float *r = work + nn_net_hessian_work_at(net);
    return (scratch){
        .z = work,
        .a = work + units,
        .delta = work + 2 * units,
        .delta_next = work + 2 * units + widest,
        .r_z = r,
        .r_a = r + units,
        .r_delta = r + 2 * units,
        .r_delta_next = r + 2 * units + widest,
        .slope = r + 2 * units + 2 * widest,
        .bend = r + 2 * units + 2 * widest + NN_ROW,
    };
}

static void r_forward_block(const nn_net *net, const scratch *s, const float *theta, const float *v, const float *inputs, size_t width) {
    for (size_t l = 0; l < net->n_layers; l++) {
        const nn_layer *layer = &net->layers[l];
        const size_t at = layer->units_at * NN_ROW, below_at = at - (l > 0 ? layer->n_in * NN_ROW : 0);
        nn_kernel_product(s->r_z + at, v + layer->weights_at, l > 0 ? s->a + below_at : inputs, v + layer->biases_at, layer->n_out,
                          layer->n_in, layer->n_in, 1, width, false);
        if (l > 0)
            nn_kernel_product(s->r_z + at, theta + layer->weights_at, s->r_a + below_at, NULL, layer->n_out, layer->n_in, layer->n_in, 1,
                              width, true);
        for (size_t o = 0; o < layer->n_out; o++) {
            const size_t row = at + o * NN_ROW;
            nn_activation_table(layer->activation)->derivatives(s->slope, s->bend, s->z + row, s->a + row, width);
            for (size_t e = 0; e < width; e += 4)
                v4_store(s->r_a + row + e, v4_load(s->slope + e) * v4_load(s->r_z + row + e));
        }
    }
}

/** r_delta ← r_delta·f′ + delta·f″·r_z, then delta ← delta·f′, for a layer's rows. */
static void through_activation(const nn_layer *layer, const scratch *s, float *delta, float *r_delta, size_t width) {
    for (size_t o = 0; o < layer->n_out; o++) {
        const size_t row = (layer->units_at + o) * NN_ROW;
        nn_activation_table(layer->activation)->derivatives(s->slope, s->bend, s->z + row, s->a + row, width);
        for (size_t e = 0; e < width; e += 4) {
            const v4 slope = v4_load(s->slope + e), bend = v4_load(s->bend + e);
            const v4 d = v4_load(delta + o * NN_ROW + e), r = v4_load(r_delta + o * NN_ROW + e);
            v4_store(r_delta + o * NN_ROW + e, r * slope + d * bend * v4_load(s->r_z + row + e));
            v4_store(delta + o * NN_ROW + e, d * slope);
        }
    }
}

static void r_backward_block(const nn_net *net, float *product, scratch s, const float *theta, const float *v, const float *inputs,
                             size_t width) {
    for (size_t l = net->n_layers; l-- > 0;) {
        const nn_layer *layer = &net->layers[l];
        const size_t at = layer->units_at * NN_ROW, below_at = at - (l > 0 ? layer->n_in * NN_ROW : 0);
        const float *below = l > 0 ? s.a + below_at : inputs;
        through_activation(layer, &s, s.delta, s.r_delta, width);
        nn_kernel_outer(product + layer->weights_at, s.r_delta, below, layer->n_out, layer->n_in, width);
        nn_kernel_row_sums(product + layer->biases_at, s.r_delta, layer->n_out, width);
        if (l == 0)
            return;
        nn_kernel_outer(product + layer->weights_at, s.delta, s.r_a + below_at, layer->n_out, layer->n_in, width);
        const float *w = theta + layer->weights_at, *w_direction = v + layer->weights_at;
        nn_kernel_product(s.delta_next, w, s.delta, NULL, layer->n_in, layer->n_out, 1, layer->n_in, width, false);
        nn_kernel_product(s.r_delta_next, w, s.r_delta, NULL, layer->n_in, layer->n_out, 1, layer->n_in, width, false);
        nn_kernel_product(s.r_delta_next, w_direction, s.delta, NULL, layer->n_in, layer->n_out, 1, layer->n_in, width, true);
        s = (scratch){.z = s.z,
                      .a = s.a,
                      .delta = s.delta_next,
                      .delta_next = s.delta,
                      .r_z = s.r_z,
                      .r_a = s.r_a,
                      .r_delta = s.r_delta_next,
                      .r_delta_next = s.r_delta,
                      .slope = s.slope,
                      .bend = s.bend};
    }
}

nn_status nn_net_hessian_vector(const nn_net *net, float *product, const float *theta, const float *v, const nn_data *data, float *work) {
    if (data->n_in != net->n_in || data->n_out != net->n_out)
        return NN_BAD_SHAPE;
    const scratch s = split_work(net, work);
    const float scale = nn_net_scale(net, data->n);
    const size_t last = net->layers[net->n_layers - 1].units_at * NN_ROW;
    memset(product, 0, net->n_parameters * sizeof *product);
    for (size_t b = 0; b < data->n_blocks; b++) {
        const float *inputs = nn_data_block(data, b), *targets = inputs + net->n_in * NN_ROW;
        const size_t count = nn_data_count(data, b), width = nn_width(count);
        nn_net_forward_block(net, work, theta, inputs, width);
        nn_net_loss_block(net, s.delta, work, targets, count, scale);
        r_forward_block(net, &s, theta, v, inputs, width);
        nn_loss_table(net->loss)->second(s.r_delta, s.r_a + last, s.a + last, targets, NN_ROW, net->n_out, width, scale);
        nn_net_clear_padding(s.r_delta, net->n_out, count);
        r_backward_block(net, product, s, theta, v, inputs, width);
    }
    if (net->l2 != 0.0f) /* of the penalty, l2 alone has a curvature */
        for (size_t l = 0; l < net->n_layers; l++)
            for (size_t i = net->layers[l].weights_at; i < net->layers[l].biases_at; i++)
                product[i] += net->l2 * v[i];
    return nn_all_finite(product, net->n_parameters) ? NN_OK : NN_DIVERGED;
}
