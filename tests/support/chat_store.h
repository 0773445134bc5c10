/* SPDX-License-Identifier: Apache-2.0 */
/* The chat store on a private Redis, with one conversation, as blocking calls. */
#ifndef LEIDA_TESTS_CHAT_STORE_H
#define LEIDA_TESTS_CHAT_STORE_H

#include "services/chat/store.h"
#include "tests/support/redis_server.h"

enum { CHAT_STORE_ROWS_MAX = 256 };

/* Staff user 7 and customer 9, bound; nobody else. */
typedef struct chat_store {
    job_t job; /* of the round trip that is under way; first, so that its steps find the chat_store */
    host_t host;
    redis_server_t *server;
    loop_t *loop;
    redis_t *redis;
    arena_t arena;
    uint64_t call;  /* the next call's id */
    int64_t clock;  /* of the service */
    int64_t issued; /* when the last call was, ms: the true time, which Redis tells, too */
    bool done;
    /* What the last round trip answered. */
    sending_t sent;
    bool moved; /* a cursor, by the last mark */
    outcome_t outcome;
    int64_t count;
    view_t view;
    stored_message_t rows[CHAT_STORE_ROWS_MAX];
} chat_store_t;

chat_store_t *chat_store_new(void);
/* Looks for leaks, too. */
void chat_store_destroy(chat_store_t *self);
/* What Redis answers to a command: a number. */
int64_t chat_store_ask(chat_store_t *self, const char *command);

/* The side acts by a fresh call, issued a millisecond after the last at least, for the first time. */
job_t chat_store_actor(chat_store_t *self, principal_kind_t side);
/* A message a millisecond younger than the last. */
sending_t chat_store_sending(chat_store_t *self, const char *content, const char *key);

/* The store's functions, waited for; the answer is in the chat_store. */
void chat_store_send(chat_store_t *self, const job_t *actor, const sending_t *sending);
void chat_store_look(chat_store_t *self, const job_t *actor);
void chat_store_take_range(chat_store_t *self, const job_t *actor, int64_t from, int64_t to);
void chat_store_page_as(chat_store_t *self, const job_t *actor, int64_t first, int64_t last);
void chat_store_page(chat_store_t *self, principal_kind_t side, int64_t first, int64_t last);
status_t chat_store_mark_as(chat_store_t *self, const job_t *actor, int64_t id);
status_t chat_store_claim(chat_store_t *self, const job_t *actor);

/* By a fresh call: sends, and returns the id. */
int64_t chat_store_say(chat_store_t *self, principal_kind_t side);
/* Looks and takes what is new; returns how many rows. */
int64_t chat_store_take(chat_store_t *self, principal_kind_t side);
status_t chat_store_mark(chat_store_t *self, principal_kind_t side, int64_t id);
int64_t chat_store_unread(chat_store_t *self, principal_kind_t side);

/* For tests that call the store themselves: begins a round trip, and waits for its answers. */
job_t *chat_store_begin(chat_store_t *self, const job_t *actor);
void chat_store_end(chat_store_t *self);
/* The same for what fills the view: the rows are in the chat_store, too. */
void chat_store_end_view(chat_store_t *self);

#endif
