/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/answers_crm.h"

#include "proto/answers_parts.h"

#define CONTACT(name, type, member, help, absent) COLUMN(name, type, contact_row_t, member, help, absent)
#define CUSTOMER(name, type, member, help, absent) COLUMN(name, type, customer_row_t, member, help, absent)
#define ACTION(name, type, member, help, absent) COLUMN(name, type, action_row_t, member, help, absent)

static const column_t row_tag[] = {
    COLUMN("id", COLUMN_INT, row_tag_t, id, "the tag", NULL),
    COLUMN("name", COLUMN_TEXT, row_tag_t, name, "its name", NULL),
};
const column_table_t row_tag_columns = COLUMN_TABLE(row_tag);

enum { CONTACT_PLAIN = 14 }; /* columns that all rows have */
static const column_t contact[] = {
    CONTACT("customer_id", COLUMN_INT, customer_id, "the customer", NULL),
    CONTACT("customer_username", COLUMN_TEXT, name, SHOWN_NAME, "has none"),
    CONTACT("headimgurl", COLUMN_TEXT, avatar, PICTURE, "has none"),
    CONTACT("expected_time", COLUMN_TEXT_OR_NULL, expected_time, "the day a deal is expected", NOT_SET),
    CONTACT("expedted_pr", COLUMN_INT, expected_pr, "chance of a deal in per cent, 0 unless set", NULL),
    CONTACT("last_follow_time", COLUMN_TEXT, last_follow, "last follow-up: 今天, 昨天 or N天前",
            "there was none"),
    CONTACT("last_activity_time", COLUMN_TEXT, last_activity,
            "the customer's last activity: 今天, 昨天 or the date", "there was none"),
    CONTACT("follow_status", COLUMN_TEXT, follow_status, "今天跟进, 昨天已跟进, the date, or 未跟进过", NULL),
    CONTACT("article_id", COLUMN_INT_OR_NULL, article_id, "the article that the customer came by",
            "came by none"),
    CONTACT("title", COLUMN_TEXT, title, "its title", "came by none"),
    CONTACT("customer_source", COLUMN_INT, origin, "1 official account, 2 mini program", NULL),
    CONTACT("customer_source_text", COLUMN_TEXT, origin_text, "the same in words: 微信公众号 or 微信小程序",
            NULL),
    CONTACT("source", COLUMN_INT_OR_NULL, source,
            "how the customer came: 1 scan, 2 forward, 3 search, 4 article", "not known"),
    CONTACT("source_text", COLUMN_TEXT, source_text, "the same in words: 扫码, 转发, 搜索 or 公众号文章",
            "not known"),
    CONTACT("memo_name", COLUMN_TEXT, memo_name, IN_FULL_ROWS MEMO_NAME, NOT_SET),
    COLUMN_OF("tags", COLUMN_OBJECT_LIST, contact_row_t, tags,
              IN_FULL_ROWS "the first 10 of the customer's tags that the caller's company sees; may be []",
              &row_tag_columns),
};
const column_table_t contact_columns = COLUMN_TABLE_OF(contact, CONTACT_PLAIN);
const column_table_t full_contact_columns = COLUMN_TABLE_FULL(contact, CONTACT_PLAIN);

static const column_t customer[] = {
    CUSTOMER("id", COLUMN_INT, id, "the customer", NULL),
    CUSTOMER("username", COLUMN_TEXT, name, SHOWN_NAME, "has none"),
    CUSTOMER("headimgurl", COLUMN_TEXT, avatar, PICTURE, "has none"),
    CUSTOMER("expected_time", COLUMN_TEXT_OR_NULL, expected_time, "the day a deal is expected", NOT_SET),
    CUSTOMER("expedted_pr", COLUMN_TEXT, expected_pr, "chance of a deal in per cent, as text, 0 unless set",
             NULL),
    CUSTOMER("ai_pr", COLUMN_TEXT, ai_pr, "the same as expedted_pr", NULL),
    CUSTOMER("superior", COLUMN_TEXT, superior,
             "name of the customer who referred this one, as the caller sees it", "nobody is known to"),
    CUSTOMER("source", COLUMN_TEXT, source, "how the customer came: 扫码, 转发, 搜索 or 公众号文章",
             "not known"),
    CUSTOMER("memo_name", COLUMN_TEXT_OR_NULL, memo_name, MEMO_NAME, NOT_SET),
    CUSTOMER("phone", COLUMN_TEXT, phone, "mobile number, as the caller noted it", NOT_SET),
    CUSTOMER("email", COLUMN_TEXT, email, "email address", NOT_SET),
    CUSTOMER("company", COLUMN_TEXT, company, "where the customer works", NOT_SET),
    CUSTOMER("position", COLUMN_TEXT, position, "as what", NOT_SET),
    CUSTOMER("address", COLUMN_TEXT, address, "postal address", NOT_SET),
    CUSTOMER("birthday", COLUMN_TEXT, birthday, "date of birth", NOT_SET),
    CUSTOMER("mem", COLUMN_TEXT, memo, "the caller's notes", NOT_SET),
    CUSTOMER("tag", COLUMN_TEXT_LIST, tags, "names of the tags that the caller's company sees; may be []",
             NULL),
    CUSTOMER("sex", COLUMN_INT_OR_NULL, sex, "1 male, 2 female", "not known"),
    CUSTOMER("day_interval", COLUMN_INT, day_interval, "whole days since the relation began", NULL),
    CUSTOMER("user_type", COLUMN_INT, user_type, "1 official account, 2 mini program", NULL),
};
const column_table_t customer_columns = COLUMN_TABLE(customer);

#define TAG(name, type, member, help) COLUMN(name, type, tag_row_t, member, help, NULL)
#define BORNE(name, type, member, help) COLUMN(name, type, borne_tag_row_t, member, help, NULL)
#define BEARER(name, type, member, help, absent) COLUMN(name, type, bearer_row_t, member, help, absent)

static const column_t tag[] = {
    TAG("id", COLUMN_INT, id, "the tag"),
    TAG("name", COLUMN_TEXT, name, "its name"),
    TAG("is_select", COLUMN_BOOL, selected, "whether the customer asked for bears it; false without one"),
};
const column_table_t tag_columns = COLUMN_TABLE(tag);

static const column_t tag_group[] = {
    COLUMN("name", COLUMN_TEXT, tag_group_row_t, name, "the group", NULL),
    COLUMN_OF("tags", COLUMN_OBJECT_LIST, tag_group_row_t, tags,
              "the tags that a customer may bear; may be []", &tag_columns),
};
const column_table_t tag_group_columns = COLUMN_TABLE(tag_group);

static const column_t bearer[] = {
    BEARER("id", COLUMN_INT, id, "the customer", NULL),
    BEARER("headimgurl", COLUMN_TEXT, avatar, PICTURE, "has none"),
    BEARER("name", COLUMN_TEXT, name, SHOWN_NAME, "has none"),
};
const column_table_t bearer_columns = COLUMN_TABLE(bearer);

static const column_t borne_tag[] = {
    BORNE("id", COLUMN_INT, id, "the tag"),
    BORNE("tag_id", COLUMN_INT, tag_id, "the same"),
    BORNE("name", COLUMN_TEXT, name, "its name"),
    BORNE("customer_num", COLUMN_INT, customer_num, "how many of the caller's customers bear it"),
    COLUMN_OF("customer_list", COLUMN_OBJECT_LIST, borne_tag_row_t, customers,
              "the 10 who were given it last", &bearer_columns),
};
const column_table_t borne_tag_columns = COLUMN_TABLE(borne_tag);

static const column_t action[] = {
    ACTION("user_id", COLUMN_INT, staff_id, "the staff user: the caller", NULL),
    ACTION("customer_id", COLUMN_INT, customer_id, "the customer who did it", NULL),
    ACTION("headimgurl", COLUMN_TEXT, avatar, PICTURE, "has none"),
    ACTION("log", COLUMN_TEXT, log, "the customer's own name, then the remark", NULL),
    ACTION("create_date", COLUMN_TEXT, time, "when it was done", NULL),
    ACTION("action", COLUMN_INT, action, "what was done, 1 to 16: see action/record", NULL),
};
const column_table_t action_columns = COLUMN_TABLE(action);
