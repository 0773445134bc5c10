/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/gateway.h"

#include <errno.h>
#include <stdlib.h>

#include "common/observe/log.h"
#include "gateway/identity.h"
#include "gateway/requests.h"
#include "proto/openapi/openapi.h"

enum { DRAIN_CHECK_MS = 20 };

/* The end of an iteration, in the order that lets one iteration carry a request through: replies in, HTTP,
 * sockets, calls out, and files when none is. */
static void end_iteration(void *context)
{
    gateway_t *self = context;
    rpc_client_take(self->upstream);
    http_before_sleep(self->http);
    push_flush(push_gate_sockets(self->push));
    rpc_client_flush(self->upstream);
    http_send_documents(self->http, rpc_client_in_flight(self->upstream) > 0);
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

static void on_credential_changed(void *context, const principal_t *who)
{
    gateway_t *self = context;
    push_gate_credential_changed(self->push, who);
    polls_credential_changed(self->polls, who);
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

/* ---- what the services tell of events goes to the hub ---- */

static bool somebody_listens(void *context)
{
    return hub_count(context) > 0;
}

static void tell_event(void *context, const event_t *event)
{
    hub_tell(context, event);
}

static void tell_sync(void *context, sync_reason_t reason)
{
    hub_sync(context, reason);
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
    self->polls = requests_polls(self);
    const rpc_client_events_t events = {self->hub, somebody_listens, tell_event, tell_sync};
    self->upstream = rpc_client_new(loop, &events, options->upstreams, options->instance_limit);
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
    requests_take(self, &http);
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
    rpc_client_destroy(&self->upstream);
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
    rpc_client_is_ready(self->upstream, missing);
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
