/* SPDX-License-Identifier: Apache-2.0 */
#include "common/rpc/server.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <zmq.h>

#include "base/clock.h"
#include "common/observe/log_limit.h"
#include "common/rpc/server_parts.h"
#include "common/rpc/zsocket.h"

enum {
    HIGH_WATER = 10000,
    SEND_HIGH_WATER = 128, /* batches to a gateway, each all answers of an iteration or up to 2 MiB of them */
    HANDSHAKE_MS = 5000,   /* a connection that has not said by then what it is gives up its place */
    DRAIN_QUIET_MS = 100   /* after the drain notice, calls that are on their way still come in for so long */
};

static void say_drain(peer_t *peer, uint64_t ping)
{
    const envelope_t drain = {.kind = ENVELOPE_DRAIN, .id = ping};
    envelope_write(&peer->out, &drain);
}

/* Who no longer takes events is not told of them either: it may be a build that does not know them. */
static void answer_ping(const server_t *self, peer_t *peer, const envelope_t *ping)
{
    peer->takes = ping->takes;
    const envelope_t pong = {
        .kind = ENVELOPE_PONG, .id = ping->id, .takes = peer->takes, .sequence = peer->told};
    if (self->drained)
        say_drain(peer, ping->id);
    else
        envelope_write(&peer->out, &pong);
}

static void begin_call(server_t *self, peer_t *peer, const envelope_t *envelope)
{
    self->counts.calls++;
    self->last_call = loop_now(self->loop);
    if (peer->out.size >= PEER_QUEUE_MAX * 2) {
        self->counts.refused++; /* it would not read that either: its deadline works */
        return;
    }
    const method_t *method = contract_method(envelope->method);
    handler_fn *run = method ? self->handlers[method->id] : NULL;
    self->calls[run ? method->id : TALLY_NONE]++;
    self->counts.retried += envelope->retries > 0;
    if (!run || self->counts.in_flight >= self->in_flight_limit) {
        self->counts.refused++;
        call_answer(peer, envelope->id, envelope->retries, STATUS_UNAVAILABLE, TEXT_NONE);
        return;
    }
    call_t *call = call_new(self, peer);
    call->method = method;
    call->began = loop_now_us(self->loop);
    call->run = run;
    call->caller = envelope->principal;
    call->id = envelope->id;
    call->retries = envelope->retries;
    call->issued = envelope->issued > 0 ? envelope->issued : clock_now();
    call->deadline = loop_now(self->loop) + envelope->deadline;
    call->trace = arena_copy(&call->arena, envelope->trace);
    text_t body = arena_copy(&call->arena, envelope->body);
    call->record = arena_new(&call->arena, method->request.record_size);
    memset(call->record, 0, method->request.record_size);
    if (!contract_decode(method, &call->caller, body, call->record, &call->arena)) {
        self->counts.malformed++;
        call_reply(&call, method->invalid, TEXT_NONE);
        return;
    }
    run(self->service, call);
}

/* Reads one batch of messages. A malformed one is logged and what is left of it dropped: the caller's
 * deadline works. */
static void take_batch(server_t *self, peer_t *peer, text_t bytes)
{
    envelope_t envelope;
    while (bytes.size > 0) {
        if (!envelope_read(&bytes, &envelope)) {
            self->counts.malformed++;
            log_limited(LOG_WARNING, "malformed message dropped", LOG_INT("bytes", bytes.size));
            return;
        }
        if (envelope.kind == ENVELOPE_CALL)
            begin_call(self, peer, &envelope);
        else if (envelope.kind == ENVELOPE_PING)
            answer_ping(self, peer, &envelope);
    }
}

/* Receives one ZeroMQ message: identity, then one batch. False when there is none. */
static bool receive_message(server_t *self)
{
    zmq_msg_t part;
    zmq_msg_init(&part);
    if (zmq_msg_recv(&part, self->router, ZMQ_DONTWAIT) < 0) {
        zmq_msg_close(&part);
        return false;
    }
    text_t identity = {zmq_msg_data(&part), zmq_msg_size(&part)};
    peer_t *peer = peers_get(&self->peers, identity, loop_now(self->loop));
    while (zmq_msg_more(&part)) {
        zmq_msg_close(&part);
        zmq_msg_init(&part);
        if (zmq_msg_recv(&part, self->router, ZMQ_DONTWAIT) < 0)
            break;
        take_batch(self, peer, (text_t){zmq_msg_data(&part), zmq_msg_size(&part)});
    }
    zmq_msg_close(&part);
    return true;
}

static void drain_input(void *context)
{
    server_t *self = context;
    if (!self->has_input)
        return;
    int taken = 0;
    while (taken < ZSOCKET_DRAIN_MAX && receive_message(self))
        taken++;
    self->has_input = taken == ZSOCKET_DRAIN_MAX;
    if (self->has_input)
        loop_iterate_again(self->loop);
}

static void flushed(server_t *self, bool tried, bool blocked)
{
    if (blocked && !loop_timer_is_set(self->retry))
        loop_timer_set(self->retry, BLOCKED_MS);
    /* Sending may have taken the signal of the descriptor that input has come. */
    if (tried && zsocket_has_input(self->router)) {
        self->has_input = true;
        loop_iterate_again(self->loop);
    }
}

void server_flush(server_t *self, peer_t *peer)
{
    flushed(self, true, !peer_flush(peer, self->router));
}

static void flush_peers(void *context)
{
    server_t *self = context;
    bool blocked = false, tried = false;
    for (size_t i = 0; i < self->peers.count; i++) {
        peer_t *peer = self->peers.peers[i];
        if (peer->out.size == 0)
            continue;
        tried = true;
        blocked |= !peer_flush(peer, self->router);
    }
    flushed(self, tried, blocked);
}

/* The before-sleep hooks do the work. */
static void on_input(void *context, uint32_t events)
{
    (void)events;
    ((server_t *)context)->has_input = true;
}

static void check_drained(void *context)
{
    server_t *self = context;
    if (self->counts.in_flight == 0 && loop_now(self->loop) - self->last_call >= DRAIN_QUIET_MS)
        self->drained(self->drained_context);
    else
        loop_timer_set(self->drain, RETRY_MS);
}

server_t *server_new(loop_t *loop, const server_options_t *options)
{
    server_t *self = memory_new_zeroed(sizeof *self);
    self->loop = loop;
    self->service = options->service;
    self->in_flight_limit = options->in_flight_limit;
    self->log.options = options->log;
    for (size_t i = 0; i < options->handler_count; i++)
        self->handlers[options->handlers[i].method] = options->handlers[i].run;
    self->retry = loop_timer_new(loop, calls_retry, self);
    self->drain = loop_timer_new(loop, check_drained, self);
    self->router = zsocket_new(ZMQ_ROUTER, HIGH_WATER);
    int mandatory = 1, handshake = HANDSHAKE_MS, high_water = SEND_HIGH_WATER;
    size_t size = sizeof self->endpoint;
    if (!self->router || zmq_setsockopt(self->router, ZMQ_SNDHWM, &high_water, sizeof high_water) != 0 ||
        zmq_setsockopt(self->router, ZMQ_ROUTER_MANDATORY, &mandatory, sizeof mandatory) != 0 ||
        zmq_setsockopt(self->router, ZMQ_HANDSHAKE_IVL, &handshake, sizeof handshake) != 0 ||
        zmq_bind(self->router, options->endpoint) != 0)
        goto fail;
    zmq_getsockopt(self->router, ZMQ_LAST_ENDPOINT, self->endpoint, &size);
    self->watch = loop_watch_new(loop, zsocket_fd(self->router), EPOLLIN, on_input, self);
    self->has_input = true; /* the descriptor tells of nothing before the socket was found empty once */
    loop_before_sleep(loop, drain_input, self);
    loop_before_sleep(loop, flush_peers, self);
    loop_iterate_again(loop);
    return self;
fail:;
    int reason = errno;
    server_destroy(&self);
    errno = reason;
    return NULL;
}

void server_destroy(server_t **self_p)
{
    server_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    calls_free(self->waiting);
    calls_free(self->pool);
    if (self->watch)
        loop_watch_destroy(&self->watch);
    loop_timer_destroy(&self->retry);
    loop_timer_destroy(&self->drain);
    if (self->router)
        zmq_close(self->router);
    peers_free(&self->peers);
    free(self);
}

const char *server_endpoint(const server_t *self)
{
    return self->endpoint;
}

void server_drain(server_t *self, loop_fn *drained, void *context)
{
    if (self->drained)
        return;
    self->drained = drained;
    self->drained_context = context;
    self->last_call = loop_now(self->loop);
    for (size_t i = 0; i < self->peers.count; i++)
        say_drain(self->peers.peers[i], 0);
    loop_timer_set(self->drain, RETRY_MS);
}

server_counts_t server_counts(const server_t *self)
{
    server_counts_t counts = self->counts;
    counts.gateways = peers_heard(&self->peers, loop_now(self->loop));
    counts.calls_by_method = self->calls;
    counts.replies_by_method = &self->tally;
    counts.events_by_kind = self->events;
    return counts;
}

bool server_has_method(const server_t *self, const method_t *method)
{
    return self->handlers[method->id] != NULL;
}
