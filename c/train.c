/** Training: a net, its data in mini-batches, an optimiser; the last finite state is never lost. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

struct nn_trainer {
    const nn_net *net;
    const nn_data *data;
    size_t batch_size, n_batches; /* an epoch has n_batches; the last may be smaller */
    nn_data *batch;               /* the examples of a mini-batch, gathered; NULL for full batch */
    uint32_t *order;              /* [n] permutation of the epoch below */
    uint64_t order_seed, order_epoch;
    bool has_order;
    float *gradient;                               /* [n_parameters] */
    float *last_theta, *last_running, *last_state; /* before the last step; state grows with the optimiser */
    size_t last_state_size;
    float *work;
};

/** A batch's room, its examples still to be gathered. */
static nn_data *new_batch(const nn_data *data, size_t batch_size) {
    const size_t n_blocks = (batch_size - 1) / NN_BLOCK + 1;
    nn_data *batch = malloc(sizeof *batch);
    float *blocks = calloc(n_blocks * (data->n_in + data->n_out) * NN_ROW, sizeof *blocks);
    if (!batch || !blocks) {
        free(batch);
        free(blocks);
        return NULL;
    }
    *batch = (nn_data){.n = batch_size, .n_in = data->n_in, .n_out = data->n_out, .n_blocks = n_blocks, .blocks = blocks};
    return batch;
}

nn_status nn_trainer_new(nn_trainer **trainer, const nn_net *net, const nn_data *data, size_t batch_size) {
    *trainer = NULL;
    if (nn_net_check_fit(net, data, true) != NN_OK || batch_size == 0 || batch_size > data->n)
        return NN_BAD_SHAPE;
    if (nn_net_has_batch_norm(net) && batch_size == 1)
        return NN_BAD_SHAPE;
    const bool full_batch = batch_size == data->n;
    const size_t most = full_batch ? batch_size : batch_size + 1, work_size = nn_net_work_size(net, most);
    nn_trainer *made = calloc(1, sizeof *made);
    if (!made)
        return NN_OUT_OF_MEMORY;
    made->net = net;
    made->data = data;
    made->batch_size = batch_size;
    made->n_batches = (data->n - 1) / batch_size + 1;
    if (nn_net_has_batch_norm(net) && !full_batch && data->n % batch_size == 1)
        made->n_batches--;
    made->gradient = malloc(net->n_parameters * sizeof *made->gradient);
    made->last_theta = malloc(net->n_parameters * sizeof *made->last_theta);
    made->last_running = net->n_running > 0 ? malloc(net->n_running * sizeof *made->last_running) : NULL;
    made->work = work_size < SIZE_MAX / sizeof(double) ? malloc(work_size * sizeof *made->work) : NULL;
    made->batch = full_batch ? NULL : new_batch(data, most);
    made->order = full_batch ? NULL : malloc(data->n * sizeof *made->order);
    const bool has_batch = full_batch || (made->batch && made->order), has_running = net->n_running == 0 || made->last_running;
    if (!made->gradient || !made->last_theta || !made->work || !has_batch || !has_running) {
        nn_trainer_free(made);
        return NN_OUT_OF_MEMORY;
    }
    *trainer = made;
    return NN_OK;
}

void nn_trainer_free(nn_trainer *trainer) {
    if (!trainer)
        return;
    nn_data_free(trainer->batch);
    free(trainer->order);
    free(trainer->gradient);
    free(trainer->last_theta);
    free(trainer->last_running);
    free(trainer->last_state);
    free(trainer->work);
    free(trainer);
}

/** batch ← the examples of data named by order [n]. */
static void gather(nn_data *batch, const nn_data *data, const uint32_t *order, size_t n) {
    const size_t n_rows = data->n_in + data->n_out;
    batch->n = n;
    batch->n_blocks = (n - 1) / NN_BLOCK + 1;
    for (size_t k = 0; k < n; k++) {
        const float *from = nn_data_block(data, order[k] / NN_BLOCK) + order[k] % NN_BLOCK;
        float *to = batch->blocks + (k / NN_BLOCK) * n_rows * NN_ROW + k % NN_BLOCK;
        for (size_t r = 0; r < n_rows; r++)
            to[r * NN_ROW] = from[r * NN_ROW];
    }
    const size_t last = batch->n_blocks - 1; /* what a larger batch before it left in the padding */
    nn_clear_padding(batch->blocks + last * n_rows * NN_ROW, n_rows, nn_data_count(batch, last));
}

/** The examples of a step: all of them, or its piece of its epoch's permutation. */
static const nn_data *batch_of_step(nn_trainer *trainer, uint64_t seed, size_t step) {
    if (!trainer->batch)
        return trainer->data;
    const uint64_t epoch = step / trainer->n_batches;
    if (!trainer->has_order || trainer->order_seed != seed || trainer->order_epoch != epoch) {
        nn_rng rng = nn_rng_new(seed, epoch + 2); /* streams 0 and 1 draw weights and directions */
        nn_rng_permutation(&rng, trainer->order, trainer->data->n);
        trainer->order_seed = seed;
        trainer->order_epoch = epoch;
        trainer->has_order = true;
    }
    const size_t k = step % trainer->n_batches, first = k * trainer->batch_size;
    const bool is_last = k + 1 == trainer->n_batches;
    gather(trainer->batch, trainer->data, trainer->order + first, is_last ? trainer->data->n - first : trainer->batch_size);
    return trainer->batch;
}

static nn_status keep_room_for_state(nn_trainer *trainer, size_t state_size) {
    if (state_size <= trainer->last_state_size)
        return NN_OK;
    float *room = malloc(state_size * sizeof *room);
    if (!room)
        return NN_OUT_OF_MEMORY;
    free(trainer->last_state);
    trainer->last_state = room;
    trainer->last_state_size = state_size;
    return NN_OK;
}

static void copy(float *to, const float *from, size_t n) {
    if (n > 0)
        memcpy(to, from, n * sizeof *to);
}

/** The loss of a step's batch, and its gradient unless that is NULL, with the chances of that step. */
static nn_status evaluate_step(nn_trainer *trainer, float *gradient, float *loss, const float *theta, uint64_t seed, size_t step) {
    const nn_net *net = trainer->net;
    const nn_data *batch = batch_of_step(trainer, seed, step);
    nn_rng_lanes chances;
    nn_pass pass = {.net = net, .theta = theta, .work = trainer->work};
    if (net->has_slopes || net->has_dropout) {
        chances = nn_rng_lanes_new(seed, (UINT64_C(1) << 62) + step); /* far from the streams of epochs */
        pass.chances = &chances;
    }
    return nn_pass_evaluate(&pass, gradient, loss, batch);
}

nn_status nn_train(nn_trainer *trainer, float *theta, float *running, float *state, float *losses, size_t *n_done,
                   const nn_optimizer *optimizer, uint64_t seed, size_t first_step, size_t n_steps) {
    *n_done = 0;
    nn_status status = nn_optimizer_check(optimizer);
    if (status != NN_OK)
        return status;
    const size_t n = trainer->net->n_parameters, n_running = trainer->net->n_running, state_size = nn_optimizer_state_size(optimizer, n);
    status = keep_room_for_state(trainer, state_size);
    if (status != NN_OK)
        return status;
    /* One look beyond the last step: a step whose successor cannot be evaluated is taken back in the call that made it. */
    for (size_t k = 0; k <= n_steps; k++) {
        float loss;
        status = evaluate_step(trainer, k < n_steps ? trainer->gradient : NULL, &loss, theta, seed, first_step + k);
        if (status == NN_OK && k < n_steps) {
            losses[k] = loss;
            copy(trainer->last_theta, theta, n);
            copy(trainer->last_running, running, n_running);
            copy(trainer->last_state, state, state_size);
            status = nn_net_update_running(trainer->net, running, trainer->work, (trainer->batch ? trainer->batch : trainer->data)->n);
            if (status == NN_OK)
                status = nn_optimizer_step_groups(optimizer, trainer->net, theta, state, trainer->gradient, n, 1, first_step + k);
            *n_done = k + 1;
        }
        if (status != NN_OK) {
            if (*n_done > 0) {
                copy(theta, trainer->last_theta, n);
                copy(running, trainer->last_running, n_running);
                copy(state, trainer->last_state, state_size);
                *n_done -= 1;
            } else if (n_steps > 0) {
                losses[0] = loss;
            }
            return status;
        }
    }
    return NN_OK;
}
