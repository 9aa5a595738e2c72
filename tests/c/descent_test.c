/** Descent: closed forms, PyTorch's runs on both sides of the stability limit, divergence and its causes. */
#include "cases.h"
#include "internal.h"
#include "quadratic.h"
#include "support.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/** One descent and all it left. */
typedef struct run {
    nn_status status;
    size_t n_done;
    float *path, *losses;
} run;

static run descend(const nn_objective *f, const float *start, const nn_optimizer *optimizer, size_t n_steps) {
    run r = {.path = calloc((n_steps + 1) * f->n, sizeof *r.path), .losses = calloc(n_steps + 1, sizeof *r.losses)};
    float *work = malloc((f->n + nn_optimizer_state_size(optimizer, f->n)) * sizeof *work);
    assert_true(r.path && r.losses && work);
    r.status = nn_descend(f, r.path, r.losses, &r.n_done, start, work, optimizer, n_steps);
    free(work);
    return r;
}
static void free_run(run r) {
    free(r.path);
    free(r.losses);
}

static nn_diagnosis diagnose(const nn_objective *f, const float *theta, const nn_optimizer *optimizer) {
    float *work = malloc(nn_curvature_work_size(f->n, 32) * sizeof *work);
    nn_diagnosis diagnosis;
    assert_non_null(work);
    assert_int_equal(nn_diagnose(f, &diagnosis, theta, optimizer, 0, work), NN_OK);
    assert_true(diagnosis.learning_rate == optimizer->learning_rate);
    free(work);
    return diagnosis;
}

static nn_objective *new_surface(nn_surface_kind which) {
    nn_objective *f;
    assert_int_equal(nn_objective_new_surface(&f, which), NN_OK);
    return f;
}

static nn_optimizer plain(float learning_rate) {
    return (nn_optimizer){.kind = NN_SGD, .learning_rate = learning_rate};
}

/* ---- closed forms */

static void at_twice_the_inverse_curvature_descent_bounces_forever(void **state) {
    (void)state;
    const float curvature = 4.0f, start = 1.0f;
    const nn_optimizer optimizer = plain(2.0f / curvature);
    quadratic q = {1, &curvature};
    const nn_objective f = quadratic_objective(&q);

    const run r = descend(&f, &start, &optimizer, 5);

    assert_int_equal(r.status, NN_OK);
    assert_int_equal(r.n_done, 5);
    for (size_t k = 0; k <= 5; k++) { /* exact: every value is a power of two */
        assert_true(r.path[k] == (k % 2 ? -1.0f : 1.0f));
        assert_true(r.losses[k] == 2.0f);
    }
    free_run(r);
}

static void at_the_inverse_curvature_one_step_arrives(void **state) {
    (void)state;
    nn_objective *bowl = new_surface(NN_BOWL);
    const float start[2] = {-2, 1.5f};
    const nn_optimizer optimizer = plain(1);

    const run r = descend(bowl, start, &optimizer, 2);

    assert_same_bits(r.path, start, 2);
    for (size_t i = 2; i < 6; i++)
        assert_true(r.path[i] == 0.0f);
    assert_true(r.losses[0] == 3.125f && r.losses[1] == 0.0f && r.losses[2] == 0.0f);
    free_run(r);
    nn_objective_free(bowl);
}

static void below_the_limit_descent_never_climbs_a_ravine(void **state) {
    (void)state;
    nn_objective *ravine = new_surface(NN_RAVINE);
    const float start[2] = {-2.5f, 1};
    for (float rate = 0.005f; rate < 2.0f / 25; rate += 0.005f) {
        const nn_optimizer optimizer = plain(rate);
        const run r = descend(ravine, start, &optimizer, 200);
        assert_int_equal(r.status, NN_OK);
        for (size_t k = 0; k < 200; k++)
            assert_true(r.losses[k + 1] <= r.losses[k]);
        free_run(r);
    }
    nn_objective_free(ravine);
}

static void no_steps_leave_the_start_and_its_loss(void **state) {
    (void)state;
    nn_objective *f = new_surface(NN_HIMMELBLAU);
    const float start[2] = {0, 0};
    const nn_optimizer optimizer = plain(0.01f);

    const run r = descend(f, start, &optimizer, 0);

    assert_int_equal(r.status, NN_OK);
    assert_int_equal(r.n_done, 0);
    assert_true(r.losses[0] == 170.0f); /* 11² + 7² */
    free_run(r);
    nn_objective_free(f);
}

/* ---- tests/reference/diverging.json; tolerances from its README */

static nn_optimizer optimizer_of(const cJSON *json) {
    return (nn_optimizer){.kind = NN_SGD, .learning_rate = (float)json_number(json, "eta"), .momentum = (float)json_number(json, "beta")};
}

/** Iterates within 1e-4 of the largest |x| so far; losses, quadratic in x, within 2e-4 of the largest so far. */
static void assert_iterates(const run *r, size_t n, const cJSON *json) {
    double *iterates = json_doubles(json, "iterates", NULL), *losses = json_doubles(json, "losses", NULL);
    double largest = 0, largest_loss = 0;
    for (size_t k = 0; k <= r->n_done; k++) {
        for (size_t i = 0; i < n; i++)
            largest = fmax(largest, fabs(iterates[k * n + i]));
        largest_loss = fmax(largest_loss, losses[k]);
        assert_all_close(r->path + k * n, iterates + k * n, n, 1e-4 * largest);
        assert_close((double)r->losses[k], losses[k], 2e-4 * largest_loss);
    }
    free(iterates);
    free(losses);
}

/** Diverging is being above the limit; at the limit itself (factor 1) the last bits of λ decide. */
static void assert_verdict(const nn_objective *f, const float *start, const nn_optimizer *optimizer, const cJSON *json, double lambda_max) {
    const nn_diagnosis diagnosis = diagnose(f, start, optimizer);
    const double factor = json_number(json, "factor");
    assert_close((double)diagnosis.curvature, lambda_max, 1e-5 * lambda_max);
    assert_close((double)diagnosis.limit, json_number(json, "limit"), 2e-5 * json_number(json, "limit"));
    if (fabs(factor - 1) < 1e-3)
        return;
    const bool diverges = strcmp(json_text(json, "verdict"), "diverges") == 0 || strcmp(json_text(json, "verdict"), "grows") == 0;
    assert_int_equal(diagnosis.cause, diverges ? NN_CAUSE_CURVATURE : NN_CAUSE_OVERFLOW);
}

static size_t check_quadratic(const cJSON *json) {
    const cJSON *item;
    size_t n, n_runs = 0;
    float *a = json_floats(json, "A", NULL), *start = json_floats(json, "start", &n);
    double *eigenvalues = json_doubles(json, "eigenvalues", NULL);
    quadratic q = {n, a};
    const nn_objective f = quadratic_objective(&q);
    cJSON_ArrayForEach(item, json_get(json, "runs")) {
        const nn_optimizer optimizer = optimizer_of(item);
        const size_t steps = (size_t)json_number(item, "steps");
        const double overflows_at = json_number_or(item, "float32_loss_overflows_at", -1);
        const run r = descend(&f, start, &optimizer, steps);
        assert_int_equal(r.status, overflows_at < 0 ? NN_OK : NN_DIVERGED);
        assert_int_equal(r.n_done, overflows_at < 0 ? steps : (size_t)overflows_at - 1);
        assert_iterates(&r, n, item);
        assert_verdict(&f, r.path + r.n_done * n, &optimizer, item, eigenvalues[n - 1]);
        free_run(r);
        n_runs++;
    }
    free(a);
    free(start);
    free(eigenvalues);
    return n_runs;
}

static void every_reference_run_on_a_quadratic_comes_out(void **state) {
    (void)state;
    cJSON *json = json_load("diverging.json");
    const cJSON *item;
    size_t n_runs = 0;
    cJSON_ArrayForEach(item, json_get(json, "quadratics")) n_runs += check_quadratic(item);
    assert_int_equal(n_runs, 41);
    cJSON_Delete(json);
}

static void check_linear_net(const reference_case *c) {
    const cJSON *item;
    double *eigenvalues = json_doubles(c->json, "eigenvalues", NULL);
    cJSON_ArrayForEach(item, json_get(c->json, "runs")) {
        const nn_optimizer optimizer = optimizer_of(item);
        const run r = descend(c->objective, c->theta, &optimizer, (size_t)json_number(item, "steps"));
        assert_int_equal(r.status, NN_OK);
        assert_iterates(&r, c->n, item);
        assert_verdict(c->objective, c->theta, &optimizer, item, eigenvalues[c->n - 1]);
        free_run(r);
    }
    free(eigenvalues);
}

static void every_reference_run_of_a_linear_net_comes_out(void **state) {
    (void)state;
    cJSON *json = json_load("diverging.json");
    assert_int_equal(for_each_case(json_get(json, "linear_nets"), check_linear_net), 2);
    cJSON_Delete(json);
}

static double dot(const double *x, const double *y, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i] * y[i];
    return sum;
}

/** How far along the top eigenvector each point lies from the minimum, within 5e-4; returns the largest of the last five over that of the first five. */
static double check_along_top(const reference_case *c, const run *r, const cJSON *json) {
    double *minimum = json_doubles(c->json, "minimum", NULL), *top = json_doubles(c->json, "top_eigenvector", NULL);
    double *along_top = json_doubles(json, "along_top", NULL), *difference = malloc(c->n * sizeof *difference);
    double first = 0, last = 0;
    for (size_t k = 0; k <= r->n_done; k++) {
        for (size_t i = 0; i < c->n; i++)
            difference[i] = (double)r->path[k * c->n + i] - minimum[i];
        const double along = dot(top, difference, c->n);
        assert_close(along, along_top[k], 5e-4);
        if (k < 5)
            first = fmax(first, fabs(along));
        if (k + 5 > r->n_done)
            last = fmax(last, fabs(along));
    }
    free(minimum);
    free(top);
    free(along_top);
    free(difference);
    return last / first;
}

static void check_net(const reference_case *c) {
    const cJSON *item;
    const double lambda_max = json_number(c->json, "lambda_max");
    cJSON_ArrayForEach(item, json_get(c->json, "runs")) {
        const nn_optimizer optimizer = optimizer_of(item);
        float *start = json_floats(item, "start", NULL);
        double *final_params = json_doubles(item, "final_params", NULL);
        const run r = descend(c->objective, start, &optimizer, (size_t)json_number(item, "steps"));
        assert_int_equal(r.status, NN_OK);
        const double growth = check_along_top(c, &r, item);
        const bool grows = strcmp(json_text(item, "verdict"), "grows") == 0;
        assert_true(grows ? growth > 2 : growth < 0.5);
        assert_all_close(r.path + r.n_done * c->n, final_params, c->n, 5e-4);
        assert_verdict(c->objective, c->theta, &optimizer, item, lambda_max);
        free_run(r);
        free(start);
        free(final_params);
    }
}

static void every_reference_run_of_a_net_near_its_minimum_comes_out(void **state) {
    (void)state;
    cJSON *json = json_load("diverging.json");
    assert_int_equal(for_each_case(json_get(json, "nets"), check_net), 2);
    cJSON_Delete(json);
}

/* ---- divergence */

static void thrown_out_of_a_valley_descent_keeps_every_finite_point(void **state) {
    (void)state;
    nn_objective *f = new_surface(NN_ROSENBROCK);
    const float start[2] = {-1.2f, 1};
    const nn_optimizer optimizer = plain(0.01f);

    const run r = descend(f, start, &optimizer, 100);

    assert_int_equal(r.status, NN_DIVERGED);
    assert_in_range(r.n_done, 1, 20);
    assert_true(nn_all_finite(r.path, 2 * (r.n_done + 1)) && nn_all_finite(r.losses, r.n_done + 1));
    float next[2], loss;
    assert_int_equal(f->gradient(f->self, next, &loss, r.path + 2 * r.n_done), NN_OK);
    for (size_t i = 0; i < 2; i++)
        next[i] = r.path[2 * r.n_done + i] - 0.01f * next[i];
    assert_true(!nn_all_finite(next, 2) || f->value(f->self, &loss, next) == NN_DIVERGED); /* one more would have been one too many */
    free_run(r);
    nn_objective_free(f);
}

static void a_start_without_a_finite_loss_diverges_at_once(void **state) {
    (void)state;
    nn_objective *f = new_surface(NN_BOWL);
    const float start[2] = {1e30f, 0};
    const nn_optimizer optimizer = plain(0.1f);

    const run r = descend(f, start, &optimizer, 3);

    assert_int_equal(r.status, NN_DIVERGED);
    assert_int_equal(r.n_done, 0);
    assert_same_bits(r.path, start, 2);
    assert_true(isinf(r.losses[0]));
    free_run(r);
    nn_objective_free(f);
}

static void a_step_out_of_float32_is_not_taken(void **state) {
    (void)state;
    nn_objective *f = new_surface(NN_BOWL);
    const float start[2] = {10, 0};
    const nn_optimizer optimizer = plain(3e38f);

    const run r = descend(f, start, &optimizer, 3);

    assert_int_equal(r.status, NN_DIVERGED);
    assert_int_equal(r.n_done, 0);
    assert_true(r.losses[0] == 50.0f);
    free_run(r);
    nn_objective_free(f);
}

static void impossible_starts_and_optimisers_are_refused(void **state) {
    (void)state;
    nn_objective *f = new_surface(NN_BOWL);
    const float start[2] = {0, 0}, bad_start[2] = {0, NAN};
    const nn_optimizer good = plain(0.1f), bad = plain(-1);
    float path[4], losses[2], work[6];
    nn_diagnosis diagnosis;
    size_t n_done;
    assert_int_equal(nn_descend(f, path, losses, &n_done, bad_start, work, &good, 1), NN_BAD_VALUE);
    assert_int_equal(nn_descend(f, path, losses, &n_done, start, work, &bad, 1), NN_BAD_VALUE);
    assert_int_equal(nn_diagnose(f, &diagnosis, start, &bad, 0, work), NN_BAD_VALUE);
    nn_objective_free(f);
}

/* ---- causes */

static void too_large_a_rate_is_blamed_on_the_curvature(void **state) {
    (void)state;
    nn_objective *f = new_surface(NN_RAVINE);
    const float start[2] = {-2.5f, 1};
    const nn_optimizer optimizer = {.kind = NN_SGD, .learning_rate = 0.2f, .momentum = 0.5f, .nesterov = true};
    const run r = descend(f, start, &optimizer, 1000);
    assert_int_equal(r.status, NN_DIVERGED);

    const nn_diagnosis diagnosis = diagnose(f, r.path + 2 * r.n_done, &optimizer);

    assert_int_equal(diagnosis.cause, NN_CAUSE_CURVATURE);
    assert_close((double)diagnosis.curvature, 25, 25e-5);
    assert_close((double)diagnosis.limit, 1.5 / 25, 1e-6); /* (2 + 2β)/((1 + 2β)λ) */
    free_run(r);
    nn_objective_free(f);
}

static void a_penalty_that_multiplies_the_weights_is_blamed_before_the_curvature(void **state) {
    (void)state;
    const float x[] = {1, -1}, y[] = {0.5f, -0.5f}, theta[] = {1, 0};
    const size_t sizes[] = {1, 1};
    const nn_activation activations[] = {NN_IDENTITY};
    const nn_optimizer optimizer = plain(10);
    nn_net *net;
    nn_data *data;
    nn_objective *f;
    assert_int_equal(nn_net_new(&net, &(nn_net_spec){1, sizes, activations, NN_MSE, 0, 0.3f, NULL}), NN_OK);
    assert_int_equal(nn_data_new(&data, x, y, 2, 1, 1), NN_OK);
    assert_int_equal(nn_objective_new_net(&f, net, data), NN_OK);

    const nn_diagnosis diagnosis = diagnose(f, theta, &optimizer);

    assert_int_equal(diagnosis.cause, NN_CAUSE_L2);
    assert_true(diagnosis.curvature == 0.3f);
    assert_close((double)diagnosis.limit, 2 / 0.3, 1e-6);
    nn_objective_free(f);
    nn_data_free(data);
    nn_net_free(net);
}

/** On ½x² with weight decay 3 the curvature that counts is 4: neither alone is above 2/η. */
static void weight_decay_adds_to_the_curvature(void **state) {
    (void)state;
    nn_objective *f = new_surface(NN_BOWL);
    const float start[2] = {1, 1};
    nn_optimizer optimizer = plain(0.55f);
    optimizer.weight_decay = 3;
    const run r = descend(f, start, &optimizer, 1000);
    assert_int_equal(r.status, NN_DIVERGED);

    const nn_diagnosis together = diagnose(f, start, &optimizer);
    optimizer.weight_decay = 5;
    const nn_diagnosis decay_alone = diagnose(f, start, &optimizer);

    assert_int_equal(together.cause, NN_CAUSE_CURVATURE);
    assert_close((double)together.curvature, 4, 4e-5);
    assert_int_equal(decay_alone.cause, NN_CAUSE_L2);
    assert_true(decay_alone.curvature == 5);
    free_run(r);
    nn_objective_free(f);
}

/**
 * z = wx + b at x = ±½, loss (z − y)²: H = diag(½, 2) for (w, b). A decay of 1 on the weight alone makes that diag(1½, 2), on both
 * diag(1½, 3).
 */
static void decay_on_weights_adds_to_the_curvature_of_weights_alone(void **state) {
    (void)state;
    const float x[] = {0.5f, -0.5f}, y[] = {0, 0}, theta[] = {1, 1};
    const size_t sizes[] = {1, 1};
    const nn_activation activations[] = {NN_IDENTITY};
    nn_optimizer optimizer = plain(0.1f);
    nn_net *net;
    nn_data *data;
    nn_objective *f;
    assert_int_equal(nn_net_new(&net, &(nn_net_spec){1, sizes, activations, NN_MSE, 0, 0, NULL}), NN_OK);
    assert_int_equal(nn_data_new(&data, x, y, 2, 1, 1), NN_OK);
    assert_int_equal(nn_objective_new_net(&f, net, data), NN_OK);
    optimizer.weight_decay = 1;

    const nn_diagnosis on_all = diagnose(f, theta, &optimizer);
    optimizer.decay_on = NN_DECAY_WEIGHTS;
    const nn_diagnosis on_weights = diagnose(f, theta, &optimizer);

    assert_close((double)on_all.curvature, 3, 3e-5);
    assert_close((double)on_weights.curvature, 2, 2e-5);
    nn_objective_free(f);
    nn_data_free(data);
    nn_net_free(net);
}

/** Below the limit while it warms up, above it afterwards: what counts is the rate of the step that is asked about. */
static void the_rate_that_is_blamed_is_that_of_its_step(void **state) {
    (void)state;
    nn_objective *f = new_surface(NN_BOWL);
    const float theta[2] = {1, 1};
    const nn_optimizer optimizer = {.learning_rate = 4, .schedule = {.kind = NN_SCHEDULE_CONSTANT, .warm_up = 3}};
    float work[64];
    nn_diagnosis early, late;
    assert_true(nn_curvature_work_size(2, 32) <= 64);

    assert_int_equal(nn_diagnose(f, &early, theta, &optimizer, 0, work), NN_OK);
    assert_int_equal(nn_diagnose(f, &late, theta, &optimizer, 3, work), NN_OK);

    assert_true(early.learning_rate == 1 && early.cause == NN_CAUSE_OVERFLOW);
    assert_true(late.learning_rate == 4 && late.cause == NN_CAUSE_CURVATURE);
    nn_objective_free(f);
}

/** At 1000 times plain descent's limit, from where that is gone in 15 steps, they stay; thrown out by a rate of 3e38, it was no curvature. */
static void adaptive_optimisers_are_not_thrown_out_by_curvature_nor_blamed_on_it(void **state) {
    (void)state;
    nn_objective *f = new_surface(NN_RAVINE);
    const float start[2] = {-2.5f, 1};
    for (nn_optimizer_kind kind = NN_ADAGRAD; kind < NN_N_OPTIMIZERS; kind++) {
        nn_optimizer optimizer = nn_optimizer_defaults(kind);
        optimizer.weight_decay = 0;
        optimizer.learning_rate = 1000 * 2.0f / 25;
        const run swings = descend(f, start, &optimizer, 500);
        optimizer.learning_rate = 3e38f;
        const run leaves = descend(f, start, &optimizer, 500);

        const nn_diagnosis diagnosis = diagnose(f, start, &optimizer);

        assert_int_equal(swings.status, NN_OK);
        assert_int_equal(leaves.status, NN_DIVERGED);
        assert_int_equal(diagnosis.cause, NN_CAUSE_OVERFLOW);
        assert_true(diagnosis.curvature == 0.0f && isinf(diagnosis.limit));
        free_run(swings);
        free_run(leaves);
    }
    nn_objective_free(f);
}

/** 1 − η·decay = −2: theta doubles and turns over; 2⁶⁴ squared has no float32. */
static void adamws_decay_that_turns_theta_over_is_named(void **state) {
    (void)state;
    nn_objective *f = new_surface(NN_BOWL);
    const float start[2] = {1, 1};
    nn_optimizer optimizer = nn_optimizer_defaults(NN_ADAMW);
    optimizer.learning_rate = 0.5f;
    optimizer.weight_decay = 6;
    const run r = descend(f, start, &optimizer, 200);
    assert_int_equal(r.status, NN_DIVERGED);
    assert_in_range(r.n_done, 55, 70);

    const nn_diagnosis diagnosis = diagnose(f, start, &optimizer);

    assert_int_equal(diagnosis.cause, NN_CAUSE_L2);
    assert_true(diagnosis.curvature == 6);
    assert_close((double)diagnosis.limit, 2.0 / 6, 1e-6);
    free_run(r);
    nn_objective_free(f);
}

static void running_down_an_endless_slope_is_overflow(void **state) {
    (void)state;
    const float curvature = -1, start = 1;
    const nn_optimizer optimizer = plain(1);
    quadratic q = {1, &curvature};
    const nn_objective f = quadratic_objective(&q);
    const run r = descend(&f, &start, &optimizer, 200);
    assert_int_equal(r.status, NN_DIVERGED);

    const nn_diagnosis diagnosis = diagnose(&f, &start, &optimizer);

    assert_int_equal(diagnosis.cause, NN_CAUSE_OVERFLOW);
    assert_true(isinf(diagnosis.limit));
    free_run(r);
}

static void where_no_curvature_can_be_measured_the_cause_is_overflow(void **state) {
    (void)state;
    nn_objective *f = new_surface(NN_HIMMELBLAU);
    const float far[2] = {1e30f, 1e30f};
    const nn_optimizer optimizer = plain(0.1f);

    const nn_diagnosis diagnosis = diagnose(f, far, &optimizer);

    assert_int_equal(diagnosis.cause, NN_CAUSE_OVERFLOW);
    assert_true(diagnosis.curvature == 0.0f);
    nn_objective_free(f);
}

static void the_causes_are_named_in_order(void **state) {
    (void)state;
    assert_string_equal(nn_cause_name(NN_CAUSE_NONE), "none");
    assert_string_equal(nn_cause_name(NN_CAUSE_CURVATURE), "curvature");
    assert_string_equal(nn_cause_name(NN_CAUSE_L2), "l2");
    assert_string_equal(nn_cause_name(NN_CAUSE_OVERFLOW), "overflow");
    assert_null(nn_cause_name(NN_N_CAUSES));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_twice_the_inverse_curvature_descent_bounces_forever),
        cmocka_unit_test(at_the_inverse_curvature_one_step_arrives),
        cmocka_unit_test(below_the_limit_descent_never_climbs_a_ravine),
        cmocka_unit_test(no_steps_leave_the_start_and_its_loss),
        cmocka_unit_test(every_reference_run_on_a_quadratic_comes_out),
        cmocka_unit_test(every_reference_run_of_a_linear_net_comes_out),
        cmocka_unit_test(every_reference_run_of_a_net_near_its_minimum_comes_out),
        cmocka_unit_test(thrown_out_of_a_valley_descent_keeps_every_finite_point),
        cmocka_unit_test(a_start_without_a_finite_loss_diverges_at_once),
        cmocka_unit_test(a_step_out_of_float32_is_not_taken),
        cmocka_unit_test(impossible_starts_and_optimisers_are_refused),
        cmocka_unit_test(too_large_a_rate_is_blamed_on_the_curvature),
        cmocka_unit_test(a_penalty_that_multiplies_the_weights_is_blamed_before_the_curvature),
        cmocka_unit_test(weight_decay_adds_to_the_curvature),
        cmocka_unit_test(decay_on_weights_adds_to_the_curvature_of_weights_alone),
        cmocka_unit_test(the_rate_that_is_blamed_is_that_of_its_step),
        cmocka_unit_test(adaptive_optimisers_are_not_thrown_out_by_curvature_nor_blamed_on_it),
        cmocka_unit_test(adamws_decay_that_turns_theta_over_is_named),
        cmocka_unit_test(running_down_an_endless_slope_is_overflow),
        cmocka_unit_test(where_no_curvature_can_be_measured_the_cause_is_overflow),
        cmocka_unit_test(the_causes_are_named_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
