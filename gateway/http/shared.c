/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/shared.h"

#include "gateway/http/access_log.h"

enum {
    TINY_BODY = 8 * 1024, /* always fits, in bytes as buffers grow: nearly all. Connections are bounded */
    SMALL_PART = 8        /* a body is small up to this part of the largest */
};

void http_account(http_t *self, incoming_t *request)
{
    int64_t now = loop_clock_us();
    const exchange_t *exchange = &request->exchange;
    if (!exchange->gone)
        traffic_add(&self->traffic, exchange, request->body_taken, now);
    access_log_add(&self->log, exchange, request->body_taken, now);
}

/* Its client is gone, and now nobody else has it either. */
void http_end_request(http_t *self, incoming_t *request)
{
    self->in_flight--;
    self->held -= request->held;
    self->options.ended(self->options.context, &request->exchange);
    incoming_end(request, &self->pool);
}

/* A few who send large bodies slowly could else keep out all others: the last eighth is for small ones. */
bool http_has_body_room(const http_t *self, size_t held)
{
    const http_limits_t *limits = &self->options.limits;
    size_t reserve = limits->body_memory / SMALL_PART;
    bool all = held <= limits->body_size / SMALL_PART || self->held - held <= reserve;
    return held <= TINY_BODY || self->held <= limits->body_memory - (all ? 0 : reserve);
}

/* Anybody can send the beginning of a head: half of the memory stays for bodies, whose senders are known. */
bool http_has_input_room(const http_t *self, size_t held)
{
    size_t memory = self->options.limits.body_memory;
    return held <= HTTP_TINY_INPUT || (self->held <= memory && self->input_held <= memory / 2);
}
