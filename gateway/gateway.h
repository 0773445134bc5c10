/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One loop of the gateway, on one thread, with everything of its own: HTTP, the services' sockets, the cache
 * of credentials. It carries each exchange along its way: address -> route -> caller -> body ->
 * parameters -> record -> upstream -> answer.
 */
#ifndef LEIDA_GATEWAY_GATEWAY_H
#define LEIDA_GATEWAY_GATEWAY_H

#include "gateway/gateway_options.h"
#include "gateway/report.h"

typedef struct gateway gateway_t;

/* Listens and connects; the options' strings must outlive it. NULL after logging what failed. */
gateway_t *gateway_new(loop_t *loop, const gateway_options_t *options);
/* Frees it and closes its connections; no request may be in flight (gateway_drain). */
void gateway_destroy(gateway_t **self_p);
/* The port that was bound. */
uint16_t gateway_port(const gateway_t *self);

/* Reads the certificate and its key again, for new connections. One that cannot be used is logged, and the
 * one before stays. */
void gateway_reload(gateway_t *self);

/* Closes the WebSockets whose places were taken in other loops (push_options_t.wake). */
void gateway_close_replaced(gateway_t *self);

/* Writes what it has counted, and whether it is ready, into a report, in the place of what was there. */
void gateway_report(const gateway_t *self, report_t *report);
/* Accepts no more, answers what is in flight, then calls `drained`. Connections that are open may still bring
 * requests: asked again, it waits for those that did, and calls the new `drained`. */
void gateway_drain(gateway_t *self, loop_fn *drained, void *context);

#endif
