/** One pass back and forth with every number of it written out, as it is computed and as it is often drawn. */
#include "internal.h"

#include <string.h>

/** to [n_rows × data's n], row by row ← the rows of all blocks from first on. */
static void copy_rows(float *to, const float *from, size_t n_rows, nn_batch where, size_t n, size_t first) {
    for (size_t k = 0; k < where.n_blocks; k++, from += where.stride) {
        const size_t at = (first + k) * NN_BLOCK, count = n - at < NN_BLOCK ? n - at : (size_t)NN_BLOCK;
        for (size_t r = 0; r < n_rows; r++)
            memcpy(to + r * n + at, from + r * NN_ROW, count * sizeof *to);
    }
}

/** Backward through the blocks that are held; δ of every layer is copied out where it stands between activation and normalisation. */
static void backward(const nn_pass *pass, float *delta, float *gradient, const nn_data *data, size_t first, nn_batch where, bool as_drawn) {
    const nn_rows *rows = &pass->net->rows;
    float *block = nn_net_block(pass->net, pass->work, 0);
    const size_t n_blocks = where.n_blocks;
    for (size_t l = pass->net->n_layers; l-- > 0;) {
        const nn_layer *layer = &pass->net->layers[l];
        float *to = delta ? delta + layer->rows_at * data->n : NULL;
        if (as_drawn && to)
            copy_rows(to, block + rows->delta[l % 2], layer->n_rows, where, data->n, first);
        if (as_drawn && l > 0)
            nn_pass_to_inputs(pass, l, data, first, n_blocks);
        nn_pass_through_activation(pass, gradient, l, data, first, n_blocks);
        if (!as_drawn && to)
            copy_rows(to, block + rows->delta[l % 2], layer->n_rows, where, data->n, first);
        nn_pass_through_norm(pass, gradient, l, data, first, n_blocks);
        nn_pass_to_weights(pass, gradient, l, data, first, n_blocks);
        if (!as_drawn && l > 0)
            nn_pass_to_inputs(pass, l, data, first, n_blocks);
    }
}

/** Nothing is as drawn where a unit has several pre-activations, or where they depend on other examples. */
static bool can_be_drawn(const nn_net *net) {
    return !nn_net_has_batch_norm(net) && net->n_rows == net->n_units;
}

nn_status nn_net_trace(const nn_net *net, float *z, float *a, float *delta, float *gradient, float *loss, const float *theta,
                       const nn_data *data, bool as_drawn, float *work) {
    const nn_pass pass = {.net = net, .theta = theta, .work = work};
    const nn_status status = nn_net_check_fit(net, data, true);
    if (status != NN_OK)
        return status;
    if (as_drawn && !can_be_drawn(net))
        return NN_BAD_VALUE;
    const nn_rows *rows = &net->rows;
    float *block = nn_net_block(net, work, 0);
    const nn_batch where = {data->n, nn_pass_blocks(&pass, data), net->row_stride};
    const float scale = nn_net_scale(net, data->n);
    double sum = 0;
    memset(gradient, 0, net->n_parameters * sizeof *gradient);
    for (size_t first = 0; first < data->n_blocks; first += where.n_blocks) {
        nn_pass_forward(&pass, data, first, where.n_blocks);
        if (z)
            copy_rows(z, block, net->n_rows, where, data->n, first);
        if (a)
            copy_rows(a, block + rows->a, net->n_units, where, data->n, first);
        sum += nn_pass_loss(&pass, data, first, where.n_blocks, scale);
        backward(&pass, delta, gradient, data, first, where, as_drawn);
    }
    const float value = (float)(sum * (double)scale);
    if (loss)
        *loss = value;
    return nn_is_finite(value) ? NN_OK : NN_DIVERGED;
}
