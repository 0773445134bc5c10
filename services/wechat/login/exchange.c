/* SPDX-License-Identifier: Apache-2.0 */
/*
 * POST …/work_gongzhonghao_auth/exchange and …/work_weixin_auth/exchange: a page gives the login code that
 * came in its address, once, and gets what it signs requests with.
 */
#include "common/observe/log_limit.h"
#include "common/store/profiles.h"
#include "proto/answers_wechat.h"
#include "proto/requests.h"
#include "proto/session.h"
#include "services/wechat/core/core.h"
#include "services/wechat/core/secret_name.h"
#include "services/wechat/login/login_store.h"

typedef struct {
    job_t job;
    login_kind_t kind;
    fetched_login_t fetched;
    text_t token;
    customer_profile_t customer;
    user_profile_t staff;
    bool is_first;
} exchange_job_t;

/* What a browser's session begins with, so that pages need not keep the token. Only in the browser that
 * has logged in: else whoever is led to a page with somebody's login code would go on as that one. */
static text_t session_of(exchange_job_t *self)
{
    if (!self->fetched.same_browser)
        return TEXT_NONE;
    const principal_kind_t kind = self->kind == LOGIN_GZH ? PRINCIPAL_CUSTOMER : PRINCIPAL_STAFF;
    const int64_t now = self->job.host->now();
    const session_t session = {.who = {kind, self->fetched.outcome.id},
                               .issued = now,
                               .expires = now + LOGIN_SECONDS * 1000,
                               .nonce = secret_name_new(self->job.arena, SECRET_NAME_SIZE)};
    buffer_t *text = job_scratch(&self->job);
    session_write(text, &session, SESSION_LOGIN, self->token);
    return arena_copy(self->job.arena, buffer_text(text));
}

/* 0 in a record stands for what there is not. */
static int64_t or_null(int64_t id)
{
    return id > 0 ? id : ROW_NULL;
}

static void answer_customer(exchange_job_t *self)
{
    const outcome_of_login_t *login = &self->fetched.outcome;
    const customer_login_t row = {.customer_id = login->id,
                                  .token = self->token,
                                  .staff_id = or_null(login->staff_id),
                                  .company_id = login->company_id,
                                  .superior = or_null(login->superior),
                                  .level = or_null(login->level),
                                  .article_id = or_null(login->article_id),
                                  .is_new = login->is_new != 0,
                                  .has_profile = self->customer.name.size > 0,
                                  .is_subscribe = customer_is_subscribed(&self->customer),
                                  .session = session_of(self)};
    job_answer_object(&self->job, STATUS_DONE, &customer_login_columns, &row);
}

static void answer_staff(exchange_job_t *self)
{
    const staff_login_t row = {.staff_id = self->fetched.outcome.id,
                               .caller_id = self->fetched.outcome.id,
                               .token = self->token,
                               .avatar = self->staff.avatar,
                               .company_id = self->fetched.outcome.company_id,
                               .is_first = self->is_first,
                               .session = session_of(self)};
    job_answer_object(&self->job, STATUS_DONE, &staff_login_columns, &row);
}

static void answer(void *context)
{
    exchange_job_t *self = context;
    if (self->token.size == 0) /* it may not call, since just now */
        job_end(&self->job, STATUS_CREDENTIALS);
    else if (self->kind == LOGIN_GZH)
        answer_customer(self);
    else
        answer_staff(self);
}

static void read_person(void *context)
{
    exchange_job_t *self = context;
    if (!self->fetched.found || self->fetched.outcome.kind != (int64_t)self->kind ||
        self->fetched.outcome.reason.size > 0) {
        log_limited(LOG_INFO, "login code refused",
                    LOG_STRING("kind", self->kind == LOGIN_GZH ? "gzh" : "qy"));
        job_end(&self->job, STATUS_CREDENTIALS);
        return;
    }
    const bool customer = self->kind == LOGIN_GZH;
    const principal_t who = {customer ? PRINCIPAL_CUSTOMER : PRINCIPAL_STAFF, self->fetched.outcome.id};
    login_store_read_token(&self->job, who, &self->token);
    if (customer) {
        profiles_read_customer(&self->job, who.id, &self->customer);
    } else {
        profiles_read_staff(&self->job, who.id, &self->staff);
        login_store_meet(&self->job, who.id, &self->is_first);
    }
    job_then(&self->job, answer);
}

static void run(void *host, call_t *call, login_kind_t kind)
{
    exchange_job_t *self = job_new(host, call, sizeof *self);
    const exchange_request_t *request = call_record(call);
    self->kind = kind;
    if (secret_name_is(request->login, SECRET_NAME_SIZE))
        login_store_fetch(&self->job, request->login, request->cookie, &self->fetched);
    job_then(&self->job, read_person);
}

void gzh_exchange_run(void *host, call_t *call)
{
    run(host, call, LOGIN_GZH);
}

void qy_exchange_run(void *host, call_t *call)
{
    run(host, call, LOGIN_QY);
}
