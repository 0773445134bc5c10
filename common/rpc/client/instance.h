/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is known of one service instance, from its signs of life. Any message counts as one; when calls are
 * out and nothing comes, it is asked with a ping; silent still, it is suspect (gets no new calls), then dead
 * (its connection is closed and a new one opened: what waited in the old one is gone, its calls go
 * elsewhere).
 *
 * Part of the state machine of dispatch.h: no sockets, no clock; `now` is loop_now, in ms.
 */
#ifndef LEIDA_COMMON_RPC_CLIENT_INSTANCE_H
#define LEIDA_COMMON_RPC_CLIENT_INSTANCE_H

#include "common/rpc/client/event_flow.h"
#include "common/rpc/client/in_flight.h"

enum { INSTANCE_LINES = 100 /* in the log, a second, of each event: all threads see each instance */ };

typedef enum {
    INSTANCE_CONNECTING, /* nothing heard yet on this connection */
    INSTANCE_LIVE,
    INSTANCE_SUSPECT,
    INSTANCE_LEAVING /* it gave notice that it drains: finishes what it has */
} instance_state_t;

typedef struct instance {
    char *endpoint;
    struct pool *pool;     /* that it belongs to */
    struct dealer *dealer; /* its connection, for the actions alone */
    event_flow_t events;   /* of that connection; the actions' too */
    bool open;             /* there is a connection; else there was no descriptor for one */
    instance_state_t state;
    bool retired;          /* no longer among the upstreams: gets no new calls */
    pending_queue_t calls; /* in flight with it */
    int64_t avoided;       /* until then others are preferred: it passed a call back */
    int64_t new_until;     /* … too: what it does is told to nobody whose loop has not found it yet */
    int64_t heard, pinged;
    int64_t asked; /* when the first ping went out that nothing has answered yet; 0: none */
    bool missed;   /* it was told that nothing was heard on this connection */
    uint64_t given, failovers, reconnects; /* counts since the start: calls it got, and lost; connections */
} instance_t;

/* What the state machine has done to an instance. None may call the machine back. */
typedef struct {
    void *context;
    /* Opens a new connection to the endpoint in place of the one it has, with which everything goes that
     * waits in it. False, after logging it, when that cannot be. */
    bool (*connect)(void *context, instance_t *instance);
    /* Closes its connection, for good. */
    void (*close)(void *context, instance_t *instance);
    /* Sends what soon is answered; of a connection that does not take them yet one is enough. */
    void (*ping)(void *context, instance_t *instance);
    void (*send)(void *context, instance_t *instance, const pending_t *call);
} instance_actions_t;

instance_t *instance_new(struct pool *pool, const char *endpoint);
/* It must have no calls, and its connection must be closed. */
void instance_destroy(instance_t **self_p);

/* It has a new connection, with a ping on its way; or could not get one. */
void instance_opened(instance_t *self, bool open, int64_t now);
/* Something came from it. It is live again, unless it is leaving. */
void instance_heard(instance_t *self, int64_t now);
/* It is given a call, at the end of its queue. */
void instance_give(instance_t *self, pending_t *call, int64_t now);
/* It passed a call back: it cannot do its work, though it lives. */
void instance_passed(instance_t *self, int64_t now);
void instance_pinged(instance_t *self, int64_t now);

/* Whether it has just passed a call back. */
bool instance_is_avoided(const instance_t *self, int64_t now);
/* Of two instances the one with less is to be preferred. */
size_t instance_load(const instance_t *self, int64_t now);
bool instance_ping_is_due(const instance_t *self, int64_t now);
/* Whether it owes an answer for so long that a live one is suspect, whatever its state. */
bool instance_owes(const instance_t *self, int64_t now);
/* Whether a live one does. */
bool instance_is_silent(const instance_t *self, int64_t now);
/* Whether nothing was heard for so long on a new connection that somebody should know; once for each. */
bool instance_is_missed(instance_t *self, int64_t now);
/* Whether to try a new connection: it owes an answer for very long, or has no connection for a while. */
bool instance_is_dead(const instance_t *self, int64_t now);
/* How long until these questions must be asked again, ms. */
int64_t instance_check_interval(const instance_t *self);

#endif
