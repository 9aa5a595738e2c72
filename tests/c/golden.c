/**
 * The same bits everywhere: hashes of 1,000 training steps, a surface, a basin map and a curvature, as one line of JSON.
 * Every build (compilers, optimisation levels, wasm, browsers through tests/golden.mjs) must print what tests/golden.json holds.
 */
#include "nn.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { N = 500, STEPS = 1000, SIZE = 16, STARTS = SIZE * SIZE };

/** FNV-1a over the bytes of the floats, least significant first. */
static uint64_t hash_floats(uint64_t hash, const float *x, size_t n) {
    for (size_t i = 0; i < n; i++) {
        union {
            float number;
            uint32_t bits;
        } u = {.number = x[i]};
        for (int shift = 0; shift < 32; shift += 8)
            hash = (hash ^ (u.bits >> shift & 0xff)) * UINT64_C(0x100000001b3);
    }
    return hash;
}
static const uint64_t START = UINT64_C(0xcbf29ce484222325);

static void must(nn_status status) {
    if (status != NN_OK) {
        fprintf(stderr, "golden: %s\n", nn_status_message(status));
        exit(1);
    }
}

static float *floats(size_t n) {
    float *x = calloc(n, sizeof *x);
    if (!x)
        must(NN_OUT_OF_MEMORY);
    return x;
}

/** offsets −span … span, SIZE of them. */
static void fill_offsets(float *offsets, float span) {
    for (size_t i = 0; i < SIZE; i++)
        offsets[i] = -span + 2.0f * span * (float)i / (float)(SIZE - 1);
}

typedef struct problem {
    nn_net *net;
    nn_data *data;
    nn_objective *f;
} problem;

static problem new_problem(nn_dataset set, size_t n, size_t n_inputs, const size_t *sizes, size_t n_layers) {
    static const nn_activation activations[] = {NN_TANH, NN_TANH, NN_IDENTITY};
    float *x = floats(n * n_inputs), *y = floats(n);
    problem p;
    must(nn_dataset_make(x, y, set, n, 0.1f, 3));
    if (set == NN_SPIRAL)
        for (size_t i = 0; i < n; i++)
            y[i] = y[i] > 0.5f ? 1.0f : -1.0f;
    must(nn_data_new(&p.data, x, y, n, n_inputs, 1));
    must(nn_net_new(&p.net, &(nn_net_spec){n_layers, sizes, activations + 3 - n_layers, NN_MSE, 0, 0, NULL}));
    must(nn_objective_new_net(&p.f, p.net, p.data));
    free(x);
    free(y);
    return p;
}

static void free_problem(problem p) {
    nn_objective_free(p.f);
    nn_net_free(p.net);
    nn_data_free(p.data);
}

static uint64_t hash_training(problem p, float *theta) {
    const size_t n = nn_net_n_parameters(p.net);
    const nn_optimizer optimizer = {.kind = NN_SGD, .learning_rate = 0.03f, .momentum = 0.9f};
    float *state = floats(n), *losses = floats(STEPS + 1);
    nn_trainer *trainer;
    size_t n_done;
    must(nn_net_init(p.net, theta, NN_XAVIER_NORMAL, 0, 7));
    must(nn_trainer_new(&trainer, p.net, p.data, 32));
    must(nn_train(trainer, theta, NULL, state, losses, &n_done, &optimizer, 11, 0, STEPS));
    const uint64_t hash = hash_floats(hash_floats(START, losses, STEPS), theta, n);
    nn_trainer_free(trainer);
    free(state);
    free(losses);
    return hash;
}

static uint64_t hash_surface(problem p, const float *theta) {
    const size_t n = p.f->n;
    float *u = floats(n), *v = floats(n), *work = floats(n), *losses = floats(STARTS), offsets[SIZE];
    nn_direction_random(u, n, 1);
    nn_direction_random(v, n, 2);
    nn_net_filter_normalise(p.net, u, theta);
    nn_net_filter_normalise(p.net, v, theta);
    fill_offsets(offsets, 1.0f);
    must(nn_surface(p.f, losses, theta, u, v, offsets, SIZE, offsets, SIZE, work));
    const uint64_t hash = hash_floats(START, losses, STARTS);
    free(u), free(v), free(work), free(losses);
    return hash;
}

static uint64_t hash_curvature(problem p, const float *theta) {
    const size_t n = p.f->n;
    float *vector = floats(n), *work = floats(nn_curvature_work_size(n, 40));
    nn_curvature curvature;
    must(nn_curvature_at(p.f, &curvature, vector, NULL, theta, NULL, work, 40, 1e-4f));
    const uint64_t hash = hash_floats(hash_floats(hash_floats(START, &curvature.max, 1), &curvature.min, 1), vector, n);
    free(vector), free(work);
    return hash;
}

/** Starts differ in the two hidden weights of a 1-2-1 net. */
static uint64_t hash_basins(void) {
    const size_t sizes[] = {1, 2, 1};
    problem p = new_problem(NN_SINE, 32, 1, sizes, 2);
    const size_t n = p.f->n;
    const nn_optimizer optimizer = {.kind = NN_SGD, .learning_rate = 0.1f};
    float *theta = floats(n), *starts = floats(STARTS * n), *losses = floats(STARTS), offsets[SIZE];
    float *work = floats(nn_basins_work_size(p.f, &optimizer));
    must(nn_net_init(p.net, theta, NN_XAVIER_NORMAL, 0, 7));
    fill_offsets(offsets, 3.0f);
    for (size_t k = 0; k < STARTS; k++)
        for (size_t i = 0; i < n; i++)
            starts[k * n + i] = i == 0 ? offsets[k % SIZE] : i == 1 ? offsets[k / SIZE] : theta[i];
    must(nn_basins_descend(p.f, starts, losses, starts, STARTS, work, &optimizer, 100));
    const uint64_t hash = hash_floats(hash_floats(START, losses, STARTS), starts, STARTS * n);
    free(theta), free(starts), free(losses), free(work);
    free_problem(p);
    return hash;
}

int main(void) {
    const size_t sizes[] = {2, 8, 8, 1};
    problem p = new_problem(NN_SPIRAL, N, 2, sizes, 3);
    float *theta = floats(p.f->n);
    const uint64_t training = hash_training(p, theta), surface = hash_surface(p, theta);
    const uint64_t curvature = hash_curvature(p, theta), basins = hash_basins();
    printf("{\"training\":\"%016" PRIx64 "\",\"surface\":\"%016" PRIx64 "\",\"basins\":\"%016" PRIx64 "\",\"curvature\":\"%016" PRIx64
           "\"}\n",
           training, surface, basins, curvature);
    free(theta);
    free_problem(p);
    return 0;
}
