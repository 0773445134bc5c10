/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a client sends, from frames to messages: frames are read where they came in; only the beginning of one
 * whose end has not come, and a message whose last fragment has not, are kept, and only until then.
 */
#ifndef LEIDA_GATEWAY_PUSH_INBOX_H
#define LEIDA_GATEWAY_PUSH_INBOX_H

#include "gateway/push/frame.h"

/* What is kept of a socket's input. NULL: nothing. */
typedef struct inbox inbox_t;

typedef enum {
    INBOX_MORE,  /* nothing whole is left */
    INBOX_PART,  /* a fragment of a message came, but not its last */
    INBOX_TEXT,  /* a message */
    INBOX_PING,  /* to be answered with the same payload */
    INBOX_PONG,  /* asked for by nobody */
    INBOX_CLOSE, /* the payload is none, or a code and a reason */
    INBOX_WRONG  /* what came must not be: nothing more can be read */
} inbox_kind_t;

/* The taking of what one read has brought. */
typedef struct {
    inbox_t **kept;
    char *at;
    size_t left;
} inbox_turn_t;

/* Begins to take bytes, which are changed; what came of a frame before is in front of them. */
void inbox_begin(inbox_turn_t *self, inbox_t **kept, char *bytes, size_t size);
/* Takes a frame. The payload lasts until the next call; with INBOX_WRONG *why says what for. */
inbox_kind_t inbox_next(inbox_turn_t *self, text_t *payload, close_cause_t *why);
/* Keeps what is not whole, and frees what need not be kept. */
void inbox_end(inbox_turn_t *self);

/* Bytes that are kept. */
size_t inbox_size(const inbox_t *self);
/* Frees it; NULL is left alone. */
void inbox_destroy(inbox_t **self_p);

#endif
