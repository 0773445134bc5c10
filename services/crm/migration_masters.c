/* SPDX-License-Identifier: Apache-2.0 */
#include "services/crm/migration_masters.h"

#include <assert.h>
#include <stdlib.h>

#include "common/store/command.h"

enum { CURSOR_MAX = 20 };

/* What one server says; MIGRATION_NOT_KNOWN: it does not. */
typedef int64_t(read_fn)(const redis_reply_t *reply);

struct migration_masters {
    redis_t *redis;
    /* the question under way: */
    read_fn *read;
    size_t pending; /* answers, and one while it is being asked */
    bool known;
    int64_t sum;
    migration_sum_fn *done;
    /* the walk: */
    size_t place;
    char cursor[CURSOR_MAX + 1];
    migration_page_fn *page;
    void *context; /* of either */
};

migration_masters_t *migration_masters_new(redis_t *redis)
{
    migration_masters_t *self = memory_new_zeroed(sizeof *self);
    self->redis = redis;
    return self;
}

void migration_masters_destroy(migration_masters_t **self_p)
{
    free(*self_p);
    *self_p = NULL;
}

/* ---- questions ---- */

static void one_told(migration_masters_t *self, int64_t number)
{
    self->known = self->known && number != MIGRATION_NOT_KNOWN;
    self->sum += number;
    if (--self->pending == 0)
        self->done(self->context, self->known ? self->sum : MIGRATION_NOT_KNOWN);
}

static void answered(void *context, redis_status_t status, const redis_reply_t *reply)
{
    migration_masters_t *self = context;
    one_told(self, status == REDIS_OK ? self->read(reply) : MIGRATION_NOT_KNOWN);
}

static void ask(migration_masters_t *self, const redis_command_t *command, size_t but)
{
    assert(self->pending == 0);
    self->known = true;
    self->sum = 0;
    self->pending = 1;
    for (size_t place = 0; place < redis_places_used(self->redis); place++) {
        if (place == but)
            continue;
        if (redis_send_to(self->redis, place, command, answered, self))
            self->pending++;
        else if (redis_place_is_master(self->redis, place))
            self->known = false;
    }
    one_told(self, 0);
}

static int64_t read_number(const redis_reply_t *reply)
{
    return reply->type == REDIS_REPLY_INTEGER && reply->integer >= 0 ? reply->integer : MIGRATION_NOT_KNOWN;
}

void migration_masters_keys(migration_masters_t *self, text_t but, migration_sum_fn *done, void *context)
{
    redis_command_t command = {0};
    const size_t place = redis_place_of(self->redis, but);
    self->read = read_number;
    self->done = done;
    self->context = context;
    redis_add_literal(&command, "DBSIZE");
    if (place == REDIS_NO_PLACE)
        done(context, MIGRATION_NOT_KNOWN);
    else
        ask(self, &command, place);
}

static int64_t read_users(const redis_reply_t *reply)
{
    return reply_is_array(reply, 2) ? read_number(reply->element[1]) : MIGRATION_NOT_KNOWN;
}

void migration_masters_users(migration_masters_t *self, migration_sum_fn *done, void *context)
{
    redis_command_t command = {0};
    self->read = read_users;
    self->done = done;
    self->context = context;
    redis_add_literal(&command, "PUBSUB");
    redis_add_literal(&command, "NUMSUB");
    redis_add_literal(&command, "__redis__:invalidate");
    ask(self, &command, REDIS_NO_PLACE);
}

/* Of the line ID ADDRESS myself,master … LINK SLOTS…: a hash of the id and of the slots that the node itself
 * has. One on the move stands there in brackets. */
static int64_t hash_own_slots(text_t line)
{
    uint64_t hash = 14695981039346656037u; /* FNV-1a */
    size_t word = 0;
    for (size_t i = 0; i < line.size; i++) {
        word += line.data[i] == ' ';
        if (word > 0 && word < 8)
            continue;
        if (line.data[i] == '[')
            return MIGRATION_NOT_KNOWN;
        hash = (hash ^ (uint8_t)line.data[i]) * 1099511628211u;
    }
    return (int64_t)(hash >> 16); /* so that their sum has room */
}

static int64_t read_slots(const redis_reply_t *reply)
{
    text_t lines = redis_text(reply);
    while (reply->type == REDIS_REPLY_STRING && lines.size > 0) {
        const char *end = memchr(lines.data, '\n', lines.size);
        const text_t line = {lines.data, end ? (size_t)(end - lines.data) : lines.size};
        if (memmem(line.data, line.size, " myself,", 8) || memmem(line.data, line.size, ",myself,", 8))
            return hash_own_slots(line);
        const size_t taken = line.size + (end != NULL);
        lines = (text_t){lines.data + taken, lines.size - taken};
    }
    return MIGRATION_NOT_KNOWN;
}

void migration_masters_slots(migration_masters_t *self, migration_sum_fn *done, void *context)
{
    redis_command_t command = {0};
    self->read = read_slots;
    self->done = done;
    self->context = context;
    redis_add_literal(&command, "CLUSTER");
    redis_add_literal(&command, "NODES");
    if (redis_places_used(self->redis) > 1)
        ask(self, &command, REDIS_NO_PLACE);
    else
        done(context, 0); /* there is nowhere else to move to */
}

/* ---- the walk ---- */

/* To the first server from there on that has keys. */
static void go_to(migration_masters_t *self, size_t place)
{
    while (place < redis_places_used(self->redis) && !redis_place_is_master(self->redis, place))
        place++;
    self->place = place;
    strcpy(self->cursor, "0");
}

void migration_masters_begin(migration_masters_t *self)
{
    go_to(self, 0);
}

bool migration_masters_walk_is_over(const migration_masters_t *self)
{
    return self->place >= redis_places_used(self->redis);
}

static bool take_cursor(migration_masters_t *self, text_t cursor)
{
    if (cursor.size == 0 || cursor.size > CURSOR_MAX)
        return false;
    memcpy(self->cursor, cursor.data, cursor.size);
    self->cursor[cursor.size] = '\0';
    if (strcmp(self->cursor, "0") == 0)
        go_to(self, self->place + 1);
    return true;
}

static void page_told(void *context, redis_status_t status, const redis_reply_t *reply)
{
    migration_masters_t *self = context;
    const bool good = status == REDIS_OK && reply_is_array(reply, 2) &&
                      reply->element[1]->type == REDIS_REPLY_ARRAY &&
                      take_cursor(self, redis_text(reply->element[0]));
    self->page(self->context, good ? reply->element[1] : NULL);
}

bool migration_masters_page(migration_masters_t *self, migration_page_fn *done, void *context)
{
    redis_command_t command = {0};
    self->page = done;
    self->context = context;
    redis_add_literal(&command, "SCAN");
    redis_add(&command, text_of(self->cursor));
    redis_add_literal(&command, "COUNT");
    redis_add_literal(&command, "500");
    return redis_send_to(self->redis, self->place, &command, page_told, self);
}
