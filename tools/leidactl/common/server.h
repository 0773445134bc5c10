/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One connection to Redis, with its pipeline: commands are gathered, go out together and are answered in
 * order. It knows neither keys nor what replies mean.
 */
#ifndef LEIDA_TOOLS_LEIDACTL_COMMON_SERVER_H
#define LEIDA_TOOLS_LEIDACTL_COMMON_SERVER_H

#include "common/redis/blocking.h"
#include "tools/leidactl/common/arguments.h"
#include "tools/leidactl/common/connection.h"

typedef struct server server_t;

/* Takes over an open connection (connection.h). `to` is where it goes; NULL: messages need not say. */
server_t *server_new(struct redisContext *context, const redis_address_t *to);
/* From now on it may be silent for so long while it owes an answer, s; CONNECTION_ANSWER_S at first. */
void server_limit(server_t *self, int seconds);
/* Disconnects: what is owed is lost. */
void server_destroy(server_t **self_p);

/* The output, to which the caller appends one command; then it calls server_added. */
buffer_t *server_output(server_t *self);
/* One more reply is owed. */
void server_added(server_t *self);
/* The same of a command of many whose replies nobody waits for: writes what has been gathered, once that is
 * much. Gives how many replies are to be taken before the next one: the older half of those that are owed,
 * once the newer half is full, and Redis works on that while further commands are made. */
size_t server_queued(server_t *self);

/* Whether it has been given the script. */
bool server_has_script(const server_t *self, const store_script_t *script);
/* Puts down that it has. */
void server_add_script(server_t *self, const store_script_t *script);
/* Puts down that it has none: they were flushed there. */
void server_forget_scripts(server_t *self);

/* Hands what is gathered to the kernel. False: the connection is of no use any more. */
bool server_write(server_t *self);
/* The next reply, after writing; the caller frees it with redis_reply_free. NULL: the connection is of no use
 * any more. */
redis_reply_t *server_receive(server_t *self);
/* Writes a command of `count` words, and waits for the reply; nothing may be owed. NULL as above. */
redis_reply_t *server_ask(server_t *self, size_t count, const text_t *words);
/* Whether something that nobody has taken has arrived by now, or the end of the connection: server_receive
 * then waits no longer than for the rest of it. */
bool server_has_arrived(const server_t *self);
/* Why it is of no use; empty while it is of use. */
const char *server_trouble(const server_t *self);
/* Where it goes; NULL where messages need not say. */
const redis_address_t *server_address(const server_t *self);

#endif
