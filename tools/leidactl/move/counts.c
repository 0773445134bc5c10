/* SPDX-License-Identifier: Apache-2.0 */
#include "tools/leidactl/move/counts.h"

#include <stdlib.h>

#include "tools/leidactl/common/walk.h"

enum { PAGE = 1000, PAGE_MAX = 4000 };

/* A key is of the first kind whose form it has: # stands for a number. */
static const struct {
    const char *name, *form;
    bool rows; /* it is a list, and its rows count */
} kinds[COUNTS_KINDS] = {
    [COUNTS_COMPANIES] = {"companies", "company:#", false},
    [COUNTS_USERS] = {"staff users", "user:#", false},
    [COUNTS_CUSTOMERS] = {"customers", "customer:#", false},
    [COUNTS_RELATIONS] = {"relations", "rel:{u:#}:#", false},
    [COUNTS_MESSAGES] = {"messages", "msgs:{u:#}:#", true},
    [COUNTS_NOTES] = {"notes", "notes:{u:#}:#", true},
    [COUNTS_ACTIONS] = {"actions", "log:{u:#}", true},
};

const char *counts_name(counts_kind_t kind)
{
    return kinds[kind].name;
}

static size_t digits_at(text_t key, size_t at)
{
    size_t end = at;
    while (end < key.size && key.data[end] >= '0' && key.data[end] <= '9')
        end++;
    return end - at;
}

static bool has_form(text_t key, const char *form)
{
    size_t at = 0;
    for (; *form; form++) {
        size_t size = *form == '#' ? digits_at(key, at) : at < key.size && key.data[at] == *form;
        if (size == 0)
            return false;
        at += size;
    }
    return at == key.size;
}

static counts_kind_t kind_of(text_t key)
{
    counts_kind_t kind = 0;
    while (kind < COUNTS_KINDS && !has_form(key, kinds[kind].form))
        kind++;
    return kind;
}

typedef struct {
    store_t *store;
    counts_t counts;
    counts_kind_t owed[PAGE_MAX]; /* the kinds of the lists whose lengths are owed, in order */
    size_t owed_count;
} counting_t;

/* A key of another type has no rows. */
static void take_rows(counting_t *self)
{
    for (size_t i = 0; i < self->owed_count; i++) {
        redis_reply_t *reply = store_receive_sound(self->store, REPLY_NUMBER);
        self->counts.of[self->owed[i]] += reply ? reply->integer : 0;
        redis_reply_free(reply);
    }
    self->owed_count = 0;
}

static void ask_rows(counting_t *self, text_t key, counts_kind_t kind)
{
    if (self->owed_count == PAGE_MAX)
        take_rows(self);
    store_begin(self->store, "LLEN");
    store_add(self->store, key);
    store_send(self->store);
    self->owed[self->owed_count++] = kind;
}

static void count_keys(void *context, const text_t *keys, size_t count)
{
    counting_t *self = context;
    for (size_t i = 0; i < count; i++) {
        counts_kind_t kind = kind_of(keys[i]);
        if (kind < COUNTS_KINDS && kinds[kind].rows)
            ask_rows(self, keys[i], kind);
        else if (kind < COUNTS_KINDS)
            self->counts.of[kind]++;
    }
    take_rows(self);
}

counts_t counts_take(store_t *store)
{
    counting_t *counting = memory_new_zeroed(sizeof *counting);
    counting->store = store;
    walk_keys(store, "", PAGE, count_keys, counting);
    counts_t counts = counting->counts;
    free(counting);
    return counts;
}
