#include "graph_run.h"

#include "support.h"

#include <stdlib.h>
#include <string.h>

void *array(size_t n, size_t size) {
    void *made = calloc(n + 1, size);
    assert_non_null(made);
    return made;
}

run run_graph(nn_graph *graph, const float *inputs) {
    run r = {.graph = graph, .n_nodes = nn_graph_n_nodes(graph), .n_edges = nn_graph_n_edges(graph), .n_inputs = nn_graph_n_inputs(graph)};
    r.values = array(r.n_nodes, sizeof *r.values);
    r.locals = array(r.n_edges, sizeof *r.locals);
    r.derivatives = array(r.n_nodes, sizeof *r.derivatives);
    r.visits = array(r.n_edges, sizeof *r.visits);
    r.edges = array(r.n_nodes, sizeof *r.edges);
    r.work = array(r.n_nodes, sizeof *r.work);
    r.status = nn_graph_evaluate(graph, r.values, r.locals, &r.sweep, inputs);
    return r;
}

run run_text(const char *text, const float *inputs) {
    nn_graph *graph;
    nn_graph_error error;
    if (nn_graph_new(&graph, &error, text, strlen(text)) != NN_OK)
        fail_msg("\"%s\" is refused at %zu, expected %s", text, error.column, error.expected);
    return run_graph(graph, inputs);
}

void free_run(run *r) {
    nn_graph_free(r->graph);
    free(r->values);
    free(r->locals);
    free(r->derivatives);
    free(r->visits);
    free(r->edges);
    free(r->work);
}

nn_status forward(run *r, size_t input) {
    return nn_graph_forward(r->graph, r->derivatives, r->visits, &r->sweep, r->locals, r->work, input);
}

nn_status reverse(run *r) {
    return nn_graph_reverse(r->graph, r->derivatives, r->visits, &r->sweep, r->locals, r->work);
}
