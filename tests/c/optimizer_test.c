/** The optimiser's steps against their formulas, and the learning rates at which descent stops being stable. */
#include "internal.h"
#include "support.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { N = 11 };

/* ---- steps */

/** Three steps on the gradient g = c·theta + 1, number by number in double, as torch.optim.SGD documents them. */
static void steps_in_double(const nn_optimizer *o, double *theta, double c) {
    const double momentum = (double)o->momentum, rate = (double)o->learning_rate, decay = (double)o->weight_decay;
    for (size_t i = 0; i < N; i++) {
        double velocity = 0;
        for (int k = 0; k < 3; k++) {
            const double g = c * theta[i] + 1 + decay * theta[i];
            velocity = momentum * velocity + g;
            theta[i] -= rate * (o->nesterov ? g + momentum * velocity : velocity);
        }
    }
}

/** |theta| and every intermediate stay below 8; three steps of eight roundings. */
static void check_steps(const nn_optimizer *o) {
    float theta[N], state[N] = {0}, gradient[N];
    double expected[N];
    for (size_t i = 0; i < N; i++)
        expected[i] = (double)(theta[i] = 0.25f * (float)i - 1.0f);

    steps_in_double(o, expected, 0.5);
    for (size_t k = 0; k < 3; k++) {
        for (size_t i = 0; i < N; i++)
            gradient[i] = 0.5f * theta[i] + 1.0f;
        assert_int_equal(nn_optimizer_step(o, theta, state, gradient, N, k), NN_OK);
    }

    assert_all_close(theta, expected, N, 3 * 8 * 8 * (double)FLT_EPSILON / 2);
}

static void sgd_steps_as_torch_does(void **state) {
    (void)state;
    check_steps(&(nn_optimizer){.kind = NN_SGD, .learning_rate = 0.25f});
    check_steps(&(nn_optimizer){.kind = NN_SGD, .learning_rate = 0.25f, .momentum = 0.9f});
    check_steps(&(nn_optimizer){.kind = NN_SGD, .learning_rate = 0.25f, .momentum = 0.9f, .nesterov = true});
    check_steps(&(nn_optimizer){.kind = NN_SGD, .learning_rate = 0.25f, .momentum = 0.5f, .nesterov = true, .weight_decay = 0.3f});
}

/** The first three velocities of a constant gradient 1 at β = ½ are 1, 3/2, 7/4: exact in float32. */
static void momentum_gathers_speed_and_nesterov_looks_ahead(void **state) {
    (void)state;
    const nn_optimizer momentum = {.kind = NN_SGD, .learning_rate = 1, .momentum = 0.5f};
    const nn_optimizer nesterov = {.kind = NN_SGD, .learning_rate = 1, .momentum = 0.5f, .nesterov = true};
    const float one = 1;
    float x = 0, x_velocity = 0, y = 0, y_velocity = 0;

    for (size_t k = 0; k < 3; k++) {
        nn_optimizer_step(&momentum, &x, &x_velocity, &one, 1, k);
        nn_optimizer_step(&nesterov, &y, &y_velocity, &one, 1, k);
    }

    assert_true(x == -(1 + 1.5f + 1.75f) && x_velocity == 1.75f);
    assert_true(y == -(1.5f + 1.75f + 1.875f) && y_velocity == 1.75f);
}

static void any_number_of_parameters_steps_alike_and_nothing_beyond_is_touched(void **state) {
    (void)state;
    const nn_optimizer o = {.kind = NN_SGD, .learning_rate = 0.3f, .momentum = 0.7f, .nesterov = true, .weight_decay = 0.01f};
    for (size_t n = 1; n <= N; n++) {
        float theta[N + 1], velocity[N + 1], gradient[N + 1];
        for (size_t i = 0; i <= N; i++)
            theta[i] = 0.3f, velocity[i] = 0.2f, gradient[i] = -0.7f;

        assert_int_equal(nn_optimizer_step(&o, theta, velocity, gradient, n, 0), NN_OK);

        for (size_t i = 0; i <= N; i++) {
            assert_same_bits(&theta[i], i < n ? &theta[0] : &(float){0.3f}, 1);
            assert_same_bits(&velocity[i], i < n ? &velocity[0] : &(float){0.2f}, 1);
        }
        assert_true(theta[0] != 0.3f);
    }
}

static void without_momentum_no_state_is_needed(void **state) {
    (void)state;
    const nn_optimizer plain = {.kind = NN_SGD, .learning_rate = 0.5f}, momentum = {.kind = NN_SGD, .momentum = 0.1f};
    const float gradient[2] = {1, 2};
    float theta[2] = {1, 1};

    assert_int_equal(nn_optimizer_state_size(&plain, 7), 0);
    assert_int_equal(nn_optimizer_state_size(&momentum, 7), 7);
    assert_int_equal(nn_optimizer_step(&plain, theta, NULL, gradient, 2, 0), NN_OK);

    assert_true(theta[0] == 0.5f && theta[1] == 0.0f);
}

static void a_parameter_that_leaves_float32_is_divergence(void **state) {
    (void)state;
    const nn_optimizer o = {.kind = NN_SGD, .learning_rate = 10};
    float theta[5] = {0}, gradient[5] = {0, 0, 0, 0, 3e38f};
    assert_int_equal(nn_optimizer_step(&o, theta, NULL, gradient, 5, 0), NN_DIVERGED);
}

/* ---- what is refused */

static void numbers_outside_their_range_are_refused(void **state) {
    (void)state;
    const nn_optimizer good = {.kind = NN_SGD, .learning_rate = 0.1f, .momentum = 0.9f, .weight_decay = 0.01f};
    const float bad[] = {-0.1f, NAN, INFINITY};
    assert_int_equal(nn_optimizer_check(&good), NN_OK);
    for (size_t k = 0; k < 3; k++) {
        nn_optimizer rate = good, momentum = good, decay = good;
        rate.learning_rate = momentum.momentum = decay.weight_decay = bad[k];
        assert_int_equal(nn_optimizer_check(&rate), NN_BAD_VALUE);
        assert_int_equal(nn_optimizer_check(&momentum), NN_BAD_VALUE);
        assert_int_equal(nn_optimizer_check(&decay), NN_BAD_VALUE);
    }
    assert_int_equal(nn_optimizer_check(&(nn_optimizer){.kind = NN_SGD, .momentum = 1}), NN_BAD_VALUE);
    assert_int_equal(nn_optimizer_check(&(nn_optimizer){.kind = NN_N_OPTIMIZERS}), NN_BAD_NAME);
}

static void the_optimisers_are_named_in_order(void **state) {
    (void)state;
    assert_string_equal(nn_optimizer_name(NN_SGD), "sgd");
    assert_null(nn_optimizer_name(NN_N_OPTIMIZERS));
}

/* ---- stability */

/** |x| + |velocity| after n steps on ½λx² from x = 1. */
static double size_after(const nn_optimizer *o, float curvature, size_t n) {
    float x = 1, velocity = 0;
    for (size_t k = 0; k < n; k++) {
        const float gradient = curvature * x;
        assert_int_equal(nn_optimizer_step(o, &x, &velocity, &gradient, 1, k), NN_OK);
    }
    return fabs((double)x) + fabs((double)velocity);
}

static void descent_dies_out_below_the_limit_and_grows_above_it(void **state) {
    (void)state;
    nn_optimizer o = {.kind = NN_SGD};
    const float momenta[] = {0, 0.3f, 0.9f}, curvature = 3;
    for (size_t m = 0; m < 3; m++)
        for (int nesterov = 0; nesterov < 2; nesterov++) {
            o.momentum = momenta[m];
            o.nesterov = nesterov == 1;
            const float limit = nn_stable_learning_rate(&o, curvature);
            o.learning_rate = 0.98f * limit;
            assert_true(size_after(&o, curvature, 2000) < 1e-3);
            o.learning_rate = 1.02f * limit;
            assert_true(size_after(&o, curvature, 250) > 1e3);
        }
}

/** Of z² − (1 + β − ηλ)z + β, at λ = .01, .1, 1: the rates that η* = 2/(λ₁ + λₙ) and Polyak's η*, β* reach. */
static void the_best_rates_of_descent_and_momentum_are_polyaks(void **state) {
    (void)state;
    const nn_optimizer plain = {.kind = NN_SGD, .learning_rate = 1.980198f};
    const nn_optimizer momentum = {.kind = NN_SGD, .learning_rate = 3.305785f, .momentum = 0.669421f};
    const float curvatures[] = {0.01f, 1};
    for (size_t k = 0; k < 2; k++) {
        /* |1 − ηλ| = .980198 a step at both ends of the spectrum; the parameters' six digits make 1e-6 a step */
        assert_close(pow(size_after(&plain, curvatures[k], 200), 1.0 / 200), 0.980198, 1e-5);
        /* .818182 is a double root: n steps take n · .818182ⁿ, which the ratio of two sizes shows up to (n + 50)/n */
        const double ratio = size_after(&momentum, curvatures[k], 200) / size_after(&momentum, curvatures[k], 150);
        assert_close(pow(ratio, 1.0 / 50), 0.818182, 0.818182 * (pow(200.0 / 150, 1.0 / 50) - 1) + 1e-3);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sgd_steps_as_torch_does),
        cmocka_unit_test(momentum_gathers_speed_and_nesterov_looks_ahead),
        cmocka_unit_test(any_number_of_parameters_steps_alike_and_nothing_beyond_is_touched),
        cmocka_unit_test(without_momentum_no_state_is_needed),
        cmocka_unit_test(a_parameter_that_leaves_float32_is_divergence),
        cmocka_unit_test(numbers_outside_their_range_are_refused),
        cmocka_unit_test(the_optimisers_are_named_in_order),
        cmocka_unit_test(descent_dies_out_below_the_limit_and_grows_above_it),
        cmocka_unit_test(the_best_rates_of_descent_and_momentum_are_polyaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
