/** That the judging can fail: a right number passes, one that is off by more than its bound does not. */
#include "facts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void expect(bool condition, const char *what) {
    if (condition)
        return;
    fprintf(stderr, "facts: the judging is wrong: %s\n", what);
    exit(2);
}

static void judge_numbers(facts *f) {
    expect(fact_number(f, "", 2, 2.09, 0.1), "within its bound");
    expect(!fact_number(f, "", 2, 2.11, 0.1), "beyond its bound");
    expect(!fact_number(f, "", 2, NAN, 0.1), "not a number");
    expect(fact_digits(f, "", "1.3e-3", 1.349e-3, 0), "within half a unit");
    expect(!fact_digits(f, "", "1.3e-3", 1.351e-3, 0), "beyond half a unit");
    expect(!fact_digits(f, "", "100", 100.51, 0), "beyond half a unit of a whole number");
    expect(!fact_digits(f, "", ".0100", .01006, 0), "a zero at the end is a digit");
}

/** 0, 1, 0, 1 …: mean ½, deviation √(n/(n − 1))/2, four standard errors of a hundred and a hundred 0.284. */
static void judge_samples(facts *f) {
    enum { N = 100 };
    double samples[N], powers[N], ranks[N];
    for (int i = 0; i < N; i++)
        samples[i] = i % 2, powers[i] = i % 2 ? 2 : 0.5, ranks[i] = (i * 37) % N;
    expect(fact_mean(f, "", "0.78", N, samples, N), "a mean within four standard errors");
    expect(!fact_mean(f, "", "0.80", N, samples, N), "a mean beyond four standard errors");
    expect(fact_geometric_mean(f, "", "1.0", N, powers, N), "a geometric mean");
    expect(!fact_geometric_mean(f, "", "3.0", N, powers, N), "a geometric mean that is another");
    expect(fact_median(f, "", "76.0", N, ranks, N), "a median within four standard errors of its rank");
    expect(!fact_median(f, "", "80.0", N, ranks, N), "a median beyond");
    expect(!fact_median(f, "", "20.0", N, ranks, N), "a median below");
    expect(fact_share(f, "", 50, N, 77, N), "a share within four standard errors");
    expect(!fact_share(f, "", 50, N, 79, N), "a share beyond");
    expect(!fact_share(f, "", 0, N, 20, N), "a share that should be 0");
    expect(!fact_holds(f, "", "", false, "%d", 0), "what does not hold");
}

void facts_judge_themselves(void) {
    facts quiet = {.is_quiet = true};
    judge_numbers(&quiet);
    judge_samples(&quiet);
    expect(quiet.n_rows == 18 && quiet.n_differ == 12, "the count of what differs");
}
