#include "quadratic.h"

#include "internal.h"

static nn_status hessian_vector(void *self, float *product, const float *theta, const float *v) {
    const quadratic *q = self;
    (void)theta;
    for (size_t i = 0; i < q->n; i++) {
        product[i] = 0.0f;
        for (size_t j = 0; j < q->n; j++)
            product[i] += q->a[i * q->n + j] * v[j];
    }
    return nn_all_finite(product, q->n) ? NN_OK : NN_DIVERGED;
}

static nn_status gradient(void *self, float *result, float *value, const float *theta) {
    const quadratic *q = self;
    hessian_vector(self, result, theta, theta);
    float sum = 0.0f;
    for (size_t i = 0; i < q->n; i++)
        sum += result[i] * theta[i];
    *value = 0.5f * sum;
    return nn_is_finite(*value) ? NN_OK : NN_DIVERGED;
}

static nn_status value(void *self, float *result, const float *theta) {
    float unused[16];
    return gradient(self, unused, result, theta);
}

nn_objective quadratic_objective(quadratic *q) {
    return (nn_objective){.n = q->n, .self = q, .value = value, .gradient = gradient, .hessian_vector = hessian_vector};
}
