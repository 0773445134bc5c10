/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that are stored already: a repeated import does not store them again. What a list holds is put down
 * when the first of its rows comes. */
#include "common/store/keys.h"
#include "common/store/stored.h"
#include "tools/leidactl/common/scripts.h"
#include "tools/leidactl/import/import.h"

enum { PAGE = 500 };

/* What makes rows of one list alike: all but the call id. */
static spill_key_t row_key(text_t list, int64_t time, int64_t flags, text_t text)
{
    buffer_t all = {0};
    buffer_append_format(&all, "%.*s %lld %lld ", TEXT_ARG(list), (long long)time, (long long)flags);
    buffer_append_text(&all, text);
    spill_key_t key = spill_key_digest(SPILL_ROW, all.data, all.size);
    buffer_free(&all);
    return key;
}

static spill_key_t call_key(text_t list, uint64_t call)
{
    buffer_t all = {0};
    buffer_append_format(&all, "%.*s %llu", TEXT_ARG(list), (unsigned long long)call);
    spill_key_t key = spill_key_digest(SPILL_CALL, all.data, all.size);
    buffer_free(&all);
    return key;
}

typedef void(row_fn)(spill_t *rows, text_t list, text_t row);

static void count_row(spill_t *rows, spill_key_t key)
{
    spill_set(rows, key, spill_get(rows, key) + 1);
}

static void put_message(spill_t *rows, text_t list, text_t row)
{
    stored_message_t message;
    if (!stored_read_message(row, &message))
        return;
    count_row(rows, row_key(list, message.time, message.from_staff, message.content.stored));
    if (message.call != 0)
        spill_set(rows, call_key(list, message.call), 1);
}

static spill_key_t action_key(text_t list, text_t row)
{
    stored_action_t action = {0};
    stored_read_action(row, &action);
    action.call = 0;
    buffer_t all = {0};
    stored_write_action(&all, &action);
    spill_key_t key = row_key(list, action.time, 0, buffer_text(&all));
    buffer_free(&all);
    return key;
}

static void put_action(spill_t *rows, text_t list, text_t row)
{
    count_row(rows, action_key(list, row));
}

static void put_note(spill_t *rows, text_t list, text_t row)
{
    stored_note_t note;
    if (stored_read_note(row, &note))
        count_row(rows, row_key(list, note.time, 0, note.text));
}

static spill_key_t list_key(text_t list)
{
    return spill_key_digest(SPILL_LIST, list.data, list.size);
}

/* Reads the list, once in an import. */
static void import_read_list(import_t *self, text_t list, row_fn *put)
{
    spill_key_t key = list_key(list);
    if (spill_get(self->rows, key))
        return;
    int64_t count = 1; /* of rows, and one that says that it was read */
    size_t got = PAGE;
    for (int64_t from = 0; got == PAGE; from += PAGE) {
        store_begin(self->store, "LRANGE");
        store_add(self->store, list);
        store_add_int(self->store, from);
        store_add_int(self->store, from + PAGE - 1);
        redis_reply_t *reply = store_ask(self->store, REPLY_TEXTS);
        got = reply->elements;
        for (size_t i = 0; i < got; i++)
            put(self->rows, list, reply_text(reply->element[i]));
        count += (int64_t)got;
        redis_reply_free(reply);
    }
    spill_set(self->rows, key, count);
}

/* Takes one such row off the count. */
static bool take_row(spill_t *rows, spill_key_t key)
{
    int64_t count = spill_get(rows, key);
    if (count > 0)
        spill_set(rows, key, count - 1);
    return count > 0;
}

bool import_has_message(import_t *self, const message_record_t *message, uint64_t call, int64_t time)
{
    spill_key_t conversation = spill_key_ids(KIND_MESSAGE, message->user_id, message->customer_id);
    bool none = spill_get(self->found, conversation) == FOUND_NO;
    if (none && call == 0)
        return false;
    buffer_t list = {0};
    keys_messages(&list, message->user_id, message->customer_id);
    text_t name = buffer_text(&list);
    if (!none)
        import_read_list(self, name, put_message);
    bool found;
    if (call != 0) {
        found = spill_get(self->rows, call_key(name, call)) != 0;
        spill_set(self->rows, call_key(name, call), 1);
    } else {
        found = take_row(self->rows, row_key(name, time, message->send_type == 1, message->content.stored));
    }
    buffer_free(&list);
    return found;
}

bool import_has_action(import_t *self, int64_t user_id, text_t row)
{
    buffer_t list = {0};
    keys_log(&list, user_id);
    if (!spill_get(self->rows, list_key(buffer_text(&list))))
        merge_count(self->store, user_id);
    import_read_list(self, buffer_text(&list), put_action);
    bool found = take_row(self->rows, action_key(buffer_text(&list), row));
    buffer_free(&list);
    return found;
}

bool import_has_note(import_t *self, const note_record_t *note, int64_t time)
{
    buffer_t list = {0};
    keys_notes(&list, note->user_id, note->customer_id);
    import_read_list(self, buffer_text(&list), put_note);
    bool found = take_row(self->rows, row_key(buffer_text(&list), time, 0, note->text));
    if (!found)
        count_row(self->rows, list_key(buffer_text(&list)));
    buffer_free(&list);
    return found;
}

bool import_has_many_notes(import_t *self, const note_record_t *note)
{
    buffer_t list = {0};
    keys_notes(&list, note->user_id, note->customer_id);
    int64_t count = spill_get(self->rows, list_key(buffer_text(&list)));
    buffer_free(&list);
    return count > MERGE_FROM;
}
