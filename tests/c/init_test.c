/** Initial weights: their spread by scheme, zero biases, and the same bits for the same seed. */
#include "internal.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>

enum { FAN_IN = 60, FAN_OUT = 90, WEIGHTS = FAN_IN * FAN_OUT };

static nn_net *new_layer(void) {
    const size_t sizes[] = {FAN_IN, FAN_OUT};
    const nn_activation identity = NN_IDENTITY;
    nn_net *net;
    assert_int_equal(nn_net_new(&net, &(nn_net_spec){1, sizes, &identity, NN_MSE, 0, 0, NULL}), NN_OK);
    return net;
}

/** Mean within 5·std/√N of 0, sample deviation within 5·std·√(k/N): k = ½ for a normal, ⅕ for a uniform distribution (its kurtosis is 9/5). */
static void check_spread(nn_scheme scheme, float scale, double std, double k, double bound) {
    static float theta[WEIGHTS + FAN_OUT];
    nn_net *net = new_layer();
    double sum = 0, squares = 0, largest = 0;

    assert_int_equal(nn_net_init(net, theta, scheme, scale, 12), NN_OK);

    for (size_t i = 0; i < WEIGHTS; i++) {
        sum += (double)theta[i];
        squares += (double)theta[i] * (double)theta[i];
        largest = fmax(largest, fabs((double)theta[i]));
    }
    assert_close(sum / WEIGHTS, 0, 5 * std / sqrt(WEIGHTS));
    assert_close(sqrt(squares / WEIGHTS), std, 5 * std * sqrt(k / WEIGHTS));
    assert_true(largest <= bound * (1 + 1e-6));
    for (size_t o = 0; o < FAN_OUT; o++)
        assert_true(theta[WEIGHTS + o] == 0.0f);
    nn_net_free(net);
}

static void each_scheme_has_its_published_spread(void **state) {
    (void)state;
    const double xavier = sqrt(2.0 / (FAN_IN + FAN_OUT)), he = sqrt(2.0 / FAN_IN), wide = 1e9;
    check_spread(NN_ZEROS, 0, 0, 0, 0);
    check_spread(NN_NORMAL, 0.1f, 0.1, 0.5, wide);
    check_spread(NN_UNIFORM, 0.5f, 0.5 / sqrt(3), 0.2, 0.5);
    check_spread(NN_XAVIER_NORMAL, 0, xavier, 0.5, wide);
    check_spread(NN_XAVIER_UNIFORM, 0, xavier, 0.2, sqrt(3) * xavier);
    check_spread(NN_HE_NORMAL, 0, he, 0.5, wide);
    check_spread(NN_HE_UNIFORM, 0, he, 0.2, sqrt(3) * he);
}

static void one_seed_gives_one_start_and_another_seed_another(void **state) {
    (void)state;
    static float a[WEIGHTS + FAN_OUT], b[WEIGHTS + FAN_OUT];
    nn_net *net = new_layer();
    nn_net_init(net, a, NN_HE_NORMAL, 0, 1);
    nn_net_init(net, b, NN_HE_NORMAL, 0, 1);
    assert_memory_equal(a, b, sizeof a);
    nn_net_init(net, b, NN_HE_NORMAL, 0, 2);
    assert_memory_not_equal(a, b, sizeof a);
    nn_net_free(net);
}

static void unknown_schemes_and_bad_scales_are_refused(void **state) {
    (void)state;
    static float theta[WEIGHTS + FAN_OUT];
    nn_net *net = new_layer();
    assert_int_equal(nn_net_init(net, theta, (nn_scheme)99, 0, 1), NN_BAD_NAME);
    assert_int_equal(nn_net_init(net, theta, NN_NORMAL, -1, 1), NN_BAD_VALUE);
    assert_int_equal(nn_net_init(net, theta, NN_NORMAL, NAN, 1), NN_BAD_VALUE);
    nn_net_free(net);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_scheme_has_its_published_spread),
        cmocka_unit_test(one_seed_gives_one_start_and_another_seed_another),
        cmocka_unit_test(unknown_schemes_and_bad_scales_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
