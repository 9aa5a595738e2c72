/**
 * The ends of a symmetric matrix' spectrum from products with it alone (Lanczos 1950): in the basis of an orthonormalised Krylov
 * sequence q₀, Aq₀, A²q₀ … the matrix is tridiagonal,
 *
 *     A qₖ = βₖ₋₁ qₖ₋₁ + αₖ qₖ + βₖ qₖ₊₁,
 *
 * and the extreme eigenvalues of that small matrix T converge first. An eigenvector s of T gives the approximation Q s, whose
 * residual is |βₖ s₍last₎|: an upper bound of the eigenvalue's error. The basis is kept in float32 and orthogonalised
 * against all of itself, twice; T is in double.
 *
 * Of an eigenvalue that A has several times, a Krylov space holds one vector only: the start's shadow on all of them. The others are found by
 * another run, from another start, perpendicular to what was found ("locked"). It takes the rest of the spectrum as it would be without.
 */
#include "lanczos.h"

#include <string.h>

static size_t clamp_products(size_t n, size_t max_products) {
    const size_t most = max_products < NN_LANCZOS_PRODUCTS ? max_products : NN_LANCZOS_PRODUCTS;
    return n < most ? n : most;
}

size_t nn_lanczos_work_size(size_t n, size_t max_products) {
    return (clamp_products(n, max_products) + 1) * n;
}

nn_lanczos nn_lanczos_new(const nn_symmetric *a, float *work, size_t max_products) {
    const size_t most = clamp_products(a->n, max_products);
    return (nn_lanczos){.a = a, .n = a->n, .max_size = most, .basis = work, .next = work + most * a->n, .rng = nn_rng_new(7, 0)};
}

static double length(const float *x, size_t n) {
    return __builtin_sqrt(nn_dot(x, x, n));
}

static void scale_vector(float *x, double factor, size_t n) {
    for (size_t i = 0; i < n; i++)
        x[i] = (float)((double)x[i] * factor);
}

void nn_remove(float *x, const float *q, size_t count, size_t n) {
    for (size_t k = 0; k < count; k++, q += n) {
        const double along = nn_dot(x, q, n);
        for (size_t i = 0; i < n; i++)
            x[i] = (float)((double)x[i] - along * (double)q[i]);
    }
}

/** next ← its part perpendicular to what is locked and to the basis: twice, since once leaves what cancellation left. */
static void orthogonalise(nn_lanczos *l) {
    for (int pass = 0; pass < 2; pass++) {
        nn_remove(l->next, l->locked, l->n_locked, l->n);
        nn_remove(l->next, l->basis, l->size, l->n);
    }
}

/** next ← a random direction, perpendicular to what is locked and to the basis. */
static void draw_direction(nn_lanczos *l) {
    for (size_t i = 0; i < l->n; i++)
        l->next[i] = nn_rng_normal(&l->rng);
    orthogonalise(l);
    scale_vector(l->next, 1 / length(l->next, l->n), l->n);
}

/** next ← the first direction: random, or the caller's with a little of every other mixed in, lest an exact eigenvector hide the rest. */
static void choose_start(nn_lanczos *l, const float *start) {
    draw_direction(l);
    if (!start)
        return;
    const double size = length(start, l->n);
    if (!(size > 0))
        return;
    for (size_t i = 0; i < l->n; i++)
        l->next[i] = (float)((double)start[i] / size + 0.02 * (double)l->next[i]);
    orthogonalise(l);
    scale_vector(l->next, 1 / length(l->next, l->n), l->n);
}

/** One product: a new column of T, whose β is 0 where the Krylov space has come to its end. NN_DIVERGED when it is not finite. */
static nn_status extend(nn_lanczos *l) {
    float *q = l->basis + l->size * l->n;
    memcpy(q, l->next, l->n * sizeof *q);
    const nn_status status = l->a->apply(l->a->self, l->next, q);
    if (status != NN_OK)
        return status;
    const double size = length(l->next, l->n);
    l->alpha[l->size] = nn_dot(l->next, q, l->n);
    l->size++;
    orthogonalise(l);
    const double rest = length(l->next, l->n);
    const bool ends = !(rest > 1e-6 * size); /* all of it the rounding of float32 */
    l->beta[l->size - 1] = ends ? 0 : rest;
    if (!ends)
        scale_vector(l->next, 1 / rest, l->n);
    return NN_OK;
}

/** How many eigenvalues of T lie below x (Sturm's sequence). */
static size_t count_below(const nn_lanczos *l, double x) {
    size_t count = 0;
    double pivot = 1;
    for (size_t k = 0; k < l->size; k++) {
        const double coupling = k > 0 ? l->beta[k - 1] * l->beta[k - 1] : 0;
        pivot = l->alpha[k] - x - coupling / pivot;
        if (pivot == 0)
            pivot = 1e-300;
        count += pivot < 0;
    }
    return count;
}

/** The index-th smallest eigenvalue of T, by bisection between Gershgorin's bounds down to the last bits of a double. */
static double eigenvalue(const nn_lanczos *l, size_t index) {
    double low = 0, high = 0;
    for (size_t k = 0; k < l->size; k++) {
        const double radius = (k > 0 ? l->beta[k - 1] : 0) + (k + 1 < l->size ? l->beta[k] : 0);
        low = k == 0 || l->alpha[k] - radius < low ? l->alpha[k] - radius : low;
        high = k == 0 || l->alpha[k] + radius > high ? l->alpha[k] + radius : high;
    }
    for (int halving = 0; halving < 60; halving++) {
        const double middle = 0.5 * (low + high);
        if (middle <= low || middle >= high)
            break;
        if (count_below(l, middle) > index)
            high = middle;
        else
            low = middle;
    }
    return 0.5 * (low + high);
}

/** One solve of (T − shift) x = b by Gaussian elimination with row pivoting; b becomes x. */
static void solve_shifted(const nn_lanczos *l, double shift, double *b, double tiny) {
    const size_t m = l->size;
    double d[NN_LANCZOS_PRODUCTS] = {0}, upper[NN_LANCZOS_PRODUCTS] = {0}, second[NN_LANCZOS_PRODUCTS] = {0};
    for (size_t k = 0; k < m; k++) {
        d[k] = l->alpha[k] - shift;
        upper[k] = k + 1 < m ? l->beta[k] : 0;
        second[k] = 0;
    }
    for (size_t k = 0; k + 1 < m; k++) {
        double lower = l->beta[k];
        const double size_d = d[k] < 0 ? -d[k] : d[k];
        if (lower > size_d) { /* swap rows k and k + 1 */
            const double old_d = d[k], old_upper = upper[k], old_b = b[k];
            d[k] = lower, upper[k] = d[k + 1], second[k] = upper[k + 1], b[k] = b[k + 1];
            const double factor = old_d / d[k];
            d[k + 1] = old_upper - factor * upper[k];
            upper[k + 1] = -factor * second[k];
            b[k + 1] = old_b - factor * b[k];
        } else {
            lower = size_d > 0 ? lower / d[k] : 0;
            d[k + 1] -= lower * upper[k];
            b[k + 1] -= lower * b[k];
        }
    }
    for (size_t k = m; k-- > 0;) {
        const double known = (k + 1 < m ? upper[k] * b[k + 1] : 0) + (k + 2 < m ? second[k] * b[k + 2] : 0);
        b[k] = (b[k] - known) / (d[k] != 0 ? d[k] : tiny);
    }
}

/** s [size] ← unit eigenvector of T for the eigenvalue: inverse iteration. Returns its residual in H. */
static double eigenvector(const nn_lanczos *l, double *s, double value, double scale) {
    const size_t m = l->size;
    for (size_t k = 0; k < m; k++)
        s[k] = 1.0 + 0.125 * (double)(k % 5); /* nothing that a symmetric T could be orthogonal to */
    for (int iteration = 0; iteration < 3; iteration++) {
        solve_shifted(l, value, s, 1e-16 * scale + 1e-300);
        double largest = 0, sum = 0;
        for (size_t k = 0; k < m; k++)
            largest = s[k] > largest ? s[k] : -s[k] > largest ? -s[k] : largest;
        for (size_t k = 0; k < m; k++) {
            s[k] /= largest;
            sum += s[k] * s[k];
        }
        for (size_t k = 0; k < m; k++)
            s[k] /= __builtin_sqrt(sum);
    }
    const double residual = l->beta[m - 1] * s[m - 1];
    return residual < 0 ? -residual : residual;
}

bool nn_to_unit(float *vector, size_t n) {
    const double size = length(vector, n);
    size_t largest = 0;
    for (size_t i = 1; i < n; i++)
        if (vector[i] * vector[i] > vector[largest] * vector[largest])
            largest = i;
    if (size > 0)
        scale_vector(vector, (vector[largest] < 0 ? -1 : 1) / size, n);
    return size > 0;
}

void nn_lanczos_vector(const nn_lanczos *l, float *vector, const double *s) {
    for (size_t i = 0; i < l->n; i++) {
        double sum = 0;
        for (size_t k = 0; k < l->size; k++)
            sum += s[k] * (double)l->basis[k * l->n + i];
        vector[i] = (float)sum;
    }
    nn_to_unit(vector, l->n);
}

/**
 * A residual tells that some eigenvalue is near, not which. Where the smallest is sought among many near 0, T at first has one of those for its smallest,
 * with a small residual, as the start has little along any one direction: of the order of 1/√n. That little grows with every product, sevenfold or more
 * when an eigenvalue lies beyond the others by the tolerance or more. So the residual must stay small for SETTLED products running.
 *
 * A space that ends early holds a vector of every eigenvalue along which the start has a part that float32 can tell. For the largest that is taken to be
 * all; where the smallest is wanted too, the search goes on from another direction, perpendicular to that space, and what is found there settles it.
 */
nn_status nn_lanczos_run(nn_lanczos *l, nn_ends *ends, const float *start, bool both, double tolerance, double scale) {
    enum { SETTLED = 4 };
    const size_t left = l->n - l->n_locked, most = l->max_size < left ? l->max_size : left;
    int n_settled = 0;
    *ends = (nn_ends){0};
    l->size = 0;
    choose_start(l, start);
    while (l->size < most && !ends->converged) {
        const nn_status status = extend(l);
        if (status != NN_OK)
            return status;
        ends->max = eigenvalue(l, l->size - 1);
        ends->min = eigenvalue(l, 0);
        ends->scale = ends->max > -ends->min ? ends->max : -ends->min;
        const double max_residual = eigenvector(l, ends->s_max, ends->max, ends->scale);
        const double min_residual = both ? eigenvector(l, ends->s_min, ends->min, ends->scale) : 0;
        const double worst = min_residual > max_residual ? min_residual : max_residual;
        ends->scale = ends->scale > scale ? ends->scale : scale;
        const bool has_ended = l->beta[l->size - 1] == 0;
        n_settled = (l->size > 1 || has_ended) && worst <= tolerance * ends->scale ? n_settled + 1 : 0;
        ends->converged = l->size == left || (both ? n_settled == SETTLED : has_ended || n_settled > 0);
        if (has_ended && !ends->converged && l->size < most)
            draw_direction(l);
    }
    return NN_OK;
}
