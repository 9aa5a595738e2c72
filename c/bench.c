#include "bench.h"
#include "nn.h"

#include <stdlib.h>

#ifdef __wasm__
#define EXPORT(name) __attribute__((used, export_name(#name)))
#else
#define EXPORT(name)
#endif

enum { SIZE = 64, STARTS = 64, DESCENT_STEPS = 100, PEAK_ROUNDS = 10000 };

struct bench {
    bench_task task;
    nn_net *net;
    nn_data *data;
    nn_objective *f;
    nn_trainer *trainer;
    nn_optimizer optimizer;
    float *theta, *running, *u, *v, *work, *starts, *ends, *losses, offsets[SIZE];
    float sink;
};

static const size_t small_sizes[] = {2, 8, 8, 1}, tiny_sizes[] = {1, 2, 1}, wide_sizes[] = {10, 100, 100, 100, 100, 100, 1};

typedef struct shape {
    const size_t *sizes;
    size_t n_layers, n_examples, n_rows; /* n_rows: of scratch, each as long as theta */
    float learning_rate;
} shape;

static shape shape_of(bench_task task) {
    if (task == BENCH_DESCENT)
        return (shape){tiny_sizes, 2, 32, STARTS, 0.1f};
    if (task == BENCH_WIDE)
        return (shape){wide_sizes, 6, 256, 1, 1e-3f};
    return (shape){small_sizes, 3, 500, SIZE, 0.03f};
}

/** n_examples inputs spread evenly over ±1, their target the product of the first and last. */
static nn_status make_data(nn_data **data, const shape *s) {
    const size_t n = s->n_examples, n_in = s->sizes[0];
    float *x = malloc(n * n_in * sizeof *x), *y = malloc(n * sizeof *y);
    nn_status status = NN_OUT_OF_MEMORY;
    if (x && y) {
        nn_rng rng = nn_rng_new(5, 0);
        for (size_t i = 0; i < n * n_in; i++)
            x[i] = nn_rng_uniform(&rng, -1.0f, 1.0f);
        for (size_t e = 0; e < n; e++)
            y[e] = x[e * n_in] * x[e * n_in + n_in - 1];
        status = nn_data_new(data, x, y, n, n_in, 1);
    }
    free(x);
    free(y);
    return status;
}

_Static_assert(BENCH_N_TASKS == BENCH_ACTIVATION + NN_N_ACTIVATIONS, "a task for each activation");

static nn_status make_net(bench *b, const shape *s) {
    const nn_activation hidden = b->task >= BENCH_ACTIVATION ? (nn_activation)(b->task - BENCH_ACTIVATION) : NN_TANH;
    nn_activation activations[6];
    nn_layer_options options[6];
    for (size_t l = 0; l < s->n_layers; l++) {
        activations[l] = l + 1 < s->n_layers ? hidden : NN_IDENTITY;
        options[l] = nn_layer_defaults(activations[l]);
        options[l].batch_norm = b->task == BENCH_NORM && l + 1 < s->n_layers;
    }
    const nn_net_spec spec = {.n_layers = s->n_layers, .sizes = s->sizes, .activations = activations, .loss = NN_MSE, .options = options};
    nn_status status = make_data(&b->data, s);
    if (status == NN_OK)
        status = nn_net_new(&b->net, &spec);
    if (status == NN_OK)
        status = nn_objective_new_net(&b->f, b->net, b->data);
    if (status == NN_OK)
        status = nn_trainer_new(&b->trainer, b->net, b->data, s->n_examples);
    return status;
}

static float *floats(size_t n) {
    return calloc(n, sizeof(float));
}

static nn_status make_points(bench *b, const shape *s) {
    const size_t n = b->f->n, n_work = nn_basins_work_size(b->f, &b->optimizer);
    b->theta = floats(n), b->running = floats(nn_net_n_running(b->net) + 1), b->u = floats(n), b->v = floats(n),
    b->work = floats(n_work > n ? n_work : n);
    b->starts = floats(s->n_rows * n), b->ends = floats(s->n_rows * n), b->losses = floats(SIZE);
    if (!b->theta || !b->running || !b->u || !b->v || !b->work || !b->starts || !b->ends || !b->losses)
        return NN_OUT_OF_MEMORY;
    nn_direction_random(b->u, n, 1);
    nn_direction_random(b->v, n, 2);
    nn_direction_random(b->starts, s->n_rows * n, 3);
    for (size_t i = 0; i < SIZE; i++)
        b->offsets[i] = -1.0f + 2.0f * (float)i / (float)(SIZE - 1);
    return nn_net_init(b->net, b->theta, NN_XAVIER_NORMAL, 0, 7);
}

EXPORT(bench_new) bench *bench_new(bench_task task) {
    bench *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    const shape s = shape_of(task);
    b->task = task;
    b->optimizer = (nn_optimizer){.kind = NN_SGD, .learning_rate = s.learning_rate};
    if (make_net(b, &s) == NN_OK && make_points(b, &s) == NN_OK)
        return b;
    bench_free(b);
    return NULL;
}

EXPORT(bench_free) void bench_free(bench *b) {
    float *const arrays[] = {b->theta, b->running, b->u, b->v, b->work, b->starts, b->ends, b->losses};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        free(arrays[i]);
    nn_trainer_free(b->trainer);
    nn_objective_free(b->f);
    nn_net_free(b->net);
    nn_data_free(b->data);
    free(b);
}

static bool is_training(bench_task task) {
    return task == BENCH_STEP || task == BENCH_WIDE || task == BENCH_NORM || task >= BENCH_ACTIVATION;
}

/** Steps in calls of many, as a page trains: each call evaluates one loss beyond its last step. */
static nn_status train(bench *b, size_t steps) {
    nn_status status = NN_OK;
    for (size_t done = 0; done < steps && status == NN_OK; done += SIZE) {
        size_t n_done;
        const size_t rest = steps - done;
        status = nn_train(b->trainer, b->theta, b->running, NULL, b->losses, &n_done, &b->optimizer, 0, 0, rest < SIZE ? rest : SIZE);
    }
    return status;
}

static nn_status run_once(bench *b) {
    switch (b->task) {
    case BENCH_SURFACE:
        return nn_surface(b->f, b->losses, b->theta, b->u, b->v, b->offsets, SIZE, b->offsets, 1, b->work);
    case BENCH_DESCENT:
        return nn_basins_descend(b->f, b->ends, b->losses, b->starts, STARTS, b->work, &b->optimizer, DESCENT_STEPS);
    case BENCH_GRADIENT:
        return b->f->gradient(b->f->self, b->u, b->losses, b->theta);
    case BENCH_PRODUCT:
        return b->f->hessian_vector(b->f->self, b->u, b->theta, b->v);
    default:
        b->sink += bench_peak(PEAK_ROUNDS);
        return NN_OK;
    }
}

EXPORT(bench_run) int bench_run(bench *b, size_t repeats) {
    nn_status status = NN_OK;
    if (is_training(b->task))
        return (int)train(b, repeats);
    for (size_t r = 0; r < repeats && status == NN_OK; r++)
        status = run_once(b);
    return (int)status;
}

EXPORT(bench_operations) double bench_operations(bench_task task) {
    if (task == BENCH_PEAK)
        return bench_peak_operations(PEAK_ROUNDS);
    if (task != BENCH_WIDE)
        return 0;
    const shape s = shape_of(task);
    double products = 0; /* forward, for the weights, and for the inputs of every layer but the first */
    for (size_t l = 0; l < s.n_layers; l++)
        products += (double)(s.sizes[l] * s.sizes[l + 1]) * (l == 0 ? 2 : 3);
    return 2 * products * (double)s.n_examples;
}

#ifndef __wasm__
#include <stdio.h>
#include <time.h>

static double seconds(void) {
    struct timespec now;
    timespec_get(&now, TIME_UTC);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/** Seconds a repeat: the fewest repeats, doubled, that take a quarter of a second. */
static double time_of(bench *b) {
    for (size_t repeats = 1;; repeats *= 2) {
        const double start = seconds();
        if (bench_run(b, repeats) != 0)
            return -1;
        const double taken = seconds() - start;
        if (taken > 0.25)
            return taken / (double)repeats;
    }
}

/** bench [task number]: one line of JSON a task. */
int main(int n_arguments, char **arguments) {
    const int only = n_arguments > 1 ? atoi(arguments[1]) : -1;
    for (int task = 0; task < BENCH_N_TASKS; task++) {
        if (only >= 0 && only != task)
            continue;
        bench *b = bench_new((bench_task)task);
        const double time = b ? time_of(b) : -1;
        if (time < 0) {
            fprintf(stderr, "bench: task %d failed\n", task);
            return 1;
        }
        printf("{\"task\":%d,\"seconds\":%.9g,\"operations\":%.0f}\n", task, time, bench_operations((bench_task)task));
        bench_free(b);
    }
    return 0;
}
#endif
