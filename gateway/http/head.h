/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The head of an HTTP/1.1 request: request line and header fields, read as RFC 9110 and RFC 9112 write them
 * and no other way. Whatever two readers could understand differently (a length above all) is refused, for
 * that is how requests are smuggled past a proxy. Pure: bytes in, slices of them out, no memory of its own.
 */
#ifndef LEIDA_GATEWAY_HTTP_HEAD_H
#define LEIDA_GATEWAY_HTTP_HEAD_H

#include "gateway/http/head_fields.h"

enum {
    HEAD_SIZE_MAX = 16 * 1024, /* bytes, with the empty line that ends it */
    HEAD_TARGET_MAX = 8 * 1024,
    HEAD_FIELDS_MAX = 200
};

/* Where the search for the end of a head has come to. A zeroed one is at its beginning. */
typedef struct {
    size_t line;  /* where the line begins that is not whole yet */
    size_t lines; /* whole ones before it, the request line included */
} head_search_t;

typedef enum {
    HEAD_MORE,  /* its end has not come yet */
    HEAD_WHOLE, /* *size bytes of the text are the head */
    HEAD_WRONG  /* it cannot become one: *why says what to answer */
} head_result_t;

/* Looks for the empty line that ends a head in all that has come so far. Called again with more of the same
 * bytes it goes on where it stopped. One empty line before the request line belongs to the head (RFC 9112
 * 2.2). */
head_result_t head_find(head_search_t *search, text_t bytes, size_t *size, status_t *why);

/* Reads a head that head_find called whole. STATUS_DONE; else what is wrong with it: STATUS_MALFORMED,
 * STATUS_URI_TOO_LONG, STATUS_HEAD_TOO_LARGE, STATUS_HTTP_VERSION, STATUS_CODING (a transfer coding that is
 * not implemented). */
status_t head_read(text_t bytes, head_t *head);

/* Whether the bytes are a header field's line (without its CRLF) as RFC 9112 5 has it; its name and its value
 * without the white space around it. */
bool head_split_field(text_t line, text_t *name, text_t *value);

#endif
