/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/confirmation.h"

#include "common/redis/prepare.h"

static void give(redis_confirmation_t *self, const redis_held_answer_t *answer)
{
    const redis_waiter_t *waiter = &answer->waiter;
    if (answer->status != REDIS_OK)
        self->shared->counts.errors++;
    if (waiter->done)
        waiter->done(waiter->context, answer->status, answer->status == REDIS_OK ? answer->reply : NULL);
}

/* Gives out all answers that are held: durable ones only if enough replicas have what they tell. */
static void release(redis_confirmation_t *self, bool confirmed)
{
    for (size_t i = 0; i < self->held.count; i++) {
        redis_held_answer_t answer = self->held.answers[i];
        if (answer.waiter.durable && answer.status == REDIS_OK && !confirmed) {
            answer.status = REDIS_LOST;
            self->shared->counts.unconfirmed++;
        }
        give(self, &answer);
    }
    redis_held_clear(&self->held);
}

/* Replies come in order, and WAIT speaks for whatever was done before it: for all that is held by now. */
void redis_confirmation_told(redis_confirmation_t *self, const redis_reply_t *reply)
{
    self->waiting = false;
    if (!reply)
        return;
    bool confirmed = reply->type == REDIS_REPLY_INTEGER && reply->integer >= self->shared->options.replicas;
    if (reply->type == REDIS_REPLY_ERROR) {
        redis_log_refusal(self->log, loop_now(self->shared->loop), redis_text(reply));
        redis_link_break(self->link, reply->str);
    } else if (!confirmed)
        redis_log_refusal(self->log, loop_now(self->shared->loop),
                          TEXT_LITERAL("too few replicas answer in time"));
    release(self, confirmed);
}

/* An answer behind held ones is held too: callers may count on the order. */
static bool must_be_held(const redis_confirmation_t *self, const redis_held_answer_t *answer)
{
    return answer->reply && (self->held.count > 0 || (answer->waiter.durable && answer->status == REDIS_OK));
}

void redis_confirmation_take(redis_confirmation_t *self, const redis_held_answer_t *answer)
{
    if (!must_be_held(self, answer)) {
        give(self, answer);
        return;
    }
    redis_held_add(&self->held, answer);
    if (!self->waiting)
        redis_ask_replicas(self->link, &self->shared->options);
    self->waiting = true;
}

void redis_confirmation_give_up(redis_confirmation_t *self)
{
    self->waiting = false;
    release(self, false);
}
