/** What a graph is made of, and a graph from a list of nodes: see nn_graph in nn.h. graph_text.c reads one, graph_sweep.c computes with it. */
#include "graph.h"

#include <stdlib.h>

typedef struct op_entry {
    const char *name;
    size_t least, most; /* arguments */
} op_entry;

static const op_entry ops[NN_N_OPS] = {
    [NN_OP_INPUT] = {"input", 0, 0},
    [NN_OP_CONSTANT] = {"const", 0, 0},
    [NN_OP_ADD] = {"add", 2, NN_GRAPH_MAX_EDGES},
    [NN_OP_SUBTRACT] = {"sub", 2, 2},
    [NN_OP_MULTIPLY] = {"mul", 2, NN_GRAPH_MAX_EDGES},
    [NN_OP_DIVIDE] = {"div", 2, 2},
    [NN_OP_POWER] = {"pow", 2, 2},
    [NN_OP_NEGATE] = {"neg", 1, 1},
    [NN_OP_EXP] = {"exp", 1, 1},
    [NN_OP_LOG] = {"log", 1, 1},
    [NN_OP_SIN] = {"sin", 1, 1},
    [NN_OP_COS] = {"cos", 1, 1},
    [NN_OP_TANH] = {"tanh", 1, 1},
};

const char *nn_op_name(size_t index) {
    return index < NN_N_OPS ? ops[index].name : NULL;
}

/* ---- growing */

/** calloc of at least one element, so that NULL means that there is no memory. */
static void *room(size_t n, size_t size) {
    return calloc(n > 0 ? n : 1, size);
}

nn_graph *nn_graph_with_room(size_t n_nodes, size_t n_edges, size_t names_length) {
    nn_graph *graph = calloc(1, sizeof *graph);
    if (!graph)
        return NULL;
    graph->nodes = room(n_nodes, sizeof *graph->nodes);
    graph->args = room(n_edges, sizeof *graph->args);
    graph->inputs = room(n_nodes, sizeof *graph->inputs);
    graph->names = room(names_length, 1);
    if (graph->nodes && graph->args && graph->inputs && graph->names)
        return graph;
    nn_graph_free(graph);
    return NULL;
}

uint32_t nn_graph_add(nn_graph *graph, nn_op op, const uint32_t *args, size_t n_args, float value) {
    const uint32_t number = (uint32_t)graph->n_nodes++;
    nn_graph_node *node = &graph->nodes[number];
    *node = (nn_graph_node){.op = op, .name = "", .value = value, .n_args = n_args, .first_edge = graph->n_edges};
    node->args = graph->args + graph->n_edges;
    node->varies = op == NN_OP_INPUT;
    for (size_t k = 0; k < n_args; k++) {
        graph->args[graph->n_edges++] = args[k];
        node->varies |= nn_graph_varies(graph, args[k]);
    }
    if (op == NN_OP_INPUT)
        graph->inputs[graph->n_inputs++] = number;
    return number;
}

void nn_graph_set_name(nn_graph *graph, uint32_t node, const char *name, size_t length) {
    char *copy = graph->names + graph->names_length;
    memcpy(copy, name, length);
    copy[length] = '\0';
    graph->names_length += length + 1;
    graph->nodes[node].name = copy;
}

void nn_graph_free(nn_graph *graph) {
    if (!graph)
        return;
    free(graph->nodes);
    free(graph->args);
    free(graph->inputs);
    free(graph->names);
    free(graph);
}

/* ---- from a list of nodes */

static nn_status check_node(const nn_graph_node *node, size_t number) {
    if ((unsigned)node->op >= NN_N_OPS)
        return NN_BAD_NAME;
    if (node->n_args < ops[node->op].least || node->n_args > ops[node->op].most)
        return NN_BAD_SHAPE;
    for (size_t k = 0; k < node->n_args; k++)
        if (node->args[k] >= number)
            return NN_BAD_SHAPE;
    const bool has_value = node->op == NN_OP_INPUT || node->op == NN_OP_CONSTANT;
    return has_value && !nn_is_finite(node->value) ? NN_BAD_VALUE : NN_OK;
}

/** NN_TOO_LARGE also where the sums would overflow: each term is checked before it is added. */
static nn_status measure(size_t *n_edges, size_t *names_length, const nn_graph_node *nodes, size_t n) {
    *n_edges = *names_length = 0;
    for (size_t i = 0; i < n; i++) {
        const nn_status status = check_node(&nodes[i], i);
        if (status != NN_OK)
            return status;
        const size_t length = nodes[i].name ? strlen(nodes[i].name) : 0;
        *n_edges += nodes[i].n_args;
        *names_length += length + 1;
        if (*n_edges > NN_GRAPH_MAX_EDGES || length > NN_GRAPH_MAX_TEXT)
            return NN_TOO_LARGE;
    }
    return NN_OK;
}

nn_status nn_graph_new_nodes(nn_graph **graph, const nn_graph_node *nodes, size_t n) {
    *graph = NULL;
    if (n == 0 || n > NN_GRAPH_MAX_NODES)
        return n == 0 ? NN_BAD_SHAPE : NN_TOO_LARGE;
    size_t n_edges, names_length;
    const nn_status status = measure(&n_edges, &names_length, nodes, n);
    if (status != NN_OK)
        return status;
    nn_graph *made = nn_graph_with_room(n, n_edges, names_length);
    if (!made)
        return NN_OUT_OF_MEMORY;
    for (size_t i = 0; i < n; i++) {
        const uint32_t node = nn_graph_add(made, nodes[i].op, nodes[i].args, nodes[i].n_args, nodes[i].value);
        if (nodes[i].name)
            nn_graph_set_name(made, node, nodes[i].name, strlen(nodes[i].name));
    }
    made->output = (uint32_t)n - 1;
    *graph = made;
    return NN_OK;
}

/* ---- what it is */

size_t nn_graph_n_nodes(const nn_graph *graph) {
    return graph->n_nodes;
}

size_t nn_graph_n_edges(const nn_graph *graph) {
    return graph->n_edges;
}

size_t nn_graph_n_inputs(const nn_graph *graph) {
    return graph->n_inputs;
}

const nn_graph_node *nn_graph_nodes(const nn_graph *graph) {
    return graph->nodes;
}

const uint32_t *nn_graph_inputs(const nn_graph *graph) {
    return graph->inputs;
}

uint32_t nn_graph_output(const nn_graph *graph) {
    return graph->output;
}
