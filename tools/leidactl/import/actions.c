/* SPDX-License-Identifier: Apache-2.0 */
/* Actions go to the log in batches, by time: rows that are older than the log's end are then merged into it
 * once a batch, whatever order the file has. */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "common/store/keys.h"
#include "common/store/stored.h"
#include "tools/leidactl/common/scripts.h"
#include "tools/leidactl/import/import.h"

enum { BATCH_ROWS = 2000, ROWS_AT_ONCE = 50 /* Redis does nothing else meanwhile */ };

typedef struct {
    int64_t user_id, time;
    size_t order; /* in the file */
    bool merges;  /* of a staff user's first one: they are older than many that are stored */
    buffer_t row;
} batch_row_t;

struct action_batch {
    size_t count, refused;
    batch_row_t rows[BATCH_ROWS];
};

action_batch_t *action_batch_new(void)
{
    return memory_new_zeroed(sizeof(action_batch_t));
}

void action_batch_destroy(action_batch_t **self_p)
{
    for (size_t i = 0; *self_p && i < BATCH_ROWS; i++)
        buffer_free(&(*self_p)->rows[i].row);
    free(*self_p);
    *self_p = NULL;
}

static int by_user_and_time(const void *a, const void *b)
{
    const batch_row_t *one = a;
    const batch_row_t *two = b;
    if (one->user_id != two->user_id)
        return one->user_id < two->user_id ? -1 : 1;
    if (one->time != two->time)
        return one->time < two->time ? -1 : 1;
    return one->order < two->order ? -1 : 1;
}

void actions_begin(store_t *store, store_script_t *script, int64_t user_id)
{
    store_begin_script(store, script, 3);
    keys_log(store_part(store), user_id);
    keys_relation_index(store_part(store), user_id, RELATIONS_ACTIVITY);
    keys_relation_index(store_part(store), user_id, RELATIONS_ACTIVITY_AGED);
    buffer_t *prefix = store_part(store);
    keys_relation(prefix, user_id, 0);
    prefix->size--; /* the 0 */
}

/* Sends rows of one staff user; gives the index of the first that it has not sent. */
static size_t send_rows(const action_batch_t *self, store_t *store, size_t first)
{
    int64_t user_id = self->rows[first].user_id;
    actions_begin(store, &script_actions, user_id);
    size_t at = first;
    for (; at < self->count && at < first + ROWS_AT_ONCE && self->rows[at].user_id == user_id; at++) {
        store_add(store, buffer_text(&self->rows[at].row));
        keys_day(store_part(store), clock_day(self->rows[at].time));
    }
    store_queue(store);
    return at;
}

/* The index behind the last row of the staff user whose first row is there. */
static size_t rows_end(const action_batch_t *self, size_t first)
{
    size_t end = first;
    while (end < self->count && self->rows[end].user_id == self->rows[first].user_id)
        end++;
    return end;
}

static void ask_for_merges(action_batch_t *self, store_t *store)
{
    buffer_t log = {0};
    store_flush(store);
    for (size_t at = 0; at < self->count; at = rows_end(self, at)) {
        buffer_clear(&log);
        keys_log(&log, self->rows[at].user_id);
        merge_ask(store, buffer_text(&log));
    }
    for (size_t at = 0; at < self->count; at = rows_end(self, at))
        self->rows[at].merges = merge_needed(store, self->rows[at].time);
    buffer_free(&log);
}

/* Merges all rows of one staff user. */
static void merge_rows(action_batch_t *self, store_t *store, size_t first, size_t end)
{
    int64_t user_id = self->rows[first].user_id;
    buffer_t log = {0};
    keys_log(&log, user_id);
    merge_begin(store, buffer_text(&log));
    for (size_t i = first; i < end; i++)
        merge_add(store, buffer_text(&log), buffer_text(&self->rows[i].row));
    if (merge_actions(store, user_id))
        merge_count(store, user_id);
    else {
        fprintf(
            stderr,
            "leidactl: %zu actions of user %lld not imported: they are older than actions that are there, "
            "of too many customers to make room for them while the store is used\n",
            end - first, (long long)user_id);
        self->refused += end - first;
        merge_begin(store, buffer_text(&log)); /* forgets what was made so far */
    }
    buffer_free(&log);
}

void action_batch_flush(action_batch_t *self, store_t *store)
{
    qsort(self->rows, self->count, sizeof *self->rows, by_user_and_time);
    ask_for_merges(self, store);
    for (size_t at = 0; at < self->count;) {
        size_t end = rows_end(self, at);
        if (self->rows[at].merges)
            merge_rows(self, store, at, end);
        for (size_t next = self->rows[at].merges ? end : at; next < end;)
            next = send_rows(self, store, next);
        at = end;
    }
    self->count = 0;
}

size_t action_batch_refused(const action_batch_t *self)
{
    return self->refused;
}

void action_batch_add(action_batch_t *self, store_t *store, int64_t user_id, text_t row)
{
    stored_action_t action = {0};
    stored_read_action(row, &action);
    batch_row_t *place = &self->rows[self->count];
    place->user_id = user_id;
    place->time = action.time;
    place->order = self->count++;
    buffer_clear(&place->row);
    buffer_append_text(&place->row, row);
    if (self->count == BATCH_ROWS)
        action_batch_flush(self, store);
}
