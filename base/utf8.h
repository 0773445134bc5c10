/* SPDX-License-Identifier: Apache-2.0 */
/* One code point of UTF-8 at a time: inline, because the JSON scanner asks for every Chinese character. */
#ifndef LEIDA_BASE_UTF8_H
#define LEIDA_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Whether a byte can only stand behind the first one of a code point (10xxxxxx). */
static inline bool utf8_continues(unsigned char byte)
{
    return (byte & 0xc0) == 0x80;
}

/* The length in bytes of the well-formed code point that begins at `at`, of which `left` > 0 bytes are
 * readable; 0 when there is none, or when it is U+0000 (RFC 3629: no surrogates, no overlong forms). */
static inline size_t utf8_step(const char *at, size_t left)
{
    const unsigned char *bytes = (const unsigned char *)at;
    unsigned char lead = bytes[0];
    if (lead < 0x80)
        return lead != 0;
    if (lead < 0xe0)
        return lead >= 0xc2 && left >= 2 && utf8_continues(bytes[1]) ? 2 : 0;
    if (lead < 0xf0) {
        bool ok = left >= 3 && utf8_continues(bytes[1]) && utf8_continues(bytes[2]) &&
                  (lead != 0xe0 || bytes[1] >= 0xa0) && (lead != 0xed || bytes[1] <= 0x9f);
        return ok ? 3 : 0;
    }
    bool ok = lead <= 0xf4 && left >= 4 && utf8_continues(bytes[1]) && utf8_continues(bytes[2]) &&
              utf8_continues(bytes[3]) && (lead != 0xf0 || bytes[1] >= 0x90) &&
              (lead != 0xf4 || bytes[1] <= 0x8f);
    return ok ? 4 : 0;
}

#endif
