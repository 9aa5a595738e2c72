/** Seeded random numbers: PCG32, the XSH-RR 64/32 generator of O'Neill, "PCG: A Family of Simple Fast …" (2014), pcg-random.org. */
#include "internal.h"

#include <string.h>

nn_rng nn_rng_new(uint64_t seed, uint64_t stream) {
    nn_rng rng = {.state = 0, .increment = stream << 1 | 1}; /* any odd increment is a sequence of its own */
    nn_rng_bits(&rng);
    rng.state += seed;
    nn_rng_bits(&rng);
    return rng;
}

uint32_t nn_rng_bits(nn_rng *rng) {
    const uint64_t state = rng->state;
    rng->state = state * 6364136223846793005u + rng->increment;
    const uint32_t shifted = (uint32_t)((state >> 18 ^ state) >> 27);
    const uint32_t turn = (uint32_t)(state >> 59);
    return shifted >> turn | shifted << (-turn & 31);
}

float nn_rng_uniform(nn_rng *rng, float low, float high) {
    const float unit = (float)(nn_rng_bits(rng) >> 8) * 0x1p-24f; /* exact, below 1 */
    const float x = low + (high - low) * unit;
    /* What rounds up to high belongs to low: rounding to nearest gives every float between them a full bin, and each end half of one. */
    return x < high ? x : low;
}

float nn_rng_normal(nn_rng *rng) {
    for (;;) {
        const float u = nn_rng_uniform(rng, -1.0f, 1.0f);
        const float v = nn_rng_uniform(rng, -1.0f, 1.0f);
        const float square = u * u + v * v;
        if (square > 0.0f && square < 1.0f) /* π/4 of all pairs */
            return u * f_sqrt(-2.0f * nn_log(square) / square);
    }
}

uint32_t nn_rng_below(nn_rng *rng, uint32_t n) {
    const uint32_t incomplete = (0u - n) % n; /* 2³² mod n: without so many of the values, each remainder is equally likely */
    for (;;) {
        const uint32_t bits = nn_rng_bits(rng);
        if (bits >= incomplete)
            return bits % n;
    }
}

void nn_rng_permutation(nn_rng *rng, uint32_t *order, size_t n) {
    for (size_t i = 0; i < n; i++)
        order[i] = (uint32_t)i;
    for (size_t left = n; left > 1; left--) {
        const uint32_t pick = nn_rng_below(rng, (uint32_t)left);
        const uint32_t picked = order[pick];
        order[pick] = order[left - 1];
        order[left - 1] = picked;
    }
}

/* Each lane is a xorshift generator of 128 bits (Marsaglia 2003) that PCG32 seeds: shifts alone, which every instruction set has. */

typedef uint32_t v4u __attribute__((vector_size(16)));

nn_rng_lanes nn_rng_lanes_new(uint64_t seed, uint64_t stream) {
    nn_rng rng = nn_rng_new(seed, stream);
    nn_rng_lanes lanes;
    for (size_t word = 0; word < 4; word++)
        for (size_t lane = 0; lane < 4; lane++)
            lanes.state[word][lane] = nn_rng_bits(&rng) | (word == 0); /* a state is not all 0 */
    return lanes;
}

void nn_rng_lanes_uniform(nn_rng_lanes *rng, float *x, size_t n, float low, float high) {
    v4u state[4];
    memcpy(state, rng->state, sizeof state);
    for (size_t i = 0; i < n; i += 4) {
        const v4u t = state[0] ^ (state[0] << 11);
        state[0] = state[1], state[1] = state[2], state[2] = state[3];
        state[3] = state[3] ^ (state[3] >> 19) ^ (t ^ (t >> 8));
        const v4 unit = __builtin_convertvector((v4i)(state[3] >> 8), v4) * 0x1p-24f;
        v4_store(x + i, low + (high - low) * unit);
    }
    memcpy(rng->state, state, sizeof state);
}
