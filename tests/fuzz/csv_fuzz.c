/** Any bytes as a CSV: refused with a place, or a table that keeps what nn.h promises. */
#include "fuzz.h"
#include "nn.h"

#include <string.h>

static void check_refusal(const nn_csv *csv, const nn_csv_error *error, size_t size) {
    check(csv == NULL);
    check(error->line >= 1 && error->column >= 1);
    check(error->line <= size + 1 && error->column <= size + 1);
    check(error->expected != NULL && strlen(error->expected) > 0);
}

static void check_table(const nn_csv *csv) {
    const size_t rows = nn_csv_n_rows(csv), inputs = nn_csv_n_inputs(csv), classes = nn_csv_n_classes(csv);
    check(rows >= 2 && rows <= NN_CSV_MAX_ROWS);
    check(inputs >= 1 && inputs < NN_CSV_MAX_COLUMNS);
    check(classes == 0 || (classes >= 2 && classes <= 16));
    check(fuzz_finite(nn_csv_x(csv), rows * inputs));
    check(fuzz_finite(nn_csv_y(csv), rows));
    for (size_t i = 0; classes > 0 && i < rows; i++)
        check(nn_csv_y(csv)[i] == (float)(size_t)nn_csv_y(csv)[i] && nn_csv_y(csv)[i] < (float)classes);
    for (size_t c = 0; c <= inputs + 1; c++)
        check(nn_csv_column(csv, c) != NULL);
    for (size_t k = 0; k < classes; k++)
        check(strlen(nn_csv_class(csv, k)) > 0);
    check(strlen(nn_csv_class(csv, classes)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
    nn_csv *csv;
    nn_csv_error error;
    const nn_status status = nn_csv_new(&csv, &error, (const char *)bytes, size);
    check(status == NN_OK || status == NN_BAD_TEXT);
    if (status == NN_OK)
        check_table(csv);
    else
        check_refusal(csv, &error, size);
    nn_csv_free(csv);
    return 0;
}
