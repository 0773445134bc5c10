/* SPDX-License-Identifier: Apache-2.0 */
/* Reads counters of actions by kind (common/store/day_counts.h). */
#include "base/clock.h"
#include "base/date.h"
#include "services/actionlog/store_parts.h"

/* Counters that one command reads. */
typedef struct {
    counting_t *counting;
    period_t period;
} reading_t;

static void counts_foreign(job_t *job, const period_t *period, const redis_reply_t *why)
{
    job_foreign(job, FOREIGN_LOG, why, period_key, job->staff_id, period);
}

/* ---- the days of the log ---- */

/* Moves an end of the days to a row's; of a log without rows nothing is read, whatever the days are. */
static void take_first(job_t *job, void *into, const redis_reply_t *reply)
{
    days_t *days = into;
    stored_action_t row;
    if (reply->type == REDIS_REPLY_NIL)
        days->to = days->from - 1;
    else if (!store_take_row(job, reply, &row))
        store_log_foreign(job, reply);
    else if (days->from < clock_day(row.time))
        days->from = clock_day(row.time);
}

static void take_last(job_t *job, void *into, const redis_reply_t *reply)
{
    days_t *days = into;
    stored_action_t row;
    if (reply->type == REDIS_REPLY_NIL)
        return;
    if (!store_take_row(job, reply, &row))
        store_log_foreign(job, reply);
    else if (days->to > clock_day(row.time))
        days->to = clock_day(row.time);
}

static void send_row(job_t *job, days_t *days, int64_t index, job_take_fn *take)
{
    command_t *command = job_command(job);
    command_add_literal(command, "LINDEX");
    command_add(command, keys_log, job->staff_id);
    command_add_int(command, index);
    job_send(job, take, days);
}

void store_clip_days(job_t *job, days_t *days)
{
    send_row(job, days, 0, take_first);
    send_row(job, days, -1, take_last);
}

/* ---- of all customers ---- */

/* Adds the value of a day. */
static bool add_day(counting_t *counting, int64_t day, const redis_reply_t *reply)
{
    if (reply->type == REDIS_REPLY_NIL)
        return true;
    if (counting->by_day && !day_counts_add(&counting->by_day[day - counting->days.from], redis_text(reply)))
        return false;
    return day_counts_add(&counting->total, redis_text(reply));
}

static void take_days(job_t *job, void *into, const redis_reply_t *reply)
{
    const reading_t *reading = into;
    const period_t *period = &reading->period;
    bool good = reply_is_array(reply, (size_t)(period->end - period->day));
    for (int64_t day = period->day; good && day < period->end; day++)
        good = add_day(reading->counting, day, reply->element[day - period->day]);
    if (!good)
        counts_foreign(job, period, reply);
}

static void send_days(job_t *job, reading_t *reading)
{
    const period_t *period = &reading->period;
    command_t *command = job_command(job);
    command_add_literal(command, "HMGET");
    command_add(command, keys_log_month, job->staff_id, period->day);
    for (int64_t day = period->day; day < period->end; day++)
        command_add(command, day_counts_write_field, -date_of_day(day).day);
    job_send(job, take_days, reading);
}

static reading_t *reading_of(job_t *job, counting_t *counting, period_t period)
{
    reading_t *reading = arena_new(job->arena, sizeof *reading);
    *reading = (reading_t){counting, period};
    return reading;
}

void store_count(job_t *job, counting_t *counting)
{
    const days_t *days = &counting->days;
    for (int64_t day = days->from; day <= days->to;) {
        int64_t end = period_month_end(day);
        if (end > days->to + 1)
            end = days->to + 1;
        send_days(job, reading_of(job, counting, (period_t){.day = day, .end = end, .month = true}));
        day = end;
    }
}

/* ---- of one ---- */

static void take_bound(job_t *job, void *into, const redis_reply_t *reply)
{
    (void)into;
    if (reply->type != REDIS_REPLY_INTEGER)
        job_foreign(job, FOREIGN_RELATION, reply, keys_relation, job->staff_id, job->customer_id);
    else if (reply->integer == 0)
        job_refuse(job, STATUS_NO_RELATION);
}

static void send_bound(job_t *job)
{
    command_t *command = job_command(job);
    command_add_literal(command, "HEXISTS");
    command_add(command, keys_relation, job->staff_id, job->customer_id);
    command_add_literal(command, REL_MEMBER);
    job_send(job, take_bound, NULL);
}

static void take_period(job_t *job, void *into, const redis_reply_t *reply)
{
    const reading_t *reading = into;
    if (reply->type != REDIS_REPLY_NIL && !day_counts_add(&reading->counting->total, redis_text(reply)))
        counts_foreign(job, &reading->period, reply);
}

static void send_period(job_t *job, reading_t *reading)
{
    command_t *command = job_command(job);
    command_add_literal(command, "HGET");
    command_add(command, period_key, job->staff_id, &reading->period);
    command_add_int(command, job->customer_id);
    job_send(job, take_period, reading);
}

void store_count_customer(job_t *job, counting_t *counting)
{
    send_bound(job);
    for (int64_t day = counting->days.from; day <= counting->days.to;) {
        const period_t period = period_at(day, counting->days.to);
        send_period(job, reading_of(job, counting, period));
        day = period.end;
    }
}
