/** A network on its data as a function of its parameters: the seam through which surfaces, descent and curvature see it. */
#include "internal.h"

#include <stdlib.h>

static nn_status value(void *self, float *result, const float *theta) {
    nn_net_objective *f = self;
    return nn_net_loss(f->net, result, theta, f->data, f->work);
}
static nn_status gradient(void *self, float *result, float *loss, const float *theta) {
    nn_net_objective *f = self;
    return nn_net_gradient(f->net, result, loss, theta, f->data, f->work);
}
static nn_status hessian_vector(void *self, float *product, const float *theta, const float *v) {
    nn_net_objective *f = self;
    return nn_net_hessian_vector_holding(f->net, product, theta, v, f->data, f->work, f->n_blocks, false);
}
static nn_status hessian_vector_again(void *self, float *product, const float *theta, const float *v) {
    nn_net_objective *f = self;
    return nn_net_hessian_vector_holding(f->net, product, theta, v, f->data, f->work, f->n_blocks, true);
}

/** What a product holds for the next is 1 MiB at most, about what a core has of cache for itself; else it is computed again, block by block. */
enum { HELD_FLOATS = 1 << 18 };

nn_status nn_objective_new_net(nn_objective **objective, const nn_net *net, const nn_data *data) {
    *objective = NULL;
    if (nn_net_check_fit(net, data, false) != NN_OK)
        return NN_BAD_SHAPE;
    const bool holds_all = nn_net_has_batch_norm(net) || data->n_blocks <= HELD_FLOATS / nn_net_row_stride(net);
    const size_t n_blocks = holds_all ? data->n_blocks : 1;
    const size_t own = nn_net_work_size_holding(net, n_blocks), lanes = nn_net_has_lanes(net) ? nn_net_lanes_work_size(net) : 0;
    nn_net_objective *f = own < SIZE_MAX / sizeof(double) ? malloc(sizeof *f + (own + lanes) * sizeof f->work[0]) : NULL;
    if (!f)
        return NN_OUT_OF_MEMORY;
    f->base = (nn_objective){.n = net->n_parameters,
                             .l2 = net->l2,
                             .net = net,
                             .self = f,
                             .value = value,
                             .gradient = gradient,
                             .hessian_vector = hessian_vector,
                             .hessian_vector_again = holds_all ? hessian_vector_again : NULL,
                             .gradient_lanes = nn_net_has_lanes(net) ? nn_net_gradient_lanes : NULL,
                             .line = nn_net_has_batch_norm(net) ? NULL : nn_net_line};
    f->net = net;
    f->data = data;
    f->n_blocks = n_blocks;
    f->lanes_work = f->work + own;
    f->is_spread = false;
    *objective = &f->base;
    return NN_OK;
}

/* Every objective is the first member of what was allocated for it. */
void nn_objective_free(nn_objective *objective) {
    free(objective);
}
