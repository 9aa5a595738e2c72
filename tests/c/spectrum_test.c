/** The largest few eigenvalues and the preconditioned Hessian, on diagonal Hessians, whose spectrum is what stands on the diagonal. */
#include "internal.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>

/** More parameters than Lanczos may use products, so that no spectrum comes out merely because all of it was seen. */
enum { N = 400, PRODUCTS = 128, MOST = NN_MAX_EIGENVECTORS };

typedef struct diagonal {
    nn_objective base;
    float entries[N];
    size_t n_products, failing_product; /* counted from 1; 0: none fails */
} diagonal;

static nn_status diagonal_product(void *self, float *product, const float *theta, const float *v) {
    diagonal *f = self;
    (void)theta;
    for (size_t i = 0; i < f->base.n; i++)
        product[i] = f->entries[i] * v[i];
    return ++f->n_products == f->failing_product ? NN_DIVERGED : NN_OK;
}

static diagonal *new_diagonal(size_t n) {
    diagonal *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->base = (nn_objective){.n = n, .self = f, .hessian_vector = diagonal_product};
    return f;
}

typedef struct spectrum {
    float values[MOST], vectors[MOST * N];
    bool converged;
    nn_status status;
} spectrum;

/** The largest count, to 1e-6. */
static spectrum *spectrum_of(diagonal *f, size_t count) {
    float theta[N] = {0}, *work = malloc(nn_curvature_work_size(f->base.n, PRODUCTS) * sizeof *work);
    spectrum *found = calloc(1, sizeof *found);
    assert_true(work != NULL && found != NULL);
    found->status = nn_curvature_top(&f->base, found->values, found->vectors, &found->converged, theta, work, count, PRODUCTS, 1e-6f);
    free(work);
    return found;
}

/** ‖A v − λ v‖ */
static double residual(const diagonal *f, const float *v, double lambda) {
    double squares = 0;
    for (size_t i = 0; i < f->base.n; i++)
        squares += pow(((double)f->entries[i] - lambda) * (double)v[i], 2);
    return sqrt(squares);
}

/** The count eigenvalues are these, to 2e-6 of the largest by size (the tolerance and the rounding of the basis), and the vectors are theirs. */
static void assert_spectrum(const diagonal *f, const spectrum *found, const double *expected, size_t count, double scale) {
    const size_t n = f->base.n;
    assert_int_equal(found->status, NN_OK);
    assert_true(found->converged);
    for (size_t k = 0; k < count; k++) {
        const float *v = found->vectors + k * n;
        assert_close((double)found->values[k], expected[k], 2e-6 * scale);
        assert_true(residual(f, v, expected[k]) <= 1e-5 * scale);
        for (size_t other = 0; other <= k; other++)
            assert_close(nn_dot(v, found->vectors + other * n, n), other == k, 1e-6);
    }
}

static void the_largest_eight_come_out_in_order(void **state) {
    (void)state;
    diagonal *f = new_diagonal(N);
    for (size_t i = 0; i < N; i++)
        f->entries[i] = -1.0f + (float)i / N; /* −1 … below 0 */
    for (size_t k = 0; k < MOST; k++)
        f->entries[(37 * k + 11) % N] = (float)(k + 1);
    const double expected[MOST] = {8, 7, 6, 5, 4, 3, 2, 1};

    spectrum *found = spectrum_of(f, MOST);

    assert_spectrum(f, found, expected, MOST, 8);
    free(f);
    free(found);
}

static void an_eigenvalue_that_stands_twice_is_found_twice(void **state) {
    (void)state;
    diagonal *f = new_diagonal(N);
    for (size_t i = 0; i < N; i++)
        f->entries[i] = 2.0f * (float)i / N;
    f->entries[5] = f->entries[300] = 3.0f;
    const double expected[3] = {3, 3, 2.0 * (N - 1) / N};

    spectrum *found = spectrum_of(f, 3);

    /* The two vectors span the plane of the entries 5 and 300; which basis of it they are is nobody's concern. */
    assert_spectrum(f, found, expected, 3, 3);
    for (size_t k = 0; k < 2; k++)
        assert_close(pow((double)found->vectors[k * N + 5], 2) + pow((double)found->vectors[k * N + 300], 2), 1, 1e-6);
    free(f);
    free(found);
}

static void where_all_eigenvalues_are_one_it_is_found_as_often_as_asked(void **state) {
    (void)state;
    diagonal *f = new_diagonal(N);
    for (size_t i = 0; i < N; i++)
        f->entries[i] = -2.5f;
    const double expected[MOST] = {-2.5, -2.5, -2.5, -2.5, -2.5, -2.5, -2.5, -2.5};

    spectrum *found = spectrum_of(f, MOST);

    assert_spectrum(f, found, expected, MOST, 2.5);
    assert_int_equal(f->n_products, MOST); /* one each: the first already shows that there is nothing else */
    free(f);
    free(found);
}

static void all_eigenvalues_of_a_small_hessian_come_out_the_negative_ones_too(void **state) {
    (void)state;
    diagonal *f = new_diagonal(5);
    const float entries[5] = {-7, 2, 0, 2, -0.5f};
    for (size_t i = 0; i < 5; i++)
        f->entries[i] = entries[i];
    const double expected[5] = {2, 2, 0, -0.5, -7};

    spectrum *found = spectrum_of(f, 5);

    assert_spectrum(f, found, expected, 5, 7);
    free(f);
    free(found);
}

static void vectors_point_where_their_largest_component_is_positive(void **state) {
    (void)state;
    diagonal *f = new_diagonal(N);
    for (size_t i = 0; i < N; i++)
        f->entries[i] = i == 8 ? 9.0f : i == 3 ? 4.0f : -0.001f * (float)i;

    spectrum *found = spectrum_of(f, 2);

    assert_close((double)found->vectors[8], 1, 1e-5);
    assert_close((double)found->vectors[N + 3], 1, 1e-5);
    free(f);
    free(found);
}

static void too_few_products_are_told_and_bound_the_largest_from_below(void **state) {
    (void)state;
    diagonal *f = new_diagonal(N);
    float theta[N] = {0}, values[2], *vectors = malloc(2 * N * sizeof *vectors);
    float *work = malloc(nn_curvature_work_size(N, 4) * sizeof *work);
    bool converged = true;
    for (size_t i = 0; i < N; i++)
        f->entries[i] = (float)i / N;

    assert_int_equal(nn_curvature_top(&f->base, values, vectors, &converged, theta, work, 2, 4, 1e-6f), NN_OK);

    assert_false(converged);
    assert_int_equal(f->n_products, 8);
    assert_true(values[0] < f->entries[N - 1] && values[1] <= values[0]);
    free(f);
    free(vectors);
    free(work);
}

static void bad_counts_have_their_own_statuses(void **state) {
    (void)state;
    diagonal *f = new_diagonal(3);
    float theta[3] = {0}, values[MOST + 1], vectors[3 * (MOST + 1)], work[12];
    bool converged;
    assert_true(nn_curvature_work_size(3, PRODUCTS) <= 12);
    assert_int_equal(nn_curvature_top(&f->base, values, vectors, &converged, theta, work, 0, PRODUCTS, 0), NN_BAD_SHAPE);
    assert_int_equal(nn_curvature_top(&f->base, values, vectors, &converged, theta, work, 4, PRODUCTS, 0), NN_BAD_SHAPE);
    assert_int_equal(nn_curvature_top(&f->base, values, vectors, &converged, theta, work, MOST + 1, PRODUCTS, 0), NN_TOO_LARGE);
    assert_int_equal(nn_curvature_top(&f->base, values, vectors, &converged, theta, work, 1, 0, 0), NN_BAD_VALUE);
    assert_int_equal(nn_curvature_top(&f->base, values, vectors, &converged, theta, work, 1, PRODUCTS, NAN), NN_BAD_VALUE);
    assert_int_equal(nn_curvature_top(&f->base, values, vectors, &converged, theta, work, 1, PRODUCTS, -1), NN_BAD_VALUE);
    free(f);
}

static void a_product_that_diverges_ends_the_search(void **state) {
    (void)state;
    diagonal *f = new_diagonal(N);
    for (size_t i = 0; i < N; i++)
        f->entries[i] = (float)i;
    f->failing_product = 129; /* the first eigenvalue takes 128 at most */

    spectrum *found = spectrum_of(f, 3);

    assert_int_equal(found->status, NN_DIVERGED);
    assert_false(found->converged);
    free(f);
    free(found);
}

/* ---- P^-½ H P^-½, whose diagonal is entry / preconditioner */

static nn_status preconditioned(diagonal *f, nn_curvature *curvature, float *vector, const float *preconditioner, const float *start) {
    float theta[N] = {0}, *work = malloc(nn_curvature_preconditioned_work_size(f->base.n, PRODUCTS) * sizeof *work);
    assert_non_null(work);
    const nn_status status = nn_curvature_preconditioned(&f->base, curvature, vector, theta, preconditioner, start, work, PRODUCTS, 1e-6f);
    free(work);
    return status;
}

static void the_preconditioned_ends_are_those_of_the_quotients(void **state) {
    (void)state;
    diagonal *f = new_diagonal(N);
    float preconditioner[N], vector[N];
    nn_curvature curvature;
    for (size_t i = 0; i < N; i++) {
        f->entries[i] = 1.0f + (float)(i % 7);
        preconditioner[i] = 10.0f + 0.1f * (float)i;
    }
    f->entries[9] = 4.0f, preconditioner[9] = 0.5f;      /* 8: others have larger entries, but larger divisors too */
    f->entries[200] = -6.0f, preconditioner[200] = 2.0f; /* −3 */

    assert_int_equal(preconditioned(f, &curvature, vector, preconditioner, NULL), NN_OK);

    assert_true(curvature.converged);
    assert_close((double)curvature.max, 8, 2e-6 * 8);
    assert_close((double)curvature.min, -3, 1e-4); /* only max is waited for, but this end stands out as well */
    assert_close((double)vector[9], 1, 1e-5);
    free(f);
}

/** Two parameters at an angle: A = [2 1; 1 3], P = diag(4, 1). P^-½AP^-½ = [½ ½; ½ 3], whose eigenvalues are 7/4 ± √29/4. */
static nn_status pair_product(void *self, float *product, const float *theta, const float *v) {
    (void)self, (void)theta;
    product[0] = 2 * v[0] + v[1];
    product[1] = v[0] + 3 * v[1];
    return NN_OK;
}

static void couplings_are_divided_by_both_roots(void **state) {
    (void)state;
    const nn_objective f = {.n = 2, .hessian_vector = pair_product};
    const float theta[2] = {0}, preconditioner[2] = {4, 1};
    float work[8], vector[2];
    nn_curvature curvature;
    assert_true(nn_curvature_preconditioned_work_size(2, 2) <= 8);

    assert_int_equal(nn_curvature_preconditioned(&f, &curvature, vector, theta, preconditioner, NULL, work, 2, 1e-6f), NN_OK);

    assert_true(curvature.converged);
    assert_close((double)curvature.max, 1.75 + sqrt(29) / 4, 1e-6);
    assert_close((double)curvature.min, 1.75 - sqrt(29) / 4, 1e-6);
    assert_close(0.5 * (double)vector[0] + 0.5 * (double)vector[1], (1.75 + sqrt(29) / 4) * (double)vector[0], 1e-6);
}

static void a_preconditioner_of_ones_changes_no_bit(void **state) {
    (void)state;
    diagonal *f = new_diagonal(N);
    float ones[N], theta[N] = {0}, vector[N], plain_vector[N], start[N] = {[3] = 2};
    float *work = malloc(nn_curvature_work_size(N, PRODUCTS) * sizeof *work);
    nn_curvature curvature, plain;
    for (size_t i = 0; i < N; i++) {
        f->entries[i] = (float)((i * 29) % 31);
        ones[i] = 1;
    }

    assert_int_equal(preconditioned(f, &curvature, vector, ones, start), NN_OK);
    assert_int_equal(nn_curvature_at(&f->base, &plain, plain_vector, NULL, theta, start, work, PRODUCTS, 1e-6f), NN_OK);

    assert_same_bits(vector, plain_vector, N);
    assert_same_bits(&curvature.max, &plain.max, 1);
    assert_int_equal(curvature.n_products, plain.n_products);
    free(f);
    free(work);
}

static void a_preconditioner_that_is_not_positive_and_finite_is_refused(void **state) {
    (void)state;
    diagonal *f = new_diagonal(4);
    const float bad[] = {0, -1, NAN, INFINITY};
    nn_curvature curvature;
    for (size_t k = 0; k < sizeof bad / sizeof bad[0]; k++) {
        const float preconditioner[4] = {1, 1, bad[k], 1};
        assert_int_equal(preconditioned(f, &curvature, NULL, preconditioner, NULL), NN_BAD_VALUE);
    }
    assert_int_equal(f->n_products, 0);
    free(f);
}

static void a_quotient_beyond_float32_is_divergence(void **state) {
    (void)state;
    diagonal *f = new_diagonal(2);
    const float preconditioner[2] = {1e-30f, 1};
    nn_curvature curvature;
    f->entries[0] = 1e20f;
    assert_int_equal(preconditioned(f, &curvature, NULL, preconditioner, NULL), NN_DIVERGED);
    free(f);
}

/* ---- the smallest */

/** Both ends, with the vector of each. */
static nn_curvature ends_of(diagonal *f, float *min_vector, float tolerance) {
    float theta[N] = {0}, max_vector[N], *work = malloc(nn_curvature_work_size(f->base.n, PRODUCTS) * sizeof *work);
    nn_curvature curvature;
    assert_non_null(work);
    assert_int_equal(nn_curvature_at(&f->base, &curvature, max_vector, min_vector, theta, NULL, work, PRODUCTS, tolerance), NN_OK);
    free(work);
    return curvature;
}

/** As of a network: a few large eigenvalues, nearly all within 0.01 of 0, one or two below. Among so many Lanczos first finds one near 0. */
static void the_smallest_is_not_mistaken_for_one_of_many_near_zero(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        diagonal *f = new_diagonal(N);
        float vector[N];
        nn_rng rng = nn_rng_new(seed, 0);
        for (size_t i = 0; i < N; i++)
            f->entries[i] = 0.01f * powf(nn_rng_uniform(&rng, -1, 1), 5);
        f->entries[5] = 10, f->entries[6] = 5, f->entries[7] = 2, f->entries[8] = 1, f->entries[51] = -0.1f, f->entries[50] = -0.2f;

        const nn_curvature curvature = ends_of(f, vector, 1e-2f);

        assert_true(curvature.converged);
        assert_close((double)curvature.min, -0.2, 0.01 * 10);
        assert_close((double)curvature.max, 10, 0.01 * 10);
        free(f);
    }
}

/**
 * All of A is 1 but one entry, 0.995, along which the start has so little, 10⁻⁴ or less, that A's product with it is, in float32, a multiple of
 * itself: the Krylov space seems to be at its end with one vector.
 */
static void where_the_krylov_space_ends_the_smallest_is_sought_outside_it(void **state) {
    (void)state;
    diagonal *f = new_diagonal(N);
    float vector[N], least = INFINITY;
    size_t hidden = 0;
    nn_rng rng = nn_rng_new(7, 0); /* that of the start */
    for (size_t i = 0; i < N; i++) {
        const float size = fabsf(nn_rng_normal(&rng));
        hidden = size < least ? i : hidden;
        least = fminf(size, least);
        f->entries[i] = 1;
    }
    f->entries[hidden] = 0.995f;

    const nn_curvature curvature = ends_of(f, vector, 1e-4f);

    assert_true(least / sqrtf(N) * 0.005f < 1e-6f);
    assert_true(curvature.converged);
    assert_close((double)curvature.min, 0.995, 1e-4);
    assert_true(vector[hidden] > 0.99f);
    free(f);
}

static void a_hessian_of_one_eigenvalue_is_told_so_at_both_ends(void **state) {
    (void)state;
    diagonal *f = new_diagonal(N);
    float vector[N];
    for (size_t i = 0; i < N; i++)
        f->entries[i] = -2.5f;

    const nn_curvature curvature = ends_of(f, vector, 1e-6f);

    assert_true(curvature.converged);
    assert_true(curvature.n_products <= 8);
    assert_close((double)curvature.max, -2.5, 1e-6);
    assert_close((double)curvature.min, -2.5, 1e-6);
    free(f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_largest_eight_come_out_in_order),
        cmocka_unit_test(an_eigenvalue_that_stands_twice_is_found_twice),
        cmocka_unit_test(where_all_eigenvalues_are_one_it_is_found_as_often_as_asked),
        cmocka_unit_test(all_eigenvalues_of_a_small_hessian_come_out_the_negative_ones_too),
        cmocka_unit_test(vectors_point_where_their_largest_component_is_positive),
        cmocka_unit_test(too_few_products_are_told_and_bound_the_largest_from_below),
        cmocka_unit_test(bad_counts_have_their_own_statuses),
        cmocka_unit_test(a_product_that_diverges_ends_the_search),
        cmocka_unit_test(the_smallest_is_not_mistaken_for_one_of_many_near_zero),
        cmocka_unit_test(where_the_krylov_space_ends_the_smallest_is_sought_outside_it),
        cmocka_unit_test(a_hessian_of_one_eigenvalue_is_told_so_at_both_ends),
        cmocka_unit_test(the_preconditioned_ends_are_those_of_the_quotients),
        cmocka_unit_test(couplings_are_divided_by_both_roots),
        cmocka_unit_test(a_preconditioner_of_ones_changes_no_bit),
        cmocka_unit_test(a_preconditioner_that_is_not_positive_and_finite_is_refused),
        cmocka_unit_test(a_quotient_beyond_float32_is_divergence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
