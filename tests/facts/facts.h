/**
 * The published results of FACTS.md, computed again with the core's public interface. Each fact is a row: what is published, what we
 * measured, how far apart the two may be, and a verdict. The bound is derived, never chosen: four standard errors of what was measured and of
 * what was published, each from its number of seeds, and half a unit of the last digit that is printed.
 */
#ifndef FACTS_H
#define FACTS_H

#include "nn.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct facts {
    bool sample;   /* fewer seeds, and so wider bounds */
    bool is_quiet; /* nothing is printed */
    size_t n_rows, n_differ;
} facts;

/** Seeds of a heavy fact: all, or those of the smaller sample. */
size_t fact_seeds(const facts *f, size_t all, size_t sample);

/* ---- rows; each returns whether the fact holds */

void fact_section(facts *f, const char *title);

/** A number that is known exactly. */
bool fact_number(facts *f, const char *name, double published, double measured, double bound);
/** A number as it is printed: half a unit of its last digit is added to the bound. */
bool fact_digits(facts *f, const char *name, const char *published, double measured, double bound);
/** A mean over n_published seeds, against the mean of samples [n]: 4·s·√(1/n + 1/n_published), s their deviation from seed to seed. */
bool fact_mean(facts *f, const char *name, const char *published, size_t n_published, const double *samples, size_t n);
/** The same of the logarithm of samples that are all positive. */
bool fact_geometric_mean(facts *f, const char *name, const char *published, size_t n_published, const double *samples, size_t n);
/** count_published of n_published against count of n: 4·√(p(1 − p)(1/n + 1/n_published)), p the share of both together. */
bool fact_share(facts *f, const char *name, size_t count_published, size_t n_published, size_t count, size_t n);
/**
 * A median of n_published numbers, against samples [n], which are sorted. How many of n lie below the true median is binomial, so the two medians
 * lie between the samples at the shares ½ ± 4·½·√(1/n + 1/n_published).
 */
bool fact_median(facts *f, const char *name, const char *published, size_t n_published, double *samples, size_t n);
/** What is no number: measured is written as printf does. */
bool fact_holds(facts *f, const char *name, const char *published, bool holds, const char *measured, ...)
    __attribute__((format(printf, 5, 6)));

/* ---- statistics */

double fact_average(const double *samples, size_t n);
/** Deviation from sample to sample, divided by n − 1. */
double fact_deviation(const double *samples, size_t n);
/** 4·s/√n: how far a mean of n independent samples may lie from what is expected. */
double fact_bound(const double *samples, size_t n);

/* ---- runs.c: many runs at once */

/** result ← that of run number index, which depends on nothing else; context is the same for all. */
typedef void fact_run(void *result, size_t index, const void *context);

/** results [n], each of result_size bytes, on all processors; with a bar while it lasts where stderr is a terminal. */
void fact_runs(const char *what, void *results, size_t result_size, size_t n, fact_run *run, const void *context);

/* ---- nets.c: what the sections share; whatever fails ends the program with a message */

void fact_must(nn_status status, const char *what);
/** count things of a size, all 0; freed with free. */
void *fact_room(size_t count, size_t size);
float *fact_floats(size_t n);
nn_net *fact_net(const size_t *sizes, size_t n_layers, nn_activation hidden, nn_activation output, nn_loss loss);
nn_data *fact_data(const float *x, const float *y, size_t n, const nn_net *net);

/* ---- the sections */

void facts_activations(facts *f);
void facts_race(facts *f);
void facts_initialisation(facts *f);
void facts_differentiation(facts *f);
void facts_learning_rate(facts *f);
void facts_stability(facts *f);
void facts_surfaces(facts *f);
void facts_minima(facts *f);
void facts_batch_norm(facts *f);
void facts_datasets(facts *f);

/** That the judging itself can fail: exits with a message when a wrong number would pass. */
void facts_judge_themselves(void);

#endif
