/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/push/socket.h"

#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "gateway/push/input.h"
#include "gateway/push/output.h"

static void on_ready(void *context, uint32_t events)
{
    socket_t *self = context;
    if (self->state == SOCKET_ENDED)
        return;
    if (events & EPOLLOUT)
        socket_want_flush(self);
    if ((events & (EPOLLIN | EPOLLERR | EPOLLHUP)) || self->stream.wants_output)
        input_read(self);
}

void socket_on_due(socket_t *self)
{
    push_t *push = self->push;
    int64_t now = loop_now(push->loop);
    if (self->state == SOCKET_CLOSING && now >= self->ends) {
        socket_end(self, CLOSE_GONE);
    } else if (self->state == SOCKET_OPEN && self->unsent.size > 0 &&
               now >= self->moved + SOCKET_STALLED_MS) {
        self->resets = true;
        socket_end(self, CLOSE_STALLED);
    } else if (self->state == SOCKET_OPEN && now >= self->heard + socket_silence(push)) {
        output_close(self, CLOSE_SILENT);
    } else if (self->state == SOCKET_OPEN && now >= self->ends) {
        output_close(self, CLOSE_LOG_IN);
    } else if (self->state == SOCKET_OPEN && now >= self->beat_at) {
        self->beat_at = now + push->options.beat;
        self->beats = true;
        socket_want_flush(self);
    }
    if (self->state != SOCKET_ENDED)
        socket_set_due(self);
}

/* ---- begin and end ---- */

/* Until when it may be open: its session may be prolonged meanwhile, but that is not heard of here. */
static int64_t end_of(const push_t *push, const claim_t *claim)
{
    if (claim->scheme != CLAIM_SESSION)
        return INT64_MAX;
    int64_t left = claim->expires - clock_now();
    return loop_now(push->loop) + (left > 0 ? left : 0);
}

socket_t *socket_new(push_t *push, const handed_t *handed, const exchange_t *exchange)
{
    int64_t now = loop_now(push->loop);
    socket_t *self = memory_new_zeroed(sizeof *self);
    self->push = push;
    self->stream = handed->stream;
    self->watch = handed->watch;
    loop_watch_give(self->watch, EPOLLIN, on_ready, self);
    self->listener.who = exchange->caller;
    self->token = exchange->token;
    self->strong = exchange->claim.scheme != CLAIM_RAND_STR;
    self->ends = end_of(push, &exchange->claim);
    self->heard = self->moved = now;
    /* Those that come together are not to have their beats together. */
    self->beat_at = now + push->options.beat - random_below(&push->random, push->options.beat / 2);
    list_append(&push->all, &self->all);
    push->count++;
    push->opened++;
    push->counts.open[exchange->caller.kind]++;
    socket_set_due(self);
    return self;
}

void socket_destroy(socket_t **self_p)
{
    socket_t *self = *self_p;
    push_t *push = self->push;
    *self_p = NULL;
    if (self->state != SOCKET_ENDED)
        socket_change_state(self, SOCKET_ENDED, CLOSE_GONE);
    push->counts.open[self->listener.who.kind]--;
    push->counts.pending_bytes -= self->unsent.capacity;
    push->count--;
    list_remove(&self->all);
    list_remove(&self->due);
    list_remove(&self->ready);
    loop_watch_destroy_closing(&self->watch);
    if (self->resets)
        setsockopt(self->stream.fd, SOL_SOCKET, SO_LINGER, &(struct linger){.l_onoff = 1},
                   sizeof(struct linger));
    else
        stream_end_tls(&self->stream);
    stream_close(&self->stream);
    inbox_destroy(&self->inbox);
    buffer_free(&self->unsent);
    free(self);
}

void socket_join(socket_t *self)
{
    hub_join(self->push->hub, &self->listener, self->listener.who, output_tell);
    registry_enter(&self->push->registry, &self->entry, self->listener.who);
}

bool socket_is_listener(const listener_t *listener)
{
    return listener->tell == output_tell;
}
