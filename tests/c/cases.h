/** The nets of tests/reference as nets of ours: what gradients, curvature, surfaces, trajectories and diverging have in common. */
#ifndef CASES_H
#define CASES_H

#include "json.h"
#include "nn.h"

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

/** Freed with free_case. */
reference_case new_case(const cJSON *json);
void free_case(reference_case *c);
/** Calls check for every case of an array; returns how many there were. */
size_t for_each_case(const cJSON *cases, void (*check)(const reference_case *));

/** The running values of the layer that an entry of "bn" is about: mean [rows], then variance [rows]. */
size_t running_at(const nn_net *net, const cJSON *bn);

/** A member that must be a name of ours; the reference's have underscores where ours have hyphens. */
size_t json_name(const cJSON *object, const char *key, nn_kind kind);
/** The file's float32 numbers; each optimiser has those that it reads. */
nn_optimizer json_optimizer(const cJSON *json);

/** max |actual − expected| / max |expected|, the reference's "max-rel"; NaN if any is NaN. */
double max_relative(const float *actual, const double *expected, size_t n);

#endif
