/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/upstream/instance.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>

#include "common/log_limit.h"
#include "common/zsocket.h"

enum {
    HIGH_WATER = 1000,     /* messages, each all the calls of a turn */
    PING_MS = 100,         /* silent for so long with calls out: ask */
    SUSPECT_MS = 250,      /* a ping unanswered for so long: no new calls, and those it has go elsewhere */
    DEAD_MS = 3000,        /* … a new connection */
    QUIET_PING_MS = 2000,  /* without calls it is asked so rarely */
    CONNECT_PING_MS = 100, /* a new connection is asked at once, and again */
    AVOID_MS = 1000,       /* after it passed a call back */
    CONNECT_MS = 1000,     /* a try to connect: a lost SYN would be sent again ever more rarely */
    RECONNECT_MS = 20,     /* libzmq's own tries to connect */
    RECONNECT_MAX_MS = 200
};

static void on_input(void *context, uint32_t events)
{
    (void)events;
    ((instance_t *)context)->has_input = true;
}

static void on_event(void *context, uint32_t events)
{
    (void)events;
    ((instance_t *)context)->has_events = true;
}

static void ping(instance_t *self)
{
    self->pinged = loop_now(self->loop);
    if (self->asked == 0)
        self->asked = self->pinged;
    envelope_t sign = {.kind = ENVELOPE_PING, .id = (uint64_t)self->pinged};
    envelope_write(&self->out, &sign);
}

static void set_int(void *socket, int option, int value)
{
    zmq_setsockopt(socket, option, &value, sizeof value);
}

static bool open_monitor(instance_t *self)
{
    char address[64];
    snprintf(address, sizeof address, "inproc://monitor-%p", self->dealer);
    if (zmq_socket_monitor(self->dealer, address, ZMQ_EVENT_DISCONNECTED) != 0)
        return false;
    self->monitor = zsocket_new(ZMQ_PAIR, HIGH_WATER);
    if (!self->monitor || zmq_connect(self->monitor, address) != 0)
        return false;
    self->monitor_watch = loop_watch_new(self->loop, zsocket_fd(self->monitor), EPOLLIN, on_event, self);
    return self->monitor_watch != NULL;
}

static bool instance_open(instance_t *self)
{
    self->dealer = zsocket_new(ZMQ_DEALER, HIGH_WATER);
    if (!self->dealer)
        return false;
    set_int(self->dealer, ZMQ_IMMEDIATE, 1);
    set_int(self->dealer, ZMQ_IPV6, 1);
    set_int(self->dealer, ZMQ_CONNECT_TIMEOUT, CONNECT_MS);
    set_int(self->dealer, ZMQ_RECONNECT_IVL, RECONNECT_MS);
    set_int(self->dealer, ZMQ_RECONNECT_IVL_MAX, RECONNECT_MAX_MS);
    if (!open_monitor(self) || zmq_connect(self->dealer, self->endpoint) != 0)
        return false;
    self->watch = loop_watch_new(self->loop, zsocket_fd(self->dealer), EPOLLIN, on_input, self);
    /* A descriptor tells of nothing before its socket was found empty once. */
    self->has_input = self->has_events = true;
    self->state = INSTANCE_CONNECTING;
    self->heard = loop_now(self->loop);
    self->asked = 0;
    ping(self);
    return self->watch != NULL;
}

static void instance_close(instance_t *self)
{
    if (self->watch)
        loop_watch_destroy(&self->watch);
    if (self->monitor_watch)
        loop_watch_destroy(&self->monitor_watch);
    if (self->dealer) {
        zmq_socket_monitor(self->dealer, NULL, 0);
        zmq_close(self->dealer);
    }
    if (self->monitor)
        zmq_close(self->monitor);
    self->dealer = self->monitor = NULL;
    buffer_clear(&self->out);
}

instance_t *instance_new(loop_t *loop, const char *endpoint)
{
    instance_t *self = memory_new_zeroed(sizeof *self);
    self->loop = loop;
    self->endpoint = memory_copy_text(text_of(endpoint));
    if (!instance_open(self)) {
        int reason = errno;
        instance_destroy(&self);
        errno = reason;
    }
    return self;
}

void instance_destroy(instance_t **self_p)
{
    instance_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    instance_close(self);
    buffer_free(&self->out);
    free(self->endpoint);
    free(self);
}

void instance_reopen(instance_t *self)
{
    instance_close(self);
    self->reconnects++;
    if (instance_open(self))
        return;
    log_limited(LOG_ERROR, "cannot open a socket", LOG_STRING("endpoint", self->endpoint),
                LOG_STRING("reason", zmq_strerror(errno)));
    instance_close(self);
    self->state = INSTANCE_CONNECTING;
    self->pinged = loop_now(self->loop);
}

void instance_send(instance_t *self, const flight_t *flight)
{
    const request_t *request = &flight->request;
    int64_t left = flight->deadline - loop_now(self->loop);
    envelope_t call = {.kind = ENVELOPE_CALL,
                       .id = flight->id,
                       .method = request->method->id,
                       .principal = request->caller,
                       .deadline = left > 0 ? left : 0,
                       .idempotency_key = request->idempotency_key,
                       .trace = request->trace,
                       .tries = flight->tries,
                       .issued = flight->issued,
                       .body = request->body};
    self->given++;
    /* The time of silence begins with the first call that an idle instance gets. */
    if (self->calls++ == 0 && self->state == INSTANCE_LIVE)
        self->heard = loop_now(self->loop);
    envelope_write(&self->out, &call);
}

void instance_flush(instance_t *self)
{
    if (self->out.size == 0 || !self->dealer)
        return;
    /* Would block: no connection, or the peer does not read. What has gathered stays until it does, or is
     * dead. */
    if (zmq_send(self->dealer, self->out.data, self->out.size, ZMQ_DONTWAIT) >= 0)
        buffer_clear(&self->out);
    /* Sending may have taken the signal of the descriptor that input has come. */
    self->has_input = self->has_input || zsocket_has_input(self->dealer);
}

bool instance_receive(instance_t *self, void *frame)
{
    self->has_input = self->dealer && zmq_msg_recv(frame, self->dealer, ZMQ_DONTWAIT) >= 0;
    return self->has_input;
}

void instance_heard(instance_t *self)
{
    self->heard = loop_now(self->loop);
    self->asked = 0;
    if (self->state == INSTANCE_CONNECTING || self->state == INSTANCE_SUSPECT) {
        log_limited_to(INSTANCE_LINES, LOG_LIMIT_PERIOD, LOG_INFO, "instance is live",
                       LOG_STRING("endpoint", self->endpoint));
        self->state = INSTANCE_LIVE;
    }
}

/* Whether the monitor tells of a connection that ended. */
static bool was_disconnected(instance_t *self)
{
    bool ended = false;
    self->has_events = false;
    zmq_msg_t part;
    zmq_msg_init(&part);
    while (self->monitor && zmq_msg_recv(&part, self->monitor, ZMQ_DONTWAIT) >= 0)
        ended = true;
    zmq_msg_close(&part);
    return ended;
}

/* How long it owes an answer, ms. Input that was not taken yet is one: it was this process that paused. */
static int64_t owing(const instance_t *self)
{
    return self->asked == 0 || zsocket_has_input(self->dealer) ? 0 : loop_now(self->loop) - self->asked;
}

void instance_passed(instance_t *self)
{
    self->avoided = loop_now(self->loop) + AVOID_MS;
}

size_t instance_load(const instance_t *self)
{
    return self->calls + (loop_now(self->loop) < self->avoided ? FLIGHTS_MAX : 0);
}

instance_health_t instance_check(instance_t *self)
{
    int64_t now = loop_now(self->loop);
    if (!self->dealer) /* there was no descriptor for it */
        return now - self->pinged >= CONNECT_MS ? INSTANCE_LOST : INSTANCE_STEADY;
    if (was_disconnected(self) && self->state != INSTANCE_CONNECTING)
        return INSTANCE_LOST;
    if (self->state == INSTANCE_CONNECTING) {
        if (now - self->pinged >= CONNECT_PING_MS && self->out.size == 0)
            ping(self);
        return INSTANCE_STEADY;
    }
    int64_t ping_after = self->calls > 0 ? PING_MS : QUIET_PING_MS;
    if (now - self->heard >= ping_after && now - self->pinged >= ping_after)
        ping(self);
    if (self->state == INSTANCE_LIVE && owing(self) >= SUSPECT_MS) {
        log_limited_to(INSTANCE_LINES, LOG_LIMIT_PERIOD, LOG_WARNING, "instance is silent",
                       LOG_STRING("endpoint", self->endpoint), LOG_INT("ms", now - self->heard));
        self->state = INSTANCE_SUSPECT;
    }
    return owing(self) >= DEAD_MS ? INSTANCE_LOST : INSTANCE_STEADY;
}

int64_t instance_check_interval(const instance_t *self)
{
    return self->state == INSTANCE_LIVE && self->calls == 0 ? QUIET_PING_MS : PING_MS / 2;
}
