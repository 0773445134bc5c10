/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The RPC side of a service: a ROUTER that reads messages (proto/envelope.h), decodes each call by the
 * contract, runs the handler of its method, and gathers the replies of an iteration into one batch per
 * gateway. Answers pings, sends a drain notice when it drains, refuses beyond its in-flight limit at once,
 * and tells those gateways of events that want to hear of them.
 */
#ifndef LEIDA_COMMON_RPC_SERVER_H
#define LEIDA_COMMON_RPC_SERVER_H

#include "common/loop/loop.h"
#include "common/observe/request_log.h"
#include "common/observe/tally.h"
#include "common/redis/redis.h"

typedef struct server server_t;
/* A call in progress. A handler owns it until it gives it away with call_reply or call_wait. */
typedef struct call call_t;

/* Runs a method. It may be called again for the same call (call_wait): it begins anew each time. */
typedef void(handler_fn)(void *service, call_t *call);

typedef struct {
    method_id_t method;
    handler_fn *run;
} handler_t;

/* A service lists its handlers once, SOME_HANDLERS(HANDLER) with a line HANDLER(method, run) for each, and
 * gives it these: the first declares them, the second makes the rows of a handler_t table. */
#define HANDLER_DECLARATION(method, run) handler_fn run;
#define HANDLER_ROW(method, run) {(method), (run)},

typedef struct {
    const char *endpoint; /* to bind: "ipc://…" or "tcp://HOST:PORT" (port *: any) */
    const handler_t *handlers;
    size_t handler_count;
    void *service;          /* given to the handlers */
    size_t in_flight_limit; /* calls beyond it are answered STATUS_UNAVAILABLE at once */
    request_log_options_t log;
} server_options_t;

/* Binds. NULL, with errno, when it can't. */
server_t *server_new(loop_t *loop, const server_options_t *options);
/* Every call must have been replied to, or is dropped. */
void server_destroy(server_t **self_p);
/* The endpoint that was bound, with the port. */
const char *server_endpoint(const server_t *self);

/* Sends a drain notice to all gateways, and calls `drained` once no call is in progress (maybe before it
 * returns). */
void server_drain(server_t *self, loop_fn *drained, void *context);
/* Runs waiting calls (call_wait) again now: what they waited for is back. */
void server_wake(server_t *self);

typedef struct {
    uint64_t calls, replies, refused, malformed, waited, retried; /* since the start */
    uint64_t unsent; /* answers whose data was dropped, since their gateway does not read */
    size_t in_flight;
    size_t gateways; /* loops of gateways that were heard lately */
    const uint64_t
        *calls_by_method; /* METHOD_LIMIT of them, as long as the server; TALLY_NONE: no such method */
    const tally_t *replies_by_method;
    const uint64_t
        *events_by_kind; /* EVENT_LIMIT of them, of event_kind_t; whether anybody took them or not */
} server_counts_t;
/* What it has counted up to now. */
server_counts_t server_counts(const server_t *self);
/* Whether it has a handler for the method. */
bool server_has_method(const server_t *self, const method_t *method);

/* The request record of the method (proto/requests.h), the caller's id put in. Lasts as long as the call. */
const void *call_record(const call_t *call);
/* The method that is called: static. */
const method_t *call_method(const call_t *call);
/* Who calls, as the gateway has found out. Lasts as long as the call. */
const principal_t *call_caller(const call_t *call);
/* The id by which a write that is tried again is known (unique over all gateways). */
uint64_t call_id(const call_t *call);
/* How often this call may have been applied before: 0 on the first try. A write of a call with retries > 0
 * must look whether it was applied already (see common/store/once.h). */
unsigned call_retries(const call_t *call);
/* When the gateway took the call, ms since 1970 by its clock: the same on every try. What a gateway of
 * version 1 does not tell counts as taken when its message was read. */
int64_t call_issued(const call_t *call);
/* Memory that lives as long as the call. */
arena_t *call_arena(call_t *call);

/* Tells all gateways that take events what the call has done, in front of its reply. Whoever of them does not
 * read loses it, and knows so (proto/envelope.h). A call that is tried again tells it again. */
void call_notify(call_t *call, const event_t *event);

/* Answers: `data` is the JSON text of the answer's data object; empty stands for {}. Ends the call. */
void call_reply(call_t **call_p, status_t status, text_t data);

/* What a handler does with a Redis status other than REDIS_OK: REDIS_FULL and REDIS_FOREIGN end the call, and
 * so does REDIS_LOST at the fourth time; else it waits until Redis is back and its handler runs again. One
 * that has waited for long is passed back to the gateway, for another instance may have Redis. What it ends
 * with at its deadline is STATUS_UNAVAILABLE, or STATUS_DEADLINE when it may have been applied. After
 * REDIS_LOST call_retries is one more. */
void call_wait(call_t **call_p, redis_status_t status);
/* Whether it would wait then, and not be ended, with more than `ms` left until its deadline: for a handler
 * that has an answer of its own for when Redis does not come back in time. */
bool call_may_wait(const call_t *call, redis_status_t status, int64_t ms);
/* The same for REDIS_UNAVAILABLE when a part of the call is written: it may have been applied, and
 * call_retries is one more, from the first time on, but it has cost Redis no connection, so it may run again
 * as often as there is time. */
void call_wait_half_done(call_t **call_p);
/* True the first time: what was read for the call does not fit together, so it is to be run again before
 * anything stored is called corrupt. */
bool call_doubt(call_t *call);

#endif
