/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The new Redis of a move: a cluster, or one server. It is a store_t that nobody uses until the switch; what
 * goes wrong ends the process with a message (tools/leidactl/common/store.h).
 */
#ifndef LEIDA_TOOLS_LEIDACTL_MOVE_TARGET_H
#define LEIDA_TOOLS_LEIDACTL_MOVE_TARGET_H

#include "tools/leidactl/common/store.h"

/* What Redis lists the connections of a move as, on both sides. */
#define MOVE_NAME "leidactl-move"

/* Connects to all masters. A cluster that does not serve all slots ends the process with a message. */
store_t *target_open(const connection_settings_t *settings);
/* Whether any of the nodes of the address answers; without ending the process. */
bool target_answers(const connection_settings_t *settings);

/* How many keys there are that do not expire, and how many in all. */
typedef struct {
    int64_t all, lasting;
} key_count_t;
/* Out of the answer to INFO keyspace, of the first database. */
key_count_t key_count_read(const redis_reply_t *info);
/* The number behind a name in an answer to INFO; -1: there is none. */
int64_t info_number(const redis_reply_t *info, const char *name);

/* What there is. */
typedef struct {
    size_t masters, replicas;
    key_count_t keys;
} target_size_t;
target_size_t target_size(store_t *target);

/* Reads a key that holds a text; `out` is emptied first. False when it is not there. */
bool target_read(store_t *target, const char *key, buffer_t *out);

/* Puts a key with what DUMP gave of it, in place of what is there; it lives for `left` ms, 0: for ever. Many
 * are under way until store_flush. */
void target_restore(store_t *target, text_t key, int64_t left, text_t dump);
/* Deletes a key, if it is there, in the same way. */
void target_delete(store_t *target, text_t key);
/* Deletes all keys but this one, which gets that value. Nothing may be under way. */
void target_clear(store_t *target, const char *key, text_t value);
/* Closes all other connections to it. */
void target_send_away(store_t *target);
/* Whether each master that has replicas has one by now that has all, waiting for some ms. */
bool target_is_replicated(store_t *target, int64_t limit);

#endif
