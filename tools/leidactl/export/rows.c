/* SPDX-License-Identifier: Apache-2.0 */
#include "common/store/keys.h"
#include "common/store/stored.h"
#include "tools/leidactl/common/fail.h"
#include "tools/leidactl/export/export.h"

/* Turns a stored row into the fields of a prepared line; false when it is damaged. */
typedef bool(row_fn)(line_t *line, text_t row);

static void export_list(export_t *self, text_t key, line_t *line, row_fn *read)
{
    size_t got = READ_PAGE;
    for (int64_t from = 0; got == READ_PAGE; from += READ_PAGE) {
        store_begin(self->store, "LRANGE");
        store_add(self->store, key);
        store_add_int(self->store, from);
        store_add_int(self->store, from + READ_PAGE - 1);
        redis_reply_t *reply = store_ask(self->store, REPLY_TEXTS);
        got = reply->elements;
        for (size_t i = 0; i < got; i++)
            if (read(line, reply_text(reply->element[i])))
                export_line(self, line);
            else
                export_leave_out(self, key, "row", from + (int64_t)i + 1);
        redis_reply_free(reply);
    }
}

static line_t pair_line(record_kind_t kind, int64_t user_id, int64_t customer_id)
{
    line_t line = {.kind = kind};
    line.as.pair.user_id = user_id;
    line.as.pair.customer_id = customer_id;
    read_mark(&line, TEXT_LITERAL("user_id"));
    read_mark(&line, TEXT_LITERAL("customer_id"));
    return line;
}

static bool read_message(line_t *line, text_t row)
{
    stored_message_t stored;
    if (!stored_read_message(row, &stored))
        return false;
    message_record_t *message = &line->as.message;
    message->send_type = stored.from_staff ? 1 : 2;
    message->content = stored.content;
    message->time = stored.time;
    return true;
}

static bool read_action(line_t *line, text_t row)
{
    stored_action_t stored;
    if (!stored_read_action(row, &stored))
        return false;
    action_record_t *action = &line->as.action;
    uint64_t article = UINT64_C(1) << field_index(&action_record_table, TEXT_LITERAL("article_id"));
    action->customer_id = stored.customer_id;
    action->action = stored.action;
    action->article_id = stored.article_id;
    action->remark = stored.remark;
    action->time = stored.time;
    if (stored.article_id)
        action->record.present |= article;
    else
        action->record.present &= ~article;
    return true;
}

static bool read_note(line_t *line, text_t row)
{
    stored_note_t stored;
    if (!stored_read_note(row, &stored))
        return false;
    line->as.note.time = stored.time;
    line->as.note.text = stored.text;
    return true;
}

static void export_cursor(export_t *self, int64_t customer_id, cursor_side_t side)
{
    line_t line = pair_line(KIND_CURSOR, self->world, customer_id);
    store_begin(self->store, "HGET");
    keys_relation(store_part(self->store), self->world, customer_id);
    store_add(self->store, text_of(side == CURSOR_SIDE_USER ? REL_READ_USER : REL_READ_CUSTOMER));
    redis_reply_t *reply = store_ask(self->store, REPLY_TEXT);
    line.as.cursor.side = side;
    bool good = text_to_int(reply_text(reply), &line.as.cursor.id);
    if (!good && reply->type == REDIS_REPLY_STRING)
        fail("read cursor of user %lld and customer %lld: it is damaged", (long long)self->world,
             (long long)customer_id);
    if (good && line.as.cursor.id > 0) {
        read_mark(&line, TEXT_LITERAL("side"));
        read_mark(&line, TEXT_LITERAL("id"));
        export_line(self, &line);
    }
    redis_reply_free(reply);
}

void export_conversation(export_t *self, int64_t customer_id)
{
    buffer_t key = {0};
    line_t line = pair_line(KIND_MESSAGE, self->world, customer_id);
    read_mark(&line, TEXT_LITERAL("send_type"));
    read_mark(&line, TEXT_LITERAL("content"));
    read_mark(&line, TEXT_LITERAL("create_date"));
    keys_messages(&key, self->world, customer_id);
    export_list(self, buffer_text(&key), &line, read_message);
    export_cursor(self, customer_id, CURSOR_SIDE_USER);
    export_cursor(self, customer_id, CURSOR_SIDE_CUSTOMER);
    line = pair_line(KIND_NOTE, self->world, customer_id);
    read_mark(&line, TEXT_LITERAL("follow_info"));
    read_mark(&line, TEXT_LITERAL("create_date"));
    buffer_clear(&key);
    keys_notes(&key, self->world, customer_id);
    export_list(self, buffer_text(&key), &line, read_note);
    buffer_free(&key);
}

static void export_log_cursor(export_t *self)
{
    line_t line = {.kind = KIND_LOG_CURSOR};
    line.as.mark.user_id = self->world;
    store_begin(self->store, "HGET");
    keys_log_given(store_part(self->store), self->world);
    store_add(self->store, TEXT_LITERAL(LOG_GIVEN_READ));
    redis_reply_t *reply = store_ask(self->store, REPLY_TEXT);
    if (text_to_int(reply_text(reply), &line.as.mark.id) && line.as.mark.id > 0) {
        read_mark(&line, TEXT_LITERAL("user_id"));
        read_mark(&line, TEXT_LITERAL("id"));
        export_line(self, &line);
    }
    redis_reply_free(reply);
}

void export_log(export_t *self)
{
    buffer_t key = {0};
    line_t line = pair_line(KIND_ACTION, self->world, 0);
    read_mark(&line, TEXT_LITERAL("action"));
    read_mark(&line, TEXT_LITERAL("remark"));
    read_mark(&line, TEXT_LITERAL("create_date"));
    keys_log(&key, self->world);
    export_list(self, buffer_text(&key), &line, read_action);
    buffer_free(&key);
    export_log_cursor(self);
}

typedef struct {
    export_t *export;
    int64_t highest; /* id */
} phrases_t;

static void export_phrase(void *context, int64_t id, text_t text)
{
    phrases_t *phrases = context;
    line_t line = {.kind = KIND_PHRASE};
    line.as.record.present = (UINT64_C(1) << phrase_record_table.count) - 1;
    line.as.phrase.user_id = phrases->export->world;
    line.as.phrase.id = id;
    line.as.phrase.text = text;
    export_line(phrases->export, &line);
    phrases->highest = id > phrases->highest ? id : phrases->highest;
}

/* The last id only if no phrase shows it: builds of before do not know that type. */
void export_phrases(export_t *self)
{
    phrases_t phrases = {.export = self};
    read_each_phrase(self->store, self->world, export_phrase, &phrases);
    line_t line = {.kind = KIND_PHRASE_LAST};
    line.as.record.present = (UINT64_C(1) << user_mark_record_table.count) - 1;
    line.as.mark.user_id = self->world;
    line.as.mark.id = read_last_phrase(self->store, self->world);
    if (line.as.mark.id > phrases.highest)
        export_line(self, &line);
}
