/* SPDX-License-Identifier: Apache-2.0 */
/* The pieces that heads and header fields are written with. */
#ifndef LEIDA_GATEWAY_HTTP_HEAD_SYNTAX_H
#define LEIDA_GATEWAY_HTTP_HEAD_SYNTAX_H

#include <strings.h>

#include "base/text.h"

/* What a byte may be part of: a sum of these. */
enum {
    HEAD_TOKEN = 1,  /* tchar, RFC 9110 5.6.2 */
    HEAD_VALUE = 2,  /* a field's value: visible, obs-text, space, tab (RFC 9110 5.5) */
    HEAD_TARGET = 4, /* a request target: RFC 3986, and what browsers leave unescaped in a query */
    HEAD_NAME = 8    /* a host's name: reg-name, RFC 3986 3.2.2, but for the comma, which lists have */
};

/* Whether every byte may be part of that, which is one of these. */
bool head_consists_of(text_t text, unsigned kind);

/* Whether the text is that word, in any case. */
static inline bool head_is_word(text_t text, const char *word)
{
    return text.size == strlen(word) && strncasecmp(text.data, word, text.size) == 0;
}

/* Whether the text is a token (RFC 9110 5.6.2): at least one character. */
bool head_is_token(text_t text);

static inline text_t head_slice(const char *from, const char *to)
{
    return (text_t){from, (size_t)(to - from)};
}

/* Without the spaces and tabs around it. */
static inline text_t head_trim(text_t text)
{
    while (text.size > 0 && (text.data[0] == ' ' || text.data[0] == '\t')) {
        text.data++;
        text.size--;
    }
    while (text.size > 0 && (text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\t'))
        text.size--;
    return text;
}

/* Whether it is a host and perhaps a port: no list, no path, no user (RFC 9110 7.2). It may be empty (RFC
 * 9112 3.2). */
bool head_is_host(text_t host);

#endif
