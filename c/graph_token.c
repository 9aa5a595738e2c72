/** Tokens of a formula in UTF-8: see graph.h. */
#include "graph.h"

static bool is_digit(uint32_t c) {
    return c >= '0' && c <= '9';
}

/** ASCII, Latin, Greek, Cyrillic, kana, Chinese, Korean. */
static bool is_name_start(uint32_t c) {
    static const uint32_t ranges[][2] = {{'A', 'Z'},       {'a', 'z'},       {'_', '_'},       {0xC0, 0xD6},     {0xD8, 0xF6},
                                         {0xF8, 0x24F},    {0x386, 0x386},   {0x388, 0x3FF},   {0x400, 0x52F},   {0x3041, 0x30FE},
                                         {0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0xAC00, 0xD7A3}, {0xFF21, 0xFF3A}, {0xFF41, 0xFF5A}};
    for (size_t k = 0; k < sizeof ranges / sizeof ranges[0]; k++)
        if (c >= ranges[k][0] && c <= ranges[k][1])
            return true;
    return false;
}

/** The digits ₀ … ₉ below the line among it. */
static bool is_name_part(uint32_t c) {
    return is_name_start(c) || is_digit(c) || (c >= 0x2080 && c <= 0x2089);
}

static bool is_blank(uint32_t c) {
    return c == ' ' || c == '\t' || c == '\r' || c == 0xA0 || c == 0x2009 || c == 0x3000 || c == 0xFEFF;
}

/** The sign that a character stands for, 0 if for none. A line end separates as a semicolon does. */
static char sign_of(uint32_t c) {
    switch (c) {
    case '+':
    case 0xFF0B:
        return '+';
    case '-':
    case 0x2212: /* minus sign */
    case 0x2013: /* en dash, which word processors make of it */
    case 0xFF0D:
        return '-';
    case '*':
    case 0xB7: /* middle dot */
    case 0xD7: /* multiplication sign */
    case 0x22C5:
    case 0xFF0A:
        return '*';
    case '/':
    case 0xF7: /* division sign */
    case 0x2215:
    case 0xFF0F:
        return '/';
    case '^':
    case 0xFF3E:
        return '^';
    case '(':
    case 0xFF08:
        return '(';
    case ')':
    case 0xFF09:
        return ')';
    case '=':
    case 0xFF1D:
        return '=';
    case ';':
    case '\n':
    case 0xFF1B:
        return ';';
    default:
        return 0;
    }
}

/** The character at text; *length ← its bytes. A byte that begins no valid UTF-8 is a character of its own, U+FFFD. */
static uint32_t decode(size_t *length, const char *text, const char *end) {
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000}; /* that so many bytes may encode */
    const unsigned char first = (unsigned char)*text;
    *length = 1;
    if (first < 0x80)
        return first;
    const size_t n = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || (size_t)(end - text) < n)
        return 0xFFFD;
    uint32_t c = first & (0xFFu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if (((unsigned char)text[i] & 0xC0) != 0x80)
            return 0xFFFD;
        c = c << 6 | ((unsigned char)text[i] & 0x3F);
    }
    if (c < least[n])
        return 0xFFFD;
    *length = n;
    return c;
}

/** The next character, U+0000 at the end. */
static uint32_t peek(const graph_reader *reader, size_t *length) {
    *length = 0;
    return reader->next < reader->end ? decode(length, reader->next, reader->end) : 0;
}

static void take(graph_reader *reader, graph_token *token, size_t length) {
    reader->next += length;
    reader->column++;
    token->length += length;
    token->n_characters++;
}

static void take_name(graph_reader *reader, graph_token *token) {
    size_t length;
    for (uint32_t c = peek(reader, &length); is_name_part(c); c = peek(reader, &length))
        take(reader, token, length);
}

static void take_digits(graph_reader *reader, graph_token *token) {
    while (reader->next < reader->end && is_digit((unsigned char)*reader->next))
        take(reader, token, 1);
}

/** Digits, a point, digits, and an exponent where digits follow its e: 2e stays 2, and e a name. */
static void take_number(graph_reader *reader, graph_token *token) {
    take_digits(reader, token);
    if (reader->next < reader->end && *reader->next == '.') {
        take(reader, token, 1);
        take_digits(reader, token);
    }
    const char *at = reader->next;
    if (at == reader->end || (*at != 'e' && *at != 'E'))
        return;
    at++;
    at += at < reader->end && (*at == '+' || *at == '-');
    if (at == reader->end || !is_digit((unsigned char)*at))
        return;
    while (reader->next < at)
        take(reader, token, 1);
    take_digits(reader, token);
}

static bool starts_number(const graph_reader *reader) {
    const char *at = reader->next;
    at += *at == '.';
    return at < reader->end && is_digit((unsigned char)*at);
}

graph_token nn_graph_next_token(graph_reader *reader) {
    graph_token token = {0};
    size_t length;
    uint32_t c = peek(reader, &length);
    for (; is_blank(c); c = peek(reader, &length))
        take(reader, &token, length);
    token = (graph_token){.kind = GRAPH_END, .text = reader->next, .column = reader->column};
    if (length == 0)
        return token;
    token.sign = sign_of(c);
    if (token.sign != 0) {
        token.kind = GRAPH_SIGN;
        take(reader, &token, length);
    } else if (is_name_start(c)) {
        token.kind = GRAPH_NAME;
        take_name(reader, &token);
    } else if (starts_number(reader)) {
        token.kind = GRAPH_NUMBER;
        take_number(reader, &token);
    } else {
        token.kind = GRAPH_STRANGER;
        take(reader, &token, length);
    }
    return token;
}
