/* SPDX-License-Identifier: Apache-2.0 */
#include "proto/answers_wechat.h"

#define CUSTOMER(name, type, member, help, absent) COLUMN(name, type, customer_login_t, member, help, absent)

static const column_t customer_login[] = {
    CUSTOMER("user_id", COLUMN_INT, customer_id, "the customer: what to call as", NULL),
    CUSTOMER("token", COLUMN_TEXT, token, "with which to sign", NULL),
    CUSTOMER("uid", COLUMN_INT_OR_NULL, staff_id, "the staff user they came to", "nobody yet"),
    CUSTOMER("company_id", COLUMN_INT, company_id, "the company", NULL),
    CUSTOMER("pid", COLUMN_INT_OR_NULL, superior, "the customer whose share they opened", "nobody's"),
    CUSTOMER("level", COLUMN_INT_OR_NULL, level, "how many hands that share went through", "no share"),
    CUSTOMER("article_id", COLUMN_INT_OR_NULL, article_id, "the article that was shared", "none"),
    CUSTOMER("is_new", COLUMN_BOOL, is_new, "true when the login made the customer", NULL),
    CUSTOMER("has_profile", COLUMN_BOOL, has_profile, "true when the name and picture of WeChat are known",
             NULL),
    CUSTOMER("is_subscribe", COLUMN_INT, is_subscribe,
             "1 if they follow the official account, 0 if they do not, or never have since they are known",
             NULL),
    CUSTOMER("session", COLUMN_TEXT_OR_NULL, session,
             "a login token: what a browser's session begins with, within a minute, once",
             "the login began in another browser"),
};
const column_table_t customer_login_columns = COLUMN_TABLE(customer_login);

#define STAFF(name, type, member, help, absent) COLUMN(name, type, staff_login_t, member, help, absent)

static const column_t staff_login[] = {
    STAFF("id", COLUMN_INT, staff_id, "the staff user", NULL),
    STAFF("user_id", COLUMN_INT, caller_id, "the same: what to call as", NULL),
    STAFF("token", COLUMN_TEXT, token, "with which to sign", NULL),
    STAFF("avatar", COLUMN_TEXT, avatar, "address of their picture", "has none"),
    STAFF("company_id", COLUMN_INT, company_id, "the company", NULL),
    STAFF("is_first_login", COLUMN_BOOL, is_first, "true when they never logged in by WeCom before", NULL),
    STAFF("session", COLUMN_TEXT_OR_NULL, session,
          "a login token: what a browser's session begins with, within a minute, once",
          "the login began in another browser"),
};
const column_table_t staff_login_columns = COLUMN_TABLE(staff_login);

static const column_t share[] = {
    COLUMN("share_url", COLUMN_TEXT, share_row_t, url, "the link, good for 180 days", NULL),
};
const column_table_t share_columns = COLUMN_TABLE(share);

#define SIGN(name, type, member, help) COLUMN(name, type, sign_row_t, member, help, NULL)
#define SIGNED                                                                                               \
    SIGN("signature", COLUMN_TEXT, signature, "of the address, lower-case hex SHA-1"),                       \
        SIGN("timestamp", COLUMN_INT, timestamp, "as it was signed, s since 1970"),                          \
        SIGN("nonceStr", COLUMN_TEXT, nonce, "as it was signed")

static const column_t sign[] = {
    SIGNED,
    SIGN("appid", COLUMN_TEXT, appid, "of the account whose ticket signed it"),
};
const column_table_t sign_columns = COLUMN_TABLE(sign);

static const column_t enterprise_sign[] = {
    SIGNED,
    SIGN("appId", COLUMN_TEXT, appid, "of the account whose ticket signed it"),
};
const column_table_t enterprise_sign_columns = COLUMN_TABLE(enterprise_sign);

static const column_t qr_code[] = {
    COLUMN("qr_code", COLUMN_TEXT, qr_code_row_t, image, "address of the picture", NULL),
    COLUMN("url", COLUMN_TEXT, qr_code_row_t, url, "what the code says", NULL),
    COLUMN("expire_seconds", COLUMN_INT, qr_code_row_t, expire_seconds, "how long it lasts; 0: for good",
           NULL),
};
const column_table_t qr_code_columns = COLUMN_TABLE(qr_code);

static const column_t bound[] = {
    COLUMN("user_id", COLUMN_INT, bound_t, staff_id, "to whom the customer is bound now", NULL),
    COLUMN("is_new", COLUMN_BOOL, bound_t, is_new, "true when they were not before", NULL),
};
const column_table_t bound_columns = COLUMN_TABLE(bound);

static const column_t latest_staff[] = {
    COLUMN("user_id", COLUMN_INT, latest_staff_t, staff_id, "to whom the customer was bound last", NULL),
};
const column_table_t latest_staff_columns = COLUMN_TABLE(latest_staff);

#define UNTOLD(name, member, help) COLUMN(name, COLUMN_INT, untold_row_t, member, help, NULL)

static const column_t untold[] = {
    UNTOLD("customer_id", customer_id, "with whom"),
    UNTOLD("id", id, "the newest message"),
    UNTOLD("time", time, "its time, ms since 1970"),
    UNTOLD("read_by_customer", read_by_customer, "up to this message the customer has read"),
    UNTOLD("unread_by_customer", unread_by_customer, "messages that the customer has not read"),
    UNTOLD("unread_by_staff", unread_by_staff, "messages that the staff user has not read"),
};
const column_table_t untold_columns = COLUMN_TABLE(untold);
