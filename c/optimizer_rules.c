/**
 * The rules of the optimisers, each with its state, what it divides the gradient by, and the learning rate at which it stops being stable.
 * A rule works number by number and no number knows of its neighbours, so the very same call steps one point of n parameters, a stretch
 * of them, or several points in lanes, n·NN_LANES numbers, and each lane gets the bits it would get alone.
 */
#include "optimizer_rules.h"

#include <string.h>

static bool is_share(float x) {
    return nn_is_at_least_zero(x) && x < 1.0f;
}

/** η = top / bottom; where that cannot be positive, no η is too large. */
static float limit_of(double top, double bottom) {
    return bottom > 0 ? (float)(top / bottom) : __builtin_inff();
}

/* ---- sgd: Polyak's heavy ball (1964) and Nesterov's momentum (1983) as torch.optim.SGD writes them (Sutskever et al. 2013) */

static bool sgd_is_valid(const nn_optimizer *optimizer) {
    return is_share(optimizer->momentum);
}

static size_t sgd_state_per_parameter(const nn_optimizer *optimizer) {
    return optimizer->momentum > 0.0f ? 1 : 0;
}

/**
 *     g ← g + weight_decay·theta      v ← momentum·v + g      theta ← theta − η·(nesterov ? g + momentum·v : v)
 *
 * v stands in state, which there is none of without momentum: then v = g.
 */
static void sgd_step(const nn_rule_step *with, const nn_rule_span *at) {
    const float momentum = with->optimizer->momentum, rate = with->learning_rate, decay = with->weight_decay;
    const bool nesterov = with->optimizer->nesterov;
    float *theta = at->theta, *state = at->state;
    const float *gradient = at->gradient;
    for (size_t i = 0, n = at->n; i < n; i += 4) {
        const v4 here = v4_load(theta + i);
        const v4 g = v4_load(gradient + i) + decay * here;
        v4 direction = g;
        if (momentum > 0.0f) {
            const v4 velocity = momentum * v4_load(state + i) + g;
            v4_store(state + i, velocity);
            direction = nesterov ? g + momentum * velocity : velocity;
        }
        v4_store(theta + i, here - rate * direction);
    }
}

/**
 * Along an eigenvector of curvature λ, where g = λx, eliminating v leaves x a recurrence with the characteristic equation
 *     z² − (1 + β − ηλ)z + β = 0, with Nesterov's z² − (1 + β)(1 − ηλ)z + β(1 − ηλ) = 0;
 * the roots leave the unit circle at z = −1, where 2 + 2β = ηλ, with Nesterov's 2 + 2β = (1 + 2β)ηλ.
 */
static float sgd_limit(const nn_optimizer *optimizer, float curvature) {
    const double beta = (double)optimizer->momentum;
    return limit_of(2 + 2 * beta, (optimizer->nesterov ? 1 + 2 * beta : 1) * (double)curvature);
}

/* ---- what divides by the root of a sum or mean s of squared gradients */

/** p ← share·(√s·root + ε) */
static void roots(float *p, const float *s, size_t n, float root, float epsilon, float share) {
    for (size_t i = 0; i < n; i++)
        p[i] = share * (f_sqrt(s[i]) * root + epsilon);
}

static void divisor_of_first_row(const nn_rule_step *with, float *p, const float *state, size_t n) {
    roots(p, state, n, 1.0f, with->optimizer->epsilon, 1.0f);
}

/* ---- adagrad (Duchi, Hazan, Singer 2011) */

static bool adagrad_is_valid(const nn_optimizer *optimizer) {
    return nn_is_at_least_zero(optimizer->epsilon);
}

static size_t adagrad_state_per_parameter(const nn_optimizer *optimizer) {
    (void)optimizer;
    return 1;
}

/** s ← s + g²      theta ← theta − η·g/(√s + ε) */
static void adagrad_step(const nn_rule_step *with, const nn_rule_span *at) {
    for (size_t i = 0; i < at->n; i += 4) {
        const v4 here = v4_load(at->theta + i);
        const v4 g = v4_load(at->gradient + i) + with->weight_decay * here;
        const v4 s = v4_load(at->state + i) + g * g;
        v4_store(at->state + i, s);
        v4_store(at->theta + i, here - with->learning_rate * (g / (v4_sqrt(s) + with->optimizer->epsilon)));
    }
}

/** With P = √s + ε standing still, x ← x − ηP⁻¹g is plain descent in the coordinates P^½x, whose Hessian is P^-½HP^-½. */
static float adagrad_limit(const nn_optimizer *optimizer, float curvature) {
    (void)optimizer;
    return limit_of(2, (double)curvature);
}

/* ---- rmsprop (Hinton 2012), not centred, momentum as in torch.optim.RMSprop */

static bool rmsprop_is_valid(const nn_optimizer *optimizer) {
    return is_share(optimizer->momentum) && is_share(optimizer->alpha) && nn_is_at_least_zero(optimizer->epsilon);
}

static size_t rmsprop_state_per_parameter(const nn_optimizer *optimizer) {
    return optimizer->momentum > 0.0f ? 2 : 1;
}

/** s ← α·s + (1 − α)·g²      v ← momentum·v + g/(√s + ε)      theta ← theta − η·v */
static void rmsprop_step(const nn_rule_step *with, const nn_rule_span *at) {
    const nn_optimizer *o = with->optimizer;
    const float rest = 1.0f - o->alpha;
    for (size_t i = 0; i < at->n; i += 4) {
        const v4 here = v4_load(at->theta + i);
        const v4 g = v4_load(at->gradient + i) + with->weight_decay * here;
        const v4 s = o->alpha * v4_load(at->state + i) + rest * (g * g);
        v4 v = g / (v4_sqrt(s) + o->epsilon);
        v4_store(at->state + i, s);
        if (o->momentum > 0.0f) {
            v = o->momentum * v4_load(at->state + at->stride + i) + v;
            v4_store(at->state + at->stride + i, v);
        }
        v4_store(at->theta + i, here - with->learning_rate * v);
    }
}

/** With P standing still, the heavy ball of sgd in the coordinates P^½x. */
static float rmsprop_limit(const nn_optimizer *optimizer, float curvature) {
    return limit_of(2 + 2 * (double)optimizer->momentum, (double)curvature);
}

/* ---- adam (Kingma, Ba 2015) and adamw, whose decay does not pass through the moments (Loshchilov, Hutter 2019) */

static bool adam_is_valid(const nn_optimizer *optimizer) {
    return is_share(optimizer->beta1) && is_share(optimizer->beta2) && nn_is_at_least_zero(optimizer->epsilon);
}

static size_t adam_state_per_parameter(const nn_optimizer *optimizer) {
    (void)optimizer;
    return 2;
}

/**
 *     adamw: theta ← (1 − η·weight_decay)·theta      adam: g ← g + weight_decay·theta
 *     m ← β₁·m + (1 − β₁)·g      s ← β₂·s + (1 − β₂)·g²
 *     theta ← theta − η/(1 − β₁ᵏ) · m/(√s/√(1 − β₂ᵏ) + ε)
 */
static void adam_step(const nn_rule_step *with, const nn_rule_span *at) {
    const nn_optimizer *o = with->optimizer;
    const bool decoupled = o->kind == NN_ADAMW;
    const float shrink = decoupled ? 1.0f - with->learning_rate * with->weight_decay : 1.0f;
    const float decay = decoupled ? 0.0f : with->weight_decay;
    const float rate = (float)((double)with->learning_rate / with->correction1);
    const float root = (float)(1 / __builtin_sqrt(with->correction2));
    const float rest1 = 1.0f - o->beta1, rest2 = 1.0f - o->beta2;
    for (size_t i = 0; i < at->n; i += 4) {
        const v4 here = shrink * v4_load(at->theta + i);
        const v4 g = v4_load(at->gradient + i) + decay * here;
        const v4 m = o->beta1 * v4_load(at->state + i) + rest1 * g;
        const v4 s = o->beta2 * v4_load(at->state + at->stride + i) + rest2 * (g * g);
        v4_store(at->state + i, m);
        v4_store(at->state + at->stride + i, s);
        v4_store(at->theta + i, here - rate * (m / (v4_sqrt(s) * root + o->epsilon)));
    }
}

static void adam_divisor(const nn_rule_step *with, float *p, const float *state, size_t n) {
    const float root = (float)(1 / __builtin_sqrt(with->correction2));
    roots(p, state + n, n, root, with->optimizer->epsilon, (float)with->correction1);
}

/**
 * With P standing still, in the coordinates P^½x and with c = 1 − η·decay for adamw, 1 for adam: x ← c·x − ηm, m ← βm + (1 − β)λx.
 * Since ηm = c·x₋₁ − x, the characteristic equation is z² − (c + β − η(1 − β)λ)z + βc = 0; at z = −1, (1 + c)(1 + β) = η(1 − β)λ, so
 * η = (2 + 2β)/((1 − β)λ + (1 + β)·decay).
 */
static float adam_limit(const nn_optimizer *optimizer, float curvature) {
    const double beta = (double)optimizer->beta1, decay = optimizer->kind == NN_ADAMW ? (double)optimizer->weight_decay : 0;
    return limit_of(2 + 2 * beta, (1 - beta) * (double)curvature + (1 + beta) * decay);
}

/* ---- the table, in the order of nn_optimizer_kind */

static const nn_rule table[NN_N_OPTIMIZERS] = {
    [NN_SGD] = {"sgd", 1e-3f, 0, 1e-8f, false, sgd_is_valid, sgd_state_per_parameter, sgd_step, NULL, sgd_limit},
    [NN_ADAGRAD] = {"adagrad", 1e-2f, 0, 1e-10f, false, adagrad_is_valid, adagrad_state_per_parameter, adagrad_step, divisor_of_first_row,
                    adagrad_limit},
    [NN_RMSPROP] = {"rmsprop", 1e-2f, 0, 1e-8f, false, rmsprop_is_valid, rmsprop_state_per_parameter, rmsprop_step, divisor_of_first_row,
                    rmsprop_limit},
    [NN_ADAM] = {"adam", 1e-3f, 0, 1e-8f, true, adam_is_valid, adam_state_per_parameter, adam_step, adam_divisor, adam_limit},
    [NN_ADAMW] = {"adamw", 1e-3f, 1e-2f, 1e-8f, true, adam_is_valid, adam_state_per_parameter, adam_step, adam_divisor, adam_limit},
};

const nn_rule *nn_rule_of(size_t index) {
    return index < NN_N_OPTIMIZERS ? &table[index] : NULL;
}
