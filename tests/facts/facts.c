/** Rows of the table, and how a measured number is judged. */
#include "facts.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_WIDTH = 76, PUBLISHED_WIDTH = 16, MEASURED_WIDTH = 24, BOUND_WIDTH = 11, TEXT = 160 };

size_t fact_seeds(const facts *f, size_t all, size_t sample) {
    return f->sample ? sample : all;
}

/* ---- printing */

/** text and spaces up to a width in characters, of which UTF-8 may need several bytes each. */
static void print_padded(const char *text, int width) {
    for (const char *c = text; *c; c++)
        width -= ((unsigned char)*c & 0xc0) != 0x80;
    printf("%s%*s", text, width > 0 ? width : 0, "");
}

static bool add_row(facts *f, const char *name, const char *published, const char *measured, const char *bound, bool holds) {
    f->n_rows++;
    f->n_differ += !holds;
    if (f->is_quiet)
        return holds;
    printf("  ");
    print_padded(name, NAME_WIDTH);
    printf(" ");
    print_padded(published, PUBLISHED_WIDTH);
    printf(" ");
    print_padded(measured, MEASURED_WIDTH);
    printf(" ");
    print_padded(bound, BOUND_WIDTH);
    puts(holds ? " holds" : " differs");
    fflush(stdout);
    return holds;
}

void fact_section(facts *f, const char *title) {
    if (f->is_quiet)
        return;
    printf("\n%s\n  ", title);
    print_padded("fact", NAME_WIDTH);
    printf(" ");
    print_padded("published", PUBLISHED_WIDTH);
    printf(" ");
    print_padded("measured", MEASURED_WIDTH);
    printf(" ");
    print_padded("within", BOUND_WIDTH);
    puts(" verdict");
}

/* ---- numbers */

/** Half a unit of the last digit of a number as it is printed: 0.05e-3 of "1.3e-3", 0.5 of "100". */
static double half_a_unit(const char *number) {
    int decimals = 0;
    bool behind_point = false;
    const char *c = number;
    for (; *c && *c != 'e'; c++) {
        decimals += behind_point;
        behind_point = behind_point || *c == '.';
    }
    const double power = *c == 'e' ? strtod(c + 1, NULL) : 0;
    return 0.5 * pow(10, power - decimals);
}

/** How a measured number stands in the table; notes says how many seeds it is from, 0 for none. */
static void write_measured(char *text, double measured, size_t n_seeds) {
    if (n_seeds > 0)
        snprintf(text, TEXT, "%.6g (%zu seeds)", measured, n_seeds);
    else
        snprintf(text, TEXT, "%.8g", measured);
}

static bool judge(facts *f, const char *name, const char *published_text, double published, double measured, double bound, size_t n_seeds) {
    char measured_text[TEXT], bound_text[TEXT];
    write_measured(measured_text, measured, n_seeds);
    snprintf(bound_text, TEXT, bound > 0 ? "%.2g" : "exactly", bound);
    return add_row(f, name, published_text, measured_text, bound_text, fabs(measured - published) <= bound);
}

bool fact_number(facts *f, const char *name, double published, double measured, double bound) {
    char text[TEXT];
    snprintf(text, sizeof text, "%.8g", published);
    return judge(f, name, text, published, measured, bound, 0);
}

bool fact_digits(facts *f, const char *name, const char *published, double measured, double bound) {
    return judge(f, name, published, strtod(published, NULL), measured, bound + half_a_unit(published), 0);
}

/* ---- statistics over seeds */

double fact_average(const double *samples, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += samples[i];
    return sum / (double)n;
}

double fact_deviation(const double *samples, size_t n) {
    const double mean = fact_average(samples, n);
    double squares = 0;
    for (size_t i = 0; i < n; i++)
        squares += (samples[i] - mean) * (samples[i] - mean);
    return sqrt(squares / (double)(n - 1));
}

double fact_bound(const double *samples, size_t n) {
    return 4 * fact_deviation(samples, n) / sqrt((double)n);
}

static double of_both(size_t n_published, size_t n) {
    return sqrt(1.0 / (double)n_published + 1.0 / (double)n);
}

bool fact_mean(facts *f, const char *name, const char *published, size_t n_published, const double *samples, size_t n) {
    const double bound = 4 * fact_deviation(samples, n) * of_both(n_published, n) + half_a_unit(published);
    return judge(f, name, published, strtod(published, NULL), fact_average(samples, n), bound, n);
}

bool fact_geometric_mean(facts *f, const char *name, const char *published, size_t n_published, const double *samples, size_t n) {
    const double number = strtod(published, NULL);
    double *logs = fact_room(n, sizeof *logs);
    for (size_t i = 0; i < n; i++)
        logs[i] = log(samples[i]);
    const double measured = exp(fact_average(logs, n));
    const double bound = number * expm1(4 * fact_deviation(logs, n) * of_both(n_published, n)) + half_a_unit(published);
    free(logs);
    return judge(f, name, published, number, measured, bound, n);
}

bool fact_share(facts *f, const char *name, size_t count_published, size_t n_published, size_t count, size_t n) {
    const double p = (double)(count_published + count) / (double)(n_published + n);
    const double bound = 4 * sqrt(p * (1 - p)) * of_both(n_published, n);
    const double share_published = (double)count_published / (double)n_published, share = (double)count / (double)n;
    char published_text[TEXT], measured_text[TEXT], bound_text[TEXT];
    snprintf(published_text, TEXT, "%zu of %zu", count_published, n_published);
    snprintf(measured_text, TEXT, "%zu of %zu", count, n);
    snprintf(bound_text, TEXT, "%.2g %%", 100 * bound);
    return add_row(f, name, published_text, measured_text, bound_text, fabs(share - share_published) <= bound);
}

static int compare(const void *a, const void *b) {
    const double first = *(const double *)a, second = *(const double *)b;
    return (first > second) - (first < second);
}

/** The sample at a share of the sorted samples; the first or last beyond them. */
static double at_share(const double *samples, size_t n, double share) {
    const double place = floor(share * (double)n);
    return samples[place < 0 ? 0 : place > (double)(n - 1) ? n - 1 : (size_t)place];
}

bool fact_median(facts *f, const char *name, const char *published, size_t n_published, double *samples, size_t n) {
    qsort(samples, n, sizeof *samples, compare);
    const double number = strtod(published, NULL), half = half_a_unit(published), reach = 2 * of_both(n_published, n);
    const double low = at_share(samples, n, 0.5 - reach) - half, high = at_share(samples, n, 0.5 + reach) + half;
    const double median = 0.5 * (samples[(n - 1) / 2] + samples[n / 2]);
    char measured_text[TEXT], bound_text[TEXT];
    write_measured(measured_text, median, n);
    snprintf(bound_text, TEXT, "%.3g…%.3g", low, high);
    return add_row(f, name, published, measured_text, bound_text, number >= low && number <= high);
}

bool fact_holds(facts *f, const char *name, const char *published, bool holds, const char *measured, ...) {
    char text[TEXT];
    va_list arguments;
    va_start(arguments, measured);
    vsnprintf(text, sizeof text, measured, arguments); /* NOLINT(clang-analyzer-valist.Uninitialized): it is, just above */
    va_end(arguments);
    return add_row(f, name, published, text, "", holds);
}
