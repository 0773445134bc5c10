/* SPDX-License-Identifier: Apache-2.0 */
#include "base/base64.h"

const char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* Three bytes are four digits; of one or two the digits that are left are padding. */
static void write_group(buffer_t *out, const unsigned char *bytes, size_t count)
{
    unsigned bits = (unsigned)bytes[0] << 16;
    if (count > 1)
        bits |= (unsigned)bytes[1] << 8;
    if (count > 2)
        bits |= bytes[2];
    for (size_t digit = 0; digit < 4; digit++)
        buffer_append_char(out, digit <= count ? base64_digits[bits >> (18 - 6 * digit) & 63] : '=');
}

void base64_write(buffer_t *out, text_t bytes)
{
    for (size_t at = 0; at < bytes.size; at += 3)
        write_group(out, (const unsigned char *)bytes.data + at, bytes.size - at < 3 ? bytes.size - at : 3);
}
