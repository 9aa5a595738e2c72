#include "quadratic.h"

#include "internal.h"

static float row_times(const quadratic *q, size_t i, const float *v) {
    float sum = 0.0f;
    for (size_t j = 0; j < q->n; j++)
        sum += q->a[i * q->n + j] * v[j];
    return sum;
}

static nn_status hessian_vector(void *self, float *product, const float *theta, const float *v) {
    const quadratic *q = self;
    (void)theta;
    for (size_t i = 0; i < q->n; i++)
        product[i] = row_times(q, i, v);
    return nn_all_finite(product, q->n) ? NN_OK : NN_DIVERGED;
}

static nn_status value(void *self, float *result, const float *theta) {
    const quadratic *q = self;
    float sum = 0.0f;
    for (size_t i = 0; i < q->n; i++)
        sum += row_times(q, i, theta) * theta[i];
    *result = 0.5f * sum;
    return nn_is_finite(*result) ? NN_OK : NN_DIVERGED;
}

static nn_status gradient(void *self, float *result, float *loss, const float *theta) {
    hessian_vector(self, result, theta, theta);
    return value(self, loss, theta);
}

nn_objective quadratic_objective(quadratic *q) {
    return (nn_objective){.n = q->n, .self = q, .value = value, .gradient = gradient, .hessian_vector = hessian_vector};
}
