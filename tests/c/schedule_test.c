/** The learning rate's schedule at chosen steps by closed form, and that every step uses it. */
#include "internal.h"
#include "support.h"

#include <float.h>
#include <math.h>

static nn_optimizer scheduled(nn_schedule_kind kind, size_t period, float factor, size_t warm_up) {
    return (nn_optimizer){.learning_rate = 0.8f, .schedule = {kind, period, factor, warm_up}};
}

static void a_constant_rate_is_itself_at_every_step(void **state) {
    (void)state;
    const nn_optimizer o = scheduled(NN_SCHEDULE_CONSTANT, 0, 0, 0);
    const size_t steps[] = {0, 1, 1000, SIZE_MAX};
    for (size_t k = 0; k < 4; k++)
        assert_true(nn_learning_rate_at(&o, steps[k]) == 0.8f);
}

static void a_stepped_rate_falls_by_its_factor_each_period(void **state) {
    (void)state;
    const nn_optimizer o = scheduled(NN_SCHEDULE_STEP, 10, 0.5f, 0);
    assert_true(nn_learning_rate_at(&o, 0) == 0.8f && nn_learning_rate_at(&o, 9) == 0.8f);
    assert_true(nn_learning_rate_at(&o, 10) == 0.4f && nn_learning_rate_at(&o, 19) == 0.4f);
    assert_true(nn_learning_rate_at(&o, 57) == 0.8f / 32);
    assert_true(nn_learning_rate_at(&o, SIZE_MAX) == 0.0f);
    const nn_optimizer tenth = scheduled(NN_SCHEDULE_STEP, 3, 0.1f, 0);
    for (size_t j = 0; j < 30; j++) /* one rounding at the end, after double */
        assert_close((double)nn_learning_rate_at(&tenth, j), (double)0.8f * pow((double)0.1f, (double)(j / 3)),
                     (double)FLT_EPSILON * (double)nn_learning_rate_at(&tenth, j));
}

static void a_factor_of_0_ends_learning_and_one_above_1_speeds_it_up(void **state) {
    (void)state;
    const nn_optimizer ending = scheduled(NN_SCHEDULE_STEP, 2, 0, 0), rising = scheduled(NN_SCHEDULE_STEP, 1, 2, 0);
    assert_true(nn_learning_rate_at(&ending, 1) == 0.8f && nn_learning_rate_at(&ending, 2) == 0.0f);
    assert_true(nn_learning_rate_at(&rising, 3) == 6.4f);
}

/** sin² of an argument good to 1.2e-7 (simd.h): twice that, and the roundings of the angle and the result. */
static void a_cosine_falls_from_the_rate_to_its_factor(void **state) {
    (void)state;
    const nn_optimizer o = scheduled(NN_SCHEDULE_COSINE, 60, 0.25f, 0);
    for (size_t j = 0; j <= 60; j++) {
        const double expected = 0.8 * (0.25 + 0.75 * (1 + cos(acos(-1) * (double)j / 60)) / 2);
        assert_close((double)nn_learning_rate_at(&o, j), expected, 0.8 * 6e-7);
        assert_true(j == 0 || nn_learning_rate_at(&o, j) < nn_learning_rate_at(&o, j - 1));
    }
    assert_true(nn_learning_rate_at(&o, 0) == 0.8f && nn_learning_rate_at(&o, 60) == 0.2f && nn_learning_rate_at(&o, 1000) == 0.2f);
}

/** k of the warm-up has (k + 1)/(warm_up + 1); the first step behind it has the whole. */
static void a_warm_up_rises_in_a_straight_line_before_every_schedule(void **state) {
    (void)state;
    for (nn_schedule_kind kind = 0; kind < NN_N_SCHEDULES; kind++) {
        const nn_optimizer cold = scheduled(kind, 20, 0.5f, 0), warm = scheduled(kind, 20, 0.5f, 3);
        assert_true(nn_learning_rate_at(&warm, 0) == 0.2f && nn_learning_rate_at(&warm, 1) == 0.4f);
        assert_close((double)nn_learning_rate_at(&warm, 2), 0.6, (double)FLT_EPSILON);
        for (size_t j = 0; j < 50; j++)
            assert_true(nn_learning_rate_at(&warm, 3 + j) == nn_learning_rate_at(&cold, j));
    }
}

/** Under a gradient of 1, plain descent walks the sum of its rates; exact, as they are powers of two. */
static void a_step_walks_at_the_rate_of_its_number(void **state) {
    (void)state;
    nn_optimizer o = scheduled(NN_SCHEDULE_STEP, 2, 0.5f, 1);
    o.learning_rate = 1;
    const float one = 1;
    float theta = 0;
    for (size_t k = 0; k < 6; k++)
        assert_int_equal(nn_optimizer_step(&o, &theta, NULL, &one, 1, k), NN_OK);
    assert_true(theta == -(0.5f + 1 + 1 + 0.5f + 0.5f + 0.25f));
}

static void impossible_schedules_are_refused(void **state) {
    (void)state;
    for (nn_schedule_kind kind = NN_SCHEDULE_STEP; kind < NN_N_SCHEDULES; kind++) {
        const nn_optimizer good = scheduled(kind, 1, 0, 5), no_period = scheduled(kind, 0, 0.5f, 0);
        const nn_optimizer negative = scheduled(kind, 1, -0.5f, 0), nan = scheduled(kind, 1, NAN, 0),
                           infinite = scheduled(kind, 1, INFINITY, 0);
        assert_int_equal(nn_optimizer_check(&good), NN_OK);
        assert_int_equal(nn_optimizer_check(&no_period), NN_BAD_VALUE);
        assert_int_equal(nn_optimizer_check(&negative), NN_BAD_VALUE);
        assert_int_equal(nn_optimizer_check(&nan), NN_BAD_VALUE);
        assert_int_equal(nn_optimizer_check(&infinite), NN_BAD_VALUE);
    }
    const nn_optimizer unknown = scheduled(NN_N_SCHEDULES, 1, 1, 0);
    assert_int_equal(nn_optimizer_check(&unknown), NN_BAD_NAME);
}

static void the_schedules_are_named_in_order(void **state) {
    (void)state;
    assert_string_equal(nn_name(NN_KIND_SCHEDULE, NN_SCHEDULE_CONSTANT), "constant");
    assert_string_equal(nn_name(NN_KIND_SCHEDULE, NN_SCHEDULE_STEP), "step");
    assert_string_equal(nn_name(NN_KIND_SCHEDULE, NN_SCHEDULE_COSINE), "cosine");
    assert_null(nn_name(NN_KIND_SCHEDULE, NN_N_SCHEDULES));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_constant_rate_is_itself_at_every_step),
        cmocka_unit_test(a_stepped_rate_falls_by_its_factor_each_period),
        cmocka_unit_test(a_factor_of_0_ends_learning_and_one_above_1_speeds_it_up),
        cmocka_unit_test(a_cosine_falls_from_the_rate_to_its_factor),
        cmocka_unit_test(a_warm_up_rises_in_a_straight_line_before_every_schedule),
        cmocka_unit_test(a_step_walks_at_the_rate_of_its_number),
        cmocka_unit_test(impossible_schedules_are_refused),
        cmocka_unit_test(the_schedules_are_named_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
