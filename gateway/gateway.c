/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/gateway.h"

#include <errno.h>
#include <stdlib.h>

#include "common/clock.h"
#include "common/log.h"
#include "gateway/answer.h"
#include "gateway/auth.h"
#include "gateway/credentials.h"
#include "gateway/form.h"
#include "gateway/params.h"
#include "gateway/route.h"
#include "proto/openapi.h"
#include "proto/wire.h"

enum { DRAIN_CHECK_MS = 20 };

struct gateway {
    gateway_options_t options;
    loop_t *loop;
    upstream_t *upstream;
    http_t *http;
    credentials_t *credentials;
    loop_timer_t *drain;
    loop_fn *drained;
    void *drained_context;
    buffer_t scratch;
    buffer_t description; /* openapi.json */
    int64_t drain_deadline;
};

/* Answers an exchange that was left pending. */
static void answer_later(exchange_t *exchange, status_t status, text_t data)
{
    answer_write(exchange, status, data);
    http_answered(exchange);
}

static void on_reply(void *context, status_t status, text_t data, unsigned tries)
{
    ((exchange_t *)context)->moves = tries;
    answer_later(context, status, data);
}

/* Reads the query and the body into parameters. STATUS_DONE, or what is wrong. */
static status_t read_params(exchange_t *exchange)
{
    if (!form_read(exchange, exchange->query, FROM_QUERY))
        return STATUS_MALFORMED;
    text_t body = buffer_text(&exchange->body);
    if (exchange->verb != VERB_POST || body.size == 0)
        return STATUS_DONE;
    if (exchange->body_kind == BODY_FORM)
        return form_read(exchange, body, FROM_BODY) ? STATUS_DONE : STATUS_MALFORMED;
    if (exchange->body_kind == BODY_JSON)
        return form_read_json(exchange, body) ? STATUS_DONE : exchange->method->invalid;
    return STATUS_DONE;
}

/* The caller is known: checks the parameters and asks the service. True when the exchange is pending. */
static bool call_service(gateway_t *self, exchange_t *exchange)
{
    buffer_t errors = {0};
    bool good = exchange->parse_status == STATUS_DONE && params_read(exchange, &errors);
    if (!good) {
        status_t status = exchange->parse_status == STATUS_DONE ? exchange->method->invalid
                                                                : exchange->parse_status;
        answer_write(exchange, status, buffer_text(&errors));
        buffer_free(&errors);
        return false;
    }
    buffer_clear(&self->scratch);
    record_encode(&self->scratch, &exchange->method->request, exchange->record);
    request_t request = {.method = exchange->method,
                         .caller = exchange->caller,
                         .body = arena_copy(&exchange->arena, buffer_text(&self->scratch)),
                         .idempotency_key = exchange->message_key,
                         .trace = {exchange->trace, TRACE_SIZE},
                         .done = on_reply,
                         .context = exchange};
    if (upstream_send(self->upstream, &request, exchange->deadline))
        return true;
    answer_write(exchange, STATUS_UNAVAILABLE, TEXT_NONE);
    return false;
}

/* The credential is known. True when the exchange is pending. */
static bool check_credential(exchange_t *exchange, cache_status_t status, text_t credential)
{
    exchange->known = status == CACHE_FOUND && auth_matches(exchange, credential);
    if (exchange->known)
        return call_service(exchange->gateway, exchange);
    answer_write(exchange, status == CACHE_UNAVAILABLE ? STATUS_UNAVAILABLE : STATUS_CREDENTIALS, TEXT_NONE);
    return false;
}

static void on_credential(void *context, cache_status_t status, text_t credential)
{
    exchange_t *exchange = context;
    if (!check_credential(exchange, status, credential))
        http_answered(exchange);
}

static status_t on_route(void *context, exchange_t *exchange)
{
    exchange->gateway = context;
    return route_find(exchange);
}

static void on_request(void *context, exchange_t *exchange)
{
    gateway_t *self = context;
    if (!exchange->method) {
        answer_write_document(exchange, buffer_text(&self->description));
        return;
    }
    exchange->deadline = loop_now(self->loop) + self->options.deadline;
    /* Before anything is done for it: under overload most requests end here. */
    if (!upstream_has_room(self->upstream, exchange->method->service)) {
        answer_write(exchange, STATUS_UNAVAILABLE, TEXT_NONE);
        return;
    }
    exchange->parse_status = read_params(exchange);
    if (!auth_read(exchange, clock_now(), self->options.freshness)) {
        answer_write(exchange, STATUS_CREDENTIALS, TEXT_NONE);
        return;
    }
    cache_status_t status;
    text_t credential;
    if (credentials_peek(self->credentials, exchange, &status, &credential))
        check_credential(exchange, status, credential);
    else
        credentials_get(self->credentials, exchange, on_credential);
}

/* The end of a turn, in the order that lets one turn carry a request through: replies in, HTTP, calls out. */
static void take_replies(void *context)
{
    upstream_take(((gateway_t *)context)->upstream);
}

static void serve_http(void *context)
{
    http_turn(((gateway_t *)context)->http);
}

static void send_calls(void *context)
{
    upstream_flush(((gateway_t *)context)->upstream);
}

static void check_drained(void *context)
{
    gateway_t *self = context;
    if (http_in_flight(self->http) == 0 || loop_now(self->loop) >= self->drain_deadline)
        self->drained(self->drained_context);
    else
        loop_timer_set(self->drain, DRAIN_CHECK_MS);
}

gateway_t *gateway_new(loop_t *loop, const gateway_options_t *options)
{
    gateway_t *self = memory_new_zeroed(sizeof *self);
    self->options = *options;
    self->loop = loop;
    self->drain = loop_timer_new(loop, check_drained, self);
    openapi_write(&self->description, LEIDA_VERSION);
    self->upstream = upstream_new(loop, options->upstreams, options->instance_limit);
    if (!self->upstream)
        goto fail;
    http_options_t http = options->http;
    http.route = on_route;
    http.handle = on_request;
    http.context = self;
    self->http = http_new(loop, &http);
    if (!self->http) {
        log_event(LOG_ERROR, "cannot listen", LOG_STRING("host", http.host), LOG_INT("port", http.port),
                  LOG_STRING("reason", strerror(errno)));
        goto fail;
    }
    loop_at_turn_end(loop, take_replies, self);
    loop_at_turn_end(loop, serve_http, self);
    loop_at_turn_end(loop, send_calls, self);
    /* After the hooks above: what a request asks of Redis goes out in the same turn. */
    self->credentials = credentials_new(loop, &self->options.redis, options->credentials_limit);
    return self;
fail:
    gateway_destroy(&self);
    return NULL;
}

void gateway_destroy(gateway_t **self_p)
{
    gateway_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    loop_forget_turn_end(self->loop, take_replies, self);
    loop_forget_turn_end(self->loop, serve_http, self);
    loop_forget_turn_end(self->loop, send_calls, self);
    http_destroy(&self->http);
    credentials_destroy(&self->credentials);
    upstream_destroy(&self->upstream);
    loop_timer_destroy(&self->drain);
    buffer_free(&self->scratch);
    buffer_free(&self->description);
    free(self);
}

uint16_t gateway_port(const gateway_t *self)
{
    return http_port(self->http);
}

bool gateway_is_ready(const gateway_t *self, buffer_t *missing)
{
    size_t before = missing->size;
    upstream_is_ready(self->upstream, missing);
    if (!credentials_are_tracked(self->credentials))
        buffer_append_literal(missing, "redis not connected\n");
    if (self->drained)
        buffer_append_literal(missing, "draining\n");
    return missing->size == before;
}

void gateway_report(const gateway_t *self, report_t *report)
{
    report_clear(report);
    report->ready = gateway_is_ready(self, &report->missing);
    report_add_http(report, self->http);
    report_add_upstream(report, self->upstream);
    report->credentials = credentials_counts(self->credentials);
}

void gateway_drain(gateway_t *self, loop_fn *drained, void *context)
{
    bool again = self->drained != NULL;
    self->drained = drained;
    self->drained_context = context;
    loop_timer_set(self->drain, again ? 0 : DRAIN_CHECK_MS);
    if (again)
        return;
    self->drain_deadline = loop_now(self->loop) + self->options.deadline + self->options.http.request_limit;
    http_drain(self->http);
}
