/** The plane of a path: PyTorch's, closed forms, and the random walk that it is held against, simulated. */
#include "internal.h"
#include "support.h"

#include "cases.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct plane {
    nn_path_shares shares;
    float *u, *v, *coordinates;
    nn_status status;
} plane;

/** Directions and coordinates are what was there before where the status is not NN_OK; freed with free_plane. */
static plane plane_of(const float *path, size_t n_points, size_t n, nn_centre centre) {
    plane p = {.u = calloc(n, sizeof *p.u), .v = calloc(n, sizeof *p.v), .coordinates = calloc(2 * n_points, sizeof *p.coordinates)};
    float *work = malloc(nn_path_plane_work_size(n_points, n) * sizeof *work);
    p.status = nn_path_plane(&p.shares, p.u, p.v, p.coordinates, path, work, n_points, n, centre);
    free(work);
    return p;
}

static void free_plane(plane p) {
    free(p.u);
    free(p.v);
    free(p.coordinates);
}

static void assert_orthonormal(plane p, size_t n) {
    assert_close(nn_dot(p.u, p.u, n), 1, 1e-6);
    assert_close(nn_dot(p.v, p.v, n), 1, 1e-6);
    assert_close(nn_dot(p.u, p.v, n), 0, 1e-6);
}

/* ---- tests/reference/pca.json: shares 1e-5, directions and coordinates 1e-4 of the largest (README) */

static const char *const ways[NN_N_CENTRES] = {"uncentred", "centred_with_final", "centred_without_final"};

static void check_reference(const cJSON *json, nn_centre centre) {
    const cJSON *way = json_get(json, ways[centre]);
    const size_t n = (size_t)json_number(json, "n"), n_points = (size_t)json_number(json, "snapshots");
    float *path = json_floats(json, "trajectory", NULL);
    double *u = json_doubles(way, "direction_1", NULL), *v = json_doubles(way, "direction_2", NULL);
    double *explained = json_doubles(way, "explained_ratio", NULL), *coordinates = json_doubles(way, "coordinates", NULL);

    const plane p = plane_of(path, n_points, n, centre);

    assert_int_equal(p.status, NN_OK);
    assert_true(p.shares.converged);
    assert_true(max_relative(p.shares.explained, explained, 2) <= 1e-5);
    assert_close((double)p.shares.explained[2], json_number(way, "explained_ratio_third"), 1e-5 * explained[0]);
    assert_true(max_relative(p.u, u, n) <= 1e-4);
    assert_true(max_relative(p.v, v, n) <= 1e-4);
    assert_true(max_relative(p.coordinates, coordinates, 2 * n_points) <= 1e-4);
    assert_orthonormal(p, n);
    free_plane(p);
    free(path), free(u), free(v), free(explained), free(coordinates);
}

static void every_reference_plane_comes_out_all_three_ways(void **state) {
    (void)state;
    cJSON *json = json_load("pca.json");
    const cJSON *item;
    size_t count = 0;
    cJSON_ArrayForEach(item, json_get(json, "cases")) {
        for (nn_centre centre = NN_CENTRE_NONE; centre < NN_N_CENTRES; centre++)
            check_reference(item, centre);
        count++;
    }
    assert_int_equal(count, 3);
    cJSON_Delete(json);
}

/* ---- closed forms */

static void a_straight_path_explains_all_and_its_second_direction_is_some_perpendicular_one(void **state) {
    (void)state;
    enum { POINTS = 9, N = 5 };
    const float direction[N] = {0.5f, -2, 0.25f, 0, 1}; /* multiples of powers of two: the points are exactly on the line */
    float path[POINTS * N];
    for (size_t r = 0; r < POINTS; r++)
        for (size_t i = 0; i < N; i++)
            path[r * N + i] = 3.0f + (float)(r * r) * direction[i];

    for (nn_centre centre = NN_CENTRE_NONE; centre < NN_N_CENTRES; centre++) {
        const plane p = plane_of(path, POINTS, N, centre);
        assert_int_equal(p.status, NN_OK);
        assert_close((double)p.shares.explained[0], 1, 1e-6);
        assert_close((double)p.shares.explained[1], 0, 1e-12);
        assert_orthonormal(p, N);
        for (size_t i = 0; i < N; i++)
            assert_close((double)p.u[i], -(double)direction[i] / sqrt(5.3125), 1e-6); /* −: the largest component is positive */
        assert_close((double)p.coordinates[0], 64 * sqrt(5.3125), 1e-5 * 64);
        assert_close((double)p.coordinates[1], 0, 1e-5 * 64);
        free_plane(p);
    }
}

/** Evenly round the circle, whose two components are alike: Σcos² = Σsin² = ½ · points. */
static void a_circle_is_half_in_each_component(void **state) {
    (void)state;
    enum { POINTS = 24, N = 40 };
    float *path = calloc(POINTS * N, sizeof *path);
    for (size_t r = 0; r < POINTS; r++) {
        const double angle = 2 * acos(-1) * (double)r / POINTS;
        path[r * N + 7] = (float)(5 * cos(angle));
        path[r * N + 31] = (float)(5 * sin(angle)) - 2;
        path[r * N + 1] = 100;
    }

    const plane p = plane_of(path, POINTS, N, NN_CENTRE_WITH_FINAL);

    assert_close((double)p.shares.explained[0], 0.5, 1e-6);
    assert_close((double)p.shares.explained[1], 0.5, 1e-6);
    assert_close((double)p.shares.explained[2], 0, 1e-6);
    assert_orthonormal(p, N);
    for (size_t r = 0; r < POINTS; r++) /* the plane is the circle's: seen in it, no distance is shorter */
        assert_close(hypot((double)p.coordinates[2 * r], (double)p.coordinates[2 * r + 1]),
                     2 * 5 * fabs(sin(acos(-1) * (double)(r + 1) / POINTS)), 1e-5);
    free_plane(p);
    free(path);
}

/** Perpendicular extents 1, 2⁻¹⁰, 2⁻¹¹ about the mean: shares 1 : 2⁻²⁰ : 2⁻²², far below the rounding of the first. */
static void a_component_a_million_times_smaller_keeps_its_digits(void **state) {
    (void)state;
    enum { N = 300 };
    const double extents[3] = {1, 0x1p-10, 0x1p-11}, total = 1 + 0x1p-20 + 0x1p-22;
    float *path = calloc((size_t)6 * N, sizeof *path);
    for (size_t k = 0; k < 3; k++) {
        path[2 * k * N + 50 * k] = (float)extents[k];
        path[(2 * k + 1) * N + 50 * k] = -(float)extents[k];
    }

    const plane p = plane_of(path, 6, N, NN_CENTRE_WITH_FINAL);

    for (size_t k = 0; k < 3; k++)
        assert_close((double)p.shares.explained[k], extents[k] * extents[k] / total, 1e-5 * extents[k] * extents[k]);
    assert_close((double)p.u[0], 1, 1e-6);
    assert_close((double)p.v[50], 1, 1e-4);
    free_plane(p);
    free(path);
}

/** The same cloud, seen through the smaller side of either shape, turned and padded with parameters that rest. */
static void more_points_than_parameters_and_more_parameters_than_points_agree(void **state) {
    (void)state;
    enum { POINTS = 30, FEW = 6, MANY = 500 };
    float few[POINTS * FEW], *many = calloc(POINTS * MANY, sizeof *many);
    nn_rng rng = nn_rng_new(3, 0);
    for (size_t r = 0; r < POINTS; r++)
        for (size_t i = 0; i < FEW; i++)
            many[r * MANY + 80 * i] = few[r * FEW + i] = nn_rng_normal(&rng) * (float)(FEW - i);

    for (nn_centre centre = NN_CENTRE_NONE; centre < NN_N_CENTRES; centre++) {
        const plane a = plane_of(few, POINTS, FEW, centre), b = plane_of(many, POINTS, MANY, centre);
        assert_all_close(a.shares.explained, b.shares.explained, 3, 1e-6);
        assert_all_close(a.coordinates, b.coordinates, 2 * POINTS, 1e-4);
        for (size_t i = 0; i < FEW; i++) {
            assert_close((double)a.u[i], (double)b.u[80 * i], 1e-5);
            assert_close((double)a.v[i], (double)b.v[80 * i], 1e-5);
        }
        free_plane(a);
        free_plane(b);
    }
    free(many);
}

static void where_the_path_lies_and_how_long_it_is_changes_no_share(void **state) {
    (void)state;
    enum { POINTS = 12, N = 20 };
    float path[POINTS * N], far[POINTS * N], tiny[POINTS * N];
    nn_rng rng = nn_rng_new(4, 0);
    for (size_t k = 0; k < POINTS * N; k++) {
        path[k] = (float)(int)(100 * nn_rng_normal(&rng)); /* whole numbers: shifted and scaled without rounding */
        far[k] = path[k] + 65536;
        tiny[k] = path[k] * 0x1p-120f;
    }

    const plane p = plane_of(path, POINTS, N, NN_CENTRE_WITH_FINAL);
    const plane shifted = plane_of(far, POINTS, N, NN_CENTRE_WITH_FINAL), scaled = plane_of(tiny, POINTS, N, NN_CENTRE_WITH_FINAL);

    assert_same_bits(shifted.shares.explained, p.shares.explained, 3);
    assert_same_bits(shifted.u, p.u, N);
    assert_all_close(scaled.shares.explained, p.shares.explained, 3, 1e-6);
    assert_all_close(scaled.u, p.u, N, 1e-5);
    free_plane(p);
    free_plane(shifted);
    free_plane(scaled);
}

/* ---- the random walk */

/** Steps of equal length, each in a dimension of its own: the average of all random walks, so its shares are those of the formula. */
static void a_staircase_of_perpendicular_steps_has_the_shares_of_a_random_walk(void **state) {
    (void)state;
    for (size_t n_points = 3; n_points <= 40; n_points++) {
        const size_t n = n_points + 1;
        float *path = calloc(n_points * n, sizeof *path);
        for (size_t r = 0; r < n_points; r++)
            for (size_t i = 0; i < r; i++)
                path[r * n + i] = 2;

        for (nn_centre centre = NN_CENTRE_NONE; centre < NN_N_CENTRES; centre++) {
            const plane p = plane_of(path, n_points, n, centre);
            assert_int_equal(p.status, NN_OK);
            assert_all_close(p.shares.random, p.shares.explained, 3, 2e-6);
            free_plane(p);
        }
        free(path);
    }
}

static void the_shares_of_a_long_random_walk_are_those_that_were_published(void **state) {
    (void)state;
    enum { POINTS = 4000 };
    float *path = calloc((size_t)2 * POINTS, sizeof *path);
    path[0] = 1;
    const double pi = acos(-1);

    const plane about_mean = plane_of(path, POINTS, 2, NN_CENTRE_WITH_FINAL), about_end = plane_of(path, POINTS, 2, NN_CENTRE_NONE);

    for (size_t k = 1; k <= 3; k++) { /* the limits; at m points the mean's is 1/m² off, the end's 1/m */
        assert_close((double)about_mean.shares.random[k - 1], 6 / (pi * pi * (double)(k * k)), 1e-6);
        assert_close((double)about_end.shares.random[k - 1], 8 / (pi * pi * (double)((2 * k - 1) * (2 * k - 1))), 1e-3);
    }
    assert_close((double)about_mean.shares.random[0] + (double)about_mean.shares.random[1], 0.76, 5e-4); /* 60.8 % + 15.2 % */
    free_plane(about_mean);
    free_plane(about_end);
    free(path);
}

/** A random walk of standard normal steps. */
static void walk(float *path, size_t n_points, size_t n, nn_rng *rng) {
    memset(path, 0, n * sizeof *path);
    for (size_t r = 1; r < n_points; r++)
        for (size_t i = 0; i < n; i++)
            path[r * n + i] = path[(r - 1) * n + i] + nn_rng_normal(rng);
}

/**
 * The mean share of WALKS walks. Each of n dimensions is one draw of a Gaussian with the covariance whose eigenvalues are λⱼ, so the eigenvalue lⱼ that
 * a walk has scatters about λⱼ with variance 2λⱼ²/n and is off by λⱼ/n Σᵢ λᵢ/(λⱼ − λᵢ) on average (Lawley 1956). Of the share pⱼ = lⱼ/Σl that makes
 * the variance
 *
 *     (2/n) pⱼ² ((1 − pⱼ)² + Σᵢ≠ⱼ pᵢ²),
 *
 * and, to first order, the bias pⱼ/n (Σᵢ pᵢ/(pⱼ − pᵢ) − 2pⱼ + 2Σᵢ pᵢ²). Of five standard errors chance exceeds one time in a million.
 */
static void simulated_random_walks_have_the_shares_of_the_formula(void **state) {
    (void)state;
    enum { WALKS = 24, POINTS = 25, N = 1000 };
    float *path = malloc(sizeof *path * POINTS * N);
    nn_rng rng = nn_rng_new(2018, 0);
    for (nn_centre centre = NN_CENTRE_NONE; centre < NN_N_CENTRES; centre++) {
        const bool centred = centre != NN_CENTRE_NONE;
        const size_t m = centre == NN_CENTRE_WITH_FINAL ? POINTS : POINTS - 1, rank = centred ? m - 1 : m;
        double sums[3] = {0}, p[POINTS] = {0}, trace = 0, squares = 0;
        float random[3] = {0};
        for (size_t w = 0; w < WALKS; w++) {
            walk(path, POINTS, N, &rng);
            const plane found = plane_of(path, POINTS, N, centre);
            for (size_t k = 0; k < 3; k++) {
                sums[k] += (double)found.shares.explained[k];
                random[k] = found.shares.random[k];
            }
            free_plane(found);
        }
        for (size_t k = 0; k < rank; k++) {
            const double angle = centred ? acos(-1) * (double)(k + 1) / (double)m : acos(-1) * (double)(2 * k + 1) / (double)(2 * m + 1);
            p[k] = 1 / (2 - 2 * cos(angle));
            trace += p[k];
        }
        for (size_t k = 0; k < rank; k++) {
            p[k] /= trace;
            squares += p[k] * p[k];
        }

        for (size_t k = 0; k < 3; k++) {
            double repulsion = 0;
            for (size_t i = 0; i < rank; i++)
                repulsion += i == k ? 0 : p[i] / (p[k] - p[i]);
            const double bias = p[k] / N * (repulsion - 2 * p[k] + 2 * squares);
            const double variance = 2.0 / N * p[k] * p[k] * ((1 - p[k]) * (1 - p[k]) + squares - p[k] * p[k]);
            assert_close((double)random[k], p[k], 1e-6);
            assert_close(sums[k] / WALKS, p[k] + bias, 5 * sqrt(variance / WALKS));
        }
    }
    free(path);
}

/* ---- what is no plane */

static void paths_without_a_plane_have_their_statuses(void **state) {
    (void)state;
    const float path[] = {0, 0, 1, 0, 0, 1, 1, 1}, equal[] = {0.1f, 7, 0.1f, 7, 0.1f, 7}, leap[] = {3, 4, 3, 4, 5, 5};
    plane p[] = {
        plane_of(path, 2, 4, NN_CENTRE_WITH_FINAL),  plane_of(path, 8, 1, NN_CENTRE_WITH_FINAL),    plane_of(path, 4, 2, NN_N_CENTRES),
        plane_of(equal, 3, 2, NN_CENTRE_WITH_FINAL), plane_of(leap, 3, 2, NN_CENTRE_WITHOUT_FINAL), plane_of(leap, 3, 2, NN_CENTRE_NONE),
    };
    const nn_status expected[] = {NN_BAD_SHAPE, NN_BAD_SHAPE, NN_BAD_VALUE, NN_BAD_VALUE, NN_BAD_VALUE, NN_OK};
    for (size_t k = 0; k < sizeof p / sizeof p[0]; k++) {
        assert_int_equal(p[k].status, expected[k]);
        free_plane(p[k]);
    }
}

static void a_number_that_is_not_finite_is_refused_wherever_it_stands(void **state) {
    (void)state;
    const float bad[] = {NAN, INFINITY, -INFINITY};
    for (size_t at = 0; at < 12; at++)
        for (size_t k = 0; k < 3; k++) {
            float path[12] = {0, 1, 2, 3, 1, 1, 4, 4, 2, 0, 0, 1};
            path[at] = bad[k];
            const plane p = plane_of(path, 4, 3, NN_CENTRE_NONE);
            assert_int_equal(p.status, NN_BAD_VALUE);
            free_plane(p);
        }
}

static void the_largest_floats_do_not_overflow(void **state) {
    (void)state;
    const float path[] = {FLT_MAX, 0, -FLT_MAX, 0, 0, FLT_MAX / 2, 0, -FLT_MAX / 2};
    const plane p = plane_of(path, 4, 2, NN_CENTRE_WITH_FINAL);
    assert_int_equal(p.status, NN_OK);
    assert_close((double)p.shares.explained[0], 0.8, 1e-6);
    assert_close((double)p.u[0], 1, 1e-6);
    free_plane(p);
}

static void coordinates_need_not_be_asked_for(void **state) {
    (void)state;
    const float path[] = {0, 0, 1, 0, 0, 1, 1, 1};
    float u[2], v[2], *work = malloc(nn_path_plane_work_size(4, 2) * sizeof *work);
    nn_path_shares shares;
    test_fail_allocation(1); /* and nothing is allocated */
    assert_int_equal(nn_path_plane(&shares, u, v, NULL, path, work, 4, 2, NN_CENTRE_NONE), NN_OK);
    assert_int_equal(test_allocations(), 0);
    test_fail_allocation(0);
    free(work);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_reference_plane_comes_out_all_three_ways),
        cmocka_unit_test(a_straight_path_explains_all_and_its_second_direction_is_some_perpendicular_one),
        cmocka_unit_test(a_circle_is_half_in_each_component),
        cmocka_unit_test(a_component_a_million_times_smaller_keeps_its_digits),
        cmocka_unit_test(more_points_than_parameters_and_more_parameters_than_points_agree),
        cmocka_unit_test(where_the_path_lies_and_how_long_it_is_changes_no_share),
        cmocka_unit_test(a_staircase_of_perpendicular_steps_has_the_shares_of_a_random_walk),
        cmocka_unit_test(the_shares_of_a_long_random_walk_are_those_that_were_published),
        cmocka_unit_test(simulated_random_walks_have_the_shares_of_the_formula),
        cmocka_unit_test(paths_without_a_plane_have_their_statuses),
        cmocka_unit_test(a_number_that_is_not_finite_is_refused_wherever_it_stands),
        cmocka_unit_test(the_largest_floats_do_not_overflow),
        cmocka_unit_test(coordinates_need_not_be_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
