/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/api/qy.h"

#include <stdlib.h>

#include "base/json/build.h"
#include "services/wechat/api/typed_parts.h"

/* ---- who it is ---- */

/* In lower case, as callbacks and answers may have either. */
static text_t lower(arena_t *arena, text_t text)
{
    char *copy = arena_new(arena, text.size + 1);
    for (size_t i = 0; i < text.size; i++)
        copy[i] = (char)(text.data[i] >= 'A' && text.data[i] <= 'Z' ? text.data[i] + ('a' - 'A')
                                                                    : text.data[i]);
    return (text_t){copy, text.size};
}

static bool read_member(text_t body, arena_t *arena, qy_member_t *member)
{
    text_t userid;
    if (!answer_text(body, "userid", arena, &userid) || !text_is_visible(userid))
        return false;
    member->is_linked = userid.size > 0 && memchr(userid.data, '/', userid.size);
    if (userid.size > QY_USERID_MAX && !member->is_linked)
        return false;
    member->userid = member->is_linked ? TEXT_NONE : lower(arena, userid);
    return true;
}

static void take_member(void *context, const api_answer_t *answer)
{
    typed_t *self = context;
    arena_t arena = {0};
    qy_member_t member = {0};
    const bool good = answer->verdict == API_DONE && read_member(answer->body, &arena, &member);
    self->done.member(self->context, good ? answer : typed_fault(answer), good ? &member : NULL);
    arena_free(&arena);
    free(self);
}

void qy_user(api_t *api, int64_t company_id, text_t code, qy_member_fn *done, void *context)
{
    typed_t *self = typed_new(context);
    self->done.member = done;
    api_call(
        api,
        &(api_request_t){.endpoint = API_QY_USER, .company_id = company_id, .parameters = {{"code", code}}},
        take_member, self);
}

/* ---- messages ---- */

static void take_sent(void *context, const api_answer_t *answer)
{
    typed_t *self = context;
    arena_t arena = {0};
    text_t invalid;
    api_answer_t found = *answer;
    if (answer->verdict == API_DONE && answer_text(answer->body, "invaliduser", &arena, &invalid) &&
        invalid.size > 0)
        found = (api_answer_t){.verdict = API_UNREACHABLE, .why = "invaliduser"};
    self->done.sent(self->context, &found);
    arena_free(&arena);
    free(self);
}

_Static_assert(QY_CARD_ONCE_S <= QY_CARD_ONCE_MAX_S, "WeCom would look back for less");

static void write_card(buffer_t *body, const qy_card_t *card, const char *agent)
{
    json_open(body, NULL, '{');
    typed_add(body, "touser", card->userid);
    json_add_text(body, "msgtype", "textcard");
    json_add_raw(body, "agentid", agent);
    json_open(body, "textcard", '{');
    typed_add(body, "title", card->title);
    typed_add(body, "description", card->description);
    typed_add(body, "url", card->url);
    json_close(body, '}');
    json_add_int(body, "enable_duplicate_check", 1);
    json_add_int(body, "duplicate_check_interval", QY_CARD_ONCE_S);
    json_close(body, '}');
}

void qy_send_card(api_t *api, int64_t company_id, const qy_card_t *card, api_done_fn *done, void *context)
{
    buffer_t body = {0};
    typed_t *self = typed_new(context);
    const char *agent = api_agent(api, company_id);
    self->done.sent = done;
    write_card(&body, card, agent ? agent : "0");
    api_call(api,
             &(api_request_t){.endpoint = API_QY_SEND, .company_id = company_id, .body = buffer_text(&body)},
             take_sent, self);
    buffer_free(&body);
}
