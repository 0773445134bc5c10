/* SPDX-License-Identifier: Apache-2.0 */
/* A staff user is told in WeCom: a card with what the customer wrote, which leads to the conversation. */
#include "proto/contract.h"
#include "services/wechat/api/qy.h"
#include "services/wechat/notice/card_limit.h"
#include "services/wechat/notice/telling_parts.h"
#include "services/wechat/notice/words.h"

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

static void send_card(void *context)
{
    telling_t *self = context;
    if (self->rest > 0) { /* they have had as many as they may: what comes meanwhile joins */
        telling_end(self, TELLING_LATER, self->rest);
        return;
    }
    const wechat_t *wechat = wechat_of(&self->job);
    const text_t path = text_of(contract_method(METHOD_QY_LOGIN)->path);
    buffer_t *url = job_scratch(&self->job);
    buffer_append_text(url, text_of(wechat->settings->public_url));
    buffer_append_literal(url, CONTRACT_BASE_PATH);
    buffer_append(url, path.data, path.size - (sizeof "{id}" - 1));
    buffer_append_format(url, "%lld?next=/chat/%lld", (long long)self->notice.company_id,
                         (long long)self->notice.customer_id);
    const qy_card_t card = {.userid = self->notice.person,
                            .title = self->customer.name.size > 0 ? words_cut(self->customer.name, TITLE_MAX)
                                                                  : TEXT_LITERAL("客户发来新消息"),
                            .description = words_cut(self->words, DESCRIPTION_MAX),
                            .url = buffer_text(url)};
    job_expect(&self->job);
    qy_send_card(wechat->api, self->notice.company_id, &card, on_sent, self);
    job_then(&self->job, judge);
}

void telling_staff(telling_t *self)
{
    card_limit_take(&self->job, text_of(telling_company(self)->qy.corpid), self->notice.person, &self->rest);
    job_then(&self->job, send_card);
}
