/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/push/output.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "gateway/push/outbox.h"

enum {
    UNSENT_MAX =
        8 * 1024 /* bytes that the kernel keeps for a peer that does not take them: then hints gather here */
};

/* Not within the handshake: many come at once. TCP_NODELAY is on already: accepted sockets have it of the one
 * that listens. */
static void limit_kernel(socket_t *self)
{
    int unsent = UNSENT_MAX;
    if (self->limited || self->state != SOCKET_OPEN)
        return;
    self->limited = true;
    /* An option of TCP alone: where it does not hold, the kernel keeps more, and that is all. */
    (void)setsockopt(self->stream.fd, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
}

/* Writes bytes as far as the kernel takes them now. Returns how many. */
static size_t write_some(socket_t *self, text_t bytes)
{
    size_t sent = 0, moved;
    while (sent < bytes.size) {
        struct iovec piece = {.iov_base = (char *)(uintptr_t)bytes.data + sent, .iov_len = bytes.size - sent};
        stream_result_t result = stream_write(&self->stream, &piece, 1, &moved);
        if (result == STREAM_LATER)
            break;
        if (result != STREAM_MOVED) {
            socket_end(self, CLOSE_GONE);
            break;
        }
        sent += moved;
    }
    if (sent > 0)
        self->moved = loop_now(self->push->loop);
    return sent;
}

/* Keeps what is left of `bytes`, or of what was unsent before. */
static void keep_unsent(socket_t *self, buffer_t rest)
{
    uint64_t *held = &self->push->counts.pending_bytes;
    *held = *held - self->unsent.capacity + rest.capacity;
    buffer_free(&self->unsent);
    self->unsent = rest;
    socket_watch(self);
}

static void keep_rest(socket_t *self, text_t bytes, size_t sent)
{
    buffer_t rest = {0};
    buffer_append(&rest, bytes.data + sent, bytes.size - sent);
    keep_unsent(self, rest);
}

/* Whether nothing waits any more. */
static bool send_unsent(socket_t *self)
{
    text_t bytes = buffer_text(&self->unsent);
    if (bytes.size == 0)
        return true;
    size_t sent = write_some(self, bytes);
    if (sent > 0)
        keep_rest(self, bytes, sent);
    return self->unsent.size == 0;
}

void output_greet(socket_t *self)
{
    push_t *push = self->push;
    text_t bytes = buffer_text(&push->out);
    if (self->state == SOCKET_ENDED)
        return;
    if (self->unsent.size > 0) {
        push->counts.pending_bytes -= self->unsent.capacity;
        buffer_append_text(&self->unsent, bytes);
        push->counts.pending_bytes += self->unsent.capacity;
        return;
    }
    size_t sent = write_some(self, bytes);
    if (sent == bytes.size || self->state == SOCKET_ENDED)
        return;
    self->moved = loop_now(push->loop);
    keep_rest(self, bytes, sent);
    socket_set_due(self);
}

void output_send(socket_t *self)
{
    limit_kernel(self);
    output_greet(self);
}

/* Writes the hints, once all that was written before is on its way. */
static void send_pending(socket_t *self)
{
    push_t *push = self->push;
    pending_hints_t *pending = self->pending;
    buffer_clear(&push->out);
    if (self->beats)
        outbox_write_beat(push);
    self->beats = false;
    if (pending)
        outbox_write_pending(push, pending);
    output_send(self);
    if (!pending || self->state != SOCKET_OPEN)
        return;
    if (self->unsent.size == 0)
        histogram_add(&push->counts.delay, loop_clock_us() - pending_since(pending));
    push->counts.pending_bytes -= pending_size(pending);
    pending_destroy(&self->pending);
}

void output_flush(socket_t *self)
{
    if (self->state == SOCKET_ENDED || !send_unsent(self))
        return;
    if (self->state == SOCKET_OPEN && (self->pending || self->beats))
        send_pending(self);
    else if (self->finishes)
        socket_end(self, CLOSE_CLIENT);
}

void output_tell(listener_t *listener, const event_t *event)
{
    socket_t *self = (socket_t *)listener;
    push_t *push = self->push;
    int64_t now = loop_now_us(push->loop);
    push->counts.pending_bytes -= pending_size(self->pending);
    if (event) {
        pending_outcome_t outcome = pending_add(&self->pending, event, now);
        push->counts.collapsed += outcome == PENDING_COLLAPSED || outcome == PENDING_COVERED;
        push->counts.overflows += outcome == PENDING_OVERFLOWN;
        if (outcome == PENDING_OVERFLOWN)
            push->counts.collapsed += PENDING_MAX + 1;
    } else {
        pending_add_sync(&self->pending, now);
    }
    push->counts.pending_bytes += pending_size(self->pending);
    if (self->unsent.size == 0)
        socket_want_flush(self);
}

void output_close(socket_t *self, close_cause_t cause)
{
    push_t *push = self->push;
    if (self->state != SOCKET_OPEN)
        return;
    socket_change_state(self, SOCKET_CLOSING, cause);
    buffer_clear(&push->out);
    frame_write_close(&push->out, close_code(cause), close_reason(cause));
    output_send(self);
    socket_set_due(self);
}
