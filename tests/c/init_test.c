/** Initial weights: the spread of each scheme against tests/reference/init.json and its formula, and the same bits for the same seed. */
#include "internal.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static nn_net *new_layer(size_t in, size_t out, nn_activation activation, const nn_layer_options *options) {
    const size_t sizes[] = {in, out};
    nn_net *net;
    assert_int_equal(nn_net_new(&net, &(nn_net_spec){1, sizes, &activation, NN_MSE, 0, 0, options}), NN_OK);
    return net;
}

/** All parameters of a layer of its own, to be freed. */
static float *draw(const nn_net *net, nn_scheme scheme, float scale, uint64_t seed) {
    float *theta = malloc(nn_net_n_parameters(net) * sizeof *theta);
    assert_int_equal(nn_net_init(net, theta, scheme, scale, seed), NN_OK);
    return theta;
}

/* ---- spread */

typedef struct spread {
    double mean, std, largest;
    size_t n;
} spread;

/** Of the weights that as many seeds draw as it takes for at_least weights; biases must be 0. */
static spread measure(const nn_net *net, nn_scheme scheme, float scale, size_t at_least) {
    const nn_layer *layer = nn_net_layer(net, 0);
    spread s = {0};
    double squares = 0;
    for (uint64_t seed = 1; s.n < at_least; seed++) {
        float *theta = draw(net, scheme, scale, seed);
        for (size_t i = 0; i < layer->n_in * layer->n_rows; i++, s.n++) {
            s.mean += (double)theta[i];
            squares += (double)theta[i] * (double)theta[i];
            s.largest = fmax(s.largest, fabs((double)theta[i]));
        }
        for (size_t o = 0; o < layer->n_rows; o++)
            assert_true(theta[layer->biases_at + o] == 0.0f);
        free(theta);
    }
    s.mean /= (double)s.n;
    s.std = sqrt(squares / (double)s.n);
    return s;
}

static nn_scheme scheme_named(const char *name) {
    char ours[32] = {0};
    for (size_t i = 0; name[i] && i + 1 < sizeof ours; i++)
        ours[i] = (char)(name[i] == '_' ? '-' : name[i]);
    for (size_t i = 0; nn_scheme_name(i); i++)
        if (strcmp(nn_scheme_name(i), ours) == 0)
            return (nn_scheme)i;
    fail_msg("there is no scheme %s", ours);
    return NN_N_SCHEMES;
}

/**
 * 5 standard errors of N weights: the mean's is std/√N, the deviation's std·√(k/N), where 4k is the kurtosis less 1: k = ½ for a normal, ⅕
 * for a uniform distribution. A row of the orthogonal scheme has length 1 to within 2⁻²³, so its deviation is exact; its mean is no worse
 * than that of independent weights.
 */
static void check_scheme(const cJSON *json) {
    const char *distribution = json_text(json, "distribution");
    const double std = json_number(json, "std"), bound = json_number_or(json, "bound", INFINITY);
    const bool uniform = strcmp(distribution, "uniform") == 0, normal = strcmp(distribution, "normal") == 0;
    nn_net *net = new_layer((size_t)json_number(json, "fan_in"), (size_t)json_number(json, "fan_out"), NN_TANH, NULL);
    const float sigma = (float)json_number_or(json, "sigma", 0);

    const spread s = measure(net, scheme_named(json_text(json, "scheme")), sigma, 20000);

    const double k = uniform ? 0.2 : normal ? 0.5 : 0, n = (double)s.n;
    assert_close(s.mean, 0, 5 * std / sqrt(n));
    assert_close(s.std, std, 5 * std * sqrt(k / n) + 0x1p-23 * std);
    assert_true(s.largest <= bound * (1 + 0x1p-23)); /* the bound itself is rounded */
    if (uniform)
        assert_true(s.largest > bound * (1 - 20 / n)); /* 1 − the largest share of the bound: 1/N on average, above 20/N for e⁻²⁰ */
    nn_net_free(net);
}

static void every_scheme_of_the_reference_has_its_spread(void **state) {
    (void)state;
    cJSON *file = json_load("init.json");
    const cJSON *json;
    size_t count = 0;
    cJSON_ArrayForEach(json, json_get(file, "schemes")) {
        check_scheme(json);
        count++;
    }
    assert_int_equal(count, 60);
    cJSON_Delete(file);
}

static void check_std(const nn_net *net, nn_scheme scheme, float scale, double k, double std) {
    const spread s = measure(net, scheme, scale, 20000);
    assert_close(s.std, std, 5 * std * sqrt(k / (double)s.n));
}

static void he_takes_the_slope_of_the_layers_own_rectifier(void **state) {
    (void)state;
    static const struct {
        nn_activation activation;
        double slope;
    } cases[] = {{NN_RELU, 0}, {NN_TANH, 0}, {NN_IDENTITY, 0}, {NN_ELU, 0}, {NN_LEAKY_RELU, 0.5}, {NN_PRELU, 0.5}, {NN_RRELU, 0.75}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const double std = sqrt(2 / ((1 + cases[i].slope * cases[i].slope) * 60)); /* He et al. 2015, equation 15 */
        nn_net *net = new_layer(60, 90, cases[i].activation, &(nn_layer_options){.pieces = 2, .alpha = 0.5f, .lower = 0.5f, .upper = 1});
        check_std(net, NN_HE_NORMAL, 0, 0.5, std);
        check_std(net, NN_HE_UNIFORM, 0, 0.2, std);
        nn_net_free(net);
    }
}

static void xavier_counts_each_piece_of_maxout_as_a_unit(void **state) {
    (void)state;
    nn_net *net = new_layer(60, 30, NN_MAXOUT, &(nn_layer_options){.pieces = 3});
    check_std(net, NN_XAVIER_NORMAL, 0, 0.5, sqrt(2.0 / (60 + 90)));
    check_std(net, NN_XAVIER_UNIFORM, 0, 0.2, sqrt(2.0 / (60 + 90)));
    check_std(net, NN_UNIFORM, 0.5f, 0.2, 0.5 / sqrt(3));
    nn_net_free(net);
}

static void zeros_and_constants_are_what_they_say(void **state) {
    (void)state;
    nn_net *net = new_layer(3, 2, NN_PRELU, NULL);
    float *zeros = draw(net, NN_ZEROS, 9, 1), *constants = draw(net, NN_CONSTANT, -0.3f, 1);
    assert_same_bits(zeros, ((const float[]){0, 0, 0, 0, 0, 0, 0, 0, 0.25f}), 9);
    assert_same_bits(constants, ((const float[]){-0.3f, -0.3f, -0.3f, -0.3f, -0.3f, -0.3f, 0, 0, 0.25f}), 9);
    free(zeros);
    free(constants);
    nn_net_free(net);
}

/* ---- orthogonal */

/**
 * Vectors j and k, of length n, of the smaller side. Each of k steps of the second pass rounds, and so does storing the result: both
 * within 2⁻²⁴ of each component, of which Σ|xᵢyᵢ| ≤ 1.
 */
static void check_orthonormal(const float *w, size_t rows, size_t columns) {
    const bool by_rows = rows <= columns;
    const size_t count = by_rows ? rows : columns, length = by_rows ? columns : rows;
    const size_t step = by_rows ? 1 : columns, between = by_rows ? columns : 1;
    for (size_t j = 0; j < count; j++)
        for (size_t k = 0; k <= j; k++) {
            double sum = 0;
            for (size_t i = 0; i < length; i++)
                sum += (double)w[j * between + i * step] * (double)w[k * between + i * step];
            assert_close(sum, j == k, (double)(j + 2) * 0x1p-24);
        }
}

static void orthogonal_weights_have_orthonormal_rows_or_columns_whichever_are_fewer(void **state) {
    (void)state;
    static const size_t shapes[][2] = {{1, 1}, {1, 4}, {4, 1}, {2, 8}, {10, 20}, {20, 10}, {100, 100}, {784, 30}};
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        nn_net *net = new_layer(shapes[i][0], shapes[i][1], NN_TANH, NULL);
        for (uint64_t seed = 1; seed <= 3; seed++) {
            float *theta = draw(net, NN_ORTHOGONAL, 0, seed);
            check_orthonormal(theta, shapes[i][1], shapes[i][0]);
            free(theta);
        }
        nn_net_free(net);
    }
}

/**
 * Of Haar's measure on the orthogonal n × n matrices tr Q has the moments of a standard normal variable up to the order n/2 (Diaconis and
 * Shahshahani 1994), so (tr Q)² has variance 2. Householder's factorisation with its signs left alone has a trace below 0 on average.
 */
static void no_rotation_is_preferred_by_orthogonal_weights(void **state) {
    (void)state;
    enum { N = 8, DRAWS = 4000 };
    double sum = 0, squares = 0;
    nn_net *net = new_layer(N, N, NN_TANH, NULL);
    for (uint64_t seed = 1; seed <= DRAWS; seed++) {
        float *theta = draw(net, NN_ORTHOGONAL, 0, seed);
        double trace = 0;
        for (size_t i = 0; i < N; i++)
            trace += (double)theta[i * N + i];
        sum += trace;
        squares += trace * trace;
        free(theta);
    }
    assert_close(sum / DRAWS, 0, 5 * sqrt(1.0 / DRAWS));
    assert_close(squares / DRAWS, 1, 5 * sqrt(2.0 / DRAWS));
    nn_net_free(net);
}

static void one_dimension_is_orthogonal_by_a_fair_coin(void **state) {
    (void)state;
    enum { DRAWS = 4000 };
    size_t positive = 0;
    nn_net *net = new_layer(1, 1, NN_TANH, NULL);
    for (uint64_t seed = 1; seed <= DRAWS; seed++) {
        float *theta = draw(net, NN_ORTHOGONAL, 0, seed);
        assert_true(fabsf(theta[0]) == 1.0f);
        positive += theta[0] > 0;
        free(theta);
    }
    assert_close((double)positive / DRAWS, 0.5, 5 * sqrt(0.25 / DRAWS));
    nn_net_free(net);
}

/* ---- seeds and refusals */

static void one_seed_gives_one_start_and_another_seed_another(void **state) {
    (void)state;
    nn_net *net = new_layer(60, 90, NN_TANH, NULL);
    const size_t bytes = nn_net_n_parameters(net) * sizeof(float);
    for (nn_scheme scheme = NN_NORMAL; scheme < NN_N_SCHEMES; scheme++) {
        float *first = draw(net, scheme, 0.5f, 1), *again = draw(net, scheme, 0.5f, 1), *other = draw(net, scheme, 0.5f, 2);
        assert_memory_equal(first, again, bytes);
        assert_memory_not_equal(first, other, bytes);
        free(first);
        free(again);
        free(other);
    }
    nn_net_free(net);
}

static void unknown_schemes_and_bad_scales_are_refused(void **state) {
    (void)state;
    nn_net *net = new_layer(2, 2, NN_TANH, NULL);
    float theta[6];
    assert_int_equal(nn_net_init(net, theta, (nn_scheme)99, 0, 1), NN_BAD_NAME);
    assert_int_equal(nn_net_init(net, theta, NN_NORMAL, -1, 1), NN_BAD_VALUE);
    assert_int_equal(nn_net_init(net, theta, NN_NORMAL, NAN, 1), NN_BAD_VALUE);
    assert_int_equal(nn_net_init(net, theta, NN_CONSTANT, INFINITY, 1), NN_BAD_VALUE);
    nn_net_free(net);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_scheme_of_the_reference_has_its_spread),
        cmocka_unit_test(he_takes_the_slope_of_the_layers_own_rectifier),
        cmocka_unit_test(xavier_counts_each_piece_of_maxout_as_a_unit),
        cmocka_unit_test(zeros_and_constants_are_what_they_say),
        cmocka_unit_test(orthogonal_weights_have_orthonormal_rows_or_columns_whichever_are_fewer),
        cmocka_unit_test(no_rotation_is_preferred_by_orthogonal_weights),
        cmocka_unit_test(one_dimension_is_orthogonal_by_a_fair_coin),
        cmocka_unit_test(one_seed_gives_one_start_and_another_seed_another),
        cmocka_unit_test(unknown_schemes_and_bad_scales_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
