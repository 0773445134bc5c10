/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/push/inbox.h"

#include <stdlib.h>

struct inbox {
    buffer_t frame;   /* the beginning of one */
    buffer_t message; /* its fragments that have come */
    bool joining;     /* … and others must follow */
};

static inbox_t *kept_of(inbox_turn_t *self)
{
    if (!*self->kept)
        *self->kept = memory_new_zeroed(sizeof **self->kept);
    return *self->kept;
}

void inbox_begin(inbox_turn_t *self, inbox_t **kept, char *bytes, size_t size)
{
    *self = (inbox_turn_t){kept, bytes, size};
    if (!*kept || (*kept)->frame.size == 0)
        return;
    buffer_t *frame = &(*kept)->frame;
    buffer_append(frame, bytes, size);
    self->at = frame->data;
    self->left = frame->size;
}

/* Text, whole or as fragments. */
static inbox_kind_t take_text(inbox_turn_t *self, const frame_t *frame, text_t *payload, close_cause_t *why)
{
    inbox_t *kept = *self->kept;
    bool joining = kept && kept->joining, continues = frame->opcode == FRAME_CONTINUATION;
    *why = CLOSE_PROTOCOL;
    if (joining != continues)
        return INBOX_WRONG;
    if (joining || !frame->final) {
        kept = kept_of(self);
        if (!joining)
            buffer_clear(&kept->message);
        *why = CLOSE_TOO_LARGE;
        if (kept->message.size + frame->payload.size > FRAME_MESSAGE_MAX)
            return INBOX_WRONG;
        buffer_append_text(&kept->message, frame->payload);
        kept->joining = !frame->final;
        *payload = buffer_text(&kept->message);
    }
    *why = CLOSE_UTF8;
    if (!frame->final)
        return INBOX_PART;
    return text_is_utf8(*payload) ? INBOX_TEXT : INBOX_WRONG;
}

inbox_kind_t inbox_next(inbox_turn_t *self, text_t *payload, close_cause_t *why)
{
    frame_t frame;
    switch (frame_read(self->at, self->left, &frame, why)) {
    case FRAME_MORE:
        return INBOX_MORE;
    case FRAME_WRONG:
        return INBOX_WRONG;
    case FRAME_WHOLE:
        break;
    }
    self->at += frame.size;
    self->left -= frame.size;
    *payload = frame.payload;
    switch (frame.opcode) {
    case FRAME_PING:
        return INBOX_PING;
    case FRAME_PONG:
        return INBOX_PONG;
    case FRAME_CLOSE:
        return frame_is_close(*payload, why) ? INBOX_CLOSE : INBOX_WRONG;
    case FRAME_CONTINUATION:
    case FRAME_TEXT:
    case FRAME_BINARY:
        break;
    }
    return take_text(self, &frame, payload, why);
}

void inbox_end(inbox_turn_t *self)
{
    buffer_t rest = {0};
    if (self->left > 0)
        buffer_append(&rest, self->at, self->left);
    inbox_t *kept = self->left > 0 ? kept_of(self) : *self->kept;
    if (!kept)
        return;
    buffer_free(&kept->frame);
    kept->frame = rest;
    if (!kept->joining)
        buffer_free(&kept->message);
    if (rest.size == 0 && !kept->joining)
        inbox_destroy(self->kept);
}

size_t inbox_size(const inbox_t *self)
{
    return self ? sizeof *self + self->frame.capacity + self->message.capacity : 0;
}

void inbox_destroy(inbox_t **self_p)
{
    inbox_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    buffer_free(&self->frame);
    buffer_free(&self->message);
    free(self);
}
