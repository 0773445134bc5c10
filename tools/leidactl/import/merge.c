/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that are older than many that are stored: the list is made anew beside the old one. */
#include "base/clock.h"
#include "common/store/keys.h"
#include "common/store/stored.h"
#include "tools/leidactl/common/scripts.h"
#include "tools/leidactl/import/import.h"

void merge_ask(store_t *store, text_t list)
{
    store_begin(store, "LINDEX");
    store_add(store, list);
    store_add_int(store, -1 - MERGE_FROM);
    store_send(store);
}

/* Actions begin as notes do. */
bool merge_needed(store_t *store, int64_t time)
{
    redis_reply_t *reply = store_receive(store, REPLY_TEXT);
    stored_note_t row;
    bool needed = stored_read_note(reply_text(reply), &row) && row.time > time;
    redis_reply_free(reply);
    return needed;
}

void merge_begin(store_t *store, text_t list)
{
    store_begin_script(store, &script_merge_begin, 1);
    store_add(store, list);
    store_queue(store);
}

void merge_add(store_t *store, text_t list, text_t row)
{
    store_begin(store, "RPUSH");
    buffer_append_format(store_part(store), "%.*s:merge:rows", TEXT_ARG(list));
    store_add(store, row);
    store_queue(store);
}

static int64_t step_actions(store_t *store, int64_t user_id, int64_t at)
{
    actions_begin(store, &script_merge_actions, user_id);
    store_add_int(store, at);
    return store_ask_int(store);
}

bool merge_actions(store_t *store, int64_t user_id)
{
    int64_t at = 0;
    do
        at = step_actions(store, user_id, at);
    while (at > 0);
    return at == 0;
}

enum { COUNTED_AT_ONCE = 50 /* Redis does nothing else meanwhile */ };

static int64_t uncounted(store_t *store, int64_t user_id)
{
    store_begin(store, "LLEN");
    keys_log_uncounted(store_part(store), user_id);
    return store_ask_int(store);
}

/* Counts some of so many rows, unless another import does. */
static void step_count(store_t *store, int64_t user_id, int64_t length)
{
    store_begin(store, "LRANGE");
    keys_log_uncounted(store_part(store), user_id);
    store_add_int(store, 0);
    store_add_int(store, COUNTED_AT_ONCE - 1);
    redis_reply_t *reply = store_ask(store, REPLY_TEXTS);
    store_begin_script(store, &script_count, 1);
    keys_log(store_part(store), user_id);
    store_add_int(store, length);
    for (size_t i = 0; i < reply->elements; i++) {
        stored_action_t row = {0};
        stored_read_action(reply_text(reply->element[i]), &row);
        keys_day(store_part(store), clock_day(row.time));
    }
    redis_reply_free(reply);
    store_ask_int(store);
}

void merge_count(store_t *store, int64_t user_id)
{
    for (int64_t length; (length = uncounted(store, user_id)) > 0;)
        step_count(store, user_id, length);
}

void merge_note(store_t *store, text_t list, text_t row)
{
    merge_begin(store, list);
    merge_add(store, list, row);
    int64_t at = 0;
    do {
        store_begin_script(store, &script_merge_notes, 1);
        store_add(store, list);
        store_add_int(store, at);
        at = store_ask_int(store);
    } while (at > 0);
}
