/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way back of a login (wechat.md 3): the browser brings state and code; the state is taken, WeChat is
 * asked whose code it is, and the browser is sent on to its page with a login code. Browsers come twice with
 * the same code: the second waits for what the first one finds.
 */
#ifndef LEIDA_SERVICES_WECHAT_LOGIN_FINISH_H
#define LEIDA_SERVICES_WECHAT_LOGIN_FINISH_H

#include "services/wechat/core/core.h"
#include "services/wechat/login/login_store.h"

typedef struct {
    job_t job;
    login_kind_t kind;
    int64_t company_id; /* of the address by which the browser came back; 0: it has none */
    claim_of_state_t claim;
    int64_t waited; /* ms, for another call with the same code */
    job_fn *ask;    /* the step that asks WeChat whose code it is; it sets the outcome, then finish_settle */
    outcome_of_login_t outcome;
    text_t login_code;
} finish_job_t;

/* Begins, with `kind`, `ask` and what the browser brought in `claim`. Ends the call. */
void finish_login(finish_job_t *self);
/* A step: what came of the code stands in `outcome`. Keeps it, and sends the browser on. */
job_fn finish_settle;
/* The same, where it failed. */
void finish_failed(finish_job_t *self, const char *reason);

/* The company whose login it is, as it is configured now; NULL: it has no such account any more. */
const company_t *finish_company(const finish_job_t *self);
/* Why a login failed whose code WeChat did not take. */
const char *finish_reason(api_verdict_t verdict);

#endif
