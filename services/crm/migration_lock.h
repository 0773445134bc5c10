/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lock of a migration (STORE_FORM_LOCK), and what is sent to Redis under it. It is taken for a lease of
 * MIGRATION_LEASE_MS and held by a timer. Every change is a script that is given when the lease ends and does
 * nothing from then on, by the clock that the lock ends by: whoever was stopped and wakes behind its lease,
 * or has sent what comes late, changes nothing that another has begun with (decision 0028). The masters of a
 * cluster have a clock each: a second of the lease is left for what they may be apart. For migration*.c
 * alone.
 */
#ifndef LEIDA_SERVICES_CRM_MIGRATION_LOCK_H
#define LEIDA_SERVICES_CRM_MIGRATION_LOCK_H

#include "common/redis/redis.h"
#include "common/store/command.h"

typedef struct migration_lock migration_lock_t;

/* `redis`, which stays the caller's, has the scripts of migration_scripts.h. Destroy it before the lock. */
migration_lock_t *migration_lock_new(loop_t *loop, redis_t *redis);
void migration_lock_destroy(migration_lock_t **self_p);

typedef enum {
    MIGRATION_LOCK_TAKEN,
    MIGRATION_LOCK_NOT_DUE, /* the store is of this build's form, or a newer one's */
    MIGRATION_LOCK_OTHERS   /* another has it, or Redis did not say: ask again */
} migration_lock_result_t;
typedef void(migration_lock_fn)(void *context, migration_lock_result_t result);

/* Tries to take it; calls `done` once. `elsewhere`: how many keys of the store are not where the mark is.
 * False, and nothing is called, without Redis or after migration_lock_release. One at a time, and not while
 * it is held. */
bool migration_lock_take(migration_lock_t *self, int64_t elsewhere, migration_lock_fn *done, void *context);
/* As far as is known: false from the moment on that a hold of it failed. */
bool migration_lock_is_held(const migration_lock_t *self);
/* The connection is lost: what is left of the lease is nobody's. */
void migration_lock_lose(migration_lock_t *self);
/* Gives it back for good: what is sent behind this changes nothing. */
void migration_lock_release(migration_lock_t *self);

/* Sends a command that reads. As redis_send. */
bool migration_lock_ask(migration_lock_t *self, const command_t *command, redis_reply_fn *done,
                        void *context);
/* Runs a script that changes keys, with the end of the lease as its last argument. As redis_run; the status
 * is REDIS_UNAVAILABLE where the lease was over. */
bool migration_lock_run(migration_lock_t *self, const redis_script_t *script, command_t *command,
                        redis_reply_fn *done, void *context);

typedef void(migration_end_fn)(void *context, bool done);
/* Sets the mark of the store and gives the lock back; `done` hears whether: not when the lock, or Redis, was
 * lost. False, and nothing is called, without Redis. */
bool migration_lock_end(migration_lock_t *self, migration_end_fn *done, void *context);

#endif
