/* SPDX-License-Identifier: Apache-2.0 */
/* Customers by how much they did: the counters of all parts of the days are read, some at a time, and added
 * up here, so that Redis never merges (decision 0030). */
#include <stdlib.h>

#include "common/store/id_table.h"
#include "common/store/summary.h"
#include "services/actionlog/store_parts.h"

enum { SCANS_AT_ONCE = 8, NAMES_AT_ONCE = 50 /* fits a redis_command_t */, CURSOR_MAX = 20 };

struct ranking_sums {
    int64_t next; /* day that no scan has begun with yet */
    id_table_t customers;
    int64_t *sums; /* by the numbers of the table */
    size_t room;   /* for so many */
};

/* A hash of counters under way. */
typedef struct {
    ranking_t *ranking;
    period_t period;
    char cursor[CURSOR_MAX];
    size_t cursor_size;
    id_table_t seen; /* customers, if it takes several pages: Redis may show one again */
} scan_t;

static void add_sum(job_t *job, struct ranking_sums *sums, int64_t customer_id, int64_t count)
{
    const size_t known = sums->customers.count;
    const size_t number = id_table_number(&sums->customers, customer_id);
    if (number >= sums->room) {
        const size_t room = sums->room ? 2 * sums->room : SCANS_AT_ONCE;
        int64_t *grown = arena_new(job->arena, room * sizeof *grown);
        if (known > 0)
            memcpy(grown, sums->sums, known * sizeof *grown);
        sums->sums = grown;
        sums->room = room;
    }
    sums->sums[number] = count + (number < known ? sums->sums[number] : 0);
}

/* Whether the customer is new to the scan. */
static bool is_first_look(scan_t *scan, int64_t customer_id)
{
    const size_t known = scan->seen.count;
    return id_table_number(&scan->seen, customer_id) == known;
}

/* Adds the fields of a page that are customers'. */
static bool add_page(job_t *job, scan_t *scan, const redis_reply_t *fields, bool several)
{
    for (size_t i = 0; i + 1 < fields->elements; i += 2) {
        action_counts_t counts = {{0}};
        const int64_t who = day_counts_read_field(redis_text(fields->element[i]));
        if (who == 0 || !day_counts_add(&counts, redis_text(fields->element[i + 1])))
            return false;
        if (who > 0 && (!several || is_first_look(scan, who)))
            add_sum(job, scan->ranking->sums, who, day_counts_sum(&counts));
    }
    return fields->elements % 2 == 0;
}

static void begin_scan(job_t *job, ranking_t *ranking);
static void send_scan(job_t *job, scan_t *scan);

static void take_scan(job_t *job, void *into, const redis_reply_t *reply)
{
    scan_t *scan = into;
    const text_t cursor = reply_is_array(reply, 2) ? redis_text(reply->element[0]) : TEXT_NONE;
    const bool last = text_equal(cursor, TEXT_LITERAL("0"));
    const bool several = !last || !text_equal((text_t){scan->cursor, scan->cursor_size}, cursor);
    if (cursor.size == 0 || cursor.size > CURSOR_MAX || !add_page(job, scan, reply->element[1], several)) {
        job_foreign(job, FOREIGN_LOG, reply, period_key, job->staff_id, &scan->period);
        return;
    }
    memcpy(scan->cursor, cursor.data, cursor.size);
    scan->cursor_size = cursor.size;
    if (last)
        begin_scan(job, scan->ranking);
    else
        send_scan(job, scan);
}

static void send_scan(job_t *job, scan_t *scan)
{
    command_t *command = job_command(job);
    command_add_literal(command, "HSCAN");
    command_add(command, period_key, job->staff_id, &scan->period);
    command_add_text(command, (text_t){scan->cursor, scan->cursor_size});
    command_add_literal(command, "COUNT");
    command_add_literal(command, "500");
    job_send(job, take_scan, scan);
}

/* The next part of the days, if any is left, unless one was corrupt. */
static void begin_scan(job_t *job, ranking_t *ranking)
{
    struct ranking_sums *sums = ranking->sums;
    if (sums->next > ranking->days.to || !job_is_good(job))
        return;
    scan_t *scan = arena_new(job->arena, sizeof *scan);
    *scan = (scan_t){.ranking = ranking,
                     .period = period_at(sums->next, ranking->days.to),
                     .cursor = "0",
                     .cursor_size = 1,
                     .seen = {.arena = job->arena}};
    sums->next = scan->period.end;
    send_scan(job, scan);
}

static void go_scans(job_t *job, void *context)
{
    for (int i = 0; i < SCANS_AT_ONCE; i++)
        begin_scan(job, context);
}

void store_rank(job_t *job, ranking_t *ranking)
{
    ranking->sums = arena_new(job->arena, sizeof *ranking->sums);
    *ranking->sums = (struct ranking_sums){.next = ranking->days.from, .customers = {.arena = job->arena}};
    job_pass(job, go_scans, ranking);
}

/* ---- the page ---- */

static int by_count_and_id(const void *a, const void *b)
{
    const ranked_t *one = a;
    const ranked_t *two = b;
    if (one->count != two->count)
        return one->count > two->count ? -1 : 1;
    return one->customer_id < two->customer_id ? -1 : 1;
}

/* Puts all in order, and keeps the page. */
static void cut_page(job_t *job, ranking_t *ranking)
{
    const struct ranking_sums *sums = ranking->sums;
    const size_t total = sums->customers.count;
    ranked_t *all = arena_new(job->arena, total * sizeof *all);
    for (size_t i = 0; i < total; i++)
        all[i] = (ranked_t){.customer_id = sums->customers.ids[i], .count = sums->sums[i]};
    qsort(all, total, sizeof *all, by_count_and_id);
    ranking->total = (int64_t)total;
    const int64_t left = ranking->skip < ranking->total ? ranking->total - ranking->skip : 0;
    ranking->count = (size_t)(left < ranking->length ? left : ranking->length);
    ranking->ranked = left > 0 ? all + ranking->skip : all;
}

/* Names of some of the page. */
typedef struct {
    ranked_t *ranked;
    size_t count;
} block_t;

static bool read_name(job_t *job, const redis_reply_t *reply, ranked_t *ranked)
{
    summary_t summary = {0};
    if (reply->type == REDIS_REPLY_NIL)
        return true;
    if (!summary_read(redis_text(reply), &summary) || !summary_is_sound(&summary))
        return false;
    ranked->name = arena_copy(job->arena, summary.name);
    ranked->memo_name = arena_copy(job->arena, summary.memo_name);
    return true;
}

static void take_names(job_t *job, void *into, const redis_reply_t *reply)
{
    const block_t *block = into;
    bool good = reply_is_array(reply, block->count);
    for (size_t i = 0; good && i < block->count; i++)
        good = read_name(job, reply->element[i], &block->ranked[i]);
    if (!good)
        job_foreign(job, FOREIGN_SUMMARY, reply, keys_summaries, job->staff_id);
}

static void send_names(job_t *job, ranked_t *ranked, size_t count)
{
    block_t *block = arena_new(job->arena, sizeof *block);
    *block = (block_t){ranked, count};
    command_t *command = job_command(job);
    command_add_literal(command, "HMGET");
    command_add(command, keys_summaries, job->staff_id);
    for (size_t i = 0; i < count; i++)
        command_add_int(command, ranked[i].customer_id);
    job_send(job, take_names, block);
}

void store_name_ranked(job_t *job, ranking_t *ranking)
{
    cut_page(job, ranking);
    for (size_t at = 0; at < ranking->count; at += NAMES_AT_ONCE)
        send_names(job, ranking->ranked + at,
                   ranking->count - at < NAMES_AT_ONCE ? ranking->count - at : NAMES_AT_ONCE);
}
