/* SPDX-License-Identifier: Apache-2.0 */
#include "common/process/signals.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/buffer.h"
#include "common/observe/log.h"

struct signals {
    int fd;
    loop_watch_t *watch;
    signals_fn *handler;
    void *context;
};

static void signals_ready(void *context, uint32_t events)
{
    signals_t *self = context;
    (void)events;
    struct signalfd_siginfo info;
    if (read(self->fd, &info, sizeof info) != (ssize_t)sizeof info)
        return;
    if (info.ssi_signo == SIGUSR1)
        log_more();
    else if (info.ssi_signo == SIGUSR2)
        log_as_configured();
    else
        self->handler(self->context, (int)info.ssi_signo);
}

static sigset_t handled(void)
{
    static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2};
    sigset_t set;
    sigemptyset(&set);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        sigaddset(&set, signals[i]);
    return set;
}

void signals_block(void)
{
    const sigset_t set = handled();
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

bool signals_hangup_is_ignored(void)
{
    struct sigaction action = {0};
    return sigaction(SIGHUP, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

signals_t *signals_new(loop_t *loop, signals_fn *handler, void *context)
{
    signals_block();
    const sigset_t set = handled();
    signals_t *self = memory_new_zeroed(sizeof *self);
    self->handler = handler;
    self->context = context;
    self->fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    if (self->fd >= 0)
        self->watch = loop_watch_new(loop, self->fd, EPOLLIN, signals_ready, self);
    if (!self->watch)
        signals_destroy(&self);
    return self;
}

void signals_destroy(signals_t **self_p)
{
    signals_t *self = *self_p;
    if (!self)
        return;
    loop_watch_destroy(&self->watch);
    if (self->fd >= 0)
        close(self->fd);
    free(self);
    *self_p = NULL;
}
