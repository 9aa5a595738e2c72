/**
 * Deep nets at the start: how far z, a, δ and ∂L/∂W spread from layer to layer, by activation and initial weights. Against tests/reference's
 * init.json, and against the table of Godoy's nets on ball data.
 */
#include "cases.h"
#include "internal.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>

enum { MAX_LAYERS = 16 };

typedef struct deep_net {
    nn_net *net;
    nn_data *data;
    float *theta, *work;
    nn_layer_stats stats[MAX_LAYERS];
} deep_net;

/** hidden layers of the activation between n_in and n_out, the last with output's; x and y may change until it is measured. */
static deep_net new_deep_net(size_t n_in, size_t width, size_t n_layers, size_t n_out, nn_activation activation, nn_activation output,
                             nn_loss loss, size_t n) {
    size_t sizes[MAX_LAYERS + 1] = {n_in};
    nn_activation activations[MAX_LAYERS];
    deep_net d = {0};
    for (size_t l = 0; l < n_layers; l++) {
        sizes[l + 1] = l + 1 < n_layers ? width : n_out;
        activations[l] = l + 1 < n_layers ? activation : output;
    }
    assert_int_equal(nn_net_new(&d.net, &(nn_net_spec){n_layers, sizes, activations, loss, 0, 0, NULL}), NN_OK);
    d.theta = malloc(nn_net_n_parameters(d.net) * sizeof *d.theta);
    d.work = malloc(nn_net_layer_stats_size(d.net, n) * sizeof *d.work);
    return d;
}

static void measure(deep_net *d, const float *x, const float *y, size_t n) {
    const nn_layer *last = nn_net_layer(d->net, d->net->n_layers - 1);
    assert_int_equal(nn_data_new(&d->data, x, y, n, nn_net_layer(d->net, 0)->n_in, last->n_out), NN_OK);
    assert_int_equal(nn_net_layer_stats(d->net, d->stats, d->theta, d->data, d->work), NN_OK);
    nn_data_free(d->data);
}

static void free_deep_net(deep_net d) {
    nn_net_free(d.net);
    free(d.theta);
    free(d.work);
}

static void draw_normals(float *x, size_t n, nn_rng *rng) {
    for (size_t i = 0; i < n; i++)
        x[i] = nn_rng_normal(rng);
}

/* ---- init.json: 10 layers of 100 units, 256 standard normal inputs, means over nets of log₁₀ of the deviation */

enum { DEPTH = 10, WIDTH = 100, BATCH = 256, NETS = 1, Z = 0, A, DELTA, DELTA_MSE, GRADIENT_MSE, QUANTITIES };

typedef struct quantities {
    double sums[QUANTITIES][DEPTH]; /* of log₁₀ of the deviation, over nets */
} quantities;

static float x[BATCH * WIDTH], y[BATCH * WIDTH];

/** C = Σ g·a of the last layer, g standard normal: as ∂/∂a of the mean of (a − y)² is 2(a − y)/(n·out), y is a − g·n·out/2. */
static void add_sum_of_outputs(quantities *q, nn_activation activation, nn_scheme scheme, float sigma, uint64_t seed) {
    deep_net d = new_deep_net(WIDTH, WIDTH, DEPTH, WIDTH, activation, activation, NN_MSE, BATCH);
    nn_rng rng = nn_rng_new(seed, 7);
    draw_normals(x, BATCH * WIDTH, &rng);
    assert_int_equal(nn_net_init(d.net, d.theta, scheme, sigma, seed), NN_OK);
    assert_int_equal(nn_net_predict(d.net, y, d.theta, NULL, x, BATCH, d.work), NN_OK);
    for (size_t i = 0; i < BATCH * WIDTH; i++)
        y[i] -= nn_rng_normal(&rng) * (BATCH * WIDTH / 2);
    measure(&d, x, y, BATCH);
    for (size_t l = 0; l < DEPTH; l++) {
        q->sums[Z][l] += log10((double)d.stats[l].z.std);
        q->sums[A][l] += log10((double)d.stats[l].activation.std);
        q->sums[DELTA][l] += log10((double)d.stats[l].delta.std);
    }
    free_deep_net(d);
}

/** One more layer with an identity output, and the mse of standard normal targets. */
static void add_mse(quantities *q, nn_activation activation, nn_scheme scheme, float sigma, uint64_t seed) {
    deep_net d = new_deep_net(WIDTH, WIDTH, DEPTH + 1, 1, activation, NN_IDENTITY, NN_MSE, BATCH);
    nn_rng rng = nn_rng_new(seed, 8);
    draw_normals(x, BATCH * WIDTH, &rng);
    draw_normals(y, BATCH, &rng);
    assert_int_equal(nn_net_init(d.net, d.theta, scheme, sigma, seed), NN_OK);
    measure(&d, x, y, BATCH);
    for (size_t l = 0; l < DEPTH; l++) {
        q->sums[DELTA_MSE][l] += log10((double)d.stats[l].delta.std);
        q->sums[GRADIENT_MSE][l] += log10((double)d.stats[l].weight_gradient.std);
    }
    free_deep_net(d);
}

/**
 * The mean over our NETS nets and that over the reference's, each with the reference's deviation from net to net (which 200 nets know better
 * than ours): 5 standard errors of their difference.
 */
static void check_quantities(const quantities *q, const cJSON *json, double nets_drawn) {
    static const char *const names[QUANTITIES] = {"z", "a", "delta", "delta_mse", "weight_gradient_mse"};
    for (size_t k = 0; k < QUANTITIES; k++) {
        double *expected = json_doubles(json_get(json, names[k]), "log10_std", NULL);
        double *spread = json_doubles(json_get(json, names[k]), "log10_std_spread", NULL);
        for (size_t l = 0; l < DEPTH; l++) {
            const double deviation = fabs(q->sums[k][l] / NETS - expected[l]), error = spread[l] * sqrt(1 / nets_drawn + 1.0 / NETS);
            if (!(deviation <= 5 * error))
                fail_msg("%s, %s, %s of layer %zu: log10 of the deviation is %.4f, not %.4f: %.1f standard errors",
                         json_text(json, "activation"), json_text(json, "scheme"), names[k], l + 1, q->sums[k][l] / NETS, expected[l],
                         deviation / error);
        }
        free(expected);
        free(spread);
    }
}

/**
 * What a layer multiplies the deviation by, where units are linear or half of them pass: forward σ√n for tanh and σ√(n/2) for ReLU, backward
 * σ√n for tanh, a quarter of it for sigmoid, σ√(n/2) for ReLU. log₁₀ of a mean square over n units lies below log₁₀ of its expectation by up
 * to log₁₀e·(κ − 1)/2n on average, κ = 6 of ReLU's outputs being the largest; of the root by half of it.
 */
static void check_rules(const quantities *q, const cJSON *json, nn_activation activation, double sigma) {
    const double all = sigma * sqrt(WIDTH), half = sigma * sqrt(WIDTH / 2.0);
    const double forward = activation == NN_RELU ? half : all, backward = activation == NN_RELU   ? half
                                                                          : activation == NN_TANH ? all
                                                                                                  : all / 4;
    double *z_spread = json_doubles(json_get(json, "z"), "log10_std_spread", NULL);
    double *delta_spread = json_doubles(json_get(json, "delta"), "log10_std_spread", NULL);
    const double bias = log10(exp(1)) * (6 - 1) / (4 * WIDTH), steps = DEPTH - 1;
    if (activation != NN_SIGMOID) /* whose outputs have a mean of ½, not 0 */
        assert_close((q->sums[Z][DEPTH - 1] - q->sums[Z][0]) / NETS / steps, log10(forward),
                     5 * z_spread[DEPTH - 1] / sqrt(NETS) / steps + bias);
    assert_close((q->sums[DELTA][0] - q->sums[DELTA][DEPTH - 1]) / NETS / steps, log10(backward),
                 5 * delta_spread[0] / sqrt(NETS) / steps + bias);
    free(z_spread);
    free(delta_spread);
}

static void signals_spread_from_layer_to_layer_as_in_the_reference(void **state) {
    (void)state;
    cJSON *file = json_load("init.json");
    const cJSON *deep = json_get(file, "deep"), *json;
    assert_true(json_number(deep, "depth") == DEPTH && json_number(deep, "width") == WIDTH && json_number(deep, "batch") == BATCH);
    size_t count = 0;
    cJSON_ArrayForEach(json, json_get(deep, "cases")) {
        const nn_activation activation = (nn_activation)json_name(json, "activation", NN_KIND_ACTIVATION);
        const nn_scheme scheme = (nn_scheme)json_name(json, "scheme", NN_KIND_SCHEME);
        const float sigma = (float)json_number_or(json, "sigma", 0);
        quantities q = {0};
        for (uint64_t seed = 1; seed <= NETS; seed++) {
            add_sum_of_outputs(&q, activation, scheme, sigma, seed);
            add_mse(&q, activation, scheme, sigma, seed);
        }
        check_quantities(&q, json, json_number(deep, "nets_drawn"));
        if (scheme == NN_NORMAL && (sigma < 0.05f || activation == NN_RELU)) /* small enough to be linear; ReLU always is */
            check_rules(&q, json, activation, (double)sigma);
        count++;
    }
    assert_int_equal(count, 18);
    cJSON_Delete(file);
}

/* ---- Godoy, "Hyper-parameters in action!", part II: 10-100-100-100-100-100-1 on ball data, the same σ for all weights, cross-entropy */

enum { BALL = 1000, DIMENSIONS = 10, HIDDEN = 5, SEEDS = 8 };

/** Published table, recomputed: geometric means over 8 seeds. saturated is a share of the fifth hidden layer's outputs. */
typedef struct table_row {
    nn_activation activation;
    float sigma;
    double first_a, last_a, first_gradient, last_gradient, saturated;
    double half_a_digit; /* of what is printed, at most this share of any of its numbers but saturated */
} table_row;

typedef struct estimate {
    double sum, squares;
} estimate;

static void add(estimate *e, double number) {
    e->sum += number;
    e->squares += number * number;
}

/** Two means over 8 seeds each, s the deviation from seed to seed: 5 standard errors s·√(2/8) of their difference, and what printing rounds. */
static void assert_estimate(const estimate *e, double expected, double rounding, const char *what) {
    const double mean = e->sum / SEEDS, variance = fmax(0, (e->squares - SEEDS * mean * mean) / (SEEDS - 1));
    const double tolerance = 5 * sqrt(variance * 2 / SEEDS) + rounding;
    if (!(fabs(mean - expected) <= tolerance))
        fail_msg("%s is %.4g, expected %.4g within %.2g", what, mean, expected, tolerance);
}

static void check_row(const table_row *row) {
    static float ball_x[BALL * DIMENSIONS], ball_y[BALL];
    estimate first_a = {0}, last_a = {0}, first_gradient = {0}, last_gradient = {0}, saturated = {0};
    deep_net d = new_deep_net(DIMENSIONS, WIDTH, HIDDEN + 1, 1, row->activation, NN_IDENTITY, NN_BCE, BALL);
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        assert_int_equal(nn_dataset_make(ball_x, ball_y, NN_BALL, BALL, 0, seed), NN_OK);
        assert_int_equal(nn_net_init(d.net, d.theta, NN_NORMAL, row->sigma, seed), NN_OK);
        measure(&d, ball_x, ball_y, BALL);
        add(&first_a, log10((double)d.stats[0].activation.std));
        add(&last_a, log10((double)d.stats[HIDDEN - 1].activation.std));
        add(&first_gradient, log10((double)d.stats[0].weight_gradient.std));
        add(&last_gradient, log10((double)d.stats[HIDDEN - 1].weight_gradient.std));
        add(&saturated, (double)d.stats[HIDDEN - 1].saturated);
    }
    const double rounding = log10(1 + row->half_a_digit);
    assert_estimate(&first_a, log10(row->first_a), rounding, "log10 of the deviation of a in layer 1");
    assert_estimate(&last_a, log10(row->last_a), rounding, "log10 of the deviation of a in layer 5");
    assert_estimate(&first_gradient, log10(row->first_gradient), rounding, "log10 of the deviation of dW in layer 1");
    assert_estimate(&last_gradient, log10(row->last_gradient), rounding, "log10 of the deviation of dW in layer 5");
    assert_estimate(&saturated, row->saturated, 0.005, "the saturated share");
    free_deep_net(d);
}

static void godoys_nets_vanish_and_saturate_as_published(void **state) {
    (void)state;
    static const table_row rows[] = {
        {NN_SIGMOID, 0.01f, 7.9e-3, 1.3e-2, 1.4e-11, 1.3e-4, 0, 0.04}, {NN_SIGMOID, 0.1f, 0.077, 0.123, 1.1e-6, 5.2e-4, 0, 0.05},
        {NN_SIGMOID, 1, 0.37, 0.43, 5e-3, 1.5e-2, 0.49, 0.1},          {NN_TANH, 0.01f, 3.2e-2, 3.0e-6, 1.4e-8, 4.3e-9, 0, 0.04},
        {NN_TANH, 0.1f, 0.29, 0.22, 1.3e-3, 4.4e-4, 0, 0.04},          {NN_TANH, 1, 0.87, 0.96, 0.287, 6.1e-3, 0.78, 0.01},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check_row(&rows[i]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(godoys_nets_vanish_and_saturate_as_published),
        cmocka_unit_test(signals_spread_from_layer_to_layer_as_in_the_reference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
