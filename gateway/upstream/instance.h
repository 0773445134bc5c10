/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One service instance as a gateway sees it: a DEALER of its own and the signs of life. Any frame counts as
 * one; when calls are out and nothing comes, it is asked with a ping; silent still, it is suspect (gets no
 * new calls), then dead (its socket is closed and a new one opened: what waited in the old one is gone, its
 * calls go elsewhere).
 */
#ifndef LEIDA_GATEWAY_UPSTREAM_INSTANCE_H
#define LEIDA_GATEWAY_UPSTREAM_INSTANCE_H

#include "common/loop.h"
#include "gateway/upstream/in_flight.h"

enum { INSTANCE_LINES = 100 /* in the log, a second, of each event: all threads see each instance */ };

typedef enum {
    INSTANCE_CONNECTING, /* nothing heard yet on this socket */
    INSTANCE_LIVE,
    INSTANCE_SUSPECT,
    INSTANCE_LEAVING /* said goodbye: finishes what it has */
} instance_state_t;

typedef struct instance {
    char *endpoint;
    loop_t *loop;
    void *dealer;
    loop_watch_t *watch;
    void *monitor; /* a PAIR with the DEALER's connection events */
    loop_watch_t *monitor_watch;
    bool has_input, has_events; /* of the DEALER, of the monitor: worth a look (asking libzmq costs a poll) */
    instance_state_t state;
    bool retired;          /* no longer among the upstreams: gets no new calls */
    buffer_t out;          /* parcels to send at the end of the turn */
    size_t calls;          /* in flight with it */
    int64_t avoided;       /* loop_now until which others are preferred: it passed a call back */
    int64_t heard, pinged; /* loop_now times */
    int64_t asked;         /* of the first ping that nothing has answered yet; 0: none */
    uint64_t given, takeovers, reconnects; /* counts since the start: calls it got, and lost; connections */
} instance_t;

typedef enum {
    INSTANCE_STEADY,
    INSTANCE_LOST, /* its connection ended, or it is silent for too long: its calls must go elsewhere */
} instance_health_t;

/* Connects. NULL, with errno, when the endpoint is no ZeroMQ endpoint. */
instance_t *instance_new(loop_t *loop, const char *endpoint);
void instance_destroy(instance_t **self_p);
/* Closes the socket and opens a new one: what was queued is gone. */
void instance_reopen(instance_t *self);

/* Adds a call to what goes out at the end of the turn. */
void instance_send(instance_t *self, const flight_t *flight);
/* Sends what has gathered, and notes input that came meanwhile. */
void instance_flush(instance_t *self);
/* Receives one frame of parcels into `frame` (zmq_msg_t, initialised; the caller closes it). False when there
 * is none: then has_input is false until more comes. */
bool instance_receive(instance_t *self, void *frame);
/* Notes that something was heard; a live instance again, unless it is leaving. */
void instance_heard(instance_t *self);

/* It has passed a call back: it cannot do its work, though it lives. */
void instance_passed(instance_t *self);
/* Of two instances the one with less is to be preferred. */
size_t instance_load(const instance_t *self);

/* Looks at the connection's events and the time since it was last heard, pings where that is due. */
instance_health_t instance_check(instance_t *self);
/* How long until the next check is due, ms. */
int64_t instance_check_interval(const instance_t *self);

#endif
