/** trajectories.json: full-batch steps of every optimiser. */
#include "report.h"

static void check_case(const cJSON *json, const cJSON *parent) {
    (void)parent;
    reference_case c = new_case(json);
    const nn_optimizer optimizer = json_optimizer(json_get(json, "optimiser"));
    const size_t steps = json_count(json, "steps");
    float *losses = float_room(steps), *state = float_room(nn_optimizer_state_size(&optimizer, c.n)), final_loss;
    size_t n_done;
    nn_trainer *trainer;
    must(nn_trainer_new(&trainer, c.net, c.data, c.batch), "the trainer");
    must(nn_train(trainer, c.theta, c.running, state, losses, &n_done, &optimizer, 0, 0, steps), "training");
    must(nn_net_loss(c.net, &final_loss, c.theta, c.data, c.work), "the final loss");
    report("losses", each(losses, doubles(json, "losses", steps), steps));
    report("final_loss", each(&final_loss, &(double){json_number(json, "final_loss")}, 1));
    report("final_params", max_relative(c.theta, doubles(json, "final_params", c.n), c.n));
    nn_trainer_free(trainer);
    free_case(&c);
}

void run_trajectories(const cJSON *file) {
    run_cases("trajectories", check_case, cJSON_GetObjectItemCaseSensitive(file, "cases"));
}
