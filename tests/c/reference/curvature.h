/** Of a Hessian: what curvature.json and diverging.json both compare. Results live until the case ends. */
#ifndef CURVATURE_H
#define CURVATURE_H

#include "report.h"

/** [n × n], by products with unit vectors. */
float *hessian_of(const reference_case *c);
/** ‖H v − λ v‖ / scale, which is 0 for an eigenvector and its eigenvalue. */
double residual(const reference_case *c, const float *v, double lambda, double scale);
/** Both ends of the spectrum as well as 128 products find them; top, bottom [n] or NULL. */
nn_curvature ends_of(const nn_objective *f, float *top, float *bottom, const float *theta);

#endif
