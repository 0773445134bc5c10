/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/cluster_fixture.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/address.h"
#include "common/redis/slots.h"
#include "tests/support/loop_wait.h"

enum { TAKES_WRITES_AFTER = 4000 /* ms; twice what Redis says */, AGAIN = 10 };

static const redis_script_t *const SCRIPTS[] = {&REDIS_FIXTURE_ADD, NULL};

static int free_port(int *fd)
{
    char place[ADDRESS_TEXT_SIZE];
    *fd = address_listen("127.0.0.1:0");
    cr_assert(*fd >= 0 && address_bound(*fd, place));
    return atoi(strrchr(place, ':') + 1);
}

/* All are found before one is given back. */
static void find_ports(cluster_fixture_t *self)
{
    int fds[2 * CLUSTER_NODES_MAX];
    for (size_t i = 0; i < self->count; i++) {
        self->nodes[i].port = free_port(&fds[2 * i]);
        self->nodes[i].bus = free_port(&fds[2 * i + 1]);
    }
    for (size_t i = 0; i < 2 * self->count; i++)
        close(fds[i]);
}

static void write_id(char id[41], size_t node)
{
    snprintf(id, 41, "%040zx", node + 1);
}

static unsigned first_slot(size_t node)
{
    return (unsigned)(node * REDIS_SLOTS / CLUSTER_MASTERS);
}

/* What a node reads at its start: everybody, with itself marked. */
static void write_table(const cluster_fixture_t *self, size_t node)
{
    char id[41], master[41];
    FILE *file = fopen(self->nodes[node].words[2], "w");
    cr_assert_not_null(file);
    write_id(master, 0);
    for (size_t i = 0; i < self->count; i++) {
        const bool is_master = i < CLUSTER_MASTERS;
        write_id(id, i);
        fprintf(file, "%s 127.0.0.1:%d@%d %s%s %s 0 0 %zu connected", id, self->nodes[i].port,
                self->nodes[i].bus, i == node ? "myself," : "", is_master ? "master" : "slave",
                is_master ? "-" : master, is_master ? i + 1 : 1);
        if (is_master)
            fprintf(file, " %u-%u", first_slot(i), first_slot(i + 1) - 1);
        fputc('\n', file);
    }
    fprintf(file, "vars currentEpoch %d lastVoteEpoch 0\n", CLUSTER_MASTERS);
    cr_assert_eq(fclose(file), 0);
}

static void set_options(cluster_fixture_t *self, size_t number)
{
    cluster_node_t *node = &self->nodes[number];
    snprintf(node->words[0], sizeof node->words[0], "%d", node->port);
    snprintf(node->words[1], sizeof node->words[1], "%d", node->bus);
    snprintf(node->words[2], sizeof node->words[2], "%s/nodes-%zu.conf", self->folder, number + 1);
    const char *const options[] = {"--bind",
                                   "127.0.0.1",
                                   "--port",
                                   node->words[0],
                                   "--cluster-enabled",
                                   "yes",
                                   "--cluster-port",
                                   node->words[1],
                                   "--cluster-config-file",
                                   node->words[2],
                                   "--cluster-node-timeout",
                                   "2000",
                                   "--cluster-require-full-coverage",
                                   "no",
                                   "--repl-diskless-sync-delay",
                                   "0",
                                   "--cluster-replica-no-failover",
                                   "yes",
                                   NULL};
    memcpy(node->options, options, sizeof options);
}

cluster_fixture_t *cluster_fixture_start(bool replica)
{
    cluster_fixture_t *self = memory_new_zeroed(sizeof *self);
    self->count = CLUSTER_MASTERS + replica;
    strcpy(self->folder, "/tmp/leida-cluster-XXXXXX");
    cr_assert_not_null(mkdtemp(self->folder));
    find_ports(self);
    for (size_t i = 0; i < self->count; i++)
        set_options(self, i);
    for (size_t i = 0; i < self->count; i++) {
        write_table(self, i);
        self->nodes[i].server = redis_server_new(self->nodes[i].options);
    }
    snprintf(self->address, sizeof self->address, "cluster://127.0.0.1:%d,127.0.0.1:%d", self->nodes[0].port,
             self->nodes[1].port);
    self->base.loop = loop_new();
    return self;
}

static void changed(void *context, bool connected)
{
    redis_fixture_t *base = context;
    if (connected)
        base->ups++;
    else
        base->downs++;
}

void cluster_fixture_connect(cluster_fixture_t *self, int64_t replicas)
{
    char key[CLUSTER_KEY_SIZE];
    const redis_options_t options = {.address = self->address,
                                     .scripts = SCRIPTS,
                                     .changed = changed,
                                     .context = &self->base,
                                     .replicas = replicas,
                                     .replication_timeout = 200};
    self->base.redis = redis_new(self->base.loop, &options);
    for (size_t i = 0; i < CLUSTER_MASTERS; i++)
        cluster_fixture_do(self, "DEL", cluster_fixture_key(key, i, 0), NULL);
}

cluster_fixture_t *cluster_fixture_open(void)
{
    cluster_fixture_t *self = cluster_fixture_start(false);
    cluster_fixture_connect(self, 0);
    return self;
}

void cluster_fixture_close(cluster_fixture_t **self_p)
{
    cluster_fixture_t *self = *self_p;
    redis_destroy(&self->base.redis);
    loop_destroy(&self->base.loop);
    for (size_t i = 0; i < self->count; i++) {
        redis_server_destroy(&self->nodes[i].server);
        unlink(self->nodes[i].words[2]);
    }
    rmdir(self->folder);
    free(self);
    *self_p = NULL;
}

unsigned cluster_fixture_slot(const char *key)
{
    return redis_slot_of(text_of(key));
}

const char *cluster_fixture_key(char key[CLUSTER_KEY_SIZE], size_t node, int number)
{
    for (int tag = 0;; tag++) {
        snprintf(key, CLUSTER_KEY_SIZE, "user:%d{%d}", number, tag);
        const unsigned slot = cluster_fixture_slot(key);
        if (slot >= first_slot(node) && slot < first_slot(node + 1))
            return key;
    }
}

static const redis_answer_t *answer(cluster_fixture_t *self, bool sent)
{
    static const redis_answer_t none = {.status = REDIS_UNAVAILABLE};
    return sent ? redis_fixture_answer(&self->base) : &none;
}

static void forget_answers(cluster_fixture_t *self)
{
    cr_assert_eq(self->base.sent, self->base.answered);
    self->base.sent = self->base.answered = 0;
}

const redis_answer_t *cluster_fixture_ask(cluster_fixture_t *self, const char *a, const char *b,
                                          const char *c)
{
    forget_answers(self);
    return answer(self, redis_fixture_send(&self->base, a, b, c));
}

void cluster_fixture_do(cluster_fixture_t *self, const char *a, const char *b, const char *c)
{
    const int64_t end = loop_clock_us() + CLUSTER_SOON * 1000;
    while (cluster_fixture_ask(self, a, b, c)->status != REDIS_OK) {
        cr_assert_lt(loop_clock_us(), end, "%s %s is not answered", a, b);
        loop_spend(self->base.loop, AGAIN);
    }
}

const redis_answer_t *cluster_fixture_add(cluster_fixture_t *self, const char *key, const char *number)
{
    forget_answers(self);
    return answer(self, redis_fixture_run(&self->base, &REDIS_FIXTURE_ADD, key, number));
}

static void set_slot(cluster_fixture_t *self, size_t asked, const char *key, const char *word, size_t node)
{
    char id[41];
    write_id(id, node);
    redis_server_do(self->nodes[asked].server, "CLUSTER SETSLOT %u %s %s", cluster_fixture_slot(key), word,
                    id);
}

void cluster_fixture_begin_move(cluster_fixture_t *self, const char *key, size_t from, size_t to)
{
    set_slot(self, to, key, "IMPORTING", from);
    set_slot(self, from, key, "MIGRATING", to);
}

void cluster_fixture_move_key(cluster_fixture_t *self, const char *key, size_t from, size_t to)
{
    redis_server_do(self->nodes[from].server, "MIGRATE 127.0.0.1 %d %s 0 5000", self->nodes[to].port, key);
}

void cluster_fixture_end_move(cluster_fixture_t *self, const char *key, size_t from, size_t to)
{
    set_slot(self, to, key, "NODE", to);
    set_slot(self, from, key, "NODE", to);
    for (size_t i = 0; i < CLUSTER_MASTERS; i++)
        set_slot(self, i, key, "NODE", to);
}

static int64_t number_behind(const char *text, const char *word)
{
    const char *found = text ? strstr(text, word) : NULL;
    return found ? atoll(found + strlen(word)) : 0;
}

cluster_calls_t cluster_fixture_calls(cluster_fixture_t *self, size_t node, const char *command)
{
    char name[64];
    redis_reply_t *reply = redis_server_ask(self->nodes[node].server, "INFO commandstats");
    snprintf(name, sizeof name, "cmdstat_%s:", command);
    const char *line = strstr(reply->str, name);
    const cluster_calls_t calls = {number_behind(line, "calls="), number_behind(line, "rejected_calls=")};
    redis_reply_free(reply);
    redis_server_do(self->nodes[node].server, "CONFIG RESETSTAT");
    return calls;
}
