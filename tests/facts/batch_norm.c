/** FACTS 7: the conventions of batch normalisation, measured on one unit; a batch of two; training against evaluation. */
#include "facts.h"

#include <math.h>
#include <stdlib.h>

/** One input, one unit of weight 1, normalised, γ 1 and β 0, with nothing behind it. */
typedef struct unit {
    nn_net *net;
    float theta[4], running[2];
} unit;

static unit new_unit(void) {
    static const size_t sizes[] = {1, 1};
    const nn_activation activation = NN_IDENTITY;
    nn_layer_options options = nn_layer_defaults(NN_IDENTITY);
    unit u = {.theta = {1, 0, 1, 0}};
    options.batch_norm = true;
    fact_must(nn_net_new(&u.net, &(nn_net_spec){.n_layers = 1, .sizes = sizes, .activations = &activation, .options = &options}), "a unit");
    nn_net_reset_running(u.net, u.running);
    return u;
}

/** Steps that change nothing but the running values. */
static void observe(unit *u, const float *x, size_t n, size_t batch_size, size_t n_steps) {
    float *losses = fact_floats(n_steps), *y = fact_floats(n);
    size_t n_done;
    nn_trainer *trainer;
    nn_data *data = fact_data(x, y, n, u->net);
    fact_must(nn_trainer_new(&trainer, u->net, data, batch_size), "a trainer");
    fact_must(nn_train(trainer, u->theta, u->running, NULL, losses, &n_done, &(nn_optimizer){.learning_rate = 0}, 1, 0, n_steps), "steps");
    nn_trainer_free(trainer);
    nn_data_free(data);
    free(losses);
    free(y);
}

/** a [n] ← the unit's outputs in training. */
static void outputs_in_training(const unit *u, float *a, const float *x, size_t n) {
    float *gradient = fact_floats(4), *y = fact_floats(n), *work = fact_floats(nn_net_work_size(u->net, n));
    nn_data *data = fact_data(x, y, n, u->net);
    fact_must(nn_net_trace(u->net, NULL, a, NULL, gradient, NULL, u->theta, data, false, work), "outputs");
    nn_data_free(data);
    free(gradient);
    free(y);
    free(work);
}

/* ---- conventions */

static void conventions(facts *f) {
    unit u = new_unit();
    const float x[4] = {1, 2, 4, 9}, narrow[2] = {-0.001f, 0.001f}; /* mean 4, variance 9.5 biased, 38/3 unbiased */
    float a[4];
    observe(&u, x, 4, 4, 1);
    fact_number(f, "share of a batch in the running mean (PyTorch's momentum .1)", 0.1, (double)u.running[0] / 4, 0.1 * 4 * 0x1p-24);
    fact_number(f, "the running variance takes the unbiased one: .9 + .1·38/3", 0.9 + 3.8 / 3, (double)u.running[1], 8 * 0x1p-23);
    outputs_in_training(&u, a, x, 4);
    double squares = 0;
    for (size_t i = 0; i < 4; i++)
        squares += (double)a[i] * (double)a[i] / 4;
    fact_number(f, "normalised by the biased variance: mean square of the outputs", 9.5 / (9.5 + 1e-5), squares, 8 * 0x1p-23);
    outputs_in_training(&u, a, narrow, 2);
    /* a = z/√(z² + ε); ε = (z/a)² − z²: a relative error of 2⁻²³ in a is twice that of 1.1e-5 in ε, and √ and ÷ add theirs */
    const double z = (double)narrow[1], epsilon = pow(z / (double)a[1], 2) - z * z;
    fact_number(f, "ε", 1e-5, epsilon, 8 * 0x1p-23 * 1.1e-5);
    float evaluated, *work = fact_floats(nn_net_work_size(u.net, 1));
    fact_must(nn_net_predict(u.net, &evaluated, u.theta, u.running, x + 3, 1, work), "evaluation");
    fact_number(f, "evaluation uses the running values: output at 9", (9 - 0.4) / sqrt(0.9 + 3.8 / 3 + 1e-5), (double)evaluated,
                8 * 0x1p-21);
    free(work);
    nn_net_free(u.net);
}

/** Batches of normal numbers of variance 4: what the paper's inference takes from their biased variances. */
static void papers_variance(facts *f) {
    enum { SIZE = 4, BATCHES = 4000 };
    double corrected[BATCHES], plain[BATCHES];
    nn_rng rng = nn_rng_new(3, 0);
    for (size_t b = 0; b < BATCHES; b++) {
        double z[SIZE];
        for (size_t i = 0; i < SIZE; i++)
            z[i] = 2 * (double)nn_rng_normal(&rng);
        plain[b] = pow(fact_deviation(z, SIZE), 2) * (SIZE - 1) / SIZE;
        corrected[b] = plain[b] * SIZE / (SIZE - 1.0);
    }
    fact_number(f, "the paper's m/(m − 1)·E[σ²], m = 4, is the variance, here 4", 4, fact_average(corrected, BATCHES),
                fact_bound(corrected, BATCHES));
    fact_number(f, "… E[σ²] alone is (m − 1)/m of it", 3, fact_average(plain, BATCHES), fact_bound(plain, BATCHES));
}

/* ---- a batch of two */

static void batch_of_two(facts *f) {
    enum { PAIRS = 500 };
    unit u = new_unit();
    nn_rng rng = nn_rng_new(4, 0);
    size_t n_lost = 0;
    for (size_t k = 0; k < PAIRS; k++) {
        const float pair[2] = {10 * nn_rng_normal(&rng), 10 * nn_rng_normal(&rng)};
        float a[2];
        outputs_in_training(&u, a, pair, 2);
        const double half = fabs((double)pair[1] - (double)pair[0]) / 2, expected = half / sqrt(half * half + 1e-5);
        n_lost += fabs(fabs((double)a[0]) - expected) < 1e-4 && fabs((double)a[0] + (double)a[1]) < 1e-4;
    }
    fact_number(f, "a batch of two fails: of 500 pairs, those of which but a sign is left, ±1", PAIRS, (double)n_lost, 0);
    nn_net_free(u.net);
}

/* ---- until the running values settle */

/** Largest difference between a unit's outputs in training and in evaluation. */
static double disagreement(const unit *u, const float *x, size_t n) {
    float *training = fact_floats(n), *evaluation = fact_floats(n), *work = fact_floats(nn_net_work_size(u->net, n));
    double worst = 0;
    outputs_in_training(u, training, x, n);
    fact_must(nn_net_predict(u->net, evaluation, u->theta, u->running, x, n, work), "evaluation");
    for (size_t i = 0; i < n; i++)
        worst = fmax(worst, fabs((double)training[i] - (double)evaluation[i]));
    free(training);
    free(evaluation);
    free(work);
    return worst;
}

/**
 * What the running values keep of their start after k steps is .9ᵏ: 3e-10 of it after 210. What stays is the unbiased variance in place of the
 * biased one, √(1 − 1/n), n = 100: half a percent of outputs up to 3 in size.
 */
static void settling(facts *f) {
    enum { N = 100 };
    float x[N];
    unit u = new_unit();
    nn_rng rng = nn_rng_new(5, 0);
    for (size_t i = 0; i < N; i++)
        x[i] = 5 + 2 * nn_rng_normal(&rng);
    observe(&u, x, N, N, 10);
    const double early = disagreement(&u, x, N);
    observe(&u, x, N, N, 200);
    const double late = disagreement(&u, x, N);
    fact_holds(f, "training and evaluation disagree until the running values settle", "settle", early > 0.2 && late < 0.005 * 3.5,
               "%.2g, then %.2g", early, late);
    nn_net_free(u.net);
}

void facts_batch_norm(facts *f) {
    fact_section(f, "7. Batch normalisation");
    conventions(f);
    papers_variance(f);
    batch_of_two(f);
    settling(f);
}
