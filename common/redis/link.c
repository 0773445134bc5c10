/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/link.h"

#include <errno.h>
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include "base/buffer.h"
#include "common/loop/lookup.h"
#include "common/redis/output.h"
#include "common/redis/tree.h"

enum {
    READ_SIZE = 16384, /* hiredis moves the rest of a piece for each KB it takes: more is slower */
    READS_PER_ITERATION = 16,
    KEPT_INPUT = 256 * 1024 /* a buffer above this size is given back when it runs empty */
};

struct redis_link {
    loop_t *loop;
    const redis_link_events_t *events;
    void *owner;
    int64_t silence; /* ms */
    bool open;
    int port;              /* 0: a unix socket */
    size_t attempts;       /* to connect, ever */
    lookup_t *lookup;      /* of the host's name, before there is a connection */
    redisContext *hiredis; /* NULL before that, and while closed */
    loop_watch_t *watch;
    loop_timer_t *timer; /* looks for silence */
    loop_flush_t *flush; /* asked for while there is something to send, or to be closed */
    int64_t heard_at;    /* ms: the last sign of life, or when it began to owe one */
    bool connected;      /* the connection is made */
    bool subscribed;     /* messages may come between the replies */
    char reason[128];    /* not empty: to be closed at the next opportunity */
    redis_output_t output;
    arena_t reply;           /* the one that is being read */
    redis_waiters_t waiters; /* in the order of the commands */
};

static void link_drop_connection(redis_link_t *self)
{
    if (self->watch)
        loop_watch_destroy(&self->watch);
    loop_timer_unset(self->timer);
    lookup_destroy(&self->lookup);
    if (self->hiredis)
        redisFree(self->hiredis);
    self->hiredis = NULL;
    self->open = self->connected = self->subscribed = false;
    arena_clear(&self->reply);
    redis_output_clear(&self->output);
}

static void link_answer_lost(redis_link_t *self)
{
    while (self->waiters.count > 0) {
        redis_waiter_t waiter = redis_waiters_take(&self->waiters);
        self->events->answered(self->owner, &waiter, NULL);
    }
}

/* Closing happens only here, at the end of what the loop called: never below a callback. */
static void link_settle(redis_link_t *self)
{
    if (!self->open || self->reason[0] == '\0')
        return;
    link_drop_connection(self);
    self->events->closed(self->owner, self->reason);
    link_answer_lost(self);
    self->events->emptied(self->owner);
}

static bool reply_is_message(const redis_reply_t *reply)
{
    return reply->type == REDIS_REPLY_ARRAY && reply->elements == 3 &&
           text_equal(redis_text(reply->element[0]), TEXT_LITERAL("message"));
}

/* False when the connection is no use any more. */
static bool link_take_reply(redis_link_t *self, const redis_reply_t *reply)
{
    if (self->subscribed && reply_is_message(reply)) {
        self->events->pushed(self->owner, reply);
        return true;
    }
    if (self->waiters.count == 0) {
        redis_link_break(self,
                         reply->type == REDIS_REPLY_ERROR ? reply->str : "a reply that nobody asked for");
        return false;
    }
    redis_waiter_t waiter = redis_waiters_take(&self->waiters);
    if (waiter.subscribes && reply->type == REDIS_REPLY_ARRAY)
        self->subscribed = true;
    self->events->answered(self->owner, &waiter, reply);
    redis_output_release(&self->output, waiter.size);
    return true;
}

/* What has arrived is given out even if the owner has asked for the end meanwhile: an answer beats "lost". */
static void link_take_replies(redis_link_t *self)
{
    bool going = true;
    while (going) {
        void *reply = NULL;
        if (redisReaderGetReply(self->hiredis->reader, &reply) != 0)
            redis_link_break(self, self->hiredis->reader->errstr);
        if (!reply)
            return;
        going = link_take_reply(self, reply);
        arena_clear(&self->reply);
    }
}

/* True when there may be more to read. */
static bool link_read_once(redis_link_t *self)
{
    char bytes[READ_SIZE];
    ssize_t size = recv(self->hiredis->fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (size > 0) {
        self->heard_at = loop_now(self->loop);
        if (redisReaderFeed(self->hiredis->reader, bytes, (size_t)size) == 0)
            link_take_replies(self);
        else
            redis_link_break(self, self->hiredis->reader->errstr);
        return size == READ_SIZE && self->reason[0] == '\0';
    }
    if (size == 0)
        redis_link_break(self, "closed by Redis");
    else if (errno != EAGAIN && errno != EINTR)
        redis_link_break(self, strerror(errno));
    return false;
}

static void link_read(redis_link_t *self)
{
    for (int i = 0; i < READS_PER_ITERATION && link_read_once(self); i++)
        continue;
}

static void link_flush(redis_link_t *self)
{
    if (redis_output_send(&self->output, self->hiredis->fd))
        loop_watch_change(self->watch, redis_output_is_sent(&self->output) ? EPOLLIN : EPOLLIN | EPOLLOUT);
    else
        redis_link_break(self, strerror(errno));
}

static void link_connected(redis_link_t *self)
{
    int error = 0;
    socklen_t size = sizeof error;
    if (getsockopt(self->hiredis->fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0)
        error = errno;
    if (error) {
        redis_link_break(self, strerror(error));
        return;
    }
    self->connected = true;
    loop_watch_change(self->watch, EPOLLIN);
    loop_flush_ask(self->flush);
}

static void link_ready(void *context, uint32_t events)
{
    redis_link_t *self = context;
    /* A full socket that has room again: the peer reads. */
    if (events & EPOLLOUT) {
        self->heard_at = loop_now(self->loop);
        loop_flush_ask(self->flush);
    }
    if (!self->connected)
        link_connected(self);
    else if (events & (EPOLLIN | EPOLLERR | EPOLLHUP))
        link_read(self);
    link_settle(self);
}

static void link_connect(redis_link_t *self, const char *host)
{
    self->hiredis = self->port == 0 ? redisConnectUnixNonBlock(host) : redisConnectNonBlock(host, self->port);
    if (!self->hiredis || self->hiredis->err) {
        redis_link_break(self, self->hiredis ? self->hiredis->errstr : "out of memory");
        return;
    }
    self->hiredis->reader->maxbuf = KEPT_INPUT;
    redis_tree_use(self->hiredis->reader, &self->reply);
    if (self->port != 0)
        redisEnableKeepAlive(self->hiredis);
    self->watch = loop_watch_new(self->loop, self->hiredis->fd, EPOLLOUT, link_ready, self);
    if (!self->watch)
        redis_link_break(self, strerror(errno));
}

static void link_found(void *context, const char *address, const char *reason)
{
    redis_link_t *self = context;
    if (address)
        link_connect(self, address);
    else
        redis_link_break(self, reason);
    lookup_destroy(&self->lookup);
}

/* The end of an iteration: what all of it has gathered goes out in one write. While the socket is full the
 * watch waits for room, and asks for this again. */
static void link_end_iteration(void *context)
{
    redis_link_t *self = context;
    if (self->connected && !redis_output_is_sent(&self->output) && self->reason[0] == '\0')
        link_flush(self);
    link_settle(self);
}

static void link_ask_for_life(redis_link_t *self)
{
    redis_waiter_t nobody = {.sent_at = loop_now_us(self->loop)};
    redis_command_t ping = {0};
    redis_add_literal(&ping, "PING");
    redis_link_write(self, &ping);
    redis_link_expect(self, &nobody);
}

static void link_silence_due(void *context)
{
    redis_link_t *self = context;
    /* If this process itself was stopped for a while, the signs of life lie in the socket. */
    if (self->connected)
        link_read(self);
    int64_t quiet = loop_now(self->loop) - self->heard_at;
    bool owing = !self->connected || self->waiters.count > 0;
    if (owing && quiet >= self->silence)
        redis_link_break(self, self->connected ? "no answer" : "no connection in time");
    else if (owing)
        loop_timer_set(self->timer, self->silence - quiet);
    else if (self->subscribed && quiet >= self->silence / 2)
        link_ask_for_life(self);
    else if (self->subscribed)
        loop_timer_set(self->timer, self->silence / 2 - quiet);
    link_settle(self);
}

redis_link_t *redis_link_new(loop_t *loop, int64_t silence, const redis_link_events_t *events, void *owner)
{
    redis_link_t *self = memory_new_zeroed(sizeof *self);
    self->loop = loop;
    self->silence = silence;
    self->events = events;
    self->owner = owner;
    self->timer = loop_timer_new(loop, link_silence_due, self);
    self->flush = loop_flush_new(loop, link_end_iteration, self);
    return self;
}

void redis_link_destroy(redis_link_t **self_p)
{
    redis_link_t *self = *self_p;
    if (!self)
        return;
    link_drop_connection(self);
    link_answer_lost(self);
    loop_flush_destroy(&self->flush);
    loop_timer_destroy(&self->timer);
    redis_output_free(&self->output);
    arena_free(&self->reply);
    redis_waiters_free(&self->waiters);
    free(self);
    *self_p = NULL;
}

void redis_link_keep_commands(redis_link_t *self)
{
    self->output.keeps = true;
}

void redis_link_open(redis_link_t *self, const redis_address_t *to)
{
    self->reason[0] = '\0';
    self->open = true;
    self->port = to->local ? 0 : to->port;
    self->heard_at = loop_now(self->loop);
    loop_timer_set(self->timer, self->silence);
    if (to->local || !lookup_is_needed(to->host)) {
        link_connect(self, to->host);
        return;
    }
    self->lookup = lookup_new(self->loop, to->host, self->attempts++, link_found, self);
    if (!self->lookup)
        redis_link_break(self, strerror(errno));
}

void redis_link_break(redis_link_t *self, const char *reason)
{
    if (self->reason[0] == '\0')
        snprintf(self->reason, sizeof self->reason, "%s", reason[0] ? reason : "unknown");
    loop_flush_ask(self->flush);
}

bool redis_link_is_open(const redis_link_t *self)
{
    return self->open && self->reason[0] == '\0';
}

void redis_link_write(redis_link_t *self, const redis_command_t *command)
{
    redis_output_write(&self->output, command);
    loop_flush_ask(self->flush);
}

void redis_link_write_again(redis_link_t *self, text_t command)
{
    redis_output_write_again(&self->output, command);
    loop_flush_ask(self->flush);
}

void redis_link_expect(redis_link_t *self, const redis_waiter_t *waiter)
{
    if (self->waiters.count == 0)
        self->heard_at = loop_now(self->loop);
    redis_waiters_add(&self->waiters, waiter)->size = redis_output_end_command(&self->output);
    if (!loop_timer_is_set(self->timer))
        loop_timer_set(self->timer, self->silence);
}

text_t redis_link_command(const redis_link_t *self, const redis_waiter_t *waiter)
{
    return redis_output_oldest(&self->output, waiter->size);
}

void redis_link_read(redis_link_t *self)
{
    if (self->connected && self->reason[0] == '\0')
        link_read(self);
}

size_t redis_link_in_flight(const redis_link_t *self)
{
    return self->waiters.count;
}
