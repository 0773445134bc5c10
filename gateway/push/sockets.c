/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/push/push.h"

#include <stdlib.h>

#include "gateway/push/check.h"
#include "gateway/push/handshake.h"
#include "gateway/push/input.h"
#include "gateway/push/outbox.h"
#include "gateway/push/output.h"
#include "gateway/push/socket.h"

enum {
    SECOND_US = 1000000,
    /* Requests are not to wait until all were told of what all are told: a sync to 8,000 is 57 ms of writing.
     * With 64 a request beside it takes 2.3 ms at most, of which 1.5 are the noting; with 256 it takes 5.9,
     * with 16 1.6. Fewer than 64 would put off what one iteration of a busy loop brings for as many sockets.
     */
    FLUSHES_PER_ITERATION = 64,
    PAUSE_MS = 1000 /* between two ticks */
};

int64_t push_spread(const push_t *self)
{
    return hub_spread(self->opened);
}

/* ---- time ---- */

socket_t *push_next(push_t *push)
{
    link_t *first = list_first(&push->all);
    if (!first)
        return NULL;
    list_append(&push->all, first);
    return LIST_MEMBER(first, socket_t, all);
}

/* Closes as many as are this tick's share. */
static void drain_some(push_t *self)
{
    int64_t ticks = (self->drained_by - loop_now(self->loop)) / WHEEL_TICK_MS;
    size_t share = ticks > 1 ? (self->opened + (size_t)ticks - 1) / (size_t)ticks : self->opened;
    size_t left = self->opened - share;
    while (self->opened > left)
        output_close(push_next(self), CLOSE_RESTART);
}

/* A pause of this process is no silence of theirs. */
static void forgive_pause(push_t *self)
{
    int64_t pause = loop_now(self->loop) - self->ticked;
    self->ticked += pause;
    if (pause < PAUSE_MS)
        return;
    for (link_t *at = self->all.next; at != &self->all; at = at->next) {
        socket_t *socket = LIST_MEMBER(at, socket_t, all);
        socket->heard += pause;
        socket->moved += pause;
    }
}

static void on_tick(void *context)
{
    push_t *self = context;
    forgive_pause(self);
    for (link_t *due; (due = wheel_take(&self->wheel, loop_now(self->loop)));)
        socket_on_due(LIST_MEMBER(due, socket_t, due));
    check_tick(self);
    if (self->draining)
        drain_some(self);
    if (self->count > 0)
        loop_timer_set(self->tick, WHEEL_TICK_MS);
}

void push_flush(push_t *self)
{
    size_t left = FLUSHES_PER_ITERATION;
    check_ask(self);
    for (link_t *first; left > 0 && (first = list_first(&self->ready)); left--) {
        socket_t *socket = LIST_MEMBER(first, socket_t, ready);
        list_remove(first);
        if (socket->state == SOCKET_ENDED)
            socket_destroy(&socket);
        else
            output_flush(socket);
    }
    if (!list_is_empty(&self->ready))
        loop_iterate_again(self->loop);
}

/* ---- handshakes ---- */

/* One handshake of the rate's, if there is one. */
static bool take_turn(push_t *self)
{
    int64_t now = loop_now_us(self->loop), each = SECOND_US / self->options.rate;
    int64_t at = self->allowed_at > now ? self->allowed_at : now;
    if (at - now > SECOND_US)
        return false;
    self->allowed_at = at + each;
    return true;
}

bool push_has_room(push_t *self)
{
    accept_result_t why = ACCEPT_RATE;
    if (self->draining || self->count >= self->options.connections)
        why = ACCEPT_CONNECTIONS;
    else if (take_turn(self))
        return true;
    self->counts.accepts[why]++;
    return false;
}

void push_count_refused(push_t *self)
{
    self->counts.accepts[ACCEPT_REFUSED]++;
}

void push_open(push_t *self, const exchange_t *exchange, const handed_t *handed, bool known)
{
    if (self->count == 0)
        wheel_skip_to(&self->wheel, loop_now(self->loop));
    socket_t *socket = socket_new(self, handed, exchange);
    self->counts.accepts[known ? ACCEPT_OPENED : ACCEPT_LOG_IN]++;
    if (known)
        socket_join(socket);
    buffer_clear(&self->out);
    handshake_write(&self->out, exchange);
    if (known)
        outbox_write_hello(self);
    output_greet(socket);
    if (!known)
        output_close(socket, CLOSE_LOG_IN);
    input_take(socket, handed->behind);
    input_read_rest(socket);
    /* The credential may have changed while it was on its way here, before anybody was told of its changes.
     * If so, the cache has not kept it, and asks anew. */
    if (known)
        self->options.look_up(self->options.context, exchange->caller);
    if (loop_timer_is_set(self->tick))
        return;
    self->ticked = loop_now(self->loop);
    loop_timer_set(self->tick, WHEEL_TICK_MS);
}

void push_close_replaced(push_t *self)
{
    for (registry_entry_t *entry; (entry = registry_take_replaced(&self->registry));)
        output_close(LIST_MEMBER(entry, socket_t, entry), CLOSE_REPLACED);
}

/* ---- the whole ---- */

push_t *push_new(loop_t *loop, hub_t *hub, const push_options_t *options)
{
    push_t *self = memory_new_zeroed(sizeof *self);
    self->options = *options;
    self->loop = loop;
    self->hub = hub;
    self->random = random_seeded();
    self->tick = loop_timer_new(loop, on_tick, self);
    wheel_init(&self->wheel, loop_now(loop));
    list_init(&self->all);
    list_init(&self->ready);
    registry_part_init(&self->registry, options->registry, options->wake, options->wake_context);
    return self;
}

void push_destroy(push_t **self_p)
{
    push_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    for (link_t *first; (first = list_first(&self->all));) {
        socket_t *socket = LIST_MEMBER(first, socket_t, all);
        socket_destroy(&socket);
    }
    loop_timer_destroy(&self->tick);
    buffer_free(&self->out);
    free(self->questions.list);
    free(self);
}

void push_drain(push_t *self)
{
    if (self->draining)
        return;
    self->draining = true;
    self->drained_by = loop_now(self->loop) + PUSH_DRAIN_MS;
}

size_t push_count(const push_t *self)
{
    return self->count;
}

const push_counts_t *push_counts(const push_t *self)
{
    return &self->counts;
}
