/**
 * The principal plane of a path through parameter space (Li et al. 2018, section 7), and what a path without any purpose would show there.
 *
 * The points less the centre of the cloud are the rows of X [m × n]. Its right singular vectors u are the principal directions, their shares
 * σ² / Σσ². Whichever is smaller of
 *
 *     X Xᵀ [m × m], with eigenvectors s and u = Xᵀ s / σ,      and      Xᵀ X [n × n], with eigenvectors u,
 *
 * goes through Lanczos' method as two products with X; neither is ever formed. Each component is found perpendicular to those before, by a run of
 * its own: so it keeps its digits where the one before is a million times its size.
 */
#include "lanczos.h"

#include <string.h>

enum { N_COMPONENTS = 3, N_COLUMNS = 128 };

/** X / ‖X‖: the squares of its singular values are the shares, and no length of path is beyond float32. */
typedef struct cloud {
    const float *path, *origin; /* [m × n], [n]: its last point */
    float *mean;                /* [n] of path − origin: small numbers, in which rounding does not show; 0 where nothing is centred */
    float *other;               /* [max(m, n)] between two products */
    size_t m, n;
    double size; /* ‖X‖ = √Σ xᵣᵢ² */
} cloud;

static double entry(const cloud *x, size_t r, size_t i) {
    return (double)x->path[r * x->n + i] - (double)x->origin[i] - (double)x->mean[i];
}

/** direction [n] ← Xᵀ s / ‖X‖: some columns at a time, so that the path is read along its rows and sums are kept in double. */
static void to_parameters(const cloud *x, float *direction, const float *s) {
    for (size_t first = 0; first < x->n; first += N_COLUMNS) {
        const size_t end = first + N_COLUMNS < x->n ? first + N_COLUMNS : x->n;
        double sums[N_COLUMNS] = {0};
        for (size_t r = 0; r < x->m; r++)
            for (size_t i = first; i < end; i++)
                sums[i - first] += (double)s[r] * entry(x, r, i);
        for (size_t i = first; i < end; i++)
            direction[i] = (float)(sums[i - first] / x->size);
    }
}

/** s [m] ← X direction / ‖X‖ */
static void to_points(const cloud *x, float *s, const float *direction) {
    for (size_t r = 0; r < x->m; r++) {
        double sum = 0;
        for (size_t i = 0; i < x->n; i++)
            sum += entry(x, r, i) * (double)direction[i];
        s[r] = (float)(sum / x->size);
    }
}

static nn_status apply_among_points(void *self, float *product, const float *s) {
    const cloud *x = self;
    to_parameters(x, x->other, s);
    to_points(x, product, x->other);
    return NN_OK;
}
static nn_status apply_among_parameters(void *self, float *product, const float *direction) {
    const cloud *x = self;
    to_points(x, x->other, direction);
    to_parameters(x, product, x->other);
    return NN_OK;
}

/** Fills mean and size, for which both must be 0. */
static void measure(cloud *x, bool centred) {
    for (size_t first = 0; first < x->n; first += N_COLUMNS) {
        const size_t end = first + N_COLUMNS < x->n ? first + N_COLUMNS : x->n;
        double sums[N_COLUMNS] = {0}, squares = 0;
        for (size_t i = first; i < end; i++)
            x->mean[i] = 0.0f;
        for (size_t r = 0; r < x->m && centred; r++)
            for (size_t i = first; i < end; i++)
                sums[i - first] += entry(x, r, i);
        for (size_t i = first; i < end; i++)
            x->mean[i] = (float)(sums[i - first] / (double)x->m);
        for (size_t r = 0; r < x->m; r++)
            for (size_t i = first; i < end; i++)
                squares += entry(x, r, i) * entry(x, r, i);
        x->size += squares;
    }
    x->size = __builtin_sqrt(x->size);
}

/**
 * direction [n] ← its part perpendicular to other [n] (NULL: none), of unit length; where none is left, as of the second direction of a straight
 * path, a random one.
 */
static void finish(float *direction, const float *other, size_t n) {
    const size_t count = other ? 1 : 0;
    const double before = nn_dot(direction, direction, n);
    nn_remove(direction, other, count, n);
    if (!(nn_dot(direction, direction, n) > 1e-12 * before))
        nn_direction_random(direction, n, 1);
    for (int pass = 0; pass < 2; pass++) { /* what rounding left along other grows with the length */
        nn_to_unit(direction, n);
        nn_remove(direction, other, count, n);
    }
    nn_to_unit(direction, n);
}

/* ---- the random walk */

/**
 * The share of the k-th component, k from 1, of a random walk of m points in very many dimensions (Antognini and Sohl-Dickstein 2018, "PCA of high
 * dimensional random walks with comparison to neural network training", give the limit m → ∞).
 *
 * There the steps are perpendicular to each other and equally long, say 1, and X Xᵀ is what it is on average.
 *
 * About the mean: with D [(m − 1) × m], the differences of neighbours, D X Xᵀ Dᵀ = 1. So on the vectors perpendicular to (1 … 1), to which
 * centring confines it, X Xᵀ is the inverse of DᵀD, the second difference with free ends, which has the eigenvectors cos(πk(r + ½)/m) and the eigenvalues
 * 2 − 2cos(πk/m). With Σₖ₌₁ᵐ⁻¹ 1/sin²(πk/2m) = 2(m² − 1)/3,
 *
 *     shareₖ = 3 / (2 (m² − 1) sin²(πk / 2m))  →  6 / (π² k²) = 60.8 %, 15.2 %, 6.8 % …
 *
 * About its end, which is not among the m: seen from there the walk has taken 1, 2 … m steps, (X Xᵀ)ᵣₛ = min(r, s), the inverse of the second difference
 * with one fixed and one free end, which has the eigenvectors sin(π(2k − 1)r/(2m + 1)) and the eigenvalues 2 − 2cos(π(2k − 1)/(2m + 1)). The trace is
 * 1 + 2 + … + m, so
 *
 *     shareₖ = 1 / (2 m (m + 1) sin²(π(2k − 1) / (4m + 2)))  →  8 / (π² (2k − 1)²) = 81.1 %, 9.0 %, 3.2 % …
 *
 * In n dimensions the shares of single walks scatter about these by about √(2/n) of themselves.
 */
static float random_share(size_t k, size_t m, bool centred) {
    const double pi = 3.14159265358979323846, points = (double)m;
    if (k > (centred ? m - 1 : m))
        return 0.0f;
    const double angle = centred ? pi * (double)k / (2 * points) : pi * (double)(2 * k - 1) / (4 * points + 2);
    const double sine = (double)nn_sin((float)angle);
    return (float)(centred ? 1.5 / ((points * points - 1) * sine * sine) : 0.5 / (points * (points + 1) * sine * sine));
}

/* ---- the plane */

size_t nn_path_plane_work_size(size_t n_points, size_t n) {
    const size_t less = n_points < n ? n_points : n, more = n_points < n ? n : n_points;
    return n + more + N_COMPONENTS * less + nn_lanczos_work_size(less, NN_LANCZOS_PRODUCTS);
}

static float clamp_share(double share, double left) {
    return (float)(share < 0 ? 0 : share > left ? left : share);
}

/** The components one after the other; u and v [n] the directions of the first two. */
static void find_components(cloud *x, nn_path_shares *shares, float *u, float *v, float *work) {
    const bool among_points = x->m < x->n;
    const nn_symmetric gram = {among_points ? x->m : x->n, x, among_points ? apply_among_points : apply_among_parameters};
    nn_lanczos l = nn_lanczos_new(&gram, work + N_COMPONENTS * gram.n, NN_LANCZOS_PRODUCTS);
    double left = 1;
    l.locked = work;
    shares->converged = true;
    for (size_t k = 0; k < N_COMPONENTS && k < gram.n; k++) {
        nn_ends ends;
        float *component = work + k * gram.n, *direction = k == 0 ? u : v;
        nn_lanczos_run(&l, &ends, NULL, false, 1e-7, 0);
        nn_lanczos_vector(&l, component, ends.s_max);
        l.n_locked++;
        shares->explained[k] = clamp_share(ends.max, left);
        shares->converged = shares->converged && ends.converged;
        left -= (double)shares->explained[k];
        if (k == 2)
            return;
        if (among_points)
            to_parameters(x, direction, component);
        else
            memcpy(direction, component, x->n * sizeof *direction);
        finish(direction, k == 0 ? NULL : u, x->n);
    }
}

/** coordinates [n_points × 2] of all points, from the last. */
static void project(float *coordinates, const float *path, const float *u, const float *v, size_t n_points, size_t n) {
    const float *origin = path + (n_points - 1) * n;
    for (size_t r = 0; r < n_points; r++) {
        double along_u = 0, along_v = 0;
        for (size_t i = 0; i < n; i++) {
            const double off = (double)path[r * n + i] - (double)origin[i];
            along_u += off * (double)u[i];
            along_v += off * (double)v[i];
        }
        coordinates[2 * r] = (float)along_u;
        coordinates[2 * r + 1] = (float)along_v;
    }
}

nn_status nn_path_plane(nn_path_shares *shares, float *u, float *v, float *coordinates, const float *path, float *work, size_t n_points,
                        size_t n, nn_centre centre) {
    *shares = (nn_path_shares){0};
    if (n_points < 3 || n < 2)
        return NN_BAD_SHAPE;
    if ((size_t)centre >= NN_N_CENTRES || !nn_all_finite(path, n_points * n))
        return NN_BAD_VALUE;
    const bool centred = centre != NN_CENTRE_NONE;
    cloud x = {.path = path, .origin = path + (n_points - 1) * n, .mean = work, .other = work + n, .n = n};
    x.m = centre == NN_CENTRE_WITH_FINAL ? n_points : n_points - 1;
    measure(&x, centred);
    if (!(x.size > 0))
        return NN_BAD_VALUE;
    for (size_t k = 0; k < N_COMPONENTS; k++)
        shares->random[k] = random_share(k + 1, x.m, centred);
    find_components(&x, shares, u, v, work + n + (n_points > n ? n_points : n));
    if (coordinates)
        project(coordinates, path, u, v, n_points, n);
    return NN_OK;
}
