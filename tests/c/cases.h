/** The nets of tests/reference as nets of ours: what gradients, curvature, surfaces, trajectories and diverging have in common. */
#ifndef CASES_H
#define CASES_H

#include "nn.h"

#include "support.h"

/** One case, built; NULL members where the file has none. */
typedef struct reference_case {
    const char *name;
    const cJSON *json;
    nn_net *net;
    nn_data *data;
    nn_objective *objective;
    size_t n, n_in, n_out, batch;
    float *theta, *x, *work;
    float *running; /* before the case */
} reference_case;

/** Calls check for every case of an array; returns how many there were. */
size_t for_each_case(const cJSON *cases, void (*check)(const reference_case *));

/** max |actual − expected| / max |expected|, the reference's "max-rel"; NaN if any is NaN. */
double max_relative(const float *actual, const double *expected, size_t n);

#endif
