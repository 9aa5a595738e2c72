/** Training against tests/reference/trajectories.json: 60 full-batch steps of each optimiser as PyTorch takes them. */
#include "cases.h"
#include "support.h"

#include <stdlib.h>

static size_t n_of_kind[NN_N_OPTIMIZERS], n_on_weights;

/** 1e-4, of each loss and of the largest parameter (README: seen 6.7e-6 and 1.6e-5 in float32 of PyTorch and with its rounding as noise). */
static void check_trajectory(const reference_case *c) {
    const nn_optimizer optimizer = json_optimizer(cJSON_GetObjectItem(c->json, "optimiser"));
    const size_t steps = (size_t)json_number(c->json, "steps");
    nn_trainer *trainer;
    size_t n_done;
    float *losses = malloc(steps * sizeof *losses), *state = calloc(nn_optimizer_state_size(&optimizer, c->n) + 1, sizeof *state);
    float final_loss;
    double *expected_losses = json_doubles(c->json, "losses", NULL), *expected = json_doubles(c->json, "final_params", NULL);

    assert_int_equal(nn_trainer_new(&trainer, c->net, c->data, c->batch), NN_OK);
    assert_int_equal(nn_train(trainer, c->theta, NULL, state, losses, &n_done, &optimizer, 0, 0, steps), NN_OK);

    assert_int_equal(n_done, steps);
    for (size_t k = 0; k < steps; k++)
        assert_close((double)losses[k], expected_losses[k], 1e-4 * expected_losses[k]);
    assert_int_equal(nn_net_loss(c->net, &final_loss, c->theta, c->data, c->work), NN_OK);
    assert_close((double)final_loss, json_number(c->json, "final_loss"), 1e-4 * json_number(c->json, "final_loss"));
    assert_true(max_relative(c->theta, expected, c->n) <= 1e-4);
    nn_trainer_free(trainer);
    free(losses);
    free(state);
    free(expected_losses);
    free(expected);
    n_of_kind[optimizer.kind]++;
    n_on_weights += optimizer.decay_on == NN_DECAY_WEIGHTS;
}

static void every_reference_trajectory_comes_out(void **state) {
    (void)state;
    cJSON *json = json_load("trajectories.json");

    const size_t n = for_each_case(cJSON_GetObjectItem(json, "cases"), check_trajectory);

    assert_int_equal(n, 44);
    assert_true(n_of_kind[NN_SGD] == 16 && n_of_kind[NN_ADAGRAD] == 6 && n_of_kind[NN_RMSPROP] == 8);
    assert_true(n_of_kind[NN_ADAM] == 8 && n_of_kind[NN_ADAMW] == 6 && n_on_weights == 4);
    cJSON_Delete(json);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_reference_trajectory_comes_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
