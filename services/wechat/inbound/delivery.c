/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/inbound/delivery.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/json/build.h"
#include "common/observe/log_limit.h"
#include "common/redis/foreign.h"
#include "common/store/profiles.h"
#include "proto/content.h"
#include "proto/requests.h"
#include "services/wechat/core/bind.h"
#include "services/wechat/inbound/inbound.h"
#include "services/wechat/inbound/scene.h"
#include "services/wechat/login/login_store.h"
#include "services/wechat/login/people_store.h"
#include "services/wechat/notice/window.h"

typedef struct {
    job_t job;
    queue_item_t *item;
    delivery_fn *done;
    void *context;
    inbound_t inbound;
    person_t person;
    current_t current; /* whom the person speaks to */
    user_profile_t staff;
    binding_t binding;
    content_t content;
    service_answer_t sent;
    bool rebound; /* there was no relation to whom they spoke to: they are given to the default */
} delivery_t;

const char *delivery_result_name(delivery_result_t result)
{
    static const char *const names[DELIVERY_RESULTS] = {[DELIVERY_DONE] = "done",
                                                        [DELIVERY_IGNORED] = "ignored",
                                                        [DELIVERY_UNWANTED] = "unwanted",
                                                        [DELIVERY_BAD] = "bad",
                                                        [DELIVERY_LATER] = "later"};
    return names[result];
}

static void end(delivery_t *self, delivery_result_t result)
{
    self->done(self->context, self->item, result);
}

static void failed(void *context)
{
    delivery_t *self = context;
    end(self, self->job.outcome.redis == REDIS_FOREIGN ? DELIVERY_BAD : DELIVERY_LATER);
}

static void end_done(void *context)
{
    end(context, DELIVERY_DONE);
}

static const company_t *company_of(const delivery_t *self)
{
    const company_t *company = companies_find(wechat_of(&self->job)->companies, self->inbound.company_id);
    return company && company->has_gzh ? company : NULL;
}

static bool is_event(const delivery_t *self, const char *name)
{
    return self->inbound.kind == INBOUND_EVENT && text_equal(self->inbound.type, text_of(name));
}

static principal_t customer_of(const delivery_t *self)
{
    return (principal_t){PRINCIPAL_CUSTOMER, self->person.id};
}

/* Whether another service did what it was asked; if not the delivery has ended. */
static bool is_done(delivery_t *self, status_t status)
{
    if (status == STATUS_DONE || status == STATUS_KEY_REUSED)
        return true;
    const bool later = status == STATUS_UNAVAILABLE || status == STATUS_DEADLINE || status == STATUS_TOO_MANY;
    if (!later)
        log_limited(LOG_WARNING, "what a customer wrote was not taken",
                    LOG_STRING("status", status_info(status)->name));
    end(self, later ? DELIVERY_LATER : DELIVERY_BAD);
    return false;
}

/* The same text has one effect for each key. */
static text_t key_of(delivery_t *self, const char *prefix, text_t name, size_t size)
{
    buffer_t *key = job_scratch(&self->job);
    buffer_append_text(key, text_of(prefix));
    buffer_append(key, name.data, name.size < size ? name.size : size);
    return arena_copy(self->job.arena, buffer_text(key));
}

/* The stored form of a text message. */
static bool make_content(delivery_t *self, text_t text)
{
    buffer_t json = {0}, stored = {0};
    char *string = memory_copy_text(text);
    content_info_t info = {0};
    json_open(&json, NULL, '{');
    json_add_int(&json, "info_type", 1);
    json_add_text(&json, "msg", string);
    json_close(&json, '}');
    const bool good = content_check(buffer_text(&json), CONTENT_FROM_CUSTOMER, &stored, &info) == CONTENT_OK;
    if (good)
        self->content = (content_t){.stored = arena_copy(self->job.arena, buffer_text(&stored)),
                                    .info_type = info.info_type,
                                    .collides = info.collides};
    free(string);
    buffer_free(&json);
    buffer_free(&stored);
    return good;
}

static void send_text(delivery_t *self, method_id_t method, principal_t sender, text_t key)
{
    send_request_t send = {.content = self->content, .message_key = key};
    const bool customer = sender.kind == PRINCIPAL_CUSTOMER;
    *(customer ? &send.staff_id : &send.customer_id) = customer ? self->current.staff_id : self->person.id;
    question_give(method, &send.record, customer ? "staff_id" : "customer_id");
    question_give(method, &send.record, "content");
    question_give(method, &send.record, "message_key");
    question_service(&self->job, method, sender, &send.record, key, &self->sent);
}

/* ---- a greeting ---- */

static void judge_greeting(void *context)
{
    delivery_t *self = context;
    if (!is_done(self, self->sent.status))
        return;
    login_store_greeted(&self->job, self->person.id);
    job_then(&self->job, end_done);
}

static void greet(delivery_t *self)
{
    const company_t *company = company_of(self);
    if (!self->current.greet || !company || !company->greeting[0] ||
        !make_content(self, text_of(company->greeting))) {
        end(self, DELIVERY_DONE);
        return;
    }
    char name[24];
    snprintf(name, sizeof name, "%lld", (long long)self->person.id);
    send_text(self, METHOD_STAFF_SEND, (principal_t){PRINCIPAL_STAFF, self->current.staff_id},
              key_of(self, "wx-greeting-", text_of(name), sizeof name));
    job_then(&self->job, judge_greeting);
}

/* ---- a message ---- */

static void bind_to_default(delivery_t *self);

static void judge_message(void *context)
{
    delivery_t *self = context;
    if (self->sent.status == STATUS_NO_RELATION && !self->rebound)
        bind_to_default(self);
    else if (is_done(self, self->sent.status))
        greet(self);
}

/* Of what is no text only a word stands in the conversation. */
static text_t words_of(const inbound_t *inbound)
{
    static const struct {
        const char *type, *words;
    } table[] = {{"image", "[图片]"}, {"voice", "[语音]"},    {"video", "[视频]"}, {"shortvideo", "[视频]"},
                 {"link", "[链接]"},  {"location", "[位置]"}, {"file", "[文件]"}};
    if (text_equal(inbound->type, TEXT_LITERAL("text")))
        return inbound->content;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (text_equal(inbound->type, text_of(table[i].type)))
            return text_of(table[i].words);
    return TEXT_NONE;
}

static void send_message(delivery_t *self)
{
    const text_t words = words_of(&self->inbound);
    if (words.size == 0) {
        end(self, DELIVERY_IGNORED);
    } else if (!make_content(self, words)) {
        end(self, DELIVERY_BAD);
    } else {
        send_text(self, METHOD_CUSTOMER_SEND, customer_of(self),
                  key_of(self, "wx-", self->inbound.dedupe, 32));
        job_then(&self->job, judge_message);
    }
}

/* ---- whom they speak to ---- */

static void go_on(void *context)
{
    delivery_t *self = context;
    if (self->inbound.kind == INBOUND_MESSAGE)
        send_message(self);
    else
        greet(self);
}

static void judge_binding(void *context)
{
    delivery_t *self = context;
    if (!is_done(self, self->binding.status))
        return;
    const int64_t staff_id = self->binding.staff_id;
    if (self->binding.is_new && self->binding.source == SOURCE_SCANNED)
        self->current.greet = true;
    if (self->current.staff_id != staff_id || self->binding.is_new) {
        self->current.staff_id = staff_id;
        login_store_speak(&self->job, self->person.id, &self->current);
    }
    job_then(&self->job, go_on);
}

static void bind_now(void *context)
{
    delivery_t *self = context;
    const company_t *company = company_of(self);
    if (!company) {
        end(self, DELIVERY_LATER);
        return;
    }
    if (self->staff.id == 0 || self->staff.company_id != company->id) {
        end(self, DELIVERY_UNWANTED);
        return;
    }
    self->binding.customer_id = self->person.id;
    self->binding.exclusive = company->unique_customer;
    bind_customer(&self->job, &self->binding);
    job_then(&self->job, judge_binding);
}

static void bind_to(delivery_t *self, int64_t staff_id, int64_t superior, source_t source)
{
    self->binding = (binding_t){.staff_id = staff_id, .superior = superior, .source = source};
    self->staff = (user_profile_t){.id = 0};
    profiles_read_staff(&self->job, staff_id, &self->staff);
    job_then(&self->job, bind_now);
}

static void bind_to_default(delivery_t *self)
{
    const company_t *company = company_of(self);
    self->rebound = true;
    if (company && company->default_staff > 0)
        bind_to(self, company->default_staff, 0, SOURCE_SEARCHED);
    else
        end(self, self->inbound.kind == INBOUND_MESSAGE ? DELIVERY_UNWANTED : DELIVERY_DONE);
}

static void choose(void *context)
{
    delivery_t *self = context;
    scene_t scene;
    if (self->inbound.kind == INBOUND_EVENT && scene_read(self->inbound.event_key, &scene))
        bind_to(self, scene.staff_id, scene.forwarder, SOURCE_SCANNED);
    else if (self->current.staff_id > 0)
        go_on(self);
    else
        bind_to_default(self);
}

static void read_current(void *context)
{
    delivery_t *self = context;
    login_store_read_current(&self->job, self->person.id, &self->current);
    job_then(&self->job, choose);
}

/* ---- who they are ---- */

static void update_person(void *context)
{
    delivery_t *self = context;
    window_open(&self->job, self->person.appid, self->person.openid,
                self->inbound.kind == INBOUND_MESSAGE ? WINDOW_MESSAGE : WINDOW_EVENT,
                self->inbound.time * 1000);
    if (!self->person.is_new)
        people_update(people_job(&self->job), &self->person, self->person.id);
    job_then(&self->job, read_current);
}

static void forget_person(void *context)
{
    delivery_t *self = context;
    if (self->person.id > 0)
        people_forget(people_job(&self->job), self->person.id);
    job_then(&self->job, end_done);
}

static void begin(delivery_t *self)
{
    const company_t *company = company_of(self);
    if (!company) { /* its file is gone, maybe just now and for a moment */
        end(self, DELIVERY_LATER);
        return;
    }
    self->person = (person_t){.appid = arena_copy(self->job.arena, text_of(company->gzh.appid)),
                              .openid = self->inbound.openid,
                              .is_subscribed = SUBSCRIBED_YES};
    if (!person_is_sound(&self->person)) {
        end(self, DELIVERY_BAD);
    } else if (is_event(self, "unsubscribe")) {
        people_find(people_job(&self->job), &self->person);
        job_then(&self->job, forget_person);
    } else if (self->inbound.kind == INBOUND_EVENT && !is_event(self, "subscribe") &&
               !is_event(self, "SCAN")) {
        end(self, DELIVERY_IGNORED);
    } else {
        people_make(people_job(&self->job), &self->person);
        job_then(&self->job, update_person);
    }
}

void delivery_begin(wechat_t *wechat, queue_item_t *item, delivery_fn *done, void *context)
{
    arena_t *arena = queue_item_arena(item);
    delivery_t *self = arena_new_zeroed(arena, sizeof *self);
    self->item = item;
    self->done = done;
    self->context = context;
    job_begin(&self->job, wechat->host, arena, failed);
    if (record_decode(&self->inbound.record, &inbound_table, queue_item_record(item), arena)) {
        begin(self);
    } else {
        foreign_report(FOREIGN_WECHAT, TEXT_LITERAL("wx:in:…"), TEXT_NONE);
        end(self, DELIVERY_BAD);
    }
}
