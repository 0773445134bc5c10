/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A customer is told in the official account: by a message of its own while the window is open, else by a
 * reminder. A message is marked before it is sent, and never sent again when nobody knows what became of it.
 */
#include "services/wechat/api/gzh.h"
#include "services/wechat/login/people_store.h"
#include "services/wechat/notice/reminder.h"
#include "services/wechat/notice/shown.h"
#include "services/wechat/notice/telling_parts.h"
#include "services/wechat/notice/template_job.h"

/* What they are told now, of which they are shown up to `id` whole, or nothing (0). */
static void keep_shown(telling_t *self, int64_t id)
{
    const int64_t since = self->told > self->read ? self->told : self->read;
    const int64_t first = self->skipped ? since + 1 : self->joined.first;
    const showing_t showing = {.appid = self->customer.appid,
                               .openid = self->notice.person,
                               .staff_id = self->notice.staff_id,
                               .read = self->read,
                               .told = self->told,
                               .id = id,
                               .missed = id == 0 || self->skipped ? first : 0,
                               .time = self->job.host->now()};
    shown_keep(&self->job, &showing);
}

/* They are told no more of these messages, and were shown none. */
static void note(telling_t *self, telling_result_t result, job_fn *next)
{
    keep_shown(self, 0);
    telling_note_then(self, result, next);
}

static void note_unreachable(telling_t *self)
{
    const person_t person = {
        .appid = self->customer.appid, .openid = self->customer.openid, .is_subscribed = SUBSCRIBED_NO};
    if (person_is_sound(&person)) {
        person_t *kept = arena_new(self->job.arena, sizeof *kept);
        *kept = person;
        people_update(&self->job, kept, self->notice.customer_id);
    }
    window_leave(&self->job, self->customer.appid, self->notice.person, self->called);
    note(self, TELLING_UNREACHABLE, telling_end_noted);
}

static void judge_again(void *context)
{
    telling_judge(context);
}

static void end_away(void *context)
{
    telling_end(context, TELLING_AWAY, 0);
}

/* ---- a reminder ---- */

/* Behind what they were told: whoever finds the one will find the other. */
static void keep_job(void *context)
{
    telling_t *self = context;
    const notice_t *notice = &self->notice;
    template_job_t *kept = arena_new(self->job.arena, sizeof *kept);
    *kept = (template_job_t){.company_id = notice->company_id,
                             .staff_id = notice->staff_id,
                             .customer_id = notice->customer_id,
                             .id = self->last,
                             .since = self->told,
                             .made = notice->made,
                             .is_again = notice->reminder.size > 0,
                             .person = notice->person,
                             .reminder = self->reminder};
    if (self->msgid != 0)
        template_job_keep(&self->job, self->customer.appid, self->msgid, kept);
    job_then(&self->job, telling_end_noted);
}

/* Nothing was sent by this try, for certain; an earlier one may have. */
static void unremind(telling_t *self, job_fn *next)
{
    const bool first = self->begun == self->tried;
    if (first && self->uncertain)
        mark_message_again(&self->job, self->item);
    else if (first)
        mark_clear(&self->job, self->item);
    job_then(&self->job, next);
}

static void judge_reminder(void *context)
{
    telling_t *self = context;
    if (self->verdict == API_DONE)
        note(self, TELLING_REMINDED, keep_job);
    else if (self->verdict == API_UNREACHABLE)
        note_unreachable(self);
    else if (self->verdict == API_UNKNOWN)
        note(self, TELLING_UNKNOWN, telling_end_noted);
    else if (self->verdict == API_WINDOW_CLOSED)
        note(self, TELLING_CLOSED, telling_end_noted);
    else if (self->is_unclear)
        telling_judge(self);
    else
        unremind(self, judge_again);
}

static void on_reminded(void *context, const api_answer_t *answer, int64_t msgid)
{
    telling_t *self = context;
    if (wechat_of(&self->job)->ended)
        return;
    self->msgid = msgid;
    telling_take(self, answer);
}

static void on_sent(void *context, const api_answer_t *answer)
{
    telling_take(context, answer);
}

static void send_reminder(void *context)
{
    telling_t *self = context;
    const wechat_t *wechat = wechat_of(&self->job);
    const company_t *company = telling_company(self);
    gzh_value_t values[GZH_VALUES_MAX];
    gzh_notice_t notice = {.openid = self->notice.person, .values = values};
    if (!company) {
        unremind(self, end_away);
        return;
    }
    if (!self->reminded) {
        note(self, self->uncertain ? TELLING_UNKNOWN : TELLING_CLOSED, telling_end_noted);
        return;
    }
    const reminder_t said = {
        .words = self->words, .staff = self->staff.name, .count = self->unread, .time = wechat->host->now()};
    notice.value_count = reminder_fill(values, company->gzh.template_fields, &said, self->job.arena);
    notice.url = reminder_url(wechat, &self->notice, self->job.arena);
    job_expect(&self->job);
    if (company->gzh.template_id[0]) {
        notice.template_id = text_of(company->gzh.template_id);
        notice.client_msg_id = reminder_name(&self->notice, self->job.arena);
        gzh_send_template(wechat->api, company->id, &notice, on_reminded, self);
    } else {
        notice.template_id = text_of(company->gzh.subscribe_id);
        gzh_send_subscribed(wechat->api, company->id, &notice, on_sent, self);
    }
    job_then(&self->job, judge_reminder);
}

/* What was tried before may have been sent. Once more does no harm as long as WeChat knows it again, by its
 * name; a subscribed one has none. */
static void judge_begun(void *context)
{
    telling_t *self = context;
    const company_t *company = telling_company(self);
    const int64_t known = company && company->gzh.template_id[0] ? REMINDER_KNOWN_MS : 0;
    if (self->begun == 0) {
        telling_end(self, TELLING_AWAY, 0);
    } else if (!company) {
        unremind(self, end_away);
    } else if (self->begun != self->tried && self->tried - self->begun >= known) {
        note(self, TELLING_UNKNOWN, telling_end_noted);
    } else {
        reminder_allow(&self->job, self->customer.appid, self->notice.person, self->reminder,
                       &self->reminded);
        job_then(&self->job, send_reminder);
    }
}

static void remind(void *context)
{
    telling_t *self = context;
    const company_t *company = telling_company(self);
    self->reminder = self->notice.reminder.size > 0 ? self->notice.reminder : queue_item_id(self->item);
    if (!company) {
        telling_end(self, TELLING_AWAY, 0);
        return;
    }
    if (!company->gzh.template_id[0] && !company->gzh.subscribe_id[0]) {
        send_reminder(self);
        return;
    }
    self->tried = self->job.host->now();
    mark_reminder(&self->job, self->item, self->tried, &self->begun);
    job_then(&self->job, judge_begun);
}

/* ---- a message ---- */

/* Nothing was sent, for certain: the next try begins anew. */
static void unsend(telling_t *self, job_fn *next)
{
    mark_clear(&self->job, self->item);
    window_return(&self->job, self->customer.appid, self->notice.person);
    job_then(&self->job, next);
}

static void go_on(void *context)
{
    telling_t *self = context;
    if (self->last >= self->newest) {
        telling_end_noted(self);
        return;
    }
    mark_clear(&self->job, self->item);
    job_then(&self->job, telling_go_on);
}

/* Up to the last message that was in it; a single one that there is no room for counts as told too. */
static void note_told(telling_t *self)
{
    const joined_t *joined = &self->joined;
    self->last = joined->whole > 0 ? joined->whole : joined->first;
    keep_shown(self, joined->whole);
    telling_note_then(self, TELLING_TOLD, go_on);
}

/* A mark that stays goes with the item. Until it is kept that they were told, it says that they may have
 * been. */
static void judge_message(void *context)
{
    telling_t *self = context;
    const bool later = self->verdict == API_RETRY || self->verdict == API_RESTING ||
                       self->verdict == API_CONFIGURATION;
    if (later) {
        unsend(self, judge_again);
    } else if (self->verdict == API_DONE) {
        note_told(self);
    } else if (self->verdict == API_UNREACHABLE) {
        note_unreachable(self);
    } else if (self->verdict == API_UNKNOWN) {
        self->uncertain = true;
        remind(self);
    } else if (self->verdict == API_WINDOW_CLOSED) {
        mark_clear(&self->job, self->item);
        window_close(&self->job, self->customer.appid, self->notice.person);
        remind(self);
    } else {
        telling_judge(self);
    }
}

static void send_message(void *context)
{
    telling_t *self = context;
    if (self->mark == MARK_LOST) {
        telling_end(self, TELLING_AWAY, 0);
    } else if (self->mark == MARK_THERE) {
        self->uncertain = true;
        remind(self);
    } else if (!telling_company(self)) { /* since a moment */
        unsend(self, end_away);
    } else {
        const joined_t *joined = &self->joined;
        const text_t words = joined->whole > 0 ? (text_t){self->words.data, joined->whole_size} : self->words;
        job_expect(&self->job);
        gzh_send_text(wechat_of(&self->job)->api, self->notice.company_id, self->notice.person, words,
                      on_sent, self);
        job_then(&self->job, judge_message);
    }
}

static void mark_message(void *context)
{
    telling_t *self = context;
    if (self->window == WINDOW_LEFT) {
        note(self, TELLING_UNREACHABLE, telling_end_noted);
    } else if (self->window == WINDOW_CLOSED) {
        remind(self);
    } else {
        mark_set(&self->job, self->item, &self->mark);
        job_then(&self->job, send_message);
    }
}

void telling_customer(telling_t *self)
{
    const int64_t now = self->job.host->now();
    self->called = now - now % 1000;
    window_take(&self->job, self->customer.appid, self->notice.person, now, &self->window);
    job_then(&self->job, mark_message);
}
