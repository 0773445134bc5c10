/* SPDX-License-Identifier: Apache-2.0 */
/* What the log shows of the customers in it, from the profile cache. */
#ifndef LEIDA_ACTIONLOG_PEOPLE_H
#define LEIDA_ACTIONLOG_PEOPLE_H

#include "common/cache.h"
#include "proto/arena.h"

/* Texts live in the arena. Who has no profile has empty texts. */
typedef struct {
    int64_t customer_id;
    text_t name, avatar;
} person_t;

typedef struct people people_t;

/* REDIS_OK, or why they are not known: REDIS_UNAVAILABLE, REDIS_FOREIGN. */
typedef void(people_fn)(void *context, redis_status_t known);

/* Room for at most `limit` different customers, in the arena. */
people_t *people_new(arena_t *arena, size_t limit);
/* The place of a customer among them, who is taken in when new. */
size_t people_place(people_t *self, int64_t customer_id);
/* Reads all their profiles, then calls `done` once, maybe before it returns. */
void people_read(people_t *self, cache_t *profiles, people_fn *done, void *context);
const person_t *people_at(const people_t *self, size_t place);

#endif
