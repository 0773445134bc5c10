/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An asynchronous client of Redis on a loop: of one server, maybe one that Sentinels watch over
 * (common/redis/node.h), or of a cluster (common/redis/cluster.h), as its address says. Who uses it does not
 * know which. Connections are made again whenever they break; what an iteration has gathered for a server
 * goes out in one write at its end. There is no queue: a command is refused at once while the server that it
 * concerns cannot be used, and the caller decides whether to wait.
 */
#ifndef LEIDA_COMMON_REDIS_REDIS_H
#define LEIDA_COMMON_REDIS_REDIS_H

#include "base/buffer.h"
#include "common/loop/loop.h"
#include "common/redis/counts.h"
#include "common/redis/options.h"

typedef struct redis redis_t;

/* Begins to connect; never fails at once. The options' strings must outlive it, the struct need not. */
redis_t *redis_new(loop_t *loop, const redis_options_t *options);
/* Drops the connection: every command still waiting gets REDIS_LOST first; `changed` is not called. Not from
 * within one of its own callbacks. */
void redis_destroy(redis_t **self_p);

/* Of a cluster: whether any of its masters can be used. What is sent to the others is refused meanwhile. */
bool redis_is_connected(const redis_t *self);
/* How many commands wait for a reply. */
size_t redis_in_flight(const redis_t *self);

/* Sends a command. Returns false, and will not call `done`, when there is no connection. `done` may be NULL.
 * Each command has a key, and all of its keys have one tag: a cluster takes no other. */
bool redis_send(redis_t *self, const redis_command_t *command, redis_reply_fn *done, void *context);

/* The same for a command whose answer promises something that must not be lost: a write, or the reading of
 * what was written before. */
bool redis_send_durable(redis_t *self, const redis_command_t *command, redis_reply_fn *done, void *context);

/* Sends EVALSHA of a registered script, durable unless it only reads: `command` holds the keys, then the
 * arguments. */
bool redis_run(redis_t *self, const redis_script_t *script, size_t key_count, const redis_command_t *command,
               redis_reply_fn *done, void *context);

/* One server only. Subscribes to the channels in `channels` (1 or more); `done`, which may be NULL, gets the
 * answer to the last of them. All messages of this redis_t go to `message`: the function given last counts.
 * The connection then takes no commands but further subscriptions (RESP2). A lost connection loses its
 * subscriptions: subscribe again when `changed` says that it is back. Returns false, and will call nothing,
 * when there is no connection. */
bool redis_subscribe(redis_t *self, const redis_command_t *channels, const redis_listener_t *listener);

/* Takes what has arrived already, without waiting for the loop to come by: callbacks are called from here.
 * Not from within one of them. */
void redis_read(redis_t *self);

/* What it has counted up to now. */
redis_counts_t redis_counts(const redis_t *self);
/* Adds what another has counted, but for its scripts. Connected are both or none; of masters there are as
 * many as the one knows that knows more, and as many connected as for the one that has fewer. */
void redis_counts_add(redis_counts_t *self, const redis_counts_t *more);
/* Adds what one has counted that is gone. */
void redis_counts_add_gone(redis_counts_t *self, const redis_counts_t *gone);

/* ---- the servers behind it ----
 *
 * For those who have to deal with each of them: caches, and who walks the whole store. One server is place 0;
 * a cluster has a place for each master, which it keeps for as long as there is a connection to it. */

/* Places from this one on have never been used. */
size_t redis_places_used(const redis_t *self);
bool redis_place_is_connected(const redis_t *self, size_t place);
/* Whether it has the store's keys: a slot of them at least. */
bool redis_place_is_master(const redis_t *self, size_t place);
/* How to connect to the same server: an address as options have it. It lasts as long as the place. */
const char *redis_place_address(const redis_t *self, size_t place);
/* Where a key is; REDIS_NO_PLACE: nobody knows. */
size_t redis_place_of(const redis_t *self, text_t key);
/* The same of the keys of a slot (common/redis/slots.h); where there is one server, any number will do. */
size_t redis_place_of_slot(const redis_t *self, unsigned slot);

/* As redis_send, to that server and no other; the command needs no key. */
bool redis_send_to(redis_t *self, size_t place, const redis_command_t *command, redis_reply_fn *done,
                   void *context);

#endif
