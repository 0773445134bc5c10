/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One asynchronous Redis connection on a loop, the only room that knows hiredis' event side. It connects, reconnects
 * with back-off, loads the scripts on each new connection before anything else is sent, and flushes what a turn has
 * gathered in one write at its end. It keeps no queue of its own: while there is no connection a command is refused
 * at once, and the caller decides whether to wait.
 */
#ifndef LEIDA_COMMON_REDIS_H
#define LEIDA_COMMON_REDIS_H

#include <hiredis/hiredis.h>

#include "common/loop.h"
#include "proto/buffer.h"

typedef struct redis redis_t;
typedef struct redisReply redis_reply_t;

/* A Lua script: declared as a constant by the store that owns it, registered before connecting. */
typedef struct {
    const char *name; /* for metrics and logs */
    const char *body;
} redis_script_t;

typedef enum {
    REDIS_OK,          /* reply is given (it may be an error that the script raised on purpose: REDIS_REPLY_ERROR) */
    REDIS_LOST,        /* the connection went away after the command was sent: it may have been applied, or not */
    REDIS_UNAVAILABLE, /* not applied, worth a retry: no connection, LOADING, BUSY, READONLY, MASTERDOWN, NOSCRIPT,
                          CLUSTERDOWN, MISCONF (disk full); the connection is mended meanwhile where it needs it */
    REDIS_FULL         /* not applied: OOM, Redis is at its memory limit */
} redis_status_t;

/* Called once for each accepted command, in order. `reply` lasts until the return; NULL unless status is REDIS_OK. */
typedef void(redis_reply_fn)(void *context, redis_status_t status, const redis_reply_t *reply);

typedef struct {
    const char *address;             /* "unix:/path/redis.sock", "HOST:PORT" or "[v6]:PORT" */
    const char *user, *password;     /* NULL or empty: no AUTH */
    const redis_script_t *const *scripts; /* NULL-terminated; may be NULL */
    /* Called at each change: connected and scripts loaded (true), connection lost (false). May be NULL. */
    void (*changed)(void *context, bool connected);
    void *context;
} redis_options_t;

/* Begins to connect; never fails at once. The options' strings must outlive it, the struct need not. */
redis_t *redis_new(loop_t *loop, const redis_options_t *options);
/* Drops the connection: every command still waiting gets REDIS_LOST first. */
void redis_destroy(redis_t **self_p);

bool redis_is_connected(const redis_t *self);
/* How many commands wait for a reply. */
size_t redis_in_flight(const redis_t *self);

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

/* Sends a command. Returns false, and will not call `done`, when there is no connection. `done` may be NULL. */
bool redis_send(redis_t *self, const redis_command_t *command, redis_reply_fn *done, void *context);

/* Sends EVALSHA of a registered script: `command` holds the keys, then the arguments. */
bool redis_run(redis_t *self, const redis_script_t *script, size_t key_count, const redis_command_t *command,
               redis_reply_fn *done, void *context);

/* Helpers for replies: the slice of a string reply (empty for nil), the number of an integer or a decimal string. */
text_t redis_text(const redis_reply_t *reply);
int64_t redis_int(const redis_reply_t *reply);

#endif
