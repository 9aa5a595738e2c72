/**
 * Batch normalisation (Ioffe and Szegedy 2015), one row at a time: a pre-activation u of one unit for every example of the batch.
 *
 *     x̂ = (u − m) s        m = mean u,  s = 1 / √(v + ε),  v = mean (u − m)²,  means over the n examples of the batch
 *     z = γ x̂ + β
 *
 * m and s depend on every example, so ∂L/∂u leaves out what a shift or a stretch of all of them would undo: with δ = ∂L/∂z, D = γδ,
 *
 *     ∂L/∂γ = Σ δ x̂    ∂L/∂β = Σ δ    ∂L/∂u = s (D − mean D − x̂ mean(D x̂))
 *
 * Along a vector (see hessian.c), with t = mean(x̂ R{u}), so that R{s} = −s² t:
 *
 *     R{x̂} = s (R{u} − mean R{u} − x̂ t)
 *     R{∂L/∂u} = s (R{D} − mean R{D} − x̂ mean(R{D} x̂ + D R{x̂}) − R{x̂} mean(D x̂)) − s t ∂L/∂u
 *
 * Sums run in float32 within a block and in double across blocks.
 */
#include "internal.h"

static size_t count_of(nn_batch batch, size_t k) {
    return k + 1 < batch.n_blocks ? (size_t)NN_BLOCK : batch.n - k * NN_BLOCK;
}

/** Four numbers of a piece, 0 in the lanes behind its count. */
V4_INLINE v4 load_counted(const float *row, size_t e, size_t count) {
    return count - e >= 4 ? v4_load(row + e) : v4_select(v4_first(count - e), v4_load(row + e), v4_splat(0.0f));
}

static double sum_of(const float *row, nn_batch batch) {
    double sum = 0;
    for (size_t k = 0; k < batch.n_blocks; k++, row += batch.stride) {
        const size_t count = count_of(batch, k);
        v4 lanes = v4_splat(0.0f);
        for (size_t e = 0; e < count; e += 4)
            lanes += load_counted(row, e, count);
        sum += (double)v4_sum(lanes);
    }
    return sum;
}

static double sum_of_products(const float *x, const float *y, nn_batch batch) {
    double sum = 0;
    for (size_t k = 0; k < batch.n_blocks; k++, x += batch.stride, y += batch.stride) {
        const size_t count = count_of(batch, k);
        v4 lanes = v4_splat(0.0f);
        for (size_t e = 0; e < count; e += 4)
            lanes += load_counted(x, e, count) * load_counted(y, e, count);
        sum += (double)v4_sum(lanes);
    }
    return sum;
}

void nn_batch_norm_moments(float *mean, float *variance, const float *u, nn_batch batch) {
    const float middle = (float)(sum_of(u, batch) / (double)batch.n);
    double sum = 0;
    for (size_t k = 0; k < batch.n_blocks; k++, u += batch.stride) {
        const size_t count = count_of(batch, k);
        v4 lanes = v4_splat(0.0f);
        for (size_t e = 0; e < count; e += 4) {
            const v4 apart = v4_load(u + e) - middle;
            const v4 square = apart * apart;
            lanes += count - e >= 4 ? square : v4_select(v4_first(count - e), square, v4_splat(0.0f));
        }
        sum += (double)v4_sum(lanes);
    }
    *mean = middle;
    *variance = (float)(sum / (double)batch.n);
}

void nn_batch_norm_forward(float *z, float *u, nn_batch batch, float mean, float inverse, float gamma, float beta) {
    for (size_t k = 0; k < batch.n_blocks; k++, z += batch.stride, u += batch.stride)
        for (size_t e = 0; e < count_of(batch, k); e += 4) {
            const v4 normalised = (v4_load(u + e) - mean) * inverse;
            v4_store(u + e, normalised);
            v4_store(z + e, gamma * normalised + beta);
        }
}

void nn_batch_norm_backward(float *delta, float *gamma_gradient, float *beta_gradient, const float *normalised, nn_batch batch,
                            float inverse, float gamma) {
    const double sum = sum_of(delta, batch), along = sum_of_products(delta, normalised, batch), n = (double)batch.n;
    const float factor = gamma * inverse, mean = (float)(sum / n), stretch = (float)(along / n);
    *beta_gradient += (float)sum;
    *gamma_gradient += (float)along;
    for (size_t k = 0; k < batch.n_blocks; k++, delta += batch.stride, normalised += batch.stride) {
        const size_t count = count_of(batch, k);
        for (size_t e = 0; e < count; e += 4)
            v4_store(delta + e, factor * ((v4_load(delta + e) - mean) - v4_load(normalised + e) * stretch));
        nn_clear_padding(delta, 1, count);
    }
}

float nn_batch_norm_forward_along(float *r_z, float *r_u, const float *normalised, nn_batch batch, float inverse, float gamma,
                                  float v_gamma, float v_beta) {
    const float mean = (float)(sum_of(r_u, batch) / (double)batch.n);
    const float t = (float)(sum_of_products(r_u, normalised, batch) / (double)batch.n);
    for (size_t k = 0; k < batch.n_blocks; k++, r_z += batch.stride, r_u += batch.stride, normalised += batch.stride)
        for (size_t e = 0; e < count_of(batch, k); e += 4) {
            const v4 x = v4_load(normalised + e);
            const v4 r_x = inverse * ((v4_load(r_u + e) - mean) - x * t);
            v4_store(r_u + e, r_x);
            v4_store(r_z + e, gamma * r_x + (v_gamma * x + v_beta));
        }
    return t;
}

void nn_batch_norm_backward_along(float *delta, float *r_delta, float *gamma_product, float *beta_product, const float *normalised,
                                  const float *r_normalised, nn_batch batch, float inverse, float t, float gamma, float v_gamma) {
    const double n = (double)batch.n;
    const double sum = sum_of(delta, batch), r_sum = sum_of(r_delta, batch);
    const double along = sum_of_products(delta, normalised, batch), r_along = sum_of_products(r_delta, normalised, batch);
    const double across = sum_of_products(delta, r_normalised, batch);
    *beta_product += (float)r_sum;
    *gamma_product += (float)(r_along + across);
    /* Means of D = γδ and R{D} = γR{δ} + R{γ}δ, alone and times x̂. */
    const float mean = (float)(sum / n), stretch = (float)(along / n);
    const float r_mean = (float)(((double)gamma * r_sum + (double)v_gamma * sum) / n);
    const float r_stretch = (float)(((double)gamma * (r_along + across) + (double)v_gamma * along) / n);
    for (size_t k = 0; k < batch.n_blocks; k++) {
        const size_t count = count_of(batch, k);
        for (size_t e = 0; e < count; e += 4) {
            const v4 d = v4_load(delta + e), x = v4_load(normalised + e), r_x = v4_load(r_normalised + e);
            const v4 of_u = (gamma * inverse) * ((d - mean) - x * stretch);
            const v4 r_d = gamma * v4_load(r_delta + e) + v_gamma * d;
            const v4 rest = ((r_d - r_mean) - x * r_stretch) - r_x * (gamma * stretch);
            v4_store(r_delta + e, inverse * (rest - t * of_u));
            v4_store(delta + e, of_u);
        }
        nn_clear_padding(delta, 1, count);
        nn_clear_padding(r_delta, 1, count);
        delta += batch.stride, r_delta += batch.stride, normalised += batch.stride, r_normalised += batch.stride;
    }
}
