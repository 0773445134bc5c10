/* SPDX-License-Identifier: Apache-2.0 */
/* The inside of the store, for its own files only: store.c (what changes a conversation), store_view.c and
 * store_unread.c (what shows it). Building commands and judging replies. */
#ifndef LEIDA_CHAT_STORE_PARTS_H
#define LEIDA_CHAT_STORE_PARTS_H

#include "common/foreign.h"
#include "common/keys.h"
#include "common/redis_gate.h"
#include "services/chat/store.h"

/* Messages that may come between two commands of one flush. */
enum { MEANWHILE_MAX = 4096 };

struct store {
    redis_t *redis;
    buffer_t words; /* keys and numbers of the command under construction; has room for all, so never moves */
    buffer_t blob;
    redis_gate_t pages; /* reads of rows that are on their way */
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
/* Stored bytes of the actor's conversation that are none of ours, or an error about them: reported,
 * STATUS_UNAVAILABLE. `why` may be NULL. */
void outcome_foreign(outcome_t *outcome, foreign_kind_t kind, const actor_t *actor, const redis_reply_t *why);
/* The number of a field: 0 when it is not there. False when it is none that a count of messages may have. */
bool reply_number(const redis_reply_t *reply, int64_t *value);
/* A cursor (the id up to which was read) and how many of those messages are the staff user's: both there, or
 * both not. False when they are none. */
bool reply_cursor(const redis_reply_t *read_reply, const redis_reply_t *seen_reply, int64_t *read,
                  int64_t *seen);

#endif
