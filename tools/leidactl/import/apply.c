/* SPDX-License-Identifier: Apache-2.0 */
/* Applies one good line: each record is one script, and once more does no harm. */
#include "common/store/keys.h"
#include "common/store/stored.h"
#include "proto/action_names.h"
#include "tools/leidactl/common/read.h"
#include "tools/leidactl/common/scripts.h"
#include "tools/leidactl/import/import.h"

/* Stands for a message's key, for ever: the service remembers keys for a day only. Never 0. */
static uint64_t key_call(const message_record_t *message)
{
    if (message->key.size == 0)
        return 0;
    spill_key_t digest = spill_key_digest(1, message->key.data, message->key.size);
    uint64_t call;
    memcpy(&call, digest.bytes + 1, sizeof call);
    call ^= (uint64_t)message->send_type;
    return call ? call : 1;
}

static void apply_message(import_t *self, const message_record_t *message)
{
    int64_t time = record_has(&message->record, MESSAGE_TIME) ? message->time : self->now;
    uint64_t call = key_call(message);
    if (import_has_message(self, message, call, time)) {
        self->repeated++;
        return;
    }
    stored_message_t stored = {
        .time = time, .call = call, .from_staff = message->send_type == 1, .content = message->content};
    message_batch_add(self->messages, self->store, message, &stored);
}

static void apply_cursor(import_t *self, const cursor_record_t *cursor)
{
    bool staff = cursor->side == CURSOR_SIDE_USER;
    store_begin_script(self->store, &script_cursor, staff ? 3 : 2);
    keys_relation(store_part(self->store), cursor->user_id, cursor->customer_id);
    keys_messages(store_part(self->store), cursor->user_id, cursor->customer_id);
    if (staff)
        keys_cursors(store_part(self->store), cursor->user_id);
    store_add_int(self->store, cursor->id);
    store_add(self->store, text_of(staff ? REL_READ_USER : REL_READ_CUSTOMER));
    store_add(self->store, text_of(staff ? REL_SEEN_USER : REL_SEEN_CUSTOMER));
    store_queue_record(self->store, true);
}

static void apply_log_cursor(import_t *self, const user_mark_record_t *cursor)
{
    store_begin_script(self->store, &script_log_cursor, 2);
    keys_log(store_part(self->store), cursor->user_id);
    keys_log_given(store_part(self->store), cursor->user_id);
    store_add_int(self->store, cursor->id);
    store_queue_record(self->store, true);
}

static void apply_action(import_t *self, const action_record_t *action)
{
    stored_action_t stored = {
        .time = record_has(&action->record, ACTION_TIME) ? action->time : self->now,
        .action = action->action,
        .customer_id = action->customer_id,
        .article_id = action->article_id,
        .remark = action->remark.size ? action->remark : action_remark(action->action),
    };
    buffer_t row = {0};
    stored_write_action(&row, &stored);
    if (import_has_action(self, action->user_id, buffer_text(&row)))
        self->repeated++;
    else
        action_batch_add(self->batch, self->store, action->user_id, buffer_text(&row));
    buffer_free(&row);
}

/* Whether the note is older than many of those that are there. */
static bool merges_note(import_t *self, const note_record_t *note, text_t list, int64_t time)
{
    if (!import_has_many_notes(self, note))
        return false;
    store_flush(self->store);
    merge_ask(self->store, list);
    return merge_needed(self->store, time);
}

/* The relation follows before the note is merged: a repeated import would not make up for it. */
static void put_note(import_t *self, const note_record_t *note, int64_t time, text_t row)
{
    store_t *store = self->store;
    buffer_t list = {0};
    keys_notes(&list, note->user_id, note->customer_id);
    bool merges = merges_note(self, note, buffer_text(&list), time);
    store_begin_script(store, &script_note, 4);
    keys_relation(store_part(store), note->user_id, note->customer_id);
    store_add(store, buffer_text(&list));
    keys_relation_index(store_part(store), note->user_id, RELATIONS_FOLLOW);
    keys_relation_index(store_part(store), note->user_id, RELATIONS_FOLLOW_AGED);
    store_add(store, merges ? TEXT_NONE : row);
    store_add_int(store, time);
    store_queue(store);
    if (merges)
        merge_note(store, buffer_text(&list), row);
    buffer_free(&list);
}

static void apply_note(import_t *self, const note_record_t *note)
{
    int64_t time = record_has(&note->record, NOTE_TIME) ? note->time : self->now;
    buffer_t row = {0};
    stored_write_note(&row, &(stored_note_t){.time = time, .text = note->text});
    if (import_has_note(self, note, time))
        self->repeated++;
    else
        put_note(self, note, time, buffer_text(&row));
    buffer_free(&row);
}

int import_round(record_kind_t kind)
{
    static const int rounds[KIND_COUNT] = {
        [KIND_CUSTOMER_TAG] = 1, [KIND_MESSAGE] = 1, [KIND_ACTION] = 1,     [KIND_NOTE] = 1,
        [KIND_PHRASE] = 1,       [KIND_CURSOR] = 2,  [KIND_LOG_CURSOR] = 2,
    };
    return rounds[kind];
}

void import_apply(import_t *self, const line_t *line)
{
    switch (line->kind) {
    case KIND_COMPANY:
    case KIND_USER:
    case KIND_CUSTOMER:
        apply_profile(self, line);
        break;
    case KIND_TAG:
        apply_tag(self, line);
        break;
    case KIND_RELATION:
        apply_relation(self, &line->as.relation);
        break;
    case KIND_CUSTOMER_TAG:
        apply_customer_tag(self, &line->as.customer_tag);
        break;
    case KIND_MESSAGE:
        apply_message(self, &line->as.message);
        break;
    case KIND_CURSOR:
        apply_cursor(self, &line->as.cursor);
        break;
    case KIND_ACTION:
        apply_action(self, &line->as.action);
        break;
    case KIND_NOTE:
        apply_note(self, &line->as.note);
        break;
    case KIND_PHRASE:
        apply_phrase(self, &line->as.phrase);
        break;
    case KIND_PHRASE_LAST:
        apply_phrase_last(self, &line->as.mark);
        break;
    case KIND_LOG_CURSOR:
        apply_log_cursor(self, &line->as.mark);
        break;
    case KIND_NONE:
    case KIND_COUNT:
        break;
    }
    self->applied++;
}
