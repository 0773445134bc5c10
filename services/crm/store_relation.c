/* SPDX-License-Identifier: Apache-2.0 */
/* Reads single relations and the tags of customers. */
#include <stddef.h>

#include "common/stored.h"
#include "services/crm/store_parts.h"
#include "services/crm/tags.h"

/* `most` is the largest number, or the most bytes of a text. */
typedef struct {
    text_t name;
    size_t offset; /* in relation_t */
    bool number;
    int64_t most;
} relation_field_t;

enum {
    SHORT = 256 * 4, /* bytes: 256 characters */
    LONG = 2000 * 4,
    TAGS_BYTES_MAX = 64 * 1024
};

#define IS_TEXT(field_name, member, most)                                                                    \
    {                                                                                                        \
        TEXT_CONSTANT(field_name), offsetof(relation_t, member), false, (most)                               \
    }
#define IS_NUMBER(field_name, member, most)                                                                  \
    {                                                                                                        \
        TEXT_CONSTANT(field_name), offsetof(relation_t, member), true, (most)                                \
    }

static const relation_field_t relation_fields[] = {
    IS_TEXT(REL_MEMBER, member, SHORT),
    IS_NUMBER(REL_SOURCE, source, 4),
    IS_TEXT(REL_NAME, name, SHORT),
    IS_TEXT(REL_EXPECTED_TIME, expected_time, SHORT),
    IS_NUMBER(REL_EXPECTED_PR, expected_pr, 100),
    IS_NUMBER(REL_ARTICLE, article_id, ID_MAX),
    IS_TEXT(REL_TITLE, title, SHORT),
    IS_NUMBER(REL_SUPERIOR, superior, ID_MAX),
    IS_TEXT(REL_MEMO_NAME, memo_name, SHORT),
    IS_NUMBER(REL_SEX, sex, 2),
    IS_TEXT(REL_PHONE, phone, SHORT),
    IS_TEXT(REL_EMAIL, email, SHORT),
    IS_TEXT(REL_COMPANY, company, SHORT),
    IS_TEXT(REL_POSITION, position, SHORT),
    IS_TEXT(REL_ADDRESS, address, LONG),
    IS_TEXT(REL_BIRTHDAY, birthday, SHORT),
    IS_TEXT(REL_MEMO, memo, LONG),
};

/* What of these is read: from the first up to, but not with, the end. */
typedef struct {
    size_t first, end;
} relation_span_t;

static const relation_span_t relation_spans[] = {
    [RELATION_MEMBER] = {0, 1},
    [RELATION_WHOLE] = {0, sizeof relation_fields / sizeof *relation_fields},
};

typedef struct {
    relation_t *relation;
    relation_span_t span;
    int64_t staff_id, customer_id;
    arena_t *arena;
    gather_t *gather;
} relation_read_t;

/* False when the value is none of ours. */
static bool take_field(const relation_read_t *read, size_t index, const redis_reply_t *value)
{
    const relation_field_t *field = &relation_fields[index];
    char *member = (char *)read->relation + field->offset;
    const text_t text = redis_text(value);
    if (value->type == REDIS_REPLY_NIL)
        return true;
    if (value->type != REDIS_REPLY_STRING)
        return false;
    if (field->number) {
        int64_t *number = (int64_t *)(void *)member;
        return stored_read_number(text, field->most, number);
    }
    *(text_t *)(void *)member = arena_copy(read->arena, text);
    return (int64_t)text.size <= field->most && text_is_utf8(text);
}

/* The member names the customer, so that another relation's is not taken for this one's. */
static bool relation_is_sound(const relation_read_t *read)
{
    const text_t member = read->relation->member;
    return !member.data || keys_member_customer(member) == read->customer_id;
}

static void take_relation(void *context, redis_status_t status, const redis_reply_t *reply)
{
    relation_read_t *read = context;
    const relation_span_t *span = &read->span;
    const subject_t subject = {FOREIGN_RELATION, .staff_id = read->staff_id,
                               .customer_id = read->customer_id};
    status = store_check_array(status, reply, span->end - span->first, &subject);
    bool good = true;
    for (size_t i = span->first; status == REDIS_OK && good && i < span->end; i++)
        good = take_field(read, i, reply->element[i - span->first]);
    if (status == REDIS_OK && !(good && relation_is_sound(read)))
        status = store_foreign(&subject, NULL);
    gather_got(read->gather, status);
}

void store_read_relation(store_t *self, pair_t pair, relation_part_t part, relation_t *relation,
                         arena_t *arena, gather_t *gather)
{
    relation_read_t *read = arena_new(arena, sizeof *read);
    *read = (relation_read_t){relation, relation_spans[part], pair.staff_id, pair.customer_id, arena, gather};
    redis_command_t command = {0};
    store_begin(self);
    redis_add_literal(&command, "HMGET");
    store_add_relation(self, &command, pair);
    for (size_t i = read->span.first; i < read->span.end; i++)
        redis_add(&command, relation_fields[i].name);
    gather_expect(gather);
    store_send(self, &command, take_relation, read, gather);
}

typedef struct {
    int64_t customer_id;
    id_list_t *tags;
    arena_t *arena;
    gather_t *gather;
} tags_read_t;

/* The company's own list counts even when it is empty; the stock is for companies that have none. */
static void take_tags(void *context, redis_status_t status, const redis_reply_t *reply)
{
    tags_read_t *read = context;
    const subject_t subject = {FOREIGN_TAGS, .customer_id = read->customer_id};
    status = store_check_array(status, reply, 2, &subject);
    if (status == REDIS_OK) {
        bool own = reply->element[0]->type == REDIS_REPLY_STRING;
        const text_t stored = redis_text(reply->element[own ? 0 : 1]);
        if (stored.size > TAGS_BYTES_MAX || !tags_read(stored, read->arena, read->tags))
            status = store_foreign(&subject, NULL);
    }
    gather_got(read->gather, status);
}

void store_read_tags(store_t *self, int64_t customer_id, int64_t company_id, id_list_t *tags, arena_t *arena,
                     gather_t *gather)
{
    tags_read_t *read = arena_new(arena, sizeof *read);
    *read = (tags_read_t){customer_id, tags, arena, gather};
    redis_command_t command = {0};
    store_begin(self);
    redis_add_literal(&command, "HMGET");
    store_add_tagged(self, &command, customer_id);
    store_add_int(self, &command, company_id);
    redis_add_literal(&command, "0");
    gather_expect(gather);
    store_send(self, &command, take_tags, read, gather);
}
