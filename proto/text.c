/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/text.h"

bool text_to_int(text_t text, int64_t *value)
{
    size_t at = 0;
    bool negative = text.size > 0 && text.data[0] == '-';
    at += negative;
    if (at == text.size || text.size - at > 19)
        return false;
    uint64_t sum = 0;
    for (; at < text.size; at++) {
        unsigned digit = (unsigned char)text.data[at] - (unsigned)'0';
        if (digit > 9)
            return false;
        sum = sum * 10 + digit;
    }
    if (sum > (uint64_t)INT64_MAX)
        return false;
    *value = negative ? -(int64_t)sum : (int64_t)sum;
    return true;
}

/* The length in bytes of the well-formed code point that begins at `at`, or 0. */
static size_t utf8_step(const unsigned char *at, size_t left)
{
    unsigned char c = at[0];
    if (c < 0x80)
        return c != 0;
    size_t size = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : 2;
    if (c < 0xc2 || c > 0xf4 || left < size)
        return 0;
    for (size_t i = 1; i < size; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    if ((c == 0xe0 && at[1] < 0xa0) || (c == 0xed && at[1] > 0x9f) || (c == 0xf0 && at[1] < 0x90) ||
        (c == 0xf4 && at[1] > 0x8f))
        return 0;
    return size;
}

bool text_is_utf8(text_t text)
{
    const unsigned char *bytes = (const unsigned char *)text.data;
    for (size_t at = 0; at < text.size;) {
        size_t step = utf8_step(bytes + at, text.size - at);
        if (step == 0)
            return false;
        at += step;
    }
    return true;
}

size_t text_length(text_t text)
{
    size_t length = 0;
    for (size_t at = 0; at < text.size; at++)
        length += ((unsigned char)text.data[at] & 0xc0) != 0x80;
    return length;
}
