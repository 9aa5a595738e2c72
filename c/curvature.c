/**
 * The ends of a Hessian's spectrum from products with it alone (Lanczos 1950): in the basis of an orthonormalised Krylov
 * sequence q₀, Hq₀, H²q₀ … the Hessian is tridiagonal,
 *
 *     H qₖ = βₖ₋₁ qₖ₋₁ + αₖ qₖ + βₖ qₖ₊₁,
 *
 * and the extreme eigenvalues of that small matrix T converge first. An eigenvector s of T gives the approximation Q s, whose
 * residual is |βₖ s₍last₎|: an upper bound of the eigenvalue's error. The basis is kept in float32 and orthogonalised
 * against all of itself, twice; T is in double.
 */
#include "internal.h"

#include <string.h>

enum { MAX_PRODUCTS = 128 };

typedef struct lanczos {
    size_t n, size, max_size; /* basis vectors so far */
    float *basis;             /* [max_size × n] */
    float *next;              /* [n] */
    double alpha[MAX_PRODUCTS];
    double beta[MAX_PRODUCTS]; /* beta[k] couples k and k + 1 */
    nn_rng rng;
} lanczos;

static size_t clamp_products(size_t n, size_t max_products) {
    const size_t most = max_products < MAX_PRODUCTS ? max_products : MAX_PRODUCTS;
    return n < most ? n : most;
}

size_t nn_curvature_work_size(size_t n, size_t max_products) {
    return (clamp_products(n, max_products) + 1) * n;
}

static double length(const float *x, size_t n) {
    return __builtin_sqrt(nn_dot(x, x, n));
}

static void scale_vector(float *x, double factor, size_t n) {
    for (size_t i = 0; i < n; i++)
        x[i] = (float)((double)x[i] * factor);
}

/** next ← next − Q Qᵀ next, twice: once leaves what cancellation left. */
static void orthogonalise(lanczos *l) {
    for (int pass = 0; pass < 2; pass++)
        for (size_t k = 0; k < l->size; k++) {
            const float *q = l->basis + k * l->n;
            const double along = nn_dot(l->next, q, l->n);
            for (size_t i = 0; i < l->n; i++)
                l->next[i] = (float)((double)l->next[i] - along * (double)q[i]);
        }
}

/** next ← a random unit vector orthogonal to the basis: the start, and where the Krylov sequence ends before all is seen. */
static void draw_next(lanczos *l) {
    for (size_t i = 0; i < l->n; i++)
        l->next[i] = nn_rng_normal(&l->rng);
    orthogonalise(l);
    scale_vector(l->next, 1 / length(l->next, l->n), l->n);
}

/** The first direction: the caller's, with a little of every other mixed in, lest an exact eigenvector hide the rest. */
static void choose_start(lanczos *l, const float *start) {
    draw_next(l);
    if (!start)
        return;
    const double size = length(start, l->n);
    if (!(size > 0) || size - size != 0) /* zero, or not finite */
        return;
    for (size_t i = 0; i < l->n; i++)
        l->next[i] = (float)((double)start[i] / size + 0.02 * (double)l->next[i]);
    scale_vector(l->next, 1 / length(l->next, l->n), l->n);
}

/** One product: a new column of T. NN_DIVERGED when it is not finite. */
static nn_status extend(lanczos *l, const nn_objective *f, const float *theta) {
    float *q = l->basis + l->size * l->n;
    memcpy(q, l->next, l->n * sizeof *q);
    const nn_status status = f->hessian_vector(f->self, l->next, theta, q);
    if (status != NN_OK)
        return status;
    const double size = length(l->next, l->n);
    l->alpha[l->size] = nn_dot(l->next, q, l->n);
    l->size++;
    orthogonalise(l);
    const double rest = length(l->next, l->n);
    if (rest > 1e-6 * size) { /* above the rounding of float32 */
        l->beta[l->size - 1] = rest;
        scale_vector(l->next, 1 / rest, l->n);
    } else {
        l->beta[l->size - 1] = 0;
        if (l->size < l->n)
            draw_next(l);
    }
    return NN_OK;
}

/** How many eigenvalues of T lie below x (Sturm's sequence). */
static size_t count_below(const lanczos *l, double x) {
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
static double eigenvalue(const lanczos *l, size_t index) {
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
static void solve_shifted(const lanczos *l, double shift, double *b, double tiny) {
    const size_t m = l->size;
    double d[MAX_PRODUCTS] = {0}, upper[MAX_PRODUCTS] = {0}, second[MAX_PRODUCTS] = {0};
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
static double eigenvector(const lanczos *l, double *s, double value, double scale) {
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

/** vector ← Q s, unit length, largest component positive. */
static void to_parameters(const lanczos *l, float *vector, const double *s) {
    size_t largest = 0;
    for (size_t i = 0; i < l->n; i++) {
        double sum = 0;
        for (size_t k = 0; k < l->size; k++)
            sum += s[k] * (double)l->basis[k * l->n + i];
        vector[i] = (float)sum;
        if (vector[i] * vector[i] > vector[largest] * vector[largest])
            largest = i;
    }
    scale_vector(vector, (vector[largest] < 0 ? -1 : 1) / length(vector, l->n), l->n);
}

nn_status nn_curvature_at(const nn_objective *f, nn_curvature *result, float *max_vector, float *min_vector, const float *theta,
                          const float *start, float *work, size_t max_products, float tolerance) {
    lanczos l = {.n = f->n, .max_size = clamp_products(f->n, max_products), .basis = work, .rng = nn_rng_new(7, 0)};
    l.next = work + l.max_size * l.n;
    *result = (nn_curvature){0};
    if (l.max_size == 0)
        return NN_BAD_VALUE;
    double s_max[MAX_PRODUCTS] = {0}, s_min[MAX_PRODUCTS] = {0};
    choose_start(&l, start);
    while (l.size < l.max_size && !result->converged) {
        const nn_status status = extend(&l, f, theta);
        result->n_products = l.size;
        if (status != NN_OK)
            return status;
        const double max = eigenvalue(&l, l.size - 1), min = eigenvalue(&l, 0);
        const double scale = max > -min ? max : -min;
        const double max_residual = eigenvector(&l, s_max, max, scale), min_residual = eigenvector(&l, s_min, min, scale);
        const double worst = min_vector && min_residual > max_residual ? min_residual : max_residual;
        result->max = (float)max;
        result->min = (float)min;
        result->converged = l.size == l.n || (l.size > 1 && l.beta[l.size - 1] > 0 && worst <= (double)tolerance * scale);
    }
    if (max_vector)
        to_parameters(&l, max_vector, s_max);
    if (min_vector)
        to_parameters(&l, min_vector, s_min);
    return NN_OK;
}
