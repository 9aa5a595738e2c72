/**
 * The work that tests/bench/README.md describes, timed natively (main in bench.c) and as WebAssembly (tests/bench). Every task is made anew
 * from fixed seeds, so that its result says whether another program did the same work.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stddef.h>

typedef enum bench_task {
    BENCH_MINI_BATCH, /* W1: a step of a 2-8-8-1 tanh net, mse, batch 10 of 10,000 examples */
    BENCH_FULL_BATCH, /* W2: a step of that net on all of 500 examples */
    BENCH_WIDE,       /* W3: a step of a 10-100-100-100-100-100-1 tanh net, batch 256 */
    BENCH_PREDICT,    /* W4: predictions of the first net over a 100 × 100 grid */
    BENCH_SURFACE,    /* W5: its loss on 500 examples over 64 × 64 values of two of its weights */
    BENCH_DESCENTS,   /* W6: 4,096 descents of 100 full-batch steps of a 1-2-1 net on 32 examples */
    BENCH_CURVATURE,  /* W7: λmax of the first net's loss on 500 examples, to 0.1 % */
    BENCH_PICTURE,    /* W8: what the init figure shows: a net of 5 × 100 units and 1,000 examples, all histograms */
    BENCH_PEAK,       /* multiplications and additions alone */
    BENCH_DIRECTIONS, /* as W5 over two random directions, which touch every layer */
    BENCH_NORM,       /* as W2 with batch normalisation in both hidden layers */
    BENCH_GRADIENT,   /* the gradient of W2's loss, once */
    BENCH_PRODUCT,    /* of its Hessian with a vector, once */
    BENCH_ACTIVATION, /* as W2 with each of nn.h's activations: so many tasks, in their order */
    BENCH_N_TASKS = BENCH_ACTIVATION + 12
} bench_task;

/** What a task is measured on; 0: as the list above says. depth counts hidden layers, side the points of a surface along each of its edges. */
typedef struct bench_size {
    size_t points, width, depth, side, starts;
} bench_size;

typedef struct bench bench;

/** NULL when memory is short. */
bench *bench_new(bench_task task, size_t points, size_t width, size_t depth, size_t side, size_t starts);
/** Does the work so many times over, training on from where it is; 0 if all went well. */
int bench_run(bench *b, size_t repeats);
/**
 * One number of what has been run, which a program that did other work would hardly have: the loss on all examples after training, the mean square of
 * predictions, the mean of a surface and of the descents' last losses, λmax, and of W8 Σ over layers of the standard deviations of z, a, n·δ and the
 * weights' gradient.
 */
double bench_result(bench *b);
/** Floating-point operations in one repeat of BENCH_WIDE and BENCH_PEAK: those of the matrix products alone; otherwise 0. */
double bench_operations(bench_task task);
void bench_free(bench *b);

/** rounds of multiply-add on a dozen vectors of four. */
float bench_peak(size_t rounds);
double bench_peak_operations(size_t rounds);

#endif
