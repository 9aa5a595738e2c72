/** What the core's files share among themselves and nobody else sees. */
#ifndef NN_INTERNAL_H
#define NN_INTERNAL_H

#include "nn.h"
#include "simd.h"

static inline bool nn_is_finite(float x) {
    return x - x == 0.0f;
}

static inline bool nn_is_at_least_zero(float x) {
    return nn_is_finite(x) && x >= 0.0f;
}

/** *product = a·b; false when it does not fit, or has no room for the bytes of that many doubles. */
static inline bool nn_multiply_sizes(size_t *product, size_t a, size_t b) {
    if (b != 0 && a > SIZE_MAX / sizeof(double) / b)
        return false;
    *product = a * b;
    return true;
}

/** Every one of x [n] is finite. Sums of x·0 are 0 or NaN. */
static inline bool nn_all_finite(const float *x, size_t n) {
    v4 lanes = v4_splat(0.0f);
    size_t i = 0;
    for (; i + 4 <= n; i += 4)
        lanes += v4_load(x + i) * 0.0f;
    float rest = v4_sum(lanes);
    for (; i < n; i++)
        rest += x[i] * 0.0f;
    return rest == 0.0f;
}

/** Σ x·y in double: steers Lanczos and reports, where float32 sums over thousands of entries would lose digits. */
static inline double nn_dot(const float *x, const float *y, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (double)x[i] * (double)y[i];
    return sum;
}

/* ---- data */

/**
 * Floats from one row of a block to the next: NN_BLOCK and a cache line more, so that the same column of many rows does not crowd into
 * a few sets of the cache, as it does where rows are a power of two apart (a tenth of the time of a net 100 units wide).
 */
enum { NN_ROW = NN_BLOCK + 16 };

/** blocks of [n_in + n_out][NN_ROW]; the last is filled up with zeros, which count for nothing. */
struct nn_data {
    size_t n, n_in, n_out, n_blocks;
    float *blocks;
};

static inline const float *nn_data_block(const nn_data *data, size_t block) {
    return data->blocks + block * (data->n_in + data->n_out) * NN_ROW;
}
/** Examples in a block. */
static inline size_t nn_data_count(const nn_data *data, size_t block) {
    return block + 1 < data->n_blocks ? (size_t)NN_BLOCK : data->n - block * NN_BLOCK;
}
/** Lanes to compute for so many examples: whole vectors. */
static inline size_t nn_width(size_t count) {
    return (count + 3) & ~(size_t)3;
}

/* ---- net */

typedef struct nn_layer {
    size_t n_in, n_out;
    size_t weights_at, biases_at; /* in theta */
    size_t units_at;              /* rows of this layer among all units */
    nn_activation activation;
} nn_layer;

struct nn_net {
    size_t n_layers, n_parameters, n_units, n_in, n_out, widest;
    nn_loss loss;
    float l1, l2;
    nn_layer layers[];
};

/* ---- tables: one entry an activation, a loss, a scheme, an optimiser */

/** All work on n floats, n a multiple of 4. Derivatives may use z, the input, and a = f(z). */
typedef struct nn_activation_entry {
    const char *name;
    /** a ← f(z) */
    void (*forward)(float *a, const float *z, size_t n);
    /** delta ← delta · f′(z) */
    void (*backward)(float *delta, const float *z, const float *a, size_t n);
    /** slope ← f′(z), bend ← f″(z) */
    void (*derivatives)(float *slope, float *bend, const float *z, const float *a, size_t n);
} nn_activation_entry;
/** NULL past the last. */
const nn_activation_entry *nn_activation_table(size_t index);

/**
 * Outputs, targets and deltas stand [output][column], rows `stride` floats apart; width columns, a multiple of 4. A column
 * is an example, or, for descents in lanes, one of the descents: no column knows of another.
 */
typedef struct nn_loss_entry {
    const char *name;
    bool on_logits; /* the output activation must be identity */
    bool is_binary; /* of one output, whose targets are 0 and 1 */
    /** What the mean runs over for one example: outputs for mse, otherwise 1. */
    bool per_output;
    /** losses [width] ← each column's loss, delta ← scale · its derivative by the outputs. */
    void (*gradient)(float *delta, float *losses, const float *output, const float *target, size_t stride, size_t n_out, size_t width,
                     float scale);
    /** r_delta ← scale · (second derivative by the outputs) · r_output */
    void (*second)(float *r_delta, const float *r_output, const float *output, const float *target, size_t stride, size_t n_out,
                   size_t width, float scale);
} nn_loss_entry;
/** NULL past the last. */
const nn_loss_entry *nn_loss_table(size_t index);

/** Names in the order of their enum, NULL past the last: nn_name is made of these. */
const char *nn_scheme_name(size_t index);
const char *nn_optimizer_name(size_t index);
const char *nn_dataset_name(size_t index);
const char *nn_surface_name(size_t index);
const char *nn_cause_name(size_t index);
const char *nn_schedule_name(size_t index);

/* ---- optimisers (schedule.c, optimizer.c, groups.c) */

/** xᵏ by repeated squaring. */
static inline double nn_power(double x, size_t k) {
    double result = 1;
    for (; k > 0; k /= 2, x *= x)
        if (k % 2 == 1)
            result *= x;
    return result;
}

nn_status nn_schedule_check(const nn_schedule *schedule);

/** Steps that do not grow with the gradient: all kinds but sgd. */
bool nn_optimizer_is_adaptive(const nn_optimizer *optimizer);

/** A stretch of parameters that weight decay pulls on, or leaves alone. */
typedef struct nn_group {
    size_t first, n;
    bool decays;
} nn_group;

/** The index-th stretch of theta [n] under decay_on; its n is 0 past the last. net: whose theta it is; NULL if all of it is weights. */
nn_group nn_optimizer_group(const nn_optimizer *optimizer, const nn_net *net, size_t n, size_t index);

/** nn_optimizer_step with decay_on honoured. Numbers stand [n][n_lanes]: several points that step together, or with n_lanes = 1 one. */
nn_status nn_optimizer_step_groups(const nn_optimizer *optimizer, const nn_net *net, float *theta, float *state, const float *gradient,
                                   size_t n, size_t n_lanes, size_t step);

/* ---- kernels: small matrix products over rows of up to NN_BLOCK columns, `width` of them used, a multiple of 4 */

/**
 * out[o][e] ← start + Σᵢ w[o·row_step + i·column_step] · in[i][e] for n_out × width: forward with (n_in, 1), backward with
 * (1, n_in of the layer). start: what out holds where add is true; else bias[o], or 0 where bias is NULL.
 */
void nn_kernel_product(float *out, const float *w, const float *in, const float *bias, size_t n_out, size_t n_in, size_t row_step,
                       size_t column_step, size_t width, bool add);
/** w_gradient[o][i] += Σₑ delta[o][e] · in[i][e], row by row [n_out][n_in]. */
void nn_kernel_outer(float *w_gradient, const float *delta, const float *in, size_t n_out, size_t n_in, size_t width);
/** b_gradient[o] += Σₑ delta[o][e]. */
void nn_kernel_row_sums(float *b_gradient, const float *delta, size_t n_out, size_t width);

/* ---- parts of a net's loss that every path of evaluating it shares (net.c) */

/** 1 / (examples, times outputs for mse): the mean's factor. */
float nn_net_scale(const nn_net *net, size_t n);
/** l1·Σ|w| + l2/2·Σw² over the weights. */
double nn_net_penalty(const nn_net *net, const float *theta);
/** gradient += l1·sign(w) + l2·w over the weights; sign(0) = 0. */
void nn_net_penalty_gradient(const nn_net *net, float *gradient, const float *theta);

/* ---- one block of examples through a net: forward in net.c, its derivative along a vector in hessian.c */

/** Where hessian.c's part of the scratch starts, and how many floats it takes. */
size_t nn_net_hessian_work_at(const nn_net *net);
size_t nn_net_hessian_work_size(const nn_net *net);
/** z and a of every unit into work. */
void nn_net_forward_block(const nn_net *net, float *work, const float *theta, const float *inputs, size_t width);
/** After it: delta [n_out] rows ← scale · ∂(sum of losses)/∂outputs, 0 in the padding; returns the sum, not scaled. */
float nn_net_loss_block(const nn_net *net, float *delta, float *work, const float *targets, size_t count, float scale);
/** Zeros in the columns between count and its width. */
void nn_net_clear_padding(float *rows, size_t n_rows, size_t count);

/* ---- a net as an objective */

typedef struct nn_net_objective {
    nn_objective base; /* first: freeing it frees all */
    const nn_net *net;
    const nn_data *data;
    float work[];
} nn_net_objective;

/** lanes.c: nn_objective's gradient_lanes for a nn_net_objective, and the scratch it takes. */
nn_status nn_net_gradient_lanes(void *self, float *gradients, float *values, const float *thetas);
size_t nn_net_lanes_work_size(const nn_net *net);

#endif
