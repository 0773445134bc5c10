/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/read.h"

#include <stdlib.h>

#include "common/store/credential.h"
#include "common/store/keys.h"
#include "tools/leidactl/common/fail.h"

void read_profile_key(buffer_t *out, record_kind_t kind, int64_t id)
{
    if (kind == KIND_USER)
        keys_user(out, id);
    else if (kind == KIND_CUSTOMER)
        keys_customer(out, id);
    else if (kind == KIND_COMPANY)
        keys_company(out, id);
    else
        keys_tag(out, id);
}

bool read_profile(store_t *store, record_kind_t kind, int64_t id, line_t *line, arena_t *arena)
{
    memset(line, 0, sizeof *line);
    line->kind = kind;
    store_begin(store, "GET");
    read_profile_key(store_part(store), kind, id);
    redis_reply_t *reply = store_ask(store, REPLY_TEXT);
    bool there = reply->type == REDIS_REPLY_STRING;
    text_t bytes = arena_copy(arena, reply_text(reply));
    redis_reply_free(reply);
    if (there && !record_decode(&line->as.record, kind_table(kind), bytes, arena))
        fail("%s %lld: its stored form is damaged", kind_name(kind), (long long)id);
    return there;
}

void read_mark(line_t *line, text_t name)
{
    int index = field_index(kind_table(line->kind), name);
    if (index >= 0)
        line->as.record.present |= UINT64_C(1) << index;
}

void read_unmark(line_t *line, text_t name)
{
    int index = field_index(kind_table(line->kind), name);
    if (index >= 0)
        line->as.record.present &= ~(UINT64_C(1) << index);
}

bool read_has(const line_t *line, text_t name)
{
    int index = field_index(kind_table(line->kind), name);
    return index >= 0 && record_has(&line->as.record, (size_t)index);
}

bool read_credential(store_t *store, line_t *line, arena_t *arena)
{
    bool staff = line->kind == KIND_USER;
    store_begin(store, "GET");
    keys_credential(store_part(store), staff, staff ? line->as.user.id : line->as.customer.id);
    redis_reply_t *reply = store_ask(store, REPLY_TEXT);
    bool there = reply->type == REDIS_REPLY_STRING;
    text_t credential = arena_copy(arena, reply_text(reply));
    redis_reply_free(reply);
    credential_t stored;
    if (!there)
        return false;
    if (!credential_read(credential, &stored))
        fail("%s %lld: its credential is damaged", kind_name(line->kind), (long long)line_id(line));
    *(staff ? &line->as.user.token : &line->as.customer.token) = stored.token;
    read_mark(line, TEXT_LITERAL("token"));
    if (!stored.enabled) /* `enabled` is 0 already */
        read_mark(line, TEXT_LITERAL("enabled"));
    if (!stored.hmac_only)
        return true;
    *(staff ? &line->as.user.scheme : &line->as.customer.scheme) = SCHEME_HMAC;
    read_mark(line, TEXT_LITERAL("scheme"));
    return true;
}

text_t read_take_item(text_t *list)
{
    const char *comma = list->size ? memchr(list->data, ',', list->size) : NULL;
    text_t item = {list->data, comma ? (size_t)(comma - list->data) : list->size};
    *list = comma ? (text_t){comma + 1, list->size - item.size - 1} : TEXT_NONE;
    return item;
}

/* Puts the score of the relation in a sorted index, a time, into the field with this index, if it has one. */
static void read_time(store_t *store, line_t *line, size_t field, relation_index_t index, text_t member)
{
    store_begin(store, "ZSCORE");
    keys_relation_index(store_part(store), line->as.pair.user_id, index);
    store_add(store, member);
    redis_reply_t *reply = store_ask(store, REPLY_TEXT);
    if (reply->type == REDIS_REPLY_STRING) {
        int64_t time = (int64_t)strtod(reply->str, NULL);
        memcpy((char *)&line->as.record + relation_record_table.fields[field].offset, &time, sizeof time);
        line->as.record.present |= UINT64_C(1) << field;
    }
    redis_reply_free(reply);
}

/* The index of the field that the relation's hash keeps under this key; -1 when it is none of them. */
static int fact_index(text_t key)
{
    for (size_t i = RELATION_FIRST_FACT; i < relation_record_table.count; i++)
        if (text_equal(text_of(relation_record_table.fields[i].key), key))
            return (int)i;
    return -1;
}

static void take_fact(line_t *line, text_t *member, text_t key, text_t value, arena_t *arena)
{
    int index = fact_index(key);
    if (text_equal(key, text_of(REL_MEMBER)))
        *member = value;
    if (index >= 0 && value.size > 0 &&
        field_parse(&relation_record_table, (size_t)index, (raw_t){RAW_TEXT, value}, &line->as.record, arena,
                    NULL) != VALUE_GOOD)
        fail("relation of user %lld and customer %lld: %.*s is damaged", (long long)line->as.pair.user_id,
             (long long)line->as.pair.customer_id, TEXT_ARG(key));
}

bool read_relation(store_t *store, int64_t user_id, int64_t customer_id, line_t *line, arena_t *arena)
{
    memset(line, 0, sizeof *line);
    line->kind = KIND_RELATION;
    relation_record_t *relation = &line->as.relation;
    relation->user_id = user_id;
    relation->customer_id = customer_id;
    read_mark(line, TEXT_LITERAL("user_id"));
    read_mark(line, TEXT_LITERAL("customer_id"));
    store_begin(store, "HGETALL");
    keys_relation(store_part(store), user_id, customer_id);
    redis_reply_t *reply = store_ask(store, REPLY_TEXTS);
    text_t member = TEXT_NONE;
    for (size_t i = 0; i + 1 < reply->elements; i += 2)
        take_fact(line, &member, reply_text(reply->element[i]),
                  arena_copy(arena, reply_text(reply->element[i + 1])), arena);
    redis_reply_free(reply);
    if (member.size == 0)
        return false;
    relation->created = keys_member_created(member);
    if (relation->created < 0)
        fail("relation of user %lld and customer %lld: its age is damaged", (long long)user_id,
             (long long)customer_id);
    read_mark(line, TEXT_LITERAL("create_date"));
    read_time(store, line, RELATION_LAST_FOLLOW, RELATIONS_FOLLOW, member);
    read_time(store, line, RELATION_LAST_ACTIVITY, RELATIONS_ACTIVITY, member);
    return true;
}

static int64_t plain_id(text_t member)
{
    int64_t id = 0;
    text_to_int(member, &id);
    return id;
}

static int64_t require_id(text_t key, text_t member, int64_t (*read)(text_t member))
{
    int64_t id = read(member);
    if (id < 1)
        fail("%.*s: '%.*s' is damaged", TEXT_ARG(key), TEXT_ARG(member));
    return id;
}

/* Pages through a sorted set; `read` makes an id of a member. */
static void each_member(store_t *store, text_t key, int64_t (*read)(text_t member), read_id_fn *visit,
                        void *context)
{
    size_t got = READ_PAGE;
    for (int64_t from = 0; got == READ_PAGE; from += READ_PAGE) {
        store_begin(store, "ZRANGE");
        store_add(store, key);
        store_add_int(store, from);
        store_add_int(store, from + READ_PAGE - 1);
        redis_reply_t *reply = store_ask(store, REPLY_TEXTS);
        got = reply->elements;
        for (size_t i = 0; i < got; i++)
            visit(context, require_id(key, reply_text(reply->element[i]), read));
        redis_reply_free(reply);
    }
}

void read_each_id(store_t *store, record_kind_t kind, read_id_fn *visit, void *context)
{
    buffer_t key = {0};
    keys_ids(&key, text_of(kind_name(kind)));
    each_member(store, buffer_text(&key), plain_id, visit, context);
    buffer_free(&key);
}

void read_each_relation(store_t *store, int64_t user_id, read_id_fn *visit, void *context)
{
    buffer_t key = {0};
    keys_relation_index(&key, user_id, RELATIONS_CREATED);
    each_member(store, buffer_text(&key), keys_member_customer, visit, context);
    buffer_free(&key);
}

static void visit_phrases(const redis_reply_t *entries, int64_t user_id, read_phrase_fn *visit, void *context)
{
    for (size_t i = 0; i + 1 < entries->elements; i += 2) {
        const text_t field = reply_text(entries->element[i]);
        int64_t id;
        if (text_equal(field, TEXT_LITERAL(PHRASES_LAST)) || text_equal(field, TEXT_LITERAL(PHRASES_EDITED)))
            continue;
        if (!text_to_int(field, &id))
            fail("phrases of user %lld: '%.*s' is no id", (long long)user_id, TEXT_ARG(field));
        visit(context, id, reply_text(entries->element[i + 1]));
    }
}

void read_each_phrase(store_t *store, int64_t user_id, read_phrase_fn *visit, void *context)
{
    int64_t cursor = 0;
    do {
        store_begin(store, "HSCAN");
        keys_phrases(store_part(store), user_id);
        store_add_int(store, cursor);
        store_add(store, TEXT_LITERAL("COUNT"));
        store_add_int(store, READ_PAGE);
        redis_reply_t *reply = store_ask(store, REPLY_PAGE);
        if (!text_to_int(reply_text(reply->element[0]), &cursor))
            fail("redis: HSCAN gave no cursor");
        visit_phrases(reply->element[1], user_id, visit, context);
        redis_reply_free(reply);
    } while (cursor != 0);
}

int64_t read_last_phrase(store_t *store, int64_t user_id)
{
    store_begin(store, "HGET");
    keys_phrases(store_part(store), user_id);
    store_add(store, TEXT_LITERAL(PHRASES_LAST));
    redis_reply_t *reply = store_ask(store, REPLY_TEXT);
    int64_t last = 0;
    if (reply->type == REDIS_REPLY_STRING && !text_to_int(reply_text(reply), &last))
        fail("phrases of user %lld: the last id is damaged", (long long)user_id);
    redis_reply_free(reply);
    return last;
}
