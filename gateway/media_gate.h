/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The routes of pictures, videos and files (docs/media.md). An upload: route -> caller -> rate -> spool ->
 * check -> store -> answer; the last but one on threads of a pool. And files that are asked for. One for each
 * loop.
 */
#ifndef LEIDA_GATEWAY_MEDIA_GATE_H
#define LEIDA_GATEWAY_MEDIA_GATE_H

#include "gateway/uploads.h"

typedef struct media_gate media_gate_t;

typedef enum {
    SERVE_WHOLE,
    SERVE_PART,
    SERVE_UNCHANGED, /* the client has it */
    SERVE_ELSEWHERE, /* it was told where */
    SERVE_ABSENT,
    SERVE_UNAVAILABLE,
    SERVE_RESULTS
} serve_result_t;

typedef struct {
    uploads_counts_t uploads;
    uint64_t serves[SERVE_RESULTS];
    size_t reading; /* jobs of the pool that opens, reads and removes */
} media_counts_t;

/* NULL when there are no such routes, and, after logging it, when descriptors have run out. What `media`
 * points to must outlive it. */
media_gate_t *media_gate_new(loop_t *loop, const uploads_options_t *options);
/* Waits for what the pools have, and answers it. */
void media_gate_settle(media_gate_t *self);
/* No exchange is left. Waits until what is left of the spool is removed. */
void media_gate_destroy(media_gate_t **self_p);
/* Who is asked who calls, from now on. */
void media_gate_set_guard(media_gate_t *self, guard_t *guard);

/* Bytes of body that an upload may have; `otherwise`, where the request is none. */
size_t media_gate_body_size(const media_gate_t *self, const exchange_t *exchange, size_t otherwise);
/* What route_find said of the exchange, with the routes of this gate (NULL: there are none). */
status_t media_gate_route(media_gate_t *self, exchange_t *exchange, status_t status);
/* A head is in, and its route is one of the gate's (exchange->media_gate): answers it, or takes its body. */
void media_gate_head(exchange_t *exchange);
/* The body of an upload is in. */
void media_gate_whole(exchange_t *exchange);
/* For http_options_t.answered and .ended, of every exchange. */
void media_gate_answered(exchange_t *exchange);
void media_gate_ended(exchange_t *exchange);

/* What it has counted up to now; of NULL nothing. */
media_counts_t media_gate_counts(const media_gate_t *self);
/* Adds what another has counted. */
void media_counts_merge(media_counts_t *self, const media_counts_t *more);

#endif
