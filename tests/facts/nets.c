/** What the sections share. */
#include "facts.h"

#include <stdio.h>
#include <stdlib.h>

enum { MAX_DEPTH = 16 };

void fact_must(nn_status status, const char *what) {
    if (status == NN_OK)
        return;
    fprintf(stderr, "facts: %s: %s\n", what, nn_status_message(status));
    exit(2);
}

void *fact_room(size_t count, size_t size) {
    void *room = calloc(count > 0 ? count : 1, size);
    if (!room) {
        fprintf(stderr, "facts: no room for %zu × %zu bytes\n", count, size);
        exit(2);
    }
    return room;
}

float *fact_floats(size_t n) {
    return fact_room(n, sizeof(float));
}

nn_net *fact_net(const size_t *sizes, size_t n_layers, nn_activation hidden, nn_activation output, nn_loss loss) {
    nn_activation activations[MAX_DEPTH];
    nn_net *net;
    if (n_layers > MAX_DEPTH)
        fact_must(NN_TOO_LARGE, "a net");
    for (size_t l = 0; l < n_layers; l++)
        activations[l] = l + 1 < n_layers ? hidden : output;
    fact_must(nn_net_new(&net, &(nn_net_spec){.n_layers = n_layers, .sizes = sizes, .activations = activations, .loss = loss}), "a net");
    return net;
}

nn_data *fact_data(const float *x, const float *y, size_t n, const nn_net *net) {
    size_t last = 0;
    nn_data *data;
    while (nn_net_layer(net, last + 1))
        last++;
    fact_must(nn_data_new(&data, x, y, n, nn_net_layer(net, 0)->n_in, nn_net_layer(net, last)->n_out), "data");
    return data;
}
