/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Builds one command to Redis after the other. Its arguments are texts that the caller lends, and words that
 * are written into the builder's own memory: keys, numbers, rows. What it holds lasts until the next
 * command_begin, and redis_send copies it, so one builder does for all the calls of a loop.
 */
#ifndef LEIDA_COMMON_STORE_COMMAND_H
#define LEIDA_COMMON_STORE_COMMAND_H

#include "common/redis/redis.h"

/* Bytes of the words of one command: the longest row and all keys of a script are less. */
enum { COMMAND_ROOM = 4096 };

typedef struct {
    redis_command_t arguments;
    buffer_t words;   /* has its room from the beginning: arguments point into it, it must not move */
    size_t words_end; /* of those that are arguments already */
    size_t key_count; /* of a script: the first so many arguments are its keys */
} command_t;

/* Takes the memory for the words; gives it back. */
void command_open(command_t *self);
void command_close(command_t *self);

/* Begins a command: what the last one held is given up. */
static inline void command_begin(command_t *self)
{
    self->arguments.count = 0;
    self->words.size = self->words_end = self->key_count = 0;
}

/* The next argument is a text, which must last until the command is sent. */
static inline void command_add_text(command_t *self, text_t text)
{
    redis_add(&self->arguments, text);
}
#define command_add_literal(self, literal) command_add_text((self), TEXT_LITERAL(literal))

/* What was appended to the words since the last argument is the next one. More than COMMAND_ROOM is a bug. */
void command_end_word(command_t *self);

/* The next argument is what `write` appends to a buffer: command_add(command, keys_log, staff_id). */
#define command_add(self, write, ...)                                                                        \
    do {                                                                                                     \
        command_t *const command_ = (self);                                                                  \
        write(&command_->words, __VA_ARGS__);                                                                \
        command_end_word(command_);                                                                          \
    } while (0)

static inline void command_add_int(command_t *self, int64_t value)
{
    command_add(self, buffer_append_int, value);
}

/* The arguments so far are the keys of a script. */
static inline void command_end_keys(command_t *self)
{
    self->key_count = self->arguments.count;
}

/* ---- replies ---- */

/* Whether it is an array of so many elements; an integer of that value. */
static inline bool reply_is_array(const redis_reply_t *reply, size_t count)
{
    return reply->type == REDIS_REPLY_ARRAY && reply->elements == count;
}

static inline bool reply_is_number(const redis_reply_t *reply, int64_t number)
{
    return reply->type == REDIS_REPLY_INTEGER && reply->integer == number;
}

#endif
