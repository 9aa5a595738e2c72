/** Input features made from two columns, and columns brought to one scale. */
#include "internal.h"

/** features [up to 7] ← those of the mask at (x, y), in the order of the bits; returns how many. */
static size_t features_of(float *features, float x, float y, unsigned mask) {
    const float all[] = {x, y, x * x, y * y, x * y, nn_sin(x), nn_sin(y)};
    size_t count = 0;
    for (size_t k = 0; k < sizeof all / sizeof all[0]; k++)
        if (mask >> k & 1u)
            features[count++] = all[k];
    return count;
}

nn_status nn_features(float *features, const float *points, size_t n, unsigned mask) {
    if (mask == 0 || mask >= 2 * NN_FEATURE_SIN_Y)
        return NN_BAD_VALUE;
    for (size_t i = 0; i < n; i++)
        features += features_of(features, points[2 * i], points[2 * i + 1], mask);
    return NN_OK;
}

typedef struct column_moments {
    double mean, deviation; /* of the whole population: divided by n */
} column_moments;

/** In double: the squares of any float32 fit, and the sum of 100,000 keeps eleven digits. */
static column_moments moments_of(const float *column, size_t n, size_t stride) {
    bool constant = true; /* asked of the numbers themselves: a rounded mean would leave a tiny deviation to be blown up */
    double sum = 0, squares = 0;
    for (size_t i = 0; i < n; i++) {
        sum += (double)column[i * stride];
        constant = constant && column[i * stride] == column[0];
    }
    if (constant)
        return (column_moments){.mean = (double)column[0], .deviation = 0};
    const double mean = sum / (double)n;
    for (size_t i = 0; i < n; i++) {
        const double off = (double)column[i * stride] - mean;
        squares += off * off;
    }
    return (column_moments){.mean = mean, .deviation = __builtin_sqrt(squares / (double)n)};
}

nn_status nn_standardise(float *x, float *mean, float *deviation, size_t n, size_t n_columns, float scale) {
    size_t count;
    if (n == 0 || n_columns == 0)
        return NN_BAD_SHAPE;
    if (!nn_multiply_sizes(&count, n, n_columns))
        return NN_TOO_LARGE;
    if (!nn_is_finite(scale) || !nn_all_finite(x, count))
        return NN_BAD_VALUE;
    for (size_t c = 0; c < n_columns; c++) {
        const column_moments moments = moments_of(x + c, n, n_columns);
        const double factor = moments.deviation > 0 ? (double)scale / moments.deviation : 0;
        for (size_t i = 0; i < n; i++)
            x[i * n_columns + c] = (float)(((double)x[i * n_columns + c] - moments.mean) * factor);
        mean[c] = (float)moments.mean;
        deviation[c] = (float)moments.deviation;
    }
    return NN_OK;
}
