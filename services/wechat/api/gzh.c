/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/api/gzh.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/json/build.h"
#include "base/json/write.h"
#include "services/wechat/api/typed_parts.h"

/* ---- texts of an answer ---- */

static bool is_id(text_t text)
{
    static const char characters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    for (size_t i = 0; i < text.size; i++)
        if (!memchr(characters, text.data[i], sizeof characters - 1))
            return false;
    return text.size <= GZH_ID_MAX;
}

/* Visible ASCII; maybe none. */
static bool is_word(text_t text, size_t most)
{
    return text_is_visible(text) && text.size <= most;
}

static bool is_address(text_t text)
{
    return is_word(text, 1024) &&
           (text.size == 0 || (text.size > 8 && (text_begins(text, TEXT_LITERAL("https://")) ||
                                                 text_begins(text, TEXT_LITERAL("http://")))));
}

static bool read_ids(text_t body, arena_t *arena, text_t *openid, text_t *unionid)
{
    return answer_text(body, "openid", arena, openid) && answer_text(body, "unionid", arena, unionid) &&
           openid->size > 0 && is_id(*openid) && is_id(*unionid);
}

/* ---- who it is ---- */

static bool read_person(text_t body, arena_t *arena, gzh_person_t *person)
{
    int64_t snapshot;
    if (!read_ids(body, arena, &person->openid, &person->unionid) ||
        !answer_text(body, "scope", arena, &person->scope) ||
        !answer_text(body, "access_token", arena, &person->access_token) ||
        !answer_int(body, "is_snapshotuser", &snapshot) || !is_word(person->scope, 256) ||
        !is_word(person->access_token, 1024))
        return false;
    person->is_snapshot = snapshot != 0;
    return true;
}

static void take_person(void *context, const api_answer_t *answer)
{
    typed_t *self = context;
    arena_t arena = {0};
    gzh_person_t person;
    const bool good = answer->verdict == API_DONE && read_person(answer->body, &arena, &person);
    self->done.person(self->context, good ? answer : typed_fault(answer), good ? &person : NULL);
    arena_free(&arena);
    free(self);
}

void gzh_oauth(api_t *api, int64_t company_id, text_t code, gzh_person_fn *done, void *context)
{
    const api_request_t request = {
        .endpoint = API_GZH_OAUTH,
        .company_id = company_id,
        .parameters = {{"code", code}, {"grant_type", TEXT_LITERAL("authorization_code")}}};
    typed_t *self = typed_new(context);
    self->done.person = done;
    api_call(api, &request, take_person, self);
}

static bool read_profile(text_t body, arena_t *arena, gzh_profile_t *profile)
{
    if (!read_ids(body, arena, &profile->openid, &profile->unionid) ||
        !answer_text(body, "nickname", arena, &profile->nickname) ||
        !answer_text(body, "headimgurl", arena, &profile->picture))
        return false;
    if (!is_address(profile->picture))
        profile->picture = TEXT_NONE;
    return true;
}

static void take_profile(void *context, const api_answer_t *answer)
{
    typed_t *self = context;
    arena_t arena = {0};
    gzh_profile_t profile;
    const bool good = answer->verdict == API_DONE && read_profile(answer->body, &arena, &profile);
    self->done.profile(self->context, good ? answer : typed_fault(answer), good ? &profile : NULL);
    arena_free(&arena);
    free(self);
}

void gzh_profile(api_t *api, int64_t company_id, text_t access_token, text_t openid, gzh_profile_fn *done,
                 void *context)
{
    const api_request_t request = {
        .endpoint = API_GZH_USERINFO,
        .company_id = company_id,
        .parameters = {{"access_token", access_token}, {"openid", openid}, {"lang", TEXT_LITERAL("zh_CN")}}};
    typed_t *self = typed_new(context);
    self->done.profile = done;
    api_call(api, &request, take_profile, self);
}

/* ---- QR codes ---- */

static bool read_qrcode(text_t body, arena_t *arena, gzh_qrcode_t *code)
{
    return answer_text(body, "url", arena, &code->url) && answer_text(body, "ticket", arena, &code->ticket) &&
           answer_int(body, "expire_seconds", &code->expire) && code->expire >= 0 && code->url.size > 0 &&
           is_address(code->url) && is_word(code->ticket, 512);
}

static void take_qrcode(void *context, const api_answer_t *answer)
{
    typed_t *self = context;
    arena_t arena = {0};
    gzh_qrcode_t code;
    const bool good = answer->verdict == API_DONE && read_qrcode(answer->body, &arena, &code);
    self->done.qrcode(self->context, good ? answer : typed_fault(answer), good ? &code : NULL);
    arena_free(&arena);
    free(self);
}

void gzh_qrcode(api_t *api, int64_t company_id, text_t scene, int64_t seconds, gzh_qrcode_fn *done,
                void *context)
{
    buffer_t body = {0};
    typed_t *self = typed_new(context);
    self->done.qrcode = done;
    json_open(&body, NULL, '{');
    if (seconds > 0)
        json_add_int(&body, "expire_seconds", seconds);
    json_add_text(&body, "action_name", seconds > 0 ? "QR_STR_SCENE" : "QR_LIMIT_STR_SCENE");
    json_open(&body, "action_info", '{');
    json_open(&body, "scene", '{');
    typed_add(&body, "scene_str", scene);
    json_close(&body, '}');
    json_close(&body, '}');
    json_close(&body, '}');
    api_call(
        api,
        &(api_request_t){.endpoint = API_GZH_QRCODE, .company_id = company_id, .body = buffer_text(&body)},
        take_qrcode, self);
    buffer_free(&body);
}

/* ---- messages ---- */

void gzh_send_text(api_t *api, int64_t company_id, text_t openid, text_t text, api_done_fn *done,
                   void *context)
{
    buffer_t body = {0};
    json_open(&body, NULL, '{');
    typed_add(&body, "touser", openid);
    json_add_text(&body, "msgtype", "text");
    json_open(&body, "text", '{');
    typed_add(&body, "content", text);
    json_close(&body, '}');
    json_close(&body, '}');
    api_call(api,
             &(api_request_t){
                 .endpoint = API_GZH_CUSTOM_SEND, .company_id = company_id, .body = buffer_text(&body)},
             done, context);
    buffer_free(&body);
}

static void write_values(buffer_t *body, const gzh_notice_t *notice)
{
    json_open(body, "data", '{');
    for (size_t i = 0; i < notice->value_count; i++) {
        char name[64];
        snprintf(name, sizeof name, "%.*s", TEXT_ARG(notice->values[i].name));
        json_open(body, name, '{');
        typed_add(body, "value", notice->values[i].value);
        json_close(body, '}');
    }
    json_close(body, '}');
}

static void take_notice(void *context, const api_answer_t *answer)
{
    typed_t *self = context;
    int64_t msgid = 0;
    if (answer->verdict == API_DONE && !answer_int(answer->body, "msgid", &msgid))
        msgid = 0;
    self->done.notice(self->context, answer, msgid);
    free(self);
}

void gzh_send_template(api_t *api, int64_t company_id, const gzh_notice_t *notice, gzh_notice_fn *done,
                       void *context)
{
    buffer_t body = {0};
    typed_t *self = typed_new(context);
    self->done.notice = done;
    json_open(&body, NULL, '{');
    typed_add(&body, "touser", notice->openid);
    typed_add(&body, "template_id", notice->template_id);
    if (notice->url.size > 0)
        typed_add(&body, "url", notice->url);
    if (notice->client_msg_id.size > 0)
        typed_add(&body, "client_msg_id", notice->client_msg_id);
    write_values(&body, notice);
    json_close(&body, '}');
    api_call(api,
             &(api_request_t){
                 .endpoint = API_GZH_TEMPLATE_SEND, .company_id = company_id, .body = buffer_text(&body)},
             take_notice, self);
    buffer_free(&body);
}

void gzh_send_subscribed(api_t *api, int64_t company_id, const gzh_notice_t *notice, api_done_fn *done,
                         void *context)
{
    buffer_t body = {0};
    json_open(&body, NULL, '{');
    typed_add(&body, "touser", notice->openid);
    typed_add(&body, "template_id", notice->template_id);
    if (notice->url.size > 0)
        typed_add(&body, "page", notice->url);
    write_values(&body, notice);
    json_close(&body, '}');
    api_call(api,
             &(api_request_t){
                 .endpoint = API_GZH_SUBSCRIBE_SEND, .company_id = company_id, .body = buffer_text(&body)},
             done, context);
    buffer_free(&body);
}

void gzh_media(api_t *api, int64_t company_id, text_t media_id, api_done_fn *done, void *context)
{
    api_call(api,
             &(api_request_t){
                 .endpoint = API_GZH_MEDIA, .company_id = company_id, .parameters = {{"media_id", media_id}}},
             done, context);
}
