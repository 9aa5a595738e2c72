/**
 * Godoy, "Hyper-parameters in action!", part II: the first gradients of 10-100-100-100-100-100-1 on ball data, cross-entropy, the same σ for
 * all weights. Against the published table.
 */
#include "deep_net.h"
#include "support.h"

#include <math.h>

enum { BALL = 1000, DIMENSIONS = 10, HIDDEN = 5, WIDTH = 100, SEEDS = 8 };

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
        measure_deep_net(&d, ball_x, ball_y, BALL);
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
