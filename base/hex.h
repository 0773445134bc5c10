/* SPDX-License-Identifier: Apache-2.0 */
/* Bytes as hex digits. */
#ifndef LEIDA_BASE_HEX_H
#define LEIDA_BASE_HEX_H

#include <stddef.h>

/* Writes 2 lower-case digits for each of `count` bytes, and nothing behind them. */
static inline void hex_write(char *out, const unsigned char *bytes, size_t count)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < count; i++) {
        *out++ = digits[bytes[i] >> 4];
        *out++ = digits[bytes[i] & 0x0f];
    }
}

#endif
