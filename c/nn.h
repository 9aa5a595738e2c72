/**
 * Valley's core: small neural networks, their loss surfaces, and descent over them.
 *
 * A net is its shape; its parameters are one flat vector `theta` that the caller owns, so that optimisers, surfaces and
 * gradient checks need to know nothing of layers. A worked example, which learns exclusive or (tests/c/example_test.c runs these
 * very lines):
 *
 *     const float x[] = {0, 0, 0, 1, 1, 0, 1, 1}, y[] = {0, 1, 1, 0};   // four examples, row by row
 *     const size_t sizes[] = {2, 8, 1}, n = 4;
 *     const nn_activation activations[] = {NN_TANH, NN_IDENTITY};
 *     float theta[33], losses[2000];                                    // nn_net_n_parameters(net) = (2 + 1)·8 + (8 + 1)·1
 *     size_t n_done;
 *     nn_net *net;
 *     nn_data *data;
 *     nn_trainer *trainer;
 *     nn_net_new(&net, &(nn_net_spec){.n_layers = 2, .sizes = sizes, .activations = activations, .loss = NN_MSE});
 *     nn_data_new(&data, x, y, n, 2, 1);
 *     nn_trainer_new(&trainer, net, data, n);                           // full batch
 *     nn_net_init(net, theta, NN_XAVIER_NORMAL, 0, 7);
 *     nn_train(trainer, theta, NULL, NULL, losses, &n_done, &(nn_optimizer){.kind = NN_SGD, .learning_rate = 0.1f}, 1, 0, 2000);
 *     nn_trainer_free(trainer), nn_data_free(data), nn_net_free(net);
 *
 * Conventions. Every function that can fail returns an nn_status and gives its results through pointers, which stand
 * first among the arguments after the subject. Nothing is printed, aborted, or kept: pointers are borrowed for the call
 * unless a comment says otherwise. What has _new has _free, which takes NULL. Networks, surfaces and optimisers compute in float32,
 * long sums (a loss over its blocks, Lanczos, the moments of a column) in double; all in a fixed order, without libm, fast-math or
 * contraction, so that one seed gives the same bits natively and in every browser.
 *
 * Layout of theta, layer by layer: W [rows][in] row by row and b [rows], then with batch normalisation gamma [rows] and beta [rows],
 * then for PReLU its one slope. rows is out, times the pieces for maxout: piece j of unit i is row i·pieces + j.
 */
#ifndef NN_H
#define NN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---------------------------------------------------------------------------------------------------- status */

typedef enum nn_status {
    NN_OK = 0,
    NN_DIVERGED,      /* a loss or parameter became infinite or NaN: a result, not a mistake; the last finite state stands */
    NN_OUT_OF_MEMORY, /* an allocation failed; nothing was kept */
    NN_BAD_SHAPE,     /* sizes that do not fit together, or of which one is zero */
    NN_TOO_LARGE,     /* a size above its limit, or a product of sizes that overflows */
    NN_BAD_VALUE,     /* an argument that is infinite, NaN or outside its range */
    NN_BAD_NAME,      /* no such activation, loss, scheme, optimiser, schedule, data set or surface */
    NN_BAD_TEXT,      /* a CSV or a formula that is not one; nn_csv_error or nn_graph_error says where and what was expected */
    NN_N_STATUS
} nn_status;

/** A sentence in English, static. */
const char *nn_status_message(nn_status status);

/** What nn_name can list. The order of the names in each kind is that of its enum. */
typedef enum nn_kind {
    NN_KIND_ACTIVATION,
    NN_KIND_LOSS,
    NN_KIND_SCHEME,
    NN_KIND_OPTIMIZER,
    NN_KIND_DATASET,
    NN_KIND_SURFACE,
    NN_KIND_CAUSE,
    NN_KIND_SCHEDULE,
    NN_KIND_OP,
    NN_KIND_FAULT,
    NN_N_KINDS
} nn_kind;

/** The index-th name of a kind, as written in JavaScript and markup ("xavier-normal"); NULL past the last. */
const char *nn_name(nn_kind kind, size_t index);

/* ---------------------------------------------------------------------------------------------------- random numbers */

/** PCG32 (O'Neill 2014): a seeded stream. Copy the struct to fork the stream. */
typedef struct nn_rng {
    uint64_t state, increment;
} nn_rng;

/** The stream-th independent sequence of a seed. */
nn_rng nn_rng_new(uint64_t seed, uint64_t stream);
uint32_t nn_rng_bits(nn_rng *rng);
/** Uniform on [low, high): 24 random bits. */
float nn_rng_uniform(nn_rng *rng, float low, float high);
/** Standard normal, by Marsaglia's polar method (the second of each pair is thrown away, so that the state is the struct). */
float nn_rng_normal(nn_rng *rng);
/** Uniform on 0 … n − 1 without bias; n ≥ 1. */
uint32_t nn_rng_below(nn_rng *rng, uint32_t n);
/** order [n] becomes a random permutation of 0 … n − 1 (Fisher and Yates); n < 2³². */
void nn_rng_permutation(nn_rng *rng, uint32_t *order, size_t n);

/* ---------------------------------------------------------------------------------------------------- data */

/** Examples, packed for the kernels: blocks of NN_BLOCK examples, [feature][example] within each. */
typedef struct nn_data nn_data;

enum { NN_BLOCK = 128 };

/**
 * Packs x [n × n_in] and y [n × n_out], both row by row and copied. Targets: for mse any number; for bce one column
 * of 0 or 1; for softmax one column a class, 1 for the class of the example and 0 elsewhere.
 * NN_BAD_SHAPE if a size is 0; NN_BAD_VALUE if a number is not finite; NN_TOO_LARGE; NN_OUT_OF_MEMORY.
 */
nn_status nn_data_new(nn_data **data, const float *x, const float *y, size_t n, size_t n_in, size_t n_out);
void nn_data_free(nn_data *data);
size_t nn_data_n(const nn_data *data);

/** The shipped data sets; nn_dataset_info says what each is. */
typedef enum nn_dataset {
    NN_CIRCLE,
    NN_XOR,
    NN_GAUSS,
    NN_SPIRAL, /* those of the well-known playground, on ±6 */
    NN_TWO_CURVES,
    NN_MOONS,
    NN_RINGS,
    NN_TANGLED, /* two classes each; tangled overlaps and cannot be separated */
    NN_PLANE,
    NN_SINE, /* regression; sine has one input */
    NN_IRIS,
    NN_PENGUINS,  /* measured: tests/data/README.md names source and licence */
    NN_PARABOLA,  /* two-curves in the units it is published in: y = x² (class 0) and y = x² − ½ (class 1) over [−1, 1) */
    NN_BALL,      /* uniform in a ball of ten dimensions, unit deviation along each; class 1 where |Σx| is above half the radius */
    NN_CHEBYSHEV, /* regression, one input: T₆ at even points from −1 to 1 */
    NN_N_DATASETS
} nn_dataset;

typedef struct nn_dataset_info {
    size_t n_inputs;         /* columns of x */
    size_t n_classes;        /* 0 for regression */
    size_t n_examples;       /* of a measured set; 0 where any number can be drawn */
    const char *columns[12]; /* names of the inputs with units, then of the target; NULL past the last */
    const char *classes[4];  /* names of the classes of a measured set; NULL past the last */
} nn_dataset_info;

/** NN_BAD_NAME past the last data set. */
nn_status nn_dataset_describe(nn_dataset_info *info, nn_dataset which);

/**
 * Draws (or copies, for a measured set: then n must be n_examples or less, and the rows come in a seeded random order)
 * x [n × n_inputs] and y [n]: the class number, or the target of a regression. noise in 0 … 0.5; a measured set ignores it.
 * NN_BAD_NAME; NN_BAD_SHAPE if n is 0; NN_TOO_LARGE if it is above n_examples; NN_BAD_VALUE for a noise outside its range.
 */
nn_status nn_dataset_make(float *x, float *y, nn_dataset which, size_t n, float noise, uint64_t seed);

/** Input features made from two columns, as bits of a mask, in this order. */
enum {
    NN_FEATURE_X = 1,
    NN_FEATURE_Y = 2,
    NN_FEATURE_X2 = 4,
    NN_FEATURE_Y2 = 8,
    NN_FEATURE_XY = 16,
    NN_FEATURE_SIN_X = 32,
    NN_FEATURE_SIN_Y = 64
};

/** features [n × bits in mask] from points [n × 2]. NN_BAD_VALUE if mask is 0 or above 127. sin is NaN beyond ±8192. */
nn_status nn_features(float *features, const float *points, size_t n, unsigned mask);

/**
 * Per column c of x [n × n_columns]: x ← scale·(x − mean[c]) / deviation[c]; a constant column becomes 0. mean, deviation [n_columns] are
 * results, the deviation that of the n numbers themselves (divided by n). NN_BAD_SHAPE if a size is 0; NN_BAD_VALUE if a number is not
 * finite; NN_TOO_LARGE.
 */
nn_status nn_standardise(float *x, float *mean, float *deviation, size_t n, size_t n_columns, float scale);

/** Where and why a CSV was refused. line and column count from 1; expected is a static English sentence part. */
typedef struct nn_csv_error {
    size_t line, column;
    const char *expected;
} nn_csv_error;

enum { NN_CSV_MAX_ROWS = 100000, NN_CSV_MAX_COLUMNS = 64 };

typedef struct nn_csv nn_csv;

/**
 * Reads a table of numbers: comma, semicolon or tab between fields (found from the first line), optional quotes,
 * an optional first line of names, and a column of labels: the last, or the one named "label" or "class" or "species".
 * Labels may be words or numbers; labels that are whole numbers or words, at most 16 different ones, are classes,
 * other numbers are the targets of a regression. At least two rows, two columns and two different labels. On NN_BAD_TEXT *error tells
 * where. text need not end in 0.
 */
nn_status nn_csv_new(nn_csv **csv, nn_csv_error *error, const char *text, size_t length);
void nn_csv_free(nn_csv *csv);
size_t nn_csv_n_rows(const nn_csv *csv);
size_t nn_csv_n_inputs(const nn_csv *csv);
/** 0 for a regression. */
size_t nn_csv_n_classes(const nn_csv *csv);
/** [rows × inputs] row by row; lives as long as csv. */
const float *nn_csv_x(const nn_csv *csv);
/** [rows]: class numbers in order of first appearance, or targets; lives as long as csv. */
const float *nn_csv_y(const nn_csv *csv);
/** Name of an input column (index < inputs) or of the label column (index = inputs); "" when the file has none; 0-terminated. */
const char *nn_csv_column(const nn_csv *csv, size_t index);
/** Label of a class as first written; "" past the last. */
const char *nn_csv_class(const nn_csv *csv, size_t index);

/* ---------------------------------------------------------------------------------------------------- networks */

/** f(z). Formulas, derivatives and sources: activation.c. */
typedef enum nn_activation {
    NN_IDENTITY,
    NN_SIGMOID,
    NN_TANH,
    NN_RELU,
    NN_LEAKY_RELU, /* alpha·z below 0 */
    NN_ELU,        /* alpha·(eᶻ − 1) below 0 */
    NN_PRELU,      /* slope·z below 0; the slope, one a layer, is learned and starts at alpha */
    NN_RRELU,      /* slope·z below 0; the slope is drawn from [lower, upper) a unit and example in training, otherwise their mean */
    NN_MAXOUT,     /* the largest of `pieces` affine functions of the inputs */
    NN_SOFTPLUS,
    NN_GELU,
    NN_SILU,
    NN_N_ACTIVATIONS
} nn_activation;

/** What a layer may have beside its units and its activation. */
typedef struct nn_layer_options {
    bool batch_norm; /* dense → batch normalisation → activation */
    float dropout; /* share of the units' outputs dropped in training, 0 … < 1; not of the last layer. The rest is divided by 1 − dropout */
    size_t pieces;      /* of maxout, 1 … NN_MAX_PIECES; without effect elsewhere */
    float alpha;        /* of leaky-relu, elu, prelu: see above */
    float lower, upper; /* of rrelu, lower ≤ upper */
} nn_layer_options;

/** No batch normalisation, no dropout, and the usual numbers (PyTorch's): alpha .01, 1, .25; lower 1/8, upper 1/3; 2 pieces. */
nn_layer_options nn_layer_defaults(nn_activation activation);

/**
 * value [n] ← f(z), slope [n] ← f′(z), bend [n] ← f″(z) for z [n]; each may be NULL. rrelu has its mean slope. At a kink the derivative is
 * PyTorch's. options may be NULL: the defaults. NN_BAD_NAME past the last activation, and for maxout, which is no function of one z;
 * NN_BAD_VALUE for options that are out of range.
 */
nn_status nn_activation_at(float *value, float *slope, float *bend, nn_activation activation, const nn_layer_options *options,
                           const float *z, size_t n);

/**
 * mse: mean over examples and outputs of (a − y)². bce, softmax: cross-entropy of the logits in nats, mean over examples. half-mse: half of
 * mse, as many papers have it; a learning rate of η on it is one of η/2 on mse.
 */
typedef enum nn_loss { NN_MSE, NN_BCE, NN_SOFTMAX, NN_HALF_MSE, NN_N_LOSSES } nn_loss;

/**
 * How the weights are drawn; biases and beta start at 0, gamma at 1, PReLU's slope at its alpha. `in` are a layer's inputs, `out` its rows,
 * each piece of maxout being one; a is the slope below 0 of the layer's own leaky-relu, prelu (as it starts) or rrelu (its mean), else 0.
 */
typedef enum nn_scheme {
    NN_ZEROS,
    NN_CONSTANT,       /* all weights are scale */
    NN_NORMAL,         /* standard deviation scale */
    NN_UNIFORM,        /* on ±scale */
    NN_XAVIER_NORMAL,  /* standard deviation √(2 / (in + out)): Glorot and Bengio 2010 */
    NN_XAVIER_UNIFORM, /* on ±√(6 / (in + out)) */
    NN_HE_NORMAL,      /* standard deviation √(2 / ((1 + a²)·in)): He et al. 2015 */
    NN_HE_UNIFORM,     /* on ±√(6 / ((1 + a²)·in)) */
    NN_LECUN_NORMAL,   /* standard deviation √(1 / in): LeCun et al. 1998 */
    NN_ORTHOGONAL,     /* rows orthonormal if rows ≤ in, otherwise columns; no direction preferred: Saxe et al. 2014 */
    NN_N_SCHEMES
} nn_scheme;

/** So many parameters that scratch for any call below is less than 2³² bytes, with room for Lanczos' 129 vectors. */
enum { NN_MAX_LAYERS = 64, NN_MAX_UNITS = 4096, NN_MAX_PIECES = 16, NN_MAX_PARAMETERS = 1 << 22 };

typedef struct nn_net_spec {
    size_t n_layers;                  /* dense layers: hidden ones and the output's */
    const size_t *sizes;              /* [n_layers + 1]: inputs, units of each layer */
    const nn_activation *activations; /* [n_layers]; the last is the output's, and must be identity for bce and softmax */
    nn_loss loss;
    float l1, l2;                    /* penalties l1·Σ|w| + l2/2·Σw² over all weights W, nothing else; ≥ 0 */
    const nn_layer_options *options; /* [n_layers], or NULL: nn_layer_defaults of each activation */
} nn_net_spec;

/** A layer as it stands in theta and among the units. Offsets of what it has not are SIZE_MAX. */
typedef struct nn_layer {
    size_t n_in, n_out;
    size_t n_rows;                                             /* pre-activations: n_out, times the pieces of maxout */
    size_t weights_at, biases_at, gamma_at, beta_at, slope_at; /* in theta */
    size_t units_at;                                           /* its first unit among all behind the inputs */
    size_t rows_at;                                            /* its first pre-activation among all */
    size_t running_at;                                         /* in the running values: mean [n_rows], then variance [n_rows] */
    nn_activation activation;
    nn_layer_options options;
} nn_layer;

/** The shape of a network. Immutable but for its penalties. */
typedef struct nn_net nn_net;

/**
 * spec is copied. NN_BAD_SHAPE without layers, if a size is 0, or for bce with more than one output; NN_TOO_LARGE above a limit;
 * NN_BAD_NAME; NN_BAD_VALUE for a penalty or option out of range, or an output activation that bce or softmax cannot have.
 */
nn_status nn_net_new(nn_net **net, const nn_net_spec *spec);
void nn_net_free(nn_net *net);
/** NN_BAD_VALUE if one is negative or not finite. */
nn_status nn_net_set_penalties(nn_net *net, float l1, float l2);
size_t nn_net_n_parameters(const nn_net *net);
/** All units behind the inputs, layer by layer: rows of nn_net_units. */
size_t nn_net_n_units(const nn_net *net);
/** All pre-activations, layer by layer: rows of nn_net_trace. As many as units, but for maxout. */
size_t nn_net_n_rows(const nn_net *net);
/** Counted from 0; lives as long as the net; NULL past the last. */
const nn_layer *nn_net_layer(const nn_net *net, size_t layer);
/** Floats of running values: what batch normalisation has seen in training and uses in evaluation. 0 without it. */
size_t nn_net_n_running(const nn_net *net);
/** running [n_running] ← mean 0, variance 1. */
void nn_net_reset_running(const nn_net *net, float *running);
/**
 * Floats of scratch that the nn_net_… calls below may use on n examples. Without batch normalisation, and in evaluation, it is that of one
 * example; with it a batch must be seen whole. Where it would overflow it is more than can be had.
 */
size_t nn_net_work_size(const nn_net *net, size_t n);

/** theta [n_parameters] out. scale: of NN_CONSTANT, NN_NORMAL and NN_UNIFORM, see there; ≥ 0, for NN_CONSTANT any number. */
nn_status nn_net_init(const nn_net *net, float *theta, nn_scheme scheme, float scale, uint64_t seed);

/*
 * Training is seen without its chances: batch normalisation uses the mean and variance of all of data, rrelu its mean slope, and nothing is
 * dropped. The three calls return NN_BAD_SHAPE when data has not the net's inputs and outputs, or a single example under batch
 * normalisation; NN_DIVERGED when the loss, or an entry of the product, is not finite; all is written all the same.
 */

/** The loss, with penalties. */
nn_status nn_net_loss(const nn_net *net, float *loss, const float *theta, const nn_data *data, float *work);
/** The loss and its gradient [n_parameters]. */
nn_status nn_net_gradient(const nn_net *net, float *gradient, float *loss, const float *theta, const nn_data *data, float *work);
/** The product [n_parameters] of the loss's Hessian with v [n_parameters], exact: Pearlmutter 1994, forward over reverse. */
nn_status nn_net_hessian_vector(const nn_net *net, float *product, const float *theta, const float *v, const nn_data *data, float *work);
/**
 * One pass back and forth, number by number: z [n_rows × n], a [n_units × n] and δ = ∂L/∂z [n_rows × n], a row a pre-activation or unit;
 * gradient [n_parameters] and loss without penalties. z, a, delta and loss may be NULL.
 * as_drawn: as a picture often shows it (AGH, "Principles of training multi-layer neural network using backpropagation", 2004): an error
 * goes down by the weights alone, δ₋ = Wᵀδ, and f′ enters only where each unit changes its own weights, ∂L/∂W ≈ δ f′ a₋ᵀ. delta then
 * holds that error, and gradient is the true one only where all units above the weights are linear. NN_BAD_VALUE under batch
 * normalisation, and with units of several pieces.
 */
nn_status nn_net_trace(const nn_net *net, float *z, float *a, float *delta, float *gradient, float *loss, const float *theta,
                       const nn_data *data, bool as_drawn, float *work);

/** 84 decades, four bins each, hold every float32 but 0: from 1.4e-45, the smallest, to 3.4e38. */
enum { NN_BINS = 64, NN_LOG_LOWEST = -45, NN_LOG_HIGHEST = 39, NN_LOG_BINS_A_DECADE = 4, NN_LOG_BINS = 336 };

/** How numbers are distributed. All but n and n_not_finite are of the finite ones; where there is none, moments and range are NaN. */
typedef struct nn_distribution {
    size_t n, n_zeros, n_not_finite;
    float mean, std, min, max;      /* std: of the numbers themselves, divided by how many they are */
    uint32_t bins[NN_BINS];         /* of one width from min to max, which is in the last; zeros too. Equal numbers are all in the first */
    uint32_t log_bins[NN_LOG_BINS]; /* of log₁₀|x| from NN_LOG_LOWEST on, the same for all, so that layers compare; without zeros */
} nn_distribution;

void nn_describe(nn_distribution *distribution, const float *x, size_t n);

typedef struct nn_layer_stats {
    nn_distribution z, activation, delta, weight_gradient; /* over rows or units and all of data; of W alone; δ = ∂L/∂z */
    float saturated; /* share of outputs where f′ is 0, or which are within 0.01 of a level that f approaches. stats.c: why */
    float dead;      /* share of rows whose ∂a/∂z is 0 for every example: dead ReLUs; pieces of maxout that are never the largest */
} nn_layer_stats;

/** Floats of scratch for nn_net_layer_stats. Where it would overflow it is more than can be had. */
size_t nn_net_layer_stats_size(const nn_net *net, size_t n);
/** stats [n_layers], of the numbers that nn_net_trace gives. NN_BAD_SHAPE as above; NN_DIVERGED when the loss is not finite; all are written. */
nn_status nn_net_layer_stats(const nn_net *net, nn_layer_stats *stats, const float *theta, const nn_data *data, float *work);

/*
 * Evaluation: batch normalisation uses the running values [n_running]; without it running may be NULL. Scratch for one example suffices.
 */

/** outputs [n × out] for x [n × in], row by row; logits under bce and softmax. NN_DIVERGED when one is not finite; all are written. */
nn_status nn_net_predict(const nn_net *net, float *outputs, const float *theta, const float *running, const float *x, size_t n,
                         float *work);
/** Outputs of every unit, units [n_units × n]: one row a unit, for x [n × in]. NN_DIVERGED as above. */
nn_status nn_net_units(const nn_net *net, float *units, const float *theta, const float *running, const float *x, size_t n, float *work);
/**
 * loss, with penalties, and accuracy; either may be NULL. accuracy: share of examples whose class is predicted: by the largest of
 * several outputs; by the sign of a single one, a logit under bce (targets 0 and 1), otherwise meant for targets −1 and 1.
 * NN_BAD_SHAPE when data does not fit; NN_DIVERGED when the loss is not finite.
 */
nn_status nn_net_evaluate(const nn_net *net, float *loss, float *accuracy, const float *theta, const float *running, const nn_data *data,
                          float *work);

/** direction [n_parameters], in and out: each row of weights rescaled to the norm of that row in theta, all else 0 (Li et al. 2018). */
void nn_net_filter_normalise(const nn_net *net, float *direction, const float *theta);
/** direction [n] ← standard normal. */
void nn_direction_random(float *direction, size_t n, uint64_t seed);

/* ---------------------------------------------------------------------------------------------------- training */

typedef enum nn_optimizer_kind { NN_SGD, NN_ADAGRAD, NN_RMSPROP, NN_ADAM, NN_ADAMW, NN_N_OPTIMIZERS } nn_optimizer_kind;

/** What weight decay pulls on: all of theta, as torch.optim has it, or dense weights W alone, the rest standing in a group without decay. */
typedef enum nn_decay { NN_DECAY_ALL, NN_DECAY_WEIGHTS, NN_N_DECAYS } nn_decay;

typedef enum nn_schedule_kind { NN_SCHEDULE_CONSTANT, NN_SCHEDULE_STEP, NN_SCHEDULE_COSINE, NN_N_SCHEDULES } nn_schedule_kind;

/**
 * The share of the learning rate that step k has, both counted from 0. First, in any schedule, warm_up steps rise in a straight line to
 * the whole rate: (k + 1)/(warm_up + 1). Then, with j = k − warm_up:
 *     constant   1
 *     step       factor^⌊j / period⌋
 *     cosine     factor + (1 − factor)·(1 + cos(π·j / period))/2 down to step period, factor from there on
 */
typedef struct nn_schedule {
    nn_schedule_kind kind;
    size_t period;  /* steps, ≥ 1; constant does not read it */
    float factor;   /* ≥ 0; constant does not read it */
    size_t warm_up; /* steps; 0 for none */
} nn_schedule;

/**
 * An optimiser of torch.optim with its settings; all zeros but for the learning rate is plain descent. g is the gradient, to which all
 * but adamw first add weight_decay·theta; η is the learning rate after its schedule:
 *     sgd       v ← momentum·v + g              theta ← theta − η·(nesterov ? g + momentum·v : v)
 *     adagrad   s ← s + g²                      theta ← theta − η·g/(√s + epsilon)
 *     rmsprop   s ← alpha·s + (1 − alpha)·g²    v ← momentum·v + g/(√s + epsilon)    theta ← theta − η·v
 *     adam      m ← beta1·m + (1 − beta1)·g     s ← beta2·s + (1 − beta2)·g²
 *               theta ← theta − η·m/(1 − beta1ᵏ) / (√(s/(1 − beta2ᵏ)) + epsilon)     in its k-th step, from 1
 *     adamw     theta ← (1 − η·weight_decay)·theta, then as adam
 */
typedef struct nn_optimizer {
    nn_optimizer_kind kind;
    float learning_rate; /* ≥ 0 */
    float momentum;      /* 0 … < 1; sgd, rmsprop */
    bool nesterov;       /* sgd */
    float weight_decay;  /* ≥ 0 */
    nn_decay decay_on;
    float alpha;        /* 0 … < 1; rmsprop */
    float beta1, beta2; /* 0 … < 1; adam, adamw */
    float epsilon;      /* ≥ 0; all but sgd */
    nn_schedule schedule;
} nn_optimizer;

/** The settings that torch.optim has for a kind; those that the kind does not read are the others'. Any kind: nn_optimizer_check judges. */
nn_optimizer nn_optimizer_defaults(nn_optimizer_kind kind);
/**
 * NN_BAD_VALUE when a number that the kind or its schedule reads is outside the range above; NN_BAD_NAME when there is no such kind,
 * decay or schedule.
 */
nn_status nn_optimizer_check(const nn_optimizer *optimizer);
/** η of a step, counted from 0. optimizer must be valid, here and below. */
float nn_learning_rate_at(const nn_optimizer *optimizer, size_t step);
/**
 * Floats of state for n parameters; they must be 0 before the first step. In this order, each [n]: sgd: v with momentum; adagrad: s;
 * rmsprop: s, then v with momentum; adam and adamw: m, s, then one number, k: the steps this state has seen (exact up to 2²⁴).
 */
size_t nn_optimizer_state_size(const nn_optimizer *optimizer, size_t n);
/**
 * theta and state in and out; step is the schedule's. All of theta decays: what a weight is, only nn_train and the objective of a net
 * know. NN_DIVERGED when a parameter or a number of the state left float32: both are then to be thrown away.
 */
nn_status nn_optimizer_step(const nn_optimizer *optimizer, float *theta, float *state, const float *gradient, size_t n, size_t step);
/**
 * p [n]: the diagonal P for which the step that left state was theta ← theta − η·P⁻¹·(g, or its average m): 1 for sgd, √s + epsilon for
 * adagrad and rmsprop, (1 − beta1ᵏ)·(√(s/(1 − beta2ᵏ)) + epsilon) for adam and adamw (Cohen et al. 2022).
 * NN_BAD_VALUE while the state of an adaptive kind is all 0, as before the first step; NN_DIVERGED when an entry is not finite, or 0, as with epsilon 0 and no gradient yet.
 */
nn_status nn_preconditioner(const nn_optimizer *optimizer, float *p, const float *state, size_t n);

/**
 * A net on its data with the scratch of training. net and data must outlive it. batch_size 1 … n: n is full batch, in stored order. Batch
 * normalisation needs at least 2, and a last batch of a single example joins the one before it.
 */
typedef struct nn_trainer nn_trainer;
/** NN_BAD_SHAPE if the batch size, or data for the net, does not fit. */
nn_status nn_trainer_new(nn_trainer **trainer, const nn_net *net, const nn_data *data, size_t batch_size);
void nn_trainer_free(nn_trainer *trainer);

/**
 * Steps first_step … first_step + n_steps − 1. theta [n_parameters], running [nn_net_n_running] and state (the optimiser's) in and out;
 * running and state may be NULL where they have no numbers. losses [n_steps]: the batch's before each step. Mini-batches walk through a
 * permutation drawn anew each epoch from (seed, epoch); rrelu's slopes and what is dropped are drawn from (seed, step): a run cut into
 * calls gives the bits of one call. Each step's mean and unbiased variance enter the running values with a share of 0.1.
 * NN_DIVERGED: *n_done steps stand, fewer than n_steps; theta, running and state are as they were after them, the last at which the next
 * batch's loss was finite, and losses[*n_done] is that loss. When theta has no finite loss to begin with, *n_done is 0, all three are left
 * as they are, and losses[0], if n_steps > 0, is what it has. To be sure of its last step a call evaluates one batch more than it steps.
 * NN_OUT_OF_MEMORY only in the first call whose optimiser has that much state; nothing is then done.
 */
nn_status nn_train(nn_trainer *trainer, float *theta, float *running, float *state, float *losses, size_t *n_done,
                   const nn_optimizer *optimizer, uint64_t seed, size_t first_step, size_t n_steps);

/* ---------------------------------------------------------------------------------------------------- objectives */

enum { NN_LANES = 8 };

/** A function of n parameters. Each call may use scratch inside self, so one objective serves one thread. */
typedef struct nn_objective {
    size_t n;
    float l2;          /* of the penalty inside the value (its curvature along every weight) when this was made; 0 for surfaces */
    const nn_net *net; /* whose parameters these are; NULL for surfaces, all of whose parameters count as weights */
    void *self;
    /** NN_DIVERGED when the value is not finite; it is written all the same. The same holds for each below. */
    nn_status (*value)(void *self, float *value, const float *theta);
    nn_status (*gradient)(void *self, float *gradient, float *value, const float *theta);
    nn_status (*hessian_vector)(void *self, float *product, const float *theta, const float *v);
    /** As hessian_vector, in less time, where the last call of any of these was one of these two at the same theta. NULL if there is none. */
    nn_status (*hessian_vector_again)(void *self, float *product, const float *theta, const float *v);
    /**
     * NN_LANES points at once: thetas and gradients [n][NN_LANES], values [NN_LANES]; the bits of gradient(), and NN_OK also where a
     * value is not finite. NULL if there is none.
     */
    nn_status (*gradient_lanes)(void *self, float *gradients, float *values, const float *thetas);
    /**
     * A row of nn_surface: losses [n_alphas] at origin + alpha·u + beta·v, the bits of value(), in less time where u and v are 0 for many
     * parameters. work [n]. NULL if there is none.
     */
    nn_status (*line)(void *self, float *losses, const float *origin, const float *u, const float *v, const float *alphas, size_t n_alphas,
                      float beta, float *work);
    /** Frees what self holds beside itself. NULL if that is nothing. */
    void (*release)(void *self);
} nn_objective;

/** A network on its data. net and data must outlive it. */
nn_status nn_objective_new_net(nn_objective **objective, const nn_net *net, const nn_data *data);

/** Analytic surfaces of two parameters. */
typedef enum nn_surface_kind {
    NN_BOWL,
    NN_RAVINE,
    NN_SADDLE,
    NN_DOUBLE_WELL,
    NN_HIMMELBLAU,
    NN_ROSENBROCK,
    NN_BEALE,
    NN_RASTRIGIN,
    NN_N_SURFACES
} nn_surface_kind;

/** What a surface is and where it is looked at. Formulas and sources: surfaces.c. */
typedef struct nn_surface_info {
    float x_min, x_max, y_min, y_max; /* the window worth drawing */
    float start[2];                   /* a start worth descending from */
    size_t n_minima;
    float minima[4][2];
} nn_surface_info;

nn_status nn_surface_describe(nn_surface_info *info, nn_surface_kind which);
nn_status nn_objective_new_surface(nn_objective **objective, nn_surface_kind which);
void nn_objective_free(nn_objective *objective);

/* ---------------------------------------------------------------------------------------------------- curvature */

typedef struct nn_curvature {
    float max, min;    /* the algebraically largest and smallest eigenvalue of the Hessian */
    size_t n_products; /* Hessian-vector products spent */
    bool converged;    /* max, and min if its vector was asked for, is within tolerance·max(|max|, |min|), by its residual */
} nn_curvature;

/** Floats of scratch for nn_curvature_at. Of max_products, 128 or n are used at most. */
size_t nn_curvature_work_size(size_t n, size_t max_products);

/**
 * Lanczos with full re-orthogonalisation from start [n] (NULL: a fixed seeded direction). max_vector, min_vector [n] unit
 * length out, largest component positive; either may be NULL. Stops when converged, where min_vector is asked for when it has stayed so for
 * four products, since many eigenvalues near 0 can hide the smallest, or after max_products: what it has is then a bound
 * from inside the spectrum, max too small and min too large. NN_DIVERGED when a product is not finite; NN_BAD_VALUE if max_products is 0,
 * tolerance is not finite or below 0, or a number of start is not finite.
 */
nn_status nn_curvature_at(const nn_objective *f, nn_curvature *result, float *max_vector, float *min_vector, const float *theta,
                          const float *start, float *work, size_t max_products, float tolerance);

/**
 * The same of P^-½ H P^-½ for a diagonal P = diag(preconditioner) [n]: the Hessian that an optimiser meets which divides the gradient by P, as
 * Adam does (Cohen et al. 2022). start and max_vector are in its coordinates: along max_vector[i] / √preconditioner[i] theta swings.
 * work: nn_curvature_preconditioned_work_size. NN_BAD_VALUE, too, where preconditioner is not positive and finite.
 */
size_t nn_curvature_preconditioned_work_size(size_t n, size_t max_products);
nn_status nn_curvature_preconditioned(const nn_objective *f, nn_curvature *result, float *max_vector, const float *theta,
                                      const float *preconditioner, const float *start, float *work, size_t max_products, float tolerance);

enum { NN_MAX_EIGENVECTORS = 8 };

/**
 * The count algebraically largest eigenvalues of the Hessian, values [count], largest first, with unit eigenvectors, vectors [count × n], row by
 * row, perpendicular to each other, the largest component of each positive. An eigenvalue that the Hessian has several times comes as often; its
 * vectors are then some basis of its space. Each is sought with up to max_products products, perpendicular to those before. *converged: each is
 * within tolerance·‖H‖, by its residual. work: nn_curvature_work_size. NN_BAD_SHAPE if count is 0 or above n; NN_TOO_LARGE above
 * NN_MAX_EIGENVECTORS; NN_BAD_VALUE if max_products is 0, or tolerance not finite or below 0; NN_DIVERGED when a product is not finite: values
 * and vectors then mean nothing.
 */
nn_status nn_curvature_top(const nn_objective *f, float *values, float *vectors, bool *converged, const float *theta, float *work,
                           size_t count, size_t max_products, float tolerance);

/**
 * The learning rate above which descent leaves a minimum of curvature λ, the same at every step: 2/λ plain, (2+2β)/λ with momentum β,
 * (2+2β)/((1+2β)λ) with Nesterov's (Cohen et al. 2021). For the adaptive kinds λ is an eigenvalue of P^-½ H P^-½ with P from
 * nn_preconditioner taken to stand still: 2/λ for adagrad, (2+2β)/λ for rmsprop, (2+2β₁)/((1−β₁)λ) for adam, 38/λ at β₁ = 0.9
 * (Cohen et al. 2022), and for adamw, whose decay is outside the gradient, (2+2β₁)/((1−β₁)λ + (1+β₁)·weight_decay). The others' decay
 * is part of the gradient, and so of λ. Infinite where nothing limits it, as when λ ≤ 0 without adamw's decay.
 */
float nn_stable_learning_rate(const nn_optimizer *optimizer, float curvature);

/* ---------------------------------------------------------------------------------------------------- descent */

/** Why a run diverged. */
typedef enum nn_cause {
    NN_CAUSE_NONE,
    NN_CAUSE_CURVATURE, /* η·λmax above its limit: each step lands higher than it left */
    NN_CAUSE_L2,        /* η·(l2 + weight decay) above its limit: the penalty alone multiplies the weights */
    NN_CAUSE_OVERFLOW,  /* neither: a number left float32 */
    NN_N_CAUSES
} nn_cause;

typedef struct nn_diagnosis {
    nn_cause cause;
    float curvature; /* λmax of what descends, weight decay included; l2 + weight decay for NN_CAUSE_L2; 0 where it cannot be measured */
    float learning_rate; /* η at that step */
    float limit;         /* the η that would have had to stay below: nn_stable_learning_rate of that curvature */
} nn_diagnosis;

/**
 * Names the cause at theta, a finite point from which the run diverged with this optimiser, where it stood before `step`.
 * work: as nn_curvature_at with 32 products.
 *
 * An adaptive kind divides the gradient by its own size, so that whatever the curvature no step is longer than a multiple of η (adam's
 * while beta1² < beta2): it may swing, but is not thrown out. What it can do is run away with steps too long for float32,
 * NN_CAUSE_OVERFLOW, or under adamw with η·weight_decay > 2 turn theta over and over, longer each time, NN_CAUSE_L2.
 */
nn_status nn_diagnose(const nn_objective *f, nn_diagnosis *diagnosis, const float *theta, const nn_optimizer *optimizer, size_t step,
                      float *work);

/**
 * Descent from start [n]. path [(n_steps + 1) × n]: every point visited, start first; losses [n_steps + 1]: loss there.
 * start may not overlap path. work: n floats and the optimiser's state. NN_BAD_VALUE if start or a number of the optimiser is not what
 * it may be. NN_DIVERGED at the first non-finite loss or parameter: the first *n_done + 1 points then stand and the rest mean nothing;
 * losses[0 … *n_done] are finite, unless the start itself has no finite loss: then *n_done is 0 and losses[0] is what it has.
 */
nn_status nn_descend(const nn_objective *f, float *path, float *losses, size_t *n_done, const float *start, float *work,
                     const nn_optimizer *optimizer, size_t n_steps);

/* ---------------------------------------------------------------------------------------------------- surfaces */

/**
 * losses [n_betas × n_alphas], row by row: loss at origin + alpha·u + beta·v; origin, u, v [n]; work [n]. A loss that is not finite is
 * written as it is. NN_BAD_SHAPE if a count is 0; NN_BAD_VALUE if an argument is not finite.
 */
nn_status nn_surface(const nn_objective *f, float *losses, const float *origin, const float *u, const float *v, const float *alphas,
                     size_t n_alphas, const float *betas, size_t n_betas, float *work);

/* ---------------------------------------------------------------------------------------------------- the plane of a path */

/** What the principal directions of a path are directions from; the shares differ by some hundredths. */
typedef enum nn_centre {
    NN_CENTRE_NONE,          /* the differences to the last point as they are */
    NN_CENTRE_WITH_FINAL,    /* the mean of all points */
    NN_CENTRE_WITHOUT_FINAL, /* the mean of all points but the last, which does not count (Li et al. 2018 have both) */
    NN_N_CENTRES
} nn_centre;

/** How much of a path its plane shows: shares of Σ squared distances from the centre, of the first three principal components. */
typedef struct nn_path_shares {
    float explained[3]; /* of the path */
    float random
        [3]; /* of a random walk of as many points in very many dimensions (Antognini and Sohl-Dickstein 2018): 0.608, 0.152, 0.068 about
                           the mean, 0.811, 0.090, 0.032 about the last point, when they are many */
    bool converged; /* false when there are so many components of nearly one size that no first can be told */
} nn_path_shares;

/** Floats of scratch for nn_path_plane; about 132·min(n_points, n) + 2·max(n_points, n) at most. */
size_t nn_path_plane_work_size(size_t n_points, size_t n);

/**
 * The first two principal directions u, v [n] of a path [n_points × n], row by row: unit length, perpendicular, largest component positive.
 * coordinates [n_points × 2], unless NULL: each point in the plane last point + a·u + b·v, so that the last is at 0, 0. Where the path has no extent
 * along one (a straight path along v), that direction is a random one. NN_BAD_SHAPE below three points or two parameters; NN_BAD_VALUE if a
 * number is not finite or all points that count are one.
 */
nn_status nn_path_plane(nn_path_shares *shares, float *u, float *v, float *coordinates, const float *path, float *work, size_t n_points,
                        size_t n, nn_centre centre);

/* ---------------------------------------------------------------------------------------------------- basins */

/** Where one descent ended. */
typedef enum nn_end { NN_END_MINIMUM, NN_END_SADDLE, NN_END_STUCK, NN_END_DIVERGED } nn_end;

/** Floats of scratch for nn_basins_descend. */
size_t nn_basins_work_size(const nn_objective *f, const nn_optimizer *optimizer);

/**
 * n_starts descents of n_steps each, NN_LANES at a time; the bits of nn_descend. starts and ends [n_starts × n] row by row
 * (may be the same array); losses [n_starts] at the ends. A descent that diverges ends at its last finite point with loss +∞.
 */
nn_status nn_basins_descend(const nn_objective *f, float *ends, float *losses, const float *starts, size_t n_starts, float *work,
                            const nn_optimizer *optimizer, size_t n_steps);

/**
 * Groups ends [n_ends × n] that lie within distance of each other's representative and within loss_distance of its loss (distance
 * < 0: by loss alone, as for networks, whose minima are many copies of one). labels [n_ends]: number of the group in order of first
 * appearance, or UINT32_MAX for a diverged one; representatives [max_groups]: index of the first member. *n_groups ≤ max_groups; further
 * ones join the group with the nearest loss.
 */
nn_status nn_basins_label(uint32_t *labels, uint32_t *representatives, size_t *n_groups, const float *ends, const float *losses,
                          size_t n_ends, size_t n, float distance, float loss_distance, size_t max_groups);

/**
 * Measures what an end is: a minimum (‖gradient‖ ≤ tolerance and λmin ≥ −tolerance), a saddle (‖gradient‖ ≤ tolerance
 * and λmin < −tolerance) or merely stuck; NN_END_DIVERGED where the loss or a Hessian product is not finite. λmin is what 32 products
 * find: exact up to 32 parameters, and never below the true one. work: as nn_curvature_at with 32 products, plus n.
 */
nn_status nn_basins_classify(const nn_objective *f, nn_end *end, float *gradient_norm, float *lambda_min, const float *theta, float *work,
                             float tolerance);

/* ---------------------------------------------------------------------------------------------------- scalar graphs */

/**
 * A formula as a graph: every intermediate number is a node, and an edge leads to it from each of its arguments. The derivative of the output
 * by any node is the sum, over all paths from there to the output, of the products of the local derivatives along them. Forward mode and reverse mode
 * get it without walking the paths:
 *
 *     nn_graph *graph;
 *     nn_graph_error error;
 *     nn_graph_new(&graph, &error, "c = a + b; d = b + 1; e = c d", 29);         // refused: column 29, "an operator or the end"
 *     nn_graph_new(&graph, &error, "c = a + b; d = b + 1; e = c * d", 31);       // 6 nodes: a b c 1 d e
 *     const float inputs[] = {2, 1};                                             // a, b
 *     float values[6], locals[6], derivatives[6];                                // nn_graph_n_nodes, nn_graph_n_edges
 *     bool work[6];
 *     nn_graph_sweep sweep;
 *     nn_graph_evaluate(graph, values, locals, &sweep, inputs);                  // values: 2 1 3 1 2 6
 *     nn_graph_reverse(graph, derivatives, NULL, &sweep, locals, work);          // ∂e/∂·: 2 5 2 0 3 1, and sweep.n_edges is 5
 *     nn_graph_free(graph);
 *
 * Everything is float32, and so within a few roundings of the true derivative; whole powers are multiplied out in double.
 */
typedef struct nn_graph nn_graph;

typedef enum nn_op {
    NN_OP_INPUT,
    NN_OP_CONSTANT,
    NN_OP_ADD,      /* of two or more */
    NN_OP_SUBTRACT, /* the second from the first */
    NN_OP_MULTIPLY, /* of two or more */
    NN_OP_DIVIDE,   /* the first by the second */
    NN_OP_POWER,    /* the first to the second */
    NN_OP_NEGATE,
    NN_OP_EXP,
    NN_OP_LOG,
    NN_OP_SIN,
    NN_OP_COS, /* sin and cos are NaN beyond ±8192 */
    NN_OP_TANH,
    NN_N_OPS
} nn_op;

typedef struct nn_graph_node {
    nn_op op;
    const char *name;     /* UTF-8; "" where it has none */
    float value;          /* of a constant; of an input, what it starts with */
    size_t n_args;        /* 0 for inputs and constants */
    const uint32_t *args; /* numbers of earlier nodes; one may stand there several times, and each is an edge of its own */
    size_t first_edge;    /* edge first_edge + k leads here from args[k] */
    bool varies;          /* depends on an input; derivatives pass along no edge that comes from a node that does not */
} nn_graph_node;

/** What was not found where a formula was refused: one for each sentence that nn_graph_error can hold. */
typedef enum nn_graph_fault {
    NN_FAULT_NONE,
    NN_FAULT_OPERAND,     /* a number, a name, a function, a minus or an opening parenthesis */
    NN_FAULT_OPERATOR,    /* an operator or the end, behind a whole expression */
    NN_FAULT_CLOSE,       /* an operator or a closing parenthesis */
    NN_FAULT_FUNCTION,    /* an operator in front of (: what stands there is none of the functions */
    NN_FAULT_CALL,        /* an opening parenthesis behind the name of a function */
    NN_FAULT_NEW_NAME,    /* a name that is not yet taken, in front of = */
    NN_FAULT_OTHER_NAME,  /* a name other than the one that is being defined */
    NN_FAULT_NAMED,       /* a name and = in front of all definitions but the last */
    NN_FAULT_NUMBER,      /* a number that float32 holds */
    NN_FAULT_TEXT_LENGTH, /* a limit each, from here on: the status is NN_TOO_LARGE */
    NN_FAULT_NAME_LENGTH,
    NN_FAULT_DEPTH,
    NN_FAULT_NODES,
    NN_N_FAULTS
} nn_graph_fault;

/** Where and why a formula was refused. column counts characters (code points) of the whole text from 1; expected is a static English sentence part. */
typedef struct nn_graph_error {
    nn_graph_fault fault;
    size_t column;
    const char *expected;
} nn_graph_error;

enum {
    NN_GRAPH_MAX_TEXT = 2048, /* bytes */
    NN_GRAPH_MAX_NODES = 256,
    NN_GRAPH_MAX_EDGES = 4096, /* no text can have more */
    NN_GRAPH_MAX_DEPTH = 64,   /* operators, functions and parentheses that wait for their end at one place */
    NN_GRAPH_MAX_NAME = 24     /* characters */
};

/**
 * Reads a formula of numbers, names, parentheses, exp log sin cos tanh, and + − × ÷ ^, or - * · / for them (full-width forms are read
 * too): ^ binds before a minus in front, which binds before × and ÷; a^b^c is a^(b^c), all others group from the left. Names are of letters, digits and
 * _ and do not start with a digit; a name that is not defined is an input and starts with 1.
 *
 * Several definitions `name = expression` may stand one after the other, with semicolons or line ends between them; the last is the output and may go
 * without a name. A name given a plain number, `a = 2`, is an input that starts there. Only a name makes two uses one node: equal subexpressions stay
 * apart. A run of + or of × is one node, a + a + a with three edges from a; parentheses make nodes of their own. A minus in front of a number belongs to it.
 *
 * NN_BAD_TEXT or, for a limit, NN_TOO_LARGE, with *error; otherwise *error is all 0. text need not end in 0.
 */
nn_status nn_graph_new(nn_graph **graph, nn_graph_error *error, const char *text, size_t length);
/**
 * The same from nodes [n], which are copied; first_edge and varies are not read, name may be NULL. The last node is the output. NN_BAD_SHAPE without
 * nodes, for a wrong number of arguments or one that does not stand earlier; NN_BAD_NAME for an op; NN_BAD_VALUE for a value that is not finite;
 * NN_TOO_LARGE above a limit.
 */
nn_status nn_graph_new_nodes(nn_graph **graph, const nn_graph_node *nodes, size_t n);
void nn_graph_free(nn_graph *graph);
size_t nn_graph_n_nodes(const nn_graph *graph);
size_t nn_graph_n_edges(const nn_graph *graph);
size_t nn_graph_n_inputs(const nn_graph *graph);
/** [n_nodes], arguments before what uses them; lives as long as graph. */
const nn_graph_node *nn_graph_nodes(const nn_graph *graph);
/** [n_inputs]: their nodes, in order of appearance; lives as long as graph. */
const uint32_t *nn_graph_inputs(const nn_graph *graph);
/** The node of the output. */
uint32_t nn_graph_output(const nn_graph *graph);

/** What one sweep over the graph did, counted while it did it. */
typedef struct nn_graph_sweep {
    size_t n_nodes, n_edges; /* visited */
    size_t diverged_at;      /* the first node visited at which a number was not finite; SIZE_MAX if there is none */
} nn_graph_sweep;

/**
 * values [n_nodes] for inputs [n_inputs], and locals [n_edges]: the derivative of the node where an edge ends by the argument it comes from; 0 for an
 * argument that does not vary. x^y multiplies out when y does not vary and is whole and |y| ≤ 2³¹, and is exp(y·log x) otherwise, with relative error
 * |y·log x|·2⁻²³ and for x ≥ 0 only. NN_DIVERGED when a value is not finite; all are written all the same.
 */
nn_status nn_graph_evaluate(const nn_graph *graph, float *values, float *locals, nn_graph_sweep *sweep, const float *inputs);

/** One edge visited by forward or reverse mode. */
typedef struct nn_graph_visit {
    uint32_t edge;
    float product; /* local derivative along it × derivative of the node it was reached from */
    float sum;     /* of the node it led to: of all such products so far */
} nn_graph_visit;

/**
 * Forward mode: derivatives [n_nodes] of every node by one input, in one sweep from the first node to the last. Every edge from a
 * node that varies is visited once; visits [n_edges], or NULL, tells in which order: sweep->n_edges are written. work [n_nodes]. NN_BAD_SHAPE
 * if there is no such input; NN_DIVERGED when a derivative is not finite; all are written all the same.
 */
nn_status nn_graph_forward(const nn_graph *graph, float *derivatives, nn_graph_visit *visits, nn_graph_sweep *sweep, const float *locals,
                           bool *work, size_t input);
/** Reverse mode: derivatives [n_nodes] of the output by every node that varies, in one sweep from the last node to the first; 0 by the others. */
nn_status nn_graph_reverse(const nn_graph *graph, float *derivatives, nn_graph_visit *visits, nn_graph_sweep *sweep, const float *locals,
                           bool *work);

/**
 * paths [n_nodes]: how many lead from each node that varies to the output; *total: from all inputs together. False when one of these numbers
 * is above 2⁵³, up to which they are exact and at which they stay.
 */
bool nn_graph_count_paths(const nn_graph *graph, double *paths, double *total);
/**
 * Every path from an input to the output, one after the other: edges [n_nodes], *length of them used, the last edge of the path first, so that it starts
 * at the input from which edges[*length − 1] comes. False when there is no (further) path. edges and *length go on from where the last call left them.
 */
bool nn_graph_first_path(const nn_graph *graph, uint32_t *edges, size_t *length);
bool nn_graph_next_path(const nn_graph *graph, uint32_t *edges, size_t *length);
/** What one path adds to the derivative of the output by the input that it starts at. */
typedef struct nn_graph_term {
    float product; /* of the local derivatives along it */
    float sum;     /* of the products so far of all paths from that input */
} nn_graph_term;

/**
 * derivatives [n_inputs] of the output without either mode: each path walked and multiplied out from its own start, and the products added up.
 * terms [max_paths]: one a path, in the order of nn_graph_next_path; may be NULL.
 * walk->n_nodes and ->n_edges count what was passed, *n_paths the paths. NN_TOO_LARGE when there are more than max_paths: derivatives are then
 * those of the first max_paths; NN_DIVERGED when one is not finite. work [n_nodes].
 */
nn_status nn_graph_walk_paths(const nn_graph *graph, float *derivatives, nn_graph_term *terms, size_t *n_paths, nn_graph_sweep *walk,
                              const float *locals, uint32_t *work, size_t max_paths);

#endif
