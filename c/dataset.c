/** The shipped data sets. Those of the well-known playground (playground.tensorflow.org, dataset.ts) follow its formulas. */
#include "dataset_measured.h"
#include "internal.h"

static const float PI = 3.14159265f;

/**
 * One example: writes its inputs and returns its target. label, 0 or 1, is the class it should belong to; along, from 0 to just
 * below 1, is its place among the examples of its class; noise is 0 … 0.5.
 */
typedef float draw_example(float *x, nn_rng *rng, unsigned label, float along, float noise);

/** Moves a point by up to ±reach in either direction. */
static void jitter(float *x, nn_rng *rng, float reach) {
    x[0] += nn_rng_uniform(rng, -reach, reach);
    x[1] += nn_rng_uniform(rng, -reach, reach);
}

/** A point at a uniform angle and a uniform distance between inner and outer from the origin. */
static void draw_ring(float *x, nn_rng *rng, float inner, float outer) {
    const float radius = nn_rng_uniform(rng, inner, outer);
    const float angle = nn_rng_uniform(rng, 0.0f, 2.0f * PI);
    x[0] = radius * nn_sin(angle);
    x[1] = radius * nn_cos(angle);
}

/** A disc of class 1 inside a ring of class 0. Noise moves the point that is asked for its label, not the point that is shown. */
static float draw_circle(float *x, nn_rng *rng, unsigned label, float along, float noise) {
    (void)along;
    draw_ring(x, rng, label ? 0.0f : 3.5f, label ? 2.5f : 5.0f);
    float asked[2] = {x[0], x[1]};
    jitter(asked, rng, 5.0f * noise);
    return asked[0] * asked[0] + asked[1] * asked[1] < 2.5f * 2.5f ? 1.0f : 0.0f;
}

/** Uniform on ±5, then moved 0.3 away from 0. */
static float draw_padded(nn_rng *rng) {
    const float x = nn_rng_uniform(rng, -5.0f, 5.0f);
    return x > 0.0f ? x + 0.3f : x - 0.3f;
}

/** Class 1 where xy ≥ 0, each half of the time on average. Noise as in draw_circle. */
static float draw_xor(float *x, nn_rng *rng, unsigned label, float along, float noise) {
    (void)label, (void)along;
    x[0] = draw_padded(rng);
    x[1] = draw_padded(rng);
    float asked[2] = {x[0], x[1]};
    jitter(asked, rng, 5.0f * noise);
    return asked[0] * asked[1] >= 0.0f ? 1.0f : 0.0f;
}

/** Normal around (2, 2) for class 1 and (−2, −2) for class 0, with variance from 0.5 without noise to 4. */
static float draw_gauss(float *x, nn_rng *rng, unsigned label, float along, float noise) {
    (void)along;
    const float deviation = f_sqrt(0.5f + 7.0f * noise), centre = label ? 2.0f : -2.0f;
    x[0] = centre + deviation * nn_rng_normal(rng);
    x[1] = centre + deviation * nn_rng_normal(rng);
    return (float)label;
}

/** Two arms of 1.75 turns, half a turn apart. */
static float draw_spiral(float *x, nn_rng *rng, unsigned label, float along, float noise) {
    const float radius = 5.0f * along;
    const float angle = 1.75f * 2.0f * PI * along + (label ? 0.0f : PI);
    x[0] = radius * nn_sin(angle);
    x[1] = radius * nn_cos(angle);
    jitter(x, rng, noise);
    return (float)label;
}

/** The parabolas y = x² (class 0) and y = x² − ½ (class 1) over [−1, 1], after Olah 2014 and Godoy 2018, stretched to ±5 both ways. */
static float draw_two_curves(float *x, nn_rng *rng, unsigned label, float along, float noise) {
    (void)along;
    const float t = nn_rng_uniform(rng, -1.0f, 1.0f);
    const float height = t * t - (label ? 0.5f : 0.0f); /* −½ … 1 */
    x[0] = 5.0f * t;
    x[1] = (height - 0.25f) * (10.0f / 1.5f);
    jitter(x, rng, 2.0f * noise);
    return (float)label;
}

/** Two half circles of radius 10/3, each reaching into the other: 10 wide and 5 high together. */
static float draw_moons(float *x, nn_rng *rng, unsigned label, float along, float noise) {
    (void)along;
    const float angle = nn_rng_uniform(rng, 0.0f, PI), side = label ? -1.0f : 1.0f;
    x[0] = side * (nn_cos(angle) - 0.5f) * (10.0f / 3.0f);
    x[1] = side * (nn_sin(angle) - 0.25f) * (10.0f / 3.0f);
    jitter(x, rng, 3.0f * noise);
    return (float)label;
}

/** A disc (radius 1) and an outer ring (4 … 5) of class 1, with a ring of class 0 (2 … 3) between them; a quarter of class 1 is in the disc. */
static float draw_rings(float *x, nn_rng *rng, unsigned label, float along, float noise) {
    (void)along;
    const bool in_disc = nn_rng_below(rng, 4) == 0;
    const float inner = !label ? 2.0f : in_disc ? 0.0f : 4.0f;
    draw_ring(x, rng, inner, inner + 1.0f);
    jitter(x, rng, 2.0f * noise);
    return (float)label;
}

/**
 * Bands along the wave y = 1.5 sin 1.2x, one above and the other below it, that run into each other: y is normal around wave ± 1 with
 * deviation s = 1 + 2·noise. The best possible classifier is the wave itself, and it errs for Φ(−1/s): 15.9 % without noise (measured over a
 * million examples: 15.9 %), 30.9 % at noise 0.5. No network can do better but by learning its examples by heart.
 */
static float draw_tangled(float *x, nn_rng *rng, unsigned label, float along, float noise) {
    (void)along;
    x[0] = nn_rng_uniform(rng, -5.0f, 5.0f);
    const float wave = 1.5f * nn_sin(1.2f * x[0]);
    x[1] = wave + (label ? 1.0f : -1.0f) + (1.0f + 2.0f * noise) * nn_rng_normal(rng);
    return (float)label;
}

/** Target (x + y)/10, on ±6; noise moves the point whose target is taken. */
static float draw_plane(float *x, nn_rng *rng, unsigned label, float along, float noise) {
    (void)label, (void)along;
    x[0] = nn_rng_uniform(rng, -6.0f, 6.0f);
    x[1] = nn_rng_uniform(rng, -6.0f, 6.0f);
    float asked[2] = {x[0], x[1]};
    jitter(asked, rng, 6.0f * noise);
    return (asked[0] + asked[1]) / 10.0f;
}

/** Target sin x on ±6, with normal noise of that standard deviation. */
static float draw_sine(float *x, nn_rng *rng, unsigned label, float along, float noise) {
    (void)label, (void)along;
    x[0] = nn_rng_uniform(rng, -6.0f, 6.0f);
    return nn_sin(x[0]) + noise * nn_rng_normal(rng);
}

/** The parabolas of two-curves as they are published, in their own units: y = x² − ½ (class 1) below y = x² (class 0), x in [−1, 1). */
static float draw_parabola(float *x, nn_rng *rng, unsigned label, float along, float noise) {
    (void)along;
    x[0] = nn_rng_uniform(rng, -1.0f, 1.0f);
    x[1] = x[0] * x[0] - (label ? 0.5f : 0.0f);
    jitter(x, rng, 0.4f * noise);
    return (float)label;
}

enum { BALL_DIMENSIONS = 10 };

/**
 * Uniform in the ball of ten dimensions around 0 that has unit variance along each: uniform in direction, and with a radius of R·u^(1/d), d =
 * 10, R = √(d + 2). Class 1 where |Σx| > R/2, which is 60.6 % of the ball. After Godoy (2018), who scales the sample to unit deviation where
 * this is the deviation of the distribution. Noise moves the sum that is asked for its label, by up to noise·R.
 */
static float draw_ball(float *x, nn_rng *rng, unsigned label, float along, float noise) {
    (void)label, (void)along;
    const float radius = f_sqrt((float)(BALL_DIMENSIONS + 2));
    float square = 0.0f, sum = 0.0f;
    for (size_t c = 0; c < BALL_DIMENSIONS; c++) {
        x[c] = nn_rng_normal(rng);
        square += x[c] * x[c];
    }
    const float share = nn_exp(nn_log(nn_rng_uniform(rng, 0.0f, 1.0f)) / (float)BALL_DIMENSIONS); /* u^(1/d); of 0 it is 0 */
    const float scale = radius * share / f_sqrt(square);
    for (size_t c = 0; c < BALL_DIMENSIONS; c++) {
        x[c] *= scale;
        sum += x[c];
    }
    sum += noise * nn_rng_uniform(rng, -radius, radius);
    return (sum < 0.0f ? -sum : sum) > 0.5f * radius ? 1.0f : 0.0f;
}

/** Target T₆(x) = 32x⁶ − 48x⁴ + 18x² − 1 at even points, both ends included, with normal noise. T₆ = cos(6 arccos x): six zeros between ±1. */
static float draw_chebyshev(float *x, nn_rng *rng, unsigned label, float along, float noise) {
    (void)label;
    x[0] = 2.0f * along - 1.0f;
    const float x2 = x[0] * x[0];
    return ((32.0f * x2 - 48.0f) * x2 + 18.0f) * x2 - 1.0f + noise * nn_rng_normal(rng);
}

typedef struct dataset_entry {
    const char *name;
    nn_dataset_info info;
    draw_example *draw;          /* NULL for a measured set */
    const nn_measured *measured; /* NULL for a drawn one */
} dataset_entry;

#define IN_THE_PLANE(classes, target)                                                                                                      \
    {                                                                                                                                      \
        .n_inputs = 2, .n_classes = (classes), .columns = { "x", "y", (target) }                                                           \
    }

static const dataset_entry datasets[NN_N_DATASETS] = {
    [NN_CIRCLE] = {"circle", IN_THE_PLANE(2, "class"), draw_circle, NULL},
    [NN_XOR] = {"xor", IN_THE_PLANE(2, "class"), draw_xor, NULL},
    [NN_GAUSS] = {"gauss", IN_THE_PLANE(2, "class"), draw_gauss, NULL},
    [NN_SPIRAL] = {"spiral", IN_THE_PLANE(2, "class"), draw_spiral, NULL},
    [NN_TWO_CURVES] = {"two-curves", IN_THE_PLANE(2, "class"), draw_two_curves, NULL},
    [NN_MOONS] = {"moons", IN_THE_PLANE(2, "class"), draw_moons, NULL},
    [NN_RINGS] = {"rings", IN_THE_PLANE(2, "class"), draw_rings, NULL},
    [NN_TANGLED] = {"tangled", IN_THE_PLANE(2, "class"), draw_tangled, NULL},
    [NN_PLANE] = {"plane", IN_THE_PLANE(0, "(x + y)/10"), draw_plane, NULL},
    [NN_SINE] = {"sine", {.n_inputs = 1, .n_classes = 0, .columns = {"x", "sin x"}}, draw_sine, NULL},
    [NN_IRIS] = {"iris",
                 {.n_inputs = 4,
                  .n_classes = 3,
                  .n_examples = 150,
                  .columns = {"sepal length (cm)", "sepal width (cm)", "petal length (cm)", "petal width (cm)", "species"},
                  .classes = {"setosa", "versicolor", "virginica"}},
                 NULL,
                 &nn_measured_iris},
    [NN_PENGUINS] = {"penguins",
                     {.n_inputs = 3,
                      .n_classes = 3,
                      .n_examples = 342,
                      .columns = {"bill length (mm)", "bill depth (mm)", "flipper length (mm)", "species"},
                      .classes = {"Adelie", "Chinstrap", "Gentoo"}},
                     NULL,
                     &nn_measured_penguins},
    [NN_PARABOLA] = {"parabola", IN_THE_PLANE(2, "class"), draw_parabola, NULL},
    [NN_BALL] = {"ball",
                 {.n_inputs = BALL_DIMENSIONS,
                  .n_classes = 2,
                  .columns = {"x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "class"}},
                 draw_ball,
                 NULL},
    [NN_CHEBYSHEV] = {"chebyshev", {.n_inputs = 1, .n_classes = 0, .columns = {"x", "T6(x)"}}, draw_chebyshev, NULL},
};

const char *nn_dataset_name(size_t index) {
    return index < NN_N_DATASETS ? datasets[index].name : NULL;
}

nn_status nn_dataset_describe(nn_dataset_info *info, nn_dataset which) {
    if ((size_t)which >= NN_N_DATASETS)
        return NN_BAD_NAME;
    *info = datasets[which].info;
    return NN_OK;
}

/** Rows into a random order, so that the first k of them are a fair sample. x [n × n_inputs], y [n]. */
static void shuffle_rows(float *x, float *y, size_t n, size_t n_inputs, nn_rng *rng) {
    for (size_t left = n; left > 1; left--) {
        const size_t pick = nn_rng_below(rng, (uint32_t)left), last = left - 1;
        for (size_t c = 0; c < n_inputs; c++) {
            const float picked = x[pick * n_inputs + c];
            x[pick * n_inputs + c] = x[last * n_inputs + c];
            x[last * n_inputs + c] = picked;
        }
        const float picked = y[pick];
        y[pick] = y[last];
        y[last] = picked;
    }
}

/** Classes by turns, so that they are equally many, or class 0 has one more. */
static void draw_all(float *x, float *y, const dataset_entry *set, size_t n, float noise, nn_rng *rng) {
    const size_t per_class = (n + 1) / 2;
    const bool is_even = set->draw == draw_chebyshev; /* its place among all, both ends included, not among those of its class */
    for (size_t i = 0; i < n; i++) {
        const float along = is_even ? (float)i / (float)(n > 1 ? n - 1 : 1) : (float)(i / 2) / (float)per_class;
        y[i] = set->draw(x + i * set->info.n_inputs, rng, i % 2, along, noise);
    }
    shuffle_rows(x, y, n, set->info.n_inputs, rng);
}

static void copy_measured(float *x, float *y, const nn_measured *set, size_t n, size_t n_rows, nn_rng *rng) {
    uint32_t order[NN_MEASURED_MAX_ROWS];
    nn_rng_permutation(rng, order, n_rows);
    for (size_t i = 0; i < n; i++) {
        for (size_t c = 0; c < set->n_columns; c++)
            *x++ = (float)set->tenths[order[i] * set->n_columns + c] / 10.0f;
        size_t label = 0;
        while (order[i] >= set->class_ends[label])
            label++;
        y[i] = (float)label;
    }
}

nn_status nn_dataset_make(float *x, float *y, nn_dataset which, size_t n, float noise, uint64_t seed) {
    if ((size_t)which >= NN_N_DATASETS)
        return NN_BAD_NAME;
    if (n == 0)
        return NN_BAD_SHAPE;
    const dataset_entry *set = &datasets[which];
    if (n > (set->measured ? set->info.n_examples : UINT32_MAX)) /* the rng picks among 2³² rows at most */
        return NN_TOO_LARGE;
    if (!set->measured && !(noise >= 0.0f && noise <= 0.5f))
        return NN_BAD_VALUE;
    nn_rng rng = nn_rng_new(seed, (uint64_t)which);
    if (set->measured)
        copy_measured(x, y, set->measured, n, set->info.n_examples, &rng);
    else
        draw_all(x, y, set, n, noise, &rng);
    return NN_OK;
}
