/* SPDX-License-Identifier: Apache-2.0 */
#include "common/store/profiles.h"

#include "common/store/keys.h"

/* What tells the kinds apart. */
typedef struct {
    void (*write_key)(buffer_t *out, int64_t id);
    const field_table_t *table;
} kind_t;

typedef struct {
    job_t *job;
    const kind_t *kind;
    int64_t id;
    record_t *profile;
} reading_t;

static void take_profile(void *context, cache_status_t status, text_t value)
{
    const reading_t *reading = context;
    const kind_t *kind = reading->kind;
    job_t *job = reading->job;
    if (status == CACHE_FOUND &&
        !record_decode(reading->profile, kind->table, arena_copy(job->arena, value), job->arena))
        job_foreign(job, FOREIGN_RECORD, NULL, kind->write_key, reading->id);
    job_got(job, status == CACHE_UNAVAILABLE ? REDIS_UNAVAILABLE
                 : status == CACHE_FOREIGN   ? REDIS_FOREIGN
                                             : REDIS_OK);
}

static void read_profile(job_t *job, const kind_t *kind, int64_t id, record_t *profile)
{
    enum { ROOM = 64 };
    char room[ROOM];
    buffer_t key = {room, 0, ROOM};
    reading_t *reading = arena_new(job->arena, sizeof *reading);
    *reading = (reading_t){job, kind, id, profile};
    kind->write_key(&key, id);
    job_expect(job);
    cache_get(job->host->profiles, buffer_text(&key), take_profile, reading);
}

void profiles_read_staff(job_t *job, int64_t id, user_profile_t *profile)
{
    static const kind_t kind = {keys_user, &user_profile_table};
    read_profile(job, &kind, id, &profile->record);
}

void profiles_read_customer(job_t *job, int64_t id, customer_profile_t *profile)
{
    static const kind_t kind = {keys_customer, &customer_profile_table};
    read_profile(job, &kind, id, &profile->record);
}

text_t profiles_shown_name(text_t memo_name, text_t given_name, const customer_profile_t *customer)
{
    if (given_name.size > 0)
        return given_name;
    return customer->name.size > 0 ? customer->name : memo_name;
}

int64_t customer_is_subscribed(const customer_profile_t *customer)
{
    return record_has(&customer->record, CUSTOMER_IS_SUBSCRIBE) ? customer->is_subscribe : 1;
}
