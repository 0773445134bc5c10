/* SPDX-License-Identifier: Apache-2.0 */
/* The chat store on a private Redis, with one conversation, as blocking calls. */
#ifndef LEIDA_TESTS_CHAT_BENCH_H
#define LEIDA_TESTS_CHAT_BENCH_H

#include "services/chat/store.h"
#include "tests/support/redis_server.h"

enum { BENCH_ROWS_MAX = 256 };

/* Staff user 7 and customer 9, bound; nobody else. */
typedef struct bench {
    job_t job; /* of the round trip that is under way; first, so that its steps find the bench */
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
    outcome_t outcome;
    int64_t count;
    view_t view;
    stored_message_t rows[BENCH_ROWS_MAX];
} bench_t;

bench_t *bench_new(void);
/* Looks for leaks, too. */
void bench_destroy(bench_t *self);
/* What Redis answers to a command: a number. */
int64_t bench_ask(bench_t *self, const char *command);

/* The side acts by a fresh call, issued a millisecond after the last at least, for the first time. */
job_t bench_actor(bench_t *self, principal_kind_t side);
/* A message a millisecond younger than the last. */
sending_t bench_sending(bench_t *self, const char *content, const char *key);

/* The store's functions, waited for; the answer is in the bench. */
void bench_send(bench_t *self, const job_t *actor, const sending_t *sending);
void bench_look(bench_t *self, const job_t *actor);
void bench_take_range(bench_t *self, const job_t *actor, int64_t from, int64_t to);
void bench_page_as(bench_t *self, const job_t *actor, int64_t first, int64_t last);
void bench_page(bench_t *self, principal_kind_t side, int64_t first, int64_t last);
status_t bench_mark_as(bench_t *self, const job_t *actor, int64_t id);

/* By a fresh call: sends, and returns the id. */
int64_t bench_say(bench_t *self, principal_kind_t side);
/* Looks and takes what is new; returns how many rows. */
int64_t bench_take(bench_t *self, principal_kind_t side);
status_t bench_mark(bench_t *self, principal_kind_t side, int64_t id);
int64_t bench_unread(bench_t *self, principal_kind_t side);

/* For tests that call the store themselves: begins a round trip, and waits for its answers. */
job_t *bench_begin(bench_t *self, const job_t *actor);
void bench_end(bench_t *self);
/* The same for what fills the view: the rows are in the bench, too. */
void bench_end_view(bench_t *self);

#endif
