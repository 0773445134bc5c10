/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/head_syntax.h"

#include "base/ascii.h"

/* clang-format off */
static const unsigned char kinds[256] = {
     0,  0,  0,  0,  0,  0,  0,  0,  0,  2,  0,  0,  0,  0,  0,  0, /* tab */
     0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,  0,
     2, 15,  2,  3, 15, 15, 15, 15, 14, 14, 15, 15,  6, 15, 15,  6, /*  !"#$%&'()*+,-./ */
    15, 15, 15, 15, 15, 15, 15, 15, 15, 15,  6, 14,  2, 14,  2,  6, /* 0123456789:;<=>? */
     6, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, /* @ABCDEFGHIJKLMNO */
    15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15,  6,  6,  6,  7, 15, /* PQRSTUVWXYZ[\]^_ */
     7, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15, /* `abcdefghijklmno */
    15, 15, 15, 15, 15, 15, 15, 15, 15, 15, 15,  6,  7,  6, 15,  0, /* pqrstuvwxyz{|}~  */
     2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,
     2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,
     2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,
     2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,
     2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,
     2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,
     2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,
     2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,  2,
};
/* clang-format on */

static unsigned kinds_of(char c)
{
    return kinds[(unsigned char)c];
}

/* Four bytes at once, for every byte of a head comes here. */
bool head_consists_of(text_t text, unsigned kind)
{
    const char *at = text.data;
    size_t left = text.size;
    for (; left >= 4; at += 4, left -= 4)
        kind &= kinds_of(at[0]) & kinds_of(at[1]) & kinds_of(at[2]) & kinds_of(at[3]);
    for (; left > 0; at++, left--)
        kind &= kinds_of(*at);
    return kind != 0;
}

bool head_is_token(text_t text)
{
    return text.size > 0 && head_consists_of(text, HEAD_TOKEN);
}

/* An address in brackets (RFC 3986 3.2.2), of IPv6 or of a later kind. Returns its size, 0: it is none. */
static size_t literal_size(text_t host)
{
    const char *end = host.size ? memchr(host.data, ']', host.size) : NULL;
    size_t size = end ? (size_t)(end - host.data) + 1 : 0;
    for (size_t i = 1; i + 1 < size; i++)
        if (!(kinds_of(host.data[i]) & HEAD_TARGET) || strchr("/?@,\\[%", host.data[i]))
            return 0;
    return size > 2 ? size : 0;
}

/* Of a name or an IPv4 address, escapes included: how many bytes may be part of one. */
static size_t name_size(text_t host)
{
    size_t at = 0;
    while (at < host.size && kinds_of(host.data[at]) & HEAD_NAME &&
           (host.data[at] != '%' || (host.size - at > 2 && ascii_hex_value(host.data[at + 1]) >= 0 &&
                                     ascii_hex_value(host.data[at + 2]) >= 0)))
        at++;
    return at;
}

bool head_is_host(text_t host)
{
    bool literal = host.size > 0 && host.data[0] == '[';
    size_t at = literal ? literal_size(host) : name_size(host);
    if ((literal && at == 0) || (at < host.size && host.data[at++] != ':'))
        return false;
    while (at < host.size && host.data[at] >= '0' && host.data[at] <= '9')
        at++;
    return at == host.size;
}
