/* SPDX-License-Identifier: Apache-2.0 */
/* The head of an answer: status line and header fields (RFC 9112 4, RFC 9110 8). */
#ifndef LEIDA_GATEWAY_HTTP_RESPONSE_H
#define LEIDA_GATEWAY_HTTP_RESPONSE_H

#include "gateway/http/exchange.h"

enum {
    RESPONSE_MORE_MAX = 128, /* bytes of the fields that every head has */
    RESPONSE_HEAD_MAX = 1536 + RESPONSE_MORE_MAX +
                        HEAD_ORIGIN_MAX /* … of any head, its document's left out */
};

/* The value of a Date field, kept for the second that it is good for. A zeroed one is empty. */
typedef struct {
    int64_t second; /* since 1970 */
    char text[32];  /* "Sun, 06 Nov 1994 08:49:37 GMT" */
} response_date_t;

/* Appends the head of an answered exchange, with `more` fields (each "\r\nName: value"). `last` says that the
 * connection ends with it. */
void response_write_head(buffer_t *out, const exchange_t *exchange, text_t more, bool last,
                         response_date_t *date);

#endif
