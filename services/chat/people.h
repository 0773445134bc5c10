/* SPDX-License-Identifier: Apache-2.0 */
/* What answers show of the two people of a conversation, from the profile cache. */
#ifndef LEIDA_CHAT_PEOPLE_H
#define LEIDA_CHAT_PEOPLE_H

#include "common/cache.h"
#include "services/chat/store.h"

/* Texts live in the actor's arena. Who has no profile has empty texts. */
typedef struct {
    text_t staff_avatar, business_phone, wechat;
    text_t customer_name, customer_avatar;
} people_t;

/* REDIS_OK, or why they are not known: REDIS_UNAVAILABLE, REDIS_FOREIGN. */
typedef void(people_fn)(void *context, redis_status_t known);

/* Fills `people`, then calls `done` once, maybe before it returns. */
void people_get(cache_t *profiles, const actor_t *actor, people_t *people, people_fn *done, void *context);

#endif
