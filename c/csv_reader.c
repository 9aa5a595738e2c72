/** Fields of a CSV: see csv_reader.h. */
#include "csv_reader.h"
#include "internal.h"

#include <string.h>

static bool is_line_end(char c) {
    return c == '\n' || c == '\r';
}

/** Neither a separator nor the end of a line, and nothing to see. */
static bool is_blank(const csv_reader *reader, char c) {
    return c == ' ' || (c == '\t' && reader->separator != '\t');
}

static bool at_end(const csv_reader *reader) {
    return reader->next == reader->end;
}

static bool at_field_end(const csv_reader *reader) {
    return at_end(reader) || *reader->next == reader->separator || is_line_end(*reader->next);
}

/** Past one byte. A line ends in LF, CR LF or CR; the bytes 10xxxxxx continue a character of UTF-8. */
static void advance(csv_reader *reader) {
    const char c = *reader->next++;
    if (c == '\n' || (c == '\r' && (at_end(reader) || *reader->next != '\n'))) {
        reader->line++;
        reader->column = 1;
    } else if (((unsigned char)c & 0xC0) != 0x80) {
        reader->column++;
    }
}

static void skip_blanks(csv_reader *reader) {
    while (!at_end(reader) && is_blank(reader, *reader->next))
        advance(reader);
}

static void skip_line_end(csv_reader *reader) {
    if (!at_end(reader) && *reader->next == '\r')
        advance(reader);
    if (!at_end(reader) && *reader->next == '\n')
        advance(reader);
}

static bool refuse(nn_csv_error *error, size_t line, size_t column, const char *expected) {
    *error = (nn_csv_error){.line = line, .column = column, .expected = expected};
    return false;
}

/** The commonest separator outside quotes on the line where reader stands; of equals the rarer in prose: tab, semicolon, comma. */
static char find_separator(csv_reader line) {
    size_t tabs = 0, semicolons = 0, commas = 0;
    bool quoted = false;
    for (; !at_end(&line) && (quoted || !is_line_end(*line.next)); line.next++) {
        const char c = *line.next;
        quoted ^= c == '"';
        tabs += !quoted && c == '\t';
        semicolons += !quoted && c == ';';
        commas += !quoted && c == ',';
    }
    if (tabs > 0 && tabs >= semicolons && tabs >= commas)
        return '\t';
    return semicolons > 0 && semicolons >= commas ? ';' : ',';
}

csv_reader nn_csv_reader_new(const char *text, size_t length) {
    csv_reader reader = {.next = text, .end = text + length, .line = 1, .column = 1, .separator = ','};
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        reader.next += 3;
    nn_csv_next_row(&reader);
    reader.separator = find_separator(reader);
    return reader;
}

bool nn_csv_next_row(csv_reader *reader) {
    for (;;) {
        csv_reader ahead = *reader;
        skip_blanks(&ahead);
        if (at_end(&ahead) || !is_line_end(*ahead.next)) {
            if (at_end(&ahead))
                *reader = ahead;
            return !at_end(reader);
        }
        skip_line_end(&ahead);
        *reader = ahead;
    }
}

/** The reader is behind an opening quote. */
static bool read_quoted(csv_reader *reader, csv_field *field, nn_csv_error *error) {
    field->text = reader->next;
    for (;; advance(reader)) {
        if (at_end(reader))
            return refuse(error, field->line, field->column, "a closing quote");
        if (*reader->next != '"')
            continue;
        if (reader->end - reader->next < 2 || reader->next[1] != '"')
            break;
        field->doubled = true;
        advance(reader);
    }
    field->length = (size_t)(reader->next - field->text);
    advance(reader);
    skip_blanks(reader);
    return at_field_end(reader) ||
           refuse(error, reader->line, reader->column, "a separator or the end of the line after the closing quote");
}

static void read_plain(csv_reader *reader, csv_field *field) {
    field->text = reader->next;
    while (!at_field_end(reader))
        advance(reader);
    const char *last = reader->next;
    while (last > field->text && is_blank(reader, last[-1]))
        last--;
    field->length = (size_t)(last - field->text);
}

bool nn_csv_next_field(csv_reader *reader, csv_field *field, nn_csv_error *error) {
    skip_blanks(reader);
    *field = (csv_field){.line = reader->line, .column = reader->column};
    if (!at_end(reader) && *reader->next == '"') {
        advance(reader);
        if (!read_quoted(reader, field, error))
            return false;
    } else {
        read_plain(reader, field);
    }
    if (field->length > 0 && memchr(field->text, 0, field->length))
        return refuse(error, field->line, field->column, "text, not a zero byte");
    field->end_line = reader->line;
    field->end_column = reader->column;
    field->ends_row = at_end(reader) || is_line_end(*reader->next);
    if (field->ends_row)
        skip_line_end(reader);
    else
        advance(reader);
    return true;
}

/** The byte at *at, and *at moved past it: past both of a doubled quote. */
static char next_byte(const csv_field *field, size_t *at) {
    const char c = field->text[*at];
    *at += field->doubled && c == '"' ? 2 : 1;
    return c;
}

size_t nn_csv_field_copy(char *to, const csv_field *field) {
    size_t written = 0;
    for (size_t at = 0; at < field->length;)
        to[written++] = next_byte(field, &at);
    to[written] = '\0';
    return written;
}

bool nn_csv_field_is(const csv_field *field, const char *text) {
    for (size_t at = 0; at < field->length;)
        if (*text++ != next_byte(field, &at)) /* stops at text's 0, since a field holds none */
            return false;
    return *text == '\0';
}

bool nn_csv_field_is_name(const csv_field *field, const char *name) {
    for (size_t at = 0; at < field->length; at++) {
        const char c = field->text[at];
        if (*name++ != (c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c))
            return false;
    }
    return *name == '\0';
}

bool nn_csv_field_number(double *number, const csv_field *field) {
    return nn_decimal(number, field->text, field->length);
}
