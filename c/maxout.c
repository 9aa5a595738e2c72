/**
 * Maxout (Goodfellow et al. 2013): a unit is the largest of its pieces zⱼ, each an affine function of the inputs; ∂a/∂zⱼ = 1 for the
 * piece that wins and 0 for the others. Of equal pieces the lowest j wins. A NaN wins over all: it is divergence, to be shown.
 */
#include "internal.h"

/** Number of the winning piece in each lane; z points at the first piece, pieces stand a row apart. */
V4_INLINE v4i winner(const float *z, size_t pieces) {
    v4 largest = v4_load(z);
    v4i best = v4i_splat(0);
    for (size_t j = 1; j < pieces; j++) {
        const v4 next = v4_load(z + j * NN_ROW);
        const v4i wins = (next > largest) | (v4_is_nan(next) & ~v4_is_nan(largest));
        largest = v4_select(wins, next, largest);
        best = (wins & v4i_splat((int32_t)j)) | (~wins & best);
    }
    return best;
}

/** The numbers of the winning pieces. */
V4_INLINE v4 pick(const float *from, v4i best, size_t pieces) {
    v4 picked = v4_load(from);
    for (size_t j = 1; j < pieces; j++)
        picked = v4_select(best == v4i_splat((int32_t)j), v4_load(from + j * NN_ROW), picked);
    return picked;
}

void nn_maxout_along(float *r_a, const float *r_z, const float *z, size_t n_out, size_t pieces, size_t width) {
    for (size_t o = 0; o < n_out; o++)
        for (size_t e = 0; e < width; e += 4) {
            const size_t at = o * pieces * NN_ROW + e;
            v4_store(r_a + o * NN_ROW + e, pick(r_z + at, winner(z + at, pieces), pieces));
        }
}

void nn_maxout_forward(float *a, const float *z, size_t n_out, size_t pieces, size_t width) {
    nn_maxout_along(a, z, z, n_out, pieces, width);
}

/* From the last unit to the first: its pieces' rows then never cover a unit that is still to be read. */
void nn_maxout_backward(float *rows, const float *z, size_t n_out, size_t pieces, size_t width) {
    for (size_t o = n_out; o-- > 0;)
        for (size_t e = 0; e < width; e += 4) {
            const size_t at = o * pieces * NN_ROW + e;
            const v4 d = v4_load(rows + o * NN_ROW + e);
            const v4i best = winner(z + at, pieces);
            for (size_t j = 0; j < pieces; j++)
                v4_store(rows + at + j * NN_ROW, v4_select(best == v4i_splat((int32_t)j), d, v4_splat(0.0f)));
        }
}
