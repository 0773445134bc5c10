/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/records.h"

#include "proto/content.h"

#define NUMBER(edge, type_, member, most)                                                                    \
    {                                                                                                        \
        .name = (edge), .key = #member, .offset = offsetof(type_, member), .type = FIELD_INT,                \
        .from = FROM_BODY, .min = 1, .max = (most)                                                           \
    }
#define ID(edge, type_, member)                                                                              \
    {                                                                                                        \
        .name = (edge), .key = #member, .offset = offsetof(type_, member), .type = FIELD_INT,                \
        .from = FROM_BODY, .required = true, .min = 1, .max = ID_MAX                                         \
    }
#define TEXT(edge, type_, member, least)                                                                     \
    {                                                                                                        \
        .name = (edge), .key = #member, .offset = offsetof(type_, member), .type = FIELD_TEXT,               \
        .from = FROM_BODY, .required = (least) > 0, .min = (least), .max = 2000                              \
    }

#define RANGE(edge, type_, member, least, most)                                                              \
    {                                                                                                        \
        .name = (edge), .key = #member, .offset = offsetof(type_, member), .type = FIELD_INT,                \
        .from = FROM_BODY, .required = true, .min = (least), .max = (most)                                   \
    }
#define OF_TYPE(edge, type_, member, field_type)                                                             \
    {                                                                                                        \
        .name = (edge), .key = #member, .offset = offsetof(type_, member), .type = (field_type),             \
        .from = FROM_BODY, .max = 256                                                                        \
    }
#define SHORT_TEXT(edge, type_, member) OF_TYPE(edge, type_, member, FIELD_TEXT)
#define TIME(edge, type_, member) OF_TYPE(edge, type_, member, FIELD_TIME)
#define CREDENTIAL(type_)                                                                                    \
    {.name = "token",                                                                                        \
     .key = "token",                                                                                         \
     .offset = offsetof(type_, token),                                                                       \
     .type = FIELD_VISIBLE,                                                                                  \
     .from = FROM_BODY,                                                                                      \
     .min = 1,                                                                                               \
     .max = 128},                                                                                            \
        OF_TYPE("enabled", type_, enabled, FIELD_SWITCH),                                                    \
    {                                                                                                        \
        .name = "scheme", .key = "scheme", .offset = offsetof(type_, scheme), .type = FIELD_CHOICE,          \
        .from = FROM_BODY, .choices = scheme_names                                                           \
    }
#define PAIR(type_) ID("user_id", type_, user_id), ID("customer_id", type_, customer_id)

const char *const scheme_names[] = {"any", "hmac", NULL};

static const field_t company_fields[] = {
    ID("id", company_profile_t, id),
    TEXT("name", company_profile_t, name, 1),
};
const field_table_t company_profile_table = FIELD_TABLE(company_fields, company_profile_t);

static const field_t user_fields[] = {
    ID("id", user_profile_t, id),
    NUMBER("company_id", user_profile_t, company_id, ID_MAX),
    TEXT("username", user_profile_t, name, 1),
    TEXT("avatar", user_profile_t, avatar, 0),
    TEXT("mingpian_phone", user_profile_t, business_phone, 0),
    TEXT("wechat_phone", user_profile_t, wechat_phone, 0),
    TEXT("wechat", user_profile_t, wechat, 0),
    TEXT("position", user_profile_t, position, 0),
    TEXT("email", user_profile_t, email, 0),
    {.name = "userid",
     .key = "userid",
     .offset = offsetof(user_profile_t, userid),
     .type = FIELD_VISIBLE,
     .from = FROM_BODY,
     .max = USERID_MAX},
    CREDENTIAL(user_profile_t),
};
const field_table_t user_profile_table = FIELD_TABLE(user_fields, user_profile_t);

static const field_t customer_fields[] = {
    ID("id", customer_profile_t, id),
    /* WeChat gives followers no name since 2021. */
    {.name = "username",
     .key = "name",
     .offset = offsetof(customer_profile_t, name),
     .type = FIELD_TEXT,
     .from = FROM_BODY,
     .required = true,
     .may_be_empty = true,
     .max = 2000},
    TEXT("headimgurl", customer_profile_t, avatar, 0),
    NUMBER("user_type", customer_profile_t, origin, 2),
    TEXT("phone", customer_profile_t, phone, 0),
    TEXT("openid", customer_profile_t, openid, 0),
    OF_TYPE("appid", customer_profile_t, appid, FIELD_VISIBLE),
    {.name = "is_subscribe",
     .key = "is_subscribe",
     .offset = offsetof(customer_profile_t, is_subscribe),
     .type = FIELD_INT,
     .from = FROM_BODY,
     .max = 1},
    TIME("create_date", customer_profile_t, created),
    CREDENTIAL(customer_profile_t),
};
const field_table_t customer_profile_table = FIELD_TABLE(customer_fields, customer_profile_t);

static const field_t tag_fields[] = {
    ID("id", tag_profile_t, id),
    TEXT("name", tag_profile_t, name, 1),
    NUMBER("parent_id", tag_profile_t, parent_id, ID_MAX),
    NUMBER("company_id", tag_profile_t, company_id, ID_MAX),
};
const field_table_t tag_profile_table = FIELD_TABLE(tag_fields, tag_profile_t);

static const field_t relation_fields[] = {
    PAIR(relation_record_t),
    TIME("create_date", relation_record_t, created),
    TIME("last_follow_time", relation_record_t, last_follow),
    TIME("last_activity_time", relation_record_t, last_activity),
    NUMBER("source", relation_record_t, source, 4),
    NUMBER("superior", relation_record_t, superior, ID_MAX),
    NUMBER("article_id", relation_record_t, article_id, ID_MAX),
    {.name = "expedted_pr",
     .key = "expected_pr",
     .offset = offsetof(relation_record_t, expected_pr),
     .type = FIELD_PERCENT,
     .from = FROM_BODY,
     .max = 100},
    NUMBER("sex", relation_record_t, sex, 2),
    OF_TYPE("expected_time", relation_record_t, expected_time, FIELD_DATE),
    OF_TYPE("birthday", relation_record_t, birthday, FIELD_DATE),
    SHORT_TEXT("title", relation_record_t, title),
    SHORT_TEXT("username", relation_record_t, name),
    SHORT_TEXT("memo_name", relation_record_t, memo_name),
    OF_TYPE("phone", relation_record_t, phone, FIELD_PHONE),
    OF_TYPE("email", relation_record_t, email, FIELD_EMAIL),
    SHORT_TEXT("company", relation_record_t, company),
    SHORT_TEXT("position", relation_record_t, position),
    TEXT("address", relation_record_t, address, 0),
    TEXT("mem", relation_record_t, memo, 0),
};
const field_table_t relation_record_table = FIELD_TABLE(relation_fields, relation_record_t);

static const field_t customer_tag_fields[] = {
    ID("customer_id", customer_tag_record_t, customer_id),
    RANGE("tag_id", customer_tag_record_t, tag_id, 0, ID_MAX),
    {.name = "company_id",
     .key = "company_id",
     .offset = offsetof(customer_tag_record_t, company_id),
     .type = FIELD_INT,
     .from = FROM_BODY,
     .max = ID_MAX},
};
const field_table_t customer_tag_record_table = FIELD_TABLE(customer_tag_fields, customer_tag_record_t);

#define MESSAGE(sender)                                                                                      \
    PAIR(message_record_t), RANGE("send_type", message_record_t, send_type, 1, 2),                           \
        {.name = "content",                                                                                  \
         .key = "content",                                                                                   \
         .offset = offsetof(message_record_t, content),                                                      \
         .type = FIELD_CONTENT,                                                                              \
         .from = FROM_BODY,                                                                                  \
         .required = true,                                                                                   \
         .min = (sender),                                                                                    \
         .max = CONTENT_SIZE_MAX},                                                                           \
        TIME("create_date", message_record_t, time),                                                         \
    {                                                                                                        \
        .name = "msg_id", .key = "key", .offset = offsetof(message_record_t, key), .type = FIELD_VISIBLE,    \
        .from = FROM_BODY, .min = 1, .max = 64                                                               \
    }
static const field_t staff_message_fields[] = {MESSAGE(CONTENT_FROM_STAFF)};
static const field_t customer_message_fields[] = {MESSAGE(CONTENT_FROM_CUSTOMER)};
const field_table_t staff_message_record_table = FIELD_TABLE(staff_message_fields, message_record_t);
const field_table_t customer_message_record_table = FIELD_TABLE(customer_message_fields, message_record_t);

static const char *const sides[] = {[CURSOR_SIDE_USER] = "user", [CURSOR_SIDE_CUSTOMER] = "customer", NULL};

static const field_t cursor_fields[] = {
    PAIR(cursor_record_t),
    {.name = "side",
     .key = "side",
     .offset = offsetof(cursor_record_t, side),
     .type = FIELD_CHOICE,
     .choices = sides,
     .from = FROM_BODY,
     .required = true},
    ID("id", cursor_record_t, id),
};
const field_table_t cursor_record_table = FIELD_TABLE(cursor_fields, cursor_record_t);

static const field_t user_mark_fields[] = {
    ID("user_id", user_mark_record_t, user_id),
    ID("id", user_mark_record_t, id),
};
const field_table_t user_mark_record_table = FIELD_TABLE(user_mark_fields, user_mark_record_t);

static const field_t action_fields[] = {
    PAIR(action_record_t),
    RANGE("action", action_record_t, action, 1, 16),
    SHORT_TEXT("remark", action_record_t, remark),
    NUMBER("article_id", action_record_t, article_id, ID_MAX),
    TIME("create_date", action_record_t, time),
};
const field_table_t action_record_table = FIELD_TABLE(action_fields, action_record_t);

static const field_t note_fields[] = {
    PAIR(note_record_t),
    TEXT("follow_info", note_record_t, text, 1),
    TIME("create_date", note_record_t, time),
};
const field_table_t note_record_table = FIELD_TABLE(note_fields, note_record_t);

static const field_t phrase_fields[] = {
    ID("user_id", phrase_record_t, user_id),
    TEXT("custom_language", phrase_record_t, text, 1),
    NUMBER("id", phrase_record_t, id, ID_MAX),
};
const field_table_t phrase_record_table = FIELD_TABLE(phrase_fields, phrase_record_t);
