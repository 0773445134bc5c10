/* SPDX-License-Identifier: Apache-2.0 */
/* GET /qiyeweixin/tongxunlu (seed 1.5, api.md 4): a page of the staff user's customers. */
#include "proto/people.h"
#include "services/crm/contacts_filter.h"
#include "services/crm/people.h"
#include "services/crm/words.h"

enum { CONTACTS_PAGE = 10 };

typedef struct {
    crm_t *crm;
    call_t *call;
    const contacts_request_t *request;
    gather_t gather;
    redis_pass_t pass; /* through the gate of the service, to read the rows */
    stretch_t page;
    int64_t data_count;
    contact_t *contacts; /* of the page's members, by place */
    customer_profile_t *customers;
} contacts_t;

static contact_row_t contact_row(const contacts_t *self, size_t index, int64_t now)
{
    const member_t *member = &self->page.members[index];
    const contact_t *contact = &self->contacts[index];
    const summary_t *summary = &contact->summary;
    const customer_profile_t *customer = &self->customers[index];
    arena_t *arena = call_arena(self->call);
    int64_t origin = people_origin(customer);
    return (contact_row_t){
        .customer_id = member->customer_id,
        .name = summary->name.data ? summary->name : customer->name,
        .avatar = customer->avatar,
        .expected_time = summary->expected_time,
        .expected_pr = contact->expected_pr,
        .last_follow = words_last_follow(arena, contact->follow, now),
        .last_activity = words_last_activity(arena, contact->activity, now),
        .follow_status = words_follow_status(arena, contact->follow, now),
        .article_id = summary->article_id == 0 ? ROW_NULL : summary->article_id,
        .title = summary->title,
        .origin = origin,
        .origin_text = words_origin(origin),
        .source = member->source == 0 ? ROW_NULL : member->source,
        .source_text = words_source(member->source),
    };
}

static void contacts_write(contacts_t *self)
{
    buffer_t *out = &self->crm->out;
    int64_t now = self->crm->now();
    buffer_clear(out);
    buffer_append_literal(out, "{\"ret_data\":[");
    for (size_t i = 0; i < self->page.count; i++) {
        contact_row_t row = contact_row(self, i, now);
        buffer_append_text(out, i == 0 ? TEXT_LITERAL("{") : TEXT_LITERAL(",{"));
        row_write(out, &contact_columns, &row);
        buffer_append_char(out, '}');
    }
    buffer_append_literal(out, "],\"data_count\":");
    buffer_append_int(out, self->data_count);
    buffer_append_char(out, '}');
}

static void contacts_answer(void *context)
{
    contacts_t *self = context;
    crm_t *crm = self->crm; /* the call takes `self` with it */
    if (self->gather.status != REDIS_OK)
        call_wait(&self->call, self->gather.status);
    else {
        contacts_write(self);
        call_reply(&self->call, STATUS_DONE, buffer_text(&crm->out));
    }
    redis_gate_leave(&crm->pages);
}

static void *new_zeroed(arena_t *arena, size_t size)
{
    void *memory = arena_new(arena, size);
    memset(memory, 0, size);
    return memory;
}

/* The rows of the members that were found. */
static void contacts_read_rows(void *context)
{
    contacts_t *self = context;
    arena_t *arena = call_arena(self->call);
    size_t count = self->page.count;
    self->contacts = new_zeroed(arena, count * sizeof *self->contacts);
    self->customers = new_zeroed(arena, count * sizeof *self->customers);
    gather_begin(&self->gather, contacts_answer, self);
    people_t people = {self->crm->profiles, arena, &self->gather};
    for (size_t i = 0; i < count; i++)
        people_read_customer(&people, self->page.members[i].customer_id, &self->customers[i]);
    store_read_contacts(self->crm->store, &self->page, self->contacts, arena, &self->gather);
    gather_got(&self->gather, REDIS_OK);
}

static void contacts_take_page(void *context)
{
    contacts_t *self = context;
    bool asked_for_one = self->request->customer_id != 0;
    if (self->gather.status != REDIS_OK)
        call_wait(&self->call, self->gather.status);
    else if (self->page.total == 0)
        call_reply(&self->call, asked_for_one ? STATUS_NO_RELATION : STATUS_NO_DATA, TEXT_NONE);
    else {
        self->pass = (redis_pass_t){.go = contacts_read_rows, .context = self};
        redis_gate_enter(&self->crm->pages, &self->pass);
    }
}

static void contacts_take_all(void *context)
{
    contacts_t *self = context;
    self->data_count = self->page.total;
    contacts_take_page(self);
}

void contacts_run(void *service, call_t *call)
{
    crm_t *crm = service;
    arena_t *arena = call_arena(call);
    const contacts_request_t *request = call_record(call);
    contacts_t *self = arena_new(arena, sizeof *self);
    *self = (contacts_t){.crm = crm, .call = call, .request = request};
    page_t page = page_of(request->page, request->length, CONTACTS_PAGE);
    self->page = (stretch_t){.staff_id = request->staff_id,
                             .order = (contact_order_t)request->order,
                             .skip = page.skip,
                             .length = page.length};
    self->page.members = arena_new(arena, (size_t)page.length * sizeof *self->page.members);
    if (filter_is_given(request)) {
        gather_begin(&self->gather, contacts_take_page, self);
        filter_find(crm, call, &self->page, &self->data_count, &self->gather);
    } else {
        gather_begin(&self->gather, contacts_take_all, self);
        store_read_stretch(crm->store, &self->page, arena, &self->gather);
    }
    gather_got(&self->gather, REDIS_OK);
}
