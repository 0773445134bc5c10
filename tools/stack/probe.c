/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/probe.h"

#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buffer.h"

struct probe {
    int fd; /* -1 when it could not connect */
    loop_watch_t *watch;
    loop_timer_t *limit;
    const char *request;
    bool sent;
    size_t lines; /* the answer ends with so many of them; 0: with the connection */
    char answer[PROBE_SIZE];
    size_t size;
    probe_done_fn *done;
    void *context;
};

static int connect_unix(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof(address.sun_path))
        return -1;
    strcpy(address.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
        close(fd);
        return -1;
    }
    return fd;
}

static int connect_tcp(const char *host_port)
{
    char host[64], port[8];
    if (sscanf(host_port, "[%63[^]]]:%7[0-9]", host, port) != 2 &&
        sscanf(host_port, "%63[^:]:%7[0-9]", host, port) != 2)
        return -1;
    struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM};
    struct addrinfo *found;
    if (getaddrinfo(host, port, &hints, &found) != 0)
        return -1;
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd >= 0)
        (void)connect(fd, found->ai_addr, found->ai_addrlen); /* in progress; a failure shows as EPOLLERR */
    freeaddrinfo(found);
    return fd;
}

static void finish(probe_t *self, size_t size)
{
    loop_timer_unset(self->limit);
    loop_watch_destroy(&self->watch);
    self->done(self->context, (text_t){self->answer, size});
}

static size_t count_lines(const char *text, size_t size)
{
    size_t lines = 0;
    for (const char *at = text; (at = memchr(at, '\n', size - (size_t)(at - text))); at++)
        lines++;
    return lines;
}

/* The last whole line of the answer, at its beginning. Returns its size without the end. */
static size_t keep_last_line(probe_t *self)
{
    const char *end = memrchr(self->answer, '\r', self->size);
    if (!end)
        return 0;
    const char *before = memrchr(self->answer, '\n', (size_t)(end - self->answer));
    const char *begin = before ? before + 1 : self->answer;
    memmove(self->answer, begin, (size_t)(end - begin));
    return (size_t)(end - begin);
}

static void take_answer(probe_t *self)
{
    ssize_t got = recv(self->fd, self->answer + self->size, sizeof(self->answer) - self->size, 0);
    self->size += got > 0 ? (size_t)got : 0;
    const bool ended = got <= 0 || self->size == sizeof(self->answer);
    const bool whole = self->lines > 0 && count_lines(self->answer, self->size) >= self->lines;
    if (whole || ended)
        finish(self, self->lines > 0 ? keep_last_line(self) : self->size);
}

static void probe_ready(void *context, uint32_t events)
{
    probe_t *self = context;
    if (events & EPOLLERR) {
        finish(self, 0);
        return;
    }
    if (!self->sent && events & EPOLLOUT) {
        size_t size = strlen(self->request);
        self->sent = send(self->fd, self->request, size, MSG_NOSIGNAL) == (ssize_t)size;
        if (self->sent)
            loop_watch_change(self->watch, EPOLLIN);
        else
            finish(self, 0);
        return;
    }
    take_answer(self);
}

static void probe_due(void *context)
{
    finish(context, 0);
}

probe_t *probe_new(loop_t *loop, const char *target, const char *request, probe_done_fn *done, void *context)
{
    static const char unix_scheme[] = "unix:", tcp_scheme[] = "tcp:", http_scheme[] = "http://";
    probe_t *self = memory_new_zeroed(sizeof(*self));
    self->request = request;
    self->done = done;
    self->context = context;
    self->fd = -1;
    self->lines = count_lines(request, strlen(request));
    if (strncmp(target, unix_scheme, sizeof(unix_scheme) - 1) == 0) {
        self->fd = connect_unix(target + sizeof(unix_scheme) - 1);
    } else if (strncmp(target, tcp_scheme, sizeof(tcp_scheme) - 1) == 0) {
        self->fd = connect_tcp(target + sizeof(tcp_scheme) - 1);
    } else if (strncmp(target, http_scheme, sizeof(http_scheme) - 1) == 0) {
        self->fd = connect_tcp(target + sizeof(http_scheme) - 1);
        self->lines = 0;
    }
    if (self->fd >= 0)
        self->watch = loop_watch_new(loop, self->fd, EPOLLOUT, probe_ready, self);
    self->limit = loop_timer_new(loop, probe_due, self);
    loop_timer_set(self->limit, self->watch ? PROBE_LIMIT : 0);
    return self;
}

void probe_destroy(probe_t **self_p)
{
    probe_t *self = *self_p;
    if (!self)
        return;
    loop_watch_destroy(&self->watch);
    loop_timer_destroy(&self->limit);
    if (self->fd >= 0)
        close(self->fd);
    free(self);
    *self_p = NULL;
}
