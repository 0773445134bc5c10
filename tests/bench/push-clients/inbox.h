/* SPDX-License-Identifier: Apache-2.0 */
/* What has come in on a connection: read into one buffer for all, and only the beginning of something kept.
 */
#ifndef LEIDA_BENCH_INBOX_H
#define LEIDA_BENCH_INBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/bench/push-clients/wire.h"

typedef struct {
    char *kept;
    size_t size;
} inbox_t;

/* A part of the buffer for all; a zero stands behind it. */
typedef struct {
    char *data;
    size_t size;
} piece_t;

/* What was kept and what has come in since, valid until the next call for anybody. False: the other side is
 * gone. */
bool inbox_read(inbox_t *self, const watched_t *who, piece_t *found);
/* Keeps the rest of what was found, which may be empty. */
void inbox_keep(inbox_t *self, piece_t rest);
void inbox_clear(inbox_t *self);

/* Cuts an answer of HTTP off the piece, if it is there as a whole; its size, head included, else 0. An answer
 * 101 ends with its head. */
size_t inbox_answer_size(piece_t piece);

#endif
