/** Any bytes as a formula: refused with a place, or a graph that can be evaluated, swept and walked, and built again from its own nodes. */
#include "fuzz.h"
#include "nn.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void check_refusal(const nn_graph *graph, const nn_graph_error *error, nn_status status, size_t size) {
    check(graph == NULL);
    check(error->fault > NN_FAULT_NONE && error->fault < NN_N_FAULTS);
    check((status == NN_TOO_LARGE) == (error->fault >= NN_FAULT_TEXT_LENGTH));
    check(error->column >= 1 && error->column <= size + 1);
    check(error->expected != NULL && strlen(error->expected) > 0);
}

static void check_structure(const nn_graph *graph) {
    const nn_graph_node *nodes = nn_graph_nodes(graph);
    size_t n_edges = 0, n_inputs = 0;
    check(nn_graph_n_nodes(graph) <= NN_GRAPH_MAX_NODES && nn_graph_output(graph) < nn_graph_n_nodes(graph));
    for (size_t i = 0; i < nn_graph_n_nodes(graph); i++) {
        bool varies = nodes[i].op == NN_OP_INPUT;
        check(nodes[i].first_edge == n_edges);
        check(strlen(nodes[i].name) <= 4 * NN_GRAPH_MAX_NAME);
        for (size_t k = 0; k < nodes[i].n_args; k++) {
            check(nodes[i].args[k] < i);
            varies = varies || nodes[nodes[i].args[k]].varies;
        }
        check(nodes[i].varies == varies);
        if (nodes[i].op == NN_OP_INPUT)
            check(nn_graph_inputs(graph)[n_inputs++] == i && strlen(nodes[i].name) > 0);
        n_edges += nodes[i].n_args;
    }
    check(n_edges == nn_graph_n_edges(graph) && n_edges <= NN_GRAPH_MAX_EDGES);
    check(n_inputs == nn_graph_n_inputs(graph));
}

typedef struct arrays {
    float *inputs, *values, *locals, *derivatives, *walked;
    nn_graph_visit *visits;
    uint32_t *edges;
    double *paths;
    bool *work;
} arrays;

static arrays new_arrays(const nn_graph *graph) {
    const size_t n_nodes = nn_graph_n_nodes(graph), n_edges = nn_graph_n_edges(graph), n_inputs = nn_graph_n_inputs(graph);
    arrays a = {
        .inputs = fuzz_allocate(n_inputs, sizeof(float)),
        .values = fuzz_allocate(n_nodes, sizeof(float)),
        .locals = fuzz_allocate(n_edges, sizeof(float)),
        .derivatives = fuzz_allocate(n_nodes, sizeof(float)),
        .walked = fuzz_allocate(n_inputs, sizeof(float)),
        .visits = fuzz_allocate(n_edges, sizeof(nn_graph_visit)),
        .edges = fuzz_allocate(n_nodes, sizeof(uint32_t)),
        .paths = fuzz_allocate(n_nodes, sizeof(double)),
        .work = fuzz_allocate(n_nodes, sizeof(bool)),
    };
    for (size_t i = 0; i < n_inputs; i++)
        a.inputs[i] = nn_graph_nodes(graph)[nn_graph_inputs(graph)[i]].value;
    return a;
}

static void free_arrays(const arrays *a) {
    free(a->inputs);
    free(a->values);
    free(a->locals);
    free(a->derivatives);
    free(a->walked);
    free(a->visits);
    free(a->edges);
    free(a->paths);
    free(a->work);
}

/** NN_DIVERGED names a node that is not finite, NN_OK means that all are. */
static void check_sweep(nn_status status, const nn_graph_sweep *sweep, const float *numbers, size_t n) {
    check(status == NN_OK || status == NN_DIVERGED);
    check((status == NN_OK) == (sweep->diverged_at == SIZE_MAX));
    check((status == NN_OK) == fuzz_finite(numbers, n));
    check(status == NN_OK || !isfinite(numbers[sweep->diverged_at]));
}

static void check_modes(const nn_graph *graph, const arrays *a) {
    const size_t n = nn_graph_n_nodes(graph);
    nn_graph_sweep back, forth;
    check_sweep(nn_graph_reverse(graph, a->derivatives, a->visits, &back, a->locals, a->work), &back, a->derivatives, n);
    for (size_t i = 0; i < nn_graph_n_inputs(graph); i++) {
        check_sweep(nn_graph_forward(graph, a->derivatives, a->visits, &forth, a->locals, a->work, i), &forth, a->derivatives, n);
        check(forth.n_edges == back.n_edges && forth.n_nodes == back.n_nodes);
    }
}

static void check_paths(const nn_graph *graph, const arrays *a) {
    const size_t most = 500;
    double total;
    size_t n_paths;
    nn_graph_sweep walk;
    const bool exact = nn_graph_count_paths(graph, a->paths, &total);
    const nn_status status = nn_graph_walk_paths(graph, a->walked, NULL, &n_paths, &walk, a->locals, a->edges, most);
    check(exact || total == 0x1p53 || total < 0x1p53);
    check((status == NN_TOO_LARGE) == (total > (double)most));
    check((double)n_paths == fmin(total, (double)most));
}

static void check_rebuilt(const nn_graph *graph, const arrays *a) {
    const size_t n = nn_graph_n_nodes(graph);
    nn_graph *again;
    check(nn_graph_new_nodes(&again, nn_graph_nodes(graph), n) == NN_OK);
    check_structure(again);
    float *values = fuzz_allocate(n, sizeof *values), *locals = fuzz_allocate(nn_graph_n_edges(again), sizeof *locals);
    nn_graph_sweep sweep;
    nn_graph_evaluate(again, values, locals, &sweep, a->inputs);
    for (size_t i = 0; i < n; i++)
        check(values[i] == a->values[i] || (isnan(values[i]) && isnan(a->values[i])));
    free(values);
    free(locals);
    nn_graph_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    nn_graph *graph;
    nn_graph_error error;
    const nn_status status = nn_graph_new(&graph, &error, (const char *)bytes, size);
    check(status == NN_OK || status == NN_BAD_TEXT || status == NN_TOO_LARGE);
    if (status != NN_OK) {
        check_refusal(graph, &error, status, size);
        return 0;
    }
    check_structure(graph);
    const arrays a = new_arrays(graph);
    nn_graph_sweep sweep;
    check_sweep(nn_graph_evaluate(graph, a.values, a.locals, &sweep, a.inputs), &sweep, a.values, nn_graph_n_nodes(graph));
    check_modes(graph, &a);
    check_paths(graph, &a);
    check_rebuilt(graph, &a);
    free_arrays(&a);
    nn_graph_free(graph);
    return 0;
}
