/** The optimisers' steps against their formulas and closed forms, what they keep, and what they refuse. */
#include "internal.h"
#include "support.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { N = 11, MOST_STATE = 2 * N + 1, STEPS = 12 };

/** Half a unit in the last place of float32: one rounding, relative. */
static const double ROUNDING = (double)FLT_EPSILON / 2;

static nn_optimizer with_rate(nn_optimizer_kind kind, float learning_rate) {
    nn_optimizer o = nn_optimizer_defaults(kind);
    o.learning_rate = learning_rate;
    return o;
}

/* ---- steps */

/** torch.optim's rules for one number in double; m is the velocity of sgd and rmsprop, the mean gradient of adam. */
typedef struct number {
    double theta, m, s;
} number;

static void sgd_in_double(const nn_optimizer *o, number *x, double g) {
    const double momentum = (double)o->momentum;
    x->m = momentum * x->m + g;
    x->theta -= (double)o->learning_rate * (o->nesterov ? g + momentum * x->m : x->m);
}
static void adagrad_in_double(const nn_optimizer *o, number *x, double g) {
    x->s += g * g;
    x->theta -= (double)o->learning_rate * g / (sqrt(x->s) + (double)o->epsilon);
}
static void rmsprop_in_double(const nn_optimizer *o, number *x, double g) {
    x->s = (double)o->alpha * x->s + (1 - (double)o->alpha) * g * g;
    x->m = (double)o->momentum * x->m + g / (sqrt(x->s) + (double)o->epsilon);
    x->theta -= (double)o->learning_rate * x->m;
}
static void adam_in_double(const nn_optimizer *o, number *x, double g, int k) {
    const double beta1 = (double)o->beta1, beta2 = (double)o->beta2;
    x->m = beta1 * x->m + (1 - beta1) * g;
    x->s = beta2 * x->s + (1 - beta2) * g * g;
    x->theta -= (double)o->learning_rate * (x->m / (1 - pow(beta1, k))) / (sqrt(x->s / (1 - pow(beta2, k))) + (double)o->epsilon);
}

/** The k-th step, from 1. */
static void step_in_double(const nn_optimizer *o, number *x, double g, int k) {
    const double decay = (double)o->weight_decay;
    if (o->kind == NN_ADAMW)
        x->theta *= 1 - (double)o->learning_rate * decay;
    else
        g += decay * x->theta;
    if (o->kind == NN_SGD)
        sgd_in_double(o, x, g);
    else if (o->kind == NN_ADAGRAD)
        adagrad_in_double(o, x, g);
    else if (o->kind == NN_RMSPROP)
        rmsprop_in_double(o, x, g);
    else
        adam_in_double(o, x, g, k);
}

/** The gradient at theta: a bowl around −2 that pushes less and less, never near 0 on the way from above. */
static double push(double theta) {
    return 0.5 * theta + 1;
}

/**
 * |theta|, |g| and |v| stay below 16; each of the steps makes at most 16 roundings, which later steps, pushing to one place, do not
 * magnify: an error of theta changes g by half of it, one of g changes u = g/√s by as much relative to it.
 */
static void check_steps(nn_optimizer o) {
    float theta[N], state[MOST_STATE] = {0}, gradient[N];
    number expected[N];
    for (size_t i = 0; i < N; i++) {
        theta[i] = 0.25f * (float)i - 1.0f;
        expected[i] = (number){.theta = (double)theta[i]};
    }
    assert_true(nn_optimizer_check(&o) == NN_OK && nn_optimizer_state_size(&o, N) <= MOST_STATE);

    for (size_t k = 0; k < STEPS; k++) {
        for (size_t i = 0; i < N; i++) {
            gradient[i] = (float)push((double)theta[i]);
            step_in_double(&o, &expected[i], push(expected[i].theta), (int)k + 1);
        }
        assert_int_equal(nn_optimizer_step(&o, theta, state, gradient, N, k), NN_OK);
    }

    for (size_t i = 0; i < N; i++)
        assert_close((double)theta[i], expected[i].theta, STEPS * 16 * 16 * ROUNDING);
}

static void every_optimiser_steps_by_its_formula(void **state) {
    (void)state;
    for (nn_optimizer_kind kind = 0; kind < NN_N_OPTIMIZERS; kind++) {
        nn_optimizer o = with_rate(kind, 0.0625f);
        check_steps(o);
        o.weight_decay = 0.3f;
        check_steps(o);
        o.momentum = 0.75f;
        check_steps(o);
        o.nesterov = true;
        check_steps(o);
        o.alpha = o.beta2 = 0.8f;
        o.beta1 = 0.6f;
        o.epsilon = 0.1f;
        check_steps(o);
        o.momentum = o.alpha = o.beta1 = o.beta2 = 0;
        check_steps(o);
    }
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

/**
 * The first step is η·g/(√c·|g| + ε), where c of g² is what s holds: adagrad 1, rmsprop 1 − α, adam 1 after its correction. So it is
 * about η long whatever g. At most 12 roundings, and a square root halves those under it.
 */
static void a_first_step_is_as_long_as_the_rate_however_large_the_gradient(void **state) {
    (void)state;
    const float gradients[] = {3, -3e-3f, 2e9f, -1e-7f};
    for (nn_optimizer_kind kind = NN_ADAGRAD; kind < NN_N_OPTIMIZERS; kind++)
        for (size_t k = 0; k < 4; k++) {
            nn_optimizer o = with_rate(kind, 0.25f);
            const double g = (double)gradients[k], share = kind == NN_RMSPROP ? sqrt(1 - (double)o.alpha) : 1;
            float theta = 0, kept[3] = {0};

            assert_int_equal(nn_optimizer_step(&o, &theta, kept, &gradients[k], 1, 0), NN_OK);

            const double expected = -0.25 * g / (share * fabs(g) + (double)o.epsilon);
            assert_close((double)theta, expected, 12 * ROUNDING * fabs(expected));
            assert_true(kind == NN_RMSPROP || fabs(fabs((double)theta) - 0.25) < 0.1 * 0.25 + 1e-6); /* ε is a tenth of the smallest */
        }
}

/** Under a gradient that stays 1, s counts the steps: theta = −η·Σ 1/√k. Each sum of two makes a rounding of at most 30. */
static void adagrads_steps_shrink_as_one_over_the_root_of_their_number(void **state) {
    (void)state;
    const nn_optimizer o = {.kind = NN_ADAGRAD, .learning_rate = 1};
    const float one = 1;
    float theta = 0, s = 0;
    double expected = 0;
    for (size_t k = 0; k < 200; k++) {
        nn_optimizer_step(&o, &theta, &s, &one, 1, k);
        expected -= 1 / sqrt((double)k + 1);
        assert_true(s == (float)(k + 1));
    }
    assert_close((double)theta, expected, 200 * 30 * ROUNDING);
}

/**
 * Its corrected averages of a constant are that constant: every step is η·sign(g) long. What they round away they also forget, by
 * 1/(1 − β) steps: 2/(1 − β₂) roundings under the root, 2/(1 − β₁) beside it.
 */
static void under_a_constant_gradient_adam_walks_at_constant_speed(void **state) {
    (void)state;
    nn_optimizer o = with_rate(NN_ADAM, 0.125f);
    o.beta2 = 0.99f;
    o.epsilon = 0;
    const float gradient[2] = {0.3f, -7};
    float theta[2] = {0}, kept[5] = {0};
    for (size_t k = 0; k < 1000; k++) {
        const float before[2] = {theta[0], theta[1]};
        assert_int_equal(nn_optimizer_step(&o, theta, kept, gradient, 2, k), NN_OK);
        for (size_t i = 0; i < 2; i++) {
            const double step = (double)theta[i] - (double)before[i];
            assert_close(step, gradient[i] > 0 ? -0.125 : 0.125, 0.125 * (100 + 20 + 8) * ROUNDING + 125 * ROUNDING);
        }
    }
}

/** Multiplying every gradient by a power of two multiplies m by it and s by its square, exactly; without ε the steps keep their bits. */
static void without_epsilon_adaptive_steps_do_not_know_the_size_of_the_loss(void **state) {
    (void)state;
    for (nn_optimizer_kind kind = NN_ADAGRAD; kind < NN_N_OPTIMIZERS; kind++) {
        nn_optimizer o = with_rate(kind, 0.1f);
        o.epsilon = o.weight_decay = 0;
        float small[N] = {0}, large[N] = {0}, small_state[MOST_STATE] = {0}, large_state[MOST_STATE] = {0}, gradient[N];
        nn_rng rng = nn_rng_new(5, 0);
        for (size_t k = 0; k < 50; k++) {
            for (size_t i = 0; i < N; i++)
                gradient[i] = nn_rng_normal(&rng);
            assert_int_equal(nn_optimizer_step(&o, small, small_state, gradient, N, k), NN_OK);
            for (size_t i = 0; i < N; i++)
                gradient[i] *= 1024.0f;
            assert_int_equal(nn_optimizer_step(&o, large, large_state, gradient, N, k), NN_OK);
        }
        assert_same_bits(large, small, N);
        assert_true(small[0] != 0.0f);
    }
}

/** Where nothing pulls but the decay, adamw's parameter shrinks by 1 − η·decay = 15/16 a step, exactly; adam's walks at η, as to any pull. */
static void decay_shrinks_under_adamw_and_pulls_like_any_gradient_under_adam(void **state) {
    (void)state;
    nn_optimizer adam = with_rate(NN_ADAM, 0.125f), adamw = with_rate(NN_ADAMW, 0.125f);
    adam.weight_decay = adamw.weight_decay = 0.5f;
    const float none = 0;
    float x = 1, y = 16, x_state[3] = {0}, y_state[3] = {0};
    for (size_t k = 0; k < 3; k++) {
        nn_optimizer_step(&adamw, &x, x_state, &none, 1, k);
        nn_optimizer_step(&adam, &y, y_state, &none, 1, k);
    }
    assert_true(x == 15.0f * 15 * 15 / (16.0f * 16 * 16));
    assert_close((double)y, 16 - 3 * 0.125, 1e-4); /* the gradient fades by 2·0.125/16 over the steps, √ŝ with it */
}

/** The correction belongs to the state, not to the run: after 500 steps of another optimiser a first step is still a first step. */
static void a_state_that_begins_late_is_corrected_from_its_own_beginning(void **state) {
    (void)state;
    const nn_optimizer o = with_rate(NN_ADAM, 0.1f);
    const float gradient = 2;
    float early = 0, late = 0, early_state[3] = {0}, late_state[3] = {0};
    for (size_t k = 0; k < 3; k++) {
        nn_optimizer_step(&o, &early, early_state, &gradient, 1, k);
        nn_optimizer_step(&o, &late, late_state, &gradient, 1, 500 + k);
    }
    assert_same_bits(&late, &early, 1);
    assert_true(late_state[2] == 3.0f);
}

/* ---- one call for a point, for part of one, for lanes */

static void any_number_of_parameters_steps_alike_and_nothing_beyond_is_touched(void **state) {
    (void)state;
    for (nn_optimizer_kind kind = 0; kind < NN_N_OPTIMIZERS; kind++)
        for (size_t n = 1; n <= N; n++) {
            nn_optimizer o = with_rate(kind, 0.3f);
            o.momentum = kind == NN_SGD || kind == NN_RMSPROP ? 0.7f : 0;
            o.weight_decay = 0.01f;
            float theta[N + 1], kept[MOST_STATE + 1], gradient[N + 1];
            const size_t n_state = nn_optimizer_state_size(&o, n), n_rows = n_state / n * n;
            for (size_t i = 0; i <= N; i++)
                theta[i] = 0.3f, gradient[i] = -0.7f;
            for (size_t i = 0; i <= MOST_STATE; i++)
                kept[i] = 0.2f;
            if (n_state > n_rows)
                kept[n_rows] = 4; /* steps seen */

            assert_int_equal(nn_optimizer_step(&o, theta, kept, gradient, n, 0), NN_OK);

            for (size_t i = 0; i <= N; i++)
                assert_same_bits(&theta[i], i < n ? &theta[0] : &(float){0.3f}, 1);
            for (size_t i = 0; i < n_rows; i++)
                assert_same_bits(&kept[i], &kept[i / n * n], 1);
            assert_true(n_state == n_rows || kept[n_rows] == 5);
            assert_same_bits(&kept[n_state], &(float){0.2f}, 1);
            assert_true(theta[0] != 0.3f && kept[0] != 0.2f);
        }
}

static void lanes_take_the_bits_of_points_alone(void **state) {
    (void)state;
    enum { LANES = NN_LANES };
    for (nn_optimizer_kind kind = 0; kind < NN_N_OPTIMIZERS; kind++) {
        nn_optimizer o = with_rate(kind, 0.3f);
        o.momentum = 0.7f;
        o.weight_decay = 0.01f;
        float together[3 * LANES] = {0}, together_state[2 * 3 * LANES + 1] = {0}, gradients[3 * LANES];
        float alone[LANES][3] = {0}, alone_state[LANES][2 * 3 + 1] = {0};
        nn_rng rng = nn_rng_new(8, 0);
        for (size_t k = 0; k < 20; k++) {
            for (size_t i = 0; i < 3 * LANES; i++)
                gradients[i] = nn_rng_normal(&rng);
            nn_optimizer_step(&o, together, together_state, gradients, 3 * LANES, k);
            for (size_t lane = 0; lane < LANES; lane++) {
                const float gradient[3] = {gradients[lane], gradients[LANES + lane], gradients[2 * LANES + lane]};
                nn_optimizer_step(&o, alone[lane], alone_state[lane], gradient, 3, k);
            }
        }
        for (size_t i = 0; i < 3 * LANES; i++)
            assert_same_bits(&together[i], &alone[i % LANES][i / LANES], 1);
    }
}

/* ---- state */

static void each_keeps_what_its_rule_needs(void **state) {
    (void)state;
    const float gradient[2] = {1, 2};
    float theta[2] = {1, 1};
    const nn_optimizer plain = {.kind = NN_SGD, .learning_rate = 0.5f}, momentum = {.kind = NN_SGD, .momentum = 0.1f};
    const nn_optimizer rmsprop = {.kind = NN_RMSPROP}, rmsprop_momentum = {.kind = NN_RMSPROP, .momentum = 0.1f};
    const nn_optimizer adagrad = {.kind = NN_ADAGRAD}, adam = {.kind = NN_ADAM}, adamw = {.kind = NN_ADAMW};

    assert_int_equal(nn_optimizer_state_size(&plain, 7), 0);
    assert_int_equal(nn_optimizer_state_size(&momentum, 7), 7);
    assert_int_equal(nn_optimizer_state_size(&adagrad, 7), 7);
    assert_int_equal(nn_optimizer_state_size(&rmsprop, 7), 7);
    assert_int_equal(nn_optimizer_state_size(&rmsprop_momentum, 7), 14);
    assert_int_equal(nn_optimizer_state_size(&adam, 7), 15);
    assert_int_equal(nn_optimizer_state_size(&adamw, 7), 15);
    assert_int_equal(nn_optimizer_step(&plain, theta, NULL, gradient, 2, 0), NN_OK);
    assert_true(theta[0] == 0.5f && theta[1] == 0.0f);
}

static void a_parameter_that_leaves_float32_is_divergence(void **state) {
    (void)state;
    const nn_optimizer o = {.kind = NN_SGD, .learning_rate = 10};
    float theta[5] = {0}, gradient[5] = {0, 0, 0, 0, 3e38f};
    assert_int_equal(nn_optimizer_step(&o, theta, NULL, gradient, 5, 0), NN_DIVERGED);
}

/** g² overflows above 1.8e19: divided by an infinite root every later step would be 0, and the parameter stand still in silence. */
static void a_state_that_leaves_float32_is_divergence(void **state) {
    (void)state;
    for (nn_optimizer_kind kind = NN_ADAGRAD; kind < NN_N_OPTIMIZERS; kind++) {
        const nn_optimizer o = with_rate(kind, 0.1f);
        const float gradient[2] = {1, 1e21f};
        float theta[2] = {0}, kept[5] = {0};
        assert_int_equal(nn_optimizer_step(&o, theta, kept, gradient, 2, 0), NN_DIVERGED);
        assert_true(isfinite(theta[0]) && isfinite(theta[1]));
    }
}

/** Without ε a parameter whose gradient has been 0 so far would step by 0/0. */
static void nothing_divided_by_nothing_is_divergence(void **state) {
    (void)state;
    for (nn_optimizer_kind kind = NN_ADAGRAD; kind < NN_N_OPTIMIZERS; kind++) {
        nn_optimizer o = with_rate(kind, 0.1f);
        const float gradient = 0;
        float theta = 0, kept[3] = {0};
        assert_int_equal(nn_optimizer_step(&o, &theta, kept, &gradient, 1, 0), NN_OK);
        assert_true(theta == 0.0f);
        o.epsilon = 0;
        assert_int_equal(nn_optimizer_step(&o, &theta, kept, &gradient, 1, 1), NN_DIVERGED);
    }
}

/** A state may come from anywhere; a count of steps that none can have must not become a number by accident. */
static void a_count_that_is_none_is_divergence(void **state) {
    (void)state;
    const nn_optimizer o = with_rate(NN_ADAM, 0.1f);
    const float gradient = 1, counts[] = {-5, 1e30f, NAN, INFINITY};
    for (size_t k = 0; k < 4; k++) {
        float theta = 0, kept[3] = {1, 1, counts[k]};
        assert_int_equal(nn_optimizer_step(&o, &theta, kept, &gradient, 1, 0), NN_DIVERGED);
    }
}

/* ---- settings */

static void the_defaults_are_torchs(void **state) {
    (void)state;
    const struct {
        float learning_rate, weight_decay, epsilon;
    } expected[NN_N_OPTIMIZERS] = {
        [NN_SGD] = {1e-3f, 0, 1e-8f},  [NN_ADAGRAD] = {1e-2f, 0, 1e-10f},  [NN_RMSPROP] = {1e-2f, 0, 1e-8f},
        [NN_ADAM] = {1e-3f, 0, 1e-8f}, [NN_ADAMW] = {1e-3f, 1e-2f, 1e-8f},
    };
    for (nn_optimizer_kind kind = 0; kind < NN_N_OPTIMIZERS; kind++) {
        const nn_optimizer o = nn_optimizer_defaults(kind);
        assert_int_equal(nn_optimizer_check(&o), NN_OK);
        assert_true(o.kind == kind && o.learning_rate == expected[kind].learning_rate);
        assert_true(o.weight_decay == expected[kind].weight_decay && o.epsilon == expected[kind].epsilon);
        assert_true(o.momentum == 0 && !o.nesterov && o.decay_on == NN_DECAY_ALL);
        assert_true(o.alpha == 0.99f && o.beta1 == 0.9f && o.beta2 == 0.999f);
        assert_true(o.schedule.kind == NN_SCHEDULE_CONSTANT && o.schedule.warm_up == 0);
    }
    const nn_optimizer unknown = nn_optimizer_defaults(NN_N_OPTIMIZERS);
    assert_int_equal(nn_optimizer_check(&unknown), NN_BAD_NAME);
}

/** Where each number stands, the range it may have, and the kinds that read it, one bit each. */
static const struct setting {
    size_t at;
    bool below_one;
    unsigned kinds;
} settings[] = {
    {offsetof(nn_optimizer, learning_rate), false, 31},
    {offsetof(nn_optimizer, weight_decay), false, 31},
    {offsetof(nn_optimizer, momentum), true, 1 << NN_SGD | 1 << NN_RMSPROP},
    {offsetof(nn_optimizer, alpha), true, 1 << NN_RMSPROP},
    {offsetof(nn_optimizer, beta1), true, 1 << NN_ADAM | 1 << NN_ADAMW},
    {offsetof(nn_optimizer, beta2), true, 1 << NN_ADAM | 1 << NN_ADAMW},
    {offsetof(nn_optimizer, epsilon), false, 31 - (1 << NN_SGD)},
};

static void check_setting(const struct setting *setting, nn_optimizer_kind kind) {
    const float bad[] = {-0.1f, NAN, INFINITY, 1}, good[] = {0, 0.5f};
    for (size_t k = 0; k < 6; k++) {
        nn_optimizer o = nn_optimizer_defaults(kind);
        const float value = k < 4 ? bad[k] : good[k - 4];
        memcpy((char *)&o + setting->at, &value, sizeof value);
        const bool is_bad = k < 3 || (k == 3 && setting->below_one), is_read = setting->kinds >> kind & 1;
        assert_int_equal(nn_optimizer_check(&o), is_bad && is_read ? NN_BAD_VALUE : NN_OK);
    }
}

static void numbers_outside_their_range_are_refused_where_they_are_read(void **state) {
    (void)state;
    for (nn_optimizer_kind kind = 0; kind < NN_N_OPTIMIZERS; kind++)
        for (size_t k = 0; k < sizeof settings / sizeof *settings; k++)
            check_setting(&settings[k], kind);
    assert_int_equal(nn_optimizer_check(&(nn_optimizer){.kind = NN_N_OPTIMIZERS}), NN_BAD_NAME);
    assert_int_equal(nn_optimizer_check(&(nn_optimizer){.decay_on = NN_N_DECAYS}), NN_BAD_NAME);
}

static void the_optimisers_are_named_in_order(void **state) {
    (void)state;
    assert_string_equal(nn_optimizer_name(NN_SGD), "sgd");
    assert_string_equal(nn_optimizer_name(NN_ADAGRAD), "adagrad");
    assert_string_equal(nn_optimizer_name(NN_RMSPROP), "rmsprop");
    assert_string_equal(nn_optimizer_name(NN_ADAM), "adam");
    assert_string_equal(nn_optimizer_name(NN_ADAMW), "adamw");
    assert_null(nn_optimizer_name(NN_N_OPTIMIZERS));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_optimiser_steps_by_its_formula),
        cmocka_unit_test(momentum_gathers_speed_and_nesterov_looks_ahead),
        cmocka_unit_test(a_first_step_is_as_long_as_the_rate_however_large_the_gradient),
        cmocka_unit_test(adagrads_steps_shrink_as_one_over_the_root_of_their_number),
        cmocka_unit_test(under_a_constant_gradient_adam_walks_at_constant_speed),
        cmocka_unit_test(without_epsilon_adaptive_steps_do_not_know_the_size_of_the_loss),
        cmocka_unit_test(decay_shrinks_under_adamw_and_pulls_like_any_gradient_under_adam),
        cmocka_unit_test(a_state_that_begins_late_is_corrected_from_its_own_beginning),
        cmocka_unit_test(any_number_of_parameters_steps_alike_and_nothing_beyond_is_touched),
        cmocka_unit_test(lanes_take_the_bits_of_points_alone),
        cmocka_unit_test(each_keeps_what_its_rule_needs),
        cmocka_unit_test(a_parameter_that_leaves_float32_is_divergence),
        cmocka_unit_test(a_state_that_leaves_float32_is_divergence),
        cmocka_unit_test(nothing_divided_by_nothing_is_divergence),
        cmocka_unit_test(a_count_that_is_none_is_divergence),
        cmocka_unit_test(the_defaults_are_torchs),
        cmocka_unit_test(numbers_outside_their_range_are_refused_where_they_are_read),
        cmocka_unit_test(the_optimisers_are_named_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
