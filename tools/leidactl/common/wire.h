/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One connection to one Redis server with many commands in flight, for a subcommand that talks to several
 * servers, each for itself: store.h has what the others need. Whatever goes wrong ends the process with a
 * message that names the server.
 */
#ifndef LEIDA_TOOLS_LEIDACTL_COMMON_WIRE_H
#define LEIDA_TOOLS_LEIDACTL_COMMON_WIRE_H

#include <stdbool.h>

#include "common/redis/reply.h"

struct redisContext;
typedef struct wire wire_t;

/* Takes an open connection over (connection.h). `name` is for messages: the address; it is copied. */
wire_t *wire_new(struct redisContext *context, const char *name);
/* Closes the connection, whatever is still owed. */
void wire_destroy(wire_t **self_p);
/* The name that it was given. */
const char *wire_name(const wire_t *self);

/* Adds words to the command under construction: those of a text with spaces between them; one; one in decimal
 * digits. All are copied. */
void wire_words(wire_t *self, const char *words);
void wire_add(wire_t *self, text_t word);
void wire_add_int(wire_t *self, int64_t word);
/* Puts the command behind those that wait to be written; gives its size in bytes. */
size_t wire_send(wire_t *self);
/* Writes all that waits. */
void wire_flush(wire_t *self);

/* Writes all that waits, and gives the oldest reply that is owed, an error too. It lasts until the next one
 * is taken. */
const redis_reply_t *wire_receive(wire_t *self);
/* The same; an error ends the process with a message that begins with `what`. */
const redis_reply_t *wire_expect(wire_t *self, const char *what);
/* Sends the command and gives its reply, as wire_expect does. Nothing may be owed. */
const redis_reply_t *wire_ask(wire_t *self, const char *what);
/* The same; a reply that is no number is an error. */
int64_t wire_ask_int(wire_t *self, const char *what);
/* Sends these words, and gives the reply or error. Nothing may be owed. */
const redis_reply_t *wire_try(wire_t *self, const char *words);

/* Takes what has arrived by itself, as messages do. `take` is called for each reply. `wait`: until there is
 * something. */
typedef void(wire_take_fn)(void *context, const redis_reply_t *reply);
void wire_take_arrived(wire_t *self, bool wait, wire_take_fn *take, void *context);

#endif
