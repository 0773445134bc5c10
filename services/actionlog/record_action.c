/* SPDX-License-Identifier: Apache-2.0 */
/* POST /gongzhonghao/action/record (api.md 5): a customer did something. */
#include "common/clock.h"
#include "proto/action_names.h"
#include "proto/messages.h"
#include "proto/requests.h"
#include "services/actionlog/actionlog.h"

typedef struct {
    actionlog_t *actionlog;
    call_t *call;
    bool with_key;
} record_action_t;

static void write_recorded(actionlog_t *actionlog, const recorded_t *recorded)
{
    buffer_clear(&actionlog->time);
    clock_write_time(&actionlog->time, recorded->time);
    const message_sent_t sent = {recorded->id, buffer_text(&actionlog->time), recorded->duplicate};
    buffer_append_char(&actionlog->out, '{');
    row_write(&actionlog->out, &message_sent_columns, &sent);
    buffer_append_char(&actionlog->out, '}');
}

static void answer(void *context, const recorded_t *recorded)
{
    record_action_t *self = context;
    if (recorded->outcome.redis != REDIS_OK) {
        call_wait(&self->call, recorded->outcome.redis);
        return;
    }
    buffer_t *out = &self->actionlog->out;
    buffer_clear(out);
    if (self->with_key && recorded->outcome.status == STATUS_DONE)
        write_recorded(self->actionlog, recorded);
    call_reply(&self->call, recorded->outcome.status, buffer_text(out));
}

void record_action_run(void *service, call_t *call)
{
    actionlog_t *actionlog = service;
    const action_request_t *request = call_record(call);
    const recording_t recording = {
        .staff_id = request->staff_id,
        .row = {.time = actionlog->now(),
                .call = call_id(call),
                .action = request->action,
                .customer_id = request->customer_id,
                .article_id = request->article_id,
                .remark = request->remark.size > 0 ? request->remark : action_remark(request->action)},
        .key = request->message_key,
        .issued = call_issued(call),
        .tries = call_tries(call),
    };
    record_action_t *self = arena_new(call_arena(call), sizeof *self);
    *self = (record_action_t){actionlog, call, request->message_key.size > 0};
    store_record(actionlog->store, &recording, call_arena(call), answer, self);
}
