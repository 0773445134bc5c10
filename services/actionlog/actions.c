/* SPDX-License-Identifier: Apache-2.0 */
/* GET /qiyeweixin/action/time (the seed's last section, api.md 5): the log, newest first. */
#include "common/clock.h"
#include "proto/people.h"
#include "proto/requests.h"
#include "services/actionlog/actionlog.h"
#include "services/actionlog/people.h"

enum { STANDARD_LENGTH = 10 };

typedef struct {
    actionlog_t *actionlog;
    call_t *call;
    selected_t selected;
    people_t *people;
} actions_t;

static void write_row(const actions_t *self, const stored_action_t *action)
{
    actionlog_t *actionlog = self->actionlog;
    const person_t *person = people_at(self->people, people_place(self->people, action->customer_id));
    buffer_clear(&actionlog->log);
    buffer_append_text(&actionlog->log, person->name);
    buffer_append_text(&actionlog->log, action->remark);
    buffer_clear(&actionlog->time);
    clock_write_time(&actionlog->time, action->time);
    const action_row_t row = {.staff_id = call_caller(self->call)->id,
                              .customer_id = action->customer_id,
                              .avatar = person->avatar,
                              .log = buffer_text(&actionlog->log),
                              .time = buffer_text(&actionlog->time),
                              .action = action->action};
    buffer_append_char(&actionlog->out, '{');
    row_write(&actionlog->out, &action_columns, &row);
    buffer_append_char(&actionlog->out, '}');
}

static void answer(void *context, redis_status_t known)
{
    actions_t *self = context;
    if (known != REDIS_OK) {
        call_wait(&self->call, known);
        return;
    }
    buffer_t *out = &self->actionlog->out;
    buffer_clear(out);
    buffer_append_literal(out, "{\"ret_data\":[");
    for (size_t i = 0; i < self->selected.count; i++) {
        if (i > 0)
            buffer_append_char(out, ',');
        write_row(self, &self->selected.rows[i]);
    }
    buffer_append_literal(out, "],\"data_count\":");
    buffer_append_int(out, self->selected.total);
    buffer_append_char(out, '}');
    call_reply(&self->call, STATUS_DONE, buffer_text(out));
}

static void read_people(void *context, const selected_t *selected)
{
    actions_t *self = context;
    if (selected->outcome.redis != REDIS_OK) {
        call_wait(&self->call, selected->outcome.redis);
        return;
    }
    if (selected->outcome.status != STATUS_DONE) {
        call_reply(&self->call, selected->outcome.status, TEXT_NONE);
        return;
    }
    self->selected = *selected;
    self->people = people_new(call_arena(self->call), selected->count);
    for (size_t i = 0; i < selected->count; i++)
        people_place(self->people, selected->rows[i].customer_id);
    people_read(self->people, self->actionlog->profiles, answer, self);
}

/* What has happened has happened by now, whatever clock dated it: a range into the future has no end, so that
 * today's has the rows of the future too (common/row_time.h). */
static selection_t selection_of(const action_request_t *request, int64_t now)
{
    const page_t page = page_of(request->page, request->length, STANDARD_LENGTH);
    selection_t selection = {.staff_id = request->staff_id,
                             .customer_id = request->customer_id,
                             .action = request->action,
                             .from = TIME_NONE,
                             .to = TIME_NONE,
                             .skip = page.skip,
                             .length = page.length};
    if (record_has(&request->record, ACTIONS_FROM_DAY))
        selection.from = clock_day_start(request->from_day);
    if (record_has(&request->record, ACTIONS_TO_DAY))
        selection.to = clock_day_start(request->to_day + 1);
    if (selection.from <= now && selection.to > now)
        selection.to = TIME_NONE;
    return selection;
}

void actions_run(void *service, call_t *call)
{
    actionlog_t *actionlog = service;
    actions_t *self = arena_new(call_arena(call), sizeof *self);
    *self = (actions_t){.actionlog = actionlog, .call = call};
    const selection_t selection = selection_of(call_record(call), actionlog->now());
    store_select(actionlog->store, &selection, call_arena(call), read_people, self);
}
