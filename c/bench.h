/** The same work timed natively (main in bench.c) and as WebAssembly (tests/bench/bench.mjs). */
#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>

typedef enum bench_task {
    BENCH_STEP,       /* a full-batch step of a 2-8-8-1 tanh net on 500 points */
    BENCH_SURFACE,    /* one of the 64 rows of a 64 × 64 loss surface of that net */
    BENCH_DESCENT,    /* 64 of 4,096 descents of 100 steps of a 1-2-1 net on 32 points */
    BENCH_WIDE,       /* a step of a 10-100-100-100-100-100-1 tanh net, batch 256 */
    BENCH_PEAK,       /* multiplications and additions alone */
    BENCH_NORM,       /* as BENCH_STEP, with batch normalisation in both hidden layers */
    BENCH_GRADIENT,   /* of the net of BENCH_STEP, once */
    BENCH_PRODUCT,    /* of its Hessian with a vector, once */
    BENCH_ACTIVATION, /* as BENCH_STEP with each of nn.h's activations: so many tasks, in their order */
    BENCH_N_TASKS = BENCH_ACTIVATION + 12
} bench_task;

typedef struct bench bench;

/** NULL when memory is short. */
bench *bench_new(bench_task task);
/** Does the work so many times over; 0 if all went well. */
int bench_run(bench *b, size_t repeats);
/** Floating-point operations in one repeat of BENCH_WIDE and BENCH_PEAK: those of the matrix products alone; otherwise 0. */
double bench_operations(bench_task task);
void bench_free(bench *b);

/** rounds of multiply-add on a dozen vectors of four. */
float bench_peak(size_t rounds);
double bench_peak_operations(size_t rounds);

#endif
