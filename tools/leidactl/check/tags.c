/* SPDX-License-Identifier: Apache-2.0 */
/* Who is bound to customers, and the index of the tags that customers bear: what is derived on another slot
 * than what it is derived from. */
#include "base/clock.h"
#include "common/store/keys.h"
#include "tools/leidactl/check/check.h"
#include "tools/leidactl/check/scripts.h"

/* ---- a relation, and what is derived of it on other slots ---- */

static void send_is_bound(check_t *self, const subject_t *subject)
{
    store_begin(self->store, "SISMEMBER");
    keys_bound(store_part(self->store), subject->id);
    store_add_int(self->store, subject->world);
    store_send(self->store);
}

static bool take_number(check_t *self, const subject_t *subject)
{
    redis_reply_t *reply = check_receive(self, subject, REPLY_NUMBER);
    const bool right = !reply || reply->integer == 1; /* else it is told */
    redis_reply_free(reply);
    return right;
}

static void mend_bound(check_t *self, const subject_t *subject)
{
    store_begin(self->store, "SADD");
    keys_bound(store_part(self->store), subject->id);
    store_add_int(self->store, subject->world);
    store_send(self->store);
}

static void send_bearers(check_t *self, const subject_t *subject)
{
    store_begin(self->store, "GET");
    keys_user(store_part(self->store), subject->world);
    store_send(self->store);
    store_begin(self->store, "HGETALL");
    keys_tagged(store_part(self->store), subject->id);
    store_send(self->store);
}

/* The arguments of the script behind the repair: customer, company, version, list, ms. */
static void add_list(check_t *self, const subject_t *subject)
{
    store_add_int(self->store, subject->id);
    store_add_int(self->store, subject->customer);
    store_add_int(self->store, subject->from);
    store_add(self->store, subject->named);
    store_add_int(self->store, clock_now());
}

static void send_index(check_t *self, const subject_t *subject)
{
    store_begin_script(self->store, &check_bearers_script, 3);
    keys_tags(store_part(self->store), subject->world);
    keys_tags_of(store_part(self->store), subject->world);
    keys_relation(store_part(self->store), subject->world, subject->id);
    store_add(self->store, self->repair ? TEXT_LITERAL("1") : TEXT_LITERAL("0"));
    add_list(self, subject);
    store_send(self->store);
}

static bool take_index(check_t *self, const subject_t *subject)
{
    check_take_slice(self, subject);
    return true;
}

/* The company is in `customer`, the version in `from`. */
static void add_index(check_t *self, const subject_t *subject, int64_t company_id,
                      const redis_reply_t *fields)
{
    static const family_t family = {NULL, send_index, take_index, NULL, NULL, NULL};
    buffer_t name = {0};
    subject_t index = {.family = &family, .key = subject->key, .world = subject->world, .id = subject->id};
    index.customer = company_id;
    text_to_int(reply_field(fields, TEXT_LITERAL(TAGGED_VERSION)), &index.from);
    buffer_append_int(&name, company_id);
    text_t list = reply_field(fields, buffer_text(&name));
    if (!list.data)
        list = reply_field(fields, TEXT_LITERAL("0"));
    index.named = arena_copy(&self->arena, list);
    buffer_free(&name);
    check_add(self, index);
}

static bool take_bearers(check_t *self, const subject_t *subject)
{
    arena_t arena = {0};
    user_profile_t user = {0};
    redis_reply_t *profile = check_receive(self, subject, REPLY_TEXT);
    redis_reply_t *fields = check_receive(self, subject, REPLY_TEXTS);
    if (profile && fields && record_decode(&user.record, &user_profile_table, reply_text(profile), &arena))
        add_index(self, subject, user.company_id, fields);
    arena_free(&arena);
    redis_reply_free(profile);
    redis_reply_free(fields);
    return true;
}

void check_add_bearers(check_t *self, text_t key, int64_t user_id, int64_t customer_id)
{
    static const family_t bearers = {NULL, send_bearers, take_bearers, NULL, NULL, NULL};
    check_add(self, (subject_t){.family = &bearers, .key = key, .world = user_id, .id = customer_id});
}

void check_add_bound(check_t *self, const subject_t *subject)
{
    static const family_t bound = {
        NULL, send_is_bound, take_number, mend_bound, "the customer's list of who is bound does not have it",
        NULL};
    check_add(self,
              (subject_t){.family = &bound, .key = subject->key, .world = subject->world, .id = subject->id});
    check_add_bearers(self, subject->key, subject->world, subject->id);
}

/* ---- what is found by its key ---- */

static void send_borne(check_t *self, const subject_t *subject)
{
    store_begin_script(self->store, &check_borne_script, 1);
    store_add(self->store, subject->key);
    store_add(self->store, self->repair ? TEXT_LITERAL("1") : TEXT_LITERAL("0"));
    store_add_int(self->store, subject->from);
    store_add_int(self->store, subject->id);
    keys_tags(store_part(self->store), subject->world);
    store_send(self->store);
}

static void send_borne_counts(check_t *self, const subject_t *subject)
{
    store_begin_script(self->store, &check_borne_counts_script, 1);
    store_add(self->store, subject->key);
    store_add(self->store, self->repair ? TEXT_LITERAL("1") : TEXT_LITERAL("0"));
    store_add_int(self->store, subject->from);
    store_send(self->store);
}

static bool take_slice(check_t *self, const subject_t *subject)
{
    subject_t rest = *subject;
    rest.from = check_take_slice(self, subject);
    if (rest.from != 0)
        check_add(self, rest);
    return true;
}

const family_t check_tag_families[] = {
    {"tags:{u:@}", send_borne_counts, take_slice, NULL, NULL, NULL},
    {"tags:{u:@}:t:#", send_borne, take_slice, NULL, NULL, NULL},
    {"tags:{u:@}:of", NULL, NULL, NULL, NULL, NULL},
    {"bound:#", NULL, NULL, NULL, NULL, NULL},
    {NULL, NULL, NULL, NULL, NULL, NULL},
};
