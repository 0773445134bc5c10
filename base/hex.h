/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes as lower-case hex digits. */
#ifndef LEIDA_BASE_HEX_H
#define LEIDA_BASE_HEX_H

#include "base/text.h"

/* Writes 2 digits for each of `count` bytes, and nothing behind them. */
static inline void hex_write(char *out, const unsigned char *bytes, size_t count)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < count; i++) {
        *out++ = digits[bytes[i] >> 4];
        *out++ = digits[bytes[i] & 0x0f];
    }
}

/* Whether it is such digits alone. Nothing is, too. */
static inline bool hex_is(text_t text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!(text.data[i] >= '0' && text.data[i] <= '9') && !(text.data[i] >= 'a' && text.data[i] <= 'f'))
            return false;
    return true;
}

#endif
