/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One loop of the gateway, on one thread, with everything of its own: HTTP, the services' sockets, the cache
 * of credentials. It carries each exchange along its way: address -> route -> caller -> body ->
 * parameters -> record -> upstream -> answer.
 */
#ifndef LEIDA_GATEWAY_GATEWAY_H
#define LEIDA_GATEWAY_GATEWAY_H

#include "common/redis/cache.h"
#include "gateway/media_gate.h"
#include "gateway/push_gate.h"
#include "gateway/report.h"
#include "gateway/web/files.h"

typedef struct gateway gateway_t;

typedef struct {
    http_options_t http; /* its callbacks are set by gateway_new */
    redis_options_t redis;
    const char *upstreams[SERVICE_COUNT];
    int64_t deadline;      /* ms a call may take */
    size_t instance_limit; /* calls at a time with one instance */
    size_t polls;          /* requests at a time that wait for something new */
    guard_options_t guard; /* its callback is set by gateway_new */
    push_gate_options_t push;
    session_gate_options_t session;
    uploads_options_t media;               /* limits are one loop's share; what they point to outlives it */
    const web_files_t *pages;              /* NULL: none are served; outlive it */
    const char *cors_origins;              /* whose pages may call, separated by spaces */
    const char *tls_certificate, *tls_key; /* PEM files; empty: HTTP in the clear */
} gateway_options_t;

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
