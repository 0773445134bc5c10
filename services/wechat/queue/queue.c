/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/queue/queue_parts.h"

#include <stdlib.h>

#include "common/redis/foreign.h"

extern const char lua_queue_page[];
const redis_script_t queue_page_script = {.name = "queue_page", .body = lua_queue_page};

/* What is under way stays until it ends; the rest is another's, or is read again. */
static void forget(partition_t *partition)
{
    for (link_t *next, *at = partition->items.next; at != &partition->items; at = next) {
        queue_item_t *item = LIST_MEMBER(at, queue_item_t, place);
        next = at->next;
        if (!item->working && !item->ended)
            queue_item_free(item);
    }
    buffer_clear(&partition->last);
    partition->reads++;
}

/* ---- work ---- */

void queue_work_on(partition_t *partition)
{
    queue_t *self = partition->queue;
    const int64_t now = loop_now(self->loop);
    for (link_t *next, *at = partition->items.next; at != &partition->items; at = next) {
        queue_item_t *item = LIST_MEMBER(at, queue_item_t, place);
        next = at->next;
        if (self->working >= self->options.limit)
            return;
        if (item->working || item->ended || item->lease != partition->lease || item->not_before > now ||
            !queue_item_is_first(item))
            continue;
        partition->put_off -= item->put_off;
        item->put_off = false;
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
    if (!reply_is_array(entry, 4) || entry->element[0]->type != REDIS_REPLY_STRING)
        return;
    const text_t id = redis_text(entry->element[0]), person = field_of(entry->element[1], 1);
    buffer_clear(&partition->last);
    buffer_append_text(&partition->last, id);
    if (queue_item_is_known(partition, id, person))
        return;
    queue_item_t *item = queue_item_new(partition, id, person, field_of(entry->element[1], 3));
    item->tries = (unsigned)entry->element[2]->integer;
    if (entry->element[3]->integer > 0)
        queue_item_put_off(item, entry->element[3]->integer);
}

static void on_read(void *context, redis_status_t status, const redis_reply_t *reply)
{
    partition_t *partition = context;
    queue_t *self = partition->queue;
    partition->reading = false;
    if (status == REDIS_OK && reply->type == REDIS_REPLY_ERROR)
        foreign_report(FOREIGN_WECHAT, TEXT_LITERAL("wx:…"), redis_text(reply));
    if (status != REDIS_OK || self->stopped || partition->lease == 0 ||
        partition->read_for != partition->reads ||
        leases_number(self->leases, partition->number) != partition->lease)
        return;
    if (reply_is_number(reply, 0))
        forget(partition);
    if (reply->type != REDIS_REPLY_ARRAY)
        return;
    for (size_t i = 0; i < reply->elements; i++)
        add_entry(partition, reply->element[i]);
    if (partition->count == 0)
        buffer_clear(
            &partition->last); /* nothing is left, nor read twice: a stream that began anew is seen too */
    queue_work_on(partition);
}

static void read_more(partition_t *partition)
{
    queue_t *self = partition->queue;
    command_t *command = &self->command;
    command_begin(command);
    command_add(command, queue_write_key, self->options.family, partition->number);
    command_add(command, queue_write_key, "later", partition->number);
    command_end_keys(command);
    if (partition->last.size > 0)
        command_add(command, buffer_append_format, "(%.*s", TEXT_ARG(buffer_text(&partition->last)));
    else
        command_add_literal(command, "-");
    command_add_int(command, READ_COUNT);
    command_add_text(command, text_of(self->options.family));
    command_add_int(command, PAUSE_MAX);
    partition->read_for = partition->reads;
    partition->reading = redis_run(self->redis, &queue_page_script, command->key_count, &command->arguments,
                                   on_read, partition);
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
    queue_work_on(partition);
    /* What waits for another of the same person keeps nobody else waiting. */
    if (!partition->reading && partition->people < WINDOW + partition->put_off &&
        partition->count < KNOWN_MAX)
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
        for (size_t bucket = 0; bucket < PERSON_BUCKETS; bucket++)
            list_init(&self->partitions[i].buckets[bucket]);
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
            queue_item_free(LIST_MEMBER(at, queue_item_t, place));
        }
        buffer_free(&self->partitions[i].last);
    }
    loop_timer_destroy(&self->timer);
    command_close(&self->command);
    free(self);
}

int64_t queue_oldest(const queue_t *self)
{
    int64_t oldest = 0;
    for (unsigned i = 0; i < QUEUE_PARTITIONS; i++) {
        link_t *first = list_first(&self->partitions[i].items);
        const int64_t time = first ? queue_item_time(LIST_MEMBER(first, queue_item_t, place)) : 0;
        if (time > 0 && (oldest == 0 || time < oldest))
            oldest = time;
    }
    return oldest;
}
