/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A redis_t on a loop, before a server of its own, for the tests of the connection itself. It collects the
 * answers in the order in which they come.
 */
#ifndef LEIDA_TESTS_REDIS_FIXTURE_H
#define LEIDA_TESTS_REDIS_FIXTURE_H

#include "common/redis/redis.h"
#include "tests/support/redis_server.h"

enum {
    REDIS_FIXTURE_ANSWERS_MAX = 1024,
    REDIS_FIXTURE_SOON = 5000,    /* ms: far more than any wait should take */
    REDIS_FIXTURE_IMPATIENT = 400 /* ms of silence, for tests that wait for it */
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
    int64_t silence;            /* ms; 0: the default */
    int ups, downs, ups_wanted; /* connections made and lost; how many there are to be */
    size_t sent, answered;
    redis_answer_t answers[REDIS_FIXTURE_ANSWERS_MAX];
} redis_fixture_t;

/* Registered with each fixture: adds ARGV[1] to KEYS[1]; raises the error UNKNOWN. */
extern const redis_script_t REDIS_FIXTURE_ADD, REDIS_FIXTURE_REFUSE;

/* Starts a server and waits until the connection is made. */
redis_fixture_t *redis_fixture_open(const char *const *options);
redis_fixture_t *redis_fixture_open_impatient(const char *const *options, int64_t silence);
/* Starts a server and begins to connect to it. */
redis_fixture_t *redis_fixture_begin(const char *const *options, const char *user, const char *password);
void redis_fixture_close(redis_fixture_t *fixture);

/* For loop_wait: connected, as often as wanted; not connected. */
bool redis_fixture_is_up(void *context);
bool redis_fixture_is_down(void *context);
/* Waits until it is connected for the `ups`th time. */
void redis_fixture_await_up(redis_fixture_t *fixture, int ups);

/* Takes an answer: a redis_reply_fn. Who sends with it counts one more in `sent`. */
void redis_fixture_take(void *context, redis_status_t status, const redis_reply_t *reply);
/* Sends a command of one to three words; false when it is refused. */
bool redis_fixture_send(redis_fixture_t *fixture, const char *a, const char *b, const char *c);
bool redis_fixture_run(redis_fixture_t *fixture, const redis_script_t *script, const char *key,
                       const char *argument);
/* Waits for all that was sent, and gives the last answer. */
const redis_answer_t *redis_fixture_answer(redis_fixture_t *fixture);
/* Writes again and again until that is answered with `status`: what changed in the server takes a moment. */
void redis_fixture_repeat_until(redis_fixture_t *fixture, redis_status_t status);

#endif
