/* SPDX-License-Identifier: Apache-2.0 */
#include "services/chat/people.h"

#include "common/foreign.h"
#include "common/keys.h"
#include "proto/records.h"

typedef struct {
    people_t *people;
    int64_t staff_id, customer_id;
    arena_t *arena;
    redis_status_t known;
    unsigned waiting;
    people_fn *done;
    void *context;
} people_flight_t;

static void flight_step(people_flight_t *flight)
{
    if (--flight->waiting == 0)
        flight->done(flight->context, flight->known);
}

static void profile_is_foreign(people_flight_t *flight, void (*write_key)(buffer_t *, int64_t), int64_t id)
{
    buffer_t key = {0};
    write_key(&key, id);
    foreign_report(FOREIGN_RECORD, buffer_text(&key), TEXT_LITERAL("no such record"));
    buffer_free(&key);
    flight->known = REDIS_FOREIGN;
}

/* Decodes a profile into the record. False when there is none to read; a missing one leaves the texts empty.
 */
static bool profile_read(people_flight_t *flight, cache_status_t status, text_t value,
                         const field_table_t *table, record_t *record)
{
    if (status == CACHE_UNAVAILABLE)
        flight->known = REDIS_UNAVAILABLE;
    if (status == CACHE_FOREIGN)
        flight->known = REDIS_FOREIGN;
    return status == CACHE_FOUND &&
           record_decode(record, table, arena_copy(flight->arena, value), flight->arena);
}

static void on_staff(void *context, cache_status_t status, text_t value)
{
    people_flight_t *flight = context;
    user_profile_t profile = {0};
    if (profile_read(flight, status, value, &user_profile_table, &profile.record)) {
        flight->people->staff_avatar = profile.avatar;
        flight->people->business_phone = profile.business_phone;
        flight->people->wechat = profile.wechat;
    } else if (status == CACHE_FOUND)
        profile_is_foreign(flight, keys_user, flight->staff_id);
    flight_step(flight);
}

static void on_customer(void *context, cache_status_t status, text_t value)
{
    people_flight_t *flight = context;
    customer_profile_t profile = {0};
    if (profile_read(flight, status, value, &customer_profile_table, &profile.record)) {
        flight->people->customer_name = profile.name;
        flight->people->customer_avatar = profile.avatar;
    } else if (status == CACHE_FOUND)
        profile_is_foreign(flight, keys_customer, flight->customer_id);
    flight_step(flight);
}

void people_get(cache_t *profiles, const actor_t *actor, people_t *people, people_fn *done, void *context)
{
    people_flight_t *flight = arena_new(actor->arena, sizeof *flight);
    *flight = (people_flight_t){.people = people,
                                .staff_id = actor->staff_id,
                                .customer_id = actor->customer_id,
                                .arena = actor->arena,
                                .waiting = 3,
                                .done = done,
                                .context = context};
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
