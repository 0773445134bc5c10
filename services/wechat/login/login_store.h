/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The passes of logins in Redis: the only file of this room that knows the commands. Each function asks at
 * once and adds to what the job waits for; what it is given must last until the job's next step. Texts that
 * are read live in the job's arena. Keys: common/store/keys.h.
 */
#ifndef LEIDA_SERVICES_WECHAT_LOGIN_LOGIN_STORE_H
#define LEIDA_SERVICES_WECHAT_LOGIN_LOGIN_STORE_H

#include "common/store/job.h"
#include "services/wechat/login/passes.h"

extern const redis_script_t login_keep_script, login_claim_script, login_settle_script, login_fetch_script;

/* Keeps a state for STATE_SECONDS, bound to the cookie of the browser that it was given to. */
void login_store_state(job_t *job, text_t name, text_t cookie, state_t *state);

typedef enum {
    CLAIM_NONE,    /* no such state, another browser's, or one that another code was brought to */
    CLAIM_MINE,    /* this call is the one to ask WeChat about the code */
    CLAIM_WAITS,   /* another call with the same code asks now */
    CLAIM_SETTLED, /* … has asked, and this is what came of it */
} claim_result_t;

/* What a browser comes back with, and what is known of it. */
typedef struct {
    text_t state, cookie, code; /* set by the caller */
    claim_result_t result;
    state_t known;              /* unless CLAIM_NONE */
    outcome_of_login_t outcome; /* with CLAIM_SETTLED */
} claim_of_state_t;

/* Takes a state for a code, once: a browser that calls twice is the same login, and a call that is tried
 * again is still the one that asks. An empty code uses the state up as any other. */
void login_store_claim(job_t *job, claim_of_state_t *claim);
/* Keeps what came of the code of a claim that was CLAIM_MINE, for LOGIN_SECONDS. */
void login_store_settle(job_t *job, const claim_of_state_t *claim, outcome_of_login_t *outcome);

/* Keeps who has logged in for LOGIN_SECONDS, under the login code of this name, and in which browser. */
void login_store_code(job_t *job, text_t name, text_t cookie, outcome_of_login_t *outcome);

typedef struct {
    bool found;
    bool same_browser; /* the cookie is that of the browser which has logged in */
    outcome_of_login_t outcome;
} fetched_login_t;

/* Fetches it, once: later only the same call gets it, tried again. */
void login_store_fetch(job_t *job, text_t name, text_t cookie, fetched_login_t *fetched);

/* Keeps a share link for SHARE_SECONDS. */
void login_store_share(job_t *job, text_t name, share_t *share);
/* Reads one. `found` is false where there is none. */
void login_store_read_share(job_t *job, text_t name, bool *found, share_t *share);

/* The staff user of a company who is this member of WeCom (in lower case); 0: none. */
void login_store_find_staff(job_t *job, int64_t company_id, text_t userid, int64_t *staff_id);

/* The token of a principal, as long as it may call; empty: it may not. */
void login_store_read_token(job_t *job, principal_t who, text_t *token);

/* Whether a staff user logs in for the first time: it is then not the first any more, but for the same call.
 */
void login_store_meet(job_t *job, int64_t staff_id, bool *is_first);

/* Refuses with STATUS_NO_RELATION, unless the customer is bound to the staff user. */
void login_store_check_relation(job_t *job, int64_t staff_id, int64_t customer_id);

/* Whom a customer speaks to when they write to the official account. */
typedef struct {
    int64_t staff_id; /* 0: nobody */
    bool greet;       /* the greeting is still to be sent */
} current_t;
void login_store_read_current(job_t *job, int64_t customer_id, current_t *current);
void login_store_speak(job_t *job, int64_t customer_id, const current_t *current);
void login_store_greeted(job_t *job, int64_t customer_id);

#endif
