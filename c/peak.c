/** The measuring stick of the benchmark: how fast this machine multiplies and adds vectors of four when nothing else is in the way. */
#include "bench.h"

#include "simd.h"

enum { CHAINS = 12 }; /* enough independent sums to hide the latency of one, few enough for 16 registers */

float bench_peak(size_t rounds) {
    v4 sums[CHAINS];
    for (int c = 0; c < CHAINS; c++)
        sums[c] = v4_splat((float)c);
    const v4 a = v4_splat(0.999f), b = v4_splat(0.001f);

    for (size_t r = 0; r < rounds; r++)
        for (int c = 0; c < CHAINS; c++)
            sums[c] = sums[c] * a + b; /* tends to 1 */

    v4 sum = sums[0];
    for (int c = 1; c < CHAINS; c++)
        sum += sums[c];
    return v4_sum(sum);
}

double bench_peak_operations(size_t rounds) {
    return (double)rounds * CHAINS * 4 * 2;
}
