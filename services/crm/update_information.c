/* SPDX-License-Identifier: Apache-2.0 */
/* POST /qiyeweixin/customer/update_information (seed 1.7, api.md 4): fields that are not given stay as they
 * are, what is empty clears. */
#include "base/date.h"
#include "common/store/keys.h"
#include "proto/requests.h"
#include "services/crm/crm.h"

/* By the request's field at the edge, as the contract has it. */
typedef struct {
    const char *edge;
    text_t field;
    size_t offset; /* in update_request_t */
} text_field_t;

static const text_field_t text_fields[] = {
    {"username", TEXT_CONSTANT(REL_NAME), offsetof(update_request_t, name)},
    {"memo_name", TEXT_CONSTANT(REL_MEMO_NAME), offsetof(update_request_t, memo_name)},
    {"phone", TEXT_CONSTANT(REL_PHONE), offsetof(update_request_t, phone)},
    {"email", TEXT_CONSTANT(REL_EMAIL), offsetof(update_request_t, email)},
    {"company", TEXT_CONSTANT(REL_COMPANY), offsetof(update_request_t, company)},
    {"position", TEXT_CONSTANT(REL_POSITION), offsetof(update_request_t, position)},
    {"address", TEXT_CONSTANT(REL_ADDRESS), offsetof(update_request_t, address)},
    {"mem", TEXT_CONSTANT(REL_MEMO), offsetof(update_request_t, memo)},
};

typedef struct {
    job_t job;
    const update_request_t *request;
    fields_t fields;
} information_job_t;

static bool is_given(const information_job_t *self, const char *edge)
{
    int index = field_index(&call_method(self->job.call)->request, text_of(edge));
    return index >= 0 && record_has(&self->request->record, (size_t)index);
}

static void set(information_job_t *self, text_t field, text_t value)
{
    self->fields.list[self->fields.count++] = (assignment_t){field, value};
}

static void set_written(information_job_t *self, text_t field, const buffer_t *value)
{
    set(self, field, arena_copy(self->job.arena, buffer_text(value)));
}

static void set_int(information_job_t *self, text_t field, int64_t value)
{
    buffer_t *text = job_scratch(&self->job);
    buffer_append_int(text, value);
    set_written(self, field, text);
}

static void set_birthday(information_job_t *self, int64_t day)
{
    buffer_t *text = job_scratch(&self->job);
    if (day != DAY_NONE)
        date_write(text, day);
    set_written(self, TEXT_LITERAL(REL_BIRTHDAY), text);
}

static void set_texts(information_job_t *self)
{
    for (size_t i = 0; i < sizeof text_fields / sizeof *text_fields; i++) {
        const text_field_t *field = &text_fields[i];
        if (is_given(self, field->edge))
            set(self, field->field,
                *(const text_t *)(const void *)((const char *)self->request + field->offset));
    }
}

static void set_superior(information_job_t *self, int64_t superior)
{
    self->fields.superior = superior;
    if (superior != 0)
        set_int(self, TEXT_LITERAL(REL_SUPERIOR), superior);
    else
        set(self, TEXT_LITERAL(REL_SUPERIOR), TEXT_NONE);
}

/* What a client could not have known of a superior is no fault of the body's form: 402 (api.md 4). */
static void answer(void *context)
{
    information_job_t *self = context;
    buffer_t *limit = job_scratch(&self->job);
    switch (self->fields.refused) {
    case SUPERIOR_GOOD:
        job_notify(&self->job, (event_t){.kind = EVENT_CUSTOMER, .detail = EVENT_PROFILE});
        job_end_done(self);
        break;
    case SUPERIOR_IN_CIRCLE:
        job_end_fault(&self->job, STATUS_INVALID, "superior", VALUE_INVALID,
                      TEXT_LITERAL("上级不能是客户本人或其下级"));
        break;
    case SUPERIOR_TOO_HIGH:
        buffer_append_format(limit, "客户的上级不能超过%d级", REL_SUPERIORS_MAX);
        job_end_fault(&self->job, STATUS_INVALID, "superior", VALUE_MAX_VALUE, buffer_text(limit));
        break;
    }
}

void update_information_run(void *host, call_t *call)
{
    information_job_t *self = job_new(host, call, sizeof *self);
    const update_request_t *request = self->request = call_record(call);
    set_texts(self);
    set_int(self, TEXT_LITERAL(REL_SEX), request->sex);
    if (is_given(self, "superior"))
        set_superior(self, request->superior);
    if (is_given(self, "birthday"))
        set_birthday(self, request->birthday);
    store_set_fields(&self->job, &self->fields);
    job_then(&self->job, answer);
}
