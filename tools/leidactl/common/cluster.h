/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A Redis Cluster as leidactl sees it: which master has which slots, and a connection to each, opened when it
 * is first needed. What it is told of the cluster it believes until a node says otherwise.
 */
#ifndef LEIDA_TOOLS_LEIDACTL_COMMON_CLUSTER_H
#define LEIDA_TOOLS_LEIDACTL_COMMON_CLUSTER_H

#include "common/redis/address.h"
#include "tools/leidactl/common/server.h"

typedef struct cluster cluster_t;

/* Asks the seeds for the others; a cluster of which none answers ends the process with a message. */
cluster_t *cluster_new(const connection_settings_t *settings, const redis_seeds_t *seeds);
/* Disconnects. */
void cluster_destroy(cluster_t **self_p);

/* Who has the slot, as far as is known; of a negative one: anybody. NULL: nobody, or there is no connection
 * to it (cluster_trouble). */
server_t *cluster_server(cluster_t *self, int slot);
/* The same by its address. */
server_t *cluster_server_at(cluster_t *self, const redis_address_t *address);
/* Why the last question gave no server: "redis at HOST:PORT: …". */
const char *cluster_trouble(const cluster_t *self);
/* Appends such a text for a server and what it said. */
void cluster_write_trouble(buffer_t *out, const server_t *server, text_t what);

/* Hands to the kernel what is gathered for any of them. */
void cluster_write(cluster_t *self);
/* Puts down who has the slot, as a node told. */
void cluster_correct(cluster_t *self, int slot, const redis_address_t *address);
/* Disconnects where a connection is of no use any more. Neither this nor what follows while replies are owed:
 * servers that were given before may be gone. */
void cluster_drop_broken(cluster_t *self);
/* Asks some of the nodes who has which slots now. Where none of them tells it stays as it is. */
void cluster_ask(cluster_t *self);

/* How many masters there are, and the one at this place, as cluster_server gives it; whether it has slots. */
size_t cluster_count(const cluster_t *self);
server_t *cluster_at(cluster_t *self, size_t place);
bool cluster_has_slots(const cluster_t *self, size_t place);
/* Has every connection bear this name, also those that are opened later; it must outlive the cluster. */
void cluster_hold(cluster_t *self, const char *name);
/* Whether that was done: then no connection may be lost. */
bool cluster_is_held(const cluster_t *self);

#endif
