/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/reading.h"

#include "gateway/http/answer.h"

void reading_refuse(connection_t *self, status_t status)
{
    exchange_t *exchange = &self->request->exchange;
    if (!exchange->trace[0])
        trace_make(&self->http->traces, exchange->trace);
    self->closes = true;
    self->phase = PHASE_JUDGED;
    answer_write(exchange, status, TEXT_NONE);
    const http_options_t *options = &self->http->options;
    if (options->refused)
        options->refused(options->context, exchange);
}

static size_t body_limit(const http_t *http, const exchange_t *exchange)
{
    const http_options_t *options = &http->options;
    return options->body_size ? options->body_size(options->context, exchange) : options->limits.body_size;
}

/* A whole head: the gateway says what becomes of it. */
static void take_head(connection_t *self, text_t bytes)
{
    http_t *http = self->http;
    exchange_t *exchange = &self->request->exchange;
    status_t status = incoming_take_head(self->request, bytes);
    if (!exchange->trace[0])
        trace_make(&http->traces, exchange->trace);
    self->request->body_limit = body_limit(http, exchange);
    if (status == STATUS_DONE && exchange->head.length > (int64_t)self->request->body_limit)
        status = STATUS_BODY_TOO_LARGE;
    if (status != STATUS_DONE) {
        reading_refuse(self, status);
        return;
    }
    connection_enter(self, PHASE_JUDGED, QUEUE_NONE);
    http->options.head(http->options.context, exchange);
}

/* An empty line before a request is none of it yet. */
static bool is_empty_line(text_t bytes)
{
    return bytes.size <= 2 && memcmp(bytes.data, "\r\n", bytes.size) == 0;
}

/* Reads on in a head. Returns how many of the bytes are used up. */
static size_t run_head(connection_t *self, text_t bytes)
{
    size_t size = 0;
    status_t why;
    if (!self->request)
        connection_begin_request(self);
    switch (head_find(&self->search, bytes, &size, &why)) {
    case HEAD_WHOLE:
        take_head(self, (text_t){bytes.data, size});
        return size;
    case HEAD_WRONG:
        incoming_take_http_method(self->request, bytes);
        reading_refuse(self, why);
        return bytes.size;
    case HEAD_MORE:
        break;
    }
    incoming_take_http_method(self->request, bytes);
    if (self->ended)
        reading_refuse(self, STATUS_MALFORMED);
    return 0;
}

/* Keeps count of the memory that the body has. False when there is no more. */
static bool hold_body(http_t *http, incoming_t *request)
{
    size_t held = request->exchange.body.capacity;
    http->held += held - request->held;
    request->held = held;
    return http_has_body_room(http, held);
}

static bool body_is_whole(const incoming_t *request)
{
    if (request->chunked)
        return request->chunked->state == CHUNKED_DONE;
    return (int64_t)request->body_taken >= request->exchange.head.length;
}

/* Takes the coding off into the body, which holds no more than one piece where there is a sink. */
static size_t take_chunked(incoming_t *request, text_t bytes)
{
    exchange_t *exchange = &request->exchange;
    buffer_t *body = &exchange->body;
    size_t before = body->size;
    size_t room = request->body_limit - request->body_taken;
    size_t taken = chunked_take(request->chunked, bytes, body, before + room);
    size_t size = body->size - before;
    request->body_taken += size;
    if (exchange->sink && size > 0 && size <= room) {
        exchange->sink->take(exchange->sink->context, buffer_text(body));
        buffer_clear(body);
    }
    return taken;
}

static size_t take_body(incoming_t *request, text_t bytes)
{
    exchange_t *exchange = &request->exchange;
    if (request->chunked)
        return take_chunked(request, bytes);
    size_t left = (size_t)exchange->head.length - request->body_taken;
    text_t piece = {bytes.data, bytes.size < left ? bytes.size : left};
    request->body_taken += piece.size;
    if (!exchange->sink)
        buffer_append_text(&exchange->body, piece);
    else if (piece.size > 0)
        exchange->sink->take(exchange->sink->context, piece);
    return piece.size;
}

static size_t run_body(connection_t *self, text_t bytes)
{
    http_t *http = self->http;
    incoming_t *request = self->request;
    size_t taken = take_body(request, bytes);
    self->place.moved += taken;
    if (request->exchange.state != EXCHANGE_OPEN)
        return taken; /* its sink has refused it */
    if (request->chunked && request->chunked->state == CHUNKED_WRONG)
        reading_refuse(self, STATUS_MALFORMED);
    else if (request->body_taken > request->body_limit)
        reading_refuse(self, STATUS_BODY_TOO_LARGE);
    else if (!hold_body(http, request))
        reading_refuse(self, STATUS_UNAVAILABLE);
    else if (body_is_whole(request)) {
        connection_enter(self, PHASE_PENDING, QUEUE_NONE);
        http->options.whole(http->options.context, &request->exchange);
    } else if (self->ended)
        reading_refuse(self, STATUS_MALFORMED);
    return taken;
}

static size_t run_skipping(connection_t *self, text_t bytes)
{
    size_t taken = bytes.size < self->to_skip ? bytes.size : self->to_skip;
    self->to_skip -= taken;
    self->place.moved += taken;
    if (self->to_skip == 0)
        connection_enter(self, PHASE_HEAD, QUEUE_IDLE);
    return taken;
}

static void run_lingering(connection_t *self, size_t came, bool *alive)
{
    *alive = !self->ended && came < self->to_skip;
    self->to_skip -= *alive ? came : 0;
}

size_t reading_step(connection_t *self, text_t bytes, bool *alive)
{
    switch (self->phase) {
    case PHASE_HEAD:
        if (self->request || !is_empty_line(bytes))
            return run_head(self, bytes);
        *alive = !self->ended;
        return 0;
    case PHASE_BODY:
        return run_body(self, bytes);
    case PHASE_SKIPPING:
        *alive = bytes.size > 0 || !self->ended;
        return run_skipping(self, bytes);
    case PHASE_LINGERING:
        run_lingering(self, bytes.size, alive);
        return bytes.size;
    case PHASE_JUDGED:
    case PHASE_PENDING:
    case PHASE_SENDING:
        break;
    }
    return 0;
}
