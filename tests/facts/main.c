/** ./build.sh facts [sample]: every section, and how many of its facts hold. */
#include "facts.h"

#include <stdio.h>
#include <string.h>

int main(int count, char **arguments) {
    facts f = {.sample = count == 2 && strcmp(arguments[1], "sample") == 0};
    if (count > 2 || (count == 2 && !f.sample)) {
        fprintf(stderr, "usage: %s [sample]\n", arguments[0]);
        return 2;
    }
    facts_judge_themselves();
    facts_activations(&f);
    facts_race(&f);
    facts_initialisation(&f);
    facts_differentiation(&f);
    facts_learning_rate(&f);
    facts_stability(&f);
    facts_surfaces(&f);
    facts_minima(&f);
    facts_batch_norm(&f);
    facts_datasets(&f);
    printf("\n%zu of %zu facts hold%s\n", f.n_rows - f.n_differ, f.n_rows, f.sample ? ", by the smaller sample" : "");
    return f.n_differ > 0;
}
