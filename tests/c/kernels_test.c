/** The blocked kernels against the plain loops they replace, over every shape of tile and remainder. */
#include "internal.h"
#include "support.h"

#include <float.h>
#include <math.h>

enum { MOST = 9, WIDEST = NN_ROW };

static float w[MOST * MOST], in[MOST * WIDEST], delta[MOST * WIDEST], bias[MOST];

static void fill(float *x, size_t n, nn_rng *rng) {
    for (size_t i = 0; i < n; i++)
        x[i] = nn_rng_uniform(rng, -2.0f, 2.0f);
}

static int fill_all(void **state) {
    (void)state;
    nn_rng rng = nn_rng_new(1, 0);
    fill(w, MOST * MOST, &rng);
    fill(in, MOST * WIDEST, &rng);
    fill(delta, MOST * WIDEST, &rng);
    fill(bias, MOST, &rng);
    return 0;
}

/** n terms of at most 2·2, each rounded at most n + 1 times: (n + 1) · n · 4 · ε/2. */
static double bound_of_sum(size_t n) {
    return (double)((n + 2) * (n + 1)) * 4 * (double)FLT_EPSILON / 2;
}

static void check_product(size_t n_out, size_t n_in, size_t width, bool add) {
    float out[MOST * WIDEST];
    for (size_t k = 0; k < MOST * WIDEST; k++)
        out[k] = 0.5f;

    nn_kernel_product(out, w, in, bias, n_out, n_in, n_in, 1, width, add);

    for (size_t o = 0; o < MOST; o++)
        for (size_t e = 0; e < WIDEST; e++) {
            double expected = add ? 0.5 : (double)bias[o];
            for (size_t i = 0; i < n_in; i++)
                expected += (double)w[o * n_in + i] * (double)in[i * NN_ROW + e];
            if (o < n_out && e < width)
                assert_close((double)out[o * NN_ROW + e], expected, bound_of_sum(n_in + 1));
            else
                assert_true(out[o * NN_ROW + e] == 0.5f); /* nothing beyond its rows and columns is touched */
        }
}

static void product_equals_the_plain_loops_for_every_remainder(void **state) {
    (void)state;
    for (size_t n_out = 1; n_out <= MOST; n_out++)
        for (size_t n_in = 1; n_in <= MOST; n_in += 2)
            for (size_t width = 4; width <= 20; width += 4) {
                check_product(n_out, n_in, width, false);
                check_product(n_out, n_in, width, true);
            }
}

static void product_with_swapped_steps_multiplies_by_the_transpose(void **state) {
    (void)state;
    enum { OUT = 5, IN = 7, WIDTH = 12 };
    float passed_down[IN * NN_ROW];

    nn_kernel_product(passed_down, w, delta, NULL, IN, OUT, 1, IN, WIDTH, false);

    for (size_t i = 0; i < IN; i++)
        for (size_t e = 0; e < WIDTH; e++) {
            double expected = 0;
            for (size_t o = 0; o < OUT; o++)
                expected += (double)w[o * IN + i] * (double)delta[o * NN_ROW + e];
            assert_close((double)passed_down[i * NN_ROW + e], expected, bound_of_sum(OUT));
        }
}

static void outer_adds_the_sum_over_examples_for_every_remainder(void **state) {
    (void)state;
    for (size_t n_out = 1; n_out <= MOST; n_out++)
        for (size_t n_in = 1; n_in <= MOST; n_in++)
            for (size_t width = 4; width <= NN_BLOCK; width += 124) {
                float sum[MOST * MOST];
                for (size_t k = 0; k < MOST * MOST; k++)
                    sum[k] = 1.0f;
                nn_kernel_outer(sum, delta, in, n_out, n_in, width);
                for (size_t o = 0; o < n_out; o++)
                    for (size_t i = 0; i < n_in; i++) {
                        double expected = 1;
                        for (size_t e = 0; e < width; e++)
                            expected += (double)delta[o * NN_ROW + e] * (double)in[i * NN_ROW + e];
                        /* four lanes of width / 4 terms, then three additions and one more */
                        assert_close((double)sum[o * n_in + i], expected, bound_of_sum(width / 4 + 4) * 4);
                    }
            }
}

static void row_sums_add_every_column_once(void **state) {
    (void)state;
    float ones[2 * NN_ROW], sums[2] = {1.0f, -1.0f};
    for (size_t k = 0; k < 2 * NN_ROW; k++)
        ones[k] = k < NN_ROW ? 1.0f : 0.5f;

    nn_kernel_row_sums(sums, ones, 2, 100);

    assert_true(sums[0] == 101.0f && sums[1] == 49.0f); /* exact: small multiples of ½ */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(product_equals_the_plain_loops_for_every_remainder),
        cmocka_unit_test(product_with_swapped_steps_multiplies_by_the_transpose),
        cmocka_unit_test(outer_adds_the_sum_over_examples_for_every_remainder),
        cmocka_unit_test(row_sums_add_every_column_once),
    };
    return cmocka_run_group_tests(tests, fill_all, NULL);
}
