/**
 * Analytic surfaces of two parameters, whose minima and curvatures are known in closed form.
 *
 * Value and gradient of each are written once, for four points at a time; one point is lane 0 of four copies, so descents in lanes
 * get the bits of a descent alone. The Hessian [f_xx f_xy; f_xy f_yy] serves single products only.
 */
#include "internal.h"

#include <stdlib.h>

/** What four points know of a surface. */
typedef struct slope {
    v4 value, x, y; /* f, ∂f/∂x, ∂f/∂y */
} slope;

typedef struct hessian {
    float xx, xy, yy;
} hessian;

typedef struct surface_entry {
    const char *name;
    nn_surface_info info;
    slope (*slope_at)(v4 x, v4 y);
    hessian (*hessian_at)(float x, float y);
} surface_entry;

/* ---- bowl: ½(x² + y²). Curvature 1 along every direction: plain descent goes straight to (0, 0) for η < 2 and is there at once for η = 1. */

static slope bowl_slope(v4 x, v4 y) {
    return (slope){0.5f * (x * x + y * y), x, y};
}
static hessian bowl_hessian(float x, float y) {
    (void)x, (void)y;
    return (hessian){1.0f, 0.0f, 1.0f};
}

/* ---- ravine: ½(x² + 25y²). Curvatures 1 along x, 25 across it: η must stay below 2/25 for y's sake, and x then takes 25 times the steps. */

static slope ravine_slope(v4 x, v4 y) {
    return (slope){0.5f * (x * x + 25.0f * (y * y)), x, 25.0f * y};
}
static hessian ravine_hessian(float x, float y) {
    (void)x, (void)y;
    return (hessian){1.0f, 0.0f, 25.0f};
}

/*
 * ---- saddle: ½(x² − y²) + y⁴/16. The textbook's ½(x² − y²) has no minimum: leaving it is already running away. The last term is
 * below 1 % of the others' size for |y| < ¼, and ends the two ways down in minima at (0, ±2), where f = −1 and the curvatures are 1 and 2.
 */

static slope saddle_slope(v4 x, v4 y) {
    const v4 y2 = y * y;
    return (slope){0.5f * (x * x - y2) + 0.0625f * (y2 * y2), x, (0.25f * y2 - 1.0f) * y};
}
static hessian saddle_hessian(float x, float y) {
    (void)x;
    return (hessian){1.0f, 0.0f, 0.75f * (y * y) - 1.0f};
}

/*
 * ---- double well: x⁴/4 − x³/6 − 3x²/4 + y²/2, made from its slope (x + 1) x (x − 3/2) along x. A saddle at (0, 0), f = 0, between a
 * shallow well at (−1, 0), f = −1/3, and a deep one at (3/2, 0), f = −63/64: minima of which one is only local. Curvatures along x: 5/2, −3/2, 15/4.
 */

static slope double_well_slope(v4 x, v4 y) {
    const v4 x2 = x * x;
    return (slope){x2 * (0.25f * x2 - (1.0f / 6.0f) * x - 0.75f) + 0.5f * (y * y), (x + 1.0f) * x * (x - 1.5f), y};
}
static hessian double_well_hessian(float x, float y) {
    (void)y;
    return (hessian){3.0f * (x * x) - x - 1.5f, 0.0f, 1.0f};
}

/* ---- Himmelblau: a² + b² with a = x² + y − 11, b = x + y² − 7 (Himmelblau, Applied Nonlinear Programming, 1972). Four minima, f = 0 at each. */

static slope himmelblau_slope(v4 x, v4 y) {
    const v4 a = x * x + y - 11.0f, b = x + y * y - 7.0f;
    return (slope){a * a + b * b, 4.0f * (x * a) + 2.0f * b, 2.0f * a + 4.0f * (y * b)};
}
static hessian himmelblau_hessian(float x, float y) {
    const float a = x * x + y - 11.0f, b = x + y * y - 7.0f;
    return (hessian){4.0f * a + 8.0f * (x * x) + 2.0f, 4.0f * (x + y), 4.0f * b + 8.0f * (y * y) + 2.0f};
}

/*
 * ---- Rosenbrock: (1 − x)² + 100r² with r = y − x² (Rosenbrock, The Computer Journal 3, 1960, with his start). A bent ravine whose floor
 * falls slowly to (1, 1); curvatures there 1001.6 and 0.4.
 */

static slope rosenbrock_slope(v4 x, v4 y) {
    const v4 d = 1.0f - x, r = y - x * x;
    return (slope){d * d + 100.0f * (r * r), -2.0f * d - 400.0f * (x * r), 200.0f * r};
}
static hessian rosenbrock_hessian(float x, float y) {
    const float r = y - x * x;
    return (hessian){2.0f - 400.0f * r + 800.0f * (x * x), -400.0f * x, 200.0f};
}

/*
 * ---- Beale: Σ (cᵢ − x(1 − yⁱ))² over i = 1, 2, 3 with c = 1.5, 2.25, 2.625 (Beale 1958; start of Moré, Garbow and Hillstrom 1981). A plateau
 * between four steep corners, with a thin bent valley whose floor falls to (3, ½), f = 0.
 */

static slope beale_slope(v4 x, v4 y) {
    const v4 y2 = y * y, p = 1.0f - y, q = 1.0f - y2, r = 1.0f - y2 * y;
    const v4 a = 1.5f - x * p, b = 2.25f - x * q, c = 2.625f - x * r;
    return (slope){a * a + b * b + c * c, -2.0f * (a * p + b * q + c * r), 2.0f * (x * (a + 2.0f * (y * b) + 3.0f * (y2 * c)))};
}
static hessian beale_hessian(float x, float y) {
    const float y2 = y * y, p = 1.0f - y, q = 1.0f - y2, r = 1.0f - y2 * y;
    const float b = 2.25f - x * q, c = 2.625f - x * r, a = 1.5f - x * p;
    const float across = a + 2.0f * (y * b) + 3.0f * (y2 * c);
    return (hessian){2.0f * (p * p + q * q + r * r), 2.0f * (across - x * (p + 2.0f * (y * q) + 3.0f * (y2 * r))),
                     2.0f * (x * (2.0f * b + 6.0f * (y * c)) + (x * x) * (1.0f + 4.0f * y2 + 9.0f * (y2 * y2)))};
}

/*
 * ---- Rastrigin: Σ z² + 10(1 − cos 2πz) over z = x, y (Rastrigin 1974), with 1 − cos 2πz = 2 sin² πz, which cancels nothing at its zeros. One minimum
 * near every pair of whole numbers, walled by curvatures of up to 2 + 40π² = 396.8; that at (0, 0), f = 0, is the lowest, and alone in the table.
 * NaN beyond ±1303, where the cosine's argument is too large to be reduced.
 */

static const float pi = 3.14159265f;

/** A copy for all four. */
static __attribute__((noinline)) v4 sin_of(v4 x) {
    return v4_sin(x);
}

static slope rastrigin_slope(v4 x, v4 y) {
    const v4 s = sin_of(pi * x), t = sin_of(pi * y);
    return (slope){(x * x + y * y) + 20.0f * (s * s + t * t), 2.0f * x + (20.0f * pi) * sin_of((2.0f * pi) * x),
                   2.0f * y + (20.0f * pi) * sin_of((2.0f * pi) * y)};
}
static hessian rastrigin_hessian(float x, float y) {
    const v4 bends = 2.0f + (40.0f * pi * pi) * v4_cos((2.0f * pi) * (v4){x, y});
    return (hessian){bends[0], 0.0f, bends[1]};
}

/* ---- the table, in the order of nn_surface_kind: x_min, x_max, y_min, y_max (all square, so that slopes look as steep as they are), start, minima */

static const surface_entry table[NN_N_SURFACES] = {
    [NN_BOWL] = {"bowl", {-3, 3, -3, 3, {-2, 1.5f}, 1, {{0, 0}}}, bowl_slope, bowl_hessian},
    [NN_RAVINE] = {"ravine", {-3, 3, -3, 3, {-2.5f, 1}, 1, {{0, 0}}}, ravine_slope, ravine_hessian},
    [NN_SADDLE] = {"saddle", {-3, 3, -3, 3, {-2.5f, 0.0078125f}, 2, {{0, 2}, {0, -2}}}, saddle_slope, saddle_hessian},
    [NN_DOUBLE_WELL] = {"double-well",
                        {-2.5f, 2.5f, -2.5f, 2.5f, {-1.75f, 1.5f}, 2, {{1.5f, 0}, {-1, 0}}},
                        double_well_slope,
                        double_well_hessian},
    [NN_HIMMELBLAU] =
        {"himmelblau",
         {-5, 5, -5, 5, {0, 0}, 4, {{3, 2}, {-2.80511809f, 3.13131252f}, {-3.77931025f, -3.28318599f}, {3.58442834f, -1.84812653f}}},
         himmelblau_slope,
         himmelblau_hessian},
    [NN_ROSENBROCK] = {"rosenbrock", {-2, 2, -1, 3, {-1.2f, 1}, 1, {{1, 1}}}, rosenbrock_slope, rosenbrock_hessian},
    [NN_BEALE] = {"beale", {-4.5f, 4.5f, -4.5f, 4.5f, {1, 1}, 1, {{3, 0.5f}}}, beale_slope, beale_hessian},
    [NN_RASTRIGIN] = {"rastrigin", {-5.12f, 5.12f, -5.12f, 5.12f, {-3.25f, 2.375f}, 1, {{0, 0}}}, rastrigin_slope, rastrigin_hessian},
};

const char *nn_surface_name(size_t index) {
    return index < NN_N_SURFACES ? table[index].name : NULL;
}

nn_status nn_surface_describe(nn_surface_info *info, nn_surface_kind which) {
    if ((size_t)which >= NN_N_SURFACES)
        return NN_BAD_NAME;
    *info = table[which].info;
    return NN_OK;
}

/* ---- a surface as an objective */

typedef struct surface_objective {
    nn_objective base; /* first: freeing it frees all */
    const surface_entry *surface;
} surface_objective;

static nn_status gradient(void *self, float *result, float *value, const float *theta) {
    const surface_objective *f = self;
    const slope here = f->surface->slope_at(v4_splat(theta[0]), v4_splat(theta[1]));
    *value = here.value[0];
    result[0] = here.x[0];
    result[1] = here.y[0];
    return nn_is_finite(*value) ? NN_OK : NN_DIVERGED;
}

static nn_status value(void *self, float *result, const float *theta) {
    float unused[2];
    return gradient(self, unused, result, theta);
}

static nn_status hessian_vector(void *self, float *product, const float *theta, const float *v) {
    const surface_objective *f = self;
    const hessian h = f->surface->hessian_at(theta[0], theta[1]);
    product[0] = h.xx * v[0] + h.xy * v[1];
    product[1] = h.xy * v[0] + h.yy * v[1];
    return nn_all_finite(product, 2) ? NN_OK : NN_DIVERGED;
}

static nn_status gradient_lanes(void *self, float *gradients, float *values, const float *thetas) {
    const surface_objective *f = self;
    for (size_t lane = 0; lane < NN_LANES; lane += 4) {
        const slope here = f->surface->slope_at(v4_load(thetas + lane), v4_load(thetas + NN_LANES + lane));
        v4_store(values + lane, here.value);
        v4_store(gradients + lane, here.x);
        v4_store(gradients + NN_LANES + lane, here.y);
    }
    return NN_OK;
}

nn_status nn_objective_new_surface(nn_objective **objective, nn_surface_kind which) {
    *objective = NULL;
    if ((size_t)which >= NN_N_SURFACES)
        return NN_BAD_NAME;
    surface_objective *f = malloc(sizeof *f);
    if (!f)
        return NN_OUT_OF_MEMORY;
    f->base = (nn_objective){
        .n = 2, .self = f, .value = value, .gradient = gradient, .hessian_vector = hessian_vector, .gradient_lanes = gradient_lanes};
    f->surface = &table[which];
    *objective = &f->base;
    return NN_OK;
}
