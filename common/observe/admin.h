/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The admin address of a process: a very small HTTP/1.0 server on the process' loop, for probes and
 * Prometheus. GET /healthz (200 while all loops run), /readyz (200 or 503 and why), /metrics. Hostile input
 * costs at most one bounded buffer and one short deadline; at most 32 connections at once.
 */
#ifndef LEIDA_COMMON_OBSERVE_ADMIN_H
#define LEIDA_COMMON_OBSERVE_ADMIN_H

#include "common/loop/loop.h"
#include "common/observe/admin_source.h"

typedef struct admin admin_t;

/* Listens on "HOST:PORT" (port 0: any free one; IPv6 as "[::1]:0"). Returns NULL, with errno, when it can't.
 */
admin_t *admin_new(loop_t *loop, const char *address, const admin_source_t *source);
/* Answers the requests that wait for what is being gathered. While this is not called nobody is answered:
 * a thread that hangs shows as a process that hangs. */
void admin_gathered(admin_t *self);
/* "http://127.0.0.1:43121", with the port that was bound. Lasts as long as the admin_t. */
const char *admin_url(const admin_t *self);
/* Stops listening and closes every connection, answered or not. */
void admin_destroy(admin_t **self_p);

#endif
