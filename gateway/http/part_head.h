/* SPDX-License-Identifier: Apache-2.0 */
/* The head of a part of a multipart/form-data body (RFC 7578 4.2), taken line by line. Pure: a name with
 * escapes is resolved into an arena, else it is a slice of its line. */
#ifndef LEIDA_GATEWAY_HTTP_PART_HEAD_H
#define LEIDA_GATEWAY_HTTP_PART_HEAD_H

#include "base/arena.h"

enum { PART_HEAD_FIELDS_MAX = 32 };

typedef enum {
    PART_HEAD_MORE,
    PART_HEAD_WHOLE, /* this was the empty line that ends it */
    PART_HEAD_WRONG  /* `why` says what is wrong */
} part_head_result_t;

/* Begins with all but the arena zeroed. */
typedef struct {
    arena_t *arena;  /* borrowed */
    text_t name;     /* of the part; data is NULL until it is known */
    size_t fields;   /* so far */
    const char *why; /* for clients */
} part_head_t;

/* Takes the next line, without its CRLF, which lasts as long as the name is used. */
part_head_result_t part_head_take(part_head_t *self, text_t line);

#endif
