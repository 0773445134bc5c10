/* SPDX-License-Identifier: Apache-2.0 */
/* Reads single relations and the tags of customers. */
#include <stddef.h>

#include "services/crm/store_inside.h"

typedef struct {
    text_t name;
    size_t offset; /* in relation_t */
    bool number;
} relation_field_t;

#define IS_TEXT(field_name, member)                                                                          \
    {                                                                                                        \
        TEXT_CONSTANT(field_name), offsetof(relation_t, member), false                                       \
    }
#define IS_NUMBER(field_name, member)                                                                        \
    {                                                                                                        \
        TEXT_CONSTANT(field_name), offsetof(relation_t, member), true                                        \
    }

static const relation_field_t relation_fields[] = {
    IS_TEXT(REL_MEMBER, member),
    IS_NUMBER(REL_SOURCE, source),
    IS_TEXT(REL_NAME, name),
    IS_TEXT(REL_EXPECTED_TIME, expected_time),
    IS_NUMBER(REL_EXPECTED_PR, expected_pr),
    IS_NUMBER(REL_ARTICLE, article_id),
    IS_TEXT(REL_TITLE, title),
    IS_NUMBER(REL_SUPERIOR, superior),
    IS_TEXT(REL_MEMO_NAME, memo_name),
    IS_NUMBER(REL_SEX, sex),
    IS_TEXT(REL_PHONE, phone),
    IS_TEXT(REL_EMAIL, email),
    IS_TEXT(REL_COMPANY, company),
    IS_TEXT(REL_POSITION, position),
    IS_TEXT(REL_ADDRESS, address),
    IS_TEXT(REL_BIRTHDAY, birthday),
    IS_TEXT(REL_MEMO, memo),
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
    arena_t *arena;
    gather_t *gather;
} relation_read_t;

static void take_field(const relation_read_t *read, size_t index, const redis_reply_t *value)
{
    char *member = (char *)read->relation + relation_fields[index].offset;
    if (value->type == REDIS_REPLY_NIL)
        return;
    if (relation_fields[index].number)
        *(int64_t *)(void *)member = redis_int(value);
    else
        *(text_t *)(void *)member = arena_copy(read->arena, redis_text(value));
}

static void take_relation(void *context, redis_status_t status, const redis_reply_t *reply)
{
    relation_read_t *read = context;
    const relation_span_t *span = &read->span;
    status = store_check_array(status, reply, span->end - span->first);
    for (size_t i = span->first; status == REDIS_OK && i < span->end; i++)
        take_field(read, i, reply->element[i - span->first]);
    gather_got(read->gather, status);
}

void store_read_relation(store_t *self, pair_t pair, relation_part_t part, relation_t *relation,
                         arena_t *arena, gather_t *gather)
{
    relation_read_t *read = arena_new(arena, sizeof *read);
    *read = (relation_read_t){relation, relation_spans[part], arena, gather};
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
    text_t *tags;
    arena_t *arena;
    gather_t *gather;
} tags_read_t;

/* The company's own list counts even when it is empty; the stock is for companies that have none. */
static void take_tags(void *context, redis_status_t status, const redis_reply_t *reply)
{
    tags_read_t *read = context;
    status = store_check_array(status, reply, 2);
    if (status == REDIS_OK) {
        bool own = reply->element[0]->type == REDIS_REPLY_STRING;
        *read->tags = arena_copy(read->arena, redis_text(reply->element[own ? 0 : 1]));
    }
    gather_got(read->gather, status);
}

void store_read_tags(store_t *self, int64_t customer_id, int64_t company_id, text_t *tags, arena_t *arena,
                     gather_t *gather)
{
    tags_read_t *read = arena_new(arena, sizeof *read);
    *read = (tags_read_t){tags, arena, gather};
    redis_command_t command = {0};
    store_begin(self);
    redis_add_literal(&command, "HMGET");
    store_add_tagged(self, &command, customer_id);
    store_add_int(self, &command, company_id);
    redis_add_literal(&command, "0");
    gather_expect(gather);
    store_send(self, &command, take_tags, read, gather);
}
