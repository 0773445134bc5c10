/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/media/serve.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "common/media/name.h"
#include "common/observe/log.h"
#include "gateway/http/answer.h"
#include "gateway/http/http.h"
#include "gateway/media/serve_head.h"

typedef struct media_serve {
    exchange_t *exchange; /* NULL: it has ended */
    media_store_t *store;
    media_port_t *readers;
    media_job_t job;
    bool busy; /* the job is the pool's */
    char name[MEDIA_NAME_SIZE];
    int file;        /* -1: it is not open */
    int reason;      /* errno of what the pool could not do */
    int64_t size;    /* of the file */
    int64_t at, end; /* what is to be read yet */
    ssize_t got;     /* bytes in `piece` that were read by the pool and not given yet; -1: none could be */
    body_source_t source;
    document_t document;
    char piece[MEDIA_PIECE];
} media_serve_t;

static void serve_free(media_serve_t *self)
{
    if (self->file >= 0)
        close(self->file);
    free(self);
}

static void give_job(media_serve_t *self, void (*work)(void *), void (*done)(void *))
{
    self->job = (media_job_t){.work = work, .done = done, .context = self};
    self->busy = true;
    media_port_give(self->readers, &self->job);
}

/* ---- its bytes ---- */

static size_t next_size(const media_serve_t *self)
{
    int64_t left = self->end - self->at;
    return left < MEDIA_PIECE ? (size_t)left : MEDIA_PIECE;
}

/* On the pool. */
static void read_piece(void *context)
{
    media_serve_t *self = context;
    self->got = pread(self->file, self->piece, next_size(self), self->at);
    self->reason = errno;
}

static void piece_read(void *context)
{
    media_serve_t *self = context;
    self->busy = false;
    if (!self->exchange) {
        serve_free(self);
        return;
    }
    if (self->got <= 0) {
        log_event(LOG_ERROR, "cannot read a file", LOG_STRING("name", self->name),
                  LOG_STRING("reason", self->got < 0 ? strerror(self->reason) : "it is shorter than it was"));
        self->got = -1;
    }
    http_go_on(self->exchange);
}

static stream_result_t give_piece(media_serve_t *self, ssize_t got, text_t *piece)
{
    *piece = (text_t){self->piece, (size_t)got};
    self->at += got;
    self->got = 0;
    return STREAM_MOVED;
}

/* What the system has in memory is read at once. */
static stream_result_t next_piece(void *context, text_t *piece)
{
    media_serve_t *self = context;
    if (self->got != 0)
        return self->got > 0 ? give_piece(self, self->got, piece) : STREAM_BROKEN;
    struct iovec room = {.iov_base = self->piece, .iov_len = next_size(self)};
    ssize_t got = preadv2(self->file, &room, 1, self->at, RWF_NOWAIT);
    if (got > 0)
        return give_piece(self, got, piece);
    give_job(self, read_piece, piece_read);
    return STREAM_LATER;
}

/* ---- its head ---- */

static void answer_file(media_serve_t *self)
{
    exchange_t *exchange = self->exchange;
    self->document = serve_head_write(exchange, text_of(self->name), self->size, &self->at, &self->end);
    if (self->document.http == 200 || self->document.http == 206) {
        self->source = (body_source_t){
            .size = (size_t)(self->end - self->at), .next = next_piece, .context = self};
        exchange->source = &self->source;
    }
    answer_write_document(exchange, &self->document);
    http_answered(exchange);
}

/* 0, and its size, if it is a file that was kept; else an errno. */
static int look_at(media_serve_t *self)
{
    struct stat status;
    if (fstat(self->file, &status) != 0)
        return errno;
    self->size = status.st_size;
    return S_ISREG(status.st_mode) && status.st_size > 0 ? 0 : ENOENT;
}

/* On the pool. */
static void open_file(void *context)
{
    media_serve_t *self = context;
    self->file = self->store->functions->open(self->store, self->name);
    self->reason = self->file >= 0 ? look_at(self) : errno;
    if (self->file < 0 || self->reason == 0)
        return;
    close(self->file);
    self->file = -1;
}

static void file_opened(void *context)
{
    media_serve_t *self = context;
    self->busy = false;
    if (self->file >= 0) {
        answer_file(self);
        return;
    }
    /* ENXIO: a socket stands there. */
    bool absent = self->reason == ENOENT || self->reason == ELOOP || self->reason == ENXIO;
    if (!absent)
        log_event(LOG_ERROR, "cannot open a file", LOG_STRING("name", self->name),
                  LOG_STRING("reason", strerror(self->reason)));
    http_answer(self->exchange, absent ? STATUS_UNKNOWN_PATH : STATUS_UNAVAILABLE, TEXT_NONE);
}

static void answer_elsewhere(exchange_t *exchange, text_t url)
{
    document_t *document = arena_new(&exchange->arena, sizeof *document);
    if (serve_head_write_elsewhere(exchange, url, document)) {
        answer_write_document(exchange, document);
        http_answered(exchange);
        return;
    }
    log_event(LOG_ERROR, "an address of the store is too long", LOG_TEXT("url", url));
    http_answer(exchange, STATUS_UNAVAILABLE, TEXT_NONE);
}

void media_serve_begin(const media_t *media, media_port_t *readers, exchange_t *exchange, text_t name)
{
    buffer_t url = {0};
    bool elsewhere = media->store->functions->address(media->store, name, &url);
    if (elsewhere) {
        answer_elsewhere(exchange, buffer_text(&url));
        buffer_free(&url);
        return;
    }
    media_serve_t *self = memory_new(sizeof *self);
    *self = (media_serve_t){.exchange = exchange, .store = media->store, .readers = readers, .file = -1};
    memcpy(self->name, name.data, name.size);
    exchange->serve = self;
    give_job(self, open_file, file_opened);
}

void media_serve_end(exchange_t *exchange)
{
    media_serve_t *self = exchange->serve;
    exchange->serve = NULL;
    if (self && self->busy)
        self->exchange = NULL;
    else if (self)
        serve_free(self);
}
