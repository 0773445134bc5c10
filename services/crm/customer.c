/* SPDX-License-Identifier: Apache-2.0 */
/* GET /qiyeweixin/customer (seed 1.6, api.md 4): all that this staff user knows of one customer. */
#include "common/keys.h"
#include "proto/json_write.h"
#include "proto/people.h"
#include "services/crm/crm.h"
#include "services/crm/people.h"
#include "services/crm/tags.h"
#include "services/crm/words.h"

enum { DAY_MS = 86400000 };

typedef struct {
    crm_t *crm;
    call_t *call;
    const conversation_request_t *request;
    gather_t gather;
    user_profile_t staff;
    relation_t relation;
    customer_profile_t customer, superior;
    id_list_t tag_ids;
    tag_profile_t *tags; /* as many as ids */
} customer_t;

static text_t tag_names(const customer_t *self)
{
    buffer_t out = {0};
    buffer_append_char(&out, '[');
    for (size_t i = 0; i < self->tag_ids.count; i++) {
        if (!tag_is_seen(&self->tags[i], self->staff.company_id))
            continue;
        if (out.size > 1)
            buffer_append_char(&out, ',');
        json_write_string(&out, self->tags[i].name);
    }
    buffer_append_char(&out, ']');
    text_t names = arena_copy(call_arena(self->call), buffer_text(&out));
    buffer_free(&out);
    return names;
}

static text_t expected_pr_text(const customer_t *self)
{
    buffer_t out = {0};
    buffer_append_int(&out, self->relation.expected_pr);
    text_t text = arena_copy(call_arena(self->call), buffer_text(&out));
    buffer_free(&out);
    return text;
}

static customer_row_t customer_row(const customer_t *self)
{
    const relation_t *relation = &self->relation;
    text_t expected_pr = expected_pr_text(self);
    int64_t age = self->crm->now() - keys_member_created(relation->member);
    return (customer_row_t){
        .id = self->request->customer_id,
        .name = relation->name.data ? relation->name : self->customer.name,
        .avatar = self->customer.avatar,
        .expected_time = relation->expected_time,
        .expected_pr = expected_pr,
        .ai_pr = expected_pr,
        .superior = self->superior.name,
        .source = words_source(relation->source),
        .memo_name = relation->memo_name,
        .phone = relation->phone,
        .email = relation->email,
        .company = relation->company,
        .position = relation->position,
        .address = relation->address,
        .birthday = relation->birthday,
        .memo = relation->memo,
        .tags = tag_names(self),
        .sex = relation->sex == 0 ? ROW_NULL : relation->sex,
        .day_interval = age > 0 ? age / DAY_MS : 0,
        .user_type = people_origin(&self->customer),
    };
}

static void customer_answer(void *context)
{
    customer_t *self = context;
    if (self->gather.status != REDIS_OK) {
        call_wait(&self->call, self->gather.status);
        return;
    }
    customer_row_t row = customer_row(self);
    buffer_t *out = &self->crm->out;
    buffer_clear(out);
    buffer_append_literal(out, "{\"ret_data\":[{");
    row_write(out, &customer_columns, &row);
    buffer_append_literal(out, "}],\"data_count\":1}");
    call_reply(&self->call, STATUS_DONE, buffer_text(out));
}

/* What the relation and the list of tags refer to. */
static void customer_read_names(void *context)
{
    customer_t *self = context;
    if (self->gather.status != REDIS_OK) {
        call_wait(&self->call, self->gather.status);
        return;
    }
    if (!self->relation.member.data) {
        call_reply(&self->call, STATUS_NO_RELATION, TEXT_NONE);
        return;
    }
    arena_t *arena = call_arena(self->call);
    size_t size = self->tag_ids.count * sizeof *self->tags;
    self->tags = arena_new(arena, size);
    memset(self->tags, 0, size);
    gather_begin(&self->gather, customer_answer, self);
    people_t people = {self->crm->profiles, arena, &self->gather};
    for (size_t i = 0; i < self->tag_ids.count; i++)
        people_read_tag(&people, self->tag_ids.values[i], &self->tags[i]);
    if (self->relation.superior != 0)
        people_read_customer(&people, self->relation.superior, &self->superior);
    gather_got(&self->gather, REDIS_OK);
}

static void customer_read(void *context)
{
    customer_t *self = context;
    if (self->gather.status != REDIS_OK) {
        call_wait(&self->call, self->gather.status);
        return;
    }
    const conversation_request_t *request = self->request;
    arena_t *arena = call_arena(self->call);
    gather_begin(&self->gather, customer_read_names, self);
    people_t people = {self->crm->profiles, arena, &self->gather};
    store_read_relation(self->crm->store, (pair_t){request->staff_id, request->customer_id}, RELATION_WHOLE,
                        &self->relation, arena, &self->gather);
    store_read_tags(self->crm->store, request->customer_id, self->staff.company_id, &self->tag_ids, arena,
                    &self->gather);
    people_read_customer(&people, request->customer_id, &self->customer);
    gather_got(&self->gather, REDIS_OK);
}

void customer_run(void *service, call_t *call)
{
    crm_t *crm = service;
    customer_t *self = arena_new(call_arena(call), sizeof *self);
    *self = (customer_t){.crm = crm, .call = call, .request = call_record(call)};
    gather_begin(&self->gather, customer_read, self);
    people_t people = {crm->profiles, call_arena(call), &self->gather};
    people_read_staff(&people, self->request->staff_id, &self->staff);
    gather_got(&self->gather, REDIS_OK);
}
