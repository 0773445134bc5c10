/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/answers_actionlog.h"

#include "proto/answers_parts.h"

#define NEW_ACTION(name, type, member, help, absent)                                                         \
    COLUMN(name, type, new_action_row_t, member, help, absent)
#define RANKED(name, type, member, help, absent)                                                             \
    COLUMN(name, type, ranked_customer_row_t, member, help, absent)

static const column_t new_action[] = {
    NEW_ACTION("user_id", COLUMN_INT, staff_id, "the staff user: the caller", NULL),
    NEW_ACTION("customer_id", COLUMN_INT, customer_id, "the customer who did it", NULL),
    NEW_ACTION("headimgurl", COLUMN_TEXT, avatar, PICTURE, "has none"),
    NEW_ACTION("log", COLUMN_TEXT, log, "the customer's own name, then the remark", NULL),
    NEW_ACTION("create_date", COLUMN_TEXT, time, "when it was done", NULL),
    NEW_ACTION("action", COLUMN_TEXT, action, "what was done, by its name", NULL),
};
const column_table_t new_action_columns = COLUMN_TABLE(new_action);

/* One column for each action. */
#define ACTIONS(type, row)                                                                                   \
    COLUMN("1", type, row, of[0], "查看名片", NULL), COLUMN("2", type, row, of[1], "查看产品", NULL),        \
        COLUMN("3", type, row, of[2], "查看动态", NULL), COLUMN("4", type, row, of[3], "查看官网", NULL),    \
        COLUMN("5", type, row, of[4], "复制微信", NULL), COLUMN("6", type, row, of[5], "转发名片", NULL),    \
        COLUMN("7", type, row, of[6], "咨询产品", NULL), COLUMN("8", type, row, of[7], "保存电话", NULL),    \
        COLUMN("9", type, row, of[8], "觉得靠谱", NULL), COLUMN("10", type, row, of[9], "拨打电话", NULL),   \
        COLUMN("11", type, row, of[10], "播放语音", NULL),                                                   \
        COLUMN("12", type, row, of[11], "复制邮箱", NULL),                                                   \
        COLUMN("13", type, row, of[12], "授权访问", NULL),                                                   \
        COLUMN("14", type, row, of[13], "查看文章", NULL),                                                   \
        COLUMN("15", type, row, of[14], "转发文章到朋友", NULL),                                             \
        COLUMN("16", type, row, of[15], "转发文章到朋友圈", NULL)

static const column_t counts[] = {ACTIONS(COLUMN_INT, action_counts_t)};
const column_table_t action_counts_columns = COLUMN_TABLE(counts);

static const column_t names[] = {ACTIONS(COLUMN_TEXT, action_names_t)};
const column_table_t action_names_columns = COLUMN_TABLE(names);

static const column_t day[] = {
    COLUMN("date", COLUMN_TEXT, day_row_t, date, "the day", NULL),
    COLUMN_OF("detail", COLUMN_OBJECT, day_row_t, detail, "how many of each kind on it",
              &action_counts_columns),
};
const column_table_t day_columns = COLUMN_TABLE(day);

enum { COUNT_WITHOUT_DAYS = 3 };
static const column_t count[] = {
    COLUMN_OF("action", COLUMN_OBJECT, count_row_t, names, "the names of the actions", &action_names_columns),
    COLUMN_OF("detail", COLUMN_OBJECT, count_row_t, detail, "how many of each kind", &action_counts_columns),
    COLUMN("user_id", COLUMN_INT, count_row_t, staff_id, "the staff user: the caller", NULL),
    COLUMN_OF("days", COLUMN_OBJECT_LIST, count_row_t, days, "with by=day: every day of the range",
              &day_columns),
};
const column_table_t count_columns = COLUMN_TABLE_FULL(count, COUNT_WITHOUT_DAYS);
const column_table_t count_without_days_columns = COLUMN_TABLE_OF(count, COUNT_WITHOUT_DAYS);

enum { RANKED_PLAIN = 4 }; /* columns that all rows have */
static const column_t ranked[] = {
    RANKED("customer_id", COLUMN_INT, customer_id, "the customer", NULL),
    RANKED("customer_username", COLUMN_TEXT, name, SHOWN_NAME, "has none"),
    RANKED("headimgurl", COLUMN_TEXT, avatar, PICTURE, "has none"),
    RANKED("action_count", COLUMN_INT, count, "how many actions", NULL),
    RANKED("memo_name", COLUMN_TEXT, memo_name, IN_FULL_ROWS MEMO_NAME, NOT_SET),
};
const column_table_t ranked_customer_columns = COLUMN_TABLE_OF(ranked, RANKED_PLAIN);
const column_table_t full_ranked_customer_columns = COLUMN_TABLE_FULL(ranked, RANKED_PLAIN);

static const column_t kind[] = {
    COLUMN("action", COLUMN_INT, kind_row_t, action, "1 to 16", NULL),
    COLUMN("name", COLUMN_TEXT, kind_row_t, name, "its name", NULL),
    COLUMN("count", COLUMN_INT, kind_row_t, count, "how many", NULL),
};
const column_table_t kind_columns = COLUMN_TABLE(kind);

static const column_t customer_count[] = {
    COLUMN("totalCount", COLUMN_INT, customer_count_row_t, total, "how many actions in all", NULL),
    COLUMN_OF("detail", COLUMN_OBJECT_LIST, customer_count_row_t, detail,
              "every kind by its number, those that did not happen too", &kind_columns),
};
const column_table_t customer_count_columns = COLUMN_TABLE(customer_count);
