/**
 * The spectrum of a Hessian H from products with it: its ends, its largest eigenvalues, and the ends of what an optimiser that divides the
 * gradient by a diagonal P meets in H's place. There the step is −η P⁻¹ ∇L, and in the coordinates y = P^½ θ it is plain descent,
 *
 *     y ← y − η P^-½ ∇L,   with the Hessian ∂²L/∂y² = P^-½ H P^-½,
 *
 * a symmetric matrix with the eigenvalues of P⁻¹H, on which stability depends (Cohen et al. 2022, "Adaptive gradient methods at the edge of
 * stability").
 */
#include "lanczos.h"

#include <string.h>

size_t nn_curvature_work_size(size_t n, size_t max_products) {
    return nn_lanczos_work_size(n, max_products);
}

/* ---- the matrices */

typedef struct hessian {
    const nn_objective *f;
    const float *theta;
    const float *preconditioner; /* [n]; NULL: none */
    float *scaled;               /* [n] scratch, for a preconditioner only */
    bool again;                  /* after the first product */
} hessian;

static nn_status apply_hessian(void *self, float *product, const float *v) {
    hessian *h = self;
    const bool again = h->again && h->f->hessian_vector_again;
    h->again = true;
    return (again ? h->f->hessian_vector_again : h->f->hessian_vector)(h->f->self, product, h->theta, v);
}

static nn_status apply_preconditioned(void *self, float *product, const float *v) {
    const hessian *h = self;
    const size_t n = h->f->n;
    for (size_t i = 0; i < n; i++)
        h->scaled[i] = v[i] / __builtin_sqrtf(h->preconditioner[i]);
    const nn_status status = apply_hessian(self, product, h->scaled);
    for (size_t i = 0; i < n; i++)
        product[i] /= __builtin_sqrtf(h->preconditioner[i]);
    return status == NN_OK && !nn_all_finite(product, n) ? NN_DIVERGED : status;
}

/* ---- both ends */

/** A run whose results are written where the caller wants them. */
static nn_status measure(const nn_symmetric *a, nn_curvature *result, float *max_vector, float *min_vector, const float *start, float *work,
                         size_t max_products, float tolerance) {
    *result = (nn_curvature){0};
    if (max_products == 0 || !nn_is_at_least_zero(tolerance) || (start && !nn_all_finite(start, a->n)))
        return NN_BAD_VALUE;
    nn_lanczos l = nn_lanczos_new(a, work, max_products);
    nn_ends ends;
    const nn_status status = nn_lanczos_run(&l, &ends, start, min_vector != NULL, (double)tolerance, 0);
    *result = (nn_curvature){(float)ends.max, (float)ends.min, l.size, ends.converged};
    if (status != NN_OK)
        return status;
    if (max_vector)
        nn_lanczos_vector(&l, max_vector, ends.s_max);
    if (min_vector)
        nn_lanczos_vector(&l, min_vector, ends.s_min);
    return NN_OK;
}

nn_status nn_curvature_at(const nn_objective *f, nn_curvature *result, float *max_vector, float *min_vector, const float *theta,
                          const float *start, float *work, size_t max_products, float tolerance) {
    hessian h = {.f = f, .theta = theta};
    const nn_symmetric a = {f->n, &h, apply_hessian};
    return measure(&a, result, max_vector, min_vector, start, work, max_products, tolerance);
}

size_t nn_curvature_preconditioned_work_size(size_t n, size_t max_products) {
    return nn_lanczos_work_size(n, max_products) + n;
}

nn_status nn_curvature_preconditioned(const nn_objective *f, nn_curvature *result, float *max_vector, const float *theta,
                                      const float *preconditioner, const float *start, float *work, size_t max_products, float tolerance) {
    *result = (nn_curvature){0};
    for (size_t i = 0; i < f->n; i++)
        if (!(preconditioner[i] > 0.0f && nn_is_finite(preconditioner[i])))
            return NN_BAD_VALUE;
    hessian h = {.f = f, .theta = theta, .preconditioner = preconditioner, .scaled = work};
    const nn_symmetric a = {f->n, &h, apply_preconditioned};
    return measure(&a, result, max_vector, NULL, start, work + f->n, max_products, tolerance);
}

/* ---- the largest few */

/** Moves the last of count pairs before those with smaller values: runs that were cut short may find them out of order. */
static void sort_in(float *values, float *vectors, size_t count, size_t n) {
    for (size_t k = count - 1; k > 0 && values[k] > values[k - 1]; k--) {
        const float value = values[k];
        values[k] = values[k - 1], values[k - 1] = value;
        float *above = vectors + (k - 1) * n, *below = vectors + k * n;
        for (size_t i = 0; i < n; i++) {
            const float component = below[i];
            below[i] = above[i], above[i] = component;
        }
    }
}

nn_status nn_curvature_top(const nn_objective *f, float *values, float *vectors, bool *converged, const float *theta, float *work,
                           size_t count, size_t max_products, float tolerance) {
    const size_t n = f->n;
    *converged = false;
    if (count > NN_MAX_EIGENVECTORS)
        return NN_TOO_LARGE;
    if (count == 0 || count > n)
        return NN_BAD_SHAPE;
    if (max_products == 0 || !nn_is_at_least_zero(tolerance))
        return NN_BAD_VALUE;
    hessian h = {.f = f, .theta = theta};
    const nn_symmetric a = {n, &h, apply_hessian};
    nn_lanczos l = nn_lanczos_new(&a, work, max_products);
    nn_ends ends = {0};
    bool all = true;
    l.locked = vectors;
    for (l.n_locked = 0; l.n_locked < count; l.n_locked++) {
        const nn_status status = nn_lanczos_run(&l, &ends, NULL, false, (double)tolerance, ends.scale);
        if (status != NN_OK)
            return status;
        values[l.n_locked] = (float)ends.max;
        nn_lanczos_vector(&l, vectors + l.n_locked * n, ends.s_max);
        sort_in(values, vectors, l.n_locked + 1, n);
        all = all && ends.converged;
    }
    *converged = all;
    return NN_OK;
}
