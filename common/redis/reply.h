/* SPDX-License-Identifier: Apache-2.0 */
/* What Redis answers, as callers see it. The replies are built by common/redis/tree.c. */
#ifndef LEIDA_COMMON_REDIS_REPLY_H
#define LEIDA_COMMON_REDIS_REPLY_H

#include "base/arena.h"

/* The numbers are hiredis' own: common/redis/tree.c holds them together. */
enum {
    REDIS_REPLY_STRING = 1,
    REDIS_REPLY_ARRAY,
    REDIS_REPLY_INTEGER,
    REDIS_REPLY_NIL,
    REDIS_REPLY_STATUS, /* a word such as OK */
    REDIS_REPLY_ERROR
};

typedef struct redis_reply redis_reply_t;
struct redis_reply {
    int type;                /* REDIS_REPLY_… */
    long long integer;       /* of an integer */
    size_t len;              /* bytes of str, without the NUL behind them */
    char *str;               /* of a string, status or error; else NULL */
    size_t elements;         /* of an array */
    redis_reply_t **element; /* as many, none of them NULL; NULL when the array is empty */
};

/* The bytes of a string, a status or an error, as long as the reply; TEXT_NONE for any other type. */
text_t redis_text(const redis_reply_t *reply);
/* The number of an integer or of a string of decimal digits; 0 for whatever is no number. */
int64_t redis_int(const redis_reply_t *reply);
/* A copy of the whole reply in the arena. */
redis_reply_t *redis_reply_copy(arena_t *arena, const redis_reply_t *reply);

#endif
