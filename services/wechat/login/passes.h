/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is kept of a login between its steps, each under a name that nobody can guess (wechat.md 3): records
 * of which Redis has the msgpack form.
 */
#ifndef LEIDA_SERVICES_WECHAT_LOGIN_PASSES_H
#define LEIDA_SERVICES_WECHAT_LOGIN_PASSES_H

#include "services/wechat/core/pass.h"

/* Whom a login is for, and by which way. */
typedef enum { LOGIN_GZH, LOGIN_QY } login_kind_t;

/* A share link: who comes by it is bound to this staff user. */
typedef struct {
    record_t record;
    int64_t company_id, staff_id;
    int64_t superior;   /* the customer who shared it; 0: the staff user did */
    int64_t level;      /* 1: the staff user's own; one more for each customer it went through */
    int64_t article_id; /* 0: none */
} share_t;
extern const field_table_t share_table;
enum { SHARE_LEVEL_MAX = 100, SHARE_SECONDS = 180 * 24 * 3600 };

/* A login that has begun. */
typedef struct {
    record_t record;
    int64_t kind; /* login_kind_t */
    int64_t company_id;
    int64_t with_profile; /* name and picture are asked for as well */
    text_t share;         /* the name of the link that it began with; empty: none */
    text_t next;          /* where in the page to go on; empty: nowhere special */
} state_t;
extern const field_table_t state_table;
enum { STATE_SECONDS = 600, NEXT_MAX = 512 };

/* What came of it: either why it failed, or who has logged in. */
typedef struct {
    record_t record;
    text_t reason; /* one of wechat.md 2; empty: none */
    int64_t kind;  /* login_kind_t */
    int64_t id;    /* of the customer or staff user */
    int64_t company_id;
    int64_t is_new;
    int64_t staff_id, superior, level, article_id; /* of the link; 0: none */
} outcome_of_login_t;
extern const field_table_t outcome_of_login_table;
enum { LOGIN_SECONDS = 60 };

/* So long the browser is known: until the login that it began with a state can be fetched. */
enum { BROWSER_SECONDS = STATE_SECONDS + 2 * LOGIN_SECONDS };

#endif
