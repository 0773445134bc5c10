/* SPDX-License-Identifier: Apache-2.0 */
/* Who it is that has written or done something, and what is to be done about it. */
#include "services/wechat/inbound/delivery.h"

#include "common/observe/log_limit.h"
#include "common/redis/foreign.h"
#include "services/wechat/inbound/delivery_parts.h"
#include "services/wechat/notice/window.h"

const char *delivery_result_name(delivery_result_t result)
{
    static const char *const names[DELIVERY_RESULTS] = {
        [DELIVERY_DONE] = "done",  [DELIVERY_IGNORED] = "ignored", [DELIVERY_UNWANTED] = "unwanted",
        [DELIVERY_BAD] = "bad",    [DELIVERY_LATER] = "later",     [DELIVERY_AWAY] = "away",
        [DELIVERY_RESTS] = "rests"};
    return names[result];
}

void delivery_end(delivery_t *self, delivery_result_t result)
{
    self->done(self->context, self->item, result, self->refusal);
}

static void failed(void *context)
{
    delivery_t *self = context;
    const bool foreign = self->job.outcome.redis == REDIS_FOREIGN;
    self->refusal = foreign ? "what the store holds about it is corrupt" : "Redis cannot be asked";
    delivery_end(self, foreign ? DELIVERY_BAD : DELIVERY_AWAY);
}

void delivery_end_done(void *context)
{
    delivery_end(context, DELIVERY_DONE);
}

const company_t *delivery_company(const delivery_t *self)
{
    const company_t *company = companies_find(wechat_of(&self->job)->companies, self->inbound.company_id);
    return company && company->has_gzh && text_equal(self->inbound.appid, text_of(company->gzh.appid))
               ? company
               : NULL;
}

void delivery_miss_company(delivery_t *self)
{
    self->refusal = "the company has no such account";
    delivery_end(self, DELIVERY_AWAY);
}

bool delivery_is_event(const delivery_t *self, const char *name)
{
    return self->inbound.kind == INBOUND_EVENT && text_equal(self->inbound.type, text_of(name));
}

bool delivery_is_done(delivery_t *self, status_t status)
{
    if (status == STATUS_DONE || status == STATUS_KEY_REUSED)
        return true;
    const bool away = question_is_away(status);
    self->refusal = status_info(status)->name;
    if (!away) {
        log_limited(LOG_WARNING, "what a customer wrote was not taken", LOG_STRING("status", self->refusal));
    }
    delivery_end(self, away ? DELIVERY_AWAY : DELIVERY_BAD);
    return false;
}

/* ---- who they are ---- */

static void open_window(delivery_t *self)
{
    window_open(&self->job, self->person.appid, self->person.openid,
                self->inbound.kind == INBOUND_MESSAGE ? WINDOW_MESSAGE : WINDOW_EVENT,
                self->inbound.time * 1000);
}

static void find_staff(void *context)
{
    delivery_find_staff(context);
}

static void update_person(void *context)
{
    delivery_t *self = context;
    open_window(self);
    if (!self->person.is_new)
        people_update(&self->job, &self->person, self->person.id);
    job_then(&self->job, find_staff);
}

/* The entries of a menu that open the window; others do not (wechat-sources.md). */
static bool is_tap(const delivery_t *self)
{
    return delivery_is_event(self, "CLICK") || delivery_is_event(self, "scancode_push") ||
           delivery_is_event(self, "scancode_waitmsg");
}

/* Whoever taps the menu follows the account, and may be written to for a minute by some of its entries; that
 * says nothing else. */
static void note_menu(void *context)
{
    delivery_t *self = context;
    if (is_tap(self))
        open_window(self);
    else
        window_follow(&self->job, self->person.appid, self->person.openid);
    if (self->person.id > 0)
        people_update(&self->job, &self->person, self->person.id);
    job_then(&self->job, delivery_end_done);
}

static void forget_person(void *context)
{
    delivery_t *self = context;
    if (self->person.id > 0)
        people_forget(&self->job, self->person.id);
    /* Their events are worked off in their order: a sign in the same second was before it. */
    window_leave(&self->job, self->person.appid, self->person.openid, self->inbound.time * 1000 + 1);
    job_then(&self->job, delivery_end_done);
}

/* ---- what it is ---- */

static bool is_menu(const delivery_t *self)
{
    static const char *const others[] = {
        "VIEW", "view_miniprogram", "pic_sysphoto", "pic_photo_or_album", "pic_weixin", "location_select"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (delivery_is_event(self, others[i]))
            return true;
    return is_tap(self);
}

static void begin(delivery_t *self)
{
    const company_t *company = delivery_company(self);
    if (!company) { /* its file is gone or has another account, maybe just now and for a moment */
        delivery_miss_company(self);
        return;
    }
    self->person = (person_t){.appid = arena_copy(self->job.arena, text_of(company->gzh.appid)),
                              .openid = self->inbound.openid,
                              .is_subscribed = SUBSCRIBED_YES};
    if (!person_is_sound(&self->person)) {
        self->refusal = "its sender is no openid";
        delivery_end(self, DELIVERY_BAD);
    } else if (delivery_is_event(self, "TEMPLATESENDJOBFINISH")) {
        delivery_settle_job(self);
    } else if (delivery_is_event(self, "unsubscribe")) {
        people_find(&self->job, &self->person);
        job_then(&self->job, forget_person);
    } else if (is_menu(self)) {
        people_find(&self->job, &self->person);
        job_then(&self->job, note_menu);
    } else if (self->inbound.kind == INBOUND_EVENT && !delivery_is_event(self, "subscribe") &&
               !delivery_is_event(self, "SCAN")) {
        delivery_end(self, DELIVERY_IGNORED);
    } else {
        people_make(&self->job, &self->person);
        job_then(&self->job, update_person);
    }
}

void delivery_begin(wechat_t *wechat, pictures_t *pictures, queue_item_t *item, delivery_fn *done,
                    void *context)
{
    arena_t *arena = queue_item_arena(item);
    delivery_t *self = arena_new_zeroed(arena, sizeof *self);
    self->item = item;
    self->pictures = pictures;
    self->done = done;
    self->context = context;
    job_begin(&self->job, wechat->host, arena, failed);
    if (record_decode(&self->inbound.record, &inbound_table, queue_item_record(item), arena)) {
        begin(self);
    } else {
        foreign_report(FOREIGN_WECHAT, TEXT_LITERAL("wx:in:…"), TEXT_NONE);
        delivery_end(self, DELIVERY_BAD);
    }
}
