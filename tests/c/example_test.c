/** The worked example at the head of nn.h, so that it cannot rot. */
#include "nn.h"
#include "support.h"

#include <stdio.h>
#include <string.h>

static void the_example_of_the_header_learns_exclusive_or(void **state) {
    (void)state;

    const float x[] = {0, 0, 0, 1, 1, 0, 1, 1}, y[] = {0, 1, 1, 0};
    const size_t sizes[] = {2, 8, 1}, n = 4;
    const nn_activation activations[] = {NN_TANH, NN_IDENTITY};
    float theta[33], losses[2000];
    size_t n_done;
    nn_net *net;
    nn_data *data;
    nn_trainer *trainer;
    nn_net_new(&net, &(nn_net_spec){.n_layers = 2, .sizes = sizes, .activations = activations, .loss = NN_MSE});
    nn_data_new(&data, x, y, n, 2, 1);
    nn_trainer_new(&trainer, net, data, n);
    nn_net_init(net, theta, NN_XAVIER_NORMAL, 0, 7);
    nn_train(trainer, theta, NULL, NULL, losses, &n_done, &(nn_optimizer){.kind = NN_SGD, .learning_rate = 0.1f}, 1, 0, 2000);
    assert_int_equal(nn_net_n_parameters(net), sizeof theta / sizeof theta[0]);
    nn_trainer_free(trainer), nn_data_free(data), nn_net_free(net);

    assert_int_equal(n_done, 2000);
    assert_true(losses[1999] < 0.01f);
}

/** text [size] ← the file, 0-terminated. */
static void read_text(char *text, size_t size, const char *path) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    const size_t length = fread(text, 1, size, file);
    fclose(file);
    assert_in_range(length, 1, size - 1);
    text[length] = '\0';
}

/** The header's lines of code are indented by four more than its prose; what they say about themselves behind // is left out. */
static void the_example_above_is_the_headers_line_by_line(void **state) {
    (void)state;
    static char header[100000], test[10000];
    const char *const indent = " *     ";
    size_t n_lines = 0;
    read_text(header, sizeof header, "c/nn.h");
    read_text(test, sizeof test, "tests/c/example_test.c");
    *strstr(header, "Conventions.") = '\0';
    for (char *line = strtok(header, "\n"); line; line = strtok(NULL, "\n")) {
        if (strncmp(line, indent, strlen(indent)) != 0)
            continue;
        char *end = strstr(line, "//") ? strstr(line, "//") : line + strlen(line);
        while (end[-1] == ' ')
            end--;
        *end = '\0';
        if (!strstr(test, line + strlen(indent)))
            fail_msg("nn.h has, and the test has not: %s", line);
        n_lines++;
    }
    assert_true(n_lines > 10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_the_header_learns_exclusive_or),
        cmocka_unit_test(the_example_above_is_the_headers_line_by_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
