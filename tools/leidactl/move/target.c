/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/move/target.h"

#include <stdlib.h>

#include "common/redis/topology.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/common/inquiry.h"

/* Of words that are literals. */
#define WORDS(...) ((const text_t[]){__VA_ARGS__}), (sizeof((const text_t[]){__VA_ARGS__}) / sizeof(text_t))
#define WORD(literal) TEXT_LITERAL(literal)

static redis_reply_t *ask(server_t *server, const text_t *words, size_t count)
{
    return store_ask_server(server, count, words, REPLY_ANY);
}

static void tell(server_t *server, const text_t *words, size_t count)
{
    redis_reply_free(ask(server, words, count));
}

/* ---- connections ---- */

/* The first node that answers. */
static bool ask_seeds(const connection_settings_t *settings, const redis_seeds_t *seeds,
                      redis_topology_t *topology)
{
    inquiry_t inquiry = {.password = settings->password};
    size_t i = 0;
    while (i < seeds->count && !inquiry_ask(&inquiry, &seeds->seeds[i], topology))
        i++;
    return i < seeds->count;
}

store_t *target_open(const connection_settings_t *settings)
{
    store_t *target = store_new(settings);
    redis_seeds_t seeds;
    if (redis_seeds_read(settings->address, &seeds)) {
        redis_topology_t *topology = memory_new_zeroed(sizeof *topology);
        if (ask_seeds(settings, &seeds, topology) && topology->covered < REDIS_SLOTS)
            fail("redis at %s: it serves %zu of %d slots", settings->address, topology->covered, REDIS_SLOTS);
        free(topology);
    }
    store_hold(target, MOVE_NAME);
    return target;
}

bool target_answers(const connection_settings_t *settings)
{
    redis_seeds_t seeds;
    redis_address_t server;
    connection_t connection = {.context = NULL};
    if (redis_address_read(settings->address, &server)) {
        bool good = connection_try(&connection, &server, settings->password);
        connection_give_up(&connection, "");
        return good;
    }
    if (!redis_seeds_read(settings->address, &seeds))
        return true; /* Sentinels: who opens it sees */
    redis_topology_t *topology = memory_new_zeroed(sizeof *topology);
    bool good = ask_seeds(settings, &seeds, topology);
    free(topology);
    return good;
}

/* ---- what there is ---- */

int64_t info_number(const redis_reply_t *info, const char *name)
{
    const char *at = info->type == REDIS_REPLY_STRING ? strstr(info->str, name) : NULL;
    return at ? strtoll(at + strlen(name), NULL, 10) : -1;
}

/* "db0:keys=12,expires=3,avg_ttl=0"; a database without keys is left out. */
key_count_t key_count_read(const redis_reply_t *info)
{
    int64_t all = info_number(info, "db0:keys=");
    return all > 0 ? (key_count_t){all, all - info_number(info, ",expires=")} : (key_count_t){0, 0};
}

static void add_size(void *context, server_t *server)
{
    target_size_t *size = context;
    redis_reply_t *info = ask(server, WORDS(WORD("INFO"), WORD("keyspace")));
    key_count_t count = key_count_read(info);
    redis_reply_free(info);
    info = ask(server, WORDS(WORD("INFO"), WORD("replication")));
    int64_t replicas = info_number(info, "\nconnected_slaves:");
    redis_reply_free(info);
    size->masters++;
    size->replicas += replicas > 0 ? (size_t)replicas : 0;
    size->keys.all += count.all;
    size->keys.lasting += count.lasting;
}

target_size_t target_size(store_t *target)
{
    target_size_t size = {0};
    store_each_server(target, add_size, &size);
    return size;
}

bool target_read(store_t *target, const char *key, buffer_t *out)
{
    buffer_clear(out);
    store_begin(target, "GET");
    store_add(target, text_of(key));
    redis_reply_t *reply = store_ask(target, REPLY_TEXT);
    bool there = reply->type == REDIS_REPLY_STRING;
    buffer_append_text(out, reply_text(reply));
    redis_reply_free(reply);
    return there;
}

/* ---- keys ---- */

void target_restore(store_t *target, text_t key, int64_t left, text_t dump)
{
    store_begin(target, "RESTORE");
    store_add(target, key);
    store_add_int(target, left);
    store_add(target, dump);
    store_add(target, TEXT_LITERAL("REPLACE"));
    store_queue(target);
}

void target_delete(store_t *target, text_t key)
{
    store_begin(target, "DEL");
    store_add(target, key);
    store_queue(target);
}

typedef struct {
    server_t *keeper; /* of the key; NULL: the only server */
    text_t key, value;
} clearing_t;

static void clear_server(void *context, server_t *server)
{
    const clearing_t *self = context;
    bool keeps = !self->keeper || self->keeper == server;
    if (keeps)
        tell(server, WORDS(WORD("MULTI")));
    tell(server, WORDS(WORD("FLUSHDB"), WORD("ASYNC")));
    if (!keeps)
        return;
    tell(server, WORDS(WORD("SET"), self->key, self->value));
    tell(server, WORDS(WORD("EXEC")));
}

void target_clear(store_t *target, const char *key, text_t value)
{
    clearing_t clearing = {.key = text_of(key), .value = value};
    cluster_t *cluster = store_cluster(target);
    if (cluster)
        clearing.keeper = cluster_server(cluster, (int)redis_slot_of(clearing.key));
    store_each_server(target, clear_server, &clearing);
}

static void send_away(void *context, server_t *server)
{
    (void)context;
    tell(server, WORDS(WORD("CLIENT"), WORD("KILL"), WORD("TYPE"), WORD("normal")));
    tell(server, WORDS(WORD("CLIENT"), WORD("KILL"), WORD("TYPE"), WORD("pubsub")));
}

void target_send_away(store_t *target)
{
    store_each_server(target, send_away, NULL);
}

typedef struct {
    text_t limit;
    bool good;
} waiting_t;

static void wait_for_replica(void *context, server_t *server)
{
    waiting_t *self = context;
    redis_reply_t *reply = ask(server, WORDS(WORD("INFO"), WORD("replication")));
    bool has_any = info_number(reply, "\nconnected_slaves:") > 0;
    redis_reply_free(reply);
    if (!has_any)
        return;
    reply = ask(server, WORDS(WORD("WAIT"), WORD("1"), self->limit));
    self->good = self->good && reply->type == REDIS_REPLY_INTEGER && reply->integer >= 1;
    redis_reply_free(reply);
}

bool target_is_replicated(store_t *target, int64_t limit)
{
    buffer_t digits = {0};
    buffer_append_int(&digits, limit);
    waiting_t waiting = {.limit = buffer_text(&digits), .good = true};
    store_each_server(target, wait_for_replica, &waiting);
    buffer_free(&digits);
    return waiting.good;
}
