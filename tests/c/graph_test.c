/** Graphs: both modes and the paths in closed form, what is not finite, graphs from nodes. */
#include "graph_run.h"
#include "support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t node_named(const run *r, const char *name) {
    for (size_t i = 0; i < r->n_nodes; i++)
        if (strcmp(nn_graph_nodes(r->graph)[i].name, name) == 0)
            return i;
    fail_msg("no node \"%s\"", name);
    return 0;
}

static float output_value(const char *text, const float *inputs) {
    run r = run_text(text, inputs);
    assert_int_equal(r.status, NN_OK);
    const float value = r.values[nn_graph_output(r.graph)];
    free_run(&r);
    return value;
}

static void check_floats(const float *actual, const float *expected, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!(actual[i] == expected[i]))
            fail_msg("[%zu] is %.9g, expected %.9g", i, (double)actual[i], (double)expected[i]);
}

/* ---- closed forms */

static const char textbook[] = "c = a + b; d = b + 1; e = c * d";

static void the_example_of_the_header_gives_the_numbers_it_says(void **state) {
    (void)state;
    nn_graph *graph;
    nn_graph_error error;
    assert_int_equal(nn_graph_new(&graph, &error, "c = a + b; d = b + 1; e = c d", 29), NN_BAD_TEXT);
    assert_int_equal(error.column, 29);
    assert_string_equal(error.expected, "an operator or the end");
    assert_int_equal(nn_graph_new(&graph, &error, "c = a + b; d = b + 1; e = c * d", 31), NN_OK);
    const float inputs[] = {2, 1};
    float values[6], locals[6], derivatives[6];
    bool work[6];
    nn_graph_sweep sweep;
    assert_int_equal(nn_graph_n_nodes(graph), 6);
    assert_int_equal(nn_graph_n_edges(graph), 6);
    assert_int_equal(nn_graph_evaluate(graph, values, locals, &sweep, inputs), NN_OK);
    check_floats(values, (const float[]){2, 1, 3, 1, 2, 6}, 6);
    assert_int_equal(nn_graph_reverse(graph, derivatives, NULL, &sweep, locals, work), NN_OK);
    check_floats(derivatives, (const float[]){2, 5, 2, 0, 3, 1}, 6);
    assert_int_equal(sweep.n_edges, 5);
    nn_graph_free(graph);
}

static void one_sweep_back_gives_every_derivative_of_the_textbook_graph(void **state) {
    (void)state;
    run r = run_text("(a + b) * (b + 1)", (const float[]){2, 1});

    assert_int_equal(reverse(&r), NN_OK);

    const float *d = r.derivatives;
    check_floats((const float[]){d[0], d[1], d[2], d[4], d[5]}, (const float[]){2, 5, 2, 3, 1}, 5); /* by a, b, a + b, b + 1, itself */
    assert_int_equal(r.sweep.n_edges, 5); /* of six: none comes from the constant */
    assert_int_equal(r.sweep.n_nodes, 5);
    free_run(&r);
}

static void forward_mode_takes_a_sweep_an_input_and_visits_the_same_edges_each_time(void **state) {
    (void)state;
    run r = run_text(textbook, (const float[]){2, 1});

    assert_int_equal(forward(&r, 0), NN_OK);
    check_floats(r.derivatives, (const float[]){1, 0, 1, 0, 0, 2}, 6);
    assert_int_equal(r.sweep.n_edges, 5);
    assert_int_equal(forward(&r, 1), NN_OK);
    check_floats(r.derivatives, (const float[]){0, 1, 1, 0, 1, 5}, 6);
    assert_int_equal(r.sweep.n_edges, 5);
    assert_int_equal(forward(&r, 2), NN_BAD_SHAPE);
    free_run(&r);
}

static void visits_tell_edge_by_edge_how_a_derivative_grows(void **state) {
    (void)state;
    run r = run_text(textbook, (const float[]){2, 1});

    reverse(&r);

    /* Edges 0 and 1 lead to c, 2 and 3 to d, 4 and 5 to e; 3 comes from the constant. ∂e/∂b = 3 + 2. */
    const nn_graph_visit expected[] = {{4, 2, 2}, {5, 3, 3}, {2, 3, 3}, {0, 2, 2}, {1, 2, 5}};
    for (size_t k = 0; k < 5; k++) {
        assert_int_equal(r.visits[k].edge, expected[k].edge);
        assert_true(r.visits[k].product == expected[k].product && r.visits[k].sum == expected[k].sum);
    }
    free_run(&r);
}

static void three_stages_of_three_parallel_edges_have_27_paths_over_9_edges(void **state) {
    (void)state;
    run r = run_text("b = a + a + a; c = b + b + b; d = c + c + c", (const float[]){1});
    double paths[4], total;
    float derivative;
    nn_graph_term terms[27];
    size_t n_paths;
    nn_graph_sweep walk;

    assert_int_equal(r.n_nodes, 4);
    assert_int_equal(r.n_edges, 9);
    assert_true(nn_graph_count_paths(r.graph, paths, &total));
    assert_true(paths[0] == 27 && paths[1] == 9 && paths[2] == 3 && paths[3] == 1 && total == 27);
    assert_int_equal(nn_graph_walk_paths(r.graph, &derivative, terms, &n_paths, &walk, r.locals, r.edges, 27), NN_OK);
    assert_true(derivative == 27);
    for (size_t k = 0; k < 27; k++)
        assert_true(terms[k].product == 1 && terms[k].sum == (float)(k + 1));
    assert_int_equal(n_paths, 27);
    assert_int_equal(walk.n_edges, 81);
    assert_int_equal(reverse(&r), NN_OK);
    assert_true(r.derivatives[0] == 27);
    assert_int_equal(r.sweep.n_edges, 9);
    free_run(&r);
}

static void every_path_is_a_chain_from_an_input_and_none_comes_twice(void **state) {
    (void)state;
    run r = run_text("h = a*b + a; (h + b)*h*2 + h/a", (const float[]){2, 3});
    const nn_graph_node *nodes = nn_graph_nodes(r.graph);
    double *paths = array(r.n_nodes, sizeof *paths), total;
    uint32_t seen[64][16] = {{0}};
    size_t n = 0, length;

    for (bool found = nn_graph_first_path(r.graph, r.edges, &length); found; found = nn_graph_next_path(r.graph, r.edges, &length)) {
        uint32_t at = nn_graph_output(r.graph);
        for (size_t k = 0; k < length; k++) {
            assert_in_range(r.edges[k], nodes[at].first_edge, nodes[at].first_edge + nodes[at].n_args - 1);
            at = nodes[at].args[r.edges[k] - nodes[at].first_edge];
            seen[n][k] = r.edges[k] + 1; /* 0 is behind the end */
        }
        assert_int_equal(nodes[at].op, NN_OP_INPUT);
        for (size_t other = 0; other < n; other++)
            assert_memory_not_equal(seen[other], seen[n], sizeof seen[n]);
        n++;
    }

    nn_graph_count_paths(r.graph, paths, &total);
    assert_true((double)n == total && n == 11); /* 3 ways to h; h in three places, and b and a alone */
    free(paths);
    free_run(&r);
}

static void more_paths_than_wanted_are_not_walked(void **state) {
    (void)state;
    run r = run_text("b = a + a; c = b + b", (const float[]){1});
    float derivative;
    size_t n_paths;
    nn_graph_sweep walk;

    assert_int_equal(nn_graph_walk_paths(r.graph, &derivative, NULL, &n_paths, &walk, r.locals, r.edges, 3), NN_TOO_LARGE);
    assert_int_equal(n_paths, 3);
    assert_int_equal(nn_graph_walk_paths(r.graph, &derivative, NULL, &n_paths, &walk, r.locals, r.edges, 4), NN_OK);
    free_run(&r);
}

/** x doubled so often. */
static bool count_doubled(double *total, size_t times) {
    char text[2000] = "x0 = 1\n";
    for (size_t k = 1; k <= times; k++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "x%zu = x%zu + x%zu\n", k, k - 1, k - 1);
    run r = run_text(text, (const float[]){1});
    double *paths = array(r.n_nodes, sizeof *paths);
    const bool exact = nn_graph_count_paths(r.graph, paths, total);
    free(paths);
    free_run(&r);
    return exact;
}

static void paths_are_counted_exactly_up_to_two_to_the_53_and_stay_there(void **state) {
    (void)state;
    double total;
    assert_true(count_doubled(&total, 53));
    assert_true(total == 9007199254740992.0);
    assert_false(count_doubled(&total, 54));
    assert_true(total == 9007199254740992.0);
    assert_false(count_doubled(&total, 80));
    assert_true(total == 9007199254740992.0);
}

static void a_graph_of_one_node_has_one_path_of_no_length(void **state) {
    (void)state;
    run r = run_text("a", (const float[]){5});
    double paths, total;
    float derivative;
    size_t n_paths;
    nn_graph_sweep walk;

    assert_true(nn_graph_count_paths(r.graph, &paths, &total) && total == 1);
    assert_int_equal(nn_graph_walk_paths(r.graph, &derivative, NULL, &n_paths, &walk, r.locals, r.edges, 10), NN_OK);
    assert_true(n_paths == 1 && walk.n_edges == 0 && derivative == 1);
    assert_int_equal(reverse(&r), NN_OK);
    assert_true(r.derivatives[0] == 1 && r.values[0] == 5);
    free_run(&r);
}

static void constants_are_not_differentiated(void **state) {
    (void)state;
    run r = run_text("2 * 3 + 1", NULL);
    double paths[5], total;
    size_t length;

    assert_true(r.values[nn_graph_output(r.graph)] == 7);
    assert_int_equal(r.n_inputs, 0);
    assert_int_equal(reverse(&r), NN_OK);
    assert_int_equal(r.sweep.n_edges, 0);
    assert_true(nn_graph_count_paths(r.graph, paths, &total) && total == 0);
    assert_false(nn_graph_first_path(r.graph, r.edges, &length));
    free_run(&r);
}

static void what_the_output_does_not_use_has_derivative_0(void **state) {
    (void)state;
    run r = run_text("u = a^0.5; v = log(b); y = 3 * b", (const float[]){0, 1}); /* ∂u/∂a is infinite */

    assert_int_equal(reverse(&r), NN_OK);
    assert_true(r.derivatives[node_named(&r, "a")] == 0 && r.derivatives[node_named(&r, "u")] == 0);
    assert_true(r.derivatives[node_named(&r, "b")] == 3);
    assert_int_equal(forward(&r, 1), NN_OK);
    assert_true(r.derivatives[node_named(&r, "u")] == 0 && r.derivatives[node_named(&r, "v")] == 1);
    free_run(&r);
}

/* ---- powers */

static void whole_powers_multiply_out_for_any_base(void **state) {
    (void)state;
    assert_true(output_value("x^3", (const float[]){-2}) == -8);
    assert_true(output_value("x^-3", (const float[]){-2}) == -0.125f);
    assert_true(output_value("x^0", (const float[]){0}) == 1);
    assert_true(output_value("x^(1 + 1)", (const float[]){-3}) == 9);
    assert_true(output_value("x^16777215", (const float[]){-1}) == -1);
    assert_true(output_value("x^2147483648", (const float[]){-1}) == 1);
    assert_close((double)output_value("x^1000", (const float[]){1.0009765625f}), pow(1.0009765625, 1000), 0x1p-24 * 2.7); /* one rounding */
}

static void the_derivative_of_a_whole_power_needs_no_logarithm(void **state) {
    (void)state;
    static const struct {
        const char *text;
        float x, derivative;
    } cases[] = {{"x^3", -2, 12}, {"x^2", 0, 0}, {"x^1", 0, 1}, {"x^0", 0, 0}, {"x^-1", -2, -0.25f}, {"x^-2", -0.5f, 16}};
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        run r = run_text(cases[k].text, &cases[k].x);
        assert_int_equal(reverse(&r), NN_OK);
        assert_true(r.derivatives[0] == cases[k].derivative);
        assert_int_equal(r.sweep.n_edges, 1); /* none from the exponent */
        free_run(&r);
    }
}

static void other_powers_have_derivatives_by_base_and_exponent(void **state) {
    (void)state;
    run r = run_text("x^y", (const float[]){2, 3});
    assert_int_equal(reverse(&r), NN_OK);
    assert_close((double)r.values[2], 8, 8 * 3e-7); /* |y·log x|·2⁻²³ */
    assert_close((double)r.derivatives[0], 12, 12 * 3e-7);
    assert_close((double)r.derivatives[1], 8 * log(2), 8 * 3e-7);
    free_run(&r);

    r = run_text("x^y", (const float[]){0, 0.5f});
    assert_true(r.values[2] == 0 && r.status == NN_OK);
    assert_true(r.locals[1] == 0); /* 0^y is 0 for all y near ½ */
    assert_int_equal(forward(&r, 1), NN_OK);
    assert_int_equal(forward(&r, 0), NN_DIVERGED); /* ½·0^−½ */
    assert_int_equal(r.sweep.diverged_at, 2);
    free_run(&r);
}

/* ---- what is not finite */

static void a_value_that_is_not_finite_is_named_and_the_rest_written(void **state) {
    (void)state;
    static const struct {
        const char *text;
        float x;
    } cases[] = {{"bad = log(x); bad * 2", 0},    {"bad = log(x); bad * 2", -1},   {"bad = 1 / x; bad * 2", 0},
                 {"bad = exp(x); bad * 2", 100},  {"bad = x^0.5; bad * 2", -4},    {"bad = x^-1; bad + x", 0},
                 {"bad = sin(x); bad + x", 1e5f}, {"bad = cos(x); bad + x", 1e5f}, {"bad = x * x; bad * 2", 1e30f},
                 {"bad = x^4; bad * 2", -1e30f}};
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        run r = run_text(cases[k].text, &cases[k].x);
        assert_int_equal(r.status, NN_DIVERGED);
        assert_int_equal(r.sweep.diverged_at, node_named(&r, "bad"));
        assert_int_equal(r.sweep.n_nodes, r.n_nodes);
        assert_true(!isfinite(r.values[r.n_nodes - 1]));
        free_run(&r);
    }
}

static void a_derivative_that_is_not_finite_is_named_by_the_mode_that_meets_it(void **state) {
    (void)state;
    run r = run_text("y = x^0.5; z = y + x", (const float[]){0});
    assert_int_equal(r.status, NN_OK);
    assert_int_equal(reverse(&r), NN_DIVERGED);
    assert_int_equal(r.sweep.diverged_at, node_named(&r, "x"));
    assert_int_equal(forward(&r, 0), NN_DIVERGED);
    assert_int_equal(r.sweep.diverged_at, node_named(&r, "y"));
    float derivative;
    size_t n_paths;
    assert_int_equal(nn_graph_walk_paths(r.graph, &derivative, NULL, &n_paths, &r.sweep, r.locals, r.edges, 10), NN_DIVERGED);
    assert_int_equal(r.sweep.diverged_at, node_named(&r, "x"));
    free_run(&r);
}

/* ---- graphs from nodes */

static void nodes_that_are_no_graph_are_refused(void **state) {
    (void)state;
    static const uint32_t args[] = {0, 0, 0}, itself[] = {1};
    static const struct {
        nn_graph_node second;
        nn_status status;
    } cases[] = {
        {{.op = NN_OP_ADD, .args = args, .n_args = 3}, NN_OK},
        {{.op = NN_OP_ADD, .args = args, .n_args = 1}, NN_BAD_SHAPE},
        {{.op = NN_OP_SUBTRACT, .args = args, .n_args = 3}, NN_BAD_SHAPE},
        {{.op = NN_OP_EXP, .args = args}, NN_BAD_SHAPE},
        {{.op = NN_OP_INPUT, .args = args, .n_args = 1}, NN_BAD_SHAPE},
        {{.op = NN_OP_SIN, .args = itself, .n_args = 1}, NN_BAD_SHAPE},
        {{.op = NN_N_OPS}, NN_BAD_NAME},
        {{.op = NN_OP_CONSTANT, .value = INFINITY}, NN_BAD_VALUE},
        {{.op = NN_OP_INPUT, .value = NAN}, NN_BAD_VALUE},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        nn_graph *graph;
        assert_int_equal(nn_graph_new_nodes(&graph, (const nn_graph_node[]){{.op = NN_OP_INPUT}, cases[k].second}, 2), cases[k].status);
        assert_true((graph != NULL) == (cases[k].status == NN_OK));
        nn_graph_free(graph);
    }
}

static void graphs_beyond_their_limits_are_refused(void **state) {
    (void)state;
    static uint32_t args[NN_GRAPH_MAX_EDGES + 1];
    static nn_graph_node nodes[NN_GRAPH_MAX_NODES + 1];
    nn_graph *graph;
    assert_int_equal(nn_graph_new_nodes(&graph, nodes, 0), NN_BAD_SHAPE);
    assert_int_equal(nn_graph_new_nodes(&graph, nodes, NN_GRAPH_MAX_NODES + 1), NN_TOO_LARGE);
    assert_int_equal(nn_graph_new_nodes(&graph, nodes, NN_GRAPH_MAX_NODES), NN_OK);
    nn_graph_free(graph);
    nodes[1] = (nn_graph_node){.op = NN_OP_ADD, .args = args, .n_args = NN_GRAPH_MAX_EDGES};
    assert_int_equal(nn_graph_new_nodes(&graph, nodes, 2), NN_OK);
    nn_graph_free(graph);
    nodes[2] = (nn_graph_node){.op = NN_OP_ADD, .args = args, .n_args = 2};
    assert_int_equal(nn_graph_new_nodes(&graph, nodes, 3), NN_TOO_LARGE);
    assert_null(graph);
}

static void a_graph_keeps_copies_of_its_nodes(void **state) {
    (void)state;
    uint32_t args[] = {0, 0};
    char name[] = "x";
    nn_graph *graph;
    assert_int_equal(nn_graph_new_nodes(&graph,
                                        (const nn_graph_node[]){{.op = NN_OP_INPUT, .name = name, .value = 3},
                                                                {.op = NN_OP_MULTIPLY, .args = args, .n_args = 2}},
                                        2),
                     NN_OK);
    args[0] = 1;
    name[0] = 'y';
    assert_string_equal(nn_graph_nodes(graph)[0].name, "x");
    assert_string_equal(nn_graph_nodes(graph)[1].name, "");
    assert_int_equal(nn_graph_nodes(graph)[1].args[0], 0);
    assert_true(nn_graph_nodes(graph)[0].value == 3);
    nn_graph_free(graph);
}

static nn_status make_from_nodes(void *argument) {
    (void)argument;
    const uint32_t args[] = {0, 0};
    nn_graph *graph;
    const nn_status status = nn_graph_new_nodes(
        &graph, (const nn_graph_node[]){{.op = NN_OP_INPUT, .name = "x"}, {.op = NN_OP_ADD, .args = args, .n_args = 2}}, 2);
    nn_graph_free(graph);
    return status;
}

static void a_graph_from_nodes_survives_failed_allocations(void **state) {
    (void)state;
    assert_survives_failed_allocations(make_from_nodes, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_the_header_gives_the_numbers_it_says),
        cmocka_unit_test(one_sweep_back_gives_every_derivative_of_the_textbook_graph),
        cmocka_unit_test(forward_mode_takes_a_sweep_an_input_and_visits_the_same_edges_each_time),
        cmocka_unit_test(visits_tell_edge_by_edge_how_a_derivative_grows),
        cmocka_unit_test(three_stages_of_three_parallel_edges_have_27_paths_over_9_edges),
        cmocka_unit_test(every_path_is_a_chain_from_an_input_and_none_comes_twice),
        cmocka_unit_test(more_paths_than_wanted_are_not_walked),
        cmocka_unit_test(paths_are_counted_exactly_up_to_two_to_the_53_and_stay_there),
        cmocka_unit_test(a_graph_of_one_node_has_one_path_of_no_length),
        cmocka_unit_test(constants_are_not_differentiated),
        cmocka_unit_test(what_the_output_does_not_use_has_derivative_0),
        cmocka_unit_test(whole_powers_multiply_out_for_any_base),
        cmocka_unit_test(the_derivative_of_a_whole_power_needs_no_logarithm),
        cmocka_unit_test(other_powers_have_derivatives_by_base_and_exponent),
        cmocka_unit_test(a_value_that_is_not_finite_is_named_and_the_rest_written),
        cmocka_unit_test(a_derivative_that_is_not_finite_is_named_by_the_mode_that_meets_it),
        cmocka_unit_test(nodes_that_are_no_graph_are_refused),
        cmocka_unit_test(graphs_beyond_their_limits_are_refused),
        cmocka_unit_test(a_graph_keeps_copies_of_its_nodes),
        cmocka_unit_test(a_graph_from_nodes_survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
