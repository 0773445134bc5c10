/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The chunked transfer coding (RFC 9112 7.1), taken apart as it comes in, however it is cut. As strict as the
 * head: a size that two readers could read differently would be a way to smuggle a request. Pure.
 */
#ifndef LEIDA_GATEWAY_HTTP_CHUNKED_H
#define LEIDA_GATEWAY_HTTP_CHUNKED_H

#include "base/buffer.h"

typedef enum {
    CHUNKED_SIZE,      /* in the digits of a chunk's size */
    CHUNKED_EXTENSION, /* behind them, up to the line's CR */
    CHUNKED_SIZE_FEED, /* before the line's LF */
    CHUNKED_DATA,
    CHUNKED_DATA_RETURN, /* before the CR behind the data */
    CHUNKED_DATA_FEED,
    CHUNKED_TRAILER,      /* in a line of the trailer */
    CHUNKED_TRAILER_FEED, /* before that line's LF */
    CHUNKED_DONE,
    CHUNKED_WRONG
} chunked_state_t;

enum {
    CHUNKED_DIGITS_MAX = 8,    /* of a size, leading zeros included */
    CHUNKED_LINES_MAX = 16384, /* bytes of extensions, and of the trailer, in the whole body */
    CHUNKED_LINE_MAX = 1024    /* bytes of a line of the trailer */
};

/* A zeroed one is at a body's beginning. */
typedef struct {
    chunked_state_t state;
    unsigned digits; /* of the size so far */
    uint64_t left;   /* bytes of the chunk still to come */
    size_t lines;    /* bytes of extensions and trailer so far */
    size_t line;     /* bytes in `trailer` */
    char trailer[CHUNKED_LINE_MAX];
} chunked_t;

/* Takes coded bytes and appends what they carry to `body`; returns how many it took: all, unless the body
 * ended (CHUNKED_DONE; the rest is the next request), broke a rule (CHUNKED_WRONG), or `body` grew beyond
 * `limit` bytes, when it stops in the middle. */
size_t chunked_take(chunked_t *self, text_t coded, buffer_t *body, size_t limit);

#endif
