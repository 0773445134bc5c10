/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What one thread of the gateway tells of itself when it is asked (workers.h): a copy, so that nobody else
 * ever reads what it counts with; and the sum of all.
 */
#ifndef LEIDA_GATEWAY_REPORT_H
#define LEIDA_GATEWAY_REPORT_H

#include "common/rpc/client/client.h"
#include "gateway/guard.h"
#include "gateway/http/http.h"
#include "gateway/media_gate.h"
#include "gateway/push/push.h"
#include "gateway/session_gate.h"

typedef struct {
    service_t service;
    char *endpoint;
    instance_state_t state;
    size_t calls; /* in flight */
    uint64_t given, failovers, reconnects;
} report_instance_t;

/* A zeroed one is empty. */
typedef struct {
    size_t workers; /* that it sums up: those of one are 1 */
    bool ready;
    buffer_t missing; /* why it is not, a line each */
    traffic_t traffic;
    size_t http_in_flight, http_connections;
    size_t polls; /* requests that wait for something new */
    pool_counts_t services[SERVICE_COUNT];
    report_instance_t *instances;
    size_t instance_count;
    guard_counts_t guard;
    session_counts_t session;
    push_counts_t push;
    media_counts_t media;
    hub_counts_t hub;
} report_t;

/* Empties it and frees what it holds. */
void report_clear(report_t *self);
/* Puts in what the HTTP side has served, and how much of it is under way. */
void report_add_http(report_t *self, const http_t *http);
/* Puts in the counts of each service and the state of each instance. */
void report_add_upstream(report_t *self, const rpc_client_t *upstream);

/* Adds another: the sum is ready when all are, of an instance it has the worst state that one of them sees.
 */
void report_merge(report_t *self, const report_t *more);

#endif
