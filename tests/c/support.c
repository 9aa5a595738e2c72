#include "support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- comparisons */

/** How far apart; infinite when one is NaN or they are different infinities. */
static double distance(double actual, double expected) {
    if (actual == expected)
        return 0.0;
    const double difference = fabs(actual - expected);
    return isnan(difference) ? INFINITY : difference;
}

void support_assert_close(double actual, double expected, double tolerance, const char *file, int line) {
    if (distance(actual, expected) <= tolerance)
        return;
    print_error("%.9g is not within %.3g of %.9g: off by %.3g\n", actual, tolerance, expected, actual - expected);
    _fail(file, line);
}

void support_assert_all_close(const float *actual, const double *expected, size_t n, double tolerance, const char *file, int line) {
    size_t worst = 0, wrong = 0;
    for (size_t i = 0; i < n; i++) {
        if (!(distance((double)actual[i], expected[i]) <= tolerance))
            wrong++;
        if (distance((double)actual[i], expected[i]) > distance((double)actual[worst], expected[worst]))
            worst = i;
    }
    if (wrong == 0)
        return;
    print_error("%zu of %zu are not within %.3g; the worst is [%zu]: %.9g, expected %.9g, off by %.3g\n", wrong, n, tolerance, worst,
                (double)actual[worst], expected[worst], (double)actual[worst] - expected[worst]);
    _fail(file, line);
}

void support_assert_all_close_float(const float *actual, const float *expected, size_t n, double tolerance, const char *file, int line) {
    double *wide = malloc((n + 1) * sizeof *wide);
    assert_non_null(wide);
    for (size_t i = 0; i < n; i++)
        wide[i] = (double)expected[i];
    support_assert_all_close(actual, wide, n, tolerance, file, line);
    free(wide);
}

static uint32_t bits_of(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

void support_assert_same_bits(const float *actual, const float *expected, size_t n, const char *file, int line) {
    for (size_t i = 0; i < n; i++) {
        if (bits_of(actual[i]) == bits_of(expected[i]))
            continue;
        print_error("[%zu] of %zu has other bits: %.9g (%08x), expected %.9g (%08x)\n", i, n, (double)actual[i], bits_of(actual[i]),
                    (double)expected[i], bits_of(expected[i]));
        _fail(file, line);
    }
}

/* ---- failing allocations */

static size_t allocations, failing_allocation, live_blocks;

static bool next_allocation_fails(void) {
    return ++allocations == failing_allocation;
}

static void *counted(void *block) {
    live_blocks += block != NULL;
    return block;
}

void *support_malloc(size_t size) {
    return next_allocation_fails() ? NULL : counted(malloc(size));
}

void *support_calloc(size_t count, size_t size) {
    return next_allocation_fails() ? NULL : counted(calloc(count, size));
}

void *support_realloc(void *block, size_t size) {
    if (next_allocation_fails())
        return NULL;
    return block == NULL ? counted(malloc(size)) : realloc(block, size);
}

void support_free(void *block) {
    live_blocks -= block != NULL;
    free(block);
}

void test_fail_allocation(size_t k) {
    allocations = 0;
    failing_allocation = k;
}

size_t test_allocations(void) {
    return allocations;
}

size_t test_live_blocks(void) {
    return live_blocks;
}

void support_assert_survives_failed_allocations(nn_status (*attempt)(void *), void *argument, const char *file, int line) {
    const size_t live_before = live_blocks;
    for (size_t k = 1;; k++) {
        test_fail_allocation(k);
        const nn_status status = attempt(argument);
        const bool failed = allocations >= k;
        test_fail_allocation(0);

        const nn_status expected = failed ? NN_OUT_OF_MEMORY : NN_OK;
        if (status != expected || live_blocks != live_before || (k == 1 && !failed)) {
            print_error("with allocation %zu %s: status %d, expected %d; blocks held %zu, before %zu\n", k,
                        failed ? "failing" : "never asked for", (int)status, (int)expected, live_blocks, live_before);
            _fail(file, line);
        }
        if (!failed)
            return;
    }
}

/* ---- central differences */

static float *copy_of(const float *theta, size_t n) {
    float *copy = malloc(n * sizeof *copy);
    assert_non_null(copy);
    memcpy(copy, theta, n * sizeof *copy);
    return copy;
}

void central_difference_gradient(const nn_objective *f, double *gradient, const float *theta, float h) {
    float *moved = copy_of(theta, f->n);
    for (size_t i = 0; i < f->n; i++) {
        const float above = theta[i] + h, below = theta[i] - h;
        float value_above, value_below;
        moved[i] = above;
        assert_int_equal(f->value(f->self, &value_above, moved), NN_OK);
        moved[i] = below;
        assert_int_equal(f->value(f->self, &value_below, moved), NN_OK);
        moved[i] = theta[i];
        gradient[i] = ((double)value_above - (double)value_below) / ((double)above - (double)below);
    }
    free(moved);
}

/** to [n] ← the gradient at theta + h·v. */
static void gradient_along(const nn_objective *f, float *to, const float *theta, const float *v, float h) {
    float *moved = copy_of(theta, f->n), value;
    for (size_t i = 0; i < f->n; i++)
        moved[i] += h * v[i];
    assert_int_equal(f->gradient(f->self, to, &value, moved), NN_OK);
    free(moved);
}

void central_difference_hessian_vector(const nn_objective *f, double *product, const float *theta, const float *v, float h) {
    float *above = copy_of(theta, f->n), *below = copy_of(theta, f->n);
    gradient_along(f, above, theta, v, h);
    gradient_along(f, below, theta, v, -h);
    for (size_t i = 0; i < f->n; i++)
        product[i] = ((double)above[i] - (double)below[i]) / (2.0 * (double)h);
    free(above);
    free(below);
}

/* ---- reference numbers */

void json_refuse(const char *format, ...) {
    char message[256];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    fail_msg("%s", message);
    abort();
}

cJSON *json_load(const char *name) {
    char path[256];
    snprintf(path, sizeof path, "tests/reference/%s", name);
    char *text = file_text(path);
    if (text == NULL)
        json_refuse("cannot open %s; tests run in the top directory", path);
    cJSON *json = cJSON_Parse(text);
    free(text);
    if (json == NULL)
        json_refuse("%s is not JSON", path);
    return json;
}

const cJSON *json_case(const cJSON *object, const char *name) {
    const cJSON *item;
    cJSON_ArrayForEach(item, json_get(object, "cases")) {
        if (strcmp(json_text(item, "name"), name) == 0)
            return item;
    }
    fail_msg("no case \"%s\"", name);
    return NULL;
}
