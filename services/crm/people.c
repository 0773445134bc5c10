/* SPDX-License-Identifier: Apache-2.0 */
#include "services/crm/people.h"

#include "common/keys.h"
#include "common/log_limit.h"

typedef struct {
    people_t people;
    const field_table_t *table;
    record_t *profile;
    int64_t id;
} profile_read_t;

static void take_profile(void *context, cache_status_t status, text_t value)
{
    const profile_read_t *read = context;
    if (status == CACHE_FOUND && !record_decode(read->profile, read->table,
                                                arena_copy(read->people.arena, value), read->people.arena)) {
        log_limited(LOG_ERROR, "profile is malformed", LOG_INT("id", read->id));
        memset(read->profile, 0, read->table->record_size);
    }
    gather_got(read->people.gather, status == CACHE_UNAVAILABLE ? REDIS_UNAVAILABLE : REDIS_OK);
}

static void read_profile(const people_t *self, void (*write_key)(buffer_t *, int64_t), profile_read_t given)
{
    profile_read_t *read = arena_new(self->arena, sizeof *read);
    *read = given;
    read->people = *self;
    buffer_t key = {0};
    write_key(&key, read->id);
    gather_expect(self->gather);
    cache_get(self->cache, buffer_text(&key), take_profile, read);
    buffer_free(&key);
}

void people_read_staff(const people_t *self, int64_t id, user_profile_t *profile)
{
    read_profile(self, keys_user,
                 (profile_read_t){.table = &user_profile_table, .profile = &profile->record, .id = id});
}

void people_read_customer(const people_t *self, int64_t id, customer_profile_t *profile)
{
    read_profile(self, keys_customer,
                 (profile_read_t){.table = &customer_profile_table, .profile = &profile->record, .id = id});
}

void people_read_tag(const people_t *self, int64_t id, tag_profile_t *profile)
{
    read_profile(self, keys_tag,
                 (profile_read_t){.table = &tag_profile_table, .profile = &profile->record, .id = id});
}

int64_t people_origin(const customer_profile_t *profile)
{
    return profile->origin == 0 ? 1 : profile->origin;
}
