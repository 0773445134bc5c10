/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/sending.h"

#include <assert.h>

#include "gateway/http/document_source.h"

enum {
    SKIPPED_MAX = 64 * 1024,        /* bytes of a refused body: what is longer costs the connection */
    LINGER_INPUT_MAX = 1024 * 1024, /* bytes that a client may still send after its last answer */
};

/* The last answer is out. A client that still sends would have it taken away by a reset, were its bytes not
 * read: so they are, for a while (RFC 9112 9.6). */
static void linger(connection_t *self)
{
    stream_end_output(&self->stream);
    self->to_skip = LINGER_INPUT_MAX;
    connection_enter(self, PHASE_LINGERING, QUEUE_LINGERING);
}

/* The answer is on its way: what follows on this connection. False when nothing does. */
static bool after_answer(connection_t *self)
{
    connection_end_request(self);
    self->search = (head_search_t){0};
    if (self->closes || self->http->draining) {
        if (self->ended)
            return false;
        linger(self);
        return true;
    }
    connection_enter(self, self->to_skip > 0 ? PHASE_SKIPPING : PHASE_HEAD,
                     self->to_skip > 0 ? QUEUE_MOVING : QUEUE_IDLE);
    return !self->ended || self->input.size > 0;
}

static bool has_body(const exchange_t *exchange)
{
    return exchange->http_method != HTTP_HEAD && !exchange->preflight;
}

/* What of the body is at hand. */
static text_t rest_of_body(const incoming_t *request, size_t sent)
{
    const exchange_t *exchange = &request->exchange;
    if (exchange->source || !has_body(exchange))
        return request->piece;
    text_t body = exchange_answer(exchange);
    return (text_t){body.data + sent, body.size - sent};
}

/* Writes what is left of the head, and of the body what is at hand. */
static stream_result_t write_some(connection_t *self)
{
    incoming_t *request = self->request;
    text_t head = request->answer_head;
    size_t of_head = request->sent < head.size ? request->sent : head.size;
    text_t body = rest_of_body(request, request->sent - of_head);
    struct iovec pieces[2] = {
        {.iov_base = (char *)(uintptr_t)head.data + of_head, .iov_len = head.size - of_head},
        {.iov_base = (char *)(uintptr_t)body.data, .iov_len = body.size}};
    size_t moved;
    stream_result_t result = stream_write(&self->stream, pieces, 2, &moved);
    if (result != STREAM_MOVED)
        return result;
    request->sent += moved;
    size_t of_body = moved - (moved < head.size - of_head ? moved : head.size - of_head);
    if (request->piece.size > 0)
        request->piece = (text_t){body.data + of_body, body.size - of_body};
    return STREAM_MOVED;
}

static queue_t moving_queue(const incoming_t *request)
{
    return request->exchange.known ? QUEUE_KNOWN : QUEUE_MOVING;
}

/* Where the source has nothing for now, the client waits for us: it is not looked for among the slow. */
static void set_starved(connection_t *self, bool starved)
{
    incoming_t *request = self->request;
    if (request->starved == starved)
        return;
    request->starved = starved;
    self->confirmed = INT64_MIN;
    connection_enter(self, PHASE_SENDING, starved ? QUEUE_NONE : moving_queue(request));
}

/* Sees to it that there is a piece of a body that a source gives. */
static stream_result_t fetch(connection_t *self)
{
    incoming_t *request = self->request;
    body_source_t *source = request->exchange.source;
    if (!source || request->piece.size > 0 || !has_body(&request->exchange))
        return STREAM_MOVED;
    stream_result_t result = source->next(source->context, &request->piece);
    set_starved(self, result == STREAM_LATER);
    return result;
}

bool sending_go_on(connection_t *self)
{
    incoming_t *request = self->request;
    const exchange_t *exchange = &request->exchange;
    size_t size = request->answer_head.size + (has_body(exchange) ? exchange_answer_size(exchange) : 0);
    for (bool first = true; request->sent < size; first = false) {
        /* One piece a turn, however fast it is taken: others wait. */
        if (exchange->source && request->piece.size == 0 && !first)
            return true;
        stream_result_t result = fetch(self);
        if (result == STREAM_MOVED)
            result = write_some(self);
        if (result == STREAM_LATER)
            return true;
        if (result != STREAM_MOVED)
            return false;
    }
    return after_answer(self);
}

/* What of the body has not come yet is skipped where its end is known and near; else the connection ends
 * with the answer. */
static void leave_body(connection_t *self)
{
    const head_t *head = &self->request->exchange.head;
    bool has_body = head->framing == BODY_CHUNKED || head->length > 0;
    if (!has_body || (self->phase != PHASE_JUDGED && self->phase != PHASE_BODY))
        return;
    int64_t left = head->length - (int64_t)self->request->body_taken;
    bool skips = head->framing == BODY_LENGTH && !head->expects_continue && left <= SKIPPED_MAX;
    self->to_skip = skips ? (size_t)left : 0;
    self->closes = self->closes || !skips;
}

bool sending_begin(connection_t *self)
{
    incoming_t *request = self->request;
    exchange_t *exchange = &request->exchange;
    leave_body(self);
    self->closes = self->closes || !exchange->head.keeps_alive || self->http->draining;
    exchange->state = EXCHANGE_SENT;
    if (has_body(exchange))
        document_source_begin(request);
    http_account(self->http, request);
    const size_t of_document = exchange->document ? exchange->document->head.size : 0;
    const size_t most = self->interim.size + RESPONSE_HEAD_MAX + of_document;
    buffer_t head = {.data = arena_new(&exchange->arena, most), .capacity = most};
    buffer_append_text(&head, self->interim);
    self->interim = TEXT_LITERAL("");
    const http_fields_t *fields = &self->http->options.fields;
    const text_t more = fields->choose ? fields->choose(fields->context, &exchange->head) : TEXT_NONE;
    response_write_head(&head, exchange, more, self->closes, &self->http->date);
    assert(head.capacity == most); /* else it would have left the arena */
    request->answer_head = buffer_text(&head);
    self->confirmed = INT64_MIN;
    connection_enter(self, PHASE_SENDING, moving_queue(request));
    return sending_go_on(self);
}

size_t sending_progress(connection_t *self)
{
    int64_t confirmed = (int64_t)self->request->sent - (int64_t)stream_unconfirmed(&self->stream);
    int64_t before = self->confirmed;
    self->confirmed = confirmed;
    return before == INT64_MIN ? SIZE_MAX : confirmed > before ? (size_t)(confirmed - before) : 0;
}
