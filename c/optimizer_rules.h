/** What an optimiser is to optimizer.c: one table entry. */
#ifndef NN_OPTIMIZER_RULES_H
#define NN_OPTIMIZER_RULES_H

#include "internal.h"

/** What a rule steps: n numbers of theta, a multiple of 4, with their gradient and their state. */
typedef struct nn_rule_span {
    float *theta;
    const float *gradient;
    float *state;  /* rows of n, one a kind of state */
    size_t stride; /* floats from one row to the next */
    size_t n;
} nn_rule_span;

/** How a rule steps: the optimiser's settings, of which these may differ from step to step and from group to group. */
typedef struct nn_rule_step {
    const nn_optimizer *optimizer;
    float learning_rate; /* as scheduled */
    float weight_decay;  /* 0 where nothing decays */
    /** 1 − beta1ᵏ and 1 − beta2ᵏ, what averages over k steps that began at 0 fall short by; k counts this step. For rules that count. */
    double correction1, correction2;
} nn_rule_step;

typedef struct nn_rule {
    const char *name;
    float learning_rate, weight_decay, epsilon; /* torch.optim's defaults where the kinds differ */
    bool counts;                                /* one number more of state: the steps it has seen */
    /** The numbers that only this optimiser reads. */
    bool (*is_valid)(const nn_optimizer *optimizer);
    /** Floats of state a parameter. */
    size_t (*state_per_parameter)(const nn_optimizer *optimizer);
    void (*step)(const nn_rule_step *with, const nn_rule_span *at);
    /** p [n] ← what divided the gradient in the step that left state; NULL: nothing did. */
    void (*divisor)(const nn_rule_step *with, float *p, const float *state, size_t n);
    float (*limit)(const nn_optimizer *optimizer, float curvature);
} nn_rule;

/** NULL past the last. */
const nn_rule *nn_rule_of(size_t index);

#endif
