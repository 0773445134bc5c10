/* SPDX-License-Identifier: Apache-2.0 */
/* The uploads of a loop: from their heads to their answers. For media_gate.c. */
#ifndef LEIDA_GATEWAY_UPLOADS_H
#define LEIDA_GATEWAY_UPLOADS_H

#include "common/media/media.h"
#include "gateway/guard.h"
#include "gateway/uploaders.h"

typedef struct uploads uploads_t;

typedef enum {
    UPLOAD_DONE,
    UPLOAD_REFUSED,     /* what came is no file that is taken */
    UPLOAD_LIMITED,     /* too many of one caller */
    UPLOAD_UNAVAILABLE, /* no room, or the store did not keep it */
    UPLOAD_CREDENTIALS,
    UPLOAD_ABANDONED, /* its client left, or was too slow */
    UPLOAD_RESULTS
} upload_result_t;

typedef struct {
    uint64_t by[UPLOAD_RESULTS];
    uint64_t bytes; /* of files that were kept */
    size_t open;    /* files that come in, or are being kept */
    size_t keeping; /* jobs of the pool that checks and keeps */
} uploads_counts_t;

typedef struct {
    const media_t *media;   /* NULL: there are no uploads */
    int64_t rate;           /* uploads a minute of a caller, in all loops; 0: any number */
    size_t limit;           /* uploads at a time */
    uploaders_t *uploaders; /* of all loops; outlives them */
} uploads_options_t;

/* `readers` outlives it. NULL, with errno, when descriptors have run out. */
uploads_t *uploads_new(loop_t *loop, const uploads_options_t *options, media_port_t *readers);
/* Waits for those that are being kept, and answers them. */
void uploads_settle(uploads_t *self);
/* None is left. */
void uploads_destroy(uploads_t **self_p);
/* Who is asked who calls, from now on. */
void uploads_set_guard(uploads_t *self, guard_t *guard);

/* A head is in: refuses it, or asks for its caller and takes the body into the spool. */
void uploads_head(uploads_t *self, exchange_t *exchange);
/* The body is in. */
void uploads_whole(exchange_t *exchange);
/* It is answered, and its caller may begin another as soon as they know. */
void uploads_answered(exchange_t *exchange);
/* The exchange has ended, however far it came. */
void uploads_ended(exchange_t *exchange);

/* What was counted up to now. */
uploads_counts_t uploads_counts(const uploads_t *self);

#endif
