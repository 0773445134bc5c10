/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A client's key (msg_id) is its sender's: used towards one staff user, it must not be used towards another.
 * What a key did stands in the world of the staff user, and two worlds may be on two slots of Redis, which no
 * script can see at once. So a customer claims a key for a staff user, on a slot of the customer's own,
 * before it is used in the world (docs/decisions/0007). Staff users have one world and need no claims.
 */
#ifndef LEIDA_COMMON_CLAIM_H
#define LEIDA_COMMON_CLAIM_H

#include "common/redis.h"
#include "proto/arena.h"
#include "proto/status.h"

/* To be registered with the connection by whoever claims. */
extern const redis_script_t claim_script;

typedef struct {
    int64_t customer_id, staff_id;
    text_t key;
} claim_t;

/* STATUS_DONE: the key is claimed for that staff user, now or before, for CLIENT_KEY_S from now;
 * STATUS_KEY_REUSED: for another one; STATUS_NO_RELATION: the two are not bound, and nothing was claimed;
 * STATUS_UNAVAILABLE: stored bytes that are none of ours (logged). The status counts only with REDIS_OK. */
typedef void(claim_fn)(void *context, redis_status_t redis, status_t status);

/* Two round trips. `done` is called exactly once, maybe before it returns. The key's text must last until
 * then; so must the arena, which is written to. */
void claim_key(redis_t *redis, const claim_t *claim, arena_t *arena, claim_fn *done, void *context);

#endif
