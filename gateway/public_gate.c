/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/public_gate.h"

#include "common/observe/log_limit.h"
#include "gateway/http/answer.h"
#include "gateway/http/http.h"
#include "gateway/route.h"
#include "gateway/session/cookie.h"
#include "proto/raw_answer.h"
#include "proto/requests.h"

enum {
    BODY_MAX = 4096,   /* bytes: nobody has proven anything who sends one */
    CALLBACK_MS = 3900 /* WeChat waits 5 s from its connection on */
};

static bool is_callback(const method_t *method)
{
    return method && method->answers == ANSWERS_CALLBACK;
}

size_t public_gate_body_size(const exchange_t *exchange, size_t otherwise)
{
    const head_t *head = &exchange->head;
    if (head->framing == BODY_LENGTH && head->length <= BODY_MAX)
        return otherwise; /* nearly all: it is not asked which route they have */
    const method_t *method = route_public(head->path);
    const size_t size = is_callback(method) ? WECHAT_CALLBACK_BODY_MAX : BODY_MAX;
    return method && size < otherwise ? size : otherwise;
}

/* ---- the request ---- */

void public_gate_whole(exchange_t *exchange)
{
    const field_table_t *table = &exchange->method->request;
    for (const field_t *field = table->fields; field < table->fields + table->count; field++) {
        param_t param = {.name = text_of(field->name), .raw.kind = RAW_TEXT, .from = field->from};
        if (field->from == FROM_RAW)
            param.raw.text = buffer_text(&exchange->body);
        else if (field->from != FROM_COOKIE ||
                 !cookie_find_named(&exchange->head, param.name, &param.raw.text))
            continue;
        exchange_add_param(exchange, param);
    }
    if (!is_callback(exchange->method))
        return;
    exchange->body_kind = BODY_OTHER; /* whatever its type says: nobody else reads it */
    const int64_t latest = exchange->began + CALLBACK_MS;
    if (exchange->deadline > latest)
        exchange->deadline = latest;
}

/* ---- its answer ---- */

/* What the answers count as. */
static status_t status_of(int http)
{
    switch (http) {
    case 400:
        return STATUS_MALFORMED;
    case 403:
        return STATUS_REFUSED;
    case 404:
        return STATUS_UNKNOWN_PATH;
    case 413:
        return STATUS_BODY_TOO_LARGE;
    case 503:
        return STATUS_UNAVAILABLE;
    default:
        return STATUS_DONE;
    }
}

static document_t *new_document(exchange_t *exchange, int http)
{
    document_t *document = arena_new(&exchange->arena, sizeof *document);
    *document = (document_t){.http = http, .head = TEXT_LITERAL(""), .body = TEXT_LITERAL("")};
    return document;
}

static text_t location_field(exchange_t *exchange, text_t location)
{
    buffer_t field = {0};
    buffer_append_literal(&field, "\r\nLocation: ");
    buffer_append_text(&field, location);
    const text_t copy = arena_copy(&exchange->arena, buffer_text(&field));
    buffer_free(&field);
    return copy;
}

/* It comes back with the browser when WeChat leads it here, which is another site's doing: Lax. */
static text_t cookie_field(exchange_t *exchange, const raw_answer_t *answer, const site_t *site)
{
    buffer_t cookie = {0};
    buffer_append_literal(&cookie, CONTRACT_LOGIN_COOKIE "=");
    buffer_append_text(&cookie, answer->cookie);
    buffer_append_literal(&cookie, "; Path=" CONTRACT_BASE_PATH "; Max-Age=");
    buffer_append_int(&cookie, answer->cookie_seconds);
    buffer_append_literal(&cookie, "; HttpOnly; SameSite=Lax");
    if (!site_is_plain(site, &exchange->head))
        buffer_append_literal(&cookie, "; Secure");
    const text_t copy = arena_copy(&exchange->arena, buffer_text(&cookie));
    buffer_free(&cookie);
    return copy;
}

/* What a write has done nobody knows. */
static void fail(exchange_t *exchange)
{
    log_limited(LOG_WARNING, "malformed answer of a service", LOG_STRING("route", exchange->method->name));
    http_answer(exchange, exchange->method->writes ? STATUS_DEADLINE : STATUS_UNAVAILABLE, TEXT_NONE);
}

void public_gate_answer(exchange_t *exchange, text_t data, const site_t *site)
{
    const text_t kept = arena_copy(&exchange->arena, data);
    raw_answer_t answer;
    if (!raw_answer_read(kept, exchange->method, &answer)) {
        fail(exchange);
        return;
    }
    document_t *document = new_document(exchange, answer.http);
    if (answer.http == 200) {
        document->type = raw_type_name(answer.type);
        document->body = answer.body;
    }
    if (answer.location.size > 0)
        document->head = location_field(exchange, answer.location);
    if (answer.cookie.size > 0)
        exchange->set_cookie = cookie_field(exchange, &answer, site);
    answer_write_document(exchange, document);
    exchange->status = status_of(answer.http);
    http_answered(exchange);
}

/* WeChat takes any 200 for "we have it": what is no raw answer must not be one. Nor is there anybody to whom
 * it would matter that nobody knows whether something was done: WeChat sends it again. */
static status_t refusal_of(status_t status)
{
    return status_info(status)->http == 200 || status == STATUS_DEADLINE ? STATUS_UNAVAILABLE : status;
}

void public_gate_settle(exchange_t *exchange)
{
    /* What a path does not take is told as of any other: that is not WeChat. */
    if (exchange->document || exchange->preflight || exchange->status == STATUS_WRONG_METHOD)
        return;
    if (!is_callback(exchange->method ? exchange->method : route_public(exchange->head.path)))
        return;
    exchange->status = refusal_of(exchange->status);
    exchange->document = new_document(exchange, status_info(exchange->status)->http);
}
