#include "bench.h"
#include "nn.h"

#include <stdlib.h>

#ifdef __wasm__
#define EXPORT(name) __attribute__((used, export_name(#name)))
#else
#define EXPORT(name)
#endif

enum {
    MAX_DEPTH = 10,
    DESCENT_STEPS = 100,
    CALL_STEPS = 64, /* of training in one call, as a page does it: each call evaluates one loss beyond its last step */
    MAX_PRODUCTS = 128,
    GRID = 100,
    PEAK_ROUNDS = 10000,
    /* Of W5: the weights by which the first unit of the second hidden layer hears the first two of the first. */
    ACROSS = 24,
    UP = 25
};

struct bench {
    bench_task task;
    bench_size size;
    size_t n_layers, sizes[MAX_DEPTH + 2], batch_size;
    nn_optimizer optimizer;
    nn_net *net;
    nn_data *data;
    nn_objective *f;
    nn_trainer *trainer;
    size_t step;
    float *x, *y;                   /* the examples, row by row */
    float *theta, *running, *u, *v; /* u and v: the directions of a surface, the vectors of a product */
    float *starts, *losses;         /* of descents; losses also of a surface, of training, and predictions */
    float *offsets, *inputs, *work; /* inputs: the grid of W4 */
    nn_layer_stats *stats;
    float lambda, sink;
};

/* ---- what a task is made of */

static size_t or (size_t given, size_t usual) {
    return given > 0 ? given : usual;
}

/** Inputs, hidden width and depth, examples, batch. */
static void shape(bench *b, size_t n_in, size_t width, size_t depth, size_t points, size_t batch_size) {
    bench_size *size = &b->size;
    size->points = or (size->points, points);
    size->depth = or (size->depth, depth) < MAX_DEPTH ? or (size->depth, depth) : MAX_DEPTH;
    size->width = or (size->width, width);
    b->n_layers = size->depth + 1;
    b->sizes[0] = n_in;
    for (size_t l = 1; l <= size->depth; l++)
        b->sizes[l] = size->width;
    b->sizes[b->n_layers] = 1;
    b->batch_size = or (batch_size, size->points);
}

static void shape_of_task(bench *b) {
    b->size.side = or (b->size.side, 64);
    b->size.starts = or (b->size.starts, 4096);
    b->optimizer = (nn_optimizer){.kind = NN_SGD, .learning_rate = 0.03f};
    switch (b->task) {
    case BENCH_MINI_BATCH:
        shape(b, 2, 8, 2, 10000, 10);
        break;
    case BENCH_WIDE:
        shape(b, 10, 100, 5, 256, 0);
        b->optimizer.learning_rate = 1e-3f;
        break;
    case BENCH_DESCENTS:
        shape(b, 1, 2, 1, 32, 0);
        b->optimizer.learning_rate = 0.1f;
        break;
    case BENCH_PICTURE:
        shape(b, 2, 100, 5, 1000, 0);
        break;
    default:
        shape(b, 2, 8, 2, 500, 0);
    }
}

static float *floats(size_t n) {
    return calloc(n, sizeof(float));
}

/** Inputs spread evenly over ±1, their target the product of the first and last. */
static nn_status make_data(bench *b) {
    const size_t n = b->size.points, n_in = b->sizes[0];
    b->x = floats(n * n_in), b->y = floats(n);
    if (!b->x || !b->y)
        return NN_OUT_OF_MEMORY;
    nn_rng rng = nn_rng_new(5, 0);
    for (size_t i = 0; i < n * n_in; i++)
        b->x[i] = nn_rng_uniform(&rng, -1.0f, 1.0f);
    for (size_t e = 0; e < n; e++)
        b->y[e] = b->x[e * n_in] * b->x[e * n_in + n_in - 1];
    return nn_data_new(&b->data, b->x, b->y, n, n_in, 1);
}

_Static_assert(BENCH_N_TASKS == BENCH_ACTIVATION + NN_N_ACTIVATIONS, "a task for each activation");

static nn_status make_net(bench *b) {
    const nn_activation hidden = b->task >= BENCH_ACTIVATION ? (nn_activation)(b->task - BENCH_ACTIVATION) : NN_TANH;
    nn_activation activations[MAX_DEPTH + 1];
    nn_layer_options options[MAX_DEPTH + 1];
    for (size_t l = 0; l < b->n_layers; l++) {
        activations[l] = l + 1 < b->n_layers ? hidden : NN_IDENTITY;
        options[l] = nn_layer_defaults(activations[l]);
        options[l].batch_norm = b->task == BENCH_NORM && l + 1 < b->n_layers;
    }
    const nn_net_spec spec = {.n_layers = b->n_layers, .sizes = b->sizes, .activations = activations, .loss = NN_MSE, .options = options};
    nn_status status = nn_net_new(&b->net, &spec);
    if (status == NN_OK)
        status = nn_objective_new_net(&b->f, b->net, b->data);
    if (status == NN_OK)
        status = nn_trainer_new(&b->trainer, b->net, b->data, b->batch_size);
    return status;
}

static size_t larger(size_t a, size_t b) {
    return a > b ? a : b;
}

static size_t work_size(const bench *b) {
    switch (b->task) {
    case BENCH_DESCENTS:
        return nn_basins_work_size(b->f, &b->optimizer);
    case BENCH_CURVATURE:
        return nn_curvature_work_size(b->f->n, MAX_PRODUCTS);
    case BENCH_PICTURE:
        return nn_net_layer_stats_size(b->net, b->size.points);
    default:
        return larger(nn_net_work_size(b->net, b->size.points), b->f->n);
    }
}

static size_t n_losses(const bench *b) {
    switch (b->task) {
    case BENCH_SURFACE:
    case BENCH_DIRECTIONS:
        return b->size.side * b->size.side;
    case BENCH_DESCENTS:
        return b->size.starts;
    case BENCH_PREDICT:
        return GRID * GRID;
    default:
        return CALL_STEPS;
    }
}

/** Column by column and row by row over ±1, both ends among them. */
static void fill_grid(float *inputs, const float *at) {
    for (size_t row = 0; row < GRID; row++)
        for (size_t column = 0; column < GRID; column++) {
            inputs[2 * (row * GRID + column)] = at[column];
            inputs[2 * (row * GRID + column) + 1] = at[row];
        }
}

static nn_status make_points(bench *b) {
    const size_t n = b->f->n, side = b->task == BENCH_PREDICT ? GRID : b->size.side;
    const size_t n_starts = b->task == BENCH_DESCENTS ? b->size.starts : 1;
    b->theta = floats(n), b->running = floats(nn_net_n_running(b->net) + 1), b->u = floats(n), b->v = floats(n);
    b->starts = floats(n_starts * n), b->losses = floats(n_losses(b)), b->offsets = floats(side), b->inputs = floats(2 * GRID * GRID);
    b->work = floats(work_size(b)), b->stats = calloc(b->n_layers, sizeof *b->stats);
    if (!b->theta || !b->running || !b->u || !b->v || !b->starts || !b->losses || !b->offsets || !b->inputs || !b->work || !b->stats)
        return NN_OUT_OF_MEMORY;
    nn_direction_random(b->u, n, 1);
    nn_direction_random(b->v, n, 2);
    nn_direction_random(b->starts, n_starts * n, 3);
    if (b->task == BENCH_SURFACE)
        for (size_t i = 0; i < n; i++) {
            b->u[i] = i == ACROSS ? 1.0f : 0.0f;
            b->v[i] = i == UP ? 1.0f : 0.0f;
        }
    for (size_t i = 0; i < side; i++)
        b->offsets[i] = -1.0f + 2.0f * (float)i / (float)(side - 1);
    if (b->task == BENCH_PREDICT)
        fill_grid(b->inputs, b->offsets);
    nn_net_reset_running(b->net, b->running);
    return nn_net_init(b->net, b->theta, NN_XAVIER_NORMAL, 0, 7);
}

EXPORT(bench_new) bench *bench_new(bench_task task, size_t points, size_t width, size_t depth, size_t side, size_t starts) {
    bench *b = calloc(1, sizeof *b);
    if (!b)
        return NULL;
    b->task = task;
    b->size = (bench_size){points, width, depth, side, starts};
    shape_of_task(b);
    if (make_data(b) == NN_OK && make_net(b) == NN_OK && make_points(b) == NN_OK)
        return b;
    bench_free(b);
    return NULL;
}

EXPORT(bench_free) void bench_free(bench *b) {
    void *const arrays[] = {b->x, b->y, b->theta, b->running, b->u, b->v, b->starts, b->losses, b->offsets, b->inputs, b->work, b->stats};
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        free(arrays[i]);
    nn_trainer_free(b->trainer);
    nn_objective_free(b->f);
    nn_net_free(b->net);
    nn_data_free(b->data);
    free(b);
}

/* ---- the work */

static nn_status train(bench *b, size_t steps) {
    nn_status status = NN_OK;
    for (size_t done = 0; done < steps && status == NN_OK;) {
        const size_t rest = steps - done;
        size_t n_done;
        status = nn_train(b->trainer, b->theta, b->running, NULL, b->losses, &n_done, &b->optimizer, 0, b->step,
                          rest < CALL_STEPS ? rest : CALL_STEPS);
        b->step += n_done;
        done += n_done;
    }
    return status;
}

static nn_status find_curvature(bench *b) {
    nn_curvature curvature;
    const nn_status status = nn_curvature_at(b->f, &curvature, b->u, NULL, b->theta, NULL, b->work, MAX_PRODUCTS, 1e-3f);
    b->lambda = curvature.max;
    return status == NN_OK && !curvature.converged ? NN_DIVERGED : status;
}

static nn_status run_once(bench *b) {
    switch (b->task) {
    case BENCH_PREDICT:
        return nn_net_predict(b->net, b->losses, b->theta, NULL, b->inputs, GRID * GRID, b->work);
    case BENCH_SURFACE:
    case BENCH_DIRECTIONS:
        return nn_surface(b->f, b->losses, b->theta, b->u, b->v, b->offsets, b->size.side, b->offsets, b->size.side, b->work);
    case BENCH_DESCENTS: /* each time from where the last ended: the work is the same */
        return nn_basins_descend(b->f, b->starts, b->losses, b->starts, b->size.starts, b->work, &b->optimizer, DESCENT_STEPS);
    case BENCH_CURVATURE:
        return find_curvature(b);
    case BENCH_PICTURE:
        return nn_net_layer_stats(b->net, b->stats, b->theta, b->data, b->work);
    case BENCH_GRADIENT:
        return b->f->gradient(b->f->self, b->u, b->losses, b->theta);
    case BENCH_PRODUCT:
        return b->f->hessian_vector(b->f->self, b->u, b->theta, b->v);
    default:
        b->sink += bench_peak(PEAK_ROUNDS);
        return NN_OK;
    }
}

static bool is_training(bench_task task) {
    return task <= BENCH_WIDE || task == BENCH_NORM || task >= BENCH_ACTIVATION;
}

EXPORT(bench_run) int bench_run(bench *b, size_t repeats) {
    nn_status status = NN_OK;
    if (is_training(b->task))
        return (int)train(b, repeats);
    for (size_t r = 0; r < repeats && status == NN_OK; r++)
        status = run_once(b);
    return (int)status;
}

/* ---- what came out */

static double sum_of_deviations(const bench *b) {
    double sum = 0;
    for (size_t l = 0; l < b->n_layers; l++) {
        const nn_layer_stats *s = &b->stats[l];
        sum +=
            (double)s->z.std + (double)s->activation.std + (double)b->size.points * (double)s->delta.std + (double)s->weight_gradient.std;
    }
    return sum;
}

EXPORT(bench_result) double bench_result(bench *b) {
    float loss;
    if (b->task == BENCH_CURVATURE)
        return (double)b->lambda;
    if (b->task == BENCH_PICTURE)
        return sum_of_deviations(b);
    if (b->task == BENCH_PREDICT || b->task == BENCH_SURFACE || b->task == BENCH_DIRECTIONS || b->task == BENCH_DESCENTS) {
        double sum = 0;
        for (size_t i = 0; i < n_losses(b); i++)
            sum += (double)b->losses[i] * (b->task == BENCH_PREDICT ? (double)b->losses[i] : 1);
        return sum / (double)n_losses(b);
    }
    return b->f->value(b->f->self, &loss, b->theta) == NN_OK ? (double)loss : -1;
}

EXPORT(bench_operations) double bench_operations(bench_task task) {
    if (task == BENCH_PEAK)
        return bench_peak_operations(PEAK_ROUNDS);
    if (task != BENCH_WIDE)
        return 0;
    bench b = {.task = task};
    shape_of_task(&b);
    double products = 0; /* forward, for the weights, and for the inputs of every layer but the first */
    for (size_t l = 0; l < b.n_layers; l++)
        products += (double)(b.sizes[l] * b.sizes[l + 1]) * (l == 0 ? 2 : 3);
    return 2 * products * (double)b.size.points;
}

/* ---- natively: a program that answers, a line a question, as every contender of tests/bench/peers does */

#ifndef __wasm__
#include <stdio.h>
#include <string.h>
#include <time.h>

static double seconds(void) {
    struct timespec now;
    timespec_get(&now, TIME_UTC);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/** Seconds a repeat: the fewest repeats, doubled, that take a fifth of a second, after as many to warm up. −1 if the work went wrong. */
static double time_of(bench *b) {
    for (size_t repeats = 1;; repeats *= 2) {
        const double start = seconds();
        if (bench_run(b, repeats) != 0)
            return -1;
        const double taken = seconds() - start;
        if (taken > 0.2)
            return taken / (double)repeats;
    }
}

static bool write_file(const char *directory, int task, const char *what, const void *numbers, size_t n_bytes) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%d.%s", directory, task, what);
    FILE *file = fopen(path, "wb");
    const bool written = file && fwrite(numbers, 1, n_bytes, file) == n_bytes;
    return file && fclose(file) == 0 && written;
}

/** Of W1 the order in which the first epoch takes the examples. */
static bool write_order(const bench *b, const char *directory) {
    uint32_t *order = malloc(b->size.points * sizeof *order);
    if (!order)
        return false;
    nn_rng rng = nn_rng_new(0, 2);
    nn_rng_permutation(&rng, order, b->size.points);
    const bool written = write_file(directory, (int)b->task, "order", order, b->size.points * sizeof *order);
    free(order);
    return written;
}

/** For every task of another program: its examples x and y, theta, and what else it starts from, as little-endian float32 or uint32. */
static int write_data(const char *directory) {
    for (int task = 0; task < BENCH_PEAK; task++) {
        bench *b = bench_new((bench_task)task, 0, 0, 0, 0, 0);
        bool written = b != NULL;
        if (b) {
            const size_t n = b->size.points;
            written = write_file(directory, task, "x", b->x, n * b->sizes[0] * sizeof(float)) &&
                      write_file(directory, task, "y", b->y, n * sizeof(float)) &&
                      write_file(directory, task, "theta", b->theta, b->f->n * sizeof(float));
            if (task == BENCH_MINI_BATCH)
                written = written && write_order(b, directory);
            if (task == BENCH_DESCENTS)
                written = written && write_file(directory, task, "starts", b->starts, b->size.starts * b->f->n * sizeof(float));
            bench_free(b);
        }
        if (!written) {
            fprintf(stderr, "bench: what task %d starts from could not be written to %s\n", task, directory);
            return 1;
        }
    }
    return 0;
}

/** "time TASK [POINTS WIDTH DEPTH SIDE STARTS]" and "result TASK REPEATS". */
static int answer(const char *question) {
    char verb[8];
    unsigned task, given[5] = {0};
    if (sscanf(question, "%7s %u %u %u %u %u %u", verb, &task, &given[0], &given[1], &given[2], &given[3], &given[4]) < 2)
        return fprintf(stderr, "bench: not understood: %s", question), 1;
    const bool asks_time = strcmp(verb, "time") == 0;
    bench *b = asks_time ? bench_new((bench_task)task, given[0], given[1], given[2], given[3], given[4])
                         : bench_new((bench_task)task, 0, 0, 0, 0, 0);
    if (!b)
        return fprintf(stderr, "bench: no memory for task %u\n", task), 1;
    if (asks_time)
        printf("{\"seconds\":%.9g}\n", time_of(b));
    else if (bench_run(b, given[0]) == 0)
        printf("{\"result\":%.9g}\n", bench_result(b));
    else
        printf("{\"error\":\"the work went wrong\"}\n");
    fflush(stdout);
    bench_free(b);
    return 0;
}

/** bench data DIRECTORY, or questions on standard input. */
int main(int n_arguments, char **arguments) {
    if (n_arguments == 3 && strcmp(arguments[1], "data") == 0)
        return write_data(arguments[2]);
    char question[128];
    while (fgets(question, sizeof question, stdin))
        if (answer(question) != 0)
            return 1;
    return 0;
}
#endif
