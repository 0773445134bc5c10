/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/gateway.h"

#include <errno.h>
#include <stdlib.h>

#include "base/clock.h"
#include "common/observe/log.h"
#include "gateway/cors.h"
#include "gateway/form.h"
#include "gateway/http/answer.h"
#include "gateway/identity.h"
#include "gateway/params.h"
#include "gateway/polls.h"
#include "gateway/route.h"
#include "gateway/web/web.h"
#include "proto/openapi/openapi.h"
#include "proto/wire.h"

enum { DRAIN_CHECK_MS = 20 };

struct gateway {
    gateway_options_t options;
    loop_t *loop;
    hub_t *hub;
    polls_t *polls;
    upstream_t *upstream;
    http_t *http;
    push_gate_t *push;
    media_gate_t *media; /* NULL: there is nowhere to keep files */
    session_gate_t *session;
    guard_t *guard;
    loop_timer_t *drain;
    loop_fn *drained;
    void *drained_context;
    buffer_t scratch;
    buffer_t description;     /* openapi.json, … */
    document_t described;     /* … as it is answered */
    tls_identity_t *identity; /* NULL: HTTP in the clear */
    int64_t drain_deadline;
};

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
    if (room == STATUS_DONE)
        http_answer(exchange, status, data);
    else
        http_answer(exchange, room, TEXT_NONE);
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
    if (!upstream_send(self->upstream, &request))
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

static void on_credential_changed(void *context, const principal_t *who)
{
    gateway_t *self = context;
    push_gate_credential_changed(self->push, who);
    polls_credential_changed(self->polls, who);
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

static void on_whole(void *context, exchange_t *exchange)
{
    gateway_t *self = context;
    exchange->deadline = loop_now(self->loop) + self->options.deadline;
    if (exchange->media_gate)
        media_gate_whole(exchange);
    else if (exchange->method->service == SERVICE_NONE)
        session_gate_whole(self->session, self->guard, exchange);
    else
        guard_body(self->guard, exchange, on_admitted);
}

/* Only who proves to be the caller may go on to send a body. */
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
    return media_gate_body_size(self->media, exchange, self->options.http.limits.body_size);
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
    } else if (!form_is_readable(exchange)) {
        http_answer(exchange, STATUS_MEDIA_TYPE, TEXT_NONE);
    } else if (exchange->method->service == SERVICE_NONE) {
        session_gate_head(exchange);
    } else if (!upstream_has_room(self->upstream, exchange->method->service)) {
        /* Before anything is done for it: under overload most requests end here. */
        http_answer(exchange, STATUS_UNAVAILABLE, TEXT_NONE);
    } else {
        guard_caller(self->guard, exchange, on_caller);
    }
}

/* The end of an iteration, in the order that lets one iteration carry a request through: replies in, HTTP,
 * sockets, calls out. */
static void end_iteration(void *context)
{
    gateway_t *self = context;
    upstream_take(self->upstream);
    http_before_sleep(self->http);
    push_flush(push_gate_sockets(self->push));
    upstream_flush(self->upstream);
}

static void check_drained(void *context)
{
    gateway_t *self = context;
    bool done = http_in_flight(self->http) == 0 && push_count(push_gate_sockets(self->push)) == 0;
    if (done || loop_now(self->loop) >= self->drain_deadline)
        self->drained(self->drained_context);
    else
        loop_timer_set(self->drain, DRAIN_CHECK_MS);
}

void gateway_reload(gateway_t *self)
{
    if (!self->identity)
        return;
    tls_identity_t *identity = identity_read(self->options.tls_certificate, self->options.tls_key);
    if (!identity)
        return;
    http_set_tls(self->http, identity);
    tls_identity_destroy(&self->identity);
    self->identity = identity;
}

gateway_t *gateway_new(loop_t *loop, const gateway_options_t *options)
{
    gateway_t *self = memory_new_zeroed(sizeof *self);
    self->options = *options;
    self->loop = loop;
    self->drain = loop_timer_new(loop, check_drained, self);
    loop_before_sleep(loop, end_iteration, self);
    openapi_write(&self->description, LEIDA_VERSION);
    self->described = (document_t){200, "application/json; charset=utf-8", TEXT_NONE,
                                   buffer_text(&self->description)};
    self->hub = hub_new();
    polls_options_t polls = {.limit = options->polls,
                             .ask = ask_again,
                             .stop = stop_waiting,
                             .is_tracking = is_tracking,
                             .context = self};
    self->polls = polls_new(loop, self->hub, &polls);
    self->upstream = upstream_new(loop, self->hub, options->upstreams, options->instance_limit);
    if (!self->upstream)
        goto fail;
    self->session = session_gate_new(loop, &options->session);
    self->push = push_gate_new(loop, self->hub, self->upstream, &options->push);
    self->media = media_gate_new(loop, &options->media);
    if (options->media.media && !self->media)
        goto fail;
    if (options->tls_certificate[0] &&
        !(self->identity = identity_read(options->tls_certificate, options->tls_key)))
        goto fail;
    http_options_t http = options->http;
    http.tls = self->identity;
    http.fields = (http_fields_t){site_fields, &self->options.session.site};
    http.exempt = is_exempt;
    http.body_size = body_size;
    http.head = on_head;
    http.whole = on_whole;
    http.answered = on_answered;
    http.left = on_left;
    http.handed = on_handed;
    http.ended = on_ended;
    http.context = self;
    self->http = http_new(loop, &http);
    if (!self->http) {
        log_event(LOG_ERROR, "cannot listen", LOG_STRING("host", http.host), LOG_INT("port", http.port),
                  LOG_STRING("reason", strerror(errno)));
        goto fail;
    }
    /* After the hook above: what a request asks of Redis goes out in the same iteration. */
    self->options.guard.changed = on_credential_changed;
    self->options.guard.context = self;
    self->guard = guard_new(loop, &self->options.redis, &self->options.guard);
    push_gate_set_guard(self->push, self->guard);
    media_gate_set_guard(self->media, self->guard);
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
    loop_forget_before_sleep(self->loop, end_iteration, self);
    media_gate_settle(self->media);
    http_destroy(&self->http);
    tls_identity_destroy(&self->identity);
    guard_destroy(&self->guard);
    push_gate_destroy(&self->push);
    media_gate_destroy(&self->media);
    session_gate_destroy(&self->session);
    upstream_destroy(&self->upstream);
    polls_destroy(&self->polls);
    hub_destroy(&self->hub);
    loop_timer_destroy(&self->drain);
    buffer_free(&self->scratch);
    buffer_free(&self->description);
    free(self);
}

void gateway_close_replaced(gateway_t *self)
{
    push_close_replaced(push_gate_sockets(self->push));
}

uint16_t gateway_port(const gateway_t *self)
{
    return http_port(self->http);
}

/* Whether requests can be answered; appends what is missing, a line each. */
static bool is_ready(const gateway_t *self, buffer_t *missing)
{
    size_t before = missing->size;
    upstream_is_ready(self->upstream, missing);
    guard_is_ready(self->guard, missing);
    if (self->drained)
        buffer_append_literal(missing, "draining\n");
    return missing->size == before;
}

void gateway_report(const gateway_t *self, report_t *report)
{
    report_clear(report);
    report->ready = is_ready(self, &report->missing);
    report_add_http(report, self->http);
    report->polls = polls_count(self->polls);
    report_add_upstream(report, self->upstream);
    report->guard = guard_counts(self->guard);
    report->session = *session_gate_counts(self->session);
    report->media = media_gate_counts(self->media);
    report->push = *push_counts(push_gate_sockets(self->push));
    report->hub = *hub_counts(self->hub);
}

void gateway_drain(gateway_t *self, loop_fn *drained, void *context)
{
    bool again = self->drained != NULL;
    self->drained = drained;
    self->drained_context = context;
    loop_timer_set(self->drain, again ? 0 : DRAIN_CHECK_MS);
    if (again)
        return;
    polls_drain(self->polls);
    int64_t http = self->options.deadline + self->options.http.limits.head;
    int64_t push = PUSH_DRAIN_MS + PUSH_CLOSE_MS + PUSH_CLOSE_MS / 2; /* and time to hear of the last close */
    self->drain_deadline = loop_now(self->loop) + (http > push ? http : push);
    http_drain(self->http);
    push_drain(push_gate_sockets(self->push));
}
