/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/common/inquiry.h"

#include <stdio.h>

#include "tools/leidactl/common/server.h"

enum { WORDS = 2 };

static void set_reason(inquiry_t *self, const char *reason)
{
    snprintf(self->reason, sizeof self->reason, "%s", reason);
}

/* Whether the reply is that of a server older than 7.0, which has no CLUSTER SHARDS. */
static bool is_unknown(const redis_reply_t *reply)
{
    return reply && reply->type == REDIS_REPLY_ERROR && strncasecmp(reply->str, "ERR unknown ", 12) == 0;
}

static redis_reply_t *ask(server_t *server)
{
    const text_t shards[WORDS] = {TEXT_LITERAL("CLUSTER"), TEXT_LITERAL("SHARDS")};
    const text_t slots[WORDS] = {TEXT_LITERAL("CLUSTER"), TEXT_LITERAL("SLOTS")};
    redis_reply_t *reply = server_ask(server, WORDS, shards);
    if (!is_unknown(reply))
        return reply;
    redis_reply_free(reply);
    return server_ask(server, WORDS, slots);
}

bool inquiry_ask(inquiry_t *self, const redis_address_t *node, redis_topology_t *topology)
{
    connection_t connection = {.context = NULL};
    self->address = *node;
    if (!connection_try(&connection, node, self->password)) {
        set_reason(self, connection.reason);
        return false;
    }
    server_t *server = server_new(connection.context, node);
    server_limit(server, CONNECTION_TOLD_S);
    redis_reply_t *reply = ask(server);
    const bool told = reply && redis_topology_read(topology, reply, node);
    if (!reply)
        set_reason(self, server_trouble(server));
    else if (reply->type == REDIS_REPLY_ERROR)
        set_reason(self, reply->str);
    else if (!told)
        set_reason(self, topology->refusal);
    redis_reply_free(reply);
    server_destroy(&server);
    return told;
}
