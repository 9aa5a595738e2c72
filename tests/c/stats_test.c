/** Layer statistics: that they are of the trace, in closed forms, and flat units one activation at a time. */
#include "internal.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- a net with its data */

typedef struct subject {
    nn_net *net;
    nn_data *data;
    size_t n, n_parameters;
    float *theta;
    nn_layer_stats stats[8];
    nn_status status;
} subject;

static subject new_subject(const nn_net_spec *spec, const float *x, const float *y, size_t n) {
    subject s = {.n = n};
    assert_int_equal(nn_net_new(&s.net, spec), NN_OK);
    assert_int_equal(nn_data_new(&s.data, x, y, n, spec->sizes[0], spec->sizes[spec->n_layers]), NN_OK);
    s.n_parameters = nn_net_n_parameters(s.net);
    s.theta = malloc(s.n_parameters * sizeof *s.theta);
    assert_int_equal(nn_net_init(s.net, s.theta, NN_NORMAL, 0.5f, 5), NN_OK);
    return s;
}

/** In scratch of just the size asked for. */
static void measure(subject *s) {
    float *work = malloc(nn_net_layer_stats_size(s->net, s->n) * sizeof *work);
    assert_non_null(work);
    s->status = nn_net_layer_stats(s->net, s->stats, s->theta, s->data, work);
    free(work);
}

static void free_subject(subject s) {
    nn_data_free(s.data);
    nn_net_free(s.net);
    free(s.theta);
}

/** n examples of standard normal inputs, and targets. */
static void draw_examples(float *x, float *y, size_t n, size_t n_in, size_t n_out) {
    nn_rng rng = nn_rng_new(3, 3);
    for (size_t i = 0; i < n * n_in; i++)
        x[i] = nn_rng_normal(&rng);
    for (size_t i = 0; i < n * n_out; i++)
        y[i] = nn_rng_normal(&rng);
}

static void assert_same_distribution(const nn_distribution *actual, const float *x, size_t n) {
    nn_distribution expected;
    nn_describe(&expected, x, n);
    assert_int_equal(actual->n, n);
    assert_memory_equal(actual, &expected, sizeof expected);
}

/** Several blocks, batch normalisation, maxout, and a penalty, which is no part of ∂L/∂W. */
static void each_layer_is_described_by_the_numbers_of_its_trace(void **state) {
    (void)state;
    enum { N = 300, IN = 4, OUT = 3 };
    static float x[N * IN], y[N * OUT];
    const size_t sizes[] = {IN, 7, 5, OUT};
    const nn_activation activations[] = {NN_PRELU, NN_MAXOUT, NN_IDENTITY};
    nn_layer_options options[3];
    for (size_t l = 0; l < 3; l++)
        options[l] = nn_layer_defaults(activations[l]);
    options[0].batch_norm = true;
    options[1].pieces = 3;
    draw_examples(x, y, N, IN, OUT);
    subject s = new_subject(&(nn_net_spec){3, sizes, activations, NN_MSE, 0.1f, 0.1f, options}, x, y, N);
    const size_t rows = nn_net_n_rows(s.net), units = nn_net_n_units(s.net);
    float *z = malloc(rows * N * sizeof *z), *a = malloc(units * N * sizeof *a), *delta = malloc(rows * N * sizeof *delta);
    float *gradient = malloc(s.n_parameters * sizeof *gradient), *work = malloc(nn_net_work_size(s.net, N) * sizeof *work);
    assert_int_equal(nn_net_trace(s.net, z, a, delta, gradient, NULL, s.theta, s.data, false, work), NN_OK);

    measure(&s);

    assert_int_equal(s.status, NN_OK);
    for (size_t l = 0; l < 3; l++) {
        const nn_layer *layer = nn_net_layer(s.net, l);
        assert_same_distribution(&s.stats[l].z, z + layer->rows_at * N, layer->n_rows * N);
        assert_same_distribution(&s.stats[l].activation, a + layer->units_at * N, layer->n_out * N);
        assert_same_distribution(&s.stats[l].delta, delta + layer->rows_at * N, layer->n_rows * N);
        assert_same_distribution(&s.stats[l].weight_gradient, gradient + layer->weights_at, layer->n_rows * layer->n_in);
        assert_true(s.stats[l].delta.std > 0);
    }
    free(z);
    free(a);
    free(delta);
    free(gradient);
    free(work);
    free_subject(s);
}

static void a_diverged_net_is_described_all_the_same(void **state) {
    (void)state;
    const size_t sizes[] = {1, 2, 1};
    const float x[] = {1, 2, 3}, y[] = {0, 0, 0};
    subject s = new_subject(&(nn_net_spec){2, sizes, (const nn_activation[]){NN_RELU, NN_IDENTITY}, NN_MSE, 0, 0, NULL}, x, y, 3);
    memcpy(s.theta, ((const float[]){NAN, -1, 0, 0, 1, 1, 0}), 7 * sizeof *s.theta);

    measure(&s);

    assert_int_equal(s.status, NN_DIVERGED);
    assert_int_equal(s.stats[0].z.n_not_finite, 3);
    assert_true(s.stats[0].z.min == -3 && s.stats[0].z.max == -1);
    assert_int_equal(s.stats[1].z.n_not_finite, 3);
    assert_true(s.stats[0].saturated == 0.5f && s.stats[0].dead == 0.5f); /* the unit that is NaN is neither */
    free_subject(s);
}

static void data_that_do_not_fit_are_refused(void **state) {
    (void)state;
    const size_t sizes[] = {1, 1};
    const float x[] = {1, 2}, y[] = {0, 0};
    nn_layer_options options = nn_layer_defaults(NN_IDENTITY);
    options.batch_norm = true;
    subject s = new_subject(&(nn_net_spec){1, sizes, (const nn_activation[]){NN_IDENTITY}, NN_MSE, 0, 0, &options}, x, y, 1);
    measure(&s);
    assert_int_equal(s.status, NN_BAD_SHAPE); /* batch normalisation of a single example */
    nn_data_free(s.data);
    assert_int_equal(nn_data_new(&s.data, x, y, 1, 2, 1), NN_OK);
    measure(&s);
    assert_int_equal(s.status, NN_BAD_SHAPE);
    free_subject(s);
}

static void scratch_that_no_machine_has_is_not_asked_for_by_a_small_number(void **state) {
    (void)state;
    const size_t sizes[] = {1, 3, 1};
    nn_net *net;
    assert_int_equal(nn_net_new(&net, &(nn_net_spec){2, sizes, (const nn_activation[]){NN_TANH, NN_IDENTITY}, NN_MSE, 0, 0, NULL}), NN_OK);
    for (size_t n = SIZE_MAX; n > SIZE_MAX / 64; n = n / 2 + n / 8) /* 12 floats an example, of 8 bytes at most */
        assert_true(nn_net_layer_stats_size(net, n) == SIZE_MAX / sizeof(double));
    assert_true(nn_net_layer_stats_size(net, 2) - nn_net_layer_stats_size(net, 1) == 3 * 4);
    nn_net_free(net);
}

/* ---- all weights 0, at the first step (FACTS 2) */

enum { BALL = 200, DIMENSIONS = 10, UNITS = 6 };

static subject zeros_on_ball(nn_activation activation) {
    static float x[BALL * DIMENSIONS], y[BALL];
    const size_t sizes[] = {DIMENSIONS, UNITS, UNITS, 1};
    const nn_activation activations[] = {activation, activation, NN_IDENTITY};
    assert_int_equal(nn_dataset_make(x, y, NN_BALL, BALL, 0, 1), NN_OK);
    subject s = new_subject(&(nn_net_spec){3, sizes, activations, NN_BCE, 0, 0, NULL}, x, y, BALL);
    assert_int_equal(nn_net_init(s.net, s.theta, NN_ZEROS, 0, 1), NN_OK);
    measure(&s);
    return s;
}

static float *gradient_of(const subject *s) {
    float loss, *gradient = malloc(s->n_parameters * sizeof *gradient), *work = malloc(nn_net_work_size(s->net, s->n) * sizeof *work);
    assert_int_equal(nn_net_gradient(s->net, gradient, &loss, s->theta, s->data, work), NN_OK);
    free(work);
    return gradient;
}

static void from_zeros_tanh_and_relu_move_nothing_but_the_output_bias(void **state) {
    (void)state;
    static const nn_activation activations[] = {NN_TANH, NN_RELU};
    for (size_t k = 0; k < 2; k++) {
        subject s = zeros_on_ball(activations[k]);
        float *gradient = gradient_of(&s);
        for (size_t i = 0; i + 1 < s.n_parameters; i++)
            assert_true(gradient[i] == 0.0f);
        assert_true(fabsf(gradient[s.n_parameters - 1]) > 0.01f); /* ½ − the share of class 1, which is 0.61 */
        for (size_t l = 0; l < 3; l++)
            assert_int_equal(s.stats[l].weight_gradient.n_zeros, s.stats[l].weight_gradient.n);
        assert_true(s.stats[0].dead == (k ? 1.0f : 0.0f)); /* ReLU′(0) = 0, tanh′(0) = 1 */
        assert_int_equal(s.stats[1].delta.n_zeros, s.stats[1].delta.n);
        assert_int_equal(s.stats[2].delta.n_zeros, 0);
        free(gradient);
        free_subject(s);
    }
}

/** Each hidden unit has a = ½, so each output weight ½·Σδ, and what is passed down is 0. */
static void from_zeros_sigmoid_moves_all_output_weights_alike(void **state) {
    (void)state;
    subject s = zeros_on_ball(NN_SIGMOID);
    float *gradient = gradient_of(&s);
    const size_t at = nn_net_layer(s.net, 2)->weights_at;
    assert_true(fabsf(gradient[at]) > 0.01f);
    for (size_t i = 0; i < UNITS; i++)
        assert_true(gradient[at + i] == gradient[at]);
    assert_close((double)gradient[at], 0.5 * (double)gradient[at + UNITS], BALL * 0x1p-24);
    for (size_t i = 0; i < at; i++)
        assert_true(gradient[i] == 0.0f);
    assert_true(s.stats[2].weight_gradient.min == s.stats[2].weight_gradient.max);
    assert_int_equal(s.stats[2].weight_gradient.n_zeros, 0);
    assert_int_equal(s.stats[1].weight_gradient.n_zeros, UNITS * UNITS);
    free(gradient);
    free_subject(s);
}

/* ---- flat units */

enum { POINTS = 4001 };

/** One unit with z = x over −20 … 20. */
static subject new_unit(nn_activation activation, nn_layer_options options) {
    static float x[POINTS], y[POINTS];
    const size_t sizes[] = {1, 1};
    for (size_t i = 0; i < POINTS; i++)
        x[i] = ((float)i - (POINTS - 1) / 2) / 100;
    subject s = new_subject(&(nn_net_spec){1, sizes, &activation, NN_MSE, 0, 0, &options}, x, y, POINTS);
    s.theta[0] = 1;
    s.theta[1] = 0;
    measure(&s);
    assert_int_equal(s.status, NN_OK);
    return s;
}

static void check_saturated(nn_activation activation, nn_layer_options options, bool is_flat(double z, double alpha)) {
    subject s = new_unit(activation, options);
    size_t count = 0;
    for (size_t i = 0; i < POINTS; i++)
        count += is_flat(((double)i - (POINTS - 1) / 2) / 100, (double)options.alpha);
    assert_int_equal(lround((double)s.stats[0].saturated * POINTS), count);
    assert_true(s.stats[0].dead == 0);
    free_subject(s);
}

/* No z that is a hundredth is within 1e-4 of an end of any of these but ReLU's, which is exact. */
static bool sigmoid_is_flat(double z, double alpha) {
    (void)alpha;
    const double a = 1 / (1 + exp(-z));
    return a < 0.01 || a > 0.99;
}
static bool tanh_is_flat(double z, double alpha) {
    (void)alpha;
    return fabs(tanh(z)) > 0.99;
}
static bool relu_is_flat(double z, double alpha) {
    (void)alpha;
    return z <= 0;
}
static bool elu_is_flat(double z, double alpha) {
    return z < 0 && fabs(alpha * expm1(z) + alpha) < 0.01;
}
static bool softplus_is_flat(double z, double alpha) {
    (void)alpha;
    return log1p(exp(z)) < 0.01;
}
/** Below the lowest point, at −0.7518, from where f rises to 0. */
static bool gelu_is_flat(double z, double alpha) {
    (void)alpha;
    return z < -0.7518 && z * erfc(-z / sqrt(2)) / 2 > -0.01;
}
static bool silu_is_flat(double z, double alpha) {
    (void)alpha;
    return z < -1.2785 && z / (1 + exp(-z)) > -0.01;
}
static bool never_flat(double z, double alpha) {
    (void)z, (void)alpha;
    return false;
}

static void saturated_is_what_lies_within_a_hundredth_of_where_f_goes(void **state) {
    (void)state;
    static const struct {
        nn_activation activation;
        bool (*is_flat)(double z, double alpha);
    } cases[] = {{NN_SIGMOID, sigmoid_is_flat}, {NN_TANH, tanh_is_flat}, {NN_RELU, relu_is_flat},         {NN_ELU, elu_is_flat},
                 {NN_GELU, gelu_is_flat},       {NN_SILU, silu_is_flat}, {NN_SOFTPLUS, softplus_is_flat}, {NN_IDENTITY, never_flat},
                 {NN_LEAKY_RELU, never_flat},   {NN_PRELU, never_flat},  {NN_RRELU, never_flat},          {NN_MAXOUT, never_flat}};
    assert_int_equal(sizeof cases / sizeof cases[0], NN_N_ACTIVATIONS);
    for (size_t i = 0; i < NN_N_ACTIVATIONS; i++) {
        nn_layer_options options = nn_layer_defaults(cases[i].activation);
        options.pieces = 1;
        check_saturated(cases[i].activation, options, cases[i].is_flat);
    }
}

static void saturation_of_elu_follows_its_alpha(void **state) {
    (void)state;
    static const float alphas[] = {0.3f, 3, -1, 0.005f, 0}; /* of the last two all of the left half lies within a hundredth */
    for (size_t i = 0; i < sizeof alphas / sizeof alphas[0]; i++) {
        nn_layer_options options = nn_layer_defaults(NN_ELU);
        options.alpha = alphas[i];
        check_saturated(NN_ELU, options, alphas[i] == 0 ? relu_is_flat : elu_is_flat);
    }
}

static void a_slope_of_zero_makes_prelu_as_flat_as_relu(void **state) {
    (void)state;
    nn_layer_options options = nn_layer_defaults(NN_PRELU);
    options.alpha = 0;
    check_saturated(NN_PRELU, options, relu_is_flat);
}

/** Four units of z = w·x + b over x = ±1: of ReLU those with b < −|w| are never positive. */
static subject four_units(nn_activation activation, const float *weights, const float *biases) {
    const size_t sizes[] = {1, 4};
    const float x[] = {-1, 1, -1, 1, 1}, y[5 * 4] = {0};
    subject s = new_subject(&(nn_net_spec){1, sizes, &activation, NN_MSE, 0, 0, NULL}, x, y, 5);
    memcpy(s.theta, weights, 4 * sizeof *s.theta);
    memcpy(s.theta + 4, biases, 4 * sizeof *s.theta);
    measure(&s);
    return s;
}

static void a_unit_is_dead_when_its_slope_is_zero_for_every_example(void **state) {
    (void)state;
    subject relu = four_units(NN_RELU, (const float[]){1, 1, 1, -1}, (const float[]){0, -2, 2, -1});
    assert_true(relu.stats[0].dead == 0.5f); /* the second, and the fourth, whose z is 0 or −2 */
    assert_true(relu.stats[0].saturated == (2 + 5 + 0 + 5) / 20.0f);
    free_subject(relu);

    subject leaky = four_units(NN_LEAKY_RELU, (const float[]){1, 1, 1, -1}, (const float[]){0, -2, 2, -1});
    assert_true(leaky.stats[0].dead == 0 && leaky.stats[0].saturated == 0);
    free_subject(leaky);

    /* a(1 − a) is 0 in float32 where a is 1, above 17; at 10 it is 4.5e-5 */
    subject sigmoid = four_units(NN_SIGMOID, (const float[]){1, 1, 1, 1}, (const float[]){0, 10, 30, -200});
    assert_true(sigmoid.stats[0].dead == 0.5f && sigmoid.stats[0].saturated == 0.75f);
    free_subject(sigmoid);
}

/** Two units of pieces x, −x, −2 and 0, 0, 0: the third piece never wins, and of equal ones the first does. */
static void a_piece_of_maxout_is_dead_when_it_never_wins(void **state) {
    (void)state;
    const size_t sizes[] = {1, 2};
    const float x[] = {-1, 1, 0.5f}, y[3 * 2] = {0};
    nn_layer_options options = nn_layer_defaults(NN_MAXOUT);
    options.pieces = 3;
    subject s = new_subject(&(nn_net_spec){1, sizes, (const nn_activation[]){NN_MAXOUT}, NN_MSE, 0, 0, &options}, x, y, 3);
    memcpy(s.theta, ((const float[]){1, -1, 0, 0, 0, 0, 0, 0, -2, 0, 0, 0}), 12 * sizeof *s.theta);

    measure(&s);

    assert_close((double)s.stats[0].dead, 3.0 / 6, 0x1p-24);
    assert_true(s.stats[0].saturated == 0);
    assert_int_equal(s.stats[0].z.n, 18);
    assert_int_equal(s.stats[0].activation.n, 6);
    free_subject(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_layer_is_described_by_the_numbers_of_its_trace),
        cmocka_unit_test(a_diverged_net_is_described_all_the_same),
        cmocka_unit_test(data_that_do_not_fit_are_refused),
        cmocka_unit_test(scratch_that_no_machine_has_is_not_asked_for_by_a_small_number),
        cmocka_unit_test(from_zeros_tanh_and_relu_move_nothing_but_the_output_bias),
        cmocka_unit_test(from_zeros_sigmoid_moves_all_output_weights_alike),
        cmocka_unit_test(saturated_is_what_lies_within_a_hundredth_of_where_f_goes),
        cmocka_unit_test(saturation_of_elu_follows_its_alpha),
        cmocka_unit_test(a_slope_of_zero_makes_prelu_as_flat_as_relu),
        cmocka_unit_test(a_unit_is_dead_when_its_slope_is_zero_for_every_example),
        cmocka_unit_test(a_piece_of_maxout_is_dead_when_it_never_wins),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
