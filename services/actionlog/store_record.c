/* SPDX-License-Identifier: Apache-2.0 */
/* Records actions. */
#include "base/clock.h"
#include "common/observe/log_limit.h"
#include "common/store/digest.h"
#include "common/store/once.h"
#include "services/actionlog/scripts.h"
#include "services/actionlog/store_parts.h"

enum { REDATED_AT_ONCE = 25 /* fits a redis_command_t */ };

static void add_keys(command_t *command, const job_t *job, const recording_t *recording)
{
    command_add(command, keys_relation, job->staff_id, job->customer_id);
    store_add_lists(command, job, recording->row.action);
    command_add(command, keys_relation_index, job->staff_id, RELATIONS_ACTIVITY);
    command_add(command, keys_relation_index, job->staff_id, RELATIONS_ACTIVITY_AGED);
    if (recording->key.size > 0)
        command_add(command, keys_once, job->staff_id, &job->caller, recording->key);
    command_end_keys(command);
}

/* What must be the same for a repeated key to be a repetition. The word in front sets it apart from a message
 * under the same key. */
static void add_digest(job_t *job, command_t *command, const stored_action_t *row)
{
    buffer_t *content = job_scratch(job);
    buffer_append_literal(content, "action ");
    buffer_append_int(content, row->action);
    buffer_append_char(content, ' ');
    buffer_append_int(content, row->article_id);
    buffer_append_char(content, ' ');
    buffer_append_text(content, row->remark);
    command_add(command, digest_write, buffer_text(content));
}

/* One of the keys that the script is given, or of the counters, is corrupt. */
static void counters_foreign(job_t *job, const recording_t *recording, const redis_reply_t *why)
{
    command_t *command = job_command(job);
    add_keys(command, job, recording);
    command_add(command, keys_log_month, job->staff_id, recording->day);
    command_add(command, keys_log_day, job->staff_id, recording->day);
    job_foreign_keys(job, FOREIGN_SCRIPT, why);
}

/* The day as scripts are given it, and when it ends: the texts of the last one are kept, for rows are mostly
 * of one day. */
static void add_day(command_t *command, int64_t day)
{
    enum { TEXT_MAX = 32 };
    static _Thread_local struct {
        bool known;
        int64_t day;
        size_t day_size, end_size;
        char texts[TEXT_MAX];
    } last;
    if (!last.known || last.day != day) {
        buffer_t texts = {0};
        keys_day(&texts, day);
        last.day_size = texts.size;
        buffer_append_int(&texts, clock_day_start(day + 1));
        last.end_size = texts.size - last.day_size;
        last.day = day;
        last.known = true;
        memcpy(last.texts, texts.data, texts.size); /* 8 digits, and at most 20 */
        buffer_free(&texts);
    }
    command_add_text(command, (text_t){last.texts, last.day_size});
    command_add_text(command, (text_t){last.texts + last.day_size, last.end_size});
}

static void take_recorded(job_t *job, void *into, const redis_reply_t *reply);

static void send_record(job_t *job, void *context)
{
    const recording_t *recording = context;
    command_t *command = job_command(job);
    add_keys(command, job, recording);
    command_add(command, stored_write_action, &recording->row);
    command_add_int(command, recording->row.time);
    job_add_try(job, command);
    command_add_int(command, job->customer_id);
    add_day(command, recording->day);
    if (recording->key.size > 0)
        add_digest(job, command, &recording->row);
    job_run(job, &record_script, take_recorded, context);
}

static void take_future(job_t *job, void *into, const redis_reply_t *reply);

/* Looks for the rows of the future. */
static void send_future(job_t *job, recording_t *recording)
{
    command_t *command = job_command(job);
    command_add(command, keys_log, job->staff_id);
    command_end_keys(command);
    command_add_int(command, recording->row.time);
    job_run(job, &future_script, take_future, recording);
}

/* The next rows of the future, or what is left of the activities that are. */
static void take_redated(job_t *job, void *into, const redis_reply_t *reply)
{
    recording_t *recording = into;
    if (reply->type != REDIS_REPLY_INTEGER)
        counters_foreign(job, recording, reply);
    else if (reply->integer > 0 || recording->future > 0)
        send_future(job, recording);
    else
        send_record(job, recording);
}

/* {now, place, times} */
static void send_redate(job_t *job, recording_t *recording, const redis_reply_t *found)
{
    const redis_reply_t *times = found->element[2];
    const int64_t now = redis_int(found->element[0]);
    command_t *command = job_command(job);
    command_add(command, keys_log, job->staff_id);
    command_add(command, keys_relation_index, job->staff_id, RELATIONS_ACTIVITY);
    command_end_keys(command);
    command_add_int(command, now);
    command_add(command, keys_day, clock_day(now));
    command_add_int(command, redis_int(found->element[1]));
    for (size_t i = 0; i < times->elements; i++) {
        command_add_int(command, redis_int(times->element[i]));
        command_add(command, keys_day, clock_day(redis_int(times->element[i])));
    }
    recording->future = times->elements;
    job_run(job, &redate_script, take_redated, recording);
}

static void take_future(job_t *job, void *into, const redis_reply_t *reply)
{
    if (reply_is_array(reply, 3) && reply->element[2]->type == REDIS_REPLY_ARRAY &&
        reply->element[2]->elements <= REDATED_AT_ONCE)
        send_redate(job, into, reply);
    else
        store_log_foreign(job, reply);
}

/* {id, time, duplicate}. False when it is none, or the id is no place in a log. */
static bool read_made(made_t *made, const redis_reply_t *reply)
{
    if (!reply_is_array(reply, 3))
        return false;
    made->id = redis_int(reply->element[0]);
    made->time = redis_int(reply->element[1]);
    made->duplicate = redis_int(reply->element[2]) != 0;
    return made->id > 0 && made->id <= ID_MAX;
}

static void take_recorded(job_t *job, void *into, const redis_reply_t *reply)
{
    recording_t *recording = into;
    if (reply_is_number(reply, SCRIPT_AHEAD)) {
        log_limited(LOG_WARNING, "the log ends in the future: its rows are dated now",
                    LOG_INT("staff", job->staff_id));
        send_future(job, recording);
    } else if (reply_is_array(reply, 1)) {
        recording->day = clock_day(redis_int(reply->element[0]));
        send_record(job, recording);
    } else if (reply_is_number(reply, SCRIPT_NO_RELATION))
        job_refuse(job, STATUS_NO_RELATION);
    else if (reply->type == REDIS_REPLY_INTEGER && once_status(reply->integer) != STATUS_DONE)
        job_refuse(job, once_status(reply->integer));
    else if (!read_made(&recording->made, reply))
        counters_foreign(job, recording, reply);
}

void store_append(job_t *job, recording_t *recording)
{
    recording->day = clock_day(recording->row.time);
    if (recording->key.size > 0)
        once_claim(job, recording->key, send_record, recording);
    else
        send_record(job, recording);
}
