/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/reaper.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"

struct reaper {
    int fd;
    loop_watch_t *watch;
    reaper_fn *ended;
    void *context;
};

/* One signal may stand for several ends. */
static void reaper_ready(void *context, uint32_t events)
{
    reaper_t *self = context;
    struct signalfd_siginfo info;
    (void)events;
    while (read(self->fd, &info, sizeof(info)) > 0)
        continue;
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
        self->ended(self->context, pid, status);
}

reaper_t *reaper_new(loop_t *loop, reaper_fn *ended, void *context)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL);
    int fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    loop_watch_t *watch = NULL;
    reaper_t *self = memory_new_zeroed(sizeof(*self));
    if (fd >= 0)
        watch = loop_watch_new(loop, fd, EPOLLIN, reaper_ready, self);
    *self = (reaper_t){fd, watch, ended, context};
    if (!watch)
        reaper_destroy(&self);
    return self;
}

void reaper_destroy(reaper_t **self_p)
{
    reaper_t *self = *self_p;
    if (!self)
        return;
    loop_watch_destroy(&self->watch);
    if (self->fd >= 0)
        close(self->fd);
    free(self);
    *self_p = NULL;
}
