/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a multipart/form-data body (RFC 7578, RFC 2046 5.1), taken from the whole of it. Pure: names
 * with escapes are resolved into an arena, everything else is a slice of the body. */
#ifndef LEIDA_GATEWAY_HTTP_MULTIPART_H
#define LEIDA_GATEWAY_HTTP_MULTIPART_H

#include "base/arena.h"

typedef struct {
    text_t body, boundary;
    size_t at;       /* behind what was read last; where it is wrong, once it is */
    bool ended;      /* it was the closing one */
    arena_t *arena;  /* borrowed */
    const char *why; /* what is wrong with the body, for clients; NULL while nothing is */
} multipart_t;

/* Looks for the first delimiter: what stands before it is ignored (RFC 2046 5.1.1). The boundary must be one
 * (media_type_is_boundary). */
void multipart_start(multipart_t *self, text_t body, text_t boundary, arena_t *arena);

/* The next part's name and content. False behind the last one, and when the body is wrong (`why`). */
bool multipart_next(multipart_t *self, text_t *name, text_t *value);

#endif
