/** Lanczos' method for the ends of a symmetric operator's spectrum: what curvature.c and path_plane.c share. */
#ifndef NN_LANCZOS_H
#define NN_LANCZOS_H

#include "internal.h"

enum { NN_LANCZOS_PRODUCTS = 128 };

/** A symmetric matrix A [n × n] that is known by its products alone. */
typedef struct nn_symmetric {
    size_t n;
    void *self;
    /** product [n] ← A v; NN_DIVERGED when it is not finite. */
    nn_status (*apply)(void *self, float *product, const float *v);
} nn_symmetric;

/** A basis of a Krylov space, and A in it. All but the last two members are lanczos.c's own. */
typedef struct nn_lanczos {
    const nn_symmetric *a;
    size_t n, size, max_size;          /* basis vectors so far, and at most */
    float *basis;                      /* [max_size × n] */
    float *next;                       /* [n] */
    double alpha[NN_LANCZOS_PRODUCTS]; /* A in the basis is tridiagonal: these on its diagonal, */
    double beta[NN_LANCZOS_PRODUCTS];  /* beta[k] beside it, coupling k and k + 1 */
    nn_rng rng;
    const float *locked; /* [n_locked × n]: unit vectors, perpendicular to each other, that the basis stays perpendicular to */
    size_t n_locked;
} nn_lanczos;

/** What a run found. s: eigenvectors in the basis. */
typedef struct nn_ends {
    double max, min;
    double scale; /* max(|max|, |min|), or more: what the tolerance is relative to */
    double s_max[NN_LANCZOS_PRODUCTS], s_min[NN_LANCZOS_PRODUCTS];
    bool converged;
} nn_ends;

/** Floats of work for a run of at most so many products, of which n or NN_LANCZOS_PRODUCTS are used at most. */
size_t nn_lanczos_work_size(size_t n, size_t max_products);

/** work: nn_lanczos_work_size, borrowed for as long as the result is used. */
nn_lanczos nn_lanczos_new(const nn_symmetric *a, float *work, size_t max_products);

/**
 * Both ends of the spectrum of A on the complement of what is locked, from start (NULL: a direction drawn from rng, which goes on from run to
 * run). Stops when max is within tolerance·max(scale, |max|, |min|) by its residual, where both is true when max and min are for four products
 * running, or when max_size products are spent. max_size must be at least 1, n_locked below n.
 */
nn_status nn_lanczos_run(nn_lanczos *l, nn_ends *ends, const float *start, bool both, double tolerance, double scale);

/** vector [n] ← the eigenvector that stands as s in the basis: unit length, largest component positive. */
void nn_lanczos_vector(const nn_lanczos *l, float *vector, const double *s);

/** vector [n] ← unit length, largest component positive; false, and vector as it was, when it is 0. */
bool nn_to_unit(float *vector, size_t n);

/** x [n] ← x − Q Qᵀ x for count unit vectors q [count × n], one after the other. */
void nn_remove(float *x, const float *q, size_t count, size_t n);

#endif
