/** ½ xᵀAx as an objective: what descent does on it is known in closed form. It has no gradient_lanes. */
#ifndef QUADRATIC_H
#define QUADRATIC_H

#include "nn.h"

typedef struct quadratic {
    size_t n;
    const float *a; /* [n × n], symmetric */
} quadratic;

/** Borrows q. */
nn_objective quadratic_objective(quadratic *q);

#endif
