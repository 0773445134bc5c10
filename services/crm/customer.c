/* SPDX-License-Identifier: Apache-2.0 */
/* GET /qiyeweixin/customer (seed 1.6, api.md 4): all that this staff user knows of one customer. */
#include "base/json/write.h"
#include "common/store/keys.h"
#include "common/store/profiles.h"
#include "proto/answers_crm.h"
#include "proto/origin.h"
#include "services/crm/crm.h"
#include "services/crm/store_tags.h"
#include "services/crm/words.h"

enum { DAY_MS = 86400000 };

typedef struct {
    job_t job;
    user_profile_t staff;
    relation_t relation;
    customer_profile_t customer, superior;
    summary_t superior_summary;
    id_list_t tag_ids;
    tags_seen_t seen;
} customer_t;

static text_t tag_names(customer_t *self)
{
    buffer_t *out = job_scratch(&self->job);
    buffer_append_char(out, '[');
    for (size_t i = 0; i < self->tag_ids.count; i++) {
        const tag_t *tag = tags_find(&self->seen, self->tag_ids.values[i]);
        if (!tag)
            continue;
        if (out->size > 1)
            buffer_append_char(out, ',');
        json_write_string(out, tag->name);
    }
    buffer_append_char(out, ']');
    return arena_copy(self->job.arena, buffer_text(out));
}

static text_t expected_pr_text(customer_t *self)
{
    buffer_t *out = job_scratch(&self->job);
    buffer_append_int(out, self->relation.expected_pr);
    return arena_copy(self->job.arena, buffer_text(out));
}

static customer_row_t customer_row(customer_t *self)
{
    const relation_t *relation = &self->relation;
    text_t expected_pr = expected_pr_text(self);
    int64_t age = self->job.host->now() - keys_member_created(relation->member);
    return (customer_row_t){
        .id = self->job.customer_id,
        .name = profiles_shown_name(relation->memo_name, relation->name, &self->customer),
        .avatar = self->customer.avatar,
        .expected_time = relation->expected_time,
        .expected_pr = expected_pr,
        .ai_pr = expected_pr,
        .superior = profiles_shown_name(self->superior_summary.memo_name, self->superior_summary.name,
                                        &self->superior),
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
        .user_type = origin_of(&self->customer),
    };
}

static void answer(void *context)
{
    customer_t *self = context;
    const customer_row_t row = customer_row(self);
    buffer_t *out = job_out(&self->job);
    rows_begin(out);
    rows_add(out, &customer_columns, &row);
    rows_end(out, 1);
    job_answer(&self->job, STATUS_DONE);
}

/* What the relation and the list of tags refer to. */
static void read_names(void *context)
{
    customer_t *self = context;
    job_t *job = &self->job;
    if (!self->relation.member.data) {
        job_end(job, STATUS_NO_RELATION);
        return;
    }
    if (self->tag_ids.count > 0)
        store_read_catalogues(job, self->staff.company_id, &self->seen);
    if (self->relation.superior != 0) {
        profiles_read_customer(job, self->relation.superior, &self->superior);
        store_read_summary(job, self->relation.superior, &self->superior_summary);
    }
    job_then(job, answer);
}

static void read_customer(void *context)
{
    customer_t *self = context;
    job_t *job = &self->job;
    store_read_relation(job, RELATION_WHOLE, &self->relation);
    store_read_tags(job, self->staff.company_id, &self->tag_ids);
    profiles_read_customer(job, job->customer_id, &self->customer);
    job_then(job, read_names);
}

void customer_run(void *host, call_t *call)
{
    customer_t *self = job_new(host, call, sizeof *self);
    profiles_read_staff(&self->job, self->job.staff_id, &self->staff);
    job_then(&self->job, read_customer);
}
