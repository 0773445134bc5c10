/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Three bytes are four digits; of one or two the digits that are left are padding. */
static void write_group(char *out, const unsigned char *bytes, size_t count)
{
    unsigned bits = (unsigned)bytes[0] << 16;
    if (count > 1)
        bits |= (unsigned)bytes[1] << 8;
    if (count > 2)
        bits |= bytes[2];
    for (size_t digit = 0; digit < 4; digit++)
        out[digit] = digit <= count ? digits[bits >> (18 - 6 * digit) & 63] : '=';
}

void base64_write(buffer_t *out, text_t bytes)
{
    size_t size = (bytes.size + 2) / 3 * 4;
    char *group = buffer_reserve(out, size);
    for (size_t at = 0; at < bytes.size; at += 3, group += 4)
        write_group(group, (const unsigned char *)bytes.data + at, bytes.size - at < 3 ? bytes.size - at : 3);
    out->size += size;
}

/* A bit for each byte that is a digit; '/' stands in front of '0'. */
#define BITS(from, to) ((UINT64_MAX >> (63 - ((to) - (from)))) << ((from)&63))
static const uint64_t digit_bits[4] = {BITS('+', '+') | BITS('/', '9'), BITS('A', 'Z') | BITS('a', 'z')};

bool base64_has_only_digits(text_t text)
{
    uint64_t all = 1;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.data[i];
        all &= digit_bits[byte >> 6] >> (byte & 63);
    }
    return all & 1;
}
