/** What the C tests share: comparisons that refuse NaN, failing allocations, central differences, reference numbers. */
#ifndef SUPPORT_H
#define SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "json.h"
#include "nn.h"

/* ---- comparisons */

/**
 * |actual − expected| ≤ tolerance, or the same infinity; NaN on any side fails. cmocka's assert_float_equal takes NaN for
 * equal to everything.
 */
#define assert_close(actual, expected, tolerance) support_assert_close((actual), (expected), (tolerance), __FILE__, __LINE__)

/** The same for n numbers each; float actual against float or double expected. Prints the worst. */
#define assert_all_close(actual, expected, n, tolerance)                                                                                   \
    _Generic((expected), float *                                                                                                           \
             : support_assert_all_close_float, const float *                                                                               \
             : support_assert_all_close_float, double *                                                                                    \
             : support_assert_all_close, const double *                                                                                    \
             : support_assert_all_close)((actual), (expected), (n), (tolerance), __FILE__, __LINE__)

/** n floats with equal bits, so that −0 differs from 0 and a NaN equals itself. */
#define assert_same_bits(actual, expected, n) support_assert_same_bits((actual), (expected), (n), __FILE__, __LINE__)

void support_assert_close(double actual, double expected, double tolerance, const char *file, int line);
void support_assert_all_close(const float *actual, const double *expected, size_t n, double tolerance, const char *file, int line);
void support_assert_all_close_float(const float *actual, const float *expected, size_t n, double tolerance, const char *file, int line);
void support_assert_same_bits(const float *actual, const float *expected, size_t n, const char *file, int line);

/* ---- failing allocations: for the tests, c/ is compiled with -Dmalloc=support_malloc and so on */

void *support_malloc(size_t size);
void *support_calloc(size_t count, size_t size);
void *support_realloc(void *block, size_t size);
void support_free(void *block);

/** From now on the k-th allocation returns NULL, counting from 1; none does when k is 0. Starts the count anew. */
void test_fail_allocation(size_t k);
/** Allocations the core has asked for since the last test_fail_allocation. */
size_t test_allocations(void);
/** Blocks the core holds now. */
size_t test_live_blocks(void);

/**
 * Runs attempt(argument) with its first allocation failing, then its second, and so on until none is left to fail. Each
 * failed run must return NN_OUT_OF_MEMORY and keep nothing; the last must return NN_OK. attempt frees what it made, and
 * must make at least one allocation.
 */
#define assert_survives_failed_allocations(attempt, argument)                                                                              \
    support_assert_survives_failed_allocations((attempt), (argument), __FILE__, __LINE__)

void support_assert_survives_failed_allocations(nn_status (*attempt)(void *), void *argument, const char *file, int line);

/* ---- central differences */

/**
 * gradient [n] ← (f(θ + h eᵢ) − f(θ − h eᵢ)) / 2h in double, h as float32 really moved θᵢ. f itself is float32, so the error is
 * about h²|f‴|/6 + 2⁻²⁴·k|f|/h, where k counts f's roundings.
 */
void central_difference_gradient(const nn_objective *f, double *gradient, const float *theta, float h);

/** product [n] ← (∇f(θ + h v) − ∇f(θ − h v)) / 2h in double. */
void central_difference_hessian_vector(const nn_objective *f, double *product, const float *theta, const float *v, float h);

/* ---- reference numbers */

/** tests/reference/<name>, parsed; the test fails if it cannot be. Freed with cJSON_Delete. Tests run in the top directory. */
cJSON *json_load(const char *name);
/** The case called name among object.cases. */
const cJSON *json_case(const cJSON *object, const char *name);

#endif
