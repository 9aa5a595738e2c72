/** surfaces.json: losses over grids. */
#include "report.h"

#include <string.h>

typedef struct axis {
    const char *weight, *direction, *normalised;
} axis;

static const axis along_x = {"weight_x", "direction_x", "normalised_x"}, along_y = {"weight_y", "direction_y", "normalised_y"};

/** Index in theta of a weight given by layer, unit and input, the bias being the input "bias". */
static size_t index_of_weight(const reference_case *c, const cJSON *weight) {
    const nn_layer *layer = nn_net_layer(c->net, json_count(weight, "layer"));
    const size_t unit = json_count(weight, "unit"), index = json_count(weight, "index");
    if (layer == NULL || unit >= layer->n_rows || index >= c->n)
        json_refuse("there is no weight %zu", index);
    if (cJSON_IsString(json_get(weight, "input")))
        return layer->biases_at + unit;
    return layer->weights_at + unit * layer->n_in + json_count(weight, "input");
}

static float *direction_of(const reference_case *c, axis along) {
    const char *kind = json_text(c->json, "kind");
    float *direction = float_room(c->n);
    if (strcmp(kind, "weights") == 0) {
        const cJSON *weight = json_get(c->json, along.weight);
        report("weight index", share_of(1, (double)index_of_weight(c, weight), json_number(weight, "index")));
        direction[json_count(weight, "index")] = 1;
        return direction;
    }
    memcpy(direction, floats(c->json, along.direction, c->n), c->n * sizeof *direction);
    if (strcmp(kind, "filter_normalised") == 0) {
        nn_net_filter_normalise(c->net, direction, c->theta);
        report("normalised directions", max_relative(direction, doubles(c->json, along.normalised, c->n), c->n));
    } else if (strcmp(kind, "directions") != 0)
        json_refuse("there is no kind \"%s\"", kind);
    return direction;
}

static void check_case(const cJSON *json, const cJSON *parent) {
    (void)parent;
    reference_case c = new_case(json);
    const size_t n_alphas = json_length(json, "alphas"), n_betas = json_length(json, "betas"), n = n_alphas * n_betas;
    const float *alphas = floats(json, "alphas", n_alphas), *betas = floats(json, "betas", n_betas);
    const float *u = direction_of(&c, along_x), *v = direction_of(&c, along_y);
    float *losses = float_room(n), loss;
    must(nn_surface(c.objective, losses, c.theta, u, v, alphas, n_alphas, betas, n_betas, float_room(c.n)), "the surface");
    report("loss", each(losses, doubles(json, "loss", n), n));
    must(nn_net_loss(c.net, &loss, c.theta, c.data, c.work), "the loss");
    report("loss", each(&loss, &(double){json_number(json, "loss_at_params")}, 1));
    free_case(&c);
}

void run_surfaces(const cJSON *file) {
    run_cases("surfaces", check_case, cJSON_GetObjectItemCaseSensitive(file, "cases"));
}
