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

/**
 * *number ← a decimal such as −12.5 or 3e-4, if that is what the whole text is: false for anything else, "nan" and "0x10" among it. Its relative
 * error is below 6·2⁻⁵³, so that rounding it to float32 is right but within 2⁻²⁶ ulp of a tie. It may be infinite.
 */
bool nn_decimal(double *number, const char *text, size_t length);

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

/** A block of the scratch begins with z, NN_ROW floats for every row of the net. Where the others begin, floats from there on: */
typedef struct nn_rows {
    size_t a;                  /* of every unit */
    size_t normalised;         /* of every row of a batch-normalised layer, at running_at / 2: (u − mean) / deviation */
    size_t delta[2];           /* of the widest layer: layer l has its δ in delta[l % 2] */
    size_t slopes;             /* of every row, where rrelu draws them */
    size_t keep;               /* of every unit, 0 or 1 / (1 − dropout), where units are dropped */
    size_t slope, curve, held; /* of every row; hessian.c says what */
    size_t along;              /* hessian.c: from z, a, normalised and delta to their derivatives along v */
} nn_rows;

struct nn_net {
    size_t n_layers, n_parameters, n_units, n_rows, n_running, n_in, n_out;
    size_t widest;                /* the most rows that a layer takes in or has */
    size_t head_size, row_stride; /* floats of the scratch in front of its blocks, and of a block */
    nn_rows rows;
    bool has_slopes, has_dropout; /* some layer draws its slopes, drops units */
    nn_loss loss;
    float l1, l2;
    nn_layer layers[];
};

/** Normalises by the batch, so that no example can be computed without the others. */
static inline bool nn_net_has_batch_norm(const nn_net *net) {
    return net->n_running > 0;
}

/* ---- tables: one entry an activation, a loss, a scheme, an optimiser */

/** What an activation's formula has beside z: a number for all, or where slopes is not NULL one for each z, in rows like it. */
typedef struct nn_bent {
    float alpha;
    const float *slopes;
} nn_bent;

/**
 * forward and backward work on `width` columns of n_rows rows, NN_ROW floats apart (or of one row of any length), derivatives on one row of n floats;
 * width and n are multiples of 4. Derivatives may use z, the input, and a = f(z).
 */
typedef struct nn_activation_entry {
    const char *name;
    float alpha; /* its default */
    /** a ← f(z) */
    void (*forward)(float *a, const float *z, size_t n_rows, size_t width, nn_bent p);
    /** delta ← delta · f′(z) */
    void (*backward)(float *delta, const float *z, const float *a, size_t n_rows, size_t width, nn_bent p);
    /** slope ← f′(z), bend ← f″(z) */
    void (*derivatives)(float *slope, float *bend, const float *z, const float *a, size_t n, nn_bent p);
} nn_activation_entry;
/** NULL past the last. */
const nn_activation_entry *nn_activation_table(size_t index);
/** Numbers within their ranges. */
bool nn_layer_options_valid(const nn_layer_options *options);
/** alpha of a layer in theta: PReLU's learned slope, RReLU's mean, or the given number. */
float nn_layer_alpha(const nn_layer *layer, const float *theta);

/* Maxout is no function of one z: its rows are the pieces of n_out units, each the largest of its pieces; of equals the lowest wins. */

/** a [n_out] rows ← the largest z of each unit's pieces, NaN where one is NaN. */
void nn_maxout_forward(float *a, const float *z, size_t n_out, size_t pieces, size_t width);
/** rows [n_out] become [n_out · pieces], in place: what a unit has goes to its winning piece, 0 to the others. */
void nn_maxout_backward(float *rows, const float *z, size_t n_out, size_t pieces, size_t width);
/** r_a [n_out] rows ← r_z of the winning pieces. */
void nn_maxout_along(float *r_a, const float *r_z, const float *z, size_t n_out, size_t pieces, size_t width);

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
const char *nn_op_name(size_t index);
const char *nn_fault_name(size_t index);

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

/* ---- passes over the examples: pass.c, its derivative along a vector in hessian.c */

/** Four streams of random numbers side by side (rng.c). */
typedef struct nn_rng_lanes {
    uint32_t state[4][4];
} nn_rng_lanes;
nn_rng_lanes nn_rng_lanes_new(uint64_t seed, uint64_t stream);
/** x [n] ← uniform on [low, high]; n a multiple of 4. */
void nn_rng_lanes_uniform(nn_rng_lanes *rng, float *x, size_t n, float low, float high);

/** How a net is run over examples, and with what. */
typedef struct nn_pass {
    const nn_net *net;
    const float *theta;
    const float *running;  /* evaluation: what batch normalisation uses; NULL: the mean and variance of the batch */
    nn_rng_lanes *chances; /* of a training step: draws rrelu's slopes and what is dropped; NULL: mean slopes, all kept */
    float *work;
} nn_pass;

/** The k-th block that is held at once: its z, and net->rows says what stands where behind it. */
static inline float *nn_net_block(const nn_net *net, float *work, size_t k) {
    return work + net->head_size + k * net->row_stride;
}
/** One row before all blocks, for any use. */
float *nn_net_spare_row(float *work);
/** What batch normalisation found in the batch, per row of a normalised layer, at running_at / 2. */
typedef struct nn_moments {
    float *mean, *variance, *inverse; /* variance divided by n; inverse: 1 / √(variance + ε) */
    float *along;                     /* hessian.c: batch_norm.c's t */
} nn_moments;
nn_moments nn_net_moments(const nn_net *net, float *work);
/** Floats of scratch that holds so many blocks at once. */
size_t nn_net_work_size_holding(const nn_net *net, size_t n_blocks);
/** Blocks that a pass must hold at once: all under batch statistics, otherwise one. */
size_t nn_pass_blocks(const nn_pass *pass, const nn_data *data);

/** z and a of every unit for so many blocks of data from first on. */
void nn_pass_forward(const nn_pass *pass, const nn_data *data, size_t first, size_t n_blocks);
/** z and a of n units of layer l from the first one on, for one block, when the layer below has its; not under batch statistics, without chances. */
void nn_pass_forward_units(const nn_pass *pass, const nn_data *data, size_t block, size_t l, size_t first, size_t n);
/** After nn_pass_forward: the last layer's δ before its activation ← scale · ∂(sum of losses)/∂outputs, 0 in the padding; returns the sum, not scaled. */
double nn_pass_loss(const nn_pass *pass, const nn_data *data, size_t first, size_t n_blocks, float scale);
/*
 * Backward through layer l, in this order. delta[l % 2] holds ∂L/∂a, then ∂L/∂z, then ∂L/∂u; gradient += what these blocks add.
 */
void nn_pass_through_activation(const nn_pass *pass, float *gradient, size_t l, const nn_data *data, size_t first, size_t n_blocks);
void nn_pass_through_norm(const nn_pass *pass, float *gradient, size_t l, const nn_data *data, size_t first, size_t n_blocks);
void nn_pass_to_weights(const nn_pass *pass, float *gradient, size_t l, const nn_data *data, size_t first, size_t n_blocks);
/** delta[(l + 1) % 2] ← ∂L/∂a of the layer below. */
void nn_pass_to_inputs(const nn_pass *pass, size_t l, const nn_data *data, size_t first, size_t n_blocks);
/** The loss of all data with penalties, and its gradient unless that is NULL. NN_DIVERGED when the loss is not finite. */
nn_status nn_pass_evaluate(const nn_pass *pass, float *gradient, float *loss, const nn_data *data);
/** After a pass over a whole batch of n: running ← 0.9 running + 0.1 (mean, unbiased variance). NN_DIVERGED when one of them left float32. */
nn_status nn_net_update_running(const nn_net *net, float *running, float *work, size_t n);
/** NN_BAD_SHAPE where data has not the net's columns, or too few examples for batch statistics. */
nn_status nn_net_check_fit(const nn_net *net, const nn_data *data, bool batch_statistics);
/** Zeros in the columns between count and its width. */
void nn_clear_padding(float *rows, size_t n_rows, size_t count);

/* ---- batch normalisation (batch_norm.c): a row u over the blocks of a batch, `stride` floats from one block's piece to the next */

typedef struct nn_batch {
    size_t n, n_blocks, stride;
} nn_batch;

/** Mean and biased variance of a row. */
void nn_batch_norm_moments(float *mean, float *variance, const float *u, nn_batch batch);
/** u becomes (u − mean)·inverse, z ← gamma·that + beta. */
void nn_batch_norm_forward(float *z, float *u, nn_batch batch, float mean, float inverse, float gamma, float beta);
/** delta: ∂L/∂z becomes ∂L/∂u; adds to ∂L/∂gamma and ∂L/∂beta. normalised: what forward made of u. */
void nn_batch_norm_backward(float *delta, float *gamma_gradient, float *beta_gradient, const float *normalised, nn_batch batch,
                            float inverse, float gamma);
/** Forward along a vector: r_u becomes R{normalised}; r_z ← gamma·that + v_gamma·normalised + v_beta. Returns t. */
float nn_batch_norm_forward_along(float *r_z, float *r_u, const float *normalised, nn_batch batch, float inverse, float gamma,
                                  float v_gamma, float v_beta);
/** Backward along a vector: delta and r_delta of z become those of u; adds to the products of gamma and beta. t: of forward. */
void nn_batch_norm_backward_along(float *delta, float *r_delta, float *gamma_product, float *beta_product, const float *normalised,
                                  const float *r_normalised, nn_batch batch, float inverse, float t, float gamma, float v_gamma);

/* ---- a net as an objective */

typedef struct nn_net_objective {
    nn_objective base; /* first, as in every objective */
    const nn_net *net;
    const nn_data *data;
    float *held;       /* of a product, all blocks; NULL before the first */
    float *lanes_work; /* lanes.c's alone, behind work */
    bool is_spread;    /* lanes_work holds all examples already */
    float work[];
} nn_net_objective;

/**
 * hessian.c: nn_net_hessian_vector with n_blocks of the data held at once, one or all, in work of nn_net_work_size_holding. again: every
 * block is held, and work is as the last call for this theta left it.
 */
nn_status nn_net_hessian_vector_holding(const nn_net *net, float *product, const float *theta, const float *v, const nn_data *data,
                                        float *work, size_t n_blocks, bool again);
/** line.c: nn_objective's line for a nn_net_objective without batch normalisation. */
nn_status nn_net_line(void *self, float *losses, const float *origin, const float *u, const float *v, const float *alphas, size_t n_alphas,
                      float beta, float *work);
/** lanes.c: whether a net has gradient_lanes at all. */
bool nn_net_has_lanes(const nn_net *net);
/** lanes.c: nn_objective's gradient_lanes for a nn_net_objective, and the scratch it takes. */
nn_status nn_net_gradient_lanes(void *self, float *gradients, float *values, const float *thetas);
size_t nn_net_lanes_work_size(const nn_net *net);

#endif
