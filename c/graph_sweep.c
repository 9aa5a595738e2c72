/** Values, forward mode, reverse mode and paths of a graph: see nn.h. */
#include "graph.h"

/* ---- values and local derivatives */

/** The exponent of a power multiplies out: it is the same for all inputs, whole and not too large. */
static bool is_whole_power(const nn_graph *graph, uint32_t exponent, float y) {
    return !nn_graph_varies(graph, exponent) && y >= -2147483648.0f && y <= 2147483648.0f && (float)(int64_t)y == y;
}

/** x^n in double: n roundings would show in float32. 1 for n = 0, also at x = 0. */
static double whole_power(double x, int64_t n) {
    return n < 0 ? 1 / nn_power(x, (size_t)-n) : nn_power(x, (size_t)n);
}

/**
 * ∂/∂x x^y = y·x^(y−1), ∂/∂y x^y = x^y·log x, whose limit at x = 0 is 0 where x^y is. A whole exponent does not vary, and so wants no derivative.
 */
static float power(float *locals, const nn_graph *graph, const nn_graph_node *node, float x, float y) {
    if (is_whole_power(graph, node->args[1], y)) {
        const int64_t n = (int64_t)y;
        locals[0] = n == 0 ? 0.0f : (float)((double)n * whole_power((double)x, n - 1));
        locals[1] = 0.0f;
        return (float)whole_power((double)x, n);
    }
    const float log_x = nn_log(x), value = nn_exp(y * log_x);
    locals[0] = y * nn_exp((y - 1.0f) * log_x);
    locals[1] = x == 0.0f && value == 0.0f ? 0.0f : value * log_x;
    return value;
}

static float sum(float *locals, const nn_graph_node *node, const float *values) {
    float total = values[node->args[0]];
    for (size_t k = 1; k < node->n_args; k++)
        total += values[node->args[k]];
    for (size_t k = 0; k < node->n_args; k++)
        locals[k] = 1.0f;
    return total;
}

/** ∂/∂xₖ Π x = the product of the others; no division, since xₖ may be 0. */
static float product(float *locals, const nn_graph_node *node, const float *values) {
    float before = 1.0f;
    for (size_t k = 0; k < node->n_args; k++) {
        locals[k] = before;
        before *= values[node->args[k]];
    }
    float behind = 1.0f;
    for (size_t k = node->n_args; k-- > 0;) {
        locals[k] *= behind;
        behind *= values[node->args[k]];
    }
    return before;
}

/** The value of a node that has arguments; locals [n_args] ← its derivatives by them. */
static float evaluate(float *locals, const nn_graph *graph, const nn_graph_node *node, const float *values) {
    const float x = values[node->args[0]], y = node->n_args > 1 ? values[node->args[1]] : 0.0f;
    float value;
    switch (node->op) {
    case NN_OP_ADD:
        return sum(locals, node, values);
    case NN_OP_SUBTRACT:
        locals[0] = 1.0f;
        locals[1] = -1.0f;
        return x - y;
    case NN_OP_MULTIPLY:
        return product(locals, node, values);
    case NN_OP_DIVIDE:
        value = x / y;
        locals[0] = 1.0f / y;
        locals[1] = -value / y;
        return value;
    case NN_OP_POWER:
        return power(locals, graph, node, x, y);
    case NN_OP_EXP:
        value = nn_exp(x);
        locals[0] = value;
        return value;
    case NN_OP_LOG:
        locals[0] = 1.0f / x;
        return nn_log(x);
    case NN_OP_SIN:
        return nn_sin_cos(&locals[0], x);
    case NN_OP_COS:
        locals[0] = -nn_sin_cos(&value, x);
        return value;
    case NN_OP_TANH:
        value = nn_tanh(x);
        locals[0] = (1.0f - value) * (1.0f + value);
        return value;
    default: /* NN_OP_NEGATE */
        locals[0] = -1.0f;
        return -x;
    }
}

static nn_graph_sweep no_visits(void) {
    return (nn_graph_sweep){.diverged_at = SIZE_MAX};
}

/** Counts a node and looks at the number that it got. */
static void visit_node(nn_graph_sweep *sweep, size_t node, float number) {
    sweep->n_nodes++;
    if (!nn_is_finite(number) && sweep->diverged_at == SIZE_MAX)
        sweep->diverged_at = node;
}

static nn_status status_of(const nn_graph_sweep *sweep) {
    return sweep->diverged_at == SIZE_MAX ? NN_OK : NN_DIVERGED;
}

nn_status nn_graph_evaluate(const nn_graph *graph, float *values, float *locals, nn_graph_sweep *sweep, const float *inputs) {
    *sweep = no_visits();
    size_t next_input = 0;
    for (size_t i = 0; i < graph->n_nodes; i++) {
        const nn_graph_node *node = &graph->nodes[i];
        float *local = locals + node->first_edge;
        if (node->n_args > 0)
            values[i] = evaluate(local, graph, node, values);
        else
            values[i] = node->op == NN_OP_INPUT ? inputs[next_input++] : node->value;
        for (size_t k = 0; k < node->n_args; k++, sweep->n_edges++)
            if (!nn_graph_varies(graph, node->args[k]))
                local[k] = 0.0f;
        visit_node(sweep, i, values[i]);
    }
    return status_of(sweep);
}

/* ---- the two modes */

typedef struct sweep_state {
    nn_graph_sweep *sweep;
    nn_graph_visit *visits; /* or NULL */
    const float *locals;
    float *derivatives;
    bool *reached; /* a path leads from the start of the sweep to the node */
} sweep_state;

/** All derivatives 0 but that of the start by itself, which is 1. */
static void start_at(const sweep_state *s, size_t n_nodes, uint32_t start) {
    for (size_t i = 0; i < n_nodes; i++) {
        s->derivatives[i] = 0.0f;
        s->reached[i] = false;
    }
    s->derivatives[start] = 1.0f;
    s->reached[start] = true;
}

/**
 * The chain rule along one edge: derivative of `to` += local derivative · derivative of `from`. Where no path leads to `from` that is 0, even if the local
 * derivative is infinite.
 */
static void pass(const sweep_state *s, size_t edge, uint32_t from, uint32_t to) {
    const float product = s->reached[from] ? s->locals[edge] * s->derivatives[from] : 0.0f;
    s->derivatives[to] += product;
    s->reached[to] |= s->reached[from];
    if (s->visits)
        s->visits[s->sweep->n_edges] = (nn_graph_visit){.edge = (uint32_t)edge, .product = product, .sum = s->derivatives[to]};
    s->sweep->n_edges++;
}

nn_status nn_graph_forward(const nn_graph *graph, float *derivatives, nn_graph_visit *visits, nn_graph_sweep *sweep, const float *locals,
                           bool *work, size_t input) {
    *sweep = no_visits();
    if (input >= graph->n_inputs)
        return NN_BAD_SHAPE;
    const sweep_state s = {sweep, visits, locals, derivatives, work};
    start_at(&s, graph->n_nodes, graph->inputs[input]);
    for (uint32_t i = 0; i < graph->n_nodes; i++) {
        const nn_graph_node *node = &graph->nodes[i];
        if (!node->varies)
            continue;
        for (size_t k = 0; k < node->n_args; k++)
            if (nn_graph_varies(graph, node->args[k]))
                pass(&s, node->first_edge + k, node->args[k], i);
        visit_node(sweep, i, derivatives[i]);
    }
    return status_of(sweep);
}

nn_status nn_graph_reverse(const nn_graph *graph, float *derivatives, nn_graph_visit *visits, nn_graph_sweep *sweep, const float *locals,
                           bool *work) {
    *sweep = no_visits();
    const sweep_state s = {sweep, visits, locals, derivatives, work};
    start_at(&s, graph->n_nodes, graph->output);
    for (uint32_t i = (uint32_t)graph->n_nodes; i-- > 0;) {
        const nn_graph_node *node = &graph->nodes[i];
        if (!node->varies)
            continue;
        visit_node(sweep, i, derivatives[i]);
        for (size_t k = 0; k < node->n_args; k++)
            if (nn_graph_varies(graph, node->args[k]))
                pass(&s, node->first_edge + k, i, node->args[k]);
    }
    return status_of(sweep);
}

/* ---- paths */

static const double most_paths = 9007199254740992.0; /* 2⁵³ */

/** *count += more, and stays at 2⁵³; false if it does. Below that a sum of whole numbers is exact. */
static bool count_up(double *count, double more) {
    const double sum = *count + more;
    *count = sum < most_paths ? sum : most_paths;
    return sum <= most_paths;
}

bool nn_graph_count_paths(const nn_graph *graph, double *paths, double *total) {
    bool exact = true;
    for (size_t i = 0; i < graph->n_nodes; i++)
        paths[i] = 0;
    paths[graph->output] = nn_graph_varies(graph, graph->output) ? 1 : 0;
    for (size_t i = graph->n_nodes; i-- > 0;) {
        const nn_graph_node *node = &graph->nodes[i];
        for (size_t k = 0; k < node->n_args; k++)
            if (nn_graph_varies(graph, node->args[k]))
                exact &= count_up(&paths[node->args[k]], paths[i]);
    }
    *total = 0;
    for (size_t i = 0; i < graph->n_inputs; i++)
        exact &= count_up(total, paths[graph->inputs[i]]);
    return exact;
}

/** The node that an edge leads to: of the last one that it does not start before. */
static uint32_t head_of(const nn_graph *graph, const uint32_t *edges, size_t depth) {
    return depth == 0 ? graph->output : graph->args[edges[depth - 1]];
}

/** edges[depth] ← the first edge into `to`, from its k-th argument on, along which derivatives pass. False if there is none. */
static bool choose_edge(uint32_t *edge, const nn_graph *graph, uint32_t to, size_t k) {
    const nn_graph_node *node = &graph->nodes[to];
    while (k < node->n_args && !nn_graph_varies(graph, node->args[k]))
        k++;
    *edge = (uint32_t)(node->first_edge + k);
    return k < node->n_args;
}

/** Goes on from where the path has come, back to an input: what varies and is no input has an argument that varies. */
static void complete(const nn_graph *graph, uint32_t *edges, size_t *length) {
    while (choose_edge(&edges[*length], graph, head_of(graph, edges, *length), 0))
        (*length)++;
}

bool nn_graph_first_path(const nn_graph *graph, uint32_t *edges, size_t *length) {
    *length = 0;
    if (!nn_graph_varies(graph, graph->output))
        return false;
    complete(graph, edges, length);
    return true;
}

bool nn_graph_next_path(const nn_graph *graph, uint32_t *edges, size_t *length) {
    while (*length > 0) {
        const size_t last = *length - 1;
        const uint32_t to = head_of(graph, edges, last);
        if (choose_edge(&edges[last], graph, to, edges[last] + 1 - graph->nodes[to].first_edge)) {
            complete(graph, edges, length);
            return true;
        }
        (*length)--;
    }
    return false;
}

/** Multiplies one path out, from the input on, and adds it to that input's derivative. */
static nn_graph_term walk_path(const nn_graph *graph, float *derivatives, nn_graph_sweep *walk, const float *locals, const uint32_t *edges,
                               size_t length) {
    const uint32_t start = head_of(graph, edges, length);
    float product = 1.0f;
    walk->n_nodes++;
    for (size_t k = length; k-- > 0; walk->n_edges++, walk->n_nodes++)
        product *= locals[edges[k]];
    size_t input = 0;
    while (graph->inputs[input] != start)
        input++;
    derivatives[input] += product;
    if (!nn_is_finite(derivatives[input]) && walk->diverged_at == SIZE_MAX)
        walk->diverged_at = start;
    return (nn_graph_term){product, derivatives[input]};
}

nn_status nn_graph_walk_paths(const nn_graph *graph, float *derivatives, nn_graph_term *terms, size_t *n_paths, nn_graph_sweep *walk,
                              const float *locals, uint32_t *work, size_t max_paths) {
    *walk = no_visits();
    *n_paths = 0;
    for (size_t i = 0; i < graph->n_inputs; i++)
        derivatives[i] = 0.0f;
    size_t length;
    for (bool found = nn_graph_first_path(graph, work, &length); found; found = nn_graph_next_path(graph, work, &length)) {
        if (*n_paths == max_paths)
            return NN_TOO_LARGE;
        const nn_graph_term term = walk_path(graph, derivatives, walk, locals, work, length);
        if (terms)
            terms[*n_paths] = term;
        (*n_paths)++;
    }
    return status_of(walk);
}
