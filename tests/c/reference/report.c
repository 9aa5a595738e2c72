#include "report.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** What a case allocated, to be freed at its end. */
typedef struct kept {
    struct kept *next;
    void *block;
} kept;

/** The one case that runs. */
static struct {
    const char *file, *name;
    jmp_buf end;
    kept *first;
} current;

static void free_all(void) {
    while (current.first != NULL) {
        kept *first = current.first;
        current.first = first->next;
        free(first->block);
        free(first);
    }
}

static void *keep(void *block) {
    kept *first = malloc(sizeof *first);
    if (block == NULL || first == NULL) {
        free(block);
        free(first);
        json_refuse("no memory");
    }
    *first = (kept){current.first, block};
    current.first = first;
    return block;
}

void run_case(const char *file, const char *name, case_check *check, const cJSON *json, const cJSON *parent) {
    current.file = file;
    current.name = name;
    if (setjmp(current.end) == 0)
        check(json, parent);
    free_all();
}

void run_cases(const char *file, case_check *check, const cJSON *array) {
    const cJSON *json;
    cJSON_ArrayForEach(json, array) {
        const cJSON *name = cJSON_GetObjectItemCaseSensitive(json, "name");
        run_case(file, cJSON_IsString(name) ? name->valuestring : "without a name", check, json, NULL);
    }
}

void report(const char *quantity, double deviation) {
    printf("%s\t%s\t%s\t%.9g\n", current.file, current.name, quantity, deviation);
}

void json_refuse(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    printf("%s\t%s\t!\t", current.file, current.name);
    vprintf(format, arguments);
    putchar('\n');
    va_end(arguments);
    longjmp(current.end, 1);
}

void must(nn_status status, const char *what) {
    if (status != NN_OK)
        json_refuse("%s: %s", what, nn_status_message(status));
}

void *room(size_t n, size_t size) {
    return keep(calloc(n > 0 ? n : 1, size));
}

float *float_room(size_t n) {
    return room(n, sizeof(float));
}

double *doubles(const cJSON *object, const char *key, size_t n) {
    size_t length;
    double *numbers = keep(json_doubles(object, key, &length));
    if (length != n)
        json_refuse("\"%s\" holds %zu numbers, not %zu", key, length, n);
    return numbers;
}

float *floats(const cJSON *object, const char *key, size_t n) {
    return keep(json_n_floats(object, key, n));
}

bool has(const cJSON *object, const char *key) {
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, key);
    return member != NULL && !cJSON_IsNull(member);
}

double worse(double a, double b) {
    return isnan(a) || a > b ? a : b;
}

double share_of(double scale, double actual, double expected) {
    return actual == expected ? 0 : fabs(actual - expected) / scale;
}

double mixed(const float *actual, const double *expected, size_t n) {
    double worst = 0;
    for (size_t i = 0; i < n; i++)
        worst = worse(worst, share_of(fmax(1, fabs(expected[i])), (double)actual[i], expected[i]));
    return worst;
}

double each(const float *actual, const double *expected, size_t n) {
    double worst = 0;
    for (size_t i = 0; i < n; i++)
        worst = worse(worst, share_of(fabs(expected[i]), (double)actual[i], expected[i]));
    return worst;
}

double absolute(const float *actual, const double *expected, size_t n) {
    double worst = 0;
    for (size_t i = 0; i < n; i++)
        worst = worse(worst, share_of(1, (double)actual[i], expected[i]));
    return worst;
}

double largest_of(const double *x, size_t n) {
    double largest = 0;
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, fabs(x[i]));
    return largest;
}

double as_outputs(double actual, double expected) {
    return share_of(fmax(fabs(expected), sqrt(fabs(expected))), actual, expected);
}
