/** What layers have beside units: batch normalisation in training and evaluation, chances, maxout, PReLU, and traces. */
#include "internal.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N = 300, MOST = 256 };

/** 2-5-4-1, softly random; the two hidden layers have these. */
typedef struct problem {
    nn_net *net;
    nn_data *data;
    float theta[MOST], running[2 * MOST], x[2 * N], y[N], *work;
} problem;

static problem new_problem(nn_activation hidden, nn_layer_options options, size_t n) {
    const size_t sizes[] = {2, 5, 4, 1};
    const nn_activation activations[] = {hidden, hidden, NN_IDENTITY};
    const nn_layer_options all[] = {options, options, nn_layer_defaults(NN_IDENTITY)};
    problem p = {0};
    assert_int_equal(nn_net_new(&p.net, &(nn_net_spec){.n_layers = 3, .sizes = sizes, .activations = activations, .options = all}), NN_OK);
    assert_true(nn_net_n_parameters(p.net) <= MOST);
    nn_rng rng = nn_rng_new(3, 0);
    for (size_t i = 0; i < 2 * N; i++)
        p.x[i] = nn_rng_normal(&rng);
    for (size_t e = 0; e < N; e++)
        p.y[e] = p.x[2 * e] * p.x[2 * e + 1];
    assert_int_equal(nn_data_new(&p.data, p.x, p.y, n, 2, 1), NN_OK);
    assert_int_equal(nn_net_init(p.net, p.theta, NN_XAVIER_NORMAL, 0, 5), NN_OK);
    nn_net_reset_running(p.net, p.running);
    p.work = malloc(nn_net_work_size(p.net, n) * sizeof *p.work);
    return p;
}

static void free_problem(problem *p) {
    nn_data_free(p->data);
    nn_net_free(p->net);
    free(p->work);
}

static nn_layer_options with_batch_norm(nn_activation activation) {
    nn_layer_options options = nn_layer_defaults(activation);
    options.batch_norm = true;
    return options;
}

/* ---- batch normalisation */

static void normalised_pre_activations_have_mean_0_and_deviation_1(void **state) {
    (void)state;
    problem p = new_problem(NN_IDENTITY, with_batch_norm(NN_IDENTITY), N);
    float gradient[MOST], *z = malloc(nn_net_n_rows(p.net) * N * sizeof *z);

    assert_int_equal(nn_net_trace(p.net, z, NULL, NULL, gradient, NULL, p.theta, p.data, false, p.work), NN_OK);

    for (size_t row = 0; row < 9; row++) {
        double mean = 0, square = 0;
        for (size_t e = 0; e < N; e++)
            mean += (double)z[row * N + e] / N;
        for (size_t e = 0; e < N; e++)
            square += pow((double)z[row * N + e] - mean, 2) / N;
        assert_close(mean, 0, 1e-6);                /* ε of the largest sum over √N roundings */
        assert_close(sqrt(square), 1, 1e-5 + 5e-5); /* ε = 1e-5 under the root, beside a variance above 0.1 */
    }
    free(z);
    free_problem(&p);
}

/** A shift or stretch of what goes into batch normalisation is undone by it. */
static void batch_normalisation_ignores_the_scale_of_weights_and_all_biases(void **state) {
    (void)state;
    problem p = new_problem(NN_TANH, with_batch_norm(NN_TANH), N);
    float before, after;
    assert_int_equal(nn_net_loss(p.net, &before, p.theta, p.data, p.work), NN_OK);
    const nn_layer *layer = nn_net_layer(p.net, 0);
    for (size_t i = layer->weights_at; i < layer->biases_at; i++)
        p.theta[i] *= 4.0f;
    for (size_t o = 0; o < layer->n_rows; o++)
        p.theta[layer->biases_at + o] += 3.0f;

    assert_int_equal(nn_net_loss(p.net, &after, p.theta, p.data, p.work), NN_OK);

    assert_close((double)after, (double)before, 2e-5 * (double)before); /* ε = 1e-5 counts 16 times less beside a variance above 1 */
    free_problem(&p);
}

static void a_batch_of_one_cannot_be_normalised(void **state) {
    (void)state;
    problem p = new_problem(NN_TANH, with_batch_norm(NN_TANH), 1);
    float loss, gradient[MOST], output;
    nn_trainer *trainer;

    assert_int_equal(nn_net_loss(p.net, &loss, p.theta, p.data, p.work), NN_BAD_SHAPE);
    assert_int_equal(nn_net_gradient(p.net, gradient, &loss, p.theta, p.data, p.work), NN_BAD_SHAPE);
    assert_int_equal(nn_net_hessian_vector(p.net, gradient, p.theta, p.theta, p.data, p.work), NN_BAD_SHAPE);
    assert_int_equal(nn_trainer_new(&trainer, p.net, p.data, 1), NN_BAD_SHAPE);
    assert_int_equal(nn_net_predict(p.net, &output, p.theta, p.running, p.x, 1, p.work), NN_OK); /* evaluation can */
    assert_int_equal(nn_net_evaluate(p.net, &loss, NULL, p.theta, p.running, p.data, p.work), NN_OK);
    free_problem(&p);
}

static void evaluation_without_running_values_is_refused(void **state) {
    (void)state;
    problem p = new_problem(NN_TANH, with_batch_norm(NN_TANH), N);
    float output, units[10], loss;
    assert_int_equal(nn_net_predict(p.net, &output, p.theta, NULL, p.x, 1, p.work), NN_BAD_VALUE);
    assert_int_equal(nn_net_units(p.net, units, p.theta, NULL, p.x, 1, p.work), NN_BAD_VALUE);
    assert_int_equal(nn_net_evaluate(p.net, &loss, NULL, p.theta, NULL, p.data, p.work), NN_BAD_VALUE);
    free_problem(&p);
}

/** 101 examples in batches of 20: the last would be one alone, and joins the fifth. */
static void a_last_batch_of_one_joins_the_one_before_it(void **state) {
    (void)state;
    problem p = new_problem(NN_TANH, with_batch_norm(NN_TANH), 101);
    nn_trainer *trainer;
    size_t n_done;
    float losses[5], mean = 0, all;
    assert_int_equal(nn_trainer_new(&trainer, p.net, p.data, 20), NN_OK);

    assert_int_equal(nn_train(trainer, p.theta, p.running, NULL, losses, &n_done, &(nn_optimizer){.kind = NN_SGD}, 2, 0, 5), NN_OK);
    float next;
    assert_int_equal(nn_train(trainer, p.theta, p.running, NULL, &next, &n_done, &(nn_optimizer){.kind = NN_SGD}, 2, 5, 1), NN_OK);

    for (size_t k = 0; k < 5; k++)
        mean += losses[k] * (k < 4 ? 20.0f : 21.0f) / 101.0f;
    assert_int_equal(nn_net_loss(p.net, &all, p.theta, p.data, p.work), NN_OK);
    assert_true(fabsf(mean - all) < 0.2f * all); /* batches are normalised each by itself: about, not the same */
    assert_true(next != losses[0]);              /* the sixth step begins the next epoch */
    nn_trainer_free(trainer);
    free_problem(&p);
}

static void a_diverged_step_takes_the_running_values_back_too(void **state) {
    (void)state;
    problem p = new_problem(NN_IDENTITY, with_batch_norm(NN_IDENTITY), N);
    nn_trainer *trainer;
    size_t n_done, n_again;
    float losses[40], before[2 * MOST];
    const nn_optimizer wild = {.kind = NN_SGD, .learning_rate = 1e30f};
    assert_int_equal(nn_trainer_new(&trainer, p.net, p.data, N), NN_OK);

    assert_int_equal(nn_train(trainer, p.theta, p.running, NULL, losses, &n_done, &wild, 0, 0, 40), NN_DIVERGED);
    memcpy(before, p.running, sizeof before);
    assert_int_equal(nn_train(trainer, p.theta, p.running, NULL, losses, &n_again, &wild, 0, n_done, 40), NN_DIVERGED);

    assert_int_equal(n_again, 0);
    assert_same_bits(p.running, before, nn_net_n_running(p.net));
    nn_trainer_free(trainer);
    free_problem(&p);
}

/* ---- chances */

static nn_layer_options dropping(float share) {
    nn_layer_options options = nn_layer_defaults(NN_IDENTITY);
    options.dropout = share;
    return options;
}

/** The mean output of a linear net is the one without dropping, so its mean squared error grows by the variance. */
/** A batch-normalised 1-1-1 net in which the weight is 1 on two examples at ±x. */
static nn_status train_far_apart(float x, float *running, nn_status *loss_status) {
    const nn_layer_options options[] = {with_batch_norm(NN_IDENTITY), nn_layer_defaults(NN_IDENTITY)};
    const nn_net_spec spec = {.n_layers = 2,
                              .sizes = (const size_t[]){1, 1, 1},
                              .activations = (const nn_activation[]){NN_IDENTITY, NN_IDENTITY},
                              .options = options};
    nn_net *net;
    nn_data *data;
    nn_trainer *trainer;
    float theta[] = {1, 0, 1, 0, 1, 0}, loss, losses[1], work[20000];
    size_t n_done;
    assert_int_equal(nn_net_new(&net, &spec), NN_OK);
    assert_true(nn_net_n_parameters(net) == 6 && nn_net_work_size(net, 2) <= 20000);
    assert_int_equal(nn_data_new(&data, (const float[]){x, -x}, (const float[]){0, 1}, 2, 1, 1), NN_OK);
    assert_int_equal(nn_trainer_new(&trainer, net, data, 2), NN_OK);
    nn_net_reset_running(net, running);
    *loss_status = nn_net_loss(net, &loss, theta, data, work);
    const nn_status status = nn_train(trainer, theta, running, NULL, losses, &n_done, &(nn_optimizer){.learning_rate = 0.01f}, 0, 0, 1);
    assert_int_equal(n_done, status == NN_OK);
    nn_trainer_free(trainer);
    nn_data_free(data);
    nn_net_free(net);
    return status;
}

static void a_variance_beyond_float32_is_divergence_not_silence(void **state) {
    (void)state;
    float running[2];
    nn_status loss_status;
    assert_int_equal(train_far_apart(1e18f, running, &loss_status), NN_OK);
    assert_int_equal(loss_status, NN_OK);
    assert_close((double)running[1], 0.9 + 0.1 * 2e36, 2e36 * 1e-6); /* unbiased: twice the mean square */
    assert_int_equal(train_far_apart(1e20f, running, &loss_status), NN_DIVERGED);
    assert_int_equal(loss_status, NN_DIVERGED);
    assert_true(running[0] == 0 && running[1] == 1);
}

static void dropping_units_adds_its_variance_to_the_loss(void **state) {
    (void)state;
    enum { STEPS = 400 };
    problem p = new_problem(NN_IDENTITY, dropping(0.25f), N);
    nn_trainer *trainer;
    size_t n_done;
    float losses[STEPS], still;
    assert_int_equal(nn_trainer_new(&trainer, p.net, p.data, N), NN_OK);
    assert_int_equal(nn_net_loss(p.net, &still, p.theta, p.data, p.work), NN_OK);

    assert_int_equal(nn_train(trainer, p.theta, NULL, NULL, losses, &n_done, &(nn_optimizer){.kind = NN_SGD}, 7, 0, STEPS), NN_OK);

    double mean = 0;
    for (size_t k = 0; k < STEPS; k++)
        mean += (double)losses[k] / STEPS;
    assert_true(mean > (double)still);
    assert_true(losses[0] != losses[1]);
    nn_trainer_free(trainer);
    free_problem(&p);
}

static void what_is_kept_is_divided_by_the_share_kept(void **state) {
    (void)state;
    const size_t sizes[] = {1, 1, 1}, n = 4096;
    const nn_activation activations[] = {NN_IDENTITY, NN_IDENTITY};
    const nn_layer_options options[] = {dropping(0.25f), nn_layer_defaults(NN_IDENTITY)};
    float *x = malloc(n * sizeof *x), *y = calloc(n, sizeof *y), theta[] = {1, 0, 1, 0}, loss;
    for (size_t e = 0; e < n; e++)
        x[e] = 1;
    nn_net *net;
    nn_data *data;
    nn_trainer *trainer;
    size_t n_done;
    assert_int_equal(nn_net_new(&net, &(nn_net_spec){.n_layers = 2, .sizes = sizes, .activations = activations, .options = options}),
                     NN_OK);
    assert_int_equal(nn_data_new(&data, x, y, n, 1, 1), NN_OK);
    assert_int_equal(nn_trainer_new(&trainer, net, data, n), NN_OK);

    assert_int_equal(nn_train(trainer, theta, NULL, NULL, &loss, &n_done, &(nn_optimizer){.kind = NN_SGD}, 1, 0, 1), NN_OK);

    /* Outputs are 0 or 4/3, so the loss is 16/9 times the share kept: 3/4 within 5 √(3/4 · 1/4 / n). */
    assert_close((double)loss * 9 / 16, 0.75, 5 * sqrt(0.1875 / (double)n));
    nn_trainer_free(trainer);
    nn_data_free(data);
    nn_net_free(net);
    free(x);
    free(y);
}

/** As above: the output at x = −1 is the slope, uniform on [1/4, 1/2]: mean square 7/48, deviation of a square below 0.06. */
static void slopes_are_drawn_between_their_bounds(void **state) {
    (void)state;
    const size_t sizes[] = {1, 1}, n = 4096;
    const nn_activation activation = NN_RRELU;
    const nn_layer_options options = {.pieces = 2, .lower = 0.25f, .upper = 0.5f};
    float *x = malloc(n * sizeof *x), *y = calloc(n, sizeof *y), theta[] = {1, 0}, drawn, mean;
    for (size_t e = 0; e < n; e++)
        x[e] = -1;
    nn_net *net;
    nn_data *data;
    nn_trainer *trainer;
    size_t n_done;
    assert_int_equal(nn_net_new(&net, &(nn_net_spec){.n_layers = 1, .sizes = sizes, .activations = &activation, .options = &options}),
                     NN_OK);
    assert_int_equal(nn_data_new(&data, x, y, n, 1, 1), NN_OK);
    assert_int_equal(nn_trainer_new(&trainer, net, data, n), NN_OK);
    float *work = malloc(nn_net_work_size(net, n) * sizeof *work);

    assert_int_equal(nn_train(trainer, theta, NULL, NULL, &drawn, &n_done, &(nn_optimizer){.kind = NN_SGD}, 1, 0, 1), NN_OK);
    assert_int_equal(nn_net_loss(net, &mean, theta, data, work), NN_OK);

    assert_close((double)drawn, 7.0 / 48, 5 * 0.06 / sqrt((double)n));
    assert_true(mean == 0.375f * 0.375f);
    nn_trainer_free(trainer);
    nn_data_free(data);
    nn_net_free(net);
    free(work);
    free(x);
    free(y);
}

static void steps_and_seeds_draw_differently_and_repeat_exactly(void **state) {
    (void)state;
    problem p = new_problem(NN_RRELU, nn_layer_defaults(NN_RRELU), N);
    nn_trainer *trainer;
    size_t n_done;
    float first[3], again[3], other[3];
    const nn_optimizer still = {.kind = NN_SGD};
    assert_int_equal(nn_trainer_new(&trainer, p.net, p.data, N), NN_OK);

    assert_int_equal(nn_train(trainer, p.theta, NULL, NULL, first, &n_done, &still, 1, 0, 3), NN_OK);
    assert_int_equal(nn_train(trainer, p.theta, NULL, NULL, again, &n_done, &still, 1, 0, 3), NN_OK);
    assert_int_equal(nn_train(trainer, p.theta, NULL, NULL, other, &n_done, &still, 2, 0, 3), NN_OK);

    assert_same_bits(again, first, 3);
    assert_true(first[0] != first[1] && first[1] != first[2] && other[0] != first[0]);
    nn_trainer_free(trainer);
    free_problem(&p);
}

/* ---- maxout */

static void maxout_of_a_line_and_zero_is_relu(void **state) {
    (void)state;
    const size_t sizes[] = {2, 1};
    const nn_activation maxout = NN_MAXOUT, relu = NN_RELU;
    const nn_layer_options pieces = nn_layer_defaults(NN_MAXOUT);
    const float x[] = {1, 2, -3, 1, 0.5f, -0.5f, -1, -1}, as_maxout[] = {0.5f, -1, 0, 0, 0.25f, 0}, as_relu[] = {0.5f, -1, 0.25f};
    nn_net *a, *b;
    float of_a[4], of_b[4], work[8192];
    assert_int_equal(nn_net_new(&a, &(nn_net_spec){.n_layers = 1, .sizes = sizes, .activations = &maxout, .options = &pieces}), NN_OK);
    assert_int_equal(nn_net_new(&b, &(nn_net_spec){.n_layers = 1, .sizes = sizes, .activations = &relu}), NN_OK);
    assert_true(nn_net_work_size(a, 4) <= 8192 && nn_net_work_size(b, 4) <= 8192);

    assert_int_equal(nn_net_predict(a, of_a, as_maxout, NULL, x, 4, work), NN_OK);
    assert_int_equal(nn_net_predict(b, of_b, as_relu, NULL, x, 4, work), NN_OK);

    assert_same_bits(of_a, of_b, 4);
    nn_net_free(a);
    nn_net_free(b);
}

static void a_piece_that_is_nan_makes_its_unit_nan(void **state) {
    (void)state;
    for (size_t which = 0; which < 3; which++) {
        float z[3 * NN_ROW] = {0}, a[NN_ROW];
        z[which * NN_ROW] = NAN;
        nn_maxout_forward(a, z, 1, 3, 4);
        assert_true(isnan(a[0]) && a[1] == 0.0f);
    }
}

/* ---- traces */

static void a_trace_as_drawn_differs_only_where_a_unit_above_bends(void **state) {
    (void)state;
    problem bent = new_problem(NN_TANH, nn_layer_defaults(NN_TANH), N),
            straight = new_problem(NN_IDENTITY, nn_layer_defaults(NN_IDENTITY), N);
    float drawn[MOST], real[MOST];
    const size_t second = nn_net_layer(bent.net, 1)->weights_at, n = nn_net_n_parameters(bent.net);

    assert_int_equal(nn_net_trace(straight.net, NULL, NULL, NULL, drawn, NULL, straight.theta, straight.data, true, straight.work), NN_OK);
    assert_int_equal(nn_net_trace(straight.net, NULL, NULL, NULL, real, NULL, straight.theta, straight.data, false, straight.work), NN_OK);
    assert_same_bits(drawn, real, n);

    assert_int_equal(nn_net_trace(bent.net, NULL, NULL, NULL, drawn, NULL, bent.theta, bent.data, true, bent.work), NN_OK);
    assert_int_equal(nn_net_trace(bent.net, NULL, NULL, NULL, real, NULL, bent.theta, bent.data, false, bent.work), NN_OK);
    assert_same_bits(drawn + second, real + second, n - second); /* only the linear output is above the second layer */
    double worst = 0;
    for (size_t i = 0; i < second; i++)
        worst = fmax(worst, fabs((double)drawn[i] - (double)real[i]));
    assert_true(worst > 0.01); /* and the first layer's gradient is not the true one */
    free_problem(&bent);
    free_problem(&straight);
}

static void what_cannot_be_drawn_so_is_refused(void **state) {
    (void)state;
    problem normalised = new_problem(NN_TANH, with_batch_norm(NN_TANH), N),
            pieces = new_problem(NN_MAXOUT, nn_layer_defaults(NN_MAXOUT), N);
    float gradient[MOST];
    assert_int_equal(
        nn_net_trace(normalised.net, NULL, NULL, NULL, gradient, NULL, normalised.theta, normalised.data, true, normalised.work),
        NN_BAD_VALUE);
    assert_int_equal(nn_net_trace(pieces.net, NULL, NULL, NULL, gradient, NULL, pieces.theta, pieces.data, true, pieces.work),
                     NN_BAD_VALUE);
    free_problem(&normalised);
    free_problem(&pieces);
}

/* ---- shape */

static void scratch_grows_with_the_batch_only_where_it_must_be_seen_whole(void **state) {
    (void)state;
    problem plain = new_problem(NN_TANH, nn_layer_defaults(NN_TANH), N), normalised = new_problem(NN_TANH, with_batch_norm(NN_TANH), N);
    assert_int_equal(nn_net_work_size(plain.net, 1), nn_net_work_size(plain.net, 100000));
    assert_true(nn_net_work_size(normalised.net, 100000) > 100 * nn_net_work_size(normalised.net, 1));
    assert_true(nn_net_work_size(normalised.net, SIZE_MAX) == SIZE_MAX / sizeof(double)); /* more than can be had */
    free_problem(&plain);
    free_problem(&normalised);
}

static void there_is_no_layer_past_the_last(void **state) {
    (void)state;
    problem p = new_problem(NN_TANH, nn_layer_defaults(NN_TANH), N);
    assert_non_null(nn_net_layer(p.net, 2));
    assert_null(nn_net_layer(p.net, 3));
    free_problem(&p);
}

static void layers_that_cannot_be_are_refused(void **state) {
    (void)state;
    const size_t sizes[] = {4096, 4096, 1};
    const nn_activation activations[] = {NN_MAXOUT, NN_IDENTITY};
    nn_layer_options options[] = {nn_layer_defaults(NN_MAXOUT), nn_layer_defaults(NN_IDENTITY)};
    nn_net *net;
    options[0].pieces = NN_MAX_PIECES;
    assert_int_equal(nn_net_new(&net, &(nn_net_spec){.n_layers = 2, .sizes = sizes, .activations = activations, .options = options}),
                     NN_TOO_LARGE);
    const size_t small[] = {1, 1, 1};
    options[0].pieces = 0;
    assert_int_equal(nn_net_new(&net, &(nn_net_spec){.n_layers = 2, .sizes = small, .activations = activations, .options = options}),
                     NN_BAD_VALUE);
    options[0].pieces = 2, options[1].dropout = 0.5f; /* of the outputs */
    assert_int_equal(nn_net_new(&net, &(nn_net_spec){.n_layers = 2, .sizes = small, .activations = activations, .options = options}),
                     NN_BAD_VALUE);
}

static nn_status train_with_everything(void *argument) {
    (void)argument;
    const size_t sizes[] = {2, 4, 4, 1};
    const nn_activation activations[] = {NN_RRELU, NN_MAXOUT, NN_IDENTITY};
    nn_layer_options options[] = {with_batch_norm(NN_RRELU), nn_layer_defaults(NN_MAXOUT), nn_layer_defaults(NN_IDENTITY)};
    const float x[] = {0, 0, 0, 1, 1, 0, 1, 1}, y[] = {0, 1, 1, 0};
    float theta[MOST], running[16], losses[3];
    size_t n_done;
    nn_net *net = NULL;
    nn_data *data = NULL;
    nn_trainer *trainer = NULL;
    options[1].dropout = 0.5f;
    nn_status status = nn_net_new(&net, &(nn_net_spec){.n_layers = 3, .sizes = sizes, .activations = activations, .options = options});
    if (status == NN_OK)
        status = nn_data_new(&data, x, y, 4, 2, 1);
    if (status == NN_OK)
        status = nn_trainer_new(&trainer, net, data, 2);
    if (status == NN_OK) {
        nn_net_init(net, theta, NN_HE_NORMAL, 0, 1);
        nn_net_reset_running(net, running);
        status = nn_train(trainer, theta, running, NULL, losses, &n_done, &(nn_optimizer){.learning_rate = 0.01f}, 1, 0, 3);
    }
    nn_trainer_free(trainer);
    nn_data_free(data);
    nn_net_free(net);
    return status;
}

static void training_with_everything_survives_failed_allocations(void **state) {
    (void)state;
    assert_survives_failed_allocations(train_with_everything, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(normalised_pre_activations_have_mean_0_and_deviation_1),
        cmocka_unit_test(batch_normalisation_ignores_the_scale_of_weights_and_all_biases),
        cmocka_unit_test(a_batch_of_one_cannot_be_normalised),
        cmocka_unit_test(evaluation_without_running_values_is_refused),
        cmocka_unit_test(a_last_batch_of_one_joins_the_one_before_it),
        cmocka_unit_test(a_diverged_step_takes_the_running_values_back_too),
        cmocka_unit_test(a_variance_beyond_float32_is_divergence_not_silence),
        cmocka_unit_test(dropping_units_adds_its_variance_to_the_loss),
        cmocka_unit_test(what_is_kept_is_divided_by_the_share_kept),
        cmocka_unit_test(slopes_are_drawn_between_their_bounds),
        cmocka_unit_test(steps_and_seeds_draw_differently_and_repeat_exactly),
        cmocka_unit_test(maxout_of_a_line_and_zero_is_relu),
        cmocka_unit_test(a_piece_that_is_nan_makes_its_unit_nan),
        cmocka_unit_test(a_trace_as_drawn_differs_only_where_a_unit_above_bends),
        cmocka_unit_test(what_cannot_be_drawn_so_is_refused),
        cmocka_unit_test(scratch_grows_with_the_batch_only_where_it_must_be_seen_whole),
        cmocka_unit_test(there_is_no_layer_past_the_last),
        cmocka_unit_test(layers_that_cannot_be_are_refused),
        cmocka_unit_test(training_with_everything_survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
