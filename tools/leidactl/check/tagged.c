/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What names tags: the tags of customers, and the list of ids. A call that makes a tag names it there before
 * it is in a catalogue to be seen, so a tag without a profile may be under way, and one that a call which
 * died has left is nowhere (decision 0031). It is loose until all catalogues were looked at for it, later
 * than it was named: the call puts it there first.
 */
#include "common/store/keys.h"
#include "tools/leidactl/check/check.h"
#include "tools/leidactl/check/scripts.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/read.h"

/* In check_t.tags. */
enum { TAG_LOOSE = 1, TAG_CATALOGUED };

static spill_key_t key_of(int64_t tag_id)
{
    return spill_key_ids(KIND_TAG, tag_id, 0);
}

/* ---- the first look ---- */

static bool take_tag(check_t *self, const subject_t *subject)
{
    const bool there = check_take_named(self, subject);
    if (there || subject->look == LOOK_FIRST)
        return there;
    spill_set(self->tags, key_of(subject->id), TAG_LOOSE);
    self->has_loose = true;
    return true;
}

void check_add_tag_named(check_t *self, const subject_t *subject, int64_t tag_id)
{
    static const family_t family = {NULL, check_send_named, take_tag, NULL, NULL, NULL};
    check_add_named(self, subject, &family, KIND_TAG, tag_id);
}

static void send_tagged(check_t *self, const subject_t *subject)
{
    store_begin(self->store, "HGETALL");
    store_add(self->store, subject->key);
    store_send(self->store);
}

static void add_tags(check_t *self, const subject_t *subject, text_t list)
{
    while (list.size > 0) {
        int64_t id = 0;
        if (!text_to_int(read_take_item(&list), &id))
            check_tell(self, subject->key, TEXT_LITERAL("it is damaged"), false);
        else
            check_add_tag_named(self, subject, id);
    }
}

static bool take_tagged(check_t *self, const subject_t *subject)
{
    redis_reply_t *reply = check_receive(self, subject, REPLY_TEXTS);
    int64_t company_id;
    check_add_reference(self, subject, KIND_CUSTOMER, subject->id);
    for (size_t i = 0; reply && i + 1 < reply->elements; i += 2)
        if (text_to_int(reply_text(reply->element[i]), &company_id))
            add_tags(self, subject, reply_text(reply->element[i + 1]));
    redis_reply_free(reply);
    return true;
}

const family_t check_tagged_families[] = {
    {"tagged:#", send_tagged, take_tagged, NULL, NULL, NULL},
    {"once:{tagged:#}:*", NULL, NULL, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL, NULL},
};

/* ---- whether a catalogue has them ---- */

static void send_live(check_t *self, const subject_t *subject)
{
    store_begin_script(self->store, &check_live_script, 1);
    store_add(self->store, subject->key);
    store_add(self->store, self->repair ? TEXT_LITERAL("1") : TEXT_LITERAL("0"));
    store_send(self->store);
}

static bool take_live(check_t *self, const subject_t *subject)
{
    (void)subject;
    redis_reply_t *reply = store_receive_sound(self->store, REPLY_ANY); /* what is damaged was told */
    for (size_t i = 0; reply && i < reply->elements; i++)
        spill_set(self->tags, key_of(reply->element[i]->integer), TAG_CATALOGUED);
    redis_reply_free(reply);
    return true;
}

static bool is_loose(const check_t *self, int64_t tag_id)
{
    return spill_get(self->tags, key_of(tag_id)) == TAG_LOOSE;
}

/* ---- what names those that none has ---- */

static void send_bound(check_t *self, const subject_t *subject)
{
    store_begin(self->store, "SMEMBERS");
    keys_bound(store_part(self->store), subject->customer);
    store_send(self->store);
}

static bool take_bound(check_t *self, const subject_t *subject)
{
    redis_reply_t *reply = store_receive_sound(self->store, REPLY_TEXTS); /* was told with the relation */
    for (size_t i = 0; reply && i < reply->elements; i++) {
        int64_t user_id;
        buffer_t key = {0};
        if (!text_to_int(reply_text(reply->element[i]), &user_id))
            continue;
        keys_relation(&key, user_id, subject->customer);
        check_add_bearers(self, arena_copy(&self->arena, buffer_text(&key)), user_id, subject->customer);
        buffer_free(&key);
    }
    redis_reply_free(reply);
    return true;
}

/* The company whose list it is stands in `world`. The indexes follow. */
static void mend_borne(check_t *self, const subject_t *subject)
{
    static const family_t bound = {NULL, send_bound, take_bound, NULL, NULL, NULL};
    store_begin_script(self->store, &check_untag_script, 1);
    store_add(self->store, subject->key);
    store_add_int(self->store, subject->world);
    store_add_int(self->store, subject->id);
    store_send(self->store);
    check_add(self, (subject_t){.family = &bound, .key = subject->key, .customer = subject->customer});
}

static void add_loose(check_t *self, const subject_t *subject, int64_t company_id, text_t list)
{
    static const family_t family = {
        NULL, check_send_named, check_take_named, mend_borne, "it names a key that is not there:", NULL};
    const subject_t borne = {.key = subject->key, .world = company_id, .customer = subject->id};
    while (list.size > 0) {
        int64_t id;
        if (text_to_int(read_take_item(&list), &id) && is_loose(self, id))
            check_add_named(self, &borne, &family, KIND_TAG, id);
    }
}

static bool take_borne(check_t *self, const subject_t *subject)
{
    redis_reply_t *reply = store_receive_sound(self->store, REPLY_TEXTS);
    int64_t company_id;
    for (size_t i = 0; reply && i + 1 < reply->elements; i += 2)
        if (text_to_int(reply_text(reply->element[i]), &company_id))
            add_loose(self, subject, company_id, reply_text(reply->element[i + 1]));
    redis_reply_free(reply);
    return true;
}

static bool take_ids(check_t *self, const subject_t *subject)
{
    redis_reply_t *reply = store_receive_sound(self->store, REPLY_PAGE);
    subject_t rest = *subject;
    if (reply && !text_to_int(reply_text(reply->element[0]), &rest.from))
        fail("redis: ZSCAN gave no cursor");
    for (size_t i = 0; reply && i < reply->element[1]->elements; i += 2) {
        int64_t id;
        if (text_to_int(reply_text(reply->element[1]->element[i]), &id) && is_loose(self, id))
            check_add_listed(self, subject, KIND_TAG, id);
    }
    if (reply && rest.from != 0)
        check_add(self, rest);
    redis_reply_free(reply);
    return true;
}

static void settle_loose(check_t *self)
{
    static const family_t catalogues[] = {{"catalogue:#", send_live, take_live, NULL, NULL, NULL},
                                          {NULL, NULL, NULL, NULL, NULL, NULL}};
    static const family_t customers[] = {{"tagged:#", send_tagged, take_borne, NULL, NULL, NULL},
                                         {NULL, NULL, NULL, NULL, NULL, NULL}};
    static const family_t ids = {NULL, check_send_ids, take_ids, NULL, NULL, NULL};
    check_scan(self, "catalogue:", (const family_t *const[]){catalogues, NULL});
    check_scan(self, "tagged:", (const family_t *const[]){customers, NULL});
    check_add(self, (subject_t){.family = &ids, .key = TEXT_LITERAL("ids:tag")});
    check_look(self);
}

/* ---- the last ids ---- */

static void send_next(check_t *self, const subject_t *subject)
{
    const record_kind_t kind = (record_kind_t)subject->id;
    store_begin_script(self->store, &check_next_script, 2);
    keys_ids(store_part(self->store), text_of(kind_name(kind)));
    store_add(self->store, subject->key);
    store_add(self->store, self->repair ? TEXT_LITERAL("1") : TEXT_LITERAL("0"));
    store_add_int(self->store, kind == KIND_TAG ? self->last_tag : 0);
    store_send(self->store);
}

static bool take_next(check_t *self, const subject_t *subject)
{
    check_take_slice(self, subject);
    return true;
}

static void settle_next(check_t *self)
{
    static const family_t family = {NULL, send_next, take_next, NULL, NULL, NULL};
    static const record_kind_t kinds[] = {KIND_USER, KIND_CUSTOMER, KIND_COMPANY, KIND_TAG};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        buffer_t key = {0};
        keys_next(&key, text_of(kind_name(kinds[i])));
        check_add(self, (subject_t){.family = &family,
                                    .key = arena_copy(&self->arena, buffer_text(&key)),
                                    .id = kinds[i]});
        buffer_free(&key);
    }
    check_look(self);
}

void check_settle(check_t *self)
{
    if (self->has_loose)
        settle_loose(self);
    settle_next(self);
}
