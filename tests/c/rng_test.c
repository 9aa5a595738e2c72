/** The random numbers: the published sequence, and distributions within five standard errors of what they should be. */
#include "nn.h"
#include "support.h"

#include <math.h>

enum { DRAWS = 100000 };

/** A share that should be p, of so many draws, is off by more than this once in two million times. */
static double five_errors(double p, double draws) {
    return 5 * sqrt(p * (1 - p) / draws);
}

static void the_bits_are_those_that_pcg32_publishes(void **state) {
    (void)state;
    static const uint32_t published[] = {0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e}; /* pcg32-demo, round 1 */

    nn_rng rng = nn_rng_new(42, 54);

    for (size_t k = 0; k < 6; k++)
        assert_int_equal(nn_rng_bits(&rng), published[k]);
}

static void seeds_and_streams_differ_and_a_copy_forks(void **state) {
    (void)state;
    nn_rng rng = nn_rng_new(1, 0), other_seed = nn_rng_new(2, 0), other_stream = nn_rng_new(1, 1), fork = rng;

    const uint32_t bits = nn_rng_bits(&rng);

    assert_int_equal(nn_rng_bits(&fork), bits);
    assert_int_not_equal(nn_rng_bits(&other_seed), bits);
    assert_int_not_equal(nn_rng_bits(&other_stream), bits);
}

static void uniform_numbers_fill_their_range_evenly(void **state) {
    (void)state;
    enum { BINS = 20 };
    size_t counts[BINS] = {0};
    nn_rng rng = nn_rng_new(3, 0);

    for (size_t k = 0; k < DRAWS; k++) {
        const float x = nn_rng_uniform(&rng, -4.0f, 16.0f);
        assert_true(x >= -4.0f && x < 16.0f);
        counts[(size_t)((double)x + 4)]++;
    }

    for (size_t bin = 0; bin < BINS; bin++)
        assert_close((double)counts[bin] / DRAWS, 1.0 / BINS, five_errors(1.0 / BINS, DRAWS));
}

static void a_uniform_number_never_rounds_up_to_its_upper_bound(void **state) {
    (void)state;
    enum { FLOATS = 16 }; /* from a million to one above it, 1/16 apart */
    size_t counts[FLOATS] = {0};
    nn_rng rng = nn_rng_new(4, 0);

    for (size_t k = 0; k < DRAWS; k++) {
        const float x = nn_rng_uniform(&rng, 1000000.0f, 1000001.0f);
        assert_true(x >= 1000000.0f && x < 1000001.0f);
        counts[(size_t)((x - 1000000.0f) * FLOATS)]++;
    }

    for (size_t k = 0; k < FLOATS; k++)
        assert_close((double)counts[k] / DRAWS, 1.0 / FLOATS, five_errors(1.0 / FLOATS, DRAWS));
    assert_true(nn_rng_uniform(&rng, 2.0f, 2.0f) == 2.0f);
}

static void normal_numbers_follow_the_normal_distribution(void **state) {
    (void)state;
    static const double points[] = {-3, -2, -1, -0.5, 0, 0.5, 1, 2, 3};
    enum { POINTS = sizeof points / sizeof points[0] };
    size_t below[POINTS] = {0};
    double sum = 0, squares = 0;
    nn_rng rng = nn_rng_new(5, 0);

    for (size_t k = 0; k < DRAWS; k++) {
        const double x = (double)nn_rng_normal(&rng);
        assert_true(isfinite(x));
        sum += x;
        squares += x * x;
        for (size_t p = 0; p < POINTS; p++)
            below[p] += x < points[p];
    }

    assert_close(sum / DRAWS, 0, 5 / sqrt(DRAWS));
    assert_close(squares / DRAWS, 1, 5 * sqrt(2.0 / DRAWS)); /* the variance of x² is 2 */
    for (size_t p = 0; p < POINTS; p++) {
        const double expected = erfc(-points[p] / sqrt(2)) / 2;
        assert_close((double)below[p] / DRAWS, expected, five_errors(expected, DRAWS));
    }
}

static void whole_numbers_below_a_bound_are_equally_likely(void **state) {
    (void)state;
    const uint32_t bound = 3u << 30; /* the plain remainder would be in the first third half of the time */
    size_t in_first_third = 0, seen[5] = {0};
    nn_rng rng = nn_rng_new(6, 0);

    for (size_t k = 0; k < DRAWS; k++) {
        const uint32_t x = nn_rng_below(&rng, bound);
        assert_true(x < bound);
        in_first_third += x < bound / 3;
        seen[nn_rng_below(&rng, 5)]++;
    }

    assert_close((double)in_first_third / DRAWS, 1.0 / 3, five_errors(1.0 / 3, DRAWS));
    for (size_t k = 0; k < 5; k++)
        assert_close((double)seen[k] / DRAWS, 0.2, five_errors(0.2, DRAWS));
    assert_int_equal(nn_rng_below(&rng, 1), 0);
}

static void each_permutation_is_equally_likely(void **state) {
    (void)state;
    size_t counts[27] = {0}; /* read as a number of three digits in base 3 */
    nn_rng rng = nn_rng_new(7, 0);

    for (size_t k = 0; k < DRAWS; k++) {
        uint32_t order[3];
        nn_rng_permutation(&rng, order, 3);
        counts[order[0] * 9 + order[1] * 3 + order[2]]++;
    }

    static const size_t permutations[] = {5, 7, 11, 15, 19, 21}; /* 012 021 102 120 201 210 */
    size_t total = 0;
    for (size_t k = 0; k < 6; k++) {
        total += counts[permutations[k]];
        assert_close((double)counts[permutations[k]] / DRAWS, 1.0 / 6, five_errors(1.0 / 6, DRAWS));
    }
    assert_int_equal(total, DRAWS);
}

static void a_permutation_holds_every_number_once(void **state) {
    (void)state;
    enum { N = 1000 };
    uint32_t order[N];
    size_t seen[N] = {0};
    nn_rng rng = nn_rng_new(8, 0);

    nn_rng_permutation(&rng, order, N);

    for (size_t k = 0; k < N; k++)
        seen[order[k]]++;
    for (size_t k = 0; k < N; k++)
        assert_int_equal(seen[k], 1);
    nn_rng_permutation(&rng, order, 0);
    nn_rng_permutation(&rng, order, 1);
    assert_int_equal(order[0], 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_bits_are_those_that_pcg32_publishes),
        cmocka_unit_test(seeds_and_streams_differ_and_a_copy_forks),
        cmocka_unit_test(uniform_numbers_fill_their_range_evenly),
        cmocka_unit_test(a_uniform_number_never_rounds_up_to_its_upper_bound),
        cmocka_unit_test(normal_numbers_follow_the_normal_distribution),
        cmocka_unit_test(whole_numbers_below_a_bound_are_equally_likely),
        cmocka_unit_test(each_permutation_is_equally_likely),
        cmocka_unit_test(a_permutation_holds_every_number_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
