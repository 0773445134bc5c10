/* SPDX-License-Identifier: Apache-2.0 */
/* POST /qiyeweixin/customer/update_information (seed 1.7, api.md 4): fields that are not given stay as they
 * are, an empty text clears. */
#include <stdlib.h>

#include "common/keys.h"
#include "proto/date.h"
#include "services/crm/update.h"

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

static bool is_given(const update_t *update, const char *edge)
{
    int index = field_index(&call_method(update->call)->request, text_of(edge));
    return index >= 0 && record_has(&update->request->record, (size_t)index);
}

typedef struct {
    assignment_t list[ASSIGNMENTS_MAX];
    size_t count;
} assignments_t;

static void assign(assignments_t *self, text_t field, text_t value)
{
    self->list[self->count++] = (assignment_t){field, value};
}

static void assign_int(assignments_t *self, text_t field, int64_t value, arena_t *arena)
{
    buffer_t text = {0};
    buffer_append_int(&text, value);
    assign(self, field, arena_copy(arena, buffer_text(&text)));
    buffer_free(&text);
}

static void assign_birthday(assignments_t *self, int64_t day, arena_t *arena)
{
    buffer_t text = {0};
    if (day != DAY_NONE)
        date_write(&text, day);
    assign(self, TEXT_LITERAL(REL_BIRTHDAY), arena_copy(arena, buffer_text(&text)));
    buffer_free(&text);
}

static void assign_texts(assignments_t *self, const update_t *update)
{
    for (size_t i = 0; i < sizeof text_fields / sizeof *text_fields; i++) {
        const text_field_t *field = &text_fields[i];
        if (is_given(update, field->edge))
            assign(self, field->field,
                   *(const text_t *)(const void *)((const char *)update->request + field->offset));
    }
}

void update_information_run(void *service, call_t *call)
{
    crm_t *crm = service;
    update_t *update = update_begin(crm, call);
    const update_request_t *request = update->request;
    assignments_t assignments = {.count = 0};
    assign_texts(&assignments, update);
    assign_int(&assignments, TEXT_LITERAL(REL_SEX), request->sex, call_arena(call));
    if (request->superior != 0)
        assign_int(&assignments, TEXT_LITERAL(REL_SUPERIOR), request->superior, call_arena(call));
    if (is_given(update, "birthday"))
        assign_birthday(&assignments, request->birthday, call_arena(call));
    store_set_fields(crm->store, &update->write, request->superior, assignments.list, assignments.count);
    update_sent(update);
}
