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

/** The layers of the reference; false when one needs what the core does not have. */
static bool read_layers(const cJSON *layers, size_t *sizes, nn_activation *activations, size_t *n_layers) {
    const cJSON *layer;
    *n_layers = 0;
    cJSON_ArrayForEach(layer, layers) {
        const int activation = index_of(NN_KIND_ACTIVATION, json_text(layer, "activation"));
        if (activation < 0 || cJSON_IsTrue(cJSON_GetObjectItem(layer, "batch_norm")))
            return false;
        sizes[*n_layers] = (size_t)json_number(layer, "in");
        sizes[*n_layers + 1] = (size_t)json_number(layer, "out");
        activations[*n_layers] = (nn_activation)activation;
        *n_layers += 1;
    }
    return true;
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

static bool build_case(reference_case *c, const cJSON *json) {
    size_t sizes[NN_MAX_LAYERS + 1], n_layers;
    nn_activation activations[NN_MAX_LAYERS];
    if (!read_layers(cJSON_GetObjectItem(cJSON_GetObjectItem(json, "net"), "layers"), sizes, activations, &n_layers))
        return false;
    const nn_loss loss = (nn_loss)index_of(NN_KIND_LOSS, json_text(json, "loss_kind"));
    const nn_net_spec spec = {
        n_layers, sizes, activations, loss, (float)json_number_or(json, "l1", 0), (float)json_number_or(json, "l2", 0)};
    *c = (reference_case){.name = json_text(json, "name"), .json = json};
    assert_int_equal(nn_net_new(&c->net, &spec), NN_OK);
    c->n = nn_net_n_parameters(c->net);
    c->n_in = sizes[0];
    c->n_out = sizes[n_layers];
    c->batch = (size_t)json_number(json, "batch");
    c->x = json_floats(json, "inputs", NULL);
    c->theta = json_floats(json, "params", NULL);
    c->work = malloc(nn_net_work_size(c->net) * sizeof *c->work);
    float *y = targets_of(json, loss, c->batch, c->n_out);
    assert_int_equal(nn_data_new(&c->data, c->x, y, c->batch, c->n_in, c->n_out), NN_OK);
    assert_int_equal(nn_objective_new_net(&c->objective, c->net, c->data), NN_OK);
    free(y);
    return true;
}

static void free_case(reference_case *c) {
    nn_objective_free(c->objective);
    nn_data_free(c->data);
    nn_net_free(c->net);
    free(c->x);
    free(c->theta);
    free(c->work);
}

size_t for_each_case(const cJSON *cases, void (*check)(const reference_case *)) {
    const cJSON *json;
    size_t count = 0;
    cJSON_ArrayForEach(json, cases) {
        reference_case c;
        if (!build_case(&c, json))
            continue;
        check(&c);
        free_case(&c);
        count++;
    }
    return count;
}
