/** Decimal numbers without strtod, which follows the locale and belongs to libc. */
#include "internal.h"

typedef struct decimal {
    bool negative;
    uint64_t digits;  /* the first 19 significant ones: 10¹⁹ < 2⁶⁴ */
    int64_t exponent; /* of ten */
} decimal;

enum { MAX_EXPONENT = 1000000000 }; /* where an exponent is past caring, but still far from overflow */

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/** Appends digits from *at on, until there are none; after_point is 1 behind the decimal point. Returns how many there were. */
static size_t read_digits(decimal *d, const char **at, const char *end, int after_point) {
    const char *start = *at;
    for (; *at < end && is_digit(**at); (*at)++) {
        if (d->digits < UINT64_C(1000000000000000000)) {
            d->digits = d->digits * 10 + (uint64_t)(**at - '0');
            d->exponent -= after_point;
        } else {
            d->exponent += 1 - after_point; /* dropped: below 10⁻¹⁸ of the number */
        }
    }
    return (size_t)(*at - start);
}

/** True if there was a sign; *negative tells which. */
static bool read_sign(bool *negative, const char **at, const char *end) {
    const bool found = *at < end && (**at == '-' || **at == '+');
    *negative = found && **at == '-';
    *at += found;
    return found;
}

/** An optional exponent part; false if it begins and does not end well. */
static bool read_exponent(decimal *d, const char **at, const char *end) {
    if (*at == end || (**at != 'e' && **at != 'E'))
        return true;
    (*at)++;
    bool negative;
    read_sign(&negative, at, end);
    const char *start = *at;
    int64_t exponent = 0;
    for (; *at < end && is_digit(**at); (*at)++)
        if (exponent < MAX_EXPONENT)
            exponent = exponent * 10 + (**at - '0');
    d->exponent += negative ? -exponent : exponent;
    return *at > start;
}

static bool read_decimal(decimal *d, const char *at, const char *end) {
    *d = (decimal){0};
    read_sign(&d->negative, &at, end);
    size_t n_digits = read_digits(d, &at, end, 0);
    if (at < end && *at == '.') {
        at++;
        n_digits += read_digits(d, &at, end, 1);
    }
    return n_digits > 0 && read_exponent(d, &at, end) && at == end;
}

/**
 * digits · 10^exponent. Exact for up to 15 digits and |exponent| ≤ 22 but for the one rounding (Clinger 1990); otherwise one rounding for the
 * digits and one for each factor of at most 10²², which makes five at most: 10⁻⁷⁰ · 2⁶⁴ is 0 in float32 and 10⁴⁰ is beyond it.
 */
static double value_of(const decimal *d) {
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                    1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22}; /* exact, all of them */
    if (d->digits == 0 || d->exponent < -70)
        return 0;
    if (d->exponent > 40)
        return __builtin_inf();
    double value = (double)d->digits;
    int64_t left = d->exponent;
    for (; left > 22; left -= 22)
        value *= 1e22;
    for (; left < -22; left += 22)
        value /= 1e22;
    return left < 0 ? value / powers[-left] : value * powers[left];
}

bool nn_decimal(double *number, const char *text, size_t length) {
    decimal d;
    if (!read_decimal(&d, text, text + length))
        return false;
    const double magnitude = value_of(&d);
    *number = d.negative ? -magnitude : magnitude;
    return true;
}
