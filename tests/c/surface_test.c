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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_reference_surface_comes_out),
        cmocka_unit_test(alphas_run_along_the_rows_and_betas_down_the_columns),
        cmocka_unit_test(a_surface_cut_into_bands_has_the_bits_of_the_whole),
        cmocka_unit_test(a_loss_that_is_not_finite_is_written_and_the_rest_stands),
        cmocka_unit_test(an_objective_that_fails_ends_the_surface),
        cmocka_unit_test(impossible_planes_are_refused),
    };
    return cmocka_run_group_tests(tests, make_ravine, free_objective);
}
