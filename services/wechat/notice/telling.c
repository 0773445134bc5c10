/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/notice/telling.h"

#include "common/redis/foreign.h"
#include "common/store/profiles.h"
#include "proto/requests.h"
#include "services/wechat/core/question.h"
#include "services/wechat/notice/telling_parts.h"

enum { WORDS_MAX = 2000, READ_BACK = 60 /* messages */ };

const char *telling_result_name(telling_result_t result)
{
    static const char *const names[TELLING_RESULTS] = {[TELLING_TOLD] = "told",
                                                       [TELLING_REMINDED] = "reminded",
                                                       [TELLING_NEEDLESS] = "needless",
                                                       [TELLING_CLOSED] = "closed",
                                                       [TELLING_UNREACHABLE] = "unreachable",
                                                       [TELLING_UNKNOWN] = "unknown",
                                                       [TELLING_REFUSED] = "refused",
                                                       [TELLING_OLD] = "old",
                                                       [TELLING_BAD] = "bad",
                                                       [TELLING_LATER] = "later",
                                                       [TELLING_AWAY] = "away"};
    return names[result];
}

void telling_end(telling_t *self, telling_result_t result, int64_t rest)
{
    if (result == TELLING_NEEDLESS && self->was_told)
        result = TELLING_TOLD;
    self->done(
        self->context, self->item,
        &(telling_outcome_t){.result = result, .rest = rest, .errcode = self->errcode, .why = self->why});
}

static void failed(void *context)
{
    telling_t *self = context;
    self->errcode = 0;
    self->why = "what the store holds about it is corrupt";
    telling_end(self, self->job.outcome.redis == REDIS_FOREIGN ? TELLING_BAD : TELLING_AWAY, 0);
}

const company_t *telling_company(const telling_t *self)
{
    const company_t *company = companies_find(wechat_of(&self->job)->companies, self->notice.company_id);
    const bool customer = self->notice.to == PRINCIPAL_CUSTOMER;
    if (!company || !(customer ? company->has_gzh : company->has_qy))
        return NULL;
    const char *account = customer ? company->gzh.appid : company->qy.corpid;
    return text_equal(self->notice.account, text_of(account)) ? company : NULL;
}

void telling_end_noted(void *context)
{
    telling_t *self = context;
    telling_end(self, self->result, 0);
}

void telling_note_then(telling_t *self, telling_result_t result, job_fn *next)
{
    self->result = result;
    notice_write_told(&self->job, &self->notice, self->last);
    job_then(&self->job, next);
}

void telling_note(telling_t *self, telling_result_t result)
{
    telling_note_then(self, result, telling_end_noted);
}

void telling_take(telling_t *self, const api_answer_t *answer)
{
    if (wechat_of(&self->job)->ended)
        return;
    self->verdict = answer->verdict;
    self->is_unclear = answer->is_unclear;
    self->rest = answer->rest;
    self->errcode = answer->errcode;
    self->why = answer->why;
    job_got(&self->job, REDIS_OK);
}

bool telling_judge(telling_t *self)
{
    switch (self->verdict) {
    case API_RETRY:
    case API_RESTING:
    case API_CONFIGURATION:
        telling_end(self, TELLING_LATER, self->rest);
        return true;
    case API_CODE_EXPIRED:
    case API_CODE_USED:
    case API_DEAD:
    case API_VERDICTS:
        telling_end(self, TELLING_REFUSED, 0);
        return true;
    case API_DONE:
    case API_UNKNOWN:
    case API_WINDOW_CLOSED:
    case API_UNREACHABLE:
        break;
    }
    return false;
}

/* ---- what there is to tell ---- */

static bool is_done(telling_t *self)
{
    const status_t status = self->answer.status;
    if (status == STATUS_DONE || status == STATUS_EMPTY)
        return true;
    if (status == STATUS_NO_RELATION || status == STATUS_NO_SUCH_ID) {
        telling_end(self, TELLING_NEEDLESS, 0);
    } else if (question_is_away(status)) {
        telling_end(self, TELLING_AWAY, 0);
    } else {
        self->why = status_info(status)->name;
        telling_end(self, TELLING_LATER, 0);
    }
    return false;
}

/* An import may have given them another openid, maybe of another account, since the notice was made. */
static bool is_somebody_else(const telling_t *self)
{
    return self->notice.to == PRINCIPAL_CUSTOMER &&
           !(text_equal(self->customer.appid, self->notice.account) &&
             text_equal(self->customer.openid, self->notice.person));
}

static void tell(void *context)
{
    telling_t *self = context;
    if (!is_done(self))
        return;
    buffer_t *words = job_scratch(&self->job);
    const bool customer = self->notice.to == PRINCIPAL_CUSTOMER;
    const bool good = words_join(words, self->answer.data, customer ? PRINCIPAL_STAFF : PRINCIPAL_CUSTOMER,
                                 (size_t)self->unread, WORDS_MAX, &self->joined);
    self->last = self->joined.last;
    self->words = arena_copy(self->job.arena, buffer_text(words));
    if (!good)
        telling_end(self, TELLING_BAD, 0);
    else if (self->last <= self->told || self->words.size == 0 || is_somebody_else(self))
        telling_end(self, TELLING_NEEDLESS, 0);
    else if (!telling_company(self))
        telling_end(self, TELLING_AWAY, 0);
    else if (customer)
        telling_customer(self);
    else
        telling_staff(self);
}

/* As the other side reads them, without marking anything as read. */
static void read_messages(telling_t *self)
{
    const bool customer = self->notice.to == PRINCIPAL_CUSTOMER;
    const method_id_t method = customer ? METHOD_CUSTOMER_GETMSG : METHOD_STAFF_GETMSG;
    const int64_t since = self->told > self->read ? self->told : self->read;
    const int64_t back = self->newest - READ_BACK;
    self->skipped = back > since;
    conversation_request_t request = {.staff_id = self->notice.staff_id,
                                      .customer_id = self->notice.customer_id,
                                      .after = self->skipped ? back : since};
    question_give(method, &request.record, customer ? "staff_id" : "customer_id");
    question_give(method, &request.record, "after");
    const principal_t reader = {
        customer ? PRINCIPAL_CUSTOMER : PRINCIPAL_STAFF,
        customer ? self->notice.customer_id : self->notice.staff_id,
    };
    question_service(&self->job, method, reader, &request.record, TEXT_NONE, &self->answer);
    profiles_read_customer(&self->job, self->notice.customer_id, &self->customer);
    profiles_read_staff(&self->job, self->notice.staff_id, &self->staff);
    job_then(&self->job, tell);
}

static void judge_unread(void *context)
{
    telling_t *self = context;
    if (!is_done(self))
        return;
    const bool customer = self->notice.to == PRINCIPAL_CUSTOMER;
    self->newest = service_answer_row_int(&self->answer, "id");
    self->read = customer ? service_answer_row_int(&self->answer, "read_by_customer") : 0;
    self->unread = service_answer_row_int(&self->answer, customer ? "unread_by_customer" : "unread_by_staff");
    const int64_t told = self->told;
    if (told > self->newest)
        self->told = 0;
    if (self->unread <= 0 || self->newest <= self->told) {
        telling_end(self, TELLING_NEEDLESS, 0);
    } else {
        if (told > self->newest)
            notice_forget_told(&self->job, &self->notice, told);
        read_messages(self);
    }
}

static bool is_old(const telling_t *self)
{
    return self->job.host->now() - self->notice.made > notice_lasts(self->notice.to);
}

/* Behind what they were told: nobody is told of what chat does not have. */
static void ask_for_unread(void *context)
{
    telling_t *self = context;
    untold_request_t request = {.staff_id = self->notice.staff_id, .customer_id = self->notice.customer_id};
    question_give(METHOD_UNTOLD, &request.record, "customer_id");
    question_service(&self->job, METHOD_UNTOLD, (principal_t){PRINCIPAL_STAFF, self->notice.staff_id},
                     &request.record, TEXT_NONE, &self->answer);
    job_then(&self->job, judge_unread);
}

static void read_told(telling_t *self)
{
    notice_read_told(&self->job, &self->notice, &self->told);
    job_then(&self->job, ask_for_unread);
}

void telling_go_on(void *context)
{
    telling_t *self = context;
    const telling_t before = *self;
    *self = (telling_t){.job = before.job,
                        .item = before.item,
                        .done = before.done,
                        .context = before.context,
                        .notice = before.notice,
                        .was_told = true};
    read_told(self);
}

void telling_begin(wechat_t *wechat, queue_item_t *item, telling_fn *done, void *context)
{
    arena_t *arena = queue_item_arena(item);
    telling_t *self = arena_new_zeroed(arena, sizeof *self);
    self->item = item;
    self->done = done;
    self->context = context;
    job_begin(&self->job, wechat->host, arena, failed);
    if (record_decode(&self->notice.record, &notice_table, queue_item_record(item), arena)) {
        if (is_old(self))
            telling_end(self, TELLING_OLD, 0);
        else
            read_told(self);
    } else {
        foreign_report(FOREIGN_WECHAT, TEXT_LITERAL("wx:out:…"), TEXT_NONE);
        telling_end(self, TELLING_BAD, 0);
    }
}
