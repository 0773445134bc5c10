/* SPDX-License-Identifier: Apache-2.0 */
/* How leidactl finds and opens its Redis. */
#ifndef LEIDA_TOOLS_LEIDACTL_COMMON_CONNECTION_H
#define LEIDA_TOOLS_LEIDACTL_COMMON_CONNECTION_H

struct redisContext;

/* An address as redis_address_is_valid takes it (common/redis/address.h), and the passwords of Redis and of
 * its Sentinels: empty where there is none. */
typedef struct {
    const char *address, *password, *sentinel_password;
} connection_settings_t;

/* For how long Redis may owe an answer, s: it is stopped or hangs then. */
enum { CONNECTION_ANSWER_S = 10 };

/* Connects and logs in, to the master where Sentinels are asked for it. What goes wrong ends the process with
 * a message. Free it with redisFree. */
struct redisContext *connection_open(const connection_settings_t *settings);

#endif
