/* SPDX-License-Identifier: Apache-2.0 */
/* How leidactl finds its Redis and opens connections. */
#ifndef LEIDA_TOOLS_LEIDACTL_COMMON_CONNECTION_H
#define LEIDA_TOOLS_LEIDACTL_COMMON_CONNECTION_H

#include "common/redis/address.h"
#include "common/redis/blocking.h" /* before that of hiredis, whose macros have names of its own */

/* An address as redis_address_is_valid takes it (common/redis/address.h), and the passwords of Redis and of
 * its Sentinels: empty where there is none. */
typedef struct {
    const char *address, *password, *sentinel_password;
} connection_settings_t;

/* For how long Redis may owe an answer, s: it is stopped or hangs then; and whoever is asked where it is. */
enum { CONNECTION_ANSWER_S = 10, CONNECTION_TOLD_S = 2, CONNECTION_REASON_SIZE = 256 };

typedef struct {
    struct redisContext *context; /* NULL: there is none, for the reason */
    char reason[CONNECTION_REASON_SIZE];
} connection_t;

/* Connects and logs in. False, and the reason, when that fails. */
bool connection_try(connection_t *self, const redis_address_t *to, const char *password);
/* For how long, in s, one that may be silent for `seconds` may take for the whole of an answer: its bytes may
 * come one by one, and without end. */
int connection_whole(int seconds);
/* Ends it, for this reason. Gives false. */
bool connection_give_up(connection_t *self, const char *reason);

/* Connects and logs in to a Redis that is no cluster, to the master where Sentinels are asked for it. What
 * goes wrong ends the process with a message. Free it with redisFree. */
struct redisContext *connection_open(const connection_settings_t *settings);

#endif
