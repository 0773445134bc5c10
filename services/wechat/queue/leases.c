/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/queue/leases.h"

#include <stdlib.h>

#include "common/redis/foreign.h"
#include "common/store/command.h"
#include "services/wechat/core/secret_name.h"

extern const char lua_queue_take_lease[], lua_queue_give_lease[];
const redis_script_t leases_take_script = {.name = "queue_take_lease", .body = lua_queue_take_lease};
const redis_script_t leases_give_script = {.name = "queue_give_lease", .body = lua_queue_give_lease};

/* Work stops well before the lease ends: clocks of this host and of Redis run alike, not together. */
enum { RENEW_MS = LEASES_MS / 4, SAFE_MS = LEASES_MS * 3 / 4 };

typedef struct {
    leases_t *leases;
    unsigned partition;
    int64_t number; /* 0: not held */
    int64_t until;  /* loop_now up to which it is safe to work */
    int64_t asked;  /* loop_now; 0: nothing is under way */
    int64_t last;   /* loop_now of the last answer; -1: none */
} lease_t;

struct leases {
    loop_t *loop;
    redis_t *redis;
    loop_timer_t *timer;
    char holder[SECRET_NAME_SIZE + 1];
    command_t command;
    bool (*wanted)(void *context); /* NULL: always */
    void *context;
    unsigned next; /* partition to be tried */
    bool stopped;
    lease_t list[QUEUE_PARTITIONS];
};

/* While it is not put right nobody works on the partition. */
static void report(const lease_t *lease, text_t why)
{
    buffer_t key = {0};
    queue_write_key(&key, "lease", lease->partition);
    foreign_report(FOREIGN_WECHAT, buffer_text(&key), why);
    buffer_free(&key);
}

static void on_taken(void *context, redis_status_t status, const redis_reply_t *reply)
{
    lease_t *lease = context;
    const int64_t asked = lease->asked;
    lease->asked = 0;
    lease->last = loop_now(lease->leases->loop);
    if (lease->leases->stopped)
        return;
    if (status != REDIS_OK)
        return;
    if (reply->type != REDIS_REPLY_INTEGER || reply->integer == INT64_MIN) {
        report(lease, reply->type == REDIS_REPLY_ERROR ? redis_text(reply) : TEXT_NONE);
        return;
    }
    if (reply->integer < 0)
        report(lease, TEXT_LITERAL("it was no hash: it is gone, and the partition goes on"));
    lease->number = reply->integer < 0 ? -reply->integer : reply->integer;
    lease->until = asked + SAFE_MS;
}

static command_t *begin(leases_t *self, unsigned partition)
{
    command_begin(&self->command);
    command_add(&self->command, queue_write_key, "lease", partition);
    command_end_keys(&self->command);
    command_add_text(&self->command, text_of(self->holder));
    return &self->command;
}

static void take(leases_t *self, lease_t *lease)
{
    command_t *command = begin(self, lease->partition);
    command_add_int(command, LEASES_MS);
    lease->asked = loop_now(self->loop);
    if (!redis_run(self->redis, &leases_take_script, command->key_count, &command->arguments, on_taken,
                   lease))
        lease->asked = 0;
}

static void tick(void *context)
{
    leases_t *self = context;
    const int64_t now = loop_now(self->loop);
    bool tried = false;
    loop_timer_set(self->timer, LEASES_TICK_MS);
    if (self->wanted && !self->wanted(self->context))
        return;
    for (unsigned i = 0; i < QUEUE_PARTITIONS; i++) {
        lease_t *lease = &self->list[(self->next + i) % QUEUE_PARTITIONS];
        const bool held = leases_number(self, lease->partition) != 0;
        if (lease->asked != 0 || (held ? now - lease->last < RENEW_MS : tried))
            continue;
        take(self, lease);
        if (!held) {
            tried = true;
            self->next = lease->partition + 1;
        }
    }
}

leases_t *leases_new(loop_t *loop, redis_t *redis, bool (*wanted)(void *context), void *context)
{
    leases_t *self = memory_new_zeroed(sizeof *self);
    arena_t arena = {0};
    self->loop = loop;
    self->redis = redis;
    self->wanted = wanted;
    self->context = context;
    memcpy(self->holder, secret_name_new(&arena, SECRET_NAME_SIZE).data, SECRET_NAME_SIZE);
    arena_free(&arena);
    self->next = (unsigned)(secret_number() % QUEUE_PARTITIONS);
    command_open(&self->command);
    for (unsigned i = 0; i < QUEUE_PARTITIONS; i++)
        self->list[i] = (lease_t){.leases = self, .partition = i, .last = -1};
    self->timer = loop_timer_new(loop, tick, self);
    loop_timer_set(self->timer, 0);
    return self;
}

void leases_stop(leases_t *self)
{
    self->stopped = true;
    loop_timer_unset(self->timer);
    for (unsigned i = 0; i < QUEUE_PARTITIONS; i++) {
        if (self->list[i].number == 0)
            continue;
        self->list[i].number = 0;
        command_t *command = begin(self, i);
        redis_run(self->redis, &leases_give_script, command->key_count, &command->arguments, NULL, NULL);
    }
}

void leases_destroy(leases_t **self_p)
{
    leases_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    loop_timer_destroy(&self->timer);
    command_close(&self->command);
    free(self);
}

int64_t leases_number(const leases_t *self, unsigned partition)
{
    const lease_t *lease = &self->list[partition];
    return loop_now(self->loop) < lease->until ? lease->number : 0;
}

void leases_lost(leases_t *self, unsigned partition)
{
    self->list[partition].number = 0;
}

size_t leases_count(const leases_t *self)
{
    size_t count = 0;
    for (unsigned i = 0; i < QUEUE_PARTITIONS; i++)
        count += leases_number(self, i) != 0;
    return count;
}
