/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/document_source.h"

#include "gateway/http/shared.h"

enum {
    LARGE = 16 *
            1024, /* bytes from which on a document is large: others cost little more than their request */
    PIECE = 64 * 1024 /* bytes that go out in a turn */
};

typedef struct document_source {
    body_source_t source;
    incoming_t *request;
    text_t rest; /* of the document: not given yet */
    pace_turn_t turn;
    bool has_turn;
} document_source_t;

static void go_on(void *context)
{
    document_source_t *self = context;
    self->has_turn = true;
    http_go_on(&self->request->exchange);
}

static stream_result_t next_piece(void *context, text_t *piece)
{
    document_source_t *self = context;
    pace_t *pace = self->request->http->pace;
    if (!self->has_turn && !pace_ask(pace, &self->turn))
        return STREAM_LATER;
    self->has_turn = false;
    size_t size = self->rest.size < PIECE ? self->rest.size : PIECE;
    *piece = (text_t){self->rest.data, size};
    self->rest = (text_t){self->rest.data + size, self->rest.size - size};
    pace_spend(pace, size);
    return STREAM_MOVED;
}

void document_source_begin(incoming_t *request)
{
    exchange_t *exchange = &request->exchange;
    if (exchange->source || !exchange->document || exchange->document->body.size <= LARGE)
        return;
    document_source_t *self = arena_new(&exchange->arena, sizeof *self);
    *self = (document_source_t){.request = request, .rest = exchange->document->body};
    self->source = (body_source_t){.size = self->rest.size, .next = next_piece, .context = self};
    self->turn = (pace_turn_t){.go_on = go_on, .context = self};
    exchange->source = &self->source;
    request->document_source = self;
}

void document_source_end(incoming_t *request)
{
    if (request->document_source)
        pace_leave(request->http->pace, &request->document_source->turn);
}
