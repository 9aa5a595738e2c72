/** The learning rates at which descent stops being stable, what divides the gradient, and how far a step can go at most. */
#include "internal.h"
#include "support.h"

#include <float.h>
#include <math.h>

/** The float32 next below 1: averages that forget by 6e-8 a step. */
static const float ALMOST_ONE = 1 - FLT_EPSILON / 2;

/** |x| + |velocity| after n steps on ½λx² from x = 1; state [1] and more as the optimiser wants it, of which the first is the velocity. */
static double size_after(const nn_optimizer *o, float *state, float curvature, size_t n) {
    float x = 1;
    for (size_t k = 0; k < n; k++) {
        const float gradient = curvature * x;
        assert_int_equal(nn_optimizer_step(o, &x, state, &gradient, 1, k), NN_OK);
    }
    return fabs((double)x) + fabs((double)state[0]);
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
            assert_true(size_after(&o, &(float){0}, curvature, 2000) < 1e-3);
            o.learning_rate = 1.02f * limit;
            assert_true(size_after(&o, &(float){0}, curvature, 250) > 1e3);
        }
}

/**
 * An adaptive optimiser whose s stands still: s = 2⁸⁰, beside which a squared gradient of up to 10¹⁶ is rounded away or weighs 6e-8 of
 * it, and so many steps seen that the corrections do not move. Then it is descent in the coordinates P^½x.
 */
typedef struct frozen {
    nn_optimizer optimizer;
    float state[3];
    float curvature; /* λ/P */
} frozen;

static frozen freeze(nn_optimizer_kind kind, float momentum, float weight_decay) {
    frozen f = {.optimizer = nn_optimizer_defaults(kind)};
    f.optimizer.alpha = f.optimizer.beta2 = ALMOST_ONE;
    f.optimizer.momentum = kind == NN_RMSPROP ? momentum : 0;
    f.optimizer.beta1 = momentum;
    f.optimizer.weight_decay = kind == NN_ADAMW ? weight_decay : 0;
    const bool is_adam = kind == NN_ADAM || kind == NN_ADAMW;
    f.state[is_adam ? 1 : 0] = 0x1p80f;
    f.state[2] = is_adam ? 16777216.0f : 0;
    float p;
    assert_int_equal(nn_preconditioner(&f.optimizer, &p, f.state, 1), NN_OK);
    f.curvature = 3 / p;
    return f;
}

/** What is left of x = 1 on 3x²/2 after n steps at a share of the limit: the largest of three in a row, as the swing may pass 0. */
static double size_of_frozen(frozen f, float share, size_t n) {
    f.optimizer.learning_rate = share * nn_stable_learning_rate(&f.optimizer, f.curvature);
    float x = 1;
    double largest = 0;
    for (size_t k = 0; k < n; k++) {
        const float gradient = 3 * x;
        assert_int_equal(nn_optimizer_step(&f.optimizer, &x, f.state, &gradient, 1, k), NN_OK);
        if (k + 3 >= n)
            largest = fmax(largest, fabs((double)x));
    }
    return largest;
}

static void adaptive_descent_whose_preconditioner_stands_still_is_stable_up_to_its_limit(void **state) {
    (void)state;
    const float momenta[] = {0, 0.5f, 0.9f};
    for (nn_optimizer_kind kind = NN_ADAGRAD; kind < NN_N_OPTIMIZERS; kind++)
        for (size_t m = 0; m < 3; m++) {
            const frozen f = freeze(kind, momenta[m], 0);
            assert_true(size_of_frozen(f, 0.98f, 2000) < 1e-3);
            assert_true(size_of_frozen(f, 1.02f, 300) > 1e3);
        }
}

/** A decay of the size of the curvature, λ/P = 2e-12, so that neither alone would set this limit. */
static void adamws_decay_lowers_its_limit_by_as_much_as_the_formula_says(void **state) {
    (void)state;
    const float momenta[] = {0, 0.5f, 0.9f};
    for (size_t m = 0; m < 3; m++) {
        const frozen f = freeze(NN_ADAMW, momenta[m], 1e-12f), without = freeze(NN_ADAMW, momenta[m], 0);
        const float limit = nn_stable_learning_rate(&f.optimizer, f.curvature);
        assert_true(limit < 0.8f * nn_stable_learning_rate(&without.optimizer, f.curvature));
        assert_true(size_of_frozen(f, 0.98f, 2000) < 1e-3);
        assert_true(size_of_frozen(f, 1.02f, 300) > 1e3);
    }
}

static void the_limits_are_the_published_ones(void **state) {
    (void)state;
    const nn_optimizer plain = {.kind = NN_SGD}, adam = nn_optimizer_defaults(NN_ADAM), adagrad = nn_optimizer_defaults(NN_ADAGRAD);
    const nn_optimizer rmsprop = {.kind = NN_RMSPROP, .momentum = 0.5f};
    nn_optimizer adamw = nn_optimizer_defaults(NN_ADAMW);
    assert_true(nn_stable_learning_rate(&plain, 4) == 0.5f && nn_stable_learning_rate(&adagrad, 4) == 0.5f);
    assert_true(nn_stable_learning_rate(&rmsprop, 4) == 0.75f);
    assert_close((double)nn_stable_learning_rate(&adam, 2), 19, 19 * 10 * (double)FLT_EPSILON); /* 38/λ; 1 − 0.9f is off by 2.4e-7 */
    adamw.weight_decay = 0.5f;
    assert_close((double)nn_stable_learning_rate(&adamw, 0), 4, 1e-6); /* 2/decay: then 1 − η·decay = −1 */
    adamw.weight_decay = 0;
    assert_close((double)nn_stable_learning_rate(&adamw, 2), (double)nn_stable_learning_rate(&adam, 2), 0);
}

static void where_nothing_curves_up_no_rate_is_too_large(void **state) {
    (void)state;
    for (nn_optimizer_kind kind = 0; kind < NN_N_OPTIMIZERS; kind++) {
        nn_optimizer o = nn_optimizer_defaults(kind);
        o.weight_decay = 0;
        assert_true(isinf(nn_stable_learning_rate(&o, 0)) && isinf(nn_stable_learning_rate(&o, -3)));
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
        assert_close(pow(size_after(&plain, &(float){0}, curvatures[k], 200), 1.0 / 200), 0.980198, 1e-5);
        /* .818182 is a double root: n steps take n · .818182ⁿ, which the ratio of two sizes shows up to (n + 50)/n */
        const double ratio =
            size_after(&momentum, &(float){0}, curvatures[k], 200) / size_after(&momentum, &(float){0}, curvatures[k], 150);
        assert_close(pow(ratio, 1.0 / 50), 0.818182, 0.818182 * (pow(200.0 / 150, 1.0 / 50) - 1) + 1e-3);
    }
}

/* ---- what divides the gradient */

/** One step from theta = 0 is −η·g/P for adagrad and rmsprop, −η·m/P for adam, with the P that nn_preconditioner reads from the state. */
static void a_step_is_the_gradient_over_the_preconditioner(void **state) {
    (void)state;
    enum { N = 5 };
    for (nn_optimizer_kind kind = 0; kind < NN_N_OPTIMIZERS; kind++) {
        nn_optimizer o = nn_optimizer_defaults(kind);
        o.learning_rate = 0.5f;
        o.epsilon = 0.01f;
        o.weight_decay = 0;
        float theta[N] = {0}, kept[2 * N + 1] = {0}, p[N], gradient[N];
        nn_rng rng = nn_rng_new(2, 0);
        for (size_t k = 0; k < 7; k++) {
            float before[N];
            for (size_t i = 0; i < N; i++) {
                before[i] = theta[i] = 0;
                gradient[i] = nn_rng_normal(&rng);
            }
            assert_int_equal(nn_optimizer_step(&o, theta, kept, gradient, N, k), NN_OK);
            assert_int_equal(nn_preconditioner(&o, p, kept, N), NN_OK);
            for (size_t i = 0; i < N; i++) { /* P and the step make 6 roundings each, half of them under a root */
                const double divided = (double)(kind >= NN_ADAM ? kept[i] : gradient[i]), expected = -0.5 * divided / (double)p[i];
                assert_close((double)theta[i] - (double)before[i], expected, 12 * (double)FLT_EPSILON * fabs(expected));
                assert_true(kind != NN_SGD || p[i] == 1.0f);
            }
        }
    }
}

/** Two steps of gradients 3 and 4: s = 25 for adagrad; (9 + 16·2)/4 … by β₂ = ½ for the averages: s = 9/4 + 16/2 = 41/4, corrected by 3/4. */
static void the_preconditioner_is_the_root_of_the_squares_seen(void **state) {
    (void)state;
    nn_optimizer adagrad = nn_optimizer_defaults(NN_ADAGRAD), rmsprop = nn_optimizer_defaults(NN_RMSPROP),
                 adam = nn_optimizer_defaults(NN_ADAM);
    adagrad.epsilon = rmsprop.epsilon = adam.epsilon = 0.5f;
    rmsprop.alpha = adam.beta1 = adam.beta2 = 0.5f;
    const nn_optimizer optimizers[] = {adagrad, rmsprop, adam};
    const double expected[] = {5.5, sqrt(41.0 / 4) + 0.5, 0.75 * (sqrt(41.0 / 3) + 0.5)};
    for (size_t o = 0; o < 3; o++) {
        float theta = 0, kept[3] = {0}, p;
        for (size_t k = 0; k < 2; k++)
            nn_optimizer_step(&optimizers[o], &theta, kept, &(float){k == 0 ? 3 : 4}, 1, k);
        assert_int_equal(nn_preconditioner(&optimizers[o], &p, kept, 1), NN_OK);
        assert_close((double)p, expected[o], 6 * (double)FLT_EPSILON);
    }
}

static void before_the_first_step_nothing_divides(void **state) {
    (void)state;
    const float none[5] = {0};
    float p[2];
    for (nn_optimizer_kind kind = 0; kind < NN_N_OPTIMIZERS; kind++) {
        const nn_optimizer o = nn_optimizer_defaults(kind);
        assert_int_equal(nn_preconditioner(&o, p, none, 2), kind == NN_SGD ? NN_OK : NN_BAD_VALUE);
    }
}

static void a_preconditioner_that_cannot_divide_is_divergence(void **state) {
    (void)state;
    nn_optimizer o = nn_optimizer_defaults(NN_ADAGRAD);
    float p[2];
    o.epsilon = 0;
    assert_int_equal(nn_preconditioner(&o, p, (const float[]){1, 0}, 2), NN_DIVERGED);
    assert_int_equal(nn_preconditioner(&o, p, (const float[]){1, INFINITY}, 2), NN_DIVERGED);
    assert_int_equal(nn_preconditioner(&o, p, (const float[]){1, -1}, 2), NN_DIVERGED);
}

/* ---- how far a step goes at most: what nn_diagnose says of adaptive kinds rests on it */

/** By Cauchy and Schwarz |m| ≤ √s·(1 − β₁)/√((1 − β₂)(1 − β₁²/β₂)); the factor of the corrections, √(1 − β₂ᵏ)/(1 − β₁ᵏ), is below 1 by default. */
static double longest_step(const nn_optimizer *o) {
    const double alpha = (double)o->alpha, beta1 = (double)o->beta1, beta2 = (double)o->beta2, rate = (double)o->learning_rate;
    if (o->kind == NN_ADAGRAD)
        return rate;
    if (o->kind == NN_RMSPROP)
        return rate / sqrt(1 - alpha) / (1 - (double)o->momentum);
    return rate * (1 - beta1) / sqrt((1 - beta2) * (1 - beta1 * beta1 / beta2));
}

/** At 10⁶ times the limit that curvature sets for plain descent, where that overflows within seven steps. */
static void an_adaptive_step_is_never_longer_than_a_multiple_of_the_rate(void **state) {
    (void)state;
    const float curvature = 2e6f;
    for (nn_optimizer_kind kind = NN_ADAGRAD; kind < NN_N_OPTIMIZERS; kind++) {
        nn_optimizer o = nn_optimizer_defaults(kind);
        o.learning_rate = 1;
        o.momentum = kind == NN_RMSPROP ? 0.5f : 0;
        o.weight_decay = 0;
        float x = 1, kept[3] = {0};
        for (size_t k = 0; k < 2000; k++) {
            const float before = x, gradient = curvature * x;
            assert_int_equal(nn_optimizer_step(&o, &x, kept, &gradient, 1, k), NN_OK);
            assert_true(fabs((double)x - (double)before) <= longest_step(&o) * (1 + 1e-4)); /* roundings of averages over 1000 steps */
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(descent_dies_out_below_the_limit_and_grows_above_it),
        cmocka_unit_test(adaptive_descent_whose_preconditioner_stands_still_is_stable_up_to_its_limit),
        cmocka_unit_test(adamws_decay_lowers_its_limit_by_as_much_as_the_formula_says),
        cmocka_unit_test(the_limits_are_the_published_ones),
        cmocka_unit_test(where_nothing_curves_up_no_rate_is_too_large),
        cmocka_unit_test(the_best_rates_of_descent_and_momentum_are_polyaks),
        cmocka_unit_test(a_step_is_the_gradient_over_the_preconditioner),
        cmocka_unit_test(the_preconditioner_is_the_root_of_the_squares_seen),
        cmocka_unit_test(before_the_first_step_nothing_divides),
        cmocka_unit_test(a_preconditioner_that_cannot_divide_is_divergence),
        cmocka_unit_test(an_adaptive_step_is_never_longer_than_a_multiple_of_the_rate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
