/** FACTS 8: the generators of the well-known playground. */
#include "facts.h"

#include <math.h>
#include <stdlib.h>

enum { N = 20000 };
static float x[2 * N], y[N], noisy_x[2 * N], noisy_y[N];

static void make(nn_dataset which, float noise) {
    fact_must(nn_dataset_make(x, y, which, N, 0, 1), "a data set");
    fact_must(nn_dataset_make(noisy_x, noisy_y, which, N, noise, 1), "a data set with noise");
}

/** numbers [count] ← f of each example of the class. */
static size_t of_class(double *numbers, float class, double (*f)(const float *point)) {
    size_t count = 0;
    for (size_t i = 0; i < N; i++)
        if (y[i] == class)
            numbers[count++] = f(x + 2 * i);
    return count;
}

static double radius(const float *point) {
    return hypot((double)point[0], (double)point[1]);
}
static double first(const float *point) {
    return (double)point[0];
}
static double size_of_first(const float *point) {
    return fabs((double)point[0]);
}

/**
 * That numbers are uniform on low … high: none is outside, one is within 20/count of each end (but for e⁻²⁰), and mean and mean square are as they
 * should. Roundings are far below 1e-5.
 */
static void is_uniform(facts *f, const char *name, const char *published, const double *numbers, size_t count, double low, double high) {
    double least = INFINITY, largest = -INFINITY, deviations = 0;
    for (size_t i = 0; i < count; i++) {
        least = fmin(least, numbers[i]), largest = fmax(largest, numbers[i]);
        deviations += pow(numbers[i] - 0.5 * (low + high), 2) / (double)count;
    }
    const double width = high - low, near = 20 * width / (double)count, variance = width * width / 12;
    const bool in_range = least >= low - 1e-5 && least <= low + near && largest <= high + 1e-5 && largest >= high - near;
    const bool mean_holds = fabs(fact_average(numbers, count) - 0.5 * (low + high)) <= 4 * sqrt(variance / (double)count);
    const bool variance_holds = fabs(deviations - variance) <= 4 * variance * sqrt(0.8 / (double)count); /* kurtosis 1.8 */
    fact_holds(f, name, published, in_range && mean_holds && variance_holds, "%.3f … %.3f, mean %.3f", least, largest,
               fact_average(numbers, count));
}

static size_t count_moved(void) {
    size_t count = 0;
    for (size_t i = 0; i < 2 * N; i++)
        count += x[i] != noisy_x[i];
    return count;
}

/**
 * The share of labels that differ from those without noise, against one counted here: for each point shown, another is asked, moved by up to ±5n in
 * either direction.
 */
static void moves_the_label_test(facts *f, const char *name, double noise, bool (*label)(double px, double py)) {
    size_t n_moved = count_moved(), n_flipped = 0, n_expected = 0;
    nn_rng rng = nn_rng_new(11, 0);
    const float reach = (float)(5 * noise);
    for (size_t i = 0; i < N; i++) {
        const double px = (double)x[2 * i] + (double)nn_rng_uniform(&rng, -reach, reach);
        const double py = (double)x[2 * i + 1] + (double)nn_rng_uniform(&rng, -reach, reach);
        n_flipped += y[i] != noisy_y[i];
        n_expected += label(px, py) != (y[i] == 1);
    }
    const double p = (double)(n_flipped + n_expected) / (2.0 * N), bound = 4 * sqrt(2 * p * (1 - p) / N);
    fact_holds(f, name, "only the label", n_moved == 0 && n_flipped > 0 && fabs((double)n_flipped - (double)n_expected) / N <= bound,
               "%zu moved, %.2f %% flipped", n_moved, 100.0 * (double)n_flipped / N);
}

static bool in_circle(double px, double py) {
    return px * px + py * py < 2.5 * 2.5;
}
static bool same_sign(double px, double py) {
    return px * py >= 0;
}

static void circle(facts *f) {
    static double radii[N];
    make(NN_CIRCLE, 0.2f);
    size_t count = of_class(radii, 1, radius);
    is_uniform(f, "circle: r of class 1", "U(0, 2.5)", radii, count, 0, 2.5);
    count = of_class(radii, 0, radius);
    is_uniform(f, "circle: r of class 0", "U(3.5, 5)", radii, count, 3.5, 5);
    moves_the_label_test(f, "circle: noise .2 moves the label test, by up to ±1", 0.2, in_circle);
}

static void xor_data(facts *f) {
    static double sizes[N];
    size_t n_wrong = 0;
    make(NN_XOR, 0.2f);
    for (size_t i = 0; i < N; i++) {
        sizes[i] = size_of_first(x + 2 * i);
        n_wrong += (y[i] == 1) != same_sign((double)x[2 * i], (double)x[2 * i + 1]);
    }
    is_uniform(f, "xor: |x|, ±5 with .3 of padding", "U(.3, 5.3)", sizes, N, 0.3, 5.3);
    fact_number(f, "xor: class 1 where xy ≥ 0; labels that are not", 0, (double)n_wrong, 0);
    moves_the_label_test(f, "xor: noise .2 moves the label test, by up to ±1", 0.2, same_sign);
}

/** The variance of M normal numbers has the standard error σ²√(2/M). */
static void gauss(facts *f) {
    static double numbers[N];
    make(NN_GAUSS, 0.5f);
    size_t count = of_class(numbers, 1, first);
    fact_number(f, "gauss: centre of class 1", 2, fact_average(numbers, count), fact_bound(numbers, count));
    fact_number(f, "gauss: variance without noise", 0.5, pow(fact_deviation(numbers, count), 2), 4 * 0.5 * sqrt(2.0 / (double)count));
    count = of_class(numbers, 0, first);
    fact_number(f, "gauss: centre of class 0", -2, fact_average(numbers, count), fact_bound(numbers, count));
    fact_must(nn_dataset_make(x, y, NN_GAUSS, N, 0.5f, 1), "gauss");
    count = of_class(numbers, 1, first);
    fact_number(f, "gauss: variance at noise .5", 4, pow(fact_deviation(numbers, count), 2), 4 * 4 * sqrt(2.0 / (double)count));
}

/** How far a point is from where its radius puts it on an arm of a spiral. sin and cos turn by up to 11, of which float32 holds 2⁻²⁰. */
static double off_the_arm(const float *point, bool label) {
    const double r = radius(point), turn = 1.75 * 2 * acos(-1) * r / 5 + (label ? 0 : acos(-1));
    return hypot((double)point[0] - r * sin(turn), (double)point[1] - r * cos(turn));
}

static void spiral(facts *f) {
    static double radii[N], moves[2 * N];
    double worst = 0;
    make(NN_SPIRAL, 0.3f);
    for (size_t i = 0; i < N; i++)
        worst = fmax(worst, off_the_arm(x + 2 * i, y[i] == 1));
    fact_number(f, "spiral: t = 1.75·2π·i/n (+π), largest distance from an arm", 0, worst, 5 * 0x1p-18);
    const size_t count = of_class(radii, 1, radius);
    is_uniform(f, "spiral: r = 5i/n", "0 … 5, evenly", radii, count, 0, 5);
    for (size_t i = 0; i < 2 * N; i++)
        moves[i] = (double)noisy_x[i] - (double)x[i];
    is_uniform(f, "spiral: noise .3 moves the point", "U(−.3, .3)", moves, 2 * N, -(double)0.3f, (double)0.3f);
}

static void plane(facts *f) {
    static double numbers[N];
    double worst = 0;
    make(NN_PLANE, 0);
    for (size_t i = 0; i < N; i++) {
        numbers[i] = first(x + 2 * i);
        worst = fmax(worst, fabs((double)y[i] - ((double)x[2 * i] + (double)x[2 * i + 1]) / 10));
    }
    fact_number(f, "plane: (x + y)/10, largest deviation", 0, worst, 1.2 * 2 * 0x1p-24);
    is_uniform(f, "plane: x on ±6", "U(−6, 6)", numbers, N, -6, 6);
}

void facts_datasets(facts *f) {
    fact_section(f, "8. Data sets of the well-known playground");
    circle(f);
    xor_data(f);
    gauss(f);
    spiral(f);
    plane(f);
}
