/** FACTS 1, definitions and slopes. */
#include "facts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double ROUNDING = 0x1p-23; /* of float32, relative: what a number of a few operations may be off */

static double value_at(nn_activation activation, float z) {
    float value;
    fact_must(nn_activation_at(&value, NULL, NULL, activation, NULL, &z, 1), "an activation");
    return (double)value;
}

static double slope_at(nn_activation activation, float z) {
    float slope;
    fact_must(nn_activation_at(NULL, &slope, NULL, activation, NULL, &z, 1), "a slope");
    return (double)slope;
}

static void slopes(facts *f) {
    fact_number(f, "sigmoid′(0)", 0.25, slope_at(NN_SIGMOID, 0), ROUNDING);
    fact_digits(f, "sigmoid′(5)", "0.00665", slope_at(NN_SIGMOID, 5), 0);
    fact_number(f, "tanh′(0)", 1, slope_at(NN_TANH, 0), ROUNDING);
    fact_digits(f, "tanh′(3)", "0.00987", slope_at(NN_TANH, 3), 0);
}

static void definitions(facts *f) {
    fact_number(f, "ELU's α: where it ends, −f(−20), less e⁻²⁰", 1, -value_at(NN_ELU, -20), ROUNDING + exp(-20));
    fact_number(f, "LeakyReLU's slope below 0", 0.01, slope_at(NN_LEAKY_RELU, -3), 0.01 * ROUNDING);
    fact_number(f, "PReLU's slope below 0 as it starts", 0.25, slope_at(NN_PRELU, -3), 0);
}

/* ---- PReLU learns its slope, and decay leaves it alone */

/** A net of one input and one PReLU unit after one step on one example: weight, bias, slope. */
static void step_prelu(float *theta, float target, float weight_decay) {
    const size_t sizes[] = {1, 1};
    const float x[] = {-1}, y[] = {target};
    float loss;
    size_t n_done;
    nn_trainer *trainer;
    nn_net *net = fact_net(sizes, 1, NN_PRELU, NN_PRELU, NN_MSE);
    nn_data *data = fact_data(x, y, 1, net);
    const nn_optimizer optimizer = {.learning_rate = 0.1f, .weight_decay = weight_decay, .decay_on = NN_DECAY_WEIGHTS};
    fact_must(nn_trainer_new(&trainer, net, data, 1), "a trainer");
    theta[0] = 1, theta[1] = 0, theta[2] = 0.25f;
    fact_must(nn_train(trainer, theta, NULL, NULL, &loss, &n_done, &optimizer, 1, 0, 1), "a step");
    nn_trainer_free(trainer);
    nn_data_free(data);
    nn_net_free(net);
}

/** At z = −1 the output is −slope: with the target 0 the loss is slope², and a step of η takes 2·η·slope·z² off the slope. */
static void prelu(facts *f) {
    float learned[3], decayed[3];
    step_prelu(learned, 0, 0);
    step_prelu(decayed, -0.25f, 0.5f); /* the target is met: nothing but decay is left */
    fact_number(f, "PReLU's slope is learned: after a step of η = 0.1 on slope²", 0.25 - 0.1 * 2 * 0.25, (double)learned[2], ROUNDING);
    fact_holds(f, "no weight decay on PReLU's slope", "0.25", decayed[2] == 0.25f && decayed[0] < 1, "%g (weight %.3g)", (double)decayed[2],
               (double)decayed[0]);
}

/* ---- RReLU */

enum { DRAWS = 4000 };

/** losses [DRAWS] ← of steps that change nothing: the mean over units and examples of slope², each unit's z being −1. */
static void draw_slopes(float *losses, size_t n_units, size_t n_examples) {
    const size_t sizes[] = {1, n_units};
    const float x[] = {-1, -1}, y[4] = {0};
    float theta[4];
    size_t n_done;
    nn_trainer *trainer;
    nn_net *net = fact_net(sizes, 1, NN_RRELU, NN_RRELU, NN_MSE);
    nn_data *data = fact_data(x, y, n_examples, net);
    fact_must(nn_trainer_new(&trainer, net, data, n_examples), "a trainer");
    fact_must(nn_net_init(net, theta, NN_CONSTANT, 1, 1), "weights of 1");
    fact_must(nn_train(trainer, theta, NULL, NULL, losses, &n_done, &(nn_optimizer){.learning_rate = 0}, 1, 0, DRAWS), "steps");
    nn_trainer_free(trainer);
    nn_data_free(data);
    nn_net_free(net);
}

/**
 * Of n squares each uniform slope s ∈ [a, b): if all are drawn apart the variance of their mean is that of one, divided by n; if all are one draw, the
 * same. A variance from N draws has the relative error √(2/N) or less, as squares of a bounded, flat distribution have light tails.
 */
static void rrelu(facts *f) {
    static float one[DRAWS], four[DRAWS];
    double slopes_drawn[DRAWS], of_one[DRAWS], of_four[DRAWS], least = 1, largest = 0;
    draw_slopes(one, 1, 1);
    draw_slopes(four, 2, 2);
    for (size_t k = 0; k < DRAWS; k++) {
        slopes_drawn[k] = sqrt((double)one[k]);
        of_one[k] = (double)one[k], of_four[k] = (double)four[k];
        least = fmin(least, slopes_drawn[k]), largest = fmax(largest, slopes_drawn[k]);
    }
    const double width = 1.0 / 3 - 1.0 / 8, end = 20 * width / DRAWS; /* nearer to an end than this is some draw but for e⁻²⁰ */
    fact_number(f, "RReLU's slopes in training, from U(1/8, 1/3): the smallest of 4000", 0.125, least, end);
    fact_number(f, "… the largest", 1.0 / 3, largest, end);
    fact_number(f, "… their mean", 11.0 / 48, fact_average(slopes_drawn, DRAWS), fact_bound(slopes_drawn, DRAWS));
    fact_number(f, "… their deviation, width/√12", width / sqrt(12), fact_deviation(slopes_drawn, DRAWS),
                4 * width / sqrt(12) * sqrt(0.2 / DRAWS));
    const double ratio = pow(fact_deviation(of_one, DRAWS) / fact_deviation(of_four, DRAWS), 2);
    fact_number(f, "… one a unit and example: variance of one over that of four", 4, ratio, 4 * 4 * sqrt(2 * 2.0 / DRAWS));
    fact_number(f, "RReLU's slope in evaluation, (1/8 + 1/3)/2 = 11/48", 11.0 / 48, -value_at(NN_RRELU, -1), ROUNDING);
}

/* ---- Maxout */

enum { POINTS = 1000, MOST_PIECES = 4 };

/** outputs [POINTS] of one maxout unit at x [POINTS × 2]; theta: W [pieces][2], b [pieces]. */
static void maxout(float *outputs, const float *theta, size_t pieces, const float *x) {
    const size_t sizes[] = {2, 1};
    const nn_activation activation = NN_MAXOUT;
    nn_layer_options options = nn_layer_defaults(NN_MAXOUT);
    nn_net *net;
    options.pieces = pieces;
    fact_must(nn_net_new(&net, &(nn_net_spec){.n_layers = 1, .sizes = sizes, .activations = &activation, .options = &options}), "maxout");
    float *work = fact_floats(nn_net_work_size(net, POINTS));
    fact_must(nn_net_predict(net, outputs, theta, NULL, x, POINTS, work), "maxout's outputs");
    free(work);
    nn_net_free(net);
}

/** How far outputs are from the largest of the affine pieces, computed in double, at most. */
static double off_the_largest(const float *outputs, const float *theta, size_t pieces, const float *x) {
    double worst = 0;
    for (size_t i = 0; i < POINTS; i++) {
        double largest = -INFINITY;
        for (size_t j = 0; j < pieces; j++)
            largest = fmax(largest, (double)theta[2 * j] * (double)x[2 * i] + (double)theta[2 * j + 1] * (double)x[2 * i + 1] +
                                        (double)theta[2 * pieces + j]);
        worst = fmax(worst, fabs((double)outputs[i] - largest));
    }
    return worst;
}

static void maxout_is(facts *f) {
    static float x[2 * POINTS], outputs[POINTS], z[POINTS], relu[POINTS];
    float theta[3 * MOST_PIECES], halved[6] = {0};
    nn_direction_random(x, sizeof x / sizeof x[0], 1);
    nn_direction_random(theta, 3 * MOST_PIECES, 2);
    maxout(outputs, theta, MOST_PIECES, x);
    /* |w·x| + |b| is below 16 for normal numbers: three roundings of at most 2⁻²⁴·16 each */
    fact_number(f, "Maxout is the largest of 4 affine pieces: deviation over 1000 points", 0,
                off_the_largest(outputs, theta, MOST_PIECES, x), 3 * 16 * 0x1p-24);
    halved[0] = theta[0], halved[1] = theta[1], halved[4] = theta[2];
    maxout(outputs, halved, 2, x);
    const float one_piece[3] = {theta[0], theta[1], theta[2]};
    maxout(z, one_piece, 1, x);
    fact_must(nn_activation_at(relu, NULL, NULL, NN_RELU, NULL, z, POINTS), "ReLU");
    size_t n_differ = 0, n_positive = 0;
    for (size_t i = 0; i < POINTS; i++) {
        n_differ += outputs[i] != relu[i];
        n_positive += relu[i] > 0;
    }
    fact_holds(f, "Maxout with a second piece of w = b = 0 is ReLU: outputs that differ", "0", n_differ == 0 && n_positive > 0,
               "%zu of 1000", n_differ);
}

void facts_activations(facts *f) {
    fact_section(f, "1. Activations");
    slopes(f);
    definitions(f);
    prelu(f);
    rrelu(f);
    maxout_is(f);
}
