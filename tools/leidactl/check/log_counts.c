/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The counters of an action log, compared with its rows (common/store/recount.h): those of a day or a month
 * are read once all its rows are. What differs a script judges, which sees what services have recorded
 * meanwhile.
 */
#include <stdlib.h>

#include "base/clock.h"
#include "base/date.h"
#include "common/store/recount.h"
#include "tools/leidactl/check/check.h"
#include "tools/leidactl/check/scripts.h"

enum { ROWS_AT_ONCE = 400, JUDGED_AT_ONCE = 25, TRIES_MAX = 5 };

/* Kinds of spill keys: how many rows were counted, plus one; that a day or a month was compared. */
enum { SPILL_COUNTED = 101, SPILL_DAY, SPILL_MONTH };

/* A log being counted. */
typedef struct {
    check_t *check;
    int64_t world, length; /* rows that are counted */
    buffer_t last;         /* the last of them */
    bool moved;            /* the log is not what was counted any more */
    bool ordered;          /* by time */
    int64_t latest;        /* time of the row before */
    buffer_t briefs;       /* rows that have to be put in order */
    recount_t recount;
} log_t;

/* What stands in a hash of counters. */
typedef struct {
    arena_t arena;
    id_table_t fields;
    text_t *values; /* by the numbers of the table; data NULL: it is what it should be */
    size_t room;
} stored_t;

/* Fields that differ, gathered for one run of the script. */
typedef struct {
    log_t *log;
    const period_t *period;
    size_t count;
} judged_t;

static spill_key_t period_mark(int64_t world, const period_t *period)
{
    return spill_key_ids(period->month ? SPILL_MONTH : SPILL_DAY, world, period->day);
}

/* ---- judging ---- */

static void begin_judging(judged_t *judged)
{
    log_t *log = judged->log;
    store_t *store = log->check->store;
    store_begin_script(store, &check_log_counts_script, 2);
    keys_log(store_part(store), log->world);
    period_key(store_part(store), log->world, judged->period);
    store_add(store, log->check->repair ? TEXT_LITERAL("1") : TEXT_LITERAL("0"));
    store_add_int(store, log->length);
    store_add(store, buffer_text(&log->last));
}

static void end_judging(judged_t *judged)
{
    if (judged->count == 0)
        return;
    log_t *log = judged->log;
    buffer_t key = {0};
    period_key(&key, log->world, judged->period);
    const subject_t subject = {.key = buffer_text(&key)};
    store_send(log->check->store);
    log->moved = check_take_slice(log->check, &subject) < 0 || log->moved;
    judged->count = 0;
    buffer_free(&key);
}

/* A field, what it should count, and when that is from and to. */
static void judge(judged_t *judged, int64_t field, const action_counts_t *expected)
{
    store_t *store = judged->log->check->store;
    period_t period = *judged->period;
    if (judged->count == 0)
        begin_judging(judged);
    if (field < 0) {
        period.day += -field - 1;
        period.end = period.day + 1;
    }
    day_counts_write_field(store_part(store), field);
    day_counts_write(store_part(store), expected);
    store_add_int(store, clock_day_start(period.day));
    store_add_int(store, clock_day_start(period.end));
    if (++judged->count == JUDGED_AT_ONCE)
        end_judging(judged);
}

/* ---- comparing ---- */

/* Takes a field off that stands for nobody. */
static void refuse_field(log_t *log, text_t key, text_t field)
{
    buffer_t what = {0};
    buffer_append_format(&what, "its field %.*s is none", TEXT_ARG(field));
    check_tell(log->check, key, buffer_text(&what), true);
    buffer_free(&what);
    if (!log->check->repair)
        return;
    store_begin(log->check->store, "HDEL");
    store_add(log->check->store, key);
    store_add(log->check->store, field);
    redis_reply_free(store_ask(log->check->store, REPLY_NUMBER));
}

static void put_value(stored_t *stored, int64_t field, text_t value)
{
    const size_t number = id_table_number(&stored->fields, field);
    if (number >= stored->room) {
        const size_t room = stored->room ? 2 * stored->room : ROWS_AT_ONCE;
        text_t *values = arena_new(&stored->arena, room * sizeof *values);
        if (number > 0)
            memcpy(values, stored->values, number * sizeof *values);
        stored->values = values;
        stored->room = room;
    }
    stored->values[number] = arena_copy(&stored->arena, value);
}

static void read_stored(log_t *log, text_t key, stored_t *stored)
{
    store_t *store = log->check->store;
    buffer_t cursor = {0};
    buffer_append_char(&cursor, '0');
    do {
        store_begin(store, "HSCAN");
        store_add(store, key);
        store_add(store, buffer_text(&cursor));
        store_add(store, TEXT_LITERAL("COUNT"));
        store_add_int(store, ROWS_AT_ONCE);
        redis_reply_t *reply = store_ask(store, REPLY_PAGE);
        const redis_reply_t *fields = reply->element[1];
        buffer_clear(&cursor);
        buffer_append_text(&cursor, reply_text(reply->element[0]));
        for (size_t i = 0; i + 1 < fields->elements; i += 2) {
            const int64_t field = day_counts_read_field(reply_text(fields->element[i]));
            if (field == 0)
                refuse_field(log, key, reply_text(fields->element[i]));
            else
                put_value(stored, field, reply_text(fields->element[i + 1]));
        }
        redis_reply_free(reply);
    } while (!text_equal(buffer_text(&cursor), TEXT_LITERAL("0")));
    buffer_free(&cursor);
}

static bool is_same(text_t value, const action_counts_t *expected)
{
    action_counts_t counts = {{0}};
    return day_counts_add(&counts, value) && memcmp(&counts, expected, sizeof counts) == 0;
}

/* Compares what should be there with what is; then what is there and should not be. */
static void compare_fields(judged_t *judged, stored_t *stored, const recounted_t *recounted)
{
    static const action_counts_t nothing = {{0}};
    for (size_t i = 0; i < recounted->count; i++) {
        const size_t known = stored->fields.count;
        const size_t number = id_table_number(&stored->fields, recounted->fields[i]);
        if (number == known)
            put_value(stored, recounted->fields[i], TEXT_NONE);
        if (!is_same(stored->values[number], &recounted->counts[i]))
            judge(judged, recounted->fields[i], &recounted->counts[i]);
        stored->values[number] = (text_t){0};
    }
    for (size_t i = 0; i < stored->fields.count; i++)
        if (stored->values[i].data)
            judge(judged, stored->fields.ids[i], &nothing);
    end_judging(judged);
}

static void compare_period(void *context, const recounted_t *recounted)
{
    log_t *log = context;
    stored_t stored = {.room = 0};
    judged_t judged = {.log = log, .period = &recounted->period};
    buffer_t key = {0};
    stored.fields.arena = &stored.arena;
    period_key(&key, log->world, &recounted->period);
    read_stored(log, buffer_text(&key), &stored);
    compare_fields(&judged, &stored, recounted);
    spill_set(log->check->logs, period_mark(log->world, &recounted->period), 1);
    buffer_free(&key);
    arena_free(&stored.arena);
}

/* ---- the rows ---- */

/* All that counting takes of a row: there may be millions. */
typedef struct {
    int64_t time;
    uint64_t who; /* the customer, and the action in the lowest byte */
} brief_t;

static int by_time(const void *a, const void *b)
{
    const brief_t *one = a;
    const brief_t *two = b;
    return (one->time > two->time) - (one->time < two->time);
}

typedef void(row_fn)(log_t *log, const stored_action_t *row);

/* Rows that are damaged are told of elsewhere. */
static void take_row(log_t *log, text_t bytes, bool last, row_fn *take)
{
    stored_action_t row;
    if (last) {
        buffer_clear(&log->last);
        buffer_append_text(&log->last, bytes);
    }
    if (stored_read_action(bytes, &row) && stored_action_is_sound(&row))
        take(log, &row);
}

static void read_rows(log_t *log, row_fn *take)
{
    store_t *store = log->check->store;
    for (int64_t from = 0; from < log->length; from += ROWS_AT_ONCE) {
        const int64_t left = log->length - from;
        store_begin(store, "LRANGE");
        keys_log(store_part(store), log->world);
        store_add_int(store, from);
        store_add_int(store, from + (left < ROWS_AT_ONCE ? left : ROWS_AT_ONCE) - 1);
        redis_reply_t *reply = store_ask(store, REPLY_TEXTS);
        for (size_t i = 0; i < reply->elements; i++)
            take_row(log, reply_text(reply->element[i]), (int64_t)i + 1 == left, take);
        redis_reply_free(reply);
    }
}

static void look_at_order(log_t *log, const stored_action_t *row)
{
    log->ordered = log->ordered && row->time >= log->latest;
    log->latest = row->time;
}

static void count_row(log_t *log, const stored_action_t *row)
{
    if (!recount_row(&log->recount, row))
        log->moved = true; /* it was in order a moment ago */
}

static void keep_brief(log_t *log, const stored_action_t *row)
{
    const brief_t brief = {row->time, (uint64_t)row->customer_id << 8 | (uint64_t)row->action};
    buffer_append(&log->briefs, (const char *)&brief, sizeof brief);
}

/* Rows that were dated by hand, or became now: they are put in order first. */
static void count_sorted(log_t *log)
{
    read_rows(log, keep_brief);
    const size_t count = log->briefs.size / sizeof(brief_t);
    brief_t *briefs = memory_new(log->briefs.size + 1);
    memcpy(briefs, log->briefs.data, log->briefs.size);
    buffer_free(&log->briefs);
    qsort(briefs, count, sizeof *briefs, by_time);
    for (size_t i = 0; i < count; i++)
        count_row(log, &(stored_action_t){.time = briefs[i].time,
                                          .action = briefs[i].who & 0xff,
                                          .customer_id = (int64_t)(briefs[i].who >> 8)});
    free(briefs);
}

static void count_log(log_t *log)
{
    store_begin(log->check->store, "LLEN");
    keys_log(store_part(log->check->store), log->world);
    log->length = store_ask_int(log->check->store);
    log->moved = false;
    log->ordered = true;
    log->latest = INT64_MIN;
    read_rows(log, look_at_order);
    log->recount = (recount_t){.begun = false};
    recount_open(&log->recount, compare_period, log);
    if (log->ordered)
        read_rows(log, count_row);
    else
        count_sorted(log);
    recount_end(&log->recount);
    recount_close(&log->recount);
}

static void tell_moved(log_t *log)
{
    buffer_t key = {0};
    keys_log(&key, log->world);
    check_tell(log->check, buffer_text(&key),
               TEXT_LITERAL("it changed again and again while its counters were compared"), false);
    buffer_free(&key);
}

/* What an import that was killed has not counted is counted here. */
static void drop_uncounted(check_t *self, int64_t world)
{
    buffer_t key = {0};
    keys_log_uncounted(&key, world);
    store_begin(self->store, self->repair ? "UNLINK" : "EXISTS");
    store_add(self->store, buffer_text(&key));
    if (store_ask_int(self->store) > 0)
        check_tell(self, buffer_text(&key), TEXT_LITERAL("rows are not counted yet"), true);
    buffer_free(&key);
}

/* Else it is told of where the log itself is looked at. */
static bool is_list(check_t *self, int64_t world)
{
    store_begin(self->store, "LLEN");
    keys_log(store_part(self->store), world);
    store_send(self->store);
    redis_reply_t *reply = store_receive_sound(self->store, REPLY_NUMBER);
    const bool sound = reply != NULL;
    redis_reply_free(reply);
    return sound;
}

void check_counts_start(check_t *self, int64_t world)
{
    const spill_key_t key = spill_key_ids(SPILL_COUNTED, world, 0);
    if (spill_get(self->logs, key) != 0)
        return;
    if (!is_list(self, world)) {
        spill_set(self->logs, key, 1);
        return;
    }
    check_log_start(self, world);
    drop_uncounted(self, world);
    log_t log = {.check = self, .world = world, .moved = true};
    for (int tries = 0; log.moved && tries < TRIES_MAX; tries++)
        count_log(&log);
    if (log.moved)
        tell_moved(&log);
    spill_set(self->logs, key, 1 + (uint32_t)log.length);
    buffer_free(&log.last);
}

/* ---- counters of days without rows ---- */

/* Reads the number of a key, 20261127 or 202611; false when it is no day or month. */
static bool read_period(int64_t number, bool month, period_t *period)
{
    buffer_t text = {0};
    const int64_t digits = month ? number * 100 + 1 : number;
    buffer_append_format(&text, "%04lld-%02lld-%02lld", (long long)(digits / 10000),
                         (long long)(digits / 100 % 100), (long long)(digits % 100));
    const bool good = date_read(buffer_text(&text), &period->day);
    buffer_free(&text);
    period->month = month;
    if (good)
        period->end = month ? period_month_end(period->day) : period->day + 1;
    return good;
}

bool check_counts_of(check_t *self, int64_t world, int64_t number, bool month)
{
    period_t period;
    check_counts_start(self, world);
    if (!read_period(number, month, &period))
        return false;
    if (!is_list(self, world))
        return true;
    if (spill_get(self->logs, period_mark(world, &period)) != 0)
        return true;
    spill_set(self->logs, spill_key_ids(SPILL_COUNTED, world, 0), 0);
    check_counts_start(self, world); /* a day may have begun since */
    if (spill_get(self->logs, period_mark(world, &period)) != 0)
        return true;
    log_t log = {.check = self, .world = world};
    store_begin(self->store, "LINDEX");
    keys_log(store_part(self->store), world);
    log.length = spill_get(self->logs, spill_key_ids(SPILL_COUNTED, world, 0)) - 1;
    store_add_int(self->store, log.length - 1);
    redis_reply_t *reply = store_ask(self->store, REPLY_TEXT);
    buffer_append_text(&log.last, reply_text(reply));
    redis_reply_free(reply);
    compare_period(&log, &(recounted_t){.period = period});
    if (log.moved)
        tell_moved(&log);
    buffer_free(&log.last);
    return true;
}
