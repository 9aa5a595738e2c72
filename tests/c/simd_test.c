/** The elementary functions against libm in double, over dense samples of their whole range. */
#include "simd.h"
#include "support.h"

#include <math.h>
#include <stdbool.h>

typedef struct function {
    v4 (*ours)(v4);
    double (*exact)(double);
} function;

static v4 ours_exp(v4 x) {
    return v4_exp(x);
}
static v4 ours_log(v4 x) {
    return v4_log(x);
}
static v4 ours_log1p(v4 x) {
    return v4_log1p(x);
}
static v4 ours_tanh(v4 x) {
    return v4_tanh(x);
}
static v4 ours_sigmoid(v4 x) {
    return v4_sigmoid(x);
}
static v4 ours_sin(v4 x) {
    return v4_sin(x);
}
static v4 ours_cos(v4 x) {
    return v4_cos(x);
}
static v4 ours_exp_below(v4 x) {
    return v4_exp_below(x);
}
static v4 ours_expm1_below(v4 x) {
    return v4_expm1_below(x);
}
static v4 ours_log1p_exp_below(v4 x) {
    return v4_log1p_exp_below(x);
}
static v4 ours_normal_share(v4 x) {
    return v4_normal_share(x);
}
static double exact_log1p_exp_below(double x) {
    return log1p(exp(-fabs(x)));
}
static double exact_normal_share(double x) {
    return 0.5 * erfc(-x / sqrt(2));
}
static double exact_sigmoid(double x) {
    return 1 / (1 + exp(-x));
}

enum { SAMPLES = 400000 };

/** The largest |ours − exact|, divided by |exact| if relative, over samples evenly spaced on [low, high]; infinite if one is NaN. */
static double worst_error(function f, double low, double high, bool relative) {
    double worst = 0;
    for (size_t k = 0; k < SAMPLES; k++) {
        const float x = (float)(low + (high - low) * (double)k / (SAMPLES - 1));
        const double exact = f.exact((double)x), error = fabs((double)f.ours(v4_splat(x))[0] - exact);
        const double size = relative && exact != 0 ? fabs(exact) : 1;
        if (isnan(error)) /* the worst of all */
            return INFINITY;
        worst = fmax(worst, error / size);
    }
    return worst;
}

static void exp_is_within_two_roundings(void **state) {
    (void)state;
    assert_true(worst_error((function){ours_exp, exp}, -87, 88.7, true) < 1.5e-7);
}

static void what_the_activations_need_is_as_exact_as_it_says(void **state) {
    (void)state;
    assert_true(worst_error((function){ours_exp_below, exp}, -87, 0, true) < 1.5e-7);
    assert_true(worst_error((function){ours_expm1_below, expm1}, -40, -1e-6, true) < 3e-7);
    assert_true(worst_error((function){ours_log1p_exp_below, exact_log1p_exp_below}, -80, 80, true) < 4e-7);
    assert_true(worst_error((function){ours_normal_share, exact_normal_share}, -12, 12, false) < 2.5e-7);
}

static void exp_goes_to_zero_and_to_infinity_without_trapping(void **state) {
    (void)state;
    assert_true(nn_exp(-1e30f) == 0.0f);
    assert_true(nn_exp(-INFINITY) == 0.0f);
    assert_true(isinf(nn_exp(88.8f)));
    assert_true(isinf(nn_exp(INFINITY)));
    assert_true(isnan(nn_exp(NAN)));
    assert_close((double)nn_exp(-100.0f), exp(-100), 1.5e-45); /* a subnormal: one of its steps */
}

static void log_is_within_two_roundings(void **state) {
    (void)state;
    assert_true(worst_error((function){ours_log, log}, 1e-3, 0.9, true) < 2e-7);
    assert_true(worst_error((function){ours_log, log}, 1.1, 1000, true) < 2e-7);
    assert_true(worst_error((function){ours_log, log}, 0.9, 1.1, true) < 2e-7);
}

static void log_knows_its_edges(void **state) {
    (void)state;
    assert_true(nn_log(0.0f) == -INFINITY);
    assert_true(isnan(nn_log(-1.0f)));
    assert_true(isnan(nn_log(NAN)));
    assert_true(nn_log(INFINITY) == INFINITY);
    assert_close((double)nn_log(1e-40f), log((double)1e-40f), 92 * 1.2e-7); /* a subnormal argument */
}

static void log1p_keeps_small_arguments(void **state) {
    (void)state;
    assert_true(worst_error((function){ours_log1p, log1p}, 1e-9, 1e-3, true) < 4e-7);
    assert_true(worst_error((function){ours_log1p, log1p}, 0, 1, true) < 4e-7);
    assert_true(worst_error((function){ours_log1p, log1p}, 1, 1e9, true) < 4e-7);
    assert_true(v4_log1p(v4_splat(0.0f))[0] == 0.0f);
    assert_true(v4_log1p(v4_splat(INFINITY))[0] == INFINITY);
}

static void tanh_keeps_its_relative_accuracy_near_zero(void **state) {
    (void)state;
    assert_true(worst_error((function){ours_tanh, tanh}, -1e-3, 1e-3, true) < 3e-7);
    assert_true(worst_error((function){ours_tanh, tanh}, -20, 20, true) < 3e-7);
    assert_true(nn_tanh(1e30f) == 1.0f && nn_tanh(-INFINITY) == -1.0f);
    assert_true(isnan(nn_tanh(NAN)));
    assert_true(nn_tanh(-0.0f) == 0.0f && signbit(nn_tanh(-0.0f)));
}

/** Where tanh nears 1 its quotient could round beyond: every number from 7 to 9.1, beyond which it is 1. */
static void tanh_never_passes_one(void **state) {
    (void)state;
    for (float x = 7; x < 9.1f; x = nextafterf(x, 10))
        assert_true(nn_tanh(x) <= 1.0f);
    assert_true(nn_tanh(9.018f) == 1.0f);
}

static void sigmoid_is_accurate_and_saturates(void **state) {
    (void)state;
    assert_true(worst_error((function){ours_sigmoid, exact_sigmoid}, -100, 100, false) < 1.2e-7);
    assert_true(v4_sigmoid(v4_splat(-1e9f))[0] == 0.0f && v4_sigmoid(v4_splat(1e9f))[0] == 1.0f);
}

static void sine_and_cosine_are_accurate_over_many_turns(void **state) {
    (void)state;
    assert_true(worst_error((function){ours_sin, sin}, -100, 100, false) < 1.2e-7);
    assert_true(worst_error((function){ours_cos, cos}, -100, 100, false) < 1.2e-7);
    assert_true(isnan(nn_sin(9000.0f)) && isnan(nn_cos(INFINITY)));
}

static void every_lane_computes_alone(void **state) {
    (void)state;
    const v4 x = {-3.0f, 0.01f, 2.0f, 50.0f};
    const v4 together = v4_tanh(x) + v4_exp(x) + v4_sin(x);
    for (int lane = 0; lane < 4; lane++)
        assert_true(together[lane] == (nn_tanh(x[lane]) + nn_exp(x[lane])) + nn_sin(x[lane]));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_activations_need_is_as_exact_as_it_says),
        cmocka_unit_test(exp_is_within_two_roundings),
        cmocka_unit_test(exp_goes_to_zero_and_to_infinity_without_trapping),
        cmocka_unit_test(log_is_within_two_roundings),
        cmocka_unit_test(log_knows_its_edges),
        cmocka_unit_test(log1p_keeps_small_arguments),
        cmocka_unit_test(tanh_keeps_its_relative_accuracy_near_zero),
        cmocka_unit_test(tanh_never_passes_one),
        cmocka_unit_test(sigmoid_is_accurate_and_saturates),
        cmocka_unit_test(sine_and_cosine_are_accurate_over_many_turns),
        cmocka_unit_test(every_lane_computes_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
