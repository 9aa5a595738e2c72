/**
 * The three products of which all training consists.
 *
 * Examples stand in the lanes and weights are broadcast, so a product needs no horizontal sum and its order over i is the
 * textbook's. A tile of 4 outputs × 2 vectors keeps 8 independent sums in registers: enough to hide the latency of
 * an addition, few enough for the 16 registers of SSE and of a wasm engine. tests/c/kernels_test.c keeps the plain loops as oracle.
 */
#include "internal.h"

enum { TILE = 4 };

/** A tile of `rows` outputs × 4·`vectors` examples; both are constants where this is inlined, so the sums are registers. */
V4_INLINE void product_tile(float *out, const float *w, const float *in, const float *bias, size_t n_in, size_t row_step,
                            size_t column_step, bool add, const size_t rows, const size_t vectors) {
    v4 sum[TILE][TILE];
    for (size_t o = 0; o < rows; o++)
        for (size_t k = 0; k < vectors; k++)
            sum[o][k] = add ? v4_load(out + o * NN_ROW + 4 * k) : v4_splat(bias ? bias[o] : 0.0f);
    size_t at[TILE];
    for (size_t o = 0; o < rows; o++)
        at[o] = o * row_step;
    for (const float *last = in + (n_in - 1) * NN_ROW;; in += NN_ROW, w += column_step) {
        v4 x[TILE];
        for (size_t k = 0; k < vectors; k++)
            x[k] = v4_load(in + 4 * k);
        for (size_t o = 0; o < rows; o++) {
            const v4 weight = v4_splat(w[at[o]]);
            for (size_t k = 0; k < vectors; k++)
                sum[o][k] += weight * x[k];
        }
        if (in == last)
            break;
    }
    for (size_t o = 0; o < rows; o++)
        for (size_t k = 0; k < vectors; k++)
            v4_store(out + o * NN_ROW + 4 * k, sum[o][k]);
}

/** All columns of `rows` outputs, by tiles of eight sums, or of four where the rows are too few. */
V4_INLINE void product_rows(float *out, const float *w, const float *in, const float *bias, size_t n_in, size_t row_step,
                            size_t column_step, size_t width, bool add, const size_t rows) {
    const size_t vectors = rows == 1 ? 4 : 2;
    size_t e = 0;
    for (; e + 4 * vectors <= width; e += 4 * vectors)
        product_tile(out + e, w, in + e, bias, n_in, row_step, column_step, add, rows, vectors);
    for (; e < width; e += 4)
        product_tile(out + e, w, in + e, bias, n_in, row_step, column_step, add, rows, 1);
}

void nn_kernel_product(float *out, const float *w, const float *in, const float *bias, size_t n_out, size_t n_in, size_t row_step,
                       size_t column_step, size_t width, bool add) {
    size_t o = 0;
    for (; o + TILE <= n_out; o += TILE)
        product_rows(out + o * NN_ROW, w + o * row_step, in, bias ? bias + o : NULL, n_in, row_step, column_step, width, add, TILE);
    for (; o < n_out; o++)
        product_rows(out + o * NN_ROW, w + o * row_step, in, bias ? bias + o : NULL, n_in, row_step, column_step, width, add, 1);
}

/** A tile of `rows` × `columns` weights: as many running sums over the examples, each in four lanes. */
V4_INLINE void outer_tile(float *w_gradient, const float *delta, const float *in, size_t n_in, size_t width, const size_t rows,
                          const size_t columns) {
    v4 sum[TILE][2];
    for (size_t o = 0; o < rows; o++)
        for (size_t i = 0; i < columns; i++)
            sum[o][i] = v4_splat(0.0f);
    for (size_t e = 0; e < width; e += 4) {
        v4 x[2];
        for (size_t i = 0; i < columns; i++)
            x[i] = v4_load(in + i * NN_ROW + e);
        for (size_t o = 0; o < rows; o++) {
            const v4 d = v4_load(delta + o * NN_ROW + e);
            for (size_t i = 0; i < columns; i++)
                sum[o][i] += d * x[i];
        }
    }
    for (size_t o = 0; o < rows; o++)
        for (size_t i = 0; i < columns; i++)
            w_gradient[o * n_in + i] += v4_sum(sum[o][i]);
}

V4_INLINE void outer_rows(float *w_gradient, const float *delta, const float *in, size_t n_in, size_t width, const size_t rows) {
    size_t i = 0;
    for (; i + 2 <= n_in; i += 2)
        outer_tile(w_gradient + i, delta, in + i * NN_ROW, n_in, width, rows, 2);
    if (i < n_in)
        outer_tile(w_gradient + i, delta, in + i * NN_ROW, n_in, width, rows, 1);
}

void nn_kernel_outer(float *w_gradient, const float *delta, const float *in, size_t n_out, size_t n_in, size_t width) {
    size_t o = 0;
    for (; o + TILE <= n_out; o += TILE)
        outer_rows(w_gradient + o * n_in, delta + o * NN_ROW, in, n_in, width, TILE);
    for (; o < n_out; o++)
        outer_rows(w_gradient + o * n_in, delta + o * NN_ROW, in, n_in, width, 1);
}

void nn_kernel_row_sums(float *b_gradient, const float *delta, size_t n_out, size_t width) {
    for (size_t o = 0; o < n_out; o++) {
        v4 sum = v4_splat(0.0f);
        for (size_t e = 0; e < width; e += 4)
            sum += v4_load(delta + o * NN_ROW + e);
        b_gradient[o] += v4_sum(sum);
    }
}
