/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/connection_state.h"

#include "gateway/http/document_source.h"

void connection_enter(connection_t *self, phase_t phase, queue_t queue)
{
    self->phase = phase;
    queues_move(&self->http->queues, &self->place, queue, loop_now(self->http->loop));
}

void connection_end_request(connection_t *self)
{
    incoming_t *request = self->request;
    self->request = NULL;
    document_source_end(request);
    http_end_request(self->http, request);
}

void connection_begin_request(connection_t *self)
{
    http_t *http = self->http;
    incoming_t *request = incoming_new(&http->pool);
    request->http = http;
    request->connection = self;
    request->exchange.peer = self->peer;
    request->exchange.left = self->ended;
    request->exchange.began = loop_now(http->loop);
    request->exchange.began_us = loop_now_us(http->loop);
    self->request = request;
    http->in_flight++;
    connection_enter(self, PHASE_HEAD, QUEUE_HEAD);
}

void connection_wait_turn(connection_t *self)
{
    http_t *http = self->http;
    if (self->waits)
        return;
    self->waits = true;
    self->next_waiting = NULL;
    *http->waiting_end = self;
    http->waiting_end = &self->next_waiting;
    http->waiting_count++;
    loop_iterate_again(http->loop);
}

void connection_leave_waiting(connection_t *self)
{
    http_t *http = self->http;
    connection_t **at = &http->waiting;
    while (*at != self)
        at = &(*at)->next_waiting;
    *at = self->next_waiting;
    if (!*at)
        http->waiting_end = at;
    http->waiting_count--;
    self->waits = false;
}
