/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The lists of ids of an action log, compared with its rows by plain reads, many at a time: each list must
 * hold the ids of its rows, one behind the other. What agrees is not looked at by scripts any more, which
 * would have to look for each row in its list and for each entry in the log. What does not agree, they judge.
 */
#include <stdlib.h>

#include "common/store/keys.h"
#include "common/store/row_time.h"
#include "common/store/stored.h"
#include "proto/action_names.h"
#include "tools/leidactl/check/check.h"
#include "tools/leidactl/check/scripts.h"

enum { ROWS_AT_ONCE = 16 * CHECK_LOG_ROWS, LISTS_OF_A_ROW = 3 };

/* Kinds of spill keys, by action: how many entries of a list agree, and that it is not compared any more. How
 * many rows of a staff user's log agree, plus one. */
enum { SPILL_AGREED = 1, SPILL_ENDED = 50, SPILL_LOG = 100 };

/* A row's entry in one of its lists: by customer (action 0), by action (customer 0), by both. */
typedef struct {
    int64_t customer_id;
    uint8_t action;
    size_t row;   /* in the slice */
    size_t count; /* of the first entry of a list: how many of the slice's stand there; 0: not compared */
    size_t agree; /* the same: how many do */
} entry_t;

typedef struct {
    check_t *check;
    int64_t world;
    int64_t from;  /* the first row of the slice */
    int64_t limit; /* ms: what is dated later is of the future */
    int64_t most;  /* rows that are read: few behind some that were mended, for the next are seldom right */
    size_t rows;   /* that may agree: up to the first that does not */
    bool damaged;  /* what comes behind those that were read is no row of ours */
    size_t entry_count;
    entry_t entries[LISTS_OF_A_ROW * ROWS_AT_ONCE];
} slice_t;

static spill_key_t list_key(int64_t world, int kind, const entry_t *entry)
{
    return spill_key_ids((uint8_t)(kind + entry->action), world, entry->customer_id);
}

static int by_list_and_row(const void *a, const void *b)
{
    const entry_t *one = a;
    const entry_t *two = b;
    if (one->customer_id != two->customer_id)
        return one->customer_id < two->customer_id ? -1 : 1;
    if (one->action != two->action)
        return one->action < two->action ? -1 : 1;
    return one->row < two->row ? -1 : 1;
}

/* The next list of the slice's, behind this one. */
static entry_t *next_list(slice_t *slice, entry_t *first)
{
    entry_t *end = slice->entries + slice->entry_count;
    entry_t *next = first;
    while (next < end && next->customer_id == first->customer_id && next->action == first->action)
        next++;
    return next;
}

static void add_entry(slice_t *slice, int64_t customer_id, uint8_t action)
{
    slice->entries[slice->entry_count++] = (entry_t){
        .customer_id = customer_id, .action = action, .row = slice->rows};
}

/* False: the row is damaged or of the future. */
static bool add_row(slice_t *slice, text_t row)
{
    stored_action_t action;
    slice->damaged = !stored_read_action(row, &action) || !stored_action_is_sound(&action);
    if (slice->damaged || action.time > slice->limit)
        return false;
    add_entry(slice, action.customer_id, 0);
    add_entry(slice, 0, (uint8_t)action.action);
    add_entry(slice, action.customer_id, (uint8_t)action.action);
    slice->rows++;
    return true;
}

/* Gives whether there were any. */
static bool read_rows(slice_t *slice)
{
    store_t *store = slice->check->store;
    store_begin(store, "LRANGE");
    keys_log(store_part(store), slice->world);
    store_add_int(store, slice->from);
    store_add_int(store, slice->from + slice->most - 1);
    store_send(store);
    redis_reply_t *reply = store_receive_sound(store, REPLY_TEXTS); /* else the script tells of it */
    size_t count = reply ? reply->elements : 0;
    slice->rows = slice->entry_count = 0;
    for (size_t i = 0; i < count && add_row(slice, reply_text(reply->element[i]));)
        i++;
    redis_reply_free(reply);
    qsort(slice->entries, slice->entry_count, sizeof *slice->entries, by_list_and_row);
    return count > 0;
}

static void ask_for_entries(slice_t *slice, entry_t *first)
{
    const check_t *check = slice->check;
    size_t count = (size_t)(next_list(slice, first) - first);
    if (spill_get(check->logs, list_key(slice->world, SPILL_ENDED, first)))
        return;
    first->count = count;
    int64_t from = spill_get(check->logs, list_key(slice->world, SPILL_AGREED, first));
    store_begin(check->store, "LRANGE");
    buffer_t *key = store_part(check->store);
    keys_log(key, slice->world);
    if (first->customer_id != 0)
        buffer_append_format(key, KEYS_LOG_CUSTOMER "%lld", (long long)first->customer_id);
    if (first->action != 0)
        buffer_append_format(key, KEYS_LOG_ACTION "%d", first->action);
    store_add_int(check->store, from);
    store_add_int(check->store, from + (int64_t)count - 1);
    store_send(check->store);
}

/* The rows of a slice agree up to the first that is not in the list of its customer. */
static void compare_entries(slice_t *slice, entry_t *first)
{
    if (first->count == 0)
        return;
    redis_reply_t *reply = store_receive_sound(slice->check->store, REPLY_TEXTS);
    int64_t id = 0;
    while (reply && first->agree < first->count && first->agree < reply->elements &&
           text_to_int(reply_text(reply->element[first->agree]), &id) &&
           id == slice->from + 1 + (int64_t)first[first->agree].row)
        first->agree++;
    if (first->action == 0 && first->agree < first->count && first[first->agree].row < slice->rows)
        slice->rows = first[first->agree].row;
    redis_reply_free(reply);
}

/* A list that lacks an entry of the rows that agree is not compared any more. */
static void keep_agreed(slice_t *slice, const entry_t *first)
{
    spill_t *logs = slice->check->logs;
    size_t agree = 0;
    while (agree < first->agree && first[agree].row < slice->rows)
        agree++;
    spill_key_t key = list_key(slice->world, SPILL_AGREED, first);
    if (agree > 0)
        spill_set(logs, key, spill_get(logs, key) + (uint32_t)agree);
    if (agree < first->count && first[agree].row < slice->rows)
        spill_set(logs, list_key(slice->world, SPILL_ENDED, first), 1);
}

static void compare_lists(slice_t *slice)
{
    entry_t *end = slice->entries + slice->entry_count;
    for (entry_t *list = slice->entries; list < end; list = next_list(slice, list))
        ask_for_entries(slice, list);
    for (entry_t *list = slice->entries; list < end; list = next_list(slice, list))
        compare_entries(slice, list);
    for (entry_t *list = slice->entries; list < end; list = next_list(slice, list))
        keep_agreed(slice, list);
}

/* Lets the script judge and mend the row that does not agree and those behind it, for where one is not in its
 * list the next are seldom; false when it finds nothing that it can mend. */
static bool mend_rows(slice_t *slice, const subject_t *log)
{
    check_t *check = slice->check;
    size_t repaired = check->repaired;
    subject_t subject = *log;
    subject.from = slice->from;
    if (!check->repair || (slice->damaged && slice->entry_count == 0))
        return false;
    do {
        check_send_log(check, &subject);
        subject.from = check_take_slice(check, &subject);
    } while (subject.from < 0);
    return check->repaired > repaired;
}

static int64_t future_limit(store_t *store)
{
    int64_t seconds = 0;
    store_begin(store, "TIME");
    redis_reply_t *reply = store_ask(store, REPLY_TEXTS);
    if (reply->elements > 0)
        text_to_int(reply_text(reply->element[0]), &seconds);
    redis_reply_free(reply);
    return seconds * 1000 + ROW_TIME_AHEAD;
}

static void choose_most(slice_t *slice)
{
    if (slice->rows == 0)
        slice->most = CHECK_LOG_ROWS;
    else if (slice->most < ROWS_AT_ONCE)
        slice->most *= 2;
}

/* Compares the whole log; gives the first row that does not agree and was not mended either. */
static int64_t compare_log(check_t *check, int64_t world)
{
    slice_t *slice = memory_new_zeroed(sizeof *slice);
    buffer_t key = {0};
    keys_log(&key, world);
    subject_t log = {.key = buffer_text(&key), .world = world};
    *slice = (slice_t){
        .check = check, .world = world, .limit = future_limit(check->store), .most = ROWS_AT_ONCE};
    bool agrees = true;
    while (agrees && read_rows(slice)) {
        compare_lists(slice);
        slice->from += (int64_t)slice->rows;
        choose_most(slice);
        agrees = slice->rows > 0 || mend_rows(slice, &log);
    }
    int64_t from = slice->from;
    buffer_free(&key);
    free(slice);
    return from;
}

int64_t check_log_start(check_t *self, int64_t world)
{
    spill_key_t key = spill_key_ids(SPILL_LOG, world, 0);
    if (spill_get(self->logs, key) == 0)
        spill_set(self->logs, key, 1 + (uint32_t)compare_log(self, world));
    return spill_get(self->logs, key) - 1;
}

int64_t check_log_list_start(check_t *self, int64_t world, int64_t customer_id, int64_t action)
{
    const entry_t list = {.customer_id = customer_id, .action = (uint8_t)action};
    if (action > ACTION_COUNT)
        return 0;
    check_log_start(self, world);
    return spill_get(self->logs, list_key(world, SPILL_AGREED, &list));
}
