/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/requests.h"

#include "base/clock.h"
#include "gateway/cors.h"
#include "gateway/form.h"
#include "gateway/http/answer.h"
#include "gateway/params.h"
#include "gateway/public_gate.h"
#include "gateway/route.h"
#include "gateway/web/web.h"
#include "proto/wire.h"

static void on_reply(void *context, status_t status, text_t data, unsigned retries)
{
    exchange_t *exchange = context;
    gateway_t *self = exchange->gateway;
    exchange->retries = retries;
    if (exchange->method->id == METHOD_SESSION) {
        session_gate_tell(self->session, exchange, status, data);
        return;
    }
    if (polls_hold(self->polls, exchange, status, data))
        return;
    status_t room = guard_answer(self->guard, exchange, data.size);
    if (room != STATUS_DONE)
        http_answer(exchange, room, TEXT_NONE);
    else if (status == STATUS_RAW)
        public_gate_answer(exchange, data, &self->options.session.site);
    else
        http_answer(exchange, status, data);
}

static void call_service(gateway_t *self, exchange_t *exchange)
{
    if (!exchange->encoded.data) {
        buffer_clear(&self->scratch);
        record_encode(&self->scratch, &exchange->method->request, exchange->record);
        exchange->encoded = arena_copy(&exchange->arena, buffer_text(&self->scratch));
    }
    request_t request = {.method = exchange->method,
                         .caller = exchange->caller,
                         .body = exchange->encoded,
                         .idempotency_key = exchange->message_key,
                         .trace = {exchange->trace, TRACE_SIZE},
                         .issued = clock_now(),
                         .deadline = exchange->deadline,
                         .done = on_reply,
                         .context = exchange};
    if (!rpc_client_send(self->upstream, &request))
        on_reply(exchange, STATUS_UNAVAILABLE, TEXT_NONE, 0);
}

/* It has waited: may its caller still have an answer? */
static void on_admitted_again(exchange_t *exchange, status_t status)
{
    if (status == STATUS_DONE)
        call_service(exchange->gateway, exchange);
    else
        http_answer(exchange, status, TEXT_NONE);
}

static void ask_again(void *context, exchange_t *exchange)
{
    gateway_t *self = context;
    exchange->deadline = loop_now(self->loop) + self->options.deadline;
    guard_again(self->guard, exchange, on_admitted_again);
}

static bool is_tracking(const void *context)
{
    return guard_is_tracking(((const gateway_t *)context)->guard);
}

static void stop_waiting(void *context, exchange_t *exchange)
{
    (void)context;
    http_answer(exchange, STATUS_EMPTY, poll_nothing(exchange));
}

/* The caller is known and the request whole: checks the parameters and asks the service. */
static void on_admitted(exchange_t *exchange, status_t status)
{
    if (status != STATUS_DONE) {
        http_answer(exchange, status, TEXT_NONE);
        return;
    }
    buffer_t errors = {0};
    if (!params_read_whole(exchange, &errors)) {
        http_answer(exchange, exchange->method->invalid, buffer_text(&errors));
        buffer_free(&errors);
        return;
    }
    gateway_t *self = exchange->gateway;
    polls_begin(self->polls, exchange);
    call_service(self, exchange);
}

static void take_public(exchange_t *exchange)
{
    public_gate_whole(exchange);
    on_admitted(exchange, STATUS_DONE);
}

static void on_whole(void *context, exchange_t *exchange)
{
    gateway_t *self = context;
    exchange->deadline = loop_now(self->loop) + self->options.deadline;
    if (exchange->media_gate)
        media_gate_whole(exchange);
    else if (exchange->method->service == SERVICE_NONE)
        session_gate_whole(self->session, self->guard, exchange);
    else if (exchange->method->is_public)
        take_public(exchange);
    else
        guard_body(self->guard, exchange, on_admitted);
}

/* Only who proves to be the caller, where anybody has to, may go on to send a body. */
static void on_caller(exchange_t *exchange, status_t status)
{
    if (status == STATUS_DONE)
        http_take_body(exchange);
    else
        http_answer(exchange, status, TEXT_NONE);
}

static void on_left(void *context, exchange_t *exchange)
{
    polls_left(((gateway_t *)context)->polls, exchange);
}

static void on_handed(void *context, exchange_t *exchange, const handed_t *handed)
{
    push_gate_handed(((gateway_t *)context)->push, exchange, handed);
}

static void on_ended(void *context, exchange_t *exchange)
{
    gateway_t *self = context;
    polls_end(self->polls, exchange);
    guard_end(self->guard, exchange);
    media_gate_ended(exchange);
}

/* Whether an address may have any number of connections. */
static bool is_exempt(const void *context, const peer_t *peer)
{
    return guard_spares_connections(((const gateway_t *)context)->guard, peer);
}

/* How large its body may be. */
static size_t body_size(const void *context, const exchange_t *exchange)
{
    const gateway_t *self = context;
    const size_t size = media_gate_body_size(self->media, exchange, self->options.http.limits.body_size);
    return public_gate_body_size(exchange, size);
}

/* Whose it is: a method's, of another room, or a page's. */
static status_t find_route(gateway_t *self, exchange_t *exchange)
{
    status_t status = push_gate_route(self->push, exchange);
    if (status == STATUS_UNKNOWN_PATH)
        status = media_gate_route(self->media, exchange, route_find(exchange));
    if (status == STATUS_UNKNOWN_PATH)
        status = web_find(self->options.pages, exchange,
                          !site_is_plain(&self->options.session.site, &exchange->head));
    return status;
}

static void on_answered(void *context, exchange_t *exchange)
{
    session_gate_settle(((gateway_t *)context)->session, exchange);
    media_gate_answered(exchange);
    public_gate_settle(exchange);
}

static void on_refused(void *context, exchange_t *exchange)
{
    (void)context;
    public_gate_settle(exchange);
}

/* All that can be said of a request before its body is sent is said before. */
static void on_head(void *context, exchange_t *exchange)
{
    gateway_t *self = context;
    exchange->gateway = self;
    exchange->deadline = loop_now(self->loop) + self->options.deadline;
    exchange->varies = self->options.cors_origins[0] != '\0';
    exchange->cors = cors_allows(self->options.cors_origins, exchange->head.origin);
    status_t status = guard_address(self->guard, exchange);
    if (status == STATUS_DONE)
        status = find_route(self, exchange);
    if (status == STATUS_WRONG_METHOD && cors_is_preflight(exchange)) {
        exchange->preflight = true;
        http_answer(exchange, STATUS_DONE, TEXT_NONE);
    } else if (status != STATUS_DONE) {
        http_answer(exchange, status, TEXT_NONE);
    } else if (exchange->upgrades) {
        push_gate_head(self->push, exchange);
    } else if (exchange->media_gate) {
        media_gate_head(exchange);
    } else if (!exchange->method) {
        answer_write_document(exchange, exchange->document ? exchange->document : &self->described);
        http_answered(exchange);
    } else if (!form_is_readable(exchange) && exchange->method->answers != ANSWERS_CALLBACK) {
        http_answer(exchange, STATUS_MEDIA_TYPE, TEXT_NONE);
    } else if (exchange->method->service == SERVICE_NONE) {
        session_gate_head(exchange);
    } else if (!rpc_client_has_room(self->upstream, exchange->method->service)) {
        /* Before anything is done for it: under overload most requests end here. */
        http_answer(exchange, STATUS_UNAVAILABLE, TEXT_NONE);
    } else if (exchange->method->is_public) {
        on_caller(exchange, guard_stranger(self->guard, exchange));
    } else {
        guard_caller(self->guard, exchange, on_caller);
    }
}

void requests_take(gateway_t *self, http_options_t *http)
{
    http->exempt = is_exempt;
    http->body_size = body_size;
    http->head = on_head;
    http->whole = on_whole;
    http->answered = on_answered;
    http->refused = on_refused;
    http->left = on_left;
    http->handed = on_handed;
    http->ended = on_ended;
    http->context = self;
}

polls_t *requests_polls(gateway_t *self)
{
    const polls_options_t options = {.limit = self->options.polls,
                                     .ask = ask_again,
                                     .stop = stop_waiting,
                                     .is_tracking = is_tracking,
                                     .context = self};
    return polls_new(self->loop, self->hub, &options);
}
