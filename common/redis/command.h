/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is sent to Redis and what becomes of it: commands and scripts, statuses, and who is called with the
 * reply. The words that the files of this room and their callers share.
 */
#ifndef LEIDA_COMMON_REDIS_COMMAND_H
#define LEIDA_COMMON_REDIS_COMMAND_H

#include "common/redis/reply.h"

/* A command under construction: arguments are borrowed until redis_send returns. */
enum { REDIS_ARGUMENTS_MAX = 64 };
typedef struct {
    size_t count;
    const char *values[REDIS_ARGUMENTS_MAX];
    size_t sizes[REDIS_ARGUMENTS_MAX];
} redis_command_t;

static inline void redis_add(redis_command_t *command, text_t argument)
{
    command->values[command->count] = argument.data ? argument.data : "";
    command->sizes[command->count] = argument.size;
    command->count++;
}
#define redis_add_literal(command, literal) redis_add((command), TEXT_LITERAL(literal))

/* A Lua script: declared as a constant by the store that owns it, registered before connecting. */
typedef struct {
    const char *name; /* for metrics and logs */
    const char *body;
    bool reads; /* it changes nothing, and its answer promises nothing: it is not durable */
} redis_script_t;

typedef enum {
    REDIS_OK = 0, /* reply is given (maybe an error that the script raised on purpose: REDIS_REPLY_ERROR) */
    REDIS_LOST,   /* the connection went away after the command was sent, or too few replicas have got it in
                     time: it may have been applied and may last, or not */
    REDIS_UNAVAILABLE, /* not applied, worth a retry: no connection, LOADING, BUSY, READONLY, MASTERDOWN,
                          NOSCRIPT, CLUSTERDOWN, MISCONF (disk full), EXECABORT and the like
                          (common/redis/verdict.c has them all); the connection is mended meanwhile where it
                          needs it */
    REDIS_FULL,        /* not applied: OOM, Redis is at its memory limit */
    REDIS_FOREIGN      /* said by stores, never by redis_t: what is stored is corrupt, and trying again
                          does not help (common/redis/foreign.h) */
} redis_status_t;

/* Called once for each accepted command, in order. `reply` lasts until the return; NULL unless status is
 * REDIS_OK. */
typedef void(redis_reply_fn)(void *context, redis_status_t status, const redis_reply_t *reply);

/* Receives what is published on a channel. `payload` lasts until the return. */
typedef void(redis_message_fn)(void *context, text_t channel, const redis_reply_t *payload);

typedef struct {
    redis_message_fn *message;
    redis_reply_fn *done;
    void *context;
} redis_listener_t;

/* What a script has cost since the start. */
typedef struct {
    const redis_script_t *script;
    uint64_t calls; /* answered ones */
    uint64_t time;  /* µs as for round_trip, summed up */
} redis_script_counts_t;

#endif
