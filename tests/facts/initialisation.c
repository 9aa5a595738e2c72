/** FACTS 2: deep nets at the start, on ball data (Godoy, part II), and the rules of Glorot and Bengio and of He et al. */
#include "facts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { BALL = 1000, DIMENSIONS = 10, WIDTH = 100, HIDDEN = 5, LAYERS = HIDDEN + 1, PUBLISHED = 8, MOST_SEEDS = 64 };

typedef struct start {
    nn_activation activation;
    nn_scheme scheme;
    float sigma;
} start;

/* ---- what a net looks like before its first step */

typedef struct look {
    double first_a, last_a, first_gradient, last_gradient; /* deviations, hidden layers 1 and 5 */
    double saturated;                                      /* share of hidden layer 5 */
    double forward[HIDDEN - 1], backward[HIDDEN - 1]; /* mean square of a layer's a over the one before, of its δ over the one after */
} look;

static nn_net *ball_net(nn_activation activation) {
    static const size_t sizes[LAYERS + 1] = {DIMENSIONS, WIDTH, WIDTH, WIDTH, WIDTH, WIDTH, 1};
    return fact_net(sizes, LAYERS, activation, NN_IDENTITY, NN_BCE);
}

static nn_data *ball(const nn_net *net, uint64_t seed) {
    static float x[BALL * DIMENSIONS], y[BALL];
    fact_must(nn_dataset_make(x, y, NN_BALL, BALL, 0, seed), "ball data");
    return fact_data(x, y, BALL, net);
}

static double mean_square(const nn_distribution *d) {
    return (double)d->std * (double)d->std + (double)d->mean * (double)d->mean;
}

static void look_at(void *result, size_t index, const void *context) {
    const start *from = context;
    look *seen = result;
    nn_layer_stats *stats = fact_room(LAYERS, sizeof *stats);
    nn_net *net = ball_net(from->activation);
    nn_data *data = ball(net, index + 1);
    float *theta = fact_floats(nn_net_n_parameters(net)), *work = fact_floats(nn_net_layer_stats_size(net, BALL));
    fact_must(nn_net_init(net, theta, from->scheme, from->sigma, index + 1), "weights");
    fact_must(nn_net_layer_stats(net, stats, theta, data, work), "statistics");
    const nn_layer_stats *first = &stats[0], *last = &stats[HIDDEN - 1];
    *seen = (look){(double)first->activation.std,
                   (double)last->activation.std,
                   (double)first->weight_gradient.std,
                   (double)last->weight_gradient.std,
                   (double)last->saturated,
                   {0},
                   {0}};
    for (size_t l = 0; l + 1 < HIDDEN; l++) {
        seen->forward[l] = mean_square(&stats[l + 1].activation) / mean_square(&stats[l].activation);
        seen->backward[l] = mean_square(&stats[l].delta) / mean_square(&stats[l + 1].delta);
    }
    free(stats);
    free(theta);
    free(work);
    nn_data_free(data);
    nn_net_free(net);
}

static look looks[MOST_SEEDS];

static size_t look_at_many(const facts *f, const start *from) {
    const size_t n = fact_seeds(f, MOST_SEEDS, 16);
    fact_runs("deep nets at the start", looks, sizeof looks[0], n, look_at, from);
    return n;
}

/* ---- the table */

typedef struct table_row {
    start from;
    const char *name; /* begins each row's */
    const char *first_a, *last_a, *first_gradient, *last_gradient, *saturated;
} table_row;

typedef enum column { FIRST_A, LAST_A, FIRST_GRADIENT, LAST_GRADIENT, SATURATED, RATIO } column;

static double in_column(const look *seen, column which) {
    const double columns[] = {seen->first_a,       seen->last_a,    seen->first_gradient,
                              seen->last_gradient, seen->saturated, seen->first_gradient / seen->last_gradient};
    return columns[which];
}

static void compare_column(facts *f, const char *name, const char *what, const char *published, column which, size_t n) {
    double samples[MOST_SEEDS];
    char text[96];
    for (size_t i = 0; i < n; i++)
        samples[i] = in_column(&looks[i], which);
    snprintf(text, sizeof text, "%s%s", name, what);
    if (which == SATURATED)
        fact_mean(f, text, published, PUBLISHED, samples, n);
    else
        fact_geometric_mean(f, text, published, PUBLISHED, samples, n);
}

static void table(facts *f) {
    static const table_row rows[] = {
        {{NN_SIGMOID, NN_NORMAL, .01f}, "sigmoid, σ .01: ", "7.9e-3", "1.3e-2", "1.4e-11", "1.3e-4", "0.00"},
        {{NN_SIGMOID, NN_NORMAL, .1f}, "sigmoid, σ .1: ", ".077", ".123", "1.1e-6", "5.2e-4", "0.00"},
        {{NN_SIGMOID, NN_NORMAL, 1}, "sigmoid, σ 1: ", ".37", ".43", "5e-3", "1.5e-2", "0.49"},
        {{NN_TANH, NN_NORMAL, .01f}, "tanh, σ .01: ", "3.2e-2", "3.0e-6", "1.4e-8", "4.3e-9", "0.00"},
        {{NN_TANH, NN_NORMAL, .1f}, "tanh, σ .1: ", ".29", ".22", "1.3e-3", "4.4e-4", "0.00"},
        {{NN_TANH, NN_NORMAL, 1}, "tanh, σ 1: ", ".87", ".96", ".287", "6.1e-3", "0.78"},
    };
    const size_t n_rows = sizeof rows / sizeof rows[0];
    for (const table_row *row = rows; row < rows + n_rows; row++) {
        const size_t n = look_at_many(f, &row->from);
        compare_column(f, row->name, "deviation of a, layer 1", row->first_a, FIRST_A, n);
        compare_column(f, row->name, "deviation of a, layer 5", row->last_a, LAST_A, n);
        compare_column(f, row->name, "deviation of dW, layer 1", row->first_gradient, FIRST_GRADIENT, n);
        compare_column(f, row->name, "deviation of dW, layer 5", row->last_gradient, LAST_GRADIENT, n);
        compare_column(f, row->name, "saturated share of layer 5", row->saturated, SATURATED, n);
        if (row == rows + n_rows - 1)
            compare_column(f, row->name, "dW of layer 1 over layer 5", "47", RATIO, n);
    }
}

/* ---- factors from layer to layer */

/**
 * Given what a layer gets, the mean square of what it passes on is σ²n times that over the draw of its weights, times f′² backward and ½ forward for
 * ReLU; so the mean of the quotients is the factor's square, without bias. Sigmoid's f′ is not quite ¼: 1 − z²/4 of it, z² ≈ 0.0025 here.
 */
static void factor(facts *f, const char *name, const char *published, const start *from, bool forward, double bias) {
    double squares[MOST_SEEDS * (HIDDEN - 1)];
    const size_t n = look_at_many(f, from), n_squares = n * (HIDDEN - 1);
    for (size_t i = 0; i < n_squares; i++) {
        const look *seen = &looks[i / (HIDDEN - 1)];
        squares[i] = (forward ? seen->forward : seen->backward)[i % (HIDDEN - 1)];
    }
    const double measured = sqrt(fact_average(squares, n_squares));
    fact_digits(f, name, published, measured, fact_bound(squares, n_squares) / (2 * measured) + bias * measured);
}

static void factors(facts *f) {
    const start sigmoid = {NN_SIGMOID, NN_NORMAL, .01f}, tenth = {NN_RELU, NN_NORMAL, .1f}, one = {NN_RELU, NN_NORMAL, 1};
    const start he = {NN_RELU, NN_HE_NORMAL, 0};
    factor(f, "backward factor of sigmoid, √n·σ·¼, σ .01, n 100", "0.025", &sigmoid, false, 0.0025 / 4);
    factor(f, "forward factor of ReLU, σ√(n/2), σ .1", "0.707", &tenth, true, 0);
    factor(f, "forward factor of ReLU, σ 1", "7.07", &one, true, 0);
    factor(f, "forward factor of ReLU, He", "1.0", &he, true, 0);
}

/* ---- zeros */

/** How many of the gradient's entries are not 0 at a start from zeros; *n_output_values: how many different ones the output's weights have. */
static size_t count_non_zero(nn_activation activation, size_t *n_output_values, bool *only_bias) {
    nn_net *net = ball_net(activation);
    nn_data *data = ball(net, 1);
    const size_t n = nn_net_n_parameters(net);
    const nn_layer *output = nn_net_layer(net, HIDDEN);
    float *theta = fact_floats(n), *gradient = fact_floats(n), *work = fact_floats(nn_net_work_size(net, BALL)), loss;
    fact_must(nn_net_init(net, theta, NN_ZEROS, 0, 1), "zeros");
    fact_must(nn_net_gradient(net, gradient, &loss, theta, data, work), "the gradient at zeros");
    size_t n_non_zero = 0;
    for (size_t i = 0; i < n; i++)
        n_non_zero += gradient[i] != 0;
    *n_output_values = 1;
    for (size_t i = 1; i < output->n_in; i++)
        *n_output_values += gradient[output->weights_at + i] != gradient[output->weights_at];
    *only_bias = n_non_zero == 1 && gradient[output->biases_at] != 0;
    free(theta);
    free(gradient);
    free(work);
    nn_data_free(data);
    nn_net_free(net);
    return n_non_zero;
}

static void zeros(facts *f) {
    size_t n_values;
    bool only_bias;
    size_t n = count_non_zero(NN_TANH, &n_values, &only_bias);
    fact_holds(f, "zeros, tanh: only the output's bias has a gradient", "1 entry", only_bias, "%zu", n);
    n = count_non_zero(NN_RELU, &n_values, &only_bias);
    fact_holds(f, "zeros, ReLU: only the output's bias has a gradient", "1 entry", only_bias, "%zu", n);
    n = count_non_zero(NN_SIGMOID, &n_values, &only_bias);
    fact_holds(f, "zeros, sigmoid: all output weights have one gradient, and all below none", "1 value", n == WIDTH + 1 && n_values == 1,
               "%zu value, %zu entries", n_values, n);
}

/* ---- schemes */

enum { IN = 60, OUT = 90, DRAWS = 20, WEIGHTS = IN * OUT * DRAWS };

/** Deviation of the weights that a scheme draws, and the largest. */
static void draw_weights(double *std, double *largest, nn_scheme scheme, nn_activation activation, size_t n_in, size_t n_out) {
    const size_t sizes[] = {n_in, n_out};
    nn_net *net = fact_net(sizes, 1, activation, activation, NN_MSE);
    float *theta = fact_floats(nn_net_n_parameters(net));
    double squares = 0;
    *largest = 0;
    for (uint64_t seed = 1; seed <= DRAWS; seed++) {
        fact_must(nn_net_init(net, theta, scheme, 0, seed), "weights");
        for (size_t i = 0; i < n_in * n_out; i++) {
            squares += (double)theta[i] * (double)theta[i];
            *largest = fmax(*largest, fabs((double)theta[i]));
        }
    }
    *std = sqrt(squares / (double)(n_in * n_out * DRAWS));
    free(theta);
    nn_net_free(net);
}

/** The deviation of N normal numbers has the standard error σ/√2N. */
static void deviation_of(facts *f, const char *name, nn_scheme scheme, nn_activation activation, size_t n_in, size_t n_out,
                         double expected) {
    double std, largest;
    draw_weights(&std, &largest, scheme, activation, n_in, n_out);
    fact_number(f, name, expected, std, 4 * expected / sqrt(2.0 * (double)(n_in * n_out * DRAWS)));
}

/** The largest of N numbers uniform on ±bound is nearer to the bound than 20/N of it, but for e⁻²⁰. */
static void bound_of(facts *f, const char *name, nn_scheme scheme, double expected) {
    double std, largest;
    draw_weights(&std, &largest, scheme, NN_RELU, IN, OUT);
    fact_number(f, name, expected, largest, expected * 20 / WEIGHTS);
}

static void schemes(facts *f) {
    deviation_of(f, "σ = .1 is Glorot's for 100 × 100", NN_XAVIER_NORMAL, NN_TANH, WIDTH, WIDTH, 0.1);
    deviation_of(f, "Glorot's deviation √(2/(in + out)), 60 × 90", NN_XAVIER_NORMAL, NN_TANH, IN, OUT, sqrt(2.0 / (IN + OUT)));
    bound_of(f, "Glorot's uniform bound √(6/(in + out))", NN_XAVIER_UNIFORM, sqrt(6.0 / (IN + OUT)));
    deviation_of(f, "He's deviation √(2/in)", NN_HE_NORMAL, NN_RELU, IN, OUT, sqrt(2.0 / IN));
    bound_of(f, "He's uniform bound √(6/in)", NN_HE_UNIFORM, sqrt(6.0 / IN));
    deviation_of(f, "He's deviation for PReLU √(2/((1 + a²)·in)), a = ¼", NN_HE_NORMAL, NN_PRELU, IN, OUT, sqrt(2.0 / ((1 + 0.0625) * IN)));
}

void facts_initialisation(facts *f) {
    fact_section(f, "2. Initialisation");
    table(f);
    factors(f);
    zeros(f);
    schemes(f);
}
