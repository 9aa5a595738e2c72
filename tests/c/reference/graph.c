/** graph.json: values, and every derivative both ways. */
#include "report.h"

#include <string.h>

typedef struct numbers {
    size_t n_nodes, n_inputs;
    float *values, *locals, *derivatives;
    bool *work;
} numbers;

/** Constants are inputs here, since the file has derivatives by them too. */
static nn_graph *read_graph(const cJSON *nodes, size_t n) {
    nn_graph_node *list = room(n, sizeof *list), *node = list;
    nn_graph *graph;
    const cJSON *json;
    cJSON_ArrayForEach(json, nodes) {
        node->op = (nn_op)json_name(json, "op", NN_KIND_OP);
        node->n_args = json_length(json, "args");
        const double *args = doubles(json, "args", node->n_args);
        uint32_t *indices = room(node->n_args, sizeof *indices);
        for (size_t k = 0; k < node->n_args; k++)
            indices[k] = args[k] >= 0 && args[k] < (double)n ? (uint32_t)args[k] : UINT32_MAX;
        if (node->op == NN_OP_CONSTANT)
            node->op = NN_OP_INPUT;
        node->args = indices;
        node->value = (float)json_number(json, "value");
        node++;
    }
    must(nn_graph_new_nodes(&graph, list, n), "the graph");
    return graph;
}

/** Number of a node by its name. */
static size_t node_named(const cJSON *nodes, const char *name) {
    const cJSON *json;
    size_t i = 0;
    cJSON_ArrayForEach(json, nodes) {
        if (strcmp(json_text(json, "name"), name) == 0)
            return i;
        i++;
    }
    json_refuse("there is no node \"%s\"", name);
}

/** Index among the graph's inputs. */
static size_t input_of_node(const nn_graph *graph, size_t node) {
    for (size_t i = 0; i < nn_graph_n_inputs(graph); i++)
        if (nn_graph_inputs(graph)[i] == node)
            return i;
    json_refuse("node %zu is no input", node);
}

static void check_values(const nn_graph *graph, numbers m, const cJSON *nodes) {
    double *value = room(m.n_nodes, sizeof *value), *local = room(nn_graph_n_edges(graph), sizeof *local);
    const cJSON *json;
    size_t i = 0, edge = 0;
    cJSON_ArrayForEach(json, nodes) {
        const size_t n_args = nn_graph_nodes(graph)[i].n_args;
        const double *of_node = doubles(json, "local", n_args);
        value[i++] = json_number(json, "value");
        for (size_t k = 0; k < n_args; k++)
            local[edge++] = of_node[k];
    }
    report("value", mixed(m.values, value, m.n_nodes));
    report("local", max_relative(m.locals, local, edge));
}

static void check_reverse(const nn_graph *graph, numbers m, const cJSON *nodes) {
    double *gradient = room(m.n_nodes, sizeof *gradient);
    nn_graph_sweep sweep;
    const cJSON *json;
    size_t i = 0;
    must(nn_graph_reverse(graph, m.derivatives, NULL, &sweep, m.locals, m.work), "reverse mode");
    cJSON_ArrayForEach(json, nodes) gradient[i++] = json_number(json, "gradient");
    report("gradient", max_relative(m.derivatives, gradient, m.n_nodes));
}

/** Forward mode from each input, against the column of by_input that is its own. */
static void check_forward(const nn_graph *graph, numbers m, const cJSON *json, const cJSON *nodes) {
    double *by_input = room(m.n_nodes, sizeof *by_input);
    nn_graph_sweep sweep;
    const cJSON *name, *node;
    size_t column = 0;
    cJSON_ArrayForEach(name, json_get(json, "inputs")) {
        if (!cJSON_IsString(name))
            json_refuse("\"inputs\" holds something that is not a name");
        const size_t input = input_of_node(graph, node_named(nodes, name->valuestring));
        size_t i = 0;
        cJSON_ArrayForEach(node, nodes) by_input[i++] = doubles(node, "by_input", json_length(json, "inputs"))[column];
        must(nn_graph_forward(graph, m.derivatives, NULL, &sweep, m.locals, m.work, input), "forward mode");
        report("by_input", max_relative(m.derivatives, by_input, m.n_nodes));
        column++;
    }
}

static void check_graph(const cJSON *json, const cJSON *parent) {
    (void)parent;
    const cJSON *nodes = json_get(json, "nodes");
    nn_graph *graph = read_graph(nodes, json_length(json, "nodes"));
    const size_t n = nn_graph_n_nodes(graph), n_edges = nn_graph_n_edges(graph), n_inputs = nn_graph_n_inputs(graph);
    const numbers m = {n, n_inputs, float_room(n), float_room(n_edges), float_room(n), room(n, sizeof(bool))};
    float *inputs = float_room(n_inputs);
    nn_graph_sweep sweep;
    for (size_t i = 0; i < n_inputs; i++)
        inputs[i] = nn_graph_nodes(graph)[nn_graph_inputs(graph)[i]].value;
    must(nn_graph_evaluate(graph, m.values, m.locals, &sweep, inputs), "the values");
    check_values(graph, m, nodes);
    report("value", mixed(m.values + nn_graph_output(graph), &(double){json_number(json, "value")}, 1));
    check_reverse(graph, m, nodes);
    check_forward(graph, m, json, nodes);
    nn_graph_free(graph);
}

void run_graph(const cJSON *file) {
    run_cases("graph", check_graph, cJSON_GetObjectItemCaseSensitive(file, "graphs"));
}
