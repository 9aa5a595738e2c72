/** Hessian-vector products and the ends of the spectrum: PyTorch's, closed forms, and what must hold of any Hessian. */
#include "cases.h"
#include "internal.h"
#include "support.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

/* ---- tests/reference/curvature.json; exactly differentiated: 1e-5 of the largest (README) */

static void check_product(const reference_case *c) {
    float *v = json_floats(c->json, "vector", NULL), *product = malloc(c->n * sizeof *product);
    double *expected = json_doubles(c->json, "hessian_vector", NULL);

    assert_int_equal(nn_net_hessian_vector(c->net, product, c->theta, v, c->data, c->work), NN_OK);

    const double deviation = max_relative(product, expected, c->n);
    if (!(deviation <= 1e-5))
        fail_msg("%s: H·v deviates by %g", c->name, deviation);
    free(v);
    free(product);
    free(expected);
}

static void check_columns(const reference_case *c) {
    if (!cJSON_HasObjectItem(c->json, "hessian"))
        return;
    float *unit = calloc(c->n, sizeof *unit), *hessian = malloc(c->n * c->n * sizeof *hessian);
    double *expected = json_doubles(c->json, "hessian", NULL);

    for (size_t i = 0; i < c->n; i++) {
        unit[i] = 1;
        assert_int_equal(nn_net_hessian_vector(c->net, hessian + i * c->n, c->theta, unit, c->data, c->work), NN_OK);
        unit[i] = 0;
    }

    const double deviation = max_relative(hessian, expected, c->n * c->n);
    if (!(deviation <= 1e-5))
        fail_msg("%s: the Hessian deviates by %g", c->name, deviation);
    free(unit);
    free(hessian);
    free(expected);
}

/** ‖H v − λ v‖, which is 0 for an eigenvector and its eigenvalue. */
static double residual(const reference_case *c, const float *v, double lambda) {
    float *product = malloc(c->n * sizeof *product);
    double squares = 0;
    assert_int_equal(nn_net_hessian_vector(c->net, product, c->theta, v, c->data, c->work), NN_OK);
    for (size_t i = 0; i < c->n; i++)
        squares += pow((double)product[i] - lambda * (double)v[i], 2);
    free(product);
    return sqrt(squares);
}

/**
 * An eigenvector turns by (error of the matrix) / (gap to the next eigenvalue), so its tolerance is that of the product over the relative gap.
 */
static void check_spectrum(const reference_case *c) {
    const double max = json_number(c->json, "lambda_max"), min = json_number(c->json, "lambda_min");
    const double scale = fmax(fabs(max), fabs(min)), gap = (max - json_number(c->json, "second_largest")) / scale;
    float *vector = malloc(c->n * sizeof *vector), *bottom = malloc(c->n * sizeof *bottom);
    float *work = malloc(nn_curvature_work_size(c->n, 128) * sizeof *work);
    double *expected = json_doubles(c->json, "top_eigenvector", NULL), *lowest = json_doubles(c->json, "bottom_eigenvector", NULL);
    nn_curvature curvature;

    assert_int_equal(nn_curvature_at(c->objective, &curvature, vector, bottom, c->theta, NULL, work, 128, 1e-6f), NN_OK);

    assert_true(curvature.converged);
    assert_close((double)curvature.max, max, 1e-5 * scale);
    assert_close((double)curvature.min, min, 1e-5 * scale);
    assert_true(gap > 0.01);
    assert_true(max_relative(vector, expected, c->n) <= 1e-5 / gap);
    assert_close(nn_dot(bottom, bottom, c->n), 1, 1e-6);
    assert_true(residual(c, bottom, min) <= 1e-5 * scale);
    if (cJSON_HasObjectItem(c->json, "eigenvalues")) {
        double *all = json_doubles(c->json, "eigenvalues", NULL);
        assert_true(max_relative(bottom, lowest, c->n) <= 1e-5 * scale / (all[1] - all[0]));
        free(all);
    }
    free(vector);
    free(bottom);
    free(work);
    free(expected);
    free(lowest);
}

static void check_second(const reference_case *c) {
    const double max = json_number(c->json, "lambda_max"), second = json_number(c->json, "second_largest");
    const double scale = fmax(max, fabs(json_number(c->json, "lambda_min")));
    float *vectors = malloc(2 * c->n * sizeof *vectors), values[2];
    float *work = malloc(nn_curvature_work_size(c->n, 128) * sizeof *work);
    bool converged;

    assert_int_equal(nn_curvature_top(c->objective, values, vectors, &converged, c->theta, work, 2, 128, 1e-6f), NN_OK);

    assert_true(converged);
    assert_close((double)values[0], max, 1e-5 * scale);
    assert_close((double)values[1], second, 1e-5 * scale);
    assert_true(residual(c, vectors, max) <= 1e-5 * scale);
    assert_true(residual(c, vectors + c->n, second) <= 1e-5 * scale);
    assert_close(nn_dot(vectors, vectors + c->n, c->n), 0, 1e-6);
    free(vectors);
    free(work);
}

static void for_all_cases(void (*check)(const reference_case *)) {
    cJSON *json = json_load("curvature.json");
    assert_true(for_each_case(cJSON_GetObjectItem(json, "cases"), check) == 13);
    cJSON_Delete(json);
}

static void every_reference_product_comes_out(void **state) {
    (void)state;
    for_all_cases(check_product);
}
static void every_reference_hessian_comes_out_column_by_column(void **state) {
    (void)state;
    for_all_cases(check_columns);
}
static void every_reference_spectrum_comes_out_at_both_ends(void **state) {
    (void)state;
    for_all_cases(check_spectrum);
}
static void every_reference_second_largest_eigenvalue_comes_out(void **state) {
    (void)state;
    for_all_cases(check_second);
}

/* ---- closed forms: a diagonal Hessian */

enum { N = 50 };

typedef struct diagonal {
    nn_objective base;
    float entries[N];
} diagonal;

static nn_status diagonal_product(void *self, float *product, const float *theta, const float *v) {
    const diagonal *f = self;
    (void)theta;
    for (size_t i = 0; i < f->base.n; i++)
        product[i] = f->entries[i] * v[i];
    return nn_all_finite(product, f->base.n) ? NN_OK : NN_DIVERGED;
}

static diagonal new_diagonal(size_t n) {
    return (diagonal){.base = {.n = n, .hessian_vector = diagonal_product}};
}

static nn_curvature curvature_of(diagonal *f, float *vector, const float *start, float tolerance) {
    float theta[N] = {0}, work[(N + 1) * N];
    nn_curvature curvature;
    f->base.self = f;
    assert_true(nn_curvature_work_size(f->base.n, N) <= (N + 1) * N);
    assert_int_equal(nn_curvature_at(&f->base, &curvature, vector, NULL, theta, start, work, N, tolerance), NN_OK);
    return curvature;
}

static void the_largest_is_found_even_where_the_smallest_is_larger_in_size(void **state) {
    (void)state;
    diagonal f = new_diagonal(N);
    float vector[N];
    for (size_t i = 0; i < N; i++)
        f.entries[i] = i == 17 ? 3.0f : -10.0f + 0.2f * (float)i * (i < 40 ? 1.0f : 0.5f);

    const nn_curvature curvature = curvature_of(&f, vector, NULL, 1e-6f);

    assert_true(curvature.converged);
    assert_close((double)curvature.max, 3, 1e-5);
    assert_close((double)vector[17], 1, 1e-5);
}

static void a_start_on_an_eigenvector_does_not_hide_the_largest(void **state) {
    (void)state;
    diagonal f = new_diagonal(N);
    float vector[N], start[N] = {[3] = 1};
    for (size_t i = 0; i < N; i++)
        f.entries[i] = i == 3 ? 1.0f : i == 4 ? 5.0f : 0.01f * (float)i;

    const nn_curvature curvature = curvature_of(&f, vector, start, 1e-5f);

    assert_close((double)curvature.max, 5, 1e-4);
}

static void equal_eigenvalues_and_zero_hessians_are_no_trouble(void **state) {
    (void)state;
    diagonal equal = new_diagonal(4), zero = new_diagonal(4);
    float vector[N];
    for (size_t i = 0; i < 4; i++)
        equal.entries[i] = 2.5f;

    const nn_curvature of_equal = curvature_of(&equal, vector, NULL, 1e-5f), of_zero = curvature_of(&zero, vector, NULL, 1e-5f);

    assert_close((double)of_equal.max, 2.5, 1e-6);
    assert_close((double)of_equal.min, 2.5, 1e-6);
    assert_true(of_zero.max == 0.0f && of_zero.min == 0.0f);
}

static void one_parameter_needs_one_product(void **state) {
    (void)state;
    diagonal f = new_diagonal(1);
    float vector[1];
    f.entries[0] = -0.75f;

    const nn_curvature curvature = curvature_of(&f, vector, NULL, 1e-3f);

    assert_int_equal(curvature.n_products, 1);
    assert_close((double)curvature.max, -0.75, 1e-7);
    assert_true(vector[0] == 1.0f);
}

static void a_product_that_is_not_finite_is_divergence(void **state) {
    (void)state;
    diagonal f = new_diagonal(4);
    float theta[4] = {0}, work[20];
    nn_curvature curvature;
    f.base.self = &f;
    f.entries[2] = INFINITY;
    assert_int_equal(nn_curvature_at(&f.base, &curvature, NULL, NULL, theta, NULL, work, 4, 1e-3f), NN_DIVERGED);
}

static void a_tolerance_or_a_start_that_is_no_number_is_refused(void **state) {
    (void)state;
    diagonal f = new_diagonal(4);
    const float bad[] = {NAN, INFINITY, -1e-3f}, no_start[4] = {1, NAN, 0, 0}, endless_start[4] = {1, INFINITY, 0, 0};
    float theta[4] = {0}, work[20];
    nn_curvature curvature;
    f.base.self = &f;

    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++)
        assert_int_equal(nn_curvature_at(&f.base, &curvature, NULL, NULL, theta, NULL, work, 4, bad[k]), NN_BAD_VALUE);
    assert_int_equal(nn_curvature_at(&f.base, &curvature, NULL, NULL, theta, no_start, work, 4, 1e-3f), NN_BAD_VALUE);
    assert_int_equal(nn_curvature_at(&f.base, &curvature, NULL, NULL, theta, endless_start, work, 4, 1e-3f), NN_BAD_VALUE);
}

/* ---- the stability limit */

static void stable_learning_rates_are_those_of_the_quadratic(void **state) {
    (void)state;
    const nn_optimizer plain = {.kind = NN_SGD}, momentum = {.kind = NN_SGD, .momentum = 0.5f};
    const nn_optimizer nesterov = {.kind = NN_SGD, .momentum = 0.5f, .nesterov = true};
    assert_true(nn_stable_learning_rate(&plain, 4) == 0.5f);     /* 2/λ */
    assert_true(nn_stable_learning_rate(&momentum, 4) == 0.75f); /* (2 + 2β)/λ */
    assert_close((double)nn_stable_learning_rate(&nesterov, 4), 3 / (2.0 * 4), 1e-7);
    assert_true(isinf(nn_stable_learning_rate(&plain, -1)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_reference_product_comes_out),
        cmocka_unit_test(every_reference_hessian_comes_out_column_by_column),
        cmocka_unit_test(every_reference_spectrum_comes_out_at_both_ends),
        cmocka_unit_test(every_reference_second_largest_eigenvalue_comes_out),
        cmocka_unit_test(the_largest_is_found_even_where_the_smallest_is_larger_in_size),
        cmocka_unit_test(a_start_on_an_eigenvector_does_not_hide_the_largest),
        cmocka_unit_test(equal_eigenvalues_and_zero_hessians_are_no_trouble),
        cmocka_unit_test(one_parameter_needs_one_product),
        cmocka_unit_test(a_product_that_is_not_finite_is_divergence),
        cmocka_unit_test(a_tolerance_or_a_start_that_is_no_number_is_refused),
        cmocka_unit_test(stable_learning_rates_are_those_of_the_quadratic),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
