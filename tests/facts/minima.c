/**
 * FACTS 6: exclusive or by 2-2-1, sigmoid throughout, full batch, half the mean squared error, η = 2; weights uniform, biases 0. Solved: the mean of
 * (y − t)² is below 0.01.
 */
#include "facts.h"

#include <math.h>
#include <stdlib.h>

enum { EXAMPLES = 4, PARAMETERS = 9, CHUNK = 1000, CHECKS = 5, MOST_SEEDS = 400, LONG_SEEDS = 200, RATE = 2 };
static const size_t checks[CHECKS] = {1000, 5000, 20000, 100000, 400000};

typedef struct course {
    double losses[CHECKS]; /* mean of ½(y − t)² after so many steps */
    double gradient;       /* ‖∂L/∂θ‖ at the last of them */
} course;

typedef struct setting {
    float reach;
    size_t n_checks;
} setting;

static void learn_xor(void *result, size_t index, const void *context) {
    static const size_t sizes[] = {2, 2, 1};
    static const float x[2 * EXAMPLES] = {0, 0, 0, 1, 1, 0, 1, 1}, y[EXAMPLES] = {0, 1, 1, 0};
    const setting *s = context;
    course *c = result;
    float theta[PARAMETERS], gradient[PARAMETERS] = {0}, losses[CHUNK], loss;
    size_t n_done;
    nn_trainer *trainer;
    nn_net *net = fact_net(sizes, 2, NN_SIGMOID, NN_SIGMOID, NN_HALF_MSE);
    nn_data *data = fact_data(x, y, EXAMPLES, net);
    float *work = fact_floats(nn_net_work_size(net, EXAMPLES));
    fact_must(nn_trainer_new(&trainer, net, data, EXAMPLES), "a trainer");
    fact_must(nn_net_init(net, theta, NN_UNIFORM, s->reach, index + 1), "weights");
    for (size_t check = 0, step = 0; check < s->n_checks; check++) {
        for (; step < checks[check]; step += CHUNK)
            fact_must(nn_train(trainer, theta, NULL, NULL, losses, &n_done, &(nn_optimizer){.learning_rate = RATE}, 1, step, CHUNK), "xor");
        fact_must(nn_net_gradient(net, gradient, &loss, theta, data, work), "xor's loss");
        c->losses[check] = (double)loss;
    }
    c->gradient = 0;
    for (size_t i = 0; i < PARAMETERS; i++)
        c->gradient = hypot(c->gradient, (double)gradient[i]);
    free(work);
    nn_trainer_free(trainer);
    nn_data_free(data);
    nn_net_free(net);
}

static course courses[MOST_SEEDS];

static bool is_solved(double half_mse) {
    return half_mse < 0.5 * 0.01;
}

static size_t count_solved(size_t check, size_t n) {
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += is_solved(courses[i].losses[check]);
    return count;
}

/** Of what is stuck: how many are at which level, and how flat it is there. */
typedef struct plateaus {
    size_t n_stuck, n_at[3];
    double
        steepest; /* the largest share of its loss that one would lose in as many steps again at the slope it has there: steps·η‖∇L‖²/L */
} plateaus;

static void look_at_stuck(plateaus *p, size_t check, size_t n) {
    static const double levels[3] = {1.0 / 16, 1.0 / 12, 1.0 / 8};
    for (size_t i = 0; i < n; i++) {
        if (is_solved(courses[i].losses[check]))
            continue;
        p->n_stuck++;
        const double gradient = courses[i].gradient;
        p->steepest = fmax(p->steepest, (double)checks[check] * RATE * gradient * gradient / courses[i].losses[check]);
        for (size_t k = 0; k < 3; k++)
            p->n_at[k] += fabs(courses[i].losses[check] / levels[k] - 1) < 0.02;
    }
}

static void count_by_reach(facts *f, const char *name, float reach, size_t published, plateaus *stuck) {
    const size_t n = fact_seeds(f, MOST_SEEDS, 100);
    fact_runs("runs on exclusive or", courses, sizeof courses[0], n, learn_xor, &(setting){reach, 3});
    fact_share(f, name, published, MOST_SEEDS, count_solved(2, n), n);
    look_at_stuck(stuck, 2, n);
}

static void count_by_steps(facts *f) {
    static const char *const names[CHECKS] = {"of 200, U(−4, 4): solved after 1 000 steps", "… 5 000 steps", "… 20 000 steps",
                                              "… 100 000 steps", "… 400 000 steps"};
    static const size_t published[CHECKS] = {74, 96, 106, 111, 117};
    const size_t n = fact_seeds(f, LONG_SEEDS, 60), n_checks = f->sample ? 4 : CHECKS;
    fact_runs("long runs on exclusive or", courses, sizeof courses[0], n, learn_xor, &(setting){4, n_checks});
    for (size_t check = 0; check < n_checks; check++)
        fact_share(f, names[check], published[check], LONG_SEEDS, count_solved(check, n), n);
    size_t n_late = count_solved(n_checks - 1, n) - count_solved(2, n);
    fact_holds(f, "more steps help: solved only after 20 000 steps", "some", n_late > 0, "%zu of %zu", n_late, n);
}

void facts_minima(facts *f) {
    plateaus stuck = {0};
    fact_section(f, "6. Local minima: exclusive or");
    count_by_reach(f, "solved after 20 000 steps, weights from U(−1, 1)", 1, 344, &stuck);
    const size_t n = fact_seeds(f, MOST_SEEDS, 100);
    plateaus early = {0};
    look_at_stuck(&early, 0, n);
    fact_holds(f, "… after 1 000 steps some linger where all outputs are ½, at 1/8", "some", early.n_at[2] > 0, "%zu of %zu", early.n_at[2],
               n);
    count_by_reach(f, "solved after 20 000 steps, weights from U(−4, 4)", 4, 211, &stuck);
    const size_t n_at = stuck.n_at[0] + stuck.n_at[1] + stuck.n_at[2];
    fact_holds(f, "stuck losses are 1/16, 1/12 or 1/8, to 2 %", "all", n_at == stuck.n_stuck, "%zu + %zu + %zu of %zu", stuck.n_at[0],
               stuck.n_at[1], stuck.n_at[2], stuck.n_stuck);
    fact_holds(f, "… on plateaus: as many steps again at the slope there would not reach 0", "flat", stuck.steepest < 1, "%.2g of the loss",
               stuck.steepest);
    count_by_steps(f);
}
