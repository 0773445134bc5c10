/* SPDX-License-Identifier: Apache-2.0 */
/* What shows a conversation. Rows come by plain LRANGE, through Lua only where they may be too many bytes;
 * all commands of a round trip leave in one flush, the rows last: their reply is what the next
 * step reads, without a copy. */
#include "common/store/once.h"
#include "services/chat/scripts.h"
#include "services/chat/store_parts.h"

enum { RANGE_MAX = 200 };

/* ---- replies ---- */

/* HMGET member, the actor's cursor with its count, the customer's. */
static bool read_cursors(view_t *view, const redis_reply_t *reply)
{
    int64_t seen;
    return reply_is_array(reply, 5) &&
           reply_cursor(reply->element[1], reply->element[2], &view->read, &seen) &&
           reply_cursor(reply->element[3], reply->element[4], &view->read_by_customer, &seen);
}

static void take_relation(job_t *job, void *into, const redis_reply_t *reply)
{
    if (!read_cursors(into, reply))
        store_relation_foreign(job, reply);
    else if (reply->element[0]->type == REDIS_REPLY_NIL)
        job_refuse(job, STATUS_NO_RELATION);
}

static void take_total(job_t *job, void *into, const redis_reply_t *reply)
{
    view_t *view = into;
    view->total = reply->integer;
    if (reply->type != REDIS_REPLY_INTEGER)
        store_messages_foreign(job, reply);
}

/* The cursors were read before the total, so they are not ahead of it. */
static void check_cursors(job_t *job, void *context)
{
    const view_t *view = context;
    if ((view->read > view->total || view->read_by_customer > view->total) && !job_doubt(job))
        store_relation_foreign(job, NULL);
}

/* "FROM TO" */
static bool read_range(text_t text, range_t *range)
{
    const char *space = text.size > 0 ? memchr(text.data, ' ', text.size) : NULL;
    if (!space)
        return false;
    size_t size = (size_t)(space - text.data);
    return text_to_int((text_t){text.data, size}, &range->from) &&
           text_to_int((text_t){space + 1, text.size - size - 1}, &range->to) && range->from >= 0 &&
           range->to >= range->from && range->to - range->from <= RANGE_MAX && range->to <= ID_MAX;
}

static void given_foreign(job_t *job, const redis_reply_t *why)
{
    job_foreign(job, FOREIGN_ONCE, why, keys_once_call, job->staff_id, job->call_id);
}

static void take_given(job_t *job, void *into, const redis_reply_t *reply)
{
    view_t *view = into;
    if (reply->type == REDIS_REPLY_NIL)
        return;
    view->take = TAKE_GIVEN;
    if (reply->type != REDIS_REPLY_STRING || !read_range(redis_text(reply), &view->given))
        given_foreign(job, reply);
}

/* An error is about a key of the script, anything else that is unexpected what `once` holds. */
static void take_taken(job_t *job, void *into, const redis_reply_t *reply)
{
    view_t *view = into;
    if (reply->type == REDIS_REPLY_INTEGER) {
        view->take = reply->integer == 1 ? TAKE_DONE : TAKE_MOVED;
        job_refuse(job, once_status(reply->integer));
    } else if (reply->type == REDIS_REPLY_STRING && read_range(redis_text(reply), &view->given))
        view->take = TAKE_GIVEN;
    else if (reply->type == REDIS_REPLY_ERROR)
        store_mark_foreign(job, reply);
    else
        given_foreign(job, reply);
}

/* So many rows fit an answer whatever they hold. */
static size_t sure_rows(size_t row_cost)
{
    return PAGE_BYTES_MAX / (STORED_MESSAGE_MAX + row_cost);
}

/* Leaves out what does not fit an answer. */
static void fit_rows(view_t *view, const rows_range_t *rows_range)
{
    const bool from_last = rows_range->from_last;
    const size_t count = view->count;
    size_t bytes = 0, kept = 0;
    while (kept < count) {
        bytes += (size_t)view->rows[from_last ? count - 1 - kept : kept]->len + rows_range->row_cost;
        if (bytes > PAGE_BYTES_MAX && kept > 0)
            break;
        kept++;
    }
    if (from_last)
        view->rows += count - kept;
    view->count = kept;
    view->cut = kept < count;
}

static int64_t id_of(const redis_reply_t *row)
{
    stored_message_t message = {0};
    return row->type == REDIS_REPLY_STRING && stored_read_message(redis_text(row), &message) ? message.id : 0;
}

/* Which id the first row must have: known where the range counts from the beginning and nothing was left
 * out in front; else by the row itself. Counted from the end the last row must be about where the total says.
 */
static bool find_place(view_t *view)
{
    const rows_range_t *rows_range = &view->rows_range;
    if (view->count == 0)
        return true;
    if (rows_range->first >= 0 && !(view->cut && rows_range->from_last)) {
        view->first_id = rows_range->first + 1;
        return true;
    }
    view->first_id = id_of(view->rows[0]);
    const int64_t behind = view->first_id + (int64_t)view->count - (view->total + rows_range->last + 2);
    return rows_range->first >= 0 || (behind >= 0 && behind <= MEANWHILE_MAX);
}

static void place_rows(job_t *job, void *context)
{
    if (!find_place(context) && !job_doubt(job))
        store_messages_foreign(job, NULL);
}

static void read_rows(job_t *job, view_t *view, const redis_reply_t *rows)
{
    if (!job_is_good(job))
        return; /* what was asked with them was refused: they are of no use */
    view->rows = job_is_last(job) ? rows->element : redis_reply_copy(job->arena, rows)->element;
    view->count = rows->elements;
    if (view->count > sure_rows(view->rows_range.row_cost) && !view->cut)
        fit_rows(view, &view->rows_range);
}

static void take_rows(job_t *job, void *into, const redis_reply_t *reply)
{
    if (reply->type == REDIS_REPLY_ARRAY)
        read_rows(job, into, reply);
    else
        store_messages_foreign(job, reply);
}

/* Of chat_rows. */
static void take_measured_rows(job_t *job, void *into, const redis_reply_t *reply)
{
    view_t *view = into;
    if (reply_is_array(reply, 2) && reply->element[1]->type == REDIS_REPLY_ARRAY) {
        view->cut = redis_int(reply->element[0]) != 0;
        read_rows(job, view, reply->element[1]);
    } else
        store_messages_foreign(job, reply);
}

bool view_message(job_t *job, const view_t *view, size_t index, stored_message_t *message)
{
    const redis_reply_t *row = view->rows[index];
    if (row->type == REDIS_REPLY_STRING && stored_read_message(redis_text(row), message) &&
        message->id == view->first_id + (int64_t)index && stored_message_is_sound(message))
        return true;
    store_messages_foreign(job, row);
    return false;
}

/* ---- commands ---- */

static void send_relation(job_t *job, view_t *view)
{
    command_t *command = job_command(job);
    command_add_literal(command, "HMGET");
    command_add(command, keys_relation, job->staff_id, job->customer_id);
    command_add_literal(command, REL_MEMBER);
    store_add_cursor(command, job);
    command_add_literal(command, REL_READ_CUSTOMER);
    command_add_literal(command, REL_SEEN_CUSTOMER);
    job_send(job, take_relation, view);
}

/* Durable: what it finds is answered as if this try had marked it. */
static void send_given(job_t *job, view_t *view)
{
    command_t *command = job_command(job);
    command_add_literal(command, "GET");
    command_add(command, keys_once_call, job->staff_id, job->call_id);
    job_send_durable(job, take_given, view);
}

static void send_plain_rows(job_t *job, view_t *view)
{
    command_t *command = job_command(job);
    command_add_literal(command, "LRANGE");
    command_add(command, keys_messages, job->staff_id, job->customer_id);
    command_add_int(command, view->rows_range.first);
    command_add_int(command, view->rows_range.last);
    job_send(job, take_rows, view);
}

static void send_measured_rows(job_t *job, view_t *view)
{
    command_t *command = job_command(job);
    command_add(command, keys_messages, job->staff_id, job->customer_id);
    command_end_keys(command);
    command_add_int(command, view->rows_range.first);
    command_add_int(command, view->rows_range.last);
    command_add_int(command, PAGE_BYTES_MAX);
    command_add_int(command, (int64_t)view->rows_range.row_cost);
    command_add_int(command, view->rows_range.from_last);
    job_run(job, &chat_rows_script, take_measured_rows, view);
}

static void send_take(job_t *job, view_t *view)
{
    const range_t *range = &view->given;
    command_t *command = store_begin_mark(job);
    command_add_int(command, range->from);
    command_add_int(command, range->to);
    command_add_int(command, (int64_t)sure_rows(range->row_cost));
    command_add_int(command, PAGE_BYTES_MAX);
    command_add_int(command, (int64_t)range->row_cost);
    job_add_try(job, command);
    job_run(job, &chat_take_script, take_taken, view);
}

void store_read_cursors(job_t *job, view_t *view)
{
    *view = (view_t){0};
    send_relation(job, view);
    if (job->retries > 0)
        send_given(job, view);
    store_send_total(job, take_total, view);
    job_settle(job, check_cursors, view);
}

static void go_page(job_t *job, void *context)
{
    view_t *view = context;
    send_relation(job, view);
    store_send_total(job, take_total, view);
    if (view->rows_range.last - view->rows_range.first < PAGE_PLAIN_ROWS)
        send_plain_rows(job, view);
    else
        send_measured_rows(job, view);
    job_settle(job, check_cursors, view);
    job_settle(job, place_rows, view);
}

void store_read_page(job_t *job, rows_range_t rows_range, view_t *view)
{
    *view = (view_t){.rows_range = rows_range};
    job_pass(job, go_page, view);
}

static void go_take(job_t *job, void *context)
{
    view_t *view = context;
    const range_t range = view->given;
    send_take(job, view);
    if (range.to > range.from && range.to - range.from <= (int64_t)sure_rows(range.row_cost)) {
        view->rows_range = (rows_range_t){
            .first = range.from, .last = range.to - 1, .row_cost = range.row_cost};
        send_plain_rows(job, view);
        job_settle(job, place_rows, view);
    }
}

void store_take(job_t *job, range_t range, view_t *view)
{
    view->take = TAKE_NONE;
    view->given = range;
    view->count = 0;
    job_pass(job, go_take, view);
}
