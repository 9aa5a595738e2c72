/** Training: runs cut into pieces, mini-batches, divergence; and gradients in lanes. */
#include "cases.h"
#include "internal.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- a small problem: y = x₀x₁ on 50 points */

enum { POINTS = 50, STEPS = 40, PARAMETERS = 2 * 6 + 6 + 6 + 1 };

typedef struct problem {
    nn_net *net;
    nn_data *data;
    float x[2 * POINTS], y[POINTS], theta[PARAMETERS], state[2 * PARAMETERS + 1];
} problem;

static problem new_problem(nn_activation activation, float l2) {
    const size_t sizes[] = {2, 6, 1};
    const nn_activation activations[] = {activation, NN_IDENTITY};
    problem p = {0};
    nn_rng rng = nn_rng_new(3, 0);
    for (size_t e = 0; e < POINTS; e++) {
        p.x[2 * e] = nn_rng_uniform(&rng, -2, 2);
        p.x[2 * e + 1] = nn_rng_uniform(&rng, -2, 2);
        p.y[e] = p.x[2 * e] * p.x[2 * e + 1];
    }
    assert_int_equal(nn_net_new(&p.net, &(nn_net_spec){2, sizes, activations, NN_MSE, 0, l2, NULL}), NN_OK);
    assert_int_equal(nn_data_new(&p.data, p.x, p.y, POINTS, 2, 1), NN_OK);
    assert_int_equal(nn_net_n_parameters(p.net), PARAMETERS);
    assert_int_equal(nn_net_init(p.net, p.theta, NN_XAVIER_NORMAL, 0, 4), NN_OK);
    return p;
}

static void free_problem(problem *p) {
    nn_data_free(p->data);
    nn_net_free(p->net);
}

static const nn_optimizer momentum = {.kind = NN_SGD, .learning_rate = 0.05f, .momentum = 0.8f, .nesterov = true};

/** Trains in calls of `piece` steps, each with a trainer of its own. */
static void train_in_pieces(problem *p, const nn_optimizer *optimizer, float *losses, size_t batch_size, size_t piece) {
    for (size_t step = 0; step < STEPS; step += piece) {
        nn_trainer *trainer;
        size_t n_done;
        assert_int_equal(nn_trainer_new(&trainer, p->net, p->data, batch_size), NN_OK);
        assert_int_equal(nn_train(trainer, p->theta, NULL, p->state, losses + step, &n_done, optimizer, 9, step, piece), NN_OK);
        assert_int_equal(n_done, piece);
        nn_trainer_free(trainer);
    }
}

static void check_cut(const nn_optimizer *optimizer, size_t batch_size) {
    problem whole = new_problem(NN_TANH, 0.01f), cut = new_problem(NN_TANH, 0.01f);
    float whole_losses[STEPS], cut_losses[STEPS];

    train_in_pieces(&whole, optimizer, whole_losses, batch_size, STEPS);
    train_in_pieces(&cut, optimizer, cut_losses, batch_size, 1);

    assert_memory_equal(whole.theta, cut.theta, sizeof whole.theta);
    assert_memory_equal(whole.state, cut.state, sizeof whole.state);
    assert_memory_equal(whole_losses, cut_losses, sizeof whole_losses);
    free_problem(&whole);
    free_problem(&cut);
}

static void a_run_cut_into_calls_gives_the_bits_of_one_call(void **state) {
    (void)state;
    const size_t batch_sizes[] = {1, 7, 10, POINTS};
    for (size_t k = 0; k < 4; k++) {
        check_cut(&momentum, batch_sizes[k]);
        for (nn_optimizer_kind kind = NN_ADAGRAD; kind < NN_N_OPTIMIZERS; kind++) {
            nn_optimizer scheduled = nn_optimizer_defaults(kind);
            scheduled.schedule = (nn_schedule){NN_SCHEDULE_COSINE, 20, 0.1f, 7};
            check_cut(&scheduled, batch_sizes[k]);
        }
    }
}

static void training_lowers_the_loss(void **state) {
    (void)state;
    problem p = new_problem(NN_TANH, 0);
    float losses[STEPS];
    train_in_pieces(&p, &momentum, losses, POINTS, STEPS);
    assert_true(losses[STEPS - 1] < 0.5f * losses[0]);
    free_problem(&p);
}

static void an_epoch_of_batches_visits_every_example_once(void **state) {
    (void)state;
    problem p = new_problem(NN_TANH, 0);
    const nn_optimizer still = {.kind = NN_SGD, .learning_rate = 0}; /* the batch losses then partition the full loss */
    float losses[8], full, *work = malloc(nn_net_work_size(p.net, 1) * sizeof *work);
    nn_trainer *trainer;
    size_t n_done;
    double sum = 0;
    assert_int_equal(nn_net_loss(p.net, &full, p.theta, p.data, work), NN_OK);
    assert_int_equal(nn_trainer_new(&trainer, p.net, p.data, 7), NN_OK); /* 7 batches of 7 and one of 1 */

    assert_int_equal(nn_train(trainer, p.theta, NULL, NULL, losses, &n_done, &still, 2, 8, 8), NN_OK);

    for (size_t k = 0; k < 8; k++)
        sum += (double)losses[k] * (k < 7 ? 7 : 1);
    assert_close(sum / POINTS, (double)full, 1e-6 * (double)full); /* sums of 50 positive terms: below 8 roundings */
    nn_trainer_free(trainer);
    free(work);
    free_problem(&p);
}

static void different_epochs_and_seeds_shuffle_differently(void **state) {
    (void)state;
    problem p = new_problem(NN_TANH, 0);
    const nn_optimizer still = {.kind = NN_SGD, .learning_rate = 0};
    float first[5], second[5], other[5];
    nn_trainer *trainer;
    size_t n_done;
    assert_int_equal(nn_trainer_new(&trainer, p.net, p.data, 10), NN_OK);

    nn_train(trainer, p.theta, NULL, NULL, first, &n_done, &still, 2, 0, 5);
    nn_train(trainer, p.theta, NULL, NULL, second, &n_done, &still, 2, 5, 5);
    nn_train(trainer, p.theta, NULL, NULL, other, &n_done, &still, 3, 0, 5);

    assert_memory_not_equal(first, second, sizeof first);
    assert_memory_not_equal(first, other, sizeof first);
    nn_trainer_free(trainer);
    free_problem(&p);
}

static void divergence_keeps_the_last_finite_state_however_the_run_is_cut(void **state) {
    (void)state;
    const nn_optimizer wild = {.kind = NN_SGD, .learning_rate = 10, .momentum = 0.1f};
    problem whole = new_problem(NN_IDENTITY, 0.3f), cut = new_problem(NN_IDENTITY, 0.3f), stopped = new_problem(NN_IDENTITY, 0.3f);
    float losses[1000], loss, *work = malloc(nn_net_work_size(whole.net, 1) * sizeof *work);
    nn_trainer *trainer;
    size_t n_done, n_cut = 0, n_piece;
    assert_int_equal(nn_trainer_new(&trainer, whole.net, whole.data, POINTS), NN_OK);

    assert_int_equal(nn_train(trainer, whole.theta, NULL, whole.state, losses, &n_done, &wild, 0, 0, 1000), NN_DIVERGED);
    const float last_loss = losses[n_done];
    nn_status status = NN_OK;
    for (; status == NN_OK; n_cut += n_piece)
        status = nn_train(trainer, cut.theta, NULL, cut.state, losses, &n_piece, &wild, 0, n_cut, 3);
    assert_int_equal(nn_train(trainer, stopped.theta, NULL, stopped.state, losses, &n_piece, &wild, 0, 0, n_done), NN_OK); /* in time */

    assert_int_equal(status, NN_DIVERGED);
    assert_int_equal(n_cut, n_done);
    assert_true(n_done > 1 && n_done < 1000);
    assert_memory_equal(whole.theta, cut.theta, sizeof whole.theta);
    assert_memory_equal(whole.state, cut.state, sizeof whole.state);
    assert_memory_equal(whole.theta, stopped.theta, sizeof whole.theta);
    assert_memory_equal(whole.state, stopped.state, sizeof whole.state);
    assert_int_equal(nn_net_loss(whole.net, &loss, whole.theta, whole.data, work), NN_OK);
    assert_true(loss == last_loss); /* finite still */
    nn_trainer_free(trainer);
    free(work);
    free_problem(&whole);
    free_problem(&cut);
    free_problem(&stopped);
}

static void without_a_finite_loss_to_begin_with_no_step_is_taken(void **state) {
    (void)state;
    const nn_optimizer plain = {.kind = NN_SGD, .learning_rate = 0.1f};
    problem p = new_problem(NN_IDENTITY, 0);
    float before[PARAMETERS], losses[3] = {-1, -1, -1};
    nn_trainer *trainer;
    size_t n_done;
    for (size_t i = 0; i < PARAMETERS; i++)
        before[i] = p.theta[i] = 1e20f;
    assert_int_equal(nn_trainer_new(&trainer, p.net, p.data, POINTS), NN_OK);

    assert_int_equal(nn_train(trainer, p.theta, NULL, NULL, losses, &n_done, &plain, 0, 0, 3), NN_DIVERGED);

    assert_int_equal(n_done, 0);
    assert_same_bits(p.theta, before, PARAMETERS);
    assert_true(isinf(losses[0]) && losses[1] == -1);
    assert_int_equal(nn_train(trainer, p.theta, NULL, NULL, NULL, &n_done, &plain, 0, 0, 0), NN_DIVERGED);
    assert_int_equal(n_done, 0);
    nn_trainer_free(trainer);
    free_problem(&p);
}

static void no_steps_change_nothing(void **state) {
    (void)state;
    problem p = new_problem(NN_TANH, 0), untouched = new_problem(NN_TANH, 0);
    nn_trainer *trainer;
    size_t n_done = 1;
    assert_int_equal(nn_trainer_new(&trainer, p.net, p.data, 7), NN_OK);

    assert_int_equal(nn_train(trainer, p.theta, NULL, p.state, NULL, &n_done, &momentum, 0, 0, 0), NN_OK);

    assert_int_equal(n_done, 0);
    assert_same_bits(p.theta, untouched.theta, PARAMETERS);
    nn_trainer_free(trainer);
    free_problem(&p);
    free_problem(&untouched);
}

static void impossible_optimisers_are_refused(void **state) {
    (void)state;
    const nn_optimizer backwards = {.kind = NN_SGD, .learning_rate = -1}, unknown = {.kind = (nn_optimizer_kind)99};
    problem p = new_problem(NN_TANH, 0);
    float losses[1];
    nn_trainer *trainer;
    size_t n_done;
    assert_int_equal(nn_trainer_new(&trainer, p.net, p.data, POINTS), NN_OK);

    assert_int_equal(nn_train(trainer, p.theta, NULL, NULL, losses, &n_done, &backwards, 0, 0, 1), NN_BAD_VALUE);
    assert_int_equal(nn_train(trainer, p.theta, NULL, NULL, losses, &n_done, &unknown, 0, 0, 1), NN_BAD_NAME);

    nn_trainer_free(trainer);
    free_problem(&p);
}

static void batches_that_do_not_fit_are_refused(void **state) {
    (void)state;
    problem p = new_problem(NN_TANH, 0);
    nn_trainer *trainer;
    assert_int_equal(nn_trainer_new(&trainer, p.net, p.data, 0), NN_BAD_SHAPE);
    assert_int_equal(nn_trainer_new(&trainer, p.net, p.data, POINTS + 1), NN_BAD_SHAPE);
    assert_null(trainer);
    free_problem(&p);
}

/* ---- more examples than a block holds */

enum { MANY = 500 };

/** The small problem's net on 500 points: three full blocks and a part of one. */
static problem new_large_problem(void) {
    problem p = new_problem(NN_TANH, 0);
    float x[2 * MANY], y[MANY];
    nn_rng rng = nn_rng_new(6, 0);
    for (size_t e = 0; e < MANY; e++) {
        x[2 * e] = nn_rng_uniform(&rng, -2, 2);
        x[2 * e + 1] = nn_rng_uniform(&rng, -2, 2);
        y[e] = x[2 * e] * x[2 * e + 1];
    }
    nn_data_free(p.data);
    assert_int_equal(nn_data_new(&p.data, x, y, MANY, 2, 1), NN_OK);
    return p;
}

/**
 * At a rate of 0 the velocity of a first step is the batch's gradient: weighted by their sizes, those of an epoch sum to that of all
 * examples, in another order: 2e-5 of the largest (tests/reference/README.md). One example too many or too few would be 1/500.
 */
static void check_epochs(size_t batch_size) {
    problem p = new_large_problem();
    const nn_optimizer still = {.kind = NN_SGD, .learning_rate = 0, .momentum = 0.5f};
    const size_t n_batches = (MANY - 1) / batch_size + 1;
    float full[PARAMETERS], full_loss, loss, *work = malloc(nn_net_work_size(p.net, 1) * sizeof *work);
    nn_trainer *trainer;
    size_t n_done;
    assert_int_equal(nn_net_gradient(p.net, full, &full_loss, p.theta, p.data, work), NN_OK);
    assert_int_equal(nn_trainer_new(&trainer, p.net, p.data, batch_size), NN_OK);
    for (size_t epoch = 0; epoch < 3; epoch++) {
        double sum[PARAMETERS] = {0}, loss_sum = 0;
        for (size_t k = 0; k < n_batches; k++) {
            const double share = (double)(k + 1 < n_batches ? batch_size : MANY - k * batch_size) / MANY;
            memset(p.state, 0, sizeof p.state);
            assert_int_equal(nn_train(trainer, p.theta, NULL, p.state, &loss, &n_done, &still, 2, epoch * n_batches + k, 1), NN_OK);
            for (size_t i = 0; i < PARAMETERS; i++)
                sum[i] += share * (double)p.state[i];
            loss_sum += share * (double)loss;
        }
        assert_true(max_relative(full, sum, PARAMETERS) <= 2e-5);
        assert_close((double)full_loss, loss_sum, 1e-5 * loss_sum);
    }
    nn_trainer_free(trainer);
    free(work);
    free_problem(&p);
}

static void batches_of_several_blocks_hold_their_own_examples_only(void **state) {
    (void)state;
    const size_t batch_sizes[] = {127, 129, 200, 333, 499}; /* last batches of 119, 113, 100, 167 and 1 */
    for (size_t k = 0; k < sizeof batch_sizes / sizeof batch_sizes[0]; k++)
        check_epochs(batch_sizes[k]);
}

/* ---- gradients in lanes */

/** Nets that have no lanes (lanes.c says which) count as checked. */
static void check_lanes(const reference_case *c) {
    if (!c->objective->gradient_lanes)
        return;
    const size_t n = c->n;
    float *thetas = malloc(n * NN_LANES * sizeof *thetas), *gradients = malloc(n * NN_LANES * sizeof *gradients);
    float *theta = malloc(n * sizeof *theta), *gradient = malloc(n * sizeof *gradient), values[NN_LANES], value;
    nn_rng rng = nn_rng_new(1, 0);
    for (size_t i = 0; i < n; i++)
        for (size_t lane = 0; lane < NN_LANES; lane++)
            thetas[i * NN_LANES + lane] = c->theta[i] + (lane > 0 ? nn_rng_uniform(&rng, -0.5f, 0.5f) : 0.0f);

    assert_int_equal(c->objective->gradient_lanes(c->objective->self, gradients, values, thetas), NN_OK);

    for (size_t lane = 0; lane < NN_LANES; lane++) {
        for (size_t i = 0; i < n; i++)
            theta[i] = thetas[i * NN_LANES + lane];
        assert_int_equal(c->objective->gradient(c->objective->self, gradient, &value, theta), NN_OK);
        assert_true(values[lane] == value);
        for (size_t i = 0; i < n; i++)
            assert_true(gradients[i * NN_LANES + lane] == gradient[i]);
    }
    free(thetas);
    free(gradients);
    free(theta);
    free(gradient);
}

static void lanes_give_the_bits_of_single_gradients(void **state) {
    (void)state;
    cJSON *json = json_load("gradients.json");
    assert_int_equal(for_each_case(json_get(json, "cases"), check_lanes), 77);
    cJSON_Delete(json);
}

static void lanes_give_the_same_bits_over_several_blocks(void **state) {
    (void)state;
    problem p = new_large_problem();
    reference_case c = {.n = PARAMETERS, .theta = p.theta};
    assert_int_equal(nn_net_set_penalties(p.net, 0.01f, 0.1f), NN_OK);
    assert_int_equal(nn_objective_new_net(&c.objective, p.net, p.data), NN_OK);

    check_lanes(&c);

    nn_objective_free(c.objective);
    free_problem(&p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_cut_into_calls_gives_the_bits_of_one_call),
        cmocka_unit_test(training_lowers_the_loss),
        cmocka_unit_test(an_epoch_of_batches_visits_every_example_once),
        cmocka_unit_test(different_epochs_and_seeds_shuffle_differently),
        cmocka_unit_test(divergence_keeps_the_last_finite_state_however_the_run_is_cut),
        cmocka_unit_test(without_a_finite_loss_to_begin_with_no_step_is_taken),
        cmocka_unit_test(no_steps_change_nothing),
        cmocka_unit_test(impossible_optimisers_are_refused),
        cmocka_unit_test(batches_that_do_not_fit_are_refused),
        cmocka_unit_test(batches_of_several_blocks_hold_their_own_examples_only),
        cmocka_unit_test(lanes_give_the_bits_of_single_gradients),
        cmocka_unit_test(lanes_give_the_same_bits_over_several_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
