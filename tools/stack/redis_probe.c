/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/stack/redis_probe.h"

#include "tools/stack/home.h"

/* A node is ready once it serves what it has and, as a replica, has a whole copy. */
static const char node_ready[] =
    "EVAL \""
    "local c, r = redis.call('CLUSTER', 'INFO'), redis.call('INFO', 'replication') "
    "local function has(text, line) return text:find(line, 1, true) end "
    "local function say(text) return redis.status_reply(text) end "
    "if not has(c, 'cluster_state:ok') then return say('it does not hear from most of the masters') end "
    "if has(r, 'role:master') then return say('PONG master') end "
    "if not has(r, 'master_link_status:up') then return say('it does not follow its master yet') end "
    "return say('PONG replica of ' .. r:match('master_host:(%S*)') .. ':' .. r:match('master_port:(%d*)'))"
    "\" 0";

void redis_probe_target(buffer_t *out, const cluster_t *cluster, int number)
{
    char address[CLUSTER_PATH_SIZE];
    if (cluster) {
        cluster_node_address(cluster, number, address);
        buffer_append_format(out, "tcp:%s%c", address, '\0');
    } else {
        buffer_append_format(out, "unix:" HOME_REDIS "%c", '\0');
    }
}

void redis_probe_request(buffer_t *out, const cluster_t *cluster, const char *command)
{
    if (cluster)
        buffer_append_format(out, "AUTH %s\r\n", cluster->secret);
    buffer_append_format(out, "%s\r\n%c", command, '\0');
}

const char *redis_probe_ready(const cluster_t *cluster)
{
    return cluster ? node_ready : "PING";
}
