/** Activations: values and slopes against the reference, bends against differences of the slopes, and what is refused. */
#include "internal.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static int activation_named(const char *reference_name) {
    for (int i = 0; i < NN_N_ACTIVATIONS; i++) {
        const char *ours = nn_name(NN_KIND_ACTIVATION, (size_t)i), *theirs = reference_name;
        while (*ours && (*ours == *theirs || (*ours == '-' && *theirs == '_')))
            ours++, theirs++;
        if (!*ours && !*theirs)
            return i;
    }
    return -1;
}

/** |c − r| / max(1, |r|), the reference's "mixed". */
static double worst_mixed(const float *actual, const double *expected, size_t n) {
    double worst = 0;
    for (size_t i = 0; i < n; i++) {
        const double deviation = fabs((double)actual[i] - expected[i]) / fmax(1, fabs(expected[i]));
        if (isnan(deviation))
            return NAN;
        worst = fmax(worst, deviation);
    }
    return worst;
}

/* ---- tests/reference/activations.json; tolerances: its README, 2e-6 and 4e-6 */

static void check_reference(const cJSON *json, const float *x, size_t n) {
    const int which = activation_named(json_text(json, "name"));
    assert_true(which >= 0);
    nn_layer_options options = nn_layer_defaults((nn_activation)which);
    options.alpha = (float)json_number_or(json, "slope", (double)options.alpha);
    float *value = malloc(n * sizeof *value), *slope = malloc(n * sizeof *slope);
    double *f = json_doubles(json, "f", NULL), *df = json_doubles(json, "df", NULL);

    assert_int_equal(nn_activation_at(value, slope, NULL, (nn_activation)which, &options, x, n), NN_OK);

    const double of_value = worst_mixed(value, f, n), of_slope = worst_mixed(slope, df, n);
    if (!(of_value <= 2e-6 && of_slope <= 4e-6))
        fail_msg("%s: f deviates by %g, f' by %g", json_text(json, "name"), of_value, of_slope);
    free(value);
    free(slope);
    free(f);
    free(df);
}

static void every_reference_value_and_slope_comes_out(void **state) {
    (void)state;
    cJSON *json = json_load("activations.json");
    size_t n, n_activations = 0;
    float *x = json_floats(json, "x", &n);
    const cJSON *activation;
    cJSON_ArrayForEach(activation, json_get(json, "activations")) {
        check_reference(activation, x, n);
        n_activations++;
    }
    assert_int_equal(n_activations, 11);
    free(x);
    cJSON_Delete(json);
}

/* ---- the second derivative */

/**
 * (f′(z + h) − f′(z − h)) / 2h: h²|f⁗|/6 with |f⁗| below 4, and the slopes' own 4e-7 (simd.h) over h. At points away from the kink at 0.
 */
static void bends_are_the_slopes_of_slopes(void **state) {
    (void)state;
    const float h = 1.0f / 64;
    for (int which = 0; which < NN_N_ACTIVATIONS; which++)
        for (float z = -6.03125f; z < 6.5f && which != NN_MAXOUT; z += 0.25f) {
            const float at[] = {z - h, z, z + h};
            float slope[3], bend[3];

            assert_int_equal(nn_activation_at(NULL, slope, bend, (nn_activation)which, NULL, at, 3), NN_OK);

            const double difference = ((double)slope[2] - (double)slope[0]) / (2 * (double)h);
            assert_close((double)bend[1], difference, (double)(h * h) * 4 / 6 + 4e-7 / (double)h);
        }
}

/* ---- closed forms */

static void the_published_slopes_come_out(void **state) {
    (void)state;
    const float z[] = {0, 5, 3};
    float sigmoid[3], tanh[3];
    assert_int_equal(nn_activation_at(NULL, sigmoid, NULL, NN_SIGMOID, NULL, z, 3), NN_OK);
    assert_int_equal(nn_activation_at(NULL, tanh, NULL, NN_TANH, NULL, z, 3), NN_OK);

    assert_true(sigmoid[0] == 0.25f);
    assert_close((double)sigmoid[1], 0.00665, 5e-6); /* as rounded where published */
    assert_true(tanh[0] == 1.0f);
    assert_close((double)tanh[2], 0.00987, 5e-6);
}

static void below_zero_alpha_or_the_middle_of_the_bounds_is_the_slope(void **state) {
    (void)state;
    const float z[] = {-2, 2};
    const nn_layer_options options = {.pieces = 2, .alpha = 0.5f, .lower = 0.25f, .upper = 0.5f};
    float leaky[2], prelu[2], rrelu[2], elu[2];
    assert_int_equal(nn_activation_at(leaky, NULL, NULL, NN_LEAKY_RELU, &options, z, 2), NN_OK);
    assert_int_equal(nn_activation_at(prelu, NULL, NULL, NN_PRELU, &options, z, 2), NN_OK);
    assert_int_equal(nn_activation_at(rrelu, NULL, NULL, NN_RRELU, &options, z, 2), NN_OK);
    assert_int_equal(nn_activation_at(elu, NULL, NULL, NN_ELU, &options, z, 2), NN_OK);

    assert_true(leaky[0] == -1.0f && prelu[0] == -1.0f && rrelu[0] == -0.75f);
    assert_true(leaky[1] == 2.0f && prelu[1] == 2.0f && rrelu[1] == 2.0f && elu[1] == 2.0f);
    assert_close((double)elu[0], 0.5 * expm1(-2), 3e-7);
}

static void nan_goes_through_every_activation(void **state) {
    (void)state;
    const float z = NAN;
    for (int which = 0; which < NN_N_ACTIVATIONS; which++) {
        float value = 0;
        if (which == NN_MAXOUT)
            continue;
        assert_int_equal(nn_activation_at(&value, NULL, NULL, (nn_activation)which, NULL, &z, 1), NN_OK);
        assert_true(isnan(value));
    }
}

static void infinity_has_its_limit(void **state) {
    (void)state;
    const float z[] = {-INFINITY, INFINITY};
    const float low[NN_N_ACTIVATIONS] = {[NN_TANH] = -1, [NN_ELU] = -1};
    for (int which = 0; which < NN_N_ACTIVATIONS; which++) {
        const bool falls = which == NN_IDENTITY || which == NN_LEAKY_RELU || which == NN_PRELU || which == NN_RRELU;
        const bool is_bounded = which == NN_SIGMOID || which == NN_TANH;
        float value[2], slope[2];
        if (which == NN_MAXOUT)
            continue;
        assert_int_equal(nn_activation_at(value, slope, NULL, (nn_activation)which, NULL, z, 2), NN_OK);
        assert_true(falls ? value[0] == -INFINITY : value[0] == low[which]);
        assert_true(is_bounded ? value[1] == 1.0f : value[1] == INFINITY);
        assert_true(slope[1] == (is_bounded ? 0.0f : 1.0f));
    }
}

/* ---- what is refused */

static void curves_that_there_are_not_are_refused(void **state) {
    (void)state;
    const float z = 0;
    float value;
    assert_int_equal(nn_activation_at(&value, NULL, NULL, NN_MAXOUT, NULL, &z, 1), NN_BAD_NAME);
    assert_int_equal(nn_activation_at(&value, NULL, NULL, NN_N_ACTIVATIONS, NULL, &z, 1), NN_BAD_NAME);
}

static void options_out_of_range_are_refused(void **state) {
    (void)state;
    const nn_layer_options good = nn_layer_defaults(NN_TANH);
    nn_layer_options bad[7];
    for (size_t i = 0; i < 7; i++)
        bad[i] = good;
    bad[0].alpha = NAN;
    bad[1].lower = 2;
    bad[2].upper = INFINITY;
    bad[3].pieces = 0;
    bad[4].pieces = NN_MAX_PIECES + 1;
    bad[5].dropout = 1;
    bad[6].dropout = -0.1f;
    const float z = 0;
    float value;
    for (size_t i = 0; i < 7; i++)
        assert_int_equal(nn_activation_at(&value, NULL, NULL, NN_TANH, &bad[i], &z, 1), NN_BAD_VALUE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_reference_value_and_slope_comes_out),
        cmocka_unit_test(bends_are_the_slopes_of_slopes),
        cmocka_unit_test(the_published_slopes_come_out),
        cmocka_unit_test(below_zero_alpha_or_the_middle_of_the_bounds_is_the_slope),
        cmocka_unit_test(nan_goes_through_every_activation),
        cmocka_unit_test(infinity_has_its_limit),
        cmocka_unit_test(curves_that_there_are_not_are_refused),
        cmocka_unit_test(options_out_of_range_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
