/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is known of each account that was asked something: its token and tickets, and what of it rests. An
 * official account is named "gzh:APPID", an app of WeCom "qy:CORP:AGENT". For api.c alone.
 */
#ifndef LEIDA_SERVICES_WECHAT_API_ACCOUNT_H
#define LEIDA_SERVICES_WECHAT_API_ACCOUNT_H

#include "base/list.h"
#include "services/wechat/api/api.h"
#include "services/wechat/api/judge.h"
#include "services/wechat/api/kept.h"
#include "services/wechat/api/rest_store.h"

enum { ACCOUNT_CIRCUIT_MS = 60000, ACCOUNT_TICKETS = API_TICKET_CORP + 1 };

/* What rests of a call of one kind. Zeroed: nothing. */
typedef struct {
    api_verdict_t verdict;
    int64_t errcode;
    int64_t until;  /* ms of the loop */
    int64_t length; /* ms; 0: nothing rests */
    bool is_tried;  /* one call is under way, to see whether it is over */
    bool tried;     /* by this instance, as it was to be kept … */
    bool unkept;    /* … when Redis could not be asked */
} rest_t;

typedef struct account account_t;

/* A ticket of an account. */
typedef struct {
    account_t *account;
    api_ticket_t which;
    kept_t *kept; /* NULL: not asked for yet */
} ticket_t;

struct account {
    api_t *api; /* that it is of */
    link_t place;
    char *name;
    char *id, *agent, *secret; /* appid or corpid; agent: of WeCom */
    int64_t company_id;        /* that asked last */
    bool is_qy;
    kept_t *token;
    ticket_t tickets[ACCOUNT_TICKETS];
    int64_t circuit_until; /* ms of the loop: its tokens were refused */
    rest_t rests[API_ENDPOINTS];
};

/* Appends the name of the account of that kind; false when the company has none. */
bool account_write_name(buffer_t *name, const company_t *company, bool is_qy);
/* Without a token or tickets. */
account_t *account_new(api_t *api, const company_t *company, bool is_qy, text_t name);
/* Ends its token and tickets for good. */
void account_destroy(account_t **self_p);
/* Takes what is configured now; true when the secret is another. */
bool account_update(account_t *self, const company_t *company);

/* Whether a call may be made at `now` (ms of the loop). If not, fills the verdict and how long it rests. A
 * call that may be made although something rested is the one that tries it: `*tries`. */
bool account_lets(account_t *self, api_endpoint_t endpoint, int64_t now, api_answer_t *answer, bool *tries);
/* The same once it is known what rests for all instances: whether a call that account_lets let through goes
 * on. May change `*tries`. */
bool account_heed(account_t *self, api_endpoint_t endpoint, const rest_kept_t *kept, int64_t now,
                  api_answer_t *answer, bool *tries);
/* What became of a call; sets answer->rest where something rests from now on. `time`: ms since 1970. */
void account_note(account_t *self, api_endpoint_t endpoint, judged_t *judged, bool tries, int64_t now,
                  int64_t time);
/* Keeps what could not be kept before, as far as it lasts at `now`. */
void account_keep_again(account_t *self, int64_t now);

#endif
