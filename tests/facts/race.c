/**
 * FACTS 1, the race of activations on parabola data (Godoy, "Hyper-parameters in Action!", part I): 2-2-1, binary cross-entropy, η = 0.05, batches
 * of 16; how many epochs until all 2000 points are right. The published points stand evenly from −1 to 1, both ends included; that is what makes the
 * curves' ends, the last to come right, the same for all. The demo draws W1 as Glorot and Bengio do and W2 with deviation 0.05.
 */
#include "facts.h"

#include <math.h>
#include <stdlib.h>

enum { PER_CLASS = 1000, N = 2 * PER_CLASS, BATCH = 16, STEPS_AN_EPOCH = N / BATCH, N_PARAMETERS = 9, MOST_EPOCHS = 600, SHUFFLES = 20 };
enum { RACERS = 4 };

static const nn_activation racers[RACERS] = {NN_SIGMOID, NN_TANH, NN_RELU, NN_ELU};

static nn_data *parabolas(const nn_net *net) {
    static float x[2 * N], y[N];
    for (size_t i = 0; i < N; i++) {
        const double t = 2.0 * (double)(i % PER_CLASS) / (PER_CLASS - 1) - 1;
        x[2 * i] = (float)t;
        x[2 * i + 1] = (float)(t * t - (i < PER_CLASS ? 0 : 0.5));
        y[i] = i < PER_CLASS ? 0 : 1;
    }
    return fact_data(x, y, N, net);
}

/** The first epoch, from 1, after which all points are right; one more than most if there is none. */
static double race(nn_activation activation, const float *start, uint64_t shuffle, size_t most) {
    const size_t sizes[] = {2, 2, 1};
    float theta[N_PARAMETERS], losses[STEPS_AN_EPOCH], accuracy = 0;
    size_t n_done, epoch = 0;
    nn_trainer *trainer;
    nn_net *net = fact_net(sizes, 2, activation, NN_IDENTITY, NN_BCE);
    nn_data *data = parabolas(net);
    float *work = fact_floats(nn_net_work_size(net, N));
    fact_must(nn_trainer_new(&trainer, net, data, BATCH), "a trainer");
    for (size_t i = 0; i < N_PARAMETERS; i++)
        theta[i] = start[i];
    for (; accuracy < 1 && epoch <= most; epoch++) {
        const nn_optimizer optimizer = {.learning_rate = 0.05f};
        fact_must(nn_train(trainer, theta, NULL, NULL, losses, &n_done, &optimizer, shuffle, epoch * STEPS_AN_EPOCH, STEPS_AN_EPOCH),
                  "the race");
        fact_must(nn_net_evaluate(net, NULL, &accuracy, theta, NULL, data, work), "the race's accuracy");
    }
    free(work);
    nn_trainer_free(trainer);
    nn_data_free(data);
    nn_net_free(net);
    return (double)epoch;
}

/* ---- from the recorded start */

/** Recorded with W1 stored [in][out]; ours stand [out][in]. */
static const float recorded[N_PARAMETERS] = {-.2257073f, -.5436827f, -.1107351f, .0197595f, 0, 0, -.0140388f, -.0068876f, 0};

typedef struct epochs {
    double of[RACERS];
} epochs;

static void race_recorded(void *result, size_t index, const void *context) {
    epochs *e = result;
    (void)context;
    for (size_t k = 0; k < 3; k++)
        e->of[k] = race(racers[k], recorded, index + 1, 150);
}

static void from_the_recorded_start(facts *f) {
    static const char *const names[3] = {"recorded start: first epoch with all points right, sigmoid", "… tanh", "… ReLU"},
                             *const published[3] = {"100", "61.1", "45.7"};
    epochs results[SHUFFLES];
    double of[3][SHUFFLES], ratios[SHUFFLES];
    fact_runs("races from the recorded start", results, sizeof results[0], SHUFFLES, race_recorded, NULL);
    for (size_t i = 0; i < SHUFFLES; i++) {
        for (size_t k = 0; k < 3; k++)
            of[k][i] = results[i].of[k];
        ratios[i] = of[2][i] / of[1][i];
    }
    for (size_t k = 0; k < 3; k++)
        fact_mean(f, names[k], published[k], SHUFFLES, of[k], SHUFFLES);
    fact_mean(f, "… ReLU's over tanh's", "0.75", SHUFFLES, ratios, SHUFFLES);
}

/* ---- from many starts */

static void race_drawn(void *result, size_t index, const void *context) {
    epochs *e = result;
    float start[N_PARAMETERS] = {0};
    nn_rng rng = nn_rng_new(index + 1, 0);
    (void)context;
    for (size_t i = 0; i < 4; i++)
        start[i] = sqrtf(2.0f / 4) * nn_rng_normal(&rng);
    for (size_t i = 6; i < 8; i++)
        start[i] = 0.05f * nn_rng_normal(&rng);
    for (size_t k = 0; k < RACERS; k++)
        e->of[k] = race(racers[k], start, index + 1, MOST_EPOCHS);
}

static void from_many_starts(facts *f) {
    static const char *const names[RACERS] = {"unsolved after 600 epochs: sigmoid", "… tanh", "… ReLU", "… ELU"};
    static const size_t published[RACERS] = {1, 3, 29, 40};
    enum { MOST_SEEDS = 400, PUBLISHED = 200 };
    const size_t n = fact_seeds(f, MOST_SEEDS, 60);
    static epochs results[MOST_SEEDS];
    double ratios[MOST_SEEDS];
    size_t n_both = 0, n_unsolved[RACERS] = {0};
    fact_runs("races from drawn starts", results, sizeof results[0], n, race_drawn, NULL);
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < RACERS; k++)
            n_unsolved[k] += results[i].of[k] > MOST_EPOCHS;
        if (results[i].of[1] <= MOST_EPOCHS && results[i].of[2] <= MOST_EPOCHS)
            ratios[n_both++] = results[i].of[2] / results[i].of[1];
    }
    fact_median(f, "drawn starts that both solve: ReLU's epochs over tanh's, median", "1.10", 169, ratios, n_both);
    fact_share(f, "… how many those are", 169, PUBLISHED, n_both, n);
    for (size_t k = 0; k < RACERS; k++)
        fact_share(f, names[k], published[k], PUBLISHED, n_unsolved[k], n);
}

void facts_race(facts *f) {
    fact_section(f, "1. The race of activations");
    from_the_recorded_start(f);
    from_many_starts(f);
}
