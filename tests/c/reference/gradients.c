/** gradients.json: outputs, losses, gradients, and what batch normalisation remembers. */
#include "report.h"

/** Outputs of the pass that the gradient comes from, [batch × out]: in training mode, batch normalisation by the batch itself. */
static void check_training(const reference_case *c) {
    const size_t first = nn_net_n_units(c->net) - c->n_out, n = c->batch * c->n_out;
    float *a = float_room(nn_net_n_units(c->net) * c->batch), *outputs = float_room(n), *gradient = float_room(c->n), loss;
    must(nn_net_trace(c->net, NULL, a, NULL, gradient, &loss, c->theta, c->data, false, c->work), "the trace");
    for (size_t e = 0; e < c->batch; e++)
        for (size_t o = 0; o < c->n_out; o++)
            outputs[e * c->n_out + o] = a[(first + o) * c->batch + e];
    report("outputs", max_relative(outputs, doubles(c->json, "outputs", n), n));
    report("data_loss", each(&loss, &(double){json_number(c->json, "data_loss")}, 1));
    must(nn_net_gradient(c->net, gradient, &loss, c->theta, c->data, c->work), "the gradient");
    report("loss", each(&loss, &(double){json_number(c->json, "loss")}, 1));
    report("gradient", max_relative(gradient, doubles(c->json, "gradient", c->n), c->n));
}

/** A step of rate 0 leaves theta and moves the running values, which evaluation then uses. */
static void check_evaluation(const reference_case *c) {
    const size_t n = c->batch * c->n_out;
    const bool has_bn = has(c->json, "bn");
    float loss, *outputs = float_room(n);
    size_t n_done;
    nn_trainer *trainer;
    must(nn_trainer_new(&trainer, c->net, c->data, c->batch), "the trainer");
    must(nn_train(trainer, c->theta, c->running, NULL, &loss, &n_done, &(nn_optimizer){.kind = NN_SGD}, 0, 0, 1), "a step of rate 0");
    must(nn_net_predict(c->net, outputs, c->theta, c->running, c->x, c->batch, c->work), "the outputs");
    report("outputs_eval", max_relative(outputs, doubles(c->json, has_bn ? "outputs_eval" : "outputs", n), n));
    const cJSON *bn;
    cJSON_ArrayForEach(bn, cJSON_GetObjectItemCaseSensitive(c->json, "bn")) {
        const float *running = c->running + running_at(c->net, bn);
        const size_t rows = nn_net_layer(c->net, json_count(bn, "layer"))->n_rows;
        report("running values", max_relative(running, doubles(bn, "running_mean_after", rows), rows));
        report("running values", max_relative(running + rows, doubles(bn, "running_var_after", rows), rows));
    }
    nn_trainer_free(trainer);
}

static void check_case(const cJSON *json, const cJSON *parent) {
    (void)parent;
    reference_case c = new_case(json);
    check_training(&c);
    check_evaluation(&c);
    free_case(&c);
}

void run_gradients(const cJSON *file) {
    run_cases("gradients", check_case, cJSON_GetObjectItemCaseSensitive(file, "cases"));
}
