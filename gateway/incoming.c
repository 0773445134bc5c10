/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/incoming.h"

#include <stdlib.h>
#include <strings.h>

enum {
    PART_MEMORY = 4 * 1024, /* bytes: the headers of a multipart part must fit */
    POOL_LIMIT = 256,
    KEPT_SIZE = 8 * 1024 /* bytes: larger buffers do not go into the pool */
};

static body_kind_t body_kind_of(const char *type)
{
    static const struct {
        const char *type;
        body_kind_t kind;
    } kinds[] = {{"application/x-www-form-urlencoded", BODY_FORM},
                 {"multipart/form-data", BODY_MULTIPART},
                 {"application/json", BODY_JSON}};
    size_t size = strcspn(type, "; \t");
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strlen(kinds[i].type) == size && strncasecmp(kinds[i].type, type, size) == 0)
            return kinds[i].kind;
    return BODY_OTHER;
}

static enum MHD_Result take_header(void *context, enum MHD_ValueKind kind, const char *name,
                                   const char *value)
{
    (void)kind;
    incoming_t *incoming = context;
    exchange_t *exchange = &incoming->exchange;
    int64_t size;
    if (strcasecmp(name, "Content-Length") == 0) {
        incoming->content_lengths++;
        if (!text_to_int(text_of(value), &size) || size < 0)
            incoming->refused = STATUS_MALFORMED;
        else if ((size_t)size > incoming->body_limit)
            incoming->refused = STATUS_BODY_TOO_LARGE;
    } else if (strcasecmp(name, "Transfer-Encoding") == 0) {
        incoming->chunked = true;
    } else if (strcasecmp(name, "Content-Type") == 0) {
        exchange->body_kind = body_kind_of(value);
    } else if (strcasecmp(name, "Idempotency-Key") == 0) {
        exchange->header_key = arena_copy(&exchange->arena, text_of(value));
    } else if (strcasecmp(name, "traceparent") == 0) {
        trace_read(text_of(value), exchange->trace);
    }
    return MHD_YES;
}

/* A part's value is whole: it becomes that of the newest parameter. */
static void end_part(incoming_t *incoming)
{
    exchange_t *exchange = &incoming->exchange;
    if (incoming->in_part)
        exchange->params.list[exchange->params.count - 1].raw.text = arena_copy(&exchange->arena,
                                                                                buffer_text(&incoming->part));
    incoming->in_part = false;
    buffer_clear(&incoming->part);
}

/* The signature is libmicrohttpd's. */
// NOLINTNEXTLINE(readability-function-size)
static enum MHD_Result take_part(void *context, enum MHD_ValueKind kind, const char *key, const char *file,
                                 const char *type, const char *encoding, const char *data, uint64_t offset,
                                 size_t size)
{
    (void)kind;
    (void)file;
    (void)type;
    (void)encoding;
    incoming_t *incoming = context;
    exchange_t *exchange = &incoming->exchange;
    if (offset == 0) {
        end_part(incoming);
        if (exchange->params.count == EXCHANGE_PARAMS_MAX)
            return MHD_NO;
        text_t name = arena_copy(&exchange->arena, text_of(key));
        exchange_add_param(exchange, (param_t){.name = name, .raw.kind = RAW_TEXT, .from = FROM_BODY});
        incoming->in_part = true;
    }
    buffer_append(&incoming->part, data, size);
    return MHD_YES;
}

void incoming_take_head(incoming_t *self, const char *verb, size_t body_limit)
{
    bool get = strcmp(verb, MHD_HTTP_METHOD_GET) == 0 || strcmp(verb, MHD_HTTP_METHOD_HEAD) == 0;
    self->exchange.verb = get ? VERB_GET : strcmp(verb, MHD_HTTP_METHOD_POST) == 0 ? VERB_POST : VERB_OTHER;
    self->body_limit = body_limit;
    status_t before = self->refused;
    MHD_get_connection_values(self->connection, MHD_HEADER_KIND, take_header, self);
    if (self->content_lengths > 1 || (self->content_lengths > 0 && self->chunked))
        self->refused = STATUS_MALFORMED;
    else if (before != STATUS_DONE)
        self->refused = before;
}

void incoming_expect_body(incoming_t *self)
{
    if (self->exchange.body_kind != BODY_MULTIPART)
        return;
    self->parts = MHD_create_post_processor(self->connection, PART_MEMORY, take_part, self);
    if (!self->parts)
        self->refused = STATUS_MALFORMED;
}

bool incoming_take_body(incoming_t *self, text_t piece)
{
    self->body_size += piece.size;
    if (self->body_size > self->body_limit)
        self->refused = STATUS_BODY_TOO_LARGE;
    else if (!self->parts)
        buffer_append_text(&self->exchange.body, piece);
    else if (MHD_post_process(self->parts, piece.data, piece.size) != MHD_YES)
        self->refused = STATUS_MALFORMED;
    return self->body_size <= 4 * self->body_limit;
}

void incoming_end_body(incoming_t *self)
{
    end_part(self);
    bool kind_matters = self->body_size > 0 && self->refused == STATUS_DONE;
    bool known = self->exchange.body_kind != BODY_OTHER && self->exchange.body_kind != BODY_NONE;
    if (kind_matters && !known)
        self->refused = STATUS_MEDIA_TYPE;
}

static void add_headers(const exchange_t *exchange, struct MHD_Response *response, bool last)
{
    int http = status_info(exchange->status)->http;
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json; charset=utf-8");
    MHD_add_response_header(response, "X-Request-Id", exchange->trace);
    if (http == MHD_HTTP_METHOD_NOT_ALLOWED)
        MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, exchange->allow);
    if (http == MHD_HTTP_SERVICE_UNAVAILABLE || http == MHD_HTTP_TOO_MANY_REQUESTS)
        MHD_add_response_header(response, MHD_HTTP_HEADER_RETRY_AFTER, "1");
    if (last || exchange->status == STATUS_MALFORMED)
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
}

enum MHD_Result incoming_send(incoming_t *self, bool last)
{
    exchange_t *exchange = &self->exchange;
    /* The answer stays in the exchange, which outlives the response. */
    struct MHD_Response *response = MHD_create_response_from_buffer(
        exchange->answer.size, exchange->answer.data, MHD_RESPMEM_PERSISTENT);
    if (!response)
        return MHD_NO;
    add_headers(exchange, response, last);
    unsigned http = (unsigned)status_info(exchange->status)->http;
    enum MHD_Result result = MHD_queue_response(self->connection, http, response);
    MHD_destroy_response(response);
    exchange->state = EXCHANGE_SENT;
    return result;
}

static void incoming_free(incoming_t *self)
{
    buffer_free(&self->exchange.body);
    buffer_free(&self->exchange.answer);
    arena_free(&self->exchange.arena);
    free(self);
}

static void make_ready(buffer_t *buffer)
{
    if (buffer->capacity > KEPT_SIZE)
        buffer_free(buffer);
    buffer_clear(buffer);
}

incoming_t *incoming_new(incoming_pool_t *pool)
{
    incoming_t *self = pool->first;
    if (!self)
        return memory_new_zeroed(sizeof *self);
    pool->first = self->older;
    pool->count--;
    const exchange_t *old = &self->exchange;
    *self = (incoming_t){.exchange = {.arena = old->arena, .body = old->body, .answer = old->answer}};
    return self;
}

void incoming_end(incoming_t *self, incoming_pool_t *pool)
{
    if (self->parts)
        MHD_destroy_post_processor(self->parts);
    buffer_free(&self->part);
    if (pool->count == POOL_LIMIT) {
        incoming_free(self);
        return;
    }
    make_ready(&self->exchange.body);
    make_ready(&self->exchange.answer);
    arena_clear(&self->exchange.arena);
    self->older = pool->first;
    pool->first = self;
    pool->count++;
}

void incoming_pool_free(incoming_pool_t *pool)
{
    while (pool->first) {
        incoming_t *next = pool->first->older;
        incoming_free(pool->first);
        pool->first = next;
    }
    pool->count = 0;
}
