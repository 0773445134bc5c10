/* SPDX-License-Identifier: Apache-2.0 */
#include "common/rpc/client/dealer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>

#include <zmq.h>

#include "common/observe/log_limit.h"
#include "common/rpc/zsocket.h"

enum {
    HIGH_WATER = 1000, /* batches, each all the calls of an iteration */
    CONNECT_MS = 1000, /* a try to connect: a lost SYN would be sent again ever more rarely */
    RECONNECT_MS = 20, /* libzmq's own tries to connect */
    RECONNECT_MAX_MS = 200
};

static void on_input(void *context, uint32_t events)
{
    (void)events;
    ((dealer_t *)context)->has_input = true;
}

static void on_event(void *context, uint32_t events)
{
    (void)events;
    ((dealer_t *)context)->has_events = true;
}

static void set_int(void *socket, int option, int value)
{
    zmq_setsockopt(socket, option, &value, sizeof value);
}

static bool open_monitor(dealer_t *self)
{
    char address[64];
    snprintf(address, sizeof address, "inproc://monitor-%p", self->socket);
    if (zmq_socket_monitor(self->socket, address, ZMQ_EVENT_DISCONNECTED) != 0)
        return false;
    self->monitor = zsocket_new(ZMQ_PAIR, HIGH_WATER);
    if (!self->monitor || zmq_connect(self->monitor, address) != 0)
        return false;
    self->monitor_watch = loop_watch_new(self->loop, zsocket_fd(self->monitor), EPOLLIN, on_event, self);
    return self->monitor_watch != NULL;
}

static bool open_socket(dealer_t *self, const char *endpoint)
{
    self->socket = zsocket_new(ZMQ_DEALER, HIGH_WATER);
    if (!self->socket)
        return false;
    set_int(self->socket, ZMQ_IMMEDIATE, 1);
    set_int(self->socket, ZMQ_IPV6, 1);
    set_int(self->socket, ZMQ_CONNECT_TIMEOUT, CONNECT_MS);
    set_int(self->socket, ZMQ_RECONNECT_IVL, RECONNECT_MS);
    set_int(self->socket, ZMQ_RECONNECT_IVL_MAX, RECONNECT_MAX_MS);
    if (!open_monitor(self) || zmq_connect(self->socket, endpoint) != 0)
        return false;
    self->watch = loop_watch_new(self->loop, zsocket_fd(self->socket), EPOLLIN, on_input, self);
    return self->watch != NULL;
}

dealer_t *dealer_new(loop_t *loop, const char *endpoint)
{
    dealer_t *self = memory_new_zeroed(sizeof *self);
    self->loop = loop;
    /* A descriptor tells of nothing before its socket was found empty once. */
    self->has_input = self->has_events = true;
    self->received = memory_new_zeroed(sizeof *self->received);
    zmq_msg_init(self->received);
    if (!open_socket(self, endpoint)) {
        log_limited(LOG_ERROR, "cannot connect", LOG_STRING("endpoint", endpoint),
                    LOG_STRING("reason", zsocket_error()));
        dealer_destroy(&self);
    }
    return self;
}

void dealer_destroy(dealer_t **self_p)
{
    dealer_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    if (self->watch)
        loop_watch_destroy(&self->watch);
    if (self->monitor_watch)
        loop_watch_destroy(&self->monitor_watch);
    if (self->socket) {
        zmq_socket_monitor(self->socket, NULL, 0);
        zmq_close(self->socket);
    }
    if (self->monitor)
        zmq_close(self->monitor);
    zmq_msg_close(self->received);
    free(self->received);
    buffer_free(&self->out);
    free(self);
}

void dealer_flush(dealer_t *self)
{
    if (zmq_send(self->socket, self->out.data, self->out.size, ZMQ_DONTWAIT) >= 0)
        buffer_clear(&self->out);
    /* Sending may have taken the signal of the descriptor that input has come. */
    self->has_input = self->has_input || zsocket_has_input(self->socket);
}

bool dealer_receive(dealer_t *self, text_t *batch)
{
    self->has_input = zmq_msg_recv(self->received, self->socket, ZMQ_DONTWAIT) >= 0;
    if (self->has_input)
        *batch = (text_t){zmq_msg_data(self->received), zmq_msg_size(self->received)};
    return self->has_input;
}

bool dealer_was_disconnected(dealer_t *self)
{
    bool ended = false;
    zmq_msg_t part;
    self->has_events = false;
    zmq_msg_init(&part);
    while (zmq_msg_recv(&part, self->monitor, ZMQ_DONTWAIT) >= 0)
        ended = true;
    zmq_msg_close(&part);
    return ended;
}
