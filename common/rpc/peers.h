/* SPDX-License-Identifier: Apache-2.0 */
/* The gateways that a server knows, by their ZeroMQ identity, each with the messages that wait for the end
 * of the iteration. One that was forgotten and comes back counts as another. */
#ifndef LEIDA_COMMON_RPC_PEERS_H
#define LEIDA_COMMON_RPC_PEERS_H

#include "proto/envelope.h"

typedef struct {
    buffer_t identity;
    buffer_t out;  /* messages to send at the end of the iteration, or once the peer reads */
    size_t calls;  /* of it in progress: it is not forgotten before they end */
    int64_t heard; /* loop_now of its last batch */
    bool takes;    /* events, as its last ping says */
    uint64_t told; /* the sequence number of its last event; 0: there was none */
} peer_t;

typedef struct {
    peer_t **peers;
    size_t count;
} peers_t;

/* Finds a peer or makes it. Making one forgets those that have been silent for long and have no call in
 * progress. */
peer_t *peers_get(peers_t *self, text_t identity, int64_t now);
/* How many of them were heard in the last minute. */
size_t peers_heard(const peers_t *self, int64_t now);
/* Forgets all of them, with what waited for them. */
void peers_free(peers_t *self);

/* What may wait for a peer that does not read, beside what libzmq has taken: bytes. An answer that comes on
 * top of it is told without its data, and at twice as much calls are not begun. */
enum { PEER_QUEUE_MAX = 1024 * 1024 };

/* Puts an event among the messages of each peer that takes events, with its next sequence number. Of one that
 * does not read (PEER_QUEUE_MAX) only the number is used up: the gap tells it that there was one. */
void peers_tell(peers_t *self, const event_t *event);

/* Sends what waits for the peer (not nothing) over the ROUTER, as one batch. False when the socket would
 * block (try again soon). A peer that is gone loses what waited for it, for its calls' outcomes are
 * remembered by their keys, and takes no more events. */
bool peer_flush(peer_t *self, void *router);

#endif
