/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/notice/words.h"

#include "base/json/check.h"

enum { SENT_BY_STAFF = 1, SENT_BY_CUSTOMER = 2, ROWS_MAX = 256 /* more than chat answers */ };

typedef struct {
    int64_t id, send_type, info_type;
    text_t msg; /* JSON, with its quotes; empty: none */
} row_t;

static row_t read_row(text_t object)
{
    row_t row = {0};
    json_walk_t walk;
    json_item_t item;
    for (json_walk_start(&walk, object); json_walk_next(&walk, &item);) {
        const bool is_number = item.type == JSON_NUMBER;
        if (is_number && text_equal(item.key, TEXT_LITERAL("id")))
            text_to_int(item.value, &row.id);
        else if (is_number && text_equal(item.key, TEXT_LITERAL("send_type")))
            text_to_int(item.value, &row.send_type);
        else if (is_number && text_equal(item.key, TEXT_LITERAL("info_type")))
            text_to_int(item.value, &row.info_type);
        else if (item.type == JSON_STRING && text_equal(item.key, TEXT_LITERAL("msg")))
            row.msg = item.value;
    }
    return row;
}

/* The member ret_data of the answer. */
static bool find_rows(text_t answer, text_t *rows)
{
    json_item_t item;
    if (json_check(answer) != JSON_OBJECT || !json_find(answer, "ret_data", &item) || item.type != JSON_ARRAY)
        return false;
    *rows = item.value;
    return true;
}

static void append_words(buffer_t *out, const row_t *row)
{
    static const char *const others[] = {
        [2] = "[产品咨询]", [3] = "请求手机号", [4] = "[图片]", [5] = "[视频]", [6] = "[名片]"};
    if (row->info_type == 1 && row->msg.size > 0)
        json_unescape(out, row->msg);
    else if (row->info_type >= 2 && row->info_type < (int64_t)(sizeof others / sizeof *others))
        buffer_append_text(out, text_of(others[row->info_type]));
}

void words_cut(buffer_t *out, text_t text, size_t most)
{
    static const text_t more = TEXT_CONSTANT("…");
    const bool fits = text.size <= most;
    buffer_append_text(out, fits ? text : text_cut(text, most));
    if (!fits)
        buffer_append_text(out, more);
}

/* Appends until there is no more room, or no more. */
static void join(buffer_t *out, const row_t *rows, size_t count, size_t most, joined_t *joined)
{
    buffer_t words = {0};
    for (size_t i = 0; i < count && words.size <= most; i++) {
        if (i > 0)
            buffer_append_char(&words, '\n');
        append_words(&words, &rows[i]);
        if (words.size > most)
            break;
        joined->whole = rows[i].id;
        joined->whole_size = words.size;
    }
    words_cut(out, buffer_text(&words), most);
    buffer_free(&words);
}

bool words_join(buffer_t *out, text_t answer, principal_kind_t by, size_t count, size_t most,
                joined_t *joined)
{
    const int64_t wanted = by == PRINCIPAL_STAFF ? SENT_BY_STAFF : SENT_BY_CUSTOMER;
    row_t rows[ROWS_MAX];
    size_t found = 0;
    text_t list = TEXT_NONE;
    json_walk_t walk;
    json_item_t item;
    *joined = (joined_t){0};
    if (!find_rows(answer, &list))
        return false;
    for (json_walk_start(&walk, list); found < ROWS_MAX && json_walk_next(&walk, &item);) {
        const row_t row = item.type == JSON_OBJECT ? read_row(item.value) : (row_t){0};
        if (row.send_type == wanted && row.id > 0)
            rows[found++] = row;
    }
    const size_t kept = count < found ? count : found;
    if (kept > 0) {
        joined->first = rows[found - kept].id;
        joined->last = rows[found - 1].id;
    }
    join(out, rows + found - kept, kept, most, joined);
    return true;
}
