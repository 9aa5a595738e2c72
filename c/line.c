/**
 * The loss of a net along a row of a surface.
 *
 * Two weights, or directions that are 0 in the first layers, leave these layers' outputs as they are, and of the first layer that they
 * touch all units but their own. So a block of examples is taken that far once for many points, and each point adds what changes. A point's sum
 * runs over the blocks in the order of nn_net_loss, so its bits are the same.
 */
#include "internal.h"

#include <string.h>

enum { POINTS = 64 }; /* that share what does not change */

/** What changes along u and v: parameters from … to − 1, and n units of a layer from first on, with all layers above it. */
typedef struct touched {
    size_t from, to, layer, first, n;
} touched;

/** The unit that a parameter of a layer belongs to; 0 for the slope that all share. */
static size_t unit_of(const nn_layer *layer, size_t i) {
    const size_t row = i < layer->biases_at ? (i - layer->weights_at) / layer->n_in : i - layer->biases_at;
    return layer->activation == NN_MAXOUT ? row / layer->options.pieces : i == layer->slope_at ? 0 : row;
}

static touched find_touched(const nn_net *net, const float *u, const float *v) {
    touched t = {.layer = net->n_layers - 1};
    size_t l = 0, behind = 0;
    for (size_t i = 0; i < net->n_parameters; i++) {
        if (u[i] == 0.0f && v[i] == 0.0f)
            continue;
        while (l + 1 < net->n_layers && net->layers[l + 1].weights_at <= i)
            l++;
        const nn_layer *layer = &net->layers[l];
        const size_t unit = unit_of(layer, i), past = i == layer->slope_at ? layer->n_out : unit + 1;
        if (t.to == 0)
            t.from = i, t.layer = l, t.first = unit;
        t.to = i + 1;
        if (l != t.layer)
            continue;
        t.first = unit < t.first ? unit : t.first;
        behind = past > behind ? past : behind;
    }
    t.n = behind - t.first;
    return t;
}

/** What no point changes. */
static void forward_below(const nn_pass *pass, const nn_data *data, size_t block, touched t) {
    for (size_t l = 0; l < t.layer; l++)
        nn_pass_forward_units(pass, data, block, l, 0, pass->net->layers[l].n_out);
    const size_t behind = t.first + t.n;
    nn_pass_forward_units(pass, data, block, t.layer, 0, t.first);
    nn_pass_forward_units(pass, data, block, t.layer, behind, pass->net->layers[t.layer].n_out - behind);
}

static void forward_above(const nn_pass *pass, const nn_data *data, size_t block, touched t) {
    nn_pass_forward_units(pass, data, block, t.layer, t.first, t.n);
    for (size_t l = t.layer + 1; l < pass->net->n_layers; l++)
        nn_pass_forward_units(pass, data, block, l, 0, pass->net->layers[l].n_out);
}

nn_status nn_net_line(void *self, float *losses, const float *origin, const float *u, const float *v, const float *alphas, size_t n_alphas,
                      float beta, float *work) {
    nn_net_objective *f = self;
    const nn_net *net = f->net;
    const nn_data *data = f->data;
    const nn_pass pass = {.net = net, .theta = work, .work = f->work};
    const float scale = nn_net_scale(net, data->n);
    const touched t = find_touched(net, u, v);
    memcpy(work, origin, net->n_parameters * sizeof *work);
    for (size_t first = 0; first < n_alphas; first += POINTS) {
        const size_t n = n_alphas - first < POINTS ? n_alphas - first : POINTS;
        double sums[POINTS] = {0};
        for (size_t b = 0; b < data->n_blocks; b++) {
            forward_below(&pass, data, b, t);
            for (size_t k = 0; k < n; k++) {
                for (size_t i = t.from; i < t.to; i++)
                    work[i] = (origin[i] + alphas[first + k] * u[i]) + beta * v[i];
                forward_above(&pass, data, b, t);
                sums[k] += nn_pass_loss(&pass, data, b, 1, scale);
                losses[first + k] = (float)(sums[k] * (double)scale + nn_net_penalty(net, work));
            }
        }
    }
    return NN_OK;
}
