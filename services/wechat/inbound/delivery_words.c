/* SPDX-License-Identifier: Apache-2.0 */
/* What is said in the conversation: what somebody wrote, and the greeting. */
#include <stdio.h>
#include <stdlib.h>

#include "base/json/build.h"
#include "proto/requests.h"
#include "services/wechat/inbound/delivery_parts.h"

/* The same text has one effect for each key. */
static text_t key_of(delivery_t *self, const char *prefix, text_t name, size_t size)
{
    buffer_t *key = job_scratch(&self->job);
    buffer_append_text(key, text_of(prefix));
    buffer_append(key, name.data, name.size < size ? name.size : size);
    return arena_copy(self->job.arena, buffer_text(key));
}

/* Takes the stored form of a message's content. */
static bool take_content(delivery_t *self, content_side_t side, text_t json)
{
    buffer_t stored = {0};
    content_info_t info = {0};
    const bool good = content_check(json, side, &stored, &info) == CONTENT_OK;
    if (good)
        self->content = (content_t){.stored = arena_copy(self->job.arena, buffer_text(&stored)),
                                    .info_type = info.info_type,
                                    .collides = info.collides};
    buffer_free(&stored);
    return good;
}

enum { TEXT_TYPE = 1, PICTURE_TYPE = 4 };

/* `name` is that of the member that says what a message of this type is about. */
static bool make_content(delivery_t *self, content_side_t side, int type, const char *name, text_t value)
{
    buffer_t json = {0};
    char *string = memory_copy_text(value);
    json_open(&json, NULL, '{');
    json_add_int(&json, "info_type", type);
    json_add_text(&json, name, string);
    json_close(&json, '}');
    const bool good = take_content(self, side, buffer_text(&json));
    free(string);
    buffer_free(&json);
    return good;
}

static void send_content(delivery_t *self, principal_kind_t from, text_t key)
{
    const bool customer = from == PRINCIPAL_CUSTOMER;
    const method_id_t method = customer ? METHOD_CUSTOMER_SEND : METHOD_STAFF_SEND;
    const principal_t sender = {from, customer ? self->person.id : self->current.staff_id};
    send_request_t send = {.content = self->content, .message_key = key};
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
    if (!delivery_is_done(self, self->sent.status))
        return;
    login_store_greeted(&self->job, self->person.id);
    job_then(&self->job, delivery_end_done);
}

void delivery_greet(delivery_t *self)
{
    const company_t *company = delivery_company(self);
    if (!self->current.greet || !company || !company->greeting[0] ||
        !make_content(self, CONTENT_FROM_STAFF, TEXT_TYPE, "msg", text_of(company->greeting))) {
        delivery_end(self, DELIVERY_DONE);
        return;
    }
    char name[24];
    snprintf(name, sizeof name, "%lld", (long long)self->person.id);
    send_content(self, PRINCIPAL_STAFF, key_of(self, "wx-greeting-", text_of(name), sizeof name));
    job_then(&self->job, judge_greeting);
}

/* ---- a message ---- */

static void judge_message(void *context)
{
    delivery_t *self = context;
    if (self->sent.status == STATUS_NO_RELATION && !self->rebound)
        delivery_find_other(self);
    else if (delivery_is_done(self, self->sent.status))
        delivery_read(self);
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
    send_content(self, PRINCIPAL_CUSTOMER, key_of(self, "wx-", self->inbound.dedupe, 32));
    job_then(&self->job, judge_message);
}

void delivery_say(delivery_t *self)
{
    if (make_content(self, CONTENT_FROM_CUSTOMER, TEXT_TYPE, "msg", words_of(&self->inbound))) {
        send_message(self);
    } else {
        self->refusal = "its text is none that a conversation takes";
        delivery_end(self, DELIVERY_BAD);
    }
}

void delivery_show(delivery_t *self, text_t name)
{
    buffer_t *url = job_scratch(&self->job);
    buffer_append_literal(url, "/media/");
    buffer_append_text(url, name);
    const text_t place = arena_copy(self->job.arena, buffer_text(url));
    if (make_content(self, CONTENT_FROM_CUSTOMER, PICTURE_TYPE, "url", place))
        send_message(self);
    else
        delivery_end(self, DELIVERY_BAD);
}

void delivery_message(delivery_t *self)
{
    const inbound_t *inbound = &self->inbound;
    if (self->content.stored.size > 0) /* it goes to somebody else than was thought */
        send_message(self);
    else if (words_of(inbound).size == 0)
        delivery_end(self, DELIVERY_IGNORED);
    else if (self->pictures && text_equal(inbound->type, TEXT_LITERAL("image")) && inbound->media_id.size > 0)
        delivery_picture(self);
    else
        delivery_say(self);
}
