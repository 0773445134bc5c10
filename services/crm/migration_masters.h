/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a migration asks of every server that has a part of the store: one Redis, or the masters of a cluster.
 * For migration.c alone.
 */
#ifndef LEIDA_SERVICES_CRM_MIGRATION_MASTERS_H
#define LEIDA_SERVICES_CRM_MIGRATION_MASTERS_H

#include "common/redis/redis.h"

typedef struct migration_masters migration_masters_t;

/* `redis` stays the caller's; destroy it before. */
migration_masters_t *migration_masters_new(redis_t *redis);
void migration_masters_destroy(migration_masters_t **self_p);

enum { MIGRATION_NOT_KNOWN = -1 };
/* `sum` of what all said; MIGRATION_NOT_KNOWN: one of them did not say. */
typedef void(migration_sum_fn)(void *context, int64_t sum);
/* The next three call `done` once, maybe before they return. One at a time. */

/* How many keys those have that have not the key of this name. */
void migration_masters_keys(migration_masters_t *self, text_t but, migration_sum_fn *done, void *context);
/* How many connections hear of changed profiles: whoever uses a store does. */
void migration_masters_users(migration_masters_t *self, migration_sum_fn *done, void *context);
/* A number that is another one once a slot has another master; MIGRATION_NOT_KNOWN also while one is on the
 * move: whoever walks the keys meanwhile may miss some. */
void migration_masters_slots(migration_masters_t *self, migration_sum_fn *done, void *context);

/* A walk through all keys, a page at a time, from the beginning. */
void migration_masters_begin(migration_masters_t *self);
bool migration_masters_walk_is_over(const migration_masters_t *self);
/* `keys` is NULL when there is no page; else it lasts until the return. */
typedef void(migration_page_fn)(void *context, const redis_reply_t *keys);
/* Asks for the next page. False, and nothing is called, without its server. */
bool migration_masters_page(migration_masters_t *self, migration_page_fn *done, void *context);

#endif
