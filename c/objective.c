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
    return nn_net_hessian_vector(f->net, product, theta, v, f->data, f->work);
}

nn_status nn_objective_new_net(nn_objective **objective, const nn_net *net, const nn_data *data) {
    *objective = NULL;
    if (nn_net_check_fit(net, data, false) != NN_OK)
        return NN_BAD_SHAPE;
    const size_t own = nn_net_work_size(net, data->n), lanes = nn_net_has_lanes(net) ? nn_net_lanes_work_size(net) : 0;
    const size_t work = own > lanes ? own : lanes;
    nn_net_objective *f = work < SIZE_MAX / sizeof(double) ? malloc(sizeof *f + work * sizeof f->work[0]) : NULL;
    if (!f)
        return NN_OUT_OF_MEMORY;
    f->base = (nn_objective){.n = net->n_parameters,
                             .l2 = net->l2,
                             .net = net,
                             .self = f,
                             .value = value,
                             .gradient = gradient,
                             .hessian_vector = hessian_vector,
                             .gradient_lanes = nn_net_has_lanes(net) ? nn_net_gradient_lanes : NULL,
                             .line = nn_net_has_batch_norm(net) ? NULL : nn_net_line};
    f->net = net;
    f->data = data;
    *objective = &f->base;
    return NN_OK;
}

/* Every objective is the first member of what was allocated for it. */
void nn_objective_free(nn_objective *objective) {
    free(objective);
}
