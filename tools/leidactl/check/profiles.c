/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of profiles, which lie anywhere in the store: plain commands look at each. */
#include "common/store/credential.h"
#include "common/store/form.h"
#include "common/store/keys.h"
#include "tools/leidactl/check/check.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/read.h"

void check_send_named(check_t *self, const subject_t *subject)
{
    store_begin(self->store, "EXISTS");
    store_add(self->store, subject->named);
    store_send(self->store);
}

bool check_take_named(check_t *self, const subject_t *subject)
{
    (void)subject;
    redis_reply_t *reply = store_receive(self->store, REPLY_NUMBER);
    bool there = reply->integer == 1;
    redis_reply_free(reply);
    return there;
}

static void mend_listed(check_t *self, const subject_t *subject)
{
    store_begin(self->store, "ZREM");
    store_add(self->store, subject->key);
    store_add_int(self->store, subject->id);
    store_send(self->store);
}

static const family_t reference = {
    NULL, check_send_named, check_take_named, NULL, "it names a key that is not there:", NULL};

void check_add_named(check_t *self, const subject_t *subject, const family_t *family, record_kind_t kind,
                     int64_t id)
{
    buffer_t key = {0};
    read_profile_key(&key, kind, id);
    subject_t one = *subject;
    one.family = family;
    one.named = arena_copy(&self->arena, buffer_text(&key));
    one.id = id;
    one.from = 0;
    one.look = LOOK_FIRST;
    check_add(self, one);
    buffer_free(&key);
}

void check_add_reference(check_t *self, const subject_t *subject, record_kind_t kind, int64_t id)
{
    check_add_named(self, subject, &reference, kind, id);
}

/* The kind that stands in the key from `at` on. */
static record_kind_t kind_in(text_t key, size_t at)
{
    static const record_kind_t kinds[] = {KIND_USER, KIND_CUSTOMER, KIND_COMPANY, KIND_TAG};
    size_t i = 0;
    while (kind_name(kinds[i])[0] != key.data[at] || kind_name(kinds[i])[1] != key.data[at + 1])
        i++;
    return kinds[i];
}

static void send_profile(check_t *self, const subject_t *subject)
{
    store_begin(self->store, "GET");
    store_add(self->store, subject->key);
    store_send(self->store);
    store_begin(self->store, "ZSCORE");
    keys_ids(store_part(self->store), text_of(kind_name(kind_in(subject->key, 0))));
    store_add_int(self->store, subject->id);
    store_send(self->store);
}

static void look_into_profile(check_t *self, const subject_t *subject, text_t bytes)
{
    record_kind_t kind = kind_in(subject->key, 0);
    line_t line = {.kind = kind};
    arena_t arena = {0};
    if (!record_decode(&line.as.record, kind_table(kind), bytes, &arena))
        check_tell(self, subject->key, TEXT_LITERAL("it is damaged"), false);
    else if (kind == KIND_USER && line.as.user.company_id != 0) {
        check_add_reference(self, subject, KIND_COMPANY, line.as.user.company_id);
        check_add_member(self, subject, &line.as.user);
    } else if (kind == KIND_CUSTOMER)
        check_add_open(self, subject, &line.as.customer);
    else if (kind == KIND_TAG)
        check_add_catalogued(self, subject, &line.as.tag);
    arena_free(&arena);
}

static bool take_profile(check_t *self, const subject_t *subject)
{
    redis_reply_t *profile = check_receive(self, subject, REPLY_TEXT);
    redis_reply_t *place = store_receive_sound(self->store, REPLY_TEXT); /* a list of ids is told once */
    bool is_absent = profile && profile->type == REDIS_REPLY_NIL;
    bool is_listed = !place || place->type != REDIS_REPLY_NIL || is_absent;
    if (profile && !is_absent && subject->look == LOOK_FIRST)
        look_into_profile(self, subject, reply_text(profile));
    redis_reply_free(profile);
    redis_reply_free(place);
    return is_listed;
}

static void mend_profile(check_t *self, const subject_t *subject)
{
    store_begin(self->store, "ZADD");
    keys_ids(store_part(self->store), text_of(kind_name(kind_in(subject->key, 0))));
    store_add_int(self->store, subject->id);
    store_add_int(self->store, subject->id);
    store_send(self->store);
}

void check_send_ids(check_t *self, const subject_t *subject)
{
    store_begin(self->store, "ZSCAN");
    store_add(self->store, subject->key);
    store_add_int(self->store, subject->from);
    store_add(self->store, TEXT_LITERAL("COUNT"));
    store_add_int(self->store, READ_PAGE);
    store_send(self->store);
}

void check_add_listed(check_t *self, const subject_t *subject, record_kind_t kind, int64_t id)
{
    static const family_t family = {
        NULL, check_send_named, check_take_named, mend_listed, "it lists a key that is not there:", NULL};
    check_add_named(self, subject, &family, kind, id);
}

static void add_id(check_t *self, const subject_t *subject, int64_t id)
{
    const record_kind_t kind = kind_in(subject->key, sizeof "ids:" - 1);
    if (kind == KIND_TAG)
        check_add_tag_named(self, subject, id);
    else
        check_add_listed(self, subject, kind, id);
}

static bool take_ids(check_t *self, const subject_t *subject)
{
    redis_reply_t *reply = check_receive(self, subject, REPLY_PAGE);
    if (!reply)
        return true;
    subject_t rest = *subject;
    if (!text_to_int(reply_text(reply->element[0]), &rest.from))
        fail("redis: ZSCAN gave no cursor");
    const redis_reply_t *entries = reply->element[1];
    for (size_t i = 0; i < entries->elements; i += 2) {
        int64_t id;
        if (text_to_int(reply_text(entries->element[i]), &id))
            add_id(self, subject, id);
        else
            check_tell(self, subject->key, TEXT_LITERAL("it lists what is no id"), false);
    }
    if (rest.from != 0)
        check_add(self, rest);
    redis_reply_free(reply);
    return true;
}

static void send_credential(check_t *self, const subject_t *subject)
{
    store_begin(self->store, "GET");
    store_add(self->store, subject->key);
    store_send(self->store);
    store_begin(self->store, "EXISTS");
    read_profile_key(store_part(self->store),
                     subject->key.data[sizeof "cred:" - 1] == 'u' ? KIND_USER : KIND_CUSTOMER, subject->id);
    store_send(self->store);
}

/* A token that was revoked meanwhile is no finding. */
static bool take_credential(check_t *self, const subject_t *subject)
{
    redis_reply_t *reply = check_receive(self, subject, REPLY_TEXT);
    credential_t ignored;
    if (reply && reply->type == REDIS_REPLY_STRING && !credential_read(reply_text(reply), &ignored))
        check_tell(self, subject->key, TEXT_LITERAL("it is damaged"), false);
    redis_reply_free(reply);
    return check_take_named(self, subject);
}

#define UNLISTED "it is not in the list of ids"

void check_add_tag(check_t *self, int64_t tag_id)
{
    static const family_t profile = {NULL, send_profile, take_profile, mend_profile, UNLISTED, NULL};
    buffer_t key = {0};
    keys_tag(&key, tag_id);
    check_add(
        self,
        (subject_t){.family = &profile, .key = arena_copy(&self->arena, buffer_text(&key)), .id = tag_id});
    buffer_free(&key);
}

const family_t check_profile_families[] = {
    {"user:#", send_profile, take_profile, mend_profile, UNLISTED, NULL},
    {"customer:#", send_profile, take_profile, mend_profile, UNLISTED, NULL},
    {"company:#", send_profile, take_profile, mend_profile, UNLISTED, NULL},
    {"tag:#", send_profile, take_profile, mend_profile, UNLISTED, NULL},
    {"ids:user", check_send_ids, take_ids, NULL, NULL, NULL},
    {"ids:customer", check_send_ids, take_ids, NULL, NULL, NULL},
    {"ids:company", check_send_ids, take_ids, NULL, NULL, NULL},
    {"ids:tag", check_send_ids, take_ids, NULL, NULL, NULL},
    {"cred:u:#", send_credential, take_credential, NULL, "there is no profile for it", NULL},
    {"cred:c:#", send_credential, take_credential, NULL, "there is no profile for it", NULL},
    {STORE_FORM_KEY, NULL, NULL, NULL, NULL, NULL},
    {"nonce:*", NULL, NULL, NULL, NULL, NULL},
    {"once:{c:#}:*", NULL, NULL, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL, NULL},
};
