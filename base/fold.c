/* SPDX-License-Identifier: Apache-2.0 */
#include "base/fold.h"

#include <utf8proc.h>

static const utf8proc_option_t form = (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPAT |
                                                          UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD);

enum { IDEOGRAPH_SIZE = 3 /* bytes */, FEW = 128 /* code points of a usual name */ };

static bool is_blank(int32_t point)
{
    const utf8proc_category_t category = utf8proc_category(point);
    return (point >= '\t' && point <= '\r') || point == 0x85 || category == UTF8PROC_CATEGORY_ZS ||
           category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

/* Makes each run of white space one space; gives how many code points are left. */
static utf8proc_ssize_t join_blanks(int32_t *points, utf8proc_ssize_t count)
{
    utf8proc_ssize_t kept = 0;
    for (utf8proc_ssize_t i = 0; i < count; i++) {
        const int32_t point = is_blank(points[i]) ? ' ' : points[i];
        if (point != ' ' || kept == 0 || points[kept - 1] != ' ')
            points[kept++] = point;
    }
    return kept;
}

/* The code points of any text, in `points`, of which there is room for so many; how many there are, or would
 * be, or a negative number for what is no UTF-8. */
static utf8proc_ssize_t decompose(text_t text, int32_t *points, utf8proc_ssize_t room)
{
    return utf8proc_decompose((const utf8proc_uint8_t *)text.data, (utf8proc_ssize_t)text.size, points, room,
                              form);
}

/* Appends them, composed; what they are in becomes their bytes, and has room for one more. */
static bool append_points(buffer_t *out, int32_t *points, utf8proc_ssize_t count)
{
    const utf8proc_ssize_t size = utf8proc_reencode(points, join_blanks(points, count), form);
    if (size > 0)
        buffer_append(out, (const char *)points, (size_t)size);
    return size >= 0;
}

/* Any text, by the library. */
static bool fold_any(buffer_t *out, text_t text)
{
    int32_t few[FEW + 1];
    utf8proc_ssize_t count = decompose(text, few, FEW);
    if (count <= FEW)
        return count >= 0 && append_points(out, few, count);
    int32_t *many = memory_new(((size_t)count + 1) * sizeof *many);
    count = decompose(text, many, count);
    const bool good = append_points(out, many, count);
    free(many);
    return good;
}

/* U+4E00 to U+9FFF: these are as they are in every form, whatever stands beside them. */
static bool is_ideograph(const char *at, const char *end)
{
    const uint8_t first = (uint8_t)*at;
    return end - at >= IDEOGRAPH_SIZE &&
           ((first > 0xe4 && first < 0xea) || (first == 0xe4 && (uint8_t)at[1] >= 0xb8)) &&
           ((uint8_t)at[1] & 0xc0) == 0x80 && ((uint8_t)at[2] & 0xc0) == 0x80;
}

static void append_ascii(buffer_t *out, size_t begin, char byte)
{
    const bool blank = byte == ' ' || (byte >= '\t' && byte <= '\r');
    if (byte >= 'A' && byte <= 'Z')
        byte = (char)(byte | 0x20);
    if (!blank)
        buffer_append_char(out, byte);
    else if (out->size == begin || out->data[out->size - 1] != ' ')
        buffer_append_char(out, ' ');
}

/* Nearly all names: a tenth of what the library takes. False, and `out` has a part, when there is more in it.
 */
static bool fold_common(buffer_t *out, text_t text)
{
    const size_t begin = out->size;
    const char *at = text.data, *end = text.data + text.size;
    while (at < end) {
        if ((uint8_t)*at < 0x80)
            append_ascii(out, begin, *at++);
        else if (is_ideograph(at, end)) {
            buffer_append(out, at, IDEOGRAPH_SIZE);
            at += IDEOGRAPH_SIZE;
        } else
            return false;
    }
    return true;
}

bool text_fold(buffer_t *out, text_t text)
{
    const size_t begin = out->size;
    if (text.size == 0 || fold_common(out, text))
        return true;
    out->size = begin;
    return fold_any(out, text);
}
