/* SPDX-License-Identifier: Apache-2.0 */
/* What the header fields mean that matter to the edge. For head.c alone. */
#ifndef LEIDA_GATEWAY_HTTP_HEAD_FIELDS_H
#define LEIDA_GATEWAY_HTTP_HEAD_FIELDS_H

#include "gateway/http/head.h"

/* The bytes from `from` up to `to`, which is not among them. */
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

/* Takes a field, well-formed by itself, into the head. STATUS_DONE, or what is wrong with it. */
status_t head_take_field(head_t *head, text_t name, text_t value);

#endif
