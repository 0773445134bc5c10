/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The WebSockets of one loop, by which pages are told of events (docs/push.md). http/ hands their connections
 * over; the hub tells what has happened; here they are written to, kept alive and closed. One for each loop.
 */
#ifndef LEIDA_GATEWAY_PUSH_PUSH_H
#define LEIDA_GATEWAY_PUSH_PUSH_H

#include "common/loop/loop.h"
#include "common/observe/histogram.h"
#include "gateway/http/exchange.h"
#include "gateway/http/handed.h"
#include "gateway/hub/hub.h"
#include "gateway/push/close.h"
#include "gateway/push/registry.h"

typedef struct push push_t;

typedef struct {
    size_t connections; /* open at a time; beyond it none is taken */
    int64_t rate;       /* handshakes a second */
    int64_t beat;       /* ms between two beats of a socket */
    /* Of all loops: where their sockets are counted by principal. */
    registry_t *registry;
    /* On any thread: has this loop call push_close_replaced soon. */
    loop_fn *wake;
    void *wake_context;
    /* A client writes to `peer`. */
    void (*typing)(void *context, principal_t who, int64_t peer);
    /* What does the principal's credential say now? push_credential gets it, now or later, or never. */
    void (*look_up)(void *context, principal_t who);
    /* Whether push_credential_changed is told of every change. */
    bool (*is_tracking)(const void *context);
    void *context;
} push_options_t;

/* The hub and the registry must outlive it. */
push_t *push_new(loop_t *loop, hub_t *hub, const push_options_t *options);
/* Open sockets are closed without a word. */
void push_destroy(push_t **self_p);

/* Whether a further handshake may begin; to be asked once for each. If not, it is counted as refused. */
bool push_has_room(push_t *self);
/* Counts a request that was refused for another reason. */
void push_count_refused(push_t *self);

/* Takes the connection of an exchange that was handed over. Its caller has proven who that is, if `known`: it
 * is answered and told of events from now on; else it is answered, and closed with CLOSE_LOG_IN, since
 * browsers show pages no status of a refused handshake. */
void push_open(push_t *self, const exchange_t *exchange, const handed_t *handed, bool known);

/* Closes those that others of their principals have taken the place of, in whichever loop. */
void push_close_replaced(push_t *self);

/* For the end of each iteration, after the events were taken: writes what was noted during it. */
void push_flush(push_t *self);

/* Closes all that are open, spread over PUSH_DRAIN_MS, and takes no more. */
void push_drain(push_t *self);
enum { PUSH_DRAIN_MS = 5000, PUSH_CLOSE_MS = 2000 /* what a client has to answer a closing frame */ };
/* How many there are: with those that are being closed. */
size_t push_count(const push_t *self);

/* A credential, as far as it matters to those who used it. */
typedef struct {
    bool enabled, hmac_only;
    uint64_t token; /* as exchange_t has it */
} push_credential_t;
/* The principal's credential may have changed; NULL: anybody's may have. */
void push_credential_changed(push_t *push, const principal_t *who);
/* The principal's credential is this now; NULL: nobody can tell. Sockets that were opened with another are
 * closed. */
void push_credential(push_t *push, principal_t who, const push_credential_t *credential);

typedef enum {
    ACCEPT_OPENED,
    ACCEPT_LOG_IN,
    ACCEPT_CONNECTIONS,
    ACCEPT_RATE,
    ACCEPT_REFUSED,
    ACCEPT_RESULTS
} accept_result_t;

/* Frames that are no events, behind those in push_counts_t.frames. */
enum { FRAME_OF_HELLO = EVENT_LIMIT, FRAME_OF_SYNC, FRAME_OF_BEAT, FRAMES_OF_ALL };

typedef struct {
    uint64_t open[PRINCIPAL_CUSTOMER + 1]; /* sockets, by the kind of their principal */
    uint64_t accepts[ACCEPT_RESULTS];
    uint64_t closes[CLOSE_CAUSES];
    uint64_t frames[FRAMES_OF_ALL]; /* by event_kind_t, and those above */
    uint64_t collapsed;             /* hints that others made needless */
    uint64_t overflows;             /* times that a sync took the place of all hints of a socket */
    uint64_t pending_bytes;         /* that sockets hold which could not be written yet */
    histogram_t delay;              /* from the reading of an event to the writing of its frame */
} push_counts_t;
/* Adds what another loop has counted. */
void push_counts_merge(push_counts_t *self, const push_counts_t *more);
/* What it has counted up to now. */
const push_counts_t *push_counts(const push_t *self);

#endif
