/* SPDX-License-Identifier: Apache-2.0 */
/*
 * leidactl's connection to Redis: one command after the other, or many in flight where no answer is needed.
 * Whatever goes wrong with Redis ends the process with a message: every subcommand can be run again. So does
 * a reply that is an error, or not of the kind that it must be: the message names the keys of the command.
 */
#ifndef LEIDA_TOOLS_LEIDACTL_COMMON_STORE_H
#define LEIDA_TOOLS_LEIDACTL_COMMON_STORE_H

#include <stdbool.h>

#include "common/redis/blocking.h"
#include "tools/leidactl/common/arguments.h"
#include "tools/leidactl/common/cluster.h"
#include "tools/leidactl/common/replies.h"

typedef struct store store_t;

/* Connects and logs in; a Redis that does not answer ends the process with a message. */
store_t *store_new(const connection_settings_t *settings);
/* Disconnects; what was queued must have been flushed. */
void store_destroy(store_t **self_p);

/* Begins a command. Then each argument is begun with store_part, or added whole. */
void store_begin(store_t *self, const char *name);
/* Begins a command that runs a script on `key_count` keys: the first arguments. */
void store_begin_script(store_t *self, store_script_t *script, int key_count);
/* Begins an argument; it is what the caller appends to the buffer until the next one. */
buffer_t *store_part(store_t *self);
/* Adds a whole argument. */
void store_add(store_t *self, text_t argument);
/* Adds a whole argument, in decimal digits. */
void store_add_int(store_t *self, int64_t argument);

/* An error for a reply, or one that is not of its kind, ends the process with a message that names the keys
 * of the command. */

/* Says that it does harm to run the command twice: it is then not sent again where a lost connection leaves
 * it open whether it was run. */
void store_once(store_t *self);

/* Sends the command and waits for its reply; free it with redis_reply_free. */
redis_reply_t *store_ask(store_t *self, reply_kind_t kind);
/* The same when the reply is a number. */
int64_t store_ask_int(store_t *self);
/* Sends the command with others; the reply is looked at for errors only. */
void store_queue(store_t *self);
/* The same for a command of a record, whose reply is a number, or a list that ends with one: 0 when it
 * changed nothing. `last` is the record's last command. */
void store_queue_record(store_t *self, bool last);
/* How many records changed nothing, among those whose replies are in (store_flush). */
size_t store_unchanged(const store_t *self);
/* Sends the command soon; store_receive waits for its reply. Nothing else may be asked before each reply has
 * been received. */
void store_send(store_t *self);
/* The reply to the first command sent that has none yet; free it with redis_reply_free. */
redis_reply_t *store_receive(store_t *self, reply_kind_t kind);
/* The same, but NULL where Redis says that a key holds the wrong kind of value. */
redis_reply_t *store_receive_sound(store_t *self, reply_kind_t kind);
/* Waits for all that was queued. */
void store_flush(store_t *self);

/* The cluster that it is on; NULL: one server. While nothing is owed, its servers may be asked directly. */
cluster_t *store_cluster(store_t *self);
/* For long work that writes: connects to every server that may have keys. Each connection bears this name,
 * also those that are opened later; it must outlive the store. One that is lost ends the process from now on,
 * even where the cluster comes to rest again: a master that fails takes with it what it has acknowledged
 * last. */
void store_hold(store_t *self, const char *name);
/* Visits every server that may have keys; nothing may be owed. One that cannot be reached ends the process
 * with a message. */
typedef void(store_server_fn)(void *context, server_t *server);
void store_each_server(store_t *self, store_server_fn *visit, void *context);
/* Its answer to a command; one that is lost, an error, or not of that kind ends the process with a message.
 */
redis_reply_t *store_ask_server(server_t *server, size_t count, const text_t *words, reply_kind_t kind);

#endif
