/* SPDX-License-Identifier: Apache-2.0 */
/* A staff user is told in WeCom: a card with what the customer wrote, which leads to the conversation. */
#include "services/wechat/api/qy.h"
#include "services/wechat/core/public_url.h"
#include "services/wechat/notice/card_limit.h"
#include "services/wechat/notice/telling_parts.h"

enum { TITLE_MAX = 120, DESCRIPTION_MAX = 500 /* bytes */ };

static void judge(void *context)
{
    telling_t *self = context;
    if (self->verdict == API_DONE)
        telling_note(self, TELLING_TOLD);
    else if (self->verdict == API_UNREACHABLE)
        telling_note(self, TELLING_UNREACHABLE);
    else if (self->verdict == API_UNKNOWN || self->verdict == API_WINDOW_CLOSED)
        telling_end(self, TELLING_LATER, self->rest); /* WeCom sends the same bytes once */
    else
        telling_judge(self);
}

static void on_sent(void *context, const api_answer_t *answer)
{
    telling_take(context, answer);
}

/* It leads to the conversation. By the message's id WeCom tells the same words, written once more, from a
 * card that goes again. */
static void write_url(buffer_t *url, const telling_t *self)
{
    public_url_append(url, wechat_of(&self->job), METHOD_QY_LOGIN);
    buffer_append_format(url, "%lld?next=/chat/%lld&message=%lld", (long long)self->notice.company_id,
                         (long long)self->notice.customer_id, (long long)self->card.last);
}

static void send(void *context)
{
    telling_t *self = context;
    if (self->card.last == 0 || !telling_company(self)) { /* the item, or the company, is another's now */
        telling_end(self, TELLING_AWAY, 0);
        return;
    }
    self->last = self->card.last;
    if (self->last <= self->told) { /* an earlier try told all of it */
        telling_end(self, TELLING_NEEDLESS, 0);
        return;
    }
    buffer_t *url = job_scratch(&self->job);
    write_url(url, self);
    const qy_card_t card = {.userid = self->notice.person,
                            .title = self->card.title,
                            .description = self->card.description,
                            .url = buffer_text(url)};
    job_expect(&self->job);
    qy_send_card(wechat_of(&self->job)->api, self->notice.company_id, &card, on_sent, self);
    job_then(&self->job, judge);
}

static void keep_card(void *context)
{
    telling_t *self = context;
    if (self->rest > 0) { /* they have had as many as they may: what comes meanwhile joins */
        telling_end(self, TELLING_LATER, self->rest);
        return;
    }
    self->card.last = self->last;
    self->card.title = self->customer.name.size > 0 ? text_cut(self->customer.name, TITLE_MAX)
                                                    : TEXT_LITERAL("客户发来新消息");
    buffer_t *scratch = job_scratch(&self->job);
    words_cut(scratch, self->words, DESCRIPTION_MAX);
    self->card.description = arena_copy(self->job.arena, buffer_text(scratch));
    card_keep(&self->job, self->item, &self->card);
    job_then(&self->job, send);
}

void telling_staff(telling_t *self)
{
    card_limit_take(&self->job, text_of(telling_company(self)->qy.corpid), self->notice.person, &self->rest);
    job_then(&self->job, keep_card);
}
