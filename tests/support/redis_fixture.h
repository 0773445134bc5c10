/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A redis_t on a loop, before a server of its own, for the tests of the connection itself. It collects the
 * answers in the order in which they come.
 */
#ifndef LEIDA_TESTS_REDIS_BENCH_H
#define LEIDA_TESTS_REDIS_BENCH_H

#include "common/redis/redis.h"
#include "tests/support/redis_server.h"

enum {
    REDIS_BENCH_ANSWERS_MAX = 1024,
    REDIS_BENCH_SOON = 5000,    /* ms: far more than any wait should take */
    REDIS_BENCH_IMPATIENT = 400 /* ms of silence, for tests that wait for it */
};

typedef struct {
    redis_status_t status;
    int type; /* of the reply */
    int64_t number;
    char text[64];
} redis_answer_t;

typedef struct {
    loop_t *loop;
    redis_server_t *server;
    redis_t *redis;
    int64_t silence;            /* ms; 0: the standard */
    int ups, downs, ups_wanted; /* connections made and lost; how many there are to be */
    size_t sent, answered;
    redis_answer_t answers[REDIS_BENCH_ANSWERS_MAX];
} redis_bench_t;

/* Registered with each bench: adds ARGV[1] to KEYS[1]; raises the error UNKNOWN. */
extern const redis_script_t REDIS_BENCH_ADD, REDIS_BENCH_REFUSE;

/* Starts a server and waits until the connection is made. */
redis_bench_t *redis_bench_open(const char *const *options);
redis_bench_t *redis_bench_open_impatient(const char *const *options, int64_t silence);
/* Starts a server and begins to connect to it. */
redis_bench_t *redis_bench_begin(const char *const *options, const char *user, const char *password);
void redis_bench_close(redis_bench_t *bench);

/* For loop_wait: connected, as often as wanted; not connected. */
bool redis_bench_is_up(void *context);
bool redis_bench_is_down(void *context);
/* Waits until it is connected for the `ups`th time. */
void redis_bench_await_up(redis_bench_t *bench, int ups);

/* Takes an answer: a redis_reply_fn. Who sends with it counts one more in `sent`. */
void redis_bench_take(void *context, redis_status_t status, const redis_reply_t *reply);
/* Sends a command of one to three words; false when it is refused. */
bool redis_bench_send(redis_bench_t *bench, const char *a, const char *b, const char *c);
bool redis_bench_run(redis_bench_t *bench, const redis_script_t *script, const char *key,
                     const char *argument);
/* Waits for all that was sent, and gives the last answer. */
const redis_answer_t *redis_bench_answer(redis_bench_t *bench);
/* Writes again and again until that is answered with `status`: what changed in the server takes a moment. */
void redis_bench_repeat_until(redis_bench_t *bench, redis_status_t status);

#endif
