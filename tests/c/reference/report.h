/**
 * What the native half of the reference runner says: one line for every quantity of every case, tab-separated,
 *
 *     file  case  quantity  deviation
 *
 * which tests/reference.mjs reads, judges by tests/tolerances.json and sets beside those of the wasm core. In place of a quantity may stand
 * "!", a case that could not be run, with the reason in place of the deviation.
 */
#ifndef REPORT_H
#define REPORT_H

#include <stdbool.h>

#include "cases.h"

/** Checks one case; what is not as it must be ends it through json_refuse. What it allocated until then is given up. */
typedef void case_check(const cJSON *json, const cJSON *parent);

/** Runs a case of a file; parent is what check gets, and may be NULL. */
void run_case(const char *file, const char *name, case_check *check, const cJSON *json, const cJSON *parent);
/** Each of an array with its own "name". */
void run_cases(const char *file, case_check *check, const cJSON *array);
/** Deviations of a quantity in the case that runs; of several by one name the worst counts. */
void report(const char *quantity, double deviation);
/** Ends the case unless status is NN_OK. */
void must(nn_status status, const char *what);

/** Zeroed; lives until the case ends. */
void *room(size_t n, size_t size);
float *float_room(size_t n);
/** Members that must hold n numbers; they live until the case ends. */
double *doubles(const cJSON *object, const char *key, size_t n);
float *floats(const cJSON *object, const char *key, size_t n);
/** A member that is there and not null. */
bool has(const cJSON *object, const char *key);

/* Measures; NaN if any number is, 0 where all agree. max_relative is a further one (cases.h). */

/** max |a − e| / max(1, |e|). */
double mixed(const float *actual, const double *expected, size_t n);
/** max |a − e| / |e|. */
double each(const float *actual, const double *expected, size_t n);
/** max |a − e|. */
double absolute(const float *actual, const double *expected, size_t n);
/** |a − e| / scale. */
double share_of(double scale, double actual, double expected);
/** Of a loss |a − e| / max(e, √e): near a minimum its digits are those of outputs √e from their targets. */
double as_outputs(double actual, double expected);
/** max |x|. */
double largest_of(const double *x, size_t n);
/** The larger; NaN if one is. */
double worse(double a, double b);

/** Each file's cases. */
void run_activations(const cJSON *file);
void run_gradients(const cJSON *file);
void run_trajectories(const cJSON *file);
void run_diverging(const cJSON *file);
void run_curvature(const cJSON *file);
void run_surfaces(const cJSON *file);
void run_pca(const cJSON *file);
void run_init(const cJSON *file);
void run_graph(const cJSON *file);

#endif
