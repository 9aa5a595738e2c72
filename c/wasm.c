/**
 * nn.h for WebAssembly: the same functions in the same order, with every argument a number or a pointer. Structs are taken apart,
 * each way the comment says; the rest passes through. There is no logic here, and no second place that lists the exports.
 */
#include "nn.h"

#include <stdlib.h>
#include <string.h>

#if defined(__wasm__) || defined(__EMSCRIPTEN__)
#define EXPORT(name) __attribute__((used, export_name(#name)))
#else
#define EXPORT(name)
#endif

/* ---- memory, status, names */

EXPORT(allocate) void *wasm_allocate(size_t bytes) {
    return malloc(bytes);
}
EXPORT(release) void wasm_release(void *memory) {
    free(memory);
}
EXPORT(status_message) const char *wasm_status_message(nn_status status) {
    return nn_status_message(status);
}
EXPORT(name) const char *wasm_name(nn_kind kind, size_t index) {
    return nn_name(kind, index);
}

/* ---- random numbers */

EXPORT(permutation) nn_status wasm_permutation(uint32_t *order, size_t n, uint64_t seed, uint64_t stream) {
    nn_rng rng = nn_rng_new(seed, stream);
    nn_rng_permutation(&rng, order, n);
    return NN_OK;
}
EXPORT(direction_random) nn_status wasm_direction_random(float *direction, size_t n, uint64_t seed) {
    nn_direction_random(direction, n, seed);
    return NN_OK;
}

/* ---- data */

EXPORT(data_new) nn_status wasm_data_new(nn_data **data, const float *x, const float *y, size_t n, size_t n_in, size_t n_out) {
    return nn_data_new(data, x, y, n, n_in, n_out);
}
EXPORT(data_free) void wasm_data_free(nn_data *data) {
    nn_data_free(data);
}

/** numbers [3]: n_inputs, n_classes, n_examples. */
EXPORT(dataset_describe) nn_status wasm_dataset_describe(uint32_t *numbers, nn_dataset which) {
    nn_dataset_info info;
    const nn_status status = nn_dataset_describe(&info, which);
    if (status == NN_OK) {
        numbers[0] = (uint32_t)info.n_inputs;
        numbers[1] = (uint32_t)info.n_classes;
        numbers[2] = (uint32_t)info.n_examples;
    }
    return status;
}
EXPORT(dataset_column) const char *wasm_dataset_column(nn_dataset which, size_t index) {
    nn_dataset_info info;
    const size_t n = sizeof info.columns / sizeof info.columns[0];
    return index < n && nn_dataset_describe(&info, which) == NN_OK ? info.columns[index] : NULL;
}
EXPORT(dataset_class) const char *wasm_dataset_class(nn_dataset which, size_t index) {
    nn_dataset_info info;
    const size_t n = sizeof info.classes / sizeof info.classes[0];
    return index < n && nn_dataset_describe(&info, which) == NN_OK ? info.classes[index] : NULL;
}
EXPORT(dataset_make) nn_status wasm_dataset_make(float *x, float *y, nn_dataset which, size_t n, float noise, uint64_t seed) {
    return nn_dataset_make(x, y, which, n, noise, seed);
}
EXPORT(features) nn_status wasm_features(float *features, const float *points, size_t n, unsigned mask) {
    return nn_features(features, points, n, mask);
}
EXPORT(standardise)
nn_status wasm_standardise(float *x, float *mean, float *deviation, size_t n, size_t n_columns, float scale) {
    return nn_standardise(x, mean, deviation, n, n_columns, scale);
}

/** error [3]: line, column, and the address of what was expected. */
EXPORT(csv_new) nn_status wasm_csv_new(nn_csv **csv, uint32_t *error, const char *text, size_t length) {
    nn_csv_error found = {0};
    const nn_status status = nn_csv_new(csv, &found, text, length);
    error[0] = (uint32_t)found.line;
    error[1] = (uint32_t)found.column;
    error[2] = (uint32_t)(uintptr_t)found.expected;
    return status;
}
EXPORT(csv_free) void wasm_csv_free(nn_csv *csv) {
    nn_csv_free(csv);
}
EXPORT(csv_n_rows) size_t wasm_csv_n_rows(const nn_csv *csv) {
    return nn_csv_n_rows(csv);
}
EXPORT(csv_n_inputs) size_t wasm_csv_n_inputs(const nn_csv *csv) {
    return nn_csv_n_inputs(csv);
}
EXPORT(csv_n_classes) size_t wasm_csv_n_classes(const nn_csv *csv) {
    return nn_csv_n_classes(csv);
}
EXPORT(csv_x) const float *wasm_csv_x(const nn_csv *csv) {
    return nn_csv_x(csv);
}
EXPORT(csv_y) const float *wasm_csv_y(const nn_csv *csv) {
    return nn_csv_y(csv);
}
EXPORT(csv_column) const char *wasm_csv_column(const nn_csv *csv, size_t index) {
    return nn_csv_column(csv, index);
}
EXPORT(csv_class) const char *wasm_csv_class(const nn_csv *csv, size_t index) {
    return nn_csv_class(csv, index);
}

/* ---- networks */

EXPORT(activation_at)
nn_status wasm_activation_at(float *value, float *slope, float *bend, nn_activation activation, float alpha, float lower, float upper,
                             const float *z, size_t n) {
    nn_layer_options options = nn_layer_defaults(activation);
    options.alpha = alpha, options.lower = lower, options.upper = upper;
    return nn_activation_at(value, slope, bend, activation, &options, z, n);
}
/** numbers [4]: pieces, alpha, lower, upper. */
EXPORT(layer_defaults) nn_status wasm_layer_defaults(float *numbers, nn_activation activation) {
    const nn_layer_options options = nn_layer_defaults(activation);
    numbers[0] = (float)options.pieces;
    numbers[1] = options.alpha;
    numbers[2] = options.lower;
    numbers[3] = options.upper;
    return NN_OK;
}

/** options [n_layers × 6]: batch_norm, dropout, pieces, alpha, lower, upper. */
EXPORT(net_new)
nn_status wasm_net_new(nn_net **net, const size_t *sizes, const nn_activation *activations, const float *options, size_t n_layers,
                       nn_loss loss, float l1, float l2) {
    nn_layer_options of_layers[NN_MAX_LAYERS];
    for (size_t l = 0; l < n_layers && l < NN_MAX_LAYERS; l++, options += 6)
        of_layers[l] = (nn_layer_options){options[0] != 0.0f, options[1], (size_t)options[2], options[3], options[4], options[5]};
    return nn_net_new(net, &(nn_net_spec){n_layers, sizes, activations, loss, l1, l2, of_layers});
}
EXPORT(net_free) void wasm_net_free(nn_net *net) {
    nn_net_free(net);
}
EXPORT(net_n_parameters) size_t wasm_net_n_parameters(const nn_net *net) {
    return nn_net_n_parameters(net);
}
EXPORT(net_n_units) size_t wasm_net_n_units(const nn_net *net) {
    return nn_net_n_units(net);
}
EXPORT(net_n_rows) size_t wasm_net_n_rows(const nn_net *net) {
    return nn_net_n_rows(net);
}
EXPORT(net_n_running) size_t wasm_net_n_running(const nn_net *net) {
    return nn_net_n_running(net);
}
EXPORT(net_reset_running) nn_status wasm_net_reset_running(const nn_net *net, float *running) {
    nn_net_reset_running(net, running);
    return NN_OK;
}
/** numbers [11]: n_in, n_out, n_rows, weights_at, biases_at, gamma_at, beta_at, slope_at, units_at, rows_at, running_at. */
EXPORT(net_layer) nn_status wasm_net_layer(uint32_t *numbers, const nn_net *net, size_t index) {
    const nn_layer *layer = nn_net_layer(net, index);
    if (!layer)
        return NN_BAD_SHAPE;
    const size_t all[] = {layer->n_in,    layer->n_out,    layer->n_rows,   layer->weights_at, layer->biases_at, layer->gamma_at,
                          layer->beta_at, layer->slope_at, layer->units_at, layer->rows_at,    layer->running_at};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
        numbers[i] = (uint32_t)all[i];
    return NN_OK;
}
EXPORT(net_work_size) size_t wasm_net_work_size(const nn_net *net, size_t n) {
    return nn_net_work_size(net, n);
}
EXPORT(net_init) nn_status wasm_net_init(const nn_net *net, float *theta, nn_scheme scheme, float scale, uint64_t seed) {
    return nn_net_init(net, theta, scheme, scale, seed);
}
EXPORT(net_trace)
nn_status wasm_net_trace(const nn_net *net, float *z, float *a, float *delta, float *gradient, float *loss, const float *theta,
                         const nn_data *data, bool as_drawn, float *work) {
    return nn_net_trace(net, z, a, delta, gradient, loss, theta, data, as_drawn, work);
}
/**
 * layers [n_layers], and of their distributions z, activation, δ, ∂L/∂W, one after the other: counts [3] each: n, n_zeros, n_not_finite; moments
 * [4] each: mean, std, min, max; bins [NN_BINS] and log_bins [NN_LOG_BINS] each. flat [n_layers × 2]: saturated, dead.
 */
EXPORT(net_layer_stats)
nn_status wasm_net_layer_stats(const nn_net *net, uint32_t *counts, float *moments, uint32_t *bins, uint32_t *log_bins, float *flat,
                               const float *theta, const nn_data *data, size_t n_layers, float *work) {
    nn_layer_stats *stats = malloc(n_layers * sizeof *stats);
    if (!stats)
        return NN_OUT_OF_MEMORY;
    const nn_status status = nn_net_layer_stats(net, stats, theta, data, work);
    for (size_t l = 0; l < n_layers && (status == NN_OK || status == NN_DIVERGED); l++) {
        const nn_distribution *of_layer[] = {&stats[l].z, &stats[l].activation, &stats[l].delta, &stats[l].weight_gradient};
        for (size_t k = 0; k < 4; k++, counts += 3, moments += 4, bins += NN_BINS, log_bins += NN_LOG_BINS) {
            const nn_distribution *d = of_layer[k];
            counts[0] = (uint32_t)d->n, counts[1] = (uint32_t)d->n_zeros, counts[2] = (uint32_t)d->n_not_finite;
            moments[0] = d->mean, moments[1] = d->std, moments[2] = d->min, moments[3] = d->max;
            memcpy(bins, d->bins, sizeof d->bins);
            memcpy(log_bins, d->log_bins, sizeof d->log_bins);
        }
        flat[2 * l] = stats[l].saturated, flat[2 * l + 1] = stats[l].dead;
    }
    free(stats);
    return status;
}
EXPORT(net_layer_stats_size) size_t wasm_net_layer_stats_size(const nn_net *net, size_t n) {
    return nn_net_layer_stats_size(net, n);
}
EXPORT(net_predict)
nn_status wasm_net_predict(const nn_net *net, float *outputs, const float *theta, const float *running, const float *x, size_t n,
                           float *work) {
    return nn_net_predict(net, outputs, theta, running, x, n, work);
}
EXPORT(net_units)
nn_status wasm_net_units(const nn_net *net, float *units, const float *theta, const float *running, const float *x, size_t n, float *work) {
    return nn_net_units(net, units, theta, running, x, n, work);
}
EXPORT(net_evaluate)
nn_status wasm_net_evaluate(const nn_net *net, float *loss, float *accuracy, const float *theta, const float *running, const nn_data *data,
                            float *work) {
    return nn_net_evaluate(net, loss, accuracy, theta, running, data, work);
}
EXPORT(net_filter_normalise) nn_status wasm_net_filter_normalise(const nn_net *net, float *direction, const float *theta) {
    nn_net_filter_normalise(net, direction, theta);
    return NN_OK;
}

/* ---- training */

/** numbers [7]: learning_rate, momentum, weight_decay, alpha, beta1, beta2, epsilon. */
EXPORT(optimizer_defaults) nn_status wasm_optimizer_defaults(float *numbers, nn_optimizer_kind kind) {
    const nn_optimizer o = nn_optimizer_defaults(kind);
    const float defaults[] = {o.learning_rate, o.momentum, o.weight_decay, o.alpha, o.beta1, o.beta2, o.epsilon};
    for (size_t i = 0; i < 7; i++)
        numbers[i] = defaults[i];
    return NN_OK;
}
/** An nn_optimizer in memory of its own; freed by optimizer_free. numbers [7]: as above. */
EXPORT(optimizer_new)
nn_status wasm_optimizer_new(nn_optimizer **optimizer, const float *numbers, nn_optimizer_kind kind, bool nesterov, nn_decay decay_on,
                             nn_schedule_kind schedule, size_t period, float factor, size_t warm_up) {
    const nn_optimizer value = {.kind = kind,
                                .learning_rate = numbers[0],
                                .momentum = numbers[1],
                                .nesterov = nesterov,
                                .weight_decay = numbers[2],
                                .decay_on = decay_on,
                                .alpha = numbers[3],
                                .beta1 = numbers[4],
                                .beta2 = numbers[5],
                                .epsilon = numbers[6],
                                .schedule = {schedule, period, factor, warm_up}};
    const nn_status status = nn_optimizer_check(&value);
    *optimizer = status == NN_OK ? malloc(sizeof **optimizer) : NULL;
    if (status == NN_OK && *optimizer)
        **optimizer = value;
    return status == NN_OK && !*optimizer ? NN_OUT_OF_MEMORY : status;
}
EXPORT(optimizer_free) void wasm_optimizer_free(nn_optimizer *optimizer) {
    free(optimizer);
}
EXPORT(optimizer_state_size) size_t wasm_optimizer_state_size(const nn_optimizer *optimizer, size_t n) {
    return nn_optimizer_state_size(optimizer, n);
}
EXPORT(learning_rate_at) float wasm_learning_rate_at(const nn_optimizer *optimizer, size_t step) {
    return nn_learning_rate_at(optimizer, step);
}
EXPORT(preconditioner) nn_status wasm_preconditioner(const nn_optimizer *optimizer, float *p, const float *state, size_t n) {
    return nn_preconditioner(optimizer, p, state, n);
}
EXPORT(trainer_new) nn_status wasm_trainer_new(nn_trainer **trainer, const nn_net *net, const nn_data *data, size_t batch_size) {
    return nn_trainer_new(trainer, net, data, batch_size);
}
EXPORT(trainer_free) void wasm_trainer_free(nn_trainer *trainer) {
    nn_trainer_free(trainer);
}
EXPORT(train)
nn_status wasm_train(nn_trainer *trainer, float *theta, float *running, float *state, float *losses, size_t *n_done,
                     const nn_optimizer *optimizer, uint64_t seed, size_t first_step, size_t n_steps) {
    return nn_train(trainer, theta, running, state, losses, n_done, optimizer, seed, first_step, n_steps);
}

/* ---- objectives */

EXPORT(objective_new_net) nn_status wasm_objective_new_net(nn_objective **objective, const nn_net *net, const nn_data *data) {
    return nn_objective_new_net(objective, net, data);
}
EXPORT(objective_new_surface) nn_status wasm_objective_new_surface(nn_objective **objective, nn_surface_kind which) {
    return nn_objective_new_surface(objective, which);
}
EXPORT(objective_free) void wasm_objective_free(nn_objective *objective) {
    nn_objective_free(objective);
}
EXPORT(objective_value) nn_status wasm_objective_value(const nn_objective *f, float *value, const float *theta) {
    return f->value(f->self, value, theta);
}
EXPORT(objective_gradient) nn_status wasm_objective_gradient(const nn_objective *f, float *gradient, float *value, const float *theta) {
    return f->gradient(f->self, gradient, value, theta);
}
EXPORT(objective_hessian_vector)
nn_status wasm_objective_hessian_vector(const nn_objective *f, float *product, const float *theta, const float *v) {
    return f->hessian_vector(f->self, product, theta, v);
}
/** numbers [15]: x_min, x_max, y_min, y_max, start (2), n_minima, minima (up to 4 × 2). */
EXPORT(surface_describe) nn_status wasm_surface_describe(float *numbers, nn_surface_kind which) {
    nn_surface_info info = {0};
    const nn_status status = nn_surface_describe(&info, which);
    const float head[] = {info.x_min, info.x_max, info.y_min, info.y_max, info.start[0], info.start[1], (float)info.n_minima};
    for (size_t i = 0; i < 7; i++)
        numbers[i] = head[i];
    for (size_t i = 0; i < 8; i++)
        numbers[7 + i] = info.minima[i / 2][i % 2];
    return status;
}

/* ---- curvature */

EXPORT(curvature_work_size) size_t wasm_curvature_work_size(size_t n, size_t max_products) {
    return nn_curvature_work_size(n, max_products);
}
static void write_curvature(float *numbers, const nn_curvature *result) {
    numbers[0] = result->max;
    numbers[1] = result->min;
    numbers[2] = (float)result->n_products;
    numbers[3] = result->converged ? 1.0f : 0.0f;
}
/** numbers [4]: max, min, n_products, converged. */
EXPORT(curvature_at)
nn_status wasm_curvature_at(const nn_objective *f, float *numbers, float *max_vector, float *min_vector, const float *theta,
                            const float *start, float *work, size_t max_products, float tolerance) {
    nn_curvature result = {0};
    const nn_status status = nn_curvature_at(f, &result, max_vector, min_vector, theta, start, work, max_products, tolerance);
    write_curvature(numbers, &result);
    return status;
}
EXPORT(curvature_preconditioned_work_size) size_t wasm_curvature_preconditioned_work_size(size_t n, size_t max_products) {
    return nn_curvature_preconditioned_work_size(n, max_products);
}
/** numbers [4] as above. */
EXPORT(curvature_preconditioned)
nn_status wasm_curvature_preconditioned(const nn_objective *f, float *numbers, float *max_vector, const float *theta,
                                        const float *preconditioner, const float *start, float *work, size_t max_products,
                                        float tolerance) {
    nn_curvature result = {0};
    const nn_status status =
        nn_curvature_preconditioned(f, &result, max_vector, theta, preconditioner, start, work, max_products, tolerance);
    write_curvature(numbers, &result);
    return status;
}
/** converged [1]: 0 or 1. */
EXPORT(curvature_top)
nn_status wasm_curvature_top(const nn_objective *f, float *values, float *vectors, uint32_t *converged, const float *theta, float *work,
                             size_t count, size_t max_products, float tolerance) {
    bool all = false;
    const nn_status status = nn_curvature_top(f, values, vectors, &all, theta, work, count, max_products, tolerance);
    *converged = all;
    return status;
}
EXPORT(stable_learning_rate) float wasm_stable_learning_rate(const nn_optimizer *optimizer, float curvature) {
    return nn_stable_learning_rate(optimizer, curvature);
}
/** numbers [4]: cause, curvature, learning_rate, limit. */
EXPORT(diagnose)
nn_status wasm_diagnose(const nn_objective *f, float *numbers, const float *theta, const nn_optimizer *optimizer, size_t step,
                        float *work) {
    nn_diagnosis diagnosis = {0};
    const nn_status status = nn_diagnose(f, &diagnosis, theta, optimizer, step, work);
    numbers[0] = (float)diagnosis.cause;
    numbers[1] = diagnosis.curvature;
    numbers[2] = diagnosis.learning_rate;
    numbers[3] = diagnosis.limit;
    return status;
}

/* ---- descent, surfaces, planes of paths, basins */

EXPORT(descend)
nn_status wasm_descend(const nn_objective *f, float *path, float *losses, size_t *n_done, const float *start, float *work,
                       const nn_optimizer *optimizer, size_t n_steps) {
    return nn_descend(f, path, losses, n_done, start, work, optimizer, n_steps);
}
EXPORT(surface)
nn_status wasm_surface(const nn_objective *f, float *losses, const float *origin, const float *u, const float *v, const float *alphas,
                       size_t n_alphas, const float *betas, size_t n_betas, float *work) {
    return nn_surface(f, losses, origin, u, v, alphas, n_alphas, betas, n_betas, work);
}
EXPORT(path_plane_work_size) size_t wasm_path_plane_work_size(size_t n_points, size_t n) {
    return nn_path_plane_work_size(n_points, n);
}
/** numbers [7]: explained (3), random (3), converged. */
EXPORT(path_plane)
nn_status wasm_path_plane(float *numbers, float *u, float *v, float *coordinates, const float *path, float *work, size_t n_points, size_t n,
                          nn_centre centre) {
    nn_path_shares shares;
    const nn_status status = nn_path_plane(&shares, u, v, coordinates, path, work, n_points, n, centre);
    for (size_t k = 0; k < 3; k++) {
        numbers[k] = shares.explained[k];
        numbers[3 + k] = shares.random[k];
    }
    numbers[6] = shares.converged ? 1.0f : 0.0f;
    return status;
}
EXPORT(basins_work_size) size_t wasm_basins_work_size(const nn_objective *f, const nn_optimizer *optimizer) {
    return nn_basins_work_size(f, optimizer);
}
EXPORT(basins_descend)
nn_status wasm_basins_descend(const nn_objective *f, float *ends, float *losses, const float *starts, size_t n_starts, float *work,
                              const nn_optimizer *optimizer, size_t n_steps) {
    return nn_basins_descend(f, ends, losses, starts, n_starts, work, optimizer, n_steps);
}
EXPORT(basins_label)
nn_status wasm_basins_label(uint32_t *labels, uint32_t *representatives, size_t *n_groups, const float *ends, const float *losses,
                            size_t n_ends, size_t n, float distance, float loss_distance, size_t max_groups) {
    return nn_basins_label(labels, representatives, n_groups, ends, losses, n_ends, n, distance, loss_distance, max_groups);
}
/** end [1]: an nn_end; numbers [2]: gradient_norm, lambda_min. */
EXPORT(basins_classify)
nn_status wasm_basins_classify(const nn_objective *f, uint32_t *end, float *numbers, const float *theta, float *work, float tolerance) {
    nn_end found = NN_END_STUCK;
    numbers[0] = numbers[1] = 0.0f;
    const nn_status status = nn_basins_classify(f, &found, &numbers[0], &numbers[1], theta, work, tolerance);
    *end = (uint32_t)found;
    return status;
}

/* ---- scalar graphs: sweeps and visits pass through as words, of which they are made */

_Static_assert(sizeof(nn_graph_sweep) == 3 * sizeof(size_t), "a sweep is three words");
_Static_assert(sizeof(nn_graph_visit) == 12, "a visit is three words");

/** error [3]: fault, column, and the address of what was expected. */
EXPORT(graph_new) nn_status wasm_graph_new(nn_graph **graph, uint32_t *error, const char *text, size_t length) {
    nn_graph_error found = {0};
    const nn_status status = nn_graph_new(graph, &found, text, length);
    error[0] = (uint32_t)found.fault;
    error[1] = (uint32_t)found.column;
    error[2] = (uint32_t)(uintptr_t)found.expected;
    return status;
}
EXPORT(graph_free) void wasm_graph_free(nn_graph *graph) {
    nn_graph_free(graph);
}
EXPORT(graph_n_nodes) size_t wasm_graph_n_nodes(const nn_graph *graph) {
    return nn_graph_n_nodes(graph);
}
EXPORT(graph_n_edges) size_t wasm_graph_n_edges(const nn_graph *graph) {
    return nn_graph_n_edges(graph);
}
EXPORT(graph_n_inputs) size_t wasm_graph_n_inputs(const nn_graph *graph) {
    return nn_graph_n_inputs(graph);
}
EXPORT(graph_output) uint32_t wasm_graph_output(const nn_graph *graph) {
    return nn_graph_output(graph);
}
EXPORT(graph_name) const char *wasm_graph_name(const nn_graph *graph, size_t node) {
    return nn_graph_nodes(graph)[node].name;
}
/** numbers [n_nodes × 3]: op, n_args, varies; values [n_nodes]; args [n_edges]: of all nodes, one after the other; inputs [n_inputs]. */
EXPORT(graph_describe)
nn_status wasm_graph_describe(const nn_graph *graph, uint32_t *numbers, float *values, uint32_t *args, uint32_t *inputs) {
    const nn_graph_node *nodes = nn_graph_nodes(graph);
    for (size_t i = 0; i < nn_graph_n_nodes(graph); i++) {
        numbers[3 * i] = (uint32_t)nodes[i].op;
        numbers[3 * i + 1] = (uint32_t)nodes[i].n_args;
        numbers[3 * i + 2] = nodes[i].varies;
        values[i] = nodes[i].value;
        for (size_t k = 0; k < nodes[i].n_args; k++)
            args[nodes[i].first_edge + k] = nodes[i].args[k];
    }
    for (size_t i = 0; i < nn_graph_n_inputs(graph); i++)
        inputs[i] = nn_graph_inputs(graph)[i];
    return NN_OK;
}
EXPORT(graph_evaluate)
nn_status wasm_graph_evaluate(const nn_graph *graph, float *values, float *locals, nn_graph_sweep *sweep, const float *inputs) {
    return nn_graph_evaluate(graph, values, locals, sweep, inputs);
}
EXPORT(graph_forward)
nn_status wasm_graph_forward(const nn_graph *graph, float *derivatives, nn_graph_visit *visits, nn_graph_sweep *sweep, const float *locals,
                             bool *work, size_t input) {
    return nn_graph_forward(graph, derivatives, visits, sweep, locals, work, input);
}
EXPORT(graph_reverse)
nn_status wasm_graph_reverse(const nn_graph *graph, float *derivatives, nn_graph_visit *visits, nn_graph_sweep *sweep, const float *locals,
                             bool *work) {
    return nn_graph_reverse(graph, derivatives, visits, sweep, locals, work);
}
/** exact [1]: what nn_graph_count_paths returns. */
EXPORT(graph_count_paths)
nn_status wasm_graph_count_paths(const nn_graph *graph, double *paths, double *total, uint32_t *exact) {
    *exact = nn_graph_count_paths(graph, paths, total);
    return NN_OK;
}
/** found [1]: what nn_graph_first_path returns. */
EXPORT(graph_first_path)
nn_status wasm_graph_first_path(const nn_graph *graph, uint32_t *edges, size_t *length, uint32_t *found) {
    *found = nn_graph_first_path(graph, edges, length);
    return NN_OK;
}
EXPORT(graph_next_path)
nn_status wasm_graph_next_path(const nn_graph *graph, uint32_t *edges, size_t *length, uint32_t *found) {
    *found = nn_graph_next_path(graph, edges, length);
    return NN_OK;
}
EXPORT(graph_walk_paths)
nn_status wasm_graph_walk_paths(const nn_graph *graph, float *derivatives, nn_graph_term *terms, size_t *n_paths, nn_graph_sweep *walk,
                                const float *locals, uint32_t *work, size_t max_paths) {
    return nn_graph_walk_paths(graph, derivatives, terms, n_paths, walk, locals, work, max_paths);
}
