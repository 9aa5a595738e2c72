/** The data sets: the shape each is drawn in, what noise does to it, and the measured tables against tests/data. */
#include "internal.h"
#include "support.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 2000, MEASURED = 342, WIDEST = 10 };

static float x[N * WIDEST], y[N];

static void make(nn_dataset which, size_t n, float noise, uint64_t seed) {
    assert_int_equal(nn_dataset_make(x, y, which, n, noise, seed), NN_OK);
}

static nn_dataset_info describe(nn_dataset which) {
    nn_dataset_info info;
    assert_int_equal(nn_dataset_describe(&info, which), NN_OK);
    return info;
}

static size_t count_label(size_t n, float label) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += y[i] == label;
    return count;
}

static double point_x(size_t i) {
    return (double)x[2 * i];
}
static double point_y(size_t i) {
    return (double)x[2 * i + 1];
}
static double distance_to(size_t i, double cx, double cy) {
    return hypot(point_x(i) - cx, point_y(i) - cy);
}

/** Coordinates up to 6 from two or three roundings and a sine good to 1.2e-7 of a radius up to 5. */
static const double ROUNDED = 2e-6;

/* ---- what holds for all */

static void each_set_says_its_columns_and_classes(void **state) {
    (void)state;
    for (nn_dataset which = 0; which < NN_N_DATASETS; which++) {
        const nn_dataset_info info = describe(which);
        for (size_t c = 0; c <= info.n_inputs; c++)
            assert_non_null(info.columns[c]);
        for (size_t c = info.n_inputs + 1; c < sizeof info.columns / sizeof info.columns[0]; c++)
            assert_null(info.columns[c]);
        for (size_t k = 0; k < 4; k++)
            assert_true((info.classes[k] != NULL) == (info.n_examples > 0 && k < info.n_classes));
    }
    assert_int_equal(describe(NN_SINE).n_inputs, 1);
    assert_int_equal(describe(NN_PLANE).n_classes, 0);
    assert_int_equal(describe(NN_IRIS).n_examples, 150);
    assert_int_equal(describe(NN_PENGUINS).n_examples, 342);
}

static void each_set_has_the_name_that_links_and_posts_use(void **state) {
    (void)state;
    static const char *const names[NN_N_DATASETS] = {"circle", "xor",  "gauss", "spiral",   "two-curves", "moons", "rings",    "tangled",
                                                     "plane",  "sine", "iris",  "penguins", "parabola",   "ball",  "chebyshev"};
    for (size_t which = 0; which < NN_N_DATASETS; which++)
        assert_string_equal(nn_dataset_name(which), names[which]);
    assert_null(nn_dataset_name(NN_N_DATASETS));
}

static void one_seed_gives_the_same_rows_and_another_seed_others(void **state) {
    (void)state;
    static float first_x[N * WIDEST], first_y[N];
    for (nn_dataset which = 0; which < NN_N_DATASETS; which++) {
        const size_t n = 100, inputs = describe(which).n_inputs;
        make(which, n, 0.2f, 5);
        memcpy(first_x, x, n * inputs * sizeof *x);
        memcpy(first_y, y, n * sizeof *y);

        make(which, n, 0.2f, 5);
        assert_same_bits(x, first_x, n * inputs);
        assert_same_bits(y, first_y, n);

        make(which, n, 0.2f, 6);
        assert_memory_not_equal(x, first_x, n * inputs * sizeof *x);
    }
}

static void what_cannot_be_drawn_is_refused(void **state) {
    (void)state;
    nn_dataset_info info;
    assert_int_equal(nn_dataset_describe(&info, NN_N_DATASETS), NN_BAD_NAME);
    assert_int_equal(nn_dataset_make(x, y, NN_N_DATASETS, 1, 0, 1), NN_BAD_NAME);
    assert_int_equal(nn_dataset_make(x, y, NN_MOONS, 0, 0, 1), NN_BAD_SHAPE);
    assert_int_equal(nn_dataset_make(x, y, NN_MOONS, 1, -0.01f, 1), NN_BAD_VALUE);
    assert_int_equal(nn_dataset_make(x, y, NN_MOONS, 1, 0.51f, 1), NN_BAD_VALUE);
    assert_int_equal(nn_dataset_make(x, y, NN_MOONS, 1, NAN, 1), NN_BAD_VALUE);
    assert_int_equal(nn_dataset_make(x, y, NN_IRIS, 151, 0, 1), NN_TOO_LARGE);
    assert_int_equal(nn_dataset_make(x, y, NN_PENGUINS, 343, 0, 1), NN_TOO_LARGE);
    assert_int_equal(nn_dataset_make(x, y, NN_IRIS, 150, 9, 1), NN_OK); /* measured: noise is ignored */
}

static void every_number_is_finite_for_one_row_and_for_many_at_any_noise(void **state) {
    (void)state;
    for (nn_dataset which = 0; which < NN_N_DATASETS; which++)
        for (size_t n = 1; n <= N && describe(which).n_examples == 0; n = n < 4 ? n + 1 : n * 5) {
            make(which, n, 0.5f, n);
            for (size_t i = 0; i < describe(which).n_inputs * n; i++)
                assert_true(fabsf(x[i]) < 20.0f); /* gauss and tangled: six deviations of 2 beyond the centre */
            for (size_t i = 0; i < n; i++)
                assert_true(isfinite(y[i]));
        }
}

static void the_two_classes_are_equally_many(void **state) {
    (void)state;
    static const nn_dataset sets[] = {NN_CIRCLE, NN_GAUSS, NN_SPIRAL, NN_TWO_CURVES, NN_MOONS, NN_RINGS, NN_TANGLED, NN_PARABOLA};
    for (size_t k = 0; k < sizeof sets / sizeof sets[0]; k++) {
        make(sets[k], 500, 0, 2);
        assert_int_equal(count_label(500, 1.0f), 250);
        make(sets[k], 501, 0, 2);
        assert_int_equal(count_label(501, 0.0f), 251);
    }
}

static void the_first_half_of_the_rows_is_a_fair_sample(void **state) {
    (void)state;
    for (nn_dataset which = 0; which < NN_N_DATASETS; which++) {
        const nn_dataset_info info = describe(which);
        if (info.n_classes == 0)
            continue;
        const size_t n = info.n_examples ? info.n_examples : 500;
        make(which, n, 0, 3);
        for (size_t k = 0; k < info.n_classes; k++) {
            const double share = (double)count_label(n, (float)k) / (double)n, half = (double)(n / 2);
            /* drawn without putting back: variance half · p(1 − p) · (n − half)/(n − 1) */
            const double error = sqrt(half * share * (1 - share) * ((double)n - half) / ((double)n - 1));
            assert_close((double)count_label(n / 2, (float)k), half * share, 4 * error);
        }
    }
}

/* ---- the drawn sets, one by one */

static void circle_is_a_disc_inside_a_ring(void **state) {
    (void)state;
    make(NN_CIRCLE, N, 0, 1);
    for (size_t i = 0; i < N; i++) {
        const double radius = distance_to(i, 0, 0);
        assert_true(y[i] == 1.0f ? radius < 2.5 + ROUNDED : radius > 3.5 - ROUNDED && radius < 5 + ROUNDED);
    }
}

static void xor_labels_quadrants_kept_apart_by_a_gap(void **state) {
    (void)state;
    make(NN_XOR, N, 0, 1);
    for (size_t i = 0; i < N; i++) {
        assert_true(y[i] == (point_x(i) * point_y(i) >= 0 ? 1.0f : 0.0f));
        assert_true(fabs(point_x(i)) >= 0.3 - ROUNDED && fabs(point_x(i)) <= 5.3 + ROUNDED);
        assert_true(fabs(point_y(i)) >= 0.3 - ROUNDED && fabs(point_y(i)) <= 5.3 + ROUNDED);
    }
    assert_close((double)count_label(N, 1.0f) / N, 0.5, 5 * sqrt(0.25 / N));
}

static void noise_of_circle_xor_and_plane_moves_targets_and_no_points(void **state) {
    (void)state;
    static const nn_dataset sets[] = {NN_CIRCLE, NN_XOR, NN_PLANE};
    static float clean_x[2 * N], clean_y[N];
    for (size_t k = 0; k < 3; k++) {
        make(sets[k], N, 0, 4);
        memcpy(clean_x, x, sizeof clean_x);
        memcpy(clean_y, y, sizeof clean_y);

        make(sets[k], N, 0.3f, 4);

        assert_same_bits(x, clean_x, 2 * N);
        size_t moved = 0;
        for (size_t i = 0; i < N; i++)
            moved += y[i] != clean_y[i];
        assert_true(moved > N / 20);
        for (size_t i = 0; i < N && sets[k] == NN_PLANE; i++) /* each coordinate by up to 6·0.3 */
            assert_close((double)y[i], (double)clean_y[i], 0.36 + ROUNDED);
    }
}

/** Variance around (±2, ±2): off by √(2/n) of itself a standard error, n two coordinates a point. */
static void check_gauss(float noise, double variance) {
    double squares = 0, sum = 0;
    make(NN_GAUSS, N, noise, 1);
    for (size_t i = 0; i < N; i++) {
        const double centre = y[i] == 1.0f ? 2 : -2, dx = point_x(i) - centre, dy = point_y(i) - centre;
        squares += dx * dx + dy * dy;
        sum += dx + dy;
    }
    assert_close(squares / (2 * N), variance, 5 * variance * sqrt(2.0 / (2 * N)));
    assert_close(sum / (2 * N), 0, 5 * sqrt(variance / (2 * N)));
}

static void gauss_widens_from_variance_a_half_to_four(void **state) {
    (void)state;
    check_gauss(0.0f, 0.5);
    check_gauss(0.25f, 2.25);
    check_gauss(0.5f, 4.0);
}

static void spiral_has_two_arms_half_a_turn_apart(void **state) {
    (void)state;
    make(NN_SPIRAL, N, 0, 1);
    for (size_t i = 0; i < N; i++) {
        const double radius = distance_to(i, 0, 0), angle = 1.75 * 2 * acos(-1) * radius / 5, side = y[i] == 1.0f ? 1 : -1;
        assert_true(radius < 5);
        assert_close(point_x(i), side * radius * sin(angle), 10 * ROUNDED); /* the angle, up to 11, is recovered from a rounded radius */
        assert_close(point_y(i), side * radius * cos(angle), 10 * ROUNDED);
    }
}

static void two_curves_are_parabolas_one_below_the_other(void **state) {
    (void)state;
    make(NN_TWO_CURVES, N, 0, 1);
    for (size_t i = 0; i < N; i++) {
        const double t = point_x(i) / 5, height = point_y(i) * 1.5 / 10 + 0.25;
        assert_true(fabs(t) <= 1 && fabs(point_y(i)) <= 5 + ROUNDED);
        assert_close(height, t * t - (y[i] == 1.0f ? 0.5 : 0), ROUNDED);
    }
}

static void moons_are_two_half_circles(void **state) {
    (void)state;
    make(NN_MOONS, N, 0, 1);
    for (size_t i = 0; i < N; i++) {
        const double side = y[i] == 1.0f ? -1 : 1, cy = -side * 0.25 * 10 / 3;
        assert_close(distance_to(i, -side * 0.5 * 10 / 3, cy), 10.0 / 3, ROUNDED);
        assert_true(side * (point_y(i) - cy) >= -ROUNDED);
        assert_true(fabs(point_x(i)) <= 5 + ROUNDED && fabs(point_y(i)) <= 2.5 + ROUNDED);
    }
}

static void rings_alternate_their_classes_outwards(void **state) {
    (void)state;
    size_t in_disc = 0;
    make(NN_RINGS, N, 0, 1);
    for (size_t i = 0; i < N; i++) {
        const double radius = distance_to(i, 0, 0);
        in_disc += radius < 1.5;
        assert_true(y[i] == 0.0f ? radius > 2 - ROUNDED && radius < 3 + ROUNDED
                                 : radius < 1 + ROUNDED || (radius > 4 - ROUNDED && radius < 5 + ROUNDED));
    }
    assert_close((double)in_disc / (N / 2), 0.25, 5 * sqrt(0.25 * 0.75 / (N / 2)));
}

static void check_tangled(float noise) {
    enum { MANY = 50000 };
    static float many_x[2 * MANY], many_y[MANY];
    size_t wrong = 0;
    assert_int_equal(nn_dataset_make(many_x, many_y, NN_TANGLED, MANY, noise, 1), NN_OK);
    for (size_t i = 0; i < MANY; i++)
        wrong += ((double)many_x[2 * i + 1] > 1.5 * sin(1.2 * (double)many_x[2 * i])) != (many_y[i] == 1.0f);
    const double expected = erfc(1 / (1 + 2 * (double)noise) / sqrt(2)) / 2; /* Φ(−1/s) */
    assert_true(expected > 0.05);
    assert_close((double)wrong / MANY, expected, 5 * sqrt(expected * (1 - expected) / MANY));
}

static void even_the_best_classifier_of_tangled_errs_as_often_as_its_comment_says(void **state) {
    (void)state;
    check_tangled(0.0f);
    check_tangled(0.5f);
}

static void plane_and_sine_are_their_functions_without_noise(void **state) {
    (void)state;
    make(NN_PLANE, N, 0, 1);
    for (size_t i = 0; i < N; i++) {
        assert_true(fabs(point_x(i)) <= 6 && fabs(point_y(i)) <= 6);
        assert_close((double)y[i], (point_x(i) + point_y(i)) / 10, 2 * (double)FLT_EPSILON);
    }
    make(NN_SINE, N, 0, 1);
    for (size_t i = 0; i < N; i++) {
        assert_true(fabsf(x[i]) <= 6.0f);
        assert_close((double)y[i], sin((double)x[i]), 1.2e-7);
    }
}

/** T₆(cos t) = cos 6t. Horner's three products and sums of terms up to 32 leave 6 · 32 roundings of ε/2. */
static void chebyshev_stands_at_even_points_and_has_its_closed_form(void **state) {
    (void)state;
    bool is_there[20] = {false};
    make(NN_CHEBYSHEV, 20, 0, 3);
    for (size_t i = 0; i < 20; i++) {
        const double at = (double)x[i], place = (at + 1) * 19 / 2;
        assert_close(place, round(place), 19 * (double)FLT_EPSILON);
        is_there[(size_t)round(place)] = true;
        assert_close((double)y[i], cos(6 * acos(fmax(-1, fmin(1, at)))), 6 * 32 * (double)FLT_EPSILON / 2);
    }
    for (size_t k = 0; k < 20; k++)
        assert_true(is_there[k]);
    make(NN_CHEBYSHEV, 1, 0, 3);
    assert_true(x[0] == -1 && y[0] == 1);
}

static void noise_of_sine_is_its_standard_deviation(void **state) {
    (void)state;
    double squares = 0;
    make(NN_SINE, N, 0.4f, 1);
    for (size_t i = 0; i < N; i++)
        squares += pow((double)y[i] - sin((double)x[i]), 2);
    assert_close(squares / N, 0.16, 5 * 0.16 * sqrt(2.0 / N));
}

/** y = x² − ½ is rounded once where x² is, twice together. */
static void parabola_is_two_curves_in_published_units(void **state) {
    (void)state;
    double sum = 0, squares = 0;
    make(NN_PARABOLA, N, 0, 1);
    for (size_t i = 0; i < N; i++) {
        assert_true(point_x(i) >= -1 && point_x(i) < 1);
        assert_close(point_y(i), point_x(i) * point_x(i) - (y[i] == 1.0f ? 0.5 : 0), 2 * 0x1p-24);
        sum += point_x(i);
        squares += point_x(i) * point_x(i);
    }
    assert_close(sum / N, 0, 5 * sqrt(1.0 / 3 / N)); /* x is uniform: variance 1/3, and x² has 1/5 − 1/9 */
    assert_close(squares / N, 1.0 / 3, 5 * sqrt((1.0 / 5 - 1.0 / 9) / N));
}

enum { DIMENSIONS = 10 };
/** Radius of the ball with unit variance along each dimension. */
static double ball_radius(void) {
    return sqrt(DIMENSIONS + 2);
}
static double sum_of(size_t i) {
    double sum = 0;
    for (size_t c = 0; c < DIMENSIONS; c++)
        sum += (double)x[i * DIMENSIONS + c];
    return sum;
}

/** The share of a ball's points with (radius)^d below t is t, and ⟨x_i⟩ = 0, ⟨x_i²⟩ = 1, ⟨x_i x_j⟩ = 0; ⟨x⁴⟩ = 3(d + 2)/(d + 4) = 18/7. */
static void ball_is_uniform_in_ten_dimensions_with_unit_deviation(void **state) {
    (void)state;
    double volumes = 0, mean[DIMENSIONS] = {0}, products[DIMENSIONS][DIMENSIONS] = {{0}};
    make(NN_BALL, N, 0, 1);
    for (size_t i = 0; i < N; i++) {
        const float *row = x + i * DIMENSIONS;
        double square = 0;
        for (size_t c = 0; c < DIMENSIONS; c++) {
            square += (double)row[c] * (double)row[c];
            mean[c] += (double)row[c] / N;
            for (size_t k = 0; k < DIMENSIONS; k++)
                products[c][k] += (double)row[c] * (double)row[k] / N;
        }
        assert_true(square <= (DIMENSIONS + 2) * (1 + 1e-5)); /* a dozen roundings and the error of exp and log, twice each */
        volumes += pow(square / (DIMENSIONS + 2), DIMENSIONS / 2.0) / N;
    }
    assert_close(volumes, 0.5, 5 * sqrt(1.0 / 12 / N));
    for (size_t c = 0; c < DIMENSIONS; c++) {
        assert_close(mean[c], 0, 5 * sqrt(1.0 / N));
        for (size_t k = 0; k < DIMENSIONS; k++) /* ⟨x_i² x_j²⟩ = (d + 2)/(d + 4) = 6/7 */
            assert_close(products[c][k], c == k, 5 * sqrt((c == k ? 18.0 / 7 - 1 : 6.0 / 7) / N));
    }
}

/** Σx/√d is one coordinate of the ball along (1, …, 1), of density (1 − t²)^((d − 1)/2) in units of the radius. */
static double share_beyond(double t) {
    enum { STEPS = 10000 };
    double beyond = 0, all = 0;
    for (size_t i = 0; i < STEPS; i++) {
        const double at = (double)i / STEPS + 0.5 / STEPS, density = pow(1 - at * at, (DIMENSIONS - 1) / 2.0);
        all += density;
        beyond += at > t ? density : 0;
    }
    return beyond / all;
}

static void ball_is_labelled_by_its_sum_against_half_the_radius(void **state) {
    (void)state;
    const double share = share_beyond(0.5 / sqrt(DIMENSIONS));
    make(NN_BALL, N, 0, 1);
    for (size_t i = 0; i < N; i++)
        if (fabs(fabs(sum_of(i)) - ball_radius() / 2) > 1e-5) /* the sum of ten, up to 11, in float32 */
            assert_true(y[i] == (fabs(sum_of(i)) > ball_radius() / 2 ? 1.0f : 0.0f));
    assert_close(share, 0.606, 0.001);
    assert_close((double)count_label(N, 1.0f) / N, share, 5 * sqrt(share * (1 - share) / N));
}

static void noise_of_ball_moves_labels_near_the_limit_and_no_points(void **state) {
    (void)state;
    static float clean_x[N * DIMENSIONS], clean_y[N];
    size_t moved = 0;
    make(NN_BALL, N, 0, 4);
    memcpy(clean_x, x, sizeof clean_x);
    memcpy(clean_y, y, sizeof clean_y);

    make(NN_BALL, N, 0.2f, 4);

    assert_same_bits(x, clean_x, N * DIMENSIONS);
    for (size_t i = 0; i < N; i++)
        if (y[i] != clean_y[i]) {
            moved++;
            assert_true(fabs(fabs(sum_of(i)) - ball_radius() / 2) <= 0.2 * ball_radius() + 1e-5);
        }
    assert_true(moved > N / 40);
}

static void check_position_noise(nn_dataset which, double reach) {
    static float clean_y[N];
    double furthest = 0;
    make(which, N, 0, 8);
    memcpy(clean_y, y, sizeof clean_y);
    make(which, N, 0.5f, 8);
    assert_same_bits(y, clean_y, N); /* a class is where the point came from */
    for (size_t i = 0; i < N; i++)
        furthest = fmax(furthest, fmax(fabs(point_x(i)), fabs(point_y(i))));
    assert_true(furthest <= 5 + reach + ROUNDED && furthest > 5);
}

static void noise_of_the_curves_moves_points_and_no_labels(void **state) {
    (void)state;
    check_position_noise(NN_SPIRAL, 0.5);
    check_position_noise(NN_TWO_CURVES, 1);
    check_position_noise(NN_MOONS, 1.5);
    check_position_noise(NN_RINGS, 1);
}

/* ---- the measured sets */

static nn_csv *load_csv(const char *path) {
    static char text[20000];
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    const size_t length = fread(text, 1, sizeof text, file);
    fclose(file);
    assert_true(length < sizeof text);
    nn_csv *csv;
    nn_csv_error error;
    assert_int_equal(nn_csv_new(&csv, &error, text, length), NN_OK);
    return csv;
}

/** How many of n rows hold these inputs and this label. */
static size_t count_row(const float *rows, const float *labels, size_t n, const float *row, float label, size_t inputs) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += labels[i] == label && memcmp(rows + i * inputs, row, inputs * sizeof *row) == 0;
    return count;
}

static void check_measured(nn_dataset which, const char *path) {
    const nn_dataset_info info = describe(which);
    nn_csv *csv = load_csv(path);
    assert_int_equal(nn_csv_n_rows(csv), info.n_examples);
    assert_int_equal(nn_csv_n_inputs(csv), info.n_inputs);
    assert_int_equal(nn_csv_n_classes(csv), info.n_classes);
    for (size_t c = 0; c <= info.n_inputs; c++)
        assert_string_equal(nn_csv_column(csv, c), info.columns[c]);
    for (size_t k = 0; k < info.n_classes; k++)
        assert_string_equal(nn_csv_class(csv, k), info.classes[k]);

    make(which, info.n_examples, 0, 9);

    size_t moved = 0;
    for (size_t i = 0; i < info.n_examples; i++) {
        const float *row = nn_csv_x(csv) + i * info.n_inputs, label = nn_csv_y(csv)[i];
        assert_int_equal(count_row(x, y, info.n_examples, row, label, info.n_inputs),
                         count_row(nn_csv_x(csv), nn_csv_y(csv), info.n_examples, row, label, info.n_inputs));
        moved += y[i] != label;
    }
    assert_true(moved > info.n_examples / 4); /* shuffled */
    nn_csv_free(csv);
}

static void the_measured_tables_are_those_of_the_files_in_another_order(void **state) {
    (void)state;
    check_measured(NN_IRIS, "tests/data/iris.csv");
    check_measured(NN_PENGUINS, "tests/data/penguins.csv");
}

static void check_means(nn_dataset which, const double *means, double tolerance) {
    const nn_dataset_info info = describe(which);
    make(which, info.n_examples, 0, 1);
    for (size_t c = 0; c < info.n_inputs; c++) {
        double sum = 0;
        for (size_t i = 0; i < info.n_examples; i++)
            sum += (double)x[i * info.n_inputs + c];
        assert_close(sum / (double)info.n_examples, means[c], tolerance);
    }
}

static void the_measured_means_are_the_published_ones(void **state) {
    (void)state;
    check_means(NN_IRIS, (const double[WIDEST]){5.843333, 3.057333, 3.758, 1.199333},
                1e-6);                                                                    /* R, summary(iris); UCI's: 3.054, 3.759, 1.199 */
    check_means(NN_PENGUINS, (const double[WIDEST]){43.92193, 17.15117, 200.9152}, 5e-5); /* R, palmerpenguins */
}

static void rows_35_and_38_of_iris_are_fishers(void **state) {
    (void)state;
    nn_csv *csv = load_csv("tests/data/iris.csv");
    const float expected[2][4] = {{4.9f, 3.1f, 1.5f, 0.2f}, {4.9f, 3.6f, 1.4f, 0.1f}};
    assert_same_bits(nn_csv_x(csv) + 34 * 4, expected[0], 4);
    assert_same_bits(nn_csv_x(csv) + 37 * 4, expected[1], 4);
    nn_csv_free(csv);
}

static void fewer_measured_rows_are_the_first_of_all_in_that_order(void **state) {
    (void)state;
    static float all_x[MEASURED * WIDEST], all_y[MEASURED];
    assert_int_equal(nn_dataset_make(all_x, all_y, NN_PENGUINS, MEASURED, 0, 5), NN_OK);
    make(NN_PENGUINS, 40, 0, 5);
    assert_same_bits(x, all_x, 40 * 3);
    assert_same_bits(y, all_y, 40);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_set_says_its_columns_and_classes),
        cmocka_unit_test(each_set_has_the_name_that_links_and_posts_use),
        cmocka_unit_test(one_seed_gives_the_same_rows_and_another_seed_others),
        cmocka_unit_test(what_cannot_be_drawn_is_refused),
        cmocka_unit_test(every_number_is_finite_for_one_row_and_for_many_at_any_noise),
        cmocka_unit_test(the_two_classes_are_equally_many),
        cmocka_unit_test(the_first_half_of_the_rows_is_a_fair_sample),
        cmocka_unit_test(circle_is_a_disc_inside_a_ring),
        cmocka_unit_test(xor_labels_quadrants_kept_apart_by_a_gap),
        cmocka_unit_test(noise_of_circle_xor_and_plane_moves_targets_and_no_points),
        cmocka_unit_test(gauss_widens_from_variance_a_half_to_four),
        cmocka_unit_test(spiral_has_two_arms_half_a_turn_apart),
        cmocka_unit_test(two_curves_are_parabolas_one_below_the_other),
        cmocka_unit_test(moons_are_two_half_circles),
        cmocka_unit_test(rings_alternate_their_classes_outwards),
        cmocka_unit_test(even_the_best_classifier_of_tangled_errs_as_often_as_its_comment_says),
        cmocka_unit_test(plane_and_sine_are_their_functions_without_noise),
        cmocka_unit_test(chebyshev_stands_at_even_points_and_has_its_closed_form),
        cmocka_unit_test(noise_of_sine_is_its_standard_deviation),
        cmocka_unit_test(parabola_is_two_curves_in_published_units),
        cmocka_unit_test(ball_is_uniform_in_ten_dimensions_with_unit_deviation),
        cmocka_unit_test(ball_is_labelled_by_its_sum_against_half_the_radius),
        cmocka_unit_test(noise_of_ball_moves_labels_near_the_limit_and_no_points),
        cmocka_unit_test(noise_of_the_curves_moves_points_and_no_labels),
        cmocka_unit_test(the_measured_tables_are_those_of_the_files_in_another_order),
        cmocka_unit_test(the_measured_means_are_the_published_ones),
        cmocka_unit_test(rows_35_and_38_of_iris_are_fishers),
        cmocka_unit_test(fewer_measured_rows_are_the_first_of_all_in_that_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
