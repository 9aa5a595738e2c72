/** Parameter groups: which of a net's parameters decay, and that training, descent and basins agree on it. */
#include "internal.h"
#include "support.h"

#include <stdlib.h>
#include <string.h>

enum { EXAMPLES = 6, STEPS = 30 };

/** 2-3-2-1: batch normalisation in the first layer, a PReLU in the second, so that there is every kind of parameter. */
typedef struct problem {
    nn_net *net;
    nn_data *data;
    nn_objective *f;
    size_t n;
    float *theta;
} problem;

static problem new_problem(void) {
    const size_t sizes[] = {2, 3, 2, 1};
    const nn_activation activations[] = {NN_TANH, NN_PRELU, NN_IDENTITY};
    nn_layer_options options[3];
    float x[2 * EXAMPLES], y[EXAMPLES];
    nn_rng rng = nn_rng_new(4, 0);
    problem p = {0};
    for (size_t l = 0; l < 3; l++)
        options[l] = nn_layer_defaults(activations[l]);
    options[0].batch_norm = true;
    for (size_t i = 0; i < 2 * EXAMPLES; i++)
        x[i] = nn_rng_normal(&rng);
    for (size_t i = 0; i < EXAMPLES; i++)
        y[i] = nn_rng_normal(&rng);
    assert_int_equal(nn_net_new(&p.net, &(nn_net_spec){3, sizes, activations, NN_MSE, 0, 0, options}), NN_OK);
    assert_int_equal(nn_data_new(&p.data, x, y, EXAMPLES, 2, 1), NN_OK);
    assert_int_equal(nn_objective_new_net(&p.f, p.net, p.data), NN_OK);
    p.n = nn_net_n_parameters(p.net);
    p.theta = malloc(p.n * sizeof *p.theta);
    assert_non_null(p.theta);
    assert_int_equal(nn_net_init(p.net, p.theta, NN_XAVIER_NORMAL, 0, 4), NN_OK);
    return p;
}

static void free_problem(problem *p) {
    nn_objective_free(p->f);
    nn_data_free(p->data);
    nn_net_free(p->net);
    free(p->theta);
}

/** Which parameters are dense weights, from the layers' description. */
static void mark_weights(const nn_net *net, bool *is_weight) {
    for (size_t l = 0; l < 3; l++) {
        const nn_layer *layer = nn_net_layer(net, l);
        for (size_t i = 0; i < layer->n_rows * layer->n_in; i++)
            is_weight[layer->weights_at + i] = true;
    }
}

static nn_optimizer decaying(nn_optimizer_kind kind, nn_decay decay_on, float weight_decay) {
    nn_optimizer o = nn_optimizer_defaults(kind);
    o.learning_rate = 0.02f;
    o.momentum = kind == NN_SGD || kind == NN_RMSPROP ? 0.5f : 0;
    o.decay_on = decay_on;
    o.weight_decay = weight_decay;
    return o;
}

/** theta [n] after steps of full-batch training. */
static float *train(const problem *p, const nn_optimizer *o, size_t steps) {
    float *theta = malloc(p->n * sizeof *theta), *state = calloc(nn_optimizer_state_size(o, p->n), sizeof *state);
    float *running = malloc(nn_net_n_running(p->net) * sizeof *running), losses[STEPS];
    nn_trainer *trainer;
    size_t n_done;
    memcpy(theta, p->theta, p->n * sizeof *theta);
    nn_net_reset_running(p->net, running);
    assert_int_equal(nn_trainer_new(&trainer, p->net, p->data, EXAMPLES), NN_OK);
    assert_int_equal(nn_train(trainer, theta, running, state, losses, &n_done, o, 0, 0, steps), NN_OK);
    nn_trainer_free(trainer);
    free(state);
    free(running);
    return theta;
}

/** In a first step a group without decay takes the bits of a run without any, and weights those of a run where all decay. */
static void weights_decay_and_nothing_else_does(void **state) {
    (void)state;
    problem p = new_problem();
    bool *is_weight = calloc(p.n, sizeof *is_weight);
    mark_weights(p.net, is_weight);
    for (nn_optimizer_kind kind = 0; kind < NN_N_OPTIMIZERS; kind++) {
        const nn_optimizer none = decaying(kind, NN_DECAY_ALL, 0), all = decaying(kind, NN_DECAY_ALL, 0.5f);
        const nn_optimizer weights = decaying(kind, NN_DECAY_WEIGHTS, 0.5f);
        float *without = train(&p, &none, 1), *with_all = train(&p, &all, 1), *with_weights = train(&p, &weights, 1);
        for (size_t i = 0; i < p.n; i++)
            assert_same_bits(&with_weights[i], is_weight[i] ? &with_all[i] : &without[i], 1);
        assert_memory_not_equal(with_all, without, p.n * sizeof *without);
        assert_memory_not_equal(with_all, with_weights, p.n * sizeof *without); /* gains and slope are not 0 */
        free(without), free(with_all), free(with_weights);
    }
    free(is_weight);
    free_problem(&p);
}

static void descent_and_training_decay_alike(void **state) {
    (void)state;
    problem p = new_problem();
    for (nn_optimizer_kind kind = 0; kind < NN_N_OPTIMIZERS; kind++) {
        const nn_optimizer o = decaying(kind, NN_DECAY_WEIGHTS, 0.5f);
        float *path = malloc((STEPS + 1) * p.n * sizeof *path), losses[STEPS + 1];
        float *work = malloc((p.n + nn_optimizer_state_size(&o, p.n)) * sizeof *work);
        size_t n_done;

        float *trained = train(&p, &o, STEPS);
        assert_int_equal(nn_descend(p.f, path, losses, &n_done, p.theta, work, &o, STEPS), NN_OK);

        assert_same_bits(path + STEPS * p.n, trained, p.n);
        free(path), free(work), free(trained);
    }
    free_problem(&p);
}

/** Of a surface all parameters count as weights. */
static void a_surface_decays_as_a_whole(void **state) {
    (void)state;
    const nn_optimizer o = decaying(NN_SGD, NN_DECAY_WEIGHTS, 0.5f);
    const nn_group whole = nn_optimizer_group(&o, NULL, 2, 0);
    assert_true(whole.first == 0 && whole.n == 2 && whole.decays);
    assert_int_equal(nn_optimizer_group(&o, NULL, 2, 1).n, 0);
}

/** However decay is confined, the groups are theta, cut without gap or overlap. */
static void groups_are_theta_cut_without_gap(void **state) {
    (void)state;
    problem p = new_problem();
    const nn_optimizer o = decaying(NN_ADAM, NN_DECAY_WEIGHTS, 0.5f);
    size_t next = 0, n_decaying = 0;
    nn_group group;
    for (size_t index = 0; (group = nn_optimizer_group(&o, p.net, p.n, index)).n > 0; index++) {
        assert_int_equal(group.first, next);
        next += group.n;
        n_decaying += group.decays ? group.n : 0;
    }
    assert_int_equal(next, p.n);
    assert_int_equal(n_decaying, 2 * 3 + 3 * 2 + 2);
    free_problem(&p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(weights_decay_and_nothing_else_does),
        cmocka_unit_test(descent_and_training_decay_alike),
        cmocka_unit_test(a_surface_decays_as_a_whole),
        cmocka_unit_test(groups_are_theta_cut_without_gap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
