/** JSON, read by whoever includes this; who refuses what is not as it must be is for the program to say. */
#ifndef JSON_H
#define JSON_H

#include <stddef.h>

#include <cjson/cJSON.h>

/** What is read is not what it must be: ends the test or the case, and does not return. Each program has its own: support.c, reference/report.c. */
_Noreturn void json_refuse(const char *format, ...);

/** All of a file, to be freed with free(); NULL if it cannot be read. */
char *file_text(const char *path);

/** A member that must be there. */
const cJSON *json_get(const cJSON *object, const char *key);
/** A member that must be a number. */
double json_number(const cJSON *object, const char *key);
/** A number, or the fallback where the member is missing. */
double json_number_or(const cJSON *object, const char *key, double fallback);
/** A member that must be a whole number from 0 on. */
size_t json_count(const cJSON *object, const char *key);
/** A member that must be a text. */
const char *json_text(const cJSON *object, const char *key);
/** Length of the array that must be there. */
size_t json_length(const cJSON *object, const char *key);
/** A new array of all numbers of the member, to be freed with free(); *n, unless NULL, is how many. */
double *json_doubles(const cJSON *object, const char *key, size_t *n);
float *json_floats(const cJSON *object, const char *key, size_t *n);
/** The same of a member that must hold n. */
float *json_n_floats(const cJSON *object, const char *key, size_t n);

#endif
