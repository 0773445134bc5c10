/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/queue/queue.h"

#include <stdlib.h>

#include "base/list.h"
#include "common/store/command.h"

extern const char lua_queue_done[], lua_queue_dead[];
const redis_script_t queue_done_script = {.name = "queue_done", .body = lua_queue_done};
const redis_script_t queue_dead_script = {.name = "queue_dead", .body = lua_queue_dead};

enum { READ_MS = 200, READ_COUNT = 100, WINDOW = 200 /* items of a partition that are known at a time */ };

typedef struct partition partition_t;

struct queue_item {
    link_t place; /* in its partition, in the order of the queue */
    partition_t *partition;
    arena_t arena;
    text_t id, person, record; /* in memory of their own, behind this struct */
    int64_t lease;             /* under which it was read */
    int64_t not_before;        /* loop_now */
    unsigned tries;
    bool working;
    bool ended; /* its end is on its way to Redis */
};

struct partition {
    queue_t *queue;
    unsigned number;
    link_t items;
    size_t count;
    buffer_t last; /* the id of the newest that is known; empty: none */
    int64_t lease; /* what `items` was read under */
    bool reading;
};

struct queue {
    loop_t *loop;
    redis_t *redis;
    leases_t *leases;
    queue_options_t options;
    loop_timer_t *timer;
    command_t command;
    size_t working;
    bool stopped;
    partition_t partitions[QUEUE_PARTITIONS];
};

/* ---- items ---- */

static void free_item(queue_item_t *item)
{
    list_remove(&item->place);
    item->partition->count--;
    arena_free(&item->arena);
    free(item);
}

static queue_item_t *new_item(partition_t *partition, text_t id, text_t person, text_t record)
{
    queue_item_t *item = memory_new_zeroed(sizeof *item + id.size + person.size + record.size);
    char *at = (char *)(item + 1);
    const text_t given[] = {id, person, record};
    text_t *kept[] = {&item->id, &item->person, &item->record};
    for (size_t i = 0; i < sizeof given / sizeof *given; i++) {
        if (given[i].size > 0)
            memcpy(at, given[i].data, given[i].size);
        *kept[i] = (text_t){at, given[i].size};
        at += given[i].size;
    }
    item->partition = partition;
    item->lease = partition->lease;
    list_append(&partition->items, &item->place);
    partition->count++;
    return item;
}

/* What is under way stays until it ends; the rest is another's, or is read again. */
static void forget(partition_t *partition)
{
    for (link_t *next, *at = partition->items.next; at != &partition->items; at = next) {
        queue_item_t *item = LIST_MEMBER(at, queue_item_t, place);
        next = at->next;
        if (!item->working && !item->ended)
            free_item(item);
    }
    buffer_clear(&partition->last);
}

/* ---- work ---- */

/* Whether an earlier item of the same person is still to be done. */
static bool must_wait(const queue_item_t *item)
{
    for (link_t *at = item->place.previous; at != &item->partition->items; at = at->previous)
        if (text_equal(LIST_MEMBER(at, queue_item_t, place)->person, item->person))
            return true;
    return false;
}

static void work_on(partition_t *partition)
{
    queue_t *self = partition->queue;
    const int64_t now = loop_now(self->loop);
    for (link_t *next, *at = partition->items.next; at != &partition->items; at = next) {
        queue_item_t *item = LIST_MEMBER(at, queue_item_t, place);
        next = at->next;
        if (self->working >= self->options.limit)
            return;
        if (item->working || item->ended || item->lease != partition->lease || item->not_before > now ||
            must_wait(item))
            continue;
        item->working = true;
        self->working++;
        self->options.work(self->options.context, item);
    }
}

/* ---- reading ---- */

/* A field of an entry; empty when it has another form than ours: who works on it finds that it is none. */
static text_t field_of(const redis_reply_t *fields, size_t at)
{
    const bool has = reply_is_array(fields, 4) && fields->element[at]->type == REDIS_REPLY_STRING;
    return has ? redis_text(fields->element[at]) : TEXT_NONE;
}

static void add_entry(partition_t *partition, const redis_reply_t *entry)
{
    if (!reply_is_array(entry, 2) || entry->element[0]->type != REDIS_REPLY_STRING)
        return;
    const text_t id = redis_text(entry->element[0]);
    new_item(partition, id, field_of(entry->element[1], 1), field_of(entry->element[1], 3));
    buffer_clear(&partition->last);
    buffer_append_text(&partition->last, id);
}

static void on_read(void *context, redis_status_t status, const redis_reply_t *reply)
{
    partition_t *partition = context;
    queue_t *self = partition->queue;
    partition->reading = false;
    if (status != REDIS_OK || self->stopped || reply->type != REDIS_REPLY_ARRAY ||
        leases_number(self->leases, partition->number) != partition->lease)
        return;
    for (size_t i = 0; i < reply->elements; i++)
        add_entry(partition, reply->element[i]);
    work_on(partition);
}

static void read_more(partition_t *partition)
{
    queue_t *self = partition->queue;
    command_t *command = &self->command;
    command_begin(command);
    command_add_literal(command, "XRANGE");
    command_add(command, queue_write_key, self->options.family, partition->number);
    if (partition->last.size > 0)
        command_add(command, buffer_append_format, "(%.*s", TEXT_ARG(buffer_text(&partition->last)));
    else
        command_add_literal(command, "-");
    command_add_literal(command, "+");
    command_add_literal(command, "COUNT");
    command_add_int(command, READ_COUNT);
    partition->reading = redis_send_durable(self->redis, &command->arguments, on_read, partition);
}

static void look(partition_t *partition)
{
    queue_t *self = partition->queue;
    const int64_t lease = leases_number(self->leases, partition->number);
    if (lease != partition->lease) {
        forget(partition);
        partition->lease = lease;
    }
    if (lease == 0)
        return;
    work_on(partition);
    if (!partition->reading && partition->count < WINDOW)
        read_more(partition);
}

static void tick(void *context)
{
    queue_t *self = context;
    loop_timer_set(self->timer, READ_MS);
    for (unsigned i = 0; i < QUEUE_PARTITIONS; i++)
        look(&self->partitions[i]);
}

/* ---- the queue ---- */

queue_t *queue_new(loop_t *loop, redis_t *redis, leases_t *leases, const queue_options_t *options)
{
    queue_t *self = memory_new_zeroed(sizeof *self);
    self->loop = loop;
    self->redis = redis;
    self->leases = leases;
    self->options = *options;
    command_open(&self->command);
    for (unsigned i = 0; i < QUEUE_PARTITIONS; i++) {
        self->partitions[i].queue = self;
        self->partitions[i].number = i;
        list_init(&self->partitions[i].items);
    }
    self->timer = loop_timer_new(loop, tick, self);
    loop_timer_set(self->timer, READ_MS);
    return self;
}

void queue_stop(queue_t *self)
{
    self->stopped = true;
    loop_timer_unset(self->timer);
}

size_t queue_working(const queue_t *self)
{
    return self->working;
}

size_t queue_known(const queue_t *self)
{
    size_t count = 0;
    for (unsigned i = 0; i < QUEUE_PARTITIONS; i++)
        count += self->partitions[i].count;
    return count;
}

void queue_destroy(queue_t **self_p)
{
    queue_t *self = *self_p;
    if (!self)
        return;
    *self_p = NULL;
    for (unsigned i = 0; i < QUEUE_PARTITIONS; i++) {
        const link_t *items = &self->partitions[i].items;
        for (link_t *next, *at = items->next; at != items; at = next) {
            next = at->next;
            free_item(LIST_MEMBER(at, queue_item_t, place));
        }
        buffer_free(&self->partitions[i].last);
    }
    loop_timer_destroy(&self->timer);
    command_close(&self->command);
    free(self);
}

/* ---- one item ---- */

text_t queue_item_record(const queue_item_t *item)
{
    return item->record;
}

text_t queue_item_person(const queue_item_t *item)
{
    return item->person;
}

text_t queue_item_id(const queue_item_t *item)
{
    return item->id;
}

arena_t *queue_item_arena(queue_item_t *item)
{
    return &item->arena;
}

unsigned queue_item_tries(const queue_item_t *item)
{
    return item->tries;
}

unsigned queue_item_partition(const queue_item_t *item)
{
    return item->partition->number;
}

int64_t queue_item_lease(const queue_item_t *item)
{
    return item->lease;
}

static void end_work(queue_item_t *item)
{
    item->working = false;
    item->partition->queue->working--;
    arena_clear(&item->arena);
}

static void on_done(void *context, redis_status_t status, const redis_reply_t *reply)
{
    queue_item_t *item = context;
    partition_t *partition = item->partition;
    queue_t *self = partition->queue;
    const bool ours = leases_number(self->leases, partition->number) == item->lease;
    if (status == REDIS_OK && reply_is_number(reply, 0) && ours)
        leases_lost(self->leases, partition->number);
    if ((status == REDIS_LOST || status == REDIS_UNAVAILABLE) && ours && !self->stopped) {
        item->ended = false; /* it is worked on again, which does no harm */
        item->not_before = loop_now(self->loop) + READ_MS;
        return;
    }
    free_item(item);
    if (!self->stopped)
        work_on(partition);
}

static void send_end(queue_item_t *item, const char *why, const char *kind)
{
    queue_t *self = item->partition->queue;
    command_t *command = &self->command;
    command_begin(command);
    command_add(command, queue_write_key, self->options.family, item->partition->number);
    command_add(command, queue_write_key, "lease", item->partition->number);
    command_add(command, queue_write_key, "mark", item->partition->number);
    if (why)
        command_add(command, queue_write_key, "dead", item->partition->number);
    command_end_keys(command);
    command_add_int(command, item->lease);
    command_add_text(command, item->id);
    if (why) {
        command_add_text(command, item->person);
        command_add_text(command, item->record);
        command_add_text(command, text_of(why));
        command_add_text(command, text_of(kind));
    }
    if (!redis_run(self->redis, why ? &queue_dead_script : &queue_done_script, command->key_count,
                   &command->arguments, on_done, item))
        on_done(item, REDIS_UNAVAILABLE, NULL);
}

void queue_done(queue_item_t **item_p)
{
    queue_item_t *item = *item_p;
    *item_p = NULL;
    end_work(item);
    item->ended = true;
    send_end(item, NULL, NULL);
}

void queue_die(queue_item_t **item_p, const char *why, const char *kind)
{
    queue_item_t *item = *item_p;
    *item_p = NULL;
    end_work(item);
    item->ended = true;
    send_end(item, why, kind);
}

void queue_later(queue_item_t **item_p, int64_t ms)
{
    queue_item_t *item = *item_p;
    *item_p = NULL;
    end_work(item);
    item->tries++;
    item->not_before = loop_now(item->partition->queue->loop) + ms;
    if (item->lease != item->partition->lease)
        free_item(item);
}
