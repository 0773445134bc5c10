/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/records.h"

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
};
const field_table_t user_profile_table = FIELD_TABLE(user_fields, user_profile_t);

static const field_t customer_fields[] = {
    ID("id", customer_profile_t, id),
    TEXT("username", customer_profile_t, name, 1),
    TEXT("headimgurl", customer_profile_t, avatar, 0),
    NUMBER("user_type", customer_profile_t, origin, 2),
    TEXT("phone", customer_profile_t, phone, 0),
    TEXT("openid", customer_profile_t, openid, 0),
    {.name = "create_date",
     .key = "created",
     .offset = offsetof(customer_profile_t, created),
     .type = FIELD_TIME,
     .from = FROM_BODY},
};
const field_table_t customer_profile_table = FIELD_TABLE(customer_fields, customer_profile_t);

static const field_t tag_fields[] = {
    ID("id", tag_profile_t, id),
    TEXT("name", tag_profile_t, name, 1),
    NUMBER("parent_id", tag_profile_t, parent_id, ID_MAX),
    NUMBER("company_id", tag_profile_t, company_id, ID_MAX),
};
const field_table_t tag_profile_table = FIELD_TABLE(tag_fields, tag_profile_t);
