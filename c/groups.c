/** Parameter groups, as torch.optim has them: dense weights decay, the rest of a layer (biases, gains, slopes) steps by the same rule without decay. */
#include "internal.h"

nn_group nn_optimizer_group(const nn_optimizer *optimizer, const nn_net *net, size_t n, size_t index) {
    if (!net || optimizer->decay_on == NN_DECAY_ALL || optimizer->weight_decay == 0.0f)
        return (nn_group){0, index == 0 ? n : 0, true};
    const size_t l = index / 2;
    if (l >= net->n_layers)
        return (nn_group){n, 0, false};
    const nn_layer *layer = &net->layers[l];
    const size_t end = l + 1 < net->n_layers ? net->layers[l + 1].weights_at : n;
    return index % 2 == 0 ? (nn_group){layer->weights_at, layer->biases_at - layer->weights_at, true}
                          : (nn_group){layer->biases_at, end - layer->biases_at, false};
}
