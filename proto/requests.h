/* SPDX-License-Identifier: Apache-2.0 */
/* The request records: what a handler gets, under the right names. Tables: contract_chat.c and its like. */
#ifndef LEIDA_PROTO_REQUESTS_H
#define LEIDA_PROTO_REQUESTS_H

#include "proto/field.h"

/* Of both sides' methods the one id is the caller's, the other the peer's. */
typedef struct {
    record_t record;
    int64_t staff_id, customer_id;
    content_t content;
    int64_t article_id; /* 0: none */
    text_t message_key; /* the client's idempotency key; empty: none */
} send_request_t;

/* session, session/end */
typedef enum { SESSION_OF_STAFF, SESSION_OF_CUSTOMER } session_of_t;
typedef struct {
    record_t record;
    int64_t staff_id, customer_id; /* the caller's */
    text_t token;
    int64_t kind; /* session_of_t */
} session_request_t;

/* media */
typedef struct {
    record_t record;
    int64_t staff_id, customer_id; /* the caller's */
    text_t message_key;
} media_request_t;

/* What of its rows a list gives: what existing clients know, or that and what our console shows besides. */
typedef enum { ROWS_PLAIN, ROWS_FULL } rows_form_t;

/* contact */
typedef struct {
    record_t record;
    int64_t staff_id;
    int64_t rows;         /* rows_form_t */
    int64_t page, length; /* as below */
} conversations_request_t;

/* getmsg, chat, query_num, ack, typing, customer. */
typedef struct {
    record_t record;
    int64_t staff_id, customer_id;
    int64_t page;              /* from 1; 0: not given */
    int64_t length;            /* 0: not given */
    int64_t before, after, id; /* message ids */
    int64_t wait;              /* s; not on the wire */
} conversation_request_t;

typedef enum { SORT_EXPECTED_PR, SORT_FOLLOW, SORT_ACTIVITY, SORT_CREATED } contact_sort_t;

typedef struct {
    record_t record;
    int64_t staff_id;
    int64_t order;               /* contact_sort_t */
    int64_t customer_id, source; /* 0: not given */
    text_t name;
    int64_t page, length;
    int64_t rows; /* rows_form_t */
} contacts_request_t;

typedef struct {
    record_t record;
    int64_t staff_id, customer_id;
    int64_t sex, superior;
    text_t name, memo_name, phone, email, company, position, address, memo;
    int64_t birthday;      /* day number; DAY_NONE clears it */
    int64_t expected_time; /* day number */
    int64_t expected_pr;   /* 0..100 */
    id_list_t tags;
} update_request_t;

/* Follow-up notes and stock phrases. */
typedef struct {
    record_t record;
    int64_t staff_id, customer_id; /* customer 0: it is about none */
    int64_t page, length;
    int64_t phrase_id;
    text_t text; /* the note, or the phrase */
} follow_request_t;

/* tag_list and what adds tags; tag_customer. */
typedef struct {
    record_t record;
    int64_t staff_id, customer_id; /* 0: not given */
    text_t name;
    id_list_t customers;
    int64_t page, length;
} tag_request_t;

typedef struct {
    record_t record;
    int64_t staff_id, customer_id; /* 0: not given */
    int64_t action;                /* 1..16; 0: not given */
    int64_t from_day, to_day;      /* day numbers, both included */
    int64_t page, length;
    text_t remark;
    int64_t article_id;
    text_t message_key;
} action_request_t;
/* Places of the days in the fields of METHOD_ACTIONS, for record_has: every number is a day. */
enum { ACTIONS_FROM_DAY = 2, ACTIONS_TO_DAY = 3 };

/* get_new_log: nothing of it reaches the service but who calls. */
typedef struct {
    record_t record;
    int64_t staff_id;
    int64_t wait; /* s; not on the wire */
} new_actions_request_t;

/* action/count, action/customer, action/customer_detail. */
typedef struct {
    record_t record;
    int64_t staff_id, customer_id; /* 0: not given */
    int64_t from_day, to_day;      /* day numbers, both included */
    int64_t by;                    /* statistics_by_t, if given */
    int64_t page, length;
    int64_t rows; /* rows_form_t, of action/customer */
} statistics_request_t;
typedef enum { STATISTICS_BY_DAY } statistics_by_t;
/* Places in the fields of these methods, for record_has. */
enum { STATISTICS_FROM_DAY = 0, STATISTICS_TO_DAY = 1, STATISTICS_BY = 2 };
/* Days that action/count lists at most (api.md 5). */
enum { STATISTICS_DAYS_MAX = 366 };

/* Logging in by WeChat: both ways out, both ways back, and a shared link. */
typedef enum { GZH_SCOPE_BASE, GZH_SCOPE_USERINFO } gzh_scope_t;
typedef enum { QY_VIA_APP, QY_VIA_QR } qy_via_t;
typedef struct {
    record_t record;
    int64_t company_id; /* 0: not given */
    text_t share;       /* the id of wx:share; empty: none */
    text_t next;        /* where in the pages to go on; empty: not given */
    int64_t scope;      /* gzh_scope_t */
    int64_t via;        /* qy_via_t */
    text_t code, state; /* of WeChat; empty: none */
    text_t cookie;      /* CONTRACT_LOGIN_COOKIE; empty: none that is one */
} wechat_login_request_t;

/* What the pages got with their address when they came back. */
typedef struct {
    record_t record;
    text_t login;
    text_t cookie; /* as above */
} exchange_request_t;

/* What who is logged in may ask of WeChat: links to share, signatures for the JS-SDK, QR codes. */
typedef enum { QR_GZH, QR_H5 } qr_kind_t;
typedef struct {
    record_t record;
    int64_t staff_id, customer_id; /* 0: not given */
    int64_t article_id;            /* 0: none */
    int64_t level;                 /* of the page that is shared */
    text_t location;               /* the page's address */
    int64_t kind;                  /* qr_kind_t */
} wechat_request_t;

typedef struct {
    record_t record;
    text_t image; /* the id of the picture */
} qr_image_request_t;

/* A callback of WeChat or WeCom, as it came: hostile until its signature was checked. */
typedef struct {
    record_t record;
    int64_t company_id;
    text_t signature, msg_signature, timestamp, nonce, encrypt_type, echostr; /* empty: not given */
    text_t body;                                                              /* POST */
} wechat_callback_request_t;
enum { WECHAT_CALLBACK_BODY_MAX = 64 * 1024 };

/* crm: binds the customer, who calls, to a staff user. */
typedef struct {
    record_t record;
    int64_t staff_id, customer_id;
    int64_t superior;   /* the customer who referred this one; 0: nobody */
    int64_t source;     /* 1..4 */
    int64_t article_id; /* 0: none */
    int64_t exclusive;  /* 0 or 1: who has a staff user already keeps that one */
} bind_request_t;

/* crm: which staff user of a company the customer, who calls, was bound to last. */
typedef struct {
    record_t record;
    int64_t company_id;
    int64_t staff_id, customer_id; /* staff_id: none is given */
} latest_staff_request_t;

/* chat: which conversations of a staff user have moved. */
typedef struct {
    record_t record;
    int64_t staff_id;
    int64_t customer_id;  /* this one only; 0: all */
    int64_t since;        /* ms since 1970: those with a message at that time or later */
    int64_t page, length; /* as everywhere */
} untold_request_t;

enum { PAGE_LENGTH_MAX = 200 };

typedef struct {
    int64_t skip, length; /* rows */
} page_t;

/* The page that `page` and `length` of a request (0: not given) ask for; `default_length` is the route's own
 * length. */
page_t page_of(int64_t page, int64_t length, int64_t default_length);

#endif
