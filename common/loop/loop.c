/* SPDX-License-Identifier: Apache-2.0 */
#include "common/loop/loop.h"

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "common/loop/timer_heap.h"

enum { EVENTS_PER_ITERATION = 256, HOOKS_START = 16 };

struct loop_watch {
    loop_t *loop;
    int fd;
    uint32_t events;      /* asked for; ERR and HUP come besides */
    loop_ready_fn *ready; /* NULL: destroyed in this iteration, and an event of it may still be pending */
    union {
        void *context;
        loop_watch_t *next_dead; /* in the loop's list */
    };
};

struct loop_timer {
    timer_node_t node; /* first, so that a node is its timer */
    loop_t *loop;
    loop_fn *due;
    void *context;
};

struct loop_flush {
    loop_t *loop;
    loop_fn *run;
    void *context;
    loop_flush_t *next;   /* that was asked for after it */
    loop_flush_t **place; /* what points at it; NULL: it is not asked for */
};

typedef struct {
    loop_fn *run;
    void *context;
} hook_t;

struct loop {
    int epoll;
    int64_t now, now_us; /* one reading of the clock, in ms and in µs */
    bool again, stopping;
    loop_watch_t *dead;
    timer_heap_t timers;
    hook_t *hooks;
    size_t hook_count, hook_capacity;
    size_t hook_next;                /* to be called next in this iteration; meaningless between iterations */
    loop_flush_t *flushes;           /* that are asked for */
    loop_flush_t **flushes_end;      /* where the next one goes */
    size_t watch_count, timer_count; /* alive: none may be left at the end */
};

static void read_clock(loop_t *self)
{
    self->now_us = loop_clock_us();
    self->now = self->now_us / 1000;
}

/* How long epoll may wait: the handlers of the last iteration took time, so the clock is read anew. */
static int iteration_timeout(const loop_t *self)
{
    if (self->again)
        return 0;
    const timer_node_t *next = timer_heap_first(&self->timers);
    if (!next)
        return -1;
    int64_t left = next->due - loop_clock_us() / 1000;
    return left <= 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

static void iteration_ready(loop_t *self)
{
    struct epoll_event events[EVENTS_PER_ITERATION];
    int timeout = iteration_timeout(self);
    self->again = false;
    int count = epoll_wait(self->epoll, events, EVENTS_PER_ITERATION, timeout);
    read_clock(self);
    for (int i = 0; i < count; i++) {
        loop_watch_t *watch = events[i].data.ptr;
        /* A handler of this iteration may have destroyed or changed the watch since epoll reported it. */
        uint32_t wanted = events[i].events & (watch->events | EPOLLERR | EPOLLHUP);
        if (watch->ready && wanted)
            watch->ready(watch->context, wanted);
    }
}

/* Timers set by these handlers wait for the next iteration, even with no delay: an iteration always ends. */
static void iteration_timers(loop_t *self)
{
    uint64_t limit = self->timers.sequence;
    for (;;) {
        timer_node_t *node = timer_heap_first(&self->timers);
        if (!node || node->due > self->now || node->sequence >= limit)
            return;
        timer_heap_remove(&self->timers, node);
        loop_timer_t *timer = (loop_timer_t *)node;
        timer->due(timer->context);
    }
}

static void iteration_sweep(loop_t *self)
{
    while (self->dead) {
        loop_watch_t *watch = self->dead;
        self->dead = watch->next_dead;
        free(watch);
    }
}

static void withdraw(loop_flush_t *flush)
{
    loop_t *loop = flush->loop;
    *flush->place = flush->next;
    if (flush->next)
        flush->next->place = flush->place;
    else
        loop->flushes_end = flush->place;
    flush->place = NULL;
}

static void iteration_flush(loop_t *self)
{
    while (self->flushes) {
        loop_flush_t *flush = self->flushes;
        assert(flush->place == &self->flushes);
        withdraw(flush);
        flush->run(flush->context);
    }
}

static void iterate(loop_t *self)
{
    iteration_ready(self);
    iteration_timers(self);
    for (self->hook_next = 0; self->hook_next < self->hook_count;) {
        const hook_t hook = self->hooks[self->hook_next++];
        hook.run(hook.context);
    }
    iteration_flush(self);
    iteration_sweep(self);
}

loop_t *loop_new(void)
{
    loop_t *self = memory_new_zeroed(sizeof *self);
    self->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (self->epoll < 0) {
        free(self);
        return NULL;
    }
    self->flushes_end = &self->flushes;
    read_clock(self);
    return self;
}

void loop_destroy(loop_t **self_p)
{
    loop_t *self = *self_p;
    if (!self)
        return;
    assert(self->watch_count == 0 && self->timer_count == 0);
    iteration_sweep(self);
    timer_heap_free(&self->timers);
    free(self->hooks);
    close(self->epoll);
    free(self);
    *self_p = NULL;
}

loop_watch_t *loop_watch_new(loop_t *loop, int fd, uint32_t events, loop_ready_fn *ready, void *context)
{
    loop_watch_t *self = memory_new_zeroed(sizeof *self);
    *self = (loop_watch_t){.loop = loop, .fd = fd, .events = events, .ready = ready, .context = context};
    struct epoll_event event = {.events = events, .data.ptr = self};
    if (epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event) != 0) {
        free(self);
        return NULL;
    }
    loop->watch_count++;
    return self;
}

void loop_watch_change(loop_watch_t *self, uint32_t events)
{
    if (self->events == events)
        return;
    self->events = events;
    struct epoll_event event = {.events = events, .data.ptr = self};
    int status = epoll_ctl(self->loop->epoll, EPOLL_CTL_MOD, self->fd, &event);
    assert(status == 0); /* else the descriptor was closed before its watch */
    (void)status;
}

void loop_watch_give(loop_watch_t *self, uint32_t events, loop_ready_fn *ready, void *context)
{
    self->ready = ready;
    self->context = context;
    loop_watch_change(self, events);
}

void loop_watch_destroy(loop_watch_t **self_p)
{
    if (!*self_p)
        return;
    int status = epoll_ctl((*self_p)->loop->epoll, EPOLL_CTL_DEL, (*self_p)->fd, NULL);
    assert(status == 0);
    (void)status;
    loop_watch_destroy_closing(self_p);
}

void loop_watch_destroy_closing(loop_watch_t **self_p)
{
    loop_watch_t *self = *self_p;
    loop_t *loop = self->loop;
    *self_p = NULL;
    self->ready = NULL;
    self->next_dead = loop->dead;
    loop->dead = self;
    loop->watch_count--;
}

loop_timer_t *loop_timer_new(loop_t *loop, loop_fn *due, void *context)
{
    loop_timer_t *self = memory_new_zeroed(sizeof *self);
    *self = (loop_timer_t){.loop = loop, .due = due, .context = context};
    timer_node_init(&self->node);
    loop->timer_count++;
    return self;
}

void loop_timer_set(loop_timer_t *self, int64_t delay)
{
    loop_timer_unset(self);
    timer_heap_add(&self->loop->timers, &self->node, self->loop->now + (delay > 0 ? delay : 0));
}

void loop_timer_unset(loop_timer_t *self)
{
    if (loop_timer_is_set(self))
        timer_heap_remove(&self->loop->timers, &self->node);
}

bool loop_timer_is_set(const loop_timer_t *self)
{
    return timer_node_is_in(&self->node);
}

void loop_timer_destroy(loop_timer_t **self_p)
{
    loop_timer_t *self = *self_p;
    if (!self)
        return;
    loop_timer_unset(self);
    self->loop->timer_count--;
    free(self);
    *self_p = NULL;
}

void loop_before_sleep(loop_t *self, loop_fn *hook, void *context)
{
    if (self->hook_count == self->hook_capacity) {
        self->hook_capacity = self->hook_capacity ? self->hook_capacity * 2 : HOOKS_START;
        self->hooks = memory_resize(self->hooks, self->hook_capacity * sizeof *self->hooks);
    }
    self->hooks[self->hook_count].run = hook;
    self->hooks[self->hook_count].context = context;
    self->hook_count++;
}

void loop_forget_before_sleep(loop_t *self, loop_fn *hook, void *context)
{
    size_t i = 0;
    while (i < self->hook_count && (self->hooks[i].run != hook || self->hooks[i].context != context))
        i++;
    assert(i < self->hook_count);
    self->hook_count--;
    memmove(&self->hooks[i], &self->hooks[i + 1], (self->hook_count - i) * sizeof self->hooks[0]);
    if (i < self->hook_next)
        self->hook_next--;
}

loop_flush_t *loop_flush_new(loop_t *loop, loop_fn *run, void *context)
{
    loop_flush_t *self = memory_new_zeroed(sizeof *self);
    *self = (loop_flush_t){.loop = loop, .run = run, .context = context};
    return self;
}

void loop_flush_ask(loop_flush_t *self)
{
    if (self->place)
        return;
    self->next = NULL;
    self->place = self->loop->flushes_end;
    *self->place = self;
    self->loop->flushes_end = &self->next;
}

void loop_flush_destroy(loop_flush_t **self_p)
{
    loop_flush_t *self = *self_p;
    if (!self)
        return;
    if (self->place)
        withdraw(self);
    free(self);
    *self_p = NULL;
}

void loop_iterate_again(loop_t *self)
{
    self->again = true;
}

int64_t loop_now(const loop_t *self)
{
    return self->now;
}

int64_t loop_now_us(const loop_t *self)
{
    return self->now_us;
}

int64_t loop_clock_us(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (int64_t)time.tv_sec * 1000000 + time.tv_nsec / 1000;
}

void loop_run(loop_t *self)
{
    /* The first iteration does not wait: its hooks flush what was gathered before the loop ran. */
    self->again = true;
    while (!self->stopping)
        iterate(self);
    self->stopping = false;
}

void loop_stop(loop_t *self)
{
    self->stopping = true;
}
