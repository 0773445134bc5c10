/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/push/socket_state.h"

#include <sys/epoll.h>

int64_t socket_silence(const push_t *push)
{
    return push->options.beat * 12 / 5;
}

void socket_want_flush(socket_t *self)
{
    if (!list_holds(&self->ready))
        list_append(&self->push->ready, &self->ready);
}

/* One that closes stays in the hub to be found by its principal, and hears nothing. */
static void hear_nothing(listener_t *listener, const event_t *event)
{
    (void)listener;
    (void)event;
}

static void bound_closing(const socket_t *self)
{
    listener_t *oldest = NULL;
    size_t count = 0;
    for (listener_t *at = NULL; (at = hub_next_of(self->push->hub, self->listener.who, at));)
        if (at->tell == hear_nothing) {
            oldest = at;
            count++;
        }
    if (count > SOCKETS_CLOSING)
        socket_end((socket_t *)oldest, CLOSE_GONE);
}

static void leave_open(socket_t *self, close_cause_t cause)
{
    push_t *push = self->push;
    push->opened--;
    push->counts.closes[cause]++;
    self->cause = (uint8_t)cause;
    self->ends = loop_now(push->loop) + PUSH_CLOSE_MS;
    registry_leave(&self->entry);
    push->counts.pending_bytes -= pending_size(self->pending);
    pending_destroy(&self->pending);
}

void socket_change_state(socket_t *self, socket_state_t state, close_cause_t cause)
{
    if (self->state == SOCKET_OPEN)
        leave_open(self, cause);
    self->state = (uint8_t)state;
    if (state == SOCKET_ENDED) {
        hub_leave(self->push->hub, &self->listener);
    } else if (self->listener.tell) {
        self->listener.tell = hear_nothing;
        bound_closing(self);
    }
}

void socket_end(socket_t *self, close_cause_t cause)
{
    if (self->state == SOCKET_ENDED)
        return;
    socket_change_state(self, SOCKET_ENDED, cause);
    socket_want_flush(self);
}

void socket_watch(socket_t *self)
{
    if (self->state == SOCKET_ENDED)
        return;
    bool writes = self->unsent.size > 0 || self->stream.wants_output;
    loop_watch_change(self->watch, EPOLLIN | (writes ? (uint32_t)EPOLLOUT : 0));
}

void socket_set_due(socket_t *self)
{
    int64_t at = self->ends;
    if (self->state == SOCKET_OPEN) {
        int64_t silent = self->heard + socket_silence(self->push);
        at = silent < at ? silent : at;
        at = self->beat_at < at ? self->beat_at : at;
        int64_t stalled = self->moved + SOCKET_STALLED_MS;
        at = self->unsent.size > 0 && stalled < at ? stalled : at;
    }
    wheel_set(&self->push->wheel, &self->due, at);
}
