/**
 * FANN as a contender, in C and float32: fann DIRECTORY, on what `build/bench data DIRECTORY` wrote. Answers as c/bench.c's main does, and {"cannot": why}.
 *
 * One example at a time, its batch training adding gradients up. The gradient that it descends is that of half of (y − t)², the mean over a batch; tanh's
 * derivative is taken from 0.98 where |a| is larger.
 */
#include <floatfann.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* As tests/bench/jobs.mjs. */
enum { N_JOBS = 8, MAX_LAYERS = 7, GRID = 100, SIDE = 64, ACROSS = 24, UP = 25, DESCENT_STEPS = 100, PREDICT = 3, SURFACE, DESCENTS };

typedef struct shape {
    unsigned n_layers, layers[MAX_LAYERS], batch_size;
    float learning_rate;
} shape;

static const shape shapes[] = {
    {4, {2, 8, 8, 1}, 10, 0.03f},  {4, {2, 8, 8, 1}, 500, 0.03f}, {7, {10, 100, 100, 100, 100, 100, 1}, 256, 1e-3f},
    {4, {2, 8, 8, 1}, 500, 0.03f}, {4, {2, 8, 8, 1}, 500, 0.03f}, {3, {1, 2, 1}, 32, 0.1f},
};
enum { N_ABLE = sizeof shapes / sizeof *shapes };

typedef struct job {
    unsigned task, n, n_theta, n_starts, n_batches, next;
    float *x, *y, *theta, *starts, *grid;
    uint32_t *order;
    struct fann *net;
    float **inputs, **targets;             /* of every example, in the order in which they are taken */
    struct fann_train_data *all, *batches; /* views of those */
    float *results;
} job;

static void *checked(void *memory) {
    if (!memory) {
        fprintf(stderr, "fann: no memory\n");
        exit(1);
    }
    return memory;
}

/* ---- what a job starts from */

/** The numbers in a file, and how many; NULL where there is no such file. */
static void *read_numbers(const char *directory, unsigned task, const char *what, unsigned *n) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%u.%s", directory, task, what);
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    fseek(file, 0, SEEK_END);
    const size_t n_bytes = (size_t)ftell(file);
    rewind(file);
    void *numbers = checked(malloc(n_bytes));
    if (fread(numbers, 1, n_bytes, file) != n_bytes) {
        fprintf(stderr, "fann: %s could not be read\n", path);
        exit(1);
    }
    fclose(file);
    *n = (unsigned)(n_bytes / sizeof(float));
    return numbers;
}

/** A layer's row of theta, its bias at the layer's end, becomes a neuron's weights, the bias behind them. */
static void set_theta(struct fann *net, const shape *s, const float *theta) {
    float *weight = net->weights;
    for (unsigned l = 1; l < s->n_layers; l++) {
        const unsigned n_in = s->layers[l - 1], n_out = s->layers[l];
        for (unsigned o = 0; o < n_out; o++) {
            memcpy(weight, theta + o * n_in, n_in * sizeof *weight);
            weight[n_in] = theta[n_out * n_in + o];
            weight += n_in + 1;
        }
        theta += n_out * (n_in + 1);
    }
}

static struct fann *new_net(const shape *s) {
    struct fann *net = checked(fann_create_standard_array(s->n_layers, s->layers));
    fann_set_activation_function_hidden(net, FANN_SIGMOID_SYMMETRIC);
    fann_set_activation_function_output(net, FANN_LINEAR);
    fann_set_activation_steepness_hidden(net, 1);
    fann_set_activation_steepness_output(net, 1);
    fann_set_training_algorithm(net, FANN_TRAIN_BATCH);
    fann_set_train_error_function(net, FANN_ERRORFUNC_LINEAR);
    fann_set_learning_rate(net, 2 * s->learning_rate);
    return net;
}

static struct fann_train_data view(const shape *s, float **inputs, float **targets, unsigned n) {
    return (struct fann_train_data){.num_data = n, .num_input = s->layers[0], .num_output = 1, .input = inputs, .output = targets};
}

static void make_batches(job *j, const shape *s) {
    j->inputs = checked(malloc(j->n * sizeof *j->inputs));
    j->targets = checked(malloc(j->n * sizeof *j->targets));
    for (unsigned i = 0; i < j->n; i++) {
        const unsigned e = j->order ? j->order[i] : i;
        j->inputs[i] = j->x + e * s->layers[0];
        j->targets[i] = j->y + e;
    }
    j->n_batches = j->n / s->batch_size;
    j->batches = checked(malloc((j->n_batches + 1) * sizeof *j->batches));
    for (unsigned b = 0; b < j->n_batches; b++)
        j->batches[b] = view(s, j->inputs + b * s->batch_size, j->targets + b * s->batch_size, s->batch_size);
    j->all = &j->batches[j->n_batches];
    *j->all = view(s, j->inputs, j->targets, j->n);
}

static void make_grid(job *j) {
    j->grid = checked(malloc(2 * GRID * GRID * sizeof *j->grid));
    for (unsigned i = 0; i < GRID * GRID; i++) {
        j->grid[2 * i] = -1 + 2 * (float)(i % GRID) / (GRID - 1);
        j->grid[2 * i + 1] = -1 + 2 * (float)(i / GRID) / (GRID - 1);
    }
}

static job *new_job(const char *directory, unsigned task) {
    const shape *s = &shapes[task];
    job *j = checked(calloc(1, sizeof *j));
    unsigned count = 0;
    j->task = task;
    j->x = checked(read_numbers(directory, task, "x", &count));
    j->y = checked(read_numbers(directory, task, "y", &j->n));
    j->theta = checked(read_numbers(directory, task, "theta", &j->n_theta));
    j->order = read_numbers(directory, task, "order", &count);
    j->starts = read_numbers(directory, task, "starts", &count);
    j->n_starts = j->starts ? count / j->n_theta : 0;
    j->net = new_net(s);
    set_theta(j->net, s, j->theta);
    make_batches(j, s);
    make_grid(j);
    j->results = checked(calloc(GRID * GRID > j->n_starts ? GRID * GRID : j->n_starts, sizeof *j->results));
    return j;
}

static void free_job(job *j) {
    void *const arrays[] = {j->x, j->y, j->theta, j->order, j->starts, j->grid, j->inputs, j->targets, j->batches, j->results, j};
    fann_destroy(j->net);
    for (size_t i = 0; i < sizeof arrays / sizeof *arrays; i++)
        free(arrays[i]);
}

/* ---- the work */

static double loss_of(job *j) {
    double sum = 0;
    for (unsigned i = 0; i < j->n; i++) {
        const double apart = (double)(fann_run(j->net, j->inputs[i])[0] - *j->targets[i]);
        sum += apart * apart;
    }
    return sum / j->n;
}

static void predict(job *j) {
    for (unsigned i = 0; i < GRID * GRID; i++)
        j->results[i] = fann_run(j->net, j->grid + 2 * i)[0];
}

/** Both weights lead to the second hidden layer's first neuron, from the first two of the layer below. */
static void measure_surface(job *j) {
    const unsigned *layers = shapes[j->task].layers;
    float *weight = j->net->weights + layers[1] * (layers[0] + 1);
    for (unsigned row = 0; row < SIDE; row++)
        for (unsigned column = 0; column < SIDE; column++) {
            weight[0] = j->theta[ACROSS] - 1 + 2 * (float)column / (SIDE - 1);
            weight[1] = j->theta[UP] - 1 + 2 * (float)row / (SIDE - 1);
            j->results[row * SIDE + column] = (float)loss_of(j);
        }
}

static void descend(job *j) {
    for (unsigned start = 0; start < j->n_starts; start++) {
        set_theta(j->net, &shapes[j->task], j->starts + start * j->n_theta);
        for (int step = 0; step < DESCENT_STEPS; step++)
            fann_train_epoch(j->net, j->all);
        j->results[start] = (float)loss_of(j);
    }
}

static void run_once(job *j) {
    switch (j->task) {
    case PREDICT:
        predict(j);
        break;
    case SURFACE:
        measure_surface(j);
        break;
    case DESCENTS:
        descend(j);
        break;
    default:
        fann_train_epoch(j->net, &j->batches[j->next]);
        j->next = (j->next + 1) % j->n_batches;
    }
}

static void run(job *j, unsigned repeats) {
    for (unsigned r = 0; r < repeats; r++)
        run_once(j);
}

static double result_of(job *j) {
    const unsigned n = j->task == PREDICT ? GRID * GRID : j->task == SURFACE ? SIDE * SIDE : j->n_starts;
    double sum = 0;
    if (j->task < PREDICT)
        return loss_of(j);
    for (unsigned i = 0; i < n; i++)
        sum += (double)j->results[i] * (j->task == PREDICT ? (double)j->results[i] : 1);
    return sum / n;
}

/* ---- questions and answers */

static double seconds(void) {
    struct timespec now;
    timespec_get(&now, TIME_UTC);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/** The fewest repeats, doubled, that take a fifth of a second. */
static double time_of(job *j) {
    for (unsigned repeats = 1;; repeats *= 2) {
        const double start = seconds();
        run(j, repeats);
        const double taken = seconds() - start;
        if (taken > 0.2)
            return taken / repeats;
    }
}

static void answer(const char *directory, const char *question) {
    char verb[8];
    unsigned task, repeats = 0;
    if (sscanf(question, "%7s %u %u", verb, &task, &repeats) < 2 || task >= N_JOBS) {
        fprintf(stderr, "fann: not understood: %s", question);
        exit(1);
    }
    if (task >= N_ABLE) {
        printf("{\"cannot\":\"gives no gradient\"}\n");
        return;
    }
    job *j = new_job(directory, task);
    if (strcmp(verb, "time") == 0) {
        printf("{\"seconds\":%.9g}\n", time_of(j));
    } else {
        run(j, repeats);
        printf("{\"result\":%.9g}\n", result_of(j));
    }
    free_job(j);
}

int main(int n_arguments, char **arguments) {
    char question[128];
    while (n_arguments == 2 && fgets(question, sizeof question, stdin)) {
        answer(arguments[1], question);
        fflush(stdout);
    }
    return n_arguments != 2;
}
