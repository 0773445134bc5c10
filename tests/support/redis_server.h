/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A private redis-server for a test, on a unix socket in a directory of its own, with an append-only file, so
 * that it can be killed and started again on the same data. It dies with the test process. Whatever goes
 * wrong here ends the test with a message.
 */
#ifndef LEIDA_TESTS_REDIS_SERVER_H
#define LEIDA_TESTS_REDIS_SERVER_H

#include <stdbool.h>

#include "common/redis/blocking.h"

typedef struct redis_server redis_server_t;

/* Starts one and waits until it answers PING. `options` goes to the command line ("--maxmemory", "3mb"),
 * NULL-terminated; NULL for none. */
redis_server_t *redis_server_new(const char *const *options);
/* Stops it, continued first if it was paused, and removes its directory. */
void redis_server_destroy(redis_server_t **self_p);

/* "unix:/tmp/leida-redis-XXXXXX/redis.sock", as redis_options_t takes it. */
const char *redis_server_address(const redis_server_t *self);

/* SIGKILL, and waits until it is gone. */
void redis_server_kill(redis_server_t *self);
/* Starts it again on the same data; waits until it answers PING. */
void redis_server_start(redis_server_t *self);
/* The same, but waits only until it takes connections: it may answer LOADING. `options` are added for this
 * start. */
void redis_server_begin(redis_server_t *self, const char *const *options);
/* SIGSTOP and SIGCONT. */
void redis_server_pause(redis_server_t *self);
void redis_server_resume(redis_server_t *self);

/* Sends a command over a connection of its own and waits for the reply (printf-like, as redisCommand). The
 * caller frees it with redis_reply_free. Only redis_server_ask may get an error reply; redis_server_do checks
 * that it is none and frees it. */
redis_reply_t *redis_server_ask(redis_server_t *self, const char *format, ...);
void redis_server_do(redis_server_t *self, const char *format, ...);
/* As if a long time passed: all that is kept for a time is gone. */
void redis_server_forget(redis_server_t *self);

#endif
