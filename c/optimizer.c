/** Optimisers: their settings judged, their steps taken group by group. What a step does is in optimizer_rules.c. */
#include "optimizer_rules.h"

#include <string.h>

const char *nn_optimizer_name(size_t index) {
    return nn_rule_of(index) ? nn_rule_of(index)->name : NULL;
}

bool nn_optimizer_is_adaptive(const nn_optimizer *optimizer) {
    return nn_rule_of(optimizer->kind)->divisor != NULL;
}

nn_optimizer nn_optimizer_defaults(nn_optimizer_kind kind) {
    const nn_rule *rule = nn_rule_of((size_t)kind < NN_N_OPTIMIZERS ? kind : NN_SGD);
    return (nn_optimizer){.kind = kind,
                          .learning_rate = rule->learning_rate,
                          .weight_decay = rule->weight_decay,
                          .alpha = 0.99f,
                          .beta1 = 0.9f,
                          .beta2 = 0.999f,
                          .epsilon = rule->epsilon,
                          .schedule = {NN_SCHEDULE_CONSTANT, 1, 1.0f, 0}};
}

nn_status nn_optimizer_check(const nn_optimizer *optimizer) {
    if ((size_t)optimizer->kind >= NN_N_OPTIMIZERS || (size_t)optimizer->decay_on >= NN_N_DECAYS)
        return NN_BAD_NAME;
    const bool valid = nn_is_at_least_zero(optimizer->learning_rate) && nn_is_at_least_zero(optimizer->weight_decay) &&
                       nn_rule_of(optimizer->kind)->is_valid(optimizer);
    return valid ? nn_schedule_check(&optimizer->schedule) : NN_BAD_VALUE;
}

size_t nn_optimizer_state_size(const nn_optimizer *optimizer, size_t n) {
    const nn_rule *rule = nn_rule_of(optimizer->kind);
    return n * rule->state_per_parameter(optimizer) + (rule->counts ? 1 : 0);
}

/** Puts the corrections of the averages in state in: 0 where its last number is none that counting has left there, and no step is then finite. */
static void correct(nn_rule_step *with, const float *state, size_t state_size) {
    const float seen = state[state_size - 1];
    const size_t k = seen >= 1.0f && seen <= 16777216.0f ? (size_t)seen : 0;
    with->correction1 = 1 - nn_power((double)with->optimizer->beta1, k);
    with->correction2 = 1 - nn_power((double)with->optimizer->beta2, k);
}

/** A rule's step of any number of numbers: those beyond the last whole vector stand in one of their own, before zeros. */
static void step_span(const nn_rule *rule, const nn_rule_step *with, nn_rule_span span, size_t n_states) {
    const size_t rest = span.n % 4, size = rest * sizeof(float);
    span.n -= rest;
    rule->step(with, &span);
    if (rest == 0)
        return;
    float theta[4] = {0}, gradient[4] = {0}, state[2 * 4] = {0}; /* no rule has more than two kinds of state */
    memcpy(theta, span.theta + span.n, size);
    memcpy(gradient, span.gradient + span.n, size);
    for (size_t s = 0; s < n_states; s++)
        memcpy(state + 4 * s, span.state + s * span.stride + span.n, size);
    rule->step(with, &(nn_rule_span){theta, gradient, state, 4, 4});
    memcpy(span.theta + span.n, theta, size);
    for (size_t s = 0; s < n_states; s++)
        memcpy(span.state + s * span.stride + span.n, state + 4 * s, size);
}

nn_status nn_optimizer_step_groups(const nn_optimizer *optimizer, const nn_net *net, float *theta, float *state, const float *gradient,
                                   size_t n, size_t n_lanes, size_t step) {
    const nn_rule *rule = nn_rule_of(optimizer->kind);
    const size_t n_numbers = n * n_lanes, state_size = nn_optimizer_state_size(optimizer, n_numbers);
    nn_rule_step with = {.optimizer = optimizer, .learning_rate = nn_learning_rate_at(optimizer, step)};
    if (rule->counts) {
        state[state_size - 1] += 1.0f;
        correct(&with, state, state_size);
    }
    nn_group group;
    for (size_t index = 0; (group = nn_optimizer_group(optimizer, net, n, index)).n > 0; index++) {
        const size_t first = group.first * n_lanes;
        with.weight_decay = group.decays ? optimizer->weight_decay : 0.0f;
        step_span(rule, &with,
                  (nn_rule_span){theta + first, gradient + first, state_size > 0 ? state + first : NULL, n_numbers, group.n * n_lanes},
                  rule->state_per_parameter(optimizer));
    }
    return nn_all_finite(theta, n_numbers) && nn_all_finite(state, state_size) ? NN_OK : NN_DIVERGED;
}

nn_status nn_optimizer_step(const nn_optimizer *optimizer, float *theta, float *state, const float *gradient, size_t n, size_t step) {
    return nn_optimizer_step_groups(optimizer, NULL, theta, state, gradient, n, 1, step);
}

static bool all_positive(const float *x, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!(x[i] > 0.0f))
            return false;
    return nn_all_finite(x, n);
}

static bool all_zero(const float *x, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (x[i] != 0.0f)
            return false;
    return true;
}

nn_status nn_preconditioner(const nn_optimizer *optimizer, float *p, const float *state, size_t n) {
    const nn_rule *rule = nn_rule_of(optimizer->kind);
    const size_t state_size = nn_optimizer_state_size(optimizer, n);
    for (size_t i = 0; i < n; i++)
        p[i] = 1.0f;
    if (!rule->divisor)
        return NN_OK;
    if (all_zero(state, state_size))
        return NN_BAD_VALUE;
    nn_rule_step with = {.optimizer = optimizer};
    if (rule->counts)
        correct(&with, state, state_size);
    rule->divisor(&with, p, state, n);
    return all_positive(p, n) ? NN_OK : NN_DIVERGED;
}

float nn_stable_learning_rate(const nn_optimizer *optimizer, float curvature) {
    return nn_rule_of(optimizer->kind)->limit(optimizer, curvature);
}
