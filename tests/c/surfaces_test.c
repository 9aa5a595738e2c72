/** The analytic surfaces against their formulas written out in double, and what is claimed of their minima and curvatures. */
#include "internal.h"
#include "support.h"

#include <float.h>
#include <math.h>

/* ---- the formulas; `size` is the sum of the sizes of all terms, of whose derivatives rounding is a share */

typedef double (*formula)(double x, double y);

static double square(double x) {
    return x * x;
}
static double bowl(double x, double y) {
    return 0.5 * (x * x + y * y);
}
static double ravine(double x, double y) {
    return 0.5 * (x * x + 25 * y * y);
}
static double saddle(double x, double y) {
    return 0.5 * (x * x - y * y) + square(y * y) / 16;
}
static double saddle_size(double x, double y) {
    return 0.5 * (x * x + y * y) + square(y * y) / 16;
}
static double double_well(double x, double y) {
    return square(x * x) / 4 - x * x * x / 6 - 0.75 * x * x + 0.5 * y * y;
}
static double double_well_size(double x, double y) {
    return square(x * x) / 4 + x * x * x / 6 + 0.75 * x * x + 0.5 * y * y;
}
static double himmelblau(double x, double y) {
    return square(x * x + y - 11) + square(x + y * y - 7);
}
static double himmelblau_size(double x, double y) {
    return square(x * x + y + 11) + square(x + y * y + 7);
}
static double rosenbrock(double x, double y) {
    return square(1 - x) + 100 * square(y - x * x);
}
static double rosenbrock_size(double x, double y) {
    return square(1 + x) + 100 * square(y + x * x);
}

static double beale(double x, double y) {
    return square(1.5 - x + x * y) + square(2.25 - x + x * y * y) + square(2.625 - x + x * y * y * y);
}
static double beale_size(double x, double y) {
    return square(1.5 + x + x * y) + square(2.25 + x + x * y * y) + square(2.625 + x + x * y * y * y);
}
static double rastrigin(double x, double y) {
    const double pi = 3.14159265358979323846;
    return 20 + x * x + y * y - 10 * cos(2 * pi * x) - 10 * cos(2 * pi * y);
}
/** What a rounding of the wave's argument, a share of |z|, does to the value, slope and bend: 20π|z|, 40π²|z|, 80π³|z|, beside the wave's own size. */
static double rastrigin_size(double x, double y) {
    return 40 + 63 * (x + y) + 200 * (x * x + y * y) + 414 * (x * x * x + y * y * y);
}

static const struct {
    formula f, size;
} formulas[NN_N_SURFACES] = {{bowl, bowl},
                             {ravine, ravine},
                             {saddle, saddle_size},
                             {double_well, double_well_size},
                             {himmelblau, himmelblau_size},
                             {rosenbrock, rosenbrock_size},
                             {beale, beale_size},
                             {rastrigin, rastrigin_size}};

/**
 * Of a difference. ¼ and the four points are exact for polynomials of degree 4, as the first six surfaces are. For the others h⁴|f⁗′|/30 and
 * what double rounds, ε|f|/h², are both below a tenth of the tolerances at h = 1/256: f⁗′ ≤ 10(2π)⁵, ∂⁶f ≤ 10(2π)⁶.
 */
static double step_of(formula f) {
    return f == beale || f == beale_size || f == rastrigin || f == rastrigin_size ? 1.0 / 256 : 0.25;
}

/** Derivative along (u, v) by the four-point difference. */
static double slope_along(formula f, double x, double y, double u, double v) {
    const double h = step_of(f);
    const double near = f(x + h * u, y + h * v) - f(x - h * u, y - h * v);
    const double far = f(x + 2 * h * u, y + 2 * h * v) - f(x - 2 * h * u, y - 2 * h * v);
    return (8 * near - far) / (12 * h);
}

/** The derivative along the axis (k, l) of the derivative along the axis (i, j): an entry of the Hessian. */
static double bend(formula f, double x, double y, double i, double j, double k, double l) {
    const double h = step_of(f);
    const double near = slope_along(f, x + h * k, y + h * l, i, j) - slope_along(f, x - h * k, y - h * l, i, j);
    const double far = slope_along(f, x + 2 * h * k, y + 2 * h * l, i, j) - slope_along(f, x - 2 * h * k, y - 2 * h * l, i, j);
    return (8 * near - far) / (12 * h);
}

/** An entry of the product of the Hessian with (u, v). */
static double bend_along(formula f, double x, double y, double i, double j, double u, double v) {
    return u * bend(f, x, y, i, j, 1, 0) + v * bend(f, x, y, i, j, 0, 1);
}

/* ---- every surface at many points of its window */

static nn_objective *new_surface(nn_surface_kind which) {
    nn_objective *f;
    assert_int_equal(nn_objective_new_surface(&f, which), NN_OK);
    return f;
}

static nn_surface_info describe(nn_surface_kind which) {
    nn_surface_info info;
    assert_int_equal(nn_surface_describe(&info, which), NN_OK);
    return info;
}

/** No result takes more than 16 roundings of ε/2 each. */
static const double roundings = 16 * (double)FLT_EPSILON / 2;

static void check_point(const nn_objective *f, nn_surface_kind which, const float *theta, const float *direction) {
    const formula exact = formulas[which].f, size = formulas[which].size;
    const double x = (double)theta[0], y = (double)theta[1], u = (double)direction[0], v = (double)direction[1];
    float value, value_with_gradient, gradient[2], product[2];

    assert_int_equal(f->value(f->self, &value, theta), NN_OK);
    assert_int_equal(f->gradient(f->self, gradient, &value_with_gradient, theta), NN_OK);
    assert_int_equal(f->hessian_vector(f->self, product, theta, direction), NN_OK);

    assert_same_bits(&value, &value_with_gradient, 1);
    assert_close((double)value, exact(x, y), roundings * size(fabs(x), fabs(y)));
    for (int i = 0; i < 2; i++) {
        const double along_x = i == 0, along_y = i == 1;
        assert_close((double)gradient[i], slope_along(exact, x, y, along_x, along_y),
                     roundings * slope_along(size, fabs(x), fabs(y), along_x, along_y) + 1e-12);
        assert_close((double)product[i], bend_along(exact, x, y, along_x, along_y, u, v),
                     roundings * bend_along(size, fabs(x), fabs(y), along_x, along_y, fabs(u), fabs(v)) + 1e-12);
    }
}

static void values_gradients_and_products_are_those_of_the_formulas(void **state) {
    (void)state;
    for (nn_surface_kind which = 0; which < NN_N_SURFACES; which++) {
        nn_objective *f = new_surface(which);
        const nn_surface_info info = describe(which);
        nn_rng rng = nn_rng_new(5, which);
        for (int k = 0; k < 1000; k++) {
            const float theta[2] = {nn_rng_uniform(&rng, info.x_min, info.x_max), nn_rng_uniform(&rng, info.y_min, info.y_max)};
            const float direction[2] = {nn_rng_normal(&rng), nn_rng_normal(&rng)};
            check_point(f, which, theta, direction);
        }
        nn_objective_free(f);
    }
}

static void lanes_give_the_bits_of_single_gradients(void **state) {
    (void)state;
    for (nn_surface_kind which = 0; which < NN_N_SURFACES; which++) {
        nn_objective *f = new_surface(which);
        nn_rng rng = nn_rng_new(6, which);
        float thetas[2 * NN_LANES], gradients[2 * NN_LANES], values[NN_LANES];
        for (size_t i = 0; i < 2 * NN_LANES; i++)
            thetas[i] = nn_rng_uniform(&rng, -5, 5);
        thetas[3] = 1e30f; /* one lane overflows alone */

        assert_int_equal(f->gradient_lanes(f->self, gradients, values, thetas), NN_OK);

        for (size_t lane = 0; lane < NN_LANES; lane++) {
            const float theta[2] = {thetas[lane], thetas[NN_LANES + lane]};
            const float of_lane[2] = {gradients[lane], gradients[NN_LANES + lane]};
            float gradient[2], value;
            assert_int_equal(f->gradient(f->self, gradient, &value, theta), lane == 3 ? NN_DIVERGED : NN_OK);
            if (lane == 3)
                continue; /* bits of a NaN mean nothing */
            assert_same_bits(of_lane, gradient, 2);
            assert_same_bits(&values[lane], &value, 1);
        }
        nn_objective_free(f);
    }
}

/* ---- what is claimed of them */

static bool is_inside(const nn_surface_info *info, const float *point) {
    return point[0] > info->x_min && point[0] < info->x_max && point[1] > info->y_min && point[1] < info->y_max;
}

/** A coordinate rounded to float32 is off by at most ε/2·4, which a curvature of up to 1002 turns into a slope. */
static void the_minima_are_flat_and_curve_upwards_and_lie_in_the_window(void **state) {
    (void)state;
    for (nn_surface_kind which = 0; which < NN_N_SURFACES; which++) {
        const nn_surface_info info = describe(which);
        const formula f = formulas[which].f;
        assert_true(is_inside(&info, info.start));
        assert_in_range(info.n_minima, 1, 4);
        for (size_t k = 0; k < info.n_minima; k++) {
            const double x = (double)info.minima[k][0], y = (double)info.minima[k][1];
            const double xx = bend_along(f, x, y, 1, 0, 1, 0), xy = bend_along(f, x, y, 1, 0, 0, 1), yy = bend_along(f, x, y, 0, 1, 0, 1);
            const double slope_bound = (xx + yy) * 4 * (double)FLT_EPSILON / 2 * sqrt(2) + 1e-12;
            assert_true(is_inside(&info, info.minima[k]));
            assert_close(slope_along(f, x, y, 1, 0), 0, slope_bound);
            assert_close(slope_along(f, x, y, 0, 1), 0, slope_bound);
            assert_true(xx > 0 && xx * yy - xy * xy > 0);
        }
    }
}

static float value_at(nn_surface_kind which, float x, float y) {
    nn_objective *f = new_surface(which);
    const float theta[2] = {x, y};
    float value;
    assert_int_equal(f->value(f->self, &value, theta), NN_OK);
    nn_objective_free(f);
    return value;
}

static void the_minima_are_as_deep_as_their_comments_say(void **state) {
    (void)state;
    assert_true(value_at(NN_BOWL, 0, 0) == 0 && value_at(NN_RAVINE, 0, 0) == 0 && value_at(NN_ROSENBROCK, 1, 1) == 0);
    assert_true(value_at(NN_SADDLE, 0, 2) == -1 && value_at(NN_SADDLE, 0, -2) == -1 && value_at(NN_SADDLE, 0, 0) == 0);
    assert_close((double)value_at(NN_DOUBLE_WELL, -1, 0), -1.0 / 3, (double)FLT_EPSILON);
    assert_close((double)value_at(NN_DOUBLE_WELL, 1.5f, 0), -63.0 / 64, (double)FLT_EPSILON);
    assert_true(value_at(NN_HIMMELBLAU, 3, 2) == 0);
    assert_true(value_at(NN_BEALE, 3, 0.5f) == 0 && value_at(NN_RASTRIGIN, 0, 0) == 0);
    assert_close((double)value_at(NN_BEALE, 1, 1), 14.203125, 16 * (double)FLT_EPSILON / 2 * 14.203125); /* 1.5² + 2.25² + 2.625² */
}

static void assert_curvatures(nn_surface_kind which, float x, float y, double max, double min) {
    nn_objective *f = new_surface(which);
    const float theta[2] = {x, y};
    float work[6];
    nn_curvature curvature;
    assert_true(nn_curvature_work_size(2, 2) <= 6);
    assert_int_equal(nn_curvature_at(f, &curvature, NULL, NULL, theta, NULL, work, 2, 1e-6f), NN_OK);
    assert_close((double)curvature.max, max, 1e-5 * fmax(fabs(max), fabs(min))); /* exact products: 1e-5 of the largest */
    assert_close((double)curvature.min, min, 1e-5 * fmax(fabs(max), fabs(min)));
    nn_objective_free(f);
}

static void the_curvatures_are_those_their_comments_say(void **state) {
    (void)state;
    assert_curvatures(NN_BOWL, -2, 1, 1, 1);
    assert_curvatures(NN_RAVINE, -2, 1, 25, 1);
    assert_curvatures(NN_SADDLE, 0, 0, 1, -1);
    assert_curvatures(NN_SADDLE, 0, 2, 2, 1);
    assert_curvatures(NN_DOUBLE_WELL, 0, 0, 1, -1.5);
    assert_curvatures(NN_DOUBLE_WELL, -1, 0, 2.5, 1);
    assert_curvatures(NN_DOUBLE_WELL, 1.5f, 0, 3.75, 1);
    assert_curvatures(NN_ROSENBROCK, 1, 1, 501 + sqrt(501.0 * 501 - 400), 501 - sqrt(501.0 * 501 - 400)); /* trace 1002, determinant 400 */
    assert_curvatures(NN_RASTRIGIN, 0, 0, 396.78417604, 396.78417604);                                    /* 2 + 40π² */
    assert_curvatures(NN_RASTRIGIN, 0.5f, 0, 396.78417604, -392.78417604);                                /* the wall between two minima */
}

/* ---- edges */

static void far_out_a_surface_reports_divergence_and_writes_its_value(void **state) {
    (void)state;
    const float far[2] = {1e30f, -1e30f};
    for (nn_surface_kind which = 0; which < NN_N_SURFACES; which++) {
        nn_objective *f = new_surface(which);
        float value = 0, gradient[2];
        assert_int_equal(f->value(f->self, &value, far), NN_DIVERGED);
        assert_false(nn_is_finite(value));
        value = 0;
        assert_int_equal(f->gradient(f->self, gradient, &value, far), NN_DIVERGED);
        assert_false(nn_is_finite(value));
        nn_objective_free(f);
    }
}

static void a_product_that_overflows_is_divergence(void **state) {
    (void)state;
    const float far[2] = {1e30f, 1e30f}, v[2] = {1, 0};
    nn_objective *f = new_surface(NN_HIMMELBLAU);
    float product[2];
    assert_int_equal(f->hessian_vector(f->self, product, far, v), NN_DIVERGED);
    nn_objective_free(f);
}

static void a_surface_that_is_none_is_refused(void **state) {
    (void)state;
    nn_surface_info info;
    nn_objective *f = (nn_objective *)&info;
    assert_int_equal(nn_surface_describe(&info, NN_N_SURFACES), NN_BAD_NAME);
    assert_int_equal(nn_objective_new_surface(&f, NN_N_SURFACES), NN_BAD_NAME);
    assert_null(f);
}

static void the_surfaces_are_named_in_order(void **state) {
    (void)state;
    assert_string_equal(nn_surface_name(NN_BOWL), "bowl");
    assert_string_equal(nn_surface_name(NN_DOUBLE_WELL), "double-well");
    assert_string_equal(nn_surface_name(NN_ROSENBROCK), "rosenbrock");
    assert_string_equal(nn_surface_name(NN_RASTRIGIN), "rastrigin");
    assert_null(nn_surface_name(NN_N_SURFACES));
}

static nn_status make_surface(void *argument) {
    (void)argument;
    nn_objective *f;
    const nn_status status = nn_objective_new_surface(&f, NN_BOWL);
    nn_objective_free(f);
    return status;
}
static void a_surface_survives_failed_allocations(void **state) {
    (void)state;
    assert_survives_failed_allocations(make_surface, NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_gradients_and_products_are_those_of_the_formulas),
        cmocka_unit_test(lanes_give_the_bits_of_single_gradients),
        cmocka_unit_test(the_minima_are_flat_and_curve_upwards_and_lie_in_the_window),
        cmocka_unit_test(the_minima_are_as_deep_as_their_comments_say),
        cmocka_unit_test(the_curvatures_are_those_their_comments_say),
        cmocka_unit_test(far_out_a_surface_reports_divergence_and_writes_its_value),
        cmocka_unit_test(a_product_that_overflows_is_divergence),
        cmocka_unit_test(a_surface_that_is_none_is_refused),
        cmocka_unit_test(the_surfaces_are_named_in_order),
        cmocka_unit_test(a_surface_survives_failed_allocations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
