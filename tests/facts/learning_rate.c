/**
 * FACTS 4, on quadratics ½Σλᵢxᵢ²: which rates converge, and the best. Everything is measured on descents; the formulas stand only where what is
 * published is one.
 */
#include "facts.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_CURVATURES = 3, MOST_STEPS = 4000 };

typedef struct bowl {
    float curvatures[MOST_CURVATURES];
    nn_objective base;
} bowl;

static nn_status bowl_gradient(void *self, float *gradient, float *value, const float *theta) {
    const bowl *b = self;
    *value = 0;
    for (size_t i = 0; i < b->base.n; i++) {
        gradient[i] = b->curvatures[i] * theta[i];
        *value += 0.5f * gradient[i] * theta[i];
    }
    return *value - *value == 0 ? NN_OK : NN_DIVERGED;
}

static nn_status bowl_value(void *self, float *value, const float *theta) {
    float gradient[MOST_CURVATURES];
    return bowl_gradient(self, gradient, value, theta);
}

static nn_status bowl_product(void *self, float *product, const float *theta, const float *v) {
    const bowl *b = self;
    (void)theta;
    for (size_t i = 0; i < b->base.n; i++)
        product[i] = b->curvatures[i] * v[i];
    return NN_OK;
}

/** path [(n_steps + 1) × n] of a descent from all ones; *n_done steps of it stand. */
static void descend(float *path, size_t *n_done, const float *curvatures, size_t n, const nn_optimizer *optimizer, size_t n_steps) {
    static float losses[MOST_STEPS + 1];
    const float start[MOST_CURVATURES] = {1, 1, 1};
    float work[3 * MOST_CURVATURES];
    bowl b = {.base = {.n = n, .value = bowl_value, .gradient = bowl_gradient}};
    b.base.self = &b;
    for (size_t i = 0; i < n; i++)
        b.curvatures[i] = curvatures[i];
    const nn_status status = nn_descend(&b.base, path, losses, n_done, start, work, optimizer, n_steps);
    if (status != NN_DIVERGED)
        fact_must(status, "a descent");
}

/* ---- where it stops converging */

/** Whether x is nearer to 0 in the second half of a long descent than in the first. */
static bool converges(const nn_optimizer *like, double rate) {
    static float path[MOST_STEPS + 1];
    const float curvature = 1;
    nn_optimizer optimizer = *like;
    size_t n_done;
    optimizer.learning_rate = (float)rate;
    descend(path, &n_done, &curvature, 1, &optimizer, MOST_STEPS);
    double first = 0, second = 0;
    for (size_t k = 1; k <= n_done; k++)
        *(k <= MOST_STEPS / 2 ? &first : &second) += fabs((double)path[k]);
    return n_done == MOST_STEPS && second < first;
}

/**
 * By bisection between 1 and 5. A factor a step that is off 1 by less than what rounding adds to it, 2⁻²³ a step, looks like 1; ηλ is then off by no
 * more than a few times that for plain descent, and by 2⁻²³/(1 − β) or less with momentum, of which 10⁻⁵ is far.
 */
static double limit_of(const nn_optimizer *optimizer) {
    double low = 1, high = 5;
    while (high - low > 1e-6) {
        const double middle = 0.5 * (low + high);
        *(converges(optimizer, middle) ? &low : &high) = middle;
    }
    return 0.5 * (low + high);
}

static void limits(facts *f) {
    const nn_optimizer plain = {.kind = NN_SGD}, heavy = {.kind = NN_SGD, .momentum = 0.9f};
    const nn_optimizer nesterov = {.kind = NN_SGD, .momentum = 0.9f, .nesterov = true};
    fact_number(f, "ηλ up to which plain descent converges", 2, limit_of(&plain), 1e-5);
    fact_number(f, "… heavy ball, 2 + 2β, β .9", 3.8, limit_of(&heavy), 1e-5);
    fact_number(f, "… Nesterov, (2 + 2β)/(1 + 2β), β .9", 3.8 / 2.8, limit_of(&nesterov), 1e-5);
    const bool crawls = converges(&plain, 0.001) && converges(&heavy, 0.001);
    fact_holds(f, "… and down to 0: ηλ = 0.001", "converges", crawls, crawls ? "converges" : "does not");
}

static void bounce(facts *f) {
    static float path[MOST_STEPS + 1];
    const float curvature = 4;
    size_t n_done, n_equal = 0;
    descend(path, &n_done, &curvature, 1, &(nn_optimizer){.learning_rate = 0.5f}, MOST_STEPS);
    for (size_t k = 0; k <= n_done; k++)
        n_equal += path[k] == (k % 2 ? -1.0f : 1.0f);
    fact_number(f, "at η = 2/λ it bounces for ever: points at ±1 after 4000 steps", MOST_STEPS + 1, (double)n_equal, 0);
}

/* ---- the best plain rate */

enum { RATE_STEPS = 500 };
static const float curvatures[3] = {0.01f, 0.1f, 1};

/** What a step of plain descent multiplies the slowest component by. */
static double plain_rate(double rate) {
    static float path[(RATE_STEPS + 1) * 3];
    size_t n_done;
    double largest = 0;
    descend(path, &n_done, curvatures, 3, &(nn_optimizer){.learning_rate = (float)rate}, RATE_STEPS);
    for (size_t i = 0; i < 3; i++)
        largest = fmax(largest, fabs((double)path[RATE_STEPS * 3 + i]));
    return pow(largest, 1.0 / RATE_STEPS);
}

/**
 * Two roundings a step put the factor off by at most 2⁻²³; the larger of |1 − ηλ₁| and |1 − ηλₙ| changes by at least λ₁ = 0.01 a unit of η, so the best η
 * is found to 2·2⁻²³/0.01.
 */
static void best_plain(facts *f) {
    double low = 1.5, high = 2;
    while (high - low > 1e-7) { /* V-shaped: thirds */
        const double third = (high - low) / 3;
        if (plain_rate(low + third) < plain_rate(high - third))
            high -= third;
        else
            low += third;
    }
    const double best = 0.5 * (low + high);
    fact_digits(f, "curvatures .01, .1, 1: best plain η, 2/(λ₁ + λₙ)", "1.980198", best, 2 * 0x1p-23 / 0.01);
    fact_digits(f, "… and its rate (κ − 1)/(κ + 1)", ".980198", plain_rate(best), 2 * 0x1p-23);
}

/* ---- the best momentum */

/**
 * Heavy ball along one curvature is a recurrence xₖ₊₁ = p xₖ − q xₖ₋₁; p and q are fitted to a descent. Where p² < 4q it swings, at the rate √q; where
 * not, the slower of two roots is above √q. So the least rate is √q for the least q at which one η makes both the flattest and the steepest
 * direction swing.
 */
typedef struct recurrence {
    double p, q;
} recurrence;

static recurrence fit(float curvature, double rate, double momentum) {
    enum { STEPS = 6 };
    float x[STEPS + 1];
    size_t n_done;
    const nn_optimizer optimizer = {.learning_rate = (float)rate, .momentum = (float)momentum};
    descend(x, &n_done, &curvature, 1, &optimizer, STEPS);
    double aa = 0, ab = 0, bb = 0, ay = 0, by = 0; /* least squares for y = p a − q b */
    for (size_t k = 1; k < STEPS; k++) {
        const double a = (double)x[k], b = -(double)x[k - 1], y = (double)x[k + 1];
        aa += a * a, ab += a * b, bb += b * b, ay += a * y, by += b * y;
    }
    const double determinant = aa * bb - ab * ab;
    return (recurrence){(ay * bb - by * ab) / determinant, (aa * by - ab * ay) / determinant};
}

static bool swings(float curvature, double rate, double momentum) {
    const recurrence r = fit(curvature, rate, momentum);
    return r.p * r.p < 4 * r.q;
}

/** The η from which on (or up to which) a curvature swings. */
static double edge(float curvature, double momentum, double inside, double outside) {
    while (fabs(inside - outside) > 1e-9) {
        const double middle = 0.5 * (inside + outside);
        *(swings(curvature, middle, momentum) ? &inside : &outside) = middle;
    }
    return inside;
}

/** Around η = (1 + β)/λ, where p = 0, it always swings. */
static double flat_from(double momentum) {
    return edge(curvatures[0], momentum, (1 + momentum) / 0.01, 1e-3);
}
static double steep_to(double momentum) {
    return edge(curvatures[2], momentum, 1 + momentum, 2 + 2 * momentum);
}

/**
 * The fit's p and q carry the rounding of the descent. How much of it is left in the best η and β shows in their scatter: they are found 16 times,
 * by bisections of other intervals, which meet other roundings.
 */
static void best_momentum(facts *f) {
    enum { TIMES = 16 };
    double rates[TIMES], momenta[TIMES], factors[TIMES];
    for (size_t k = 0; k < TIMES; k++) {
        double low = 0.5 + 0.003 * (double)k, high = 0.8 + 0.005 * (double)k;
        while (high - low > 1e-9) {
            const double middle = 0.5 * (low + high);
            *(flat_from(middle) > steep_to(middle) ? &low : &high) = middle;
        }
        momenta[k] = 0.5 * (low + high);
        rates[k] = steep_to(momenta[k]);
        factors[k] = sqrt(fit(curvatures[1], rates[k], momenta[k]).q);
    }
    fact_digits(f, "best heavy ball: η, (2/(√λ₁ + √λₙ))²", "3.305785", fact_average(rates, TIMES), 4 * fact_deviation(rates, TIMES));
    fact_digits(f, "… β, ((√λₙ − √λ₁)/(√λₙ + √λ₁))²", ".669421", fact_average(momenta, TIMES), 4 * fact_deviation(momenta, TIMES));
    fact_digits(f, "… and its rate √β", ".818182", fact_average(factors, TIMES), 4 * fact_deviation(factors, TIMES));
}

/* ---- L2 is a curvature too */

/** Updates of a weight of 1 by decay alone, η = .3, λ = 10, until it leaves float32, that update included; *n_doubled of them make it −2 times itself. */
static size_t updates_until_overflow(nn_optimizer_kind kind, size_t *n_doubled) {
    nn_optimizer optimizer = nn_optimizer_defaults(kind);
    const float gradient = 0;
    float theta = 1, before = 1, state[3] = {0};
    size_t n = 1;
    optimizer.learning_rate = 0.3f, optimizer.weight_decay = 10;
    *n_doubled = 0;
    for (; nn_optimizer_step(&optimizer, &theta, state, &gradient, 1, n - 1) == NN_OK; before = theta, n++)
        *n_doubled += fabs((double)theta / (double)before + 2) <= 8 * 0x1p-24; /* η·λ of 3 is two roundings off */
    return n;
}

static size_t updates_in_double(void) {
    double w = 1;
    size_t n = 0;
    for (; isfinite(w); n++)
        w -= 0.3 * 10 * w;
    return n;
}

/** What the core says of a flat function whose weight has doubled a hundred times. */
static nn_cause cause_named(void) {
    const nn_optimizer optimizer = {.learning_rate = 0.3f, .weight_decay = 10};
    const float theta = 0x1p100f;
    bowl b = {.base = {.n = 1, .value = bowl_value, .gradient = bowl_gradient, .hessian_vector = bowl_product}};
    float *work = fact_floats(nn_curvature_work_size(1, 32));
    nn_diagnosis diagnosis;
    b.base.self = &b;
    fact_must(nn_diagnose(&b.base, &diagnosis, &theta, &optimizer, 100, work), "a diagnosis");
    free(work);
    return diagnosis.cause;
}

static void decay(facts *f) {
    size_t n_plain, n_adamw;
    const size_t plain = updates_until_overflow(NN_SGD, &n_plain), adamw = updates_until_overflow(NN_ADAMW, &n_adamw);
    fact_number(f, "L2 10, η .3: plain updates before overflow that make the weight −2 times itself", (double)plain - 1, (double)n_plain,
                0);
    fact_number(f, "… the update that overflows float32, weights times 1 − ηλ (as adamw)", 128, (double)adamw, 0);
    /* 10·2ᵏ is above 2¹²⁸ from k = 125 on */
    fact_number(f, "… by plain descent, which forms the gradient λw = 10w first, 2 sooner", 126, (double)plain, 0);
    fact_number(f, "… the update that overflows double", 1024, (double)updates_in_double(), 0);
    const nn_cause cause = cause_named();
    fact_holds(f, "… the cause that is named", "l2", cause == NN_CAUSE_L2, "%s", nn_name(NN_KIND_CAUSE, cause));
}

void facts_learning_rate(facts *f) {
    fact_section(f, "4. Learning rate and momentum on a quadratic");
    limits(f);
    bounce(f);
    best_plain(f);
    best_momentum(f);
    decay(f);
}
