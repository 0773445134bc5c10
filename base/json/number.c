/* SPDX-License-Identifier: Apache-2.0 */
#include "base/json/number.h"

/* Exponents are read up to the first, and written up to the second: what the digits in front move them by is
 * less than what lies between. */
#define EXPONENT_READ_MAX INT64_C(1000000000000000)
#define EXPONENT_MAX INT64_C(100000000000000)

/* What follows the letter e. */
static int64_t read_exponent(const char *at, const char *end)
{
    const bool negative = at < end && *at == '-';
    int64_t value = 0;
    for (at += at < end && (*at == '-' || *at == '+'); at < end && value < EXPONENT_READ_MAX; at++)
        value = value * 10 + (*at - '0');
    value = value < EXPONENT_READ_MAX ? value : EXPONENT_READ_MAX;
    return negative ? -value : value;
}

static const char *mantissa_end(const char *at, const char *end)
{
    while (at < end && *at != 'e' && *at != 'E')
        at++;
    return at;
}

void json_write_number(buffer_t *out, text_t number)
{
    const size_t begin = out->size;
    const char *at = number.data;
    const char *end = at + number.size;
    const char *stop = mantissa_end(at, end);
    int64_t exponent = stop < end ? read_exponent(stop + 1, end) : 0;
    if (*at == '-')
        buffer_append_char(out, *at++);
    const size_t digits = out->size;
    for (bool fraction = false; at < stop; at++) {
        if (*at == '.') {
            fraction = true;
            continue;
        }
        exponent -= fraction;
        if (*at != '0' || out->size > digits)
            buffer_append_char(out, *at);
    }
    for (; out->size > digits && out->data[out->size - 1] == '0'; out->size--)
        exponent++;
    if (out->size == digits) {
        out->size = begin;
        buffer_append_char(out, '0');
        return;
    }
    buffer_append_char(out, 'e');
    buffer_append_int(out, exponent > -EXPONENT_MAX ? exponent : -EXPONENT_MAX);
}

bool json_read_whole(text_t number, int64_t *value)
{
    if (text_to_int(number, value))
        return true;
    enum { DIGITS_MAX = 20 }; /* a sign and as many digits as an int64_t may have */
    buffer_t plain = {0};
    json_write_number(&plain, number);
    const text_t whole = buffer_text(&plain);
    const char *letter = memchr(whole.data, 'e', whole.size);
    text_t digits = {whole.data, letter ? (size_t)(letter - whole.data) : whole.size};
    int64_t zeros = 0;
    bool good = !letter || text_to_int((text_t){letter + 1, whole.size - digits.size - 1}, &zeros);
    good = good && zeros >= 0 && digits.size + (size_t)zeros <= DIGITS_MAX;
    plain.size = digits.size;
    for (; good && zeros > 0; zeros--)
        buffer_append_char(&plain, '0');
    good = good && text_to_int(buffer_text(&plain), value);
    buffer_free(&plain);
    return good;
}
