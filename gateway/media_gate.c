/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/media_gate.h"

#include <errno.h>
#include <stdlib.h>

#include "common/media/name.h"
#include "common/observe/log.h"
#include "gateway/http/http.h"
#include "gateway/media/serve.h"
#include "gateway/route.h"
#include "gateway/uploads.h"

#define ROOT "/media/"

enum {
    FORM_MAX = 64 * 1024, /* bytes of a body beside its file */
    SERVES_MAX = 4096 /* files that are sent at a time: what each has in memory is not counted otherwise */
};

struct media_gate {
    uploads_options_t options;
    media_port_t *readers;
    uploads_t *uploads;
    uint64_t serves[SERVE_RESULTS];
    size_t serving;
};

media_gate_t *media_gate_new(loop_t *loop, const uploads_options_t *options)
{
    if (!options->media)
        return NULL;
    media_gate_t *self = memory_new_zeroed(sizeof *self);
    self->options = *options;
    self->readers = media_port_new(options->media->readers, loop);
    self->uploads = self->readers ? uploads_new(loop, options, self->readers) : NULL;
    if (self->uploads)
        return self;
    log_event(LOG_ERROR, "cannot begin with media", LOG_STRING("reason", strerror(errno)));
    media_gate_destroy(&self);
    return NULL;
}

void media_gate_destroy(media_gate_t **self_p)
{
    media_gate_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    media_port_destroy(&self->readers);
    uploads_destroy(&self->uploads);
    free(self);
}

void media_gate_settle(media_gate_t *self)
{
    if (!self)
        return;
    uploads_settle(self->uploads);
    media_port_wait(self->readers);
}

void media_gate_set_guard(media_gate_t *self, guard_t *guard)
{
    if (self)
        uploads_set_guard(self->uploads, guard);
}

/* ---- routes ---- */

size_t media_gate_body_size(const media_gate_t *self, const exchange_t *exchange, size_t otherwise)
{
    bool uploads = self && exchange->http_method == HTTP_POST && exchange->body_kind == BODY_MULTIPART &&
                   route_uploads(exchange->head.path);
    return uploads ? (size_t)media_largest(&self->options.media->limits) + FORM_MAX : otherwise;
}

static text_t name_of(const exchange_t *exchange)
{
    text_t path = exchange->head.path;
    return text_skip(&path, TEXT_LITERAL(ROOT)) ? path : TEXT_NONE;
}

static status_t find_file(exchange_t *exchange)
{
    if (!media_name_read(name_of(exchange)))
        return STATUS_UNKNOWN_PATH;
    if (exchange->http_method == HTTP_GET || exchange->http_method == HTTP_HEAD)
        return STATUS_DONE;
    exchange->allow = "GET, HEAD";
    return STATUS_WRONG_METHOD;
}

status_t media_gate_route(media_gate_t *self, exchange_t *exchange, status_t status)
{
    bool unknown = status == STATUS_UNKNOWN_PATH;
    bool uploads = exchange->method ? exchange->method->uploads
                                    : status == STATUS_WRONG_METHOD && route_uploads(exchange->head.path);
    if (!unknown && !uploads)
        return status;
    if (!self) {
        exchange->method = NULL;
        return STATUS_UNKNOWN_PATH;
    }
    if (unknown)
        status = find_file(exchange);
    if (status == STATUS_DONE)
        exchange->media_gate = self;
    return status;
}

/* ---- the way of an exchange ---- */

void media_gate_head(exchange_t *exchange)
{
    media_gate_t *self = exchange->media_gate;
    if (exchange->method) {
        uploads_head(self->uploads, exchange);
        return;
    }
    self->serving++;
    if (self->serving > SERVES_MAX)
        http_answer(exchange, STATUS_UNAVAILABLE, TEXT_NONE);
    else
        media_serve_begin(self->options.media, self->readers, exchange, name_of(exchange));
}

void media_gate_whole(exchange_t *exchange)
{
    uploads_whole(exchange);
}

static serve_result_t result_of(const exchange_t *exchange)
{
    if (!exchange->document)
        return exchange->status == STATUS_UNAVAILABLE ? SERVE_UNAVAILABLE : SERVE_ABSENT;
    switch (exchange->document->http) {
    case 200:
        return SERVE_WHOLE;
    case 302:
        return SERVE_ELSEWHERE;
    case 304:
        return SERVE_UNCHANGED;
    default:
        return SERVE_PART;
    }
}

void media_gate_answered(exchange_t *exchange)
{
    if (exchange->media_gate && exchange->method)
        uploads_answered(exchange);
}

void media_gate_ended(exchange_t *exchange)
{
    media_gate_t *self = exchange->media_gate;
    if (!self)
        return;
    if (exchange->method) {
        uploads_ended(exchange);
        return;
    }
    self->serving--;
    self->serves[result_of(exchange)]++;
    media_serve_end(exchange);
}

/* ---- counts ---- */

media_counts_t media_gate_counts(const media_gate_t *self)
{
    media_counts_t counts = {.reading = self ? media_port_count(self->readers) : 0};
    if (!self)
        return counts;
    memcpy(counts.serves, self->serves, sizeof counts.serves);
    counts.uploads = uploads_counts(self->uploads);
    return counts;
}

void media_counts_merge(media_counts_t *self, const media_counts_t *more)
{
    for (size_t result = 0; result < UPLOAD_RESULTS; result++)
        self->uploads.by[result] += more->uploads.by[result];
    for (size_t result = 0; result < SERVE_RESULTS; result++)
        self->serves[result] += more->serves[result];
    self->uploads.bytes += more->uploads.bytes;
    self->uploads.open += more->uploads.open;
    self->uploads.keeping += more->uploads.keeping;
    self->reading += more->reading;
}
