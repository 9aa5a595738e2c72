/** What nn_describe says of numbers: against plain double moments and logarithms, to the ends of float32. */
#include "internal.h"
#include "support.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t total(const uint32_t *bins, size_t n) {
    size_t sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += bins[i];
    return sum;
}

static size_t linear_bin(double x, double min, double max) {
    const size_t bin = (size_t)((x - min) / (max - min) * NN_BINS);
    return bin < NN_BINS ? bin : NN_BINS - 1;
}

static size_t log_bin(double x) {
    return (size_t)floor((log10(fabs(x)) - NN_LOG_LOWEST) * NN_LOG_BINS_A_DECADE);
}

/** Sums of n doubles round by n·2⁻⁵³ at most; the results once more to float32. */
static void moments_range_and_bins_are_those_of_plain_double(void **state) {
    (void)state;
    enum { N = 5003 };
    static float x[N];
    size_t bins[NN_BINS] = {0}, log_bins[NN_LOG_BINS] = {0}, strays = 0;
    double sum = 0, squares = 0, min = 0, max = 0;
    nn_rng rng = nn_rng_new(1, 1);
    for (size_t i = 0; i < N; i++) {
        x[i] = 1000.0f + 3.0f * nn_rng_normal(&rng); /* a mean that would swallow the deviation in float32 */
        sum += (double)x[i];
        min = i ? fmin(min, (double)x[i]) : (double)x[i];
        max = i ? fmax(max, (double)x[i]) : (double)x[i];
    }
    for (size_t i = 0; i < N; i++) {
        squares += pow((double)x[i] - sum / N, 2);
        bins[linear_bin((double)x[i], min, max)]++;
        log_bins[log_bin((double)x[i])]++;
    }

    nn_distribution d;
    nn_describe(&d, x, N);

    assert_int_equal(d.n, N);
    assert_int_equal(d.n_zeros + d.n_not_finite, 0);
    assert_true((double)d.min == min && (double)d.max == max);
    assert_close((double)d.mean, sum / N, 0x1p-24 * 1000);
    assert_close((double)d.std, sqrt(squares / N), 0x1p-23 * sqrt(squares / N));
    for (size_t i = 0; i < NN_BINS; i++)
        strays += (size_t)labs((long)bins[i] - (long)d.bins[i]);
    assert_true(strays <= 2); /* a number on an edge may fall on either side */
    for (size_t i = 0; i < NN_LOG_BINS; i++)
        assert_int_equal(d.log_bins[i], log_bins[i]);
}

static void zeros_and_what_is_not_finite_are_counted_apart(void **state) {
    (void)state;
    const float x[] = {0, -0.0f, 1, NAN, -3, INFINITY, 0, -INFINITY, 2};
    nn_distribution d;

    nn_describe(&d, x, 9);

    assert_int_equal(d.n, 9);
    assert_int_equal(d.n_zeros, 3);
    assert_int_equal(d.n_not_finite, 3);
    assert_true(d.mean == 0 && d.min == -3 && d.max == 2);
    assert_close((double)d.std, sqrt(14.0 / 6), 0x1p-23);
    assert_int_equal(total(d.bins, NN_BINS), 6);
    assert_int_equal(d.bins[0], 1);
    assert_int_equal(d.bins[3 * NN_BINS / 5], 3); /* 0 */
    assert_int_equal(d.bins[NN_BINS - 1], 1);
    assert_int_equal(total(d.log_bins, NN_LOG_BINS), 3);
    assert_int_equal(d.log_bins[-NN_LOG_LOWEST * NN_LOG_BINS_A_DECADE], 1); /* 1 */
}

static void equal_numbers_are_one_bin_without_deviation(void **state) {
    (void)state;
    const float x[] = {-0.1f, -0.1f, -0.1f, -0.1f, -0.1f};
    nn_distribution d;
    nn_describe(&d, x, 5);
    assert_true(d.mean == -0.1f && d.min == -0.1f && d.max == -0.1f);
    assert_close((double)d.std, 0, 5 * 0x1p-53); /* of the mean, in double */
    assert_int_equal(d.bins[0], 5);
}

static void where_no_number_is_finite_there_are_no_moments(void **state) {
    (void)state;
    const float x[] = {NAN, INFINITY};
    for (size_t n = 0; n <= 2; n++) {
        nn_distribution d;
        nn_describe(&d, x, n);
        assert_int_equal(d.n_not_finite, n);
        assert_true(isnan(d.mean) && isnan(d.std) && isnan(d.min) && isnan(d.max));
        assert_int_equal(total(d.bins, NN_BINS) + total(d.log_bins, NN_LOG_BINS), 0);
    }
}

/** No 2ᵉ is near an edge but 2⁰, which is exactly on one. */
static void every_float_has_its_bin_of_magnitude_down_to_the_smallest(void **state) {
    (void)state;
    for (int e = -149; e <= 127; e++) {
        const float x[] = {ldexpf(1, e), -ldexpf(1, e)};
        nn_distribution d;
        nn_describe(&d, x, 2);
        assert_int_equal(d.log_bins[log_bin((double)x[0])], 2);
    }
    const float ends[] = {FLT_MAX, -FLT_MAX, FLT_TRUE_MIN, -FLT_TRUE_MIN};
    nn_distribution d;
    nn_describe(&d, ends, 4);
    assert_int_equal(total(d.log_bins, NN_LOG_BINS), 4);
    assert_true(d.mean == 0);
    assert_close((double)d.std, (double)FLT_MAX / sqrt(2), 0x1p-23 * (double)FLT_MAX);
    assert_int_equal(d.bins[0] + d.bins[NN_BINS / 2] + d.bins[NN_BINS / 2 - 1] + d.bins[NN_BINS - 1], 4);
    assert_int_equal(NN_LOG_BINS, (NN_LOG_HIGHEST - NN_LOG_LOWEST) * NN_LOG_BINS_A_DECADE);
}

static void a_power_of_ten_begins_its_bin_of_magnitude(void **state) {
    (void)state;
    for (int k = 0; k <= 10; k++) { /* exact in float32 */
        const size_t bin = (size_t)((k - NN_LOG_LOWEST) * NN_LOG_BINS_A_DECADE);
        const float x = (float)pow(10, k), below = nextafterf(x, 0);
        nn_distribution d;
        nn_describe(&d, &x, 1);
        assert_int_equal(d.log_bins[bin], 1);
        nn_describe(&d, &below, 1);
        assert_int_equal(d.log_bins[bin - 1], 1);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moments_range_and_bins_are_those_of_plain_double),
        cmocka_unit_test(zeros_and_what_is_not_finite_are_counted_apart),
        cmocka_unit_test(equal_numbers_are_one_bin_without_deviation),
        cmocka_unit_test(where_no_number_is_finite_there_are_no_moments),
        cmocka_unit_test(every_float_has_its_bin_of_magnitude_down_to_the_smallest),
        cmocka_unit_test(a_power_of_ten_begins_its_bin_of_magnitude),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
