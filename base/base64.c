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
    if (size == 0)
        return; /* an empty buffer has no memory to point into */
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

/* The value of a byte that is a digit. */
static unsigned value_of(unsigned char digit)
{
    if (digit >= 'a')
        return digit - 'a' + 26u;
    if (digit >= 'A')
        return digit - 'A' + 0u;
    if (digit >= '0')
        return digit - '0' + 52u;
    return digit == '+' ? 62 : 63;
}

/* The bytes of `count` digits, 2 to 4. False when bits are left over. */
static bool read_group(unsigned char *out, const char *from, size_t count)
{
    unsigned bits = 0;
    for (size_t i = 0; i < 4; i++)
        bits = bits << 6 | (i < count ? value_of((unsigned char)from[i]) : 0);
    for (size_t i = 0; i < count - 1; i++)
        out[i] = (unsigned char)(bits >> (16 - 8 * i));
    return (bits & (UINT32_C(0xffffff) >> 8 * (count - 1))) == 0;
}

bool base64_read(void *bytes, size_t *size, text_t text)
{
    size_t count = text.size;
    if (count % 4 != 0)
        return false;
    for (size_t i = 0; i < 2 && count > 0 && text.data[count - 1] == '='; i++)
        count--;
    if (!base64_has_only_digits((text_t){text.data, count}))
        return false;
    unsigned char *out = bytes;
    for (size_t at = 0; at < count; at += 4, out += 3)
        if (!read_group(out, text.data + at, count - at < 4 ? count - at : 4))
            return false;
    *size = count / 4 * 3 + (count % 4 > 0 ? count % 4 - 1 : 0);
    return true;
}
