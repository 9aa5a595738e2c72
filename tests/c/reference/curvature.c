/** curvature.json: Hessians by exact products, and the ends of their spectra. */
#include "curvature.h"

#include <math.h>
#include <string.h>

/** A Krylov space in float32 ends before it tells near eigenvalues apart, as those near 0 at a minimum: the lowest of a few starts is taken. */
enum { STARTS = 4 };

float *hessian_of(const reference_case *c) {
    float *unit = float_room(c->n), *hessian = float_room(c->n * c->n);
    for (size_t i = 0; i < c->n; i++) {
        unit[i] = 1;
        must(nn_net_hessian_vector(c->net, hessian + i * c->n, c->theta, unit, c->data, c->work), "a Hessian-vector product");
        unit[i] = 0;
    }
    return hessian;
}

double residual(const reference_case *c, const float *v, double lambda, double scale) {
    float *product = float_room(c->n);
    double squares = 0;
    must(nn_net_hessian_vector(c->net, product, c->theta, v, c->data, c->work), "a Hessian-vector product");
    for (size_t i = 0; i < c->n; i++)
        squares += pow((double)product[i] - lambda * (double)v[i], 2);
    return squares == 0 ? 0 : sqrt(squares) / scale;
}

nn_curvature ends_of(const nn_objective *f, float *top, float *bottom, const float *theta) {
    float *work = float_room(nn_curvature_work_size(f->n, 128)), *start = float_room(f->n), *vector = float_room(f->n);
    nn_curvature ends, others;
    must(nn_curvature_at(f, &ends, top, bottom, theta, NULL, work, 128, 1e-6f), "the curvature");
    for (uint64_t seed = 1; bottom != NULL && seed < STARTS; seed++) {
        nn_direction_random(start, f->n, seed);
        must(nn_curvature_at(f, &others, NULL, vector, theta, start, work, 128, 1e-6f), "the curvature");
        if (others.min < ends.min) {
            ends.min = others.min;
            memcpy(bottom, vector, f->n * sizeof *bottom);
        }
    }
    return ends;
}

static void check_derivatives(const reference_case *c) {
    float *gradient = float_room(c->n), *product = float_room(c->n), loss;
    must(nn_net_gradient(c->net, gradient, &loss, c->theta, c->data, c->work), "the gradient");
    must(nn_net_hessian_vector(c->net, product, c->theta, floats(c->json, "vector", c->n), c->data, c->work), "a Hessian-vector product");
    report("loss", as_outputs((double)loss, json_number(c->json, "loss")));
    const double *expected = doubles(c->json, "gradient", c->n);
    report("gradient", absolute(gradient, expected, c->n) / fmax(largest_of(expected, c->n), json_number(c->json, "lambda_max")));
    report("hessian_vector", max_relative(product, doubles(c->json, "hessian_vector", c->n), c->n));
}

static void check_hessian(const reference_case *c, double scale) {
    const float *hessian = hessian_of(c);
    double trace = 0;
    for (size_t i = 0; i < c->n; i++)
        trace += (double)hessian[i * c->n + i];
    report("trace", share_of(scale, trace, json_number(c->json, "trace")));
    if (has(c->json, "hessian"))
        report("hessian", max_relative(hessian, doubles(c->json, "hessian", c->n * c->n), c->n * c->n));
}

/** An eigenvector turns by (error of the matrix) / (gap to the next eigenvalue), so the gap, a share of the scale, multiplies what it deviates by. */
static void check_ends(const reference_case *c, double scale) {
    const double max = json_number(c->json, "lambda_max"), min = json_number(c->json, "lambda_min");
    float *top = float_room(c->n), *bottom = float_room(c->n);
    const nn_curvature ends = ends_of(c->objective, top, bottom, c->theta);
    report("lambda_max", share_of(scale, (double)ends.max, max));
    report("lambda_min", share_of(scale, (double)ends.min, min));
    report("eigenvectors, ours", residual(c, top, max, scale));
    report("eigenvectors, ours", residual(c, bottom, min, scale));
    report("eigenvectors, theirs", residual(c, floats(c->json, "top_eigenvector", c->n), max, scale));
    report("eigenvectors, theirs", residual(c, floats(c->json, "bottom_eigenvector", c->n), min, scale));
    const double *theirs = doubles(c->json, "top_eigenvector", c->n);
    if (has(c->json, "second_largest"))
        report("eigenvectors by gap", max_relative(top, theirs, c->n) * (max - json_number(c->json, "second_largest")) / scale);
    if (has(c->json, "eigenvalues") && c->n > 1) {
        const double *all = doubles(c->json, "eigenvalues", c->n), *lowest = doubles(c->json, "bottom_eigenvector", c->n);
        report("eigenvectors by gap", max_relative(bottom, lowest, c->n) * (all[1] - all[0]) / scale);
    }
}

/** As many of the largest as the core finds at once. */
static void check_largest(const reference_case *c, double scale) {
    const size_t count = c->n < NN_MAX_EIGENVECTORS ? c->n : NN_MAX_EIGENVECTORS;
    float *values = float_room(count), *vectors = float_room(count * c->n), *work = float_room(nn_curvature_work_size(c->n, 128));
    bool converged;
    must(nn_curvature_top(c->objective, values, vectors, &converged, c->theta, work, count, 128, 1e-6f), "the largest eigenvalues");
    if (count > 1 && has(c->json, "second_largest"))
        report("second_largest", share_of(scale, (double)values[1], json_number(c->json, "second_largest")));
    if (!has(c->json, "eigenvalues"))
        return;
    const double *all = doubles(c->json, "eigenvalues", c->n);
    for (size_t k = 0; k < count; k++)
        report("eigenvalues", share_of(scale, (double)values[k], all[c->n - 1 - k]));
}

static void check_case(const cJSON *json, const cJSON *parent) {
    (void)parent;
    reference_case c = new_case(json);
    const double scale = fmax(fabs(json_number(json, "lambda_max")), fabs(json_number(json, "lambda_min")));
    check_derivatives(&c);
    check_hessian(&c, scale);
    check_ends(&c, scale);
    check_largest(&c, scale);
    free_case(&c);
}

void run_curvature(const cJSON *file) {
    run_cases("curvature", check_case, cJSON_GetObjectItemCaseSensitive(file, "cases"));
}
