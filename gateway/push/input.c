/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/push/input.h"

#include "gateway/push/command.h"
#include "gateway/push/output.h"

enum {
    TYPING_MS = 3000,         /* at least, between two times that a client is said to write */
    FRAME_MS = 1000,          /* between two frames of a client, in the long run … */
    FRAMES_MS = 10 * FRAME_MS /* … of which so many may come at once */
};

/* Whether it may have sent this frame too: else it sends more than a page has to say. */
static bool may_send(socket_t *self)
{
    int64_t now = loop_now(self->push->loop);
    self->frames_at = (self->frames_at > now ? self->frames_at : now) + FRAME_MS;
    return self->frames_at - now <= FRAMES_MS;
}

static void take_text(socket_t *self, text_t message)
{
    push_t *push = self->push;
    int64_t now = loop_now(push->loop), peer;
    principal_t who = self->listener.who;
    if (command_read(message, who.kind, &peer) != COMMAND_TYPING)
        return;
    if (self->typed > 0 && now - self->typed < TYPING_MS)
        return;
    self->typed = now;
    push->options.typing(push->options.context, who, peer);
}

static void send_control(socket_t *self, frame_opcode_t opcode, text_t payload)
{
    buffer_clear(&self->push->out);
    frame_write(&self->push->out, opcode, payload);
    output_send(self);
}

/* Nothing more is read: it ends once all is written. */
static void finish(socket_t *self)
{
    self->finishes = true;
    self->ends = loop_now(self->push->loop) + PUSH_CLOSE_MS;
    socket_set_due(self);
    socket_want_flush(self);
}

/* The client closes: it is answered with its own code, and that is all. */
static void take_close(socket_t *self, text_t payload)
{
    if (self->state == SOCKET_OPEN) {
        socket_change_state(self, SOCKET_CLOSING, CLOSE_CLIENT);
        send_control(self, FRAME_CLOSE, (text_t){payload.data, payload.size < 2 ? 0 : 2});
    }
    finish(self);
}

static void take_message(socket_t *self, inbox_kind_t kind, text_t payload, close_cause_t why)
{
    if (kind == INBOX_CLOSE)
        take_close(self, payload);
    else if (kind == INBOX_WRONG && self->state == SOCKET_CLOSING)
        finish(self);
    else if (kind == INBOX_WRONG)
        output_close(self, why);
    else if (self->state != SOCKET_OPEN)
        return;
    else if (!may_send(self))
        output_close(self, CLOSE_TOO_MANY);
    else if (kind == INBOX_TEXT)
        take_text(self, payload);
    else if (kind == INBOX_PING)
        send_control(self, FRAME_PONG, payload);
}

/* Whether what comes is still read: not behind what was no frame, nor behind a close. */
static bool listens(const socket_t *self)
{
    return self->state == SOCKET_OPEN ||
           (self->state == SOCKET_CLOSING && !self->finishes && !close_is_deaf((close_cause_t)self->cause));
}

static void take(socket_t *self, char *bytes, size_t size)
{
    inbox_turn_t turn;
    text_t payload;
    close_cause_t why;
    inbox_kind_t kind = INBOX_PART;
    self->heard = loop_now(self->push->loop);
    if (!listens(self))
        return;
    inbox_begin(&turn, &self->inbox, bytes, size);
    while (listens(self) && (kind = inbox_next(&turn, &payload, &why)) != INBOX_MORE)
        take_message(self, kind, payload, why);
    inbox_end(&turn);
    if (!listens(self))
        inbox_destroy(&self->inbox);
}

void input_take(socket_t *self, text_t bytes)
{
    char *input = self->push->input;
    while (bytes.size > 0) {
        size_t size = bytes.size < PUSH_INPUT_SIZE ? bytes.size : PUSH_INPUT_SIZE;
        memcpy(input, bytes.data, size);
        take(self, input, size);
        bytes = (text_t){bytes.data + size, bytes.size - size};
    }
}

void input_read(socket_t *self)
{
    size_t size;
    switch (stream_read(&self->stream, self->push->input, PUSH_INPUT_SIZE, &size)) {
    case STREAM_MOVED:
        take(self, self->push->input, size);
        break;
    case STREAM_LATER:
        break;
    case STREAM_ENDED:
    case STREAM_BROKEN:
        socket_end(self, CLOSE_GONE);
        break;
    }
    socket_watch(self);
}

void input_read_rest(socket_t *self)
{
    while (self->state != SOCKET_ENDED && stream_has_more(&self->stream))
        input_read(self);
}
