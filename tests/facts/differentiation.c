/** FACTS 3: forward and reverse mode counted, and the picture of backpropagation that leaves slopes out. */
#include "facts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- e = (a + b)·(b + 1) */

enum { NODES = 6, EDGES = 6 };

static nn_graph *graph_of(const char *text) {
    nn_graph *graph;
    nn_graph_error error;
    fact_must(nn_graph_new(&graph, &error, text, strlen(text)), text);
    return graph;
}

static void two_modes(facts *f) {
    nn_graph *graph = graph_of("c = a + b; d = b + 1; e = c * d"); /* nodes a b c 1 d e */
    const float inputs[] = {2, 1};
    float values[NODES], locals[EDGES], by_reverse[NODES], by_forward[NODES];
    bool work[NODES];
    nn_graph_sweep sweep;
    const uint32_t *input = nn_graph_inputs(graph);
    fact_must(nn_graph_evaluate(graph, values, locals, &sweep, inputs), "values");
    fact_must(nn_graph_reverse(graph, by_reverse, NULL, &sweep, locals, work), "reverse mode");
    fact_number(f, "e = (a + b)·(b + 1), a = 2, b = 1: c", 3, (double)values[2], 0);
    fact_number(f, "… d", 2, (double)values[4], 0);
    fact_number(f, "… e", 6, (double)values[5], 0);
    fact_number(f, "∂e/∂c", 2, (double)by_reverse[2], 0);
    fact_number(f, "∂e/∂d", 3, (double)by_reverse[4], 0);
    fact_number(f, "∂e/∂a", 2, (double)by_reverse[input[0]], 0);
    fact_number(f, "∂e/∂b", 5, (double)by_reverse[input[1]], 0);
    size_t n_sweeps = 0, n_equal = 0;
    for (size_t i = 0; i < nn_graph_n_inputs(graph); i++, n_sweeps++) {
        fact_must(nn_graph_forward(graph, by_forward, NULL, &sweep, locals, work, i), "forward mode");
        n_equal += by_forward[nn_graph_output(graph)] == by_reverse[input[i]];
    }
    fact_holds(f, "all derivatives: forward mode's sweeps, one an input, against one of reverse mode", "2 and 1",
               n_sweeps == 2 && n_equal == 2, "%zu and 1, %zu equal", n_sweeps, n_equal);
    nn_graph_free(graph);
}

static void paths_and_edges(facts *f) {
    nn_graph *graph = graph_of("b = a + a + a; c = b + b + b; d = c + c + c");
    const float input = 1;
    float values[4], locals[9], derivatives[4], walked;
    double paths[4], total;
    bool work[4];
    uint32_t walk_work[4];
    size_t n_paths;
    nn_graph_sweep sweep, walk;
    fact_must(nn_graph_evaluate(graph, values, locals, &sweep, &input), "values");
    fact_must(nn_graph_reverse(graph, derivatives, NULL, &sweep, locals, work), "reverse mode");
    fact_must(nn_graph_walk_paths(graph, &walked, NULL, &n_paths, &walk, locals, walk_work, 1000), "the paths");
    nn_graph_count_paths(graph, paths, &total);
    fact_number(f, "three stages of three edges: paths, walked one by one", 27, (double)n_paths, 0);
    fact_number(f, "… paths, counted without walking", 27, total, 0);
    fact_number(f, "… edges that reverse mode touches", 9, (double)sweep.n_edges, 0);
    fact_holds(f, "… both give the same derivative", "27", walked == 27 && derivatives[nn_graph_inputs(graph)[0]] == 27, "%g and %g",
               (double)walked, (double)derivatives[0]);
    nn_graph_free(graph);
}

/* ---- as drawn */

enum { LAYERS = 3, EXAMPLES = 8 };

typedef struct comparison {
    double drawn, exact, bound; /* largest differences from central differences, and what those may be off */
} comparison;

/**
 * A central difference over h: the error is h²|f‴|/6, a third of what it differs from that over 2h; and with k roundings in f, 2⁻²⁴k|f|/h. The factor
 * 2 is for f‴ being another at 2h.
 */
static double central_difference(const nn_net *net, const nn_data *data, float *theta, size_t i, float h, float *work) {
    const float kept = theta[i];
    float above, below;
    theta[i] = kept + h;
    const double high = (double)theta[i];
    fact_must(nn_net_loss(net, &above, theta, data, work), "a loss");
    theta[i] = kept - h;
    const double low = (double)theta[i];
    fact_must(nn_net_loss(net, &below, theta, data, work), "a loss");
    theta[i] = kept;
    return ((double)above - (double)below) / (high - low);
}

static void compare_layers(comparison *layers, nn_activation hidden) {
    static const size_t sizes[] = {2, 3, 3, 1};
    float x[2 * EXAMPLES], y[EXAMPLES], loss;
    nn_net *net = fact_net(sizes, LAYERS, hidden, NN_IDENTITY, NN_MSE);
    nn_direction_random(x, 2 * EXAMPLES, 1);
    nn_direction_random(y, EXAMPLES, 2);
    nn_data *data = fact_data(x, y, EXAMPLES, net);
    const size_t n = nn_net_n_parameters(net);
    float *theta = fact_floats(n), *drawn = fact_floats(n), *exact = fact_floats(n), *work = fact_floats(nn_net_work_size(net, EXAMPLES));
    nn_direction_random(theta, n, 3);
    fact_must(nn_net_trace(net, NULL, NULL, NULL, drawn, NULL, theta, data, true, work), "the gradient as drawn");
    fact_must(nn_net_trace(net, NULL, NULL, NULL, exact, &loss, theta, data, false, work), "the gradient");
    const float h = 0x1p-7f;
    for (size_t l = 0; l < LAYERS; l++) {
        const size_t first = nn_net_layer(net, l)->weights_at, last = l + 1 < LAYERS ? nn_net_layer(net, l + 1)->weights_at : n;
        layers[l] = (comparison){0};
        for (size_t i = first; i < last; i++) {
            const double difference = central_difference(net, data, theta, i, h, work);
            const double truncation = 2.0 / 3 * fabs(central_difference(net, data, theta, i, 2 * h, work) - difference);
            layers[l].drawn = fmax(layers[l].drawn, fabs((double)drawn[i] - difference));
            layers[l].exact = fmax(layers[l].exact, fabs((double)exact[i] - difference));
            layers[l].bound = fmax(layers[l].bound, truncation + 30 * 0x1p-24 * (double)loss / (double)h);
        }
    }
    free(theta);
    free(drawn);
    free(exact);
    free(work);
    nn_data_free(data);
    nn_net_free(net);
}

static void as_drawn(facts *f) {
    static const char *const names[LAYERS] = {"as drawn, tanh: layer 1, below units that bend, is not the gradient",
                                              "as drawn, tanh: layer 2, below a linear output, is the gradient",
                                              "as drawn, tanh: layer 3, the output's own, is the gradient"};
    comparison tanh_net[LAYERS], linear_net[LAYERS];
    compare_layers(tanh_net, NN_TANH);
    compare_layers(linear_net, NN_IDENTITY);
    bool exact_holds = true;
    double worst = 0, bound = 0;
    for (size_t l = 0; l < LAYERS; l++) {
        const comparison *c = &tanh_net[l];
        const bool is_gradient = c->drawn <= c->bound;
        fact_holds(f, names[l], l > 0 ? "equal" : "not equal", is_gradient == (l > 0), "off by %.2g (%.0e)", c->drawn, c->bound);
        exact_holds = exact_holds && c->exact <= c->bound;
        worst = fmax(worst, c->exact), bound = fmax(bound, c->bound);
    }
    fact_holds(f, "the true gradient against central differences, all layers", "equal", exact_holds, "off by %.2g (%.0e)", worst, bound);
    fact_holds(f, "as drawn, all units linear: layer 1 is the gradient", "equal", linear_net[0].drawn <= linear_net[0].bound,
               "off by %.2g (%.0e)", linear_net[0].drawn, linear_net[0].bound);
}

void facts_differentiation(facts *f) {
    fact_section(f, "3. Forward and reverse mode");
    two_modes(f);
    paths_and_edges(f);
    as_drawn(f);
}
