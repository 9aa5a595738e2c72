/** The loss over a plane: PyTorch's grids, the order of rows and columns, pieces, and losses that are not finite. */
#include "cases.h"
#include "internal.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- tests/reference/surfaces.json; each loss within 5e-5 (README) */

/** u or v of a case: the unit vector of a weight, or a direction as it is or filter-normalised. */
static float *direction_of(const reference_case *c, const char *axis) {
    const bool is_x = strcmp(axis, "x") == 0;
    if (strcmp(json_text(c->json, "kind"), "weights") != 0) {
        float *direction = json_floats(c->json, is_x ? "direction_x" : "direction_y", NULL);
        if (strcmp(json_text(c->json, "kind"), "filter_normalised") == 0)
            nn_net_filter_normalise(c->net, direction, c->theta);
        return direction;
    }
    float *direction = calloc(c->n, sizeof *direction);
    assert_non_null(direction);
    direction[(size_t)json_number(json_get(c->json, is_x ? "weight_x" : "weight_y"), "index")] = 1.0f;
    return direction;
}

static void check_surface(const reference_case *c) {
    size_t n_alphas, n_betas;
    float *alphas = json_floats(c->json, "alphas", &n_alphas), *betas = json_floats(c->json, "betas", &n_betas);
    float *u = direction_of(c, "x"), *v = direction_of(c, "y"), *losses = malloc(n_alphas * n_betas * sizeof *losses);
    double *expected = json_doubles(c->json, "loss", NULL);

    assert_int_equal(nn_surface(c->objective, losses, c->theta, u, v, alphas, n_alphas, betas, n_betas, c->work), NN_OK);

    for (size_t k = 0; k < n_alphas * n_betas; k++)
        assert_close((double)losses[k], expected[k], 5e-5 * expected[k]);
    free(alphas);
    free(betas);
    free(u);
    free(v);
    free(losses);
    free(expected);
}

static void every_reference_surface_comes_out(void **state) {
    (void)state;
    cJSON *json = json_load("surfaces.json");
    assert_int_equal(for_each_case(json_get(json, "cases"), check_surface), 6);
    cJSON_Delete(json);
}

/* ---- an analytic surface */

static const float origin[2] = {1, -2}, u[2] = {1, 0}, v[2] = {0, 2};
static const float alphas[3] = {-1, 0, 1}, betas[2] = {0, 0.5f};

static int make_ravine(void **state) {
    return nn_objective_new_surface((nn_objective **)state, NN_RAVINE) != NN_OK;
}
static int free_objective(void **state) {
    nn_objective_free(*state);
    return 0;
}

/** ½(x² + 25y²) at x = 1 + α, y = −2 + 2β: small multiples of ½, so exact. */
static void alphas_run_along_the_rows_and_betas_down_the_columns(void **state) {
    const nn_objective *f = *state;
    float losses[6], work[2];

    assert_int_equal(nn_surface(f, losses, origin, u, v, alphas, 3, betas, 2, work), NN_OK);

    const float expected[6] = {50, 50.5f, 52, 12.5f, 13, 14.5f};
    assert_same_bits(losses, expected, 6);
}

static void a_surface_cut_into_bands_has_the_bits_of_the_whole(void **state) {
    const nn_objective *f = *state;
    const float slanted[2] = {0.3f, 0.7f};
    float whole[6], bands[6], work[2];

    assert_int_equal(nn_surface(f, whole, origin, slanted, v, alphas, 3, betas, 2, work), NN_OK);
    for (size_t row = 0; row < 2; row++)
        assert_int_equal(nn_surface(f, bands + 3 * row, origin, slanted, v, alphas, 3, betas + row, 1, work), NN_OK);

    assert_same_bits(bands, whole, 6);
}

static void a_loss_that_is_not_finite_is_written_and_the_rest_stands(void **state) {
    const nn_objective *f = *state;
    const float far[3] = {0, 1e30f, 0};
    float losses[3], work[2];

    assert_int_equal(nn_surface(f, losses, origin, u, v, far, 3, betas, 1, work), NN_OK);

    assert_true(losses[0] == 50.5f && isinf(losses[1]) && losses[2] == 50.5f);
}

static nn_status refuse(void *self, float *value, const float *theta) {
    (void)self, (void)value, (void)theta;
    return NN_OUT_OF_MEMORY;
}
static void an_objective_that_fails_ends_the_surface(void **state) {
    (void)state;
    const nn_objective failing = {.n = 2, .value = refuse};
    float losses[6], work[2];
    assert_int_equal(nn_surface(&failing, losses, origin, u, v, alphas, 3, betas, 2, work), NN_OUT_OF_MEMORY);
}

static void impossible_planes_are_refused(void **state) {
    const nn_objective *f = *state;
    const float bad[2] = {NAN, 0};
    float losses[6], work[2];
    assert_int_equal(nn_surface(f, losses, origin, u, v, alphas, 0, betas, 2, work), NN_BAD_SHAPE);
    assert_int_equal(nn_surface(f, losses, origin, u, v, alphas, 3, betas, 0, work), NN_BAD_SHAPE);
    assert_int_equal(nn_surface(f, losses, bad, u, v, alphas, 3, betas, 2, work), NN_BAD_VALUE);
    assert_int_equal(nn_surface(f, losses, origin, bad, v, alphas, 3, betas, 2, work), NN_BAD_VALUE);
    assert_int_equal(nn_surface(f, losses, origin, u, bad, alphas, 3, betas, 2, work), NN_BAD_VALUE);
    assert_int_equal(nn_surface(f, losses, origin, u, v, bad, 2, betas, 2, work), NN_BAD_VALUE);
    assert_int_equal(nn_surface(f, losses, origin, u, v, alphas, 3, bad, 2, work), NN_BAD_VALUE);
}

/* ---- layers that the directions do not touch */

enum { POINTS = 70, EXAMPLES = 300 }; /* more than line.c takes at once, and examples of three blocks, the last one short */

/** 3-5-4-2, a hidden activation of each kind of formula, with both penalties. */
static nn_net *make_net(nn_activation hidden) {
    const size_t sizes[] = {3, 5, 4, 2};
    const nn_activation activations[] = {hidden, hidden, NN_IDENTITY};
    const nn_net_spec spec = {.n_layers = 3, .sizes = sizes, .activations = activations, .loss = NN_MSE, .l1 = 0.01f, .l2 = 0.02f};
    nn_net *net;
    assert_int_equal(nn_net_new(&net, &spec), NN_OK);
    return net;
}

static nn_data *make_examples(void) {
    float x[3 * EXAMPLES], y[2 * EXAMPLES];
    nn_data *data;
    nn_direction_random(x, 3 * EXAMPLES, 11);
    nn_direction_random(y, 2 * EXAMPLES, 12);
    assert_int_equal(nn_data_new(&data, x, y, EXAMPLES, 3, 2), NN_OK);
    return data;
}

/** The row at beta by value() alone. */
static void plain_row(const nn_objective *f, float *losses, const float *theta, const float *a, const float *b, const float *at,
                      float beta) {
    float point[128];
    for (size_t k = 0; k < POINTS; k++) {
        for (size_t i = 0; i < f->n; i++)
            point[i] = (theta[i] + at[k] * a[i]) + beta * b[i];
        assert_int_equal(f->value(f->self, &losses[k], point), NN_OK);
    }
}

static void check_row(const nn_objective *f, const float *a, const float *b) {
    float theta[128], work[128], at[POINTS], losses[POINTS], expected[POINTS];
    const float beta = 0.7f;
    assert_true(f->n <= 128);
    nn_direction_random(theta, f->n, 1);
    for (size_t k = 0; k < POINTS; k++)
        at[k] = -1.0f + 0.03f * (float)k;

    assert_int_equal(nn_surface(f, losses, theta, a, b, at, POINTS, &beta, 1, work), NN_OK);

    plain_row(f, expected, theta, a, b, at, beta);
    assert_same_bits(losses, expected, POINTS);
}

/** Directions that are not 0 from first to last parameter; first > last: nowhere. */
static void check_directions(const nn_objective *f, size_t first, size_t last) {
    float a[128], b[128];
    nn_direction_random(a, f->n, 2);
    nn_direction_random(b, f->n, 3);
    for (size_t i = 0; i < f->n; i++)
        if (i < first || i > last)
            a[i] = b[i] = 0.0f;
    check_row(f, a, b);
}

/** The slope of PReLU changes all units of its layer, whatever else changes. */
static void check_with_slope(const nn_objective *f, size_t slope_at) {
    for (size_t i = 0; i < f->n; i++) {
        float a[128] = {0}, b[128] = {0};
        a[i] = 1.0f;
        b[slope_at] = 1.0f;
        check_row(f, a, b);
    }
}

static void layers_that_are_not_touched_change_no_bit(void **state) {
    (void)state;
    nn_data *data = make_examples();
    for (nn_activation hidden = 0; hidden < NN_N_ACTIVATIONS; hidden++) {
        nn_net *net = make_net(hidden);
        nn_objective *f;
        assert_int_equal(nn_objective_new_net(&f, net, data), NN_OK);
        assert_non_null(f->line);
        for (size_t i = 0; i < f->n; i++)
            check_directions(f, i, i);
        for (size_t l = 0; l < 3; l++) {
            const nn_layer *layer = nn_net_layer(net, l);
            check_directions(f, layer->weights_at + layer->n_in, layer->biases_at + 1); /* all but the first unit */
            check_directions(f, layer->weights_at, f->n - 1);
            if (layer->slope_at != SIZE_MAX)
                check_with_slope(f, layer->slope_at);
        }
        check_directions(f, 1, 0);
        nn_objective_free(f);
        nn_net_free(net);
    }
    nn_data_free(data);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_reference_surface_comes_out),
        cmocka_unit_test(alphas_run_along_the_rows_and_betas_down_the_columns),
        cmocka_unit_test(a_surface_cut_into_bands_has_the_bits_of_the_whole),
        cmocka_unit_test(a_loss_that_is_not_finite_is_written_and_the_rest_stands),
        cmocka_unit_test(an_objective_that_fails_ends_the_surface),
        cmocka_unit_test(impossible_planes_are_refused),
        cmocka_unit_test(layers_that_are_not_touched_change_no_bit),
    };
    return cmocka_run_group_tests(tests, make_ravine, free_objective);
}
