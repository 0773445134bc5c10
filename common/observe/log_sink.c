/* SPDX-License-Identifier: Apache-2.0 */
#include "common/observe/log_sink.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

/* An open file description of our own over the same pipe or terminal; -1 when the system refuses. */
static int open_anew(int fd)
{
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return open(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

void log_sink_open(log_sink_t *self, int fd)
{
    *self = (log_sink_t)LOG_SINK_PLAIN(fd);
    struct stat status;
    if (fstat(fd, &status) != 0)
        return;
    if (S_ISSOCK(status.st_mode)) {
        self->kind = LOG_SINK_SOCKET;
    } else if (S_ISFIFO(status.st_mode) || S_ISCHR(status.st_mode)) {
        int own = open_anew(fd);
        self->own = own >= 0;
        if (self->own)
            self->fd = own;
        else
            self->kind = LOG_SINK_POLLED;
    }
}

void log_sink_close(log_sink_t *self)
{
    if (self->own)
        close(self->fd);
    *self = (log_sink_t)LOG_SINK_PLAIN(-1);
}

static bool has_room(int fd)
{
    struct pollfd asked = {.fd = fd, .events = POLLOUT};
    if (poll(&asked, 1, 0) == 1 && (asked.revents & (POLLOUT | POLLERR)))
        return true;
    errno = EAGAIN;
    return false;
}

static ssize_t write_once(const log_sink_t *self, const char *bytes, size_t size)
{
    if (self->kind == LOG_SINK_SOCKET)
        return send(self->fd, bytes, size, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (self->kind == LOG_SINK_POLLED && !has_room(self->fd))
        return -1;
    return write(self->fd, bytes, size);
}

static ssize_t write_piece(const log_sink_t *self, const char *bytes, size_t size)
{
    ssize_t wrote;
    do
        wrote = write_once(self, bytes, size);
    while (wrote < 0 && errno == EINTR);
    return wrote;
}

bool log_sink_write(log_sink_t *self, const char *line, size_t size)
{
    if (self->torn && write_piece(self, "\n", 1) != 1)
        return false;
    ssize_t wrote = write_piece(self, line, size);
    self->torn = wrote > 0 && (size_t)wrote < size;
    if (self->torn)
        errno = EAGAIN;
    return wrote == (ssize_t)size;
}
