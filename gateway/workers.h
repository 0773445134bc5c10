/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gateway's workers: N equal loops, each with a gateway_t on a thread of its own. The first is that of
 * the thread that made them. They share nothing but the registry of WebSockets (gateway/push/registry.h)
 * and the sessions that have just been ended (gateway/session/ended.h).
 * The main thread sends commands, and so does a worker in which a WebSocket takes the place of another's: an
 * atomic word and a wakeup. Each worker writes its own report; the main thread reads it after the wakeup.
 */
#ifndef LEIDA_GATEWAY_WORKERS_H
#define LEIDA_GATEWAY_WORKERS_H

#include "gateway/gateway.h"

typedef struct workers workers_t;

enum { WORKERS_MAX = 64 };

/* Opens `count` workers (1..WORKERS_MAX) that listen on one port; the first finds out which, where any is
 * asked for. NULL after logging what failed. */
workers_t *workers_new(size_t count, const gateway_options_t *options);
/* Frees them with their gateways and loops; not while workers_run runs. */
void workers_destroy(workers_t **self_p);
/* The loop of the first worker. */
loop_t *workers_loop(const workers_t *self);
/* How many there are: the `count` of workers_new. */
size_t workers_count(const workers_t *self);
/* The port that they share. */
uint16_t workers_port(const workers_t *self);

/* Runs until all have drained. False, after logging it, when a thread cannot be made. */
bool workers_run(workers_t *self);
/* Has them all accept no more and answer what is in flight. */
void workers_drain(workers_t *self);
/* Whether workers_drain was called. */
bool workers_are_draining(const workers_t *self);

/* Has them all read the files anew that may have changed (gateway_reload). */
void workers_reload(workers_t *self);

/* Asks each worker for a report; `done` is called on the first loop once all are there. One at a time. */
void workers_ask(workers_t *self, loop_fn *done, void *context);
/* Sums up what was reported last into an empty report. Only between `done` and the next workers_ask. */
void workers_sum(const workers_t *self, report_t *sum);

#endif
