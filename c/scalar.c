/** simd.h's functions of one number. */
#include "simd.h"

float nn_exp(float x) {
    return v4_exp(v4_splat(x))[0];
}
float nn_log(float x) {
    return v4_log(v4_splat(x))[0];
}
float nn_tanh(float x) {
    return v4_tanh(v4_splat(x))[0];
}

float nn_sin_cos(float *cosine, float x) {
    v4 sines, cosines;
    v4_sin_cos(v4_splat(x), &sines, &cosines);
    *cosine = cosines[0];
    return sines[0];
}
float nn_sin(float x) {
    float cosine;
    return nn_sin_cos(&cosine, x);
}
float nn_cos(float x) {
    float cosine;
    nn_sin_cos(&cosine, x);
    return cosine;
}
