/**
 * Basins of attraction: many descents, NN_LANES at a time, where they end, and what is there.
 *
 * Lanes stand [parameter][lane]. To the optimiser they are just more parameters, and gradient_lanes gives the bits of gradient, so each
 * lane takes the very steps of nn_descend.
 */
#include "internal.h"

#include <string.h>

/** Descents that step together: NN_LANES, or one where the objective has no gradient_lanes. */
typedef struct lanes {
    const nn_objective *f;
    size_t n_lanes, n_numbers; /* n_numbers = n · n_lanes */
    float *thetas, *last;      /* [n][n_lanes]: where they are; where they were a step ago */
    float *gradients;          /* [n][n_lanes] */
    float *values;             /* [n_lanes] */
    float *state;              /* the optimiser's, rows of n_lanes, and what it counts behind them */
    size_t n_state_rows;
    float *ends, *losses; /* results: [n_lanes × n] row by row, [n_lanes] */
    bool running[NN_LANES];
} lanes;

static size_t lanes_of(const nn_objective *f) {
    return f->gradient_lanes ? NN_LANES : 1;
}

size_t nn_basins_work_size(const nn_objective *f, const nn_optimizer *optimizer) {
    const size_t n_numbers = f->n * lanes_of(f);
    return 3 * n_numbers + lanes_of(f) + nn_optimizer_state_size(optimizer, n_numbers);
}

static lanes new_lanes(const nn_objective *f, const nn_optimizer *optimizer, float *work) {
    lanes l = {.f = f, .n_lanes = lanes_of(f), .n_numbers = f->n * lanes_of(f)};
    l.thetas = work;
    l.last = l.thetas + l.n_numbers;
    l.gradients = l.last + l.n_numbers;
    l.values = l.gradients + l.n_numbers;
    l.state = l.values + l.n_lanes;
    l.n_state_rows = nn_optimizer_state_size(optimizer, l.n_numbers) / l.n_lanes;
    return l;
}

/** Lanes behind count have no start of their own: they walk along with a copy of the last, and are not running. */
static void set_out(lanes *l, const float *starts, size_t count) {
    for (size_t lane = 0; lane < l->n_lanes; lane++) {
        l->running[lane] = lane < count;
        const float *start = starts + (lane < count ? lane : count - 1) * l->f->n;
        for (size_t i = 0; i < l->f->n; i++)
            l->thetas[i * l->n_lanes + lane] = start[i];
    }
    memcpy(l->last, l->thetas, l->n_numbers * sizeof *l->last);
}

/** The lane ends at its place among points. */
static void finish(lanes *l, size_t lane, const float *points, float loss) {
    for (size_t i = 0; i < l->f->n; i++)
        l->ends[lane * l->f->n + i] = points[i * l->n_lanes + lane];
    l->losses[lane] = loss;
    l->running[lane] = false;
}

static bool is_lane_finite(const lanes *l, size_t lane) {
    bool finite = true;
    for (size_t i = 0; i < l->f->n; i++)
        finite = finite && nn_is_finite(l->thetas[i * l->n_lanes + lane]);
    for (size_t i = 0; i < l->n_state_rows; i++)
        finite = finite && nn_is_finite(l->state[i * l->n_lanes + lane]);
    return finite;
}

/** Ends the lanes that left float32, one step back. A lane that has ended goes on stepping, be it through NaN: nobody looks. */
static bool end_diverged(lanes *l) {
    const bool all_finite = nn_all_finite(l->values, l->n_lanes) && nn_all_finite(l->thetas, l->n_numbers) &&
                            nn_all_finite(l->state, l->n_state_rows * l->n_lanes);
    bool any_running = false;
    for (size_t lane = 0; lane < l->n_lanes; lane++) {
        if (!all_finite && l->running[lane] && !(nn_is_finite(l->values[lane]) && is_lane_finite(l, lane)))
            finish(l, lane, l->last, __builtin_inff());
        any_running = any_running || l->running[lane];
    }
    return any_running;
}

static nn_status evaluate(lanes *l) {
    if (l->n_lanes > 1)
        return l->f->gradient_lanes(l->f->self, l->gradients, l->values, l->thetas);
    const nn_status status = l->f->gradient(l->f->self, l->gradients, l->values, l->thetas);
    return status == NN_DIVERGED ? NN_OK : status; /* the value says so */
}

static nn_status descend(lanes *l, const nn_optimizer *optimizer, size_t n_steps) {
    memset(l->state, 0, nn_optimizer_state_size(optimizer, l->n_numbers) * sizeof *l->state);
    for (size_t k = 0; k <= n_steps; k++) {
        const nn_status status = evaluate(l);
        if (status != NN_OK)
            return status;
        if (!end_diverged(l))
            return NN_OK;
        if (k == n_steps)
            break;
        memcpy(l->last, l->thetas, l->n_numbers * sizeof *l->last);
        const nn_status step = nn_optimizer_step_groups(optimizer, l->f->net, l->thetas, l->state, l->gradients, l->f->n, l->n_lanes, k);
        if (step != NN_OK && !end_diverged(l))
            return NN_OK;
    }
    for (size_t lane = 0; lane < l->n_lanes; lane++)
        if (l->running[lane])
            finish(l, lane, l->thetas, l->values[lane]);
    return NN_OK;
}

nn_status nn_basins_descend(const nn_objective *f, float *ends, float *losses, const float *starts, size_t n_starts, float *work,
                            const nn_optimizer *optimizer, size_t n_steps) {
    nn_status status = nn_optimizer_check(optimizer);
    if (status != NN_OK)
        return status;
    if (n_starts == 0)
        return NN_BAD_SHAPE;
    if (!nn_all_finite(starts, n_starts * f->n))
        return NN_BAD_VALUE;
    lanes l = new_lanes(f, optimizer, work);
    for (size_t first = 0; first < n_starts && status == NN_OK; first += l.n_lanes) {
        const size_t rest = n_starts - first;
        l.ends = ends + first * f->n;
        l.losses = losses + first;
        set_out(&l, starts + first * f->n, rest < l.n_lanes ? rest : l.n_lanes);
        status = descend(&l, optimizer, n_steps);
    }
    return status;
}

/* ---- which descents ended together */

static float distance_between(float a, float b) {
    return a > b ? a - b : b - a;
}

static bool lie_within(const float *a, const float *b, size_t n, float distance) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        const double d = (double)a[i] - (double)b[i];
        sum += d * d;
    }
    return sum <= (double)distance * (double)distance;
}

/** The ends so far and the first member of each group. */
typedef struct grouping {
    const float *ends, *losses;
    size_t n;
    const uint32_t *representatives;
    size_t n_groups;
} grouping;

/** The first group an end belongs to; n_groups where there is none. */
static size_t find_group(const grouping *so_far, size_t k, float distance, float loss_distance) {
    const float *ends = so_far->ends, *losses = so_far->losses;
    const size_t n = so_far->n;
    for (size_t group = 0; group < so_far->n_groups; group++) {
        const size_t first = so_far->representatives[group];
        if (distance_between(losses[k], losses[first]) <= loss_distance &&
            (distance < 0.0f || lie_within(ends + k * n, ends + first * n, n, distance)))
            return group;
    }
    return so_far->n_groups;
}

static size_t find_nearest_loss(const grouping *so_far, size_t k) {
    const float *losses = so_far->losses;
    size_t nearest = 0;
    for (size_t group = 1; group < so_far->n_groups; group++)
        if (distance_between(losses[k], losses[so_far->representatives[group]]) <
            distance_between(losses[k], losses[so_far->representatives[nearest]]))
            nearest = group;
    return nearest;
}

nn_status nn_basins_label(uint32_t *labels, uint32_t *representatives, size_t *n_groups, const float *ends, const float *losses,
                          size_t n_ends, size_t n, float distance, float loss_distance, size_t max_groups) {
    *n_groups = 0;
    if (n_ends == 0 || max_groups == 0)
        return NN_BAD_SHAPE;
    if (n_ends >= UINT32_MAX)
        return NN_TOO_LARGE;
    if (!nn_is_finite(distance) || !(loss_distance >= 0.0f))
        return NN_BAD_VALUE;
    grouping so_far = {.ends = ends, .losses = losses, .n = n, .representatives = representatives};
    for (size_t k = 0; k < n_ends; k++) {
        if (!nn_is_finite(losses[k])) {
            labels[k] = UINT32_MAX;
            continue;
        }
        size_t group = find_group(&so_far, k, distance, loss_distance);
        if (group == max_groups)
            group = find_nearest_loss(&so_far, k);
        else if (group == so_far.n_groups)
            representatives[so_far.n_groups++] = (uint32_t)k;
        labels[k] = (uint32_t)group;
    }
    *n_groups = so_far.n_groups;
    return NN_OK;
}

/* ---- what lies at an end */

nn_status nn_basins_classify(const nn_objective *f, nn_end *end, float *gradient_norm, float *lambda_min, const float *theta, float *work,
                             float tolerance) {
    float loss, *vector = work;
    nn_curvature curvature = {0};
    *end = NN_END_DIVERGED;
    *gradient_norm = __builtin_inff();
    *lambda_min = 0.0f;
    if (!nn_is_finite(tolerance) || tolerance < 0.0f)
        return NN_BAD_VALUE;
    nn_status status = f->gradient(f->self, vector, &loss, theta);
    if (status == NN_OK) {
        *gradient_norm = (float)__builtin_sqrt(nn_dot(vector, vector, f->n));
        /* Asking for the vector of λmin makes Lanczos wait for it; the gradient's room is free for it now. */
        status = nn_curvature_at(f, &curvature, NULL, vector, theta, NULL, work + f->n, 32, 1e-5f);
        *lambda_min = curvature.min;
    }
    if (status != NN_OK)
        return status == NN_DIVERGED ? NN_OK : status;
    const bool is_flat = *gradient_norm <= tolerance;
    *end = !is_flat ? NN_END_STUCK : curvature.min < -tolerance ? NN_END_SADDLE : NN_END_MINIMUM;
    return NN_OK;
}
