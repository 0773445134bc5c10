/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/session_gate.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "gateway/http/http.h"
#include "gateway/params.h"
#include "proto/answers_session.h"
#include "proto/requests.h"

enum {
    BODY_MAX = 4096, /* bytes: nobody has proven anything who sends one */
    FEATURES_SIZE = 64
};

struct session_gate {
    loop_t *loop;
    session_gate_options_t options;
    session_counts_t counts;
    buffer_t scratch;
};

session_gate_t *session_gate_new(loop_t *loop, const session_gate_options_t *options)
{
    session_gate_t *self = memory_new_zeroed(sizeof *self);
    self->loop = loop;
    self->options = *options;
    return self;
}

void session_gate_destroy(session_gate_t **self_p)
{
    session_gate_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    buffer_free(&self->scratch);
    free(self);
}

const session_counts_t *session_gate_counts(const session_gate_t *self)
{
    return &self->counts;
}

void session_gate_head(exchange_t *exchange)
{
    if (exchange->head.framing == BODY_CHUNKED || exchange->head.length > BODY_MAX)
        http_answer(exchange, STATUS_BODY_TOO_LARGE, TEXT_NONE);
    else
        http_take_body(exchange);
}

/* ---- login and logout ---- */

static void on_login(exchange_t *exchange, status_t status)
{
    static const login_result_t results[STATUS_COUNT] = {[STATUS_CREDENTIALS] = LOGIN_REFUSED,
                                                         [STATUS_TOO_MANY] = LOGIN_LIMITED,
                                                         [STATUS_UNAVAILABLE] = LOGIN_UNAVAILABLE};
    exchange->session_gate->counts.logins[results[status]]++;
    http_answer(exchange, status, TEXT_NONE);
}

static void log_out(session_gate_t *self, exchange_t *exchange)
{
    const session_request_t *request = (const session_request_t *)exchange->record;
    const site_t *site = &self->options.site;
    bool named = record_has(exchange->record, 0);
    principal_kind_t kind = request->kind == SESSION_OF_STAFF ? PRINCIPAL_STAFF : PRINCIPAL_CUSTOMER;
    if (!named)
        kind = session_kind(exchange, site);
    text_t nonce = kind ? session_nonce(exchange, site, kind) : TEXT_NONE;
    if (nonce.size > 0)
        ended_add(self->options.ended, nonce, loop_now(self->loop));
    if (kind)
        session_forget(exchange, site, kind);
    http_answer(exchange, STATUS_DONE, TEXT_NONE);
}

/* Whether the body has the route's fields; if not it has been answered. */
static bool read_fields(exchange_t *exchange)
{
    buffer_t errors = {0};
    bool good = params_read_whole(exchange, &errors);
    if (!good)
        http_answer(exchange, exchange->method->invalid, buffer_text(&errors));
    buffer_free(&errors);
    return good;
}

void session_gate_whole(session_gate_t *self, guard_t *guard, exchange_t *exchange)
{
    exchange->session_gate = self;
    if (!read_fields(exchange))
        return;
    const session_request_t *request = (const session_request_t *)exchange->record;
    if (exchange->method->id == METHOD_SESSION_BEGIN)
        guard_login(guard, exchange, request->token, on_login);
    else if (site_sent_by_own_page(&self->options.site, &exchange->head))
        log_out(self, exchange);
    else
        http_answer(exchange, STATUS_CREDENTIALS, TEXT_NONE);
}

/* ---- what is told ---- */

void session_gate_settle(session_gate_t *self, exchange_t *exchange)
{
    session_settle(exchange, self->options.ended, loop_now(self->loop));
}

/* A JSON list of what there is. */
static text_t write_features(const session_gate_options_t *options, char text[FEATURES_SIZE])
{
    const struct {
        bool there;
        const char *name;
    } all[] = {{options->push, "push"}, {options->uploads, "uploads"}, {options->wechat, "wechat"}};
    char *at = text;
    *at++ = '[';
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i].there)
            at += sprintf(at, "%s\"%s\"", at > text + 1 ? "," : "", all[i].name);
    *at++ = ']';
    return (text_t){text, (size_t)(at - text)};
}

void session_gate_tell(session_gate_t *self, exchange_t *exchange, status_t status, text_t card)
{
    static const session_row_t nobody = {.id = 0};
    char features[FEATURES_SIZE];
    session_gate_settle(self, exchange); /* it says when the session ends */
    const session_row_t row = {.kind = text_of(principal_name(exchange->caller.kind)),
                               .id = exchange->caller.id,
                               .zone = text_of(self->options.zone),
                               .now = clock_now(),
                               .expires = exchange->claim.expires,
                               .features = write_features(&self->options, features)};
    buffer_t *out = &self->scratch;
    buffer_clear(out);
    buffer_append_char(out, '{');
    row_write(out, &session_own_columns, &row);
    buffer_append_char(out, ',');
    if (status == STATUS_DONE && card.size > sizeof "{}" - 1)
        buffer_append(out, card.data + 1, card.size - 2);
    else
        row_write(out, &session_card_columns, &nobody);
    buffer_append_char(out, '}');
    http_answer(exchange, STATUS_DONE, buffer_text(out));
}
