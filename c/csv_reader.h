/** Reads the text of a CSV (RFC 4180, with some patience) field by field; csv.c makes a table of them. */
#ifndef NN_CSV_READER_H
#define NN_CSV_READER_H

#include "nn.h"

/** Where reading stands. Copy the struct to come back. */
typedef struct csv_reader {
    const char *next, *end;
    size_t line, column; /* of next, from 1; a column is a character in UTF-8 */
    char separator;      /* ',' ';' or a tab */
} csv_reader;

/** One field, pointing into the text: what stands between its quotes, or without the blanks around it. */
typedef struct csv_field {
    const char *text;
    size_t length;
    bool doubled;                /* was quoted, and holds a quote as two */
    bool ends_row;               /* nothing follows on its line */
    size_t line, column;         /* of its first character, the quote if there is one */
    size_t end_line, end_column; /* of the separator or line end behind it */
} csv_field;

/** Skips a byte order mark and finds the separator: the commonest of tab, semicolon and comma on the first line that is not blank. */
csv_reader nn_csv_reader_new(const char *text, size_t length);

/** Goes past lines of nothing but blanks; false if nothing else is left. */
bool nn_csv_next_row(csv_reader *reader);

/** Reads a field and what ends it. False, with *error, if its quotes are wrong or it holds a zero byte. */
bool nn_csv_next_field(csv_reader *reader, csv_field *field, nn_csv_error *error);

/** Copies the field's text, quotes undoubled, and a final 0, to to [length + 1]; returns the length written, without the 0. */
size_t nn_csv_field_copy(char *to, const csv_field *field);

/** The field's text equals a 0-terminated one. */
bool nn_csv_field_is(const csv_field *field, const char *text);

/** The field's text equals name, which is in small letters, but for the case of ASCII letters. */
bool nn_csv_field_is_name(const csv_field *field, const char *name);

/** *number ← the decimal that the field is; false if it is none. It may be infinite. */
bool nn_csv_field_number(double *number, const csv_field *field);

#endif
