/** What the fuzzing programs share. Each is one LLVMFuzzerTestOneInput, built with libFuzzer; ./build.sh fuzz runs them. */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Ends the program as a crash does, and says what did not hold. */
#define check(condition) fuzz_check((condition), #condition, __FILE__, __LINE__)

void fuzz_check(bool holds, const char *condition, const char *file, int line);

/** malloc that succeeds or ends the run quietly; its size is exact, so that the sanitizer sees a byte too many. */
void *fuzz_allocate(size_t n, size_t size);

bool fuzz_finite(const float *x, size_t n);
bool fuzz_same_bits(const float *x, const float *y, size_t n);

/** Decisions, taken from the bytes of an input one after the other; at their end all are 0. Blanks and line ends are passed over. */
typedef struct fuzz_input {
    const uint8_t *next, *end;
} fuzz_input;

/** 0 … n − 1, n ≤ 75: the character 0 chooses 0, and so on to 9; then come A for 17, a for 49. */
size_t fuzz_choose(fuzz_input *input, size_t n);

/** A number: of a table of ordinary and extraordinary ones, or any four bytes. */
float fuzz_number(fuzz_input *input);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

#endif
