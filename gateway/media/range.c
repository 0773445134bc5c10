/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/media/range.h"

#include "gateway/http/head_syntax.h"

/* Digits alone: text_to_int takes a sign besides. -1: it is no such number. */
static int64_t number_of(text_t digits)
{
    int64_t number = -1;
    bool good = digits.size > 0 && digits.data[0] != '-' && text_to_int(digits, &number);
    return good ? number : -1;
}

/* "-500": the last bytes. */
static media_range_t read_last(text_t digits, int64_t size, int64_t *from, int64_t *to)
{
    int64_t count = number_of(digits);
    if (count < 0)
        return MEDIA_RANGE_NONE;
    *from = count < size ? size - count : 0;
    *to = size - 1;
    return count > 0 && size > 0 ? MEDIA_RANGE_PART : MEDIA_RANGE_NOWHERE;
}

media_range_t media_range_read(text_t value, int64_t size, int64_t *from, int64_t *to)
{
    const text_t unit = TEXT_LITERAL("bytes=");
    if (value.size <= unit.size || !head_is_word((text_t){value.data, unit.size}, "bytes="))
        return MEDIA_RANGE_NONE;
    text_t range = head_trim((text_t){value.data + unit.size, value.size - unit.size});
    const char *dash = range.size > 0 ? memchr(range.data, '-', range.size) : NULL;
    if (!dash)
        return MEDIA_RANGE_NONE;
    text_t first = head_slice(range.data, dash), last = head_slice(dash + 1, range.data + range.size);
    if (first.size == 0)
        return read_last(last, size, from, to);
    *from = number_of(first);
    *to = last.size > 0 ? number_of(last) : INT64_MAX;
    if (*from < 0 || *to < *from)
        return MEDIA_RANGE_NONE;
    *to = *to < size ? *to : size - 1;
    return *from < size ? MEDIA_RANGE_PART : MEDIA_RANGE_NOWHERE;
}
