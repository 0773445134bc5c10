/* SPDX-License-Identifier: Apache-2.0 */
#include "common/observe/admin.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/address.h"
#include "common/observe/admin_answer.h"
#include "common/observe/listener.h"

enum {
    CONNECTIONS_MAX = 32,
    HEAD_MAX = 4096, /* bytes of a request */
    DEADLINE = 5000  /* ms that a connection may last */
};

typedef struct connection connection_t;

struct admin {
    loop_t *loop;
    listener_t *listener;
    admin_source_t source;
    connection_t *connections[CONNECTIONS_MAX]; /* the oldest first */
    size_t count;
    bool gathering;
    char url[ADDRESS_TEXT_SIZE + sizeof "http://"];
};

struct connection {
    admin_t *admin;
    int fd;
    loop_watch_t *watch;
    loop_timer_t *deadline;
    size_t received;
    char head[HEAD_MAX];
    bool waiting;    /* its head is complete; what the answer tells is being gathered */
    buffer_t answer; /* empty until the head is complete */
    size_t sent;
};

static void connection_destroy(connection_t **self_p)
{
    connection_t *self = *self_p;
    admin_t *admin = self->admin;
    size_t at = 0;
    while (admin->connections[at] != self)
        at++;
    admin->count--;
    memmove(&admin->connections[at], &admin->connections[at + 1],
            (admin->count - at) * sizeof(connection_t *));
    loop_watch_destroy(&self->watch);
    loop_timer_destroy(&self->deadline);
    close(self->fd);
    buffer_free(&self->answer);
    free(self);
    *self_p = NULL;
}

static void connection_due(void *context)
{
    connection_t *self = context;
    connection_destroy(&self);
}

/* Whether a read or write that gave `result` only has to be tried again later. */
static bool is_not_yet(ssize_t result)
{
    return result < 0 && (errno == EAGAIN || errno == EINTR);
}

static void connection_send(connection_t *self)
{
    ssize_t put = send(self->fd, self->answer.data + self->sent, self->answer.size - self->sent,
                       MSG_NOSIGNAL);
    if (put < 0 && !is_not_yet(put)) {
        connection_destroy(&self);
        return;
    }
    self->sent += put > 0 ? (size_t)put : 0;
    if (self->sent < self->answer.size) {
        loop_watch_change(self->watch, EPOLLOUT);
        return;
    }
    /* Closing now, with input unread, would reset the connection and could take the answer back: the client
     * closes. */
    shutdown(self->fd, SHUT_WR);
    loop_watch_change(self->watch, EPOLLIN);
}

static void connection_answer(connection_t *self)
{
    admin_answer(&self->admin->source, (text_t){self->head, self->received}, &self->answer);
    connection_send(self);
}

static void connection_wait(connection_t *self)
{
    admin_t *admin = self->admin;
    self->waiting = true;
    loop_watch_change(self->watch, 0);
    if (admin->gathering)
        return;
    admin->gathering = true;
    admin->source.gather(admin->source.context);
}

static void connection_take_head(connection_t *self)
{
    if (!admin_head_is_complete((text_t){self->head, self->received})) {
        if (self->received < sizeof self->head)
            return;
        admin_answer_too_long(&self->answer);
        connection_send(self);
    } else if (self->admin->source.gather) {
        connection_wait(self);
    } else {
        connection_answer(self);
    }
}

static void connection_receive(connection_t *self)
{
    bool answered = self->answer.size > 0;
    if (answered)
        self->received = 0; /* what comes after the request is thrown away */
    ssize_t got = recv(self->fd, self->head + self->received, sizeof self->head - self->received, 0);
    if (is_not_yet(got))
        return;
    if (got <= 0) {
        connection_destroy(&self);
        return;
    }
    self->received += (size_t)got;
    if (!answered && !self->waiting)
        connection_take_head(self);
}

static void connection_ready(void *context, uint32_t events)
{
    connection_t *self = context;
    (void)events;
    if (self->sent < self->answer.size)
        connection_send(self);
    else
        connection_receive(self);
}

static void connection_open(void *context, int fd)
{
    admin_t *admin = context;
    if (admin->count == CONNECTIONS_MAX) {
        /* The oldest makes room, so that clients that dawdle can't keep a probe out. */
        connection_t *oldest = admin->connections[0];
        connection_destroy(&oldest);
    }
    connection_t *self = memory_new_zeroed(sizeof *self);
    self->admin = admin;
    self->fd = fd;
    self->deadline = loop_timer_new(admin->loop, connection_due, self);
    loop_timer_set(self->deadline, DEADLINE);
    admin->connections[admin->count++] = self;
    self->watch = loop_watch_new(admin->loop, fd, EPOLLIN, connection_ready, self);
    if (!self->watch)
        connection_destroy(&self);
}

admin_t *admin_new(loop_t *loop, const char *address, const admin_source_t *source)
{
    char bound[ADDRESS_TEXT_SIZE];
    int fd = address_listen(address);
    if (fd < 0)
        return NULL;
    admin_t *self = memory_new_zeroed(sizeof *self);
    self->loop = loop;
    self->source = *source;
    self->listener = listener_new(loop, fd, "admin", connection_open, self);
    if (!self->listener || !address_bound(fd, bound))
        admin_destroy(&self);
    else
        snprintf(self->url, sizeof self->url, "http://%s", bound);
    return self;
}

void admin_gathered(admin_t *self)
{
    /* An answer may end its connection, which takes it off the list. */
    connection_t *waiting[CONNECTIONS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < self->count; i++)
        if (self->connections[i]->waiting)
            waiting[count++] = self->connections[i];
    self->gathering = false;
    for (size_t i = 0; i < count; i++) {
        waiting[i]->waiting = false;
        connection_answer(waiting[i]);
    }
}

const char *admin_url(const admin_t *self)
{
    return self->url;
}

void admin_destroy(admin_t **self_p)
{
    admin_t *self = *self_p;
    if (!self)
        return;
    while (self->count > 0) {
        connection_t *last = self->connections[self->count - 1];
        connection_destroy(&last);
    }
    listener_destroy(&self->listener);
    free(self);
    *self_p = NULL;
}
