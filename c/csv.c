/** A CSV as a table of numbers and labels: see nn_csv in nn.h. csv_reader.h finds the fields, this file says what they must be. */
#include "csv_reader.h"
#include "internal.h"

#include <stdlib.h>

enum { MAX_CLASSES = 16 };

/** What the labels turned out to be so far. */
typedef enum label_kind {
    WHOLE_NUMBERS, /* at most MAX_CLASSES different ones: classes, unless other numbers follow */
    WORDS,         /* classes for good: a label that is not a number came, and no fraction before it */
    TARGETS        /* of a regression */
} label_kind;

struct nn_csv {
    size_t n_rows, n_columns, label_column; /* n_columns counts the labels' */
    float *x, *y;                           /* [n_rows × (n_columns − 1)], [n_rows]: class numbers, or targets */
    label_kind kind;
    size_t n_classes;
    char *classes[MAX_CLASSES];      /* [n_classes] as first written */
    bool is_number[MAX_CLASSES];     /* whether a class is one; then it is compared by its value, */
    double values[MAX_CLASSES];      /* which stands here: 1 and 1.0 are one class */
    char *names[NN_CSV_MAX_COLUMNS]; /* in the order of the file; NULL where there are none */
};

static nn_status refuse_at(nn_csv_error *error, size_t line, size_t column, const char *expected) {
    *error = (nn_csv_error){.line = line, .column = column, .expected = expected};
    return NN_BAD_TEXT;
}

static nn_status refuse(nn_csv_error *error, const csv_field *field, const char *expected) {
    return refuse_at(error, field->line, field->column, expected);
}

static nn_status copy_text(char **copy, const csv_field *field) {
    *copy = malloc(field->length + 1);
    if (!*copy)
        return NN_OUT_OF_MEMORY;
    nn_csv_field_copy(*copy, field);
    return NN_OK;
}

/* ---- the first line */

static bool is_label_name(const csv_field *field) {
    return nn_csv_field_is_name(field, "label") || nn_csv_field_is_name(field, "class") || nn_csv_field_is_name(field, "species");
}

/** fields [*n] ← those of the row; at most NN_CSV_MAX_COLUMNS. */
static nn_status read_first_row(csv_field *fields, size_t *n, csv_reader *reader, nn_csv_error *error) {
    *n = 0;
    do {
        csv_field field;
        if (!nn_csv_next_field(reader, &field, error))
            return NN_BAD_TEXT;
        if (*n == NN_CSV_MAX_COLUMNS)
            return refuse(error, &field, "at most 64 columns");
        fields[(*n)++] = field;
    } while (!fields[*n - 1].ends_row);
    return *n < 2 ? refuse(error, &fields[0], "at least one column of numbers and one of labels") : NN_OK;
}

/** A first line is of names if one of them is "label" or the like, or if all before the last, which may be a label, are no numbers. */
static bool is_header(size_t *label_column, const csv_field *fields, size_t n) {
    size_t n_numbers = 0;
    double number;
    *label_column = n - 1;
    for (size_t c = 0; c < n; c++) {
        if (is_label_name(&fields[c])) {
            *label_column = c;
            return true;
        }
        n_numbers += c + 1 < n && nn_csv_field_number(&number, &fields[c]);
    }
    return n_numbers == 0;
}

/** Leaves the reader at the first row of data. */
static nn_status read_header(nn_csv *csv, csv_reader *reader, nn_csv_error *error) {
    csv_field fields[NN_CSV_MAX_COLUMNS];
    if (!nn_csv_next_row(reader))
        return refuse_at(error, reader->line, reader->column, "at least one column of numbers and one of labels");
    csv_reader behind = *reader;
    nn_status status = read_first_row(fields, &csv->n_columns, &behind, error);
    if (status != NN_OK || !is_header(&csv->label_column, fields, csv->n_columns))
        return status;
    *reader = behind;
    for (size_t c = 0; c < csv->n_columns && status == NN_OK; c++)
        status = copy_text(&csv->names[c], &fields[c]);
    return status;
}

/* ---- labels */

/** Class numbers become the targets they stood for. */
static void become_targets(nn_csv *csv) {
    for (size_t i = 0; i < csv->n_rows; i++)
        csv->y[i] = (float)csv->values[(size_t)csv->y[i]];
    csv->kind = TARGETS;
}

static bool is_whole(double x) {
    const double limit = 9007199254740992.0; /* 2⁵³: whole from there on */
    return x >= limit || x <= -limit || (double)(int64_t)x == x;
}

/** The class of the label, n_classes if it is a new one. */
static size_t find_class(const nn_csv *csv, const csv_field *field, bool is_number, double value) {
    size_t k = 0;
    while (k < csv->n_classes &&
           !(csv->is_number[k] == is_number && (is_number ? csv->values[k] == value : nn_csv_field_is(field, csv->classes[k]))))
        k++;
    return k;
}

static nn_status add_class(nn_csv *csv, const csv_field *field, bool is_number, double value) {
    const size_t k = csv->n_classes;
    csv->is_number[k] = is_number;
    csv->values[k] = value;
    const nn_status status = copy_text(&csv->classes[k], field);
    csv->n_classes += status == NN_OK;
    return status;
}

static const char number_expected[] = "a number", smaller_expected[] = "a number between -3.4e38 and 3.4e38";

/** Words that other programs write for numbers they do not have: surely no names of classes. */
static bool is_not_finite(const csv_field *field) {
    static const char *const words[] = {"nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"};
    for (size_t k = 0; k < sizeof words / sizeof words[0]; k++)
        if (nn_csv_field_is_name(field, words[k]))
            return true;
    return false;
}

/** The class number of a label, in order of first appearance; a 17th makes whole numbers to targets, and refuses words. */
static nn_status read_class(nn_csv *csv, const csv_field *field, bool is_number, double value, nn_csv_error *error) {
    const size_t label = find_class(csv, field, is_number, value);
    if (label == MAX_CLASSES) {
        if (csv->kind == WORDS)
            return refuse(error, field, "at most 16 different labels");
        become_targets(csv);
        csv->y[csv->n_rows] = (float)value;
        return NN_OK;
    }
    csv->y[csv->n_rows] = (float)label;
    return label == csv->n_classes ? add_class(csv, field, is_number, value) : NN_OK;
}

static nn_status read_label(nn_csv *csv, const csv_field *field, nn_csv_error *error) {
    double value = 0;
    const bool is_number = nn_csv_field_number(&value, field);
    if (!is_number && csv->kind == TARGETS)
        return refuse(error, field, number_expected);
    if (field->length == 0 || is_not_finite(field))
        return refuse(error, field, "a label or a number");
    if (!nn_is_finite((float)value))
        return refuse(error, field, smaller_expected);
    if (!is_number)
        csv->kind = WORDS;
    if (csv->kind == WHOLE_NUMBERS && !is_whole(value))
        become_targets(csv);
    if (csv->kind != TARGETS)
        return read_class(csv, field, is_number, value, error);
    csv->y[csv->n_rows] = (float)value;
    return NN_OK;
}

/* ---- rows */

static nn_status read_input(float *x, const csv_field *field, nn_csv_error *error) {
    double value;
    if (!nn_csv_field_number(&value, field))
        return refuse(error, field, number_expected);
    *x = (float)value;
    return nn_is_finite(*x) ? NN_OK : refuse(error, field, smaller_expected);
}

static nn_status read_row(nn_csv *csv, csv_reader *reader, nn_csv_error *error) {
    static const char as_many[] = "as many fields as the first line";
    float *x = csv->x + csv->n_rows * (csv->n_columns - 1);
    for (size_t c = 0; c < csv->n_columns; c++) {
        csv_field field;
        if (!nn_csv_next_field(reader, &field, error))
            return NN_BAD_TEXT;
        if (field.ends_row && c + 1 < csv->n_columns)
            return refuse_at(error, field.end_line, field.end_column, as_many);
        const nn_status status = c == csv->label_column ? read_label(csv, &field, error) : read_input(x++, &field, error);
        if (status != NN_OK)
            return status;
        if (!field.ends_row && c + 1 == csv->n_columns)
            return refuse_at(error, field.end_line, field.end_column, as_many);
    }
    csv->n_rows++;
    return NN_OK;
}

/** Room for a row a line, of at least one byte for each column. */
static nn_status make_room(nn_csv *csv, const csv_reader *reader) {
    const size_t most = (size_t)(reader->end - reader->next) / csv->n_columns + 1;
    const size_t rows = most < NN_CSV_MAX_ROWS ? most : NN_CSV_MAX_ROWS;
    csv->x = malloc(rows * (csv->n_columns - 1) * sizeof *csv->x);
    csv->y = malloc(rows * sizeof *csv->y);
    return csv->x && csv->y ? NN_OK : NN_OUT_OF_MEMORY;
}

static nn_status read_rows(nn_csv *csv, csv_reader *reader, nn_csv_error *error) {
    nn_status status = make_room(csv, reader);
    while (status == NN_OK && nn_csv_next_row(reader)) {
        if (csv->n_rows == NN_CSV_MAX_ROWS)
            return refuse_at(error, reader->line, reader->column, "at most 100,000 rows");
        status = read_row(csv, reader, error);
    }
    if (status != NN_OK)
        return status;
    if (csv->n_rows < 2)
        return refuse_at(error, reader->line, reader->column, "at least two rows");
    if (csv->kind != TARGETS && csv->n_classes < 2)
        return refuse_at(error, reader->line, reader->column, "at least two different labels");
    return NN_OK;
}

nn_status nn_csv_new(nn_csv **csv, nn_csv_error *error, const char *text, size_t length) {
    *csv = NULL;
    *error = (nn_csv_error){0};
    nn_csv *made = calloc(1, sizeof *made);
    if (!made)
        return NN_OUT_OF_MEMORY;
    csv_reader reader = nn_csv_reader_new(text, length);
    nn_status status = read_header(made, &reader, error);
    if (status == NN_OK)
        status = read_rows(made, &reader, error);
    if (status == NN_OK)
        *csv = made;
    else
        nn_csv_free(made);
    return status;
}

void nn_csv_free(nn_csv *csv) {
    if (!csv)
        return;
    for (size_t k = 0; k < MAX_CLASSES; k++)
        free(csv->classes[k]);
    for (size_t c = 0; c < NN_CSV_MAX_COLUMNS; c++)
        free(csv->names[c]);
    free(csv->x);
    free(csv->y);
    free(csv);
}

size_t nn_csv_n_rows(const nn_csv *csv) {
    return csv->n_rows;
}

size_t nn_csv_n_inputs(const nn_csv *csv) {
    return csv->n_columns - 1;
}

size_t nn_csv_n_classes(const nn_csv *csv) {
    return csv->kind == TARGETS ? 0 : csv->n_classes;
}

const float *nn_csv_x(const nn_csv *csv) {
    return csv->x;
}

const float *nn_csv_y(const nn_csv *csv) {
    return csv->y;
}

const char *nn_csv_column(const nn_csv *csv, size_t index) {
    if (index >= csv->n_columns)
        return "";
    const bool is_label = index == csv->n_columns - 1;
    const char *name = csv->names[is_label ? csv->label_column : index + (index >= csv->label_column)];
    return name ? name : "";
}

const char *nn_csv_class(const nn_csv *csv, size_t index) {
    return index < nn_csv_n_classes(csv) ? csv->classes[index] : "";
}
