#include "cases.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double max_relative(const float *actual, const double *expected, size_t n) {
    double largest = 0, worst = 0;
    for (size_t i = 0; i < n; i++) {
        const double difference = fabs((double)actual[i] - expected[i]);
        largest = fmax(largest, fabs(expected[i]));
        worst = difference <= worst ? worst : difference;
        if (isnan(difference))
            return NAN;
    }
    return worst == 0 ? 0 : worst / largest;
}

size_t json_name(const cJSON *object, const char *key, nn_kind kind) {
    const char *name = json_text(object, key);
    char ours[32] = {0};
    for (size_t i = 0; name[i] && i + 1 < sizeof ours; i++)
        ours[i] = (char)(name[i] == '_' ? '-' : name[i]);
    for (size_t i = 0; nn_name(kind, i); i++)
        if (strcmp(nn_name(kind, i), ours) == 0)
            return i;
    json_refuse("there is no %s \"%s\"", key, name);
}

static void must(nn_status status, const char *what) {
    if (status != NN_OK)
        json_refuse("%s: %s", what, nn_status_message(status));
}

static void *room(size_t n, size_t size) {
    void *block = calloc(n > 0 ? n : 1, size);
    if (block == NULL)
        json_refuse("no memory for %zu numbers", n);
    return block;
}

nn_optimizer json_optimizer(const cJSON *json) {
    return (nn_optimizer){
        .kind = (nn_optimizer_kind)json_name(json, "name", NN_KIND_OPTIMIZER),
        .learning_rate = (float)json_number(json, "lr"),
        .momentum = (float)json_number_or(json, "momentum", 0),
        .nesterov = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(json, "nesterov")),
        .weight_decay = (float)json_number_or(json, "weight_decay", 0),
        .decay_on = strcmp(json_text(json, "decay_on"), "weights") == 0 ? NN_DECAY_WEIGHTS : NN_DECAY_ALL,
        .alpha = (float)json_number_or(json, "alpha", 0),
        .beta1 = (float)json_number_or(json, "beta1", 0),
        .beta2 = (float)json_number_or(json, "beta2", 0),
        .epsilon = (float)json_number_or(json, "eps", 0),
    };
}

typedef struct layers {
    size_t n, sizes[NN_MAX_LAYERS + 1];
    nn_activation activations[NN_MAX_LAYERS];
    nn_layer_options options[NN_MAX_LAYERS];
} layers;

static layers read_layers(const cJSON *json) {
    layers l = {0};
    const cJSON *layer;
    cJSON_ArrayForEach(layer, json) {
        if (l.n == NN_MAX_LAYERS)
            json_refuse("more than %d layers", NN_MAX_LAYERS);
        l.sizes[l.n] = json_count(layer, "in");
        l.sizes[l.n + 1] = json_count(layer, "out");
        l.activations[l.n] = (nn_activation)json_name(layer, "activation", NN_KIND_ACTIVATION);
        l.options[l.n] = nn_layer_defaults(l.activations[l.n]);
        l.options[l.n].batch_norm = cJSON_IsTrue(json_get(layer, "batch_norm"));
        l.options[l.n].pieces = json_count(layer, "pieces");
        l.n++;
    }
    return l;
}

/** Targets as the core wants them: class numbers become one column a class. */
static float *targets_of(const cJSON *json, nn_loss loss, size_t batch, size_t n_out) {
    if (loss != NN_SOFTMAX)
        return json_n_floats(json, "targets", batch * n_out);
    float *targets = json_n_floats(json, "targets", batch), *columns = room(batch * n_out, sizeof *columns);
    for (size_t e = 0; e < batch; e++) {
        if (!(targets[e] >= 0 && targets[e] < (float)n_out))
            json_refuse("target %g is no class of %zu", (double)targets[e], n_out);
        columns[e * n_out + (size_t)targets[e]] = 1.0f;
    }
    free(targets);
    return columns;
}

size_t running_at(const nn_net *net, const cJSON *bn) {
    const nn_layer *layer = nn_net_layer(net, json_count(bn, "layer"));
    if (layer == NULL || layer->running_at == SIZE_MAX)
        json_refuse("layer %zu has no batch normalisation", json_count(bn, "layer"));
    return layer->running_at;
}

/** 0 and 1, unless the case says what the running values were before. */
static float *running_of(const nn_net *net, const cJSON *json) {
    float *running = room(nn_net_n_running(net), sizeof *running);
    nn_net_reset_running(net, running);
    const cJSON *bn;
    cJSON_ArrayForEach(bn, cJSON_GetObjectItemCaseSensitive(json, "bn")) {
        const size_t at = running_at(net, bn), n_rows = nn_net_layer(net, json_count(bn, "layer"))->n_rows;
        float *mean = json_n_floats(bn, "running_mean_before", n_rows), *variance = json_n_floats(bn, "running_var_before", n_rows);
        memcpy(running + at, mean, n_rows * sizeof *running);
        memcpy(running + at + n_rows, variance, n_rows * sizeof *running);
        free(mean);
        free(variance);
    }
    return running;
}

reference_case new_case(const cJSON *json) {
    const layers l = read_layers(json_get(json_get(json, "net"), "layers"));
    const nn_loss loss = (nn_loss)json_name(json, "loss_kind", NN_KIND_LOSS);
    reference_case c = {.name = json_text(json, "name"), .json = json};
    must(nn_net_new(&c.net, &(nn_net_spec){.n_layers = l.n,
                                           .sizes = l.sizes,
                                           .activations = l.activations,
                                           .loss = loss,
                                           .l1 = (float)json_number_or(json, "l1", 0),
                                           .l2 = (float)json_number_or(json, "l2", 0),
                                           .options = l.options}),
         "the net");
    c.n = nn_net_n_parameters(c.net);
    c.n_in = l.sizes[0];
    c.n_out = l.sizes[l.n];
    c.batch = json_count(json, "batch");
    c.x = json_n_floats(json, "inputs", c.batch * c.n_in);
    c.theta = json_n_floats(json, "params", c.n);
    c.running = running_of(c.net, json);
    c.work = room(nn_net_work_size(c.net, c.batch), sizeof *c.work);
    float *y = targets_of(json, loss, c.batch, c.n_out);
    must(nn_data_new(&c.data, c.x, y, c.batch, c.n_in, c.n_out), "the data");
    must(nn_objective_new_net(&c.objective, c.net, c.data), "the objective");
    free(y);
    return c;
}

void free_case(reference_case *c) {
    nn_objective_free(c->objective);
    nn_data_free(c->data);
    nn_net_free(c->net);
    free(c->x);
    free(c->theta);
    free(c->running);
    free(c->work);
}

size_t for_each_case(const cJSON *cases, void (*check)(const reference_case *)) {
    const cJSON *json;
    size_t count = 0;
    cJSON_ArrayForEach(json, cases) {
        reference_case c = new_case(json);
        check(&c);
        free_case(&c);
        count++;
    }
    return count;
}
