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

/** What a product holds for the next is 1 MiB at most, about what a core has of cache for itself; else it is computed again, block by block. */
enum { HELD_FLOATS = 1 << 18 };

static bool can_hold(const nn_net *net, const nn_data *data) {
    return nn_net_has_batch_norm(net) || data->n_blocks <= HELD_FLOATS / net->row_stride;
}

/** Where all blocks are held: work itself under batch normalisation, else what the first product took; NULL where they are not. */
static float *held(nn_net_objective *f) {
    return nn_net_has_batch_norm(f->net) ? f->work : f->held;
}

static nn_status hessian_vector(void *self, float *product, const float *theta, const float *v) {
    nn_net_objective *f = self;
    if (!held(f) && can_hold(f->net, f->data)) /* without memory for it, block by block */
        f->held = malloc(nn_net_work_size_holding(f->net, f->data->n_blocks) * sizeof *f->held);
    float *all = held(f);
    return nn_net_hessian_vector_holding(f->net, product, theta, v, f->data, all ? all : f->work, all ? f->data->n_blocks : 1, false);
}
static nn_status hessian_vector_again(void *self, float *product, const float *theta, const float *v) {
    nn_net_objective *f = self;
    float *all = held(f);
    return all ? nn_net_hessian_vector_holding(f->net, product, theta, v, f->data, all, f->data->n_blocks, true)
               : hessian_vector(self, product, theta, v);
}

static void release(void *self) {
    free(((nn_net_objective *)self)->held);
}

nn_status nn_objective_new_net(nn_objective **objective, const nn_net *net, const nn_data *data) {
    *objective = NULL;
    if (nn_net_check_fit(net, data, false) != NN_OK)
        return NN_BAD_SHAPE;
    const size_t own = nn_net_work_size(net, data->n), lanes = nn_net_has_lanes(net) ? nn_net_lanes_work_size(net) : 0;
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
                             .hessian_vector_again = can_hold(net, data) ? hessian_vector_again : NULL,
                             .gradient_lanes = nn_net_has_lanes(net) ? nn_net_gradient_lanes : NULL,
                             .line = nn_net_has_batch_norm(net) ? NULL : nn_net_line,
                             .release = release};
    f->net = net;
    f->data = data;
    f->held = NULL;
    f->lanes_work = f->work + own;
    f->is_spread = false;
    *objective = &f->base;
    return NN_OK;
}

/* Every objective is the first member of what was allocated for it. */
void nn_objective_free(nn_objective *objective) {
    if (objective && objective->release)
        objective->release(objective->self);
    free(objective);
}
