/** Input features and standardised columns, against their definitions in double. */
#include "nn.h"
#include "support.h"

#include <float.h>
#include <math.h>

static const float points[] = {1.5f, -2.0f, -6.0f, 0.25f, 0.0f, 5.75f};
enum { POINTS = 3, FEATURES = 7 };

static double feature_of(size_t feature, double x, double y) {
    const double all[FEATURES] = {x, y, x * x, y * y, x * y, sin(x), sin(y)};
    return all[feature];
}

static void each_bit_of_the_mask_gives_its_feature(void **state) {
    (void)state;
    for (size_t feature = 0; feature < FEATURES; feature++) {
        float made[POINTS];

        assert_int_equal(nn_features(made, points, POINTS, 1u << feature), NN_OK);

        for (size_t i = 0; i < POINTS; i++) /* products of these points are exact; our sine is good to 1.2e-7 */
            assert_close((double)made[i], feature_of(feature, (double)points[2 * i], (double)points[2 * i + 1]), feature < 5 ? 0 : 1.2e-7);
    }
}

static void several_features_stand_row_by_row_in_the_order_of_the_bits(void **state) {
    (void)state;
    float made[POINTS * 3];

    assert_int_equal(nn_features(made, points, POINTS, NN_FEATURE_XY | NN_FEATURE_X | NN_FEATURE_Y2), NN_OK);

    const float expected[POINTS * 3] = {1.5f, 4.0f, -3.0f, -6.0f, 0.0625f, -1.5f, 0.0f, 33.0625f, 0.0f};
    assert_same_bits(made, expected, POINTS * 3);
    float all[POINTS * FEATURES];
    assert_int_equal(nn_features(all, points, POINTS, 127), NN_OK);
    assert_close((double)all[2 * FEATURES + 6], sin(5.75), 1.2e-7);
}

static void a_mask_of_no_feature_or_of_unknown_ones_is_refused(void **state) {
    (void)state;
    float made[POINTS];
    assert_int_equal(nn_features(made, points, POINTS, 0), NN_BAD_VALUE);
    assert_int_equal(nn_features(made, points, POINTS, 128), NN_BAD_VALUE);
    assert_int_equal(nn_features(made, points, POINTS, 1u << 31 | 1u), NN_BAD_VALUE);
}

static void standardised_columns_have_mean_zero_and_the_deviation_asked_for(void **state) {
    (void)state;
    enum { N = 1000 };
    float x[2 * N], before[2 * N], mean[2], deviation[2];
    nn_rng rng = nn_rng_new(1, 0);
    for (size_t i = 0; i < N; i++) {
        before[2 * i] = x[2 * i] = 1000.0f + nn_rng_normal(&rng);
        before[2 * i + 1] = x[2 * i + 1] = nn_rng_uniform(&rng, -1e-3f, 1e-3f);
    }

    assert_int_equal(nn_standardise(x, mean, deviation, N, 2, 2.0f), NN_OK);

    for (size_t c = 0; c < 2; c++) {
        double sum = 0, squares = 0, sum_before = 0;
        for (size_t i = 0; i < N; i++) {
            sum += (double)x[2 * i + c];
            squares += (double)x[2 * i + c] * (double)x[2 * i + c];
            sum_before += (double)before[2 * i + c];
        }
        /* each number is below 8 and rounded once to float32: off by at most 8·2⁻²⁵ */
        assert_close(sum / N, 0, 8 * (double)FLT_EPSILON / 4);
        assert_close(sqrt(squares / N), 2, 8 * (double)FLT_EPSILON / 4);
        assert_close((double)mean[c], sum_before / N, fabs(sum_before / N) * (double)FLT_EPSILON);
        const double expected = 2 * ((double)before[c] - (double)mean[c]) / (double)deviation[c];
        assert_close((double)x[c], expected, c == 0 ? 1000 * (double)FLT_EPSILON * 2 : 1e-5); /* the mean told is rounded */
    }
}

static void a_constant_column_becomes_zero(void **state) {
    (void)state;
    enum { N = 1001 };
    float x[N], mean, deviation;
    for (size_t i = 0; i < N; i++)
        x[i] = 0.1f; /* a sum of these is not exactly N times one */

    assert_int_equal(nn_standardise(x, &mean, &deviation, N, 1, 2.0f), NN_OK);

    for (size_t i = 0; i < N; i++)
        assert_true(x[i] == 0.0f);
    assert_true(mean == 0.1f && deviation == 0.0f);
}

static void columns_of_the_largest_and_smallest_floats_stay_finite(void **state) {
    (void)state;
    float x[] = {FLT_MAX, 1e-45f, -FLT_MAX, 0.0f}, mean[2], deviation[2];

    assert_int_equal(nn_standardise(x, mean, deviation, 2, 2, 1.0f), NN_OK);

    const float expected[] = {1.0f, 1.0f, -1.0f, -1.0f}; /* two numbers stand one deviation from their mean */
    assert_same_bits(x, expected, 4);
}

static void standardise_refuses_empty_and_infinite_columns(void **state) {
    (void)state;
    float x[] = {1.0f, NAN, 3.0f, INFINITY}, mean[2], deviation[2];
    assert_int_equal(nn_standardise(x, mean, deviation, 0, 2, 1.0f), NN_BAD_SHAPE);
    assert_int_equal(nn_standardise(x, mean, deviation, 2, 0, 1.0f), NN_BAD_SHAPE);
    assert_int_equal(nn_standardise(x, mean, deviation, 2, 2, 1.0f), NN_BAD_VALUE);
    assert_int_equal(nn_standardise(x, mean, deviation, 1, 1, INFINITY), NN_BAD_VALUE);
    assert_int_equal(nn_standardise(x, mean, deviation, SIZE_MAX, 2, 1.0f), NN_TOO_LARGE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_bit_of_the_mask_gives_its_feature),
        cmocka_unit_test(several_features_stand_row_by_row_in_the_order_of_the_bits),
        cmocka_unit_test(a_mask_of_no_feature_or_of_unknown_ones_is_refused),
        cmocka_unit_test(standardised_columns_have_mean_zero_and_the_deviation_asked_for),
        cmocka_unit_test(a_constant_column_becomes_zero),
        cmocka_unit_test(columns_of_the_largest_and_smallest_floats_stay_finite),
        cmocka_unit_test(standardise_refuses_empty_and_infinite_columns),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
