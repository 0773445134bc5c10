/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/head_syntax.h"

#include <strings.h>

/* clang-format off */
static const unsigned char kinds[256] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, /* tab */
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    2, 7, 2, 3, 7, 7, 7, 7, 6, 6, 7, 7, 6, 7, 7, 6, /*  !"#$%&'()*+,-./ */
    7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 6, 6, 2, 6, 2, 6, /* 0123456789:;<=>? */
    6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, /* @ABCDEFGHIJKLMNO */
    7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 6, 6, 6, 7, 7, /* PQRSTUVWXYZ[\]^_ */
    7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, /* `abcdefghijklmno */
    7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 6, 7, 6, 7, 0, /* pqrstuvwxyz{|}~  */
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
};
/* clang-format on */

bool head_consists_of(text_t text, unsigned kind)
{
    for (size_t i = 0; i < text.size; i++)
        if (!(kinds[(unsigned char)text.data[i]] & kind))
            return false;
    return true;
}

bool head_is_token(text_t text)
{
    return text.size > 0 && head_consists_of(text, HEAD_TOKEN);
}

bool head_is_word(text_t text, const char *word)
{
    return text.size == strlen(word) && strncasecmp(text.data, word, text.size) == 0;
}

static bool is_hex(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

/* An address in brackets (RFC 3986 3.2.2), of IPv6 or of a later kind. Returns its size, 0: it is none. */
static size_t literal_size(text_t host)
{
    const char *end = host.size ? memchr(host.data, ']', host.size) : NULL;
    size_t size = end ? (size_t)(end - host.data) + 1 : 0;
    for (size_t i = 1; i + 1 < size; i++)
        if (!(kinds[(unsigned char)host.data[i]] & HEAD_TARGET) || strchr("/?@,\\[%", host.data[i]))
            return 0;
    return size > 2 ? size : 0;
}

/* A name or an IPv4 address, escapes included, up to a colon. Returns its size; *wrong: it is none. */
static size_t name_size(text_t host, bool *wrong)
{
    size_t at = 0;
    for (*wrong = false; at < host.size && host.data[at] != ':'; at++) {
        char c = host.data[at];
        bool escape = host.size - at > 2 && is_hex(host.data[at + 1]) && is_hex(host.data[at + 2]);
        *wrong = *wrong || !(kinds[(unsigned char)c] & HEAD_TARGET) || strchr("/?@,\\[]{}|^`", c) ||
                 (c == '%' && !escape);
    }
    return at;
}

bool head_is_host(text_t host)
{
    bool wrong = false;
    size_t at = host.size > 0 && host.data[0] == '[' ? literal_size(host) : name_size(host, &wrong);
    if (wrong || (host.size > 0 && host.data[0] == '[' && at == 0))
        return false;
    if (at < host.size && host.data[at++] != ':')
        return false;
    while (at < host.size && host.data[at] >= '0' && host.data[at] <= '9')
        at++;
    return at == host.size;
}
