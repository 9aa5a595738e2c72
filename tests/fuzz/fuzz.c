#include "fuzz.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fuzz_check(bool holds, const char *condition, const char *file, int line) {
    if (holds)
        return;
    fprintf(stderr, "%s:%d: this does not hold: %s\n", file, line, condition);
    abort();
}

void *fuzz_allocate(size_t n, size_t size) {
    check(n < ((size_t)1 << 32));
    void *made = malloc(n * size > 0 ? n * size : 1);
    if (!made)
        exit(0);
    return made;
}

bool fuzz_finite(const float *x, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!isfinite(x[i]))
            return false;
    return true;
}

bool fuzz_same_bits(const float *x, const float *y, size_t n) {
    return n == 0 || memcmp(x, y, n * sizeof *x) == 0;
}

static uint8_t next_byte(fuzz_input *input) {
    while (input->next < input->end && (*input->next == ' ' || *input->next == '\n'))
        input->next++;
    return input->next < input->end ? *input->next++ : '0';
}

size_t fuzz_choose(fuzz_input *input, size_t n) {
    return (uint8_t)(next_byte(input) - '0') % n;
}

float fuzz_number(fuzz_input *input) {
    static const float numbers[] = {0.0f,   1.0f,    0.5f,  -1.0f,    2.0f,     0.01f,     0.9f,      -0.0f,   -0.25f,
                                    100.0f, -1e4f,   1e10f, -1e30f,   3.4e38f,  1e-10f,    1e-38f,    -1e-45f, 0.999999f,
                                    0.125f, 0.3333f, 3.0f,  16777216, INFINITY, -INFINITY, (float)NAN};
    const size_t n = sizeof numbers / sizeof numbers[0], choice = fuzz_choose(input, n + 1);
    if (choice < n)
        return numbers[choice];
    float any = 0.0f;
    for (size_t i = 0; i < sizeof any; i++)
        ((uint8_t *)&any)[i] = next_byte(input);
    return any;
}
