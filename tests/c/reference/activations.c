/** activations.json: f and f′ at every point, and PReLU's derivative by its slope. */
#include "report.h"

#include <math.h>

/** The slope of the file: as alpha, or as both bounds of a rrelu other than the usual one. */
static nn_layer_options options_of(const cJSON *json, nn_activation activation) {
    nn_layer_options options = nn_layer_defaults(activation);
    if (!has(json, "slope"))
        return options;
    const float slope = (float)json_number(json, "slope");
    const float usual = (options.lower + options.upper) / 2;
    if (activation != NN_RRELU)
        options.alpha = slope;
    else if (fabsf(slope - usual) > 1e-6f * usual)
        options.lower = options.upper = slope;
    return options;
}

/**
 * ∂f/∂slope at each z, by the gradient of a net that is nothing but the activation: with weight 1, bias 0 and the loss (f − y)² its entry
 * by the slope is 2(f − y)·∂f/∂slope. y lies |f|, or 1, below f, so that the difference keeps its digits.
 */
static void by_slope(float *derivative, const float *z, const float *f, size_t n, nn_activation activation,
                     const nn_layer_options *options) {
    static const size_t sizes[] = {1, 1};
    nn_net *net;
    must(nn_net_new(&net, &(nn_net_spec){.n_layers = 1, .sizes = sizes, .activations = &activation, .options = options}), "the net");
    const nn_layer *layer = nn_net_layer(net, 0);
    float *theta = float_room(nn_net_n_parameters(net)), *gradient = float_room(nn_net_n_parameters(net));
    float *work = float_room(nn_net_work_size(net, 1)), loss;
    theta[layer->weights_at] = 1;
    theta[layer->slope_at] = options->alpha;
    for (size_t i = 0; i < n; i++) {
        const float y = f[i] - fmaxf(1, fabsf(f[i]));
        nn_data *data;
        must(nn_data_new(&data, z + i, &y, 1, 1, 1), "the data");
        must(nn_net_gradient(net, gradient, &loss, theta, data, work), "the gradient");
        derivative[i] = gradient[layer->slope_at] / (2 * (f[i] - y));
        nn_data_free(data);
    }
    nn_net_free(net);
}

static void check_activation(const cJSON *json, const cJSON *file) {
    const size_t n = json_length(file, "x");
    const float *z = floats(file, "x", n);
    const nn_activation activation = (nn_activation)json_name(json, "name", NN_KIND_ACTIVATION);
    const nn_layer_options options = options_of(json, activation);
    float *value = float_room(n), *slope = float_room(n), *derivative = float_room(n);
    must(nn_activation_at(value, slope, NULL, activation, &options, z, n), "the activation");
    report("f", mixed(value, doubles(json, "f", n), n));
    report("f'", mixed(slope, doubles(json, "df", n), n));
    if (has(json, "df_dslope")) {
        by_slope(derivative, z, value, n, activation, &options);
        report("df/dslope", mixed(derivative, doubles(json, "df_dslope", n), n));
    }
}

void run_activations(const cJSON *file) {
    const cJSON *json;
    cJSON_ArrayForEach(json, cJSON_GetObjectItemCaseSensitive(file, "activations")) {
        const cJSON *name = cJSON_GetObjectItemCaseSensitive(json, "name");
        run_case("activations", cJSON_IsString(name) ? name->valuestring : "without a name", check_activation, json, file);
    }
}
