/* SPDX-License-Identifier: Apache-2.0 */
#include "services/chat/people.h"

#include "common/keys.h"
#include "common/log_limit.h"
#include "proto/records.h"

typedef struct {
    people_t *people;
    arena_t *arena;
    bool known;
    unsigned waiting;
    people_fn *done;
    void *context;
} people_flight_t;

static void flight_step(people_flight_t *flight)
{
    if (--flight->waiting == 0)
        flight->done(flight->context, flight->known);
}

/* Decodes a profile. One that can't be read counts as missing: a conversation stays readable without it. */
static bool profile_read(people_flight_t *flight, cache_status_t status, text_t value,
                         const field_table_t *table, record_t *record)
{
    if (status == CACHE_UNAVAILABLE)
        flight->known = false;
    if (status != CACHE_FOUND)
        return false;
    if (record_decode(record, table, arena_copy(flight->arena, value), flight->arena))
        return true;
    log_limited(LOG_ERROR, "unexpected data in redis", LOG_STRING("what", "profile"));
    return false;
}

static void on_staff(void *context, cache_status_t status, text_t value)
{
    people_flight_t *flight = context;
    user_profile_t profile = {0};
    if (profile_read(flight, status, value, &user_profile_table, &profile.record)) {
        flight->people->staff_avatar = profile.avatar;
        flight->people->business_phone = profile.business_phone;
        flight->people->wechat = profile.wechat;
    }
    flight_step(flight);
}

static void on_customer(void *context, cache_status_t status, text_t value)
{
    people_flight_t *flight = context;
    customer_profile_t profile = {0};
    if (profile_read(flight, status, value, &customer_profile_table, &profile.record)) {
        flight->people->customer_name = profile.name;
        flight->people->customer_avatar = profile.avatar;
    }
    flight_step(flight);
}

void people_get(cache_t *profiles, const actor_t *actor, people_t *people, people_fn *done, void *context)
{
    people_flight_t *flight = arena_new(actor->arena, sizeof *flight);
    *flight = (people_flight_t){people, actor->arena, true, 3, done, context};
    *people = (people_t){0};
    buffer_t key = {0};
    keys_user(&key, actor->staff_id);
    cache_get(profiles, buffer_text(&key), on_staff, flight);
    buffer_clear(&key);
    keys_customer(&key, actor->customer_id);
    cache_get(profiles, buffer_text(&key), on_customer, flight);
    buffer_free(&key);
    flight_step(flight);
}
