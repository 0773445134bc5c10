/* SPDX-License-Identifier: Apache-2.0 */
/* GET /qiyeweixin/contact (api.md 3): a page of the staff user's conversations. */
#include "common/store/profiles.h"
#include "common/store/summaries.h"
#include "proto/answers_chat.h"
#include "proto/origin.h"
#include "proto/requests.h"
#include "services/chat/chat.h"
#include "services/chat/words.h"

enum { CONVERSATIONS_PAGE = 20 };

typedef struct {
    job_t job;
    conversations_t page;
    /* Of the page, by place: */
    customer_profile_t *customers;
    summary_t *summaries;
} conversations_job_t;

/* `time` is when the newest message was, in words. */
static conversation_row_t conversation_row(const conversations_job_t *self, size_t index, text_t time)
{
    const conversation_t *conversation = &self->page.list[index];
    const stored_message_t *newest = &conversation->newest;
    const customer_profile_t *customer = &self->customers[index];
    const summary_t *summary = &self->summaries[index];
    const int64_t origin = origin_of(customer), follows = customer_is_subscribed(customer);
    return (conversation_row_t){
        .customer_id = conversation->customer_id,
        .origin = origin,
        .origin_name = origin_name(origin),
        .customer_avatar = customer->avatar,
        .customer_name = profiles_shown_name(summary->memo_name, summary->name, customer),
        .id = newest->id,
        .send_type = newest->from_staff ? 1 : 2,
        .is_subscriber = follows,
        .is_subscriber_text = follows ? TEXT_NONE : TEXT_LITERAL("此客户【未关注】公众号"),
        .time = time,
        .preview = conversation->preview,
        .unread = conversation->unread,
        .memo_name = summary->memo_name,
    };
}

static void answer(void *context)
{
    conversations_job_t *self = context;
    buffer_t *out = job_out(&self->job);
    const today_t today = words_today(self->job.host->now());
    const conversations_request_t *request = call_record(self->job.call);
    const column_table_t *columns = request->rows == ROWS_FULL ? &full_conversation_columns
                                                               : &conversation_columns;
    rows_begin(out);
    for (size_t i = 0; i < self->page.count; i++) {
        buffer_t *time = job_scratch(&self->job);
        words_write_when(time, self->page.list[i].newest.time, &today);
        const conversation_row_t row = conversation_row(self, i, buffer_text(time));
        rows_add(out, columns, &row);
    }
    rows_end(out, self->page.total);
    job_answer(&self->job, STATUS_DONE);
}

static void read_larges(void *context)
{
    conversations_job_t *self = context;
    store_read_larges(&self->job, &self->page);
    job_then(&self->job, answer);
}

static void read_shown(void *context)
{
    conversations_job_t *self = context;
    job_t *job = &self->job;
    const size_t count = self->page.count;
    int64_t *ids = arena_new(job->arena, count * sizeof *ids);
    self->customers = arena_new_zeroed(job->arena, count * sizeof *self->customers);
    self->summaries = arena_new_zeroed(job->arena, count * sizeof *self->summaries);
    store_read_shown(job, &self->page);
    for (size_t i = 0; i < count; i++) {
        ids[i] = self->page.list[i].customer_id;
        profiles_read_customer(job, ids[i], &self->customers[i]);
    }
    summaries_read(job, (id_list_t){ids, count}, self->summaries);
    job_then(job, read_larges);
}

void conversations_run(void *host, call_t *call)
{
    conversations_job_t *self = job_new(host, call, sizeof *self);
    const conversations_request_t *request = call_record(call);
    const page_t page = page_of(request->page, request->length, CONVERSATIONS_PAGE);
    self->page = (conversations_t){.skip = page.skip, .length = page.length};
    store_read_conversations(&self->job, &self->page);
    job_then(&self->job, read_shown);
}
