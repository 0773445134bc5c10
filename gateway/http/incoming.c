/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/incoming.h"

#include <stdlib.h>

#include "gateway/http/head_syntax.h"
#include "gateway/http/media_type.h"

enum { POOL_LIMIT = 256, KEPT_SIZE = 8 * 1024 /* bytes: larger buffers do not go into the pool */ };

static http_method_t http_method_of(text_t method)
{
    static const struct {
        text_t name;
        http_method_t http_method;
    } methods[] = {{TEXT_CONSTANT("GET"), HTTP_GET},
                   {TEXT_CONSTANT("POST"), HTTP_POST},
                   {TEXT_CONSTANT("HEAD"), HTTP_HEAD},
                   {TEXT_CONSTANT("OPTIONS"), HTTP_OPTIONS}};
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (text_equal(method, methods[i].name))
            return methods[i].http_method;
    return HTTP_OTHER;
}

void incoming_take_http_method(incoming_t *self, text_t bytes)
{
    const char *space = bytes.size ? memchr(bytes.data, ' ', bytes.size) : NULL;
    self->exchange.http_method = space ? http_method_of((text_t){bytes.data, (size_t)(space - bytes.data)})
                                       : HTTP_OTHER;
}

static body_kind_t body_kind_of(text_t type)
{
    static const struct {
        const char *type;
        body_kind_t kind;
    } kinds[] = {{"application/x-www-form-urlencoded", BODY_FORM},
                 {"multipart/form-data", BODY_MULTIPART},
                 {"application/json", BODY_JSON}};
    if (type.size == 0)
        return BODY_NONE;
    text_t essence = media_type_essence(type);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (head_is_word(essence, kinds[i].type))
            return kinds[i].kind;
    return BODY_OTHER;
}

status_t incoming_take_head(incoming_t *self, text_t bytes)
{
    exchange_t *exchange = &self->exchange;
    status_t status = head_read(arena_copy(&exchange->arena, bytes), &exchange->head);
    const head_t *head = &exchange->head;
    exchange->http_method = http_method_of(head->method);
    exchange->body_kind = body_kind_of(head->content_type);
    trace_read(head->traceparent, exchange->trace);
    if (head->framing == BODY_CHUNKED) {
        self->chunked = arena_new(&exchange->arena, sizeof *self->chunked);
        *self->chunked = (chunked_t){0};
    }
    return status;
}

incoming_t *incoming_new(incoming_pool_t *pool)
{
    incoming_t *self = pool->first;
    if (!self)
        return memory_new_zeroed(sizeof *self);
    pool->first = self->next;
    pool->count--;
    const exchange_t *old = &self->exchange;
    *self = (incoming_t){.exchange = {.arena = old->arena, .body = old->body, .answer = old->answer}};
    return self;
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

void incoming_end(incoming_t *self, incoming_pool_t *pool)
{
    if (pool->count == POOL_LIMIT) {
        incoming_free(self);
        return;
    }
    make_ready(&self->exchange.body);
    make_ready(&self->exchange.answer);
    arena_clear(&self->exchange.arena);
    self->next = pool->first;
    pool->first = self;
    pool->count++;
}

void incoming_pool_free(incoming_pool_t *pool)
{
    while (pool->first) {
        incoming_t *next = pool->first->next;
        incoming_free(pool->first);
        pool->first = next;
    }
    pool->count = 0;
}
