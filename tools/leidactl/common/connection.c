/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/connection.h"

#include <hiredis/hiredis.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "common/redis/address.h"
#include "common/redis/blocking.h"
#include "tools/leidactl/common/fail.h"

enum { PATIENCE_S = 2 /* for a connection */ };

bool connection_give_up(connection_t *self, const char *reason)
{
    snprintf(self->reason, sizeof self->reason, "%s", reason);
    if (self->context)
        redisFree(self->context);
    self->context = NULL;
    return false;
}

int connection_whole(int seconds)
{
    return 3 * seconds;
}

/* From now on it may be silent for so long while it owes an answer, s. */
static void limit(connection_t *self, int seconds)
{
    redisSetTimeout(self->context, (struct timeval){.tv_sec = seconds});
}

/* The reply to a command that was appended; NULL, and given up, when the connection is lost. It is freed with
 * redis_reply_free. */
static redis_reply_t *receive(connection_t *self, int seconds)
{
    redis_reply_t *reply = redis_blocking_receive(self->context, connection_whole(seconds));
    if (!reply)
        connection_give_up(self, self->context->errstr);
    return reply;
}

static bool log_in(connection_t *self, const char *password)
{
    if (!password[0])
        return true;
    redisAppendCommand(self->context, "AUTH %s", password);
    redis_reply_t *reply = receive(self, CONNECTION_ANSWER_S);
    if (!reply)
        return false;
    bool good = reply->type != REDIS_REPLY_ERROR;
    if (!good)
        connection_give_up(self, reply->str);
    redis_reply_free(reply);
    return good;
}

bool connection_try(connection_t *self, const redis_address_t *to, const char *password)
{
    const struct timeval patience = {.tv_sec = PATIENCE_S};
    self->context = to->local ? redisConnectUnixWithTimeout(to->host, patience)
                              : redisConnectWithTimeout(to->host, to->port, patience);
    if (!self->context)
        return connection_give_up(self, "out of memory");
    if (self->context->err)
        return connection_give_up(self, self->context->errstr);
    limit(self, CONNECTION_ANSWER_S);
    return log_in(self, password);
}

/* The text at a place of an array; none where the reply has no such thing. */
static text_t text_at(const redis_reply_t *reply, size_t place)
{
    bool is_text = reply->type == REDIS_REPLY_ARRAY && place < reply->elements &&
                   reply->element[place]->type == REDIS_REPLY_STRING;
    return is_text ? (text_t){reply->element[place]->str, reply->element[place]->len} : TEXT_NONE;
}

/* False when the reply is no address. */
static bool read_master(const redis_reply_t *reply, redis_address_t *master)
{
    const text_t host = text_at(reply, 0);
    int64_t port = 0;
    bool good = host.size > 0 && host.size < REDIS_HOST_SIZE && !memchr(host.data, '\0', host.size) &&
                text_to_int(text_at(reply, 1), &port) && port > 0 && port <= UINT16_MAX;
    *master = (redis_address_t){.port = (int)port};
    if (good)
        memcpy(master->host, host.data, host.size);
    return good;
}

/* Where this Sentinel sees the master. */
static bool ask_sentinel(connection_t *self, const redis_address_t *sentinel, const redis_sentinels_t *all,
                         const char *password, redis_address_t *master)
{
    if (!connection_try(self, sentinel, password))
        return false;
    limit(self, CONNECTION_TOLD_S);
    redisAppendCommand(self->context, "SENTINEL get-master-addr-by-name %s", all->master);
    redis_reply_t *reply = receive(self, CONNECTION_TOLD_S);
    if (!reply)
        return false;
    bool good = read_master(reply, master);
    connection_give_up(self, reply->type == REDIS_REPLY_ERROR ? reply->str : "it knows no such master");
    redis_reply_free(reply);
    return good;
}

static bool is_master(connection_t *self)
{
    redisAppendCommand(self->context, "ROLE");
    redis_reply_t *reply = receive(self, CONNECTION_ANSWER_S);
    if (!reply)
        return false;
    bool good = text_equal(text_at(reply, 0), TEXT_LITERAL("master"));
    redis_reply_free(reply);
    return good || connection_give_up(self, "who is said to be the master is none");
}

static void find_master(connection_t *self, const redis_sentinels_t *all,
                        const connection_settings_t *settings)
{
    redis_address_t master;
    for (size_t i = 0; i < all->count && !self->context; i++)
        if (ask_sentinel(self, &all->sentinels[i], all, settings->sentinel_password, &master) &&
            connection_try(self, &master, settings->password))
            is_master(self);
}

struct redisContext *connection_open(const connection_settings_t *settings)
{
    connection_t attempt = {0};
    redis_address_t where;
    redis_sentinels_t sentinels;
    if (redis_address_read(settings->address, &where))
        connection_try(&attempt, &where, settings->password);
    else if (redis_sentinels_read(settings->address, &sentinels))
        find_master(&attempt, &sentinels, settings);
    else
        fail_usage("redis address '%s': must be " REDIS_ADDRESS_FORMS, settings->address);
    if (!attempt.context)
        fail("redis at %s: %s", settings->address, attempt.reason);
    return attempt.context;
}
