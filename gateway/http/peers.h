/* SPDX-License-Identifier: Apache-2.0 */
/* How many connections each address has open. An IPv6 address counts as its /64: one customer has all of it.
 */
#ifndef LEIDA_GATEWAY_HTTP_PEERS_H
#define LEIDA_GATEWAY_HTTP_PEERS_H

#include <sys/socket.h>

#include "gateway/http/exchange.h"

typedef struct peers peers_t;

/* For at most `connections` at a time. */
peers_t *peers_new(size_t connections);
/* Frees it, whoever is still counted in. */
void peers_destroy(peers_t **self_p);

/* Counts a connection in. False, and it is not counted, when its address has `limit` already (0: no limit).
 */
bool peers_enter(peers_t *self, const peer_t *peer, size_t limit);
/* Counts out one that was counted in. */
void peers_leave(peers_t *self, const peer_t *peer);

/* The address of a socket: IPv4 as an IPv4-mapped IPv6 address. */
peer_t peer_of(const struct sockaddr_storage *address);

#endif
