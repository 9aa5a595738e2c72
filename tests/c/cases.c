#include "cases.h"

#include "internal.h"

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
    return worst / largest;
}

static int index_of(nn_kind kind, const char *name) {
    for (size_t i = 0; nn_name(kind, i); i++)
        if (strcmp(nn_name(kind, i), name) == 0)
            return (int)i;
    return -1;
}

/** The reference's names have underscores where ours have hyphens. */
static int activation_named(const char *name) {
    char ours[32] = {0};
    for (size_t i = 0; name[i] && i + 1 < sizeof ours; i++)
        ours[i] = (char)(name[i] == '_' ? '-' : name[i]);
    return index_of(NN_KIND_ACTIVATION, ours);
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
        const int activation = activation_named(json_text(layer, "activation"));
        assert_true(activation >= 0);
        l.sizes[l.n] = (size_t)json_number(layer, "in");
        l.sizes[l.n + 1] = (size_t)json_number(layer, "out");
        l.activations[l.n] = (nn_activation)activation;
        l.options[l.n] = nn_layer_defaults(l.activations[l.n]);
        l.options[l.n].batch_norm = cJSON_IsTrue(json_get(layer, "batch_norm"));
        l.options[l.n].pieces = (size_t)json_number(layer, "pieces");
        l.n++;
    }
    return l;
}

/** Targets as the core wants them: class numbers become one column a class. */
static float *targets_of(const cJSON *json, nn_loss loss, size_t batch, size_t n_out) {
    float *targets = json_floats(json, "targets", NULL);
    if (loss != NN_SOFTMAX)
        return targets;
    float *columns = calloc(batch * n_out, sizeof *columns);
    for (size_t e = 0; e < batch; e++)
        columns[e * n_out + (size_t)targets[e]] = 1.0f;
    free(targets);
    return columns;
}

/** 0 and 1, unless the case says what the running values were before. */
static float *running_of(const nn_net *net, const cJSON *json) {
    float *running = malloc((nn_net_n_running(net) + 1) * sizeof *running);
    nn_net_reset_running(net, running);
    const cJSON *bn;
    cJSON_ArrayForEach(bn, cJSON_GetObjectItem(json, "bn")) {
        const nn_layer *layer = nn_net_layer(net, (size_t)json_number(bn, "layer"));
        float *mean = json_floats(bn, "running_mean_before", NULL), *variance = json_floats(bn, "running_var_before", NULL);
        memcpy(running + layer->running_at, mean, layer->n_rows * sizeof *running);
        memcpy(running + layer->running_at + layer->n_rows, variance, layer->n_rows * sizeof *running);
        free(mean);
        free(variance);
    }
    return running;
}

static reference_case build_case(const cJSON *json) {
    const layers l = read_layers(json_get(json_get(json, "net"), "layers"));
    const nn_loss loss = (nn_loss)index_of(NN_KIND_LOSS, json_text(json, "loss_kind"));
    reference_case c = {.name = json_text(json, "name"), .json = json};
    assert_int_equal(nn_net_new(&c.net, &(nn_net_spec){.n_layers = l.n,
                                                       .sizes = l.sizes,
                                                       .activations = l.activations,
                                                       .loss = loss,
                                                       .l1 = (float)json_number_or(json, "l1", 0),
                                                       .l2 = (float)json_number_or(json, "l2", 0),
                                                       .options = l.options}),
                     NN_OK);
    c.n = nn_net_n_parameters(c.net);
    c.n_in = l.sizes[0];
    c.n_out = l.sizes[l.n];
    c.batch = (size_t)json_number(json, "batch");
    c.x = json_floats(json, "inputs", NULL);
    c.theta = json_floats(json, "params", NULL);
    c.running = running_of(c.net, json);
    c.work = malloc(nn_net_work_size(c.net, c.batch) * sizeof *c.work);
    float *y = targets_of(json, loss, c.batch, c.n_out);
    assert_int_equal(nn_data_new(&c.data, c.x, y, c.batch, c.n_in, c.n_out), NN_OK);
    assert_int_equal(nn_objective_new_net(&c.objective, c.net, c.data), NN_OK);
    free(y);
    return c;
}

static void free_case(reference_case *c) {
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
        reference_case c = build_case(json);
        check(&c);
        free_case(&c);
        count++;
    }
    return count;
}
