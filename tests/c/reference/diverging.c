/** diverging.json: descents on both sides of the stability limit, over quadratics, linear nets and nets near a minimum. */
#include "curvature.h"
#include "quadratic.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/** Nearer than that to the rate where a verdict changes, the last bits of the curvature decide. */
static const double DECIDED = 1e-5;

typedef struct descent {
    const nn_objective *f;
    float *path, *losses;
    size_t steps, n_done;
    nn_optimizer optimizer;
} descent;

static descent descend(const nn_objective *f, const float *start, const cJSON *run) {
    descent d = {.f = f, .steps = json_count(run, "steps")};
    d.optimizer = (nn_optimizer){.learning_rate = (float)json_number(run, "eta"), .momentum = (float)json_number(run, "beta")};
    d.path = float_room((d.steps + 1) * f->n);
    d.losses = float_room(d.steps + 1);
    float *work = float_room(2 * f->n + nn_optimizer_state_size(&d.optimizer, f->n));
    const nn_status status = nn_descend(f, d.path, d.losses, &d.n_done, start, work, &d.optimizer, d.steps);
    if (has(run, "float32_loss_overflows_at"))
        report("overflow step", share_of(1, (double)d.n_done + 1, json_number(run, "float32_loss_overflows_at")));
    else
        must(status, "descent");
    return d;
}

/** Each row of n over the largest number so far, up to the last step done. */
static double so_far(const float *actual, const double *expected, size_t n, size_t n_done) {
    double largest = 0, worst = 0;
    for (size_t k = 0; k <= n_done; k++) {
        largest = fmax(largest, largest_of(expected + k * n, n));
        for (size_t i = k * n; i < (k + 1) * n; i++)
            worst = worse(worst, share_of(largest, (double)actual[i], expected[i]));
    }
    return worst;
}

static void check_limit(const descent *d, const nn_curvature *ends, const cJSON *run) {
    const double limit = (double)nn_stable_learning_rate(&d->optimizer, ends->max);
    report("limit", share_of(json_number(run, "limit"), limit, json_number(run, "limit")));
}

/**
 * By the roots of z² − (1 + β − ηλ)z + β: one is outside the unit circle where ηλ > 2 + 2β or λ < 0; they are complex or negative from
 * ηλ = (1 − √β)² on, so that λmax decides, and λmin where it is negative.
 */
static bool is_verdict(const char *verdict, const descent *d, const nn_curvature *ends) {
    const double eta = (double)d->optimizer.learning_rate, beta = (double)d->optimizer.momentum;
    const double step = eta * (double)ends->max, limit = 2 + 2 * beta, swings = pow(1 - sqrt(beta), 2);
    const bool diverges = step > limit * (1 + DECIDED) || (double)ends->min < -DECIDED * (double)ends->max;
    if (diverges)
        return strcmp(verdict, "diverges") == 0;
    if (step > limit * (1 - DECIDED))
        return true;
    if (fabs(step - swings) <= DECIDED * swings)
        return strcmp(verdict, "oscillates") == 0 || strcmp(verdict, "converges") == 0;
    return strcmp(verdict, step > swings ? "oscillates" : "converges") == 0;
}

/** A run over a quadratic: of a matrix, or of a linear net. */
static void check_quadratic_run(const nn_objective *f, const float *start, const cJSON *run) {
    const descent d = descend(f, start, run);
    const nn_curvature ends = ends_of(f, NULL, float_room(f->n), start);
    report("iterates", so_far(d.path, doubles(run, "iterates", (d.steps + 1) * f->n), f->n, d.n_done));
    report("losses", so_far(d.losses, doubles(run, "losses", d.steps + 1), 1, d.n_done));
    check_limit(&d, &ends, run);
    report("verdict", is_verdict(json_text(run, "verdict"), &d, &ends) ? 0 : 1);
}

/** Both ends of a spectrum that the file gives whole. */
static void check_spectrum(const nn_objective *f, const float *theta, const cJSON *json) {
    const double *all = doubles(json, "eigenvalues", f->n), scale = largest_of(all, f->n);
    const nn_curvature ends = ends_of(f, NULL, float_room(f->n), theta);
    report("eigenvalues", share_of(scale, (double)ends.max, all[f->n - 1]));
    report("eigenvalues", share_of(scale, (double)ends.min, all[0]));
}

static void check_quadratic(const cJSON *json, const cJSON *parent) {
    (void)parent;
    const size_t n = json_count(json, "dim");
    const quadratic q = {n, floats(json, "A", n * n)};
    const nn_objective f = quadratic_objective((quadratic *)&q);
    check_spectrum(&f, floats(json, "start", n), json);
}

static void check_run_of_quadratic(const cJSON *run, const cJSON *json) {
    const size_t n = json_count(json, "dim");
    quadratic q = {n, floats(json, "A", n * n)};
    const nn_objective f = quadratic_objective(&q);
    check_quadratic_run(&f, floats(json, "start", n), run);
}

static void check_linear_net(const cJSON *json, const cJSON *parent) {
    (void)parent;
    reference_case c = new_case(json);
    check_spectrum(c.objective, c.theta, json);
    report("hessian", max_relative(hessian_of(&c), doubles(json, "hessian", c.n * c.n), c.n * c.n));
    free_case(&c);
}

static void check_run_of_linear_net(const cJSON *run, const cJSON *json) {
    reference_case c = new_case(json);
    check_quadratic_run(c.objective, c.theta, run);
    free_case(&c);
}

/** At the numbers of float32 nearest to the minimum. */
static void check_net(const cJSON *json, const cJSON *parent) {
    (void)parent;
    reference_case c = new_case(json);
    const double max = json_number(json, "lambda_max"), *all = doubles(json, "eigenvalues", c.n), scale = largest_of(all, c.n);
    float *top = float_room(c.n), loss;
    check_spectrum(c.objective, c.theta, json);
    ends_of(c.objective, top, NULL, c.theta);
    report("eigenvectors, ours", residual(&c, top, max, scale));
    report("eigenvectors, theirs", residual(&c, floats(json, "top_eigenvector", c.n), max, scale));
    must(nn_net_loss(c.net, &loss, c.theta, c.data, c.work), "the loss");
    report("loss_at_params", as_outputs((double)loss, json_number(json, "loss_at_params")));
    free_case(&c);
}

/** Of every point of the descent, its difference to the minimum: along the top eigenvector, and its length. */
static void measure(const descent *d, const cJSON *json, float *along, float *distance) {
    const size_t n = d->f->n;
    const double *minimum = doubles(json, "minimum", n), *top = doubles(json, "top_eigenvector", n);
    for (size_t k = 0; k <= d->steps; k++) {
        double product = 0, squares = 0;
        for (size_t i = 0; i < n; i++) {
            const double difference = (double)d->path[k * n + i] - minimum[i];
            product += top[i] * difference;
            squares += difference * difference;
        }
        along[k] = (float)product;
        distance[k] = (float)sqrt(squares);
    }
}

/** From step FIRST on; a direction that is not the top one has died away by then, and the net is not yet far from its quadratic. */
enum { FIRST = 3, LAST = 9, ENDS = 5 };

static double mean_ratio(const float *along) {
    double sum = 0;
    for (size_t k = FIRST; k < LAST; k++)
        sum += (double)along[k + 1] / (double)along[k];
    return sum / (LAST - FIRST);
}

/** Largest |along| of the last five over that of the first five. */
static double growth(const float *along, size_t n) {
    double first = 0, last = 0;
    for (size_t k = 0; k < ENDS && k < n; k++) {
        first = fmax(first, fabs((double)along[k]));
        last = fmax(last, fabs((double)along[n - 1 - k]));
    }
    return last / first;
}

/** By how far a point must be off to have these losses: its slope is at most λmax times its distance from the minimum, the largest so far. */
static double as_shift(const descent *d, const double *losses, const double *distances, double max) {
    double farthest = 0, worst = 0;
    for (size_t k = 0; k <= d->steps; k++) {
        farthest = fmax(farthest, distances[k]);
        worst = worse(worst, share_of(max * farthest, (double)d->losses[k], losses[k]));
    }
    return worst;
}

static void check_run_of_net(const cJSON *run, const cJSON *json) {
    reference_case c = new_case(json);
    const descent d = descend(c.objective, floats(run, "start", c.n), run);
    const nn_curvature ends = ends_of(c.objective, NULL, NULL, c.theta);
    float *along = float_room(d.steps + 1), *distance = float_room(d.steps + 1);
    measure(&d, json, along, distance);
    report("along_top, distance", absolute(along, doubles(run, "along_top", d.steps + 1), d.steps + 1));
    report("along_top, distance", absolute(distance, doubles(run, "distance", d.steps + 1), d.steps + 1));
    report("final_params", absolute(d.path + d.steps * c.n, doubles(run, "final_params", c.n), c.n));
    report("losses of nets",
           as_shift(&d, doubles(run, "losses", d.steps + 1), doubles(run, "distance", d.steps + 1), json_number(json, "lambda_max")));
    check_limit(&d, &ends, run);
    if (has(run, "mean_ratio_along_top") && d.steps >= LAST)
        report("mean ratio", share_of(1, mean_ratio(along), json_number(run, "mean_ratio_along_top")));
    const char *verdict = json_text(run, "verdict");
    const double ratio = growth(along, d.steps + 1);
    report("verdict", (ratio > 2 && strcmp(verdict, "grows") == 0) || (ratio < 0.5 && strcmp(verdict, "shrinks") == 0) ? 0 : 1);
    free_case(&c);
}

static void run_group(const cJSON *group, case_check *check, case_check *check_run) {
    const cJSON *json, *run;
    run_cases("diverging", check, group);
    cJSON_ArrayForEach(json, group) {
        const cJSON *name = cJSON_GetObjectItemCaseSensitive(json, "name");
        size_t k = 0;
        cJSON_ArrayForEach(run, cJSON_GetObjectItemCaseSensitive(json, "runs")) {
            char of_run[128];
            snprintf(of_run, sizeof of_run, "%s, run %zu", cJSON_IsString(name) ? name->valuestring : "without a name", ++k);
            run_case("diverging", of_run, check_run, run, json);
        }
    }
}

void run_diverging(const cJSON *file) {
    run_group(cJSON_GetObjectItemCaseSensitive(file, "quadratics"), check_quadratic, check_run_of_quadratic);
    run_group(cJSON_GetObjectItemCaseSensitive(file, "linear_nets"), check_linear_net, check_run_of_linear_net);
    run_group(cJSON_GetObjectItemCaseSensitive(file, "nets"), check_net, check_run_of_net);
}
