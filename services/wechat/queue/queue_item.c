/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/queue/queue_parts.h"

#include <stdlib.h>

#include "common/redis/foreign.h"
#include "common/redis/slots.h"

extern const char lua_queue_later[], lua_queue_done[], lua_queue_dead[];
const redis_script_t queue_later_script = {.name = "queue_later", .body = lua_queue_later};
const redis_script_t queue_done_script = {.name = "queue_done", .body = lua_queue_done};
const redis_script_t queue_dead_script = {.name = "queue_dead", .body = lua_queue_dead};

/* ---- people ---- */

static person_queue_t *find_person(const link_t *bucket, text_t name)
{
    for (link_t *at = bucket->next; at != bucket; at = at->next)
        if (text_equal(LIST_MEMBER(at, person_queue_t, place)->name, name))
            return LIST_MEMBER(at, person_queue_t, place);
    return NULL;
}

/* As partitions take people by their slot, too, the rest of it tells those of one apart. */
static size_t bucket_of(text_t name)
{
    return redis_slot_of(name) / QUEUE_PARTITIONS % PERSON_BUCKETS;
}

static person_queue_t *person_of(partition_t *partition, text_t name)
{
    link_t *bucket = &partition->buckets[bucket_of(name)];
    person_queue_t *person = find_person(bucket, name);
    if (person)
        return person;
    person = memory_new_zeroed(sizeof *person + name.size);
    person->name = (text_t){memcpy(person + 1, name.data ? name.data : "", name.size), name.size};
    list_init(&person->items);
    list_append(bucket, &person->place);
    partition->people++;
    return person;
}

static void leave(queue_item_t *item)
{
    person_queue_t *person = item->owner;
    list_remove(&item->turn);
    if (!list_is_empty(&person->items))
        return;
    list_remove(&person->place);
    item->partition->people--;
    free(person);
}

bool queue_item_is_known(const partition_t *partition, text_t id, text_t person)
{
    const person_queue_t *owner = find_person(&partition->buckets[bucket_of(person)], person);
    for (link_t *at = owner ? owner->items.next : NULL; owner && at != &owner->items; at = at->next) {
        const queue_item_t *item = LIST_MEMBER(at, queue_item_t, turn);
        if (item->lease == partition->lease && text_equal(item->id, id))
            return true;
    }
    return false;
}

bool queue_item_is_first(const queue_item_t *item)
{
    return list_first(&item->owner->items) == &item->turn;
}

/* ---- items ---- */

void queue_item_free(queue_item_t *item)
{
    leave(item);
    list_remove(&item->place);
    item->partition->count--;
    item->partition->put_off -= item->put_off;
    arena_free(&item->arena);
    free(item);
}

queue_item_t *queue_item_new(partition_t *partition, text_t id, text_t person, text_t record)
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
    item->owner = person_of(partition, person);
    list_append(&item->owner->items, &item->turn);
    list_append(&partition->items, &item->place);
    partition->count++;
    return item;
}

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

void queue_item_write_name(buffer_t *out, const queue_item_t *item)
{
    buffer_append_text(out, text_of(item->partition->queue->options.family));
    buffer_append_char(out, ':');
    buffer_append_text(out, item->id);
}

arena_t *queue_item_arena(queue_item_t *item)
{
    return &item->arena;
}

unsigned queue_item_tries(const queue_item_t *item)
{
    return item->tries;
}

int64_t queue_item_time(const queue_item_t *item)
{
    const char *dash = item->id.size > 0 ? memchr(item->id.data, '-', item->id.size) : NULL;
    int64_t time = 0;
    return dash && text_to_int((text_t){item->id.data, (size_t)(dash - item->id.data)}, &time) ? time : 0;
}

int64_t queue_item_age(const queue_item_t *item, int64_t now)
{
    return now - queue_item_time(item);
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

/* Its end could not be told to Redis: it is worked on again, which does no harm. Whose it is, the next look
 * at its partition finds out. */
static void keep(queue_item_t *item)
{
    item->ended = false;
    item->not_before = loop_now(item->partition->queue->loop) + READ_MS;
}

static void report(redis_status_t status, const redis_reply_t *reply)
{
    if (status == REDIS_OK && reply->type == REDIS_REPLY_ERROR)
        foreign_report(FOREIGN_WECHAT, TEXT_LITERAL("wx:…"), redis_text(reply));
}

static void on_done(void *context, redis_status_t status, const redis_reply_t *reply)
{
    queue_item_t *item = context;
    partition_t *partition = item->partition;
    queue_t *self = partition->queue;
    const bool ours = leases_number(self->leases, partition->number) == item->lease;
    report(status, reply);
    if (status == REDIS_OK && reply_is_number(reply, 2))
        foreign_report(FOREIGN_WECHAT, TEXT_LITERAL("wx:dead:…"), text_of(QUEUE_MENDED));
    if (status == REDIS_OK && reply_is_number(reply, 0) && ours)
        leases_lost(self->leases, partition->number);
    if ((status == REDIS_LOST || status == REDIS_UNAVAILABLE) && ours && !self->stopped) {
        keep(item);
        return;
    }
    queue_item_free(item);
    if (!self->stopped)
        queue_work_on(partition);
}

static void send_end(queue_item_t *item, const char *why, const char *kind)
{
    queue_t *self = item->partition->queue;
    command_t *command = &self->command;
    command_begin(command);
    command_add(command, queue_write_key, self->options.family, item->partition->number);
    command_add(command, queue_write_key, "lease", item->partition->number);
    command_add(command, queue_write_key, "mark", item->partition->number);
    command_add(command, queue_write_key, "later", item->partition->number);
    if (why)
        command_add(command, queue_write_key, "dead", item->partition->number);
    command_end_keys(command);
    command_add_int(command, item->lease);
    command_add_text(command, item->id);
    command_add(command, queue_item_write_name, item);
    if (why) {
        command_add_text(command, item->person);
        command_add_text(command, item->record);
        command_add_text(command, text_of(why));
        command_add_text(command, text_of(kind));
    }
    if (!redis_run(self->redis, why ? &queue_dead_script : &queue_done_script, command->key_count,
                   &command->arguments, on_done, item))
        keep(item);
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

void queue_item_put_off(queue_item_t *item, int64_t ms)
{
    item->put_off = true;
    item->partition->put_off++;
    item->not_before = loop_now(item->partition->queue->loop) + ms;
}

static void end_for_now(queue_item_t *item, int64_t ms)
{
    end_work(item);
    if (item->lease == item->partition->lease)
        queue_item_put_off(item, ms);
    else
        queue_item_free(item);
}

/* Whose partition it is, the next look at it finds out. */
static void on_kept(void *context, redis_status_t status, const redis_reply_t *reply)
{
    (void)context;
    report(status, reply);
}

/* If that fails, whoever has the partition next counts one try less. */
static void keep_tries(const queue_item_t *item, int64_t ms)
{
    queue_t *self = item->partition->queue;
    command_t *command = &self->command;
    command_begin(command);
    command_add(command, queue_write_key, self->options.family, item->partition->number);
    command_add(command, queue_write_key, "lease", item->partition->number);
    command_add(command, queue_write_key, "later", item->partition->number);
    command_end_keys(command);
    command_add_int(command, item->lease);
    command_add_text(command, item->id);
    command_add(command, queue_item_write_name, item);
    command_add_int(command, item->tries);
    command_add_int(command, ms);
    redis_run(self->redis, &queue_later_script, command->key_count, &command->arguments, on_kept, NULL);
}

void queue_later(queue_item_t **item_p, int64_t ms)
{
    queue_item_t *item = *item_p;
    *item_p = NULL;
    item->tries++;
    keep_tries(item, ms);
    end_for_now(item, ms);
}

void queue_rest(queue_item_t **item_p, int64_t ms)
{
    queue_item_t *item = *item_p;
    *item_p = NULL;
    end_for_now(item, ms);
}
