/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What became of a reminder, which WeChat tells some time after it has taken it (TEMPLATESENDJOBFINISH). One
 * that did not arrive because of WeChat itself goes once more.
 */
#include <strings.h>

#include "services/wechat/inbound/delivery_parts.h"
#include "services/wechat/notice/notice.h"
#include "services/wechat/notice/window.h"

static void forget(void *context)
{
    delivery_t *self = context;
    template_job_forget(&self->job, self->person.appid, self->inbound.job_id);
    job_then(&self->job, delivery_end_done);
}

static void remind_again(void *context)
{
    delivery_t *self = context;
    const template_job_t *reminder = &self->reminder;
    notice_t *notice = arena_new(self->job.arena, sizeof *notice);
    *notice = (notice_t){.company_id = reminder->company_id,
                         .staff_id = reminder->staff_id,
                         .customer_id = reminder->customer_id,
                         .to = PRINCIPAL_CUSTOMER,
                         .id = reminder->id,
                         .made = reminder->made,
                         .account = self->person.appid,
                         .person = reminder->person,
                         .reminder = reminder->reminder};
    notice_put(&self->job, notice, NULL);
    job_then(&self->job, forget);
}

/* They were told nothing by it. */
static void take_back(delivery_t *self)
{
    const template_job_t *reminder = &self->reminder;
    notice_t *notice = arena_new(self->job.arena, sizeof *notice);
    *notice = (notice_t){
        .staff_id = reminder->staff_id, .customer_id = reminder->customer_id, .to = PRINCIPAL_CUSTOMER};
    notice_untell(&self->job, notice, reminder->id, reminder->since, self->inbound.job_id);
    job_then(&self->job, remind_again);
}

static void note_unreachable(delivery_t *self)
{
    self->person.is_subscribed = SUBSCRIBED_NO;
    people_update(&self->job, &self->person, self->reminder.customer_id);
    window_leave(&self->job, self->person.appid, self->person.openid, self->inbound.time * 1000);
    job_then(&self->job, forget);
}

/* "failed:user block" and "failed: system failed", as WeChat spaces them today. */
static bool says(text_t status, const char *what)
{
    const size_t size = strlen(what);
    for (size_t at = 0; at + size <= status.size; at++)
        if (strncasecmp(status.data + at, what, size) == 0)
            return true;
    return false;
}

/* The event may overtake what is kept of the reminder, by moments. */
static void judge(void *context)
{
    delivery_t *self = context;
    const text_t status = self->inbound.job_status;
    if (!self->has_reminder && says(status, "failed") && queue_item_tries(self->item) == 0)
        delivery_end(self, DELIVERY_LATER);
    else if (!self->has_reminder || !text_equal(self->reminder.person, self->person.openid))
        delivery_end(self, DELIVERY_IGNORED); /* none of ours, or another person's */
    else if (says(status, "user block"))
        note_unreachable(self);
    else if (says(status, "failed") && !self->reminder.is_again)
        take_back(self);
    else
        forget(self);
}

void delivery_settle_job(delivery_t *self)
{
    template_job_read(&self->job, self->person.appid, self->inbound.job_id, &self->reminder,
                      &self->has_reminder);
    job_then(&self->job, judge);
}
