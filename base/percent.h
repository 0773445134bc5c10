/* SPDX-License-Identifier: Apache-2.0 */
/* Percent-encoding as signatures and queries want it: of every text there is one spelling. */
#ifndef LEIDA_BASE_PERCENT_H
#define LEIDA_BASE_PERCENT_H

#include "base/ascii.h"
#include "base/buffer.h"

/* Appends a byte: itself where it is a letter, a digit, '-', '.', '_' or '~' (RFC 3986 2.3), else "%XX" with
 * upper-case digits. */
static inline void percent_encode_byte(buffer_t *out, char byte)
{
    static const char digits[] = "0123456789ABCDEF";
    if (ascii_is_alphanumeric(byte) || byte == '-' || byte == '.' || byte == '_' || byte == '~') {
        buffer_append_char(out, byte);
        return;
    }
    buffer_append_char(out, '%');
    buffer_append_char(out, digits[(unsigned char)byte >> 4]);
    buffer_append_char(out, digits[byte & 0x0f]);
}

/* Appends each byte of the text so. */
static inline void percent_encode(buffer_t *out, text_t text)
{
    for (size_t i = 0; i < text.size; i++)
        percent_encode_byte(out, text.data[i]);
}

#endif
