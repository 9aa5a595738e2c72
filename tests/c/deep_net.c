#include "deep_net.h"

#include "internal.h"
#include "support.h"

#include <stdlib.h>

deep_net new_deep_net(size_t n_in, size_t width, size_t n_layers, size_t n_out, nn_activation activation, nn_activation output,
                      nn_loss loss, size_t n) {
    size_t sizes[DEEP_MAX_LAYERS + 1] = {n_in};
    nn_activation activations[DEEP_MAX_LAYERS];
    deep_net d = {0};
    for (size_t l = 0; l < n_layers; l++) {
        sizes[l + 1] = l + 1 < n_layers ? width : n_out;
        activations[l] = l + 1 < n_layers ? activation : output;
    }
    assert_int_equal(nn_net_new(&d.net, &(nn_net_spec){n_layers, sizes, activations, loss, 0, 0, NULL}), NN_OK);
    d.theta = malloc(nn_net_n_parameters(d.net) * sizeof *d.theta);
    d.work = malloc(nn_net_layer_stats_size(d.net, n) * sizeof *d.work);
    return d;
}

void measure_deep_net(deep_net *d, const float *x, const float *y, size_t n) {
    const nn_layer *last = nn_net_layer(d->net, d->net->n_layers - 1);
    assert_int_equal(nn_data_new(&d->data, x, y, n, nn_net_layer(d->net, 0)->n_in, last->n_out), NN_OK);
    assert_int_equal(nn_net_layer_stats(d->net, d->stats, d->theta, d->data, d->work), NN_OK);
    nn_data_free(d->data);
}

void free_deep_net(deep_net d) {
    nn_net_free(d.net);
    free(d.theta);
    free(d.work);
}
