/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The commands that a connection is to send, encoded: written one behind the other, sent together. Before a
 * cluster they stay until they are answered, because an answer may be "ask another node", and encoding a
 * command costs more than keeping it. Only common/redis/link.c calls it.
 */
#ifndef LEIDA_COMMON_REDIS_OUTPUT_H
#define LEIDA_COMMON_REDIS_OUTPUT_H

#include "base/buffer.h"
#include "common/redis/command.h"

/* A zeroed one is empty, and keeps nothing. */
typedef struct {
    buffer_t bytes;
    bool keeps;      /* commands stay until they are answered; else until they are sent */
    size_t sent;     /* bytes that are; 0 when it does not keep them */
    size_t answered; /* bytes of the commands that are, when it keeps them */
    size_t expected; /* bytes of those that somebody waits for, when it keeps them */
} redis_output_t;

static inline bool redis_output_is_sent(const redis_output_t *self)
{
    return self->bytes.size == self->sent;
}

/* Forgets everything, keeping the memory; gives that back. */
void redis_output_clear(redis_output_t *self);
void redis_output_free(redis_output_t *self);

/* Appends a command. */
void redis_output_write(redis_output_t *self, const redis_command_t *command);
/* The same of one that is encoded already, by another output. */
void redis_output_write_again(redis_output_t *self, text_t command);
/* All that was written since the last call is one command, if it keeps them: its size in bytes. */
uint32_t redis_output_end_command(redis_output_t *self);

/* Sends what the socket takes. False with errno when it takes nothing any more. */
bool redis_output_send(redis_output_t *self, int fd);

/* The oldest command that is not answered, of this size. It lasts until the next write. */
text_t redis_output_oldest(const redis_output_t *self, uint32_t size);
/* It is answered: its bytes are of no more use. */
void redis_output_release(redis_output_t *self, uint32_t size);

#endif
