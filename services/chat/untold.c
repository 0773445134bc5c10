/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which of a staff user's conversations moved since a time, and what each side has not read of them: for the
 * WeChat service, which tells those who are away. It is sent nothing with a message but a hint, and finds by
 * this what a lost hint was about.
 */
#include "proto/answers_wechat.h"
#include "proto/requests.h"
#include "services/chat/chat.h"

typedef struct {
    job_t job;
    moved_t moved;
} untold_job_t;

static void answer(void *context)
{
    untold_job_t *self = context;
    const moved_t *moved = &self->moved;
    buffer_t *out = job_out(&self->job);
    rows_begin(out);
    for (size_t i = 0; i < moved->page.count; i++) {
        const conversation_t *conversation = &moved->page.list[i];
        const untold_row_t row = {.customer_id = conversation->customer_id,
                                  .id = conversation->newest.id,
                                  .time = conversation->newest.time,
                                  .read_by_customer = moved->read_by_customer[i],
                                  .unread_by_customer = moved->unread_by_customer[i],
                                  .unread_by_staff = conversation->unread};
        rows_add(out, &untold_columns, &row);
    }
    rows_end(out, moved->page.total);
    job_answer(&self->job, STATUS_DONE);
}

static void read_unread(void *context)
{
    untold_job_t *self = context;
    store_read_untold(&self->job, &self->moved);
    job_then(&self->job, answer);
}

void untold_run(void *host, call_t *call)
{
    untold_job_t *self = job_new(host, call, sizeof *self);
    const untold_request_t *request = call_record(call);
    const page_t page = page_of(request->page, request->length, PAGE_LENGTH_MAX);
    self->moved = (moved_t){.since = request->since, .page = {.skip = page.skip, .length = page.length}};
    if (request->customer_id > 0)
        store_read_moved_one(&self->job, request->customer_id, &self->moved);
    else
        store_read_moved(&self->job, &self->moved);
    job_then(&self->job, read_unread);
}
