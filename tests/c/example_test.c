/** The worked example at the head of nn.h, so that it cannot rot. */
#include "nn.h"
#include "support.h"

static void the_example_of_the_header_learns_xor(void **state) {
    (void)state;
    static const float x[] = {0, 0, 0, 1, 1, 0, 1, 1}, y[] = {0, 1, 1, 0};
    float theta[64], losses[2000];
    size_t n = 4, n_done;

    const size_t sizes[] = {2, 8, 1};
    const nn_activation activations[] = {NN_TANH, NN_IDENTITY};
    nn_net *net;
    nn_data *data;
    nn_trainer *trainer;
    nn_net_new(&net, &(nn_net_spec){.n_layers = 2, .sizes = sizes, .activations = activations, .loss = NN_MSE});
    nn_data_new(&data, x, y, n, 2, 1);
    nn_trainer_new(&trainer, net, data, n);
    nn_net_init(net, theta, NN_XAVIER_NORMAL, 0, 7);
    nn_train(trainer, theta, NULL, losses, &n_done, &(nn_optimizer){.kind = NN_SGD, .learning_rate = 0.1f}, 1, 0, 2000);

    assert_int_equal(n_done, 2000);
    assert_true(losses[1999] < 0.01f);
    nn_trainer_free(trainer);
    nn_data_free(data);
    nn_net_free(net);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_example_of_the_header_learns_xor)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
