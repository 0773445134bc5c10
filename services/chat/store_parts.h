/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of the store, for its own files only: store.c (what changes a conversation) and store_view.c
 * (what shows it). Building commands and judging replies. */
#ifndef LEIDA_CHAT_STORE_PARTS_H
#define LEIDA_CHAT_STORE_PARTS_H

#include "common/keys.h"
#include "services/chat/store.h"

struct store {
    redis_t *redis;
    buffer_t words; /* keys and numbers of the command under construction; has room for all, so never moves */
    buffer_t blob;
};

/* Begins a command: what the last one borrowed is given up. */
void command_begin(store_t *self, redis_command_t *command);
void command_add_int(store_t *self, redis_command_t *command, int64_t value);
void command_add_relation(store_t *self, redis_command_t *command, const actor_t *actor);
void command_add_messages(store_t *self, redis_command_t *command, const actor_t *actor);
/* The key under which scripts remember what this call was given. */
void command_add_once(store_t *self, redis_command_t *command, const actor_t *actor);
/* When the call was issued and how often it was tried. */
void command_add_try(store_t *self, redis_command_t *command, const actor_t *actor);

/* The names of the actor's cursor fields. */
text_t actor_read_field(const actor_t *actor);
text_t actor_seen_field(const actor_t *actor);

/* Notes how one command of a round trip went. False when its reply is not to be read. */
bool outcome_take(outcome_t *outcome, redis_status_t status);
/* Stored bytes or a reply that are none of ours: logged, STATUS_UNAVAILABLE. */
void outcome_foreign(outcome_t *outcome, const char *what, const redis_reply_t *reply);
/* The number of a field: 0 when it is not there. False when it is none. */
bool reply_number(const redis_reply_t *reply, int64_t *value);

#endif
