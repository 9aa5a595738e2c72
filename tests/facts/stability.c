/**
 * FACTS 4, the edge of stability (Cohen et al. 2021): T₆ at 20 even points, 1-30-20-1 tanh, weights N(0, 1/in), biases 0, half the mean squared
 * error, full batch. The sharpness λmax rises to 2/η and stays about there. Single steps are chaotic from then on, so the numbers are
 * means over 500 steps, and the published run is one draw among ours.
 */
#include "facts.h"

#include <math.h>
#include <stdlib.h>

enum { POINTS = 20, LAYERS = 3, PRODUCTS = 64, AFTER = 500, MOST_RUNS = 24 };

typedef struct run {
    double start, crossing, mean, max;
} run;

typedef struct setting {
    double rate;
    size_t most_steps, every; /* λmax is measured every so many steps while it is below 0.9·2/η */
} setting;

typedef struct training {
    nn_net *net;
    nn_data *data;
    nn_trainer *trainer;
    nn_objective *objective;
    float *theta, *state, *vector, *work;
    size_t n;
    bool has_vector;
} training;

static training new_training(uint64_t seed) {
    static const size_t sizes[LAYERS + 1] = {1, 30, 20, 1};
    float x[POINTS], y[POINTS];
    training t = {.net = fact_net(sizes, LAYERS, NN_TANH, NN_IDENTITY, NN_HALF_MSE)};
    fact_must(nn_dataset_make(x, y, NN_CHEBYSHEV, POINTS, 0, 1), "the points");
    t.data = fact_data(x, y, POINTS, t.net);
    t.n = nn_net_n_parameters(t.net);
    fact_must(nn_trainer_new(&t.trainer, t.net, t.data, POINTS), "a trainer");
    fact_must(nn_objective_new_net(&t.objective, t.net, t.data), "an objective");
    t.theta = fact_floats(t.n), t.state = fact_floats(2 * t.n + 1), t.vector = fact_floats(t.n);
    t.work = fact_floats(nn_curvature_preconditioned_work_size(t.n, PRODUCTS));
    fact_must(nn_net_init(t.net, t.theta, NN_LECUN_NORMAL, 0, seed), "weights");
    return t;
}

static void free_training(training t) {
    nn_trainer_free(t.trainer);
    nn_objective_free(t.objective);
    nn_data_free(t.data);
    nn_net_free(t.net);
    free(t.theta);
    free(t.state);
    free(t.vector);
    free(t.work);
}

static void step(training *t, const nn_optimizer *optimizer, size_t first, size_t count) {
    float losses[64];
    size_t n_done;
    fact_must(nn_train(t->trainer, t->theta, NULL, t->state, losses, &n_done, optimizer, 1, first, count), "training at the edge");
}

/** λmax to 0.1 %, from the direction in which it stood last. */
static double sharpness(training *t) {
    nn_curvature curvature;
    fact_must(
        nn_curvature_at(t->objective, &curvature, t->vector, NULL, t->theta, t->has_vector ? t->vector : NULL, t->work, PRODUCTS, 1e-3f),
        "the sharpness");
    t->has_vector = true;
    return (double)curvature.max;
}

static void train_at_the_edge(void *result, size_t index, const void *context) {
    const setting *s = context;
    run *r = result;
    training t = new_training(index + 1);
    const nn_optimizer optimizer = {.learning_rate = (float)s->rate};
    const double limit = 2 / s->rate;
    double now = sharpness(&t);
    size_t done = 0;
    *r = (run){.start = now, .crossing = INFINITY};
    while (now < limit && done < s->most_steps) {
        const size_t count = now < 0.9 * limit ? s->every : 1;
        step(&t, &optimizer, done, count);
        done += count;
        now = sharpness(&t);
    }
    r->crossing = (double)done;
    for (size_t k = 0; k < AFTER; k++, done++) {
        step(&t, &optimizer, done, 1);
        now = sharpness(&t);
        r->mean += now / AFTER;
        r->max = fmax(r->max, now);
    }
    free_training(t);
}

static run results[MOST_RUNS];

/** Of those runs that the fact is about: which start below 2/η and reach it. */
static size_t keep_those_that_rise(size_t n, const setting *s) {
    size_t n_kept = 0;
    for (size_t i = 0; i < n; i++)
        if (results[i].start < 2 / s->rate && results[i].crossing < (double)s->most_steps)
            results[n_kept++] = results[i];
    return n_kept;
}

typedef enum quantity { START, CROSSING, MEAN, MAX } quantity;

static const double *column(quantity which, size_t n) {
    static double samples[MOST_RUNS];
    for (size_t i = 0; i < n; i++)
        samples[i] = ((const double[]){results[i].start, results[i].crossing, results[i].mean, results[i].max})[which];
    return samples;
}

/** The published run is one draw among ours. Steps to the crossing are as wide upward as a factor is, so their logarithm counts. */
static void edge(facts *f) {
    const setting fast = {0.2, 4000, 5}, slow = {0.1, 20000, 20};
    size_t n = fact_seeds(f, MOST_RUNS, 12);
    fact_runs("runs at the edge of stability, η .2", results, sizeof results[0], n, train_at_the_edge, &fast);
    fact_mean(f, "edge of stability: λmax at the start", "7", 1, column(START, n), n);
    n = keep_those_that_rise(n, &fast);
    fact_geometric_mean(f, "η .2: step at which λmax has risen to 2/η", "390", 1, column(CROSSING, n), n);
    fact_mean(f, "… mean λmax of the 500 steps after it", "10.1", 1, column(MEAN, n), n);
    fact_mean(f, "… largest λmax of them", "12", 1, column(MAX, n), n);
    n = fact_seeds(f, MOST_RUNS, 8);
    fact_runs("runs at the edge of stability, η .1", results, sizeof results[0], n, train_at_the_edge, &slow);
    n = keep_those_that_rise(n, &slow);
    fact_geometric_mean(f, "η .1: step at which λmax has risen to 2/η", "3720", 1, column(CROSSING, n), n);
    fact_mean(f, "… mean λmax of the 500 steps after it", "20.1", 1, column(MEAN, n), n);
}

/* ---- Adam (Cohen et al. 2022): the same of P^-½ H P^-½ */

enum { ADAM_RISES = 5000, ADAM_STEPS = 4000, ADAM_EVERY = 20 };

/** Mean over the steps after the rise of η times the preconditioned sharpness. */
static void train_with_adam(void *result, size_t index, const void *context) {
    double *mean = result;
    training t = new_training(index + 1);
    float *p = fact_floats(t.n);
    nn_optimizer optimizer = nn_optimizer_defaults(NN_ADAM);
    (void)context;
    optimizer.learning_rate = 1e-3f;
    *mean = 0;
    for (size_t done = 0; done < ADAM_RISES + ADAM_STEPS; done += ADAM_EVERY) {
        nn_curvature curvature;
        step(&t, &optimizer, done, ADAM_EVERY);
        if (done < ADAM_RISES)
            continue;
        fact_must(nn_preconditioner(&optimizer, p, t.state, t.n), "Adam's preconditioner");
        fact_must(nn_curvature_preconditioned(t.objective, &curvature, t.vector, t.theta, p, t.has_vector ? t.vector : NULL, t.work,
                                              PRODUCTS, 1e-3f),
                  "the preconditioned sharpness");
        t.has_vector = true;
        *mean += (double)curvature.max * 1e-3 * ADAM_EVERY / ADAM_STEPS;
    }
    free(p);
    free_training(t);
}

static void adam(facts *f) {
    double means[MOST_RUNS];
    const size_t n = fact_seeds(f, MOST_RUNS, 6);
    fact_runs("runs of Adam at the edge of stability", means, sizeof means[0], n, train_with_adam, NULL);
    fact_digits(f, "Adam, β₁ .9: η times the preconditioned sharpness hovers at", "38", fact_average(means, n), fact_bound(means, n));
}

void facts_stability(facts *f) {
    fact_section(f, "4. The edge of stability");
    edge(f);
    adam(f);
}
