/** JSON: what every reader of reference numbers needs. */
#include "json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *file_text(const char *path) {
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return NULL;
    fseek(file, 0, SEEK_END);
    const long length = ftell(file);
    rewind(file);
    char *text = length < 0 ? NULL : malloc((size_t)length + 1);
    if (text != NULL) {
        const size_t n_read = fread(text, 1, (size_t)length, file);
        text[n_read] = '\0';
        if (n_read < (size_t)length) {
            free(text);
            text = NULL;
        }
    }
    fclose(file);
    return text;
}

const cJSON *json_get(const cJSON *object, const char *key) {
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, key);
    if (member == NULL)
        json_refuse("no member \"%s\"", key);
    return member;
}

double json_number(const cJSON *object, const char *key) {
    const cJSON *member = json_get(object, key);
    if (!cJSON_IsNumber(member))
        json_refuse("\"%s\" is not a number", key);
    return member->valuedouble;
}

double json_number_or(const cJSON *object, const char *key, double fallback) {
    const cJSON *member = cJSON_GetObjectItemCaseSensitive(object, key);
    return cJSON_IsNumber(member) ? member->valuedouble : fallback;
}

size_t json_count(const cJSON *object, const char *key) {
    const double number = json_number(object, key);
    if (!(number >= 0 && number <= 1e9 && number == (double)(size_t)number))
        json_refuse("\"%s\" is not a count", key);
    return (size_t)number;
}

const char *json_text(const cJSON *object, const char *key) {
    const cJSON *member = json_get(object, key);
    if (!cJSON_IsString(member))
        json_refuse("\"%s\" is not a text", key);
    return member->valuestring;
}

size_t json_length(const cJSON *object, const char *key) {
    const cJSON *member = json_get(object, key);
    if (!cJSON_IsArray(member))
        json_refuse("\"%s\" is not an array", key);
    return (size_t)cJSON_GetArraySize(member);
}

double *json_doubles(const cJSON *object, const char *key, size_t *n) {
    const size_t length = json_length(object, key);
    double *numbers = malloc((length + 1) * sizeof *numbers), *next = numbers;
    if (numbers == NULL)
        json_refuse("no memory for \"%s\"", key);
    const cJSON *item;
    cJSON_ArrayForEach(item, json_get(object, key)) {
        if (!cJSON_IsNumber(item))
            json_refuse("\"%s\" holds something that is not a number", key);
        *next++ = item->valuedouble;
    }
    if (n != NULL)
        *n = length;
    return numbers;
}

float *json_floats(const cJSON *object, const char *key, size_t *n) {
    size_t length;
    double *doubles = json_doubles(object, key, &length);
    float *numbers = malloc((length + 1) * sizeof *numbers);
    if (numbers == NULL)
        json_refuse("no memory for \"%s\"", key);
    for (size_t i = 0; i < length; i++)
        numbers[i] = (float)doubles[i];
    free(doubles);
    if (n != NULL)
        *n = length;
    return numbers;
}

float *json_n_floats(const cJSON *object, const char *key, size_t n) {
    size_t length;
    float *numbers = json_floats(object, key, &length);
    if (length != n)
        json_refuse("\"%s\" holds %zu numbers, not %zu", key, length, n);
    return numbers;
}
