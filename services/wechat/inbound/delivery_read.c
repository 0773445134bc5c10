/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whoever writes in the official account has seen what the account had told them there before: chat is told
 * that they have read it. A reminder is no such thing, for it says a part at most.
 */
#include "common/observe/log_limit.h"
#include "proto/requests.h"
#include "services/wechat/inbound/delivery_parts.h"

static void greet(void *context)
{
    delivery_greet(context);
}

/* What is not marked now will not be by another try, but for what is for later: no reason to keep it. */
static void judge(void *context)
{
    delivery_t *self = context;
    for (size_t i = 0; i < self->shown.count; i++) {
        const status_t status = self->read[i].status;
        if (question_is_away(status)) {
            self->refusal = status_info(status)->name;
            delivery_end(self, DELIVERY_AWAY);
            return;
        }
        if (status != STATUS_DONE)
            log_limited(LOG_WARNING, "what a customer has read was not marked",
                        LOG_STRING("status", status_info(status)->name));
    }
    shown_forget(&self->job, &self->shown);
    job_then(&self->job, greet);
}

static void tell_chat(delivery_t *self, size_t at)
{
    conversation_request_t request = {.staff_id = self->shown.list[at].staff_id,
                                      .id = self->shown.list[at].id};
    question_give(METHOD_CUSTOMER_ACK, &request.record, "staff_id");
    question_give(METHOD_CUSTOMER_ACK, &request.record, "id");
    question_service(&self->job, METHOD_CUSTOMER_ACK, (principal_t){PRINCIPAL_CUSTOMER, self->person.id},
                     &request.record, TEXT_NONE, &self->read[at]);
}

static void tell(void *context)
{
    delivery_t *self = context;
    if (self->shown.count == 0) {
        delivery_greet(self);
        return;
    }
    self->read = arena_new_zeroed(self->job.arena, self->shown.count * sizeof *self->read);
    for (size_t i = 0; i < self->shown.count; i++)
        tell_chat(self, i);
    job_then(&self->job, judge);
}

void delivery_read(delivery_t *self)
{
    self->shown = (shown_t){.appid = self->person.appid, .openid = self->person.openid};
    shown_read(&self->job, &self->shown, self->inbound.time * 1000);
    job_then(&self->job, tell);
}
