/** Many descents at once: the bits of one alone, where they end, which end together, and what is there. */
#include "internal.h"
#include "quadratic.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static nn_objective *new_surface(nn_surface_kind which) {
    nn_objective *f;
    assert_int_equal(nn_objective_new_surface(&f, which), NN_OK);
    return f;
}

static float *floats(size_t n) {
    float *x = calloc(n, sizeof *x);
    assert_non_null(x);
    return x;
}

/* ---- the bits of nn_descend */

enum { STARTS = 2 * NN_LANES + 3, STEPS = 40 }; /* the last group is not full */

/** How nn_descend ends from start: its last point, and its loss or +∞. */
static void descend_alone(const nn_objective *f, float *end, float *loss, const float *start, const nn_optimizer *optimizer) {
    float *path = floats((STEPS + 1) * f->n), *losses = floats(STEPS + 1);
    float *work = floats(f->n + nn_optimizer_state_size(optimizer, f->n));
    size_t n_done;
    const nn_status status = nn_descend(f, path, losses, &n_done, start, work, optimizer, STEPS);
    memcpy(end, path + n_done * f->n, f->n * sizeof *end);
    *loss = status == NN_OK ? losses[n_done] : INFINITY;
    free(path);
    free(losses);
    free(work);
}

/** Returns how many diverged. */
static size_t check_bits(const nn_objective *f, float spread, const nn_optimizer *optimizer) {
    float *starts = floats(STARTS * f->n), *ends = floats(STARTS * f->n), *losses = floats(STARTS), *end = floats(f->n), loss;
    float *work = floats(nn_basins_work_size(f, optimizer));
    size_t n_diverged = 0;
    nn_rng rng = nn_rng_new(3, 0);
    for (size_t i = 0; i < STARTS * f->n; i++)
        starts[i] = nn_rng_uniform(&rng, -spread, spread);

    assert_int_equal(nn_basins_descend(f, ends, losses, starts, STARTS, work, optimizer, STEPS), NN_OK);

    for (size_t k = 0; k < STARTS; k++) {
        descend_alone(f, end, &loss, starts + k * f->n, optimizer);
        assert_same_bits(ends + k * f->n, end, f->n);
        assert_same_bits(losses + k, &loss, 1);
        n_diverged += isinf(loss) != 0;
    }
    assert_int_equal(nn_basins_descend(f, starts, losses, starts, STARTS, work, optimizer, STEPS), NN_OK);
    assert_same_bits(starts, ends, STARTS * f->n); /* ends may take the place of starts */
    free(starts), free(ends), free(losses), free(end), free(work);
    return n_diverged;
}

static const nn_optimizer slow = {.kind = NN_SGD, .learning_rate = 0.001f};
static const nn_optimizer nesterov = {.kind = NN_SGD, .learning_rate = 0.002f, .momentum = 0.9f, .nesterov = true, .weight_decay = 0.1f};

/** An adaptive kind with all that can be told from lane to lane: momentum or moments, decay of weights alone, a schedule. */
static nn_optimizer adaptive(nn_optimizer_kind kind) {
    nn_optimizer o = nn_optimizer_defaults(kind);
    o.learning_rate = 0.05f;
    o.momentum = kind == NN_RMSPROP ? 0.5f : 0;
    o.weight_decay = 0.1f;
    o.decay_on = NN_DECAY_WEIGHTS;
    o.schedule = (nn_schedule){NN_SCHEDULE_COSINE, 30, 0.1f, 5};
    return o;
}

static void descents_in_lanes_give_the_bits_of_descents_alone(void **state) {
    (void)state;
    for (nn_surface_kind which = 0; which < NN_N_SURFACES; which++) {
        nn_objective *f = new_surface(which);
        check_bits(f, 1.5f, &slow);
        check_bits(f, 1.5f, &nesterov);
        for (nn_optimizer_kind kind = NN_ADAGRAD; kind < NN_N_OPTIMIZERS; kind++) {
            const nn_optimizer o = adaptive(kind);
            assert_int_equal(check_bits(f, 1.5f, &o), 0);
        }
        nn_objective_free(f);
    }
}

/** Within ±2·10⁶ Rosenbrock's losses are below 2·10²⁷, but not the squares of its slopes, up to 3·10²¹: s overflows before any loss does. */
static void a_lane_whose_state_leaves_float32_ends_as_it_would_alone(void **state) {
    (void)state;
    nn_objective *f = new_surface(NN_ROSENBROCK);
    for (nn_optimizer_kind kind = NN_ADAGRAD; kind < NN_N_OPTIMIZERS; kind++) {
        const nn_optimizer o = adaptive(kind);
        assert_in_range(check_bits(f, 2e6f, &o), 1, STARTS - 1);
    }
    nn_objective_free(f);
}

static void a_descent_that_diverges_ends_at_its_last_finite_point_while_the_others_go_on(void **state) {
    (void)state;
    nn_objective *f = new_surface(NN_ROSENBROCK);
    const size_t n_diverged = check_bits(f, 1.5f, &(nn_optimizer){.kind = NN_SGD, .learning_rate = 0.0025f});
    assert_in_range(n_diverged, 1, STARTS - 1);
    const nn_optimizer out_in_one_step = {.kind = NN_SGD, .learning_rate = 3e38f};
    assert_in_range(check_bits(f, 100, &out_in_one_step), STARTS - 1, STARTS);
    nn_objective_free(f);
}

static void a_net_in_lanes_gives_the_bits_of_a_net_alone(void **state) {
    (void)state;
    const float x[] = {-2, -1, 0, 1, 2}, y[] = {-0.5f, -1, 0, 1, 0.5f};
    const size_t sizes[] = {1, 2, 1};
    const nn_activation activations[] = {NN_TANH, NN_IDENTITY};
    nn_net *net;
    nn_data *data;
    nn_objective *f;
    assert_int_equal(nn_net_new(&net, &(nn_net_spec){2, sizes, activations, NN_MSE, 0, 0.01f, NULL}), NN_OK);
    assert_int_equal(nn_data_new(&data, x, y, 5, 1, 1), NN_OK);
    assert_int_equal(nn_objective_new_net(&f, net, data), NN_OK);

    assert_int_equal(check_bits(f, 2, &nesterov), 0);
    for (nn_optimizer_kind kind = NN_ADAGRAD; kind < NN_N_OPTIMIZERS; kind++) {
        const nn_optimizer o = adaptive(kind);
        assert_int_equal(check_bits(f, 2, &o), 0);
    }
    check_bits(f, 2, &(nn_optimizer){.kind = NN_SGD, .learning_rate = 3}); /* chaotic: no step may differ in a bit */

    nn_objective_free(f);
    nn_data_free(data);
    nn_net_free(net);
}

static void without_lanes_descents_run_one_by_one(void **state) {
    (void)state;
    const float a[9] = {3, 1, 0, 1, 2, 0, 0, 0, -0.5f};
    quadratic q = {3, a};
    const nn_objective f = quadratic_objective(&q);
    assert_int_equal(check_bits(&f, 2, &nesterov), 0);
    assert_int_equal(check_bits(&f, 2, &(nn_optimizer){.kind = NN_SGD, .learning_rate = 100}), STARTS);
}

static nn_status refuse(void *self, float *gradient, float *value, const float *theta) {
    (void)self, (void)gradient, (void)value, (void)theta;
    return NN_OUT_OF_MEMORY;
}

static void what_cannot_be_descended_is_refused(void **state) {
    (void)state;
    nn_objective *f = new_surface(NN_BOWL);
    const nn_objective failing = {.n = 2, .gradient = refuse};
    const float start[2] = {1, 1}, bad[2] = {1, NAN};
    float ends[2], losses[1], work[7 * NN_LANES];
    assert_true(nn_basins_work_size(f, &slow) <= 7 * NN_LANES);
    assert_int_equal(nn_basins_descend(f, ends, losses, start, 0, work, &slow, 1), NN_BAD_SHAPE);
    assert_int_equal(nn_basins_descend(f, ends, losses, bad, 1, work, &slow, 1), NN_BAD_VALUE);
    assert_int_equal(nn_basins_descend(f, ends, losses, start, 1, work, &(nn_optimizer){.learning_rate = -1}, 1), NN_BAD_VALUE);
    assert_int_equal(nn_basins_descend(&failing, ends, losses, start, 1, work, &slow, 1), NN_OUT_OF_MEMORY);
    nn_objective_free(f);
}

/* ---- Himmelblau's four basins */

enum { SIZE = 24 };

/** The listed minimum that lies there, within 1e-3: 300 steps at the smallest curvature, 25, leave (1 − .005·25)³⁰⁰ of the way, which is nothing. */
static size_t nearest_minimum(const nn_surface_info *info, float x, float y) {
    for (size_t m = 0; m < info->n_minima; m++)
        if (hypot((double)x - (double)info->minima[m][0], (double)y - (double)info->minima[m][1]) < 1e-3)
            return m;
    fail_msg("no minimum at (%g, %g)", (double)x, (double)y);
    return 0;
}

/** Where plain descent in double arrives. */
static size_t basin_in_double(const nn_surface_info *info, const float *start, double rate) {
    double x = (double)start[0], y = (double)start[1];
    for (int k = 0; k < 300; k++) {
        const double a = x * x + y - 11, b = x + y * y - 7, along_x = 4 * x * a + 2 * b, along_y = 2 * a + 4 * y * b;
        x -= rate * along_x;
        y -= rate * along_y;
    }
    return nearest_minimum(info, (float)x, (float)y);
}

static void himmelblaus_four_basins_are_found_and_counted(void **state) {
    (void)state;
    nn_objective *f = new_surface(NN_HIMMELBLAU);
    const nn_optimizer optimizer = {.kind = NN_SGD, .learning_rate = 0.005f};
    float starts[2 * SIZE * SIZE], ends[2 * SIZE * SIZE], losses[SIZE * SIZE], *work = floats(nn_basins_work_size(f, &optimizer));
    uint32_t labels[SIZE * SIZE], representatives[8];
    size_t n_groups, basins[4], counts[4] = {0}, expected[4] = {0};
    nn_surface_info info;
    assert_int_equal(nn_surface_describe(&info, NN_HIMMELBLAU), NN_OK);
    for (size_t k = 0; k < SIZE * SIZE; k++) {
        starts[2 * k] = -5 + 10 * ((float)(k % SIZE) + 0.5f) / SIZE;
        starts[2 * k + 1] = -5 + 10 * ((float)(k / SIZE) + 0.5f) / SIZE;
    }

    assert_int_equal(nn_basins_descend(f, ends, losses, starts, SIZE * SIZE, work, &optimizer, 300), NN_OK);
    assert_int_equal(nn_basins_label(labels, representatives, &n_groups, ends, losses, SIZE * SIZE, 2, 0.1f, 0.1f, 8), NN_OK);

    assert_int_equal(n_groups, 4);
    for (size_t group = 0; group < 4; group++) /* each group is one minimum: its first member's */
        basins[group] = nearest_minimum(&info, ends[2 * representatives[group]], ends[2 * representatives[group] + 1]);
    for (size_t k = 0; k < SIZE * SIZE; k++) {
        counts[basins[labels[k]]]++;
        expected[basin_in_double(&info, starts + 2 * k, 0.005)]++;
    }
    for (size_t m = 0; m < 4; m++) {
        assert_int_equal(counts[m], expected[m]);
        assert_in_range(counts[m], SIZE * SIZE / 8, SIZE * SIZE / 2);
    }
    free(work);
    nn_objective_free(f);
}

/* ---- labels */

static void ends_join_the_first_group_within_both_distances(void **state) {
    (void)state;
    const float ends[] = {0, 0.05f, 5, 0.02f, 5.05f, 9}, losses[] = {1, 1, 1, 3, 1.01f, INFINITY};
    uint32_t labels[6], representatives[6];
    size_t n_groups;

    assert_int_equal(nn_basins_label(labels, representatives, &n_groups, ends, losses, 6, 1, 0.1f, 0.1f, 6), NN_OK);

    const uint32_t expected[] = {0, 0, 1, 2, 1, UINT32_MAX};
    assert_int_equal(n_groups, 3);
    assert_memory_equal(labels, expected, sizeof expected);
    assert_true(representatives[0] == 0 && representatives[1] == 2 && representatives[2] == 3);
}

static void a_negative_distance_groups_by_loss_alone(void **state) {
    (void)state;
    const float ends[] = {0, 100, -7, 0}, losses[] = {1, 2, 1.05f, 2.05f};
    uint32_t labels[4], representatives[4];
    size_t n_groups;

    assert_int_equal(nn_basins_label(labels, representatives, &n_groups, ends, losses, 4, 1, -1, 0.1f, 4), NN_OK);

    const uint32_t expected[] = {0, 1, 0, 1};
    assert_int_equal(n_groups, 2);
    assert_memory_equal(labels, expected, sizeof expected);
}

static void beyond_the_most_groups_ends_join_the_nearest_loss(void **state) {
    (void)state;
    const float ends[] = {0, 1, 2, 3}, losses[] = {1, 5, 4, 2};
    uint32_t labels[4], representatives[2];
    size_t n_groups;

    assert_int_equal(nn_basins_label(labels, representatives, &n_groups, ends, losses, 4, 1, 0.1f, 0.1f, 2), NN_OK);

    const uint32_t expected[] = {0, 1, 1, 0};
    assert_int_equal(n_groups, 2);
    assert_memory_equal(labels, expected, sizeof expected);
}

static void impossible_groupings_are_refused(void **state) {
    (void)state;
    const float ends[] = {0}, losses[] = {0};
    uint32_t labels[1], representatives[1];
    size_t n_groups;
    assert_int_equal(nn_basins_label(labels, representatives, &n_groups, ends, losses, 0, 1, 1, 1, 1), NN_BAD_SHAPE);
    assert_int_equal(nn_basins_label(labels, representatives, &n_groups, ends, losses, 1, 1, 1, 1, 0), NN_BAD_SHAPE);
    assert_int_equal(nn_basins_label(labels, representatives, &n_groups, ends, losses, 1, 1, NAN, 1, 1), NN_BAD_VALUE);
    assert_int_equal(nn_basins_label(labels, representatives, &n_groups, ends, losses, 1, 1, 1, -1, 1), NN_BAD_VALUE);
    if (SIZE_MAX > UINT32_MAX)
        assert_int_equal(nn_basins_label(labels, representatives, &n_groups, ends, losses, SIZE_MAX, 1, 1, 1, 1), NN_TOO_LARGE);
}

/* ---- what lies at an end */

static nn_end classify(nn_surface_kind which, float x, float y, float *gradient_norm, float *lambda_min) {
    nn_objective *f = new_surface(which);
    const float theta[2] = {x, y};
    float *work = floats(nn_curvature_work_size(2, 32) + 2);
    nn_end end;
    assert_int_equal(nn_basins_classify(f, &end, gradient_norm, lambda_min, theta, work, 1e-3f), NN_OK);
    free(work);
    nn_objective_free(f);
    return end;
}

static void an_end_is_a_minimum_a_saddle_stuck_or_diverged_by_what_is_measured_there(void **state) {
    (void)state;
    float norm, lambda;
    assert_int_equal(classify(NN_SADDLE, 0, 2, &norm, &lambda), NN_END_MINIMUM);
    assert_true(norm == 0);
    assert_close((double)lambda, 1, 1e-5);
    assert_int_equal(classify(NN_SADDLE, 0, 0, &norm, &lambda), NN_END_SADDLE);
    assert_close((double)lambda, -1, 1e-5);
    assert_int_equal(classify(NN_SADDLE, 3, 2, &norm, &lambda), NN_END_STUCK);
    assert_close((double)norm, 3, 1e-6);
    assert_int_equal(classify(NN_SADDLE, 1e30f, 0, &norm, &lambda), NN_END_DIVERGED);
    assert_true(isinf(norm));
}

/** A network's minima are flat along many directions, where rounding makes λmin a little less than 0. */
static void a_flat_minimum_is_a_minimum(void **state) {
    (void)state;
    const float flat[4] = {1, 0, 0, -0.0005f}, theta[2] = {0, 0};
    quadratic q = {2, flat};
    const nn_objective f = quadratic_objective(&q);
    float norm, lambda, *work = floats(nn_curvature_work_size(2, 32) + 2);
    nn_end end;

    assert_int_equal(nn_basins_classify(&f, &end, &norm, &lambda, theta, work, 1e-3f), NN_OK);

    assert_int_equal(end, NN_END_MINIMUM);
    assert_close((double)lambda, -0.0005, 1e-5);
    free(work);
}

/** Every Himmelblau minimum is within 1.2e-7 in each coordinate, times a curvature below 150: far below the tolerance. */
static void every_minimum_of_a_surface_is_one(void **state) {
    (void)state;
    for (nn_surface_kind which = 0; which < NN_N_SURFACES; which++) {
        nn_surface_info info;
        assert_int_equal(nn_surface_describe(&info, which), NN_OK);
        for (size_t k = 0; k < info.n_minima; k++) {
            float norm, lambda;
            assert_int_equal(classify(which, info.minima[k][0], info.minima[k][1], &norm, &lambda), NN_END_MINIMUM);
            assert_true(lambda > 0);
        }
    }
}

static void an_impossible_tolerance_is_refused(void **state) {
    (void)state;
    nn_objective *f = new_surface(NN_BOWL);
    const float theta[2] = {0, 0};
    float norm, lambda, work[8];
    nn_end end;
    assert_int_equal(nn_basins_classify(f, &end, &norm, &lambda, theta, work, NAN), NN_BAD_VALUE);
    assert_int_equal(nn_basins_classify(f, &end, &norm, &lambda, theta, work, -1), NN_BAD_VALUE);
    nn_objective_free(f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(descents_in_lanes_give_the_bits_of_descents_alone),
        cmocka_unit_test(a_descent_that_diverges_ends_at_its_last_finite_point_while_the_others_go_on),
        cmocka_unit_test(a_lane_whose_state_leaves_float32_ends_as_it_would_alone),
        cmocka_unit_test(a_net_in_lanes_gives_the_bits_of_a_net_alone),
        cmocka_unit_test(without_lanes_descents_run_one_by_one),
        cmocka_unit_test(what_cannot_be_descended_is_refused),
        cmocka_unit_test(himmelblaus_four_basins_are_found_and_counted),
        cmocka_unit_test(ends_join_the_first_group_within_both_distances),
        cmocka_unit_test(a_negative_distance_groups_by_loss_alone),
        cmocka_unit_test(beyond_the_most_groups_ends_join_the_nearest_loss),
        cmocka_unit_test(impossible_groupings_are_refused),
        cmocka_unit_test(an_end_is_a_minimum_a_saddle_stuck_or_diverged_by_what_is_measured_there),
        cmocka_unit_test(a_flat_minimum_is_a_minimum),
        cmocka_unit_test(every_minimum_of_a_surface_is_one),
        cmocka_unit_test(an_impossible_tolerance_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
