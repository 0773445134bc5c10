/* SPDX-License-Identifier: Apache-2.0 */
/* The answers of the WeChat service's methods, and of those that it asks of the others. */
#ifndef LEIDA_PROTO_ANSWERS_WECHAT_H
#define LEIDA_PROTO_ANSWERS_WECHAT_H

#include "proto/row.h"

/* A customer has logged in. */
typedef struct {
    int64_t customer_id;
    text_t token;
    int64_t staff_id; /* ROW_NULL: none; as the next four */
    int64_t company_id;
    int64_t superior;
    int64_t level;
    int64_t article_id;
    bool is_new;
    bool has_profile;
    int64_t is_subscribe; /* 0 or 1 */
    text_t session;       /* a login token (proto/session.h): what a browser's session begins with; TEXT_NONE:
                             it is another browser's login */
} customer_login_t;
extern const column_table_t customer_login_columns;

/* A staff user has logged in. */
typedef struct {
    int64_t staff_id, caller_id; /* the same: older clients know it under two names */
    text_t token, avatar;
    int64_t company_id;
    bool is_first;
    text_t session; /* as a customer's */
} staff_login_t;
extern const column_table_t staff_login_columns;

typedef struct {
    text_t url;
} share_row_t;
extern const column_table_t share_columns;

/* For wx.config of the JS-SDK. */
typedef struct {
    text_t signature;
    int64_t timestamp; /* s since 1970 */
    text_t nonce, appid;
} sign_row_t;
extern const column_table_t sign_columns, enterprise_sign_columns;

typedef struct {
    text_t image, url;
    int64_t expire_seconds; /* 0: it lasts */
} qr_code_row_t;
extern const column_table_t qr_code_columns;

/* METHOD_BIND */
typedef struct {
    int64_t staff_id; /* to whom the customer is bound now */
    bool is_new;
} bound_t;
extern const column_table_t bound_columns;

/* METHOD_LATEST_STAFF */
typedef struct {
    int64_t staff_id;
} latest_staff_t;
extern const column_table_t latest_staff_columns;

/* METHOD_UNTOLD: a conversation. */
typedef struct {
    int64_t customer_id;
    int64_t id;               /* of the newest message */
    int64_t time;             /* its, ms since 1970 */
    int64_t read_by_customer; /* the id up to which the customer has */
    int64_t unread_by_customer, unread_by_staff;
} untold_row_t;
extern const column_table_t untold_columns;

#endif
