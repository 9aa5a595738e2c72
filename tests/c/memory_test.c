/** Every allocation of networks, data and training fails once: each failure is reported, and nothing is kept. */
#include "nn.h"
#include "support.h"

static const size_t sizes[] = {2, 3, 1};
static const nn_activation activations[] = {NN_TANH, NN_IDENTITY};
static const nn_net_spec spec = {.n_layers = 2, .sizes = sizes, .activations = activations, .loss = NN_MSE};
static const float x[] = {0, 0, 0, 1, 1, 0, 1, 1}, y[] = {0, 1, 1, 0};

static nn_status make_net(void *argument) {
    (void)argument;
    nn_net *net;
    const nn_status status = nn_net_new(&net, &spec);
    nn_net_free(net);
    return status;
}

static nn_status make_data(void *argument) {
    (void)argument;
    nn_data *data;
    const nn_status status = nn_data_new(&data, x, y, 4, 2, 1);
    nn_data_free(data);
    return status;
}

typedef struct parts {
    nn_net *net;
    nn_data *data;
    size_t batch_size;
    float momentum;
} parts;

static nn_status make_objective(void *argument) {
    const parts *p = argument;
    nn_objective *objective;
    const nn_status status = nn_objective_new_net(&objective, p->net, p->data);
    nn_objective_free(objective);
    return status;
}

static nn_status make_trainer_and_train(void *argument) {
    const parts *p = argument;
    const nn_optimizer optimizer = {.kind = NN_SGD, .learning_rate = 0.1f, .momentum = p->momentum};
    float theta[13] = {0}, state[13] = {0}, losses[3];
    nn_trainer *trainer;
    size_t n_done;
    nn_status status = nn_trainer_new(&trainer, p->net, p->data, p->batch_size);
    if (status == NN_OK)
        status = nn_train(trainer, theta, NULL, state, losses, &n_done, &optimizer, 0, 0, 3);
    nn_trainer_free(trainer);
    return status;
}

static int make_parts(void **state) {
    static parts p;
    *state = &p;
    return nn_net_new(&p.net, &spec) != NN_OK || nn_data_new(&p.data, x, y, 4, 2, 1) != NN_OK;
}
static int free_parts(void **state) {
    const parts *p = *state;
    nn_net_free(p->net);
    nn_data_free(p->data);
    return 0;
}

static void a_net_survives_failed_allocations(void **state) {
    (void)state;
    assert_survives_failed_allocations(make_net, NULL);
}
static void data_survive_failed_allocations(void **state) {
    (void)state;
    assert_survives_failed_allocations(make_data, NULL);
}
static void an_objective_survives_failed_allocations(void **state) {
    assert_survives_failed_allocations(make_objective, *state);
}
static void training_survives_failed_allocations(void **state) {
    parts *p = *state;
    for (p->batch_size = 3; p->batch_size <= 4; p->batch_size++)
        for (p->momentum = 0; p->momentum < 1; p->momentum += 0.5f)
            assert_survives_failed_allocations(make_trainer_and_train, p);
}
static void freeing_nothing_is_allowed(void **state) {
    (void)state;
    const size_t before = test_live_blocks();
    nn_net_free(NULL);
    nn_data_free(NULL);
    nn_trainer_free(NULL);
    nn_objective_free(NULL);
    assert_int_equal(test_live_blocks(), before);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_net_survives_failed_allocations),
        cmocka_unit_test(data_survive_failed_allocations),
        cmocka_unit_test_setup_teardown(an_objective_survives_failed_allocations, make_parts, free_parts),
        cmocka_unit_test_setup_teardown(training_survives_failed_allocations, make_parts, free_parts),
        cmocka_unit_test(freeing_nothing_is_allowed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
