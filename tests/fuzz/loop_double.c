/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/fuzz/loop_double.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "tests/fuzz/fuzz.h"

enum { WATCHES_MAX = 16, TIMERS_MAX = 24, HOOKS_MAX = 16, FLUSHES_MAX = 16, FIRST_DESCRIPTOR = 1000000 };

struct loop_watch {
    loop_t *loop;
    int connection;
    uint32_t events;
    loop_ready_fn *ready;
    void *context;
};

struct loop_timer {
    loop_t *loop;
    loop_fn *due;
    void *context;
    int64_t at;
    bool set;
};

typedef struct {
    loop_fn *call;
    void *context;
} hook_t;

struct loop_flush {
    loop_t *loop;
    loop_fn *run;
    void *context;
    bool asked;
};

struct loop {
    loop_watch_t *watches[WATCHES_MAX];
    loop_timer_t *timers[TIMERS_MAX];
    hook_t hooks[HOOKS_MAX];
    size_t hook_count, hook_next;
    loop_flush_t *flushes[FLUSHES_MAX];
};

static struct {
    buffer_t input, output;
    size_t taken; /* of the input */
    bool ended, closed;
} connections[LOOP_DOUBLE_CONNECTIONS];
static size_t connection_count;
static size_t write_max = SIZE_MAX;
static int64_t now = 1000; /* ms */

/* ---- connections ---- */

int loop_double_connect(void)
{
    if (connection_count == LOOP_DOUBLE_CONNECTIONS)
        return -1;
    return FIRST_DESCRIPTOR + (int)connection_count++;
}

size_t loop_double_count(void)
{
    return connection_count;
}

void loop_double_forget(void)
{
    for (size_t i = 0; i < connection_count; i++) {
        buffer_clear(&connections[i].input);
        buffer_clear(&connections[i].output);
        connections[i].taken = 0;
        connections[i].ended = connections[i].closed = false;
    }
    connection_count = 0;
    write_max = SIZE_MAX;
}

void loop_double_send(size_t connection, text_t bytes)
{
    HOLDS(connection < connection_count);
    if (!connections[connection].ended)
        buffer_append_text(&connections[connection].input, bytes);
}

void loop_double_hang_up(size_t connection)
{
    HOLDS(connection < connection_count);
    connections[connection].ended = true;
}

text_t loop_double_sent(size_t connection)
{
    HOLDS(connection < connection_count);
    return buffer_text(&connections[connection].output);
}

bool loop_double_is_closed(size_t connection)
{
    HOLDS(connection < connection_count);
    return connections[connection].closed;
}

void loop_double_take(size_t bytes)
{
    write_max = bytes;
}

/* ---- system calls, which the linker has come here (--wrap) ---- */

ssize_t __wrap_recv(int fd, void *bytes, size_t size, int flags);
ssize_t __wrap_send(int fd, const void *bytes, size_t size, int flags);
ssize_t __wrap_sendmsg(int fd, const struct msghdr *message, int flags);
int __wrap_shutdown(int fd, int how);
int __wrap_close(int fd);
int __real_close(int fd);
int __wrap_getsockopt(int fd, int level, int name, void *value, socklen_t *size);

static size_t place_of(int fd)
{
    HOLDS(fd >= FIRST_DESCRIPTOR && (size_t)(fd - FIRST_DESCRIPTOR) < connection_count);
    HOLDS(!connections[fd - FIRST_DESCRIPTOR].closed);
    return (size_t)(fd - FIRST_DESCRIPTOR);
}

static ssize_t fail_with(int reason)
{
    errno = reason;
    return -1;
}

ssize_t __wrap_recv(int fd, void *bytes, size_t size, int flags)
{
    const size_t i = place_of(fd), left = connections[i].input.size - connections[i].taken;
    HOLDS((flags & ~MSG_DONTWAIT) == 0);
    if (left == 0)
        return connections[i].ended ? 0 : fail_with(EAGAIN);
    if (size > left)
        size = left;
    memcpy(bytes, connections[i].input.data + connections[i].taken, size);
    connections[i].taken += size;
    return (ssize_t)size;
}

ssize_t __wrap_send(int fd, const void *bytes, size_t size, int flags)
{
    const size_t i = place_of(fd);
    HOLDS(flags & MSG_NOSIGNAL);
    if (size > write_max)
        size = write_max;
    if (size == 0)
        return fail_with(EAGAIN);
    buffer_append(&connections[i].output, bytes, size);
    return (ssize_t)size;
}

/* As much of the pieces as one write takes. */
ssize_t __wrap_sendmsg(int fd, const struct msghdr *message, int flags)
{
    size_t sent = 0, whole = 0;
    for (size_t i = 0; i < message->msg_iovlen && sent == whole; i++) {
        const struct iovec *piece = &message->msg_iov[i];
        if (piece->iov_len == 0)
            continue;
        ssize_t taken = __wrap_send(fd, piece->iov_base, piece->iov_len, flags);
        sent += taken > 0 ? (size_t)taken : 0;
        whole += piece->iov_len;
    }
    return sent > 0 ? (ssize_t)sent : fail_with(EAGAIN);
}

int __wrap_shutdown(int fd, int how)
{
    HOLDS(how == SHUT_WR && place_of(fd) < connection_count);
    return 0;
}

int __wrap_close(int fd)
{
    if (fd < FIRST_DESCRIPTOR)
        return __real_close(fd);
    connections[place_of(fd)].closed = true;
    return 0;
}

int __wrap_getsockopt(int fd, int level, int name, void *value, socklen_t *size)
{
    HOLDS(level == SOL_SOCKET && name == SO_ERROR && *size == sizeof(int) && place_of(fd) < connection_count);
    memset(value, 0, *size);
    return 0;
}

/* ---- the loop ---- */

loop_t *loop_new(void)
{
    return memory_new_zeroed(sizeof(loop_t));
}

int64_t loop_now(const loop_t *self)
{
    (void)self;
    return now;
}

int64_t loop_now_us(const loop_t *self)
{
    return loop_now(self) * 1000;
}

int64_t loop_clock_us(void)
{
    return now * 1000;
}

loop_watch_t *loop_watch_new(loop_t *loop, int fd, uint32_t events, loop_ready_fn *ready, void *context)
{
    size_t i = 0;
    while (loop->watches[i])
        HOLDS(++i < WATCHES_MAX);
    loop_watch_t *self = memory_new(sizeof *self);
    *self = (loop_watch_t){loop, (int)place_of(fd), events, ready, context};
    return loop->watches[i] = self;
}

void loop_watch_change(loop_watch_t *self, uint32_t events)
{
    self->events = events;
}

void loop_watch_destroy(loop_watch_t **self_p)
{
    loop_watch_t **watches = (*self_p)->loop->watches;
    size_t i = 0;
    while (watches[i] != *self_p)
        HOLDS(++i < WATCHES_MAX);
    watches[i] = NULL;
    free(*self_p);
    *self_p = NULL;
}

void loop_watch_destroy_closing(loop_watch_t **self_p)
{
    loop_watch_destroy(self_p);
}

loop_timer_t *loop_timer_new(loop_t *loop, loop_fn *due, void *context)
{
    size_t i = 0;
    while (loop->timers[i])
        HOLDS(++i < TIMERS_MAX);
    loop_timer_t *self = memory_new(sizeof *self);
    *self = (loop_timer_t){.loop = loop, .due = due, .context = context};
    return loop->timers[i] = self;
}

void loop_timer_set(loop_timer_t *self, int64_t delay)
{
    self->at = now + delay;
    self->set = true;
}

void loop_timer_unset(loop_timer_t *self)
{
    self->set = false;
}

bool loop_timer_is_set(const loop_timer_t *self)
{
    return self->set;
}

void loop_timer_destroy(loop_timer_t **self_p)
{
    if (!*self_p)
        return;
    loop_timer_t **timers = (*self_p)->loop->timers;
    size_t i = 0;
    while (timers[i] != *self_p)
        HOLDS(++i < TIMERS_MAX);
    timers[i] = NULL;
    free(*self_p);
    *self_p = NULL;
}

void loop_before_sleep(loop_t *self, loop_fn *hook, void *context)
{
    HOLDS(self->hook_count < HOOKS_MAX);
    self->hooks[self->hook_count++] = (hook_t){hook, context};
}

void loop_forget_before_sleep(loop_t *self, loop_fn *hook, void *context)
{
    size_t i = 0;
    while (self->hooks[i].call != hook || self->hooks[i].context != context)
        HOLDS(++i < self->hook_count);
    self->hook_count--;
    memmove(&self->hooks[i], &self->hooks[i + 1], (self->hook_count - i) * sizeof *self->hooks);
    self->hook_next -= i < self->hook_next;
}

loop_flush_t *loop_flush_new(loop_t *loop, loop_fn *run, void *context)
{
    size_t i = 0;
    while (loop->flushes[i])
        HOLDS(++i < FLUSHES_MAX);
    loop->flushes[i] = memory_new_zeroed(sizeof *loop->flushes[i]);
    *loop->flushes[i] = (loop_flush_t){.loop = loop, .run = run, .context = context};
    return loop->flushes[i];
}

void loop_flush_ask(loop_flush_t *self)
{
    self->asked = true;
}

void loop_flush_destroy(loop_flush_t **self_p)
{
    if (!*self_p)
        return;
    loop_flush_t **flushes = (*self_p)->loop->flushes;
    size_t i = 0;
    while (flushes[i] != *self_p)
        HOLDS(++i < FLUSHES_MAX);
    flushes[i] = NULL;
    free(*self_p);
    *self_p = NULL;
}

/* Each iteration here runs all that there is to do. */
void loop_iterate_again(loop_t *self)
{
    (void)self;
}

static void give_events(loop_watch_t *watch)
{
    const size_t i = (size_t)watch->connection;
    const bool input = connections[i].ended || connections[i].taken < connections[i].input.size;
    const uint32_t events = watch->events & (EPOLLOUT | (input ? EPOLLIN : 0U));
    if (events)
        watch->ready(watch->context, events);
}

void loop_double_iterate(loop_t *loop, int64_t ms)
{
    now += ms;
    for (size_t i = 0; i < WATCHES_MAX; i++)
        if (loop->watches[i])
            give_events(loop->watches[i]);
    for (size_t i = 0; i < TIMERS_MAX; i++)
        if (loop->timers[i] && loop->timers[i]->set && loop->timers[i]->at <= now) {
            loop->timers[i]->set = false;
            loop->timers[i]->due(loop->timers[i]->context);
        }
    for (loop->hook_next = 0; loop->hook_next < loop->hook_count;) {
        const hook_t hook = loop->hooks[loop->hook_next++];
        hook.call(hook.context);
    }
    for (size_t i = 0; i < FLUSHES_MAX; i++)
        if (loop->flushes[i] && loop->flushes[i]->asked) {
            loop->flushes[i]->asked = false;
            loop->flushes[i]->run(loop->flushes[i]->context);
        }
}
