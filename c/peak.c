/** The measuring stick of the benchmark: how fast this machine multiplies and adds vectors of four when nothing else is in the way. */
#include "bench.h"

#include "simd.h"

/* Enough independent sums to hide the latency of one, few enough for 16 registers; written out, as an array would live in memory. */
enum { SUMS = 12 };

float bench_peak(size_t rounds) {
    const v4 a = v4_splat(0.999f), b = v4_splat(0.001f); /* each sum tends to 1 */
    /* From different starts, or a compiler would see that they are the same. */
    v4 s0 = a, s1 = b, s2 = v4_splat(0.2f), s3 = v4_splat(0.3f), s4 = v4_splat(0.4f), s5 = v4_splat(0.5f), s6 = v4_splat(0.6f),
       s7 = v4_splat(0.7f), s8 = v4_splat(0.8f), s9 = v4_splat(0.9f), s10 = v4_splat(1.1f), s11 = v4_splat(1.2f);
    for (size_t r = 0; r < rounds; r++) {
        s0 = s0 * a + b;
        s1 = s1 * a + b;
        s2 = s2 * a + b;
        s3 = s3 * a + b;
        s4 = s4 * a + b;
        s5 = s5 * a + b;
        s6 = s6 * a + b;
        s7 = s7 * a + b;
        s8 = s8 * a + b;
        s9 = s9 * a + b;
        s10 = s10 * a + b;
        s11 = s11 * a + b;
    }
    return v4_sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7 + s8 + s9 + s10 + s11);
}

double bench_peak_operations(size_t rounds) {
    return (double)rounds * SUMS * 4 * 2;
}
