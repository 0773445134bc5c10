/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One asynchronous Redis connection on a loop, the only room that knows hiredis' event side. It connects,
 * reconnects with back-off (at once, then 10 ms doubling to 1 s), loads the scripts on each new connection
 * before anything else is sent, and flushes what a turn has gathered in one write at its end. It keeps no
 * queue of its own: while there is no connection a command is refused at once, and the caller decides whether
 * to wait.
 *
 * Where Sentinels watch over Redis they are asked for the master before each attempt to connect. Where
 * replicas are to have a write before it counts, the answers of durable commands wait for a WAIT on the same
 * connection: one for all that are there at a time.
 */
#ifndef LEIDA_COMMON_REDIS_H
#define LEIDA_COMMON_REDIS_H

#include "common/histogram.h"
#include "common/loop.h"
#include "common/redis/reply.h"
#include "proto/buffer.h"

typedef struct redis redis_t;

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
                          (common/redis_reply.c has them all); the connection is mended meanwhile where it
                          needs it */
    REDIS_FULL,        /* not applied: OOM, Redis is at its memory limit */
    REDIS_FOREIGN      /* said by stores, never by redis_t: what is stored is none of ours, and trying again
                          does not help (common/foreign.h) */
} redis_status_t;

/* Called once for each accepted command, in order. `reply` lasts until the return; NULL unless status is
 * REDIS_OK. */
typedef void(redis_reply_fn)(void *context, redis_status_t status, const redis_reply_t *reply);

typedef struct {
    const char *address;         /* as redis_address_is_valid takes it (common/redis_address.h) */
    const char *user, *password; /* NULL or empty: no AUTH */
    const char *sentinel_user, *sentinel_password; /* the same for the Sentinels of the address, if any */
    const redis_script_t *const *scripts;          /* NULL-terminated; may be NULL */
    /* Called at each change: connected and scripts loaded (true), connection lost (false, before the commands
     * that were in flight get REDIS_LOST). May be NULL. */
    void (*changed)(void *context, bool connected);
    void *context;
    int64_t silence;  /* ms; 0 stands for REDIS_SILENCE. A connection that owes an answer and says nothing for
                         that long is given up, and so is an attempt to connect. */
    int64_t replicas; /* that must have a durable command's effect, and all that it saw; 0: none */
    bool form;        /* it is not connected before the store is of this build's form (common/store_form.h) */
    int64_t replication_timeout; /* ms, less than `silence`; what they have not got by then is REDIS_LOST */
} redis_options_t;
enum { REDIS_SILENCE = 2500 };

/* Begins to connect; never fails at once. The options' strings must outlive it, the struct need not. */
redis_t *redis_new(loop_t *loop, const redis_options_t *options);
/* Drops the connection: every command still waiting gets REDIS_LOST first; `changed` is not called. Not from
 * within one of its own callbacks. */
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

/* Sends a command. Returns false, and will not call `done`, when there is no connection. `done` may be NULL.
 */
bool redis_send(redis_t *self, const redis_command_t *command, redis_reply_fn *done, void *context);

/* The same for a command whose answer promises something that must not be lost: a write, or the reading of
 * what was written before. */
bool redis_send_durable(redis_t *self, const redis_command_t *command, redis_reply_fn *done, void *context);

/* Sends EVALSHA of a registered script, durable unless it only reads: `command` holds the keys, then the
 * arguments. */
bool redis_run(redis_t *self, const redis_script_t *script, size_t key_count, const redis_command_t *command,
               redis_reply_fn *done, void *context);

/* Receives what is published on a channel. `payload` lasts until the return. */
typedef void(redis_message_fn)(void *context, text_t channel, const redis_reply_t *payload);

/* Subscribes to the channels in `channels` (1 or more); `done`, which may be NULL, gets the answer to the
 * last of them. All messages of this redis_t go to `message`: the function given last counts. The connection
 * then takes no commands but further subscriptions (RESP2). A lost connection loses its subscriptions:
 * subscribe again when `changed` says that it is back. Returns false, and will call nothing, when there is no
 * connection. */
typedef struct {
    redis_message_fn *message;
    redis_reply_fn *done;
    void *context;
} redis_listener_t;
bool redis_subscribe(redis_t *self, const redis_command_t *channels, const redis_listener_t *listener);

/* Takes what has arrived already, without waiting for the loop to come by: callbacks are called from here.
 * Not from within one of them. */
void redis_read(redis_t *self);

/* What happened since the start, for metrics. */
typedef struct {
    const redis_script_t *script;
    uint64_t calls; /* answered ones */
    uint64_t time;  /* µs as for round_trip, summed up */
} redis_script_counts_t;
typedef struct {
    uint64_t commands;    /* accepted, scripts included */
    uint64_t errors;      /* those whose status was not REDIS_OK */
    uint64_t reconnects;  /* connections made after the first */
    uint64_t unconfirmed; /* durable commands, applied, that too few replicas got in time */
    /* Of the answered ones: from the turn of the loop that gave the command to that which took the answer. */
    histogram_t round_trip;
    bool connected;
    const char *trouble; /* why it was not connected when it last failed to be; empty once it is */
    size_t in_flight;
    const redis_script_counts_t *scripts; /* in the order of the options; as long as the redis_t */
    size_t script_count;
} redis_counts_t;
redis_counts_t redis_counts(const redis_t *self);

#endif
