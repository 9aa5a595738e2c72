/** Values, both modes and the paths of graphs against double precision and the reference numbers. */
#include "cases.h"
#include "graph_run.h"
#include "support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- against double precision */

/** The output by libm in double. */
static double in_double(const nn_graph *graph, const double *inputs) {
    double v[NN_GRAPH_MAX_NODES];
    for (size_t i = 0, input = 0; i < nn_graph_n_nodes(graph); i++) {
        const nn_graph_node *node = &nn_graph_nodes(graph)[i];
        const double x = node->n_args > 0 ? v[node->args[0]] : 0, y = node->n_args > 1 ? v[node->args[1]] : 0;
        switch (node->op) {
        case NN_OP_INPUT:
            v[i] = inputs[input++];
            break;
        case NN_OP_CONSTANT:
            v[i] = (double)node->value;
            break;
        case NN_OP_ADD:
        case NN_OP_MULTIPLY:
            v[i] = x;
            for (size_t k = 1; k < node->n_args; k++)
                v[i] = node->op == NN_OP_ADD ? v[i] + v[node->args[k]] : v[i] * v[node->args[k]];
            break;
        default:
            v[i] = node->op == NN_OP_SUBTRACT ? x - y
                   : node->op == NN_OP_DIVIDE ? x / y
                   : node->op == NN_OP_POWER  ? pow(x, y)
                   : node->op == NN_OP_NEGATE ? -x
                   : node->op == NN_OP_EXP    ? exp(x)
                   : node->op == NN_OP_LOG    ? log(x)
                   : node->op == NN_OP_SIN    ? sin(x)
                   : node->op == NN_OP_COS    ? cos(x)
                                              : tanh(x);
        }
    }
    return v[nn_graph_output(graph)];
}

/** Central difference in double: error h²|f‴|/6 + 2⁻⁵³|f|/h, below 1e-8 here. */
static double difference(const nn_graph *graph, const float *at, size_t n, size_t input) {
    const double h = 1e-5;
    double above[8], below[8];
    for (size_t i = 0; i < n; i++)
        above[i] = below[i] = (double)at[i];
    above[input] += h;
    below[input] -= h;
    return (in_double(graph, above) - in_double(graph, below)) / (2 * h);
}

static void both_modes_and_the_paths_agree_with_differences_in_double(void **state) {
    (void)state;
    static const char *const texts[] = {
        "x + y - z",
        "x * y * z * x",
        "x / y / z",
        "-x^3 + y^-2 * z^0",
        "x^y + z^0.75",
        "exp(x) - log(y) * tanh(z)",
        "sin(x) * cos(y) - cos(z)",
        "h = tanh(x*y + z); k = tanh(h*x - h*y); 1 / (1 + exp(-(h + k*z)))",
        "r = (x^2 + y^2)^0.5; log(r) - sin(r*z)/r",
    };
    const float at[] = {1.25f, 0.75f, 1.5f};
    for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++) {
        run r = run_text(texts[k], at);
        double expected[3], largest = 0, reference[3] = {(double)at[0], (double)at[1], (double)at[2]};
        float back[3], forth[3], walked[3];
        size_t n_paths;
        assert_int_equal(r.n_inputs, 3);
        assert_close((double)r.values[nn_graph_output(r.graph)], in_double(r.graph, reference), 2e-6 * 3);
        assert_int_equal(nn_graph_walk_paths(r.graph, walked, NULL, &n_paths, &r.sweep, r.locals, r.edges, 1000), NN_OK);
        for (size_t i = 0; i < 3; i++) {
            expected[i] = difference(r.graph, at, 3, i);
            largest = fmax(largest, fabs(expected[i]));
            assert_int_equal(forward(&r, i), NN_OK);
            forth[i] = r.derivatives[nn_graph_output(r.graph)];
        }
        assert_int_equal(reverse(&r), NN_OK);
        for (size_t i = 0; i < 3; i++)
            back[i] = r.derivatives[nn_graph_inputs(r.graph)[i]];
        assert_true(largest > 0.1);
        assert_all_close(back, expected, 3, 5e-6 * largest); /* as for the reference numbers */
        assert_all_close(forth, expected, 3, 5e-6 * largest);
        assert_all_close(walked, expected, 3, 5e-6 * largest);
        free_run(&r);
    }
}

/** A formula of so many definitions, each of two earlier ones or inputs; its values stay within ±1. */
static void random_text(char *text, size_t size, size_t n, nn_rng *rng) {
    static const char *const forms[] = {"sin(%s + %s)", "%s*%s", "tanh(%s - %s)", "cos(%s*%s)", "(%s + %s)*0.5"};
    text[0] = '\0';
    for (size_t i = 0; i < n; i++) {
        char first[8], second[8];
        snprintf(first, sizeof first, "v%u", nn_rng_below(rng, (uint32_t)i + 3));
        snprintf(second, sizeof second, "v%u", nn_rng_below(rng, (uint32_t)i + 3));
        snprintf(text + strlen(text), size - strlen(text), "v%zu = ", i + 3);
        snprintf(text + strlen(text), size - strlen(text), forms[nn_rng_below(rng, 5)], first, second);
        strcat(text, ";");
    }
}

static void visits_replay_a_sweep_and_both_modes_agree_on_random_graphs(void **state) {
    (void)state;
    nn_rng rng = nn_rng_new(20, 0);
    for (size_t trial = 0; trial < 200; trial++) {
        char text[2000];
        random_text(text, sizeof text, 12, &rng);
        const float inputs[] = {0.5f, -0.25f, 0.75f};
        run r = run_text(text, inputs);
        assert_int_equal(r.status, NN_OK);
        const uint32_t output = nn_graph_output(r.graph);
        float *back = array(r.n_nodes, sizeof *back), *replayed = array(r.n_nodes, sizeof *replayed);

        assert_int_equal(reverse(&r), NN_OK);
        memcpy(back, r.derivatives, r.n_nodes * sizeof *back);
        const size_t n_edges = r.sweep.n_edges;
        for (size_t i = 0; i < r.n_inputs; i++) {
            const uint32_t input = nn_graph_inputs(r.graph)[i];
            assert_int_equal(forward(&r, i), NN_OK);
            assert_close((double)r.derivatives[output], (double)back[input], 1e-5); /* roundings of some hundred products of size ≤ 1 */
            assert_int_equal(r.sweep.n_edges, n_edges);
        }
        replayed[nn_graph_inputs(r.graph)[r.n_inputs - 1]] = 1;
        for (size_t k = 0; k < r.sweep.n_edges; k++)
            for (uint32_t i = 0; i < r.n_nodes; i++) {
                const nn_graph_node *node = &nn_graph_nodes(r.graph)[i];
                if (r.visits[k].edge - node->first_edge < node->n_args) {
                    replayed[i] += r.visits[k].product;
                    assert_true(replayed[i] == r.visits[k].sum);
                }
            }
        assert_same_bits(replayed, r.derivatives, r.n_nodes);
        free(back);
        free(replayed);
        free_run(&r);
    }
}

/* ---- the reference numbers */

/** The file's graph; its constants as such, or as inputs so that their derivatives are there too. */
static nn_graph *reference_graph(const cJSON *nodes, bool constants_are_inputs) {
    static uint32_t args[100][2];
    nn_graph_node list[100] = {{0}};
    size_t n = 0;
    const cJSON *json, *arg;
    cJSON_ArrayForEach(json, nodes) {
        nn_graph_node *node = &list[n];
        while (strcmp(nn_name(NN_KIND_OP, node->op), json_text(json, "op")) != 0)
            node->op++;
        cJSON_ArrayForEach(arg, json_get(json, "args")) args[n][node->n_args++] = (uint32_t)arg->valueint;
        if (node->op == NN_OP_CONSTANT && constants_are_inputs)
            node->op = NN_OP_INPUT;
        node->args = args[n++];
        node->value = (float)json_number(json, "value");
        node->name = json_text(json, "name");
    }
    nn_graph *graph;
    assert_int_equal(nn_graph_new_nodes(&graph, list, n), NN_OK);
    return graph;
}

/** Starts of the inputs. */
static run run_reference(const cJSON *nodes, bool constants_are_inputs) {
    nn_graph *graph = reference_graph(nodes, constants_are_inputs);
    float inputs[100];
    for (size_t i = 0; i < nn_graph_n_inputs(graph); i++)
        inputs[i] = nn_graph_nodes(graph)[nn_graph_inputs(graph)[i]].value;
    return run_graph(graph, inputs);
}

static void values_and_derivatives_are_those_of_the_reference(void **state) {
    (void)state;
    cJSON *json = json_load("graph.json");
    const cJSON *reference, *node;
    size_t n_graphs = 0;
    cJSON_ArrayForEach(reference, json_get(json, "graphs")) {
        const cJSON *nodes = json_get(reference, "nodes");
        run r = run_reference(nodes, true);
        double gradient[100];
        size_t i = 0, n_local = 0;
        assert_int_equal(r.status, NN_OK);
        assert_int_equal(reverse(&r), NN_OK);
        cJSON_ArrayForEach(node, nodes) {
            const double value = json_number(node, "value");
            assert_close((double)r.values[i], value, 2e-6 * fmax(1, fabs(value)));
            gradient[i++] = json_number(node, "gradient");
            size_t n;
            double *local = json_doubles(node, "local", &n);
            for (size_t k = 0; k < n; k++)
                assert_close((double)r.locals[n_local++], local[k], 5e-6 * fmax(1, fabs(local[k])));
            free(local);
        }
        assert_int_equal(n_local, r.n_edges);
        assert_true(max_relative(r.derivatives, gradient, r.n_nodes) < 5e-6);
        free_run(&r);
        n_graphs++;
    }
    assert_int_equal(n_graphs, 5);
    cJSON_Delete(json);
}

static void forward_mode_gives_every_node_by_every_input_of_the_reference(void **state) {
    (void)state;
    cJSON *json = json_load("graph.json");
    const cJSON *reference, *node;
    cJSON_ArrayForEach(reference, json_get(json, "graphs")) {
        const cJSON *nodes = json_get(reference, "nodes");
        run r = run_reference(nodes, false);
        assert_int_equal(r.n_inputs, json_length(reference, "inputs"));
        for (size_t input = 0; input < r.n_inputs; input++) {
            double by_input[100];
            size_t i = 0;
            cJSON_ArrayForEach(node, nodes) by_input[i++] = cJSON_GetArrayItem(json_get(node, "by_input"), (int)input)->valuedouble;
            assert_int_equal(forward(&r, input), NN_OK);
            assert_true(max_relative(r.derivatives, by_input, r.n_nodes) < 5e-6);
        }
        free_run(&r);
    }
    cJSON_Delete(json);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_modes_and_the_paths_agree_with_differences_in_double),
        cmocka_unit_test(visits_replay_a_sweep_and_both_modes_agree_on_random_graphs),
        cmocka_unit_test(values_and_derivatives_are_those_of_the_reference),
        cmocka_unit_test(forward_mode_gives_every_node_by_every_input_of_the_reference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
