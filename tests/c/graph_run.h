/** A graph with all that can be computed for it, for the tests of graphs. */
#ifndef GRAPH_RUN_H
#define GRAPH_RUN_H

#include "nn.h"

typedef struct run {
    nn_graph *graph;
    size_t n_nodes, n_edges, n_inputs;
    float *values, *locals, *derivatives;
    nn_graph_visit *visits;
    nn_graph_sweep sweep;
    uint32_t *edges;
    bool *work;
    nn_status status; /* of evaluating */
} run;

/** So many zeros, and one more; freed with free(). */
void *array(size_t n, size_t size);

/** Evaluates the graph, which it owns from then on. */
run run_graph(nn_graph *graph, const float *inputs);
/** The same for a formula that must be one. */
run run_text(const char *text, const float *inputs);
void free_run(run *r);

/** Both into r->derivatives, r->visits and r->sweep. */
nn_status forward(run *r, size_t input);
nn_status reverse(run *r);

#endif
