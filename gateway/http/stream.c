/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/http/stream.h"

#include <errno.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

static stream_result_t failed(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? STREAM_LATER : STREAM_BROKEN;
}

stream_result_t stream_read(stream_t *self, char *bytes, size_t size, size_t *moved)
{
    if (self->tls)
        return tls_read(self->tls, bytes, size, moved, &self->wants_output);
    ssize_t got = recv(self->fd, bytes, size, 0);
    if (got < 0)
        return failed();
    *moved = (size_t)got;
    return got == 0 ? STREAM_ENDED : STREAM_MOVED;
}

stream_result_t stream_write(stream_t *self, const struct iovec *pieces, size_t count, size_t *moved)
{
    if (self->tls)
        return tls_write(self->tls, pieces, count, moved);
    struct msghdr message = {.msg_iov = (struct iovec *)(uintptr_t)pieces, .msg_iovlen = count};
    ssize_t sent = count == 1 ? send(self->fd, pieces->iov_base, pieces->iov_len, MSG_NOSIGNAL)
                              : sendmsg(self->fd, &message, MSG_NOSIGNAL);
    if (sent < 0)
        return failed();
    *moved = (size_t)sent;
    return STREAM_MOVED;
}

bool stream_is_opening(const stream_t *self)
{
    return self->tls && !tls_is_open(self->tls);
}

size_t stream_unconfirmed(const stream_t *self)
{
    int bytes = 0;
    return ioctl(self->fd, SIOCOUTQ, &bytes) == 0 && bytes > 0 ? (size_t)bytes : 0;
}

bool stream_has_more(const stream_t *self)
{
    return self->tls && tls_has_more(self->tls);
}

void stream_end_tls(stream_t *self)
{
    if (self->tls)
        tls_end(self->tls);
}

void stream_end_output(stream_t *self)
{
    stream_end_tls(self);
    shutdown(self->fd, SHUT_WR);
}

void stream_close(stream_t *self)
{
    tls_destroy(&self->tls);
    close(self->fd);
}
