/* SPDX-License-Identifier: Apache-2.0 */
/* How an address of Redis is written in the configuration. */
#ifndef LEIDA_COMMON_REDIS_ADDRESS_H
#define LEIDA_COMMON_REDIS_ADDRESS_H

#include <stdbool.h>

enum { REDIS_HOST_SIZE = 256 };

typedef struct {
    bool local;                 /* a unix socket: `host` is its path */
    char host[REDIS_HOST_SIZE]; /* NUL-terminated */
    int port;                   /* 1..65535 */
} redis_address_t;

/* Reads "unix:/path", "HOST:PORT" or "[v6]:PORT". False when it is none of them. */
bool redis_address_read(const char *text, redis_address_t *address);

#endif
