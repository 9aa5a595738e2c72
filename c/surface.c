/** The loss over a plane through parameter space (Goodfellow, Vinyals and Saxe 2015; Li et al. 2018). */
#include "internal.h"

/** A row at beta, by value() alone. */
static nn_status line(const nn_objective *f, float *losses, const float *origin, const float *u, const float *v, const float *alphas,
                      size_t n_alphas, float beta, float *work) {
    for (size_t k = 0; k < n_alphas; k++) {
        for (size_t i = 0; i < f->n; i++)
            work[i] = (origin[i] + alphas[k] * u[i]) + beta * v[i];
        const nn_status status = f->value(f->self, &losses[k], work);
        if (status != NN_OK && status != NN_DIVERGED)
            return status;
    }
    return NN_OK;
}

nn_status nn_surface(const nn_objective *f, float *losses, const float *origin, const float *u, const float *v, const float *alphas,
                     size_t n_alphas, const float *betas, size_t n_betas, float *work) {
    const size_t n = f->n;
    if (n_alphas == 0 || n_betas == 0)
        return NN_BAD_SHAPE;
    if (!nn_all_finite(origin, n) || !nn_all_finite(u, n) || !nn_all_finite(v, n))
        return NN_BAD_VALUE;
    if (!nn_all_finite(alphas, n_alphas) || !nn_all_finite(betas, n_betas))
        return NN_BAD_VALUE;
    for (size_t row = 0; row < n_betas; row++) {
        float *to = losses + row * n_alphas;
        const nn_status status = f->line ? f->line(f->self, to, origin, u, v, alphas, n_alphas, betas[row], work)
                                         : line(f, to, origin, u, v, alphas, n_alphas, betas[row], work);
        if (status != NN_OK)
            return status;
    }
    return NN_OK;
}
