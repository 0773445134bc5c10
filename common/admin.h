/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The admin address of a process: a very small HTTP/1.0 server on the process' loop, for probes and
 * Prometheus. GET /healthz (200 while the loop turns), /readyz (200 or 503 and why), /metrics. Hostile input
 * costs at most one bounded buffer and one short deadline; at most 32 connections at once.
 */
#ifndef LEIDA_COMMON_ADMIN_H
#define LEIDA_COMMON_ADMIN_H

#include "common/loop.h"
#include "proto/buffer.h"

typedef struct admin admin_t;

typedef struct {
    /* Appends nothing and returns true when the process is ready; else appends why not. */
    bool (*ready)(void *context, buffer_t *why);
    /* Appends the metrics in Prometheus' text format. */
    void (*metrics)(void *context, buffer_t *out);
    void *context;
} admin_source_t;

/* Listens on "HOST:PORT" (port 0: any free one; IPv6 as "[::1]:0"). Returns NULL, with errno, when it can't.
 */
admin_t *admin_new(loop_t *loop, const char *address, const admin_source_t *source);
/* "http://127.0.0.1:43121", with the port that was bound. Lasts as long as the admin_t. */
const char *admin_url(const admin_t *self);
void admin_destroy(admin_t **self_p);

#endif
