/** Nets of up to 16 layers of equal width, and what a first sweep through them measures. */
#ifndef DEEP_NET_H
#define DEEP_NET_H

#include "nn.h"

enum { DEEP_MAX_LAYERS = 16 };

typedef struct deep_net {
    nn_net *net;
    nn_data *data;
    float *theta, *work;
    nn_layer_stats stats[DEEP_MAX_LAYERS];
} deep_net;

/** n_layers of width units and of the activation, but the last of n_out units of output; for n examples. Freed with free_deep_net. */
deep_net new_deep_net(size_t n_in, size_t width, size_t n_layers, size_t n_out, nn_activation activation, nn_activation output,
                      nn_loss loss, size_t n);
void free_deep_net(deep_net d);

/** Of every layer, into d->stats; x [n × inputs], y [n × outputs]. */
void measure_deep_net(deep_net *d, const float *x, const float *y, size_t n);

#endif
