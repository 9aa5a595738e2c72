/** Deep nets at the start: how far z, a, δ and ∂L/∂W spread from layer to layer, by activation and initial weights. Against tests/reference's init.json. */
#include "cases.h"
#include "deep_net.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>

static void draw_normals(float *x, size_t n, nn_rng *rng) {
    for (size_t i = 0; i < n; i++)
        x[i] = nn_rng_normal(rng);
}

/* ---- init.json: 10 layers of 100 units, 256 standard normal inputs, means over nets of log₁₀ of the deviation */

enum { DEPTH = 10, WIDTH = 100, BATCH = 256, NETS = 1, Z = 0, A, DELTA, DELTA_MSE, GRADIENT_MSE, QUANTITIES };

typedef struct quantities {
    double sums[QUANTITIES][DEPTH]; /* of log₁₀ of the deviation, over nets */
} quantities;

static float x[BATCH * WIDTH], y[BATCH * WIDTH];

/** C = Σ g·a of the last layer, g standard normal: as ∂/∂a of the mean of (a − y)² is 2(a − y)/(n·out), y is a − g·n·out/2. */
static void add_sum_of_outputs(quantities *q, nn_activation activation, nn_scheme scheme, float sigma, uint64_t seed) {
    deep_net d = new_deep_net(WIDTH, WIDTH, DEPTH, WIDTH, activation, activation, NN_MSE, BATCH);
    nn_rng rng = nn_rng_new(seed, 7);
    draw_normals(x, BATCH * WIDTH, &rng);
    assert_int_equal(nn_net_init(d.net, d.theta, scheme, sigma, seed), NN_OK);
    assert_int_equal(nn_net_predict(d.net, y, d.theta, NULL, x, BATCH, d.work), NN_OK);
    for (size_t i = 0; i < BATCH * WIDTH; i++)
        y[i] -= nn_rng_normal(&rng) * (BATCH * WIDTH / 2);
    measure_deep_net(&d, x, y, BATCH);
    for (size_t l = 0; l < DEPTH; l++) {
        q->sums[Z][l] += log10((double)d.stats[l].z.std);
        q->sums[A][l] += log10((double)d.stats[l].activation.std);
        q->sums[DELTA][l] += log10((double)d.stats[l].delta.std);
    }
    free_deep_net(d);
}

/** One more layer with an identity output, and the mse of standard normal targets. */
static void add_mse(quantities *q, nn_activation activation, nn_scheme scheme, float sigma, uint64_t seed) {
    deep_net d = new_deep_net(WIDTH, WIDTH, DEPTH + 1, 1, activation, NN_IDENTITY, NN_MSE, BATCH);
    nn_rng rng = nn_rng_new(seed, 8);
    draw_normals(x, BATCH * WIDTH, &rng);
    draw_normals(y, BATCH, &rng);
    assert_int_equal(nn_net_init(d.net, d.theta, scheme, sigma, seed), NN_OK);
    measure_deep_net(&d, x, y, BATCH);
    for (size_t l = 0; l < DEPTH; l++) {
        q->sums[DELTA_MSE][l] += log10((double)d.stats[l].delta.std);
        q->sums[GRADIENT_MSE][l] += log10((double)d.stats[l].weight_gradient.std);
    }
    free_deep_net(d);
}

/**
 * The mean over our NETS nets and that over the reference's, each with the reference's deviation from net to net (which 200 nets know better
 * than ours): 5 standard errors of their difference.
 */
static void check_quantities(const quantities *q, const cJSON *json, double nets_drawn) {
    static const char *const names[QUANTITIES] = {"z", "a", "delta", "delta_mse", "weight_gradient_mse"};
    for (size_t k = 0; k < QUANTITIES; k++) {
        double *expected = json_doubles(json_get(json, names[k]), "log10_std", NULL);
        double *spread = json_doubles(json_get(json, names[k]), "log10_std_spread", NULL);
        for (size_t l = 0; l < DEPTH; l++) {
            const double deviation = fabs(q->sums[k][l] / NETS - expected[l]), error = spread[l] * sqrt(1 / nets_drawn + 1.0 / NETS);
            if (!(deviation <= 5 * error))
                fail_msg("%s, %s, %s of layer %zu: log10 of the deviation is %.4f, not %.4f: %.1f standard errors",
                         json_text(json, "activation"), json_text(json, "scheme"), names[k], l + 1, q->sums[k][l] / NETS, expected[l],
                         deviation / error);
        }
        free(expected);
        free(spread);
    }
}

/**
 * What a layer multiplies the deviation by, where units are linear or half of them pass: forward σ√n for tanh and σ√(n/2) for ReLU, backward
 * σ√n for tanh, a quarter of it for sigmoid, σ√(n/2) for ReLU. log₁₀ of a mean square over n units lies below log₁₀ of its expectation by up
 * to log₁₀e·(κ − 1)/2n on average, κ = 6 of ReLU's outputs being the largest; of the root by half of it.
 */
static void check_rules(const quantities *q, const cJSON *json, nn_activation activation, double sigma) {
    const double all = sigma * sqrt(WIDTH), half = sigma * sqrt(WIDTH / 2.0);
    const double forward = activation == NN_RELU ? half : all, backward = activation == NN_RELU   ? half
                                                                          : activation == NN_TANH ? all
                                                                                                  : all / 4;
    double *z_spread = json_doubles(json_get(json, "z"), "log10_std_spread", NULL);
    double *delta_spread = json_doubles(json_get(json, "delta"), "log10_std_spread", NULL);
    const double bias = log10(exp(1)) * (6 - 1) / (4 * WIDTH), steps = DEPTH - 1;
    if (activation != NN_SIGMOID) /* whose outputs have a mean of ½, not 0 */
        assert_close((q->sums[Z][DEPTH - 1] - q->sums[Z][0]) / NETS / steps, log10(forward),
                     5 * z_spread[DEPTH - 1] / sqrt(NETS) / steps + bias);
    assert_close((q->sums[DELTA][0] - q->sums[DELTA][DEPTH - 1]) / NETS / steps, log10(backward),
                 5 * delta_spread[0] / sqrt(NETS) / steps + bias);
    free(z_spread);
    free(delta_spread);
}

static void signals_spread_from_layer_to_layer_as_in_the_reference(void **state) {
    (void)state;
    cJSON *file = json_load("init.json");
    const cJSON *deep = json_get(file, "deep"), *json;
    assert_true(json_number(deep, "depth") == DEPTH && json_number(deep, "width") == WIDTH && json_number(deep, "batch") == BATCH);
    size_t count = 0;
    cJSON_ArrayForEach(json, json_get(deep, "cases")) {
        const nn_activation activation = (nn_activation)json_name(json, "activation", NN_KIND_ACTIVATION);
        const nn_scheme scheme = (nn_scheme)json_name(json, "scheme", NN_KIND_SCHEME);
        const float sigma = (float)json_number_or(json, "sigma", 0);
        quantities q = {0};
        for (uint64_t seed = 1; seed <= NETS; seed++) {
            add_sum_of_outputs(&q, activation, scheme, sigma, seed);
            add_mse(&q, activation, scheme, sigma, seed);
        }
        check_quantities(&q, json, json_number(deep, "nets_drawn"));
        if (scheme == NN_NORMAL && (sigma < 0.05f || activation == NN_RELU)) /* small enough to be linear; ReLU always is */
            check_rules(&q, json, activation, (double)sigma);
        count++;
    }
    assert_int_equal(count, 18);
    cJSON_Delete(file);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signals_spread_from_layer_to_layer_as_in_the_reference),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
