/** Examples packed for the kernels: see nn_data in internal.h. */
#include "internal.h"

#include <stdlib.h>

/** Row-by-row numbers into one block's columns: rows[c][e] ← values[e·n_columns + c]. */
static void pack_columns(float *rows, const float *values, size_t count, size_t n_columns) {
    for (size_t e = 0; e < count; e++)
        for (size_t c = 0; c < n_columns; c++)
            rows[c * NN_ROW + e] = values[e * n_columns + c];
}

/** The size of the packed blocks in floats; false if it overflows. */
static bool packed_size(size_t *floats, size_t n_blocks, size_t n_rows) {
    return nn_multiply_sizes(floats, n_rows, NN_ROW) && nn_multiply_sizes(floats, *floats, n_blocks);
}

nn_status nn_data_new(nn_data **data, const float *x, const float *y, size_t n, size_t n_in, size_t n_out) {
    *data = NULL;
    if (n == 0 || n_in == 0 || n_out == 0)
        return NN_BAD_SHAPE;
    const size_t n_blocks = (n - 1) / NN_BLOCK + 1;
    size_t floats;
    if (n_in > NN_MAX_UNITS || n_out > NN_MAX_UNITS || !packed_size(&floats, n_blocks, n_in + n_out))
        return NN_TOO_LARGE;
    if (!nn_all_finite(x, n * n_in) || !nn_all_finite(y, n * n_out))
        return NN_BAD_VALUE;
    nn_data *made = malloc(sizeof *made);
    float *blocks = calloc(floats, sizeof *blocks);
    if (!made || !blocks) {
        free(made);
        free(blocks);
        return NN_OUT_OF_MEMORY;
    }
    *made = (nn_data){.n = n, .n_in = n_in, .n_out = n_out, .n_blocks = n_blocks, .blocks = blocks};
    for (size_t b = 0; b < n_blocks; b++) {
        float *rows = blocks + b * (n_in + n_out) * NN_ROW;
        const size_t first = b * NN_BLOCK, count = nn_data_count(made, b);
        pack_columns(rows, x + first * n_in, count, n_in);
        pack_columns(rows + n_in * NN_ROW, y + first * n_out, count, n_out);
    }
    *data = made;
    return NN_OK;
}

void nn_data_free(nn_data *data) {
    if (data)
        free(data->blocks);
    free(data);
}

size_t nn_data_n(const nn_data *data) {
    return data->n;
}
