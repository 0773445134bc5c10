/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The wire under redis_t: one connection at a time to Redis, opened, written, read and watched over on the
 * loop. It knows commands and replies, nothing of scripts, passwords or back-off.
 * common/redis/node.c, sentinel.c and inquiry.c stand on it.
 *
 * It stands on hiredis' non-blocking connection and its reply reader rather than on its asynchronous API: in
 * 0.14.1 that API aborts the process when a reply comes that nobody asked for, never answers a PING of a
 * subscriber (so a dead subscription would go unnoticed), allocates for each command and frees its context
 * under the caller.
 */
#ifndef LEIDA_COMMON_REDIS_LINK_H
#define LEIDA_COMMON_REDIS_LINK_H

#include "common/loop/loop.h"
#include "common/redis/address.h"
#include "common/redis/waiters.h"

typedef struct redis_link redis_link_t;

typedef struct {
    /* A reply to the oldest waiter, which lasts until the return; NULL: the connection went away first. */
    void (*answered)(void *owner, const redis_waiter_t *waiter, const redis_reply_t *reply);
    /* A published message: an array of "message", channel, payload. */
    void (*pushed)(void *owner, const redis_reply_t *message);
    /* The connection is gone. The waiters are answered with NULL after this; then comes `emptied`, and from
     * there on the link may be opened again. */
    void (*closed)(void *owner, const char *reason);
    void (*emptied)(void *owner);
} redis_link_events_t;

/* `silence`: ms. A connection that is not made in that time, or does not answer for that long while it owes
 * an answer, is closed; a subscription that is quiet for half of it is asked for a sign of life. */
redis_link_t *redis_link_new(loop_t *loop, int64_t silence, const redis_link_events_t *events, void *owner);
/* Closes it first: the waiters are answered with NULL, but neither `closed` nor `emptied` is called. */
void redis_link_destroy(redis_link_t **self_p);

/* From now on the bytes of each command are kept until its reply is there, for redis_link_command. Before the
 * first one only. */
void redis_link_keep_commands(redis_link_t *self);

/* Begins to connect, by way of a name lookup where the host is a name. A failure is told by `closed`, at the
 * earliest at the end of the iteration. */
void redis_link_open(redis_link_t *self, const redis_address_t *to);
/* Asks for the connection to be closed, at the latest at the end of the iteration. The first reason given
 * counts.
 */
void redis_link_break(redis_link_t *self, const char *reason);
bool redis_link_is_open(const redis_link_t *self);

/* Writes a command into the output of this iteration, for an open link. */
void redis_link_write(redis_link_t *self, const redis_command_t *command);
/* The same of a command that is encoded already, which is none of this link's own. */
void redis_link_write_again(redis_link_t *self, text_t command);
/* Registers who waits for one reply to what was written: as many times as there will be replies, in order. */
void redis_link_expect(redis_link_t *self, const redis_waiter_t *waiter);
/* Within `answered`, on a link that keeps commands: the one that is answered, as it was written. It lasts
 * until something is written to this link. */
text_t redis_link_command(const redis_link_t *self, const redis_waiter_t *waiter);
/* Takes what has arrived already. If that shows the connection's end, it is closed at the end of the
 * iteration. */
void redis_link_read(redis_link_t *self);
size_t redis_link_in_flight(const redis_link_t *self);

#endif
