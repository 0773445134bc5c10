/* SPDX-License-Identifier: Apache-2.0 */
/* What a byte is in ASCII, whatever the locale says. Inline: they are asked for each byte. */
#ifndef LEIDA_BASE_ASCII_H
#define LEIDA_BASE_ASCII_H

#include <stdbool.h>

/* Whether it is a letter or a digit. */
static inline bool ascii_is_alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* The value of a hex digit of either case, -1 for any other byte. */
static inline int ascii_hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    char lower = (char)(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

#endif
