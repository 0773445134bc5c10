/* SPDX-License-Identifier: Apache-2.0 */
/* The profiles of people: what a new one holds, and how they are changed. */
#include <assert.h>

#include "common/store/keys.h"
#include "services/wechat/login/people_parts.h"

extern const char lua_login_profile[];
const redis_script_t people_profile = {.name = "people_profile", .body = lua_login_profile};

enum { TEXT_MAX = 2000 /* bytes */, OFFICIAL_ACCOUNT = 1 };

bool person_is_sound(const person_t *person)
{
    return keys_open_is_sound(person->appid, person->openid) && person->name.size <= TEXT_MAX &&
           person->avatar.size <= TEXT_MAX && text_is_utf8(person->name) && text_is_utf8(person->avatar);
}

static void mark(record_t *record, size_t index)
{
    record->present |= UINT64_C(1) << index;
}

/* What WeChat says of a person, in a profile. */
static void put_given(customer_profile_t *profile, const person_t *person)
{
    profile->name = person->name;
    profile->avatar = person->avatar;
    profile->is_subscribe = person->is_subscribed;
    if (person->name.size > 0)
        mark(&profile->record, CUSTOMER_NAME);
    if (person->avatar.size > 0)
        mark(&profile->record, CUSTOMER_AVATAR);
    if (person->is_subscribed != SUBSCRIBED_UNKNOWN)
        mark(&profile->record, CUSTOMER_IS_SUBSCRIBE);
}

/* The profile as it is sent; lasts until the host's scratch is used again. */
static text_t encode(asking_t *self, const customer_profile_t *profile)
{
    buffer_t *scratch = job_scratch(&self->job);
    record_encode(scratch, &customer_profile_table, &profile->record);
    return buffer_text(scratch);
}

text_t people_write_new(asking_t *self)
{
    const person_t *person = self->person;
    customer_profile_t profile = {.id = person->id,
                                  .origin = OFFICIAL_ACCOUNT,
                                  .openid = person->openid,
                                  .appid = person->appid,
                                  .created = self->job.host->now()};
    put_given(&profile, person);
    static const size_t always[] = {CUSTOMER_ID,     CUSTOMER_NAME,  CUSTOMER_ORIGIN,
                                    CUSTOMER_OPENID, CUSTOMER_APPID, CUSTOMER_CREATED};
    for (size_t i = 0; i < sizeof always / sizeof *always; i++)
        mark(&profile.record, always[i]);
    return encode(self, &profile);
}

static void take_changed(job_t *job, void *into, const redis_reply_t *reply)
{
    const asking_t *self = into;
    if (reply->type == REDIS_REPLY_INTEGER)
        return;
    job_foreign(job, FOREIGN_RECORD, reply, keys_customer, self->id);
}

/* The script is given the profile; `erased` is the field that goes, if one does. */
static void change(asking_t *self, const customer_profile_t *profile, text_t erased)
{
    const text_t given = encode(self, profile);
    command_t *command = job_command(&self->job);
    command_add(command, keys_customer, self->id);
    command_end_keys(command);
    command_add_text(command, given);
    if (erased.size > 0)
        command_add_text(command, erased);
    job_run(&self->job, &people_profile, take_changed, self);
    job_then(&self->job, asking_end);
}

void people_update(job_t *job, const person_t *person, int64_t id)
{
    assert(person_is_sound(person));
    asking_t *self = asking_new(job, NULL);
    customer_profile_t profile = {.id = 0};
    self->id = id;
    put_given(&profile, person);
    change(self, &profile, TEXT_NONE);
}

/* The name is a field that every profile has. */
void people_forget(job_t *job, int64_t id)
{
    asking_t *self = asking_new(job, NULL);
    customer_profile_t profile = {.is_subscribe = SUBSCRIBED_NO};
    self->id = id;
    mark(&profile.record, CUSTOMER_NAME);
    mark(&profile.record, CUSTOMER_IS_SUBSCRIBE);
    change(self, &profile, TEXT_LITERAL("avatar"));
}
