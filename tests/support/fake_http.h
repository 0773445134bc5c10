/* SPDX-License-Identifier: Apache-2.0 */
/* A web server that is none: on a free loopback port, in the test's own loop. To each request it says what
 * the test wants, or nothing. */
#ifndef LEIDA_TESTS_FAKE_HTTP_H
#define LEIDA_TESTS_FAKE_HTTP_H

#include "base/buffer.h"
#include "common/loop/loop.h"

enum { FAKE_HTTP_CONNECTIONS = 512 /* over the whole test */ };

typedef struct fake_http fake_http_t;

typedef struct {
    fake_http_t *server;
    int fd; /* -1: closed */
    loop_watch_t *watch;
    size_t requests; /* that came over it */
    buffer_t in;     /* what is no whole request yet */
} fake_connection_t;

/* The texts last until the return. */
typedef struct {
    fake_connection_t *connection;
    text_t method, path, query, body;
    text_t head; /* all of it */
} fake_request_t;

typedef void(fake_http_fn)(void *context, const fake_request_t *request);

struct fake_http {
    loop_t *loop;
    fake_http_fn *answer;
    void *context;
    int listener;
    loop_watch_t *watch;
    char base[96]; /* "http://127.0.0.1:PORT" */
    size_t requests;
    size_t connection_count;
    fake_connection_t connections[FAKE_HTTP_CONNECTIONS];
};

/* Listens on a loop that stays the test's. */
void fake_http_open(fake_http_t *self, loop_t *loop, fake_http_fn *answer, void *context);
void fake_http_close(fake_http_t *self);

/* Answers 200 with this JSON; any bytes; as they are. */
void fake_http_json(fake_connection_t *connection, const char *json);
void fake_http_answer(fake_connection_t *connection, int status, const char *type, text_t body);
void fake_http_say(fake_connection_t *connection, text_t bytes);
/* Closes the connection, or resets it. */
void fake_http_hang_up(fake_connection_t *connection);
void fake_http_reset(fake_connection_t *connection);

#endif
