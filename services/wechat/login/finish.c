/* SPDX-License-Identifier: Apache-2.0 */
#include "services/wechat/login/finish.h"

#include "services/wechat/core/question.h"
#include "services/wechat/core/secret_name.h"
#include "services/wechat/login/redirect.h"

enum { WAIT_MS = 100, WAIT_MAX_MS = 2000 };

const company_t *finish_company(const finish_job_t *self)
{
    return login_company(wechat_of(&self->job), self->kind, self->claim.known.company_id);
}

const char *finish_reason(api_verdict_t verdict)
{
    switch (verdict) {
    case API_CODE_EXPIRED:
        return "expired";
    case API_CODE_USED:
        return "used";
    case API_DONE:
    case API_RETRY:
    case API_UNKNOWN:
    case API_RESTING:
    case API_CONFIGURATION:
    case API_WINDOW_CLOSED:
    case API_UNREACHABLE:
    case API_DEAD:
    case API_VERDICTS:
        break;
    }
    return "unavailable";
}

/* ---- the last steps ---- */

static void send_failed(finish_job_t *self, const char *reason)
{
    redirect_failed(&self->job, self->kind, finish_company(self), reason);
}

static void send_on(void *context)
{
    finish_job_t *self = context;
    const company_t *company = finish_company(self);
    if (company)
        redirect_logged_in(&self->job, self->kind, company, self->claim.known.next, self->login_code);
    else
        send_failed(self, "not_enabled");
}

static void send_failed_settled(void *context)
{
    finish_job_t *self = context;
    buffer_t reason = {0};
    buffer_append_text(&reason, self->outcome.reason);
    buffer_append_char(&reason, '\0');
    send_failed(self, reason.data);
    buffer_free(&reason);
}

/* Each browser that comes with the code gets a login code of its own. */
static void give_code(finish_job_t *self)
{
    if (self->outcome.reason.size > 0) {
        job_then(&self->job, send_failed_settled);
        return;
    }
    self->login_code = secret_name_new(self->job.arena, SECRET_NAME_SIZE);
    login_store_code(&self->job, self->login_code, self->claim.cookie, &self->outcome);
    job_then(&self->job, send_on);
}

void finish_settle(void *context)
{
    finish_job_t *self = context;
    login_store_settle(&self->job, &self->claim, &self->outcome);
    give_code(self);
}

void finish_failed(finish_job_t *self, const char *reason)
{
    self->outcome = (outcome_of_login_t){.reason = text_of(reason), .kind = self->kind};
    finish_settle(self);
}

/* ---- the first steps ---- */

static void claim_again(void *context);

/* NULL: it has none, or one that nobody knows. */
static const company_t *company_of_address(const finish_job_t *self)
{
    return login_company(wechat_of(&self->job), self->kind, self->company_id);
}

/* Whether the state is of this way, and of the company of the address. */
static bool is_of_here(const finish_job_t *self)
{
    const state_t *known = &self->claim.known;
    return self->claim.result != CLAIM_NONE && known->kind == (int64_t)self->kind &&
           (self->company_id == 0 || self->company_id == known->company_id);
}

static void judge_claim(void *context)
{
    finish_job_t *self = context;
    const claim_of_state_t *claim = &self->claim;
    const bool is_here = is_of_here(self);
    if (!is_here && claim->result == CLAIM_MINE) { /* nobody else will say what came of it */
        finish_failed(self, "state");
    } else if (!is_here) {
        redirect_failed(&self->job, self->kind, company_of_address(self), "state");
    } else if (claim->result == CLAIM_SETTLED) {
        self->outcome = claim->outcome;
        give_code(self);
    } else if (claim->result == CLAIM_WAITS && self->waited >= WAIT_MAX_MS) {
        send_failed(self, "unavailable");
    } else if (claim->result == CLAIM_WAITS) {
        self->waited += WAIT_MS;
        question_pause(&self->job, WAIT_MS);
        job_then(&self->job, claim_again);
    } else if (claim->code.size == 0) {
        finish_failed(self, "denied");
    } else if (!finish_company(self)) {
        finish_failed(self, "not_enabled");
    } else {
        self->ask(self);
    }
}

static void claim_again(void *context)
{
    finish_job_t *self = context;
    login_store_claim(&self->job, &self->claim);
    job_then(&self->job, judge_claim);
}

/* The state may be what cannot be read. */
static void fail(void *context)
{
    finish_job_t *self = context;
    const bool known = self->claim.result != CLAIM_NONE;
    redirect_unavailable(&self->job, self->kind, known ? finish_company(self) : company_of_address(self));
}

void finish_login(finish_job_t *self)
{
    self->job.failed = fail;
    if (secret_name_is(self->claim.state, SECRET_NAME_SIZE) &&
        secret_name_is(self->claim.cookie, SECRET_NAME_SIZE))
        login_store_claim(&self->job, &self->claim);
    job_then(&self->job, judge_claim);
}
