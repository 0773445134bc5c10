/* SPDX-License-Identifier: Apache-2.0 */
#include "services/crm/people.h"

#include "common/foreign.h"
#include "common/keys.h"

typedef struct {
    people_t people;
    void (*write_key)(buffer_t *out, int64_t id);
    const field_table_t *table;
    record_t *profile;
    int64_t id;
} profile_read_t;

static void profile_is_foreign(const profile_read_t *read)
{
    buffer_t key = {0};
    read->write_key(&key, read->id);
    foreign_report(FOREIGN_RECORD, buffer_text(&key), TEXT_LITERAL("no such record"));
    buffer_free(&key);
}

/* Decodes what was found; what was not leaves the profile zeroed. */
static redis_status_t decode_profile(const profile_read_t *read, cache_status_t status, text_t value)
{
    if (status == CACHE_UNAVAILABLE)
        return REDIS_UNAVAILABLE;
    if (status == CACHE_FOREIGN)
        return REDIS_FOREIGN;
    if (status == CACHE_ABSENT ||
        record_decode(read->profile, read->table, arena_copy(read->people.arena, value), read->people.arena))
        return REDIS_OK;
    profile_is_foreign(read);
    return REDIS_FOREIGN;
}

static void take_profile(void *context, cache_status_t status, text_t value)
{
    const profile_read_t *read = context;
    gather_got(read->people.gather, decode_profile(read, status, value));
}

static void read_profile(const people_t *self, profile_read_t given)
{
    profile_read_t *read = arena_new(self->arena, sizeof *read);
    *read = given;
    read->people = *self;
    buffer_t key = {0};
    read->write_key(&key, read->id);
    gather_expect(self->gather);
    cache_get(self->cache, buffer_text(&key), take_profile, read);
    buffer_free(&key);
}

void people_read_staff(const people_t *self, int64_t id, user_profile_t *profile)
{
    read_profile(self, (profile_read_t){.write_key = keys_user,
                                        .table = &user_profile_table,
                                        .profile = &profile->record,
                                        .id = id});
}

void people_read_customer(const people_t *self, int64_t id, customer_profile_t *profile)
{
    read_profile(self, (profile_read_t){.write_key = keys_customer,
                                        .table = &customer_profile_table,
                                        .profile = &profile->record,
                                        .id = id});
}

void people_read_tag(const people_t *self, int64_t id, tag_profile_t *profile)
{
    read_profile(
        self, (profile_read_t){
                  .write_key = keys_tag, .table = &tag_profile_table, .profile = &profile->record, .id = id});
}

int64_t people_origin(const customer_profile_t *profile)
{
    return profile->origin == 0 ? 1 : profile->origin;
}
