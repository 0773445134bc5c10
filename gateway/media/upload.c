/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/media/upload.h"

#include <errno.h>

#include "common/observe/log.h"

static status_t refuse(media_upload_t *self, const char *parameter, value_status_t code, text_t text)
{
    self->fault = (media_fault_t){parameter, code, text};
    return STATUS_INVALID;
}

static status_t refuse_body(media_upload_t *self)
{
    return refuse(self, "body", VALUE_INVALID, text_of(self->parts.why));
}

static status_t fail(const char *step)
{
    log_event(LOG_ERROR, "cannot take a file", LOG_STRING("step", step),
              LOG_STRING("reason", strerror(errno)));
    return STATUS_UNAVAILABLE;
}

status_t media_upload_begin(media_upload_t *self, const media_t *media, exchange_t *exchange)
{
    text_t boundary;
    *self = (media_upload_t){.exchange = exchange, .intake = {.media = media, .spooled = {.file = -1}}};
    if (!media_type_parameter(exchange->head.content_type, "boundary", &exchange->arena, &boundary) ||
        !media_type_is_boundary(boundary))
        return refuse(self, "body", VALUE_INVALID, TEXT_LITERAL("multipart:boundary错误"));
    media_parts_start(&self->parts, boundary, &exchange->arena);
    self->is_signed = exchange->claim.scheme == CLAIM_HMAC;
    hash_sha256_begin(&self->hash);
    hash_sha256_begin(&self->body_hash);
    return media_spool_open(media->spool, &self->intake.spooled) ? STATUS_DONE : fail("open the spool");
}

void media_upload_free(media_upload_t *self)
{
    buffer_free(&self->value);
}

/* The part before, if it is none of the file, is whole. */
static void end_part(media_upload_t *self)
{
    if (!self->parameter.data || self->in_file)
        return;
    text_t value = arena_copy(&self->exchange->arena, buffer_text(&self->value));
    exchange_add_param(self->exchange,
                       (param_t){.name = self->parameter, .raw = {RAW_TEXT, value}, .from = FROM_BODY});
    buffer_clear(&self->value);
}

static status_t begin_part(media_upload_t *self, text_t name)
{
    end_part(self);
    self->parameter = name;
    self->in_file = text_equal(name, TEXT_LITERAL("file"));
    if (self->in_file && self->has_file)
        return refuse(self, "file", VALUE_INVALID, TEXT_LITERAL("重复的参数"));
    self->has_file |= self->in_file;
    return STATUS_DONE;
}

static status_t take_file(media_upload_t *self, text_t bytes)
{
    media_intake_t *intake = &self->intake;
    intake->size += (int64_t)bytes.size;
    if (intake->size > media_largest(&intake->media->limits))
        return refuse(self, "file", VALUE_MAX_LENGTH, TEXT_LITERAL("文件过大"));
    if (!media_spool_write(&intake->spooled, bytes))
        return fail("write to the spool");
    hash_sha256_add(&self->hash, bytes);
    return STATUS_DONE;
}

static status_t take_field(media_upload_t *self, text_t bytes)
{
    if (bytes.size > MEDIA_FIELD_MAX - self->value.size)
        return refuse(self, "body", VALUE_MAX_LENGTH, TEXT_LITERAL("multipart:参数过长"));
    buffer_append_text(&self->value, bytes);
    return STATUS_DONE;
}

static status_t take_event(media_upload_t *self, media_parts_event_t event, text_t piece)
{
    switch (event) {
    case MEDIA_PARTS_BEGIN:
        return begin_part(self, piece);
    case MEDIA_PARTS_CONTENT:
        return self->in_file ? take_file(self, piece) : take_field(self, piece);
    case MEDIA_PARTS_WRONG:
        return refuse_body(self);
    case MEDIA_PARTS_MORE:
        break;
    }
    return STATUS_DONE;
}

status_t media_upload_take(media_upload_t *self, text_t bytes)
{
    if (self->is_signed)
        hash_sha256_add(&self->body_hash, bytes);
    media_parts_event_t event;
    status_t status;
    do {
        text_t piece;
        event = media_parts_next(&self->parts, &bytes, &piece);
        status = take_event(self, event, piece);
    } while (status == STATUS_DONE && event != MEDIA_PARTS_MORE);
    return status;
}

status_t media_upload_end(media_upload_t *self)
{
    exchange_t *exchange = self->exchange;
    if (self->is_signed) {
        char *digest = arena_new(&exchange->arena, HASH_SHA256_SIZE);
        hash_sha256_end(&self->body_hash, digest);
        exchange->sunk_sha256 = (text_t){digest, HASH_SHA256_SIZE};
    }
    if (!media_parts_are_whole(&self->parts))
        return refuse_body(self);
    end_part(self);
    hash_sha256_end(&self->hash, self->intake.sha256);
    return self->has_file ? STATUS_DONE : refuse(self, "file", VALUE_REQUIRED, TEXT_LITERAL("不能为空"));
}
