/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The connection to one service instance: a DEALER of its own, watched by the loop, and its monitor.
 * client.c fills `out`, and looks here only where a flag says that it is worth it.
 */
#ifndef LEIDA_COMMON_RPC_CLIENT_DEALER_H
#define LEIDA_COMMON_RPC_CLIENT_DEALER_H

#include "common/loop/loop.h"
#include "proto/envelope.h"

typedef struct dealer {
    loop_t *loop;
    void *socket;
    loop_watch_t *watch;
    void *monitor; /* a PAIR with the socket's connection events */
    loop_watch_t *monitor_watch;
    bool has_input, has_events; /* of the socket, of the monitor: worth a look (asking libzmq costs a poll) */
    struct zmq_msg_t *received; /* the last batch */
    buffer_t out;               /* that dealer_flush sends */
} dealer_t;

/* Connects. NULL, after logging it, when the endpoint is no ZeroMQ endpoint or there are no more sockets. */
dealer_t *dealer_new(loop_t *loop, const char *endpoint);
/* Closes: what was queued is gone. */
void dealer_destroy(dealer_t **self_p);

/* Sends what has gathered in `out`, and notes input that came meanwhile. What cannot be sent, because there
 * is no connection or the peer does not read, stays. */
void dealer_flush(dealer_t *self);

/* Receives a batch, which lasts until the next call. False when there is none: then has_input is false
 * until more comes. */
bool dealer_receive(dealer_t *self, text_t *batch);
/* Whether the monitor tells of a connection that ended; has_events is false until it tells more. */
bool dealer_was_disconnected(dealer_t *self);

#endif
