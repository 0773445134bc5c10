/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The old Redis of a move: its keys and what changes of them. What goes wrong ends the process with a message
 * (tools/leidactl/common/wire.h); nothing here writes to it.
 */
#ifndef LEIDA_TOOLS_LEIDACTL_MOVE_SOURCE_H
#define LEIDA_TOOLS_LEIDACTL_MOVE_SOURCE_H

#include <stdbool.h>

#include "tools/leidactl/common/connection.h"
#include "tools/leidactl/common/wire.h"
#include "tools/leidactl/move/key_set.h"
#include "tools/leidactl/move/target.h"

typedef struct source source_t;

/* Connects, under the name of a move. `settings` must outlive it. */
source_t *source_new(const connection_settings_t *settings);
/* Disconnects: Redis then no longer tells it what changes. */
void source_destroy(source_t **self_p);

/* The connection that the keys come over, for questions while nothing is owed. */
wire_t *source_wire(source_t *self);
/* Ends the process with a message when another move of this store is under way: of two that begin in the same
 * moment maybe both. */
void source_be_alone(source_t *self);
/* Another connection to the same server. The caller destroys it. */
wire_t *source_connect(const source_t *self);

/* Has Redis tell, from now on, every key that changes. */
void source_track(source_t *self);
/* Takes the keys that have been told since the last call into `keys`, without waiting. */
void source_take_changes(source_t *self, key_set_t *keys);
/* The same, of all that has changed up to now. */
void source_catch_up(source_t *self, key_set_t *keys);
/* Subscribes the connection that hears of them to one more channel, and waits until it is. */
void source_subscribe(source_t *self, text_t channel);

/* Asks for the next page of keys; the reply (source_wire) is a cursor and a list. `cursor` "0": the first. */
void source_ask_page(source_t *self, text_t cursor);
/* Asks for what is to be restored of these keys; the reply is as tools/leidactl/move/dump.lua says. */
void source_ask_dumps(source_t *self, const text_t *keys, size_t count);
/* Asks for that of a large one: the reply is what DUMP gives. */
void source_ask_dump(source_t *self, text_t key);
/* Bytes of memory from which a key is a large one. */
#define SOURCE_LARGE 65536

/* How many keys it has. */
key_count_t source_count(source_t *self);

#endif
