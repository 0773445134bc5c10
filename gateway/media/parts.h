/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The parts of a multipart/form-data body (RFC 7578, RFC 2046 5.1) as its bytes come, however they are cut:
 * what gateway/http/multipart.h does with the whole of one. Pure.
 */
#ifndef LEIDA_GATEWAY_MEDIA_PARTS_H
#define LEIDA_GATEWAY_MEDIA_PARTS_H

#include "gateway/http/media_type.h"
#include "gateway/http/part_head.h"

enum {
    MEDIA_PARTS_MAX = 16,           /* parts of a body */
    MEDIA_PART_HEAD_MAX = 4 * 1024, /* bytes of a part's head */
    MEDIA_DELIMITER_MAX = 4 + BOUNDARY_MAX,
    MEDIA_TAIL_MAX = 64 /* bytes of white space behind a delimiter */
};

typedef enum {
    MEDIA_PARTS_MORE,    /* all bytes are used */
    MEDIA_PARTS_BEGIN,   /* a part begins: the piece is its name, in the arena */
    MEDIA_PARTS_CONTENT, /* a piece of its content, until the next call */
    MEDIA_PARTS_WRONG    /* `why` says what is wrong with the body */
} media_parts_event_t;

typedef enum {
    MEDIA_PARTS_PREAMBLE,
    MEDIA_PARTS_TAIL, /* behind a delimiter, whose line is not whole yet */
    MEDIA_PARTS_HEAD,
    MEDIA_PARTS_BODY,
    MEDIA_PARTS_EPILOGUE, /* the closing delimiter has come: the body is good whatever follows */
    MEDIA_PARTS_BROKEN
} media_parts_state_t;

typedef struct {
    media_parts_state_t state;
    arena_t *arena; /* borrowed */
    const char *why;
    /* CRLF, two dashes and the boundary; behind it what has come of its line while it may be a delimiter. */
    char held[MEDIA_DELIMITER_MAX + MEDIA_TAIL_MAX];
    size_t size;    /* of the delimiter in it */
    size_t matched; /* bytes of it that have come, … */
    size_t skip;    /* … of which so many are no content: they belong to the line before */
    size_t tail;    /* bytes behind it */
    size_t parts;   /* that have begun */
    part_head_t head;
    size_t head_size; /* bytes of it */
    size_t line_size; /* of the line that is not whole yet */
    char line[MEDIA_PART_HEAD_MAX];
} media_parts_t;

/* Begins with a boundary, which must be one (media_type_is_boundary). */
void media_parts_start(media_parts_t *self, text_t boundary, arena_t *arena);
/* Takes of the bytes what leads to the next event; to be called until it says MEDIA_PARTS_MORE. */
media_parts_event_t media_parts_next(media_parts_t *self, text_t *bytes, text_t *piece);
/* Nothing more comes: whether the body is whole; else `why` says what it lacks. */
bool media_parts_are_whole(media_parts_t *self);

#endif
