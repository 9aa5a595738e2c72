/** Descent along any objective with its path recorded, and the reason when it does not stay finite. */
#include "internal.h"

#include <string.h>

nn_status nn_descend(const nn_objective *f, float *path, float *losses, size_t *n_done, const float *start, float *work,
                     const nn_optimizer *optimizer, size_t n_steps) {
    const size_t n = f->n;
    float *gradient = work, *state = work + n;
    *n_done = 0;
    nn_status status = nn_optimizer_check(optimizer);
    if (status != NN_OK)
        return status;
    if (!nn_all_finite(start, n))
        return NN_BAD_VALUE;
    memcpy(path, start, n * sizeof *path);
    memset(state, 0, nn_optimizer_state_size(optimizer, n) * sizeof *state);
    for (size_t k = 0; k <= n_steps; k++) {
        float *theta = path + k * n;
        status = k < n_steps ? f->gradient(f->self, gradient, &losses[k], theta) : f->value(f->self, &losses[k], theta);
        if (status != NN_OK)
            return status; /* the point before this one was the last of *n_done */
        *n_done = k;
        if (k < n_steps) {
            memcpy(theta + n, theta, n * sizeof *theta);
            status = nn_optimizer_step_groups(optimizer, f->net, theta + n, state, gradient, n, 1, k);
            if (status != NN_OK)
                return status;
        }
    }
    return NN_OK;
}

/* ---- why a run diverged */

/** What a run with weight decay in its gradient descends: H + weight_decay along all that decays. */
typedef struct decayed {
    const nn_objective *f;
    const nn_optimizer *optimizer;
} decayed;

static nn_status decayed_product(void *self, float *product, const float *theta, const float *v) {
    const decayed *d = self;
    const nn_objective *f = d->f;
    const nn_status status = f->hessian_vector(f->self, product, theta, v);
    nn_group group;
    for (size_t index = 0; (group = nn_optimizer_group(d->optimizer, f->net, f->n, index)).n > 0; index++)
        for (size_t i = group.first; group.decays && i < group.first + group.n; i++)
            product[i] += d->optimizer->weight_decay * v[i];
    return status;
}

static nn_diagnosis blame(nn_cause cause, float curvature, const nn_optimizer *optimizer, size_t step) {
    return (nn_diagnosis){cause, curvature, nn_learning_rate_at(optimizer, step), nn_stable_learning_rate(optimizer, curvature)};
}

/** Steps that do not grow with the gradient: nn.h says why. The limit that adamw's decay sets stands where there is no curvature. */
static nn_diagnosis blame_adaptive(const nn_optimizer *optimizer, size_t step) {
    nn_diagnosis diagnosis = blame(NN_CAUSE_OVERFLOW, 0.0f, optimizer, step);
    if (diagnosis.learning_rate > diagnosis.limit) {
        diagnosis.cause = NN_CAUSE_L2;
        diagnosis.curvature = optimizer->weight_decay;
    }
    return diagnosis;
}

/** The penalty comes first: where it alone throws descent out, λmax is above the limit too, but only because of it. */
nn_status nn_diagnose(const nn_objective *f, nn_diagnosis *diagnosis, const float *theta, const nn_optimizer *optimizer, size_t step,
                      float *work) {
    *diagnosis = (nn_diagnosis){0};
    nn_status status = nn_optimizer_check(optimizer);
    if (status != NN_OK)
        return status;
    if (nn_optimizer_is_adaptive(optimizer)) {
        *diagnosis = blame_adaptive(optimizer, step);
        return NN_OK;
    }
    *diagnosis = blame(NN_CAUSE_L2, f->l2 + optimizer->weight_decay, optimizer, step);
    if (diagnosis->learning_rate > diagnosis->limit)
        return NN_OK;
    const nn_objective with_decay = {.n = f->n, .net = f->net, .self = &(decayed){f, optimizer}, .hessian_vector = decayed_product};
    nn_curvature curvature;
    status = nn_curvature_at(&with_decay, &curvature, NULL, NULL, theta, NULL, work, 32, 1e-3f);
    if (status == NN_OK && nn_is_finite(curvature.max)) {
        *diagnosis = blame(NN_CAUSE_CURVATURE, curvature.max, optimizer, step);
        if (!(diagnosis->learning_rate > diagnosis->limit))
            diagnosis->cause = NN_CAUSE_OVERFLOW;
        return NN_OK;
    }
    *diagnosis = blame(NN_CAUSE_OVERFLOW, 0.0f, optimizer, step); /* no curvature can be measured here */
    return status == NN_DIVERGED ? NN_OK : status;
}

const char *nn_cause_name(size_t index) {
    static const char *const names[NN_N_CAUSES] = {"none", "curvature", "l2", "overflow"};
    return index < NN_N_CAUSES ? names[index] : NULL;
}
