/* SPDX-License-Identifier: Apache-2.0 */
/* By what people are found in WeChat and WeCom: entries on other slots than the profiles that they follow. */
#include <string.h>

#include "common/store/keys.h"
#include "tools/leidactl/check/check.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/read.h"
#include "tools/leidactl/common/scripts.h"

/* ---- from a profile to its entry ---- */

static bool is_id(const redis_reply_t *reply, int64_t id)
{
    int64_t stored;
    return text_to_plain_int(reply_text(reply), &stored) && stored == id;
}

/* The company is in `world`, the member id in `label`. */
static void send_member(check_t *self, const subject_t *subject)
{
    store_begin(self->store, "HGET");
    keys_userids(store_part(self->store), subject->world);
    store_add(self->store, subject->label);
    store_send(self->store);
}

static bool take_member(check_t *self, const subject_t *subject)
{
    redis_reply_t *reply = check_receive(self, subject, REPLY_TEXT);
    const bool right = !reply || is_id(reply, subject->id);
    redis_reply_free(reply);
    return right;
}

/* Of an entry that names another nothing is known here: that one may be right. */
static void mend_member(check_t *self, const subject_t *subject)
{
    store_begin_script(self->store, &script_userid_put, 1);
    keys_userids(store_part(self->store), subject->world);
    store_add(self->store, subject->label);
    store_add_int(self->store, subject->id);
    store_send(self->store);
}

static void send_open(check_t *self, const subject_t *subject)
{
    store_begin(self->store, "EXISTS");
    store_add(self->store, subject->label);
    store_send(self->store);
}

/* Whom it names is another question: somebody else with that openid may have come first. */
static bool take_open(check_t *self, const subject_t *subject)
{
    redis_reply_t *reply = check_receive(self, subject, REPLY_NUMBER);
    const bool there = !reply || reply->integer == 1;
    redis_reply_free(reply);
    return there;
}

static void mend_open(check_t *self, const subject_t *subject)
{
    store_begin(self->store, "SET");
    store_add(self->store, subject->label);
    store_add_int(self->store, subject->id);
    store_add(self->store, TEXT_LITERAL("NX"));
    store_send(self->store);
}

void check_add_member(check_t *self, const subject_t *subject, const user_profile_t *user)
{
    static const family_t family = {
        NULL, send_member, take_member, mend_member, "its company does not find it by its member id", NULL};
    if (user->company_id == 0 || user->userid.size == 0)
        return;
    check_add(self, (subject_t){.family = &family,
                                .key = subject->key,
                                .label = arena_copy(&self->arena, user->userid),
                                .world = user->company_id,
                                .id = subject->id});
}

void check_add_open(check_t *self, const subject_t *subject, const customer_profile_t *customer)
{
    static const family_t family = {NULL, send_open, take_open, mend_open, "it is not found by its openid",
                                    NULL};
    buffer_t key = {0};
    if (!keys_open_is_sound(customer->appid, customer->openid))
        return;
    keys_open(&key, customer->appid, customer->openid);
    check_add(self, (subject_t){.family = &family,
                                .key = subject->key,
                                .label = arena_copy(&self->arena, buffer_text(&key)),
                                .id = subject->id});
    buffer_free(&key);
}

/* ---- from an entry to its profile ---- */

/* The company is in `world`, the user in `id`, the member id in `label`. */
static void send_entry(check_t *self, const subject_t *subject)
{
    store_begin(self->store, "GET");
    keys_user(store_part(self->store), subject->id);
    store_send(self->store);
}

static bool take_entry(check_t *self, const subject_t *subject)
{
    arena_t arena = {0};
    user_profile_t user = {0};
    redis_reply_t *reply = store_receive_sound(self->store, REPLY_TEXT);
    const bool right = !reply ||
                       (record_decode(&user.record, &user_profile_table, reply_text(reply), &arena) &&
                        user.company_id == subject->world && text_equal(user.userid, subject->label));
    arena_free(&arena);
    redis_reply_free(reply);
    return right;
}

static void mend_entry(check_t *self, const subject_t *subject)
{
    store_begin_script(self->store, &script_userid_remove, 1);
    keys_userids(store_part(self->store), subject->world);
    store_add(self->store, subject->label);
    store_add_int(self->store, subject->id);
    store_send(self->store);
}

static void add_entry(check_t *self, const subject_t *subject, text_t userid, text_t id_text)
{
    static const family_t family = {
        NULL, send_entry, take_entry, mend_entry, "it names one who has another company or member id:", NULL};
    subject_t entry = {.family = &family, .key = subject->key, .world = subject->id};
    buffer_t named = {0};
    if (!text_to_plain_int(id_text, &entry.id) || entry.id <= 0 || entry.id > ID_MAX) {
        check_tell(self, subject->key, TEXT_LITERAL("it has what is no id"), false);
        return;
    }
    keys_user(&named, entry.id);
    entry.named = arena_copy(&self->arena, buffer_text(&named));
    entry.label = arena_copy(&self->arena, userid);
    check_add(self, entry);
    buffer_free(&named);
}

static void send_entries(check_t *self, const subject_t *subject)
{
    store_begin(self->store, "HSCAN");
    store_add(self->store, subject->key);
    store_add_int(self->store, subject->from);
    store_add(self->store, TEXT_LITERAL("COUNT"));
    store_add_int(self->store, READ_PAGE);
    store_send(self->store);
}

static bool take_entries(check_t *self, const subject_t *subject)
{
    redis_reply_t *reply = check_receive(self, subject, REPLY_PAGE);
    if (!reply)
        return true;
    subject_t rest = *subject;
    if (!text_to_int(reply_text(reply->element[0]), &rest.from))
        fail("redis: HSCAN gave no cursor");
    const redis_reply_t *entries = reply->element[1];
    for (size_t i = 0; i + 1 < entries->elements; i += 2)
        add_entry(self, subject, reply_text(entries->element[i]), reply_text(entries->element[i + 1]));
    if (rest.from != 0)
        check_add(self, rest);
    redis_reply_free(reply);
    return true;
}

static void send_claim(check_t *self, const subject_t *subject)
{
    store_begin(self->store, "GET");
    store_add(self->store, subject->key);
    store_send(self->store);
}

/* One that is being made has a mark before its id; whoever comes next completes it. */
static bool take_claim(check_t *self, const subject_t *subject)
{
    redis_reply_t *reply = check_receive(self, subject, REPLY_TEXT);
    if (!reply)
        return true;
    const text_t text = reply_text(reply);
    const bool half_made = text.size > 0 && text.data[0] == '?';
    int64_t id;
    if (reply->type == REDIS_REPLY_NIL)
        id = 0;
    else if (!text_to_plain_int(half_made ? (text_t){text.data + 1, text.size - 1} : text, &id) || id <= 0)
        check_tell(self, subject->key, TEXT_LITERAL("it has what is no id"), false);
    else if (!half_made)
        check_add_reference(self, subject, KIND_CUSTOMER, id);
    redis_reply_free(reply);
    return true;
}

const family_t check_identity_families[] = {
    {"userids:{#}", send_entries, take_entries, NULL, NULL, NULL},
    {"wx:open:*", send_claim, take_claim, NULL, NULL, NULL},
    {"wx:*", NULL, NULL, NULL, NULL, NULL}, /* what the WeChat service keeps, and lets go */
    {NULL, NULL, NULL, NULL, NULL, NULL},
};
