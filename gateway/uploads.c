/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/uploads.h"

#include <errno.h>
#include <stdlib.h>

#include "common/loop/pace.h"
#include "gateway/form.h"
#include "gateway/http/http.h"
#include "gateway/media/upload.h"
#include "gateway/params.h"
#include "proto/answers_media.h"
#include "proto/faults.h"

enum {
    PACE = 40 * 1024, /* bytes that a loop takes of all uploads in a millisecond */
    COPIES = 2        /* of a file in the spool, while one that says less is made of it */
};

typedef struct arrival arrival_t;

struct uploads {
    loop_t *loop;
    const media_t *media;
    guard_t *guard;
    media_port_t *keepers, *readers;
    pace_t *pace;
    uploaders_t *uploaders;
    size_t limit;
    uploads_counts_t counts;
};

/* One of them. */
struct arrival {
    media_upload_t upload; /* first: exchange->upload */
    uploads_t *all;
    exchange_t *exchange;
    body_sink_t sink;
    pace_turn_t turn;
    media_job_t job;
    int64_t reserved; /* bytes of the spool */
    bool is_counted;  /* among those of its caller */
    status_t status;  /* of what the pool did, or of the whole form */
};

uploads_t *uploads_new(loop_t *loop, const uploads_options_t *options, media_port_t *readers)
{
    media_port_t *keepers = media_port_new(options->media->keepers, loop);
    if (!keepers)
        return NULL;
    uploads_t *self = memory_new_zeroed(sizeof *self);
    self->loop = loop;
    self->media = options->media;
    self->keepers = keepers;
    self->readers = readers;
    self->pace = pace_new(loop, PACE);
    self->uploaders = options->uploaders;
    self->limit = options->limit;
    return self;
}

void uploads_destroy(uploads_t **self_p)
{
    uploads_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    if (self->keepers)
        media_port_destroy(&self->keepers);
    pace_destroy(&self->pace);
    free(self);
}

void uploads_settle(uploads_t *self)
{
    media_port_wait(self->keepers);
}

void uploads_set_guard(uploads_t *self, guard_t *guard)
{
    self->guard = guard;
}

/* ---- answers ---- */

static void answer_fault(exchange_t *exchange, const media_fault_t *fault)
{
    faults_t why = {.count = 0};
    buffer_t data = {0};
    buffer_append_text(&why.text, fault->text);
    faults_add(&why, fault->code);
    buffer_append_char(&data, '{');
    faults_write(&data, fault->parameter, &why);
    buffer_append_char(&data, '}');
    http_answer(exchange, exchange->method->invalid, buffer_text(&data));
    buffer_free(&data);
    faults_free(&why);
}

static void refuse(arrival_t *self, status_t status)
{
    if (status == STATUS_INVALID)
        answer_fault(self->exchange, &self->upload.fault);
    else
        http_answer(self->exchange, status, TEXT_NONE);
}

static void answer_kept(arrival_t *self)
{
    const media_intake_t *intake = &self->upload.intake;
    buffer_t url = {0}, data = {0};
    buffer_append_format(&url, "/media/%s", intake->name);
    const media_row_t row = {.url = buffer_text(&url),
                             .type = text_of(intake->kind.type),
                             .size = intake->size,
                             .width = intake->kind.width,
                             .height = intake->kind.height};
    row_write_object(&data, intake->kind.is_picture ? &media_picture_columns : &media_file_columns, &row);
    http_answer(self->exchange, STATUS_DONE, buffer_text(&data));
    buffer_free(&data);
    buffer_free(&url);
}

/* ---- the body ---- */

static void go_on(void *context)
{
    arrival_t *self = context;
    self->sink.waits = false;
    http_go_on(self->exchange);
}

static void take(void *context, text_t bytes)
{
    arrival_t *self = context;
    status_t status = media_upload_take(&self->upload, bytes);
    if (status != STATUS_DONE) {
        refuse(self, status);
        return;
    }
    pace_spend(self->all->pace, bytes.size);
    self->sink.waits = !pace_ask(self->all->pace, &self->turn);
}

/* How many uploads the caller has open, and has begun in this minute. */
static status_t limit(arrival_t *self)
{
    exchange_t *exchange = self->exchange;
    exchange->retry_after = (int)uploaders_enter(self->all->uploaders, &exchange->caller,
                                                 loop_now_us(self->all->loop));
    self->is_counted = exchange->retry_after == 0;
    return self->is_counted ? STATUS_DONE : STATUS_TOO_MANY;
}

/* Only who proves to be the caller may go on to send a file, and not too many. */
static void on_caller(exchange_t *exchange, status_t status)
{
    arrival_t *self = (arrival_t *)exchange->upload;
    if (status == STATUS_DONE)
        status = limit(self);
    if (status == STATUS_DONE)
        status = media_upload_begin(&self->upload, self->all->media, exchange);
    if (status == STATUS_DONE)
        http_take_body(exchange);
    else
        refuse(self, status);
}

/* Room for all that the file may come to. False when the disk has it not. */
static bool reserve(arrival_t *self)
{
    const int64_t largest = media_largest(&self->all->media->limits), told = self->exchange->head.length;
    const int64_t size = COPIES * (told > 0 && told < largest ? told : largest);
    if (!media_spool_reserve(self->all->media->spool, size))
        return false;
    self->reserved = size;
    return true;
}

void uploads_head(uploads_t *self, exchange_t *exchange)
{
    arrival_t *arrival = memory_new_zeroed(sizeof *arrival);
    arrival->all = self;
    arrival->exchange = exchange;
    arrival->upload.intake.spooled.file = -1;
    arrival->sink = (body_sink_t){.take = take, .context = arrival};
    arrival->turn = (pace_turn_t){.go_on = go_on, .context = arrival};
    exchange->upload = &arrival->upload;
    exchange->sink = &arrival->sink;
    self->counts.open++;
    if (exchange->body_kind != BODY_MULTIPART || !form_is_readable(exchange))
        http_answer(exchange, STATUS_MEDIA_TYPE, TEXT_NONE);
    else if (self->counts.open > self->limit || !reserve(arrival))
        http_answer(exchange, STATUS_UNAVAILABLE, TEXT_NONE);
    else
        guard_caller(self->guard, exchange, on_caller);
}

/* ---- the file ---- */

static void check(void *context)
{
    arrival_t *self = context;
    self->status = media_intake_check(&self->upload.intake);
    if (self->status != STATUS_DONE)
        media_spool_close(&self->upload.intake.spooled);
}

static void keep(void *context)
{
    arrival_t *self = context;
    self->status = media_intake_keep(&self->upload.intake);
}

static void give_job(arrival_t *self, void (*work)(void *), void (*done)(void *))
{
    self->job = (media_job_t){.work = work, .done = done, .context = self};
    media_port_give(self->all->keepers, &self->job);
}

static void on_kept(void *context)
{
    arrival_t *self = context;
    if (self->status != STATUS_DONE) {
        refuse(self, self->status);
        return;
    }
    self->all->counts.bytes += (uint64_t)self->upload.intake.size;
    answer_kept(self);
}

static void on_checked(void *context)
{
    static const media_fault_t not_taken = {"file", VALUE_INVALID,
                                            TEXT_CONSTANT("不支持的文件类型或文件不完整")};
    static const media_fault_t too_large = {"file", VALUE_MAX_LENGTH, TEXT_CONSTANT("文件过大")};
    arrival_t *self = context;
    self->upload.fault = self->upload.intake.is_too_large ? too_large : not_taken;
    if (self->status == STATUS_DONE)
        give_job(self, keep, on_kept);
    else
        refuse(self, self->status);
}

static void on_admitted(exchange_t *exchange, status_t status)
{
    arrival_t *self = (arrival_t *)exchange->upload;
    if (status == STATUS_DONE)
        status = self->status;
    if (status != STATUS_DONE) {
        refuse(self, status);
        return;
    }
    buffer_t errors = {0};
    if (params_read(exchange, &errors))
        give_job(self, check, on_checked);
    else
        http_answer(exchange, exchange->method->invalid, buffer_text(&errors));
    buffer_free(&errors);
}

void uploads_whole(exchange_t *exchange)
{
    arrival_t *self = (arrival_t *)exchange->upload;
    self->status = media_upload_end(&self->upload);
    guard_body(self->all->guard, exchange, on_admitted);
}

/* ---- its end ---- */

static upload_result_t result_of(const exchange_t *exchange)
{
    if (exchange->state == EXCHANGE_OPEN)
        return UPLOAD_ABANDONED;
    switch ((unsigned)exchange->status) {
    case STATUS_TOO_SLOW:
    case STATUS_MALFORMED: /* the body ends before its end */
        return UPLOAD_ABANDONED;
    case STATUS_DONE:
        return UPLOAD_DONE;
    case STATUS_TOO_MANY:
        return UPLOAD_LIMITED;
    case STATUS_UNAVAILABLE:
        return UPLOAD_UNAVAILABLE;
    case STATUS_CREDENTIALS:
    case STATUS_ORIGIN:
        return UPLOAD_CREDENTIALS;
    default:
        return UPLOAD_REFUSED;
    }
}

static void discard(void *context)
{
    media_spool_close(&((arrival_t *)context)->upload.intake.spooled);
}

void uploads_answered(exchange_t *exchange)
{
    arrival_t *self = (arrival_t *)exchange->upload;
    if (self->is_counted)
        uploaders_leave(self->all->uploaders, &exchange->caller);
    self->is_counted = false;
}

void uploads_ended(exchange_t *exchange)
{
    arrival_t *self = (arrival_t *)exchange->upload;
    uploads_t *all = self->all;
    all->counts.by[result_of(exchange)]++;
    all->counts.open--;
    uploads_answered(exchange); /* where it never was */
    media_spool_give_back(all->media->spool, self->reserved);
    pace_leave(all->pace, &self->turn);
    media_upload_free(&self->upload);
    if (!self->upload.intake.spooled.path) {
        free(self);
        return;
    }
    /* To remove a large file takes a while. */
    self->job = (media_job_t){.work = discard, .done = free, .context = self};
    media_port_give(all->readers, &self->job);
}

uploads_counts_t uploads_counts(const uploads_t *self)
{
    uploads_counts_t counts = self->counts;
    counts.keeping = media_port_count(self->keepers);
    return counts;
}
