/* SPDX-License-Identifier: Apache-2.0 */
/* The records of leidactl's import and export (operations.md), and the profiles as they are stored: the same
 * tables serve both. What is not part of a stored profile (token, enabled, scheme) is there in files only.
 */
#ifndef LEIDA_PROTO_RECORDS_H
#define LEIDA_PROTO_RECORDS_H

#include "proto/field.h"

/* Which requests of a principal are taken: of either scheme, or signed ones alone
 * (common/store/credential.h). */
typedef enum { SCHEME_ANY, SCHEME_HMAC } scheme_t;
extern const char *const scheme_names[]; /* NULL-terminated: "any", "hmac" */

typedef struct {
    record_t record;
    int64_t id;
    text_t name;
} company_profile_t;
extern const field_table_t company_profile_table;

typedef struct {
    record_t record;
    int64_t id, company_id;
    int64_t enabled, scheme; /* files only, as the token */
    text_t token;
    text_t name, avatar, business_phone, wechat_phone, wechat, position, email;
    text_t userid; /* the member id in WeCom, lower-case; one in a company */
} user_profile_t;
extern const field_table_t user_profile_table;
enum { USERID_MAX = 64 };                   /* bytes */
enum { USER_COMPANY = 1, USER_USERID = 9 }; /* the indexes of company_id and userid */

typedef struct {
    record_t record;
    int64_t id, origin;      /* user_type: 1 official account, 2 mini program */
    int64_t enabled, scheme; /* files only, as the token */
    text_t token;
    text_t name, avatar, phone;
    text_t openid, appid; /* who it is in which official account */
    int64_t is_subscribe; /* 1: follows it, 0: does not; not given: unknown */
    int64_t created;      /* ms */
} customer_profile_t;
extern const field_table_t customer_profile_table;
/* The indexes of its first fields. */
enum {
    CUSTOMER_ID,
    CUSTOMER_NAME,
    CUSTOMER_AVATAR,
    CUSTOMER_ORIGIN,
    CUSTOMER_PHONE,
    CUSTOMER_OPENID,
    CUSTOMER_APPID,
    CUSTOMER_IS_SUBSCRIBE,
    CUSTOMER_CREATED
};

typedef struct {
    record_t record;
    int64_t id, parent_id, company_id;
    text_t name;
} tag_profile_t;
extern const field_table_t tag_profile_table;
enum { TAG_COMPANY = 3 }; /* the index of company_id */

/* What belongs to a staff user and a customer begins with these. */
typedef struct {
    record_t record;
    int64_t user_id, customer_id;
} pair_record_t;

typedef struct {
    record_t record;
    int64_t user_id, customer_id;
    int64_t created, last_follow, last_activity; /* ms */
    /* From here on: the relation's hash, field by field under its key (common/store/keys.h). */
    int64_t source, superior, article_id, expected_pr, sex;
    int64_t expected_time, birthday; /* day numbers; DAY_NONE clears */
    text_t title, name, memo_name, phone, email, company, position, address, memo;
} relation_record_t;
extern const field_table_t relation_record_table;
/* Indexes of fields that may be left out though 0 is a value of theirs: the epoch is a time. */
enum { RELATION_CREATED = 2, RELATION_LAST_FOLLOW, RELATION_LAST_ACTIVITY };
/* The index of the first field that is kept in the hash, and of superior. */
enum { RELATION_FIRST_FACT = 5, RELATION_SUPERIOR };

typedef struct {
    record_t record;
    int64_t customer_id;
    int64_t tag_id;     /* 0 (with a company given): the company has a list of its own, maybe an empty one */
    int64_t company_id; /* whose list, 0 for the stock; not given: the list of the tag's company */
} customer_tag_record_t;
extern const field_table_t customer_tag_record_table;
enum { CUSTOMER_TAG_COMPANY = 2 }; /* the index of company_id */

typedef struct {
    record_t record;
    int64_t user_id, customer_id;
    int64_t send_type; /* 1 staff to customer, 2 customer to staff */
    int64_t time;      /* ms */
    content_t content;
    text_t key; /* msg_id; empty: none */
} message_record_t;
/* They differ in who sends, on which the rules of the content depend. */
extern const field_table_t staff_message_record_table;
extern const field_table_t customer_message_record_table;
enum { MESSAGE_SENDER = 2, MESSAGE_TIME = 4 }; /* the indexes of send_type and time */

typedef enum { CURSOR_SIDE_USER, CURSOR_SIDE_CUSTOMER } cursor_side_t;

typedef struct {
    record_t record;
    int64_t user_id, customer_id;
    int64_t side; /* cursor_side_t */
    int64_t id;   /* read up to this message */
} cursor_record_t;
extern const field_table_t cursor_record_table;

/* log_cursor: get_new_log has given the rows up to this id. follow_language_last: ids of phrases were given
 * up to this one, and none is given again. */
typedef struct {
    record_t record;
    int64_t user_id, id;
} user_mark_record_t;
extern const field_table_t user_mark_record_table;

typedef struct {
    record_t record;
    int64_t user_id, customer_id;
    int64_t action, article_id; /* article 0: none */
    int64_t time;               /* ms */
    text_t remark;
} action_record_t;
extern const field_table_t action_record_table;
enum { ACTION_TIME = 5 }; /* the index of time */

typedef struct {
    record_t record;
    int64_t user_id, customer_id;
    int64_t time; /* ms */
    text_t text;
} note_record_t;
extern const field_table_t note_record_table;
enum { NOTE_TIME = 3 }; /* the index of time */

typedef struct {
    record_t record;
    int64_t user_id;
    int64_t id; /* 0: the next free one */
    text_t text;
} phrase_record_t;
extern const field_table_t phrase_record_table;

#endif
