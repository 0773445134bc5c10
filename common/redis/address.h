/* SPDX-License-Identifier: Apache-2.0 */
/* How an address of Redis is written in the configuration. */
#ifndef LEIDA_COMMON_REDIS_ADDRESS_H
#define LEIDA_COMMON_REDIS_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

enum { REDIS_HOST_SIZE = 256, REDIS_SENTINELS_MAX = 9, REDIS_MASTER_SIZE = 128, REDIS_SEEDS_MAX = 16 };

typedef struct {
    bool local;                 /* a unix socket: `host` is its path */
    char host[REDIS_HOST_SIZE]; /* NUL-terminated */
    int port;                   /* 1..65535 */
} redis_address_t;

/* Reads "unix:/path", "HOST:PORT" or "[v6]:PORT". False when it is none of them. */
bool redis_address_read(const char *text, redis_address_t *address);
enum { REDIS_ADDRESS_SIZE = REDIS_HOST_SIZE + 8 };
/* The same as text. */
void redis_address_write(const redis_address_t *address, char text[REDIS_ADDRESS_SIZE]);
bool redis_address_equal(const redis_address_t *a, const redis_address_t *b);

/* Those who know where the master is. */
typedef struct {
    redis_address_t sentinels[REDIS_SENTINELS_MAX];
    size_t count;                   /* 1 or more */
    char master[REDIS_MASTER_SIZE]; /* the name under which they watch it */
} redis_sentinels_t;

/* Reads "sentinel://HOST:PORT,HOST:PORT/MASTER". False when it is no such text. */
bool redis_sentinels_read(const char *text, redis_sentinels_t *sentinels);

/* Nodes of a cluster: some of those that know the others. */
typedef struct {
    redis_address_t seeds[REDIS_SEEDS_MAX];
    size_t count; /* 1 or more */
} redis_seeds_t;

/* Reads "cluster://HOST:PORT,HOST:PORT". False when it is no such text. */
bool redis_seeds_read(const char *text, redis_seeds_t *seeds);

/* What redis_address_is_valid takes, for messages. */
#define REDIS_ADDRESS_FORMS                                                                                  \
    "HOST:PORT, unix:PATH, sentinel://HOST:PORT,HOST:PORT/MASTER or cluster://HOST:PORT,HOST:PORT"

/* Whether it is any of these. */
bool redis_address_is_valid(const char *text);

#endif
