/* SPDX-License-Identifier: Apache-2.0 */
#include "common/observe/listener.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buffer.h"
#include "common/observe/log_limit.h"

enum {
    PAUSE = 1000,            /* ms without accepting */
    LINES_PERIOD = 60 * 1000 /* ms: one line a minute */
};

struct listener {
    loop_t *loop;
    int fd;
    const char *name;
    loop_watch_t *watch;
    loop_timer_t *resume;
    listener_fn *accepted;
    void *context;
};

static void resume(void *context)
{
    loop_watch_change(((listener_t *)context)->watch, EPOLLIN);
}

static void pause_for_now(listener_t *self)
{
    log_limited_to(1, LINES_PERIOD, LOG_WARNING, "cannot accept", LOG_STRING("listener", self->name),
                   LOG_STRING("reason", strerror(errno)));
    loop_watch_change(self->watch, 0);
    loop_timer_set(self->resume, PAUSE);
}

/* What else waits is reported again in the next iteration. */
static void listener_ready(void *context, uint32_t events)
{
    listener_t *self = context;
    (void)events;
    int fd = accept4(self->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0)
        self->accepted(self->context, fd);
    else if (errno != EAGAIN && errno != EINTR && errno != ECONNABORTED)
        pause_for_now(self);
}

listener_t *listener_new(loop_t *loop, int fd, const char *name, listener_fn *accepted, void *context)
{
    listener_t *self = memory_new_zeroed(sizeof *self);
    *self = (listener_t){.loop = loop, .fd = fd, .name = name, .accepted = accepted, .context = context};
    self->resume = loop_timer_new(loop, resume, self);
    self->watch = loop_watch_new(loop, fd, EPOLLIN, listener_ready, self);
    if (!self->watch) {
        int reason = errno;
        listener_destroy(&self);
        errno = reason;
    }
    return self;
}

void listener_destroy(listener_t **self_p)
{
    listener_t *self = *self_p;
    if (!self)
        return;
    loop_watch_destroy(&self->watch);
    loop_timer_destroy(&self->resume);
    close(self->fd);
    free(self);
    *self_p = NULL;
}
