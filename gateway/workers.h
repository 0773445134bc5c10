/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gateway's lanes: N equal loops, each with a gateway_t on a thread of its own. The first is that of the
 * thread that made them. They share nothing; what one is to do beside its work it is told by an order (an
 * atomic word and an eventfd), and what it has to tell it writes into a report that only it touches until it
 * has said that it is there.
 */
#ifndef LEIDA_GATEWAY_WORKERS_H
#define LEIDA_GATEWAY_WORKERS_H

#include "gateway/gateway.h"

typedef struct lanes lanes_t;

enum { LANES_MAX = 64 };

/* Opens `count` lanes (1..LANES_MAX) that listen on one port; the first finds out which, where any is asked
 * for. NULL after logging what failed. */
lanes_t *lanes_new(size_t count, const gateway_options_t *options);
/* Frees them with their gateways and loops; not while lanes_run runs. */
void lanes_destroy(lanes_t **self_p);
/* The loop of the first lane. */
loop_t *lanes_loop(const lanes_t *self);
/* How many there are: the `count` of lanes_new. */
size_t lanes_count(const lanes_t *self);
/* The port that they share. */
uint16_t lanes_port(const lanes_t *self);

/* Runs until all have drained. False, after logging it, when a thread cannot be made. */
bool lanes_run(lanes_t *self);
/* Has them all accept no more and answer what is in flight. */
void lanes_drain(lanes_t *self);
/* Whether lanes_drain was called. */
bool lanes_are_draining(const lanes_t *self);

/* Has them all read the files anew that may have changed (gateway_reload). */
void lanes_reload(lanes_t *self);

/* Asks each lane for a report; `done` is called on the first loop once all are there. One at a time. */
void lanes_ask(lanes_t *self, loop_fn *done, void *context);
/* Sums up what was reported last into an empty report. Only between `done` and the next lanes_ask. */
void lanes_sum(const lanes_t *self, report_t *sum);

#endif
