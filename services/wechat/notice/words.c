/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/notice/words.h"

#include "base/json/check.h"

enum { SENT_BY_STAFF = 1, SENT_BY_CUSTOMER = 2, ROWS_MAX = 256 };

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

bool words_join(buffer_t *out, text_t answer, principal_kind_t by, size_t count, size_t most, int64_t *last)
{
    const int64_t wanted = by == PRINCIPAL_STAFF ? SENT_BY_STAFF : SENT_BY_CUSTOMER;
    row_t rows[ROWS_MAX];
    size_t found = 0;
    text_t list = TEXT_NONE;
    json_walk_t walk;
    json_item_t item;
    *last = 0;
    if (!find_rows(answer, &list))
        return false;
    for (json_walk_start(&walk, list); json_walk_next(&walk, &item);) {
        const row_t row = item.type == JSON_OBJECT ? read_row(item.value) : (row_t){0};
        if (row.send_type == wanted && row.id > 0)
            rows[found++ % ROWS_MAX] = row;
    }
    const size_t kept = found < ROWS_MAX ? found : ROWS_MAX;
    const size_t begin = out->size;
    for (size_t i = found - (count < kept ? count : kept); i < found; i++) {
        const row_t *row = &rows[i % ROWS_MAX];
        if (out->size > begin)
            buffer_append_char(out, '\n');
        append_words(out, row);
        *last = row->id;
    }
    out->size = begin + text_cut((text_t){out->data + begin, out->size - begin}, most).size;
    return true;
}
