/* SPDX-License-Identifier: Apache-2.0 */
#include "common/redis/sentinel.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "common/redis/link.h"
#include "common/redis/prepare.h"

enum { SENTINEL_SILENCE = 500 /* ms, for the connection and then for the answer */, REASON_SIZE = 128 };

struct redis_sentinel {
    redis_sentinel_options_t options;
    redis_link_t *link;
    size_t current; /* the one that is asked, or is asked next */
    size_t asked;   /* how many were, this time */
    bool asking;
    bool found;
    redis_address_t master;
    char reason[REASON_SIZE]; /* why the last one could not tell */
};

static void send_login(redis_sentinel_t *self)
{
    static const redis_waiter_t login = {.prepares = true};
    const redis_sentinel_options_t *options = &self->options;
    redis_command_t command = {0};
    if (!redis_add_login(&command, options->user, options->password))
        return;
    redis_link_write(self->link, &command);
    redis_link_expect(self->link, &login);
}

static void ask_current(redis_sentinel_t *self)
{
    static const redis_waiter_t question = {.prepares = false};
    redis_link_open(self->link, &self->options.sentinels.sentinels[self->current]);
    send_login(self);
    redis_command_t command = {0};
    redis_add_literal(&command, "SENTINEL");
    redis_add_literal(&command, "get-master-addr-by-name");
    redis_add(&command, text_of(self->options.sentinels.master));
    redis_link_write(self->link, &command);
    redis_link_expect(self->link, &question);
}

/* An array of host and port. */
static bool read_master(const redis_reply_t *reply, redis_address_t *master)
{
    int64_t port = 0;
    if (reply->type != REDIS_REPLY_ARRAY || reply->elements != 2)
        return false;
    text_t host = redis_text(reply->element[0]);
    if (host.size == 0 || host.size >= REDIS_HOST_SIZE || memchr(host.data, '\0', host.size) ||
        !text_to_int(redis_text(reply->element[1]), &port) || port < 1 || port > 65535)
        return false;
    *master = (redis_address_t){.port = (int)port};
    memcpy(master->host, host.data, host.size);
    return true;
}

static void link_answered(void *owner, const redis_waiter_t *waiter, const redis_reply_t *reply)
{
    redis_sentinel_t *self = owner;
    if (!reply)
        return;
    if (reply->type == REDIS_REPLY_ERROR)
        redis_link_break(self->link, reply->str);
    else if (!waiter->prepares) {
        self->found = read_master(reply, &self->master);
        redis_link_break(self->link, self->found ? "answered" : "the sentinel knows no such master");
    }
}

/* Nothing is published to a connection that has not subscribed. */
static void link_pushed(void *owner, const redis_reply_t *message)
{
    (void)owner;
    (void)message;
}

static void link_closed(void *owner, const char *reason)
{
    redis_sentinel_t *self = owner;
    snprintf(self->reason, sizeof self->reason, "%s", reason);
}

static void link_emptied(void *owner)
{
    redis_sentinel_t *self = owner;
    self->current = (self->current + 1) % self->options.sentinels.count;
    if (!self->found && ++self->asked < self->options.sentinels.count) {
        ask_current(self);
        return;
    }
    self->asking = false;
    self->options.done(self->options.context, self->found ? &self->master : NULL, self->reason);
}

static const redis_link_events_t LINK_EVENTS = {link_answered, link_pushed, link_closed, link_emptied};

redis_sentinel_t *redis_sentinel_new(loop_t *loop, const redis_sentinel_options_t *options)
{
    redis_sentinel_t *self = memory_new_zeroed(sizeof *self);
    self->options = *options;
    self->link = redis_link_new(loop, SENTINEL_SILENCE, &LINK_EVENTS, self);
    return self;
}

void redis_sentinel_destroy(redis_sentinel_t **self_p)
{
    redis_sentinel_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    redis_link_destroy(&self->link);
    free(self);
}

void redis_sentinel_ask(redis_sentinel_t *self)
{
    if (self->asking)
        return;
    self->asking = true;
    self->found = false;
    self->asked = 0;
    ask_current(self);
}
