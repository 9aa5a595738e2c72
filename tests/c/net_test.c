/** Networks: outputs, loss and gradient against PyTorch's in float64, against central differences, and by their properties. */
#include "cases.h"
#include "internal.h"
#include "support.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- tests/reference/gradients.json; tolerances: reference/README, seen 2e-6 in float32 by PyTorch itself */

static void check_gradient(const reference_case *c) {
    float loss, *gradient = malloc(c->n * sizeof *gradient);
    double *expected = json_doubles(c->json, "gradient", NULL);

    assert_int_equal(nn_net_gradient(c->net, gradient, &loss, c->theta, c->data, c->work), NN_OK);

    const double expected_loss = json_number(c->json, "loss");
    assert_close((double)loss, expected_loss, 1e-5 * fabs(expected_loss));
    const double deviation = max_relative(gradient, expected, c->n);
    if (!(deviation <= 2e-5))
        fail_msg("%s: gradient deviates by %g", c->name, deviation);
    free(gradient);
    free(expected);
}

/** Of the pass that the gradient comes from: in training mode, batch normalisation by the batch's own statistics. */
static void check_outputs(const reference_case *c) {
    const size_t first = nn_net_n_units(c->net) - c->n_out;
    float *a = malloc(nn_net_n_units(c->net) * c->batch * sizeof *a), *outputs = malloc(c->batch * c->n_out * sizeof *outputs);
    float *gradient = malloc(c->n * sizeof *gradient);
    double *expected = json_doubles(c->json, "outputs", NULL);

    assert_int_equal(nn_net_trace(c->net, NULL, a, NULL, gradient, NULL, c->theta, c->data, false, c->work), NN_OK);

    for (size_t e = 0; e < c->batch; e++)
        for (size_t o = 0; o < c->n_out; o++)
            outputs[e * c->n_out + o] = a[(first + o) * c->batch + e];
    const double deviation = max_relative(outputs, expected, c->batch * c->n_out);
    if (!(deviation <= 1e-5))
        fail_msg("%s: outputs deviate by %g", c->name, deviation);
    free(a);
    free(outputs);
    free(gradient);
    free(expected);
}

static void check_running_row(const reference_case *c, const float *actual, const cJSON *bn, const char *key, size_t n) {
    double *expected = json_doubles(bn, key, NULL);
    const double deviation = max_relative(actual, expected, n);
    if (!(deviation <= 1e-5))
        fail_msg("%s: %s deviates by %g", c->name, key, deviation);
    free(expected);
}

/** A step of rate 0 leaves theta and moves the running values; they are what evaluation then uses. */
static void check_evaluation(const reference_case *c) {
    float loss, *outputs = malloc(c->batch * c->n_out * sizeof *outputs);
    double *expected = json_doubles(c->json, cJSON_GetObjectItem(c->json, "bn") ? "outputs_eval" : "outputs", NULL);
    size_t n_done;
    nn_trainer *trainer;
    assert_int_equal(nn_trainer_new(&trainer, c->net, c->data, c->batch), NN_OK);

    assert_int_equal(nn_train(trainer, c->theta, c->running, NULL, &loss, &n_done, &(nn_optimizer){.kind = NN_SGD}, 0, 0, 1), NN_OK);
    assert_int_equal(nn_net_predict(c->net, outputs, c->theta, c->running, c->x, c->batch, c->work), NN_OK);

    const double deviation = max_relative(outputs, expected, c->batch * c->n_out);
    if (!(deviation <= 1e-5))
        fail_msg("%s: outputs in evaluation deviate by %g", c->name, deviation);
    const cJSON *bn;
    cJSON_ArrayForEach(bn, cJSON_GetObjectItem(c->json, "bn")) {
        const nn_layer *layer = nn_net_layer(c->net, (size_t)json_number(bn, "layer"));
        check_running_row(c, c->running + layer->running_at, bn, "running_mean_after", layer->n_rows);
        check_running_row(c, c->running + layer->running_at + layer->n_rows, bn, "running_var_after", layer->n_rows);
    }
    nn_trainer_free(trainer);
    free(outputs);
    free(expected);
}

static void check_each(const char *file, size_t n_cases, void (*check)(const reference_case *)) {
    cJSON *json = json_load(file);
    assert_int_equal(for_each_case(json_get(json, "cases"), check), n_cases);
    cJSON_Delete(json);
}

static void every_reference_loss_and_gradient_comes_out(void **state) {
    (void)state;
    check_each("gradients.json", 77, check_gradient);
}

static void every_reference_output_comes_out(void **state) {
    (void)state;
    check_each("gradients.json", 77, check_outputs);
}

static void every_reference_output_comes_out_in_evaluation_and_so_do_the_running_values(void **state) {
    (void)state;
    check_each("gradients.json", 77, check_evaluation);
}

/* ---- central differences in double */

enum { MOST_PARAMETERS = 96, MOST_ROWS = 12, N = 150 };

typedef struct fixture {
    nn_net *net;
    nn_data *data;
    size_t n, n_out;
    float theta[MOST_PARAMETERS], x[N * 2], y[N * 3];
} fixture;

/** Two hidden layers, both of the activation, batch-normalised if options say so. */
static bool is_squared(nn_loss loss) {
    return loss == NN_MSE || loss == NN_HALF_MSE;
}

static fixture new_fixture_with(nn_activation hidden, nn_layer_options options, nn_loss loss, float l1, float l2) {
    const size_t sizes[] = {2, 4, 3, loss == NN_BCE ? 1 : 3};
    const nn_activation activations[] = {hidden, hidden, NN_IDENTITY};
    const nn_layer_options all[] = {options, options, nn_layer_defaults(NN_IDENTITY)};
    fixture f = {0};
    nn_rng rng = nn_rng_new(5, 0);
    assert_int_equal(nn_net_new(&f.net, &(nn_net_spec){3, sizes, activations, loss, l1, l2, all}), NN_OK);
    f.n = nn_net_n_parameters(f.net);
    f.n_out = sizes[3];
    assert_true(f.n <= MOST_PARAMETERS);
    for (size_t i = 0; i < f.n; i++)
        f.theta[i] = nn_rng_uniform(&rng, -1.0f, 1.0f);
    for (size_t i = 0; i < 2 * N; i++)
        f.x[i] = nn_rng_normal(&rng);
    for (size_t e = 0; e < N; e++)
        for (size_t o = 0; o < f.n_out; o++)
            f.y[e * f.n_out + o] = is_squared(loss) ? nn_rng_normal(&rng) : (float)(o == e % f.n_out && (f.n_out > 1 || e % 2 == 0));
    assert_int_equal(nn_data_new(&f.data, f.x, f.y, N, 2, f.n_out), NN_OK);
    return f;
}

static fixture new_fixture(nn_activation hidden, nn_loss loss, float l1, float l2) {
    return new_fixture_with(hidden, nn_layer_defaults(hidden), loss, l1, l2);
}

static void free_fixture(fixture *f) {
    nn_data_free(f->data);
    nn_net_free(f->net);
}

/** In double, by libm. */
static double plain_activation(const nn_layer *layer, const double *theta, double z) {
    switch (layer->activation) {
    case NN_SIGMOID:
        return 1 / (1 + exp(-z));
    case NN_TANH:
        return tanh(z);
    case NN_RELU:
        return fmax(z, 0);
    case NN_LEAKY_RELU:
        return z > 0 ? z : (double)layer->options.alpha * z;
    case NN_ELU:
        return z > 0 ? z : (double)layer->options.alpha * expm1(z);
    case NN_PRELU:
        return z > 0 ? z : theta[layer->slope_at] * z;
    case NN_RRELU:
        return z > 0 ? z : ((double)layer->options.lower + (double)layer->options.upper) / 2 * z;
    case NN_SOFTPLUS:
        return fmax(z, 0) + log1p(exp(-fabs(z)));
    case NN_GELU:
        return z * (1 + erf(z / sqrt(2))) / 2;
    case NN_SILU:
        return z / (1 + exp(-z));
    default:
        return z;
    }
}

static double plain_example_loss(nn_loss loss, const double *a, const float *y, size_t n_out) {
    double sum = 0, total = 0;
    for (size_t o = 0; o < n_out; o++)
        total += exp(a[o]);
    for (size_t o = 0; o < n_out; o++) {
        const double t = (double)y[o];
        sum += is_squared(loss) ? (loss == NN_MSE ? 1 : 0.5) * (a[o] - t) * (a[o] - t) / (double)n_out
               : loss == NN_BCE ? log1p(exp(a[o])) - t * a[o]
                                : t * (log(total) - a[o]);
    }
    return sum;
}

static void plain_batch_norm(const nn_layer *layer, const double *theta, double (*z)[MOST_ROWS]) {
    for (size_t r = 0; r < layer->n_rows; r++) {
        double mean = 0, variance = 0;
        for (size_t e = 0; e < N; e++)
            mean += z[e][r] / N;
        for (size_t e = 0; e < N; e++)
            variance += (z[e][r] - mean) * (z[e][r] - mean) / N;
        for (size_t e = 0; e < N; e++)
            z[e][r] = theta[layer->gamma_at + r] * (z[e][r] - mean) / sqrt(variance + 1e-5) + theta[layer->beta_at + r];
    }
}

/** a [N][units] becomes that of the next layer. */
static void plain_layer(const nn_layer *layer, const double *theta, double (*a)[MOST_ROWS]) {
    static double z[N][MOST_ROWS];
    for (size_t e = 0; e < N; e++)
        for (size_t r = 0; r < layer->n_rows; r++) {
            z[e][r] = theta[layer->biases_at + r];
            for (size_t i = 0; i < layer->n_in; i++)
                z[e][r] += theta[layer->weights_at + r * layer->n_in + i] * a[e][i];
        }
    if (layer->options.batch_norm)
        plain_batch_norm(layer, theta, z);
    const size_t pieces = layer->n_rows / layer->n_out;
    for (size_t e = 0; e < N; e++)
        for (size_t o = 0; o < layer->n_out; o++) {
            a[e][o] = plain_activation(layer, theta, z[e][o * pieces]);
            for (size_t j = 1; j < pieces; j++)
                a[e][o] = fmax(a[e][o], z[e][o * pieces + j]);
        }
}

/** The loss, written out plainly in double. */
static double plain_loss(const fixture *f, const double *theta) {
    static double a[N][MOST_ROWS];
    double sum = 0, penalty = 0;
    for (size_t e = 0; e < N; e++)
        for (size_t i = 0; i < 2; i++)
            a[e][i] = (double)f->x[2 * e + i];
    for (size_t l = 0; l < f->net->n_layers; l++)
        plain_layer(&f->net->layers[l], theta, a);
    for (size_t e = 0; e < N; e++)
        sum += plain_example_loss(f->net->loss, a[e], f->y + e * f->n_out, f->n_out) / N;
    for (size_t l = 0; l < f->net->n_layers; l++)
        for (size_t i = f->net->layers[l].weights_at; i < f->net->layers[l].biases_at; i++)
            penalty += (double)f->net->l1 * fabs(theta[i]) + 0.5 * (double)f->net->l2 * theta[i] * theta[i];
    return sum + penalty;
}

static nn_layer_options normalised(nn_activation activation) {
    nn_layer_options options = nn_layer_defaults(activation);
    options.batch_norm = true;
    return options;
}

/** h²|f‴|/6 with |f‴| of a few hundred at most, beside float32's own 2e-6 of the largest entry (seen on the reference). */
static void check_against_differences(fixture f) {
    const double h = 1e-5;
    float value, gradient[MOST_PARAMETERS], *work = malloc(nn_net_work_size(f.net, N) * sizeof *work);
    double theta[MOST_PARAMETERS], differences[MOST_PARAMETERS], largest = 0;
    for (size_t i = 0; i < f.n; i++)
        theta[i] = (double)f.theta[i];

    assert_int_equal(nn_net_gradient(f.net, gradient, &value, f.theta, f.data, work), NN_OK);

    assert_close((double)value, plain_loss(&f, theta), 1e-5 * (double)value);
    for (size_t i = 0; i < f.n; i++) {
        theta[i] += h;
        const double above = plain_loss(&f, theta);
        theta[i] -= 2 * h;
        const double below = plain_loss(&f, theta);
        theta[i] += h;
        differences[i] = (above - below) / (2 * h);
        largest = fmax(largest, fabs(differences[i]));
    }
    assert_true(largest > 0.01); /* a gradient worth checking */
    assert_true(max_relative(gradient, differences, f.n) < 2e-6 + h * h * 300 / largest);
    free(work);
    free_fixture(&f);
}

static void gradients_equal_central_differences_of_a_plain_double_net(void **state) {
    (void)state;
    for (int activation = 0; activation < NN_N_ACTIVATIONS; activation++)
        for (int loss = 0; loss < NN_N_LOSSES; loss++)
            check_against_differences(new_fixture((nn_activation)activation, (nn_loss)loss, 0, 0));
    check_against_differences(new_fixture(NN_TANH, NN_MSE, 0.01f, 0.1f));
    check_against_differences(new_fixture(NN_SIGMOID, NN_SOFTMAX, 0.1f, 0.0f));
}

static void gradients_through_batch_normalisation_equal_central_differences(void **state) {
    (void)state;
    for (int activation = 0; activation < NN_N_ACTIVATIONS; activation++)
        check_against_differences(new_fixture_with((nn_activation)activation, normalised((nn_activation)activation), NN_SOFTMAX, 0, 0));
}

/** v · the mixed differences: Σ ± f(θ ± h eᵢ ± h v) / 4h². */
static double plain_product(const fixture *f, const double *v, size_t i, double h) {
    double sum = 0, theta[MOST_PARAMETERS];
    for (int corner = 0; corner < 4; corner++) {
        const double along_v = corner & 1 ? -h : h, along_i = corner & 2 ? -h : h;
        for (size_t k = 0; k < f->n; k++)
            theta[k] = (double)f->theta[k] + along_v * v[k] + (k == i ? along_i : 0);
        sum += along_v * along_i * plain_loss(f, theta);
    }
    return sum / (4 * h * h * h * h);
}

/**
 * 1e-5 of the largest (seen on the reference: 2e-7); the differences add h²|f⁗| of a few hundred and, a loss near 1 being a sum of 150
 * examples of some 40 roundings in double, about 1e-15/h². h keeps every unit on its side of the ReLU's kink, where second differences mean
 * nothing.
 */
static void check_product_against_differences(fixture f) {
    const double h = 3e-5;
    float direction[MOST_PARAMETERS], product[MOST_PARAMETERS], *work = malloc(nn_net_work_size(f.net, N) * sizeof *work);
    double v[MOST_PARAMETERS], differences[MOST_PARAMETERS], largest = 0;
    nn_rng rng = nn_rng_new(8, 0);
    for (size_t i = 0; i < f.n; i++)
        v[i] = (double)(direction[i] = nn_rng_uniform(&rng, -1, 1));

    assert_int_equal(nn_net_hessian_vector(f.net, product, f.theta, direction, f.data, work), NN_OK);

    for (size_t i = 0; i < f.n; i++) {
        differences[i] = plain_product(&f, v, i, h);
        largest = fmax(largest, fabs(differences[i]));
    }
    assert_true(largest > 0.03); /* a product worth checking */
    const double deviation = max_relative(product, differences, f.n);
    if (!(deviation < 1e-5 + (300 * h * h + 1e-15 / (h * h)) / largest))
        fail_msg("activation %d, loss %d: H·v deviates by %g", (int)f.net->layers[0].activation, (int)f.net->loss, deviation);
    free(work);
    free_fixture(&f);
}

static void hessian_products_equal_second_differences_of_a_plain_double_net(void **state) {
    (void)state;
    for (int activation = 0; activation < NN_N_ACTIVATIONS; activation++)
        for (int loss = 0; loss < NN_N_LOSSES; loss++)
            check_product_against_differences(new_fixture((nn_activation)activation, (nn_loss)loss, 0, 0));
    check_product_against_differences(new_fixture(NN_TANH, NN_SOFTMAX, 0, 0.3f));
}

static void hessian_products_through_batch_normalisation_equal_second_differences(void **state) {
    (void)state;
    for (int activation = 0; activation < NN_N_ACTIVATIONS; activation++)
        check_product_against_differences(
            new_fixture_with((nn_activation)activation, normalised((nn_activation)activation), NN_SOFTMAX, 0, 0));
}

/** Block by block, all at once, and from what an earlier product at the same place left: the same bits. */
static void check_held_product(fixture f) {
    float *work = malloc(nn_net_work_size(f.net, N) * sizeof *work), v[MOST_PARAMETERS], expected[MOST_PARAMETERS],
          product[MOST_PARAMETERS];
    nn_objective *objective;
    nn_rng rng = nn_rng_new(9, 0);
    for (size_t i = 0; i < f.n; i++)
        v[i] = nn_rng_uniform(&rng, -1, 1);
    assert_int_equal(nn_net_hessian_vector(f.net, expected, f.theta, v, f.data, work), NN_OK);
    assert_int_equal(nn_objective_new_net(&objective, f.net, f.data), NN_OK);
    assert_non_null(objective->hessian_vector_again);

    assert_int_equal(objective->hessian_vector(objective->self, product, f.theta, f.theta), NN_OK);
    for (int repeat = 0; repeat < 2; repeat++) {
        assert_int_equal(objective->hessian_vector_again(objective->self, product, f.theta, v), NN_OK);
        assert_memory_equal(product, expected, f.n * sizeof *product);
    }

    nn_objective_free(objective);
    free(work);
    free_fixture(&f);
}

static void what_a_hessian_product_held_gives_the_bits_of_a_first_one(void **state) {
    (void)state;
    for (int activation = 0; activation < NN_N_ACTIVATIONS; activation++) {
        check_held_product(new_fixture((nn_activation)activation, NN_SOFTMAX, 0, 0.3f));
        check_held_product(new_fixture_with((nn_activation)activation, normalised((nn_activation)activation), NN_SOFTMAX, 0, 0));
    }
}

static void a_product_of_many_examples_is_computed_anew_and_is_the_same(void **state) {
    (void)state;
    enum { MANY = 4096 };
    fixture f = new_fixture(NN_TANH, NN_SOFTMAX, 0, 0);
    float *x = malloc(MANY * 2 * sizeof *x), *y = malloc(MANY * 3 * sizeof *y), product[MOST_PARAMETERS], expected[MOST_PARAMETERS];
    for (size_t e = 0; e < MANY; e++) {
        memcpy(x + 2 * e, f.x + 2 * (e % N), 2 * sizeof *x);
        memcpy(y + 3 * e, f.y + 3 * (e % N), 3 * sizeof *y);
    }
    nn_data *many;
    nn_objective *objective;
    assert_int_equal(nn_data_new(&many, x, y, MANY, 2, 3), NN_OK);
    assert_int_equal(nn_objective_new_net(&objective, f.net, many), NN_OK);
    float *work = malloc(nn_net_work_size(f.net, MANY) * sizeof *work);
    assert_int_equal(nn_net_hessian_vector(f.net, expected, f.theta, f.theta, many, work), NN_OK);

    assert_null(objective->hessian_vector_again);
    assert_int_equal(objective->hessian_vector(objective->self, product, f.theta, f.theta), NN_OK);
    assert_memory_equal(product, expected, f.n * sizeof *product);

    nn_objective_free(objective);
    nn_data_free(many);
    free(work), free(x), free(y);
    free_fixture(&f);
}

/* ---- properties */

static void a_batch_of_any_size_counts_each_example_once(void **state) {
    (void)state;
    fixture f = new_fixture(NN_TANH, NN_MSE, 0, 0);
    float *work = malloc(nn_net_work_size(f.net, 1) * sizeof *work), whole;
    double sum = 0;
    assert_int_equal(nn_net_loss(f.net, &whole, f.theta, f.data, work), NN_OK);

    for (size_t e = 0; e < N; e++) {
        nn_data *one;
        float loss;
        assert_int_equal(nn_data_new(&one, f.x + 2 * e, f.y + 3 * e, 1, 2, 3), NN_OK);
        assert_int_equal(nn_net_loss(f.net, &loss, f.theta, one, work), NN_OK);
        sum += (double)loss;
        nn_data_free(one);
    }

    assert_close((double)whole, sum / N, (double)FLT_EPSILON * (N / 4.0 / 2 + 8) * sum / N); /* N/4 terms a lane, positive */
    free(work);
    free_fixture(&f);
}

/** Every product by ½ is exact, so nothing else may differ. */
static void half_the_squared_error_has_half_of_everything_to_the_bit(void **state) {
    (void)state;
    fixture whole = new_fixture(NN_TANH, NN_MSE, 0, 0), half = new_fixture(NN_TANH, NN_HALF_MSE, 0, 0);
    float *work = malloc(nn_net_work_size(whole.net, N) * sizeof *work), losses[2];
    float gradients[2][MOST_PARAMETERS], products[2][MOST_PARAMETERS];
    assert_int_equal(nn_net_gradient(whole.net, gradients[0], &losses[0], whole.theta, whole.data, work), NN_OK);
    assert_int_equal(nn_net_hessian_vector(whole.net, products[0], whole.theta, whole.theta, whole.data, work), NN_OK);

    assert_int_equal(nn_net_gradient(half.net, gradients[1], &losses[1], half.theta, half.data, work), NN_OK);
    assert_int_equal(nn_net_hessian_vector(half.net, products[1], half.theta, half.theta, half.data, work), NN_OK);

    assert_true(losses[0] > 0 && losses[1] == 0.5f * losses[0]);
    for (size_t i = 0; i < whole.n; i++)
        assert_true(gradients[1][i] == 0.5f * gradients[0][i] && products[1][i] == 0.5f * products[0][i]);
    free(work);
    free_fixture(&whole), free_fixture(&half);
}

static void units_hold_the_outputs_in_their_last_rows(void **state) {
    (void)state;
    fixture f = new_fixture(NN_RELU, NN_MSE, 0, 0);
    float *work = malloc(nn_net_work_size(f.net, 1) * sizeof *work), *units = malloc(nn_net_n_units(f.net) * N * sizeof *units);
    float outputs[N * 3];

    assert_int_equal(nn_net_units(f.net, units, f.theta, NULL, f.x, N, work), NN_OK);
    assert_int_equal(nn_net_predict(f.net, outputs, f.theta, NULL, f.x, N, work), NN_OK);

    for (size_t e = 0; e < N; e++)
        for (size_t o = 0; o < 3; o++)
            assert_true(units[(nn_net_n_units(f.net) - 3 + o) * N + e] == outputs[e * 3 + o]);
    free(work);
    free(units);
    free_fixture(&f);
}

static void accuracy_counts_the_right_side_of_the_threshold(void **state) {
    (void)state;
    const size_t sizes[] = {1, 1};
    const nn_activation identity = NN_IDENTITY;
    const float x[] = {-2, -1, 1, 2}, signs[] = {-1, 1, 1, 1}, theta[] = {1, 0}; /* output = x: three of four */
    nn_net *net;
    nn_data *data;
    float accuracy, work[8192];
    assert_int_equal(nn_net_new(&net, &(nn_net_spec){1, sizes, &identity, NN_MSE, 0, 0, NULL}), NN_OK);
    assert_int_equal(nn_data_new(&data, x, signs, 4, 1, 1), NN_OK);
    assert_true(nn_net_work_size(net, 1) <= 8192);

    assert_int_equal(nn_net_evaluate(net, NULL, &accuracy, theta, NULL, data, work), NN_OK);

    assert_true(accuracy == 0.75f);
    nn_data_free(data);
    nn_net_free(net);
}

/** Of a net that returns its inputs. */
static float accuracy_of(const float *x, const float *y, size_t n, size_t width, nn_loss loss) {
    const size_t sizes[] = {width, width};
    const nn_activation identity = NN_IDENTITY;
    float accuracy, theta[12] = {0}, *work;
    nn_net *net;
    nn_data *data;
    assert_int_equal(nn_net_new(&net, &(nn_net_spec){1, sizes, &identity, loss, 0, 0, NULL}), NN_OK);
    assert_int_equal(nn_data_new(&data, x, y, n, width, width), NN_OK);
    work = malloc(nn_net_work_size(net, 1) * sizeof *work);
    for (size_t i = 0; i < width; i++)
        theta[i * (width + 1)] = 1;
    assert_int_equal(nn_net_evaluate(net, NULL, &accuracy, theta, NULL, data, work), NN_OK);
    free(work);
    nn_data_free(data);
    nn_net_free(net);
    return accuracy;
}

static void accuracy_takes_the_largest_of_several_outputs_and_the_sign_of_a_logit(void **state) {
    (void)state;
    const float logits[] = {-2, -0.2f, 0.3f, 2}, bits[] = {0, 1, 1, 1};
    const float three[] = {1, 2, 0, -1, -3, -2, 5, 4, 6}, one_hot[] = {0, 1, 0, 1, 0, 0, 1, 0, 0}; /* right, right, wrong */
    float around_zero[9];
    for (size_t k = 0; k < 9; k++)
        around_zero[k] = 2 * one_hot[k] - 1;
    assert_true(accuracy_of(logits, bits, 4, 1, NN_BCE) == 0.75f);
    assert_true(accuracy_of(three, one_hot, 3, 3, NN_SOFTMAX) == 2.0f / 3);
    assert_true(accuracy_of(three, around_zero, 3, 3, NN_MSE) == 2.0f / 3);
}

static void an_overflowing_net_reports_divergence_and_writes_its_loss(void **state) {
    (void)state;
    fixture f = new_fixture(NN_IDENTITY, NN_MSE, 0, 0);
    float *work = malloc(nn_net_work_size(f.net, 1) * sizeof *work), loss = 0, gradient[MOST_PARAMETERS], outputs[3], units[10];
    for (size_t i = 0; i < f.n; i++)
        f.theta[i] = 3e38f; /* two of them are too much */

    assert_int_equal(nn_net_gradient(f.net, gradient, &loss, f.theta, f.data, work), NN_DIVERGED);

    assert_false(nn_is_finite(loss));
    assert_int_equal(nn_net_hessian_vector(f.net, gradient, f.theta, f.theta, f.data, work), NN_DIVERGED);
    assert_int_equal(nn_net_predict(f.net, outputs, f.theta, NULL, f.x, 1, work), NN_DIVERGED);
    assert_int_equal(nn_net_units(f.net, units, f.theta, NULL, f.x, 1, work), NN_DIVERGED);
    free(work);
    free_fixture(&f);
}

static void filter_normalised_directions_have_the_norm_of_each_units_weights(void **state) {
    (void)state;
    fixture f = new_fixture(NN_TANH, NN_MSE, 0, 0);
    float direction[MOST_PARAMETERS];
    nn_direction_random(direction, f.n, 9);

    nn_net_filter_normalise(f.net, direction, f.theta);

    for (size_t l = 0; l < f.net->n_layers; l++) {
        const nn_layer *layer = &f.net->layers[l];
        for (size_t o = 0; o < layer->n_out; o++) {
            const size_t at = layer->weights_at + o * layer->n_in;
            const double wanted = nn_dot(f.theta + at, f.theta + at, layer->n_in);
            assert_close(nn_dot(direction + at, direction + at, layer->n_in), wanted, 16 * (double)FLT_EPSILON * wanted);
            assert_true(direction[layer->biases_at + o] == 0.0f);
        }
    }
    free_fixture(&f);
}

/* ---- refusals */

static nn_status status_of(size_t n_layers, size_t width, nn_activation last, nn_loss loss, float l2) {
    const size_t sizes[] = {2, width, loss == NN_BCE ? 1 : 2};
    const nn_activation activations[] = {NN_TANH, last};
    nn_net *net;
    const nn_status status = nn_net_new(&net, &(nn_net_spec){n_layers, sizes, activations, loss, 0, l2, NULL});
    assert_true((status == NN_OK) == (net != NULL));
    nn_net_free(net);
    return status;
}

static void a_net_that_cannot_be_is_refused_by_its_own_status(void **state) {
    (void)state;
    assert_int_equal(status_of(2, 3, NN_IDENTITY, NN_MSE, 0), NN_OK);
    assert_int_equal(status_of(0, 3, NN_IDENTITY, NN_MSE, 0), NN_BAD_SHAPE);
    assert_int_equal(status_of(2, 0, NN_IDENTITY, NN_MSE, 0), NN_BAD_SHAPE);
    assert_int_equal(status_of(2, NN_MAX_UNITS + 1, NN_IDENTITY, NN_MSE, 0), NN_TOO_LARGE);
    assert_int_equal(status_of(NN_MAX_LAYERS + 1, 3, NN_IDENTITY, NN_MSE, 0), NN_TOO_LARGE);
    const size_t wide[] = {NN_MAX_UNITS, NN_MAX_PARAMETERS / NN_MAX_UNITS};
    const nn_activation identity = NN_IDENTITY;
    nn_net *net;
    assert_int_equal(nn_net_new(&net, &(nn_net_spec){1, wide, &identity, NN_MSE, 0, 0, NULL}), NN_TOO_LARGE);
    assert_int_equal(status_of(2, 3, (nn_activation)99, NN_MSE, 0), NN_BAD_NAME);
    assert_int_equal(status_of(2, 3, NN_IDENTITY, (nn_loss)99, 0), NN_BAD_NAME);
    assert_int_equal(status_of(2, 3, NN_TANH, NN_BCE, 0), NN_BAD_VALUE);
    assert_int_equal(status_of(2, 3, NN_IDENTITY, NN_MSE, -1.0f), NN_BAD_VALUE);
    assert_int_equal(status_of(2, 3, NN_IDENTITY, NN_MSE, NAN), NN_BAD_VALUE);
}

static void data_that_cannot_be_is_refused_by_its_own_status(void **state) {
    (void)state;
    const float good[] = {1, 2}, bad[] = {1, INFINITY};
    nn_data *data;
    assert_int_equal(nn_data_new(&data, good, good, 0, 1, 1), NN_BAD_SHAPE);
    assert_int_equal(nn_data_new(&data, bad, good, 2, 1, 1), NN_BAD_VALUE);
    assert_int_equal(nn_data_new(&data, good, bad, 2, 1, 1), NN_BAD_VALUE);
    assert_int_equal(nn_data_new(&data, good, good, SIZE_MAX / 8, 1, 1), NN_TOO_LARGE);
    assert_null(data);
}

static void data_of_another_shape_is_refused(void **state) {
    (void)state;
    fixture f = new_fixture(NN_TANH, NN_MSE, 0, 0);
    nn_data *other;
    nn_objective *objective;
    float loss;
    assert_int_equal(nn_data_new(&other, f.x, f.y, 2, 3, 3), NN_OK);
    assert_int_equal(nn_net_loss(f.net, &loss, f.theta, other, NULL), NN_BAD_SHAPE);
    assert_int_equal(nn_objective_new_net(&objective, f.net, other), NN_BAD_SHAPE);
    nn_data_free(other);
    free_fixture(&f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_reference_loss_and_gradient_comes_out),
        cmocka_unit_test(every_reference_output_comes_out),
        cmocka_unit_test(every_reference_output_comes_out_in_evaluation_and_so_do_the_running_values),
        cmocka_unit_test(gradients_equal_central_differences_of_a_plain_double_net),
        cmocka_unit_test(gradients_through_batch_normalisation_equal_central_differences),
        cmocka_unit_test(hessian_products_equal_second_differences_of_a_plain_double_net),
        cmocka_unit_test(hessian_products_through_batch_normalisation_equal_second_differences),
        cmocka_unit_test(what_a_hessian_product_held_gives_the_bits_of_a_first_one),
        cmocka_unit_test(a_product_of_many_examples_is_computed_anew_and_is_the_same),
        cmocka_unit_test(a_batch_of_any_size_counts_each_example_once),
        cmocka_unit_test(half_the_squared_error_has_half_of_everything_to_the_bit),
        cmocka_unit_test(units_hold_the_outputs_in_their_last_rows),
        cmocka_unit_test(accuracy_counts_the_right_side_of_the_threshold),
        cmocka_unit_test(accuracy_takes_the_largest_of_several_outputs_and_the_sign_of_a_logit),
        cmocka_unit_test(an_overflowing_net_reports_divergence_and_writes_its_loss),
        cmocka_unit_test(filter_normalised_directions_have_the_norm_of_each_units_weights),
        cmocka_unit_test(a_net_that_cannot_be_is_refused_by_its_own_status),
        cmocka_unit_test(data_that_cannot_be_is_refused_by_its_own_status),
        cmocka_unit_test(data_of_another_shape_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
